"""Failing rows with all that they state, for the pages of a reviewer."""

from collections.abc import Sequence
from typing import Any

import duckdb

from ingest.audit.results import AuditResult, FailingRow, RuleResult
from ingest.audit.row_content import fetch_rows_json
from ingest.audit.suites import Suite

_SHOWN = 20  # rows of a failed rule; the number of all stands beside them


def fetch_failing_rows(
    con: duckdb.DuckDBPyConnection, suites: Sequence[Suite], audit: AuditResult
) -> list[tuple[RuleResult, FailingRow, dict[str, Any]]]:
    """Return the first rows of every failed rule: (rule's result, what it saw, the row) from the candidate."""
    keys = {suite.table: suite.key_sql for suite in suites}
    found: list[tuple[RuleResult, FailingRow, dict[str, Any]]] = []
    for result in audit.results:
        shown = result.rows[:_SHOWN] if not result.success else ()
        if shown:
            rows = fetch_rows_json(con, result.table, keys[result.table], [row.row_key for row in shown])
            found += [(result, row, (rows.get(row.row_key) or [{}])[0]) for row in shown]
    return found


def fetch_trend(live: duckdb.DuckDBPyConnection, limit: int) -> list[dict[str, Any]]:
    """Return the newest attempt of each of the last `limit` days, oldest first: day, failed, warnings, quarantined, rows.

    `failed` counts the rules that found something in the last stage; warnings are among them. `rows` is None where
    nothing was published.
    """
    cursor = live.execute(
        """
        SELECT strftime(s.as_of_date, '%Y-%m-%d') AS day, coalesce(s.warnings, 0) AS warnings,
            coalesce(s.quarantined, 0) AS quarantined, coalesce(v.failed, 0) AS failed,
            list_sum([x::BIGINT FOR x IN json_extract(s.row_counts, '$.*')])::BIGINT AS rows
        FROM snapshots AS s LEFT JOIN (
            SELECT run_id, count(*) FILTER (WHERE NOT success) AS failed FROM (
                SELECT * FROM validation_runs QUALIFY stage = min(stage) OVER (PARTITION BY run_id)
            ) GROUP BY run_id) AS v ON v.run_id = s.snapshot_id
        QUALIFY row_number() OVER (PARTITION BY s.as_of_date ORDER BY s.created_at DESC) = 1
        ORDER BY s.as_of_date DESC LIMIT ?
        """,
        [limit],
    )
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in reversed(cursor.fetchall())]


def fetch_attempts(live: duckdb.DuckDBPyConnection, limit: int) -> list[dict[str, Any]]:
    """Return the last attempts to publish, newest first, with the rules of their last stage and those that failed."""
    cursor = live.execute(
        """
        SELECT s.snapshot_id, s.as_of_date, s.created_at, s.verdict, s.warnings, s.quarantined,
            count(v.rule_id) AS checks, count(v.rule_id) FILTER (WHERE NOT v.success) AS failed
        FROM snapshots AS s LEFT JOIN (
            SELECT * FROM validation_runs QUALIFY stage = min(stage) OVER (PARTITION BY run_id)
        ) AS v ON v.run_id = s.snapshot_id
        GROUP BY ALL ORDER BY s.created_at DESC, s.as_of_date DESC, s.snapshot_id LIMIT ?
        """,
        [limit],
    )
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
