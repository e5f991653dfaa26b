"""Investment acts: what each group of verbs and nouns needs around it to be one, and what it then says."""

from ingest.extract.amounts import amounts_in, find_amount, is_usable, segment_end
from ingest.extract.candidate import Candidate, set_actor
from ingest.extract.clause import (
    ACTORS,
    Trigger,
    find_actor,
    find_agent,
    find_objects,
    has_hit,
    previous_actor,
    words_before,
)
from ingest.extract.document import Party
from ingest.extract.money_roles import Amount
from ingest.extract.phrases import read_phrase, read_purpose, read_thing
from ingest.extract.reader import Reader
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


def make_candidate(reader: Reader, trigger: Trigger, event_type: str, frame: str) -> Candidate:
    default = _DEFAULTS.get(trigger.group, "planned")
    if frame == "noun" and trigger.group == "acquire":
        default = "agreed"
    status = read_investment_status(reader.document, trigger, reader.clause, default)
    rule = f"investment.{trigger.group}.{frame}"
    return Candidate("investment", event_type, status, rule, trigger)


def fill_actor(reader: Reader, trigger: Trigger, candidate: Candidate) -> None:
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


def object_span(trigger: Trigger) -> tuple[int, int]:
    return trigger.end, max(trigger.right, min(trigger.end + 60, trigger.sentence.end))


def find_deal_objects(reader: Reader, trigger: Trigger) -> list[Party]:
    """The parties that an act is done to; the subject of a passive."""
    document = reader.document
    if trigger.voice == "passive":
        party, _ = find_actor(document, trigger.sentence, trigger.left, trigger.start, _THINGS, reader.clause)
        return [party] if party is not None else []
    return find_objects(document, *object_span(trigger), _THINGS, trigger.sentence, reader.clause)


def read_object(reader: Reader, trigger: Trigger, parties: list[Party]) -> str:
    """What an act is done to, in the words of the article. `parties`: as find_deal_objects has them."""
    if trigger.voice != "passive":
        return read_phrase(reader.document, *object_span(trigger), reader.phrase)
    return parties[0].name if parties else read_phrase(reader.document, trigger.left, trigger.start, reader.phrase)


def read_spend(reader: Reader, trigger: Trigger) -> Candidate | None:
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
    candidate = make_candidate(reader, trigger, event_type, trigger.voice)
    fill_actor(reader, trigger, candidate)
    after = max(start, amount.mention.end) if amount and amount.mention.start >= trigger.start else start
    parties = find_objects(document, after, min(end, after + 90), _THINGS, trigger.sentence, reader.clause)
    thing = read_thing(document, amount.mention.end, reader.phrase) if amount else ""
    candidate.target = thing or read_purpose(document, after, end, reader.phrase)
    if event_type in ("funding_round", "stake_purchase") and parties:
        candidate.target = parties[0].name
    candidate.amount = amount
    candidate.purpose = candidate.target
    candidate.features.update(facility=float(bool(facility)), capex=float(bool(capex)))
    return candidate


def _build_amount(reader: Reader, trigger: Trigger) -> Amount | None:
    """ "Spend X to build Y and Z to help W": what stands before "to build" is its amount, not what follows."""
    marker = words_before(reader.document, trigger.start, trigger.sentence.start, 1)
    if marker and marker[0] in reader.clause.infinitive:
        near = amounts_in(reader.amounts, trigger.sentence.start, trigger.start)
        earlier = [a for a in near if a.mention.start < trigger.start and is_usable(a)]
        if earlier and trigger.start - earlier[-1].mention.end < 60:
            return earlier[-1]
    return find_amount(reader.document, reader.amounts, trigger)


def read_build(reader: Reader, trigger: Trigger) -> Candidate | None:
    document = reader.document
    start, end = (trigger.left, trigger.start) if trigger.voice == "passive" else object_span(trigger)
    reach = end if trigger.voice == "passive" else min(end, start + 70)
    facility = has_hit(document, start, reach, "io", ("facility", "fleet"))
    if facility is None:
        return None
    join = has_hit(document, start, reach, "in", ("join",))
    candidate = make_candidate(reader, trigger, "joint_venture" if join else "capital_expenditure", trigger.voice)
    fill_actor(reader, trigger, candidate)
    candidate.amount = _build_amount(reader, trigger)
    amount = candidate.amount
    if amount is not None and start <= amount.mention.start < facility.start:
        candidate.target = read_thing(document, amount.mention.end, reader.phrase)
    candidate.target = candidate.target or read_phrase(document, start, end, reader.phrase)
    candidate.features["facility_gap"] = min(facility.start - trigger.end, 60) / 60 if trigger.voice != "passive" else 0
    return candidate
