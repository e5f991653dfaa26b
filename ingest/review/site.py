"""The review site: one folder a day and an index over all. Plain pages: no script, no request, nothing to install.

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

from ingest.review.charts import BAD, LINK, WARN, draw_checks, draw_trend
from ingest.review.highlight import split_evidence

PAGES = ("index", "failures", "quarantine", "delta", "checks")
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


@dataclass(frozen=True, slots=True)
class Review:
    """What the pages of one day show."""

    day: date
    word: str  # published | unchanged | blocked
    reasons: Sequence[str]
    snapshot_id: str | None
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
    feeds: Sequence[Mapping[str, Any]] = ()
    docs: str = ""


def write_review(folder: Path, review: Review) -> Path:
    """Write the pages of a day into `folder`, each in one rename, and return its front page."""
    results = list(review.stages[-1][1]) if review.stages else []
    shared = {
        "review": review,
        "day": review.day.isoformat(),
        "good": review.word != "blocked",
        "limit": _SHOWN,
        "failed": [result for result in results if not result.success],
        "checks": len(results),
        "charts": _draw(results, review.trend),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for page in reversed(PAGES):  # the front page last: it links to the others
        _write(folder / f"{page}.html", f"{page}.html.j2", {**shared, "page": page, "root": "../"})
    return folder / "index.html"


def write_index(root: Path, trend: Sequence[Mapping[str, Any]], attempts: Sequence[Mapping[str, Any]]) -> Path:
    """Write `root`/index.html over all days. `attempts`: as_of_date, verdict, quarantined, warnings, newest first."""
    shown = [row for row in attempts if (root / str(row["as_of_date"]) / "index.html").exists()]
    charts = _draw_trends(trend)
    _write(root / "index.html", "all.html.j2", {"attempts": shown, "charts": charts, "root": "", "trend": trend})
    return root / "index.html"


def _draw(results: Sequence[Any], trend: Sequence[Mapping[str, Any]]) -> list[Markup]:
    counts: dict[tuple[str, str], int] = {}
    for result in results:
        outcome = "held" if result.success else "warning" if result.action == "warn" else "failed"
        counts[result.table, outcome] = counts.get((result.table, outcome), 0) + 1
    rank = ("failed", "warning", "held")
    rows = [{"table": t, "outcome": o, "checks": n, "rank": rank.index(o)} for (t, o), n in counts.items()]
    return ([draw_checks(rows)] if rows else []) + _draw_trends(trend)


def _draw_trends(trend: Sequence[Mapping[str, Any]]) -> list[Markup]:
    points = [dict(point) for point in trend]
    kinds = (("failed", "failed checks", BAD), ("quarantined", "rows in quarantine", WARN), ("rows", "rows", LINK))
    return [draw_trend(points, *kind) for kind in kinds] if points else []


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
    found.globals["split_evidence"] = split_evidence
    found.globals["style"] = Markup((_FOLDER / "style.css").read_text(encoding="utf-8"))  # noqa: S704 - our own file
    return found
