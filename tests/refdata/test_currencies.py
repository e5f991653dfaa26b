"""The currency table keeps its promises: valid codes, one meaning a form, and rates that real fixings respect."""

import re
from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest
from currency_converter import CurrencyConverter, RateNotFoundError

from ingest.refdata import load_currencies

# ISO 4217 codes of the twenty economies that business news names most
MUST_HAVE = set(
    [
        "USD",
        "EUR",
        "GBP",
        "JPY",
        "CNY",
        "KRW",
        "IDR",
        "SGD",
        "MYR",
        "THB",
        "PHP",
        "VND",
        "INR",
        "AUD",
        "CAD",
        "HKD",
        "TWD",
        "CHF",
        "SAR",
        "AED",
    ]
)


def test_codes_are_unique_and_well_formed() -> None:
    codes = [currency.code for currency in load_currencies()]
    assert len(codes) == len(set(codes))
    assert all(re.fullmatch("[A-Z]{3}", code) for code in codes)
    assert set(codes) >= MUST_HAVE


def test_a_form_belongs_to_one_currency_or_is_listed_as_ambiguous() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    shared: set[str] = set()
    for currency in load_currencies():
        shared |= {form.casefold() for form in currency.ambiguous}
        for form in currency.names_en + currency.names_id + currency.names_ms:
            owners[form.casefold()].add(currency.code)
    assert {form: codes for form, codes in owners.items() if len(codes) > 1} == {}
    assert {form for form in owners if form in shared} == set()


def test_a_symbol_belongs_to_one_currency_or_is_listed_as_ambiguous() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for currency in load_currencies():
        for form in {*currency.symbols_before, *currency.symbols_after}:
            owners[form].add(currency.code)
        assert not {*currency.symbols_before, *currency.symbols_after} & set(currency.ambiguous)
    assert {form: codes for form, codes in owners.items() if len(codes) > 1} == {}


def test_an_ambiguous_form_has_at_most_one_default() -> None:
    owners: dict[str, list[str]] = defaultdict(list)
    for currency in load_currencies():
        forms = {*currency.ambiguous, *(name for unit in currency.sub_units for name in unit.names)}
        assert set(currency.default_for) <= forms
        for form in currency.default_for:
            owners[form if len(form) == 1 else form.casefold()].append(currency.code)  # "P" is pesos, "p" pence
    assert {form: codes for form, codes in owners.items() if len(set(codes)) > 1} == {}


@pytest.mark.parametrize(
    ("form", "code"),
    [("$", "USD"), ("dolar", "USD"), ("£", "GBP"), ("¥", "JPY"), ("Rs", "INR"), ("won", "KRW"), ("pence", "GBP")],
)
def test_defaults_are_those_of_the_business_press(form: str, code: str) -> None:
    assert [c.code for c in load_currencies() if form in c.default_for] == [code]


def test_bare_dollar_countries_are_each_claimed_once() -> None:
    countries = [country for c in load_currencies() for country in c.bare_dollar_countries]
    assert len(countries) == len(set(countries))
    assert {"US", "CA", "AU", "SG", "HK", "TW", "NZ"} <= set(countries)


def test_reference_fixings_lie_within_the_plausible_bounds() -> None:
    fixings = CurrencyConverter(decimal=True)
    checked = 0
    for currency in load_currencies():
        if currency.usd_low is None or currency.usd_high is None or currency.code not in fixings.currencies:
            continue
        assert currency.usd_low <= currency.usd_high
        first, last = fixings.bounds[currency.code]
        for year in range(first.year + 1, last.year + 1):
            day = date(year, 7, 1)
            try:
                rate = fixings.convert(Decimal(1), "USD", currency.code, day)
            except RateNotFoundError:  # a weekend, or a gap in the series
                continue
            assert currency.usd_low <= round(rate, 6) <= currency.usd_high, (currency.code, day, rate)
            checked += 1
    assert checked > 150
