"""`ingest feeds ...`: the registry, one feed's check, fetching, OPML, replay. Mounted by ingest.cli."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from ingest.errors import WartaError
from ingest.settings import Settings, read_settings

feeds = typer.Typer(name="feeds", help="Feeds to read: list, check, add, fetch, import, replay.", no_args_is_help=True)

Data = Annotated[Path | None, typer.Option(help="Folder to write to; default INGEST_DATA_DIR or ./data.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


@feeds.command("list")
def list_feeds(data: Data = None, as_json: AsJson = False) -> None:
    """Show the feeds of feeds.toml with how each of them does."""
    from ingest.pipeline_feeds import show_health

    rows = show_health(_settings(data))
    if as_json:
        typer.echo(json.dumps(rows, default=str))
        return
    columns = ("feed_id", "health", "publisher", "last_reason", "last_ok_at", "next_due_at", "entries_new", "url")
    _print_table(columns, rows)


@feeds.command()
def check(url: str, data: Data = None) -> None:
    """Fetch and read a feed without storing anything; exit code 1 where no feed can be read."""
    from ingest.pipeline_feeds import check_feed

    answer, reading = check_feed(_settings(data), url, _now())
    facts: dict[str, Any] = {
        "status": answer.status,
        "reason": answer.reason,
        "detail": answer.detail,
        "url": answer.url,
    }
    facts |= {"http_status": answer.http_status, "permanent_url": answer.permanent_url, "bytes": len(answer.body)}
    if reading:
        facts |= {
            "status": reading.status,
            "reason": reading.reason,
            "detail": reading.detail,
            "format": reading.format,
        }
        facts |= {"title": reading.title, "entries": len(reading.entries), "rejected": len(reading.rejected)}
        facts |= {"dated": sum(article.published_at is not None for article in reading.entries)}
        facts |= {
            "full": sum(article.text_from == "feed_content" for article in reading.entries),
            "notes": reading.notes,
        }
    for name, value in facts.items():
        typer.echo(f"{name:14} {_plain(value)}")
    if facts["status"] not in {"ok", "partial"}:
        raise typer.Exit(1)


@feeds.command()
def add(
    url: str,
    publisher: Annotated[str | None, typer.Option(help="Who publishes it; default what the feed says.")] = None,
    language: Annotated[str | None, typer.Option(help="id, en or ms; default what the feed says.")] = None,
    feed_id: Annotated[str | None, typer.Option("--id", help="Short name of a-z 0-9 _ -.")] = None,
    trust: Annotated[
        str, typer.Option(help="high, normal or low: stands beside its articles, to filter by.")
    ] = "normal",
    interval: Annotated[int, typer.Option(help="Shortest minutes between two fetches.")] = 60,
    full_text: Annotated[bool, typer.Option(help="Fetch the pages of entries that carry only a summary.")] = False,
    data: Data = None,
) -> None:
    """Append a feed to feeds.toml; what it names already stays as it is."""
    from ingest.intake.registry import add_feeds, make_feed

    given: dict[str, Any] = {"url": url, "publisher": publisher, "language": language, "id": feed_id, "trust": trust}
    given |= {"interval_minutes": interval, "full_text": full_text}
    feed = make_feed(**{key: value for key, value in given.items() if value is not None})
    settings = _settings(data)
    added = add_feeds(settings.feeds_file, [feed])
    typer.echo(f"{feed.feed_id}: {'added to' if added else 'was already in'} {settings.feeds_file}")


@feeds.command()
def fetch(
    feed_ids: Annotated[list[str] | None, typer.Argument(help="Feeds to fetch; default those that are due.")] = None,
    data: Data = None,
) -> None:
    """Fetch feeds into the inbox; a feed that fails does not stop the others."""
    from ingest.pipeline_feeds import fetch_feeds_at_once, list_due_feeds

    settings, now = _settings(data), _now()
    results = fetch_feeds_at_once(settings, feed_ids or list_due_feeds(settings, now), now)
    _print_table(("feed_id", "status", "reason", "entries", "new", "rejected", "next_due_at"), results)


@feeds.command("import")
def import_opml(opml: Path, data: Data = None) -> None:
    """Append the feeds of an OPML file, as feed readers export it, to feeds.toml."""
    from ingest.intake.registry import add_feeds, read_opml

    settings = _settings(data)
    if not opml.is_file():
        raise WartaError(f"{opml} is not a file")
    found = read_opml(opml.read_bytes())
    added = add_feeds(settings.feeds_file, found)
    typer.echo(f"{len(added)} of {len(found)} feeds added to {settings.feeds_file}")


@feeds.command()
def resume(feed_id: str, data: Data = None) -> None:
    """Make a suspended or gone feed active again."""
    from ingest.pipeline_feeds import resume_feed

    resume_feed(_settings(data), feed_id)
    typer.echo(f"{feed_id}: active, due now")


@feeds.command()
def replay(folder: Path, data: Data = None, as_json: AsJson = False) -> None:
    """Run a folder of feed bodies through intake, extraction and load, and print what became of every entry.

    A body `x` may have its HTTP headers beside it in `x.headers.json`. Exit code 1 where the accounting does not balance.
    """
    from ingest.replay import replay_folder

    result = replay_folder(_settings(data), folder, _now())
    if as_json:
        typer.echo(json.dumps(result))
    else:
        for name, value in result.items():
            typer.echo(f"{name:10} {_plain(value)}")
    if not result["balanced"]:
        raise typer.Exit(1)


def _settings(data: Path | None) -> Settings:
    settings = read_settings()
    if data is None:
        return settings
    data = data.absolute()
    return replace(settings, data=data, inbox=data / "inbox")


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _plain(value: object) -> str:
    """Return a value for a terminal: what a server sent may hold control sequences."""
    text = "-" if value is None else str(value)
    return "".join(character if character.isprintable() else "?" for character in text)[:300]


def _print_table(columns: tuple[str, ...], rows: list[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(_plain(row.get(column))) for column in columns))
    Console().print(table if rows else "no feeds")
