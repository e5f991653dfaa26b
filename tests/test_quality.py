"""Quality cannot sink silently: the engine on every reviewed article, against floors and against the published page.

`make accuracy` raises the floors and writes the page; see docs/accuracy.md for what is measured and how. It alone makes the
cross-validation, which takes minutes; here the page is held to be of the very answers that the engine gives.
"""

from pathlib import Path

import pytest

from ingest.evaluate.accuracy import (
    Measurement,
    format_figures,
    is_same_page,
    list_sections,
    measure_accuracy,
    split_page,
)
from ingest.evaluate.floors import Figures, find_sunken, list_figures, read_floors
from ingest.evaluate.gold import digest_gold, load_gold
from ingest.evaluate.score import score_predictions

_TESTS = Path(__file__).parent
_PAGE = _TESTS.parent / "docs" / "accuracy.md"
_AGAIN = "run `make accuracy` and look at what changed"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def measurement() -> Measurement:
    return measure_accuracy(load_gold(_TESTS / "gold"), folds=0)


@pytest.fixture(scope="module")
def floors() -> Figures:
    """The floors of what is measured here."""
    return {run: own for run, own in read_floors(_TESTS / "quality_floors.toml")[1].items() if run != "cross_validated"}


def test_the_floors_are_those_of_this_corpus(measurement: Measurement, floors: Figures) -> None:
    digest, _ = read_floors(_TESTS / "quality_floors.toml")
    assert digest == digest_gold(measurement.gold), f"articles changed: {_AGAIN}"
    assert set(floors) == set(measurement.figures())


def test_no_figure_lies_below_its_floor(measurement: Measurement, floors: Figures) -> None:
    assert find_sunken(measurement.figures(), floors) == []


def test_no_amount_is_wrong_by_its_scale(measurement: Measurement) -> None:
    for score in (measurement.test, measurement.shipped):
        assert [fault for fault in score.faults if fault.kind == "MAGNITUDE"] == []
    assert _PAGE.read_text("utf-8").count("Errors of magnitude: 0.") == 2  # cross-validated too


def test_an_engine_that_finds_nothing_falls_through_every_floor(measurement: Measurement, floors: Figures) -> None:
    empty = list_figures(score_predictions(measurement.gold, {}))
    figures = dict.fromkeys(floors, empty)
    assert len(find_sunken(figures, floors)) == sum(len(of_run) for of_run in floors.values())


def test_the_page_is_of_these_articles_and_these_answers(measurement: Measurement) -> None:
    text = _PAGE.read_text("utf-8")
    before, after = split_page(text)
    written = list_sections(text.removeprefix(before).removesuffix(after))
    measured = list_sections(format_figures(measurement))
    assert len(measured) == 2
    digests = measured["The corpus"].split("\n\n")[0]
    assert digests in written["The corpus"], f"docs/accuracy.md is of other articles or answers: {_AGAIN}"
    for heading, section in measured.items():
        assert is_same_page(written[heading].strip(), section.strip()), (
            f"{heading}: docs/accuracy.md is out of date: {_AGAIN}"
        )


def test_there_are_enough_articles_of_each_language_with_and_without_events(measurement: Measurement) -> None:
    for language in ("en", "id"):  # a language that starts may have fewer: tests/test_packs.py
        own = [article for article in measurement.gold if article.language == language]
        assert len(own) >= 150
        assert sum(not article.events for article in own) >= 20
        assert sum(article.split == "test" for article in own) >= 0.4 * len(own)
