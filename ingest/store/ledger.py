"""Table `ledger`: what became of each input document."""

from collections.abc import Iterable
from datetime import date
from hashlib import blake2b

import duckdb

from ingest.store.rows import Row, add_rows


def make_input_id(kind: str, source_name: str, input_sha256: str, item: int = 0) -> str:
    """Return "l_" + 16 hex: the same name, bytes and position are the same input, whenever it comes."""
    digest = blake2b(digest_size=8)
    for part in (kind, source_name, input_sha256, str(item)):
        data = part.encode("utf-8", "surrogateescape")
        digest.update(len(data).to_bytes(8, "big") + data)
    return "l_" + digest.hexdigest()


def fetch_seen_inputs(con: duckdb.DuckDBPyConnection, input_ids: Iterable[str]) -> dict[str, str]:
    """Return input_id -> outcome of those of the given inputs that the ledger holds."""
    found = con.execute(
        "SELECT input_id, outcome FROM ledger WHERE input_id IN (SELECT unnest(?::VARCHAR[]))", [sorted(input_ids)]
    )
    return dict(found.fetchall())


def add_inputs(con: duckdb.DuckDBPyConnection, rows: list[Row]) -> None:
    """Insert ledger rows; an input that is there already stays as it was."""
    add_rows(con, "ledger", rows)


def fetch_outcomes(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Return outcome -> number of inputs, for the outcomes that occur."""
    return dict(con.execute("SELECT outcome, count(*) FROM ledger GROUP BY outcome ORDER BY outcome").fetchall())


def fetch_days(con: duckdb.DuckDBPyConnection, input_ids: Iterable[str]) -> list[date]:
    """Return the days (UTC), in order, on which those of the given inputs came in that were stored."""
    found = con.execute(
        "SELECT DISTINCT seen_at::DATE AS day FROM ledger"
        " WHERE outcome = 'stored' AND input_id IN (SELECT unnest(?::VARCHAR[])) ORDER BY day",
        [sorted(input_ids)],
    )
    return [day for (day,) in found.fetchall()]


def fetch_first_day(con: duckdb.DuckDBPyConnection) -> date | None:
    """Return the day (UTC) of the first input of all, None where none came yet."""
    row = con.execute("SELECT min(seen_at)::DATE FROM ledger").fetchone()
    return row[0] if row else None


def fetch_file_marks(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the input_id of every file in the ledger, entries of feeds included: that of its first record is its mark."""
    found = con.execute("SELECT input_id FROM ledger WHERE item = 0 ORDER BY input_id")
    return [input_id for (input_id,) in found.fetchall()]
