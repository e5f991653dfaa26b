"""Investment acts that change owners: buying, merging, selling, stakes, rounds and ventures; and the table of all verbs."""

from collections.abc import Callable

from ingest.extract.amounts import find_amount
from ingest.extract.candidate import Candidate, set_actor
from ingest.extract.clause import (
    ACTORS,
    Trigger,
    find_actor,
    find_agent,
    find_objects,
    find_pair,
    has_hit,
    previous_actor,
)
from ingest.extract.investment import (
    fill_actor,
    find_deal_objects,
    make_candidate,
    object_span,
    read_build,
    read_object,
    read_spend,
)
from ingest.extract.phrases import names_thing, read_phrase, read_share
from ingest.extract.reader import Reader
from ingest.extract.scan import Hit

_THINGS = frozenset({"org", "name", "reference"})


def share_type(share: float | None, has_share_word: bool) -> str:
    if share is not None:
        return (
            "acquisition" if share > 50 else "joint_venture" if share == 50 and not has_share_word else "stake_purchase"
        )
    return "stake_purchase" if has_share_word else "acquisition"


def _acquire(reader: Reader, trigger: Trigger) -> Candidate | None:
    document = reader.document
    parties = find_deal_objects(reader, trigger)
    start, end = object_span(trigger)
    span = (trigger.left, trigger.start) if trigger.voice == "passive" else (trigger.end, min(end, start + 110))
    share_word = has_hit(document, *span, "io", ("share",))
    business = has_hit(document, *span, "io", ("business", "facility"))
    fleet = has_hit(document, *span, "io", ("fleet",))
    trash = has_hit(document, *span, "io", ("not_assets",))
    if trigger.group == "buy":
        if has_hit(document, trigger.end, min(end, trigger.end + 60), "in", ("raise_money",)):
            return None  # "picked up $5 million in a seed round"
        first = min((h.start for h in (share_word, business, fleet) if h), default=10**9)
        if trash and trash.start < first and not (parties and parties[0].start < trash.start):
            return None
        if not (share_word or business or fleet or (parties and parties[0].kind == "org")):
            return None
    elif not (parties or business or share_word):
        return None
    near = (span[0], span[1]) if share_word or trigger.group != "buy" else (span[0], min(span[1], span[0] + 16))
    share = read_share(document, *near, reader.phrase)
    event_type = "capital_expenditure" if fleet and not (share_word or share) else share_type(share, bool(share_word))
    candidate = make_candidate(reader, trigger, event_type, trigger.voice)
    fill_actor(reader, trigger, candidate)
    others = [p for p in parties if p.key != candidate.actor_key]
    named = others and event_type != "capital_expenditure"
    candidate.target = others[0].name if named else read_object(reader, trigger, parties)
    candidate.amount = find_amount(document, reader.amounts, trigger)
    candidate.features.update(
        object_party=float(bool(others)), share=float(bool(share_word)), share_known=float(share is not None)
    )
    return candidate


def read_merge(reader: Reader, trigger: Trigger) -> Candidate | None:
    document = reader.document
    sentence = trigger.sentence
    span_end = min(sentence.end, trigger.end + 130)
    right = find_objects(document, trigger.end, span_end, _THINGS, sentence, reader.clause)
    left, how = find_actor(document, sentence, sentence.start, trigger.start, _THINGS, reader.clause)
    parties = [p for p in ([left] if left else []) + right if p is not None]
    if len({p.key for p in parties}) < 2:
        parties = find_pair(document, sentence, reader.clause) or parties
    keys = list(dict.fromkeys(p.key for p in parties))
    if len(keys) < 2 and trigger.voice == "noun" and not right:
        return None
    candidate = make_candidate(reader, trigger, "acquisition", trigger.voice)
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
    candidate = make_candidate(reader, trigger, "funding_round", trigger.voice)
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
    candidate = make_candidate(reader, trigger, "joint_venture", trigger.voice)
    fill_actor(reader, trigger, candidate)
    candidate.amount = find_amount(document, reader.amounts, trigger)
    candidate.target = read_phrase(document, noun.start, sentence.end, reader.phrase)
    return candidate


def _sell(reader: Reader, trigger: Trigger) -> Candidate | None:
    document = reader.document
    start, end = object_span(trigger)
    span = (trigger.left, trigger.start) if trigger.voice == "passive" else (start, min(end, start + 90))
    share = has_hit(document, *span, "io", ("share",))
    thing = has_hit(document, *span, "io", ("business", "facility"))
    trash = has_hit(document, *span, "io", ("not_assets",))
    exit_ = trigger.group == "exit"
    place = next(iter(document.hits_of("country", *span)), None)
    if not (share or thing or (exit_ and place)):
        return None
    if trash and trash.start < min(h.start for h in (share, thing, place) if h):
        return None
    candidate = make_candidate(reader, trigger, "divestment", trigger.voice)
    fill_actor(reader, trigger, candidate)
    parties = find_deal_objects(reader, trigger)
    phrase = read_object(reader, trigger, parties)
    others = [p for p in parties if p.key != candidate.actor_key]
    if thing is not None and not names_thing(
        document, span[0], thing.start - span[0] if not phrase else len(phrase) + 6
    ):
        phrase = read_phrase(document, thing.start, span[1], reader.phrase)
    candidate.target = others[0].name if others and (share or not thing) else phrase
    candidate.amount = find_amount(document, reader.amounts, trigger)
    candidate.features.update(object_party=float(bool(others)), share=float(bool(share)))
    return candidate


def _moved_stake(reader: Reader, trigger: Trigger) -> tuple[Hit | None, int]:
    """The word for a stake that a verb moves, and where what it is in ends: the object, else the subject itself.

    "A stake in X was cut", but also "holdings in X and Y grew": what moves stands before the verb.
    """
    document = reader.document
    start, end = object_span(trigger)
    before = has_hit(document, trigger.left, trigger.start, "in", ("stake",))
    if trigger.voice == "passive":
        return before, trigger.start
    after = has_hit(document, start, min(end, start + 60), "in", ("stake",))
    opens = before is not None and before.start - trigger.left <= 12
    if opens and (after is None or "," in document.text[start : after.start]):
        return before, trigger.start
    return after, min(trigger.sentence.end, after.end + 80) if after else end


def _stake_move(reader: Reader, trigger: Trigger) -> Candidate | None:
    document = reader.document
    noun, end = _moved_stake(reader, trigger)
    if noun is None:
        return None
    up = trigger.group == "raise_stake"
    candidate = make_candidate(reader, trigger, "stake_purchase" if up else "divestment", trigger.voice)
    fill_actor(reader, trigger, candidate)
    others = find_objects(document, noun.end, end, _THINGS, trigger.sentence, reader.clause)
    if (
        trigger.voice == "active" and noun.end <= trigger.start
    ):  # what moves is the subject: who moved it stands earlier
        party = previous_actor(document, trigger.sentence, ACTORS - {"country"})
        set_actor(candidate, party)
        candidate.actor = document.main_actor if party is None else party.name
    others = [p for p in others if p.key != candidate.actor_key]
    candidate.target = others[0].name if others else read_phrase(document, noun.end, end, reader.phrase)
    share = read_share(document, trigger.start, trigger.sentence.end, reader.phrase)
    if up and share is not None and share > 50:
        candidate.event_type = "acquisition"
    candidate.amount = find_amount(document, reader.amounts, trigger)
    candidate.features.update(object_party=float(bool(others)), share=1.0)
    return candidate


_VERBS: dict[str, Callable[[Reader, Trigger], Candidate | None]] = {
    "build": read_build,
    "open": read_build,
    "spend": read_spend,
    "allocate": read_spend,
    "inject": read_spend,
    "acquire": _acquire,
    "buy": _acquire,
    "merge": read_merge,
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
