"""The authorities: many countries, Indonesia whole, and no form that silently means two of them."""

from collections import defaultdict

import pytest

from ingest.refdata import Regulator, load_countries, load_regulators

KINDS = {
    "regulator", "ministry", "court", "central_bank", "exchange", "tax", "customs", "police", "prosecutor",
    "legislature", "government", "standard_body",
}  # fmt: skip
MATTERS = {
    "antitrust", "consumer_protection", "data_privacy", "securities", "banking", "tax", "trade", "foreign_investment",
    "environment", "labour", "health_safety", "energy", "telecom_media", "crypto", "national_security",
    "anti_corruption", "other",
}  # fmt: skip
INDONESIA = [
    "OJK", "KPPU", "Bank Indonesia", "Bappebti", "BPOM", "BKPM", "Kementerian Investasi", "KPK", "Kominfo", "Komdigi",
    "DJP", "Bea Cukai", "BEI", "JSX", "IDX", "Kejaksaan Agung", "Polri", "Bareskrim", "BPK", "BPKP", "Kementerian BUMN",
    "Kementerian ESDM", "Kementerian Perdagangan", "Kementerian Perindustrian", "Kementerian Keuangan",
    "Kementerian Perhubungan", "Kementerian Lingkungan Hidup", "KLHK", "Kementerian Kehutanan", "Kementerian Pertanian",
    "KKP", "Kementerian Kesehatan", "Kementerian Ketenagakerjaan", "Kementerian PUPR", "Kementerian ATR/BPN",
    "Kementerian Koperasi", "Kementerian Pariwisata", "Mahkamah Agung", "Mahkamah Konstitusi", "PTUN",
    "Pengadilan Niaga", "Pengadilan Negeri", "Pengadilan Tinggi", "PPATK", "LPS", "BPJPH", "BRTI", "Badan Karantina",
    "DPR", "Presiden RI", "Pemerintah Indonesia", "SKK Migas", "Bapepam",
]  # fmt: skip


def _firm_forms(regulator: Regulator) -> tuple[str, ...]:
    return (regulator.name, *regulator.aliases, *regulator.officers)


def _find_owners(form: str) -> list[Regulator]:
    return [regulator for regulator in load_regulators() if form in _firm_forms(regulator)]


def test_names_are_unique_in_their_country() -> None:
    keys = [(regulator.country, regulator.name.casefold()) for regulator in load_regulators()]
    assert len(keys) == len(set(keys))


def test_kinds_matters_and_countries_are_known() -> None:
    countries = {country.code for country in load_countries()}
    for regulator in load_regulators():
        assert regulator.kind in KINDS, regulator.name
        assert regulator.matters and set(regulator.matters) <= MATTERS, regulator.name
        assert regulator.country in countries, regulator.name


def test_a_firm_form_means_one_authority() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for regulator in load_regulators():
        for form in _firm_forms(regulator):
            owners[form.casefold()].add(f"{regulator.country}: {regulator.name}")
    assert {form: names for form, names in owners.items() if len(names) > 1} == {}


def test_ambiguous_forms_are_not_firm_in_the_same_authority() -> None:
    for regulator in load_regulators():
        firm = {form.casefold() for form in _firm_forms(regulator)}
        assert not firm & {form.casefold() for form in regulator.ambiguous}, regulator.name


def test_many_jurisdictions_and_the_great_ones_dense() -> None:
    counts: dict[str, int] = defaultdict(int)
    for regulator in load_regulators():
        counts[regulator.country] += 1
    assert len(counts) >= 45
    assert sum(1 for count in counts.values() if count >= 3) >= 45
    assert all(counts[code] >= 20 for code in ("US", "EU", "GB", "CN", "KR", "JP", "IN", "AU", "SG", "MY", "ID"))


@pytest.mark.parametrize("form", INDONESIA)
def test_indonesia_is_whole(form: str) -> None:
    assert [regulator.country for regulator in _find_owners(form)] == ["ID"]


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("SEC", "US Securities and Exchange Commission"),
        ("the Fed", "Federal Reserve"),
        ("FTC", "Federal Trade Commission"),
        ("Departemen Kehakiman AS", "US Department of Justice"),
        ("Komisi Eropa", "European Commission"),
        ("Uni Eropa", "European Union"),
        ("Kementerian Perdagangan China", "Ministry of Commerce of China"),
        ("Mendag", "Ministry of Trade of Indonesia"),
        ("Presiden Trump", "White House"),
        ("Treasury Secretary", "US Department of the Treasury"),
        ("Komisi Perdagangan Adil Korea", "Korea Fair Trade Commission"),
        ("Komisi Perlindungan Informasi Pribadi", "Personal Information Protection Commission"),
        ("Australia's competition watchdog", "Australian Competition and Consumer Commission"),
        ("SAMR", "State Administration for Market Regulation"),
        ("Menkeu", "Ministry of Finance of Indonesia"),
    ],
)
def test_forms_of_the_press_find_their_authority(form: str, name: str) -> None:
    assert [regulator.name for regulator in _find_owners(form)] == [name]


@pytest.mark.parametrize("form", ["FSA", "BI", "the commission", "Fair Trade Commission", "pemerintah"])
def test_forms_that_need_context_say_so(form: str) -> None:
    assert _find_owners(form) == []
    assert any(form.casefold() in map(str.casefold, regulator.ambiguous) for regulator in load_regulators())
