"""Tables `investment_events` and `regulatory_events`, and the mentions that they are derived from."""

from dataclasses import fields
from pathlib import Path
from typing import Any, Literal

import duckdb

from ingest.model import InvestmentMention, RegulatoryMention
from ingest.resolve.acts import ReportedMention
from ingest.resolve.events import Event
from ingest.resolve.reasons import Link, find_links
from ingest.store.rows import Row, add_rows, fetch_rows, mention_row

FAMILIES: tuple[Literal["investment", "regulatory"], ...] = ("investment", "regulatory")
_SHAPES = {"investment": InvestmentMention, "regulatory": RegulatoryMention}
_OF_MENTION_ONLY = ("mention_id", "parent_mention_id", "evidence", "evidence_start", "evidence_end")
_NOT_IN_EVENTS = (*_OF_MENTION_ONLY, "amount_start", "amount_end", "rule", "extractor")
_USD = ("amount_usd", "fx_rate", "fx_date", "fx_source", "fx_reason")


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

    The amount in US dollars and its rate are those of the row of the mention whose amount the event takes.
    """
    _write_links(con, events)
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
        con.execute(
            f"""
            UPDATE {family}_mentions AS m SET event_id = o.event_id FROM event_mentions AS o
            WHERE m.mention_id = o.mention_id AND m.article_id = o.article_id AND m.article_version = o.article_version
            """
        )


def _write_links(con: duckdb.DuckDBPyConnection, events: list[Event]) -> None:
    con.execute("DELETE FROM event_mentions")
    add_rows(con, "event_mentions", [_link_row(link) for event in events for link in find_links(event)])


def _link_row(link: Link) -> Row:
    reported = link.report.act.reported
    return {
        "event_id": link.event_id,
        "article_id": reported.article_id,
        "article_version": reported.article_version,
        "mention_id": reported.mention.mention_id,
        "family": "investment" if isinstance(reported.mention, InvestmentMention) else "regulatory",
        "seq": link.seq,
        "reported_at": reported.reported_at,
        "publisher": reported.publisher,
        "novelty": link.report.novelty,
        "status": link.report.status,
        "amount": link.report.amount,
        "currency": link.report.currency,
        "changes": list(link.report.changes),
        "matched_mention_id": link.matched,
        "score": link.score,
        "because": [f"{feature.points:+g} {feature.name}: {feature.detail}"[:300] for feature in link.because],
    }


def copy_events(con: duckdb.DuckDBPyConnection, published: Path) -> None:
    """Replace all events by those of a published file, in the caller's transaction.

    The file stays attached until `con` is closed: DuckDB does not detach what a transaction has read.
    """
    source = "'" + str(published).replace("'", "''") + "'"  # ATTACH takes no parameter
    con.execute(f"ATTACH {source} AS published (READ_ONLY)")
    for family in FAMILIES:
        con.execute(f"DELETE FROM {family}_events")
        con.execute(f"INSERT INTO {family}_events BY NAME FROM published.{family}_events")
    for table in ("event_mentions", "parties", "party_mentions"):
        con.execute(f"DELETE FROM {table}")
        con.execute(f"INSERT INTO {table} BY NAME FROM published.{table}")


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
        amount_usd=row["amount_usd"],
    )


def _write_event(event: Event, usd: dict[tuple[str, int, str], Row]) -> Row:
    best, money = event.best, event.money or event.best
    described = {name: value for name, value in mention_row(event.described).items() if name not in _NOT_IN_EVENTS}
    return {
        **described,
        **usd[money.article_id, money.article_version, money.mention.mention_id],
        "event_id": event.event_id,
        "merged_into": event.merged_into,
        "parent_event_id": event.parent_event_id,
        "best_mention_id": best.mention.mention_id,
        "first_reported_at": event.first_reported_at,
        "last_reported_at": event.last_reported_at,
        "mention_count": len(event.reports),
        "source_count": event.source_count,
        "countable": event.countable,
        "disputed": event.disputed,
    }
