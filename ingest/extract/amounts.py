"""Which amount belongs to a trigger, and what the words around an amount say that it is of."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from operator import attrgetter

from ingest.extract.clause import Trigger
from ingest.extract.document import Document
from ingest.extract.money_roles import Amount

_start, _end = attrgetter("mention.start"), attrgetter("mention.end")
_NO_INVESTMENT = frozenset({"not_investments", "aid"})
_NO_SUMS = frozenset({"exchange_rate", "former"})


def is_usable(amount: Amount) -> bool:
    """Whether an amount can be an event's amount at all: no unit price, no restatement, not what it was before."""
    return amount.converts is None and not amount.per_unit and _NO_SUMS.isdisjoint(amount.flags)


def is_background(document: Document, amount: Amount) -> bool:
    """Whether the nearest words say that the amount is revenue, profit, price, debt, aid: no investment."""
    start = amount.mention.start
    found = document.background.get(start)
    if found is None:
        found = document.background[start] = _reads_as_background(document, amount)
    return found


def _reads_as_background(document: Document, amount: Amount) -> bool:
    if "small" in amount.flags:  # nobody reports that a few dollars were invested
        return True
    start, end = amount.mention.start, amount.mention.end
    sentence = document.sentence_at(start)
    before, after = max(sentence.start, start - 60), min(sentence.end, end + 28)
    near_after = min(
        (h.start - end for h in document.hits_of("io", end, after) if h.value in _NO_INVESTMENT), default=99
    )
    good_after = min((h.start - end for h in document.hits_of("in", end, after)), default=99)
    if near_after <= 12 and near_after <= good_after:
        return True
    bad = [start - h.end for h in document.hits_of("io", before, start) if h.value in _NO_INVESTMENT]
    if not bad:
        return False
    good = [start - h.end for kind in ("in", "iv") for h in document.hits_of(kind, before, start)]
    return min(bad) <= min(60, *good) if good else min(bad) <= 60


def find_amount(
    document: Document, amounts: Sequence[Amount], trigger: Trigger, *, background_ok: bool = False, reach: int = 170
) -> Amount | None:
    """The usable amount nearest to a trigger in its sentence, those in its clause and after it first."""
    best: tuple[float, Amount] | None = None
    for amount in amounts_in(amounts, trigger.sentence.start, trigger.sentence.end):
        mention = amount.mention
        if not is_usable(amount):
            continue
        if not background_ok and is_background(document, amount):
            continue
        gap = mention.start - trigger.end if mention.start >= trigger.end else (trigger.start - mention.end) * 1.5 + 10
        if not trigger.left - 1 <= mention.start <= trigger.right:
            gap += 70
        if gap <= reach and (best is None or gap < best[0]):
            best = (gap, amount)
    return best[1] if best else None


def segment_end(amounts: Sequence[Amount], amount: Amount, end: int) -> int:
    """Where the words about an amount stop: at the next amount of the sentence, or at `end`."""
    first = bisect_right(amounts, amount.mention.end, key=_start)
    later = (amounts[index] for index in range(first, len(amounts)))
    return min(end, next((a.mention.start for a in later if is_usable(a)), end))


def amount_before(amounts: Sequence[Amount], amount: Amount, left: int) -> Amount | None:
    """The amount right before this one, if it ends at `left` or later. `amounts`: ordered, without overlap."""
    index = bisect_left(amounts, amount.mention.start, key=_start)
    return amounts[index - 1] if index and amounts[index - 1].mention.end >= left else None


def amounts_in(amounts: Sequence[Amount], start: int, end: int) -> Sequence[Amount]:
    """Amounts that begin inside the span or reach into it."""
    return amounts[bisect_left(amounts, start, key=_end) : bisect_right(amounts, end, key=_start)]
