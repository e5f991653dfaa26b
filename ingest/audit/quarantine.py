"""Take failing rows, and rows that lean on them, out of a candidate, and keep what they were for a person to judge."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import duckdb

from ingest.audit.results import AuditResult, FailingRow, RuleResult
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
    first_seen_at: datetime
    state: str = "open"


def hold_rows(
    con: duckdb.DuckDBPyConnection, suites: Sequence[Suite], holds: Iterable[RuleResult], as_of: date, now: datetime
) -> list[HeldRow]:
    """Delete the failing rows of `holds` from the candidate behind `con`, and return them.

    With an article go its mentions; with a mention go its parts, for a part without its whole would be counted as
    a whole. Money mentions stay, and lose the mention: role "other". Runs in one transaction.
    """
    keys = {suite.table: suite.key_sql for suite in suites}
    con.execute("BEGIN TRANSACTION")
    try:
        held = [
            _hold(con, keys, result.table, row, result.rule_id, result.expectation, as_of, now)
            for result in holds
            for row in result.rows
        ]
        _delete(con, keys, held)
        while leaning := _find_leaning(con, keys, as_of, now):
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
    """Record held rows in table `quarantine`; a row that is there already keeps its decision and its first sight."""
    if held:
        con.executemany(
            "INSERT INTO quarantine BY NAME SELECT unnest(from_json(?, ?), max_depth := 2) ON CONFLICT DO NOTHING",
            [[json.dumps(asdict(row), default=str), json.dumps(_SHAPE)] for row in held],
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
        con.executemany(
            "INSERT INTO validation_runs (run_id, as_of_date, stage, suite, suite_sha256, rule_id, expectation,"
            " severity, action, checked, unexpected, success, error, ran_at)"
            f" VALUES ({', '.join('?' * 14)}) ON CONFLICT DO NOTHING",
            rows,
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
    "first_seen_at": "TIMESTAMP",
    "state": "VARCHAR",
}


def _hold(
    con: duckdb.DuckDBPyConnection,
    keys: dict[str, str],
    table: str,
    row: FailingRow,
    rule_id: str,
    expectation: str,
    as_of: date,
    now: datetime,
) -> HeldRow:
    name = "\0".join((as_of.isoformat(), table, row.row_key, rule_id))
    found = con.execute(
        f"SELECT sha256(coalesce(string_agg(to_json(t)::VARCHAR, chr(10) ORDER BY to_json(t)::VARCHAR), ''))"
        f" FROM {table} AS t WHERE {keys[table]} = ?",
        [row.row_key],
    ).fetchone()
    return HeldRow(
        quarantine_id="q_" + hashlib.blake2b(name.encode(), digest_size=8).hexdigest(),
        as_of_date=as_of,
        table_name=table,
        row_key=row.row_key,
        article_id=row.article_id,
        article_version=row.article_version,
        rule_id=rule_id,
        expectation=expectation,
        severity="critical",
        observed=row.value,
        evidence=row.evidence,
        url=row.url,
        row_sha256=found[0] if found else "",
        first_seen_at=now,
    )


def _delete(con: duckdb.DuckDBPyConnection, keys: dict[str, str], held: Sequence[HeldRow]) -> None:
    for table in {row.table_name for row in held}:
        bad = sorted({row.row_key for row in held if row.table_name == table})
        con.execute(f"DELETE FROM {table} AS t WHERE {keys[table]} IN (SELECT unnest(?::VARCHAR[]))", [bad])


def _find_leaning(con: duckdb.DuckDBPyConnection, keys: dict[str, str], as_of: date, now: datetime) -> list[HeldRow]:
    """Return the rows whose article or whole is not in the candidate."""
    found = []
    for table in _OF_ARTICLE:
        evidence = "t.evidence" if table in _FAMILIES else "t.text"
        found += _fetch_leaning(
            con, keys, table, "ARTICLE-HELD", f"t.article_id AS value, {evidence} AS evidence",
            "NOT EXISTS (SELECT 1 FROM articles AS a WHERE a.article_id = t.article_id AND a.version = t.article_version)",
            as_of, now,
        )  # fmt: skip
    for table in _FAMILIES:
        found += _fetch_leaning(
            con, keys, table, "WHOLE-HELD", "t.parent_mention_id AS value, t.evidence AS evidence",
            "EXISTS (SELECT 1 FROM articles AS a WHERE a.article_id = t.article_id AND a.version = t.article_version)"
            f" AND t.parent_mention_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {table} AS p"
            " WHERE p.mention_id = t.parent_mention_id AND p.article_id = t.article_id"
            " AND p.article_version = t.article_version)",
            as_of, now,
        )  # fmt: skip
    return found


def _fetch_leaning(
    con: duckdb.DuckDBPyConnection,
    keys: dict[str, str],
    table: str,
    rule_id: str,
    shown: str,
    where: str,
    as_of: date,
    now: datetime,
) -> list[HeldRow]:
    rows: list[Any] = con.execute(
        f"SELECT {keys[table]}, t.article_id, t.article_version, {shown} FROM {table} AS t WHERE {where} ORDER BY 1"
    ).fetchall()
    held = []
    for key, article_id, version, value, evidence in rows:
        row = FailingRow(key, article_id, version, value, evidence, url=None)
        held.append(_hold(con, keys, table, row, rule_id, "leans on a row in quarantine", as_of, now))
    return held


def _free_money(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(
        "UPDATE money_mentions AS t SET mention_id = NULL, role = 'other' WHERE t.mention_id IS NOT NULL AND NOT EXISTS ("
        " SELECT 1 FROM (SELECT mention_id, article_id, article_version FROM investment_mentions UNION ALL"
        " SELECT mention_id, article_id, article_version FROM regulatory_mentions) AS m"
        " WHERE m.mention_id = t.mention_id AND m.article_id = t.article_id AND m.article_version = t.article_version)"
    )
