"""Cases in quarantine, read back for a reviewer."""

from typing import Any

import duckdb

from ingest.errors import WartaError

STATES = ("open", "released", "rejected", "corrected")


def fetch_cases(con: duckdb.DuckDBPyConnection, state: str | None, limit: int) -> list[dict[str, Any]]:
    """Return the cases of `state` (None for all) as rows of table `quarantine`, the newest day first."""
    if state is not None and state not in STATES:
        raise WartaError(f"no such state: {state[:40]!r}; there are {', '.join(STATES)}")
    return _fetch(
        con,
        "SELECT * FROM quarantine WHERE ? IS NULL OR state = ?"
        " ORDER BY last_as_of_date DESC, table_name, row_key, rule_id LIMIT ?",
        [state, state, limit],
    )


def fetch_case(con: duckdb.DuckDBPyConnection, quarantine_id: str) -> dict[str, Any]:
    """Return the case whose id begins with `quarantine_id`, with its "decisions", "title" and "publisher".

    Raises WartaError where no or more than one case fits.
    """
    cases = _fetch(
        con,
        "SELECT q.*, a.title, a.publisher FROM quarantine AS q"
        " LEFT JOIN articles AS a ON a.article_id = q.article_id AND a.version = q.article_version"
        " WHERE starts_with(q.quarantine_id, ?) ORDER BY 1 LIMIT 2",
        [quarantine_id],
    )
    if len(cases) != 1:
        raise WartaError(f"{'more than one' if cases else 'no'} case in quarantine begins with {quarantine_id[:60]!r}")
    decisions = _fetch(
        con,
        "SELECT decided_at, state, decided_by, decision_note, row_sha256 FROM quarantine_decisions"
        " WHERE quarantine_id = ? ORDER BY decided_at",
        [cases[0]["quarantine_id"]],
    )
    return {**cases[0], "decisions": decisions}


def _fetch(con: duckdb.DuckDBPyConnection, sql: str, parameters: list[Any]) -> list[dict[str, Any]]:
    cursor = con.execute(sql, parameters)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
