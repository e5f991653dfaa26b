"""Sentences with their offsets in the text, told apart from headlines and from lines that are not news."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_STOP = re.compile(r"[.!?][\"'”’»)]*(?=\s|$)|(?<=[a-z0-9%)]{2})[.!?][\"”’]?(?=[A-ZÀ-Þ“\"][a-zà-ÿ\"“A-Z])|\n+")
_WORD_BEFORE = re.compile(r"[\w.&’']+\.$")
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
    bylines: tuple[str, ...]


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
    word = _WORD_BEFORE.search(text[max(0, match.start() - 24) : match.start() + 1])
    following = _WORD_AFTER.match(text, match.end())
    name = word.group() if word else ""
    if name in rules.abbreviations or re.fullmatch(r"[A-Z]\.", name):
        return False
    if name in rules.closing or re.fullmatch(r"(?:[A-Z]\.){2,}", name):
        return following is not None and following.group(1)[:1].isupper() and following.group(1) in rules.starters
    after = text[match.end() : match.end() + 2].lstrip()
    return not after[:1].islower()


def _cuts(text: str, rules: SentenceRules) -> Iterable[int]:
    wrapped = is_hard_wrapped(text)
    for match in _STOP.finditer(text):
        newline = match.group()[0] == "\n"
        if _breaks_line(text, match, wrapped) if newline else _ends(text, match, rules):
            yield match.end()
    yield len(text)


def _is_shouted(piece: str) -> bool:
    words = [word for word in re.findall(r"[^\W\d_][\w'’-]*", piece) if len(word) > 3]
    return len(words) >= 4 and sum(word[0].isupper() for word in words) >= 0.65 * len(words)


def find_sentences(text: str, rules: SentenceRules) -> list[Sentence]:
    """Split a text. The first line is the headline where a line break and more text follow it."""
    first_line = text.find("\n")
    titled = 0 < first_line <= 200 and (text.startswith("\n\n", first_line) or text[first_line - 1] not in '.!"”')
    sentences: list[Sentence] = []
    start = 0
    for end in _cuts(text, rules):
        piece = text[start:end]
        body = piece.strip()
        if body:
            begin = start + len(piece) - len(piece.lstrip())
            headline = titled and begin < first_line
            low = body[:60].lower()
            noise = any(low.startswith(cue) for cue in rules.bylines)
            sentences.append(
                Sentence(len(sentences), begin, begin + len(body), headline, noise, headline and _is_shouted(body))
            )
        start = end
    return sentences
