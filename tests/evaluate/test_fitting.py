"""Fitting finds what is in the data, the same every time, and never learns from what it judges."""

import json
import math
import random
from pathlib import Path

import pytest

from ingest.evaluate import validation
from ingest.evaluate.gold import FAMILIES, load_gold
from ingest.evaluate.logistic import Row, Table, fit_calibration, fit_logistic
from ingest.evaluate.training import choose_threshold, fit_weights, prepare_articles, split_folds
from ingest.extract.calibration import calibrate

_GOLD = Path(__file__).parents[1] / "gold"


def test_the_regression_finds_known_weights() -> None:
    chance = random.Random(7)
    rows = []
    for _ in range(4000):
        x, y = chance.random(), float(chance.random() < 0.5)
        p = 1 / (1 + math.exp(-(-1 + 2 * x - 1.5 * y)))
        rows.append(Row({"bias": 1.0, "x": x, "y": y, "never": 0.0}, float(chance.random() < p), 1.0))
    found = fit_logistic(rows, 0.01)
    assert found == pytest.approx({"bias": -1, "x": 2, "y": -1.5}, abs=0.25)


def test_penalty_shrinks_and_a_feature_of_one_row_is_left_out() -> None:
    rows = [Row({"bias": 1.0, "x": float(i % 2)}, float(i % 2), 1.0) for i in range(40)]
    rows.append(Row({"bias": 1.0, "once": 1.0}, 1.0, 1.0))
    loose, tight = fit_logistic(rows, 0.1), fit_logistic(rows, 10.0)
    assert 0 < tight["x"] < loose["x"]
    assert "once" not in loose


def test_a_row_of_weight_two_counts_like_two_rows() -> None:
    rows = [Row({"bias": 1.0, "x": float(i % 3 == 0)}, float(i % 2), 1.0) for i in range(30)]
    heavy = [Row(row.features, row.label, 2.0) for row in rows]
    assert fit_logistic(heavy, 1.0) == fit_logistic(rows + rows, 1.0)


def test_a_table_fits_some_of_its_rows_as_if_there_were_no_others() -> None:
    rows = [Row({"bias": 1.0, "a": float(n % 2), "b": float(n % 3 == 0)}, float(n % 2), 1.0) for n in range(60)]
    chosen = [n for n in range(60) if n % 4]
    part = Table(rows, 1.0).fit(chosen)
    alone = fit_logistic([rows[n] for n in chosen], 1.0)
    assert part.keys() == alone.keys()
    assert all(abs(part[name] - alone[name]) < 0.001 for name in alone)


def test_calibration_rises_and_mends_a_biased_score() -> None:
    chance = random.Random(3)
    scored = [(p := chance.random(), chance.random() < p**2, 1.0) for _ in range(3000)]
    knots = fit_calibration(scored)
    assert knots == sorted(knots)
    assert [share for _, share in knots] == sorted(share for _, share in knots)
    for raw in (0.2, 0.4, 0.6, 0.8):
        assert calibrate(raw, knots) == pytest.approx(raw**2, abs=0.12)


def test_calibration_of_few_rows_is_one_cautious_step() -> None:
    assert fit_calibration([(0.9, True, 1.0), (0.8, True, 1.0)]) == [[0.85, 0.8333]]
    assert fit_calibration([]) == []


def test_the_threshold_parts_right_from_wrong() -> None:
    right, wrong = Row({}, 1.0, 1.0), Row({}, 0.0, 1.0)
    scored = [(0.55, right)] * 50 + [(0.35, wrong)] * 50
    assert 0.36 <= choose_threshold(scored, 50) <= 0.55


def test_folds_part_the_articles_and_depend_on_no_order() -> None:
    prepared = prepare_articles(load_gold(_GOLD, "dev")[:11])
    folds = split_folds(prepared, 4)
    ids = [[p.gold.article_id for p in fold] for fold in folds]
    assert sorted(sum(ids, [])) == sorted(p.gold.article_id for p in prepared)
    assert max(map(len, ids)) - min(map(len, ids)) <= 1
    assert [[p.gold.article_id for p in fold] for fold in split_folds(prepared[::-1], 4)] == ids


def test_the_same_articles_give_the_same_weights() -> None:
    gold = load_gold(_GOLD, "dev")[:40]
    one, other = fit_weights(prepare_articles(gold)), fit_weights(prepare_articles(gold[::-1]))
    assert json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    models = ("event", "same", "type", "status", "actor", "other")
    of_families = {f"{family}_{model}" for family in FAMILIES for model in models}
    assert set(one) == {*FAMILIES, *of_families, "threshold", "calibration"}
    assert all(one[family] and one[f"{family}_event"] and one["calibration"][family] for family in FAMILIES)
    assert all(0.25 < one["threshold"][family] < 0.7 for family in FAMILIES)


def test_no_article_is_judged_by_weights_that_saw_it(monkeypatch: pytest.MonkeyPatch) -> None:
    prepared = prepare_articles(load_gold(_GOLD)[:10])
    seen: list[set[str]] = []
    judged: list[set[str]] = []
    monkeypatch.setattr(validation, "fit_weights", lambda own: seen.append({p.gold.article_id for p in own}) or {})
    monkeypatch.setattr(
        validation, "extract_gold", lambda own, weights: judged.append({a.article_id for a in own}) or {}
    )
    validation.cross_validate(prepared)
    validation.predict(*validation.split_round(prepared))
    assert len(seen) == len(judged) == validation.FOLDS + 1
    assert all(one and other and not one & other for one, other in zip(seen, judged, strict=True))
    assert set().union(*judged[:-1]) == {p.gold.article_id for p in prepared}
