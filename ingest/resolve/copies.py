"""Is one text a copy of another with a paragraph edited? Pure: sketches of three-word sequences, and the numbers.

A sketch is the 64 smallest hashes of a text's distinct three-word sequences (bottom-k MinHash, Broder 1997). Numbers are
compared as well: a daily market report is its predecessor with other figures, and no copy of it.
"""

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

SKETCH_SIZE = 64
# Chosen on pairs made of the gold articles, see docs/performance.md and tests/resolve/test_copies.py.
LEAST_SIMILARITY = 0.4
LEAST_NUMBERS = 0.6
SHORTEST = 25  # distinct sequences; below this only the same text is a copy

_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is kept of a text to recognise its copies."""

    hashes: tuple[int, ...]  # ascending, at most SKETCH_SIZE, 32 bits each; empty for a short text
    numbers: frozenset[str]  # as printed


@lru_cache(maxsize=512)  # the load asks three times for each text of a shard
def make_sketch(body: str) -> Sketch:
    """Return the sketch of a text; case and punctuation do not count."""
    words = _WORD.findall(body.lower())
    sequences = {" ".join(words[start : start + 3]) for start in range(len(words) - 2)}
    numbers = frozenset(_NUMBER.findall(body))
    if len(sequences) < SHORTEST:
        return Sketch((), numbers)
    hashes = sorted({zlib.crc32(sequence.encode("utf-8", "surrogatepass")) for sequence in sequences})
    return Sketch(tuple(hashes[:SKETCH_SIZE]), numbers)


def measure_similarity(one: Sequence[int], other: Sequence[int]) -> float:
    """Return the estimated share of three-word sequences that two texts have in common, 0 to 1."""
    if not one or not other:
        return 0.0
    smallest = sorted({*one, *other})[:SKETCH_SIZE]
    return len(set(one) & set(other) & set(smallest)) / len(smallest)


def is_copy(one: Sketch, other: Sketch) -> bool:
    """Tell whether two texts are copies: most of their words in the same order, and most of their numbers."""
    if measure_similarity(one.hashes, other.hashes) < LEAST_SIMILARITY:
        return False
    fewer = min(len(one.numbers), len(other.numbers))  # of the fewer: a copy may be cut short
    return len(one.numbers & other.numbers) >= LEAST_NUMBERS * fewer
