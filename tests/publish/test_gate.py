"""The whole way from the live database: what is blocked leaves `latest` byte-identical, what is held back says why."""

import json
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest
from audit.sample_rows import add_sample

from ingest.audit.decisions import add_decision
from ingest.errors import PublicationBlocked
from ingest.pipeline import open_live, publish
from ingest.settings import Settings

DAY = date(2024, 3, 6)


def at(hour: int) -> datetime:
    return datetime(2024, 3, 7, hour)  # noqa: DTZ001 - naive UTC, as in the tables


def test_a_critical_failure_of_a_table_blocks_and_leaves_latest(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, inbox=tmp_path / "inbox")
    with open_live(settings) as con:
        add_sample(con)
    assert publish(settings, DAY, at(1))["status"] == "published"
    before = {path: path.read_bytes() for path in settings.published.rglob("*") if path.is_file()}

    with open_live(settings) as con:
        con.execute("DELETE FROM articles")
    with pytest.raises(PublicationBlocked, match="ART-NOT-EMPTY") as stopped:
        publish(settings, DAY, at(2))

    assert {path: path.read_bytes() for path in settings.published.rglob("*") if path.is_file()} == before
    page = (settings.data / stopped.value.report).read_text(encoding="utf-8")
    assert "Not published" in page
    assert "ART-NOT-EMPTY" in page


def test_too_many_rows_in_quarantine_stop_it_and_leave_every_byte(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, inbox=tmp_path / "inbox")
    with open_live(settings) as con:
        add_sample(con)
    publish(settings, DAY, at(1))
    before = {path: path.read_bytes() for path in settings.published.rglob("*") if path.is_file()}
    with open_live(settings) as con:
        con.execute(
            "INSERT INTO articles SELECT a.* REPLACE ('a_' || i AS article_id, IF(i < 2, ' ', body) AS body,"
            " IF(i < 2, sha256(' '), body_sha256) AS body_sha256)"
            " FROM articles AS a, range(20) AS r(i) WHERE a.article_id = 'a_two'"
        )
    with pytest.raises(PublicationBlocked, match="2 of 22 rows of articles are in quarantine, more than 5%"):
        publish(settings, DAY, at(2))
    assert {path: path.read_bytes() for path in settings.published.rglob("*") if path.is_file()} == before
    with open_live(settings) as con:  # the cases wait for a person all the same
        assert con.execute("SELECT row_key, state FROM quarantine ORDER BY 1").fetchall() == [
            ("a_0/1", "open"),
            ("a_1/1", "open"),
        ]
        # What a person rejected is known, and is no sign of a fault upstream.
        for (case,) in con.execute("SELECT quarantine_id FROM quarantine").fetchall():
            add_decision(con, case, "rejected", "reviewer", "empty on purpose", at(3))
    done = publish(settings, DAY, at(4))
    assert (done["status"], done["quarantined"], done["rows"]["articles"]) == ("published", 2, 20)


def test_a_held_row_is_not_published_and_says_why(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, inbox=tmp_path / "inbox")
    with open_live(settings) as con:
        add_sample(con)
        con.execute("UPDATE regulatory_mentions SET amount = -5 WHERE mention_id = 'rm_fine'")
    done = publish(settings, DAY, at(1))
    assert (done["status"], done["quarantined"]) == ("published", 1)
    with duckdb.connect(done["latest"], read_only=True) as con:
        assert con.execute("SELECT mention_id FROM regulatory_mentions").fetchall() == [("rm_probe",)]
        held = con.execute("SELECT row_key, rule_id, observed, state FROM quarantine").fetchall()
    assert held == [("a_two/1/rm_fine", "REG-AMOUNT-POSITIVE", "-5.00", "open")]
    with open_live(settings) as con:
        assert con.execute("SELECT row_key, rule_id, observed, state FROM quarantine").fetchall() == held
        assert con.execute("SELECT count(*) FROM regulatory_mentions").fetchall() == [(2,)]  # kept where it came in
    page = Path(done["report"]).with_name("quarantine.html").read_text(encoding="utf-8")
    assert "REG-AMOUNT-POSITIVE" in page
    assert json.loads((settings.published / "latest.json").read_text(encoding="utf-8"))["quarantined"] == 1
