"""The same articles give the same snapshot, late ones change what they tell of, and a figure 1,000 times too large waits."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner

from ingest import pipeline
from ingest.cli import commands
from ingest.settings import Settings

NOW = datetime.fromisoformat("2024-03-06T08:30")
DAY = date(2024, 3, 6)
ARTICLES = {
    "plant": (
        "Kenanga Motor to build US$120 million plant in Karawang",
        "Kenanga Motor will invest US$120 million to build a car plant in Karawang, Indonesia, it said on Tuesday.",
    ),
    "fine": (
        "KPPU denda Melati Semen Rp25 miliar",
        "Komisi Pengawas Persaingan Usaha (KPPU) menjatuhkan denda Rp25 miliar kepada PT Melati Semen karena kartel"
        " semen, Selasa (5/3/2024).",
    ),
    "hotel": (
        "Anggrek Resort invests US$40 million in Lombok hotel",
        "Anggrek Resort invests US$40 million in a hotel in Lombok, the company said in a statement on Tuesday.",
    ),
}
LATE = (
    "Kenanga Motor opens US$120 million plant in Karawang",
    "Kenanga Motor has opened its US$120 million car plant in Karawang, Indonesia, on Thursday.",
)
WON = (
    "Haneul Parts to spend 100 billion won on plant",
    "Haneul Parts will invest 100 billion won ({dollars}) to build a plant in Busan, South Korea, it said on Tuesday.",
)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr("ingest.intake.scan.SETTLE", -1.0)
    return make_settings(tmp_path / "one")


def make_settings(folder: Path) -> Settings:
    (folder / "inbox").mkdir(parents=True)
    return Settings(data=folder / "data", inbox=folder / "inbox", quarantine_limit=1.0)


def take_in(settings: Settings, articles: dict[str, tuple[str, str]], now: datetime = NOW) -> None:
    for name, (title, body) in articles.items():
        record = {
            "title": title,
            "body": body,
            "url": f"https://news.example/{name}",
            "publisher": "Contoh News",
            "published_at": now.replace(hour=1).isoformat() + "Z",
        }
        (settings.inbox / f"{name}.json").write_text(json.dumps(record), encoding="utf-8")
    shards = [pipeline.extract_chunk(settings, chunk, "run") for chunk in pipeline.discover(settings)]
    assert pipeline.load(settings, shards, now)


def publish(settings: Settings, day: date = DAY, now: datetime = NOW) -> dict[str, str]:
    """Publish and return the SHA-256 of every Parquet file."""
    pipeline.publish(settings, day, now)
    latest = json.loads((settings.published / "latest.json").read_text(encoding="utf-8"))
    manifest = json.loads((settings.published / latest["manifest"]).read_text(encoding="utf-8"))
    return {name: said["sha256"] for name, said in manifest["files"].items() if name.endswith(".parquet")}


def ask(settings: Settings, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(settings.published / "latest.duckdb"), read_only=True) as con:
        return con.execute(sql).fetchall()


def test_the_same_articles_in_other_batches_give_the_same_files(settings: Settings, tmp_path: Path) -> None:
    take_in(settings, ARTICLES)
    once = publish(settings)
    other = make_settings(tmp_path / "other")
    for name in reversed(ARTICLES):
        take_in(other, {name: ARTICLES[name]})
    again = publish(other, now=NOW + timedelta(days=40))  # rebuilt long after
    assert len(once) > 8
    assert again == once


def test_a_late_article_changes_its_own_event_and_later_days_only(settings: Settings) -> None:
    take_in(settings, ARTICLES)
    first, next_day = publish(settings), DAY + timedelta(days=1)
    before = dict(ask(settings, "SELECT investor, event_id FROM investment_events"))
    take_in(settings, {"late": LATE}, NOW + timedelta(days=1))
    assert publish(settings, DAY, NOW + timedelta(days=1)) == first
    publish(settings, next_day, NOW + timedelta(days=1))
    delta = ask(
        settings, "SELECT table_name, change, row_key, reason FROM snapshot_delta WHERE table_name LIKE '%events'"
    )
    assert [(table, change) for table, change, _, _ in delta] == [("investment_events", "modify")]
    assert before["Kenanga Motor"] in delta[0][2] and delta[0][3]
    assert ("Kenanga Motor", "completed") in ask(settings, "SELECT investor, status FROM investment_events")


@pytest.mark.parametrize(("dollars", "held"), [("$75.7 million", False), ("$75.7 billion", True)])
def test_a_conversion_that_is_1000_times_too_large_waits(settings: Settings, dollars: str, held: bool) -> None:
    take_in(settings, {**ARTICLES, "won": (WON[0], WON[1].format(dollars=dollars))})
    publish(settings)
    assert bool(ask(settings, "FROM quarantine WHERE table_name = 'investment_mentions'")) is held
    assert bool(ask(settings, "FROM investment_events WHERE currency = 'KRW'")) is not held


def test_an_event_explains_itself(settings: Settings) -> None:
    take_in(settings, ARTICLES)
    take_in(settings, {"late": LATE}, NOW + timedelta(days=1))
    publish(settings, DAY + timedelta(days=1), NOW + timedelta(days=1))
    ((event_id,),) = ask(
        settings, "SELECT event_id FROM investment_events WHERE investor = 'Kenanga Motor' AND merged_into IS NULL"
    )
    command = ["explain", "event", event_id, "--data", str(settings.data)]
    told = " ".join(CliRunner().invoke(commands, command, env={"COLUMNS": "200"}).stdout.split())
    for words in (event_id, "will invest US$120 million", "has opened its US$120 million", "same investor", "points"):
        assert words in told, told
    wrong = CliRunner().invoke(commands, ["explain", "event", "e_none", "--data", str(settings.data)])
    assert wrong.exit_code != 0 and "no event" in str(wrong.exception)
