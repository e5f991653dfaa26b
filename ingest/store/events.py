"""Tables `investment_events` and `regulatory_events`, and the mentions that they are derived from."""

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, Literal

import duckdb

from ingest.model import InvestmentMention, RegulatoryMention
from ingest.resolve.acts import ReportedMention
from ingest.resolve.events import Event
from ingest.resolve.reasons import Link, find_links
from ingest.store.rows import Row, fetch_rows, mention_row

FAMILIES: tuple[Literal["investment", "regulatory"], ...] = ("investment", "regulatory")
_SHAPES = {"investment": InvestmentMention, "regulatory": RegulatoryMention}
_OF_MENTION_ONLY = ("mention_id", "parent_mention_id", "evidence", "evidence_start", "evidence_end")
_NOT_IN_EVENTS = (*_OF_MENTION_ONLY, "amount_start", "amount_end", "rule", "extractor")
_USD = ("amount_usd", "fx_rate", "fx_date", "fx_source", "fx_reason")


# A mention as the resolution sees it: all that its events can depend on.
REPORTED = """
SELECT m.* EXCLUDE (event_id), coalesce(a.published_at, a.ingested_at) AS reported_at,
    a.published_at IS NOT NULL AS dated, a.publisher, r.role AS amount_role, s.carriers
FROM {family}_mentions AS m
JOIN articles AS a ON a.article_id = m.article_id AND a.version = m.article_version
LEFT JOIN money_mentions AS r
    ON r.article_id = m.article_id AND r.article_version = m.article_version
    AND r.mention_id = m.mention_id AND r.start = m.amount_start
LEFT JOIN (
    SELECT article_id, list(publisher ORDER BY publisher) AS carriers FROM article_sources
    WHERE relation <> 'first' AND publisher <> '' GROUP BY article_id
) AS s ON s.article_id = m.article_id
WHERE a.is_current
"""


def fetch_reported_mentions(con: duckdb.DuckDBPyConnection, wanted: str | None = None) -> list[ReportedMention]:
    """Return the mentions of all current articles, of both families; or those in `wanted`, a table with their keys."""
    found = []
    for family in FAMILIES:
        only = f"SEMI JOIN {wanted} AS w USING (article_id, article_version, mention_id)" if wanted else ""
        rows = fetch_rows(con, f"SELECT q.* FROM ({REPORTED.format(family=family)}) AS q {only}")
        found += [_read_mention(family, row) for row in rows]
    return found


def make_event_rows(con: duckdb.DuckDBPyConnection, events: Sequence[Event]) -> dict[str, list[Row]]:
    """Return table -> rows of events and of the links to their mentions.

    The amount in US dollars and its rate are those of the row of the mention whose amount the event takes.
    """
    rows: dict[str, list[Row]] = {"event_mentions": [_link_row(link) for event in events for link in find_links(event)]}
    for family, prefix in zip(FAMILIES, ("ie_", "re_"), strict=True):
        mine = [event for event in events if event.event_id.startswith(prefix)]
        usd = _fetch_usd(con, family, [(event.money or event.best).key for event in mine])
        rows[f"{family}_events"] = [_write_event(event, usd) for event in mine]
    return rows


def link_mentions(con: duckdb.DuckDBPyConnection) -> None:
    """Set event_id of the mentions by table event_mentions."""
    for family in FAMILIES:
        con.execute(  # only what changes: an update writes rows anew
            f"""
            UPDATE {family}_mentions AS m SET event_id = o.event_id FROM (
                SELECT m.mention_id, m.article_id, m.article_version, o.event_id FROM {family}_mentions AS m
                LEFT JOIN event_mentions AS o USING (mention_id, article_id, article_version)
                WHERE m.event_id IS DISTINCT FROM o.event_id
            ) AS o
            WHERE m.mention_id = o.mention_id AND m.article_id = o.article_id AND m.article_version = o.article_version
            """
        )


def _fetch_usd(
    con: duckdb.DuckDBPyConnection, family: str, keys: Sequence[tuple[str, str, int]]
) -> dict[tuple[str, str, int], Row]:
    mention_ids, article_ids, versions = map(list, zip(*keys, strict=True)) if keys else ([], [], [])
    found = fetch_rows(
        con,
        f"""
        SELECT mention_id, article_id, article_version, {", ".join(_USD)} FROM {family}_mentions SEMI JOIN (
            SELECT unnest(?::VARCHAR[]) AS mention_id, unnest(?::VARCHAR[]) AS article_id,
                unnest(?::INTEGER[]) AS article_version) AS w USING (mention_id, article_id, article_version)
        """,
        [mention_ids, article_ids, versions],
    )
    return {
        (row["mention_id"], row["article_id"], row["article_version"]): {name: row[name] for name in _USD}
        for row in found
    }


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


def _write_event(event: Event, usd: dict[tuple[str, str, int], Row]) -> Row:
    best, money = event.best, event.money or event.best
    described = {name: value for name, value in mention_row(event.described).items() if name not in _NOT_IN_EVENTS}
    return {
        **described,
        **usd[money.key],
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
