"""Figures for articles that the weights were not fitted to: cross-validation, and dev against test."""

from collections.abc import Sequence
from typing import Any

from ingest.evaluate.readings import extract_gold, list_rows
from ingest.evaluate.score import Score, score_predictions
from ingest.evaluate.training import Prepared, fit_weights, split_folds

FOLDS = 5


def cross_validate(prepared: Sequence[Prepared], folds: int = FOLDS) -> dict[str, dict[str, Any]]:
    """Return predictions by article id, each made with weights fitted to the folds that lack the article."""
    dealt = split_folds(prepared, folds)
    predictions = {}
    for i, held_out in enumerate(dealt):
        weights = fit_weights([p for j, fold in enumerate(dealt) if j != i for p in fold])
        found = extract_gold([p.gold for p in held_out], weights)
        predictions.update({key: list_rows(extraction) for key, extraction in found.items()})
    return predictions


def judge_split(prepared: Sequence[Prepared], fitted_on: str = "dev", judged_on: str = "test") -> Score:
    """Score the articles of one split with weights fitted to the other."""
    weights = fit_weights([p for p in prepared if p.gold.split == fitted_on])
    judged = [p.gold for p in prepared if p.gold.split == judged_on]
    found = extract_gold(judged, weights)
    return score_predictions(judged, {key: list_rows(extraction) for key, extraction in found.items()})
