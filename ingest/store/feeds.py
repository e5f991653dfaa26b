"""Tables `feeds` and `feed_entries`: what each feed was asked, how it does, and what it has brought already."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import duckdb

from ingest.store.rows import Row, fetch_rows


def fetch_feeds(con: duckdb.DuckDBPyConnection) -> dict[str, Row]:
    """Return feed_id -> row of `feeds`, in order of feed_id."""
    return {row["feed_id"]: row for row in fetch_rows(con, "SELECT * FROM feeds ORDER BY feed_id")}


def fetch_feed_state(con: duckdb.DuckDBPyConnection, feed_id: str) -> Row | None:
    """Return the row of one feed, None where it was never fetched."""
    found = fetch_rows(con, "SELECT * FROM feeds WHERE feed_id = ?", [feed_id])
    return found[0] if found else None


def add_feed_state(con: duckdb.DuckDBPyConnection, row: Row) -> None:
    """Insert or replace the row of one feed; `row` names every column that is not NULL."""
    names = ", ".join(row)
    places = ", ".join("?" * len(row))
    con.execute(f"INSERT OR REPLACE INTO feeds ({names}) VALUES ({places})", list(row.values()))


def fetch_feed_health(con: duckdb.DuckDBPyConnection) -> dict[str, Row]:
    """Return feed_id -> row of the view `feed_health`; empty where the view was not made yet."""
    if not con.execute("SELECT 1 FROM duckdb_views() WHERE view_name = 'feed_health'").fetchall():
        return {}
    return {row["feed_id"]: row for row in fetch_rows(con, "SELECT * FROM feed_health ORDER BY feed_id")}


def reset_feed(con: duckdb.DuckDBPyConnection, feed_id: str) -> bool:
    """Make a suspended or gone feed active and due at once; tell whether there was such a feed."""
    found = con.execute(
        "UPDATE feeds SET state = 'active', errors_in_row = 0, next_due_at = NULL WHERE feed_id = ? RETURNING feed_id",
        [feed_id],
    )
    return bool(found.fetchall())


def fetch_entry_hashes(con: duckdb.DuckDBPyConnection, feed_id: str, keys: Iterable[str]) -> dict[str, str]:
    """Return entry_key -> entry_sha256 of those of the given entries that this feed has brought."""
    found = con.execute(
        "SELECT entry_key, entry_sha256 FROM feed_entries"
        " WHERE feed_id = ? AND entry_key IN (SELECT unnest(?::VARCHAR[]))",
        [feed_id, sorted(set(keys))],
    )
    return dict(found.fetchall())


def add_entry_hashes(con: duckdb.DuckDBPyConnection, feed_id: str, hashes: Mapping[str, str], now: datetime) -> None:
    """Record entries as brought, with the hash of what the feed said of them."""
    if hashes:
        con.execute(
            "INSERT INTO feed_entries SELECT ?, unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), ?, ?"
            " ON CONFLICT DO UPDATE SET entry_sha256 = excluded.entry_sha256, last_seen_at = excluded.last_seen_at",
            [feed_id, list(hashes), list(hashes.values()), now, now],
        )
