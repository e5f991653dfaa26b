"""Floors only rise by themselves, and what lies below one is named."""

from pathlib import Path

import pytest

from ingest.errors import WartaError
from ingest.evaluate.accuracy import is_same_page, split_page
from ingest.evaluate.floors import MARGIN, find_sunken, raise_floors, read_floors, write_floors

_FLOORS = {"test_split": {"detection.x": 0.7, "money.x": 0.9}}


def test_what_lies_below_its_floor_or_is_gone_is_named() -> None:
    assert find_sunken({"test_split": {"detection.x": 0.7, "money.x": 0.95}}, _FLOORS) == []
    [line] = find_sunken({"test_split": {"detection.x": 0.699, "money.x": 0.9}}, _FLOORS)
    assert line == "test_split: detection.x is 0.699, its floor 0.7"
    assert len(find_sunken({"test_split": {"detection.x": 0.8}}, _FLOORS)) == 1
    assert len(find_sunken({}, _FLOORS)) == 2


def test_floors_rise_with_the_figures_and_sink_only_on_demand() -> None:
    figures = {"test_split": {"detection.x": 0.8, "money.x": 0.8, "new": 0.5}}
    assert raise_floors(figures, _FLOORS) == {
        "test_split": {"detection.x": 0.8 - MARGIN, "money.x": 0.9, "new": 0.5 - MARGIN}
    }
    assert raise_floors(figures, _FLOORS, lower=True)["test_split"]["money.x"] == 0.8 - MARGIN


def test_floors_are_read_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "floors.toml"
    write_floors(path, "abc", _FLOORS)
    assert read_floors(path) == ("abc", _FLOORS)
    path.write_text("detection = 1")
    with pytest.raises(WartaError, match="digest"):
        read_floors(path)


def test_a_page_without_its_marks_is_refused() -> None:
    with pytest.raises(WartaError, match="figures"):
        split_page("# Accuracy\n")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("| a | 0.700 | 12 |", "| a | 0.710 | 13 |", True),
        ("| a | 0.700 | 12 |", "| a | 0.750 | 12 |", False),
        ("| a | 0.700 | 12 |", "| a | 0.700 | 32 |", False),
        ("| a | 0.700 |", "| b | 0.700 |", False),
        ("| a | 0.700 |", "| a | 0.700 | 1 |", False),
    ],
)
def test_pages_are_compared_up_to_rounding(one: str, other: str, same: bool) -> None:
    assert is_same_page(one, other) is same
