"""How sure a reading is: a logistic function of named features, with weights that ship as data and can be refitted."""

import functools
import json
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from ingest.extract.calibration import calibrate
from ingest.extract.candidate import Candidate
from ingest.extract.document import Document
from ingest.extract.merge import CROWD, find_chapter, list_chapters
from ingest.extract.status import cues_near
from ingest.extract.surroundings import describe_clause, describe_sentence, describe_slots, describe_words, is_quoted

Weights = Mapping[str, Mapping[str, Any]]  # the content of weights.json
_CUES = {
    cue: f"cue_{cue}"
    for cue in (
        "history",
        "tally",
        "hypothetical",
        "negated",
        "planned",
        "rumoured",
        "completed",
        "agreed",
        "cancelled",
    )
}


def add_context(candidate: Candidate, document: Document) -> None:
    """Features that every reading has: where it stands, what cues stand near, which slots are filled; none that is 0."""
    trigger = candidate.trigger
    features = candidate.features
    features["bias"] = 1.0
    features.update(describe_sentence(trigger.sentence, document))
    features["amount"] = float(candidate.amount is not None)
    features["target"] = float(bool(candidate.target))
    if candidate.actor:
        features["actor"] = 1.0
        features["main"] = float(candidate.actor == document.main_actor)
    for cue, gap in cues_near(document, trigger).items():
        if gap <= 40 and cue in _CUES:
            features[_CUES[cue]] = 1.0
    features[f"type_{candidate.event_type}"] = 1.0
    features[f"status_{candidate.status}"] = 1.0
    features[f"rule_{candidate.rule}"] = 1.0
    if trigger.group != "amount":
        features[f"word_{document.low[trigger.start : trigger.end]}"] = 1.0
    features.update(describe_clause(trigger.left, trigger.right, document))
    if is_quoted(document.text, trigger.sentence.start, trigger.start):
        features["quoted"] = 1.0
    features.update(describe_words(trigger, document))
    describe_slots(candidate, document, features)


@functools.cache
def load_weights() -> Weights:
    """Weights per family (fitted by `ingest fit`), and the calibration steps."""
    data: Weights = json.loads(files("ingest.extract").joinpath("weights.json").read_text("utf-8"))
    return data


def score(candidate: Candidate, weights: Mapping[str, float]) -> float:
    """Probability that a reading is right, 0..1."""
    return score_features(candidate.features, weights)


def score_features(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The logistic function of the weighted features."""
    total = 0.0
    weight_of = weights.get
    for name, value in features.items():
        weight = weight_of(name)
        if weight is not None:
            total += weight * value
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


FLOOR = 0.12  # readings below it are not even considered as support


def _log_odds(p: float) -> float:
    p = min(max(p, 0.001), 0.999)
    return math.log(p / (1 - p))


def _find_best(readings: Sequence[Candidate]) -> float:
    """How sure the surest is: log odds above a floor, 0 where there is none."""
    return max((max(0.0, _log_odds(c.confidence) + 2) for c in readings), default=0.0)


def _share_amount(first: Candidate, second: Candidate) -> bool:
    return (
        first.amount is not None
        and second.amount is not None
        and first.amount.mention.start == second.amount.mention.start
    )


def describe_event(candidate: Candidate, kept: Sequence[Candidate], document: Document) -> dict[str, float]:
    """Features of a merged reading: its best and its supporting readings, and its rank among the article's others."""
    rivals = [c for c in kept if c is not candidate and c.family == candidate.family]
    better = [c for c in rivals if c.confidence > candidate.confidence]
    same_type = [c for c in better if c.event_type == candidate.event_type]
    twins = [c for c in same_type if c.actor == candidate.actor and (c.amount is None or candidate.amount is None)]
    listed = [c for c in rivals if c.event_type == candidate.event_type and c.amount and candidate.amount]
    foreign = [c for c in kept if c.family != candidate.family]
    here = [c for c in foreign if c.trigger.sentence.index == candidate.trigger.sentence.index]
    readings = [candidate, *candidate.support]
    odds = sorted((_log_odds(c.confidence) for c in readings), reverse=True)
    amount = candidate.amount is not None
    features = {
        "bias": 1.0,
        "best": odds[0],
        "second": odds[1] + 2.2 if len(odds) > 1 else 0.0,
        "support": math.log1p(len(odds) - 1),
        "sentences": math.log1p(len({c.trigger.sentence.index for c in readings}) - 1),
        "in_headline": float(any(c.trigger.sentence.headline for c in readings)),
        "in_lead": float(any(c.trigger.sentence.index <= 3 for c in readings)),
        "amount": float(amount),
        "rivals": math.log1p(len(better)),
        "other_actor_better": float(any(c.actor != candidate.actor for c in same_type)),
        "twins_better": float(min(len(twins), 3)),
        "listed": float(bool(listed)),
        "best_rival": _find_best(rivals),
        # What a fine takes is no investment, and a promise to invest no fine.
        "other_family_here": _find_best(here),
        "other_family_amount": _find_best([c for c in foreign if _share_amount(c, candidate)]),
        "same_sentence_better": float(
            any(c.trigger.sentence.index == candidate.trigger.sentence.index for c in better)
        ),
        "long_article": min(len(document.sentences) / 40, 1.5),
        "nearness": max(0.0, 4.0 + candidate.nearness),
        "actor": float(bool(candidate.actor)),
        "target": float(bool(candidate.target or candidate.subjects)),
        f"type_{candidate.event_type}": 1.0,
        f"status_{candidate.status}": 1.0,
    }
    return features


def judge(kept: Sequence[Candidate], document: Document, weights: Weights) -> list[Candidate]:
    """Give every merged reading its final confidence and keep those that are more right than wrong."""
    chapters: dict[int, list[Candidate]] = defaultdict(list)
    for candidate in sorted(kept, key=lambda c: -c.confidence):
        chapters[find_chapter(candidate)].append(candidate)
    raw = []
    for candidate in kept:
        near = [c for n in list_chapters(candidate) for c in chapters[n][:CROWD]]
        raw.append(score_features(describe_event(candidate, near, document), weights[f"{candidate.family}_event"]))
    passed = []
    for candidate, value in zip(kept, raw, strict=True):
        if value >= weights["threshold"][candidate.family]:
            candidate.confidence = calibrate(value, weights["calibration"][candidate.family])
            passed.append(candidate)
    return passed
