"""Sentences with their offsets in the text, told apart from headlines and from lines that are not news."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

# One set of first characters for all branches lets the search leap from one to the next.
_STOP = re.compile(
    r"[.!?\n](?:(?<=\n)\n*|(?<!\n)[\"'”’»)]*(?=\s|$)"
    r"|(?<=[a-z0-9%)]{2}[.!?])[\"”’]?(?=[A-ZÀ-Þ“\"][a-zà-ÿ\"“A-Z]))"
)
# "CITY, SITE.com - ", "SITE.CO.ID - CITY. ", "CITY (Agency) -- ": what stands before is no news
_DATELINE = re.compile(
    r"(?:[\w.]+\.(?:com|id|net|CO\.ID|COM|ID),? ?)?(?:[-–—] ?)?[A-Z]{4,}[A-Z.,/ ]*(?:, [\w.]+\.(?:com|id|net|COM|ID))?"
    r"(?: ?\([\w .]{2,20}\)| -LRB- \w+ -RRB-|, [A-Z][a-z]{2,8}\.? \d{1,2})? ?(?:[-–—]+ ?|(?<=[A-Z])[.:] )(?=[\"“'A-Z])"
)
_LONGEST = 1500  # characters; the longest sentence of the reviewed articles has 1057
_TITLE_WORDS = re.compile(r"(?=[A-ZÀ-Þ][\w-]+ [a-z]{3,} [a-z]{3,})")
_WORD_BEFORE = re.compile(r"\.[\w.&’']+")  # reversed
_INITIAL = re.compile(r"[A-Z]\.")
_INITIALS = re.compile(r"(?:[A-Z]\.){2,}")
_LONG_WORD = re.compile(r"[^\W\d_][\w'’-]{3,}")
_SMALL_WORD = re.compile(r" [a-z]{4}")
_WORD_AFTER = re.compile(r"\s*[\"'“‘(]*([^\W\d_][\w-]*)")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Half-open offsets. `headline`: the title line; `noise`: read-also lines, bylines and the like."""

    index: int
    start: int
    end: int
    headline: bool = False
    noise: bool = False
    shouted: bool = False  # most words capitalised, so capitals say nothing


@dataclass(frozen=True, slots=True)
class SentenceRules:
    """What the splitter needs of a language: abbreviations with their points, words that start sentences."""

    abbreviations: frozenset[str]
    closing: frozenset[str]
    starters: frozenset[str]
    bylines: tuple[str, ...]  # in lower case
    byline: re.Pattern[str]  # any of them


def is_hard_wrapped(text: str) -> bool:
    """Whether lines are broken at a column, as old newswire is, so that a line end says nothing."""
    lines = [line for line in text.split("\n")[1:] if line.strip()]
    if len(lines) < 4:
        return False
    long = sum(45 <= len(line) <= 82 for line in lines)
    low = sum(line.lstrip()[:1].islower() for line in lines)
    return max(map(len, lines)) <= 90 and long >= len(lines) * 0.5 and low >= len(lines) * 0.25


def _breaks_line(text: str, match: re.Match[str], wrapped: bool) -> bool:
    newline = match.group()
    after = text[match.end() : match.end() + 5]
    if newline.count("\n") > 1 or not after.strip():
        return True
    if after[:1].islower():
        return False
    return not wrapped or after.startswith("    ")


def _ends(text: str, match: re.Match[str], rules: SentenceRules) -> bool:
    if match.group()[0] != ".":
        return True
    word = _WORD_BEFORE.match(text[max(0, match.start() - 24) : match.start() + 1][::-1])
    name = word.group()[::-1] if word else ""
    if name in rules.abbreviations or _INITIAL.fullmatch(name):
        return False
    if name in rules.closing or _INITIALS.fullmatch(name):
        following = _WORD_AFTER.match(text, match.end())
        return following is not None and following.group(1)[:1].isupper() and following.group(1) in rules.starters
    after = text[match.end() : match.end() + 2].lstrip()
    return not after[:1].islower()


def _cuts(text: str, rules: SentenceRules) -> Iterable[int]:
    """Where sentences end. What never ends is cut at a space: readers look at a sentence as a whole, again and again."""
    last = 0
    for end in _stops(text, rules):
        while end - last > _LONGEST:
            space = text.rfind(" ", last + _LONGEST // 2, last + _LONGEST)
            last = space if space > 0 else last + _LONGEST
            yield last
        last = end
        yield end


def _stops(text: str, rules: SentenceRules) -> Iterable[int]:
    wrapped = is_hard_wrapped(text)
    for match in _STOP.finditer(text):
        newline = match.group()[0] == "\n"
        if _breaks_line(text, match, wrapped) if newline else _ends(text, match, rules):
            yield match.end()
    yield len(text)


def _byline_end(text: str, start: int, end: int) -> int:
    """Where the news begins after a byline and dateline at the start of a text; `start` where there is none."""
    last = start
    for match in _DATELINE.finditer(text, start, min(end, start + 230)):
        if match.start() - last > 130:
            break
        last = match.end()
    return last


def _insert_end(text: str, start: int, end: int) -> int:
    """Where a "read also" line without a stop of its own gives way to the text: a capital, then running words."""
    match = _TITLE_WORDS.search(text, start + 12, end)
    return match.start() if match else end


def _holds_byline(text: str, rules: SentenceRules) -> bool:
    """Whether a search for bylines can find one: far cheaper than the search."""
    lowered = text.lower()
    return any(phrase in lowered for phrase in rules.bylines)


def _inserts(text: str, start: int, end: int, rules: SentenceRules) -> Iterable[tuple[int, int, bool]]:
    """Cut "read also" lines out of a sentence: (start, end, noise)."""
    if not _holds_byline(text[start:end], rules):
        yield start, end, False
        return
    position = start
    for match in rules.byline.finditer(text, start, end):
        if match.start() < position:
            continue
        if match.start() > position:
            yield position, match.start(), False
        position = _insert_end(text, match.start(), end)
        yield match.start(), position, True
    if position < end:
        yield position, end, False


def _is_shouted(piece: str, share: float) -> bool:
    """Whether most long words begin with a capital. Enough small ones tell without a look at them all."""
    small = len(_SMALL_WORD.findall(piece))
    if small > (1 - share) * (len(piece) + 2) / 5:  # more long words than that do not fit in
        return False
    words = _LONG_WORD.findall(piece)
    return len(words) >= 4 and len([word for word in words if word[0].isupper()]) >= share * len(words)


def find_sentences(text: str, rules: SentenceRules) -> list[Sentence]:
    """Split a text. The first line is the headline where a line break and more text follow it."""
    first_line = text.find("\n")
    titled = 0 < first_line <= 200 and (text.startswith("\n\n", first_line) or text[first_line - 1] not in '.!"”')
    body_start = first_line if titled else 0
    sentences: list[Sentence] = []
    start = 0
    byline_end = _byline_end(text, len(text) - len(text[body_start:].lstrip()), len(text))
    any_byline = _holds_byline(text, rules)
    for end in _cuts(text, rules):
        if start < byline_end < end and start >= body_start:
            start = byline_end
        elif end <= byline_end and start >= body_start:
            continue
        for left, right, noise in _inserts(text, start, end, rules) if any_byline else ((start, end, False),):
            piece = text[left:right].rstrip()
            body = piece.lstrip()
            if body:
                begin = left + len(piece) - len(body)
                headline = titled and begin < first_line
                shouted = _is_shouted(body, 0.65 if headline or noise else 0.85)
                sentences.append(Sentence(len(sentences), begin, begin + len(body), headline, noise, shouted))
        start = end
    return sentences
