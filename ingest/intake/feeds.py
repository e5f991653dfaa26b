"""A feed's bytes to articles: every entry is a candidate to store or is rejected with its reason, never silent."""

import hashlib
import json
import re
import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin

from ingest.errors import RejectedInput
from ingest.intake.boilerplate import drop_boilerplate
from ingest.intake.dates import EPOCH, read_date
from ingest.intake.files import make_article
from ingest.intake.identity import canonical_url, make_feed_id
from ingest.intake.rejection import Rejection
from ingest.intake.sandbox import run_job
from ingest.intake.summary import drop_cut_end
from ingest.model import Article

_SMALL = 256 * 1024  # an entry's text beyond this is no article


@dataclass(frozen=True, slots=True)
class FeedReading:
    """What one feed document gave. len(entries) + len(rejected) is the number of entries that it holds."""

    status: str  # ok | partial | rejected
    reason: str | None = None  # why it is not ok: a code of ingest.intake.rejection.REASONS
    detail: str = ""
    entries: tuple[Article, ...] = ()
    rejected: tuple[Rejection, ...] = ()
    format: str | None = None  # rss20, atom10, jsonfeed ...
    title: str | None = None
    ttl_minutes: int | None = None
    notes: tuple[str, ...] = ()


def read_feed(
    body: bytes,
    headers: dict[str, str],
    url: str,
    *,
    feed_id: str | None = None,
    publisher: str | None = None,
    language: str | None = None,
    now: datetime | None = None,
) -> FeedReading:
    """Read RSS, Atom, CDF or JSON Feed; never raises.

    `headers` are those of the response (any case); `url` is where it came from. `publisher` and `language` are the
    registry's, and win over what the feed says. `now` (naive UTC) bounds dates to a day ahead; without it the
    response's Date counts, and without that this machine's clock.
    """
    try:
        headers = {str(name).lower(): str(value) for name, value in headers.items()}
        if now is None:
            now = read_date(headers.get("date")) or EPOCH + timedelta(seconds=int(time.time()))
        found = run_job("feed", body, {"headers": headers})
        owner = feed_id or make_feed_id(url)
        facts = {"feed_id": owner, "publisher": publisher or found["title"], "lang": language or found["language"]}
        return _read_entries(found, facts, url, now)
    except RejectedInput as error:
        return FeedReading("rejected", error.reason, error.detail)
    except Exception as error:  # the promise: one bad feed never stops the others
        return FeedReading("rejected", "internal", type(error).__name__)


def make_record(article: Article) -> dict[str, Any]:
    """Return the JSON record of an article, from which ingest.intake.files.make_article makes it again."""
    record = {
        "id": article.source_id,
        "feed_id": article.feed_id,
        "title": article.title,
        "body": article.body,
        "published_at": article.published_at.isoformat() if article.published_at else None,
        "published_text": article.published_text,
        "modified_at": article.modified_at.isoformat() if article.modified_at else None,
        "url": article.url,
        "publisher": article.publisher,
        "author": article.author,
        "lang": article.language,
        "text_from": article.text_from,
        "notes": list(article.notes),
    }
    return {key: value for key, value in record.items() if value not in (None, [])}


def _read_entries(found: dict[str, Any], facts: dict[str, Any], url: str, now: datetime) -> FeedReading:
    raw = found["entries"]
    unsure = _find_unsure_guids(raw)
    entries: list[Article] = []
    rejected: list[Rejection] = []
    for item, entry in enumerate(raw):
        try:
            if entry is None:
                raise RejectedInput("bad_field", "the entry is not an object")
            if found["cut"] and item == len(raw) - 1:
                raise RejectedInput("truncated", "the feed stops inside this entry")
            entries.append(_read_entry(entry, facts, url, now, unsure))
        except RejectedInput as error:
            rejected.append(Rejection(item, error.reason, error.detail, _hash_entry(entry)))
    reason, detail = None, ""
    if found["cut"] or "no_end" in found["notes"]:
        reason, detail = "truncated", "the feed has no end"
    elif found["problem"]:
        reason, detail = "malformed", found["problem"]
    elif rejected:
        reason, detail = rejected[0].reason, f"{len(rejected)} of {len(raw)} entries rejected"
    ttl = str(found["ttl"] or "").strip()
    return FeedReading(
        status="partial" if reason else "ok",
        reason=reason or (None if raw else "empty_feed"),
        detail=detail,
        entries=tuple(entries),
        rejected=tuple(rejected),
        format=found["format"],
        title=found["title"],
        ttl_minutes=int(ttl) if re.fullmatch(r"\d{1,6}", ttl) else None,
        notes=tuple(found["notes"]),
    )


def _hash_entry(entry: dict[str, Any] | None) -> str:
    return hashlib.sha256(json.dumps(entry, sort_keys=True).encode()).hexdigest()[:16]


def _find_unsure_guids(raw: list[dict[str, Any] | None]) -> set[str]:
    """Return the guids that several entries with different links share: they name no entry."""
    links: dict[str, set[str | None]] = {}
    counts: Counter[str] = Counter()
    for entry in raw:
        if entry and entry["guid"]:
            links.setdefault(entry["guid"], set()).add(entry["link"])
            counts[entry["guid"]] += 1
    return {guid for guid, count in counts.items() if count > 1 and len(links[guid]) > 1}


def _read_entry(entry: dict[str, Any], facts: dict[str, Any], url: str, now: datetime, unsure: set[str]) -> Article:
    title = (entry["title"] or "").strip()
    body, text_from = drop_boilerplate(entry["body"] or "")[0], f"feed_{entry['kind']}"
    notes: list[str] = []
    if text_from == "feed_summary":
        body, dropped = drop_cut_end(body)
        notes += ["cut_end"] if dropped else []
    if not body.strip():  # a headline states an act too
        body, _ = drop_cut_end(title, headline=True)
        text_from = "feed_title"
    if not body.strip():
        raise RejectedInput("empty_entry", "neither a title nor a text")
    if len(body) > _SMALL:
        raise RejectedInput("too_large", f"{len(body)} characters in one entry, limit {_SMALL}")
    published_text = entry["published"] or entry["updated"]
    published_at, modified_at = read_date(published_text, now=now), read_date(entry["updated"], now=now)
    if published_text and published_at is None:
        notes.append("unsure_date")
    guid = entry["guid"] if entry["guid"] not in unsure else None
    return make_article(
        {
            **facts,
            "lang": facts["lang"] or entry["language"],
            "id": guid[:500] if guid else None,
            "title": title[:1000],
            "body": body,
            "published_at": published_at.isoformat() if published_at else None,
            "published_text": published_text,
            "modified_at": modified_at.isoformat() if modified_at else None,
            "url": _read_link(entry["link"], entry["guid"], url),
            "author": entry["author"],
            "text_from": text_from,
            "notes": notes,
        }
    )


def _read_link(link: str | None, guid: str | None, url: str) -> str | None:
    """Return the entry's address where it is http(s), else None; a guid that is no address is not one by joining."""
    if not link or (link == guid and canonical_url(link) is None):
        return None
    try:
        return canonical_url(urljoin(url, link.strip()))
    except ValueError:
        return None
