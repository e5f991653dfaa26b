"""When a feed is read next, and when it is left alone: pure, the clock is an argument."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from ingest.intake.dates import read_date

LONGEST = timedelta(hours=24)
SUSPEND_AFTER = 10  # failures in a row
_JITTER = 0.1
_QUIET_FACTOR = 1.5  # a feed that brings nothing new is asked less often,
_QUIET_MOST = 4.0  # up to this many times its interval


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one fetch says about the next."""

    failed: bool
    gone: bool = False  # HTTP 410
    new_entries: int = 0
    ttl_minutes: int | None = None  # the feed's own wish
    headers: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """When to fetch again. `state` is active, suspended (after repeated failure) or gone."""

    next_due_at: datetime
    state: str
    errors_in_row: int
    quiet_factor: float


def plan_next(
    feed_id: str,
    interval_minutes: int,
    now: datetime,
    outcome: Outcome,
    errors_in_row: int = 0,
    quiet_factor: float = 1.0,
) -> Plan:
    """Return the plan after an outcome: interval, ttl, Cache-Control, Retry-After and backoff, whichever is longest.

    At most 24 hours ahead, unless Retry-After asks for more (up to a week). Jitter of 10 % is taken from the feed and
    the moment, not from chance, so that a run can be repeated.
    """
    base = timedelta(minutes=interval_minutes)
    headers = outcome.headers or {}
    if outcome.failed:
        errors = errors_in_row + 1
        wait = base * 2.0 ** min(errors, 12)
    else:
        errors = 0
        quiet_factor = 1.0 if outcome.new_entries else min(quiet_factor * _QUIET_FACTOR, _QUIET_MOST)
        wait = max(base * quiet_factor, timedelta(minutes=outcome.ttl_minutes or 0), _read_max_age(headers))
    wait = min(wait, LONGEST)
    wait *= 1 + _JITTER * _make_jitter(feed_id, now)
    wait = max(wait, min(read_retry_after(headers, now), timedelta(days=7)))
    state = "gone" if outcome.gone else "suspended" if errors >= SUSPEND_AFTER else "active"
    return Plan(now + wait, state, errors, quiet_factor)


def read_retry_after(headers: dict[str, str], now: datetime) -> timedelta:
    """Return how long Retry-After (seconds or a date) asks to wait; zero where it does not."""
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,7}", value):
        return timedelta(seconds=int(value))
    moment = read_date(value)
    return max(moment - now, timedelta()) if moment else timedelta()


def _read_max_age(headers: dict[str, str]) -> timedelta:
    found = re.search(r"\bmax-age\s*=\s*\"?(\d{1,8})", headers.get("cache-control", ""), re.I)
    return timedelta(seconds=int(found.group(1))) if found else timedelta()


def _make_jitter(feed_id: str, now: datetime) -> float:
    """Return a number from -1 to 1 that differs between feeds and moments."""
    digest = hashlib.blake2b(f"{feed_id} {now.isoformat()}".encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") / 0x7FFFFFFF - 1.0
