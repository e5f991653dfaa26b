"""The slots of an act, chosen last: of all that its readings and its sentences offer, what the fitted weights prefer.

Each slot has options; each option has named features; the option whose weighted features add up highest fills the slot.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ingest.extract.candidate import Candidate
from ingest.extract.clause import words_before
from ingest.extract.document import Document, Party
from ingest.extract.status import cues_near
from ingest.model import STATUSES, TYPES

_WORD = re.compile(r"[^\W_][\w'\-]*")
_ACTORS = {
    "investment": frozenset({"org", "name", "reference", "government", "country", "regulator"}),
    "regulatory": frozenset({"regulator", "authority", "government", "country", "metonym"}),
}
_OTHERS = {
    "investment": frozenset({"org", "name", "reference"}),
    "regulatory": frozenset({"org", "name", "reference", "country", "person"}),
}
_FEW = 24  # parties of an article that are looked at for a slot


@dataclass(frozen=True, slots=True)
class Option:
    """A value for a slot with its features. `party`: where it is named, if it is."""

    value: str
    features: Mapping[str, float]
    party: Party | None = None


def _votes(read: Sequence[tuple[str, float]]) -> dict[str, tuple[float, float]]:
    """Per value that readings give: share of the readings, and the best confidence of one."""
    found: dict[str, tuple[float, float]] = {}
    for value, confidence in read:
        share, best = found.get(value, (0.0, 0.0))
        found[value] = share + 1 / len(read), max(best, confidence)
    return found


def _readings(candidate: Candidate) -> list[Candidate]:
    return [candidate, *candidate.support]


def _near_parties(candidate: Candidate, document: Document, kinds: frozenset[str]) -> dict[str, list[Party]]:
    """Parties of the sentences of all readings, of the sentence before, and of the headline, by name."""
    wanted: list[int] = []
    for reading in _readings(candidate)[:4]:
        wanted.append(reading.trigger.sentence.index)
    first = candidate.trigger.sentence.index
    wanted += [first - 1, 0]
    found: dict[str, list[Party]] = {}
    for index in dict.fromkeys(i for i in wanted if i >= 0):
        sentence = document.sentences[index]
        for party in document.parties_in(sentence.start, sentence.end):
            if party.kind in kinds and party.name:
                found.setdefault(party.name, []).append(party)
                if len(found) >= _FEW:
                    return found
    return found


def _describe_party(candidate: Candidate, document: Document, parties: Sequence[Party]) -> Iterator[tuple[str, float]]:
    """Where a party stands to the act's trigger, and how it is used in the article."""
    trigger, text = candidate.trigger, document.text
    sentence, voice = trigger.sentence, trigger.voice
    yield f"kind_{parties[0].kind}", 1.0
    yield f"kind_{parties[0].kind}_{candidate.event_type}", 1.0
    inside = [p for p in parties if sentence.start <= p.start < sentence.end]
    if not inside:
        yield "elsewhere", 1.0
        yield f"elsewhere_{'headline' if any(p.sentence == 0 for p in parties) else 'before'}", 1.0
        return
    party = min(inside, key=lambda p: min(abs(p.start - trigger.end), abs(trigger.start - p.end)))
    left = party.end <= trigger.start
    side = "left" if left else "right" if party.start >= trigger.end else "within"
    gap = trigger.start - party.end if left else max(party.start - trigger.end, 0)
    near = "0" if gap <= 4 else "1" if gap <= 20 else "2" if gap <= 60 else "3"
    yield f"{side}_{voice}", 1.0
    yield f"{side}_{voice}_{near}", 1.0
    yield f"{side}_{trigger.group}_{voice}", 1.0
    yield f"{side}_{candidate.event_type}_{voice}", 1.0
    between = document.parties_in(party.end, trigger.start) if left else document.parties_in(trigger.end, party.start)
    yield f"{side}_{voice}_{min(len(between), 3)}_between", 1.0
    yield f"{'in' if trigger.left <= party.start < trigger.right else 'out'}_clause_{side}", 1.0
    before = words_before(document, party.start, sentence.start, 2)
    if before:
        yield f"before_{before[-1]}", 1.0
        yield f"before_{before[-1]}_{side}", 1.0
    else:
        yield "opens", 1.0
    after = text[party.end : party.end + 14].split()
    yield f"after_{after[0].lower().strip('.,') if after else ''}", 1.0
    if text[party.end : party.end + 1] in ("'", "\u2019"):
        yield f"possessive_{side}", 1.0


def _name_options(
    candidate: Candidate,
    document: Document,
    read: Sequence[tuple[str, float]],
    own: str | tuple[str, ...],
    rival: str | tuple[str, ...],
    kinds: frozenset[str],
) -> list[Option]:
    """Options for a slot that names somebody. `own`: what the surest reading has; `rival`: what it has in the other slot."""
    votes = _votes([(value, confidence) for value, confidence in read if value])
    parties = _near_parties(candidate, document, kinds)
    owned = own if isinstance(own, tuple) else (own,)
    rivals = rival if isinstance(rival, tuple) else (rival,)
    options = []
    for value in dict.fromkeys([*votes, *parties]):
        share, best = votes.get(value, (0.0, 0.0))
        features = {
            "bias": 1.0,
            "share": share,
            "best": best,
            "own": float(value in owned),
            "lone": float(len(votes) == 1),
        }
        if value in owned:
            features[f"own_{candidate.trigger.voice}"] = 1.0
            features[f"own_{candidate.event_type}"] = 1.0
        features["rival"] = float(value in rivals)
        features["main"] = float(value == document.main_actor)
        named = parties.get(value)
        if named is None:
            features["phrase"] = 1.0
            features["phrase_capital"] = float(value[:1].isupper())
            features["phrase_words"] = min(len(value.split()), 8) / 4
            features["phrase_digit"] = float(any(letter.isdigit() for letter in value))
            features["phrase_party"] = float(any(name in value for name in parties))
        else:
            features.update(_describe_party(candidate, document, named))
            features["times"] = math.log1p(len(named))
            if any(p.sentence == 0 for p in named):
                features["in_headline"] = 1.0
        options.append(Option(value, features, named[0] if named else None))
    return options


def list_actors(candidate: Candidate, document: Document) -> list[Option]:
    """Options for investor or regulator."""
    read = [(c.actor, c.confidence) for c in _readings(candidate)]
    rival = candidate.target if candidate.family == "investment" else candidate.subjects
    return _name_options(candidate, document, read, candidate.actor, rival, _ACTORS[candidate.family])


def list_others(candidate: Candidate, document: Document) -> list[Option]:
    """Options for the target, or for the first subject."""
    kinds = _OTHERS[candidate.family]
    if candidate.family == "investment":
        read = [(c.target, c.confidence) for c in _readings(candidate)]
        return _name_options(candidate, document, read, candidate.target, candidate.actor, kinds)
    read = [(name, c.confidence) for c in _readings(candidate) for name in c.subjects]
    return _name_options(candidate, document, read, candidate.subjects, candidate.actor, kinds)


@dataclass(frozen=True, slots=True)
class Fixed:
    """A slot with a fixed list of values, the one that the surest reading has, their votes, and what stands around."""

    values: Sequence[str]
    own: str
    votes: Mapping[str, tuple[float, float]]
    around: Sequence[str]


def list_options(slot: Fixed) -> list[Option]:
    """The values as options, to learn from; every feature is one of the value together with what stands around."""
    options = []
    for value in slot.values:
        share, best = slot.votes.get(value, (0.0, 0.0))
        features = {"own": float(value == slot.own), "share": share, "best": best}
        features.update((f"{value}|{name}", 1.0) for name in slot.around)
        options.append(Option(value, features))
    return options


def nest_weights(weights: Mapping[str, float]) -> dict[str, dict[str, float]]:
    """Weights of list_options() as choose_value() takes them: by what stands around, then by value."""
    nested: dict[str, dict[str, float]] = {}
    for name, weight in weights.items():
        value, _, around = name.partition("|")
        nested.setdefault(around, {})[value] = weight
    return nested


def choose_value(slot: Fixed, weights: Mapping[str, Mapping[str, float]]) -> str:
    """The value that the weights prefer; the first of equals."""
    totals = dict.fromkeys(slot.values, 0.0)
    for name in dict.fromkeys(slot.around):
        for value, weight in weights.get(name, {}).items():
            totals[value] += weight
    votes = weights.get("", {})
    if slot.own in totals:
        totals[slot.own] += votes.get("own", 0.0)
    for value, (share, best) in slot.votes.items():
        if value in totals:
            totals[value] += votes.get("share", 0.0) * share + votes.get("best", 0.0) * best
    return max(totals, key=lambda value: totals[value])


def describe_status(candidate: Candidate, document: Document) -> Fixed:
    """What tells the status."""
    trigger = candidate.trigger
    votes = _votes([(c.status, c.confidence) for c in _readings(candidate)])
    before = words_before(document, trigger.start, trigger.sentence.start, 3)
    around = [f"group_{trigger.group}_{trigger.voice}", f"type_{candidate.event_type}", f"read_{candidate.status}"]
    around += [f"read_{candidate.status}_{candidate.event_type}", f"voice_{trigger.voice}"]
    around += [f"near_{cue}_{'close' if gap <= 25 else 'far'}" for cue, gap in cues_near(document, trigger).items()]
    around += [f"form_{form}" for form in trigger.forms]
    around += [f"before_{word}" for word in before]
    around += [f"headline_{c.status}" for c in candidate.support if c.trigger.sentence.headline]
    around.append("bias")
    return Fixed(STATUSES[candidate.family], candidate.status, votes, around)


def describe_type(candidate: Candidate, document: Document) -> Fixed:
    """What tells the type."""
    trigger, text = candidate.trigger, document.text
    votes = _votes([(c.event_type, c.confidence) for c in _readings(candidate)])
    around = [
        "bias",
        f"group_{trigger.group}",
        f"read_{candidate.event_type}",
        f"amount_{candidate.amount is not None}",
    ]
    around += [f"read_{candidate.event_type}_{trigger.group}_{trigger.voice}"]
    around += [f"vote_{kind}" for kind in votes]
    if trigger.group != "amount":
        around.append(f"word_{text[trigger.start : trigger.end].lower()}")
    nearby = document.hits_in(
        max(trigger.sentence.start, trigger.start - 60), min(trigger.sentence.end, trigger.end + 90)
    )
    names = document.parties_in(trigger.sentence.start, trigger.sentence.end)
    around += sorted(
        {
            f"{hit.kind}_{hit.value}"
            for hit in nearby
            if hit.kind in ("io", "in", "rn") and not any(p.start <= hit.start < p.end for p in names)
        }
    )
    after = [word.lower() for word in _WORD.findall(text, trigger.end, min(trigger.sentence.end, trigger.end + 50))[:4]]
    around += [f"after_{word}" for word in after]
    around += [f"target_{word.lower()}" for word in candidate.target.split()[:6]]
    return Fixed(TYPES[candidate.family], candidate.event_type, votes, around)


def choose(options: Sequence[Option], weights: Mapping[str, float]) -> Option | None:
    """The option that the weights prefer; the first of equals."""
    best: tuple[float, Option] | None = None
    for option in options:
        total = sum(weights.get(name, 0.0) * value for name, value in option.features.items() if value)
        if best is None or total > best[0]:
            best = total, option
    return best[1] if best else None


def settle_slots(candidate: Candidate, document: Document, weights: Mapping[str, Mapping[str, Any]]) -> None:
    """Fill type, status, actor and the other party of an act with the preferred options."""
    family = candidate.family
    kind = choose_value(describe_type(candidate, document), weights[f"{family}_type"])
    status = choose_value(describe_status(candidate, document), weights[f"{family}_status"])
    actor = choose(list_actors(candidate, document), weights[f"{family}_actor"])
    other = choose(list_others(candidate, document), weights[f"{family}_other"])
    candidate.event_type, candidate.status = kind, status
    if actor is not None and actor.value != candidate.actor:
        source = next((c for c in candidate.support if c.actor == actor.value), None)
        candidate.actor = actor.value
        candidate.actor_text = source.actor_text if source else actor.party.text if actor.party else actor.value
        if family == "regulatory":
            candidate.country = source.country if source else actor.party.country if actor.party else candidate.country
    if other is None:
        return
    if family == "investment":
        candidate.target = other.value
    elif other.value not in candidate.subjects:
        source = next((c for c in candidate.support if other.value in c.subjects), None)
        candidate.subjects = source.subjects if source else (other.value,)
