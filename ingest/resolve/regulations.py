"""How two mentions of the use of a public power compare. Pure."""

from collections.abc import Iterator

from ingest.model import RegulatoryMention
from ingest.resolve.acts import Act
from ingest.resolve.features import VETO, Feature, compare_amounts
from ingest.resolve.names import CLOSE, match_names

# Matters that articles about one act call by either name.
_NEAR_MATTERS = (
    frozenset({"antitrust", "consumer_protection"}),
    frozenset({"data_privacy", "consumer_protection"}),
    frozenset({"banking", "securities"}),
    frozenset({"banking", "consumer_protection"}),
    frozenset({"securities", "consumer_protection"}),
    frozenset({"trade", "national_security"}),
    frozenset({"foreign_investment", "national_security"}),
    frozenset({"data_privacy", "telecom_media"}),
)

_LONG = 150  # days between two reports


def compare_regulations(one: Act, other: Act) -> Iterator[Feature]:
    """Yield the features of a pair of regulatory mentions."""
    first, second = one.reported.mention, other.reported.mention
    assert isinstance(first, RegulatoryMention) and isinstance(second, RegulatoryMention)
    yield from _compare_authorities(one, other)
    yield from _compare_subjects(one, other)
    yield from _compare_matters(first, second)
    if one.law and other.law:
        same = one.law == other.law or set(one.law.split()) <= set(other.law.split())
        same = same or set(other.law.split()) <= set(one.law.split())
        yield Feature("same law" if same else "law differs", 3.0 if same else -3.0, f"{first.law}, {second.law}")
    if one.percents and other.percents and not one.percents & other.percents:
        yield Feature("rate differs", VETO, f"{sorted(one.percents)}, {sorted(other.percents)}")
    if (one.percents & other.percents) and not (one.percents ^ other.percents):
        yield Feature("same rate", 1.0, ", ".join(sorted(one.percents)))
    if (first.amount_qualifier == "up_to") == (second.amount_qualifier == "up_to"):  # a threat is no fine
        yield from compare_amounts(one, other)
    yield from _compare_days(one, other)


def _compare_matters(first: RegulatoryMention, second: RegulatoryMention) -> Iterator[Feature]:
    if not first.matter or not second.matter:
        return
    detail = f"{first.matter}, {second.matter}"
    if first.matter == second.matter:
        yield Feature("same matter", 1.0, first.matter)
    elif frozenset({first.matter, second.matter}) in _NEAR_MATTERS or "other" in {first.matter, second.matter}:
        yield Feature("matter by another name", -1.0, detail)
    else:
        yield Feature("matter differs", -4.0, detail)


def _compare_authorities(one: Act, other: Act) -> Iterator[Feature]:
    if not one.authority or not other.authority:
        return
    detail = f"{one.authority}, {other.authority}"
    if one.authority == other.authority:
        yield Feature("same authority", 3.0, one.authority)
    elif one.is_court != other.is_court:
        yield Feature("a court on the act of an authority", 1.0, detail)
    elif set(one.authority.split()) <= set(other.authority.split()) or set(other.authority.split()) <= set(
        one.authority.split()
    ):
        yield Feature("authority by another form of its name", 2.0, detail)
    elif one.is_court and other.is_court:
        yield Feature("two courts", 0.0, detail)
    else:
        yield Feature("authority differs", VETO, detail)


def _compare_subjects(one: Act, other: Act) -> Iterator[Feature]:
    if not one.parties or not other.parties:
        return
    found = sum(max(match_names(name, against) for against in other.parties) >= CLOSE for name in one.parties)
    back = sum(max(match_names(name, against) for against in one.parties) >= CLOSE for name in other.parties)
    share = (found + back) / (len(one.parties) + len(other.parties))
    detail = ", ".join(name.text for name in (*one.parties[:3], *other.parties[:3]))
    if share == 1:
        yield Feature("same subjects", 3.0, detail)
    elif share >= 0.5:
        yield Feature("most subjects agree", 1.5, detail)
    else:
        yield Feature("subjects differ", VETO, detail)


def _compare_days(one: Act, other: Act) -> Iterator[Feature]:
    """A halt, a recall, a licence: the same authority does it to the same company again, on another day."""
    if one.span and other.span:
        first, second = one.reported.mention, other.reported.mention
        apart = max((other.span[0] - one.span[1]).days, (one.span[0] - other.span[1]).days)
        detail = f"{first.event_date}, {second.event_date}"
        if apart <= 3:
            yield Feature("dates agree", 1.0, detail)
        elif apart > 60 and first.status == second.status:
            yield Feature("dates lie far apart", -4.0, detail)
    if one.day and other.day:
        days = abs((one.day - other.day).days)
        same_state = one.reported.mention.status == other.reported.mention.status
        if days > _LONG and same_state:
            if one.reported.mention.amount is None:
                yield Feature("the same again, much later", -2.0, f"{days} days")
            elif _differ_clearly(one, other):  # an amended fine is appealed, or follows soon
                yield Feature("another amount, much later", -4.0, f"{days} days")


def _differ_clearly(one: Act, other: Act) -> bool:
    """Tell whether both state an amount in one currency, and not the same with rounding."""
    first, second = one.reported.mention, other.reported.mention
    if first.amount is None or second.amount is None or first.currency != second.currency:
        return False
    return abs(first.amount - second.amount) * 10 > max(first.amount, second.amount)
