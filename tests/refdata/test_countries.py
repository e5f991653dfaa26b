"""The country table is whole, its codes are sound, and a form that two countries share says so."""

import re
from collections import defaultdict

import pytest

from ingest.refdata import Country, load_countries, load_currencies


def _forms(country: Country) -> set[str]:
    return {*country.names, *country.demonyms, *country.government_names}


def test_every_country_is_there_once() -> None:
    codes = [country.code for country in load_countries()]
    assert len(codes) == len(set(codes)) == 251  # the 249 of ISO 3166-1, EU and XK
    assert all(re.fullmatch("[A-Z]{2}", code) for code in codes)


def test_currencies_are_known_and_in_use() -> None:
    in_use = {currency.code for currency in load_currencies() if not currency.historic}
    assert {c.code for c in load_countries() if c.currency not in in_use} == {"AQ"}


def test_currencies_circulate_in_known_countries() -> None:
    known = {country.code for country in load_countries()}
    assert {code for c in load_currencies() for code in (*c.countries, *c.bare_dollar_countries)} <= known


def test_shared_forms_are_listed_as_ambiguous_by_each_owner() -> None:
    owners: dict[str, list[Country]] = defaultdict(list)
    for country in load_countries():
        for form in {form.casefold() for form in _forms(country)}:
            owners[form].append(country)
    for form, countries in owners.items():
        if len(countries) > 1:
            for country in countries:
                assert form in {text.casefold() for text in country.ambiguous}, (form, country.code)


def test_ambiguous_lists_only_forms_of_the_country() -> None:
    for country in load_countries():
        assert set(country.ambiguous) <= _forms(country) | set(country.metonyms), country.code


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ("AS", "US"),
        ("Amerika Serikat", "US"),
        ("Korsel", "KR"),
        ("Tiongkok", "CN"),
        ("Cina", "CN"),
        ("Tanah Air", "ID"),
        ("UEA", "AE"),
        ("U.S.", "US"),
        ("Inggris", "GB"),
        ("Uni Eropa", "EU"),
        ("Jepang", "JP"),
        ("Selandia Baru", "NZ"),
    ],
)
def test_forms_of_the_press_name_their_country(form: str, code: str) -> None:
    assert [country.code for country in load_countries() if form in country.names] == [code]


def test_governments_have_indonesian_and_english_forms() -> None:
    named = {country.code: country.government_names for country in load_countries()}
    assert {"pemerintah Korea Selatan", "South Korean government"} <= set(named["KR"])
    assert {"pemerintah AS", "US government"} <= set(named["US"])
    assert sum(1 for forms in named.values() if forms) > 180
