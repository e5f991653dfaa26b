"""kill -9 in the middle of the load, any number of times, and the tables are those of a run without."""

import hashlib
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from store.conftest import build_record

from ingest import pipeline
from ingest.inputs import read_input
from ingest.settings import Settings
from ingest.store.shards import write_shard

NOW = datetime.fromisoformat("2024-03-15T08:30")
SHARDS = 6

# Prints a line before each step of the load and waits: the test kills it at the step it wants.
LOADER = """
import sys, time
from datetime import datetime
from pathlib import Path
from ingest import inputs, pipeline
from ingest.settings import Settings
from ingest.store import load

def slow(module, name):
    real = getattr(module, name)
    def step(*args, **kwargs):
        print(name, flush=True)
        time.sleep(0.05)
        return real(*args, **kwargs)
    setattr(module, name, step)

for module, name in ((load, "add_articles"), (load, "add_inputs"), (inputs, "write_mark"), (inputs, "move_input")):
    slow(module, name)
data, now, *shards = sys.argv[1:]
settings = Settings(data=Path(data), inbox=Path(data) / "inbox")
pipeline.load(settings, shards, datetime.fromisoformat(now))
print("done", flush=True)
"""


def fill(data: Path) -> tuple[Settings, list[str]]:
    """Put files into an inbox and lay shards for them; with a correction and a duplicate across shards."""
    settings = Settings(data=data, inbox=data / "inbox")
    settings.inbox.mkdir(parents=True)
    shards = []
    for number in range(SHARDS):
        items = []
        for name, text, identity in (
            (f"{number}-new.txt", f"Text {number}.", None),
            (f"{number}-fix.txt", f"Version {number}.", "a_fixed"),
            (f"{number}-copy.txt", "Text 0.", "a_copy"),
        ):
            path = settings.inbox / name
            path.write_text(text)
            given = read_input(path)
            record = {**build_record(name, text, identity), "input_id": given.mark, "input_sha256": given.sha256}
            items.append({"name": name, "input_sha256": given.sha256, "mark": given.mark, "records": [record]})
        shards.append(settings.staging / "run" / f"{number}.jsonl")
        write_shard(shards[-1], items)
    return settings, [str(shard) for shard in shards]


def digest_tables(settings: Settings) -> dict[str, str]:
    digests = {}
    with pipeline.open_live(settings) as con:
        for (table,) in con.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall():
            leave_out = " EXCLUDE (applied_at)" if table == "schema_migrations" else ""
            rows = con.execute(f"SELECT *{leave_out} FROM {table} ORDER BY ALL").fetchall()
            digests[table] = f"{len(rows)} {hashlib.sha256(repr(rows).encode()).hexdigest()}"
    return digests


def list_names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*")) if folder.exists() else []


def run_and_kill(settings: Settings, shards: list[str], kill_at: int) -> bool:
    """Run the load and kill it at its `kill_at`-th step; return whether it came to its end before."""
    command = [sys.executable, "-c", LOADER, str(settings.data), NOW.isoformat(), *shards]
    loader = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert loader.stdout is not None
    for _ in range(kill_at):
        if loader.stdout.readline() in {"done\n", ""}:
            break
    else:
        loader.kill()
    loader.communicate()
    return loader.returncode == 0


@pytest.mark.parametrize("kills", [[1, 2, 3], [4, 4, 4, 4], [13, 15, 14], [30, 20, 5, 1]], ids=str)
def test_killed_and_run_again_gives_the_same(tmp_path: Path, kills: list[int]) -> None:
    whole, shards = fill(tmp_path / "whole")
    assert pipeline.load(whole, shards, NOW)["stored"] == 1 + 2 * SHARDS - 1
    killed, shards = fill(tmp_path / "killed")
    ended = [run_and_kill(killed, shards, kill_at) for kill_at in kills]
    assert not ended[0]
    loaded = pipeline.load(killed, shards, NOW)
    assert digest_tables(killed) == digest_tables(whole)
    for folder in ("processed", "failed", "inbox", "state"):
        assert list_names(killed.data / folder) == list_names(whole.data / folder)
    assert list_names(whole.inbox) == [] and len(list_names(whole.processed)) == 3 * SHARDS
    assert loaded["days"] in ([], ["2024-03-15"])
    before = digest_tables(whole)
    assert pipeline.load(whole, shards, NOW)["stored"] == 0
    assert digest_tables(whole) == before
