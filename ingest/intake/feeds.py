"""A feed's bytes to articles: every entry is a candidate to store or is rejected with its reason, never silent."""

import hashlib
import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin

from ingest.errors import RejectedInput
from ingest.intake.boilerplate import drop_boilerplate
from ingest.intake.dates import EPOCH, read_date
from ingest.intake.files import make_article
from ingest.intake.identity import Unsure, canonical_url, find_unsure, make_feed_id
from ingest.intake.rejection import Rejection
from ingest.intake.sandbox import run_job
from ingest.intake.summary import drop_cut_end, drop_damaged_lines
from ingest.model import Article

_SMALL = 256 * 1024  # an entry's text beyond this is no article
_LONG_SUMMARY = 1500  # characters; a description this long is the article itself
_CAPS = {"title": 1000, "publisher": 200, "author": 300, "language": 35, "published": 200, "updated": 200}
_LONGEST_GUID = 500


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
    headers: Mapping[str, str] | None,
    url: str | None,
    *,
    feed_id: str | None = None,
    publisher: str | None = None,
    language: str | None = None,
    now: datetime | None = None,
) -> FeedReading:
    """Read RSS, Atom, CDF or JSON Feed; never raises.

    `headers` are those of the response (any case); `url` is where it came from. `publisher` and `language` are the
    registry's, and win over what the feed says. `now` (naive UTC) bounds dates to a day ahead; without it the
    response's Date does, as far as this machine's clock bears it out.
    """
    try:
        headers = {str(name).lower(): str(value) for name, value in (headers or {}).items()}
        if now is None:
            clock = EPOCH + timedelta(seconds=int(time.time()))
            now = min(read_date(headers.get("date")) or clock, clock)
        found = run_job("feed", bytes(body), {"headers": headers})
        owner = feed_id or make_feed_id(url or "")
        title = (found["title"] or "")[: _CAPS["publisher"]] or None
        facts = {"feed_id": owner, "publisher": publisher or title, "lang": language or found["language"]}
        return _read_entries({**found, "title": title}, facts, url or "", now)
    except RejectedInput as error:
        return FeedReading("rejected", error.reason, error.detail)
    except Exception as error:  # the promise: one bad feed never stops the others
        return FeedReading("rejected", "internal", type(error).__name__)


def make_record(article: Article) -> dict[str, Any]:
    """Return the JSON record of an article, from which ingest.intake.files.make_article makes it again."""
    record = {
        "id": article.source_id,
        "feed_id": article.feed_id,
        "trust": article.trust,
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
    raw = [
        {name: value[: _CAPS[name]] if value and name in _CAPS else value for name, value in entry.items()}
        for entry in found["entries"]
    ]
    unsure = find_unsure([entry for entry in raw if "refused" not in entry])
    entries: list[Article] = []
    rejected: list[Rejection] = []
    for item, entry in enumerate(raw):
        try:
            if "refused" in entry:
                raise RejectedInput(entry["refused"], entry["detail"])
            entries.append(_read_entry(entry, facts, url, now, unsure))
        except RejectedInput as error:
            rejected.append(Rejection(item, error.reason, error.detail, entry.get("key") or _hash_entry(entry)))
        except Exception as error:  # an entry that we fail on must not take its neighbours with it
            rejected.append(Rejection(item, "internal", type(error).__name__, _hash_entry(entry)))
    reason, detail = None, ""
    if "no_end" in found["notes"]:
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


def _hash_entry(entry: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(entry, sort_keys=True).encode()).hexdigest()[:16]


def _read_body(entry: dict[str, Any], title: str) -> tuple[str, str, list[str]]:
    """Return an entry's text, where it was taken from, and notes. Raises RejectedInput where there is none."""
    body, full = drop_boilerplate(entry["body"] or "")[0], entry["kind"] == "content"
    body, damaged = drop_damaged_lines(body)
    notes = [f"damaged_number:{damaged}"] if damaged else []
    body, dropped = drop_cut_end(body, finished=full)
    notes += ["cut_end"] if dropped else []
    # Some publishers put a summary where the text belongs: it stops at an ellipsis.
    text_from = "feed_content" if full and not dropped or len(body) >= _LONG_SUMMARY else "feed_summary"
    if not body.strip():  # a headline states an act too
        body, _ = drop_cut_end(drop_damaged_lines(title)[0], finished=True)
        text_from = "feed_title"
    if not body.strip() and (title or dropped or damaged):
        raise RejectedInput("truncated", "its only sentence is cut inside a number or by an ellipsis")
    if not body.strip():
        raise RejectedInput("empty_entry", "neither a title nor a text")
    if len(body) > _SMALL:
        raise RejectedInput("too_large", f"{len(body)} characters in one entry, limit {_SMALL}")
    return body, text_from, notes


def _read_entry(entry: dict[str, Any], facts: dict[str, Any], url: str, now: datetime, unsure: Unsure) -> Article:
    title = (entry["title"] or "").strip()
    body, text_from, notes = _read_body(entry, title)
    published_text = (entry["published"] or "").strip() or (entry["updated"] or "").strip() or None
    published_at, modified_at = read_date(published_text, now=now), read_date(entry["updated"], now=now)
    if published_text and published_at is None:
        notes.append("unsure_date")
    guid = entry["guid"] if entry["guid"] not in unsure.guids else None
    if guid and len(guid) > _LONGEST_GUID:
        guid = hashlib.sha256(guid.encode("utf-8", "surrogatepass")).hexdigest()
    link = entry["link"] if guid or entry["link"] not in unsure.links else None
    return make_article(
        {
            **facts,
            "lang": facts["lang"] or entry["language"],
            "id": guid,
            "title": title,
            "body": body,
            "published_at": published_at.isoformat() if published_at else None,
            "published_text": published_text,
            "modified_at": modified_at.isoformat() if modified_at else None,
            "url": _read_link(link, entry["guid"], url),
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
        return canonical_url(link) or canonical_url(urljoin(url, link.strip()))
    except ValueError:
        return None
