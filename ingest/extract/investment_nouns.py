"""Investment acts stated by nouns: "a $2bn bid for X", "akuisisi X oleh Y", "capex of Rp 5 trillion", "stake in"."""

from ingest.extract.amounts import find_amount, segment_end
from ingest.extract.candidate import Candidate, set_actor
from ingest.extract.clause import (
    ACTORS,
    Trigger,
    find_actor,
    find_agent,
    find_bidder,
    find_objects,
    has_hit,
    previous_actor,
)
from ingest.extract.deals import read_merge, share_type
from ingest.extract.investment import fill_actor, make_candidate
from ingest.extract.phrases import read_phrase, read_purpose, read_share, read_thing
from ingest.extract.reader import Reader

_THINGS = frozenset({"org", "name", "reference"})


def _money_noun(reader: Reader, trigger: Trigger) -> Candidate | None:
    """Investment, capex, construction: an amount beside the noun makes the act."""
    document, sentence = reader.document, trigger.sentence
    amount = find_amount(document, reader.amounts, trigger, reach=75)
    if amount is None:
        return None
    end = segment_end(reader.amounts, amount, sentence.end) if amount.mention.start >= trigger.start else sentence.end
    facility = has_hit(document, trigger.start, end, "io", ("facility", "fleet"))
    physical = trigger.group in ("capex", "build") or facility is not None
    candidate = make_candidate(reader, trigger, "capital_expenditure" if physical else "commitment", "noun")
    fill_actor(reader, trigger, candidate)
    after = max(trigger.end, amount.mention.end)
    thing = read_thing(document, amount.mention.end, reader.phrase)
    candidate.target = thing or read_purpose(document, after, end, reader.phrase)
    if not candidate.target and facility is not None:
        candidate.target = read_phrase(document, facility.start, sentence.end, reader.phrase)
    candidate.amount = amount
    candidate.features.update(facility=float(facility is not None), capex=float(trigger.group == "capex"))
    return candidate


def _deal_noun(reader: Reader, trigger: Trigger) -> Candidate | None:
    """Acquisition, bid, sale, stake: the thing after the noun, the buyer before it or after "by"."""
    document, sentence = reader.document, trigger.sentence
    end = min(sentence.end, trigger.end + 110)
    parties = find_objects(document, trigger.end, min(end, trigger.end + 70), _THINGS, sentence, reader.clause)
    share_word = has_hit(document, trigger.start, end, "io", ("share",))
    selling = trigger.group == "sell"
    if not parties and not selling:
        return None
    share = read_share(document, max(sentence.start, trigger.start - 30), end, reader.phrase)
    event_type = "divestment" if selling else share_type(share, bool(share_word) or trigger.group == "stake")
    candidate = make_candidate(reader, trigger, event_type, "noun")
    offered = trigger.group in ("acquire", "bid")
    agent = (
        find_bidder(document, sentence, trigger.end, reader.clause)
        if offered
        else find_agent(document, sentence, trigger.end, ACTORS, reader.clause)
    )
    buyer = agent
    if buyer is None:
        buyer, how = find_actor(document, sentence, sentence.start, trigger.start, ACTORS, reader.clause)
        if buyer is not None:
            candidate.features[f"actor_{how}"] = 1
    else:
        candidate.features["actor_agent"] = 1
    buyer = buyer or previous_actor(document, sentence, ACTORS - {"country"})
    set_actor(candidate, buyer)
    others = [p for p in parties if p.key != candidate.actor_key]
    if agent is not None and offered and not others:  # "rejected a bid by X": who rejects is who X bids for
        bid_for, _ = find_actor(document, sentence, sentence.start, trigger.start, _THINGS, reader.clause)
        bid_for = bid_for or previous_actor(document, sentence, _THINGS)
        others = [bid_for] if bid_for and bid_for.key != agent.key else []
    candidate.target = others[0].name if others else read_phrase(document, trigger.end, end, reader.phrase)
    candidate.amount = find_amount(document, reader.amounts, trigger)
    candidate.features.update(object_party=float(bool(others)), share=float(bool(share_word)))
    return candidate if candidate.actor or others else None


def _funding_noun(reader: Reader, trigger: Trigger) -> Candidate | None:
    document, sentence = reader.document, trigger.sentence
    amount = find_amount(document, reader.amounts, trigger, reach=90)
    candidate = make_candidate(reader, trigger, "funding_round", "noun")
    left, _ = find_actor(document, sentence, sentence.start, trigger.start, ACTORS - {"country"}, reader.clause)
    right = find_objects(document, trigger.end, min(sentence.end, trigger.end + 60), _THINGS, sentence, reader.clause)
    raiser = left or (right[0] if right else None) or previous_actor(document, sentence, ACTORS - {"country"})
    if raiser is None:
        return None
    backer = find_agent(document, sentence, trigger.end, ACTORS, reader.clause)
    candidate.target = raiser.name
    if backer is not None and backer.key != raiser.key:
        set_actor(candidate, backer)
    candidate.amount = amount
    candidate.features.update(object_party=1.0, backer=float(backer is not None))
    return candidate


def _join_noun(reader: Reader, trigger: Trigger) -> Candidate | None:
    document, sentence = reader.document, trigger.sentence
    candidate = make_candidate(reader, trigger, "joint_venture", "noun")
    fill_actor(reader, trigger, candidate)
    candidate.amount = find_amount(document, reader.amounts, trigger)
    candidate.target = read_phrase(document, trigger.start, sentence.end, reader.phrase)
    return candidate


_NOUNS = {
    "build": _money_noun,
    "spend": _money_noun,
    "capex": _money_noun,
    "fund": _money_noun,
    "project": _money_noun,
    "acquire": _deal_noun,
    "bid": _deal_noun,
    "stake": _deal_noun,
    "sell": _deal_noun,
    "merge": read_merge,
    "inject": _funding_noun,
    "raise_money": _funding_noun,
    "join": _join_noun,
}


def read_investment_noun(reader: Reader, trigger: Trigger) -> Candidate | None:
    """What a noun of investment says where it stands, or None where its frame is not filled."""
    candidate = _NOUNS[trigger.group](reader, trigger)
    if candidate is not None:
        candidate.features[f"noun_{trigger.group}"] = 1
        candidate.features["voice_noun"] = 1
    return candidate
