"""latest.json and its kin: small files that are replaced in one rename, and survive a power cut whole."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

LATEST = "latest.json"
LATEST_DATABASE = "latest.duckdb"
DAYS = "days"


def read_pointer(published: Path, day: str | None = None) -> dict[str, Any] | None:
    """Return what `latest.json`, or the pointer of an ISO `day`, says; None where there is none."""
    path = published / DAYS / f"{day}.json" if day else published / LATEST
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return dict(found)


def move_pointers(published: Path, pointer: Mapping[str, Any]) -> None:
    """Let the pointer of the snapshot's day, and where that day is not an older one, `latest`, lead to it.

    The pointer holds "as_of_date" (ISO) and "database" (path below `published`). latest.json moves last but for
    the symlink beside it, which follows it.
    """
    if not (published / DAYS).exists():
        (published / DAYS).mkdir()
        sync(published)
    write_file(published / DAYS / f"{pointer['as_of_date']}.json", json.dumps(pointer, indent=2) + "\n")
    latest = read_pointer(published)
    if latest is None or latest["as_of_date"] <= pointer["as_of_date"]:
        write_file(published / LATEST, json.dumps(pointer, indent=2) + "\n")
    follow_latest(published)


def follow_latest(published: Path) -> None:
    """Let `latest.duckdb` lead where latest.json says: a run that died between the two left it behind."""
    latest = read_pointer(published)
    link = published / LATEST_DATABASE
    if latest is None or (link.is_symlink() and str(link.readlink()) == latest["database"]):
        return
    temporary = link.with_name(link.name + ".tmp")
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(latest["database"])
    temporary.replace(link)
    sync(published)


def write_file(path: Path, text: str) -> None:
    """Write `path` so that a reader sees the old text or the new one, also after a crash."""
    temporary = path.with_name(path.name + ".tmp")
    temporary.write_text(text, encoding="utf-8")
    sync(temporary)
    temporary.replace(path)
    sync(path.parent)


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
