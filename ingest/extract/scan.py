"""One pass over a text that finds every word the engine knows: an Aho-Corasick automaton over packs and reference data.

Matching is by exact bytes, so case variants are added as patterns: lower-casing the text could move offsets.
"""

from collections import defaultdict
from collections.abc import Iterable
from operator import itemgetter
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind


class Term(NamedTuple):
    """A phrase to look for. `glue`: may touch digits (currency signs, scale letters). `exact`: only in this case."""

    phrase: str
    kind: str
    value: str
    exact: bool = False
    glue: bool = False


class Hit(NamedTuple):
    """A term found: half-open offsets in the text, and what it is."""

    start: int
    end: int
    kind: str
    value: str


_START = itemgetter(0)
# Whether its ends are letters or digits, its meanings beside a digit, and its meanings elsewhere.
_Form = tuple[bool, bool, list[tuple[str, str]], list[tuple[str, str]]]


def _compile_form(form: str, terms: Iterable[Term]) -> _Form:
    apart = [(term.kind, term.value, term.glue) for term in terms]
    apart = list(dict.fromkeys(apart))
    return (
        form[0].isalnum(),
        form[-1].isalnum(),
        [(kind, value) for kind, value, glue in apart if glue],
        [(kind, value) for kind, value, _ in apart],
    )


def _variants(phrase: str) -> set[str]:
    return {phrase, phrase.lower(), phrase.upper(), phrase.title(), phrase[:1].upper() + phrase[1:]}


class Lexicon:
    """All terms of one language, compiled."""

    def __init__(self, terms: Iterable[Term]) -> None:
        meanings: dict[str, list[Term]] = defaultdict(list)
        for term in terms:
            for form in {term.phrase} if term.exact else _variants(term.phrase):
                if term not in meanings[form]:
                    meanings[form].append(term)
        self._forms = [_compile_form(form, dict.fromkeys(terms)) for form, terms in meanings.items()]
        self._automaton = AhoCorasick(
            list(meanings), matchkind=MatchKind.Standard, implementation=Implementation.ContiguousNFA
        )

    def scan(self, text: str) -> list[Hit]:
        """Return every hit at word boundaries, overlapping ones included, ordered by start, longest first."""
        hits: list[Hit] = []
        append = hits.append
        forms = self._forms
        padded = f" {text} "  # so that every match has a character on both sides
        new = tuple.__new__  # Hit(...) without its keyword handling: this is the innermost loop of all
        # Matches come ordered by end; backwards, so that of those with one start the longest comes first.
        for index, start, end in reversed(self._automaton.find_matches_as_indexes(text, overlapping=True)):
            left_word, right_word, beside_digit, meanings = forms[index]
            before, after = padded[start], padded[end + 1]
            if before != " " and left_word:
                if before.isalpha():
                    continue  # a piece of another word
                if before.isdigit():
                    meanings = beside_digit
            if after != " " and right_word:
                if after.isalpha():
                    continue
                if after.isdigit():
                    meanings = beside_digit
            for kind, value in meanings:
                append(new(Hit, (start, end, kind, value)))
        hits.sort(key=_START)
        return hits
