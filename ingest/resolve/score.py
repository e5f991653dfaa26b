"""How sure it is that two mentions report one act: named features with points, which say why. Pure and symmetric.

The points are weights of evidence set by hand on tests/stories/dev_*.toml; THRESHOLD is where the sum is enough. A veto
is a difference that no agreement outweighs.
"""

from collections.abc import Iterator

from ingest.model import InvestmentMention
from ingest.resolve.acts import Act
from ingest.resolve.features import VETO, Feature, compare_amounts
from ingest.resolve.names import CLOSE, SAME, SHORT, match_names, match_parties
from ingest.resolve.regulations import compare_regulations

THRESHOLD = 5.0

_MIXED_TYPES = (frozenset({"capital_expenditure", "joint_venture"}), frozenset({"acquisition", "funding_round"}))
# Of these an agreement must have one: amounts, days and countries agree by chance.
_TELLING = frozenset(
    (
        "same investor",
        "investor by another form of its name",
        "same target",
        "same site",
        "same subjects",
        "most subjects agree",
        "same law",
    )
)
# And one of these, or it is only what the same party does as well.
_SECOND = frozenset(
    (
        "same amount",
        "amount agrees",
        "amount agrees in dollars",
        "same target",
        "same site",
        "same kind of asset",
        "same authority",
        "a court on the act of an authority",
        "authority by another form of its name",
        "same law",
    )
)
_ORDER = {"rumoured": 0, "planned": 1, "agreed": 2, "completed": 3}


def compare_acts(one: Act, other: Act) -> tuple[Feature, ...]:
    """Return the features of a pair of two articles; their points add up to its score."""
    if one.group != other.group or type(one.reported.mention) is not type(other.reported.mention):
        return (Feature("type differs", VETO),)
    compare = _compare_investments if isinstance(one.reported.mention, InvestmentMention) else compare_regulations
    features = (*_compare_common(one, other), *compare(one, other))
    if not any(feature.points > 0 and feature.name in _TELLING for feature in features):
        return (*features, Feature("nothing that names the act in common", VETO))
    if one.parties and not any(feature.points > 0 and feature.name in _SECOND for feature in features):
        return (*features, Feature("only the party agrees", -2.0))
    return features


def score_acts(one: Act, other: Act) -> float:
    """Return the points of a pair: THRESHOLD and more is one act, VETO and less never."""
    # Most pairs fall at once, and need no reasons.
    if one.group != other.group:
        return VETO
    if one.group == "spend" and one.parties and other.parties and not match_parties(one.parties, other.parties):
        return VETO
    return sum(feature.points for feature in compare_acts(one, other))


def _compare_common(one: Act, other: Act) -> Iterator[Feature]:
    first, second = one.reported.mention, other.reported.mention
    if first.event_type == second.event_type:
        yield Feature("same type", 0.5, first.event_type)
    if first.country and second.country:
        if first.country == second.country:
            yield Feature("same country", 0.5, first.country)
        else:
            yield Feature("country differs", VETO, f"{first.country}, {second.country}")
    yield from _compare_reports(one, other)


def _compare_reports(one: Act, other: Act) -> Iterator[Feature]:
    if one.day is None or other.day is None:
        return
    days = abs((one.day - other.day).days)
    points = 1.0 if days <= 14 else 0.5 if days <= 60 else 0.0 if days <= 400 else -1.0
    pledges = {one.reported.mention.event_type, other.reported.mention.event_type} == {"commitment"}
    if pledges and days > 270 and (one.target is None or other.target is None):
        points = VETO  # the next year's budget, of the same size
    if points:
        yield Feature("reports lie close" if points > 0 else "reports lie far apart", points, f"{days} days")


def _compare_investments(one: Act, other: Act) -> Iterator[Feature]:
    target = _match_target(one, other)
    yield from _compare_investors(one, other, target)
    yield from _compare_targets(one, other, target)
    yield from compare_amounts(one, other)
    yield from _compare_years(one, other)
    types = frozenset({one.reported.mention.event_type, other.reported.mention.event_type})
    if types in _MIXED_TYPES:
        yield Feature("types are seldom mixed up", -1.0, ", ".join(sorted(types)))
    yield from _compare_progress(one, other)


def _match_target(one: Act, other: Act) -> float | None:
    """Return how well the targets match as names; None where one does not name it."""
    if one.target is None or other.target is None:
        return None
    return match_names(one.target, other.target)


def _compare_investors(one: Act, other: Act, target: float | None) -> Iterator[Feature]:
    if not one.parties or not other.parties:
        return
    found = match_parties(one.parties, other.parties)
    names = f"{one.reported.mention.investor}, {other.reported.mention.investor}"  # type: ignore[union-attr]
    if found >= SAME:
        yield Feature("same investor", 4.0, names)
    elif found >= CLOSE:
        yield Feature("investor by another form of its name", 2.0 + 1.5 * (found >= SHORT), names)
    elif target is not None and target >= SHORT and one.group == "purchase":
        # Of a round each article names other investors; of a takeover there is one buyer.
        rounds = {"funding_round"} & {one.reported.mention.event_type, other.reported.mention.event_type}
        yield Feature("investor differs", -1.0 if rounds else -6.0, names)
    else:
        yield Feature("investor differs", VETO, names)


def _compare_targets(one: Act, other: Act, target: float | None) -> Iterator[Feature]:
    named = one.target is not None and other.target is not None
    detail = f"{one.target.text}, {other.target.text}" if one.target and other.target else ""
    if one.group in {"purchase", "divestment"} and target is not None:
        if target >= CLOSE:
            yield Feature("same target", 4.0 if target >= SHORT else 2.0, detail)
        elif one.group == "purchase":
            yield Feature("target differs", VETO, detail)
    elif target is not None and target >= CLOSE:
        yield Feature("same target", 2.0, detail)
    if one.group == "purchase" or not named:
        return
    if one.places and other.places:
        same = one.places & other.places
        yield Feature("same site", 2.5, ", ".join(sorted(same))) if same else Feature("site differs", -6.0, detail)
    if one.assets and other.assets:
        same = one.assets & other.assets
        yield (
            Feature("same kind of asset", 1.5, ", ".join(sorted(same)))
            if same
            else Feature("kind of asset differs", -3.0, detail)
        )
    if one.again != other.again:
        yield Feature("one is a further one", -3.0, detail)


def _compare_years(one: Act, other: Act) -> Iterator[Feature]:
    """A budget of next year is another budget; a project's date may move."""
    if one.span is None or other.span is None:
        return
    first, second = one.reported.mention, other.reported.mention
    if one.span[0] <= other.span[1] and other.span[0] <= one.span[1]:
        yield Feature("dates agree", 0.5, f"{first.event_date}, {second.event_date}")
    elif _is_budget(one) and _is_budget(other) and one.span[0].year != other.span[0].year:
        yield Feature("year differs", VETO, f"{first.event_date}, {second.event_date}")
    elif first.event_date and second.event_date and abs((first.event_date - second.event_date).days) > 400:
        yield Feature("dates lie far apart", -2.0, f"{first.event_date}, {second.event_date}")


def _is_budget(act: Act) -> bool:
    mention = act.reported.mention
    return mention.event_type == "commitment" and mention.date_precision in {"year", None}


def _compare_progress(one: Act, other: Act) -> Iterator[Feature]:
    """What is done is not planned again for another amount."""
    if one.day is None or other.day is None or one.day == other.day:
        return
    early, late = (one, other) if one.day < other.day else (other, one)
    first, second = early.reported.mention, late.reported.mention
    done = _ORDER.get(first.status, -1), _ORDER.get(second.status, -1)
    if done[0] == 3 and 0 <= done[1] < 2 and first.amount != second.amount:
        yield Feature("done before it was planned", -2.5, f"{first.status}, {second.status}")
