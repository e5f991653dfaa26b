"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/): the few fields that an article needs."""

import json
import re
from typing import Any

from ingest.errors import RejectedInput
from ingest.intake.markup import strip_markup, tidy_lines

_VERSION = re.compile(r"\s*https?://(?:www\.)?jsonfeed\.org/version/", re.I)
_NO_OBJECT = {"refused": "bad_field", "detail": "the entry is not an object"}


def parse_json_feed(text: str, most: int) -> dict[str, Any]:
    """Read a JSON Feed of at most `most` items. Returns what ingest.intake.feed_parse.parse_feed returns.

    Raises RejectedInput: `bad_json`, `not_a_feed`, `too_many_entries`.
    """
    try:
        value = json.loads(text)
    except RecursionError:
        raise RejectedInput("bad_json", "nested too deeply") from None
    except ValueError as error:
        raise RejectedInput("bad_json", str(error)[:200]) from None
    if not isinstance(value, dict) or not _VERSION.match(str(value.get("version", ""))):
        raise RejectedInput("not_a_feed", "JSON, but not a JSON Feed")
    items = value.get("items", [])
    if not isinstance(items, list):
        raise RejectedInput("not_a_feed", "the items are not a list")
    if len(items) > most:
        raise RejectedInput("too_many_entries", f"{len(items)} entries, limit {most}")
    return {
        "format": "jsonfeed",
        "problem": None,
        "title": _text(value, "title"),
        "language": _text(value, "language"),
        "ttl": None,
        "entries": [_read_item(item) if isinstance(item, dict) else _NO_OBJECT for item in items],
    }


def _read_item(item: dict[str, Any]) -> dict[str, Any]:
    full = _text(item, "content_text")
    body = tidy_lines(full) if full else strip_markup(_text(item, "content_html") or "")
    kind = "content"
    if not body:
        body, kind = strip_markup(_text(item, "summary") or ""), "summary"
    guid = item.get("id")
    return {
        "guid": str(guid) if isinstance(guid, str | int | float) and not isinstance(guid, bool) else None,
        "link": _text(item, "url") or _text(item, "external_url"),
        "title": strip_markup(_text(item, "title") or ""),
        "body": body,
        "kind": kind,
        "published": _date_text(item, "date_published"),
        "updated": _date_text(item, "date_modified"),
        "author": _read_author(item),
        "language": _text(item, "language"),
    }


def _read_author(item: dict[str, Any]) -> str | None:
    authors = item.get("authors") or [item.get("author")]
    first = authors[0] if isinstance(authors, list) and authors else None
    return _text(first, "name") if isinstance(first, dict) else None


def _date_text(item: dict[str, Any], key: str) -> str | None:
    """Return a date as written; a number is no date of this format, but what came is kept."""
    found = item.get(key)
    return str(found) if isinstance(found, str | int | float) and not isinstance(found, bool) else None


def _text(value: dict[str, Any], key: str) -> str | None:
    found = value.get(key)
    return found if isinstance(found, str) else None
