"""The folders of the review site: one an attempt to publish, whole or not there at all."""

import shutil
from datetime import date, datetime
from pathlib import Path

from ingest.retention import SUPERSEDED, list_old

UNFINISHED = ".unfinished-"  # pages in the making; one publication runs at a time
_OLD = ".old-"


def remove_unfinished(reports: Path) -> None:
    """Remove what dead runs left behind. Only one publication may be under way: the caller's."""
    for pattern in (UNFINISHED, _OLD):
        for path in reports.glob(f"{pattern}*"):
            shutil.rmtree(path, ignore_errors=True)


def put_in_place(unfinished: Path, final: Path) -> None:
    """Let the folder `unfinished` take the place of `final`, whose earlier content goes."""
    old = final.with_name(_OLD + final.name)
    if final.exists():
        shutil.rmtree(old, ignore_errors=True)
        final.rename(old)
    unfinished.rename(final)
    shutil.rmtree(old, ignore_errors=True)


def remove_reports(reports: Path, keep_days: int, now: datetime) -> int:
    """Remove reports as snapshots go, and return how many.

    Kept are: the newest of every day within `keep_days` of `now` (UTC), and of the last day of each month that has
    one; and what was written in the last two days.
    """
    days: dict[str, list[Path]] = {}
    for path in sorted(reports.glob("*/index.html"), key=lambda page: page.stat().st_mtime):
        day = path.parent.name[:10]
        if _is_day(day):
            days.setdefault(day, []).append(path.parent)
    old = list_old(days, keep_days, now)
    recent = (now - SUPERSEDED - datetime(1970, 1, 1)).total_seconds()  # noqa: DTZ001 - naive UTC, as everywhere
    gone = 0
    for day, folders in days.items():
        for folder in folders if day in old else folders[:-1]:
            if (folder / "index.html").stat().st_mtime < recent:
                shutil.rmtree(folder, ignore_errors=True)
                gone += 1
    return gone


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
