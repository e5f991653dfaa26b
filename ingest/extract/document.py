"""One article, read once: sentences, hits, amounts and parties with their offsets, ready for the event rules."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
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
    standing: str = ""  # how it stands in its sentence, once asked for


@dataclass(slots=True)
class Document:
    """What the rules read. `hits` and `parties` are ordered by start."""

    text: str
    language: str
    sentences: list[Sentence]
    hits: list[Hit]
    starts: list[int]  # of hits
    sentence_starts: list[int]
    by_kind: dict[str, list[Hit]]
    parties: list[Party] = field(default_factory=list)
    party_starts: list[int] = field(default_factory=list)
    main_actor: str = ""
    regulators: Counter[str] = field(default_factory=Counter)
    home: str | None = None  # the country that the article is mostly about
    countries: list[str] = field(default_factory=list)  # those named as often as it, best first
    newest_year: int | None = None  # that the text names
    cues: dict[tuple[str, int], list[Hit]] = field(default_factory=dict)  # by value and sentence, once asked for

    def hits_in(self, start: int, end: int) -> list[Hit]:
        """Hits that lie wholly inside the span."""
        left = bisect_left(self.starts, start)
        right = bisect_left(self.starts, end)
        return [hit for hit in self.hits[left:right] if hit.end <= end]

    def cues_in(self, sentence: Sentence, value: str) -> list[Hit]:
        """Cues of one value inside a sentence; the same ones are asked for at every trigger of it."""
        key = value, sentence.index
        found = self.cues.get(key)
        if found is None:
            hits = self.hits_in(sentence.start, sentence.end)
            found = self.cues[key] = [hit for hit in hits if hit.value == value and hit.kind == "cue"]
        return found

    def parties_in(self, start: int, end: int) -> list[Party]:
        """Parties that begin inside the span."""
        left = bisect_left(self.party_starts, start)
        right = bisect_left(self.party_starts, end)
        return self.parties[left:right]

    def sentence_at(self, position: int) -> Sentence:
        """The sentence that holds the position (the last one that starts before it)."""
        index = bisect_right(self.sentence_starts, position)
        return self.sentences[index - 1 if index else 0]


def sort_hits(hits: Sequence[Hit]) -> dict[str, list[Hit]]:
    """The hits of every kind, in order."""
    kinds: dict[str, list[Hit]] = defaultdict(list)
    for hit in hits:
        kinds[hit.kind].append(hit)
    return kinds


def longest_hits(hits: Sequence[Hit], kinds: frozenset[str]) -> list[Hit]:
    """Hits of these kinds, without those that lie inside a longer one of the same set."""
    chosen: list[Hit] = []
    end = -1
    for hit in hits:
        if hit.kind in kinds and hit.start >= end:
            chosen.append(hit)
            end = hit.end
    return chosen
