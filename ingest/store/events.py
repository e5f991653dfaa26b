"""Tables `investment_events` and `regulatory_events`, and the mentions that they are derived from."""

from dataclasses import fields
from pathlib import Path
from typing import Any, Literal

import duckdb

from ingest.model import InvestmentMention, RegulatoryMention
from ingest.resolve.events import Event, ReportedMention
from ingest.store.rows import Row, add_rows, fetch_rows, mention_row

FAMILIES: tuple[Literal["investment", "regulatory"], ...] = ("investment", "regulatory")
_SHAPES = {"investment": InvestmentMention, "regulatory": RegulatoryMention}
_OF_MENTION_ONLY = ("mention_id", "parent_mention_id", "evidence", "evidence_start", "evidence_end")
_NOT_IN_EVENTS = (*_OF_MENTION_ONLY, "amount_start", "amount_end", "rule", "extractor")
_USD = ("amount_usd", "fx_rate", "fx_date", "fx_source")


def fetch_reported_mentions(con: duckdb.DuckDBPyConnection) -> list[ReportedMention]:
    """Return the mentions of all current articles, of both families."""
    found = []
    for family in FAMILIES:
        rows = fetch_rows(
            con,
            f"""
            SELECT m.*, coalesce(a.published_at, a.ingested_at) AS reported_at, a.published_at IS NOT NULL AS dated,
                a.publisher, r.role AS amount_role,
                (SELECT list(s.publisher ORDER BY s.publisher) FROM article_sources AS s
                    WHERE s.article_id = m.article_id AND s.relation <> 'first' AND s.publisher <> '') AS carriers
            FROM {family}_mentions AS m
            JOIN articles AS a ON a.article_id = m.article_id AND a.version = m.article_version
            LEFT JOIN money_mentions AS r
                ON r.article_id = m.article_id AND r.article_version = m.article_version
                AND r.mention_id = m.mention_id AND r.start = m.amount_start
            WHERE a.is_current
            """,
        )
        found += [_read_mention(family, row) for row in rows]
    return found


def write_events(con: duckdb.DuckDBPyConnection, events: list[Event]) -> None:
    """Replace all events by `events`, and set event_id of the mentions behind them. Runs in the caller's transaction.

    The amount in US dollars and its rate are those of the best mention's row.
    """
    for family, prefix in zip(FAMILIES, ("ie_", "re_"), strict=True):
        mine = [event for event in events if event.event_id.startswith(prefix)]
        con.execute(f"DELETE FROM {family}_events")
        usd = {
            (row["article_id"], row["article_version"], row["mention_id"]): {name: row[name] for name in _USD}
            for row in fetch_rows(
                con, f"SELECT article_id, article_version, mention_id, {', '.join(_USD)} FROM {family}_mentions"
            )
        }
        add_rows(con, f"{family}_events", [_write_event(event, usd) for event in mine])
        con.execute(f"UPDATE {family}_mentions SET event_id = NULL WHERE event_id IS NOT NULL")
        owner = [
            (event.event_id, mention_id) for event in mine if not event.merged_into for mention_id in event.mention_ids
        ]
        con.execute(
            f"""
            UPDATE {family}_mentions AS m SET event_id = o.event_id
            FROM (SELECT unnest(?::VARCHAR[]) AS event_id, unnest(?::VARCHAR[]) AS mention_id) AS o, articles AS a
            WHERE m.mention_id = o.mention_id AND a.article_id = m.article_id AND a.version = m.article_version
                AND a.is_current
            """,
            [[event_id for event_id, _ in owner], [mention_id for _, mention_id in owner]],
        )


def copy_events(con: duckdb.DuckDBPyConnection, published: Path) -> None:
    """Replace all events by those of a published file, in the caller's transaction.

    The file stays attached until `con` is closed: DuckDB does not detach what a transaction has read.
    """
    source = "'" + str(published).replace("'", "''") + "'"  # ATTACH takes no parameter
    con.execute(f"ATTACH {source} AS published (READ_ONLY)")
    for family in FAMILIES:
        con.execute(f"DELETE FROM {family}_events")
        con.execute(f"INSERT INTO {family}_events BY NAME FROM published.{family}_events")


def _read_mention(family: str, row: Row) -> ReportedMention:
    shape: Any = _SHAPES[family]
    values = {field.name: row[field.name] for field in fields(shape)}
    if "subjects" in values:
        values["subjects"] = tuple(values["subjects"] or ())
    return ReportedMention(
        mention=shape(**values),
        article_id=row["article_id"],
        article_version=row["article_version"],
        reported_at=row["reported_at"],
        dated=row["dated"],
        publisher=row["publisher"],
        amount_role=row["amount_role"],
        carriers=tuple(row["carriers"] or ()),
    )


def _write_event(event: Event, usd: dict[tuple[str, int, str], Row]) -> Row:
    best = event.best
    described = {name: value for name, value in mention_row(best.mention).items() if name not in _NOT_IN_EVENTS}
    return {
        **described,
        **usd[best.article_id, best.article_version, best.mention.mention_id],
        "event_id": event.event_id,
        "merged_into": event.merged_into,
        "parent_event_id": event.parent_event_id,
        "best_mention_id": best.mention.mention_id,
        "first_reported_at": event.first_reported_at,
        "last_reported_at": event.last_reported_at,
        "mention_count": len(event.mention_ids),
        "source_count": event.source_count,
        "countable": event.countable,
    }
