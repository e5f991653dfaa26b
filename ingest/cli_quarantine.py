"""`ingest quarantine ...`: rows held back from publication, for a person to decide on. Mounted by ingest.cli."""

import getpass
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ingest.airflow.printable import make_printable
from ingest.errors import WartaError
from ingest.settings import Settings, read_settings

quarantine = typer.Typer(
    name="quarantine", help="Rows held back from publication: list, show, release, reject.", no_args_is_help=True
)

Data = Annotated[Path | None, typer.Option(help="Folder of the data; default INGEST_DATA_DIR or ./data.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
Cases = Annotated[list[str], typer.Argument(metavar="ID...", help="Ids as `list` shows them, or their first letters.")]
Note = Annotated[str, typer.Option(help="Why; it is kept with the decision.")]
By = Annotated[str | None, typer.Option(help="Who decides; default the user's login name.")]
_COLUMNS = ("quarantine_id", "state", "last_as_of_date", "table_name", "rule_id", "observed", "evidence")


@quarantine.command("list")
def list_cases(
    state: Annotated[str, typer.Option(help="open, released, rejected, corrected or all.")] = "open",
    limit: Annotated[int, typer.Option(min=1, help="Cases at most.")] = 100,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Show the cases that wait for a decision."""
    from ingest.pipeline_review import list_cases

    cases = list_cases(_settings(data), None if state == "all" else state, limit)
    if as_json:
        typer.echo(json.dumps(cases, default=str))
        return
    if not cases:
        typer.echo("No case." if state == "all" else f"No case is {make_printable(state, 20)}.")
        return
    table = Table()
    for name in _COLUMNS:
        table.add_column(name, overflow="fold", no_wrap=name == "quarantine_id")
    for case in cases:
        table.add_row(*(Text(make_printable(str(case[name] or ""), 160)) for name in _COLUMNS))
    Console(highlight=False).print(table)


@quarantine.command()
def show(case_id: Annotated[str, typer.Argument(metavar="ID")], data: Data = None, as_json: AsJson = False) -> None:
    """Show one case: the row, its rule, the article's words, and what was decided before."""
    from ingest.pipeline_review import find_case

    case = find_case(_settings(data), case_id)
    if as_json:
        typer.echo(json.dumps(case, default=str))
        return
    screen = Console(highlight=False)
    for name, value in case.items():
        if value is not None and name not in {"row_json", "decisions"}:
            screen.print(Text(f"{name:16} {make_printable(str(value), 2000)}"), soft_wrap=True)
    for name, value in json.loads(case["row_json"] or "{}").items():
        if value is not None:
            screen.print(Text(f"  {name:18} {make_printable(str(value), 500)}"), soft_wrap=True)
    for decision in case["decisions"]:
        words = " ".join(str(decision[name]) for name in ("decided_at", "state", "decided_by", "decision_note"))
        screen.print(Text(f"decision         {make_printable(words, 500)}"), soft_wrap=True)


@quarantine.command()
def release(cases: Cases, note: Note, by: By = None, data: Data = None) -> None:
    """Let rows through, as they are, from the next publication on."""
    _decide(cases, "released", note, by, data)


@quarantine.command()
def reject(cases: Cases, note: Note, by: By = None, data: Data = None) -> None:
    """Keep rows out, as they are, whatever the rules say of them later."""
    _decide(cases, "rejected", note, by, data)


def _decide(cases: list[str], state: str, note: str, by: str | None, data: Path | None) -> None:
    from ingest.pipeline_review import decide

    now = datetime.now(UTC).replace(tzinfo=None)
    for case in decide(_settings(data), cases, state, by or getpass.getuser(), note, now):
        typer.echo(f"{case} {state}; the next publication follows it")


def _settings(data: Path | None) -> Settings:
    import os

    given: dict[str, Any] = {"INGEST_DATA_DIR": str(data)} if data is not None else {}
    try:
        return read_settings({**os.environ, **given})
    except ValueError as error:
        raise WartaError(f"an INGEST_ variable has a wrong value: {error}") from error
