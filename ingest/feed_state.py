"""What a fetch leaves behind of a feed: validators, schedule, health. Pure; part of pipeline's room."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ingest.intake.feeds import FeedReading
from ingest.intake.fetch import Fetched
from ingest.intake.registry import Feed
from ingest.intake.schedule import Outcome, Plan, plan_next

_LONGEST_VALIDATOR = 1024

Row = dict[str, Any]


@dataclass(slots=True)
class Intake:
    """What one fetch brought, on its way to the inbox and the state."""

    records: list[Row] = field(default_factory=list)
    hashes: dict[str, str] = field(default_factory=dict)
    new: int = 0
    rejected: int = 0
    waiting: int = 0  # entries whose page is left for the next turn


def make_state(
    feed: Feed, state: Row, answer: Fetched, reading: FeedReading | None, intake: Intake, now: datetime
) -> Row:
    """Return the feed's new row of `feeds`."""
    failed = answer.status == "failed" or (reading is not None and reading.status == "rejected")
    plan = _plan(feed, state, answer, reading, intake, now, failed)
    row: Row = {
        **state,
        "feed_id": feed.feed_id,
        "url": feed.url,
        "publisher": feed.publisher,
        "trust": feed.trust,
        "interval_minutes": feed.interval_minutes,
        "full_text": feed.full_text,
        "state": plan.state,
        "moved_to": answer.permanent_url or (state.get("moved_to") if state.get("url") == feed.url else None),
        "last_fetch_at": now,
        "next_due_at": now if intake.waiting else plan.next_due_at,
        "errors_in_row": plan.errors_in_row,
        "quiet_factor": plan.quiet_factor,
        "last_status": reading.status if reading else answer.status,
        "last_reason": reading.reason if reading else answer.reason,
        "last_detail": (reading.detail if reading else answer.detail)[:300] or None,
        "last_http_status": answer.http_status,
        "fetches": state.get("fetches", 0) + 1,
        "entries_new": state.get("entries_new", 0) + intake.new,
        "entries_rejected": state.get("entries_rejected", 0) + intake.rejected,
    }
    if not failed:
        row["last_ok_at"] = now
        # With entries still waiting, or cut off, the feed must come whole again, not as "304 nothing new".
        again = intake.waiting or (reading is not None and reading.reason == "truncated")
        if reading:
            row["etag"] = None if again else _validator(answer, "etag")
            row["last_modified"] = None if again else _validator(answer, "last-modified")
    if intake.new:
        row["last_new_at"] = now
    return row


def _plan(
    feed: Feed, state: Row, answer: Fetched, reading: FeedReading | None, intake: Intake, now: datetime, failed: bool
) -> Plan:
    outcome = Outcome(
        failed=failed,
        gone=answer.http_status == 410,
        new_entries=intake.new,
        ttl_minutes=reading.ttl_minutes if reading else None,
        headers=answer.headers,
    )
    errors, quiet = state.get("errors_in_row") or 0, state.get("quiet_factor") or 1.0
    return plan_next(feed.feed_id, feed.interval_minutes, now, outcome, errors, quiet)


def _validator(answer: Fetched, name: str) -> str | None:
    """Return an ETag or Last-Modified to send back byte for byte; one that is odd is not kept."""
    value = answer.headers.get(name, "")
    return value if value and len(value) <= _LONGEST_VALIDATOR and value.isascii() and value.isprintable() else None
