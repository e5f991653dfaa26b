"""Feeds, step by step, as pipeline does for files: what is due, one fetch, health, replay. Part of pipeline's room."""

import hashlib
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from ingest.errors import WartaError
from ingest.feed_state import Intake, make_state
from ingest.intake.envelope import hash_record, make_refusal, write_envelope
from ingest.intake.feeds import FeedReading, make_record, read_feed
from ingest.intake.fetch import Fetched, Limits, fetch
from ingest.intake.fulltext import add_page_text, needs_page
from ingest.intake.politeness import Robots, take_turn
from ingest.intake.registry import Feed, FeedsFileError, load_feeds
from ingest.intake.rejection import Rejection
from ingest.intake.scan import KEEP
from ingest.pipeline import migrate, open_live
from ingest.settings import Settings
from ingest.store.feeds import (
    add_entry_hashes,
    add_feed_state,
    fetch_entry_hashes,
    fetch_feed_health,
    fetch_feed_state,
    fetch_feeds,
    reset_feed,
)

PAGES_A_FETCH = 40  # pages of one feed; the rest of a flood waits for the next turn
PAGES_SECONDS = 120.0  # and this long at most
_PAGE_SECONDS = 20.0  # one page, its redirects included
_PAGE_BYTES = 5 * 2**20
_ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
_AT_ONCE = 4
_WELL = {"healthy", "quiet", "new", "disabled"}

Row = dict[str, Any]


def list_due_feeds(settings: Settings, now: datetime) -> list[str]:
    """Return the ids of the enabled feeds whose time has come, the longest due first; opens the database briefly."""
    feeds = [feed for feed in load_feeds(settings.feeds_file) if feed.enabled]
    if not feeds:
        return []
    with open_live(settings) as con:
        states = fetch_feeds(con)
    due: list[tuple[datetime, str]] = []
    for feed in feeds:
        state = states.get(feed.feed_id)
        if state is None or (state["state"] == "active" and (state["next_due_at"] or datetime.min) <= now):  # noqa: DTZ901
            due.append(((state or {}).get("next_due_at") or datetime.min, feed.feed_id))  # noqa: DTZ901
    return [feed_id for _, feed_id in sorted(due)]


def fetch_feed(settings: Settings, feed_id: str, now: datetime) -> Row:
    """Fetch one feed of feeds.toml, put its new and changed entries into the inbox, and note how it went.

    Returns {feed_id, status, reason, detail, http_status, entries, new, rejected, state, next_due_at}. A feed that fails is a
    result, not an error. Raises WartaError for an unknown id, or an inbox that is read in place.
    """
    feed = find_feed(settings, feed_id)
    if (settings.inbox / KEEP).exists():
        raise WartaError(f"{settings.inbox} is read in place: point INGEST_INBOX_DIR at a folder of its own for feeds")
    with open_live(settings) as con:
        state = fetch_feed_state(con, feed_id) or {}
    answer = _ask(settings, feed, state)
    reading = _read_answer(answer, feed, now)
    intake = Intake()
    if reading and reading.status != "rejected":
        intake = _collect(settings, feed, reading, now)
    elif reading:  # the body as a whole is an input that was refused: the ledger has it
        body_key = hashlib.sha256(answer.body).hexdigest()[:16]
        refusal = Rejection(0, reading.reason or "internal", reading.detail, body_key)
        intake.records.append(make_refusal(feed_id, feed.url, refusal))
        intake.rejected = 1
    for record in intake.records:
        write_envelope(settings.inbox, feed_id, record)
    row = make_state(feed, state, answer, reading, intake, now)
    with open_live(settings) as con:
        add_entry_hashes(con, feed_id, intake.hashes, now)
        add_feed_state(con, row)
    return {
        "feed_id": feed_id,
        **{key: row[f"last_{key}"] for key in ("status", "reason", "detail", "http_status")},
        "entries": len(reading.entries) + len(reading.rejected) if reading else 0,
        "new": intake.new,
        "rejected": intake.rejected,
        "state": row["state"],
        "next_due_at": row["next_due_at"].isoformat(),
    }


def find_feed(settings: Settings, feed_id: str) -> Feed:
    """Return the feed of that id in feeds.toml. Raises WartaError where there is none."""
    found = next((feed for feed in load_feeds(settings.feeds_file) if feed.feed_id == feed_id), None)
    if found is None:
        raise WartaError(f"{settings.feeds_file.name} has no feed {feed_id[:70]!r}: see `ingest feeds list`")
    return found


def check_feed(settings: Settings, url: str, now: datetime) -> tuple[Fetched, FeedReading | None]:
    """Fetch and read a feed without writing anything anywhere."""
    answer = get_politely(settings, {"Accept": _ACCEPT})(url)
    reading = read_feed(answer.body, answer.headers, answer.url, now=now) if answer.status == "ok" else None
    return answer, reading


def get_politely(settings: Settings, headers: dict[str, str]) -> Callable[[str], Fetched]:
    """Return a guarded GET that keeps each host's pace."""

    def get(url: str) -> Fetched:
        with take_turn(settings.host_turns, url):
            return fetch(url, headers=headers, allow=settings.allow_hosts)

    return get


def fetch_feeds_at_once(settings: Settings, feed_ids: list[str], now: datetime) -> list[Row]:
    """Fetch several feeds, a few at a time; one that raises becomes a failed result and the others go on."""

    def fetch_one(feed_id: str) -> Row:
        try:
            return fetch_feed(settings, feed_id, now)
        except Exception as error:
            return {"feed_id": feed_id, "status": "failed", "reason": type(error).__name__, "detail": str(error)[:200]}

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return list(pool.map(fetch_one, feed_ids))


def show_health(settings: Settings) -> list[Row]:
    """Return a row of `feed_health` for each feed of feeds.toml; one that was never fetched is `new`, or `disabled`."""
    feeds = load_feeds(settings.feeds_file)
    known: dict[str, Row] = {}
    if settings.database.exists():
        migrate(settings)  # the view may be younger than the database
        with open_live(settings) as con:
            known = fetch_feed_health(con)
    fallback = {"errors_in_row": 0, "fetches": 0, "entries_new": 0, "entries_rejected": 0}
    return [
        {
            **fallback,
            **known.get(feed.feed_id, {}),
            "feed_id": feed.feed_id,
            "publisher": feed.publisher,
            "url": feed.url,
            "health": known.get(feed.feed_id, {}).get("health", "new") if feed.enabled else "disabled",
        }
        for feed in feeds
    ]


def count_health(settings: Settings) -> Row:
    """Return {health: {word: feeds}, unwell: [{feed_id, health, last_reason, last_detail, errors_in_row, next_due_at}]}.

    A feeds.toml that cannot be read gives {error}: where the rest stands is to be seen all the same.
    """
    try:
        rows = show_health(settings)
    except FeedsFileError as error:
        return {"error": str(error)}
    columns = ("feed_id", "health", "last_reason", "last_detail", "errors_in_row", "next_due_at")
    return {
        "health": dict(sorted(Counter(row["health"] for row in rows).items())),
        "unwell": [{name: row.get(name) for name in columns} for row in rows if row["health"] not in _WELL],
    }


def resume_feed(settings: Settings, feed_id: str) -> None:
    """Make a suspended or gone feed active and due. Raises WartaError where it was never fetched."""
    find_feed(settings, feed_id)
    with open_live(settings) as con:
        if not reset_feed(con, feed_id):
            raise WartaError(f"{feed_id} was never fetched: there is nothing to resume")


def _ask(settings: Settings, feed: Feed, state: Row) -> Fetched:
    headers = {"Accept": _ACCEPT}
    if state.get("etag"):
        headers["If-None-Match"] = state["etag"]
    if state.get("last_modified"):
        headers["If-Modified-Since"] = state["last_modified"]
    # An edited feeds.toml wins over where the old address had moved.
    moved = state.get("moved_to") if state.get("url") == feed.url else None
    return get_politely(settings, headers)(moved or feed.url)


def _read_answer(answer: Fetched, feed: Feed, now: datetime) -> FeedReading | None:
    if answer.status != "ok":
        return None
    return read_feed(
        answer.body,
        answer.headers,
        answer.url,
        feed_id=feed.feed_id,
        publisher=feed.publisher,
        language=feed.language,
        now=now,
    )


def _collect(settings: Settings, feed: Feed, reading: FeedReading, now: datetime) -> Intake:
    """Choose the entries that are new or changed, with the text of their pages where the registry wants it."""
    intake = Intake()
    keyed = [(article.article_id, make_record(article), article) for article in reading.entries]
    refusals = [
        (f"rejected {hash_record(record)[:16]}", record)
        for record in (make_refusal(feed.feed_id, feed.url, rejection) for rejection in reading.rejected)
    ]
    with open_live(settings) as con:
        known = fetch_entry_hashes(con, feed.feed_id, [key for key, *_ in keyed] + [key for key, _ in refusals])
    get_page = _get_page(settings)
    pages, start = 0, time.monotonic()
    for key, record, article in keyed:
        digest = hash_record(record)
        if known.get(key) == digest or intake.hashes.get(key) == digest:
            continue
        if feed.full_text and needs_page(article):
            if pages >= PAGES_A_FETCH or time.monotonic() - start > PAGES_SECONDS:
                intake.waiting += 1
                continue
            pages += 1
            record = make_record(add_page_text(article, get_page, now))
        # Not part of the hash: a feed that is trusted more from now on has not changed its entries.
        intake.records.append({**record, "trust": feed.trust})
        intake.hashes[key] = digest
        intake.new += 1
    for key, record in refusals:
        if key not in known and key not in intake.hashes:
            intake.records.append(record)
            intake.hashes[key] = hash_record(record)
            intake.rejected += 1
    return intake


def _get_page(settings: Settings) -> Callable[[str], Fetched]:
    """Return a GET for article pages: robots.txt is asked first, and its pace kept."""
    robots = Robots(get_politely(settings, {"Accept": "text/plain"}))

    def get(url: str) -> Fetched:
        # Hop by hop: a redirect may lead to another host, which has its own rules and its own pace.
        left, hops = _PAGE_SECONDS, Limits().redirects + 1
        while True:
            if not robots.is_allowed(url):
                return Fetched("failed", url, "robots_disallow")
            limits = Limits(total=left, wire=_PAGE_BYTES, decoded=_PAGE_BYTES, redirects=0)
            with take_turn(settings.host_turns, url, robots.find_gap(url)):
                start = time.monotonic()
                answer = fetch(url, headers={"Accept": "text/html"}, limits=limits, allow=settings.allow_hosts)
                left -= time.monotonic() - start
            hops -= 1
            if answer.reason != "too_many_redirects" or hops == 0 or left <= 0:
                return answer
            url = answer.url

    return get
