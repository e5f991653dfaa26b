"""Amounts that no verb or noun of investment claims: items of a list, shares of a total, sums with only a purpose."""

import re
from collections.abc import Sequence

from ingest.extract.amounts import amount_before, is_background, is_usable, segment_end
from ingest.extract.candidate import Candidate, set_actor
from ingest.extract.clause import ACTORS, Trigger, clause_of, find_actor, previous_actor
from ingest.extract.document import Document, Party
from ingest.extract.money_roles import Amount
from ingest.extract.phrases import read_noun_before, read_purpose, read_thing
from ingest.extract.reader import Reader
from ingest.extract.regulatory import fill_candidate
from ingest.extract.scan import Hit
from ingest.extract.status import read_investment_status

_SUBJECTS = frozenset({"org", "name", "reference", "person"})
_ITEMS = frozenset({"org", "name"})
_PENAL = re.compile(r"penalty|pay|impose")
_LABEL = re.compile(r"[\w&()/,’'\- ]{3,80}:\s*$")


def _item_start(reader: Reader, amount: Amount, left: int) -> int:
    """Where the words about an amount begin: after the amount before it, and after "and" behind that."""
    start = amount.mention.start
    earlier = amount_before(reader.amounts, amount, left)
    begin = max(left, earlier.mention.end) if earlier else left
    if earlier is None:
        return begin
    words = [m.end() for m in reader.phrase.list_joint.finditer(reader.document.low, begin, start)]
    return words[-1] if words else begin


def _type_of(reader: Reader, trigger: Trigger, amount: Amount) -> tuple[str, dict[str, float]]:
    """What the nearest object word between the amounts around says the money is for."""
    document = reader.document
    start = max(trigger.start - 70, _item_start(reader, amount, trigger.left))
    end = segment_end(reader.amounts, amount, min(trigger.sentence.end, trigger.end + 70))
    gaps: dict[str, int] = {}
    for kind in ("io", "in"):
        for hit in document.hits_of(kind, start, end):
            gap = min(abs(hit.start - trigger.end), abs(trigger.start - hit.end))
            gaps[hit.value] = min(gap, gaps.get(hit.value, 999))
    features = {f"near_{value}": 1.0 for value in gaps}
    facility = min(gaps.get("facility", 999), gaps.get("fleet", 999), gaps.get("build", 999))
    deal = min(gaps.get("share", 999), gaps.get("acquire", 999), gaps.get("bid", 999), gaps.get("stake", 999))
    funding = gaps.get("raise_money", 999)
    if funding < min(facility, deal):
        return "funding_round", features
    if deal < facility:
        return "acquisition" if gaps.get("acquire", 999) <= gaps.get("share", 999) else "stake_purchase", features
    return "capital_expenditure" if facility < 999 else "commitment", features


def _purpose(reader: Reader, amount: Amount, left: int, right: int) -> str:
    """What the amount is for: the thing named right before it ("a plant worth X"), else after it ("X for a plant")."""
    document, start = reader.document, amount.mention.start
    left = _item_start(reader, amount, left)
    things = [hit for hit in document.hits_of("io", left, start) if hit.value in ("facility", "fleet")]
    if things and start - things[-1].end <= 45:
        return read_noun_before(document, things[-1].end, left, reader.phrase)
    thing = read_thing(document, amount.mention.end, reader.phrase)
    return thing or read_purpose(
        document, amount.mention.end, segment_end(reader.amounts, amount, right), reader.phrase
    )


def _item_party(document: Document, amounts: Sequence[Amount], amount: Amount, kinds: frozenset[str]) -> Party | None:
    """In a list of parties with their amounts: the party between the amount before and this one, else right after."""
    sentence = document.sentence_at(amount.mention.start)
    before = amount_before(amounts, amount, sentence.start)
    if before is None:
        return None
    between = [p for p in document.parties_in(before.mention.end, amount.mention.start) if p.kind in kinds and p.name]
    return between[-1] if between else None


def read_loose_penalty(reader: Reader, amount: Amount) -> Candidate | None:
    """An amount in a sentence that speaks of a penalty, by itself: "... was fined X, B Y and C Z"."""
    document = reader.document
    mention = amount.mention
    sentence = document.sentence_at(mention.start)
    if not is_usable(amount) or sentence.noise:
        return None
    near = _penal_hits(document, sentence.start, sentence.end)
    if not near:
        return None
    left, right = clause_of(document, sentence, mention.start, mention.end)
    trigger = Trigger(mention.start, mention.end, "amount", frozenset(), "noun", sentence, left, right)
    candidate = fill_candidate(reader, trigger, "penalty", "amount")
    candidate.amount = amount
    item = _item_party(document, reader.amounts, amount, _SUBJECTS)
    if item is not None and item.name != candidate.actor:
        candidate.subjects = (item.name,)
    gap = min(min(abs(h.start - mention.end), abs(mention.start - h.end)) for h in near)
    candidate.features.update(item=float(item is not None), penal_gap=min(gap, 80) / 80, penal_near=float(gap <= 12))
    candidate.features["maximum"] = float(amount.maximum)
    return candidate


def _penal_hits(document: Document, start: int, end: int) -> list[Hit]:
    return [h for h in document.hits_in(start, end) if h.kind in ("rn", "rv") and _PENAL.search(h.value)]


def _is_penal(document: Document, trigger: Trigger) -> bool:
    """Whether the clause of an amount speaks of penalties and of no investment."""
    if any(document.hits_of(kind, trigger.left, trigger.right) for kind in ("in", "iv")):
        return False
    return bool(_penal_hits(document, trigger.left, trigger.right))


def read_loose_amount(reader: Reader, amount: Amount) -> Candidate | None:
    """A reading of an amount by itself, or None where it cannot be an event's."""
    document = reader.document
    mention = amount.mention
    if not is_usable(amount) or is_background(document, amount):
        return None
    sentence = document.sentence_at(mention.start)
    if sentence.noise:
        return None
    left, right = clause_of(document, sentence, mention.start, mention.end)
    trigger = Trigger(mention.start, mention.end, "amount", frozenset(), "noun", sentence, left, right)
    event_type, near = _type_of(reader, trigger, amount)
    if not near and _is_penal(document, trigger):
        return None
    opening = document.text[sentence.start : mention.start]
    label = _LABEL.search(opening) if opening.rstrip().endswith(":") else None
    status = read_investment_status(document, trigger, reader.clause, "planned")
    candidate = Candidate(
        "investment", event_type, status, "investment.amount." + ("label" if label else "bare"), trigger
    )
    party, how = find_actor(document, sentence, left, mention.start, ACTORS, reader.clause)
    item = _item_party(document, reader.amounts, amount, _ITEMS)
    candidate.features["item"] = float(item is not None)
    party = item or party or previous_actor(document, sentence, ACTORS - {"country"})
    set_actor(candidate, party)
    candidate.actor = candidate.actor or document.main_actor
    candidate.target = label.group().strip(" :-") if label else _purpose(reader, amount, left, sentence.end)
    candidate.amount = amount
    candidate.features.update(near)
    candidate.features[f"actor_{how or 'previous'}"] = 1.0
    candidate.features["label"] = float(label is not None)
    after = document.text[mention.end : mention.end + 12].split()
    if after and after[0].isalpha():
        candidate.features[f"next_{after[0].lower()}"] = 1.0
    return candidate
