"""Within one article: readings of the same act become one."""

from collections import defaultdict
from collections.abc import Mapping

from ingest.extract.candidate import Candidate
from ingest.extract.document import Document
from ingest.extract.same_act import alleges, compare_amounts, is_ground, score_pair

# Readings are held against those near them and those at the start of the article, and against so many of a chapter at
# the most: else the time for a long article would grow with the square of its length.
_CHAPTER = 50  # sentences
CROWD = 60  # readings of a chapter, the surest ones
_LINKAGE = 0.5  # share of the lead's score; the rest is the best score of a reading that already joined it
_JOINED = 3  # readings that joined, the surest ones, which are asked


def find_chapter(candidate: Candidate) -> int:
    """Which run of sentences a reading stands in."""
    return candidate.trigger.sentence.index // _CHAPTER


def list_chapters(candidate: Candidate) -> list[int]:
    """The chapters whose readings are held against this one: the first, its own and those beside it."""
    own = find_chapter(candidate)
    return sorted({0, max(own - 1, 0), own, own + 1})


def _only_tells(first: Candidate, second: Candidate) -> bool:
    """Whether the first only tells about the second, which then stands for both, however sure the first is."""
    if first.family != "regulatory":
        return False
    same_sentence = first.trigger.sentence.index == second.trigger.sentence.index
    return alleges(first, second) or (same_sentence and is_ground(first, second))


def _fit(kept: Candidate, candidate: Candidate, document: Document, weights: Mapping[str, float]) -> float:
    lead = score_pair(kept, candidate, document, weights)
    if not kept.support or compare_amounts(kept, candidate) == "other":
        return lead  # an act has one sum: nobody vouches for another
    best = max(score_pair(other, candidate, document, weights) for other in kept.support[:_JOINED])
    return _LINKAGE * lead + (1 - _LINKAGE) * max(lead, best)


def merge_candidates(
    candidates: list[Candidate], document: Document, weights: Mapping[str, Mapping[str, float]]
) -> list[Candidate]:
    """Keep the most confident reading of every act; it takes missing slots and support from the others.

    `weights`: per family, under `<family>_same`.
    """
    kept: list[Candidate] = []
    places: dict[tuple[str, int], list[int]] = defaultdict(list)  # in `kept`, by family and chapter
    for candidate in sorted(candidates, key=lambda c: (-c.confidence, c.trigger.start, c.event_type)):
        same = weights[f"{candidate.family}_same"]
        near = [i for n in list_chapters(candidate) for i in places[candidate.family, n][:CROWD]]
        fits = [(_fit(kept[i], candidate, document, same), -i) for i in near]
        value, index = max(fits, default=(-9.0, 0))
        candidate.nearness = value
        if value <= 0:
            places[candidate.family, find_chapter(candidate)].append(len(kept))
            kept.append(candidate)
            continue
        twin = kept[-index]
        if _only_tells(twin, candidate):
            kept[-index] = candidate
            candidate.support, twin.support = [*twin.support, *candidate.support], []
            twin, candidate = candidate, twin
        twin.support.append(candidate)
        if twin.amount is None and candidate.amount is not None:
            twin.amount = candidate.amount
        twin.actor = twin.actor or candidate.actor
        twin.target = twin.target or candidate.target
        twin.country = twin.country or candidate.country
        twin.subjects = twin.subjects or candidate.subjects
    return sorted(kept, key=lambda c: (c.trigger.start, c.event_type))
