"""One article, read once: sentences, hits, amounts and parties with their offsets, ready for the event rules."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.extract.scan import Hit
from ingest.extract.text import Sentence


@dataclass(slots=True)
class Party:
    """Somebody named, or referred to, at a place in the text.

    kind: org | regulator | country | government | place | person | name | reference | authority | pronoun.
    `name` is what it stands for (longest form, canonical for regulators), empty where it could not be resolved.
    """

    start: int
    end: int
    text: str
    kind: str
    name: str
    country: str | None = None
    matters: tuple[str, ...] = ()
    sentence: int = 0
    key: str = ""


@dataclass(slots=True)
class Document:
    """What the rules read. `hits` and `parties` are ordered by start."""

    text: str
    language: str
    sentences: list[Sentence]
    hits: list[Hit]
    starts: list[int]  # of hits
    sentence_starts: list[int]
    parties: list[Party] = field(default_factory=list)
    party_starts: list[int] = field(default_factory=list)
    main_actor: str = ""
    regulators: Counter[str] = field(default_factory=Counter)
    home: str | None = None  # the country that the article is mostly about
    countries: list[str] = field(default_factory=list)  # those named as often as it, best first
    newest_year: int | None = None  # that the text names

    def hits_in(self, start: int, end: int) -> list[Hit]:
        """Hits that lie wholly inside the span."""
        left = bisect_left(self.starts, start)
        right = bisect_left(self.starts, end)
        return [hit for hit in self.hits[left:right] if hit.end <= end]

    def parties_in(self, start: int, end: int) -> list[Party]:
        """Parties that begin inside the span."""
        left = bisect_left(self.party_starts, start)
        right = bisect_left(self.party_starts, end)
        return self.parties[left:right]

    def sentence_at(self, position: int) -> Sentence:
        """The sentence that holds the position (the last one that starts before it)."""
        index = bisect_left(self.sentence_starts, position + 1) - 1
        return self.sentences[max(index, 0)]


def longest_hits(hits: Sequence[Hit], kinds: frozenset[str]) -> list[Hit]:
    """Hits of these kinds, without those that lie inside a longer one of the same set."""
    chosen: list[Hit] = []
    end = -1
    for hit in hits:
        if hit.kind in kinds and hit.start >= end:
            chosen.append(hit)
            end = hit.end
    return chosen
