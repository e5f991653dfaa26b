"""One file of the drop folder, as bytes, to its articles: pure, and every record is an Article or a Rejection."""

import json
import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import PurePath
from typing import Any

from ingest.errors import RejectedInput
from ingest.intake.dates import read_date
from ingest.intake.identity import canonical_url, hash_content, make_article_id
from ingest.intake.rejection import REASONS, Rejection
from ingest.intake.sandbox import run_job
from ingest.intake.scan import MAX_BYTES
from ingest.intake.text import check_not_binary, clean_line, clean_text, decode_text
from ingest.model import Article

MAX_RECORDS = 10_000  # records of one .json or .jsonl
TRUSTS = ("high", "normal", "low")  # of feeds, as feeds.toml says


def read_file(name: str, data: bytes, sidecar: bytes | None = None) -> list[Article | Rejection]:
    """Read a .txt, .json, .jsonl or .html file; the position in the list is the record's item number.

    `sidecar` is the content of the .toml beside a .txt. Never raises for what is in the bytes.
    """
    try:
        if len(data) > MAX_BYTES:
            raise RejectedInput("too_large", f"{len(data)} bytes, limit {MAX_BYTES}")
        suffix = PurePath(name.lower()).suffix
        if suffix == ".txt":
            return [_read_text(data, sidecar)]
        if suffix == ".json":
            return _read_json(data)
        if suffix == ".jsonl":
            return _read_jsonl(data)
        if suffix in {".html", ".htm"}:
            return [_read_html(data)]
        raise RejectedInput("unknown_type", f"the extension {suffix[:20]!r} is none of .txt .json .jsonl .html")
    except RejectedInput as error:
        return [Rejection(0, error.reason, error.detail)]


def make_article(fields: Mapping[str, Any]) -> Article:
    """Build an Article from a record's fields: id, title, body, published_at, url, publisher, lang (or aliases).

    Records that ingest.intake.feeds wrote carry feed_id, trust, published_text, modified_at, text_from and notes as well.
    Raises RejectedInput: `bad_field`, `empty_body`.
    """
    body, notes = clean_text(_text_field(fields, "body") or "")
    if not body.strip():
        raise RejectedInput("empty_body", "the body has no text")
    title = clean_line(_text_field(fields, "title")) or ""
    publisher = clean_line(_text_field(fields, "publisher"))
    source_id = clean_line(_text_field(fields, "id"))
    url = _text_field(fields, "url")
    feed_id = clean_line(_text_field(fields, "feed_id"))
    published_at, published_text = _read_published(fields)
    content_sha256 = hash_content(title, body)
    language = clean_line(_text_field(fields, "lang", "language"))
    return Article(
        article_id=make_article_id(feed_id or publisher, source_id, url, content_sha256),
        title=title,
        body=body,
        content_sha256=content_sha256,
        language=language.lower()[:35] if language else None,
        published_at=published_at,
        published_text=published_text,
        url=canonical_url(url),  # None where it is not http(s): a link is shown to people
        publisher=publisher,
        source_id=source_id,
        author=clean_line(_text_field(fields, "author")),
        modified_at=read_date(clean_line(_text_field(fields, "modified_at")), default_zone=UTC),
        feed_id=feed_id,
        trust=_read_trust(fields),
        text_from=clean_line(_text_field(fields, "text_from")) or "file",
        notes=(*_read_notes(fields), *notes),
    )


def _read_trust(fields: Mapping[str, Any]) -> str | None:
    """Return the trust of the feed that a record came from; who drops a file does not say himself how far to trust it."""
    return fields["trust"] if fields.get("feed_id") and fields.get("trust") in TRUSTS else None


def _read_notes(fields: Mapping[str, Any]) -> tuple[str, ...]:
    notes = fields.get("notes")
    return tuple(note[:100] for note in notes[:20] if isinstance(note, str)) if isinstance(notes, list) else ()


def _read_text(data: bytes, sidecar: bytes | None) -> Article:
    fields: dict[str, Any] = {}
    if sidecar is not None:
        try:
            fields = tomllib.loads(decode_text(sidecar))
        except (tomllib.TOMLDecodeError, RejectedInput, RecursionError) as error:
            raise RejectedInput("bad_sidecar", str(error)[:200]) from None
        unfit = [key for key in ("body", "text") if key in fields]
        if unfit:
            raise RejectedInput("bad_sidecar", "the body is the .txt file, not a field of the sidecar")
    try:
        return make_article({**fields, "body": decode_text(data)})
    except RejectedInput as error:
        if error.reason == "bad_field":
            raise RejectedInput("bad_sidecar", error.detail) from None
        raise


def _load_json(text: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError:
        raise RejectedInput("bad_json", "nested too deeply") from None
    except ValueError as error:  # JSONDecodeError, and the limit on digits of an integer
        raise RejectedInput("bad_json", str(error)[:200]) from None


def _read_json(data: bytes) -> list[Article | Rejection]:
    value = _load_json(decode_text(data))
    records = value if isinstance(value, list) else [value]
    if len(records) > MAX_RECORDS:
        raise RejectedInput("too_large", f"{len(records)} records, limit {MAX_RECORDS}")
    if not records:
        raise RejectedInput("empty_body", "an empty list")
    return [_read_record(item, record) for item, record in enumerate(records)]


def _read_jsonl(data: bytes) -> list[Article | Rejection]:
    lines = [line for line in decode_text(data).split("\n") if line.strip()]
    if len(lines) > MAX_RECORDS:
        raise RejectedInput("too_large", f"{len(lines)} records, limit {MAX_RECORDS}")
    if not lines:
        raise RejectedInput("empty_body", "no line in the file")
    results: list[Article | Rejection] = []
    for item, line in enumerate(lines):
        try:
            results.append(_read_record(item, _load_json(line)))
        except RejectedInput as error:
            results.append(Rejection(item, error.reason, error.detail))
    return results


def _read_record(item: int, record: Any) -> Article | Rejection:
    feed_id = record.get("feed_id") if isinstance(record, dict) else None
    try:
        if not isinstance(record, dict):
            raise RejectedInput("bad_field", f"a record is an object, not {type(record).__name__}")
        refusal = record.get("rejected")  # what a feed reader refused comes as a record too: the ledger has it all
        if isinstance(refusal, dict) and refusal.get("reason") in REASONS:
            raise RejectedInput(refusal["reason"], str(refusal.get("detail", ""))[:200])
        return make_article(record)
    except RejectedInput as error:
        return Rejection(item, error.reason, error.detail, feed_id=feed_id if isinstance(feed_id, str) else None)


def _read_html(data: bytes) -> Article:
    check_not_binary(data)
    page = run_job("page", data)
    published_at = read_date(page["published_text"])
    modified_at = read_date(page["modified_text"])
    return make_article(
        {
            "title": page["title"],
            "body": page["body"],
            "published_at": published_at.isoformat() if published_at else None,
            "published_text": page["published_text"],
            "modified_at": modified_at.isoformat() if modified_at else None,
            "url": page["canonical_url"],
            "publisher": page["publisher"],
            "author": page["author"],
            "lang": page["language"],
            "text_from": "page",
            "notes": page["notes"],
        }
    )


def _text_field(fields: Mapping[str, Any], *names: str) -> str | None:
    """Return the first field that is there, as text; a number is fine for an id, other types are refused."""
    for name in names:
        value = fields.get(name)
        if value is None:
            continue
        if isinstance(value, str):
            return value
        if name == "id" and isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**30:
            return str(value)
        raise RejectedInput("bad_field", f"{name} is {type(value).__name__}, not text")
    return None


def _read_published(fields: Mapping[str, Any]) -> tuple[datetime | None, str | None]:
    """Return (published_at, published_text). A sender's time without a zone is UTC, as the README says."""
    value = next((fields[key] for key in ("published_at", "published") if fields.get(key) is not None), "")
    if isinstance(value, datetime | date):  # TOML has dates of its own
        value = value.isoformat()
    if not isinstance(value, str):
        return None, repr(value)[:100]
    text = clean_line(value)
    as_sent = clean_line(_text_field(fields, "published_text")) or text
    return read_date(text, default_zone=UTC), as_sent[:200] if as_sent else None
