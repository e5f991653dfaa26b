"""The steps together, on files: an engine of a few lines stands in, so that what is tested is the composition."""

import hashlib
import json
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingest import batch, pipeline
from ingest.errors import PublicationBlocked, WartaError
from ingest.model import Extraction, InvestmentMention, MoneyMention
from ingest.settings import Settings

NOW = datetime.fromisoformat("2024-03-15T08:30")
LATER = datetime.fromisoformat("2024-03-16T09:00")
AMOUNT = "US$100 juta"


def extract_amount(body: str, title: str | None, language: str | None, published_at: datetime | None) -> Extraction:
    """One pledge where the text names AMOUNT, and a crash where it says so."""
    if "crash" in body:
        raise RuntimeError("the engine died")
    start = body.find(AMOUNT)
    if start < 0:
        return Extraction("id")
    end, mention_id = start + len(AMOUNT), "im_" + hashlib.sha256(body.encode()).hexdigest()[:16]
    money = MoneyMention(start, end, AMOUNT, Decimal(100_000_000), "USD", role="total", mention_id=mention_id)
    pledge = InvestmentMention(
        mention_id=mention_id,
        event_type="commitment",
        status="planned",
        evidence=body[:end],
        evidence_start=0,
        evidence_end=end,
        confidence=0.9,
        rule="test.pledge",
        extractor="test/1",
        amount=money.amount,
        amount_qualifier="exact",
        currency="USD",
        amount_start=start,
        amount_end=end,
        investor="Contoh Corp",
        country="ID",
    )
    return Extraction("id", (pledge,), (), (money,))


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    monkeypatch.setattr(batch, "load_extractor", lambda: extract_amount)
    monkeypatch.setattr("ingest.intake.scan.SETTLE", -1.0)
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    yield Settings(data=tmp_path / "data", inbox=inbox, chunk_size=2)


def take_in(settings: Settings, now: datetime = NOW) -> dict[str, Any]:
    shards = [pipeline.extract_chunk(settings, chunk, "run") for chunk in pipeline.discover(settings)]
    return pipeline.load(settings, shards, now)


def read(settings: Settings, sql: str) -> list[tuple[Any, ...]]:
    with pipeline.open_live(settings) as con:
        return con.execute(sql).fetchall()


def digest_tables(settings: Settings) -> dict[str, str]:
    with pipeline.open_live(settings) as con:
        tables = [name for (name,) in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        return {name: repr(con.execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall()) for name in sorted(tables)}


def list_names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_discover_gives_chunks_of_what_waits(settings: Settings) -> None:
    for name in ("c.txt", "a.txt", "b.html", ".hidden.txt", "d.txt.part", "a.toml"):
        (settings.inbox / name).write_text("x")
    assert pipeline.discover(settings) == [["a.txt", "b.html"], ["c.txt"]]


def test_discover_of_no_folder_is_nothing(settings: Settings) -> None:
    assert pipeline.discover(Settings(data=settings.data, inbox=settings.data / "none")) == []


def test_every_file_ends_in_the_ledger_and_out_of_the_inbox(settings: Settings) -> None:
    (settings.inbox / "good.txt").write_text(f"Contoh Corp akan menanamkan {AMOUNT}.")
    (settings.inbox / "good.toml").write_text('title = "Contoh"\npublisher = "Surat Contoh"\n')
    (settings.inbox / "copy.txt").write_text(f"Contoh Corp akan menanamkan {AMOUNT}.")
    (settings.inbox / "binary.txt").write_bytes(b"\x00\x01\x02PNG")
    (settings.inbox / "cut.json").write_text('{"id": "1", "body": "Contoh')
    (settings.inbox / "many.jsonl").write_text('{"id": 1, "body": "Satu."}\n{"id": 2}\n{"id": 3, "body": "crash"}\n')
    (settings.inbox / b"n\xff.txt".decode("utf-8", "surrogateescape")).write_text("Dua.")
    loaded = take_in(settings)
    assert loaded == {"stored": 3, "duplicate": 1, "rejected": 4, "mentions": 1, "days": ["2024-03-15"]}
    assert read(settings, "SELECT source_name, item, outcome, reason FROM ledger ORDER BY ALL") == [
        ("binary.txt", 0, "rejected", "binary"),
        ("copy.txt", 0, "stored", None),
        ("cut.json", 0, "rejected", "bad_json"),
        ("good.txt", 0, "duplicate", "same_text_elsewhere"),
        ("many.jsonl", 0, "stored", None),
        ("many.jsonl", 1, "rejected", "empty_body"),
        ("many.jsonl", 2, "rejected", "extract_crash"),
        ("n\\udcff.txt", 0, "stored", None),
    ]
    assert list_names(settings.inbox) == []
    assert sorted(name[13:] for name in list_names(settings.failed)) == ["binary.txt", "cut.json"]
    assert sorted(name[13:] for name in list_names(settings.processed)) == [
        "copy.txt",
        "good.toml",
        "good.txt",
        "many.jsonl",
        "n_.txt",
    ]
    assert list(settings.staging.rglob("*.jsonl")) == []


def test_a_folder_that_is_kept_is_read_in_place_and_once(settings: Settings) -> None:
    (settings.inbox / ".keep").touch()
    (settings.inbox / "a.txt").write_text("Satu.")
    (settings.inbox / "bad.txt").write_bytes(b"\x00")
    assert take_in(settings)["stored"] == 1
    assert list_names(settings.inbox) == [".keep", "a.txt", "bad.txt"]
    assert pipeline.discover(settings) == []
    before = digest_tables(settings)
    (settings.inbox / "a.txt").write_text("Satu, diperbaiki.")
    assert pipeline.discover(settings) == [["a.txt"]]
    assert take_in(settings)["stored"] == 1
    assert digest_tables(settings) != before


def test_lost_marks_cost_a_repetition_and_no_row(settings: Settings) -> None:
    (settings.inbox / ".keep").touch()
    (settings.inbox / "a.txt").write_text("Satu.")
    take_in(settings)
    before = digest_tables(settings)
    for mark in settings.ledger_marks.iterdir():
        mark.unlink()
    assert pipeline.discover(settings) == [["a.txt"]]
    loaded = take_in(settings, LATER)
    assert (loaded["stored"], loaded["days"]) == (0, ["2024-03-15"])
    assert digest_tables(settings) == before
    for mark in settings.ledger_marks.iterdir():
        mark.unlink()
    assert pipeline.maintain(settings, LATER)["marks_written"] == 1
    assert pipeline.discover(settings) == []


def test_a_file_replaced_between_extraction_and_load_is_not_lost(settings: Settings) -> None:
    (settings.inbox / "a.txt").write_text("Lama.")
    shards = [pipeline.extract_chunk(settings, chunk, "run") for chunk in pipeline.discover(settings)]
    (settings.inbox / "a.txt").write_text("Baru.")
    pipeline.load(settings, shards, NOW)
    assert list_names(settings.inbox) == ["a.txt"]
    take_in(settings)
    assert read(settings, "SELECT body FROM articles ORDER BY body") == [("Baru.",), ("Lama.",)]
    assert list_names(settings.inbox) == []


def test_a_name_with_a_path_is_refused(settings: Settings) -> None:
    with pytest.raises(WartaError, match="not a file name"):
        pipeline.extract_chunk(settings, ["../secret.txt"], "run")


def test_the_run_id_cannot_leave_staging(settings: Settings) -> None:
    shard = Path(pipeline.extract_chunk(settings, [], "../../manual__2024:+00"))
    assert shard.is_relative_to(settings.staging) and ".." not in shard.parts


@pytest.mark.slow
def test_run_publishes_and_a_second_run_changes_nothing(settings: Settings) -> None:
    (settings.inbox / "a.txt").write_text(f"Contoh Corp akan menanamkan {AMOUNT}.")
    first = pipeline.run(settings, NOW)
    publication = first["publication"]
    assert (first["stored"], publication["status"], publication["quarantined"]) == (1, "published", 0)
    with duckdb.connect(publication["latest"], read_only=True) as con:
        total = con.execute("SELECT sum(amount_usd), count(*) FROM investment_events WHERE countable").fetchall()
        linked = con.execute("SELECT count(*) FROM investment_mentions JOIN investment_events USING (event_id)")
        assert (total, linked.fetchall()) == ([(Decimal("100000000.00"), 1)], [(1,)])
        assert con.execute("SELECT article_title, evidence, investor FROM investments").fetchall() == [
            ("", f"Contoh Corp akan menanamkan {AMOUNT}", "Contoh Corp")
        ]
    before, latest = digest_tables(settings), (settings.published / "latest.json").read_bytes()
    folders = list_names(settings.published)
    second = pipeline.run(settings, LATER, date(2024, 3, 15))
    assert (second["stored"], second["publication"]["status"]) == (0, "unchanged")
    assert second["publication"]["snapshot_id"] == publication["snapshot_id"]
    assert digest_tables(settings) == before
    assert (settings.published / "latest.json").read_bytes() == latest
    assert list_names(settings.published) == folders
    assert pipeline.status(settings)["snapshots"][0]["verdict"] == "published"


@pytest.mark.slow
def test_a_blocked_publication_leaves_everything_that_is_published(settings: Settings) -> None:
    (settings.inbox / "a.txt").write_text(f"Contoh Corp akan menanamkan {AMOUNT}.")
    pipeline.run(settings, NOW)
    latest, events = (settings.published / "latest.json").read_bytes(), read(settings, "FROM investment_events")
    for _ in range(2):
        with pytest.raises(PublicationBlocked, match="ART-NOT-EMPTY"):
            pipeline.publish(settings, date(2024, 3, 1), LATER)  # before the first article came in
        blocked = read(settings, "SELECT verdict, count(*) FROM snapshots GROUP BY ALL ORDER BY ALL")
        assert blocked == [("blocked", 1), ("published", 1)]
    assert (settings.published / "latest.json").read_bytes() == latest
    assert read(settings, "FROM investment_events") == events
    assert json.loads(latest)["as_of_date"] == "2024-03-15"
