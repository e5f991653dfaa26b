"""Amounts of money: at every currency form that the scan found, read the number beside it.

Two steps: this module reads single amounts (`Draft`) left to right; money_roles joins ranges and compound amounts, pairs an
amount with the equivalent printed beside it, and reads qualifiers and units.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ingest.extract.money_join import finish_amounts
from ingest.extract.money_roles import Amount, Draft, RoleReader
from ingest.extract.numbers import GAP, Number, NumberReader, join_words
from ingest.extract.scan import Hit, Term
from ingest.lang import Pack
from ingest.refdata import Currency

_BEFORE, _AFTER, _BOTH, _NAME, _SUB = "money.before", "money.after", "money.both", "money.name", "money.sub"
_LEFT_WINDOW = 72  # characters to the left of a currency in which its number must lie
_SIGN_GAP = re.compile(r"[^\S\n]{0,2}\n?[^\S\n]?")
_TYPO_GROUP = re.compile(r"\. \d{3}(?![\d%])")  # "Rp 16. 970"
_RUPIAH_TAIL = re.compile(r",(?:-|–|—|=)")  # "Rp 500.000,-"
_NUMBER_GAP = re.compile(GAP)
_TOKEN = re.compile(r"\d[\d.,'’]*|[^\W\d_]+|[½¼¾]")


@dataclass(frozen=True, slots=True)
class MoneyReader:
    """What find_money needs of a pack and the currencies, compiled once."""

    numbers: NumberReader
    roles: RoleReader
    left: re.Pattern[str]  # over reversed text: the words and digits directly left of a currency
    range_gap: re.Pattern[str]
    range_follow: re.Pattern[str]
    weight_link: re.Pattern[str]
    ambiguous: dict[str, tuple[str, ...]]  # form -> currencies that it may mean, the default first
    default: dict[str, str]  # form -> its default, where it has one
    countries: dict[str, tuple[str, ...]]
    per_unit: dict[str, int]  # sub-unit form -> how many make one unit
    weak: frozenset[str]
    weights: frozenset[str]
    home: str


def _forms(pack: Pack, currency: Currency) -> list[tuple[str, str]]:
    """Every form of a currency with its kind."""
    names = {*getattr(currency, f"names_{pack.code}", ()), *currency.names_en}
    before, after = set(currency.symbols_before), set(currency.symbols_after)
    forms = [(currency.code, _BOTH)]
    forms += [(form, _BOTH if form in after else _BEFORE) for form in sorted(before)]
    forms += [(form, _AFTER) for form in sorted(after - before)]
    forms += [(form, _NAME) for form in sorted(names)]
    for form in currency.ambiguous:
        is_name = form[0].isalpha() and len(form) > 2 and form.islower() or " " in form
        forms.append((form, _NAME if is_name else _BOTH))
    forms += [(name, _SUB) for unit in currency.sub_units for name in unit.names]
    return forms


def list_terms(pack: Pack, currencies: Sequence[Currency]) -> list[Term]:
    """The currency forms of a language for the shared Lexicon; the value is the form itself, as the reader knows it."""
    ignore = set(pack.words("money", "ignore"))
    weak = set(pack.words("money", "weak"))
    terms: dict[tuple[str, str], Term] = {}
    for currency in currencies:
        for form, kind in _forms(pack, currency):
            if form in ignore:
                continue
            exact = kind in (_BEFORE, _AFTER, _BOTH) and (form in weak or currency.usd_low is None or len(form) == 1)
            terms.setdefault((form, kind), Term(form, kind, form, exact=exact, glue=kind != _NAME or form in ("yen",)))
    return list(terms.values())


def build_reader(pack: Pack, currencies: Sequence[Currency]) -> MoneyReader:
    """Compile a pack and the currencies for find_money."""
    meanings: dict[str, list[str]] = {}
    default: dict[str, str] = {}
    per_unit: dict[str, int] = {}
    weak = set(pack.words("money", "weak"))
    for currency in currencies:
        for form, _ in _forms(pack, currency):
            if currency.code not in meanings.setdefault(form, []):
                meanings[form].append(currency.code)
        for form in currency.default_for:
            default[form] = currency.code
        per_unit |= {name: unit.per_unit for unit in currency.sub_units for name in unit.names}
        if currency.usd_low is None or currency.historic:
            weak |= {form for form, _ in _forms(pack, currency) if form not in default}
    numbers = NumberReader(pack)
    range_words = join_words(pack.words("money", "range_words"))
    reversed_words = join_words([word[::-1] for word in numbers.words()] + [w[::-1] for w in _range_joiners(pack)])
    nouns = join_words(pack.words("money", "money_nouns"))
    return MoneyReader(
        numbers=numbers,
        roles=RoleReader(pack, currencies),
        left=re.compile(rf"(?:[\s–—-]{{0,3}}(?:[\d.,'’½¼¾]+|(?i:{reversed_words})(?![^\W\d_]))){{1,12}}"),
        range_gap=re.compile(rf"\s?[-–—]\s?|\s(?P<word>(?i:{range_words}|{join_words(_between_joiners(pack))}))\s"),
        range_follow=re.compile(rf"\s*(?:$|[.,;:)\]/\n]|(?i:{join_words(_unit_starts(pack))})(?!\w))"),
        weight_link=re.compile(rf"\s(?i:{join_words(pack.words('money', 'weight_link'))})\s(?!(?i:{nouns})(?!\w))"),
        ambiguous={form: tuple(codes) for form, codes in meanings.items()},
        default=default,
        countries={currency.code: currency.countries for currency in currencies},
        per_unit=per_unit,
        weak=frozenset(weak),
        weights=frozenset(pack.words("money", "weights")),
        home=pack.text("money", "home_currency"),
    )


def _between_joiners(pack: Pack) -> list[str]:
    return [str(word) for word in pack.table("money", "between").values()]


def _range_joiners(pack: Pack) -> list[str]:
    return [*pack.words("money", "range_words"), *_between_joiners(pack)]


def _unit_starts(pack: Pack) -> list[str]:
    return [*pack.words("money", "per"), *pack.words("money", "per_articles"), *pack.words("money", "each")]


def find_money(
    text: str,
    hits: Sequence[Hit],
    reader: MoneyReader,
    *,
    dollar: str = "USD",
    countries: Sequence[str] = (),
) -> list[Amount]:
    """Every amount of money, ordered by start and without overlap.

    `hits`: of the shared Lexicon, other kinds are ignored. `dollar`: what a bare "$" means in this article (ISO 4217).
    `countries`: where the article plays (ISO 3166-1), which decide between the meanings of "Rs", "peso", "crown".
    """
    found = [hit for hit in hits if hit.kind.startswith("money.")]
    drafts: list[Draft] = []
    done = 0
    for index, hit in enumerate(found):
        if hit.start < done:
            continue
        draft = _read_at(text, hit, found, index, done, reader)
        if draft is not None:
            drafts.append(draft)
            done = draft.end
    _settle_currencies(drafts, reader, dollar, countries)
    drafts = [draft for draft in drafts if _is_money(text, draft, drafts, reader)]
    return finish_amounts(text, drafts, reader.roles)


def _read_at(text: str, hit: Hit, hits: list[Hit], index: int, done: int, reader: MoneyReader) -> Draft | None:
    prefix = suffix = None
    if hit.kind in (_BEFORE, _BOTH, _NAME):
        prefix = _read_right(text, hit, hits, index, reader)
    if prefix and (hit.kind == _BEFORE or (hit.kind == _BOTH and prefix.number.scaled)):
        return prefix
    if hit.kind != _BEFORE:
        suffix = _read_left(text, hit, done, reader)
    if hit.kind == _NAME:
        return suffix or (prefix if prefix and prefix.number.scaled else None)
    if suffix and prefix and not suffix.number.scaled:
        return prefix
    return suffix or prefix


def _read_right(text: str, hit: Hit, hits: list[Hit], index: int, reader: MoneyReader) -> Draft | None:
    """US$ 5 juta: the number after the currency form, and what restates the form behind it (5 million *Canadian*)."""
    gap = _SIGN_GAP.match(text, hit.end)
    start = gap.end() if gap else hit.end
    if start >= len(text) or not (text[start].isdigit() or text[start] == "." or text[start].isalpha()):
        return None
    if text[start].isalpha() and start == hit.end and text[start - 1].isalpha():
        return None
    home = reader.ambiguous.get(hit.value) == (reader.home,)
    number = reader.numbers.read(text, start, home)
    if number is None or (hit.kind == _NAME and not number.scaled):
        return None
    if number.start != start or text[number.end : number.end + 1] == "%":
        return None
    if home and not number.scaled and number.value < 1000 and (typo := _TYPO_GROUP.match(text, number.end)):
        value = number.value * 1000 + Decimal(typo.group()[2:])
        number = number._replace(end=typo.end(), value=value, grouped=True)
    number = _mend_home(number, home, reader)
    draft = Draft(hit.start, number.end, hit.value, number)
    _read_upper_end(text, draft, reader, home)
    if home and (tail := _RUPIAH_TAIL.match(text, draft.end)):
        draft.end = tail.end()
    _absorb_form(text, draft, hits, index, reader)
    return draft


def _mend_home(number: Number, home: bool, reader: MoneyReader) -> Number:
    """`Rp 150,000` in a text that writes decimals with a comma: money without a scale has no three decimals."""
    if number.other is None or number.scaled or number.grouped or number.other < 1000:
        return number
    return number._replace(value=number.other, other=None if home else number.value, grouped=True)


def _absorb_form(text: str, draft: Draft, hits: list[Hit], index: int, reader: MoneyReader) -> None:
    """Take in a second form right behind the number: `$5 million dollars`, `$7bn CAD`, `US$ 13,9 sen`."""
    for hit in hits[index + 1 :]:
        if hit.start > draft.end + 1:
            return
        gap = text[draft.end : hit.start]
        if hit.start < draft.end or gap.strip(" \u00a0-") or hit.kind == _BEFORE:
            continue
        mine, theirs = reader.ambiguous.get(draft.form, ()), reader.ambiguous.get(hit.value, ())
        if not set(mine) & set(theirs):
            continue
        follow = _SIGN_GAP.match(text, hit.end)
        if hit.kind == _BOTH and follow and text[follow.end() : follow.end() + 1].isdigit():
            continue
        if hit.kind == _SUB:
            draft.divide(reader.per_unit[hit.value])
        elif len(theirs) < len(mine):
            draft.form = hit.value
        draft.end = hit.end
        return


def _read_left(text: str, hit: Hit, done: int, reader: MoneyReader) -> Draft | None:
    """5 juta dolar: the number before the currency form."""
    if not hit.start or not (text[hit.start - 1].isdigit() or text[hit.start - 1] in " \n\u00a0\u202f-½¼¾" or hit.kind):
        return None
    low = max(done, hit.start - _LEFT_WINDOW)
    found = reader.left.match(text[low : hit.start][::-1])
    if not found:
        return None
    begin = hit.start - found.end()
    if begin == low and low > done and text[low - 1].isalnum():
        begin += 1
    home = reader.ambiguous.get(hit.value) == (reader.home,)
    for token in _TOKEN.finditer(text, begin, hit.start):
        start = token.start()
        if start and (
            text[start - 1].isalnum() or (text[start - 1] in ".,/" and text[start - 2 : start - 1].isdigit())
        ):
            continue
        if text[start].isalpha() and not reader.numbers.is_number_word(token.group()):
            first_two = reader.numbers.read(text, start)
            if first_two is None:
                continue
        number = reader.numbers.read(text, start, home)
        if number is None:
            continue
        draft = Draft(start, number.end, hit.value, _mend_home(number, home, reader))
        if not _ends_at(text, draft.end, hit.start):
            _read_upper_end(text, draft, reader, home)
        if _ends_at(text, draft.end, hit.start):
            draft.end = hit.end
            if hit.kind == _SUB:
                draft.divide(reader.per_unit[hit.value])
            return draft
    return None


def _ends_at(text: str, end: int, goal: int) -> bool:
    gap = _NUMBER_GAP.match(text, end)
    return end == goal or bool(gap and gap.end() == goal)


def _read_upper_end(text: str, draft: Draft, reader: MoneyReader, home: bool) -> None:
    """Rp 5-7 triliun: a range whose currency is written once."""
    gap = reader.range_gap.match(text, draft.end)
    if not gap:
        return
    first = draft.number
    upper = reader.numbers.read(text, gap.end(), home)
    if (
        upper is None
        or text[upper.end : upper.end + 1] == "%"
        or upper.other
        and not upper.scaled
        and not upper.grouped
    ):
        return
    if upper.bare and 1900 <= upper.value <= 2100 and not first.bare:
        return
    if first.bare and 1900 <= first.value <= 2100 and upper.scaled and len(str(first.value)) == 4:
        return
    word = gap.group("word")
    if not upper.scaled:
        if first.scaled or (upper.bare and 1900 <= upper.value <= 2100 and word):
            return
        if word and draft.is_prefix(text) and not reader.range_follow.match(text, upper.end):
            return
    if word and not reader.roles.allows_range(text, draft.start, word):
        return
    draft.extend(upper)


def _settle_currencies(drafts: list[Draft], reader: MoneyReader, dollar: str, countries: Sequence[str]) -> None:
    sure = {codes[0] for draft in drafts if len(codes := reader.ambiguous.get(draft.form, ())) == 1}
    for draft in drafts:
        codes = reader.ambiguous.get(draft.form, ())
        if len(codes) == 1:
            draft.currency = codes[0]
            continue
        draft.inferred = True
        if "USD" in codes and draft.form not in reader.per_unit:
            draft.currency = dollar if dollar in codes else "USD"
            continue
        if draft.form in reader.per_unit and "USD" in codes and not sure & set(codes):
            draft.currency = reader.home if draft.form == "sen" and reader.home in codes else dollar
            continue
        local = [code for code in codes if set(reader.countries[code]) & set(countries)]
        near = [code for code in codes if code in sure]
        best = reader.default.get(draft.form)
        draft.currency = local[0] if local else best if best in near else near[0] if near else best
        if draft.currency is None:
            draft.flags.append("currency_unknown")


def _is_money(text: str, draft: Draft, drafts: list[Draft], reader: MoneyReader) -> bool:
    """Drop what only looks like money: weights, codes that are words, letters."""
    if draft.form in reader.weights and reader.weight_link.match(text, draft.end):
        return False
    number = draft.number
    if draft.form not in reader.weak or number.scaled or (number.grouped and number.value >= 1000):
        return True
    return any(
        other.currency == draft.currency and (other.form not in reader.weak or other.number.scaled)
        for other in drafts
        if other is not draft
    )
