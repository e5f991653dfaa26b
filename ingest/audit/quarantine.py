"""Take failing rows, and rows that lean on them, out of a candidate, and keep what they were for a person to judge."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import duckdb

from ingest.audit.decisions import Decision
from ingest.audit.results import AuditResult, FailingRow, RuleResult
from ingest.audit.row_content import fetch_rows_json, hash_content
from ingest.audit.suites import Suite

_FAMILIES = ("investment_mentions", "regulatory_mentions")
_OF_ARTICLE = (*_FAMILIES, "money_mentions")


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A row of table `quarantine`: one row held back, and one rule that it failed."""

    quarantine_id: str
    as_of_date: date
    table_name: str
    row_key: str
    article_id: str | None
    article_version: int | None
    rule_id: str
    expectation: str
    severity: str
    observed: str | None
    evidence: str | None
    url: str | None
    row_sha256: str
    row_json: str
    first_seen_at: datetime
    last_as_of_date: date
    state: str = "open"
    decided_by: str | None = None
    decided_at: datetime | None = None
    decision_note: str | None = None


@dataclass(frozen=True, slots=True)
class _Failure:
    """A row to be held back, and why."""

    table: str
    row: FailingRow
    rule_id: str
    expectation: str


def hold_rows(
    con: duckdb.DuckDBPyConnection,
    suites: Sequence[Suite],
    holds: Iterable[RuleResult],
    as_of: date,
    now: datetime,
    decisions: Sequence[Decision] = (),
) -> list[HeldRow]:
    """Delete the failing rows of `holds` from the candidate behind `con`, and return them.

    So go rows that a reviewer rejected, also where no rule finds fault with them today. With an article go its
    mentions; with a mention go its parts, for a part without its whole would be counted as a whole. Money mentions
    stay, and lose the mention: role "other". Runs in one transaction.
    """
    keys = {suite.table: suite.key_sql for suite in suites}
    failures = [_Failure(r.table, row, r.rule_id, r.expectation) for r in holds for row in r.rows]
    con.execute("BEGIN TRANSACTION")
    try:
        failures += _find_rejected(con, keys, failures, decisions)
        held = _hold(con, keys, failures, as_of, now, decisions)
        _delete(con, keys, held)
        while leaning := _hold(con, keys, _find_leaning(con, keys), as_of, now, ()):
            held += leaning
            _delete(con, keys, leaning)
        if held:
            _free_money(con)
        con.execute("COMMIT")
    except BaseException:
        con.execute("ROLLBACK")
        raise
    return held


def add_quarantine(con: duckdb.DuckDBPyConnection, held: Sequence[HeldRow]) -> None:
    """Record held rows in table `quarantine`.

    A case that is there keeps its first sight and, as long as the row's content is the same, its decision; with
    other content it is open again. An audit of an earlier day than the last one changes nothing of it.
    """
    if held:
        con.execute(
            f"INSERT INTO quarantine BY NAME SELECT unnest(from_json(?, ?), max_depth := 2) {_ON_KNOWN}",
            [json.dumps([asdict(row) for row in held], default=str), json.dumps([_SHAPE])],
        )


def close_corrected(con: duckdb.DuckDBPyConnection, held: Sequence[HeldRow], as_of: date, now: datetime) -> None:
    """Mark the cases corrected that the publication as of `as_of` did not hold back again."""
    con.execute(
        "UPDATE quarantine SET state = 'corrected', decided_by = NULL, decided_at = ?,"
        " decision_note = 'no longer held back: the row or the rule changed, or what it leans on is back'"
        " WHERE state IN ('open', 'rejected') AND last_as_of_date <= ?"
        " AND quarantine_id NOT IN (SELECT unnest(?::VARCHAR[]))",
        [now, as_of, [row.quarantine_id for row in held]],
    )


def add_validation_runs(
    con: duckdb.DuckDBPyConnection, audits: Sequence[AuditResult], run_id: str, now: datetime
) -> None:
    """Record what every rule of `audits` found in table `validation_runs`; the same run again adds nothing."""
    rows = [
        [run_id, audit.as_of, audit.stage, r.table, r.suite_sha256, r.rule_id, r.expectation, r.severity, r.action]
        + [r.checked, r.unexpected, r.success, r.error, now]
        for audit in audits
        for r in audit.results
    ]
    if rows:
        values = ", ".join([f"({', '.join('?' * 14)})"] * len(rows))  # at once: executemany takes seconds
        con.execute(
            "INSERT INTO validation_runs (run_id, as_of_date, stage, suite, suite_sha256, rule_id, expectation,"
            f" severity, action, checked, unexpected, success, error, ran_at) VALUES {values} ON CONFLICT DO NOTHING",
            [value for row in rows for value in row],
        )


_SHAPE = {
    "quarantine_id": "VARCHAR",
    "as_of_date": "DATE",
    "table_name": "VARCHAR",
    "row_key": "VARCHAR",
    "article_id": "VARCHAR",
    "article_version": "INTEGER",
    "rule_id": "VARCHAR",
    "expectation": "VARCHAR",
    "severity": "VARCHAR",
    "observed": "VARCHAR",
    "evidence": "VARCHAR",
    "url": "VARCHAR",
    "row_sha256": "VARCHAR",
    "row_json": "VARCHAR",
    "first_seen_at": "TIMESTAMP",
    "last_as_of_date": "DATE",
    "state": "VARCHAR",
    "decided_by": "VARCHAR",
    "decided_at": "TIMESTAMP",
    "decision_note": "VARCHAR",
}
_KEPT = "quarantine.row_sha256 = excluded.row_sha256 AND quarantine.state <> 'corrected'"
_FRESH = ("state", "decided_by", "decided_at", "decision_note")
_SEEN = ("article_id", "article_version", "expectation", "severity", "observed", "evidence", "url", "row_json")
_ON_KNOWN = (
    "ON CONFLICT (quarantine_id) DO UPDATE SET "
    + ", ".join(f"{name} = CASE WHEN {_KEPT} THEN quarantine.{name} ELSE excluded.{name} END" for name in _FRESH)
    + ", "
    + ", ".join(f"{name} = excluded.{name}" for name in (*_SEEN, "row_sha256", "last_as_of_date"))
    + " WHERE excluded.last_as_of_date >= quarantine.last_as_of_date"
)


def _hold(
    con: duckdb.DuckDBPyConnection,
    keys: dict[str, str],
    failures: Sequence[_Failure],
    as_of: date,
    now: datetime,
    decisions: Sequence[Decision],
) -> list[HeldRow]:
    rejected = {(d.quarantine_id, d.row_sha256): d for d in decisions if d.state == "rejected"}
    contents = {
        table: fetch_rows_json(con, table, keys[table], [f.row.row_key for f in failures if f.table == table])
        for table in {failure.table for failure in failures}
    }
    held = []
    for failure in failures:
        row, rows = failure.row, contents[failure.table].get(failure.row.row_key, [])
        case = name_case(failure.table, row.row_key, failure.rule_id)
        sha256 = hash_content(rows)
        decision = rejected.get((case, sha256))
        held.append(
            HeldRow(
                quarantine_id=case,
                as_of_date=as_of,
                table_name=failure.table,
                row_key=row.row_key,
                article_id=row.article_id,
                article_version=row.article_version,
                rule_id=failure.rule_id,
                expectation=failure.expectation,
                severity="critical",
                observed=row.value,
                evidence=row.evidence,
                url=row.url,
                row_sha256=sha256,
                row_json=json.dumps(rows[0] if rows else {}, ensure_ascii=False),
                first_seen_at=now,
                last_as_of_date=as_of,
                state=decision.state if decision else "open",
                decided_by=decision.decided_by if decision else None,
                decided_at=decision.decided_at if decision else None,
                decision_note=decision.decision_note if decision else None,
            )
        )
    return held


def name_case(table: str, row_key: str, rule_id: str) -> str:
    """Return the id of a case; 0010_review.sql gives the same."""
    return "q_" + hashlib.sha256("\n".join((table, row_key, rule_id)).encode()).hexdigest()[:16]


def _find_rejected(
    con: duckdb.DuckDBPyConnection, keys: dict[str, str], failures: Sequence[_Failure], decisions: Sequence[Decision]
) -> list[_Failure]:
    """Return the rows of the candidate that a reviewer rejected as they are, and that fail no rule now."""
    failing = {(failure.table, failure.row.row_key, failure.rule_id) for failure in failures}
    found = []
    for d in decisions:
        if d.state != "rejected" or d.table_name not in keys or (d.table_name, d.row_key, d.rule_id) in failing:
            continue
        for key, rows in fetch_rows_json(con, d.table_name, keys[d.table_name], [d.row_key]).items():
            if hash_content(rows) == d.row_sha256:
                row, text = rows[0], rows[0].get("evidence") or rows[0].get("text")
                version = row.get("article_version", row.get("version"))
                failing_row = FailingRow(key, row.get("article_id"), version, d.decision_note, text, row.get("url"))
                found.append(_Failure(d.table_name, failing_row, d.rule_id, "rejected by a reviewer"))
    return found


def _delete(con: duckdb.DuckDBPyConnection, keys: dict[str, str], held: Sequence[HeldRow]) -> None:
    for table in {row.table_name for row in held}:
        bad = sorted({row.row_key for row in held if row.table_name == table})
        con.execute(f"DELETE FROM {table} AS t WHERE {keys[table]} IN (SELECT unnest(?::VARCHAR[]))", [bad])


def _find_leaning(con: duckdb.DuckDBPyConnection, keys: dict[str, str]) -> list[_Failure]:
    """Return the rows whose article or whole is not in the candidate."""
    article = "SELECT 1 FROM articles AS a WHERE a.article_id = t.article_id AND a.version = t.article_version"
    found = []
    for table in _OF_ARTICLE:
        shown = f"t.article_version, t.article_id, {'t.evidence' if table in _FAMILIES else 't.text'}"
        found += _fetch_leaning(con, keys, table, "ARTICLE-HELD", shown, f"NOT EXISTS ({article})")
    carried = "NOT EXISTS (SELECT 1 FROM articles AS a WHERE a.article_id = t.article_id)"
    shown = "NULL::INTEGER, t.article_id, t.publisher"
    found += _fetch_leaning(con, keys, "article_sources", "ARTICLE-HELD", shown, carried)
    for table in _FAMILIES:
        where = (
            f"EXISTS ({article}) AND t.parent_mention_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {table} AS p"
            " WHERE p.mention_id = t.parent_mention_id AND p.article_id = t.article_id"
            " AND p.article_version = t.article_version)"
        )
        found += _fetch_leaning(
            con, keys, table, "WHOLE-HELD", "t.article_version, t.parent_mention_id, t.evidence", where
        )
    return found


def _fetch_leaning(
    con: duckdb.DuckDBPyConnection, keys: dict[str, str], table: str, rule_id: str, shown: str, where: str
) -> list[_Failure]:
    rows: list[Any] = con.execute(
        f"SELECT {keys[table]}, t.article_id, {shown} FROM {table} AS t WHERE {where} ORDER BY 1"
    ).fetchall()
    leaning = [
        FailingRow(key, article_id, version, value, text, None) for key, article_id, version, value, text in rows
    ]
    return [_Failure(table, row, rule_id, "leans on a row in quarantine") for row in leaning]


def _free_money(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(
        "UPDATE money_mentions AS t SET mention_id = NULL, role = 'other' WHERE t.mention_id IS NOT NULL AND NOT EXISTS ("
        " SELECT 1 FROM (SELECT mention_id, article_id, article_version FROM investment_mentions UNION ALL"
        " SELECT mention_id, article_id, article_version FROM regulatory_mentions) AS m"
        " WHERE m.mention_id = t.mention_id AND m.article_id = t.article_id AND m.article_version = t.article_version)"
    )
