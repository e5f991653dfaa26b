"""From what a publication found to the pages of the review site. Part of pipeline."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.audit.details import fetch_attempts, fetch_failing_rows, fetch_trend
from ingest.audit.gate import count_checked
from ingest.audit.quarantine import HeldRow
from ingest.audit.results import AuditResult, FailingRow, RuleResult
from ingest.audit.suites import Suite
from ingest.publish.delta import fetch_delta
from ingest.review.site import Review, Shown, write_index, write_review
from ingest.store.rows import fetch_rows

if TYPE_CHECKING:
    import duckdb

_DAYS = 400  # on the index over all days
_TREND = 30  # days on a chart


def fetch_shown(
    candidate: "duckdb.DuckDBPyConnection", suites: Sequence[Suite], audit: AuditResult
) -> tuple[Shown, ...]:
    """Return the rows that fail in `audit` as the pages show them."""
    return tuple(_show(*found) for found in fetch_failing_rows(candidate, suites, audit))


def write_pages(
    live: "duckdb.DuckDBPyConnection",
    reports: Path,
    day: date,
    word: str,
    reasons: Sequence[str],
    audits: Sequence[AuditResult],
    held: Sequence[HeldRow],
    failures: Sequence[Shown],
    published: tuple[Mapping[str, Any], Path] | None,
    now: datetime,
) -> Path:
    """Write the pages of `day` and the index over all days below `reports`.

    `published` is the snapshot's pointer and its database, None where nothing was published. `live` has been told of
    the publication already.
    """
    pointer, database = published or ({}, None)
    notes = {result.rule_id: result.note for audit in audits for result in audit.results}
    trend = fetch_trend(live, _TREND)
    review = Review(
        day=day,
        word=word,
        reasons=reasons,
        snapshot_id=pointer.get("snapshot_id"),
        made_at=now,
        counts=count_checked(audits),
        row_counts=pointer.get("row_counts", {}),
        stages=[(audit.stage, audit.results) for audit in audits],
        failures=failures,
        held=[show_held(row, notes) for row in held],
        released=sum(result.released for result in audits[0].results) if audits else 0,
        delta=fetch_delta(database, 500) if database else (),
        delta_counts=pointer.get("delta") or {},
        base=pointer.get("base"),
        trend=trend,
        feeds=fetch_rows(live, "SELECT * FROM feed_health ORDER BY health = 'healthy', feed_id"),
        docs=audits[-1].docs if audits else "",
    )
    written = write_review(reports / day.isoformat(), review)
    write_index(reports, trend, fetch_attempts(live, _DAYS))
    return written


def _show(result: RuleResult, seen: FailingRow, row: Mapping[str, Any]) -> Shown:
    return Shown(
        table=result.table,
        row_key=seen.row_key,
        rule_id=result.rule_id,
        note=result.note,
        observed=seen.value,
        evidence=seen.evidence,
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
    )
