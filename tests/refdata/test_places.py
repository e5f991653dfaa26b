"""The places settle a country each, and say where they could be somewhere or something else."""

from collections import defaultdict

import pytest

from ingest.refdata import Place, load_countries, load_places

KINDS = {"province", "state", "prefecture", "region", "city", "district", "industrial_area"}
PROVINCES = [
    "Aceh", "Sumatera Utara", "Sumatera Barat", "Riau", "Kepulauan Riau", "Jambi", "Bengkulu", "Sumatera Selatan",
    "Kepulauan Bangka Belitung", "Lampung", "Banten", "DKI Jakarta", "Jawa Barat", "Jawa Tengah", "DI Yogyakarta",
    "Jawa Timur", "Bali", "Nusa Tenggara Barat", "Nusa Tenggara Timur", "Kalimantan Barat", "Kalimantan Tengah",
    "Kalimantan Selatan", "Kalimantan Timur", "Kalimantan Utara", "Sulawesi Utara", "Sulawesi Tengah",
    "Sulawesi Selatan", "Sulawesi Tenggara", "Gorontalo", "Sulawesi Barat", "Maluku", "Maluku Utara", "Papua",
    "Papua Barat", "Papua Selatan", "Papua Tengah", "Papua Pegunungan", "Papua Barat Daya",
]  # fmt: skip


def test_kinds_and_countries_are_known() -> None:
    countries = {country.code for country in load_countries()}
    for place in load_places():
        assert place.kind in KINDS, place.name
        assert place.country in countries, place.name
        assert place.name == place.names[0]
        assert set(place.ambiguous) <= set(place.names), place.name


def test_a_form_in_two_countries_is_ambiguous_in_both() -> None:
    owners: dict[str, list[Place]] = defaultdict(list)
    for place in load_places():
        for form in {form.casefold() for form in place.names}:
            owners[form].append(place)
    for form, places in owners.items():
        if len({place.country for place in places}) > 1:
            assert all(form in map(str.casefold, place.ambiguous) for place in places), form


def test_a_form_that_names_a_country_elsewhere_is_ambiguous() -> None:
    countries = {form.casefold(): country.code for country in load_countries() for form in country.names}
    for place in load_places():
        for form in place.names:
            if countries.get(form.casefold(), place.country) != place.country:
                assert form in place.ambiguous, (place.name, form)


def test_the_38_provinces_of_indonesia_are_whole() -> None:
    forms = {
        form for place in load_places() if place.country == "ID" and place.kind == "province" for form in place.names
    }
    assert set(PROVINCES) <= forms
    assert sum(1 for place in load_places() if place.country == "ID" and place.kind == "province") == len(PROVINCES)


def test_the_fifty_states_and_the_capital_are_whole() -> None:
    assert sum(1 for place in load_places() if place.country == "US" and place.kind == "state") == 51


@pytest.mark.parametrize(
    ("form", "country"),
    [
        ("Morowali", "ID"), ("Batam", "ID"), ("Kendal", "ID"), ("Karawang", "ID"), ("IKN", "ID"), ("Jatim", "ID"),
        ("Texas", "US"), ("Mumbai", "IN"), ("Shenzhen", "CN"), ("Kumamoto", "JP"), ("Pyeongtaek", "KR"),
        ("Johor", "MY"), ("Dubai", "AE"), ("Ho Chi Minh City", "VN"), ("Queensland", "AU"), ("Ontario", "CA"),
    ],
)  # fmt: skip
def test_places_of_the_business_press_settle_their_country(form: str, country: str) -> None:
    assert {place.country for place in load_places() if form in place.names} == {country}
    assert not any(form in place.ambiguous for place in load_places())
