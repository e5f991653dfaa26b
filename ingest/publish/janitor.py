"""Retention: which published snapshots may go, and removing them so that no reader is led to a folder that is gone."""

import json
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from ingest.publish.pointer import DAYS, read_pointer, sync
from ingest.publish.snapshot import MANIFEST
from ingest.publish.workshop import TRASH, open_shop
from ingest.retention import SUPERSEDED, list_old


def remove_snapshots(published: Path, keep_days: int, now: datetime, lock_timeout: float) -> dict[str, int]:
    """Remove what nobody is led to any more, and what dead runs left; return "snapshots" and "kept".

    Kept are: what latest.json leads to, always; the snapshot of every day within `keep_days` of `now` (UTC), and of
    the last day of each month that has one, for ever; a snapshot that was replaced on its day, for two days. A day's
    pointer goes before its folder. Raises StoreBusy where another process publishes for longer than `lock_timeout`.
    """
    removed = kept = 0
    with open_shop(published, lock_timeout):
        latest = read_pointer(published)
        stay = {latest["path"]} if latest else set()
        days = {path.stem: read_pointer(published, path.stem) or {} for path in (published / DAYS).glob("*.json")}
        old = list_old(days, keep_days, now)
        stay |= {pointer["path"] for day, pointer in days.items() if day not in old}
        for manifest in list(_read_manifests(published)):
            path = manifest["path"]
            if path in stay or (
                path not in {days[day]["path"] for day in old}
                and datetime.fromisoformat(manifest["created_at"]) > now - SUPERSEDED
            ):
                kept += 1
                continue
            for day in [day for day in old if days[day]["path"] == path]:
                (published / DAYS / f"{day}.json").unlink(missing_ok=True)
                sync(published / DAYS)
            trash = published / f"{TRASH}{path}"
            (published / path).rename(trash)  # in one go: a reader finds the folder whole or not at all
            sync(published)
            shutil.rmtree(trash)
            removed += 1
    return {"snapshots": removed, "kept": kept}


def _read_manifests(published: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(published.glob(f"*/{MANIFEST}")):
        if not path.parent.name.startswith("."):
            yield json.loads(path.read_text(encoding="utf-8"))
