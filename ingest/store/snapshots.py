"""Table `snapshots`, and the row counts that a status shows."""

import duckdb

from ingest.store.rows import Row, add_rows, fetch_rows


def add_snapshot(con: duckdb.DuckDBPyConnection, row: Row) -> bool:
    """Insert a snapshot; one that is there already stays as it was. Tell whether it is new."""
    known = con.execute("SELECT 1 FROM snapshots WHERE snapshot_id = ?", [row["snapshot_id"]]).fetchall()
    if not known:
        add_rows(con, "snapshots", [row])
    return not known


def fetch_snapshots(con: duckdb.DuckDBPyConnection, limit: int) -> list[Row]:
    """Return the last snapshots, newest first."""
    return fetch_rows(
        con,
        "SELECT snapshot_id, as_of_date, created_at, verdict, warnings, quarantined, path FROM snapshots"
        " ORDER BY created_at DESC, snapshot_id LIMIT ?",
        [limit],
    )


def count_rows(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Return table -> number of rows, in order of name."""
    tables = con.execute("SELECT table_name FROM duckdb_tables() WHERE NOT temporary ORDER BY table_name").fetchall()
    counts = {}
    for (table,) in tables:
        row = con.execute(f"SELECT count(*) FROM {table}").fetchone()
        counts[table] = row[0] if row else 0
    return counts
