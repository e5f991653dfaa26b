"""Every query of the cookbook runs on the snapshot of the samples, and a query cannot leave the published file."""

import csv
import io
import json
import re
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

import ingest
from ingest.cli import commands
from ingest.cli_query import defuse
from ingest.errors import WartaError

PAGE = (Path(ingest.__file__).parents[1] / "docs" / "queries.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)
MAY_BE_EMPTY = (
    "FROM quarantine",
    "FROM snapshot_delta",
    "FROM story_timeline",
    "FROM event_splits",
    "len(aliases) > 1",
)  # no sample breaks a rule; one snapshot
VIEWS = ("investment_by_country_month", "regulatory_actions_by_regulator", "top_investors", "story_timeline")
runner = CliRunner()


def ask(samples: Path, *words: str) -> str:
    result = runner.invoke(commands, ["query", *words, "--data", str(samples / "data")])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_page_has_queries() -> None:
    assert len(QUERIES) >= 10


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.split("\n")[0][:60])
def test_every_query_of_the_page_runs_and_answers(query: str, published_samples: Path) -> None:
    with duckdb.connect(
        str(published_samples / "data" / "published" / "latest.duckdb"),
        read_only=True,
        config={"enable_external_access": "false", "lock_configuration": "true"},
    ) as con:
        rows = con.execute(query).fetchall()
    assert rows or any(part in query for part in MAY_BE_EMPTY)


@pytest.mark.parametrize("view", [*VIEWS, "validation_trend"])
def test_views_answer_by_their_name_alone(view: str, published_samples: Path) -> None:
    rows = [json.loads(line) for line in ask(published_samples, view, "--format", "json").splitlines()]
    assert rows
    header = next(csv.reader(io.StringIO(ask(published_samples, view, "--format", "csv"))))
    assert header == list(rows[0])


def test_sums_of_the_view_are_those_of_countable_events(published_samples: Path) -> None:
    of_view = ask(
        published_samples, "SELECT sum(amount_usd)::VARCHAR AS s FROM investment_by_country_month", "--format", "json"
    )
    of_events = ask(
        published_samples,
        "SELECT sum(amount_usd)::VARCHAR AS s FROM investment_events"
        " WHERE countable AND status <> 'rumoured' AND event_type <> 'divestment'",
        "--format",
        "json",
    )
    assert of_view == of_events
    assert json.loads(of_view)["s"] is not None


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM articles",
        "CREATE TABLE x (i INTEGER)",
        "COPY (SELECT 1) TO 'out.csv'",
        "SELECT * FROM read_text('/etc/passwd')",
        "ATTACH 'other.duckdb'",
        "SET enable_external_access = true",
        "INSTALL httpfs",
    ],
)
def test_a_query_changes_nothing_and_reaches_nothing(sql: str, published_samples: Path) -> None:
    with pytest.raises(WartaError, match="the query failed"):
        ask(published_samples, sql)


def test_csv_runs_no_formula() -> None:
    assert [defuse(text) for text in ("=1+1", "+1", "-1", "@x", "\t=1", " =1", "a=1")] == [
        "'=1+1", "'+1", "'-1", "'@x", "'\t=1", "' =1", "a=1",
    ]  # fmt: skip
    assert defuse(-5) == -5
