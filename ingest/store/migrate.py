"""Bring a database to the schema of schemas/migrations, one file and one transaction at a time."""

import hashlib
from pathlib import Path

import duckdb

from ingest.errors import MigrationError

# What a view's columns mean is what the columns of that name mean in the tables it reads, events before mentions.
_INHERITED = """
SELECT v.view_name, c.column_name, arg_min(t.comment, (NOT suffix(t.table_name, '_events'), t.table_name))
FROM duckdb_views() AS v
JOIN duckdb_columns() AS c ON c.table_oid = v.view_oid AND c.database_name = v.database_name
JOIN duckdb_columns() AS t ON t.column_name = c.column_name AND t.database_name = v.database_name
JOIN duckdb_tables() AS source ON source.table_oid = t.table_oid AND contains(v.sql, source.table_name)
WHERE NOT v.internal AND v.database_name = current_database() AND c.comment IS NULL AND t.comment IS NOT NULL
GROUP BY ALL ORDER BY ALL
"""

_BOOK = """
BEGIN TRANSACTION;
CREATE TABLE IF NOT EXISTS schema_migrations (name VARCHAR PRIMARY KEY, sha256 VARCHAR, applied_at TIMESTAMP);
COMMENT ON TABLE schema_migrations IS 'Migrations that this database has been through';
COMMENT ON COLUMN schema_migrations.name IS 'File in schemas/migrations';
COMMENT ON COLUMN schema_migrations.sha256 IS 'SHA-256 over the file as applied; an edited file is refused';
COMMENT ON COLUMN schema_migrations.applied_at IS 'When it was applied (UTC)';
COMMIT;
"""


def apply_migrations(con: duckdb.DuckDBPyConnection, folder: Path) -> list[str]:
    """Apply the files of `folder` that `con` has not seen, in order of name; return their names.

    Raises MigrationError when a file that was applied has been edited or is gone, or when one fails (rolled back).
    """
    done = fetch_migrations(con)
    files = {path.name: path for path in sorted(folder.glob("*.sql"))}
    if not files:
        raise MigrationError(f"no migrations in {folder}: the package is not installed whole")
    if missing := sorted(done.keys() - files.keys()):
        raise MigrationError(f"{missing[0]} was applied to this database and is gone from {folder}: update the package")
    applied = []
    for name, path in files.items():
        sql = path.read_text(encoding="utf-8")
        sha256 = hashlib.sha256(sql.encode()).hexdigest()
        if name in done:
            if done[name] != sha256:
                raise MigrationError(f"{name} was edited after it was applied: restore it and add a new file instead")
            continue
        _apply(con, name, sql, sha256)
        applied.append(name)
    return applied


def fetch_migrations(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return name -> SHA-256 of the migrations applied, in order; creates the book-keeping table where missing."""
    found = con.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'schema_migrations' AND NOT temporary")
    if not found.fetchall():
        con.execute(_BOOK)
    return dict(con.execute("SELECT name, sha256 FROM schema_migrations ORDER BY name").fetchall())


def create_views(con: duckdb.DuckDBPyConnection, folder: Path) -> list[str]:
    """Create or replace the reader views of `folder` (one a file, file stem == view name); return their names."""
    names = []
    for path in sorted(folder.glob("*.sql")):
        con.execute(path.read_text(encoding="utf-8"))
        names.append(path.stem)
    for view, column, comment in con.execute(_INHERITED).fetchall():
        text = comment.replace("'", "''")  # COMMENT takes no parameter; the words are those of our own migrations
        con.execute(f"COMMENT ON COLUMN {view}.{column} IS '{text}'")
    return names


def _apply(con: duckdb.DuckDBPyConnection, name: str, sql: str, sha256: str) -> None:
    con.execute("BEGIN TRANSACTION")
    try:
        con.execute(sql)
        con.execute(
            "INSERT INTO schema_migrations VALUES (?, ?, (now() AT TIME ZONE 'UTC')::TIMESTAMP)", [name, sha256]
        )
        con.execute("COMMIT")
    except duckdb.Error as error:
        con.execute("ROLLBACK")
        raise MigrationError(f"{name} failed and was rolled back: {error}") from error
