"""The review site: a folder an attempt to publish, and an index over all. Plain pages: no script, no request.

Whatever comes from articles is hostile: templates escape everything, links go to http and https alone, and every page
forbids scripts and requests by policy.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from ingest.review.accuracy import Figures, find_calibration
from ingest.review.charts import BAD, LINK, WARN, draw_checks, draw_trend
from ingest.review.highlight import split_evidence
from ingest.review.plots import draw_calibration, draw_investors, draw_months, draw_regulators, shorten_money

PAGES = {
    "index": "Overview",
    "failures": "Failed checks",
    "quarantine": "Quarantine",
    "delta": "Changes",
    "data": "What it says",
    "accuracy": "Accuracy",
    "feeds": "Feeds",
    "checks": "All checks",
}
_FOLDER = Path(__file__).resolve().parent
_SHOWN = 500  # rows of a list; the rest is in the published file


@dataclass(frozen=True, slots=True)
class Shown:
    """A row that failed a rule, or is held back, as the pages show it. All text in it is untrusted."""

    table: str
    row_key: str
    rule_id: str
    note: str
    observed: str | None
    evidence: str | None
    url: str | None
    row: Mapping[str, Any]
    state: str = ""  # of a case in quarantine
    case: str = ""
    decision: str = ""
    first_seen: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A question that the published file answered: the query and its rows."""

    sql: str
    rows: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """What the pages of one attempt show."""

    day: date
    attempt: str  # id of the snapshot, or of the attempt that was stopped; names the folder
    word: str  # published | unchanged | blocked
    reasons: Sequence[str]
    made_at: datetime
    counts: Mapping[str, int]  # table -> rows audited
    row_counts: Mapping[str, int]  # table -> rows published
    stages: Sequence[tuple[str, Sequence[Any]]]  # stage, results of its rules; the last stage decides
    failures: Sequence[Shown] = ()  # rows that failed a rule and are published, or stopped the publication
    held: Sequence[Shown] = ()
    released: int = 0
    delta: Sequence[Mapping[str, Any]] = ()
    delta_counts: Mapping[str, int] = field(default_factory=dict)
    base: str | None = None  # the snapshot that the delta is against
    trend: Sequence[Mapping[str, Any]] = ()  # day, failed, warnings, quarantined, rows; oldest first
    answers: Mapping[str, Answer] = field(default_factory=dict)  # months, regulators, investors, events, confidence
    accuracy: Sequence[Figures] = ()
    feeds: Sequence[Mapping[str, Any]] = ()
    inputs: Sequence[Mapping[str, Any]] = ()  # outcome, reason, inputs
    docs: str = ""


def write_review(folder: Path, review: Review) -> Path:
    """Write the pages of an attempt into `folder` and return its front page."""
    results = list(review.stages[-1][1]) if review.stages else []
    rank = {"error": 0, "failed": 1, "warning": 2}
    shared = {
        "review": review,
        "day": review.day.isoformat(),
        "good": review.word != "blocked",
        "limit": _SHOWN,
        "failed": sorted((r for r in results if not r.success), key=lambda r: rank[find_outcome(r)]),
        "checks": len(results),
        "held_rows": len({shown.row_key for shown in review.held}),
        "pages": PAGES,
        "charts": _draw(results, review.trend),
        "plots": _draw_answers(review.answers),
        "calibration": draw_calibration(find_calibration(review.accuracy)),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for page in PAGES:
        _write(folder / f"{page}.html", f"{page}.html.j2", {**shared, "page": page})
    return folder / "index.html"


def write_index(root: Path, trend: Sequence[Mapping[str, Any]], attempts: Sequence[Mapping[str, Any]]) -> Path:
    """Write `root`/index.html over all attempts, in one rename.

    `attempts`: snapshot_id, as_of_date, created_at, verdict, checks, failed, warnings, quarantined, newest first.
    Those without a report are left out.
    """
    shown = [row for row in attempts if (root / str(row["snapshot_id"]) / "index.html").exists()]
    _write(root / "index.html", "all.html.j2", {"attempts": shown, "charts": _draw_trends(trend), "trend": trend})
    return root / "index.html"


def find_outcome(result: Any) -> str:
    """Return held, warning, failed or error for what a rule found."""
    if result.error:
        return "error"
    return "held" if result.success else "warning" if result.action == "warn" else "failed"


def _draw(results: Sequence[Any], trend: Sequence[Mapping[str, Any]]) -> list[Markup]:
    counts: dict[tuple[str, str], int] = {}
    for result in results:
        outcome = find_outcome(result).replace("error", "failed")
        counts[result.table, outcome] = counts.get((result.table, outcome), 0) + 1
    rank = ("failed", "warning", "held")
    rows = [{"table": t, "outcome": o, "checks": n, "rank": rank.index(o)} for (t, o), n in counts.items()]
    return ([draw_checks(rows)] if rows else []) + _draw_trends(trend)


def _draw_trends(trend: Sequence[Mapping[str, Any]]) -> list[Markup]:
    points = [dict(point) for point in trend]
    kinds = (
        ("failed", "Checks that found something", BAD),
        ("quarantined", "Rows in quarantine", WARN),
        ("rows", "Rows published", LINK),
    )
    return [draw_trend(points, *kind) for kind in kinds] if len(points) > 1 else []  # a single point is no trend


def _draw_answers(answers: Mapping[str, Answer]) -> dict[str, Markup | None]:
    kinds = {"months": draw_months, "regulators": draw_regulators, "investors": draw_investors}
    return {name: draw(answers[name].rows) for name, draw in kinds.items() if name in answers}


def _write(path: Path, template: str, values: Mapping[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".tmp")
    temporary.write_text(_environment().get_template(template).render(values), encoding="utf-8")
    temporary.replace(path)


@cache
def _environment() -> Environment:
    found = Environment(
        loader=FileSystemLoader(_FOLDER / "templates"), autoescape=True, trim_blocks=True, undefined=StrictUndefined
    )
    found.tests["web_address"] = lambda url: bool(re.match(r"https?://[^\s]+$", url or "", re.IGNORECASE))
    found.filters["money"] = shorten_money
    found.filters["plain"] = lambda word: str(word).replace("_", " ")
    found.filters["minute"] = lambda at: f"{at:%Y-%m-%d %H:%M}" if at else ""
    found.globals["split_evidence"] = split_evidence
    found.globals["find_outcome"] = find_outcome
    found.globals["style"] = Markup((_FOLDER / "style.css").read_text(encoding="utf-8"))  # noqa: S704 - our own file
    return found
