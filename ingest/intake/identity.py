"""Who an article is: an id from what its sender promises to keep, and a hash of its text.

Same id and other hash is a new version; other id and same hash is a duplicate. Neither depends on the clock, the
order of arrival, or the name of the file.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

# Parameters that say how a reader came, not what he reads. Lists of Firefox' query stripping and of ClearURLs.
_TRACKING_PREFIXES = ("utm_", "mc_", "pk_", "hsa_", "at_")
_TRACKING = frozenset(
    ("fbclid", "gclid", "dclid", "msclkid", "yclid", "igshid", "ocid", "cmpid", "ncid", "spm")
    + ("ref_src", "ref_url", "smid", "sref", "traffic_source")
)


def hash_content(title: str, body: str) -> str:
    """Return the SHA-256 (64 hex) over title and body, both already cleaned by ingest.intake.text."""
    digest = hashlib.sha256()
    for part in (title, body):
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big") + data)  # lengths, so that moving a word between the two shows
    return digest.hexdigest()


def canonical_url(url: str | None) -> str | None:
    """Return an http(s) URL in one spelling for all its aliases, or None where it is not one.

    Host in lower case without default port, tracking parameters and fragment dropped, other parameters sorted.
    The scheme stays: only make_article_id looks past it.
    """
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip(".").lower(), parts.port
        host = host.encode("idna").decode("ascii") if not host.isascii() else host
    except (ValueError, UnicodeError):
        return None
    if (
        parts.scheme.lower() not in {"http", "https"}
        or not host
        or len(url) > 2048
        or any(c <= " " for c in url.strip())
    ):
        return None
    if ":" in host:
        host = f"[{host}]"
    netloc = host if port in (None, 80 if parts.scheme.lower() == "http" else 443) else f"{host}:{port}"
    kept = [
        (key, value)
        for key, value in parse_qsl(parts.query, keep_blank_values=True)
        if key.lower() not in _TRACKING and not key.lower().startswith(_TRACKING_PREFIXES)
    ]
    return urlunsplit((parts.scheme.lower(), netloc, parts.path or "/", urlencode(sorted(kept)), ""))


def make_article_id(publisher: str | None, source_id: str | None, url: str | None, content_sha256: str) -> str:
    """Return "a_" + 16 hex: over (publisher, id) if an id is given, else the canonical URL, else the content hash."""
    canonical = canonical_url(url)
    if source_id:
        key: tuple[str, ...] = ("id", publisher or "", source_id)
    elif canonical:
        key = ("url", canonical.partition("://")[2])
    else:
        key = ("content", content_sha256)
    digest = hashlib.blake2b(digest_size=8)
    for part in key:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big") + data)
    return "a_" + digest.hexdigest()


def make_feed_id(url: str) -> str:
    """Return "f_" + 16 hex over the canonical URL: the identity of a feed that the registry does not name."""
    return "f_" + hashlib.blake2b((canonical_url(url) or url).encode("utf-8", "replace"), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Unsure:
    """Guids and links of one feed that name no entry, for several have them that are not the same story."""

    guids: frozenset[str]
    links: frozenset[str]


def find_unsure(entries: Iterable[dict[str, Any]]) -> Unsure:
    """Return what names no entry: a guid of several links or headlines, a link (the front page) of several headlines.

    Two headlines under one guid and one link are one story, before and after an edit.
    """
    guids: dict[str, set[tuple[str, str]]] = {}
    links: dict[str, set[str]] = {}
    for entry in entries:
        link, title = entry["link"] or "", (entry["title"] or "").strip()
        guids.setdefault(entry["guid"] or "", set()).add((link, title))
        links.setdefault(link, set()).add(title)
    return Unsure(
        frozenset(
            guid for guid, found in guids.items() if len(found) > 2 or len({link or title for link, title in found}) > 1
        ),
        frozenset(link for link, titles in links.items() if len(titles) > 1),
    )
