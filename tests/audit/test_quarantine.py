"""Rows that fail are held back with those that lean on them, and what stops a publication."""

from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest
from audit.sample_rows import build_database

from ingest.audit.gate import find_blockers, find_excess, find_warnings
from ingest.audit.quarantine import HeldRow, add_quarantine, add_validation_runs, hold_rows
from ingest.audit.results import AuditResult, FailingRow, RuleResult
from ingest.audit.suites import load_suites
from ingest.resources import data_folder

DAY, NOW = date(2024, 3, 6), datetime(2024, 3, 7)  # noqa: DTZ001 - naive UTC, as in the tables
SUITES = load_suites(data_folder("expectations"))


def failed(table: str, row_key: str, rule_id: str = "SOME-RULE", **changes: object) -> RuleResult:
    values: dict[str, object] = {
        "table": table, "suite_sha256": "0", "rule_id": rule_id, "expectation": "ExpectRule", "severity": "critical",
        "action": "quarantine", "note": "A note.", "owner": "extract", "checked": 4, "unexpected": 1, "success": False, "error": None,
        "rows": (FailingRow(row_key, "a_one", 1, "seen", "words", None),),
    }  # fmt: skip
    return RuleResult(**{**values, **changes})  # type: ignore[arg-type]


def audit(*results: RuleResult) -> AuditResult:
    return AuditResult("staged", DAY, results, "gx/docs/index.html")


@pytest.fixture
def database(tmp_path: Path) -> duckdb.DuckDBPyConnection:
    build_database(tmp_path / "sample.duckdb")
    return duckdb.connect(str(tmp_path / "sample.duckdb"))


def keys(held: list[HeldRow]) -> set[tuple[str, str, str]]:
    return {(row.table_name, row.row_key, row.rule_id) for row in held}


def test_parts_go_with_their_whole_and_money_is_freed(database: duckdb.DuckDBPyConnection) -> None:
    held = hold_rows(database, SUITES, [failed("investment_mentions", "a_one/1/im_whole")], DAY, NOW)
    assert keys(held) == {
        ("investment_mentions", "a_one/1/im_whole", "SOME-RULE"),
        ("investment_mentions", "a_one/1/im_plant", "WHOLE-HELD"),
        ("investment_mentions", "a_one/1/im_port", "WHOLE-HELD"),
    }
    assert database.execute("SELECT mention_id FROM investment_mentions").fetchall() == [("im_store",)]
    freed = database.execute(
        "SELECT text FROM money_mentions WHERE role = 'other' AND mention_id IS NULL ORDER BY start"
    ).fetchall()
    assert freed == [("US$200 juta",), ("US$100 juta",), ("US$60 juta",)]
    assert database.execute("SELECT role FROM money_mentions WHERE text = 'US$95 juta'").fetchall() == [("conversion",)]


def test_everything_goes_with_its_article(database: duckdb.DuckDBPyConnection) -> None:
    held = hold_rows(database, SUITES, [failed("articles", "a_one/1")], DAY, NOW)
    assert len(held) == 1 + 4 + 6 + 1
    assert {row.rule_id for row in held} == {"SOME-RULE", "ARTICLE-HELD"}
    for table in ("investment_mentions", "regulatory_mentions", "money_mentions", "article_sources"):
        assert database.execute(f"SELECT DISTINCT article_id FROM {table}").fetchall() in ([("a_two",)], [])


def test_a_row_that_fails_two_rules_is_one_row_with_two_reasons(database: duckdb.DuckDBPyConnection) -> None:
    holds = [failed("regulatory_mentions", "a_two/1/rm_fine", rule) for rule in ("ONE", "TWO")]
    held = hold_rows(database, SUITES, holds, DAY, NOW)
    assert keys(held) == {("regulatory_mentions", "a_two/1/rm_fine", rule) for rule in ("ONE", "TWO")}
    assert len({row.row_sha256 for row in held}) == 1
    assert len({row.quarantine_id for row in held}) == 2


def test_hash_follows_the_row_and_a_decision_stays(database: duckdb.DuckDBPyConnection) -> None:
    (first,) = hold_rows(database, SUITES, [failed("regulatory_mentions", "a_two/1/rm_probe")], DAY, NOW)
    add_quarantine(database, [first])
    database.execute("UPDATE quarantine SET state = 'rejected', decided_by = 'reviewer'")
    add_quarantine(database, [first])
    assert database.execute("SELECT quarantine_id, state, observed, first_seen_at FROM quarantine").fetchall() == [
        (first.quarantine_id, "rejected", "seen", NOW)
    ]
    assert len(first.row_sha256) == 64


def test_a_hostile_key_deletes_nothing_else(database: duckdb.DuckDBPyConnection) -> None:
    hold_rows(database, SUITES, [failed("articles", "x') OR TRUE --")], DAY, NOW)
    assert database.execute("SELECT count(*) FROM articles").fetchall() == [(2,)]


def test_validation_runs_are_recorded_once(database: duckdb.DuckDBPyConnection) -> None:
    for _ in range(2):
        add_validation_runs(database, [audit(failed("articles", "a_one/1"))], "run", NOW)
    rows = database.execute("SELECT run_id, stage, suite, rule_id, unexpected, success FROM validation_runs").fetchall()
    assert rows == [("run", "staged", "articles", "SOME-RULE", 1, False)]


def test_what_blocks() -> None:
    row = failed("articles", "a_one/1")
    table = failed("articles", "", rule_id="EMPTY", action="block", rows=())
    warning = failed("articles", "", rule_id="HM", severity="warning", action="warn")
    broken = failed("articles", "", rule_id="BROKEN", severity="warning", action="warn", error="no such column")
    passed = failed("articles", "", rule_id="FINE", success=True, rows=())
    assert find_blockers(audit(row, warning, passed), final=False) == []
    assert [text.split()[0] for text in find_blockers(audit(row, table, broken), final=False)] == ["EMPTY", "BROKEN"]
    assert [text.split()[0] for text in find_blockers(audit(row, warning), final=True)] == ["SOME-RULE"]
    assert [result.rule_id for result in find_warnings(audit(row, warning, broken))] == ["HM"]


def test_too_large_a_share_of_a_table_blocks_once_there_are_twenty_rows() -> None:
    assert find_excess({"articles": 1}, {"articles": 20}, 0.05) == []
    assert find_excess({"articles": 19}, {"articles": 19}, 0.05) == []
    (reason,) = find_excess({"articles": 2, "money_mentions": 1}, {"articles": 20, "money_mentions": 999}, 0.05)
    assert reason == "2 of 20 rows of articles are in quarantine, more than 5%"
