"""The weights of the confidence, fitted to reviewed articles in two stages, and their calibration.

Stage 1 scores every reading of every trigger; the engine then merges readings of one act. Stage 2 scores what is merged,
from the stage 1 scores of its readings. So that stage 2 sees scores as honest as those it will get, they come from
stage 1 weights fitted without the article; so do the scores that threshold and calibration rest on.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from ingest.evaluate.gold import FAMILIES, GoldArticle, GoldEvent
from ingest.evaluate.logistic import Row, Table, fit_calibration, fit_logistic
from ingest.evaluate.match import Reading, is_right_amount, match_readings, measure_match, share_name
from ingest.extract import article as engine
from ingest.extract.candidate import Candidate
from ingest.extract.choices import describe_status, describe_type, list_options, nest_weights
from ingest.extract.confidence import FLOOR, describe_event, score, score_features
from ingest.extract.document import Document
from ingest.extract.language import find_language
from ingest.extract.merge import merge_candidates
from ingest.extract.same_act import describe_pair
from ingest.extract.slot_options import Option, list_actors, list_others

READING_PENALTY = 4.0
PAIR_PENALTY = 3.0
CHOICE_PENALTY = 3.0
EVENT_PENALTY = 5.0
_INNER_FOLDS = 4
_PAIRS = 30  # of one article and family that count in full
_SOFT = {(True, True): 1.0, (True, False): 0.6, (False, True): 0.6, (False, False): 0.3}  # (type, amount) right
_GRID = [t / 100 for t in range(22, 70)]  # thresholds that are tried
_AS_GOOD = 0.01  # of thresholds as good as the best the middle one is taken
_BLUR = 4  # neighbours on either side that a threshold is averaged with: the best of a rough curve is chance


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article read up to its candidates, with what stage 1 learns from them."""

    gold: GoldArticle
    weight: float
    document: Document
    candidates: tuple[Candidate, ...]
    rows: tuple[Row, ...]  # one a candidate
    pairs: tuple[tuple[str, Row], ...]  # of readings of one family: whether both state the same gold event


@dataclass(frozen=True, slots=True)
class Judged:
    """A merged reading to learn stage 2 from. `right`: it is a gold event, borderline ones included."""

    family: str
    row: Row
    right: bool
    weight: float
    choices: tuple[tuple[str, Row], ...] = ()  # options for its slots, where it is a gold event: (model, row)


def prepare_articles(articles: Sequence[GoldArticle], weight: float = 1.0) -> list[Prepared]:
    """Read every article up to its candidates; `weight`: how much it counts in the fit."""
    loaded = engine.load_engine()
    prepared = []
    for gold in articles:
        code = find_language(f"{gold.title or ''}\n{gold.body}", gold.language, loaded.stopwords)
        rules = loaded.languages[code]
        document = engine.read_document(gold.body, code, rules)
        amounts = engine.find_amounts(document, rules)
        candidates = tuple(engine.read_candidates(document, amounts, rules))
        counts = weight * gold.weight
        rows = tuple(_label_reading(candidate, gold, counts) for candidate in candidates)
        pairs = tuple(_label_pairs(candidates, document, gold, counts))
        prepared.append(Prepared(gold, counts, document, candidates, rows, pairs))
    return prepared


def _label_pairs(
    candidates: Sequence[Candidate], document: Document, gold: GoldArticle, weight: float
) -> Iterator[tuple[str, Row]]:
    """Pairs of readings that both fit a gold event; those of an article with many of them count less each."""
    for family in FAMILIES:
        events = [event for event in gold.events if event.family == family]
        fitting = []
        for candidate in candidates:
            if candidate.family == family:
                reading = _read_candidate(candidate)
                value, index = max(((measure_match(reading, e), -i) for i, e in enumerate(events)), default=(0.0, 0))
                if value > 0:
                    fitting.append((candidate, index))
        pairs = list(combinations(fitting, 2))
        each = weight * min(1.0, _PAIRS / len(pairs)) if pairs else 0.0
        for (one, first), (two, second) in pairs:
            yield family, Row(dict(describe_pair(one, two, document)), float(first == second), each)


def split_folds(prepared: Sequence[Prepared], folds: int) -> list[list[Prepared]]:
    """Deal articles into folds by a digest of their id: the same on every run, mixed over files and splits."""
    order = sorted(prepared, key=lambda p: hashlib.sha256(p.gold.article_id.encode()).hexdigest())
    return [order[start::folds] for start in range(folds)]


def fit_weights(prepared: Sequence[Prepared]) -> dict[str, Any]:
    """Fit both stages, threshold and calibration; the content of weights.json."""
    folds = split_folds(prepared, _INNER_FOLDS)
    stage_one = _StageOne(folds)
    by_fold = []
    for i, held_out in enumerate(folds):
        models = stage_one.fit(without=i)
        by_fold.append([judged for p in held_out for judged in _judge_article(p, models)])
    weights: dict[str, Any] = {**stage_one.fit(), "threshold": {}, "calibration": {}}
    weights.update(_fit_choices([judged for fold in by_fold for judged in fold]))
    for family in FAMILIES:
        of_family = [[judged for judged in fold if judged.family == family] for fold in by_fold]
        weights[f"{family}_event"] = _fit_events([judged for fold in of_family for judged in fold])
        scored: list[tuple[float, Judged]] = []
        for i, fold in enumerate(of_family):
            fitted = _fit_events([judged for j, other in enumerate(of_family) if j != i for judged in other])
            scored += [(score_features(judged.row.features, fitted), judged) for judged in fold]
        wanted = sum(p.weight for p in prepared for e in p.gold.events if e.family == family and e.must)
        threshold = choose_threshold([(raw, judged.row) for raw, judged in scored], wanted)
        weights["threshold"][family] = threshold
        weights["calibration"][family] = fit_calibration(
            (raw, judged.right, min(judged.weight, 1.0)) for raw, judged in scored
        )
    return weights


def choose_threshold(scored: Sequence[tuple[float, Row]], wanted: float) -> float:
    """Choose the score above which readings are kept so that detection F1 is best; `wanted`: events to be found."""
    f1 = []
    for threshold in _GRID:
        kept = [row for raw, row in scored if raw >= threshold]
        right = sum(row.weight for row in kept if row.label > 0)
        f1.append(2 * right / (sum(row.weight for row in kept) + wanted) if kept else 0.0)
    blurred = [sum(f1[i - _BLUR : i + _BLUR + 1]) for i in range(_BLUR, len(f1) - _BLUR)]
    good = [i for i, value in enumerate(blurred) if value >= max(blurred) * (1 - _AS_GOOD)]
    return _GRID[_BLUR + good[len(good) // 2]]


class _StageOne:
    """The rows of readings and of pairs, by model and fold."""

    def __init__(self, folds: Sequence[Sequence[Prepared]]) -> None:
        rows: dict[str, list[Row]] = defaultdict(list)
        self._folds: dict[str, list[int]] = defaultdict(list)  # of every row
        for i, fold in enumerate(folds):
            for model, row in (found for p in fold for found in _list_rows(p)):
                rows[model].append(row)
                self._folds[model].append(i)
        penalties = {f"{family}_same": PAIR_PENALTY for family in FAMILIES}
        self._tables = {model: Table(own, penalties.get(model, READING_PENALTY)) for model, own in rows.items()}

    def fit(self, without: int | None = None) -> dict[str, dict[str, float]]:
        """Weights by model, fitted to all rows, or to those outside a fold."""
        fitted: dict[str, dict[str, float]] = {key: {} for family in FAMILIES for key in (family, f"{family}_same")}
        for model, table in self._tables.items():
            chosen = [row for row, fold in enumerate(self._folds[model]) if fold != without]
            fitted[model] = table.fit(None if without is None else chosen)
        return fitted


def _list_rows(prepared: Prepared) -> Iterator[tuple[str, Row]]:
    """What stage 1 learns from an article, by model."""
    for candidate, row in zip(prepared.candidates, prepared.rows, strict=True):
        if row.weight:
            yield candidate.family, row
    for family, row in prepared.pairs:
        yield f"{family}_same", row


def _fit_events(judged: Sequence[Judged]) -> dict[str, float]:
    return fit_logistic([j.row for j in judged if j.row.weight], EVENT_PENALTY)


def _judge_article(prepared: Prepared, stage_one: dict[str, dict[str, float]]) -> list[Judged]:
    """Merge an article's readings as the engine does and tell which of them are gold events."""
    # Merging fills in slots and support, so every round works on copies.
    fresh = [replace(c, support=[], confidence=score(c, stage_one[c.family])) for c in prepared.candidates]
    kept = merge_candidates([c for c in fresh if c.confidence >= FLOOR], prepared.document, stage_one)
    judged = []
    for family in FAMILIES:
        own = [c for c in kept if c.family == family]
        events = [event for event in prepared.gold.events if event.family == family]
        matched = match_readings([_read_candidate(c) for c in own], events)
        for i, candidate in enumerate(own):
            right = i in matched
            counts = prepared.weight if not right or events[matched[i]].must else 0.0
            row = Row(describe_event(candidate, kept, prepared.document), float(right), counts)
            choices = tuple(_label_choices(candidate, prepared, events[matched[i]])) if right else ()
            judged.append(Judged(family, row, right, prepared.weight, choices))
    return judged


def _label_choices(candidate: Candidate, prepared: Prepared, event: GoldEvent) -> Iterator[tuple[str, Row]]:
    """Which options for the slots of a matched reading are right; a slot with no right one teaches nothing."""
    document, family = prepared.document, candidate.family
    rules = engine.load_engine().languages[document.language].phrase
    slots: list[tuple[str, Sequence[Option], Callable[[str], bool]]] = [
        ("type", list_options(describe_type(candidate, document)), lambda value: value in event.types),
        ("status", list_options(describe_status(candidate, document)), lambda value: value in event.statuses),
        ("actor", list_actors(candidate, document), lambda value: share_name([value], event.first)),
        ("other", list_others(candidate, document, rules), lambda value: _is_other(value, event)),
    ]
    for slot, options, is_right in slots:
        labels = [is_right(option.value) for option in options]
        if any(labels) and not all(labels):
            for option, label in zip(options, labels, strict=True):
                yield f"{family}_{slot}", Row(option.features, float(label), prepared.weight)


def _is_other(value: str, event: GoldEvent) -> bool:
    """Whether the second party is rightly named, or rightly left out."""
    return _is_name_of(value, event.second) if value else "other" in event.optional


def _is_name_of(value: str, names: Sequence[str]) -> bool:
    """Whether a phrase is one of the names, with two words more at the most: names in passing do not make it one."""
    longest = max((len(name.split()) for name in names), default=0)
    return len(value.split()) <= longest + 2 and share_name([value], names)


def _fit_choices(judged: Sequence[Judged]) -> dict[str, dict[str, Any]]:
    rows = defaultdict(list)
    for j in judged:
        for model, row in j.choices:
            rows[model].append(row)
    fitted: dict[str, dict[str, Any]] = {}
    for family in FAMILIES:
        for slot, nests in (("type", True), ("status", True), ("actor", False), ("other", False)):
            weights = fit_logistic(rows[f"{family}_{slot}"], CHOICE_PENALTY)
            fitted[f"{family}_{slot}"] = nest_weights(weights) if nests else weights
    return fitted


def _label_reading(candidate: Candidate, gold: GoldArticle, weight: float) -> Row:
    """How right a reading is by the gold event that it fits best; one of a borderline event teaches nothing."""
    reading = _read_candidate(candidate)
    fits = [(measure_match(reading, e), e) for e in gold.events if e.family == candidate.family]
    value, event = max(fits, key=lambda fit: fit[0], default=(0.0, None))
    if value <= 0 or event is None:
        return Row(candidate.features, 0.0, weight)
    return Row(candidate.features, _grade(reading, event), weight if event.must else 0.0)


def _grade(reading: Reading, event: GoldEvent) -> float:
    amount = is_right_amount(reading, event) or event.amount is None
    return _SOFT[reading.event_type in event.types, amount]


def _read_candidate(candidate: Candidate) -> Reading:
    sentence = candidate.trigger.sentence
    mention = candidate.amount.mention if candidate.amount else None
    investing = candidate.family == "investment"
    first = (candidate.actor,) if investing else (candidate.actor, candidate.actor_text)
    second = (candidate.target,) if investing else candidate.subjects
    return Reading(
        candidate.event_type,
        candidate.status,
        tuple(name for name in first if name),
        tuple(name for name in second if name),
        float(mention.amount) if mention else None,
        mention.currency if mention else None,
        candidate.country,
        (sentence.start, sentence.end),
    )
