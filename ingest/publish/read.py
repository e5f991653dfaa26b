"""Read a published file as an analyst would: read-only, and with no access to anything else."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from ingest.errors import WartaError


def fetch_answer(
    database: Path, sql: str, limit: int, parameters: Sequence[Any] = ()
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Run one query on a published file; return the names of the columns and at most `limit` rows.

    The query can neither change the file nor reach another one. Raises WartaError with DuckDB's own words.
    """
    if not database.exists():
        raise WartaError(f"nothing is published yet: no {str(database)!r}; `ingest run` publishes")
    settings: dict[str, str | bool | int | float | list[str]] = {
        "enable_external_access": False,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    with duckdb.connect(str(database.resolve()), read_only=True, config=settings) as con:
        con.execute("SET enable_progress_bar = false")
        con.execute("SET lock_configuration = true")
        try:
            cursor = con.execute(sql, parameters)
            return [column[0] for column in cursor.description or []], cursor.fetchmany(limit)
        except duckdb.Error as error:
            raise WartaError(f"the query failed: {str(error)[:400]}") from error
