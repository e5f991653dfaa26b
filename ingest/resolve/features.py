"""What speaks for or against two mentions being one act, and how their amounts do. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import log

from ingest.resolve.acts import Act

VETO = -100.0


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing that speaks for or against two mentions being one act."""

    name: str
    points: float
    detail: str = ""


def compare_amounts(one: Act, other: Act) -> Iterator[Feature]:
    """Yield what the amounts say: in one currency as they are, else in dollars."""
    first, second = one.reported.mention, other.reported.mention
    if first.amount is None or second.amount is None:
        return
    detail = f"{first.currency} {first.amount:f}, {second.currency} {second.amount:f}"
    if first.currency == second.currency and first.currency:
        gap = abs(log(first.amount / second.amount)) if first.amount > 0 and second.amount > 0 else 9.0
        if gap == 0:
            yield Feature("same amount", 3.0, detail)
        elif gap <= 0.03 or _in_range(one, other):
            yield Feature("amount agrees", 2.0, detail)
        else:
            yield Feature("amount differs", -2.0 if gap < 0.7 else -3.0, detail)
        return
    dollars = (one.reported.amount_usd, other.reported.amount_usd)
    if dollars[0] is None or dollars[1] is None or min(dollars[0], dollars[1]) <= 0:
        return
    gap = abs(log(dollars[0] / dollars[1]))
    if gap <= 0.1:  # another day's rate, and rounding
        yield Feature("amount agrees in dollars", 2.5 if gap <= 0.05 else 2.0, detail)
    else:
        yield Feature("amount differs in dollars", -2.0 if gap < 0.7 else -3.0, detail)


def _in_range(one: Act, other: Act) -> bool:
    for low, high in ((one, other), (other, one)):
        mention, amount = low.reported.mention, high.reported.mention.amount
        if mention.amount_low is not None and mention.amount is not None and amount is not None:
            return mention.amount_low <= amount <= mention.amount
    return False
