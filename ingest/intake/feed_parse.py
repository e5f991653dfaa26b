"""One feed document, as bytes, to plain fields. Runs in the sandbox only: its parsers can hang and eat memory.

feedparser gets bytes that are clean already: unpacked within a budget, decoded by an allow-list, without the character
references that make it raise. Its dates and its sanitiser are not used.
"""

import io
import re
from typing import Any

import feedparser

from ingest.errors import RejectedInput
from ingest.intake.decompress import decompress
from ingest.intake.feed_json import parse_json_feed
from ingest.intake.markup import strip_markup
from ingest.intake.text import check_not_binary, clean_text, decode_declared

MAX_FEED = 20 * 2**20  # bytes, unpacked
MAX_ENTRIES = 10_000
MAX_DEPTH = 2000  # open elements at once; real feeds have ten, and unclosed <br> of careless ones some hundreds

_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{1,40})")
_ROOT = re.compile(r"<(?:\w{1,20}:)?(rss|feed|rdf|channel)\b", re.I)
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.I)
_OPENING = re.compile(r"<(?:\w{1,20}:)?(?:item|entry)\b[^>]*>", re.I)
_CDATA = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)", re.S)
_TAG = re.compile(r"<(/?)[A-Za-z_][^<>]*?(/?)>")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+))(;?)")
_LONG_SUMMARY = 1500  # characters; a description this long is the article itself


def parse_feed(body: bytes, headers: dict[str, str] | None = None) -> dict[str, Any]:
    """Read RSS 0.9x/1.0/2.0, Atom, CDF or JSON Feed.

    Returns {format, problem, title, language, ttl, entries, notes, cut}: `problem` is what was wrong with the document
    (None if nothing), `cut` says that the last entry may be half; an entry is {guid, link, title, body, kind,
    published, updated, author, language} with `kind` content or summary, or None where it is no entry at all.
    Raises RejectedInput with the reason where no feed can be read.
    """
    headers = {name.lower(): value for name, value in (headers or {}).items()}
    body = _unpack(body, headers.get("content-encoding", ""))
    if not body.strip():
        raise RejectedInput("empty_response", "nothing in it")
    text, notes = _decode(body, headers.get("content-type", ""))
    text, cleaned = clean_text(text)
    notes += cleaned
    if text.lstrip()[:1] in {"{", "["}:
        return {**parse_json_feed(text, MAX_ENTRIES), "notes": notes, "cut": False}
    text = _find_root(text, notes)
    if len(_OPENING.findall(text)) > MAX_ENTRIES:
        raise RejectedInput("too_many_entries", f"more than {MAX_ENTRIES} entries")
    if _find_depth(text) > MAX_DEPTH:
        raise RejectedInput("too_deep", f"more than {MAX_DEPTH} elements within each other")
    text, bad = _mend_references(text)
    if bad:
        notes.append(f"bad_references:{bad}")
    return _parse_xml(text, notes)


def _unpack(body: bytes, encoding: str) -> bytes:
    if body.startswith(b"\x1f\x8b"):  # also where the server forgot to say so
        return decompress(body, "gzip", MAX_FEED)
    if len(body) > MAX_FEED:
        raise RejectedInput("too_large", f"{len(body)} bytes, limit {MAX_FEED}")
    return decompress(body, encoding, MAX_FEED) if encoding.strip().lower() == "deflate" else body


def _decode(body: bytes, content_type: str) -> tuple[str, list[str]]:
    """Return the text, and notes where its encoding was not what it should be."""
    check_not_binary(body)
    found = _DECLARED.search(body[:1000])
    said = re.search(r"charset\s*=\s*[\"']?([A-Za-z0-9_:.-]{1,40})", content_type, re.I)
    in_document = found.group(1).decode("ascii") if found else None
    for declared in (in_document, said.group(1) if said else None):
        try:
            text, encoding = decode_declared(body, declared)
            return text, [f"encoding:{encoding}"] if encoding != "utf-8" else []
        except RejectedInput:
            continue
    if body.count(b"\x00") > 3:
        raise RejectedInput("binary", "has NUL bytes")
    text = body.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    if bad > max(3, len(text) // 100):
        raise RejectedInput(
            "bad_encoding", f"declared {(in_document or 'nothing')[:40]!r}, and {bad} places are not UTF-8"
        )
    return text, [f"bad_bytes:{bad}"]


def _find_root(text: str, notes: list[str]) -> str:
    """Return the text from the feed's root element on. Raises RejectedInput where there is none."""
    stripped = _DECLARATION.sub("", text, count=1)
    root, page = _ROOT.search(stripped[:100_000]), _HTML.search(stripped[:5000])
    if page and (root is None or page.start() < root.start()):
        raise RejectedInput("not_a_feed", "an HTML page")
    if root is None:
        kind = "XML of another kind" if stripped.lstrip().startswith("<") else "plain text"
        raise RejectedInput("not_a_feed", kind)
    before = stripped[: root.start()]
    if before.strip() and not before.lstrip().startswith("<"):
        notes.append("leading_junk")  # warnings that a server printed before the feed
        return stripped[root.start() :]
    return stripped.lstrip()


def _find_depth(text: str) -> int:
    """Return how many elements are open at once at the deepest place."""
    depth = deepest = 0
    for found in _TAG.finditer(_CDATA.sub("", text)):
        if found.group(1):
            depth = max(depth - 1, 0)
        elif not found.group(2):
            depth += 1
            deepest = max(deepest, depth)
    return deepest


def _mend_references(text: str) -> tuple[str, int]:
    """Replace references to characters that cannot be, which feedparser raises on, by U+FFFD. Returns (text, count)."""
    count = 0

    def mend(found: re.Match[str]) -> str:
        nonlocal count
        digits, base = (found.group(1), 16) if found.group(1) else (found.group(2), 10)
        number = int(digits, base) if len(digits) <= 7 else 0
        if number in {9, 10, 13} or 0x20 <= number < 0xD800 or 0xE000 <= number <= 0x10FFFF:
            return found.group()
        count += 1
        return "\ufffd"

    return _REFERENCE.sub(mend, text), count


def _parse_xml(text: str, notes: list[str]) -> dict[str, Any]:
    parsed = feedparser.parse(
        io.BytesIO(text.encode("utf-8")),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    problem = None
    if parsed.get("bozo"):
        error = parsed.get("bozo_exception")
        problem = f"{type(error).__name__}: {str(error)[:150]}"
        if "amplification" in problem:
            raise RejectedInput("entity_bomb", "entities that expand without end")
    root = _ROOT.search(text)
    name = root.group(1).lower() if root else ""
    complete = re.search(rf"</(?:\w{{1,20}}:)?{name}\s*>", text[-5000:], re.I) is not None
    if not parsed.entries and problem and not complete:
        raise RejectedInput("truncated", "cut short before its first entry")
    if not parsed.entries and problem:
        raise RejectedInput("malformed", problem)
    return {
        "format": parsed.get("version") or ("cdf" if name == "channel" else name),
        "problem": problem,
        "title": dict.get(parsed.feed, "title"),
        "language": dict.get(parsed.feed, "language"),
        "ttl": dict.get(parsed.feed, "ttl"),
        "entries": [_read_entry(entry) for entry in parsed.entries],
        "notes": notes if complete else [*notes, "no_end"],
        "cut": not complete and _is_last_open(text),
    }


def _is_last_open(text: str) -> bool:
    """Tell whether the last entry has no end tag: what it says may stop in the middle of a number."""
    last = max((found.end() for found in _OPENING.finditer(text)), default=-1)
    return last >= 0 and re.search(r"</(?:\w{1,20}:)?(?:item|entry)\s*>", text[last:], re.I) is None


def _read_entry(entry: Any) -> dict[str, Any]:
    def get(key: str) -> str | None:
        value = dict.get(entry, key)  # not entry.get: feedparser maps `published` to `updated` there
        return value if isinstance(value, str) else None

    contents = [strip_markup(part.get("value") or "") for part in dict.get(entry, "content") or []]
    content = max(contents, key=len, default="")
    summary = strip_markup(get("summary") or "")
    kind = "content" if content and len(content) >= len(summary) else "summary"
    body = content if kind == "content" else summary
    if kind == "summary" and len(summary) >= _LONG_SUMMARY:
        kind = "content"
    title_detail = dict.get(entry, "title_detail") or {}
    return {
        "guid": get("id"),
        "link": get("link"),
        "title": strip_markup(get("title") or "") if title_detail.get("type") != "text/plain" else get("title"),
        "body": body,
        "kind": kind,
        "published": get("published"),
        "updated": get("updated"),
        "author": get("author"),
        "language": title_detail.get("language"),
    }
