"""Old snapshots go, and nothing that a reader is led to."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from publish.snapshots import make_live, publish

from ingest.publish.janitor import remove_snapshots
from ingest.publish.pointer import read_pointer

NOW = datetime(2024, 3, 12)  # noqa: DTZ001 - naive UTC, as in the tables


def list_snapshots(published: Path) -> list[str]:
    return sorted(path.parent.name for path in published.glob("*/manifest.json"))


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """Snapshots of nine days, the last of February among them, and a second one of 6 March."""
    make_live(tmp_path / "live.duckdb")
    for day in (date(2024, 2, 27) + timedelta(days=number) for number in range(9)):
        publish(tmp_path / "published", tmp_path / "live.duckdb", day)
    publish(tmp_path / "published", tmp_path / "live.duckdb", date(2024, 3, 6))
    publish(tmp_path / "published", tmp_path / "live.duckdb", date(2024, 3, 6), code="2")
    return tmp_path / "published"


def test_days_beyond_the_limit_go_but_for_the_last_of_a_month(published: Path) -> None:
    done = remove_snapshots(published, 7, NOW, 1)
    left = list_snapshots(published)
    assert sorted({name[:10] for name in left}) == ["2024-02-29", "2024-03-05", "2024-03-06"]
    assert done == {"snapshots": 7, "kept": 3}
    for pointer in (published / "days").glob("*.json"):
        assert (published / json.loads(pointer.read_text())["database"]).exists()
    assert sorted(path.stem for path in (published / "days").glob("*.json")) == [
        "2024-02-29",
        "2024-03-05",
        "2024-03-06",
    ]


def test_a_replaced_snapshot_stays_for_two_days(published: Path) -> None:
    both = [name for name in list_snapshots(published) if name.startswith("2024-03-06")]
    assert len(both) == 2
    soon, later = datetime(2024, 3, 10), datetime(2024, 3, 11, 1)  # noqa: DTZ001 - both were made on the 9th
    remove_snapshots(published, 90, soon, 1)
    assert [name for name in list_snapshots(published) if name.startswith("2024-03-06")] == both
    remove_snapshots(published, 90, later, 1)
    left = [name for name in list_snapshots(published) if name.startswith("2024-03-06")]
    assert left == [(read_pointer(published) or {})["snapshot_id"]]


def test_what_latest_leads_to_stays_however_old(published: Path) -> None:
    latest = read_pointer(published) or {}
    before = (published / latest["database"]).read_bytes()
    remove_snapshots(published, 0, NOW + timedelta(days=4000), 1)
    assert latest["snapshot_id"] in list_snapshots(published)
    assert (published / "latest.duckdb").read_bytes() == before
    with duckdb.connect(str(published / "latest.duckdb"), read_only=True) as con:
        assert con.execute("SELECT count(*) FROM articles").fetchall() == [(3,)]


def test_what_a_dead_run_left_is_collected(published: Path) -> None:
    (published / ".trash-2024-01-01-0").mkdir()
    (published / ".trash-2024-01-01-0" / "warta.duckdb").write_bytes(b"x")
    (published / ".work-1").mkdir()
    (published / "days" / "2024-03-06.json.tmp").write_text("{")
    before = list_snapshots(published)
    remove_snapshots(published, 90, datetime(2024, 3, 9), 1)  # noqa: DTZ001
    assert list_snapshots(published) == before
    assert not [
        path for path in published.rglob("*") if ".tmp" in path.name or path.name.startswith((".work", ".trash"))
    ]
