"""The feeds that are read: `feeds.toml`, written by people and by `ingest feeds add`, read strictly."""

import os
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from xml.parsers import expat

from ingest.errors import RejectedInput, WartaError
from ingest.intake.files import TRUSTS
from ingest.intake.identity import canonical_url, make_feed_id
from ingest.intake.text import clean_line, decode_text

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


class FeedsFileError(WartaError):
    """`feeds.toml` is wrong: the message says which feed and what to do. Nothing is fetched by half a file."""


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed to read, as feeds.toml says."""

    url: str
    feed_id: str  # written `id` in the file; by default made of the URL
    publisher: str | None = None  # None: what the feed calls itself
    language: str | None = None
    trust: str = "normal"  # high | normal | low: written beside each article that it brings, for readers to filter by
    interval_minutes: int = 60
    full_text: bool = False  # fetch the article's page where an entry carries only a summary
    enabled: bool = True


def load_feeds(path: Path) -> tuple[Feed, ...]:
    """Return the feeds of `feeds.toml` in its order; no file is no feed. Raises FeedsFileError."""
    if not path.exists():
        return ()
    try:
        content = tomllib.loads(decode_text(path.read_bytes()))
    except (tomllib.TOMLDecodeError, RejectedInput) as error:
        raise FeedsFileError(f"{path.name} is not valid TOML: {error}") from None
    tables = content.pop("feed", [])
    if content or not isinstance(tables, list):
        raise FeedsFileError(f"{path.name} holds [[feed]] tables only, not {', '.join(sorted(content)) or 'feed'}")
    feeds = tuple(_read_feed_table(number, table) for number, table in enumerate(tables, start=1))
    for what in ("feed_id", "url"):
        values = [getattr(feed, what) for feed in feeds]
        if twice := sorted({value for value in values if values.count(value) > 1}):
            raise FeedsFileError(f"{path.name} names {twice[0]!r} twice: remove one of the two")
    return feeds


def make_feed(**given: Any) -> Feed:
    """Build a feed from the fields of a [[feed]] table. Raises FeedsFileError."""
    return _read_feed_table(0, given)


def add_feeds(path: Path, feeds: Iterable[Feed]) -> list[Feed]:
    """Append the feeds that `path` does not name yet (by id or address) and return them; the file appears whole."""
    known = load_feeds(path)
    ids, urls = {feed.feed_id for feed in known}, {canonical_url(feed.url) for feed in known}
    added: list[Feed] = []
    for feed in feeds:
        if feed.feed_id not in ids and canonical_url(feed.url) not in urls:
            ids.add(feed.feed_id)
            urls.add(canonical_url(feed.url))
            added.append(feed)
    if added:
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        temporary.write_text(old + "".join(_write_table(feed) for feed in added), encoding="utf-8")
        temporary.replace(path)
    return added


def read_opml(data: bytes) -> list[Feed]:
    """Return the feeds of an OPML file, as every feed reader exports it.

    Raises RejectedInput: `malformed`, `binary`, `bad_encoding`. Outlines whose address cannot be fetched are left out.
    """
    found: list[Feed] = []
    parser = expat.ParserCreate()

    def start(tag: str, attributes: dict[str, str]) -> None:
        url = canonical_url(attributes.get("xmlUrl") or attributes.get("xmlurl"))
        if tag.lower() == "outline" and url and url not in {feed.url for feed in found}:
            publisher = clean_line(attributes.get("title") or attributes.get("text"))
            found.append(Feed(url=url, feed_id=make_feed_id(url), publisher=publisher[:200] if publisher else None))

    def refuse_entity(*_: object) -> None:
        raise RejectedInput("malformed", "entity declarations have no place in OPML")

    parser.StartElementHandler = start
    parser.EntityDeclHandler = refuse_entity
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise RejectedInput("malformed", str(error)) from None
    return found


def _read_feed_table(number: int, table: Any) -> Feed:
    where = f"feed {number}" if number else "the feed"
    if not isinstance(table, dict):
        raise FeedsFileError(f"{where} is not a table")
    given = {("feed_id" if key == "id" else key): value for key, value in table.items()}
    types = {"interval_minutes": int, "full_text": bool, "enabled": bool}
    if unknown := sorted(given.keys() - {field.name for field in fields(Feed)}):
        raise FeedsFileError(f"{where} has the unknown key {unknown[0]!r}")
    for key, value in given.items():
        expected = types.get(key, str)
        if not isinstance(value, expected) or (expected is int and isinstance(value, bool)):
            raise FeedsFileError(f"{where}: {key} is not {expected.__name__}")
    url = given.pop("url", "")
    if canonical_url(url) is None:
        raise FeedsFileError(f"{where}: url {url[:100]!r} is not an http(s) address")
    feed = Feed(**{"url": url, "feed_id": make_feed_id(url), **given})
    if not _NAME.fullmatch(feed.feed_id):
        raise FeedsFileError(f"{where}: id {feed.feed_id[:70]!r} is not made of a-z 0-9 _ - alone")
    if feed.trust not in TRUSTS:
        raise FeedsFileError(f"{where}: trust {feed.trust!r} is none of {', '.join(TRUSTS)}")
    if not 5 <= feed.interval_minutes <= 1440:
        raise FeedsFileError(f"{where}: interval_minutes {feed.interval_minutes} is not from 5 to 1440")
    return feed


def _write_table(feed: Feed) -> str:
    lines = ["", "[[feed]]", f"id = {_quote(feed.feed_id)}", f"url = {_quote(feed.url)}"]
    if feed.publisher:
        lines.append(f"publisher = {_quote(feed.publisher)}")
    if feed.language:
        lines.append(f"language = {_quote(feed.language)}")
    lines.append(f"trust = {_quote(feed.trust)}")
    lines.append(f"interval_minutes = {feed.interval_minutes}")
    lines.append(f"full_text = {str(feed.full_text).lower()}")
    if not feed.enabled:
        lines.append("enabled = false")
    return "\n".join(lines) + "\n"


def _quote(text: str) -> str:
    """Return a TOML basic string; what is no printable character is dropped, for a publisher's name is untrusted."""
    kept = "".join(character for character in text if character.isprintable())
    return '"' + kept.replace("\\", "\\\\").replace('"', '\\"') + '"'
