"""What stands around an amount: qualifiers, ranges, units it is counted per, and the equivalent printed beside it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ingest.extract.numbers import Number, join_words
from ingest.lang import Pack
from ingest.model import MoneyMention
from ingest.refdata import Currency

_LOOK_BACK = 56
_LOOK_AHEAD = 40
_PRICE_LIMIT = 500  # US dollars, at the highest that the currency ever stood
_LARGEST = 1_000_000_000_000  # US dollars: more than this is rather a misread separator
_WORD = re.compile(r"[^\W\d_]+")
_CLAUSE_END = re.compile(r"[.;]\s|\n\n")
_MAX_SPREAD = 1000  # the ends of a range are never further apart
_FAR_APART = 5  # a price so many times another is no upper end of a range with it


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of money with what its surroundings say.

    `converts`: index, in the list that find_money returns, of the amount that this one restates in another currency.
    `flags`: "separator", "scale_letter" (two readings), "rate" (no known exchange rate fits the pair), "currency_unknown",
    "small" (what things cost), "per_period" (a rate in time), "each" (per party), "exchange_rate", "former" (what another amount changed from).
    """

    mention: MoneyMention
    converts: int | None = None
    per_unit: bool = False
    maximum: bool = False
    currency_inferred: bool = False
    flags: tuple[str, ...] = ()


@dataclass(slots=True)
class Draft:
    """An amount while it is being read: its own words and its number."""

    start: int
    end: int
    form: str
    number: Number
    low: Decimal | None = None
    value: Decimal = Decimal(0)
    other: Decimal | None = None
    currency: str | None = None
    inferred: bool = False
    is_sub: bool = False
    converts: "Draft | None" = None
    flags: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.value, self.other = self.number.value, self.number.other

    def is_prefix(self, text: str) -> bool:
        return self.number.start > self.start

    def divide(self, per_unit: int) -> None:
        self.is_sub = True
        self.value = self.value / per_unit
        self.low = self.low / per_unit if self.low is not None else None

    def extend(self, upper: Number) -> bool:
        """Take `upper` as the upper end of a range; False where the two make none."""
        low = share_scale(self.number, upper)
        if low is None:
            return False
        self.low, self.value, self.other, self.end = low, upper.value, None, upper.end
        self.number = self.number._replace(unit=max(self.number.unit, upper.unit), grouped=upper.grouped)
        return True


def share_scale(first: Number, upper: Number) -> Decimal | None:
    """The lower end of a range: `5-7 billion`, `50-100,000`. None where the two make no range."""
    low = first.value
    if not first.scaled and upper.scaled and low * upper.unit <= upper.value:
        low *= upper.unit
    elif not first.scaled and not upper.scaled and upper.grouped and low * 1000 <= upper.value and first.bare:
        low *= 1000
    return low if 0 < low < upper.value <= low * _MAX_SPREAD else None


class RoleReader:
    """The words around amounts, of one language."""

    def __init__(self, pack: Pack, currencies: Sequence[Currency]) -> None:
        words = {key: pack.words("money", key) for key in ("about", "at_least", "below", "up_to")}
        self._qualifier = {word[::-1].lower(): key for key, group in words.items() for word in group}
        fillers = _reverse(pack.words("money", "qualifier_fillers"))
        self._before = re.compile(
            rf"\s{{0,2}}(?:(?:{fillers})(?!\w)\s){{0,3}}(?P<word>{_reverse(self._reversed_back())})(?!\w)(?:\s(?P<more>{_reverse(self._reversed_back())})(?!\w))?",
            re.IGNORECASE,
        )
        after = {"at_least": "or_more", "about": "or_so", "up_to": "or_less"}
        self._after = re.compile(
            "|".join(
                rf"(?P<{name}>\s?(?:{join_words(pack.words('money', key))})(?!\w))" for name, key in after.items()
            ),
            re.IGNORECASE,
        )
        self._between = {str(k)[::-1]: str(v) for k, v in pack.table("money", "between").items()}
        self._between_joiner = {str(v) for v in pack.table("money", "between").values()}
        self._between_before = re.compile(rf"\s{{0,2}}(?:\S+\s)?(?:{'|'.join(self._between) or '(?!)'})(?!\w)", re.I)
        change = _reverse(pack.words("money", "change_words"))
        cues = _reverse(pack.words("money", "range_cues"))
        self._change_before = re.compile(rf"\s{{0,2}}(?:{change})(?!\w)(?!\s(?:{cues})(?!\w))", re.I)
        self._range_gap = re.compile(
            rf"\s?[-–—]\s?|\s(?P<word>{join_words([*pack.words('money', 'range_words'), *self._between_joiner])})\s",
            re.I,
        )
        units, periods = pack.words("money", "per_units"), pack.words("money", "periods")
        articles = pack.words("money", "per_articles")
        self._periods = {word.lower() for word in periods}
        self._exceptions = {word.lower() for word in pack.words("money", "per_exceptions")}
        self._per = re.compile(
            rf"\s?/\s?(?P<slash>[^\W\d_]+)|[\s-]{{1,2}}(?:{join_words(pack.words('money', 'per'))})[\s-]{{1,2}}(?P<per>[^\W\d_]+)"
            rf"|[\s-]{{1,2}}(?:{join_words(articles)})[\s-]{{1,2}}(?P<unit>{join_words([*units, *periods])})(?!\w)"
            rf"|[\s-]{{1,2}}(?:(?:{join_words(pack.words('money', 'each_fillers'))}) )?(?P<adverb>{join_words([*pack.words('money', 'each')])})(?!\w)",
            re.I,
        )
        self._rate = re.compile(
            rf"\s{{0,2}}(?:(?:{fillers})\s){{0,2}}(?:{_reverse(pack.words('money', 'rate_words'))})(?!\w)", re.I
        )
        restate = join_words([*pack.words("money", "equivalents"), *words["about"], *words["at_least"]])
        self._restate = re.compile(rf"(?:[\s,;:/=~≈–—-]|[(\[]|(?:{restate})(?!\w))+$", re.I)
        self._bracket = re.compile(rf"(?:\s[^\W\d_][\w-]*){{0,4}}\s?[(\[]\s?(?:(?:{restate})\s?|[=~≈]\s?)*$", re.I)
        self._rates = {c.code: (c.usd_low, c.usd_high) for c in currencies if c.usd_low and c.usd_high}
        self.home = pack.text("money", "home_currency")
        self._comma = pack.text("money", "decimal") == ","
        self._prices = frozenset(word.lower() for word in pack.words("money", "price_words"))
        self._compound = re.compile(rf"(?:,|\s(?:{join_words(pack.words('names', 'list_joints'))}))?\s", re.I)

    def _reversed_back(self) -> list[str]:
        return [word[::-1] for word in self._qualifier]

    def doubts_separator(self, draft: Draft) -> bool:
        """Whether the reading of `1.250` or `1,250` that the language prefers is not plain enough to trust."""
        if not draft.number.grouped:  # three decimals: usual only beside a scale, in the language's own currency
            return not draft.number.scaled or (self._comma and draft.currency != self.home)
        low = self._rates.get(draft.currency or "", (Decimal(1), None))[0] or Decimal(1)
        return draft.number.scaled and draft.value > low * _LARGEST

    def is_small(self, draft: Draft) -> bool:
        """Whether it has no scale and is no more than what things cost."""
        low = self._rates.get(draft.currency or "", (Decimal(1), None))[0] or Decimal(1)
        return not draft.number.scaled and draft.value < low * _PRICE_LIMIT

    def is_price(self, text: str, draft: Draft) -> bool:
        """A small amount after "harga" or "shares": a price, not a sum."""
        if not self.is_small(draft):
            return False
        left = text[max(0, draft.start - _LOOK_BACK) : draft.start].lower()
        return not self._prices.isdisjoint(_WORD.findall(_CLAUSE_END.split(left)[-1]))

    def allows_range(self, text: str, start: int, word: str) -> bool:
        """Whether `word` makes a range of the amount at `start` and the next: "and" only after "between"."""
        left = text[max(0, start - _LOOK_BACK) : start][::-1]
        if word.lower() in self._between_joiner:
            return bool(self._between_before.match(left))
        return not self._change_before.match(left)

    def continues(self, text: str, last: Draft, draft: Draft) -> bool:
        """Whether two amounts stand as the ends of a range: R20bn to R50bn."""
        if last.low is not None or draft.low is not None or not 0 < draft.start - last.end <= 12:
            return False
        gap = self._range_gap.fullmatch(text, last.end, draft.start)
        if not gap or last.currency != draft.currency or last.is_sub != draft.is_sub:
            return False
        if draft.is_sub and draft.value >= _FAR_APART * last.value:
            return False  # "fell 4p to 231p"
        return not gap.group("word") or self.allows_range(text, last.start, gap.group("word"))

    def completes(self, text: str, last: Draft, draft: Draft) -> bool:
        """Whether the second counts the cents of the first: 5 dollars and 20 cents."""
        if not draft.is_sub or last.is_sub or draft.value >= 1 or last.number.scaled:
            return False
        return last.currency == draft.currency and bool(self._compound.fullmatch(text, last.end, draft.start))

    def read_qualifier(self, text: str, start: int, end: int) -> tuple[str, bool]:
        """(qualifier, whether it names a maximum)."""
        if found := self._before.match(text[max(0, start - _LOOK_BACK) : start][::-1]):
            kinds = [self._qualifier[" ".join(w.lower().split())] for w in found.group("word", "more") if w]
            kind = next(k for k in ("up_to", "below", "at_least", "about") if k in kinds)
            return "up_to" if kind == "below" else kind, kind == "up_to"
        behind = self._after.match(text, end)
        return (behind.lastgroup or "exact") if behind else "exact", False

    def is_rate(self, text: str, draft: Draft) -> bool:
        """Whether the amount is an exchange rate: kurs Rp 16.970."""
        if draft.number.scaled:
            return False
        return bool(self._rate.match(text[max(0, draft.start - _LOOK_BACK) : draft.start][::-1]))

    def is_former(self, text: str, start: int) -> bool:
        """Whether the amount is what another was before: up from $5 billion."""
        return bool(self._change_before.match(text[max(0, start - _LOOK_BACK) : start][::-1]))

    def read_unit(self, text: str, end: int) -> str:
        """`per_unit`, `per_period`, `each` or nothing."""
        found = self._per.match(text, end, end + _LOOK_AHEAD)
        if not found:
            return ""
        if found.group("adverb"):
            return "each"
        word = (found.group("slash") or found.group("per") or found.group("unit")).lower()
        if word in self._exceptions:
            return ""
        return "per_period" if word in self._periods else "per_unit"

    def restates(self, text: str, first: Draft, second: Draft) -> bool:
        """Whether `second` is the equivalent of `first` in another currency."""
        if first.currency == second.currency or second.start - first.end > 60:
            return False
        gap = text[first.end : second.start]
        if "\n\n" in gap:
            return False
        return bool(self._restate.match(gap) or self._bracket.match(gap)) if gap else True

    def fits_rate(
        self, first: Decimal, first_code: str | None, second: Decimal, second_code: str | None
    ) -> bool | None:
        """Whether some known exchange rate makes the two equal; None where no rate is known."""
        one, two = self._rates.get(first_code or ""), self._rates.get(second_code or "")
        if not one or not two or not first or not second:
            return None
        assert one[0] and one[1] and two[0] and two[1]
        return two[0] / one[1] * Decimal("0.9") <= second / first <= two[1] / one[0] * Decimal("1.1")


def _reverse(words: Sequence[str]) -> str:
    return join_words([word[::-1] for word in words])
