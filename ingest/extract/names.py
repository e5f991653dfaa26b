"""Capitalised spans that may name somebody, cut and cleaned; no judgement yet on who they are."""

import functools
import re
from collections.abc import Iterable, Mapping
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


def build_name_rules(
    pack: Pack,
    prefixes: Iterable[str],
    suffixes: Iterable[str],
    vocabulary: Iterable[str],
) -> NameRules:
    """Compile the patterns from the words of a pack and the legal forms of reference data."""
    small = "|".join(map(re.escape, pack.words("names", "connectors")))
    articles = "|".join(map(re.escape, pack.words("grammar", "articles"))) or "(?!)"
    endings = "|".join(map(re.escape, pack.words("dates", "day_endings"))) or "(?!)"
    legal = "|".join(sorted((re.escape(s.rstrip(".")) for s in suffixes), key=len, reverse=True))
    first = re.escape("".join(sorted({"(", *(suffix[0] for suffix in suffixes)})))  # tells without a try of each
    gap = r"[ \u00a0\n]{1,2}"
    word = rf"(?:{_WORD}|\d+(?:{endings})\b)"
    run = (
        rf"{word}(?:\.(?=[ ][A-Z])(?<=\b[A-Z]\.))?(?:{gap}(?:(?:{small}){gap}(?:(?:{articles}) )?)?{word}|{gap}&{gap}{word})*"
        rf"(?:(?:,{gap}|{gap}|\.,?{gap})(?=[{first}])\(?(?:{legal})\)?(?![\w]))*\.?"
    )
    return NameRules(
        re.compile(run),
        re.compile(rf"(?<!\w)\(?(?:{legal})\)?(?!\w)"),
        frozenset(prefixes),
        tuple(clitic for clitic in pack.words("names", "clitics") if clitic.startswith("-")),
        frozenset(pack.words("names", "not_names")),
        frozenset(pack.words("names", "heads")),
        frozenset(word.lower() for word in pack.words("names", "heads")),
        frozenset(pack.words("names", "connectors")),
        frozenset(pack.words("names", "list_joints")),
        frozenset(vocabulary),
    )


# A capital, or a digit with a letter behind the number: no run begins more than three small letters before one of these.
_START = re.compile(r"[A-ZÀ-Þ\d](?:(?<=\D)|(?=\d*[^\W\d_]))")
_SMALL = frozenset("abcdefghijklmnopqrstuvwxyz")
_PARENTHESIS = re.compile(r"\([^)]*\)")
_NO_WORD = re.compile(r"['’]s\b|[^\w&]+")
_BRACKET = re.compile(r" ?\( ?([A-Z][\w&.:\- ]{1,24}) ?\)")
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


def _is_common(word: str, plain: str, run: list[tuple[int, int]], text: str, rules: NameRules) -> bool:
    """Whether a capitalised word is no part of a name where it stands."""
    if plain not in rules.not_names:
        return False
    if not run:
        return True
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
        if _is_common(word, plain, run, text, rules) or (shouted and plain.lower() in rules.vocabulary):
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
        if end - start >= 2 and run.count("/", start, end) <= 1 and not _NUMBERED.search(run, start, end):
            span = run[start:end]
            pieces.append(_Piece(start, end, has_form(span, rules) or span.split()[0] in rules.prefix))
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


def fold_name(name: str, legal: frozenset[str]) -> tuple[str, ...]:
    """The words of a name that tell it apart: lower case, without legal forms and articles."""
    return _fold_short(name, legal) if len(name) <= 80 else _fold(name, legal)


def _fold(name: str, legal: frozenset[str]) -> tuple[str, ...]:
    words = _NO_WORD.sub(" ", _PARENTHESIS.sub(" ", name)).lower().split()
    return tuple(word for word in words if word not in legal) or tuple(words)


_fold_short = functools.lru_cache(maxsize=4096)(_fold)  # an article folds each of its names several times


def _looks_like_company(name: str, rules: NameRules) -> bool:
    words = name.split()
    return words[0] in rules.prefix or any(w in rules.heads for w in words) or has_form(name, rules)


def link_names(names: Iterable[str], legal: frozenset[str], rules: NameRules) -> Mapping[str, str]:
    """Map every name to the longest form that the article uses for the same party: short forms, initials.

    `names`: in the order of the text. A longer form that comes later and shows no sign of an organisation is rather one
    of its products or people ("Google" is not the "Google Product Search" of a later sentence).
    """
    unique = list(dict.fromkeys(names))
    order = {name: index for index, name in enumerate(unique)}
    folded = {name: fold_name(name, legal) for name in unique}
    by_word: dict[str, list[str]] = {}
    for name in unique:
        for word in folded[name]:
            by_word.setdefault(word, []).append(name)
        if len(folded[name]) > 1:
            by_word.setdefault("".join(w[0] for w in folded[name] if w not in rules.connectors), []).append(name)
    links = {}
    for name in unique:
        words = folded[name]
        best = name
        if not all(word in rules.heads_low for word in words) or len(words) > 1:
            for other in by_word.get(words[0], ()):
                longer = folded[other]
                whole = " ".join(longer)
                inside = f" {' '.join(words)} " in f" {whole} " and len(longer) >= len(words)
                initials = len(words) == 1 and 2 < len(name) <= 6 and name.isupper() and len(longer) > 1
                if inside and longer[0] != words[0] and not (len(words) == 1 and longer[-1] == words[0]):
                    continue
                if inside and order[other] > order[name] and not _looks_like_company(other, rules):
                    continue
                if (inside or initials) and (len(longer), len(other)) > (len(folded[best]), len(best)):
                    if inside and longer[0] != words[0] and len(words) == 1 and len(longer) > 3:
                        continue
                    best = other
        links[name] = best
    return links
