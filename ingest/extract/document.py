"""One article, read once: sentences, hits, amounts and parties with their offsets, ready for the event rules."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from ingest.extract.scan import Hit
from ingest.extract.text import Sentence

_START = itemgetter(0)
_COUNTED = 50_000  # characters of an article in which the uses of a name are counted


@dataclass(slots=True)
class Party:
    """Somebody named, or referred to, at a place in the text.

    kind: org | regulator | country | government | place | person | name | hearer | reference | authority | pronoun.
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
    low: str  # the text in lower case, with the same offsets
    hits: list[Hit]
    starts: list[int]  # of hits
    sentence_starts: list[int]
    by_kind: Mapping[str, list[Hit]]
    parties: list[Party] = field(default_factory=list)
    party_starts: list[int] = field(default_factory=list)
    main_actor: str = ""
    regulators: Counter[str] = field(default_factory=Counter)
    home: str | None = None  # the country that the article is mostly about
    countries: list[str] = field(default_factory=list)  # all that are named, the most often named first
    newest_year: int | None = None  # that the text names
    # What is asked for again and again, once it was asked for:
    cues: dict[tuple[str, int], list[Hit]] = field(default_factory=dict)  # by value and sentence
    words: dict[int, list[str]] = field(default_factory=dict)  # before a position
    told: dict[int, dict[str, float]] = field(default_factory=dict)  # features of a sentence
    near: dict[tuple[int, int, str], dict[str, float]] = field(default_factory=dict)  # of what stands around a trigger
    clauses: dict[tuple[int, int], dict[str, float]] = field(default_factory=dict)  # of what a clause names
    background: dict[int, bool] = field(default_factory=dict)  # whether an amount is no investment, by its start
    counts: dict[str, int] = field(default_factory=dict)  # how often the text has a piece
    kinds: dict[str, str] = field(default_factory=dict)  # of parties by name, the first of each
    long_words: dict[int, frozenset[str]] = field(default_factory=dict)  # of a sentence
    compared: dict[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)  # signs that two sentences show

    def count(self, piece: str) -> int:
        """How often the text has a piece; of a long one the start, else counting would take the square of its length."""
        found = self.counts.get(piece)
        if found is None:
            found = self.counts[piece] = self.text.count(piece, 0, _COUNTED)
        return found

    def hits_in(self, start: int, end: int) -> list[Hit]:
        """Hits that lie wholly inside the span."""
        left = bisect_left(self.starts, start)
        right = bisect_left(self.starts, end)
        return [hit for hit in self.hits[left:right] if hit.end <= end]

    def hits_of(self, kind: str, start: int, end: int) -> list[Hit]:
        """Hits of one kind, or of all kinds of a family ("money"), that lie wholly inside the span."""
        found: list[Hit] = []
        hits = self.by_kind.get(kind)
        if hits:
            for index in range(bisect_left(hits, start, key=_START), len(hits)):
                hit = hits[index]
                if hit[0] >= end:
                    break
                if hit[1] <= end:
                    found.append(hit)
        return found

    def cues_in(self, sentence: Sentence, value: str) -> list[Hit]:
        """Cues of one value inside a sentence; the same ones are asked for at every trigger of it."""
        key = value, sentence.index
        found = self.cues.get(key)
        if found is None:
            found = self.cues[key] = self.hits_of(f"cue.{value}", sentence.start, sentence.end)
        return found

    def kind_of(self, name: str) -> str:
        """Kind of the first party of that name."""
        if not self.kinds:
            self.kinds = {party.name: party.kind for party in reversed(self.parties)}
        return self.kinds.get(name, "unknown")

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
    """The hits of every kind, and of every family of kinds (`money` has `money.before`), in order."""
    kinds: dict[str, list[Hit]] = defaultdict(list)
    for hit in hits:
        kind = hit[2]
        kinds[kind].append(hit)
        if "." in kind:
            kinds[kind.partition(".")[0]].append(hit)
    return kinds


def lower_text(text: str) -> str:
    """The text in lower case, every character in its place."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a capital whose small form takes two characters
        lowered = "".join(low if len(low := sign.lower()) == 1 else sign for sign in text)
    return lowered


def longest_hits(hits: Sequence[Hit]) -> list[Hit]:
    """Of hits ordered by start those that do not begin inside one before."""
    chosen: list[Hit] = []
    end = -1
    for hit in hits:
        if hit.start >= end:
            chosen.append(hit)
            end = hit.end
    return chosen
