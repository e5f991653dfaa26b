"""What a reviewer does: look at the cases in quarantine and decide on them. Part of pipeline."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from ingest.audit.cases import fetch_case, fetch_cases
from ingest.audit.decisions import add_decision
from ingest.pipeline import open_live
from ingest.publish.pointer import LATEST_DATABASE
from ingest.publish.read import fetch_answer
from ingest.settings import Settings


def list_cases(settings: Settings, state: str | None, limit: int) -> list[dict[str, Any]]:
    """Return the cases of a state (None for all), the newest day first; none where there is no database yet."""
    if not settings.database.exists():
        return []
    with open_live(settings) as live:
        return fetch_cases(live, state, limit)


def find_case(settings: Settings, quarantine_id: str) -> dict[str, Any]:
    """Return one case with its decisions; WartaError where the first letters of its id name none or several."""
    with open_live(settings) as live:
        return fetch_case(live, quarantine_id)


def decide(
    settings: Settings, quarantine_ids: Sequence[str], state: str, by: str, note: str, now: datetime
) -> list[str]:
    """Release or reject cases, from the next publication on; return their ids. Stops at the first that cannot be."""
    with open_live(settings) as live:
        return [add_decision(live, quarantine_id, state, by, note, now) for quarantine_id in quarantine_ids]


def ask(settings: Settings, sql: str, limit: int) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Run a query on the newest snapshot; a single word is the name of a table or view. Returns columns and rows."""
    query = f"FROM {sql}" if sql.isidentifier() else sql
    return fetch_answer(settings.published / LATEST_DATABASE, query, limit)
