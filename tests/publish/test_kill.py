"""A publication killed at any moment leaves `latest` whole, and the next one goes on.

KILLS=200 pytest -s tests/publish/test_kill.py     kills 200 times (default 10), two readers beside it
"""

import hashlib
import json
import os
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

KILLS = int(os.environ.get("KILLS", "10"))


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
    number, last_day, leftovers = 0, DAY.isoformat(), 0
    readers = [start("reader.py", published) for _ in range(2)]
    for _ in range(KILLS):
        # unbuffered output of one line a publication; the kill comes somewhere within the second
        with start("writer.py", published, candidate, queries, number) as writer:
            assert writer.stdout is not None
            lines = [writer.stdout.readline()]
            began = time.monotonic()
            lines += [writer.stdout.readline()]
            assert all(lines), "the writer died by itself"
            time.sleep(moments.random() * (time.monotonic() - began))
            writer.send_signal(signal.SIGKILL)
            lines += writer.stdout.read().splitlines()
        number = int(lines[-1].split()[0]) + 1
        leftovers += bool(list_leftovers(published))

        last_day = check_latest(published, last_day)
    with open_workshop(published, 1):
        pass
    assert list_leftovers(published) == []
    told = [reader.communicate("stop")[0].split("\n")[:-1] for reader in readers]
    assert [line for lines in told for line in lines[:-1]] == []  # no torn read, no error, nothing that went back
    reads = [int(lines[-1]) for lines in told]
    assert min(reads) > KILLS // 2
    print(f"{KILLS} kills in {number} publications, {leftovers} left something; {reads} whole reads beside them")


def start(script: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name(script)), *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": str(Path(__file__).parents[1])},
    )


def list_leftovers(published: Path) -> list[str]:
    return [
        path.name
        for path in published.rglob("*")
        if path.name.endswith(".tmp") or path.name.startswith((".work", ".trash"))
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
