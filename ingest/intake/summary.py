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


_PROMPT = re.compile(
    r"\s*[\[(«»>|–-]*\s*(?:continue\s+reading|read\s+(?:the\s+(?:full|rest)\b.*|more|on|full\s+(?:story|article))"
    r"|(?:baca\s+)?(?:selengkapnya|selanjutnya|lebih\s+lanjut)|lanjut(?:kan)?\s+membaca|more)\b[^.!?]{0,80}$",
    re.I,
)
_DAMAGED = re.compile("\\d[\\s.,]?\ufffd|\ufffd[\\s.,]?\\d|[$€£¥]\ufffd")


def drop_damaged_lines(text: str) -> tuple[str, int]:
    """Return the text without lines where a character was lost in or beside a number, and how many they were."""
    lines = text.split("\n")
    kept = [line for line in lines if not _DAMAGED.search(line)]
    return "\n".join(kept), len(lines) - len(kept)


def drop_cut_end(text: str, finished: bool = False) -> tuple[str, bool]:
    """Return the text without a last sentence that is or may be cut inside, and whether any was dropped.

    Cut: the text ends in an ellipsis ("read more" may follow it), in half a number, or without a full stop close after
    a number. The rest ends at the last full stop, and may be empty. `finished` is for headlines, which have no full
    stop, and full texts, which may end in a table: only the first two signs count.
    """
    stripped = text.rstrip()
    prompt = _PROMPT.search(stripped[-200:])
    before = stripped[: len(stripped) - len(stripped[-200:]) + prompt.start()].rstrip() if prompt else stripped
    ellipsis = _ELLIPSIS.search(before[-100:])
    core = before[: len(before) - len(before[-100:]) + ellipsis.start()] if ellipsis else stripped
    if not ellipsis:
        ended = finished or _FINISHED.search(core[-100:]) is not None
        if not _HALF_NUMBER.search(core[-100:]) and (ended or not _NUMBER_NEAR_END.search(core[-300:])):
            return text, False
    ends = [found.end() for found in _SENTENCE_END.finditer(core)]
    return core[: ends[-1]].rstrip() if ends else "", True
