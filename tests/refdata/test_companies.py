"""The companies help: each form means one of them, and words that are also something else say so."""

from collections import Counter, defaultdict

import pytest

from ingest.refdata import load_companies, load_countries


def test_names_and_countries_are_sound() -> None:
    countries = {country.code for country in load_countries()}
    names = Counter(company.name.casefold() for company in load_companies())
    assert max(names.values()) == 1
    assert {company.country for company in load_companies()} <= countries


def test_a_form_means_one_company() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for company in load_companies():
        for form in (company.name, *company.aliases):
            owners[form.casefold()].add(company.name)
        assert not set(company.aliases) & set(company.ambiguous), company.name
    assert {form: names for form, names in owners.items() if len(names) > 1} == {}


def test_tickers_of_the_indonesian_exchange_are_four_letters_and_unique() -> None:
    tickers = [c.ticker for c in load_companies() if c.country == "ID" and c.ticker]
    assert len(tickers) == len(set(tickers)) > 150
    assert all(len(ticker) == 4 and ticker.isascii() and ticker.isupper() for ticker in tickers)


@pytest.mark.parametrize(
    ("form", "name", "country"),
    [
        ("BCA", "Bank Central Asia", "ID"), ("Telkom", "Telkom Indonesia", "ID"), ("Antam", "Aneka Tambang", "ID"),
        ("GoTo", "GoTo Gojek Tokopedia", "ID"), ("Alibaba", "Alibaba Group Holding", "CN"), ("TSMC", "TSMC", "TW"),
        ("Facebook", "Meta Platforms", "US"), ("Aramco", "Saudi Aramco", "SA"), ("VW", "Volkswagen", "DE"),
    ],
)  # fmt: skip
def test_forms_of_the_business_press_find_their_company(form: str, name: str, country: str) -> None:
    found = [(c.name, c.country) for c in load_companies() if form in (c.name, *c.aliases)]
    assert found == [(name, country)]


@pytest.mark.parametrize("form", ["Apple", "Meta", "Target", "Visa", "Sea", "Mandiri", "Block"])
def test_common_words_are_listed_as_ambiguous(form: str) -> None:
    assert any(form in company.ambiguous for company in load_companies())
    assert not any(form in company.aliases for company in load_companies())
