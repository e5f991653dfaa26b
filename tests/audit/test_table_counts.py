"""Rows a table beside those of earlier snapshots: what only warns, and what stops a publication."""

from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from audit.sample_rows import add_sample

from ingest.errors import PublicationBlocked
from ingest.pipeline import open_live, publish
from ingest.publish.history import write_table_counts
from ingest.settings import Settings
from ingest.store.rows import add_rows

DAY = date(2024, 3, 6)
NOW = datetime(2024, 3, 7)  # noqa: DTZ001 - naive UTC, as in the tables


def make_history(con: duckdb.DuckDBPyConnection, counts: list[int], table: str = "articles") -> None:
    """Add a snapshot for each of the days before DAY, the newest first, that published so many rows."""
    add_rows(
        con,
        "snapshots",
        [
            {"snapshot_id": f"s{number}", "as_of_date": (DAY - timedelta(days=number + 1)).isoformat(),
             "created_at": f"2024-03-06T00:00:{number:02}", "verdict": "published", "row_counts": f'{{"{table}": {count}}}'}
            for number, count in enumerate(counts)
        ],
    )  # fmt: skip


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    found = Settings(data=tmp_path, inbox=tmp_path / "inbox")
    with open_live(found) as con:
        add_sample(con)
    return found


def test_the_median_is_of_the_last_fourteen_days_and_of_their_last_snapshots(settings: Settings) -> None:
    with open_live(settings) as con:
        make_history(con, [10] * 8 + [20] * 6 + [1000] * 20)
        con.execute("INSERT INTO snapshots BY NAME SELECT * REPLACE ('blocked' AS verdict, 's_x' AS snapshot_id,"
                    " '{\"articles\": 0}' AS row_counts) FROM snapshots WHERE snapshot_id = 's0'")  # fmt: skip
        write_table_counts(con, DAY)
        rows = con.execute(
            "SELECT row_count, earlier_snapshots, median_count, days_since_newest FROM table_counts"
            " WHERE table_name = 'articles'"
        ).fetchall()
    assert rows == [(2, 14, 10.0, 0)]


def test_a_table_that_lost_a_fifth_is_published_with_a_warning(settings: Settings) -> None:
    first = publish(settings, DAY, NOW)
    with open_live(settings) as con:
        make_history(con, [3, 3, 3])
    second = publish(settings, DAY + timedelta(days=1), NOW)
    assert (second["status"], second["warnings"]) == ("published", first["warnings"] + 1)
    with open_live(settings) as con:
        failed = con.execute(
            "SELECT DISTINCT rule_id FROM validation_runs WHERE NOT success AND suite = 'table_counts'"
        )
        assert failed.fetchall() == [("CNT-DROPPED",)]


def test_a_full_table_that_is_empty_stops_the_publication(settings: Settings) -> None:
    publish(settings, DAY, NOW)
    before = (settings.published / "latest.json").read_bytes()
    with open_live(settings) as con:
        make_history(con, [25, 25, 25], "investment_mentions")
        con.execute("DELETE FROM investment_mentions")
        con.execute("UPDATE money_mentions SET mention_id = NULL")
    with pytest.raises(PublicationBlocked, match="CNT-EMPTIED"):
        publish(settings, DAY + timedelta(days=1), NOW)
    assert (settings.published / "latest.json").read_bytes() == before


def test_no_article_for_four_days_warns(settings: Settings) -> None:
    fresh = publish(settings, DAY, NOW)
    stale = publish(settings, DAY + timedelta(days=4), NOW)
    assert stale["warnings"] == fresh["warnings"] + 1
