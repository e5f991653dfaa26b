"""From an audited candidate to a published snapshot: ordered Parquet, digest, manifest, one rename, pointers."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb

from ingest.errors import PublicationBlocked
from ingest.publish.candidate import DATABASE, open_candidate
from ingest.publish.delta import write_delta
from ingest.publish.pointer import DAYS, follow_latest, move_pointers, read_pointer, sync, write_file

MANIFEST = "manifest.json"
THIS_RUN = "this"  # run id of a candidate's own audit, until the snapshot has its id


@dataclass(frozen=True, slots=True)
class Release:
    """What a snapshot says about itself beside its rows."""

    as_of: date
    cutoff: datetime
    created_at: datetime
    code_version: str
    warnings: int  # failed rules that hold nothing back
    quarantined: int  # rows held back
    suites: Mapping[str, str]  # table -> SHA-256 of its suite
    checks: int = 0  # rules that were held against what is published


@dataclass(frozen=True, slots=True)
class Publication:
    """What became of a candidate."""

    status: str  # published | unchanged
    pointer: Mapping[str, Any]  # what the pointer of the day holds
    snapshot_row: Mapping[str, Any]  # for the table `snapshots`


def publish_candidate(published: Path, work: Path, queries: Path, release: Release) -> Publication:
    """Publish the candidate `work`/warta.duckdb as the snapshot of its day.

    `queries` holds one SQL file a published table, in the order of its key. Where the day's snapshot has the same
    content and code version already, nothing is written. Else `work` becomes the snapshot's folder in one rename,
    and the pointers move after it; `latest` never goes back to an earlier day. Killed at any point and run again,
    the result is the same. Raises PublicationBlocked when the file does not hold what was written to it.
    """
    files, counts = _write_parquet(work, queries)
    digest = hashlib.sha256("".join(f"{name} {files[name]['sha256']}\n" for name in sorted(files)).encode()).hexdigest()
    day = release.as_of.isoformat()
    current = read_pointer(published, day)
    if current and (current["content_sha256"], current["code_version"]) == (digest, release.code_version):
        follow_latest(published)
        return Publication("unchanged", current, _snapshot_row(current))
    snapshot_id = _choose_id(published, f"{day}-{digest[:12]}", digest, release.code_version)
    pointer: dict[str, Any] = {
        "snapshot_id": snapshot_id,
        "as_of_date": day,
        "path": snapshot_id,
        "database": f"{snapshot_id}/{DATABASE}",
        "manifest": f"{snapshot_id}/{MANIFEST}",
        "content_sha256": digest,
        "code_version": release.code_version,
        "schema_version": None,
        "created_at": release.created_at.isoformat(),
        "row_counts": counts,
        "warnings": release.warnings,
        "quarantined": release.quarantined,
        "report": f"reports/{snapshot_id}/index.html",  # below the data folder
        "delta": {},
        "base": None,
    }
    if (published / snapshot_id / MANIFEST).exists():  # renamed by a run that died before it moved the pointers,
        manifest = json.loads((published / snapshot_id / MANIFEST).read_text(encoding="utf-8"))  # or rows came back
        pointer = {name: manifest.get(name, value) for name, value in pointer.items()}
    else:
        base = find_base(published, day)
        if base:
            other_code = base["code_version"] != release.code_version
            database = published / base["database"]
            pointer["base"] = base["snapshot_id"]
            pointer["delta"] = write_delta(work / DATABASE, database, base["snapshot_id"], other_code)
        pointer["schema_version"] = _finish_database(work / DATABASE, pointer)
        _check_database(work / DATABASE, counts)
        _finish_folder(work, pointer, files, release)
        work.rename(published / snapshot_id)
        sync(published)
    move_pointers(published, pointer)
    return Publication("published", pointer, _snapshot_row(pointer))


def find_base(published: Path, day: str) -> dict[str, Any] | None:
    """Return the pointer of the snapshot that one of `day` (ISO) follows: of that day, else of the last day before."""
    days = sorted((path.stem for path in (published / DAYS).glob("*.json") if path.stem <= day), reverse=True)
    for earlier in days:
        pointer = read_pointer(published, earlier)
        if pointer and (published / pointer["database"]).exists():
            return pointer
    return None


def _write_parquet(work: Path, queries: Path) -> tuple[dict[str, dict[str, Any]], dict[str, int]]:
    files: dict[str, dict[str, Any]] = {}
    counts: dict[str, int] = {}
    with open_candidate(work / DATABASE) as con:
        for path in sorted(queries.glob("*.sql")):
            target = work / f"{path.stem}.parquet"
            query = path.read_text(encoding="utf-8").strip().rstrip(";")
            copied = con.execute(f"COPY ({query}\n) TO ? (FORMAT parquet, COMPRESSION zstd)", [str(target)]).fetchone()
            counts[path.stem] = copied[0] if copied else 0
            files[target.name] = {**_measure(target), "rows": counts[path.stem]}
    if not files:
        raise PublicationBlocked(f"no query in {queries}: the package is not installed whole")
    return files, counts


def _choose_id(published: Path, name: str, digest: str, code_version: str) -> str:
    """Return `name`, or with the code version added where the folder holds the work of another version."""
    manifest = published / name / MANIFEST
    if manifest.exists():
        found = json.loads(manifest.read_text(encoding="utf-8"))
        if (found["content_sha256"], found["code_version"]) != (digest, code_version):
            return f"{name}-{hashlib.sha256((digest + code_version).encode()).hexdigest()[:6]}"
    return name


def _finish_database(database: Path, pointer: Mapping[str, Any]) -> str:
    """Let the file say which snapshot it is, and return its schema version."""
    with open_candidate(database) as con:
        found = con.execute("SELECT max(name) FROM schema_migrations").fetchone()
        schema_version = str(found[0]) if found else ""
        row = _snapshot_row({**pointer, "schema_version": schema_version})
        names = ", ".join(row)
        con.execute(f"INSERT INTO snapshots ({names}) VALUES ({', '.join('?' * len(row))})", list(row.values()))
        con.execute("UPDATE validation_runs SET run_id = ? WHERE run_id = ?", [row["snapshot_id"], THIS_RUN])
        con.execute("CHECKPOINT")
    return schema_version


def _check_database(database: Path, counts: Mapping[str, int]) -> None:
    """Open the finished file as a reader would."""
    if database.with_name(database.name + ".wal").exists():
        raise PublicationBlocked(f"{database.name} was not closed: its write-ahead log is still there")
    settings: dict[str, str | bool | int | float | list[str]] = {
        "enable_external_access": False,
        "lock_configuration": True,
    }
    with duckdb.connect(str(database), read_only=True, config=settings) as con:
        for table, expected in counts.items():
            found = con.execute(f"SELECT count(*) FROM {table}").fetchone()  # names of our own query files
            if not found or found[0] != expected:
                raise PublicationBlocked(f"{table} has {found and found[0]} rows in the file, {expected} were written")


def _finish_folder(
    work: Path, pointer: Mapping[str, Any], files: Mapping[str, Mapping[str, Any]], release: Release
) -> None:
    manifest = {
        **pointer,
        "cutoff": release.cutoff.isoformat(),
        "verdict": "passed with warnings" if release.warnings else "passed",
        "checks": release.checks,
        "duckdb_version": duckdb.__version__,
        "suites": dict(release.suites),
        "files": {DATABASE: _measure(work / DATABASE), **files},
    }
    write_file(work / MANIFEST, json.dumps(manifest, indent=2) + "\n")
    for path in work.iterdir():
        path.chmod(0o444)
        sync(path)
    sync(work)


def _measure(path: Path) -> dict[str, Any]:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return {"sha256": digest.hexdigest(), "bytes": path.stat().st_size}


def _snapshot_row(pointer: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "snapshot_id": pointer["snapshot_id"],
        "as_of_date": pointer["as_of_date"],
        "content_sha256": pointer["content_sha256"],
        "path": pointer["path"],
        "created_at": pointer["created_at"],
        "verdict": "published",
        "schema_version": pointer["schema_version"],
        "code_version": pointer["code_version"],
        "row_counts": json.dumps(pointer["row_counts"]),
        "warnings": pointer["warnings"],
        "quarantined": pointer["quarantined"],
        "report_path": pointer["report"],
    }
