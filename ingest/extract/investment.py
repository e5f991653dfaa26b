"""Investment acts: what each group of verbs and nouns needs around it to be one, and what it then says."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.extract.amounts import find_amount, is_usable, segment_end
from ingest.extract.candidate import Candidate, set_actor
from ingest.extract.clause import (
    ACTORS,
    ClauseRules,
    Trigger,
    find_actor,
    find_agent,
    find_objects,
    has_hit,
    previous_actor,
    words_before,
)
from ingest.extract.document import Document, Party
from ingest.extract.money_roles import Amount
from ingest.extract.phrases import PhraseRules, read_phrase, read_purpose, read_share
from ingest.extract.status import read_investment_status

_THINGS = frozenset({"org", "name", "reference"})
_DEFAULTS = {
    "build": "agreed",
    "open": "completed",
    "spend": "planned",
    "allocate": "planned",
    "acquire": "completed",
    "buy": "completed",
    "merge": "planned",
    "inject": "completed",
    "raise_money": "completed",
    "join": "agreed",
    "sell": "completed",
    "exit": "completed",
    "raise_stake": "completed",
    "cut_stake": "completed",
    "capex": "planned",
    "bid": "planned",
    "amount": "planned",
    "stake": "completed",
    "fund": "planned",
}


@dataclass(slots=True)
class Reader:
    """What reading investments needs of an article: document, amounts and the rules of its language."""

    document: Document
    amounts: Sequence[Amount]
    clause: ClauseRules
    phrase: PhraseRules


def _make(reader: Reader, trigger: Trigger, event_type: str, frame: str) -> Candidate:
    default = _DEFAULTS.get(trigger.group, "planned")
    if frame == "noun" and trigger.group == "acquire":
        default = "agreed"
    status = read_investment_status(reader.document, trigger, reader.clause, default)
    rule = f"investment.{trigger.group}.{frame}"
    return Candidate("investment", event_type, status, rule, trigger)


def _actor(reader: Reader, trigger: Trigger, candidate: Candidate) -> None:
    """Who puts the money: the agent of a passive, else the party left of the verb, else the last or main company."""
    document, sentence = reader.document, trigger.sentence
    party: Party | None = None
    how = ""
    if trigger.voice in ("passive", "noun"):
        party, how = find_agent(document, sentence, trigger.end, ACTORS, reader.clause), "agent"
    if party is None and trigger.voice != "passive":
        party, how = find_actor(document, sentence, trigger.left, trigger.start, ACTORS, reader.clause)
    if party is None:
        party, how = previous_actor(document, sentence, ACTORS - {"country"}), "previous"
    if party is not None:
        set_actor(candidate, party)
        candidate.features[f"actor_{how}"] = 1
        candidate.features[f"actor_is_{party.kind}"] = 1
    elif document.main_actor:
        candidate.actor, candidate.features["actor_main"] = document.main_actor, 1
    else:
        candidate.features["actor_none"] = 1


def _object_span(trigger: Trigger) -> tuple[int, int]:
    return trigger.end, max(trigger.right, min(trigger.end + 60, trigger.sentence.end))


def _passive_object(reader: Reader, trigger: Trigger) -> tuple[str, list[Party]]:
    """The subject of a passive is what the act is done to."""
    document = reader.document
    party, _ = find_actor(document, trigger.sentence, trigger.left, trigger.start, _THINGS, reader.clause)
    if party is not None:
        return party.name, [party]
    return read_phrase(document, trigger.left, trigger.start, reader.phrase), []


def _objects(reader: Reader, trigger: Trigger) -> tuple[str, list[Party]]:
    if trigger.voice == "passive":
        return _passive_object(reader, trigger)
    start, end = _object_span(trigger)
    parties = find_objects(reader.document, start, end, _THINGS, trigger.sentence, reader.clause)
    return read_phrase(reader.document, start, end, reader.phrase), parties


def _spend(reader: Reader, trigger: Trigger) -> Candidate | None:
    document = reader.document
    start, end = trigger.end, trigger.sentence.end
    left = trigger.left if trigger.voice != "active" else trigger.start
    amount = find_amount(document, reader.amounts, trigger)
    if amount is not None:
        end = segment_end(reader.amounts, amount, end)
    facility = has_hit(document, left, end, "io", ("facility", "fleet"))
    share = has_hit(document, trigger.start, min(end, start + 60), "io", ("share",))
    capex = has_hit(document, max(trigger.sentence.start, trigger.start - 40), end, "in", ("capex",))
    if amount is None and not (facility or trigger.group in ("spend", "inject")):
        return None
    event_type = "capital_expenditure" if facility or capex else "commitment"
    if trigger.group == "inject":
        event_type = "funding_round"
    elif share and amount is not None:
        event_type = "stake_purchase"
    candidate = _make(reader, trigger, event_type, trigger.voice)
    _actor(reader, trigger, candidate)
    after = max(start, amount.mention.end) if amount and amount.mention.start >= trigger.start else start
    parties = find_objects(document, after, min(end, after + 90), _THINGS, trigger.sentence, reader.clause)
    candidate.target = read_purpose(document, after, end, reader.phrase)
    if event_type in ("funding_round", "stake_purchase") and parties:
        candidate.target = parties[0].name
    candidate.amount = amount
    candidate.purpose = candidate.target
    candidate.features.update(facility=float(bool(facility)), capex=float(bool(capex)))
    return candidate


def _build_amount(reader: Reader, trigger: Trigger) -> Amount | None:
    """ "Spend X to build Y and Z to help W": what stands before "to build" is its amount, not what follows."""
    marker = words_before(reader.document.text, trigger.start, trigger.sentence.start, 1)
    if marker and marker[0] in reader.clause.infinitive:
        earlier = [
            a for a in reader.amounts if trigger.sentence.start <= a.mention.start < trigger.start and is_usable(a)
        ]
        if earlier and trigger.start - earlier[-1].mention.end < 60:
            return earlier[-1]
    return find_amount(reader.document, reader.amounts, trigger)


def _build(reader: Reader, trigger: Trigger) -> Candidate | None:
    document = reader.document
    start, end = (trigger.left, trigger.start) if trigger.voice == "passive" else _object_span(trigger)
    reach = end if trigger.voice == "passive" else min(end, start + 70)
    facility = has_hit(document, start, reach, "io", ("facility", "fleet"))
    if facility is None:
        return None
    join = has_hit(document, start, reach, "in", ("join",))
    candidate = _make(reader, trigger, "joint_venture" if join else "capital_expenditure", trigger.voice)
    _actor(reader, trigger, candidate)
    candidate.amount = _build_amount(reader, trigger)
    candidate.target = read_phrase(document, start, end, reader.phrase)
    candidate.features["facility_gap"] = min(facility.start - trigger.end, 60) / 60 if trigger.voice != "passive" else 0
    return candidate


def _share_type(share: float | None, has_share_word: bool) -> str:
    if share is not None:
        return (
            "acquisition" if share > 50 else "joint_venture" if share == 50 and not has_share_word else "stake_purchase"
        )
    return "stake_purchase" if has_share_word else "acquisition"


def _acquire(reader: Reader, trigger: Trigger) -> Candidate | None:
    document = reader.document
    phrase, parties = _objects(reader, trigger)
    start, end = _object_span(trigger)
    span = (trigger.left, trigger.start) if trigger.voice == "passive" else (trigger.end, min(end, start + 110))
    share_word = has_hit(document, *span, "io", ("share",))
    business = has_hit(document, *span, "io", ("business", "facility"))
    fleet = has_hit(document, *span, "io", ("fleet",))
    trash = has_hit(document, *span, "io", ("not_assets",))
    if trigger.group == "buy":
        first = min((h.start for h in (share_word, business, fleet) if h), default=10**9)
        if trash and trash.start < first and not (parties and parties[0].start < trash.start):
            return None
        if not (share_word or business or fleet or (parties and parties[0].kind == "org")):
            return None
    elif not (parties or business or share_word):
        return None
    share = read_share(document, *span, reader.phrase) if share_word or trigger.group != "buy" else None
    event_type = "capital_expenditure" if fleet and not share_word else _share_type(share, bool(share_word))
    candidate = _make(reader, trigger, event_type, trigger.voice)
    _actor(reader, trigger, candidate)
    others = [p for p in parties if p.key != candidate.actor_key]
    candidate.target = others[0].name if others and event_type != "capital_expenditure" else phrase
    candidate.amount = find_amount(document, reader.amounts, trigger)
    candidate.features.update(
        object_party=float(bool(others)), share=float(bool(share_word)), share_known=float(share is not None)
    )
    return candidate


def _merge(reader: Reader, trigger: Trigger) -> Candidate | None:
    document = reader.document
    sentence = trigger.sentence
    span_end = min(sentence.end, trigger.end + 130)
    right = find_objects(document, trigger.end, span_end, _THINGS, sentence, reader.clause)
    left, how = find_actor(document, sentence, sentence.start, trigger.start, _THINGS, reader.clause)
    parties = [p for p in ([left] if left else []) + right if p is not None]
    keys = list(dict.fromkeys(p.key for p in parties))
    if len(keys) < 2 and trigger.voice == "noun" and not right:
        return None
    candidate = _make(reader, trigger, "acquisition", trigger.voice)
    ordered = [next(p for p in parties if p.key == key) for key in keys]
    if len(right) >= 2 and trigger.voice == "noun":
        ordered = right
    set_actor(candidate, ordered[0] if ordered else None)
    candidate.target = ordered[1].name if len(ordered) > 1 else ""
    candidate.amount = find_amount(document, reader.amounts, trigger)
    candidate.features.update(object_party=float(len(ordered) > 1), pair=float(len(ordered) > 1))
    return candidate if candidate.actor else None


def _raise_money(reader: Reader, trigger: Trigger) -> Candidate | None:
    document, sentence = reader.document, trigger.sentence
    noun = has_hit(document, trigger.start - 20, min(sentence.end, trigger.end + 110), "in", ("raise_money", "inject"))
    if noun is None:
        return None
    candidate = _make(reader, trigger, "funding_round", trigger.voice)
    left, how = find_actor(document, sentence, trigger.left, trigger.start, ACTORS - {"country"}, reader.clause)
    raiser = left or previous_actor(document, sentence, ACTORS - {"country"})
    backer = find_agent(document, sentence, trigger.end, ACTORS, reader.clause, reach=220)
    candidate.target = raiser.name if raiser else ""
    if backer is not None and (raiser is None or backer.key != raiser.key):
        set_actor(candidate, backer)
    candidate.amount = find_amount(document, reader.amounts, trigger)
    candidate.features.update(object_party=float(raiser is not None), backer=float(backer is not None))
    return candidate


def _join(reader: Reader, trigger: Trigger) -> Candidate | None:
    document, sentence = reader.document, trigger.sentence
    noun = has_hit(document, trigger.start, min(sentence.end, trigger.end + 80), "in", ("join",))
    if noun is None:
        return None
    candidate = _make(reader, trigger, "joint_venture", trigger.voice)
    _actor(reader, trigger, candidate)
    candidate.amount = find_amount(document, reader.amounts, trigger)
    candidate.target = read_phrase(document, noun.start, sentence.end, reader.phrase)
    return candidate


def _sell(reader: Reader, trigger: Trigger) -> Candidate | None:
    document = reader.document
    phrase, parties = _objects(reader, trigger)
    start, end = _object_span(trigger)
    span = (trigger.left, trigger.start) if trigger.voice == "passive" else (start, min(end, start + 90))
    share = has_hit(document, *span, "io", ("share",))
    thing = has_hit(document, *span, "io", ("business", "facility"))
    trash = has_hit(document, *span, "io", ("not_assets",))
    exit_ = trigger.group == "exit"
    place = has_hit(
        document, *span, "country", tuple({h.value for h in document.hits_in(*span) if h.kind == "country"})
    )
    if not (share or thing or (exit_ and place)):
        return None
    if trash and trash.start < min(h.start for h in (share, thing, place) if h):
        return None
    candidate = _make(reader, trigger, "divestment", trigger.voice)
    _actor(reader, trigger, candidate)
    others = [p for p in parties if p.key != candidate.actor_key]
    candidate.target = others[0].name if others and (share or not thing) else phrase
    candidate.amount = find_amount(document, reader.amounts, trigger)
    candidate.features.update(object_party=float(bool(others)), share=float(bool(share)))
    return candidate


def _stake_move(reader: Reader, trigger: Trigger) -> Candidate | None:
    document = reader.document
    start, end = _object_span(trigger)
    span = (trigger.left, trigger.start) if trigger.voice == "passive" else (start, min(end, start + 60))
    noun = has_hit(document, *span, "in", ("stake",))
    if noun is None:
        return None
    up = trigger.group == "raise_stake"
    candidate = _make(reader, trigger, "stake_purchase" if up else "divestment", trigger.voice)
    _actor(reader, trigger, candidate)
    others = find_objects(
        document, noun.end, min(trigger.sentence.end, noun.end + 80), _THINGS, trigger.sentence, reader.clause
    )
    others = [p for p in others if p.key != candidate.actor_key]
    candidate.target = others[0].name if others else read_phrase(document, noun.end, end, reader.phrase)
    share = read_share(document, trigger.start, trigger.sentence.end, reader.phrase)
    if up and share is not None and share > 50:
        candidate.event_type = "acquisition"
    candidate.amount = find_amount(document, reader.amounts, trigger)
    candidate.features.update(object_party=float(bool(others)), share=1.0)
    return candidate


_VERBS = {
    "build": _build,
    "open": _build,
    "spend": _spend,
    "allocate": _spend,
    "inject": _spend,
    "acquire": _acquire,
    "buy": _acquire,
    "merge": _merge,
    "raise_money": _raise_money,
    "join": _join,
    "sell": _sell,
    "exit": _sell,
    "raise_stake": _stake_move,
    "cut_stake": _stake_move,
}


def read_investment_verb(reader: Reader, trigger: Trigger) -> Candidate | None:
    """What a verb of investment says where it stands, or None where its frame is not filled."""
    candidate = _VERBS[trigger.group](reader, trigger)
    if candidate is not None:
        candidate.features[f"group_{trigger.group}"] = 1
        candidate.features[f"voice_{trigger.voice}"] = 1
    return candidate
