"""Regulatory acts: an authority, what it does, to whom, over what, with what penalty."""

from ingest.extract.amounts import find_amount
from ingest.extract.candidate import Candidate
from ingest.extract.clause import (
    AUTHORITIES,
    Trigger,
    find_actor,
    find_agent,
    find_objects,
    has_hit,
    previous_actor,
)
from ingest.extract.document import Document, Party
from ingest.extract.phrases import read_phrase
from ingest.extract.reader import Reader
from ingest.extract.scan import Hit
from ingest.extract.status import read_regulatory_status

_SUBJECTS = frozenset({"org", "name", "reference", "pronoun", "country", "person"})
_THINGS = frozenset({"org", "name"})
_DEFAULTS = {
    "investigation": "ongoing",
    "charge": "ongoing",
    "penalty": "decided",
    "approval": "decided",
    "denial": "decided",
    "restriction": "decided",
    "rule_change": "decided",
    "warning": "decided",
}
_JUDGED = ("penalty", "restriction", "approval", "denial", "charge")


def _authority(reader: Reader, trigger: Trigger) -> tuple[Party | None, str]:
    """Who uses its power: the agent of a passive, the party left of the verb, then any authority near by."""
    document, sentence = reader.document, trigger.sentence
    if trigger.voice != "active":
        party = find_agent(document, sentence, trigger.end, AUTHORITIES, reader.clause)
        if party is not None:
            return party, "agent"
    left, how = find_actor(document, sentence, trigger.left, trigger.start, AUTHORITIES, reader.clause)
    if left is not None and trigger.voice != "passive":
        return left, how
    inside = [
        p for p in document.parties_in(sentence.start, sentence.end) if p.kind in ("regulator", "authority") and p.name
    ]
    if inside:
        nearest = min(inside, key=lambda p: min(abs(p.start - trigger.end), abs(trigger.start - p.end)))
        return nearest, "sentence"
    for index in range(sentence.index - 1, max(-1, sentence.index - 4), -1):
        earlier = document.sentences[index]
        for party in document.parties_in(earlier.start, earlier.end):
            if party.kind == "regulator":
                return party, "previous"
    if left is not None:
        return left, how
    named = [p for p in document.parties if p.kind == "regulator"] or [
        p for p in document.parties if p.kind == "government"
    ]
    if named:
        return max(named, key=lambda p: (document.regulators[p.name], -p.start)), "main"
    return None, ""


def _settle_authority(document: Document, party: Party) -> tuple[str, str | None]:
    """A country that acts stands for its authority that the article names most, else for itself."""
    if party.kind in ("country", "government", "authority") and party.country:
        same = [p for p in document.parties if p.kind == "regulator" and p.country == party.country]
        named = [p for p in same if document.regulators[p.name] >= 1 and p.name != party.name]
        if named and party.kind == "country":
            best = max(named, key=lambda p: document.regulators[p.name])
            return best.name, party.country
    return party.name, party.country


def _subjects(reader: Reader, trigger: Trigger, authority: Party | None) -> tuple[str, ...]:
    document, sentence = reader.document, trigger.sentence
    key = authority.key if authority else ""
    found: list[Party] = []
    if trigger.voice == "passive":
        party, _ = find_actor(document, sentence, trigger.left, trigger.start, _SUBJECTS, reader.clause)
        found = [party] if party else []
    if not found:
        end = min(sentence.end, trigger.end + 170)
        kinds = _SUBJECTS - {"country"}
        found = find_objects(document, trigger.end, end, kinds, sentence, reader.clause)
        found = found or find_objects(
            document, trigger.end, min(end, trigger.end + 70), _SUBJECTS, sentence, reader.clause
        )
    if not found and trigger.voice == "active":
        described = read_phrase(document, trigger.end, sentence.end, reader.phrase)
        if described and has_hit(document, trigger.end, trigger.end + len(described) + 6, "io", ("business",)):
            return (described,)  # "fined three cooking oil producers"
    if not found and trigger.voice != "passive":
        party, _ = find_actor(document, sentence, sentence.start, trigger.start, _SUBJECTS - {"country"}, reader.clause)
        found = [party] if party else []
    names = [p.name for p in found if p.key != key and p.kind != "regulator" and not reader.phrase.court.search(p.name)]
    if not names and trigger.group != "rule_change":
        party = previous_actor(document, sentence, _THINGS)
        names = [party.name] if party and party.key != key else []
    return tuple(dict.fromkeys(names))


def _matter(reader: Reader, trigger: Trigger, authority: Party | None) -> str:
    """The matter whose words are most in the sentence, weighed with what the authority usually looks after."""
    document, sentence = reader.document, trigger.sentence
    counts: dict[str, float] = {}
    for hit in document.hits_of("matter", sentence.start, sentence.end):
        counts[hit.value] = counts.get(hit.value, 0) + 1
    usual = authority.matters if authority else ()
    for rank, matter in enumerate(usual[:3]):
        counts[matter] = counts.get(matter, 0) + 1.6 - rank * 0.5
    return max(counts, key=lambda m: counts[m]) if counts else "other"


def fill_candidate(reader: Reader, trigger: Trigger, event_type: str, frame: str) -> Candidate:
    """A reading of a type with authority, subjects, matter, amount and status filled in."""
    document = reader.document
    default = _DEFAULTS[event_type]
    status = read_regulatory_status(document, trigger, reader.clause, default)
    candidate = Candidate("regulatory", event_type, status, f"regulatory.{event_type}.{frame}", trigger)
    authority, how = _authority(reader, trigger)
    if authority is not None:
        candidate.actor, candidate.country = _settle_authority(document, authority)
        candidate.actor_key, candidate.actor_text = candidate.actor.lower(), authority.text
        candidate.features[f"authority_{how}"] = 1
        candidate.named_authority = authority.kind == "regulator" and how in ("clause", "agent", "sentence")
        candidate.features[f"authority_is_{authority.kind}"] = 1
    else:
        candidate.features["authority_none"] = 1
    if event_type == "restriction" and status == "decided" and reader.phrase.exchange.search(candidate.actor):
        candidate.status = "in_force"  # a halt of trading takes effect at once
    candidate.subjects = _subjects(reader, trigger, authority)
    candidate.matter = _matter(reader, trigger, authority)
    if event_type in ("penalty", "charge", "warning", "rule_change", "restriction"):
        reach = 170 if event_type == "penalty" else 60
        candidate.amount = find_amount(document, reader.amounts, trigger, background_ok=True, reach=reach)
        if candidate.amount is not None and event_type != "penalty":
            candidate.amount = None
    candidate.features["subject"] = float(bool(candidate.subjects))
    candidate.features["amount"] = float(candidate.amount is not None)
    candidate.features["maximum"] = float(candidate.amount is not None and candidate.amount.maximum)
    return candidate


def _retype(reader: Reader, trigger: Trigger, event_type: str) -> str:
    """A licence that is suspended or blocked is a denial."""
    document = reader.document
    window_end = min(trigger.sentence.end, trigger.end + 60)
    licence = has_hit(document, trigger.end, min(window_end, trigger.end + 30), "rn", ("approval",))
    if event_type == "restriction" and licence is not None:
        return "denial"
    return event_type


def _type_of_verb(reader: Reader, trigger: Trigger, noun: Hit | None, span: tuple[int, int]) -> str | None:
    """The type of act that a verb states with the noun after it; None where its frame is not filled."""
    document, sentence, group = reader.document, trigger.sentence, trigger.group
    if group == "impose":
        return noun.value if noun is not None and noun.value != "rule_change" else None
    if group == "end":
        return noun.value if noun is not None and noun.value in ("investigation", "charge") else None
    if group == "pay":
        penal = has_hit(document, sentence.start, sentence.end, "rn", ("penalty", "charge", "investigation"))
        paid = find_amount(document, reader.amounts, trigger, background_ok=True)
        return "penalty" if penal is not None and paid is not None else None
    if group == "allege":
        return "charge"
    if group == "judge":
        judged = has_hit(document, sentence.start, sentence.end, "rn", _JUDGED)
        return judged.value if judged is not None else None
    if group == "rule_change" and has_hit(document, *span, "rn", ("rule_change",)) is None:
        return None
    if group == "warning" and any(
        hit.value.startswith("restriction")
        for kind in ("rv", "rn")
        for hit in document.hits_of(kind, trigger.end, min(sentence.end, trigger.end + 130))
    ):
        return None  # "orders a recall": the recall is the act
    return _retype(reader, trigger, group)


def read_regulatory_verb(reader: Reader, trigger: Trigger) -> Candidate | None:
    """What a verb of regulation says where it stands, or None where its frame is not filled."""
    document, sentence = reader.document, trigger.sentence
    span = (trigger.end, min(sentence.end, trigger.end + 75))
    if trigger.voice == "passive":
        span = (sentence.start, trigger.start)
    noun = next(iter(document.hits_of("rn", *span)), None)
    event_type = _type_of_verb(reader, trigger, noun, span)
    if event_type is None:
        return None
    candidate = fill_candidate(reader, trigger, event_type, trigger.voice)
    candidate.features[f"verb_{trigger.group}"] = 1
    if trigger.group == "end":
        candidate.status = "closed"
    elif trigger.group == "pay" and candidate.status == "proposed":
        candidate.status = "decided"
    candidate.features["noun_too"] = float(noun is not None)
    return candidate


def read_regulatory_noun(reader: Reader, trigger: Trigger) -> Candidate | None:
    """What a noun of regulation says: counts only near an authority."""
    candidate = fill_candidate(reader, trigger, trigger.group, "noun")
    candidate.features[f"noun_{trigger.group}"] = 1
    if candidate.features.get("authority_none"):
        return None
    return candidate
