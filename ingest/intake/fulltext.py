"""The text of an entry's own page, where the feed carries only a summary; what was used is said in the article.

`text_from` becomes `page` when the page's text is taken; a note `page:<why not>` stands where it is not.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from urllib.parse import urljoin

from ingest.errors import RejectedInput
from ingest.intake.dates import read_date
from ingest.intake.fetch import Fetched
from ingest.intake.identity import canonical_url, hash_content
from ingest.intake.sandbox import run_job
from ingest.intake.text import clean_text
from ingest.model import Article

_WORD = re.compile(r"[^\W_]{3,}")
_SHARE = 0.5  # of the words of headline and summary that the page must have: a consent wall has none of them


def needs_page(article: Article) -> bool:
    """Tell whether the feed gave less than the text: a summary or a headline, and a link to more."""
    return article.text_from in {"feed_summary", "feed_title"} and article.url is not None


def add_page_text(article: Article, get: Callable[[str], Fetched], now: datetime) -> Article:
    """Return the article with its page's text, or unchanged but for a note that says why not. Never raises."""
    if article.url is None:
        return article
    answer = get(article.url)
    if answer.status != "ok":
        return _note(article, answer.reason or answer.status)
    kind = answer.headers.get("content-type", "").lower()
    if kind and "html" not in kind:
        return _note(article, "not_html")
    charset = re.search(r"charset\s*=\s*[\"']?([a-z0-9_:.-]{1,40})", kind)
    try:
        page = run_job("page", answer.body, {"charset": charset.group(1) if charset else None})
    except RejectedInput as error:
        return _note(article, error.reason)
    body = clean_text(page["body"])[0]
    if len(body) <= len(article.body) or not _is_same_story(article, body):
        return _note(article, "other_text")
    published_text = article.published_text or page["published_text"]
    canonical = _same_host(canonical_url(urljoin(answer.url, page["canonical_url"] or "")), answer.url)
    return replace(
        article,
        body=body,
        content_sha256=hash_content(article.title, body),
        published_at=article.published_at or read_date(page["published_text"], now=now),
        published_text=published_text,
        modified_at=read_date(page["modified_text"], now=now) or article.modified_at,
        author=article.author or page["author"],
        publisher=article.publisher or page["publisher"],
        language=article.language or page["language"],
        url=canonical if canonical and article.source_id else article.url,  # without a guid the URL is its identity
        text_from="page",
        notes=(*article.notes, f"instead_of:{article.text_from}"),
    )


def _is_same_story(article: Article, body: str) -> bool:
    wanted = {word.lower() for word in _WORD.findall(f"{article.title} {article.body}"[:2000])}
    found = {word.lower() for word in _WORD.findall(body)}
    return bool(wanted) and len(wanted & found) >= _SHARE * len(wanted)


def _same_host(canonical: str | None, fetched: str) -> str | None:
    """Return the canonical URL if it is on the host that said so: nobody speaks for another host's identity."""
    host = (canonical_url(fetched) or "").partition("://")[2].partition("/")[0]
    return canonical if canonical and canonical.partition("://")[2].partition("/")[0] == host else None


def _note(article: Article, reason: str) -> Article:
    return replace(article, notes=(*article.notes, f"page:{reason}"))
