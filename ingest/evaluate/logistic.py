"""Logistic regression over named features, and monotone calibration: deterministic, by numpy and scipy."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import expit

_RARE = 5  # a feature of fewer rows than this says little about others
_SMALL = 0.003  # weights below it change no confidence that is printed
_BLOCK = 40  # rows that a step of the calibration rests on at least, by weight
_TOP = 0.99  # no table that small can promise more


@dataclass(frozen=True, slots=True)
class Row:
    """One reading to learn from. `label`: 0..1, how right it is; `weight`: how much it counts."""

    features: Mapping[str, float]
    label: float
    weight: float


class Table:
    """Rows as one sparse matrix, made once; `fit` learns from any of them.

    Later fits start from the first, made with all rows: the optimum is the same from anywhere, the way is shorter.
    """

    def __init__(self, rows: Sequence[Row], penalty: float) -> None:
        self._names = sorted({name for row in rows for name, value in row.features.items() if value})
        index = {name: i for i, name in enumerate(self._names)}
        starts, columns, values = [0], array("l"), array("d")
        for row in rows:
            cells = sorted((index[name], value) for name, value in row.features.items() if value)
            columns.extend(column for column, _ in cells)
            values.extend(value for _, value in cells)
            starts.append(len(columns))
        shape = len(rows), len(self._names)
        self._matrix = csr_matrix((np.asarray(values), np.asarray(columns), starts), shape=shape, dtype=np.float64)
        self._label = np.array([row.label for row in rows], dtype=np.float64)
        self._weight = np.array([row.weight for row in rows], dtype=np.float64)
        self._ridge = np.array([0.01 if name == "bias" else penalty for name in self._names])
        self._start = np.zeros(len(self._names))
        self._start = self._solve(np.arange(len(rows)))

    def _solve(self, chosen: np.ndarray) -> np.ndarray:
        """Weights of all names; 0 where too few of the chosen rows have it."""
        beta = np.zeros(len(self._names))
        part = self._matrix[chosen]
        common = np.flatnonzero(np.bincount(part.indices, minlength=len(self._names)) >= _RARE)
        if not len(common):
            return beta
        matrix = part[:, common]
        transposed = matrix.T.tocsr()
        label, weight, ridge = self._label[chosen], self._weight[chosen], self._ridge[common]

        def measure(beta: np.ndarray) -> tuple[float, np.ndarray]:
            odds = np.clip(matrix @ beta, -30, 30)
            loss = weight @ (np.logaddexp(0, odds) - label * odds) + 0.5 * ridge @ beta**2
            return float(loss), transposed @ (weight * (expit(odds) - label)) + ridge * beta

        options = {"maxiter": 400, "ftol": 1e-9}
        beta[common] = minimize(measure, self._start[common], jac=True, method="L-BFGS-B", options=options).x
        return beta

    def fit(self, chosen: Sequence[int] | None = None) -> dict[str, float]:
        """Weights by name, fitted to the rows with these numbers, or to all."""
        beta = self._start if chosen is None else self._solve(np.asarray(chosen, dtype=np.int64))
        return {name: round(float(b), 4) for name, b in zip(self._names, beta, strict=True) if abs(b) >= _SMALL}


def fit_logistic(rows: Sequence[Row], penalty: float) -> dict[str, float]:
    """Fit weights by L-BFGS with an L2 penalty (none to speak of on `bias`)."""
    return Table(rows, penalty).fit() if rows else {}


def fit_calibration(scored: Iterable[tuple[float, bool, float]]) -> list[list[float]]:
    """Fit rising knots [raw, confidence] to (raw score, right, weight): isotonic steps, joined by their centres.

    Neighbouring steps are pooled until each rests on enough rows and the share right rises.
    """
    blocks: list[list[float]] = [[0.0, 0.0, 0.0]]  # sums of weights, of weighted scores, of weights that are right
    for raw, right, weight in sorted(scored):
        if blocks[-1][0] >= _BLOCK:
            blocks.append([0.0, 0.0, 0.0])
        blocks[-1] = _pool(blocks[-1], (weight, weight * raw, weight * right))
    if len(blocks) > 1 and blocks[-1][0] < _BLOCK:
        blocks[-2:] = [_pool(blocks[-2], blocks[-1])]
    steps: list[list[float]] = []
    for block in blocks if blocks[0][0] else []:
        steps.append(block)
        while len(steps) > 1 and _share(steps[-2]) >= _share(steps[-1]):
            steps[-2:] = [_pool(steps[-2], steps[-1])]
    return [[round(step[1] / step[0], 4), round(min(_share(step), _TOP), 4)] for step in steps]


def _pool(one: Sequence[float], other: Sequence[float]) -> list[float]:
    return [a + b for a, b in zip(one, other, strict=True)]


def _share(block: Sequence[float]) -> float:
    return (block[2] + 0.5) / (block[0] + 1)
