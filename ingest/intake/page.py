"""One HTML page to the text and the facts of its article; trafilatura finds the text, meta tags give the facts.

Runs on hostile input: callers run it in ingest.intake.sandbox, never on a thread of their own.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ingest.errors import RejectedInput
from ingest.intake.boilerplate import drop_boilerplate
from ingest.intake.text import clean_line, clean_text, decode_declared

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{1,40})", re.I)
_XML_CHARSET = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{1,40})", re.I)
_ARTICLE_TYPES = {"NewsArticle", "Article", "ReportageNewsArticle", "AnalysisNewsArticle", "BlogPosting", "WebPage"}


@dataclass(frozen=True, slots=True)
class Page:
    """What one page states about its article; all text cleaned, times as written."""

    title: str
    body: str
    author: str | None = None
    publisher: str | None = None
    published_text: str | None = None
    modified_text: str | None = None
    canonical_url: str | None = None
    language: str | None = None
    notes: tuple[str, ...] = ()


def find_charset(data: bytes) -> str | None:
    """Return the encoding that a page's first 4 KiB declare, as written, or None."""
    found = _CHARSET.search(data[:4096]) or _XML_CHARSET.search(data[:200])
    return found.group(1).decode("ascii") if found else None


def read_page(data: bytes, charset: str | None = None) -> Page:
    """Read the article out of an HTML page; `charset` is what HTTP said, if it said.

    Raises RejectedInput: `binary`, `bad_encoding`, `truncated`, `empty_body`.
    """
    import trafilatura  # half a second: only where a page is read
    from lxml import html as lxml_html  # type: ignore[import-untyped]

    text, encoding = decode_declared(data, charset or find_charset(data))
    if is_truncated(text):
        raise RejectedInput("truncated", "the page opens <html> and never closes it")
    text, notes = clean_text(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    if not text.strip():
        raise RejectedInput("empty_body", "no text in the page")
    try:
        tree = lxml_html.document_fromstring(text)
    except Exception as error:  # lxml raises several families, ParserError among them, for what is no document
        raise RejectedInput("empty_body", f"no document: {type(error).__name__}") from None
    facts = _read_facts(tree)
    found = trafilatura.extract(
        _break_blocks(tree), fast=True, include_comments=False, include_tables=False, deduplicate=False
    )
    body, removed = drop_boilerplate(clean_text(found or "")[0])
    first, _, rest = body.partition("\n")
    if rest and clean_line(first) == facts["title"]:
        body = rest.lstrip("\n")  # the headline is a field of its own
    if not body.strip():
        raise RejectedInput("empty_body", "no article text found in the page")
    notes += (f"encoding:{encoding}",) if encoding != "utf-8" else ()
    notes += (f"boilerplate_lines:{removed}",) if removed else ()
    return Page(body=body, notes=notes, **facts)


def is_truncated(text: str) -> bool:
    """Tell whether a page opened <html> or <body> and ends without closing either: its last words may be half."""
    tail = text[-20000:].lower()
    return bool(re.search(r"<(?:html|body)[\s>]", text[:20000], re.I)) and not re.search(r"</(?:html|body)\s*>", tail)


def _break_blocks(tree: Any) -> Any:
    """Put a line break where tags alone separate words, so that numbers never join."""
    for tag in tree.iter("br", "td", "th", "dt", "dd"):
        tag.tail = "\n" + (tag.tail or "")
    return tree


def _read_facts(tree: Any) -> dict[str, Any]:
    """Return title, author, publisher, times, canonical URL and language from JSON-LD, meta tags and elements."""
    meta: dict[str, str] = {}
    for tag in tree.iter("meta"):
        name = (tag.get("property") or tag.get("name") or tag.get("itemprop") or "").strip().lower()
        value = clean_line(tag.get("content"))
        if name and value:
            meta.setdefault(name, value[:2000])
    linked = _read_json_ld(tree)

    def first(*values: str | None) -> str | None:
        return next((value for value in values if value), None)

    canonical = next(
        (tag.get("href") for tag in tree.iter("link") if (tag.get("rel") or "").lower() == "canonical"), None
    )
    heading = next((clean_line(tag.text_content()) for tag in tree.iter("h1") if clean_line(tag.text_content())), None)
    shown = next((clean_line(tag.text_content()) for tag in tree.iter("title")), None)
    times = [clean_line(tag.get("datetime")) for tag in tree.iter("time") if tag.get("datetime")]
    return {
        "title": first(meta.get("og:title"), linked.get("headline"), heading, meta.get("twitter:title"), shown) or "",
        "author": first(linked.get("author"), meta.get("author"), meta.get("article:author")),
        "publisher": first(meta.get("og:site_name"), linked.get("publisher"), meta.get("application-name")),
        "published_text": first(
            meta.get("article:published_time"),
            linked.get("datePublished"),
            meta.get("datepublished"),
            meta.get("date"),
            meta.get("pubdate"),
            meta.get("dc.date"),
            meta.get("dcterms.created"),
            # a page with several <time> marks lists other articles: which one is ours is not sure
            times[0] if len(set(times)) == 1 else None,
        ),
        "modified_text": first(
            meta.get("article:modified_time"),
            linked.get("dateModified"),
            meta.get("og:updated_time"),
            meta.get("datemodified"),
        ),
        "canonical_url": first(clean_line(canonical), meta.get("og:url")),
        "language": first(
            tree.get("lang") if tree.tag == "html" else None, meta.get("og:locale"), linked.get("inLanguage")
        ),
    }


def _read_json_ld(tree: Any) -> dict[str, str]:
    """Return headline, author, publisher and dates of the first article object in the page's JSON-LD."""
    for tag in tree.iter("script"):
        if (tag.get("type") or "").lower() != "application/ld+json" or len(tag.text or "") > 200_000:
            continue
        try:
            found = next(_find_articles(json.loads(tag.text or "")), None)
        except (ValueError, RecursionError):
            continue
        if found:
            keys = ("headline", "datePublished", "dateModified", "inLanguage")
            facts = {key: found[key] for key in keys if isinstance(found.get(key), str)}
            facts |= {key: _name_of(found.get(key)) for key in ("author", "publisher")}
            return {key: line for key, value in facts.items() if (line := clean_line(value))}
    return {}


def _find_articles(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for item in value[:50]:
            yield from _find_articles(item)
    elif isinstance(value, dict):
        kinds = value.get("@type")
        if any(
            kind in _ARTICLE_TYPES for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)
        ):
            yield value
        yield from _find_articles(value.get("@graph", []))


def _name_of(value: Any) -> str | None:
    """Return the name in a schema.org person or organisation: a string, an object, or a list of them."""
    if isinstance(value, list):
        return ", ".join(name for item in value[:10] if (name := _name_of(item))) or None
    name = value.get("name") if isinstance(value, dict) else value
    return name if isinstance(name, str) else None
