"""`ingest query`: a quick look into the published snapshot. Mounted by ingest.cli."""

import csv
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ingest.airflow.printable import make_printable
from ingest.settings import read_settings
from ingest.store.rows import write_json

query = typer.Typer()
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run what begins so


@query.command("query")
def run_query(
    sql: Annotated[str, typer.Argument(help="A query, or the name of a table or view; see docs/queries.md.")],
    data: Annotated[Path | None, typer.Option(help="Folder of the data; default INGEST_DATA_DIR or ./data.")] = None,
    form: Annotated[str, typer.Option("--format", help="table, csv or json (one object a line).")] = "table",
    limit: Annotated[int, typer.Option(min=1, help="Rows at most.")] = 100,
) -> None:
    """Ask the published snapshot, read-only."""
    from ingest.pipeline_review import ask

    given = {"INGEST_DATA_DIR": str(data)} if data is not None else {}
    names, rows = ask(read_settings({**os.environ, **given}), sql, limit)
    if form == "json":
        for row in rows:
            typer.echo(write_json({name: _plain(value) for name, value in zip(names, row, strict=True)}))
    elif form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(names)
        writer.writerows([[defuse(value) for value in row] for row in rows])
    else:
        table = Table()
        for name in names:
            table.add_column(make_printable(name, 60), overflow="fold")
        for row in rows:
            table.add_row(*(Text(make_printable("" if value is None else str(value), 300)) for value in row))
        Console(highlight=False).print(table)


def defuse(value: Any) -> Any:
    """Return a value for a cell of CSV: text that a spreadsheet would take for a formula gets an apostrophe in front."""
    return "'" + value if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA) else value


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | float | list | dict) else str(value)
