"""Within one article: readings of the same act become one, parts find their whole."""

from ingest.extract.candidate import Candidate

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


def _kind(candidate: Candidate) -> str:
    return _KINDS.get(candidate.event_type, candidate.event_type)


def _words(name: str) -> frozenset[str]:
    return frozenset(word for word in name.lower().replace(",", " ").split() if len(word) > 2)


def _agree(first: str, second: str) -> bool:
    """Whether two names may be one: one unknown, or words shared."""
    if not first or not second:
        return True
    one, two = _words(first), _words(second)
    return not one or not two or bool(one & two)


def _same_amount(first: Candidate, second: Candidate) -> bool | None:
    """True or False where both state an amount, None where one does not."""
    if first.amount is None or second.amount is None:
        return None
    one, two = first.amount.mention, second.amount.mention
    return one.start == two.start or (one.amount == two.amount and one.currency == two.currency)


def _subjects_agree(first: Candidate, second: Candidate) -> bool:
    one, two = set(first.subjects), set(second.subjects)
    return not one or not two or bool(one & two) or any(_words(a) & _words(b) for a in one for b in two)


def _is_vague(candidate: Candidate) -> bool:
    """A noun with an authority guessed from elsewhere: it speaks of an act that another sentence states."""
    return candidate.trigger.voice == "noun" and not candidate.named_authority


def _is_object_of(first: Candidate, second: Candidate) -> bool:
    """Whether one is a verb and the other the noun that it acts on ("revoke a licence"): one act, named by the verb."""
    verb, noun = (first, second) if first.trigger.voice != "noun" else (second, first)
    if verb.trigger.voice == "noun" or noun.trigger.voice != "noun" or noun.trigger.group == "amount":
        return False
    after, before = noun.trigger.start - verb.trigger.end, verb.trigger.start - noun.trigger.end
    return (after <= 45 and before <= 0) or 0 <= before <= 45


def _is_ground(noun: Candidate, verb: Candidate) -> bool:
    """Whether a noun only says what an act of the same authority is about: "fined X in a probe", "over the charges"."""
    return (
        noun.trigger.voice == "noun"
        and noun.amount is None
        and noun.event_type in _GROUNDS
        and verb.trigger.voice != "noun"
        and verb.actor == noun.actor
    )


def _alleges(first: Candidate, second: Candidate) -> bool:
    """Whether one only says what the other, of the same authority, charges or punishes somebody with."""
    return first.trigger.group == "allege" and first.actor == second.actor and second.event_type in _ALLEGED


def _only_tells(first: Candidate, second: Candidate) -> bool:
    """Whether the first only tells about the second, which then stands for both, however sure the first is."""
    if first.family != "regulatory":
        return False
    same_sentence = first.trigger.sentence.index == second.trigger.sentence.index
    return _alleges(first, second) or (same_sentence and _is_ground(first, second))


def _same_regulatory(first: Candidate, second: Candidate, same_amount: bool | None, same_sentence: bool) -> bool:
    if first.amount is not None and first.amount is second.amount:
        return True
    if same_sentence and same_amount is None and _is_object_of(first, second):
        return True
    if _alleges(first, second) or _alleges(second, first):
        return True
    if same_sentence and (_is_ground(first, second) or _is_ground(second, first)):
        return True
    if first.event_type != second.event_type:
        return same_sentence and (bool(same_amount) or first.trigger.start == second.trigger.start)
    if first.named_authority and second.named_authority and first.actor != second.actor:
        return False
    if same_sentence and same_amount is None:
        return True
    if same_amount is None and (_is_vague(first) or _is_vague(second)):
        return True
    same_state = first.country is not None and first.country == second.country
    return _subjects_agree(first, second) and (same_state or _agree(first.actor, second.actor))


def is_same_act(first: Candidate, second: Candidate) -> bool:
    """Whether two readings of one article state the same act."""
    if first.family != second.family:
        return False
    same_amount = _same_amount(first, second)
    if same_amount is False:
        return False
    same_sentence = first.trigger.sentence.index == second.trigger.sentence.index
    if first.family == "regulatory":
        return _same_regulatory(first, second, same_amount, same_sentence)
    if same_amount and same_sentence:
        return True
    targets = _agree(first.target, second.target)
    if _kind(first) != _kind(second):
        if {_kind(first), _kind(second)} <= {"buy", "raise", "join", "put"} and same_amount is None and same_sentence:
            return targets
        return bool(same_amount) and first.actor == second.actor
    if same_amount:
        return _agree(first.actor, second.actor) or targets
    if same_sentence:
        return targets
    if _kind(first) == "put":
        return bool(first.actor and first.actor == second.actor) and bool(_words(first.target) & _words(second.target))
    if _kind(first) == "join":
        return targets  # every partner of a venture may be named as the one that founds it
    return _agree(first.actor, second.actor) and targets


def merge_candidates(candidates: list[Candidate]) -> list[Candidate]:
    """Keep the most confident reading of every act; it takes missing slots and support from the others."""
    kept: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda c: (-c.confidence, c.trigger.start, c.event_type)):
        twin = next((k for k in kept if is_same_act(k, candidate)), None)
        if twin is None:
            kept.append(candidate)
            continue
        if _only_tells(twin, candidate):
            kept[next(i for i, k in enumerate(kept) if k is twin)] = candidate
            candidate.support, twin.support = [*twin.support, *candidate.support], []
            twin, candidate = candidate, twin
        twin.support.append(candidate)
        if twin.amount is None and candidate.amount is not None:
            twin.amount = candidate.amount
        twin.actor = twin.actor or candidate.actor
        twin.target = twin.target or candidate.target
        twin.country = twin.country or candidate.country
        twin.subjects = twin.subjects or candidate.subjects
    return sorted(kept, key=lambda c: (c.trigger.start, c.event_type))
