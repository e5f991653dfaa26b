"""From single amounts to what the text says with them: ranges, compound amounts, pairs of an amount and its equivalent."""

from decimal import Decimal

from ingest.extract.money_roles import Amount, Draft, RoleReader
from ingest.model import MoneyMention

_BILLION = 1_000_000_000


def finish_amounts(text: str, drafts: list[Draft], roles: RoleReader) -> list[Amount]:
    """Join ranges and compound amounts, pair conversions, decide between readings, and read the surroundings."""
    drafts = _join_parts(text, _join_ranges(text, drafts, roles), roles)
    _mark_doubt(drafts, roles)
    _pair_conversions(text, drafts, roles)
    index = {id(draft): i for i, draft in enumerate(drafts)}
    return [_build(text, draft, index, roles) for draft in drafts]


def _join_ranges(text: str, drafts: list[Draft], roles: RoleReader) -> list[Draft]:
    """R20bn to R50bn, US$ 20—US$30 juta."""
    joined: list[Draft] = []
    for draft in drafts:
        last = joined[-1] if joined else None
        if last and roles.continues(text, last, draft) and last.extend(draft.number):
            last.end = draft.end
            continue
        joined.append(draft)
    return joined


def _join_parts(text: str, drafts: list[Draft], roles: RoleReader) -> list[Draft]:
    """5 dollars and 20 cents."""
    joined: list[Draft] = []
    for draft in drafts:
        last = joined[-1] if joined else None
        if last and roles.completes(text, last, draft):
            last.value, last.end = last.value + draft.value, draft.end
            continue
        joined.append(draft)
    return joined


def _mark_doubt(drafts: list[Draft], roles: RoleReader) -> None:
    """Flag what has two readings, and settle a letter where the article writes the same amount out."""
    spelled = {(draft.currency, draft.value) for draft in drafts if not draft.number.letter}
    for draft in drafts:
        if draft.other is not None and roles.doubts_separator(draft):
            draft.flags.append("separator")
        if draft.number.letter in ("M", "m") and draft.number.unit == _BILLION and draft.currency != roles.home:
            draft.flags.append("scale_letter")
            for value in (draft.value / 1000, draft.value):
                if (draft.currency, value) in spelled:
                    draft.value = value
                    draft.flags.remove("scale_letter")
                    break


def _pair_conversions(text: str, drafts: list[Draft], roles: RoleReader) -> None:
    for first, second in zip(drafts, drafts[1:], strict=False):
        if not roles.restates(text, first, second) or roles.is_rate(text, second):
            continue
        origin = first.converts or first
        fits = roles.fits_rate(origin.value, origin.currency, second.value, second.currency)
        if fits is False:
            fits = _settle_pair(origin, second, roles)
        second.converts = origin
        if fits is False:
            origin.flags.append("rate")
            second.flags.append("rate")
        elif fits:
            for draft in (origin, second):
                draft.flags = [flag for flag in draft.flags if flag not in ("separator", "scale_letter")]


def _settle_pair(first: Draft, second: Draft, roles: RoleReader) -> bool:
    """Choose the readings of a pair that some exchange rate joins."""
    for one in _readings(first):
        for two in _readings(second):
            if roles.fits_rate(one, first.currency, two, second.currency):
                first.value, second.value = one, two
                return True
    return False


def _readings(draft: Draft) -> list[Decimal]:
    readings = [draft.value]
    if draft.other is not None:
        readings.append(draft.other)
    if draft.number.letter:
        readings += [draft.value / 1000, draft.value * 1000]
    return readings


def _build(text: str, draft: Draft, index: dict[int, int], roles: RoleReader) -> Amount:
    qualifier, maximum = roles.read_qualifier(text, draft.start, draft.end)
    is_rate = roles.is_rate(text, draft)
    unit = roles.read_unit(text, draft.end)
    flags = list(draft.flags)
    if is_rate:
        flags.append("exchange_rate")
    if roles.is_small(draft):
        flags.append("small")
    if roles.is_former(text, draft.start):
        flags.append("former")
    if unit == "each" and not draft.number.scaled:
        unit = "per_unit"  # 60 cents apiece
    if unit in ("per_period", "each"):
        flags.append(unit)
    converts = index[id(draft.converts)] if draft.converts is not None else None
    per_unit = unit == "per_unit" or (converts is None and (is_rate or roles.is_price(text, draft)))
    role = "conversion" if converts is not None else "per_unit" if per_unit else "maximum" if maximum else "other"
    mention = MoneyMention(
        draft.start,
        draft.end,
        text[draft.start : draft.end],
        draft.value,
        draft.currency,
        draft.low,
        "range" if draft.low is not None else qualifier,
        role,
    )
    return Amount(mention, converts, per_unit, maximum, draft.inferred, tuple(dict.fromkeys(flags)))
