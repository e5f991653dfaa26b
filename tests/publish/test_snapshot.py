"""What a reader of the published folder may rely on."""

import hashlib
import json
import os
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from publish.snapshots import DAY, add_article, make_live, publish

from ingest.errors import StoreBusy
from ingest.publish.pointer import read_pointer
from ingest.publish.workshop import open_workshop
from ingest.resources import data_folder

TABLES = sorted(path.stem for path in (data_folder("schemas") / "snapshots").glob("*.sql"))


@pytest.fixture
def live(tmp_path: Path) -> Path:
    make_live(tmp_path / "live.duckdb")
    return tmp_path / "live.duckdb"


def list_files(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


def test_manifest_names_every_file_with_its_hash_and_rows(tmp_path: Path, live: Path) -> None:
    folder = tmp_path / "published"
    done = publish(folder, live)
    snapshot = folder / done.pointer["path"]
    manifest = json.loads((snapshot / "manifest.json").read_text(encoding="utf-8"))
    assert sorted(manifest["files"]) == sorted([f"{table}.parquet" for table in TABLES] + ["warta.duckdb"])
    for name, said in manifest["files"].items():
        data = (snapshot / name).read_bytes()
        assert (hashlib.sha256(data).hexdigest(), len(data)) == (said["sha256"], said["bytes"])
    assert manifest["row_counts"]["articles"] == 3
    assert manifest["cutoff"] == "2024-03-07T00:00:00"
    assert manifest["schema_version"].endswith(".sql")
    assert (manifest["verdict"], manifest["checks"], manifest["suites"]) == ("passed", 0, {"articles": "0"})
    assert (manifest["code_version"], manifest["duckdb_version"]) == ("1", duckdb.__version__)
    for table in TABLES:
        (count,) = duckdb.sql(f"SELECT count(*) FROM '{snapshot / table}.parquet'").fetchall()[0]
        assert count == manifest["row_counts"][table] == manifest["files"][f"{table}.parquet"]["rows"]


def test_database_opens_read_only_without_access_to_anything_else(tmp_path: Path, live: Path) -> None:
    folder = tmp_path / "published"
    publish(folder, live)
    settings: dict[str, str | bool | int | float | list[str]] = {
        "enable_external_access": False,
        "lock_configuration": True,
    }
    with duckdb.connect(str(folder / "latest.duckdb"), read_only=True, config=settings) as con:
        assert con.execute("SELECT count(*) FROM articles WHERE is_current").fetchall() == [(3,)]
        assert con.execute("SELECT count(*) FROM investments").fetchall() == [(0,)]
        assert con.execute("SELECT snapshot_id FROM snapshots").fetchall() == [(read_id(folder),)]
        assert con.execute("SELECT comment FROM duckdb_tables() WHERE table_name = 'articles'").fetchall()[0][0]
        with pytest.raises(duckdb.Error):
            con.execute("DELETE FROM articles")
    assert not list(folder.rglob("*.wal"))
    snapshot = folder / read_id(folder)
    assert {oct(path.stat().st_mode & 0o777) for path in snapshot.iterdir()} == {"0o444"}


def test_the_file_is_in_a_format_that_older_versions_read(tmp_path: Path, live: Path) -> None:
    folder = tmp_path / "published"
    publish(folder, live)
    header = (folder / "latest.duckdb").read_bytes()[8:20]
    assert header[:4] == b"DUCK"
    assert int.from_bytes(header[4:12], "little") <= 64  # storage version of DuckDB 0.10 to 1.1


@pytest.mark.skipif("WARTA_DUCKDB15" not in os.environ, reason="WARTA_DUCKDB15 names no folder with DuckDB 1.5 in it")
def test_duckdb_1_5_opens_the_file(tmp_path: Path, live: Path) -> None:
    folder = tmp_path / "published"
    publish(folder, live)
    code = (
        "import duckdb, sys; assert duckdb.__version__.startswith('1.5.'), duckdb.__version__;"
        "con = duckdb.connect(sys.argv[1], read_only=True);"
        "print(con.execute('SELECT count(*) FROM articles').fetchone()[0],"
        " con.execute('SELECT count(*) FROM regulations').fetchone()[0])"
    )
    told = subprocess.run(
        [sys.executable, "-c", code, str(folder / "latest.duckdb")],
        env={**os.environ, "PYTHONPATH": os.environ["WARTA_DUCKDB15"]},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == ["3", "0"]


def test_parquet_is_the_same_for_any_thread_count_and_order_of_arrival(tmp_path: Path) -> None:
    digests = set()
    for number, threads in enumerate((1, 2, 4)):
        path = tmp_path / f"{number}.duckdb"
        make_live(path, 0)
        with duckdb.connect(str(path)) as con:
            con.execute(
                """INSERT INTO articles (article_id, version, is_current, body, content_sha256, body_sha256, ingested_at)
                SELECT 'a_' || i, 1, TRUE, repeat('teks ' || i, 20), sha256(i::VARCHAR), '', TIMESTAMP '2024-03-06'
                FROM range(150000) AS r(i) ORDER BY hash(i + ?)""",
                [number],
            )
        done = publish(tmp_path / f"published{number}", path, threads=threads)
        digests.add(done.pointer["content_sha256"])
        assert done.pointer["row_counts"]["articles"] == 150_000
    assert len(digests) == 1


def test_the_same_again_changes_no_byte(tmp_path: Path, live: Path) -> None:
    folder = tmp_path / "published"
    first = publish(folder, live)
    before = list_files(folder)
    again = publish(folder, live)
    assert (first.status, again.status) == ("published", "unchanged")
    assert again.pointer == first.pointer
    assert list_files(folder) == before


def test_another_code_version_is_another_snapshot_of_the_same_content(tmp_path: Path, live: Path) -> None:
    folder = tmp_path / "published"
    first = publish(folder, live)
    second = publish(folder, live, code="2")
    assert second.status == "published"
    assert second.pointer["content_sha256"] == first.pointer["content_sha256"]
    assert second.pointer["snapshot_id"] != first.pointer["snapshot_id"]
    assert (folder / first.pointer["database"]).exists()


def test_only_the_newest_version_before_the_cutoff_is_in(tmp_path: Path, live: Path) -> None:
    folder = tmp_path / "published"
    with duckdb.connect(str(live)) as con:
        add_article(con, "a_000001", 2, datetime(2024, 3, 7, 0, 0))  # noqa: DTZ001 - the first moment of the next day
    publish(folder, live)
    assert fetch_versions(folder / "latest.duckdb") == [("a_000000", 1), ("a_000001", 1), ("a_000002", 1)]
    publish(folder, live, DAY + timedelta(days=1))
    assert fetch_versions(folder / "latest.duckdb") == [("a_000000", 1), ("a_000001", 2), ("a_000002", 1)]


def test_latest_never_goes_back_to_an_earlier_day(tmp_path: Path, live: Path) -> None:
    folder = tmp_path / "published"
    publish(folder, live, DAY)
    latest = (folder / "latest.json").read_bytes()
    older = publish(folder, live, date(2024, 3, 5))
    assert older.status == "published"
    assert (folder / "latest.json").read_bytes() == latest
    assert (read_pointer(folder, "2024-03-05") or {})["snapshot_id"] == older.pointer["snapshot_id"]
    assert (folder / "latest.duckdb").readlink() == Path(read_id(folder)) / "warta.duckdb"


def test_a_run_that_died_after_the_rename_is_finished_by_the_next(tmp_path: Path, live: Path) -> None:
    folder = tmp_path / "published"
    first = publish(folder, live)
    files = list_files(folder)
    for path in (folder / "latest.json", folder / "latest.duckdb", folder / "days" / "2024-03-06.json"):
        path.unlink()
    again = publish(folder, live)
    assert again.status == "published"
    assert again.pointer == first.pointer
    assert list_files(folder) == files
    assert fetch_versions(folder / "latest.duckdb")


def test_what_dead_runs_left_is_removed_and_two_do_not_publish_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "published"
    (folder / ".work-1").mkdir(parents=True)
    (folder / ".work-1" / "warta.duckdb").write_bytes(b"x")
    (folder / "latest.json.tmp").write_text("{")
    with open_workshop(folder, 1) as work:
        assert [path.name for path in folder.iterdir() if path != work] == [".lock"]
        with pytest.raises(StoreBusy), open_workshop(folder, 0.2):
            pass
    assert [path.name for path in folder.iterdir()] == [".lock"]


def read_id(folder: Path) -> str:
    return str((read_pointer(folder) or {})["snapshot_id"])


def fetch_versions(database: Path) -> list[tuple[str, int]]:
    with duckdb.connect(str(database), read_only=True) as con:
        return con.execute("SELECT article_id, version FROM articles ORDER BY ALL").fetchall()
