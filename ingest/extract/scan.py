"""One pass over a text that finds every word the engine knows: an Aho-Corasick automaton over packs and reference data.

Matching is by exact bytes, so case variants are added as patterns: lower-casing the text could move offsets.
"""

from collections import defaultdict
from collections.abc import Iterable
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
        self._meanings = [
            [(t.kind, t.value, t.glue) for t in dict.fromkeys(terms_of_form)] for terms_of_form in meanings.values()
        ]
        self._forms = list(meanings)
        self._automaton = AhoCorasick(
            self._forms, matchkind=MatchKind.Standard, implementation=Implementation.ContiguousNFA
        )

    def scan(self, text: str) -> list[Hit]:
        """Return every hit at word boundaries, overlapping ones included, ordered by start, longest first."""
        hits = []
        last = len(text)
        meanings = self._meanings
        for index, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            before = text[start - 1] if start else " "
            after = text[end] if end < last else " "
            left_word, right_word = text[start].isalnum(), text[end - 1].isalnum()
            if (left_word and before.isalpha()) or (right_word and after.isalpha()):
                continue  # a piece of another word
            touches_digit = (left_word and before.isdigit()) or (right_word and after.isdigit())
            for kind, value, glue in meanings[index]:
                if glue or not touches_digit:
                    hits.append(Hit(start, end, kind, value))
        hits.sort(key=lambda hit: (hit.start, -hit.end))
        return hits
