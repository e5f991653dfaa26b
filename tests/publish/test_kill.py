"""A publication killed at any moment leaves `latest` whole, and the next one goes on."""

import hashlib
import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest
from publish.snapshots import DAY, prepare

from ingest.publish.candidate import open_candidate
from ingest.publish.pointer import read_pointer
from ingest.publish.workshop import open_workshop

KILLS = 10


@pytest.mark.slow
def test_sigkill_at_any_moment_leaves_latest_whole(tmp_path: Path) -> None:
    published, candidate, queries = tmp_path / "published", tmp_path / "base.duckdb", tmp_path / "queries"
    queries.mkdir()
    (queries / "articles.sql").write_text("SELECT * FROM articles ORDER BY article_id, version")
    with open_candidate(candidate) as con:
        prepare(con)
        con.execute(
            "INSERT INTO articles (article_id, version, is_current, body, content_sha256, body_sha256, ingested_at)"
            " SELECT 'a_' || i, 1, TRUE, 'x', 'x', 'x', TIMESTAMP '2024-03-06' FROM range(50) AS r(i)"
        )
    moments = random.Random(6)
    number, last_day = 0, DAY.isoformat()
    for _ in range(KILLS):
        # unbuffered output of one line a publication; the kill comes somewhere within the third
        with subprocess.Popen(
            [
                sys.executable,
                str(Path(__file__).with_name("writer.py")),
                *map(str, (published, candidate, queries, number)),
            ],
            stdout=subprocess.PIPE,
            text=True,
            env={"PYTHONPATH": str(Path(__file__).parents[1])},
        ) as writer:
            assert writer.stdout is not None
            started = time.monotonic()
            lines = [writer.stdout.readline(), writer.stdout.readline()]
            assert all(lines), "the writer died by itself"
            time.sleep(moments.random() * min(1.0, time.monotonic() - started) * 0.5)
            writer.send_signal(signal.SIGKILL)
            lines += writer.stdout.read().splitlines()
        number = int(lines[-1].split()[0]) + 1

        last_day = check_latest(published, last_day)
    with open_workshop(published, 1):
        pass
    assert not [
        path.name for path in published.iterdir() if path.name.endswith(".tmp") or path.name.startswith(".work")
    ]


def check_latest(published: Path, last_day: str) -> str:
    """Assert that `latest` is one whole snapshot, of no earlier day than before; return its day."""
    latest = read_pointer(published)
    assert latest is not None
    assert latest["as_of_date"] >= last_day
    manifest = json.loads((published / latest["manifest"]).read_text(encoding="utf-8"))
    for name, said in manifest["files"].items():
        data = (published / latest["path"] / name).read_bytes()
        assert hashlib.sha256(data).hexdigest() == said["sha256"]
    for database in (published / latest["database"], published / "latest.duckdb"):
        with duckdb.connect(str(database.resolve(strict=True)), read_only=True) as con:
            titles = con.execute("SELECT count(*), count(DISTINCT title) FROM articles").fetchall()
            assert titles == [(50, 1)]
    return str(latest["as_of_date"])
