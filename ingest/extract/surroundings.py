"""Features of a reading from what stands around it: words near the trigger, how far its slots lie, years gone by."""

import re
from collections.abc import Iterator

from ingest.extract.candidate import Candidate
from ingest.extract.document import Document, Party

_WORD = re.compile(r"[^\W_][\w'\-]*")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_WORDS = 6  # on either side of the trigger
_REACH = 70  # characters on either side in which they are looked for


def describe_words(candidate: Candidate, document: Document) -> Iterator[tuple[str, float]]:
    """The words on either side of the trigger, lower case."""
    trigger, text = candidate.trigger, document.text
    before = _WORD.findall(text, max(trigger.sentence.start, trigger.start - _REACH), trigger.start)
    after = _WORD.findall(text, trigger.end, min(trigger.sentence.end, trigger.end + _REACH))
    for word in before[-_WORDS:]:
        yield f"l_{word.lower()}", 1.0
    for word in after[:_WORDS]:
        yield f"r_{word.lower()}", 1.0


def describe_slots(candidate: Candidate, document: Document) -> Iterator[tuple[str, float]]:
    """How near the trigger its parties and its amount stand, and what they are."""
    trigger = candidate.trigger
    sentence = trigger.sentence
    parties = document.parties_in(sentence.start, sentence.end)
    acting = [p for p in parties if p.name == candidate.actor and p.end <= trigger.start]
    if acting:
        gap = trigger.start - acting[-1].end
        yield "actor_gap", min(gap, 80) / 40
        yield "actor_adjacent", float(gap < 16)
    yield "persons", float(any(p.kind == "person" for p in parties))
    if candidate.family == "regulatory":
        yield from _describe_subjects(candidate, document, parties)
    if candidate.target:
        yield "target_is_name", float(candidate.target[0].isupper())
        yield "target_len", min(len(candidate.target.split()), 8) / 4
    if candidate.amount is not None:
        start, end = candidate.amount.mention.start, candidate.amount.mention.end
        yield "amount_gap", min(abs(start - trigger.end), abs(trigger.start - end), 120) / 60
        yield "amount_after", float(start > trigger.start)
    yield "sentence_length", min((sentence.end - sentence.start) / 200, 2)


def _describe_subjects(candidate: Candidate, document: Document, near: list[Party]) -> Iterator[tuple[str, float]]:
    trigger = candidate.trigger
    yield "subjects", min(len(candidate.subjects), 4) / 2
    if candidate.subjects:
        kind = next((p.kind for p in document.parties if p.name == candidate.subjects[0]), "unknown")
        yield f"subject_is_{kind}", 1.0
    named = [p for p in near if p.name in candidate.subjects]
    yield "subject_here", float(bool(named))
    if named:
        yield "subject_gap", min(min(abs(p.start - trigger.end) for p in named), 120) / 60


def describe_years(candidate: Candidate, document: Document) -> Iterator[tuple[str, float]]:
    """Whether the sentence tells of years before the newest that the article names."""
    sentence = candidate.trigger.sentence
    years = [int(year) for year in _YEAR.findall(document.text, sentence.start, sentence.end)]
    yield "year", float(bool(years))
    if years and document.newest_year is not None:
        yield "old_year", float(min(years) < document.newest_year - 1)
        yield "far_year", float(max(years) < document.newest_year - 3)


def find_newest_year(text: str) -> int | None:
    """The newest year that a text names, from 1900 on."""
    return max(map(int, _YEAR.findall(text)), default=None)
