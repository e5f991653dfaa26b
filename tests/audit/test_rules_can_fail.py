"""Every rule of every suite is broken by one change of the sample, and no other rule is."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest
from audit.mutations import list_mutations
from audit.sample_rows import build_database

from ingest.audit.run import audit_file
from ingest.audit.suites import Rule, Suite, load_suites
from ingest.resources import data_folder

SUITES = load_suites(data_folder("expectations"))
RULES = [(suite, rule) for suite in SUITES for rule in suite.rules]
MUTATIONS = list_mutations()
DAY = date(2024, 3, 6)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample database without its constraints: a suite must not lean on them."""
    folder = tmp_path_factory.mktemp("sample")
    build_database(folder / "keyed.duckdb")
    with duckdb.connect(str(folder / "plain.duckdb")) as con:
        con.execute(f"ATTACH '{folder / 'keyed.duckdb'}' AS keyed (READ_ONLY)")
        for table in (*(suite.table for suite in SUITES), "fx_rates"):
            con.execute(f"CREATE TABLE {table} AS FROM keyed.{table}")
        for view in ("stated_conversions", "amount_outliers"):
            path = data_folder("schemas") / "views" / f"{view}.sql"
            con.execute(path.read_text(encoding="utf-8").split("COMMENT ON")[0])
    return folder / "plain.duckdb"


def test_there_is_a_mutation_for_every_rule_and_no_other() -> None:
    assert sorted(MUTATIONS) == sorted(rule.rule_id for _, rule in RULES)


def test_the_sample_satisfies_every_rule(sample: Path, tmp_path: Path) -> None:
    for stage, least in (("staged", 105), ("candidate", 150)):
        audit = audit_file(sample, SUITES, stage, tmp_path, DAY, docs=False)
        assert [result for result in audit.results if not result.success] == []
        assert len(audit.results) >= least
        assert all(result.checked > 0 for result in audit.results)


@pytest.mark.slow
@pytest.mark.parametrize(("suite", "rule"), RULES, ids=[rule.rule_id for _, rule in RULES])
def test_mutation_breaks_exactly_its_rule(suite: Suite, rule: Rule, sample: Path, tmp_path: Path) -> None:
    database = tmp_path / "mutated.duckdb"
    shutil.copy(sample, database)
    with duckdb.connect(str(database)) as con:
        con.execute("SET threads = 1")  # on so few rows a second one only costs
        for statement in MUTATIONS[rule.rule_id]:
            con.execute(statement)
        counts = _count_by_sql(con)

    # All other rules are held against plain SQL, which takes a tenth of the time that GX takes for a suite.
    chosen = replace(suite, rules=(rule,)) if rule.query else suite
    audit = audit_file(database, [chosen], "candidate", tmp_path, DAY, docs=False)

    failed = {result.rule_id: result.unexpected for result in audit.results if not result.success}
    assert [result.error for result in audit.results if result.error] == []
    assert list(failed) == [rule.rule_id]
    assert counts == ({rule.rule_id: failed[rule.rule_id]} if rule.query else {})  # over all tables, without GX
    (result,) = [result for result in audit.results if not result.success]
    assert len(result.rows) == (result.unexpected if rule.query else 0)
    mutated = ", ".join(repr(row.row_key) for row in result.rows[:3]) or "the whole table"
    print(f"{rule.rule_id}: {suite.table} {mutated}: failed as expected")  # seen with -s


def _count_by_sql(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    found = {}
    for suite, rule in RULES:
        if rule.query:
            query = rule.query.format(batch=f"(SELECT * FROM {suite.table}) AS subselect")
            count = con.execute(f"SELECT count(*) FROM ({query})").fetchone()
            if count and count[0]:
                found[rule.rule_id] = count[0]
    return found
