"""From the score of a mention to the confidence that is published: of those at about p, a share p are right."""

from bisect import bisect_right
from collections.abc import Sequence


def calibrate(raw: float, knots: Sequence[Sequence[float]]) -> float:
    """Return the confidence, 0..1, for a raw score, 0..1, along straight lines between the knots.

    `knots`: (raw, confidence), rising in both, as weights.json holds them under `calibration`; beyond the first and
    the last the line goes on to (0, 0) and (1, 1). Without knots the score stands as it is.
    """
    if not knots:
        return raw
    index = bisect_right(knots, raw, key=lambda knot: knot[0])
    left, low = knots[index - 1] if index else (0.0, 0.0)
    right, high = knots[index] if index < len(knots) else (1.0, 1.0)
    share = (raw - left) / (right - left) if right > left else 0.0
    return min(1.0, max(0.0, low + share * (high - low)))
