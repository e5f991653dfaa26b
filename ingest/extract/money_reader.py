"""The currency forms of a language and the patterns that read numbers beside them, compiled once per pack."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.extract.money_roles import RoleReader
from ingest.extract.numbers import NumberReader, join_words
from ingest.extract.scan import Term
from ingest.lang import Pack
from ingest.refdata import Currency

# The kinds of currency form: sign before the number, after it, either, a name after it, a fraction of the currency.
BEFORE, AFTER, BOTH, NAME, SUB = "money.before", "money.after", "money.both", "money.name", "money.sub"


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
    historic: frozenset[str]
    per_unit: dict[str, int]  # sub-unit form -> how many make one unit
    weak: frozenset[str]
    weights: frozenset[str]
    home: str
    home_forms: frozenset[str]  # forms that mean the language's own currency and no other
    bare_dollar: dict[str, str]  # country -> the dollar that its own press writes as "$"
    wire_words: tuple[str, ...]


def _forms(pack: Pack, currency: Currency) -> list[tuple[str, str]]:
    """Every form of a currency with its kind."""
    names = {*getattr(currency, f"names_{pack.code}", ()), *currency.names_en}
    before, after = set(currency.symbols_before), set(currency.symbols_after)
    forms = [(currency.code, BOTH)]
    forms += [(form, BOTH if form in after else BEFORE) for form in sorted(before)]
    forms += [(form, AFTER) for form in sorted(after - before)]
    forms += [(form, NAME) for form in sorted(names)]
    for form in currency.ambiguous:
        is_name = form[0].isalpha() and len(form) > 2 and form.islower() or " " in form
        forms.append((form, NAME if is_name else BOTH))
    forms += [(name, SUB) for unit in currency.sub_units for name in unit.names]
    return forms


def list_terms(pack: Pack, currencies: Sequence[Currency]) -> list[Term]:
    """The currency forms of a language for the shared Lexicon; the value is the form itself, as the reader knows it."""
    ignore = set(pack.words("money", "ignore"))
    weak = set(pack.words("money", "weak"))
    glued = set(pack.words("money", "glued_names"))
    terms: dict[tuple[str, str], Term] = {}
    for currency in currencies:
        for form, kind in _forms(pack, currency):
            if form in ignore:
                continue
            exact = kind in (BEFORE, AFTER, BOTH) and (form in weak or currency.usd_low is None or len(form) == 1)
            terms.setdefault((form, kind), Term(form, kind, form, exact=exact, glue=kind != NAME or form in glued))
    return list(terms.values())


def build_reader(pack: Pack, currencies: Sequence[Currency]) -> MoneyReader:
    """Compile a pack and the currencies for find_money."""
    meanings: dict[str, list[str]] = {}
    default: dict[str, str] = {}
    per_unit: dict[str, int] = {}
    weak = set(pack.words("money", "weak"))
    home = pack.text("money", "home_currency")
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
        historic=frozenset(currency.code for currency in currencies if currency.historic),
        per_unit=per_unit,
        weak=frozenset(weak),
        weights=frozenset(pack.words("money", "weights")),
        home=home,
        home_forms=frozenset(form for form, codes in meanings.items() if codes == [home]),
        bare_dollar={
            country: currency.code
            for currency in currencies
            if currency.code in pack.words("money", "local_dollars")
            for country in currency.bare_dollar_countries
        },
        wire_words=pack.words("money", "wire_words"),
    )


def _between_joiners(pack: Pack) -> list[str]:
    return [str(word) for word in pack.table("money", "between").values()]


def _range_joiners(pack: Pack) -> list[str]:
    return [*pack.words("money", "range_words"), *_between_joiners(pack)]


def _unit_starts(pack: Pack) -> list[str]:
    return [*pack.words("money", "per"), *pack.words("money", "per_articles"), *pack.words("money", "each")]
