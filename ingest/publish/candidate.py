"""The candidate: what would be published as of a day, built aside from the live database."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import duckdb

DATABASE = "warta.duckdb"  # name of the file in its snapshot's folder
# Inputs and how they are found again are no part of a snapshot.
_HOUSEKEEPING = ("ledger", "feeds", "feed_entries", "article_sketches")
_MENTIONS = ("investment_mentions", "regulatory_mentions", "money_mentions")

_COPY_RATES = """
INSERT INTO candidate.fx_rates BY NAME SELECT * FROM fx_rates WHERE currency IN (
    SELECT unnest([currency, stated_currency]) FROM candidate.investment_mentions
    UNION SELECT unnest([currency, stated_currency]) FROM candidate.regulatory_mentions)
ORDER BY currency, rate_date
"""


def build_candidate(
    live: duckdb.DuckDBPyConnection,
    candidate: Path,
    cutoff: datetime,
    prepare: Callable[[duckdb.DuckDBPyConnection], object],
) -> None:
    """Write `candidate`: of every article its highest version that came in before `cutoff` (UTC), and its mentions.

    `prepare` brings an empty database to the schema. The file has a storage format that DuckDB 1.5 reads too, holds
    no events yet, and is closed again on return.
    """
    with open_candidate(candidate) as con:
        prepare(con)
        con.execute("DROP VIEW feed_health")
        for table in _HOUSEKEEPING:
            con.execute(f"DROP TABLE {table}")
    live.execute(f"ATTACH {_quote(str(candidate))} AS candidate")
    try:
        live.execute("BEGIN TRANSACTION")
        live.execute(
            """
            INSERT INTO candidate.articles BY NAME
            SELECT * REPLACE (TRUE AS is_current) FROM articles WHERE ingested_at < ?
            QUALIFY version = max(version) OVER (PARTITION BY article_id) ORDER BY article_id
            """,
            [cutoff],
        )
        live.execute(
            "INSERT INTO candidate.article_sources BY NAME SELECT s.* FROM article_sources AS s"
            " SEMI JOIN candidate.articles USING (article_id) WHERE s.seen_at < ? ORDER BY ALL",
            [cutoff],
        )
        for table in _MENTIONS:
            event = "" if table == "money_mentions" else " REPLACE (NULL AS event_id)"
            live.execute(
                f"INSERT INTO candidate.{table} BY NAME SELECT m.*{event} FROM {table} AS m"
                " SEMI JOIN candidate.articles AS a ON a.article_id = m.article_id AND a.version = m.article_version"
                " ORDER BY ALL"
            )
        live.execute(_COPY_RATES)
        live.execute("COMMIT")
    except BaseException:
        live.execute("ROLLBACK")
        raise
    finally:
        live.execute("DETACH candidate")


def open_candidate(path: Path) -> duckdb.DuckDBPyConnection:
    """Open or create a candidate for writing; close it before the audit opens it."""
    con = duckdb.connect(
        str(path),
        config={
            "storage_compatibility_version": "v1.0.0",
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        },
    )
    con.execute("SET enable_progress_bar = false")  # it would write to standard output
    return con


def _quote(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
