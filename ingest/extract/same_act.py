"""Whether two readings of one article state the same act: named features of a pair, weighed by a fitted model.

The features are symmetric in the two readings but for their order in the text.
"""

import functools
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from ingest.extract.candidate import Candidate
from ingest.extract.document import Document
from ingest.extract.retold import list_signs, name_gap, names_other

_KINDS = {
    "capital_expenditure": "put",
    "commitment": "put",
    "joint_venture": "join",
    "acquisition": "buy",
    "stake_purchase": "buy",
    "funding_round": "raise",
    "divestment": "sell",
}
_GROUNDS = frozenset({"investigation", "charge", "approval", "warning"})
_ALLEGED = frozenset({"charge", "penalty", "investigation"})
_ROUNDING = Decimal("0.03")  # an amount said again in round figures lies this near, as a share


def _kind(candidate: Candidate) -> str:
    return _KINDS.get(candidate.event_type, candidate.event_type)


@functools.lru_cache(maxsize=4096)
def name_words(name: str) -> frozenset[str]:
    """The words of a name that tell it apart."""
    return frozenset(word for word in name.lower().replace(",", " ").split() if len(word) > 2)


def compare_amounts(first: Candidate, second: Candidate) -> str:
    """`none` or `one` where amounts are missing, else `shared` (the same words), `equal`, `round`, `currency` or `other`."""
    if first.amount is None or second.amount is None:
        return "none" if first.amount is second.amount else "one"
    one, two = first.amount.mention, second.amount.mention
    if one.start == two.start:
        return "shared"
    if one.currency != two.currency:
        return "currency"
    if one.amount == two.amount:
        return "equal"
    return "round" if _is_rounded(one.amount, two.amount) else "other"


def _is_rounded(one: Decimal, two: Decimal) -> bool:
    """Whether one amount says the other in fewer figures: 900 million for 893.8 million, but not 94.6 for 96.5."""
    digits = [len(f"{amount.normalize():f}".replace(".", "").strip("0")) for amount in (one, two)]
    return digits[0] != digits[1] and min(digits) <= 3 and abs(one - two) <= _ROUNDING * max(one, two)


@functools.lru_cache(maxsize=4096)
def compare_names(first: str, second: str) -> str:
    """`missing` where either is empty, else `equal`, `inside` the other, `shared` words or `other`."""
    if not first or not second:
        return "missing"
    if first == second:
        return "equal"
    one, two = name_words(first), name_words(second)
    shared = one & two
    if shared:
        return "inside" if shared in (one, two) else "shared"
    return "other"


@functools.lru_cache(maxsize=4096)
def compare_subjects(first: tuple[str, ...], second: tuple[str, ...]) -> str:
    """As compare_names, for lists: the best pair decides."""
    if not first or not second:
        return "missing"
    found = {compare_names(one, two) for one in first for two in second}
    return next(result for result in ("equal", "inside", "shared", "other") if result in found)


def _is_object_of(verb: Candidate, noun: Candidate) -> bool:
    """Whether the noun is what the verb acts on ("revoke a licence"): one act, named by the verb."""
    if noun.trigger.group == "amount":
        return False
    after, before = noun.trigger.start - verb.trigger.end, verb.trigger.start - noun.trigger.end
    return (after <= 45 and before <= 0) or 0 <= before <= 45


def is_ground(noun: Candidate, verb: Candidate) -> bool:
    """Whether a noun only says what an act of the same authority is about: "fined X in a probe", "over the charges"."""
    return (
        noun.trigger.voice == "noun"
        and noun.amount is None
        and noun.event_type in _GROUNDS
        and verb.trigger.voice != "noun"
        and verb.actor == noun.actor
    )


def alleges(first: Candidate, second: Candidate) -> bool:
    """Whether one only says what the other, of the same authority, charges or punishes somebody with."""
    return first.trigger.group == "allege" and first.actor == second.actor and second.event_type in _ALLEGED


class Pair(NamedTuple):
    """What is compared of two readings of one family, but for how far apart they stand."""

    kinds: tuple[str, str]  # sorted
    types: tuple[str, str]
    amounts: str
    actors: str
    others: str
    swapped: bool
    authorities: int  # -1 for investments
    country: str
    near: str
    headline: bool
    nouns: int
    loose: int
    group_same: bool
    same_words: bool
    is_object: bool
    ground: bool
    status_same: bool
    history: float
    old: float
    voices: tuple[str, str]  # in the order of the text
    groups: tuple[str, str]  # sorted
    statuses: tuple[str, str]  # sorted
    start: str  # how far the second stands from the first, where that one opens the article, else ``
    named: tuple[str, str]  # whether the sentence of the one names the other party of the other


def _sort(one: str, two: str) -> tuple[str, str]:
    return (one, two) if one <= two else (two, one)


def _compare(first: Candidate, second: Candidate, document: Document) -> Pair:
    one, two = first.trigger, second.trigger
    investing = first.family == "investment"
    gap = abs(one.sentence.index - two.sentence.index)
    one_noun, two_noun = one.voice == "noun", two.voice == "noun"
    is_object = ground = False
    if gap == 0 and one_noun != two_noun:
        noun, verb = (first, second) if one_noun else (second, first)
        is_object = _is_object_of(verb, noun)
        ground = not investing and is_ground(noun, verb)
    country = ""
    if first.country and second.country:
        country = "same" if first.country == second.country else "other"
    others = (
        compare_names(first.target, second.target) if investing else compare_subjects(first.subjects, second.subjects)
    )
    swaps = investing and (
        (first.actor and first.actor == second.target) or (second.actor and second.actor == first.target)
    )
    return Pair(
        _sort(_kind(first), _kind(second)),
        (first.event_type, second.event_type),
        compare_amounts(first, second),
        compare_names(first.actor, second.actor),
        others,
        bool(swaps),
        -1 if investing else first.named_authority + second.named_authority,
        country,
        "same" if gap == 0 else "next" if gap == 1 else "near" if gap <= 3 else "far",
        one.sentence.headline or two.sentence.headline,
        one_noun + two_noun,
        (one.group == "amount") + (two.group == "amount"),
        one.group == two.group,
        gap == 0 and one.start == two.start,
        is_object,
        ground,
        first.status == second.status,
        first.features.get("sentence_history", 0.0) + second.features.get("sentence_history", 0.0),
        first.features.get("old_year", 0.0) + second.features.get("old_year", 0.0),
        (one.voice, two.voice),
        _sort(one.group, two.group),
        _sort(first.status, second.status),
        name_gap(one.sentence, two.sentence) if one.sentence.index <= 1 else "",
        (names_other(first, two.sentence, document), names_other(second, one.sentence, document)),
    )


@functools.lru_cache(maxsize=65536)  # pairs are many, and much alike
def _name_features(pair: Pair) -> tuple[str, ...]:
    """The features that hold of a pair."""
    same_type, same_kind = pair.types[0] == pair.types[1], pair.kinds[0] == pair.kinds[1]
    amounts, actors, others, near = pair.amounts, pair.actors, pair.others, pair.near
    names = [
        "bias",
        "type_same" if same_type else "type_other",
        f"kinds_{pair.kinds[0]}_{pair.kinds[1]}",
        f"amount_{amounts}",
        f"actor_{actors}",
        f"other_{others}",
        f"parties_{actors}_{others}",
        f"sentence_{near}",
        f"sentence_{near}_amount_{amounts}",
        f"sentence_{near}_other_{others}",
        f"{'type' if same_type else 'kind' if same_kind else 'neither'}_{near}",
        f"amount_{amounts}_actor_{actors}",
        f"amount_{amounts}_other_{others}",
        f"nouns_{pair.nouns}",
        f"nouns_{pair.nouns}_{near}",
        f"voices_{pair.voices[0]}_{pair.voices[1]}",
        f"groups_{pair.groups[0]}_{pair.groups[1]}",
        f"statuses_{pair.statuses[0]}_{pair.statuses[1]}",
        f"spoken_of_{pair.named[0]}",
        f"spoken_of_before_{pair.named[1]}",
    ]
    optional = (
        (pair.swapped, "swapped"),
        (pair.authorities >= 0, f"named_{pair.authorities}"),
        (pair.authorities == 2, f"named_actor_{actors}"),
        (pair.country, f"country_{pair.country}"),
        (same_type, f"same_{pair.types[0]}"),
        (same_type, f"same_type_{actors}_{others}"),
        (pair.start, f"start_{pair.start}"),
        (pair.start, f"start_{pair.voices[1]}"),
        (pair.headline, "headline"),
        (pair.headline, f"headline_{amounts}"),
        (pair.group_same, "group_same"),
        (pair.loose, f"loose_{pair.loose}_{amounts}"),
        (pair.same_words, "same_words"),
        (pair.is_object, f"object_{amounts}"),
        (pair.ground, "ground"),
        (pair.status_same, "status_same"),
        (pair.history == 1, "history_one"),
        (pair.old == 1, "old_one"),
    )
    return (*names, *(name for holds, name in optional if holds))


def _distance(first: Candidate, second: Candidate) -> tuple[str, float]:
    one, two = first.trigger, second.trigger
    gap = abs(one.sentence.index - two.sentence.index)
    if gap:
        return "gap", min(gap, 20) / 10
    between = two.start - one.end if one.start <= two.start else one.start - two.end
    return "apart", min(max(between, 0), 120) / 60


def _in_order(first: Candidate, second: Candidate) -> tuple[Candidate, Candidate]:
    return (second, first) if first.trigger.start > second.trigger.start else (first, second)


def describe_pair(first: Candidate, second: Candidate, document: Document) -> Iterator[tuple[str, float]]:
    """Features of two readings of one family."""
    first, second = _in_order(first, second)
    for name in (*_name_features(_compare(first, second, document)), *list_signs(first, second, document)):
        yield name, 1.0
    yield _distance(first, second)


def score_pair(first: Candidate, second: Candidate, document: Document, weights: Mapping[str, float]) -> float:
    """Log odds that the two state the same act; what only alleges always belongs to what it is alleged for."""
    alleged = alleges(first, second) or alleges(second, first)
    if alleged and compare_subjects(first.subjects, second.subjects) != "other":
        return 1.0
    first, second = _in_order(first, second)
    name, value = _distance(first, second)
    weight_of = weights.get
    total = weight_of(name, 0.0) * value
    for name in _name_features(_compare(first, second, document)):
        total += weight_of(name, 0.0)
    for name in list_signs(first, second, document):
        total += weight_of(name, 0.0)
    return total
