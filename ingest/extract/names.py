"""Capitalised spans that may name somebody, cut and cleaned; no judgement yet on who they are."""

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from ingest.extract.text import Sentence
from ingest.lang import Pack

_WORD = r"[A-ZÀ-Þ](?:[\w&’'\-/]|\.(?=[A-Z]\b))*|(?:[a-z]{1,2}|[A-Z])?\d*[a-z]?[A-Z][\w\-&]+"


class Name(NamedTuple):
    """A span of the text that looks like a name: half-open offsets, and the acronym or ticker printed after it."""

    start: int
    end: int
    text: str
    bracket: str = ""
    legal: bool = False  # carries a legal form


@dataclass(frozen=True, slots=True, eq=False)
class NameRules:
    """Compiled for a language, one object each: the pattern of a run of capitalised words, and the words that are no name."""

    run: re.Pattern[str]
    legal: re.Pattern[str]
    prefix: frozenset[str]
    clitics: tuple[str, ...]
    not_names: frozenset[str]
    heads: frozenset[str]
    heads_low: frozenset[str]  # in lower case
    connectors: frozenset[str]
    joints: frozenset[str]  # and, dan
    vocabulary: frozenset[str]  # lower-case words of the language: no names in a headline all of capitals
    places: frozenset[str]  # "New York": the first two words of places that begin with a word that is else no name


def build_name_rules(
    pack: Pack,
    prefixes: Iterable[str],
    suffixes: Iterable[str],
    vocabulary: Iterable[str],
    places: Iterable[str],
) -> NameRules:
    """Compile the patterns from the words of a pack and the legal forms and places of reference data."""
    small = "|".join(map(re.escape, pack.words("names", "connectors")))
    articles = "|".join(map(re.escape, pack.words("grammar", "articles"))) or "(?!)"
    endings = "|".join(map(re.escape, pack.words("dates", "day_endings"))) or "(?!)"
    legal = "|".join(sorted((re.escape(s.rstrip(".")) for s in suffixes), key=len, reverse=True))
    first = re.escape("".join(sorted({"(", *(suffix[0] for suffix in suffixes)})))  # tells without a try of each
    gap = r"[ \u00a0\n]{1,2}"
    not_names, prefixes = frozenset(pack.words("names", "not_names")), frozenset(prefixes)
    word = rf"(?:{_WORD}|\d+(?:{endings})\b)"
    shortened = "|".join(rf"(?<=\b{re.escape(form)}\.)" for form in ("St", *prefixes) if len(form) < 4)
    word = rf"{word}(?:\.(?=[ ][A-Z])(?:{shortened}))?"
    run = (
        rf"{word}(?:\.(?=[ ][A-Z])(?<=\b[A-Z]\.))?(?:{gap}(?:(?:{small}){gap}(?:(?:{articles}) )?)?{word}|{gap}&{gap}{word})*"
        rf"(?:(?:,{gap}|{gap}|\.,?{gap})(?=[{first}])\(?(?:{legal})\)?(?![\w]))*\.?"
    )
    return NameRules(
        re.compile(run),
        re.compile(rf"(?<!\w)\(?(?:{legal})\)?(?!\w)"),
        prefixes,
        tuple(clitic for clitic in pack.words("names", "clitics") if clitic.startswith("-")),
        not_names,
        frozenset(pack.words("names", "heads")),
        frozenset(word.lower() for word in pack.words("names", "heads")),
        frozenset(pack.words("names", "connectors")),
        frozenset(pack.words("names", "list_joints")),
        frozenset(vocabulary),
        frozenset(" ".join(words[:2]) for words in map(str.split, places) if words[0] in not_names and len(words) > 1),
    )


# A capital, or a digit with a letter behind the number: no run begins more than three small letters before one of these.
_START = re.compile(r"[A-ZÀ-Þ\d](?:(?<=\D)|(?=\d*[^\W\d_]))")
_SMALL = frozenset("abcdefghijklmnopqrstuvwxyz")
_BRACKET = re.compile(r" ?\( ?([A-Z][\w&.:\- ]{1,24}) ?\)")
_FOLLOWING = re.compile(r"\s*([\w'’-]+)")
_ROMAN = re.compile(r"[IVX]+")
_NUMBERED = re.compile(r"/\d")  # in the number of a case or letter, "11/KPPU-L/2024"
_TOKEN = re.compile(r"[^\s]+")


@functools.lru_cache(maxsize=4096)
def has_form(name: str, rules: NameRules) -> bool:
    """Whether a name carries a legal form."""
    return rules.legal.search(name) is not None


@functools.lru_cache(maxsize=4096)
def is_form(word: str, rules: NameRules) -> bool:
    """Whether a word is a legal form."""
    return rules.legal.fullmatch(word) is not None


def _find_runs(text: str, start: int, end: int, run: re.Pattern[str]) -> Iterable[re.Match[str]]:
    """The runs that `run.finditer` finds, tried only where one may begin."""
    search, match = _START.search, run.match
    while sign := search(text, start, end):
        at = sign.start()
        first = at
        while first > start and at - first < 3 and text[first - 1] in _SMALL:
            first -= 1
        found = match(text, first, end)
        while found is None and first < at:
            first += 1
            found = match(text, first, end)
        if found is None:
            start = at + 1
        else:
            yield found
            start = found.end()


def _drop_possessive(word: str, clitics: tuple[str, ...]) -> str:
    """A word without its possessive ending and without a clitic."""
    if word[-1:] in "'’":
        word = word[:-1]
    elif word[-2:] in ("'s", "’s"):
        word = word[:-2]
    if word.endswith(clitics):
        word = next(word[: -len(clitic)] for clitic in clitics if word.endswith(clitic))
    return word


def _is_common(word: str, plain: str, after: str, run: list[tuple[int, int]], text: str, rules: NameRules) -> bool:
    """Whether a capitalised word of `not_names` is no part of a name where it stands. `after`: the text behind it."""
    found = _FOLLOWING.match(after)
    following = found.group(1) if found else ""
    if f"{plain} {following}" in rules.places:
        return False
    if not run:
        return not (plain in rules.heads and following in rules.connectors)  # "Bank of Larkmere"
    if plain in rules.heads or text[run[0][0] : run[0][1]].strip(".") in rules.prefix:
        return False
    return not is_form(word, rules)


def _pieces(text: str, start: int, end: int, rules: NameRules, shouted: bool) -> Iterable[tuple[int, int]]:
    """Cut a run at words that are no name and after possessives."""
    run: list[tuple[int, int]] = []
    for token in _TOKEN.finditer(text, start, end):
        word = token.group().strip("().,-")
        plain = _drop_possessive(word, rules.clitics)
        possessive = plain != word
        if run and word.isupper() and word in rules.prefix:  # "Penantian PT Sagara": a name begins here
            yield run[0][0], run[-1][1]
            run = []
        common = plain in rules.not_names and _is_common(word, plain, text[token.end() : end], run, text, rules)
        if common or (shouted and plain.lower() in rules.vocabulary):
            if run:
                yield run[0][0], run[-1][1]
            run = []
            continue
        run.append(
            (token.start(), token.start() + token.group().find(plain) + len(plain) if possessive else token.end())
        )
        if possessive:
            yield run[0][0], run[-1][1]
            run = []
    if run:
        yield run[0][0], run[-1][1]


def _trim(text: str, start: int, end: int, small: frozenset[str]) -> tuple[int, int]:
    while True:
        words = text[start:end].split()
        if words and words[-1] in small:
            end = start + text[start:end].rstrip().rfind(words[-1])
            end = start + len(text[start:end].rstrip())
        elif words and words[0] in small:
            start += len(text[start:end]) - len(text[start:end].split(None, 1)[1]) if len(words) > 1 else end - start
        else:
            break
    while end > start and text[end - 1] in ".,;:'’\"&- ":
        end -= 1
    if text[start:end].count("(") > text[start:end].count(")"):
        end += text[end : end + 1] == ")"
    return start, end


class _Piece(NamedTuple):
    """A name inside a run: offsets from the start of the run."""

    start: int
    end: int
    legal: bool


def _cut_run(run: str, shouted: bool, rules: NameRules) -> tuple[_Piece, ...]:
    """The names that a run of capitalised words consists of. `run`: with the character behind it."""
    pieces = []
    for piece in _pieces(run, 0, len(run) - 1, rules, shouted):
        start, end = _trim(run, *piece, rules.connectors)
        if (
            end - start >= 2
            and not _ROMAN.fullmatch(run, start, end)
            and run.count("/", start, end) <= 1
            and not _NUMBERED.search(run, start, end)
        ):
            span = run[start:end]
            pieces.append(_Piece(start, end, has_form(span, rules) or span.split()[0].strip(".") in rules.prefix))
    return tuple(pieces)


_cut_short = functools.lru_cache(maxsize=4096)(_cut_run)  # an article repeats its names


def find_names(text: str, sentences: list[Sentence], rules: NameRules) -> list[Name]:
    """Find capitalised spans sentence by sentence. In a shouted headline only words unknown to the language count."""
    names: list[Name] = []
    for sentence in sentences:
        if sentence.noise:
            continue
        for match in _find_runs(text, sentence.start, sentence.end, rules.run):
            at, far = match.span()
            if text.startswith((".com", ".co", ".id"), far):
                continue
            cut = _cut_short if far - at <= 80 else _cut_run
            for piece in cut(text[at : far + 1] if far < len(text) else text[at:] + " ", sentence.shouted, rules):
                start, end = at + piece.start, at + piece.end
                bracket = _BRACKET.match(text, end)
                name = Name(start, end, text[start:end], bracket.group(1).strip() if bracket else "", piece.legal)
                names.append(_join_pair(text, names, name, rules) if bracket else name)
    return names


def _join_pair(text: str, names: list[Name], name: Name, rules: NameRules) -> Name:
    """A name of two parts that the initials behind it hold together: "Brand and Thornby (B&T)"."""
    letters = [letter for letter in name.bracket if letter.isupper()]
    if not 2 <= len(letters) <= 5 or not names or not 0 < name.start - names[-1].end <= 5:
        return name
    first = names[-1]
    if text[first.end : name.start].strip().lower() not in rules.joints:
        return name
    if [word[0] for word in f"{first.text} {name.text}".split() if word[0].isupper()] != letters:
        return name
    names.pop()
    return Name(first.start, name.end, text[first.start : name.end], name.bracket, name.legal)
