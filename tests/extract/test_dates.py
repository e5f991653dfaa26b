"""Every phrase of the date corpora, and what no phrase can show: no anchor, excluded spans, hostile input."""

import time
import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ingest.extract import dates
from ingest.extract.scan import Lexicon
from ingest.lang import list_packs, load_pack

_CORPUS = Path(__file__).parents[1] / "corpus"
_ANCHOR = date(2026, 4, 1)  # a Wednesday


@cache
def _reader(code: str) -> tuple[Lexicon, dates.DateReader]:
    pack = load_pack(code)
    return Lexicon(dates.list_terms(pack)), dates.build_reader(pack)


def find(code: str, text: str, anchor: date | None = _ANCHOR, **more: Any) -> list[dates.DateSpan]:
    lexicon, reader = _reader(code)
    return dates.find_dates(text, lexicon.scan(text), reader, anchor, **more)


def _cases() -> list[Any]:
    cases = []
    for path in sorted(_CORPUS.glob("*/dates.toml")):
        for case in tomllib.loads(path.read_text("utf-8"))["case"]:
            cases.append(pytest.param(path.parent.name, case, id=f"{path.parent.name}: {case['text'][:60]}"))
    return cases


@pytest.mark.parametrize(("code", "case"), _cases())
def test_phrase(code: str, case: dict[str, Any]) -> None:
    got = [
        {"text": s.text, "precision": s.precision, "kind": s.kind}
        | ({"first": s.first, "last": s.last} if s.first else {})
        for s in find(code, case["text"], case["anchor"])
    ]
    assert got == case["want"]


@pytest.mark.parametrize(("code", "case"), _cases())
def test_phrase_in_its_surroundings_and_without_an_anchor(code: str, case: dict[str, Any]) -> None:
    text = f"Lorem.\n\n{case['text']}.\n\nIpsum."
    for anchor in (case["anchor"], None):
        found = find(code, text, anchor)
        assert all(text[s.start : s.end] == s.text for s in found)
        assert [s.text for s in found] == [want["text"] for want in case["want"]]


def test_without_an_anchor_relative_words_are_kept_and_absolute_ones_resolved() -> None:
    last_week, absolute = find("id", "pekan lalu, atau 4 Maret 2026", None)
    assert (last_week.text, last_week.first, last_week.precision) == ("pekan lalu", None, "week")
    assert absolute.first == date(2026, 3, 4)


def test_no_date_comes_out_of_an_excluded_span() -> None:
    text = "Rp 2026 pada 2025"
    assert [s.text for s in find("id", text)] == ["2026", "2025"]
    assert [s.text for s in find("id", text, skip=[(0, 7)])] == ["2025"]


@pytest.mark.parametrize("anchor", [date(1, 1, 1), date(9999, 12, 31)])
def test_the_ends_of_the_calendar_do_no_harm(anchor: date) -> None:
    text = "last week, next year, Friday, in March, over the next 900 years, 1000 years ago, by June 30, Q3, since 2019"
    for span in find("en", text, anchor):
        assert span.first is None or span.last is None or span.first <= span.last


_HOSTILE = ["2026-", "1/1/", "(1", "March ", "next ", "2025-2030 ", "three ", "1 years ", "Q3 ", "Friday ", "to 2026 "]


@pytest.mark.parametrize("piece", _HOSTILE)
@pytest.mark.parametrize("code", list_packs())
def test_hostile_text_stays_linear(code: str, piece: str) -> None:
    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        lexicon, reader = _reader(code)
        hits = lexicon.scan(text)
        began = time.process_time()
        dates.find_dates(text, hits, reader, _ANCHOR)
        return time.process_time() - began

    # The best of three: what else the machine does may only slow a run down.
    small = max(min(seconds(20_000) for _ in range(3)), 0.002)
    large = min(seconds(200_000) for _ in range(3))
    assert large < small * 40, f"{small:.3f} s for 20 kB, {large:.3f} s for 200 kB"
