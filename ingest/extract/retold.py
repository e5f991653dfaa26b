"""Whether a later reading tells an act again or tells of another one: signs in the words of the two sentences."""

import re
from collections.abc import Iterator
from itertools import islice

from ingest.extract.candidate import Candidate
from ingest.extract.document import Document
from ingest.extract.text import Sentence

_WORD = re.compile(r"[^\W\d_]{4,}")  # long enough to be more than grammar
_ANY_WORD = re.compile(r"\w+")
_OPENING = 3  # words of a sentence that tell how it follows on those before
_GRADES = 6  # steps of the share of words that two sentences have in common; the upper ones count as one
_TOP_GRADE = 4


def name_gap(first: Sentence, second: Sentence) -> str:
    """`here` in one sentence, `next` in neighbours, else `far`."""
    gap = abs(first.index - second.index)
    return "here" if gap == 0 else "next" if gap == 1 else "far"


def _long_words(sentence: Sentence, document: Document) -> frozenset[str]:
    found = document.long_words.get(sentence.index)
    if found is None:
        words = _WORD.findall(document.low, sentence.start, sentence.end)
        found = document.long_words[sentence.index] = frozenset(words)
    return found


def _name_apart(words: list[str], near: str) -> Iterator[str]:
    """ "Also", "another", "meanwhile": another act follows; which of them, and how near."""
    if words:
        yield "apart"
        yield f"apart_{near}"
        yield from (f"apart_{word}" for word in dict.fromkeys(words))


def _compare_sentences(first: Sentence, second: Sentence, document: Document) -> tuple[str, ...]:
    """How the later of two sentences opens, what sets it apart, and how many of its words are in the earlier one."""
    near, low = name_gap(first, second), document.low
    one, two = _long_words(first, document), _long_words(second, document)
    share = len(one & two) / max(1, min(len(one), len(two)))
    opening = [match.group() for match in islice(_ANY_WORD.finditer(low, second.start, second.end), _OPENING)]
    apart = [low[hit.start : hit.end] for hit in document.cues_in(second, "apart_words")]
    return (
        f"overlap_{min(_TOP_GRADE, int(share * _GRADES))}",
        *_name_apart(apart, near),
        *(f"opens_{word}_{near}" for word in opening),
    )


def list_signs(first: Candidate, second: Candidate, document: Document) -> tuple[str, ...]:
    """Names of the features that hold of the sentences of two readings, in the order of the text."""
    one, two = first.trigger, second.trigger
    if one.sentence.index == two.sentence.index:
        cues = document.cues_in(two.sentence, "apart_words")
        between = [document.low[hit.start : hit.end] for hit in cues if one.end <= hit.start and hit.end <= two.start]
        return tuple(_name_apart(between, "here"))
    key = one.sentence.index, two.sentence.index
    found = document.compared.get(key)
    if found is None:
        found = document.compared[key] = _compare_sentences(one.sentence, two.sentence, document)
    return found


def names_other(reading: Candidate, sentence: Sentence, document: Document) -> str:
    """Whether a sentence has the longest word of a reading's other party: `yes`, `no`, or `` where it has none."""
    name = reading.subjects[0] if reading.subjects else reading.target
    if not name:
        return ""
    word = max(name.lower().split(), key=len)
    return "yes" if document.low.find(word, sentence.start, sentence.end) >= 0 else "no"
