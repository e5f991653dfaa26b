"""Digits by shape and by language, number words, and what is no number."""

from decimal import Decimal

import pytest

from ingest.extract.numbers import NumberReader, read_digits
from ingest.lang import load_pack


@pytest.mark.parametrize(
    ("raw", "decimal", "value", "other"),
    [
        ("5", ",", "5", None),
        ("1.250", ",", "1250", "1.250"),
        ("1.250", ".", "1.250", "1250"),
        ("1,250", ",", "1.250", "1250"),
        ("1,250", ".", "1250", "1.250"),
        ("1.5", ",", "1.5", None),
        ("1,5", ".", "1.5", None),
        ("0.125", ",", "0.125", None),
        ("1.250.000", ",", "1250000", None),
        ("1,250,000", ",", "1250000", None),
        ("1.250.000,50", ",", "1250000.50", None),
        ("1,250,000.50", ",", "1250000.50", None),
        ("12,34,567", ".", "1234567", None),
        ("12,34,567.89", ".", "1234567.89", None),
        ("1'250'000", ".", "1250000", None),
        ("500\u00a0000", ",", "500000", None),
        ("1234.567", ",", "1234.567", None),
    ],
)
def test_digits(raw: str, decimal: str, value: str, other: str | None) -> None:
    digits = read_digits(raw, decimal)
    assert digits is not None
    assert (digits.value, digits.other) == (Decimal(value), Decimal(other) if other else None)


@pytest.mark.parametrize("raw", ["1.2.3", "1,2,3", "1.25.000,5.6", "1.,5", "1.2,3.4", "1.1.1.1.1"])
def test_what_is_no_number(raw: str) -> None:
    assert read_digits(raw, ".") is None


@pytest.mark.parametrize(
    ("code", "text", "value"),
    [
        ("id", "dua puluh lima juta", "25000000"),
        ("id", "dua belas", "12"),
        ("id", "seratus dua puluh tiga", "123"),
        ("id", "dua ratus lima puluh ribu", "250000"),
        ("id", "seribu lima ratus", "1500"),
        ("id", "satu koma dua lima miliar", "1250000000"),
        ("id", "dua setengah triliun", "2500000000000"),
        ("id", "satu juta dua ratus ribu", "1200000"),
        ("id", "setengah triliun", "500000000000"),
        ("id", "3,5 ribu triliun", "3500000000000000"),
        ("en", "twenty-five million", "25000000"),
        ("en", "one hundred and twenty thousand", "120000"),
        ("en", "twenty five hundred", "2500"),
        ("en", "half a billion", "500000000"),
        ("en", "three quarters of a million", "750000"),
        ("en", "one point two billion", "1200000000"),
        ("en", "a billion and a half", "1500000000"),
        ("en", "two thousand million", "2000000000"),
        ("en", "3 hundred thousand", "300000"),
        ("en", "1.2 lakh crore", "1200000000000"),
    ],
)
def test_words(code: str, text: str, value: str) -> None:
    number = NumberReader(load_pack(code)).read(text, 0)
    assert number is not None
    assert (number.value, number.end) == (Decimal(value), len(text))


@pytest.mark.parametrize("text", ["billion", "and five", "a dog", "hundreds", "", "fivefold"])
def test_no_number_begins_here(text: str) -> None:
    assert NumberReader(load_pack("en")).read(text, 0) is None


def test_a_letter_scales_by_the_currency() -> None:
    reader = NumberReader(load_pack("id"))
    home, abroad = reader.read("5 M", 0, home=True), reader.read("5 m", 0, home=False)
    assert home is not None and home.value == 5_000_000_000 and home.letter == "M"
    assert abroad is not None and abroad.value == 5_000_000
