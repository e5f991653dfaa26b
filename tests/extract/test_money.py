"""Every phrase of the money corpora, and what no phrase can show: hostile input, reading order, doubt."""

import re
import time
import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ingest.extract import money
from ingest.extract.scan import Lexicon
from ingest.lang import list_packs, load_pack
from ingest.refdata import load_currencies

_CORPUS = Path(__file__).parents[1] / "corpus"


@cache
def _reader(code: str) -> tuple[Lexicon, money.MoneyReader]:
    pack = load_pack(code)
    return Lexicon(money.list_terms(pack, load_currencies())), money.build_reader(pack, load_currencies())


def find(code: str, text: str, **context: Any) -> list[money.Amount]:
    lexicon, reader = _reader(code)
    return money.find_money(text, lexicon.scan(text), reader, **context)


def _cases() -> list[Any]:
    cases = []
    for path in sorted(_CORPUS.glob("*/money.toml")):
        for case in tomllib.loads(path.read_text("utf-8"))["case"]:
            cases.append(pytest.param(path.parent.name, case, id=f"{path.parent.name}: {case['text'][:60]}"))
    return cases


@pytest.mark.parametrize(("code", "case"), _cases())
def test_phrase(code: str, case: dict[str, Any]) -> None:
    found = find(code, case["text"])
    got = []
    for amount, want in zip(found, case["want"], strict=False):
        mention = amount.mention
        row = {"text": mention.text, "amount": mention.amount, "currency": mention.currency}
        optional = {"low": mention.amount_low, "qualifier": mention.amount_qualifier, "role": mention.role}
        got.append(row | {key: value for key, value in optional.items() if key in want})
    wanted = [
        {key: Decimal(value) if key in ("amount", "low") else value for key, value in want.items()}
        for want in case["want"]
    ]
    assert len(found) == len(wanted), [amount.mention.text for amount in found]
    assert got == wanted


@pytest.mark.parametrize(("code", "case"), _cases())
def test_phrase_in_its_surroundings(code: str, case: dict[str, Any]) -> None:
    """Offsets hold anywhere in a text, and lines before and after change nothing."""
    text = f"Lorem.\n\n{case['text']}\n\nIpsum."
    found = find(code, text)
    assert all(text[a.mention.start : a.mention.end] == a.mention.text for a in found)
    assert [a.mention.text for a in found] == [want["text"] for want in case["want"]]
    ends = [0, *(a.mention.end for a in found)]
    assert all(a.mention.start >= end for a, end in zip(found, ends, strict=False))


def test_a_conversion_names_the_amount_that_it_restates() -> None:
    found = find("en", "a contract for 5.12bn rupees ($61m:£48m), of which $3m is a fee")
    assert [amount.converts for amount in found] == [None, 0, 0, None]


@pytest.mark.parametrize(
    ("text", "context", "currency"),
    [
        ("a $5m plant", {"dollar": "AUD"}, "AUD"),
        ("a $5m plant", {"countries": ["CA"]}, "CAD"),
        ("a $5m plant", {"countries": ["US"]}, "USD"),
        ("a $5m plant", {"countries": ["KR"]}, "USD"),
        ("a $5m plant, or C$7m", {"countries": ["CA"]}, "USD"),
        ("TORONTO (Reuters) - a $5m plant", {"countries": ["CA"]}, "USD"),
        ("a 5m pesos plant", {"countries": ["MX"]}, "MXN"),
        ("a 5m crown plant", {"countries": ["SE"]}, "SEK"),
        ("a Rs 5m plant", {"countries": ["PK"]}, "PKR"),
        ("a Rs 5m plant", {}, "INR"),
    ],
)
def test_the_country_decides_between_currencies(text: str, context: dict[str, Any], currency: str) -> None:
    amount = find("en", text, **context)[0]
    assert amount.mention.currency == currency
    assert amount.currency_inferred


def test_an_unknown_peso_has_no_currency_and_says_so() -> None:
    amount = find("en", "a plant for 5 million pesos")[0]
    assert (amount.mention.currency, amount.flags) == (None, ("currency_unknown",))


@pytest.mark.parametrize(
    ("code", "text", "amounts", "flags"),
    [
        # 1,250 miliar is 1.25 billion by the language; the rupiah beside it say 1,250 billion
        ("id", "US$ 1.250 juta (Rp 20 triliun)", ["1250000000", "20000000000000"], ()),
        ("id", "US$ 1.250 miliar (Rp 20 triliun)", ["1250000000", "20000000000000"], ()),
        ("en", "Rp 1.250 trillion ($80 million)", ["1250000000000", "80000000"], ()),
        ("id", "US$ 2 M (Rp 32 triliun)", ["2000000000", "32000000000000"], ()),
        ("id", "US$ 2 M (Rp 32 miliar)", ["2000000", "32000000000"], ()),
        ("id", "suntikan US$ 2 M untuk pabrik", ["2000000000"], ("scale_letter",)),
        ("id", "suntikan US$ 2 M\n\nDana US$ 2 juta itu", ["2000000", "2000000"], ()),
        ("id", "US$ 2 miliar (Rp 33 juta)", ["2000000000", "33000000"], ("rate",)),
        ("id", "dana US$ 1.250 miliar", ["1250000000000"], ("separator",)),
    ],
)
def test_doubt_is_settled_by_the_article_or_flagged(
    code: str, text: str, amounts: list[str], flags: tuple[str, ...]
) -> None:
    found = find(code, text)
    assert [amount.mention.amount for amount in found] == [Decimal(value) for value in amounts]
    assert found[0].flags == flags


def test_sums_in_time_and_per_party_are_flagged_not_prices() -> None:
    yearly, each = find("en", "costs $5 million a year; they pay $5 million apiece")
    assert yearly.flags == ("per_period",) and not yearly.per_unit
    assert each.flags == ("each",) and not each.per_unit


_HOSTILE = [
    "$1 ",
    "1.1",
    "Rp ",
    "Rp1.1",
    "US$",
    "5 million ",
    "satu ",
    "1 dolar ",
    "$1-",
    "$1 to ",
    "(",
    "5 juta hingga ",
]


@pytest.mark.parametrize("piece", _HOSTILE)
@pytest.mark.parametrize("code", list_packs())
def test_hostile_text_stays_linear(code: str, piece: str) -> None:
    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        lexicon, reader = _reader(code)
        hits = lexicon.scan(text)
        began = time.process_time()
        money.find_money(text, hits, reader)
        return time.process_time() - began

    small, large = max(seconds(20_000), 0.002), seconds(200_000)
    assert large < small * 40, f"{small:.3f} s for 20 kB, {large:.3f} s for 200 kB"


def test_forms_that_scan_as_money_are_known_to_the_reader() -> None:
    for code in list_packs():
        _, reader = _reader(code)
        terms = money.list_terms(load_pack(code), load_currencies())
        assert all(term.value in reader.ambiguous for term in terms)
        assert all(re.fullmatch(r"money\.\w+", term.kind) for term in terms)
