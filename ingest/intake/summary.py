"""Ends of summaries: publishers cut them at so many characters, and half a number must not become an amount."""

import re

_ELLIPSIS = re.compile(r"(?:\.\s?\.\s?\.|…|\[\s*(?:\.{3}|…)\s*\]|\(\s*(?:\.{3}|…)\s*\))\W*$")
_FINISHED = re.compile(r"[.!?][\"'”’)\]»]*$")
# "US$1." may be the start of 1.5 billion; a year or a long number before the full stop is a sentence's end.
_HALF_NUMBER = re.compile(
    r"(?<!\d)\d{1,3}[.,]\d{0,3}$|(?:US|S|A)?[$€£¥]\s*\d*[.,]?$|\b(?:rp|idr|usd|krw)\.?\s*[\d.,]*$", re.I
)
_NUMBER_NEAR_END = re.compile(r"[\d$€£¥₩]\S*(?:\s+\S+){0,2}\s*$")
_SENTENCE_END = re.compile(
    r"(?<![\d.])(?:\d{4}|[^\W\d_]{2,}[\"'”’)\]]*)[.!?][\"'”’)\]]*(?=\s)|[!?][\"'”’)\]]*(?=\s)|\n"
)


def drop_cut_end(text: str, headline: bool = False) -> tuple[str, bool]:
    """Return the text without a last sentence that is or may be cut inside, and whether any was dropped.

    Cut: the text ends in an ellipsis, in half a number, or without a full stop close after a number. The rest ends at
    the last full stop, and may be empty. A `headline` has no full stop, and is cut only by the first two signs.
    """
    stripped = text.rstrip()
    ellipsis = _ELLIPSIS.search(stripped)
    core = stripped[: ellipsis.start()] if ellipsis else stripped
    if not ellipsis:
        finished = headline or _FINISHED.search(core) is not None
        if not _HALF_NUMBER.search(core) and (finished or not _NUMBER_NEAR_END.search(core)):
            return text, False
    ends = [found.end() for found in _SENTENCE_END.finditer(core)]
    return core[: ends[-1]].rstrip() if ends else "", True
