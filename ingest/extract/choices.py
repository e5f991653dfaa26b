"""The slots of an act, chosen last: of all that its readings and its sentences offer, what the fitted weights prefer.

Each slot has options; each option has named features; the option whose weighted features add up highest fills the slot.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ingest.extract.candidate import Candidate
from ingest.extract.clause import words_before
from ingest.extract.document import Document
from ingest.extract.phrases import PhraseRules
from ingest.extract.slot_options import Option, count_votes, list_actors, list_others, list_readings
from ingest.extract.status import cues_near
from ingest.model import STATUSES, TYPES

_TWO_SIDED = frozenset({"acquisition", "stake_purchase", "divestment"})  # nobody deals with himself
_WORD = re.compile(r"[^\W_][\w'\-]*")


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
    votes = count_votes([(c.status, c.confidence) for c in list_readings(candidate)])
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
    votes = count_votes([(c.event_type, c.confidence) for c in list_readings(candidate)])
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


def rank(options: Sequence[Option], weights: Mapping[str, float]) -> list[tuple[float, Option]]:
    """The options with their totals, the one that the weights prefer first; equals as they come."""
    totals = [
        sum(weights.get(name, 0.0) * value for name, value in option.features.items() if value) for option in options
    ]
    return sorted(zip(totals, options, strict=True), key=lambda pair: -pair[0])


def _choose_parties(
    actors: list[tuple[float, Option]], others: list[tuple[float, Option]], apart: bool
) -> tuple[Option | None, Option | None]:
    """The preferred options for both sides of an act. `apart`: nobody stands on both; the cheaper second choice wins."""
    if apart and actors and others and actors[0][1].value == others[0][1].value:
        sides = [side for side in (actors, others) if len(side) > 1]
        if sides:
            min(sides, key=lambda side: side[0][0] - side[1][0]).pop(0)
    return actors[0][1] if actors else None, others[0][1] if others else None


def settle_slots(
    candidate: Candidate, document: Document, rules: PhraseRules, weights: Mapping[str, Mapping[str, Any]]
) -> None:
    """Fill type, status, actor and the other party of an act with the preferred options."""
    family, read = candidate.family, candidate.event_type
    kind = choose_value(describe_type(candidate, document), weights[f"{family}_type"])
    status = choose_value(describe_status(candidate, document), weights[f"{family}_status"])
    actors = rank(list_actors(candidate, document), weights[f"{family}_actor"])
    others = rank(list_others(candidate, document, rules), weights[f"{family}_other"])
    actor, other = _choose_parties(actors, others, apart=kind in _TWO_SIDED)
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
        if read == "commitment" and kind == "capital_expenditure" and document.kind_of(other.value) == "country":
            candidate.event_type = "commitment"  # a country is no asset
    elif not other.value:
        candidate.subjects = ()
    elif other.value not in candidate.subjects:
        source = next((c for c in candidate.support if other.value in c.subjects), None)
        candidate.subjects = source.subjects if source else (other.value,)
