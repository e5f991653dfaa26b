"""The figures of docs/accuracy.md: measured by one command and written between two marks of the file."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.errors import WartaError
from ingest.evaluate.floors import list_figures
from ingest.evaluate.gold import FAMILIES, GoldArticle, digest_gold
from ingest.evaluate.match import SLOTS
from ingest.evaluate.readings import extract_gold, list_rows
from ingest.evaluate.report import list_languages, list_scopes
from ingest.evaluate.score import (
    Score,
    find_calibration_error,
    find_precision_when_sure,
    find_reliability,
    score_predictions,
)
from ingest.evaluate.validation import FOLDS, validate

_BEGIN, _END = "<!-- figures: written by `make accuracy` -->\n", "<!-- end of figures -->\n"
_OFF_SHARE, _OFF_COUNT = 0.03, 5
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Measurement:
    """Scores of the same articles by three ways of fitting."""

    gold: Sequence[GoldArticle]
    answers: str  # digest of what the package finds in them
    validated: Score | None  # each article judged with weights fitted to the other folds; None where left out
    test: Score  # the test split, judged with weights fitted to the dev split
    shipped: Score  # every article with the weights of the package, which have seen them

    def figures(self) -> dict[str, dict[str, float]]:
        """Return the figures that have floors."""
        scores = {"cross_validated": self.validated, "test_split": self.test, "shipped": self.shipped}
        return {run: list_figures(score) for run, score in scores.items() if score is not None}


def measure_accuracy(gold: Sequence[GoldArticle], folds: int = FOLDS) -> Measurement:
    """Measure the engine on reviewed articles; about a tenth of a second an article on two cores.

    `folds`: 0 leaves out the cross-validation, which takes most of the time.
    """
    validated, test = validate(gold, folds)
    shipped = {key: list_rows(extraction) for key, extraction in extract_gold(gold).items()}
    return Measurement(
        gold,
        _digest_answers(shipped),
        score_predictions(gold, validated) if folds else None,
        score_predictions([article for article in gold if article.article_id in test], test),
        score_predictions(gold, shipped),
    )


def _digest_answers(rows: Mapping[str, Mapping[str, Any]]) -> str:
    """Digest of all mentions by all that is certain of them: confidences may differ in the last place elsewhere."""
    digest = hashlib.sha256()
    for key, tables in sorted(rows.items()):
        for table, mentions in sorted(tables.items()):
            for mention in mentions:
                values = sorted((name, str(value)) for name, value in mention.items() if name != "confidence")
                digest.update(f"{key} {table} {values}\n".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:16]


def write_figures(page: Path, measurement: Measurement) -> None:
    """Replace what stands between the marks of the page."""
    text = page.read_text("utf-8")
    before, after = split_page(text)
    page.write_text(before + format_figures(measurement) + after, "utf-8")


def split_page(text: str) -> tuple[str, str]:
    """Return what stands before and after the figures, marks included."""
    if text.count(_BEGIN) != 1 or text.count(_END) != 1:
        raise WartaError(f"the page needs one line {_BEGIN.strip()!r} and one {_END.strip()!r}")
    start, end = text.index(_BEGIN) + len(_BEGIN), text.index(_END)
    return text[:start], text[end:]


def is_same_page(text: str, other: str) -> bool:
    """Whether two pages say the same: words equal, numbers but for what another processor's rounding may change."""
    if _NUMBER.sub("0", text) != _NUMBER.sub("0", other):
        return False
    pairs = zip(_NUMBER.findall(text), _NUMBER.findall(other), strict=True)
    return all(abs(float(a) - float(b)) <= (_OFF_SHARE if "." in a else _OFF_COUNT) for a, b in pairs)


def format_figures(measurement: Measurement) -> str:
    """Return the generated part of the page."""
    return "\n".join([*_format_corpus(measurement), *_format_runs(measurement), ""])


def list_sections(figures: str) -> dict[str, str]:
    """The sections of the generated part, by heading."""
    parts = (part.partition("\n") for part in figures.split("\n### ")[1:])
    return {heading: text for heading, _, text in parts}


def _format_corpus(measurement: Measurement) -> Iterator[str]:
    gold = measurement.gold
    yield "\n### The corpus\n"
    yield f"Digest of the articles `{digest_gold(gold)}`, of what the shipped engine finds in them `{measurement.answers}`.\n"
    yield "| language | split | articles | without any event | investment | regulatory | borderline | amounts |"
    yield "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    for language, split in sorted({(a.language, a.split) for a in gold}):
        own = [a for a in gold if (a.language, a.split) == (language, split)]
        events = [e for a in own for e in a.events]
        by_family = [sum(e.must and e.family == family for e in events) for family in FAMILIES]
        cells = [len(own), sum(not a.events for a in own), *by_family, sum(not e.must for e in events)]
        cells.append(sum(len(a.amounts) for a in own))
        yield _row(language, split, *map(str, cells))


def _format_runs(measurement: Measurement) -> Iterator[str]:
    yield "\n### Fitted to the dev split, judged on the test split\n"
    yield from _format_table(measurement.test)
    if measurement.validated is not None:
        yield from _format_validated(measurement.validated)


def _format_validated(validated: Score) -> Iterator[str]:
    yield f"\n### Cross-validated, {FOLDS} folds by article\n"
    yield from _format_table(validated)
    yield "\n### By field, cross-validated\n"
    yield "| field | precision | recall | F1 |\n| --- | ---: | ---: | ---: |"
    for slot in SLOTS:
        for family in FAMILIES:
            tally = validated.tallies[f"slot.{slot}.{family}"]
            yield _row(f"{slot}, {family}", _number(tally.precision), _number(tally.recall), _number(tally.f1))
    yield "\n### Confidence, cross-validated\n"
    yield "| confidence | mentions | mean | share right |\n| --- | ---: | ---: | ---: |"
    for r in find_reliability(validated):
        span = f"{r['from']:.1f} to {r['to']:.1f}"
        yield _row(span, str(r["mentions"]), _number(r["mean_confidence"]), _number(r["share_right"]))
    sure = find_precision_when_sure(validated)
    yield (
        f"\nMean distance of confidence and share right: {_number(find_calibration_error(validated))}."
        f" At confidence 0.8 or more: precision {_number(sure['precision'])} of {sure['mentions']} mentions,"
        f" which are {_number(sure['coverage'])} of all."
    )
    yield "\n### Errors by kind, cross-validated\n"
    yield from _format_errors(validated)


def _format_table(score: Score) -> Iterator[str]:
    yield "| | precision | recall | detection F1 | slots F1 | rows exact |\n| --- | ---: | ---: | ---: | ---: | ---: |"
    for scope in list_scopes(score):
        tally = score.tallies[f"detection.{scope}"]
        values = (
            tally.precision,
            tally.recall,
            tally.f1,
            score.tallies[f"slots.{scope}"].f1,
            score.rows[scope].precision,
        )
        yield _row(scope.replace(".", ", "), *map(_number, values))
    money = [f"{_number(score.tallies[f'money.all.{code}'].f1)} ({code})" for code in list_languages(score)]
    magnitude = sum(fault.kind == "MAGNITUDE" for fault in score.faults)
    yield f"\nMoney F1: {', '.join(money)}. Errors of magnitude: {magnitude}. Articles: {score.articles}."


def _format_errors(score: Score) -> Iterator[str]:
    """Count errors by what the first words of their description say: family and type, or family and field."""
    counts: Counter[tuple[str, str]] = Counter()
    for fault in score.faults:
        words = fault.text.split()
        if fault.kind == "MISSED":
            counts["missed", f"{words[0]} {words[2]}"] += 1
        elif fault.kind == "FALSE":
            counts["false", f"{words[0]} {words[1]}"] += 1
        elif fault.kind == "SLOT":
            counts["wrong field", f"{words[0]} {words[2].rstrip(':')}"] += 1
    yield "| error | where | number |\n| --- | --- | ---: |"
    for kind in ("missed", "false", "wrong field"):
        of_kind = [(where, number) for (k, where), number in counts.items() if k == kind]
        for where, number in sorted(of_kind):
            yield _row(kind, where, str(number))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _number(value: float) -> str:
    return f"{value:.3f}"
