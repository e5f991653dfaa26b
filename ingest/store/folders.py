"""What is left of an input after the load: a mark by its id, and the file itself under its hash."""

import os
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

_SAFE = re.compile(r"[^A-Za-z0-9._-]+")


def write_mark(folder: Path, input_id: str) -> None:
    """Leave an empty file named `input_id`: this input is in the ledger, whoever asks need not open the database."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / input_id).touch()


def move_input(path: Path, folder: Path, sha256: str) -> Path | None:
    """Move an input to `folder`/<sha256-12>-<safe name>; return where it went, None where it was gone."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{sha256[:12]}-{safe_name(path.name)}"
    try:
        shutil.move(path, target)  # the inbox may lie on another file system
    except FileNotFoundError:
        return None
    return target


def safe_name(name: str) -> str:
    """Return a name of ASCII letters, digits, dot, dash and underscore, at most 100 long, never hidden or empty."""
    ascii_name = os.fsencode(name).decode("ascii", "replace").replace("\ufffd", "_")
    return _SAFE.sub("_", ascii_name).lstrip(".")[-100:] or "_"


def remove_older(folder: Path, before: datetime) -> int:
    """Remove the sub-folders of `folder` last changed before `before` (UTC); return how many."""
    removed = 0
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if path.is_dir() and datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(tzinfo=None) < before:
            shutil.rmtree(path, ignore_errors=True)
            removed += 1
    return removed
