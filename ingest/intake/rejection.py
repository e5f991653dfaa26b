"""What became of an input that cannot be an article: a short stable code and a sentence for a person."""

from dataclasses import dataclass

# Every code that intake gives, with what it means; docs/feeds.md and tests read this list.
REASONS: dict[str, str] = {
    "bad_encoding": "not UTF-8, and no byte order mark or allowed declaration says otherwise",
    "bad_content_encoding": "packed in a way that was not asked for",
    "bad_field": "a field has the wrong type",
    "bad_gzip": "a gzip body that is corrupt or cut short",
    "bad_json": "not valid JSON (often: cut short)",
    "bad_sidecar": "the .toml beside the text is not valid",
    "binary": "not text: the first bytes or a NUL say so",
    "empty_entry": "an entry with neither a title nor a text",
    "empty_response": "a feed or page with nothing in it",
    "entity_bomb": "XML entities that expand without end",
    "internal": "intake itself failed on it: please report",
    "malformed": "not well-formed, and nothing could be read from it",
    "not_a_feed": "not RSS, Atom, CDF or JSON Feed",
    "empty_body": "no text to read",
    "not_regular": "a link, pipe, device or folder, not a regular file",
    "too_deep": "elements nested beyond what a feed can mean",
    "too_large": "more bytes or records than intake accepts",
    "too_many_entries": "more entries than intake accepts of one feed",
    "truncated": "cut short before its end",
    "unknown_type": "a file name extension or document type that intake does not read",
    "parse_timeout": "reading it took longer than the limit",
    "parse_memory": "reading it took more memory than the limit",
    "parse_crash": "the reader died on it",
}


@dataclass(frozen=True, slots=True)
class Rejection:
    """One record of an input that was refused. `item` is its position in the input, from 0."""

    item: int
    reason: str  # a key of REASONS
    detail: str = ""
    key: str = ""  # hash of what was refused, where its position says nothing the next time
    feed_id: str | None = None  # the feed that brought it, None for a file
