"""What reviewers decided on rows in quarantine, and how it is replayed on the next audit.

A decision is for one row, one rule and one content of the row. With other content the case is open again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import duckdb

from ingest.audit.results import AuditResult, RuleResult
from ingest.audit.row_content import fetch_rows_json, hash_content
from ingest.audit.suites import Suite
from ingest.errors import WartaError

LEANING = ("ARTICLE-HELD", "WHOLE-HELD")  # not rules: the row is out because another one is
ANY_RULE = "*"
Release = tuple[str, str, str]  # table, row key, rule


@dataclass(frozen=True, slots=True)
class Decision:
    """The newest word of a reviewer on one content of one row."""

    quarantine_id: str
    table_name: str
    row_key: str
    rule_id: str
    row_sha256: str
    state: str  # released | rejected
    decided_by: str
    decided_at: datetime
    decision_note: str


def fetch_decisions(live: duckdb.DuckDBPyConnection) -> list[Decision]:
    """Return of every row, rule and content the newest decision."""
    rows = live.execute(
        "SELECT quarantine_id, table_name, row_key, rule_id, row_sha256, state, decided_by, decided_at, decision_note"
        " FROM quarantine_decisions"
        " QUALIFY row_number() OVER (PARTITION BY quarantine_id, row_sha256 ORDER BY decided_at DESC) = 1"
        " ORDER BY quarantine_id, row_sha256"
    )
    return [Decision(*row) for row in rows.fetchall()]


def add_decision(
    live: duckdb.DuckDBPyConnection, quarantine_id: str, state: str, by: str, note: str, now: datetime
) -> str:
    """Record that `by` released or rejected a case, for the reason in `note`; return the case's full id.

    `quarantine_id` may be its first letters. Raises WartaError where no or more than one case fits, where nobody can
    decide on it, or where who or why is missing.
    """
    if state not in {"released", "rejected"} or not by.strip() or not note.strip():
        raise WartaError("a decision says who decided and why: give both, with a reason that others understand")
    found = live.execute(
        "SELECT quarantine_id, table_name, row_key, rule_id, row_sha256, state, observed FROM quarantine"
        " WHERE starts_with(quarantine_id, ?) ORDER BY 1 LIMIT 2",
        [quarantine_id],
    ).fetchall()
    if len(found) != 1:
        raise WartaError(f"{'more than one' if found else 'no'} case in quarantine begins with {quarantine_id[:60]!r}")
    case, table, row_key, rule_id, sha256, current, observed = found[0]
    if rule_id in LEANING:
        raise WartaError(f"{case} leans on {str(observed)[:80]!r}, which is held back: decide on that row instead")
    if current == "corrected" or not sha256:
        raise WartaError(f"{case} is not held back by the last publication: publish first, then decide")
    live.execute("BEGIN TRANSACTION")
    try:
        live.execute(
            "INSERT INTO quarantine_decisions (quarantine_id, decided_at, table_name, row_key, rule_id, row_sha256, state,"
            " decided_by, decision_note) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [case, now, table, row_key, rule_id, sha256, state, by.strip(), note.strip()],
        )
        live.execute(
            "UPDATE quarantine SET state = ?, decided_by = ?, decided_at = ?, decision_note = ? WHERE quarantine_id = ?",
            [state, by.strip(), now, note.strip(), case],
        )
        live.execute("COMMIT")
    except BaseException:
        live.execute("ROLLBACK")
        raise
    return str(case)


def find_released(
    con: duckdb.DuckDBPyConnection, suites: Sequence[Suite], audit: AuditResult, decisions: Sequence[Decision]
) -> frozenset[Release]:
    """Return the failing rows of `audit` that a reviewer released as they are now in the candidate behind `con`."""
    released = {(d.table_name, d.row_key, d.rule_id, d.row_sha256) for d in decisions if d.state == "released"}
    if not released:
        return frozenset()
    keys = {suite.table: suite.key_sql for suite in suites}
    found = set()
    for result in audit.results:
        wanted = {key for table, key, rule, _ in released if (table, rule) == (result.table, result.rule_id)}
        failing = wanted & {row.row_key for row in result.rows}
        if failing:
            for key, rows in fetch_rows_json(con, result.table, keys[result.table], failing).items():
                if (result.table, key, result.rule_id, hash_content(rows)) in released:
                    found.add((result.table, key, result.rule_id))
    return frozenset(found)


def find_released_events(con: duckdb.DuckDBPyConnection, released: Iterable[Release]) -> frozenset[Release]:
    """Return the events that a released mention is behind: what was wrong with it is wrong with them, and accepted."""
    found: set[Release] = set()
    given = list(released)
    for family in ("investment", "regulatory"):
        row_keys = [key for table, key, _ in given if table == f"{family}_mentions"]
        events = con.execute(
            f"SELECT DISTINCT event_id FROM {family}_mentions WHERE event_id IS NOT NULL"
            " AND concat_ws('/', article_id, article_version::VARCHAR, mention_id) IN (SELECT unnest(?::VARCHAR[]))",
            [row_keys],
        )
        found |= {(f"{family}_events", event_id, ANY_RULE) for (event_id,) in events.fetchall()}
    return frozenset(found)


def apply_releases(audit: AuditResult, released: frozenset[Release]) -> AuditResult:
    """Return `audit` without the failing rows that a reviewer released; a rule that finds no other row has held."""
    return replace(audit, results=tuple(_apply(result, released) for result in audit.results))


def _apply(result: RuleResult, released: frozenset[Release]) -> RuleResult:
    rows = tuple(
        row
        for row in result.rows
        if not {(result.table, row.row_key, result.rule_id), (result.table, row.row_key, ANY_RULE)} & released
    )
    let_through = len(result.rows) - len(rows)
    if not let_through or result.error is not None:
        return result
    return replace(
        result,
        rows=rows,
        unexpected=result.unexpected - let_through,
        success=result.unexpected == let_through,
        released=let_through,
    )
