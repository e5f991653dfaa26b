"""The front page of a day's validation: verdict, counts, rules, and the rows held back with their evidence."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from ingest.audit.gate import count_checked, find_warnings
from ingest.audit.quarantine import HeldRow
from ingest.audit.results import AuditResult

_FOLDER = Path(__file__).resolve().parent
_SHOWN = 500  # rows of quarantine on the page


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a publication ended."""

    word: str  # published | unchanged | blocked
    reasons: Sequence[str] = ()  # why it was blocked
    snapshot_id: str | None = None
    row_counts: Mapping[str, int] = field(default_factory=dict)  # rows published a table


def write_report(
    folder: Path, as_of: date, verdict: Verdict, audits: Sequence[AuditResult], held: Sequence[HeldRow], now: datetime
) -> Path:
    """Write `folder`/index.html in one rename and return its path. Everything on it is escaped; it runs no script."""
    environment = Environment(loader=FileSystemLoader(_FOLDER / "templates"), autoescape=True, trim_blocks=True)
    environment.tests["web_address"] = lambda url: bool(re.match(r"https?://", url or "", re.IGNORECASE))
    last = audits[-1] if audits else None
    page = environment.get_template("report.html.j2").render(
        day=as_of.isoformat(),
        verdict=verdict.word,
        reasons=verdict.reasons,
        snapshot_id=verdict.snapshot_id,
        row_counts=verdict.row_counts,
        ran_at=f"{now:%Y-%m-%d %H:%M}",
        audits=list(reversed(audits)),
        failed=[result for result in last.results if not result.success] if last else [],
        checks=len(last.results) if last else 0,
        warnings=len(find_warnings(last)) if last else 0,
        quarantine=held,
        counts=count_checked(audits),
        docs=last.docs if last else "",
        limit=_SHOWN,
        style=Markup((_FOLDER / "report.css").read_text(encoding="utf-8")),  # noqa: S704 - our own file
    )
    folder.mkdir(parents=True, exist_ok=True)
    temporary = folder / "index.html.tmp"
    temporary.write_text(page, encoding="utf-8")
    return temporary.replace(folder / "index.html")
