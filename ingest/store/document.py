"""docs/tables.md from the database's own comments: `python -m ingest.store.document docs/tables.md`."""

import sys
from pathlib import Path

import duckdb

from ingest.resources import data_folder
from ingest.store.migrate import apply_migrations, create_views

_HEAD = """# Tables

Made from the comments in schemas/ by `python -m ingest.store.document docs/tables.md`; do not edit.
Times are TIMESTAMP in UTC. Offsets count characters of `articles.body` from 0, the end excluded.
Values come from untrusted articles: escape them where they are shown.
"""


def describe_tables() -> str:
    """Return the page: every table and view of a fresh database, with its columns, types and meanings."""
    with duckdb.connect() as con:
        apply_migrations(con, data_folder("schemas") / "migrations")
        create_views(con, data_folder("schemas") / "views")
        tables = con.execute(
            "SELECT table_name, comment, false FROM duckdb_tables()"
            " UNION ALL SELECT view_name, comment, true FROM duckdb_views() WHERE NOT internal ORDER BY 3, 1"
        ).fetchall()
        parts = [_HEAD]
        for name, comment, is_view in tables:
            columns = con.execute(
                "SELECT column_name, data_type, comment FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index",
                [name],
            ).fetchall()
            key = con.execute(
                "SELECT constraint_column_names FROM duckdb_constraints()"
                " WHERE table_name = ? AND constraint_type = 'PRIMARY KEY'",
                [name],
            ).fetchone()
            keys = f" Key: {', '.join(f'`{column}`' for column in key[0])}." if key else ""
            lines = [f"## {name}{' (view)' if is_view else ''}\n", f"{comment}.{keys}\n", "| column | type | meaning |"]
            lines += ["| --- | --- | --- |", *(f"| `{column}` | {kind} | {text} |" for column, kind, text in columns)]
            parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(describe_tables(), encoding="utf-8")
