"""How good predictions are: detection, fields, rows, amounts, confidence. docs/accuracy.md defines every figure.

Figures are kept as counts, so that those of several runs (folds of a cross-validation) may be pooled.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ingest.evaluate.gold import FAMILIES, GoldArticle, GoldEvent
from ingest.evaluate.match import (
    Reading,
    is_close,
    is_right_amount,
    is_right_slot,
    match_readings,
    read_mention,
    slots_of_event,
    slots_of_reading,
)

Prediction = Mapping[str, Any]  # investment_mentions, regulatory_mentions, money_mentions: lists of rows
SURE = 0.8  # the confidence above which a reader should be able to trust a row
_WIDTH = 0.2  # of a row of the reliability table
_MAGNITUDE = 900  # times too much or too little: the wrong scale word


@dataclass(slots=True)
class Tally:
    """Right, false and missed."""

    right: int = 0
    false: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.false) if self.right + self.false else 0.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 0.0

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Fault:
    """One error: MISSED, FALSE, MONEY (counted in detection and money), SLOT (a wrong field) or MAGNITUDE."""

    kind: str
    article_id: str
    text: str


@dataclass(slots=True)
class Score:
    """Counts by key: `detection.<scope>`, `slots.<scope>`, `slot.<slot>.<scope>`, `money.<scope>`.

    A scope is a family or `all`, alone or with `.<language>`. `rows`: all of type, status, party and amount right.
    """

    articles: int = 0
    tallies: defaultdict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    rows: defaultdict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    confidences: list[tuple[float, bool]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def score_predictions(gold: Iterable[GoldArticle], predictions: Mapping[str, Prediction]) -> Score:
    """Score predictions by article id; an article without one counts as predicted empty."""
    score = Score()
    for article in gold:
        score.articles += 1
        prediction = predictions.get(article.article_id, {})
        for family in FAMILIES:
            readings = [read_mention(family, row) for row in prediction.get(f"{family}_mentions") or []]
            _score_family(score, article, family, readings)
        _score_money(score, article, prediction.get("money_mentions") or [])
    return score


def _scopes(family: str, language: str) -> tuple[str, ...]:
    return family, f"{family}.{language}", "all", f"all.{language}"


def _score_family(score: Score, article: GoldArticle, family: str, readings: Sequence[Reading]) -> None:
    events = [event for event in article.events if event.family == family]
    matched = match_readings(readings, events)
    by_event = {j: i for i, j in matched.items()}
    scopes = _scopes(family, article.language)
    for j, event in enumerate(events):
        if not event.must:
            continue
        if j in by_event:
            _score_match(score, article, scopes, readings[by_event[j]], event)
            continue
        score.faults.append(Fault("MISSED", article.article_id, _describe_event(event, article)))
        for scope in scopes:
            score.tallies[f"detection.{scope}"].missed += 1
            for slot in slots_of_event(event):
                _count(score, slot, scope, missed=1)
    for i, reading in enumerate(readings):
        if reading.confidence is not None:
            score.confidences.append((reading.confidence, i in matched))
        if i in matched:
            continue
        score.faults.append(Fault("FALSE", article.article_id, _describe_reading(family, reading)))
        for scope in scopes:
            score.tallies[f"detection.{scope}"].false += 1
            for slot in slots_of_reading(reading):
                _count(score, slot, scope, false=1)


def _score_match(score: Score, article: GoldArticle, scopes: Sequence[str], reading: Reading, event: GoldEvent) -> None:
    wanted, given = slots_of_event(event), slots_of_reading(reading)
    counted = wanted | (given & {"type", "status", "amount"})  # other fields that gold leaves open are not judged
    right = {slot for slot in counted if slot in given and is_right_slot(slot, reading, event)}
    exact = is_right_amount(reading, event) and {"type", "status", *({"party"} & wanted)} <= right
    for scope in scopes:
        score.tallies[f"detection.{scope}"].right += 1
        for slot in counted:
            if slot in right:
                _count(score, slot, scope, right=1)
            else:
                _count(score, slot, scope, false=int(slot in given), missed=int(slot in wanted))
        if exact:
            score.rows[scope].right += 1
        else:
            score.rows[scope].false += 1
    for slot in sorted(counted - right):
        text = f"{event.family} {event.key} {slot}: {_value(reading, slot)!r}, not {_wanted(event, slot)!r}"
        score.faults.append(Fault("SLOT", article.article_id, text[:300]))
    if reading.amount and event.amount and not is_right_amount(reading, event):
        ratio = reading.amount / event.amount
        if ratio > _MAGNITUDE or 1 / ratio > _MAGNITUDE:
            text = f"{event.family} {event.key}: {reading.amount:.16g}, not {event.amount:.16g}"
            score.faults.append(Fault("MAGNITUDE", article.article_id, text))


def _count(score: Score, slot: str, scope: str, right: int = 0, false: int = 0, missed: int = 0) -> None:
    for key in (f"slots.{scope}", f"slot.{slot}.{scope}"):
        tally = score.tallies[key]
        tally.right += right
        tally.false += false
        tally.missed += missed


def _score_money(score: Score, article: GoldArticle, rows: Sequence[Mapping[str, Any]]) -> None:
    used: set[int] = set()
    tallies = [score.tallies[f"money.{scope}"] for scope in ("all", f"all.{article.language}")]
    for gold in article.amounts:
        for i, row in enumerate(rows):
            overlaps = max(row["start"], gold.start) < min(row["end"], gold.end)
            amount = None if row.get("amount") is None else float(row["amount"])
            if i not in used and overlaps and is_close(amount, gold.amount) and row.get("currency") == gold.currency:
                used.add(i)
                for tally in tallies:
                    tally.right += 1
                break
        else:
            words = article.body[gold.start : gold.end]
            text = f"not read: {words!r}, {gold.amount:.16g} {gold.currency} at {gold.start}"
            score.faults.append(Fault("MONEY", article.article_id, text))
            for tally in tallies:
                tally.missed += 1
    for i, row in enumerate(rows):
        if i not in used:
            text = f"no such amount: {row.get('text')!r}, {row.get('amount')} {row.get('currency')} at {row['start']}"
            score.faults.append(Fault("MONEY", article.article_id, text))
            for tally in tallies:
                tally.false += 1


def find_reliability(score: Score) -> list[dict[str, Any]]:
    """The reliability table: of the mentions with a confidence from..to, what share is right."""
    bins: defaultdict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, right in score.confidences:
        bins[min(int(confidence / _WIDTH + 1e-9), round(1 / _WIDTH) - 1)].append((confidence, right))
    return [
        {
            "from": round(i * _WIDTH, 1),
            "to": round((i + 1) * _WIDTH, 1),
            "mentions": len(entries),
            "mean_confidence": round(sum(c for c, _ in entries) / len(entries), 3),
            "right": sum(right for _, right in entries),
            "share_right": round(sum(right for _, right in entries) / len(entries), 3),
        }
        for i, entries in sorted(bins.items())
    ]


def find_precision_when_sure(score: Score) -> dict[str, Any]:
    """Precision of the mentions with confidence >= SURE, and what share of all mentions they are."""
    sure = [right for confidence, right in score.confidences if confidence >= SURE]
    return {
        "precision": round(sum(sure) / len(sure), 3) if sure else 0.0,
        "mentions": len(sure),
        "coverage": round(len(sure) / len(score.confidences), 3) if score.confidences else 0.0,
    }


def find_calibration_error(score: Score) -> float:
    """Mean distance of confidence and share right over the rows of the reliability table, weighted by mentions."""
    rows = find_reliability(score)
    total = sum(row["mentions"] for row in rows)
    off = sum(row["mentions"] * abs(row["mean_confidence"] - row["share_right"]) for row in rows)
    return round(off / total, 3) if total else 0.0


def _value(reading: Reading, slot: str) -> Any:
    values = {
        "type": reading.event_type,
        "status": reading.status,
        "party": reading.first,
        "other": reading.second,
        "amount": (reading.amount, reading.currency),
        "country": reading.country,
    }
    return values[slot]


def _wanted(event: GoldEvent, slot: str) -> Any:
    values = {
        "type": event.types,
        "status": event.statuses,
        "party": event.first,
        "other": event.second,
        "amount": event.amounts,
        "country": event.country,
    }
    return values[slot]


def _describe_event(event: GoldEvent, article: GoldArticle) -> str:
    amount, currency = event.amounts[0]
    money = "no amount" if amount is None else f"{amount:.16g} {currency}"
    words = article.body[slice(*event.at)].replace("\n", " ")
    return f"{event.family} {event.key} {event.types[0]} {money} {(event.first or ('?',))[0]} | {words[:110]}"


def _describe_reading(family: str, reading: Reading) -> str:
    money = "no amount" if reading.amount is None else f"{reading.amount:.16g} {reading.currency}"
    sure = "" if reading.confidence is None else f" {reading.confidence:.2f}"
    first = (reading.first or ("?",))[0]
    return f"{family} {reading.event_type} {money} {first}{sure} | {reading.evidence[:110]}".replace("\n", " ")
