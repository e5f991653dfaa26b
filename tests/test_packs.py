"""No language without examples: every pack has its phrases, with negatives, and its reviewed articles."""

import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest

from ingest.evaluate.gold import load_gold
from ingest.extract.article import load_engine
from ingest.extract.language import find_language
from ingest.lang import list_packs

_TESTS = Path(__file__).parent
_FULL = {"en", "id"}  # the languages that the product promises; another one starts smaller
_PHRASES = {"money": (170, 50), "dates": (150, 50), "parties": (3, 15)}  # of a promised language, of another one
_NEGATIVES = {"money": (20, 10), "dates": (20, 10), "parties": (1, 4)}


def find_gaps(packs: Iterable[str], tests: Path) -> list[str]:
    """Return a line for every pack and kind of example that falls short."""
    gaps = []
    for code in packs:
        small = code not in _FULL
        for kind, wanted in _PHRASES.items():
            path = tests / "corpus" / code / f"{kind}.toml"
            cases = tomllib.loads(path.read_text("utf-8"))["case"] if path.is_file() else []
            negatives = [case for case in cases if not case["want"]]
            if len(cases) < wanted[small] or len(negatives) < _NEGATIVES[kind][small]:
                gaps.append(f"{code}: {len(cases)} phrases of {kind}, {len(negatives)} without any")
            if kind != "parties" and not all("because" in case for case in negatives):
                gaps.append(f"{code}: a negative of {kind} does not say why")
        if not list((tests / "gold" / code).glob("*.toml")):
            gaps.append(f"{code}: no reviewed articles")
    return gaps


def test_every_pack_has_its_examples() -> None:
    assert find_gaps(list_packs(), _TESTS) == []


def test_a_pack_without_examples_fails() -> None:
    assert len(find_gaps(["xx"], _TESTS)) == len(_PHRASES) + 1


@pytest.fixture(scope="module")
def stopwords() -> dict[str, frozenset[str]]:
    return load_engine().stopwords


def test_the_language_of_an_article_is_told_without_being_declared(stopwords: dict[str, frozenset[str]]) -> None:
    gold = load_gold(_TESTS / "gold")
    wrong = [a.article_id for a in gold if find_language(f"{a.title or ''}\n{a.body}", None, stopwords) != a.language]
    assert len(wrong) <= len(gold) * 0.005, wrong


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Syarikat itu berkata pelaburan berkenaan bernilai RM40 juta kerana permintaan meningkat.", "ms"),
        ("Perusahaan itu mengatakan investasi tersebut senilai Rp 40 miliar karena permintaan meningkat.", "id"),
        ("Kerajaan telah meluluskan projek itu selepas perbincangan pada semalam.", "ms"),
        ("Pemerintah telah menyetujui proyek itu setelah pembahasan kemarin.", "id"),
        ("The government has approved the project after talks on Monday.", "en"),
    ],
)
def test_near_relatives_are_told_apart(text: str, code: str, stopwords: dict[str, frozenset[str]]) -> None:
    assert find_language(text, None, stopwords) == code


@pytest.mark.parametrize(("declared", "code"), [("ms-MY", "ms"), ("id_ID", "id"), ("EN", "en")])
def test_a_declared_language_counts(declared: str, code: str, stopwords: dict[str, frozenset[str]]) -> None:
    assert find_language("", declared, stopwords) == code
