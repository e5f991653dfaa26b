"""What a person sees at the end of `make run`: the events, the verdict, the paths."""

from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ingest.airflow.printable import make_printable

MAX_EVENTS = 60  # rows shown; the published file has them all

_EVENTS = """
SELECT event_type, status, investor AS party, target AS object,
       currency, amount, country, confidence
  FROM investment_events WHERE merged_into IS NULL
UNION ALL
SELECT event_type, status, regulator, array_to_string(subjects, ', '), currency, amount, country, confidence
  FROM regulatory_events WHERE merged_into IS NULL
 ORDER BY amount DESC NULLS LAST, event_type, party, object
"""


def fetch_events(database: Path) -> list[tuple[Any, ...]]:
    """Return (type, status, party, target or subjects, currency, amount, country, confidence) of every event.

    Opens the published file read-only.
    """
    import duckdb

    con = duckdb.connect(str(database), read_only=True)
    try:
        return con.execute(_EVENTS).fetchall()
    finally:
        con.close()


def format_amount(currency: str | None, amount: Any) -> str:
    """Return e.g. "USD 1,100,000,000", or "" where no amount is known."""
    return "" if amount is None else f"{currency or '?'} {amount:,.0f}"


def make_event_table(events: list[tuple[Any, ...]]) -> Table:
    """Return the table of events; their words come from articles and are shown as plain text."""
    table = Table(title=f"Events found: {len(events)}", title_justify="left")
    for name in ("Type", "Status", "Party", "Target or subject"):
        table.add_column(name, overflow="fold")
    for name in ("Amount", "Country", "Confidence"):
        table.add_column(name, justify="right", overflow="fold")
    for kind, status, party, target, currency, amount, country, confidence in events[:MAX_EVENTS]:
        cells = [kind, status, party, target, format_amount(currency, amount), country]
        texts = [Text(make_printable(str(cell or ""), 120)) for cell in cells]
        table.add_row(*texts, Text("" if confidence is None else f"{confidence:.2f}"))
    return table


def show_outcome(screen: Console, loaded: dict[str, Any], published: dict[str, Any]) -> None:
    """Print the events of the snapshot, what was added, the verdict of the validation, and where everything lies."""
    events = fetch_events(Path(published["path"]) / "warta.duckdb")
    screen.print()
    screen.print(make_event_table(events))
    if len(events) > MAX_EVENTS:
        screen.print(f"and {len(events) - MAX_EVENTS} more")
    added = loaded["stored"] + loaded["duplicate"] + loaded["rejected"]
    if added:
        screen.print(
            f"Added: {loaded['stored']} articles with {loaded['mentions']} mentions; "
            f"{loaded['duplicate']} duplicates, {loaded['rejected']} rejected."
        )
    elif published["status"] == "unchanged":
        screen.print("Nothing was added: every input was known, the published snapshot stands unchanged.")
    else:
        screen.print("Nothing was added: every input was known.")
    screen.print(
        f"Validation: passed ({published['warnings']} warnings, {published['quarantined']} rows in quarantine), "
        f"snapshot {published['status']}."
    )
    for label, key in (("Snapshot", "path"), ("Database", "latest"), ("Report", "report")):
        screen.print(f"{label + ':':10}", Text(str(published[key])), soft_wrap=True)
