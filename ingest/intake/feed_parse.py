"""One feed document, as bytes, to plain fields. Runs in the sandbox only: its parsers can hang and eat memory.

feedparser gets bytes that are clean already: unpacked within a budget, decoded by an allow-list, without the character
references that make it raise. Its dates and its sanitiser are not used.
"""

import hashlib
import io
import re
from typing import Any

import feedparser

from ingest.errors import RejectedInput
from ingest.intake.decompress import decompress
from ingest.intake.feed_entries import Span, cut_out, find_entries
from ingest.intake.feed_json import parse_json_feed
from ingest.intake.markup import strip_markup
from ingest.intake.text import check_not_binary, clean_text, decode_damaged, decode_declared

MAX_FEED = 20 * 2**20  # bytes, unpacked
MAX_ENTRIES = 10_000
MAX_DEPTH = 2000  # open elements at once; real feeds have ten, and unclosed <br> of careless ones some hundreds

_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{1,40})")
_ROOT = re.compile(r"<(?:\w{1,20}:)?(rss|feed|rdf|channel)\b", re.I)
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.I)
_PROLOG = re.compile(r"(?:\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^<>\[]*(?:\[.*?\]\s*)?>)*", re.I | re.S)
_FIRST_TAG = re.compile(r"<([\w:.-]{1,60})")
_PRINTED = frozenset(("br", "b", "p", "i", "pre", "font", "div", "span", "script", "style", "table", "strong"))
_CDATA = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)", re.S)
_TAG = re.compile(r"<(/?)([A-Za-z_][\w:.-]*)[^<>]*?(/?)>")
_VOID = frozenset(("br", "hr", "img", "input", "wbr", "embed", "source", "meta"))
_FEED_TYPE = re.compile(r"\b(?:xml|rss|atom|rdf|json|cdf|octet-stream)\b|^text/plain$")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+))(;?)")


def parse_feed(body: bytes, headers: dict[str, str] | None = None) -> dict[str, Any]:
    """Read RSS 0.9x/1.0/2.0, Atom, CDF or JSON Feed.

    Returns {format, problem, title, language, ttl, entries, notes}: `problem` is what was wrong with the document
    (None if nothing); an entry is {guid, link, title, body, kind, published, updated, author, language} with `kind`
    content or summary, or {refused, detail, key} where it cannot be read.
    Raises RejectedInput with the reason where no feed can be read.
    """
    headers = {name.lower(): value for name, value in (headers or {}).items()}
    body = _unpack(body, headers.get("content-encoding", ""))
    if not body.strip():
        raise RejectedInput("empty_response", "nothing in it")
    text, notes = _decode(body, headers.get("content-type", ""))
    text, cleaned = clean_text(text)
    notes += [*cleaned, *_name_type(headers.get("content-type", ""))]
    if text.lstrip()[:1] in {"{", "["}:
        return {**parse_json_feed(text, MAX_ENTRIES), "notes": notes}
    text = _find_root(text, notes)
    if _find_depth(text) > MAX_DEPTH:
        raise RejectedInput("too_deep", f"more than {MAX_DEPTH} elements within each other")
    text, bad = _mend_references(text)
    if bad:
        notes.append(f"bad_references:{bad}")
    return _parse_xml(text, notes)


def _unpack(body: bytes, encoding: str) -> bytes:
    for _ in range(2):  # some servers pack what is packed already
        if body.startswith(b"\x1f\x8b"):  # also where the server forgot to say so
            body = decompress(body, "gzip", MAX_FEED)
    if len(body) > MAX_FEED:
        raise RejectedInput("too_large", f"{len(body)} bytes, limit {MAX_FEED}")
    encoding = encoding.strip().lower()
    if encoding in {"", "identity", "gzip", "x-gzip"} or body.lstrip()[:1] in {
        b"<",
        b"{",
        b"[",
        b"\xef",
        b"\xff",
        b"\xfe",
    }:
        return body  # whoever fetched it has unpacked it and left the header
    return decompress(body, encoding, MAX_FEED)


def _name_type(content_type: str) -> list[str]:
    """Return a note where the server calls its feed something else, HTML for the most part; it is read all the same."""
    kind = content_type.partition(";")[0].strip().lower()[:60]
    return [] if not kind or _FEED_TYPE.search(kind) else [f"content_type:{kind}"]


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
    text, bad = decode_damaged(body)
    if bad > max(10, len(text) // 50):
        raise RejectedInput(
            "bad_encoding", f"declared {(in_document or 'nothing')[:40]!r}, and {bad} places are not UTF-8"
        )
    return text, [f"bad_bytes:{bad}"]


def _find_root(text: str, notes: list[str]) -> str:
    """Return the text from the feed's root element on. Raises RejectedInput where there is none."""
    stripped = _DECLARATION.sub("", text, count=1)
    prolog = _PROLOG.match(stripped)
    start = prolog.end() if prolog else 0
    first, root = _FIRST_TAG.search(stripped, start), _ROOT.search(stripped[:100_000], start)
    if first is None:
        raise RejectedInput("not_a_feed", "plain text")
    page = _HTML.search(stripped[: first.end() + 5000], min(start, first.start()))
    if page and (root is None or page.start() < root.start()) and first.group(1).lower() != "opml":
        raise RejectedInput("not_a_feed", "an HTML page")
    if root is None or (first.start() < root.start() and first.group(1).lower() not in _PRINTED):
        raise RejectedInput("not_a_feed", f"XML of another kind: {first.group(1)}")
    if stripped[start : root.start()].strip():
        notes.append("leading_junk")  # warnings that a server printed before the feed
        return stripped[root.start() :]
    return re.sub(r"<\?xml\s.*?\?>", "", stripped[:start], flags=re.S).lstrip() + stripped[start:]


def _find_depth(text: str) -> int:
    """Return how many elements are open at once at the deepest place. What an entry leaves open ends with it."""
    depth = deepest = 0
    outside: int | None = None  # depth around the entry that is open
    for found in _TAG.finditer(_CDATA.sub("", text)):
        name, is_end = found.group(2).lower(), bool(found.group(1))
        if name in _VOID:
            continue
        if name in {"item", "entry"} and not found.group(3):
            depth = depth if outside is None else outside
            outside = None if is_end else depth
            depth += is_end
        if is_end:
            depth = max(depth - 1, 0)
        elif not found.group(3):
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
    spans = find_entries(text)
    if len(spans) > MAX_ENTRIES:
        raise RejectedInput("too_many_entries", f"more than {MAX_ENTRIES} entries")
    root = _ROOT.search(text)
    name = root.group(1).lower() if root else ""
    parsed, problem = _run_feedparser(text)
    broken = [span for span in spans if span.broken]
    if broken:
        problem = problem or "an entry begins inside another"
    if problem and broken:  # without them the parser cannot give the text of one to the next
        parsed, _ = _run_feedparser(cut_out(text, broken))
    elif problem and len(parsed.entries) < len(spans):  # else it takes <Item> or <cdf:item> for none
        problem = f"{problem}; {len(spans) - len(parsed.entries)} entries could not be told apart"
    complete = re.search(rf"</(?:\w{{1,20}}:)?{name}\s*>", text[-5000:], re.I) is not None
    if not spans and not parsed.entries and problem:
        reason = "malformed" if complete else "truncated"
        raise RejectedInput(reason, problem if complete else "cut short before its first entry")
    entries = [_read_entry(entry) for entry in parsed.entries]
    return {
        "format": parsed.get("version") or ("cdf" if name == "channel" else name),
        "problem": problem,
        "title": dict.get(parsed.feed, "title"),
        "language": dict.get(parsed.feed, "language"),
        "ttl": dict.get(parsed.feed, "ttl"),
        "entries": _merge(entries, spans, text) if problem else entries,
        "notes": notes if complete else [*notes, "no_end"],
    }


def _run_feedparser(text: str) -> tuple[Any, str | None]:
    """Return what feedparser read, and what it found wrong. Raises RejectedInput for a bomb of entities."""
    parsed = feedparser.parse(
        io.BytesIO(text.encode("utf-8")),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not parsed.get("bozo"):
        return parsed, None
    error = parsed.get("bozo_exception")
    problem = f"{type(error).__name__}: {str(error)[:150]}"
    if "amplification" in problem:
        raise RejectedInput("entity_bomb", "entities that expand without end")
    return parsed, problem


def _merge(entries: list[dict[str, Any]], spans: list[Span], text: str) -> list[dict[str, Any]]:
    """Return the entries that were read with those that were not, in the order of the feed: none goes missing."""
    refused = {
        number: {
            "refused": "truncated" if span.broken else "malformed",
            "detail": "it stops inside" if span.broken else "it could not be told from its neighbours",
            "key": hashlib.sha256(text[span.start : span.end].encode()).hexdigest()[:16],
        }
        for number, span in enumerate(spans)
    }
    missing = len(spans) - len(entries) - sum(span.broken for span in spans)
    if missing > 0:
        lost = [number for number, span in enumerate(spans) if not span.broken][-missing:]
        return [*entries, *(refused[number] for number, span in enumerate(spans) if span.broken or number in lost)]
    merged = iter(entries)
    found = [refused[number] if span.broken else next(merged) for number, span in enumerate(spans)]
    return [*found, *merged]


def _read_entry(entry: Any) -> dict[str, Any]:
    def get(key: str) -> str | None:
        value = dict.get(entry, key)  # not entry.get: feedparser maps `published` to `updated` there
        return value if isinstance(value, str) else None

    contents = [strip_markup(part.get("value") or "") for part in dict.get(entry, "content") or []]
    content = max(contents, key=len, default="")
    summary = strip_markup(get("summary") or "")
    kind = "content" if content and len(content) >= len(summary) else "summary"
    body = content if kind == "content" else summary
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
