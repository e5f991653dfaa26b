"""Figures for articles that the weights were not fitted to: cross-validation, and dev against test."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from ingest.cores import count_cores, run_in_order
from ingest.evaluate.gold import GoldArticle
from ingest.evaluate.readings import extract_gold, list_rows
from ingest.evaluate.training import Prepared, fit_weights, prepare_articles, split_folds

FOLDS = 5
_SERIAL_ARTICLES = 100  # below this, starting processes costs more than it saves

Predictions = dict[str, dict[str, Any]]  # rows by article id
Round = tuple[Sequence[Prepared], Sequence[Prepared]]  # fitted to, judged

_own: list[Prepared] = []  # of a worker process: the articles that its rounds are made of


def list_rounds(prepared: Sequence[Prepared], folds: int = FOLDS) -> list[Round]:
    """Every fold with the articles of the others."""
    dealt = split_folds(prepared, folds)
    return [([p for j, fold in enumerate(dealt) if j != i for p in fold], own) for i, own in enumerate(dealt)]


def split_round(prepared: Sequence[Prepared], fitted_on: str = "dev", judged_on: str = "test") -> Round:
    """The articles of one split, and those of the other."""
    return [p for p in prepared if p.gold.split == fitted_on], [p for p in prepared if p.gold.split == judged_on]


def predict(fitted: Sequence[Prepared], judged: Sequence[Prepared]) -> Predictions:
    """Return what the engine finds in some articles with weights fitted to others."""
    found = extract_gold([p.gold for p in judged], fit_weights(fitted))
    return {key: list_rows(extraction) for key, extraction in found.items()}


def cross_validate(prepared: Sequence[Prepared], folds: int = FOLDS) -> Predictions:
    """Return predictions by article id, each made with weights fitted to the folds that lack the article."""
    return {key: rows for one in list_rounds(prepared, folds) for key, rows in predict(*one).items()}


def validate(articles: Sequence[GoldArticle], folds: int = FOLDS) -> tuple[Predictions, Predictions]:
    """Return cross-validated predictions, and those for the test split with weights fitted to dev; on all cores.

    `folds`: 0 leaves the cross-validation out.
    """
    if not folds or len(articles) < _SERIAL_ARTICLES or count_cores() == 1:
        prepared = prepare_articles(articles)
        return cross_validate(prepared, folds) if folds else {}, predict(*split_round(prepared))
    *rounds, test = run_in_order(_predict_round, range(folds + 1), count_cores(), partial(_start, articles))
    return {key: rows for one in rounds for key, rows in one.items()}, test


def _start(articles: Sequence[GoldArticle]) -> None:
    _own[:] = prepare_articles(articles)


def _predict_round(number: int) -> Predictions:
    return predict(*[*list_rounds(_own), split_round(_own)][number])
