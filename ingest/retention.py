"""Which days stay: one rule for published snapshots and for their reports."""

from collections.abc import Iterable
from datetime import datetime, timedelta

SUPERSEDED = timedelta(days=2)  # how long something stays that another one of its day replaced: readers may be at it


def list_old(days: Iterable[str], keep_days: int, now: datetime) -> set[str]:
    """Return the days (ISO) more than `keep_days` before `now` (UTC) that are not the last one of their month."""
    first = (now.date() - timedelta(days=keep_days)).isoformat()
    ordered = sorted(days)
    last_of_month = {day[:7]: day for day in ordered}
    return {day for day in ordered if day < first and last_of_month[day[:7]] != day}
