"""What a reviewer does: look at the cases in quarantine and decide on them. Part of pipeline."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from ingest.audit.cases import fetch_case, fetch_cases
from ingest.audit.decisions import add_decision
from ingest.errors import WartaError
from ingest.pipeline import open_live
from ingest.publish.pointer import LATEST_DATABASE
from ingest.publish.read import fetch_answer
from ingest.settings import Settings
from ingest.store.events import FAMILIES

_LINKS = """
SELECT l.*, a.title, a.url, m.evidence, m.confidence, m.rule
FROM event_mentions AS l
JOIN {family}_mentions AS m USING (article_id, article_version, mention_id)
JOIN articles AS a ON a.article_id = l.article_id AND a.version = l.article_version
WHERE l.event_id = ? ORDER BY l.seq
"""
_ROWS = 10_000  # of one event


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


def find_event(settings: Settings, event_id: str) -> dict[str, Any]:
    """Return {family, event, mentions, merged, splits} of the newest snapshot; a merged id leads to what it became.

    `mentions` are in the order of their reports, each with its article, its words and why it belongs. WartaError where
    no snapshot knows the id.
    """
    for family in FAMILIES:
        found = _ask(settings, f"SELECT * FROM {family}_events WHERE event_id = ?", event_id)
        passed = {event_id}
        while found and (above := found[0]["merged_into"]) and above not in passed:
            passed.add(above)
            found = _ask(settings, f"SELECT * FROM {family}_events WHERE event_id = ?", above)
        if found:
            standing = found[0]["event_id"]
            merged = _ask(settings, f"SELECT event_id FROM {family}_events WHERE merged_into = ? ORDER BY 1", standing)
            return {
                "family": family,
                "event": found[0],
                "mentions": _ask(settings, _LINKS.format(family=family), standing),
                "merged": [row["event_id"] for row in merged],
                "splits": _ask(settings, "FROM event_splits WHERE ? IN (event_id, split_from) ORDER BY ALL", standing),
            }
    raise WartaError(f"the newest snapshot has no event {event_id!r:.80}; ids stand in the column event_id")


def _ask(settings: Settings, sql: str, value: str) -> list[dict[str, Any]]:
    names, rows = fetch_answer(settings.published / LATEST_DATABASE, sql, _ROWS, [value])
    return [dict(zip(names, row, strict=True)) for row in rows]
