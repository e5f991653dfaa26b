"""The table that turns scores into confidences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.extract.calibration import calibrate

_KNOTS = [[0.2, 0.1], [0.5, 0.6], [0.8, 0.9]]
_SHARES = st.floats(0, 1)


@pytest.mark.parametrize(
    ("raw", "confidence"),
    [(0.0, 0.0), (0.1, 0.05), (0.2, 0.1), (0.35, 0.35), (0.5, 0.6), (0.65, 0.75), (0.8, 0.9), (0.9, 0.95), (1.0, 1.0)],
)
def test_lines_join_the_knots(raw: float, confidence: float) -> None:
    assert calibrate(raw, _KNOTS) == pytest.approx(confidence)


def test_without_knots_the_score_stands() -> None:
    assert calibrate(0.37, []) == 0.37


def test_two_knots_at_one_score_divide_nothing_by_zero() -> None:
    assert calibrate(0.5, [[0.5, 0.2], [0.5, 0.4]]) == pytest.approx(0.4)


@given(st.lists(st.tuples(_SHARES, _SHARES), max_size=6), _SHARES, _SHARES)
def test_order_is_kept_and_confidence_stays_a_share(pairs: list[tuple[float, float]], one: float, other: float) -> None:
    knots = list(zip(sorted(raw for raw, _ in pairs), sorted(share for _, share in pairs), strict=True))
    low, high = calibrate(min(one, other), knots), calibrate(max(one, other), knots)
    assert 0 <= low <= high + 1e-9
    assert high <= 1
