"""Legal forms: known kinds, no form twice on one side of a name."""

from collections import Counter

import pytest

from ingest.refdata import load_countries, load_legal_forms

FORM_KINDS = {"company", "state", "partnership", "sole_trader", "cooperative", "foundation", "association"}


def test_forms_are_known_and_stand_once_on_a_side() -> None:
    countries = {country.code for country in load_countries()}
    for form in load_legal_forms():
        assert form.position in {"prefix", "suffix"}
        assert form.kind in FORM_KINDS, form.form
        assert form.countries and set(form.countries) <= countries, form.form
    spelled = Counter((form.position, text) for form in load_legal_forms() for text in {form.form, *form.variants})
    assert [key for key, count in spelled.items() if count > 1] == []


@pytest.mark.parametrize(
    ("text", "position", "country"),
    [
        ("PT", "prefix", "ID"), ("CV", "prefix", "ID"), ("Tbk", "suffix", "ID"), ("(Persero)", "suffix", "ID"),
        ("Inc", "suffix", "US"), ("plc", "suffix", "GB"), ("GmbH", "suffix", "DE"), ("Sdn Bhd", "suffix", "MY"),
        ("Pte Ltd", "suffix", "SG"), ("KK", "suffix", "JP"), ("ASA", "suffix", "NO"), ("S.p.A.", "suffix", "IT"),
        ("Co., Ltd.", "suffix", "KR"), ("Oyj", "suffix", "FI"), ("Pty Ltd", "suffix", "AU"),
    ],
)  # fmt: skip
def test_forms_of_the_business_press_tell_their_country(text: str, position: str, country: str) -> None:
    found = [form for form in load_legal_forms() if form.position == position and text in {form.form, *form.variants}]
    assert [form.countries[0] for form in found] == [country]
