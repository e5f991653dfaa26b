"""What a reviewer decides on rows in quarantine is replayed on every later publication, for the same content only."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from audit.sample_rows import add_sample
from typer.testing import CliRunner

from ingest.cli import commands
from ingest.pipeline import open_live, publish
from ingest.settings import Settings

DAY = date(2024, 3, 6)
FINE = "a_two/1/rm_fine"
runner = CliRunner()


def at(hour: int) -> datetime:
    return datetime(2024, 3, 7, hour)  # noqa: DTZ001 - naive UTC, as in the tables


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A live database with one wrong row: a fine of minus five."""
    found = Settings(data=tmp_path, inbox=tmp_path / "inbox")
    with open_live(found) as con:
        add_sample(con)
        con.execute("UPDATE regulatory_mentions SET amount = -5 WHERE mention_id = 'rm_fine'")
    return found


def change(settings: Settings, sql: str) -> None:
    with open_live(settings) as con:
        con.execute(sql)


def ask(settings: Settings, *words: str) -> str:
    result = runner.invoke(commands, ["quarantine", *words, "--data", str(settings.data)])
    assert result.exit_code == 0, result.output
    return result.stdout


def list_cases(settings: Settings, state: str = "all") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(ask(settings, "list", "--state", state, "--json"))
    return found


def fetch_published(done: dict[str, Any]) -> list[Any]:
    with duckdb.connect(done["database"], read_only=True) as con:
        return [row[0] for row in con.execute("SELECT mention_id FROM regulatory_mentions ORDER BY 1").fetchall()]


def test_a_release_is_in_the_next_snapshot(settings: Settings) -> None:
    first = publish(settings, DAY, at(1))
    assert fetch_published(first) == ["rm_probe"]
    (case,) = list_cases(settings, "open")
    assert (case["row_key"], case["rule_id"], case["observed"]) == (FINE, "REG-AMOUNT-POSITIVE", "-5.00")
    assert case["quarantine_id"] in ask(settings, "list")
    assert "€5 million" in ask(settings, "show", case["quarantine_id"][:8])

    told = ask(settings, "release", case["quarantine_id"], "--note", "a refund, stated so", "--by", "reviewer")
    assert "released" in told
    second = publish(settings, DAY, at(2))
    assert (second["status"], second["quarantined"]) == ("published", 0)
    assert fetch_published(second) == ["rm_fine", "rm_probe"]
    assert publish(settings, DAY, at(3))["status"] == "unchanged"
    (case,) = list_cases(settings)
    assert (case["state"], case["decided_by"], case["decision_note"]) == ("released", "reviewer", "a refund, stated so")
    assert "a refund, stated so" in ask(settings, "show", case["quarantine_id"])


def test_a_rejection_survives_three_runs_and_a_rule_that_no_longer_objects(settings: Settings) -> None:
    publish(settings, DAY, at(1))
    (case,) = list_cases(settings)
    ask(settings, "reject", case["quarantine_id"], "--note", "misread")
    for day in (6, 7, 8):
        done = publish(settings, date(2024, 3, day), at(day))
        assert fetch_published(done) == ["rm_probe"]
        (case,) = list_cases(settings)
        assert (case["state"], case["decision_note"]) == ("rejected", "misread")
        if day > DAY.day:  # the first is the snapshot from before the decision, and stands unchanged
            with duckdb.connect(done["database"], read_only=True) as con:
                assert con.execute("SELECT state FROM quarantine").fetchall() == [("rejected",)]
    assert case["last_as_of_date"] == "2024-03-08"
    # The decision names the rule that failed; that the row fails no rule today changes nothing.
    change(settings, "UPDATE quarantine_decisions SET rule_id = 'REG-OTHER'")
    assert fetch_published(publish(settings, date(2024, 3, 9), at(9))) == ["rm_probe"]


def test_other_content_opens_the_case_again(settings: Settings) -> None:
    publish(settings, DAY, at(1))
    (case,) = list_cases(settings)
    for state in ("release", "reject"):
        ask(settings, state, case["quarantine_id"], "--note", "as it is")
    change(settings, "UPDATE regulatory_mentions SET amount = -7 WHERE mention_id = 'rm_fine'")
    assert fetch_published(publish(settings, DAY, at(2))) == ["rm_probe"]
    (again,) = list_cases(settings)
    assert (again["state"], again["observed"], again["decided_by"]) == ("open", "-7.00", None)
    assert len(json.loads(ask(settings, "show", again["quarantine_id"], "--json"))["decisions"]) == 2

    change(settings, "UPDATE regulatory_mentions SET amount = -5 WHERE mention_id = 'rm_fine'")
    publish(settings, DAY, at(3))
    assert [(c["state"], c["decision_note"]) for c in list_cases(settings)] == [("rejected", "as it is")]


def test_a_row_that_is_mended_is_marked_so(settings: Settings) -> None:
    publish(settings, DAY, at(1))
    change(settings, "UPDATE regulatory_mentions SET amount = 5000000 WHERE mention_id = 'rm_fine'")
    done = publish(settings, date(2024, 3, 7), at(3))
    assert fetch_published(done) == ["rm_fine", "rm_probe"]
    assert [c["state"] for c in list_cases(settings)] == ["corrected"]
    refused = runner.invoke(
        commands,
        [
            "quarantine",
            "release",
            list_cases(settings)[0]["quarantine_id"],
            "--note",
            "x",
            "--data",
            str(settings.data),
        ],
    )
    assert refused.exit_code != 0
    assert "publish first" in str(refused.exception)


def test_parts_come_back_with_their_whole(settings: Settings) -> None:
    change(settings, "UPDATE investment_mentions SET country = 'XX' WHERE mention_id = 'im_whole'")
    publish(settings, DAY, at(1))
    cases = {c["row_key"]: c for c in list_cases(settings)}
    leaning = cases["a_one/1/im_plant"]
    assert leaning["rule_id"] == "WHOLE-HELD"
    refused = runner.invoke(
        commands, ["quarantine", "release", leaning["quarantine_id"], "--note", "x", "--data", str(settings.data)]
    )
    assert "decide on that row instead" in str(refused.exception)
    ask(settings, "release", cases["a_one/1/im_whole"]["quarantine_id"], "--note", "a region of its own")
    done = publish(settings, DAY, at(2))
    with duckdb.connect(done["database"], read_only=True) as con:
        assert con.execute("SELECT count(*) FROM investment_mentions").fetchall() == [(4,)]
    states = {c["row_key"]: c["state"] for c in list_cases(settings)}
    assert (states["a_one/1/im_whole"], states["a_one/1/im_plant"], states[FINE]) == ("released", "corrected", "open")


def test_hostile_words_reach_the_terminal_without_control_characters(settings: Settings) -> None:
    change(
        settings, "UPDATE regulatory_mentions SET country = chr(27) || ']0;x' || chr(7) WHERE mention_id = 'rm_probe'"
    )
    publish(settings, DAY, at(1))
    for text in (ask(settings, "list"), ask(settings, "show", list_cases(settings)[-1]["quarantine_id"])):
        assert "\x1b" not in text
        assert "\x07" not in text


def test_an_unknown_case_and_a_decision_without_a_reason_are_refused(settings: Settings) -> None:
    publish(settings, DAY, at(1))
    data = ["--data", str(settings.data)]
    for words, said in (
        (["release", "q_none", "--note", "x"], "no case"),
        (["reject", "q_", "--note", "  "], "who decided and why"),
        (["list", "--state", "shut"], "no such state"),
    ):
        result = runner.invoke(commands, ["quarantine", *words, *data])
        assert said in str(result.exception), words
