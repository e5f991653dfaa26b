"""Totals and their parts: by sums that add up, by words that say so, by a pledge that later sentences break down."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from ingest.extract.candidate import Candidate
from ingest.extract.clause import has_hit
from ingest.extract.document import Document
from ingest.extract.money_roles import Amount

_NEAR = 7  # sentences after a total in which its parts may stand
_RUN = 12  # amounts that may add up to one total


def _usable(amount: Amount) -> bool:
    return amount.converts is None and not amount.per_unit


def find_sums(amounts: Sequence[Amount]) -> dict[int, int]:
    """Runs of following amounts that add up to an earlier one: start of the part -> start of the total, in characters."""
    parts: dict[int, int] = {}
    usable = [a.mention for a in amounts if _usable(a)]
    for index, total in enumerate(usable):
        following = [m for m in usable[index + 1 : index + 1 + _RUN] if m.currency == total.currency]
        smaller = [m for m in following if m.amount < total.amount]
        for first in range(len(smaller)):
            running = Decimal(0)
            for last in range(first, len(smaller)):
                running += smaller[last].amount
                if last > first and abs(running - total.amount) <= total.amount * Decimal("0.006"):
                    for m in smaller[first : last + 1]:
                        parts.setdefault(m.start, total.start)
                if running > total.amount * Decimal("1.01"):
                    break
    return parts


def inherit_totals(candidates: Sequence[Candidate], sums: Mapping[int, int]) -> None:
    """Labelled sums that add up to a total ("Fuel farm: $94.6 million") say what the total is for: same party, same act."""
    labelled = {c.amount.mention.start for c in candidates if c.amount and c.features.get("label")}
    for item in candidates:
        if item.amount is None or item.amount.mention.start not in labelled:
            continue
        whole = sums.get(item.amount.mention.start)
        totals = [c for c in candidates if c.family == item.family and c.amount and c.amount.mention.start == whole]
        total = max(totals, key=lambda c: (c.trigger.group != "amount", c.trigger.voice != "noun"), default=None)
        if total is not None:
            item.event_type, item.status = total.event_type, total.status
            item.actor, item.actor_key, item.actor_text = total.actor, total.actor_key, total.actor_text
            item.features["label_of_total"] = 1.0


def _value(candidate: Candidate, amounts: Sequence[Amount], currency: str | None) -> Decimal | None:
    """The amount in a currency: its own, or the equivalent that the article prints."""
    if candidate.amount is None:
        return None
    if candidate.amount.mention.currency == currency:
        return candidate.amount.mention.amount
    for amount in amounts:
        restated = amount.converts is not None and amounts[amount.converts] is candidate.amount
        if restated and amount.mention.currency == currency:
            return amount.mention.amount
    return None


def _follows(document: Document, total: Candidate, part: Candidate) -> bool:
    """Whether a later sum of the same party reads as a share of the total rather than another plan."""
    distance = part.trigger.sentence.index - total.trigger.sentence.index
    if not 0 <= distance <= _NEAR:
        return False
    sentence = part.trigger.sentence
    if has_hit(document, sentence.start, sentence.end, "io", ("addition",)):
        return False
    said = has_hit(document, sentence.start, sentence.end, "io", ("part",))
    early = total.trigger.sentence.index <= 2 and total.event_type == "commitment" and part.status == total.status
    return bool(said) or (early and distance > 0)


def link_parts(kept: Sequence[Candidate], amounts: Sequence[Amount], document: Document) -> None:
    """Set `parent` of every part. A total is never smaller than the sum of its parts."""
    sums = find_sums(amounts)
    owners = {c.amount.mention.start: c for c in kept if c.amount is not None}
    for start, whole in sums.items():
        if start in owners and whole in owners and owners[start].family == owners[whole].family:
            owners[start].parent = owners[whole]
    putting = [c for c in kept if c.amount is not None and c.event_type in ("commitment", "capital_expenditure")]
    for total in putting:
        if total.parent is not None or total.amount is None:
            continue
        left = total.amount.mention.amount
        for part in putting:
            if part is total or part.parent is not None or part.actor != total.actor:
                continue
            if not _follows(document, total, part) or any(c.parent is part for c in kept):
                continue
            value = _value(part, amounts, total.amount.mention.currency)
            if value is not None and value <= left and value < total.amount.mention.amount:
                part.parent = total
                left -= value
