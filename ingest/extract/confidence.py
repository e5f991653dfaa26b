"""How sure a reading is: a logistic function of named features, with weights that ship as data and can be refitted."""

import functools
import json
import math
from collections.abc import Mapping
from importlib.resources import files

from ingest.extract.candidate import Candidate
from ingest.extract.document import Document
from ingest.extract.status import cues_near


_NEAR = frozenset({"io", "in", "rn", "matter"})


def add_context(candidate: Candidate, document: Document) -> None:
    """Features that every reading has: where it stands, what cues stand near, which slots are filled."""
    trigger = candidate.trigger
    sentence = trigger.sentence
    cues = cues_near(document, trigger)
    features = candidate.features
    features["bias"] = 1.0
    features["headline"] = float(sentence.headline)
    features["lead"] = float(not sentence.headline and sentence.index <= 3)
    features["late"] = min(sentence.index / 30, 1.0)
    features["amount"] = float(candidate.amount is not None)
    features["target"] = float(bool(candidate.target))
    features["actor"] = float(bool(candidate.actor))
    features["main"] = float(bool(candidate.actor) and candidate.actor == document.main_actor)
    for cue in ("history", "hypothetical", "negated", "planned", "rumoured", "completed", "agreed", "cancelled"):
        features[f"cue_{cue}"] = float(cues.get(cue, 99) <= 40)
    features[f"type_{candidate.event_type}"] = 1.0
    features[f"status_{candidate.status}"] = 1.0
    features[f"rule_{candidate.rule}"] = 1.0
    text = document.text
    features[f"word_{text[trigger.start : trigger.end].lower()}"] = 1.0 if trigger.group != "amount" else 0.0
    for kind in {f"{hit.kind}_{hit.value}" for hit in document.hits_in(trigger.left, trigger.right) if hit.kind in _NEAR}:
        features[f"with_{kind}"] = 1.0
    features["quoted"] = float(
        text.count("\u201c", sentence.start, trigger.start) > text.count("\u201d", sentence.start, trigger.start)
    )
    features["question"] = float(text[sentence.end - 1] == "?")


@functools.cache
def load_weights() -> Mapping[str, Mapping[str, float]]:
    """Weights per family (fitted by `ingest evaluate --fit`), and the calibration steps."""
    data: Mapping[str, Mapping[str, float]] = json.loads(
        files("ingest.extract").joinpath("weights.json").read_text("utf-8")
    )
    return data


def score(candidate: Candidate, weights: Mapping[str, float]) -> float:
    """Probability that a reading is right, 0..1."""
    total = sum(weights.get(name, 0.0) * value for name, value in candidate.features.items() if value)
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
