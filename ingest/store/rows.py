"""Rows as plain dicts, column name -> value: from the shapes of ingest.model, to JSON lines, and into tables."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import duckdb

from ingest.model import InvestmentMention, MoneyMention, RegulatoryMention

Row = dict[str, Any]


def add_rows(con: duckdb.DuckDBPyConnection, table: str, rows: Iterable[Mapping[str, Any]]) -> int:
    """Insert rows into `table`, leaving rows whose key is there already as they are; return how many were given.

    Columns that a row does not name are NULL; names that the table does not have are refused. `table` is a name
    from the code, never from an input; values travel as one bound parameter, decimals as text and so exact.
    """
    return _insert(con, table, list(rows), "ON CONFLICT DO NOTHING")


def append_rows(con: duckdb.DuckDBPyConnection, table: str, rows: Iterable[Mapping[str, Any]]) -> int:
    """Insert rows into `table`, which has no key and may lie in an attached database ("state.mentions"), as add_rows does."""
    return _insert(con, table, list(rows), "")


def _insert(con: duckdb.DuckDBPyConnection, table: str, given: Sequence[Mapping[str, Any]], conflict: str) -> int:
    if not given:
        return 0
    shape = _fetch_shape(con, table)
    if unknown := sorted(set().union(*given) - shape.keys()):
        raise KeyError(f"{table} has no column {', '.join(unknown)}")
    con.execute(
        f"INSERT INTO {table} BY NAME SELECT unnest(from_json(?, ?), max_depth := 2) {conflict}",
        [json.dumps(given, default=_encode), json.dumps([shape])],
    )
    return len(given)


def fetch_rows(con: duckdb.DuckDBPyConnection, sql: str, parameters: list[Any] | None = None) -> list[Row]:
    """Run a query and return its rows as dicts."""
    cursor = con.execute(sql, parameters or [])
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]


def mention_row(mention: InvestmentMention | RegulatoryMention | MoneyMention) -> Row:
    """Return a mention's fields as a row; subjects become a list."""
    row = {field.name: getattr(mention, field.name) for field in fields(mention)}
    if "subjects" in row:
        row["subjects"] = list(row["subjects"])
    return row


def write_json(value: Any) -> str:
    """Return `value` as JSON on one line: decimals as exact numbers, dates and times in ISO form."""
    match value:
        case dict():
            return "{" + ", ".join(f"{json.dumps(str(key))}: {write_json(item)}" for key, item in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(write_json(item) for item in value) + "]"
        case Decimal():
            return str(int(value)) if value == value.to_integral_value() else format(value.normalize(), "f")
        case date():
            return json.dumps(value.isoformat())
        case _:
            return json.dumps(value)


def read_json_lines(lines: Iterable[str]) -> Iterator[Row]:
    """Yield the object of every line; numbers with a fraction come as exact decimals."""
    for line in lines:
        yield json.loads(line, parse_float=Decimal)


def _encode(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    raise TypeError(f"no column holds a {type(value).__name__}")


def _fetch_shape(con: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    *attached, name = table.split(".")
    columns = con.execute(
        "SELECT column_name, data_type FROM duckdb_columns()"
        " WHERE table_name = ? AND database_name = coalesce(?, current_database()) ORDER BY column_index",
        [name, attached[0] if attached else None],
    )
    return dict(columns.fetchall())
