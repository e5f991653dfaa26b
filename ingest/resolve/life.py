"""The life of one event: what each report of it added, and what it comes to. Pure.

Reports are taken in the order of their dates. A report moves the status forward, amends an amount, corrects or
contradicts what stands, or repeats it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from math import log

from ingest.model import InvestmentMention, RegulatoryMention
from ingest.resolve.acts import Act, corrects
from ingest.resolve.names import fold_name

_SAME_TIME = timedelta(days=3)  # differing figures this close contradict each other; later ones amend
_RANKS = {"rumoured": 0, "planned": 1, "agreed": 2, "completed": 3}
_LEGAL_RANKS = {"proposed": 0, "ongoing": 1, "decided": 2, "in_force": 3}


@dataclass(frozen=True, slots=True)
class Report:
    """What one mention added to its event."""

    act: Act
    novelty: str  # first | update | correction | contradiction | detail | repeat
    status: str  # of the event after this report
    amount: Decimal | None  # of the event after this report
    currency: str | None
    changes: tuple[str, ...]  # "status planned > agreed", "amount USD 5 > USD 6"


@dataclass(frozen=True, slots=True)
class Life:
    """An event as its reports tell it."""

    reports: tuple[Report, ...]  # in order of time
    status: str
    money: Act | None  # the mention whose amount the event takes, None where none states one
    disputed: bool  # a contradiction stands


def find_life(group: Sequence[Act]) -> Life:
    """Follow one event through its mentions, given in any order."""
    ordered = sorted(group, key=order_by_report)
    status, status_act = ordered[0].reported.mention.status, ordered[0]
    money: Act | None = None
    disputed = False
    reports: list[Report] = []
    corrected: list[Act] = []
    for index, act in enumerate(ordered):
        changes, kinds = [], []
        mention = act.reported.mention
        if index and moves_status(status, status_act, act):
            changes.append(f"status {status} > {mention.status}")
            kinds.append("update")
            status, status_act = mention.status, act
        kind = _weigh_amount(money, act, ordered[:index])
        if kind is not None:
            kinds.append(kind)
            if kind in {"update", "correction", "detail"}:
                changes.append(f"amount {_show(money)} > {_show(act)}")
                corrected += [money] if kind == "correction" and money else []
                money = act
            elif kind == "contradiction":
                disputed = True
                changes.append(f"amount {_show(money)} or {_show(act)}")
        kinds += ["first"] if index == 0 else []
        novelty = next((kind for kind in _NOVELTIES if kind in kinds), "repeat")
        stands = money.reported.mention if money else None
        reports.append(
            Report(
                act,
                novelty,
                status,
                stands.amount if stands else None,
                stands.currency if stands else None,
                tuple(changes),
            )
        )
    money = _choose_money(money, ordered, corrected)
    return Life(tuple(reports), status, money, disputed)


_NOVELTIES = ("first", "correction", "contradiction", "update", "detail")


def order_by_report(act: Act) -> tuple[bool, object, str, str]:
    """Order acts by when they were reported; those without a date come last, and equal times by id."""
    return not act.reported.dated, act.reported.reported_at, act.reported.mention.mention_id, act.article


def moves_status(status: str, since: Act, act: Act) -> bool:
    """Tell whether a later report moves an event on from `status`, which `since` reported."""
    new = act.reported.mention.status
    if new == status:
        return False
    if isinstance(act.reported.mention, InvestmentMention):
        if new == "cancelled":
            return status != "completed"
        if status == "cancelled":  # taken up again, and not only told again
            return new in {"agreed", "completed"} and _is_later(since, act)
        return _RANKS.get(new, -1) > _RANKS.get(status, -1)
    if new == "closed":
        return True
    if status == "closed":
        return new == "appealed" and _is_later(since, act)
    if new == "appealed":
        return status not in {"appealed"}
    if status == "appealed":  # upheld: by a court, or at a later date
        return new in {"decided", "in_force"} and (act.is_court or _happens_later(since, act))
    return _LEGAL_RANKS.get(new, -1) > _LEGAL_RANKS.get(status, -1)


def same_amount(one: Act, other: Act) -> bool:
    """Tell whether two mentions state one amount, in one currency or two."""
    first, second = one.reported.mention, other.reported.mention
    if first.amount is None or second.amount is None or first.amount <= 0 or second.amount <= 0:
        return False
    if first.currency == second.currency:
        return abs(log(first.amount / second.amount)) <= 0.03
    dollars = one.reported.amount_usd, other.reported.amount_usd
    if not dollars[0] or not dollars[1]:
        return False
    return abs(log(dollars[0] / dollars[1])) <= 0.1


def _weigh_amount(stands: Act | None, act: Act, earlier: Sequence[Act]) -> str | None:
    mention = act.reported.mention
    if mention.amount is None or not counts(act):
        return None
    if stands is None:
        return "detail"
    if same_amount(stands, act):
        return None
    if corrects(mention):
        return "correction"
    if stands.reported.mention.amount_low is not None and mention.amount_low is None:
        return "update"  # a range came down to a figure
    same = [old for old in earlier if same_amount(old, act)]
    if same:  # the old figure told again
        return None
    later = act.reported.reported_at - stands.reported.reported_at > _SAME_TIME
    if mention.currency != stands.reported.mention.currency and not (
        act.reported.amount_usd and stands.reported.amount_usd
    ):
        return None  # nothing says whether they differ
    return "update" if later and act.reported.dated and stands.reported.dated else "contradiction"


def counts(act: Act) -> bool:
    """Tell whether the amount of a mention is that of the act, and not a maximum or background."""
    mention = act.reported.mention
    if act.reported.amount_role in {"maximum", "background"}:
        return False
    return not (isinstance(mention, RegulatoryMention) and mention.amount_qualifier == "up_to")


def _choose_money(stands: Act | None, ordered: Sequence[Act], corrected: Sequence[Act]) -> Act | None:
    """Return the best statement of the amount that stands, or of a contradicting one with more publishers behind it."""
    if stands is None:
        return next((act for act in ordered if act.reported.mention.amount is not None), None)
    at = stands.reported.reported_at
    rivals = [
        act
        for act in ordered
        if counts(act)
        and abs(act.reported.reported_at - at) <= _SAME_TIME
        and act.reported.mention.amount is not None
        and act.reported.mention.amount_low is None
        and not any(act is old or same_amount(act, old) for old in corrected)
    ] or [stands]

    def support(act: Act) -> int:
        return len({fold_name(like.reported.publisher) for like in ordered if like is act or same_amount(like, act)})

    if not any(corrects(act.reported.mention) for act in ordered):
        best = max(map(support, rivals))
        if support(stands) < best:
            stands = next(act for act in rivals if support(act) == best)
    alike = [act for act in ordered if act is stands or same_amount(act, stands)]
    in_currency: dict[str | None, int] = {}
    for act in alike:
        currency = act.reported.mention.currency
        in_currency[currency] = in_currency.get(currency, 0) + 1 + (act.reported.mention.stated_amount is not None)
    most = max(in_currency.values())
    choice = [act for act in alike if in_currency[act.reported.mention.currency] == most]
    exact = [act for act in choice if act.reported.mention.amount_qualifier in {"exact", None}] or choice
    return max(exact, key=lambda act: act.reported.mention.confidence or 0.0)  # of equals the first reported


def _is_later(one: Act, other: Act) -> bool:
    return other.reported.reported_at - one.reported.reported_at > _SAME_TIME


def _happens_later(one: Act, other: Act) -> bool:
    before = one.span[1] if one.span else one.day
    return bool(other.span and before and other.span[0] > before)


def _show(act: Act | None) -> str:
    if act is None or act.reported.mention.amount is None:
        return "none"
    return f"{act.reported.mention.currency or '?'} {act.reported.mention.amount:f}"
