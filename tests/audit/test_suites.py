"""Suites are read strictly: whatever is misspelt is an error, never a check that silently is not there."""

import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest
from audit.sample_rows import build_database

from ingest.audit.run import audit_file
from ingest.audit.suites import Rule, load_suites
from ingest.errors import SuiteError
from ingest.resources import data_folder

FIRST_RULE = """  - id: MON-AMOUNT-ZERO
    type: ExpectRule
    where: t.amount = 0
    value: t.text
    severity: warning
    action: warn
    note: A zero amount is rarely meant; digits may have been lost.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the suites, to spoil."""
    return Path(shutil.copytree(data_folder("expectations"), tmp_path / "expectations"))


def spoil(folder: Path, old: str, new: str, file: str = "money_mentions.yml") -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def test_every_table_of_the_contract_has_a_suite_with_noted_rules() -> None:
    suites = load_suites(data_folder("expectations"))
    families = [
        "investment_events",
        "investment_mentions",
        "money_mentions",
        "regulatory_events",
        "regulatory_mentions",
    ]
    assert [suite.table for suite in suites] == ["article_sources", "articles", *families, "table_counts"]
    assert all(len(rule.note) > 20 for suite in suites for rule in suite.rules)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (FIRST_RULE, FIRST_RULE.replace("where:", "were:"), "unknown were"),
        (FIRST_RULE, FIRST_RULE.replace("    note: A", "    remark: A"), "unknown remark"),
        (FIRST_RULE, FIRST_RULE.replace("    note: A", "    owner: nobody\n    note: A"), "the owner is one of"),
        (FIRST_RULE, FIRST_RULE.replace("    value: t.text\n", ""), "value is missing"),
        (FIRST_RULE, FIRST_RULE.replace("severity: warning", "severity: warn"), "no such pair"),
        (FIRST_RULE, FIRST_RULE.replace("action: warn", "action: quarantine"), "no such pair"),
        (FIRST_RULE, FIRST_RULE + FIRST_RULE, "given twice"),
        (FIRST_RULE, FIRST_RULE.replace("    type:", "    id: OTHER\n    type:"), "given twice"),
        (FIRST_RULE, FIRST_RULE.replace("t.amount = 0", "t.currency IN $currency"), "no such list"),
        (FIRST_RULE, FIRST_RULE.replace("    note", "    stages: [stage]\n    note"), "stages"),
        (FIRST_RULE, FIRST_RULE.replace("ExpectRule", "ExpectRuel"), "unknown"),
        ("table: money_mentions", "table: money_mention", "the file's name says"),
        ("  - id: MON-SPAN", " - id: MON-SPAN", "cannot be read"),
    ],
)
def test_a_typo_is_an_error_at_load(folder: Path, old: str, new: str, said: str) -> None:
    spoil(folder, old, new)
    with pytest.raises(SuiteError, match=said):
        load_suites(folder)


def test_a_wrong_currency_in_a_list_is_an_error(folder: Path) -> None:
    spoil(folder, "IDR,", "Idr,", "lists/currencies.yml")
    with pytest.raises(SuiteError, match="'Idr'"):
        load_suites(folder)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("ExpectTableRowCountToBeBetween", "ExpectTableRowCountToBeBetwen"),
        ("{min_value: 1}", "{min_valeu: 1}"),
        ("ExpectTableRowCountToBeBetween", "ValidationDefinition"),
    ],
)
def test_a_typo_in_a_gx_type_or_argument_is_an_error(folder: Path, tmp_path: Path, old: str, new: str) -> None:
    spoil(folder, old, new, "articles.yml")
    build_database(tmp_path / "sample.duckdb")
    with pytest.raises(SuiteError, match="ART-NOT-EMPTY"):
        audit_file(tmp_path / "sample.duckdb", load_suites(folder), "staged", tmp_path, date(2024, 3, 6), docs=False)


def test_sql_that_does_not_run_is_an_error_of_the_rule_and_not_of_the_data(folder: Path, tmp_path: Path) -> None:
    spoil(folder, "where: t.amount = 0", "where: t.amuont = 0")
    build_database(tmp_path / "sample.duckdb")
    audit = audit_file(
        tmp_path / "sample.duckdb", load_suites(folder), "staged", tmp_path, date(2024, 3, 6), docs=False
    )
    (broken,) = [result for result in audit.results if not result.success]
    assert broken.rule_id == "MON-AMOUNT-ZERO"
    assert "amuont" in (broken.error or "")


@pytest.mark.parametrize(
    "body",
    ["a🏭b", "Rene\u0301 dan", "é🇮🇩ñ \u200d👩\u200d🏭 x", "\U0010ffff\u0300\u0301", "한국 銀行 1,1 만", "a\r\nb\tc"],
)
def test_duckdb_counts_characters_as_python_does(body: str) -> None:
    con = duckdb.connect()
    for start in range(len(body)):
        for end in range(start + 1, len(body) + 1):
            row = con.execute("SELECT substr($1, $2 + 1, $3 - $2), length($1)", [body, start, end]).fetchone()
            assert row == (body[start:end], len(body))


def test_the_file_can_be_opened_for_writing_after_an_audit(tmp_path: Path) -> None:
    build_database(tmp_path / "sample.duckdb")
    audit_file(
        tmp_path / "sample.duckdb", load_suites(data_folder("expectations")), "staged", tmp_path, date(2024, 3, 6),
        docs=False,
    )  # fmt: skip
    with duckdb.connect(str(tmp_path / "sample.duckdb")) as con:
        con.execute("DELETE FROM money_mentions")


def rules_by_id() -> dict[str, Rule]:
    return {rule.rule_id: rule for suite in load_suites(data_folder("expectations")) for rule in suite.rules}


def test_what_is_made_here_blocks_and_what_came_in_is_held_back() -> None:
    rules = rules_by_id()
    assert rules["IEV-KEY-UNIQUE"].action == "block"
    assert rules["INV-KEY-UNIQUE"].action == "quarantine"
    assert {rule.action for rule in rules.values() if rule.severity == "warning"} == {"warn"}
