"""The whole way from the live database: what is blocked leaves `latest` byte-identical, what is held back says why."""

import json
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest
from audit.sample_rows import add_sample

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
    with pytest.raises(PublicationBlocked, match="ART-NOT-EMPTY"):
        publish(settings, DAY, at(2))

    assert {path: path.read_bytes() for path in settings.published.rglob("*") if path.is_file()} == before
    page = (settings.reports / DAY.isoformat() / "index.html").read_text(encoding="utf-8")
    assert "blocked" in page
    assert "ART-NOT-EMPTY" in page


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
