"""One function a step, and the only place where the rooms meet. Every step can be run again at any time.

Steps that run in one process after another hand over file names and counts, never rows: see docs/architecture.md.
"""

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.errors import WartaError
from ingest.resources import data_folder
from ingest.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

Progress = Callable[[str, int, int], None]  # step, done, of how many


def discover(settings: Settings) -> list[list[str]]:
    """Return the names of the files in the inbox that wait for the load, in chunks.

    Level-triggered: asks what is there, not what happened. Files of a folder that is read in place stay where they
    are, so there those are left out that bear a mark; anywhere else a file that lies there is work.
    """
    from ingest.inputs import is_kept, is_marked
    from ingest.intake.scan import NotReady, list_ready_files

    names = []
    kept = is_kept(settings)
    for path in list_ready_files(settings.inbox):
        with suppress(NotReady):
            if not (kept and is_marked(settings, path)):
                names.append(path.name)
    return [names[start : start + settings.chunk_size] for start in range(0, len(names), settings.chunk_size)]


def extract_chunk(settings: Settings, names: list[str], run_id: str) -> str:
    """Read and extract the named files of the inbox into a shard and return its path. Never opens the database.

    A file, record or article that cannot be read becomes a rejection with its reason; a file that is gone or still
    being written is left for the next discovery.
    """
    from ingest.batch import load_extractor
    from ingest.inputs import extract_input
    from ingest.intake.scan import NotReady
    from ingest.store.folders import safe_name
    from ingest.store.shards import write_shard

    load_extractor()
    inputs = []
    for name in names:
        if Path(name).name != name:
            raise WartaError(f"not a file name: {name[:200]!r}")
        with suppress(NotReady):
            inputs.append(extract_input(settings.inbox / name))
    digest = hashlib.sha256("\0".join(names).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    shard = settings.staging / safe_name(run_id) / f"{digest}.jsonl"
    write_shard(shard, inputs)
    return str(shard)


def load(settings: Settings, shards: list[str], now: datetime) -> dict[str, Any]:
    """Store the shards, one transaction each, then mark and move their files and remove the shards.

    Returns how many inputs were stored, duplicate and rejected, how many mentions came with them, and `days`: the
    ISO days (UTC) on which the articles of these shards came in, also where an earlier try had stored them.
    A shard that is gone was loaded by an earlier try.
    """
    from ingest.inputs import put_away
    from ingest.store.ledger import fetch_days
    from ingest.store.load import load_records
    from ingest.store.shards import read_shard

    counts = {"stored": 0, "duplicate": 0, "rejected": 0, "mentions": 0}
    days: set[str] = set()
    found = [Path(shard) for shard in shards if Path(shard).exists()]
    with open_live(settings) as con:
        for shard in found:
            records = [record for item in read_shard(shard) for record in item["records"]]
            for name, count in load_records(con, records, now).items():
                counts[name] += count
            days.update(day.isoformat() for day in fetch_days(con, [record["input_id"] for record in records]))
    for shard in found:
        for item in read_shard(shard):
            put_away(settings, item)
        shard.unlink()
    return {**counts, "days": sorted(days)}


def publish(settings: Settings, day: date, now: datetime) -> dict[str, Any]:
    """Audit what is stored as of the end of `day` and publish it; see ingest/publication.py.

    Returns snapshot_id, status ("published" or "unchanged"), path, latest, report, database, rows, warnings and
    quarantined. Raises PublicationBlocked where a gate fails: what is published stays as it was.
    """
    from ingest.publication import publish_day

    return publish_day(open_live, settings, day, now)


def run(settings: Settings, now: datetime, day: date | None = None, progress: Progress | None = None) -> dict[str, Any]:
    """Take everything in the inbox to a published snapshot as of `day` (default: the day of `now`).

    Returns the counts of `load` and, under "publication", what `publish` returns.
    """
    from ingest.intake.scan import SETTLE, wait_until_ready

    tell = progress or (lambda step, done, total: None)
    migrate(settings)
    wait_until_ready(settings.inbox, 2 * SETTLE)
    chunks = discover(settings)
    run_id = now.strftime("run-%Y%m%dT%H%M%S")
    shards = []
    tell("extract", 0, len(chunks))
    for shard in _extract_chunks(settings, chunks, run_id):
        shards.append(shard)
        tell("extract", len(shards), len(chunks))
    tell("load", 0, 1)
    loaded = load(settings, shards, now)
    tell("publish", 0, 1)
    publication = publish(settings, day or now.date(), now)
    tell("publish", 1, 1)
    return {**loaded, "publication": publication}


def migrate(settings: Settings) -> list[str]:
    """Bring the live database to the newest schema and renew its views; return the migrations applied."""
    from ingest.store.migrate import apply_migrations, create_views

    with _open_database(settings) as con:
        applied = apply_migrations(con, data_folder("schemas") / "migrations")
        create_views(con, data_folder("schemas") / "views")
    return applied


def status(settings: Settings) -> dict[str, Any]:
    """Return where things stand: inputs by outcome, rows a table, files waiting, the last snapshots."""
    from ingest.store.ledger import fetch_outcomes
    from ingest.store.snapshots import count_rows, fetch_snapshots

    waiting = sum(len(chunk) for chunk in discover(settings))
    if not settings.database.exists():
        return {"database": str(settings.database), "waiting": waiting, "inputs": {}, "rows": {}, "snapshots": []}
    with open_live(settings) as con:
        return {
            "database": str(settings.database),
            "waiting": waiting,
            "inputs": fetch_outcomes(con),
            "rows": count_rows(con),
            "snapshots": fetch_snapshots(con, 5),
        }


def find_first_day(settings: Settings) -> date | None:
    """Return the day (UTC) on which the first input of all came in: there is nothing to publish as of earlier days."""
    from ingest.store.ledger import fetch_first_day

    if not settings.database.exists():
        return None
    with open_live(settings) as con:
        return fetch_first_day(con)


def maintain(settings: Settings, now: datetime) -> dict[str, Any]:
    """Checkpoint the live database, write marks that are missing, remove old snapshots and what dead runs left."""
    from ingest.publication_report import write_front
    from ingest.publish.janitor import remove_snapshots
    from ingest.review.folders import remove_reports
    from ingest.store.folders import remove_older, write_mark
    from ingest.store.ledger import fetch_file_marks

    with open_live(settings) as con:
        marks = fetch_file_marks(con)
        con.execute("CHECKPOINT")
    missing = [mark for mark in marks if not (settings.ledger_marks / mark).exists()]
    for mark in missing:
        write_mark(settings.ledger_marks, mark)
    removed = remove_older(settings.staging, now - timedelta(days=2))
    gone = remove_snapshots(settings.published, settings.keep_days, now, settings.lock_timeout)
    reports = remove_reports(settings.reports, settings.keep_days, now)
    if reports:
        with open_live(settings) as con:
            write_front(con, settings.reports)
    return {
        "marks_written": len(missing),
        "staging_removed": removed,
        "snapshots_removed": gone["snapshots"],
        "snapshots_kept": gone["kept"],
        "reports_removed": reports,
    }


@contextmanager
def open_live(settings: Settings) -> "Iterator[duckdb.DuckDBPyConnection]":
    """Open the live database for writing, with the newest schema."""
    from ingest.store.migrate import apply_migrations

    with _open_database(settings) as con:
        apply_migrations(con, data_folder("schemas") / "migrations")
        yield con


def _open_database(settings: Settings) -> "AbstractContextManager[duckdb.DuckDBPyConnection]":
    from ingest.store.connect import open_writer

    return open_writer(settings.database, settings.lock_timeout)


def _extract_chunks(settings: Settings, chunks: list[list[str]], run_id: str) -> "Iterator[str]":
    from ingest.cores import count_cores, run_in_order

    task = partial(extract_chunk, settings, run_id=run_id)
    if len(chunks) > 1 and count_cores() > 1:
        yield from run_in_order(task, chunks, count_cores())
    else:
        yield from map(task, chunks)
