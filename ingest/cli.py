"""The steps of the pipeline from a shell: `ingest --help`.

Heavy modules are imported inside the commands, so that `ingest extract` starts quickly. Standard output carries
results, standard error everything else. An error of ours is one line and exit code 2.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from ingest.cli_evaluate import add_evaluation
from ingest.cli_feeds import feeds
from ingest.cli_opinion import add_opinion
from ingest.cli_quarantine import quarantine
from ingest.cli_query import query
from ingest.errors import WartaError
from ingest.settings import Settings, read_settings

commands = typer.Typer(
    name="ingest",
    help="Investment and regulatory events from Indonesian and English news.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
commands.add_typer(feeds)
commands.add_typer(quarantine)
commands.add_typer(query, name=None)
add_evaluation(commands)
add_opinion(commands)

Inbox = Annotated[Path | None, typer.Option(help="Folder to read files from; default INGEST_INBOX_DIR.")]
Data = Annotated[Path | None, typer.Option(help="Folder to write to; default INGEST_DATA_DIR or ./data.")]
Day = Annotated[str | None, typer.Option(help="As-of day, YYYY-MM-DD; default today (UTC).")]


def app() -> None:
    """Run the command line; the console script's entry."""
    try:
        commands()
    except WartaError as error:
        sys.stderr.write(f"ingest: {_one_line(str(error))}\n")
        _leave(2)
    except BrokenPipeError:  # the reader of our output went away, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        _leave(1)
    except SystemExit as end:
        _leave(end.code if isinstance(end.code, int) else 1)


def _leave(code: int) -> NoReturn:
    if "great_expectations" in sys.modules:
        # It keeps types of DuckDB to the very end, and their binding would print a page about leaks on the way out.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


@commands.command()
def run(inbox: Inbox = None, data: Data = None, day: Day = None) -> None:
    """Take every file of the inbox to a published snapshot, without Airflow."""
    from rich.console import Console

    from ingest import pipeline
    from ingest.airflow.outcome import show_outcome

    settings, now = _settings(inbox, data), _now()
    with _show_progress() as tell:
        outcome = pipeline.run(settings, now, _day(day, now), tell)
    show_outcome(Console(highlight=False), outcome, outcome["publication"])


@commands.command()
def extract(
    jsonl: Annotated[str, typer.Option(help="File of one article a line, or - for standard input.")],
    workers: Annotated[int | None, typer.Option(min=1, help="Processes; default all cores.")] = None,
) -> None:
    """Print what is read out of each article: one line of JSON in, one line out, in the same order.

    A line that cannot be read goes to standard error as {"id", "error"}; the others go on, and the exit code is 1.
    """
    from ingest.batch import extract_lines

    failed = False
    with _open_lines(jsonl) as lines:
        for result, error in extract_lines(lines, workers):
            if result is not None:
                sys.stdout.write(result + "\n")
            if error is not None:
                sys.stderr.write(error + "\n")
                failed = True
    sys.stdout.flush()
    if failed:
        raise typer.Exit(1)


@commands.command()
def explain(
    what: Annotated[str, typer.Argument(help="A .txt, .json, .jsonl or .html file, or the word event.")],
    event_id: Annotated[str | None, typer.Argument(metavar="[ID]", help="Of an event in the newest snapshot.")] = None,
    data: Data = None,
) -> None:
    """Show an article in colour with the rule behind each mention; or, with `event ID`, why an event's mentions belong."""
    from rich.console import Console

    screen = Console(highlight=False)
    if event_id is not None:
        if what != "event":
            raise WartaError(f"explain takes one file, or the word event and an id, not {what!r:.80} with an id")
        from ingest.cli_explain import show_event
        from ingest.pipeline_review import find_event

        show_event(screen, find_event(_settings(None, data), event_id))
        return
    from ingest.explain import show_record
    from ingest.inputs import extract_input

    file = Path(what)
    if not file.is_file():
        raise WartaError(f"no such file: {what!r}")
    for record in extract_input(file)["records"]:
        show_record(screen, record)


@commands.command()
def publish(data: Data = None, day: Day = None) -> None:
    """Audit what is stored and publish the snapshot as of a day."""
    from ingest import pipeline

    now = _now()
    _print_json(pipeline.publish(_settings(None, data), _day(day, now), now))


@commands.command()
def migrate(data: Data = None) -> None:
    """Bring the live database to the newest schema."""
    from ingest import pipeline

    _print_json({"applied": pipeline.migrate(_settings(None, data))})


@commands.command()
def maintain(data: Data = None) -> None:
    """Remove old snapshots and what dead runs left; checkpoint the live database."""
    from ingest import pipeline

    _print_json(pipeline.maintain(_settings(None, data), _now()))


@commands.command()
def status(inbox: Inbox = None, data: Data = None) -> None:
    """Show where things stand: files waiting, inputs by outcome, rows a table, the last snapshots, how feeds do."""
    from ingest import pipeline, pipeline_feeds

    settings = _settings(inbox, data)
    _print_json({**pipeline.status(settings), "feeds": pipeline_feeds.count_health(settings)})


def _settings(inbox: Path | None, data: Path | None) -> Settings:
    given = {"INGEST_INBOX_DIR": inbox, "INGEST_DATA_DIR": data}
    if inbox is not None and not inbox.is_dir():
        raise WartaError(f"no such folder: {str(inbox)!r}")
    try:
        return read_settings({**os.environ, **{name: str(path) for name, path in given.items() if path is not None}})
    except ValueError as error:
        raise WartaError(f"an INGEST_ variable has a wrong value: {error}") from error


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _day(text: str | None, now: datetime) -> date:
    try:
        return date.fromisoformat(text) if text else now.date()
    except ValueError:
        raise WartaError(f"--day takes a date like 2024-03-15, not {text!r}") from None


@contextmanager
def _open_lines(name: str) -> Iterator[Iterator[bytes]]:
    if name == "-":
        yield iter(sys.stdin.buffer)
        return
    try:
        stream = Path(name).open("rb")  # noqa: SIM115 - closed below; only the opening may fail as ours
    except OSError as error:
        raise WartaError(f"cannot read {name!r}: {error.strerror}") from error
    with stream:
        yield stream


@contextmanager
def _show_progress() -> Iterator[Callable[[str, int, int], None]]:
    from rich import progress
    from rich.console import Console

    with progress.Progress(console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, progress.TaskID] = {}

        def tell(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step, total=total)
            bars.update(tasks[step], completed=done, total=total)

        yield tell


def _print_json(value: object) -> None:
    sys.stdout.write(json.dumps(value, indent=2, default=str) + "\n")


def _one_line(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)[:500]
