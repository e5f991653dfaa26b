"""Features of a reading from what stands around it: words near the trigger, how far its slots lie, years gone by."""

import re
from collections.abc import Iterator, Mapping

from ingest.extract.candidate import Candidate
from ingest.extract.clause import ACTORS, AUTHORITIES, Trigger
from ingest.extract.document import Document, Party
from ingest.extract.text import Sentence

_WORD = re.compile(r"[^\W_][\w'\-]*")
_YEAR = re.compile(r"[12](?<!\w[12])(?:(?<=1)9|(?<=2)0)\d\d(?!\w)")  # one set of first characters: a quick search
_NEAR = frozenset({"io", "in", "rn", "matter"})
_TOLD = frozenset({"history", "tally", "hypothetical"})
_PARTIES = ACTORS | AUTHORITIES | {"person", "place"}
_WORDS = 6  # on either side of the trigger
_REACH = 70  # characters on either side in which they are looked for


def describe_words(trigger: Trigger, document: Document) -> Mapping[str, float]:
    """The words on either side of the trigger, lower case, and the parties next to it by kind."""
    key = trigger.start, trigger.end, trigger.group
    found = document.near.get(key)
    if found is None:
        low, sentence, group = document.low, trigger.sentence, trigger.group
        before = _split_words(low[max(sentence.start, trigger.start - _REACH) : trigger.start])
        after = _split_words(low[trigger.end : min(sentence.end, trigger.end + _REACH)])
        names = [f"l_{word}" for word in before[-_WORDS:]] + [f"r_{word}" for word in after[:_WORDS]]
        names += [f"before_{group}_{before[-1] if before else '^'}", f"after_{group}_{after[0] if after else '$'}"]
        names += _name_kinds(trigger, document)
        found = document.near[key] = dict.fromkeys(names, 1.0)
    return found


def _name_kinds(trigger: Trigger, document: Document) -> Iterator[str]:
    """What kinds of party stand next to a trigger in its sentence, and how many parties there are."""
    parties = [p for p in document.parties_in(trigger.sentence.start, trigger.sentence.end) if p.kind in _PARTIES]
    left = next((p.kind for p in reversed(parties) if p.end <= trigger.start), "none")
    right = next((p.kind for p in parties if p.start >= trigger.end), "none")
    yield f"left_{left}"
    yield f"right_{right}"
    yield f"left_{trigger.group}_{left}"
    yield f"right_{trigger.group}_{right}"
    yield f"sides_{left}_{right}_{trigger.voice}"
    yield f"parties_{min(len(parties), 5)}"


def _split_words(piece: str) -> list[str]:
    words = piece.split()
    return words if "".join(words).isalnum() else _WORD.findall(piece)


def describe_sentence(sentence: Sentence, document: Document) -> Mapping[str, float]:
    """Where a sentence stands, how long it is, and what it tells of: old years, persons, history."""
    found = document.told.get(sentence.index)
    if found is None:
        start, end = sentence.start, sentence.end
        found = {"late": min(sentence.index / 30, 1.0), "sentence_length": min((end - start) / 200, 2)}
        if sentence.headline:
            found["headline"] = 1.0
        elif sentence.index <= 3:
            found["lead"] = 1.0
        if document.text[end - 1] == "?":
            found["question"] = 1.0
        if any(party.kind == "person" for party in document.parties_in(start, end)):
            found["persons"] = 1.0
        for hit in document.hits_of("st", start, end):
            if hit.value in _TOLD:
                found[f"sentence_{hit.value}"] = 1.0
        found.update(_describe_years(_YEAR.findall(document.text, start, end), document.newest_year))
        document.told[sentence.index] = found
    return found


def _describe_years(years: list[str], newest: int | None) -> Iterator[tuple[str, float]]:
    """Whether a sentence tells of years before the newest that the article names."""
    if years:
        yield "year", 1.0
        if newest is not None:
            yield "old_year", float(int(min(years)) < newest - 1)
            yield "far_year", float(int(max(years)) < newest - 3)


def describe_clause(left: int, right: int, document: Document) -> Mapping[str, float]:
    """The objects, nouns and matters that a clause names."""
    found = document.clauses.get((left, right))
    if found is None:
        names = [f"with_{hit.kind}_{hit.value}" for hit in document.hits_in(left, right) if hit.kind in _NEAR]
        found = document.clauses[left, right] = dict.fromkeys(names, 1.0)
    return found


def is_quoted(text: str, start: int, end: int) -> bool:
    """Whether a quotation is open at the end of a stretch of a sentence."""
    if text.count("\u201c", start, end) > text.count("\u201d", start, end):
        return True
    return text.count('"', start, end) % 2 == 1


def describe_slots(candidate: Candidate, document: Document, features: dict[str, float]) -> None:
    """Add how near the trigger its parties and its amount stand, what they are, and how often the article has them."""
    trigger, actor = candidate.trigger, candidate.actor
    parties = document.parties_in(trigger.sentence.start, trigger.sentence.end)
    for party in reversed(parties):
        if party.name == actor and party.end <= trigger.start:
            gap = trigger.start - party.end
            features["actor_gap"] = min(gap, 80) / 40
            features["actor_adjacent"] = float(gap < 16)
            break
    if candidate.subjects and candidate.family == "regulatory":
        _describe_subjects(candidate, document, parties, features)
    other = " ".join(candidate.subjects) if candidate.family == "regulatory" else candidate.target
    for word in other.lower().split()[:_WORDS]:
        features[f"other_{word}"] = 1.0
    features[f"actor_said_{_count(actor, document)}"] = features[f"other_said_{_count(other, document)}"] = 1.0
    if candidate.target:
        features["target_is_name"] = float(candidate.target[0].isupper())
        features["target_len"] = min(len(candidate.target.split()), 8) / 4
    if candidate.amount is not None:
        start, end = candidate.amount.mention.start, candidate.amount.mention.end
        features["amount_gap"] = min(abs(start - trigger.end), abs(trigger.start - end), 120) / 60
        features["amount_after"] = float(start > trigger.start)


def _count(name: str, document: Document) -> str:
    """How often the article has a name, up to six times."""
    return str(min(document.count(name), 6)) if name else "none"


def _describe_subjects(candidate: Candidate, document: Document, near: list[Party], features: dict[str, float]) -> None:
    features["subjects"] = min(len(candidate.subjects), 4) / 2
    features[f"subject_is_{document.kind_of(candidate.subjects[0])}"] = 1.0
    gaps = [abs(p.start - candidate.trigger.end) for p in near if p.name in candidate.subjects]
    if gaps:
        features["subject_here"] = 1.0
        features["subject_gap"] = min(min(gaps), 120) / 60


def find_newest_year(text: str) -> int | None:
    """The newest year that a text names, from 1900 on."""
    return max(map(int, _YEAR.findall(text)), default=None)
