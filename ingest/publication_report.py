"""From what a publication found to the pages of the review site. Part of pipeline."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.audit.details import fetch_attempts, fetch_failing_rows, fetch_trend
from ingest.audit.gate import count_checked
from ingest.audit.quarantine import HeldRow
from ingest.audit.results import AuditResult, FailingRow, RuleResult
from ingest.audit.suites import Suite
from ingest.publication_questions import INPUTS, QUESTIONS
from ingest.publish.delta import fetch_delta
from ingest.publish.read import fetch_answer
from ingest.resources import data_folder
from ingest.review.accuracy import Figures, find_figures
from ingest.review.folders import put_in_place
from ingest.review.site import Answer, Review, Shown, write_index, write_review
from ingest.store.rows import fetch_rows

if TYPE_CHECKING:
    import duckdb

_ATTEMPTS = 400  # on the index over all
_TREND = 30  # days on a chart
_CHANGES = 500  # of the delta
_ANSWERS = 2000  # rows of a question


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an attempt to publish."""

    attempt: str  # id of the snapshot, or of the attempt that was stopped
    word: str  # published | unchanged | blocked
    reasons: Sequence[str]
    pointer: Mapping[str, Any]  # of the snapshot; empty where nothing was published
    database: Path | None  # the published file


def fetch_shown(
    candidate: "duckdb.DuckDBPyConnection", suites: Sequence[Suite], audit: AuditResult
) -> tuple[Shown, ...]:
    """Return the rows that fail in `audit` as the pages show them."""
    return tuple(_show(*found) for found in fetch_failing_rows(candidate, suites, audit))


def write_pages(
    live: "duckdb.DuckDBPyConnection",
    unfinished: Path,
    outcome: Outcome,
    audits: Sequence[AuditResult],
    held: Sequence[HeldRow],
    failures: Sequence[Shown],
    now: datetime,
) -> Path:
    """Write the pages of an attempt, and the index over all, and return the attempt's front page.

    `unfinished` is the folder that holds its Data Docs already; it becomes the attempt's own folder beside it, in one
    rename. `live` has been told of the publication already.
    """
    reports, pointer = unfinished.parent, outcome.pointer
    notes = {result.rule_id: result.note for audit in audits for result in audit.results}
    trend = fetch_trend(live, _TREND)
    review = Review(
        day=audits[-1].as_of,
        attempt=outcome.attempt,
        word=outcome.word,
        reasons=outcome.reasons,
        made_at=now,
        counts=count_checked(audits),
        row_counts=pointer.get("row_counts", {}),
        stages=[(audit.stage, audit.results) for audit in audits],
        failures=failures,
        held=[show_held(row, notes) for row in held],
        released=sum(result.released for result in audits[0].results),
        delta=fetch_delta(outcome.database, _CHANGES) if outcome.database else (),
        delta_counts=pointer.get("delta") or {},
        base=pointer.get("base"),
        trend=trend,
        answers=fetch_answers(outcome.database) if outcome.database else {},
        accuracy=_read_accuracy(),
        feeds=fetch_rows(live, "SELECT * FROM feed_health ORDER BY health = 'healthy', feed_id"),
        inputs=fetch_rows(live, INPUTS),
        docs=audits[-1].docs,
    )
    write_review(unfinished, review)
    put_in_place(unfinished, reports / outcome.attempt)
    write_front(live, reports)
    return reports / outcome.attempt / "index.html"


def write_front(live: "duckdb.DuckDBPyConnection", reports: Path) -> None:
    """Write the index over all reports."""
    write_index(reports, fetch_trend(live, _TREND), fetch_attempts(live, _ATTEMPTS))


def fetch_answers(database: Path) -> dict[str, Answer]:
    """Return what a published file answers to the questions of the page."""
    found = {}
    for name, sql in QUESTIONS.items():
        columns, rows = fetch_answer(database, sql, _ANSWERS)
        found[name] = Answer(sql, [dict(zip(columns, row, strict=True)) for row in rows])
    return found


def _read_accuracy() -> list[Figures]:
    page = data_folder("docs") / "accuracy.md"
    return find_figures(page.read_text(encoding="utf-8")) if page.exists() else []


def _show(result: RuleResult, seen: FailingRow, row: Mapping[str, Any]) -> Shown:
    return Shown(
        table=result.table,
        row_key=seen.row_key,
        rule_id=result.rule_id,
        note=result.note,
        observed=seen.value,
        evidence=seen.evidence.strip(" |") if seen.evidence and result.table == "articles" else seen.evidence,
        url=seen.url,
        row={name: value for name, value in row.items() if name != "body"},
    )


def show_held(held: HeldRow, notes: Mapping[str, str]) -> Shown:
    """Return a held row as the pages show it; `notes` says of each rule what it means."""
    row = json.loads(held.row_json or "{}")
    decision = f"{held.state} by {held.decided_by}: {held.decision_note}" if held.decided_by else ""
    return Shown(
        table=held.table_name,
        row_key=held.row_key,
        rule_id=held.rule_id,
        note=notes.get(held.rule_id, held.expectation),
        observed=held.observed,
        evidence=held.evidence,
        url=held.url,
        row={name: value for name, value in row.items() if name != "body"},
        state=held.state,
        case=held.quarantine_id,
        decision=decision,
        first_seen=held.first_seen_at,
    )
