"""What a row states, as JSON and as a hash: a reviewer's decision holds for the content that was looked at."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

import duckdb

# Set by steps that do not read the article anew, or different with every version of the extractor.
_NOT_CONTENT = {"event_id", "is_current", "ingested_at", "confidence", "rule", "extractor"}


def fetch_rows_json(
    con: duckdb.DuckDBPyConnection, table: str, key_sql: str, row_keys: Iterable[str]
) -> dict[str, list[dict[str, Any]]]:
    """Return row key -> the rows of `table` under that key, as JSON objects. `key_sql` is the suite's, over alias t."""
    found: dict[str, list[dict[str, Any]]] = {}
    rows = con.execute(
        f"SELECT {key_sql} AS row_key, to_json(t)::VARCHAR FROM {table} AS t"
        f" WHERE {key_sql} IN (SELECT unnest(?::VARCHAR[])) ORDER BY ALL",
        [sorted(set(row_keys))],
    )
    for key, text in rows.fetchall():
        found.setdefault(key, []).append(json.loads(text))
    return found


def hash_content(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return the SHA-256 over what `rows` state: without NULLs, so that a new column changes nothing."""
    stated = [
        {name: value for name, value in row.items() if value is not None and name not in _NOT_CONTENT} for row in rows
    ]
    return hashlib.sha256(json.dumps(stated, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
