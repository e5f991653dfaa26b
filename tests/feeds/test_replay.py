"""Folders of feeds through the whole of intake and load: accounted for, idempotent, copies and versions told apart."""

import json
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from feeds.bodies import make_bodies
from feeds.conftest import NOW
from feeds.test_pipeline_feeds import make_rss
from typer.testing import CliRunner

from ingest import pipeline
from ingest.cli_feeds import feeds
from ingest.pipeline import open_live
from ingest.replay import replay_folder
from ingest.resolve.events import find_events
from ingest.settings import Settings
from ingest.store.events import fetch_reported_mentions

STORY = """JAKARTA - PT Contoh Baja, perusahaan rekaan, akan membangun pabrik baja senilai Rp 4,5 triliun di Cilegon.
Direktur utama perusahaan menyatakan pabrik itu menyerap 1.200 pekerja dan menghasilkan 300.000 ton baja setiap tahun.
Pemerintah daerah menyambut rencana tersebut dan berjanji menyiapkan jalan serta pasokan listrik untuk kawasan industri.
Bahan baku didatangkan dari dalam negeri, sedangkan mesin dipesan dari beberapa pemasok yang belum disebutkan namanya."""


def write_bodies(folder: Path, count: int) -> Path:
    folder.mkdir()
    for number, body in enumerate(make_bodies(count)):
        (folder / f"{number:04d}.xml").write_bytes(body)
    return folder


def check_replays(settings: Settings, folder: Path, count: int) -> None:
    first = replay_folder(settings, folder, NOW)
    assert first["feeds"] == count and first["balanced"]
    assert first["stored"] > count and first["rejected"] > count // 10
    assert first["entries"] == first["stored"] + first["duplicate"] + first["rejected"]
    assert "internal" not in first["by_reason"] and "parse_crash" not in first["by_reason"]
    second = replay_folder(settings, folder, NOW + timedelta(days=1))
    assert (second["stored"], second["entries"], second["balanced"]) == (0, first["entries"], True)
    with open_live(settings) as con:
        (rows,) = con.execute("SELECT count(*) FROM ledger").fetchone() or (0,)
        (articles,) = con.execute("SELECT count(*) FROM articles").fetchone() or (0,)
    assert (rows, articles) == (first["entries"], first["stored"])


def test_a_replay_accounts_for_every_entry_and_a_second_stores_nothing(settings: Settings, tmp_path: Path) -> None:
    check_replays(settings, write_bodies(tmp_path / "bodies", 80), 80)


@pytest.mark.slow
def test_a_thousand_bodies(settings: Settings, tmp_path: Path) -> None:
    check_replays(settings, write_bodies(tmp_path / "bodies", 1000), 1000)


def test_the_command_prints_the_accounting(tmp_path: Path) -> None:
    folder = write_bodies(tmp_path / "bodies", 12)
    (folder / "0001.xml.headers.json").write_text('{"Content-Type": "application/rss+xml"}')
    result = CliRunner().invoke(feeds, ["replay", str(folder), "--data", str(tmp_path / "data"), "--json"])
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["feeds"] == 12


def drop(settings: Settings, name: str, **record: str) -> None:
    settings.inbox.mkdir(parents=True, exist_ok=True)
    (settings.inbox / ".keep").touch()
    (settings.inbox / name).write_text(json.dumps(record))


def load_inbox(settings: Settings, hours: int = 0) -> dict[str, object]:
    now = NOW + timedelta(hours=hours)
    shards = [pipeline.extract_chunk(settings, chunk, f"run-{hours}") for chunk in pipeline.discover(settings)]
    return pipeline.load(settings, shards, now)


def test_one_story_by_three_publishers_is_one_article_with_three_sources(settings: Settings) -> None:
    paragraphs = STORY.split("\n")
    edited = "\n".join([*paragraphs[:2], "Warga sekitar berharap jalan desa diperbaiki lebih dahulu.", paragraphs[3]])
    for publisher, body in {"Harian Satu": STORY, "Harian Dua": STORY, "Harian Tiga": edited}.items():
        address = f"https://{publisher[-4:].strip().lower()}.example/baja"
        drop(settings, f"{publisher}.json", title="Pabrik baja", body=body, publisher=publisher, url=address, lang="id")
        drop(
            settings, f"{publisher}2.json", title="Pabrik baja", body=body, publisher=publisher, url=address, lang="id"
        )
    counts = load_inbox(settings)
    assert (counts["stored"], counts["duplicate"]) == (1, 5)
    with open_live(settings) as con:
        sources = con.execute("SELECT publisher, relation FROM article_sources ORDER BY publisher").fetchall()
        reasons = con.execute("SELECT reason, count(*) FROM ledger GROUP BY reason ORDER BY reason").fetchall()
        mentions = fetch_reported_mentions(con)
        (found,) = find_events(mentions)
    assert [publisher for publisher, _ in sources] == ["Harian Dua", "Harian Satu", "Harian Tiga"]
    assert sorted(relation for _, relation in sources) in (
        ["copy", "first", "near_copy"],
        ["first", "near_copy", "near_copy"],
    )
    assert sum(count for reason, count in reasons if reason) == 5
    assert found.source_count == 3


def test_a_publishers_own_update_is_no_copy(settings: Settings) -> None:
    updated = STORY.replace("Rp 4,5 triliun", "Rp 5,5 triliun")
    for number, body in enumerate((STORY, updated)):
        drop(
            settings,
            f"{number}.json",
            body=body,
            publisher="Harian Satu",
            url=f"https://satu.example/{number}",
            lang="id",
        )
    assert load_inbox(settings)["stored"] == 2


def test_an_edited_guid_is_version_2_and_only_that_counts(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "bodies"
    folder.mkdir()
    for hours, amount in enumerate(("US$450 juta", "US$650 juta")):
        text = STORY.replace("Rp 4,5 triliun", amount)
        (folder / "baja.xml").write_text(make_rss(("baja-1", "Pabrik baja", text)))
        assert replay_folder(settings, folder, NOW + timedelta(hours=hours))["stored"] == 1
    with open_live(settings) as con:
        versions = con.execute("SELECT article_id, version, is_current FROM articles ORDER BY version").fetchall()
        events = find_events(fetch_reported_mentions(con))
    assert [(version, current) for _, version, current in versions] == [(1, False), (2, True)]
    assert len({article_id for article_id, *_ in versions}) == 1
    assert [int(event.best.mention.amount or 0) for event in events if event.countable] == [650_000_000]
    publication = pipeline.publish(settings, NOW.date(), NOW + timedelta(hours=2))
    assert publication["status"] == "published", publication
    with duckdb.connect(str(settings.published / "latest.duckdb"), read_only=True) as con:
        totals = con.execute("SELECT events, events_with_usd, amount_usd FROM investment_totals").fetchall()
        held = con.execute("SELECT version, is_current FROM articles").fetchall()
    assert (totals, held) == ([(1, 1, 650_000_000)], [(2, True)])
