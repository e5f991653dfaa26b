"""Quality cannot sink silently: the engine on every reviewed article, against floors and against the published page.

`make accuracy` raises the floors and writes the page; see docs/accuracy.md for what is measured and how.
"""

from pathlib import Path

import pytest

from ingest.evaluate.accuracy import Measurement, format_figures, is_same_page, measure_accuracy, split_page
from ingest.evaluate.floors import find_sunken, list_figures, read_floors
from ingest.evaluate.gold import digest_gold, load_gold
from ingest.evaluate.score import score_predictions

_TESTS = Path(__file__).parent
_PAGE = _TESTS.parent / "docs" / "accuracy.md"
_AGAIN = "run `make accuracy` and look at what changed"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def measurement() -> Measurement:
    return measure_accuracy(load_gold(_TESTS / "gold"))


def test_the_floors_are_those_of_this_corpus(measurement: Measurement) -> None:
    digest, floors = read_floors(_TESTS / "quality_floors.toml")
    assert digest == digest_gold(measurement.gold), f"articles changed: {_AGAIN}"
    assert set(floors) == set(measurement.figures())


def test_no_figure_lies_below_its_floor(measurement: Measurement) -> None:
    _, floors = read_floors(_TESTS / "quality_floors.toml")
    assert find_sunken(measurement.figures(), floors) == []


def test_no_amount_is_wrong_by_its_scale(measurement: Measurement) -> None:
    for score in (measurement.validated, measurement.test, measurement.shipped):
        assert [fault for fault in score.faults if fault.kind == "MAGNITUDE"] == []


def test_an_engine_that_finds_nothing_falls_through_every_floor(measurement: Measurement) -> None:
    _, floors = read_floors(_TESTS / "quality_floors.toml")
    empty = list_figures(score_predictions(measurement.gold, {}))
    figures = dict.fromkeys(floors, empty)
    assert len(find_sunken(figures, floors)) == sum(len(of_run) for of_run in floors.values())


def test_the_page_says_what_is_measured(measurement: Measurement) -> None:
    text = _PAGE.read_text("utf-8")
    before, after = split_page(text)
    figures = text.removeprefix(before).removesuffix(after)
    assert is_same_page(figures, format_figures(measurement)), f"docs/accuracy.md is out of date: {_AGAIN}"


def test_there_are_enough_articles_of_each_language_with_and_without_events(measurement: Measurement) -> None:
    for language in ("en", "id"):  # a language that starts may have fewer: tests/test_packs.py
        own = [article for article in measurement.gold if article.language == language]
        assert len(own) >= 150
        assert sum(not article.events for article in own) >= 20
        assert sum(article.split == "test" for article in own) >= 0.4 * len(own)
