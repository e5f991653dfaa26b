"""What a published file knows of the snapshots before it, for trends."""

from datetime import date
from pathlib import Path

import duckdb

_SNAPSHOTS = 60  # of earlier days
_COMPARED = 14  # of them, for the counts of rows
_COUNTED = (
    "articles",
    "article_sources",
    "money_mentions",
    "investment_mentions",
    "regulatory_mentions",
    "investment_events",
    "regulatory_events",
)

_COUNT = """
INSERT OR REPLACE INTO table_counts BY NAME
WITH earlier AS (
    SELECT json_extract(row_counts, '$."' || $table || '"')::BIGINT AS row_count FROM snapshots
    WHERE verdict = 'published' AND as_of_date < $day
    QUALIFY row_number() OVER (PARTITION BY as_of_date ORDER BY created_at DESC, snapshot_id) = 1
    ORDER BY as_of_date DESC LIMIT $most
), newest AS (SELECT max(ingested_at) AS newest_at FROM articles)
SELECT $table AS table_name, (SELECT count(*) FROM {table}) AS row_count,
    (SELECT count(row_count) FROM earlier) AS earlier_snapshots,
    (SELECT median(row_count) FROM earlier) AS median_count, newest_at,
    $day::DATE - newest_at::DATE AS days_since_newest
FROM newest
"""


def add_history(live: duckdb.DuckDBPyConnection, candidate: Path, day: date) -> None:
    """Copy the last snapshots of days before `day`, and what their final audits found, into the candidate."""
    live.execute(f"ATTACH '{str(candidate).replace(chr(39), chr(39) * 2)}' AS candidate")
    try:
        live.execute(
            "INSERT INTO candidate.snapshots BY NAME SELECT * FROM snapshots WHERE as_of_date < ?"
            " ORDER BY as_of_date DESC, created_at DESC, snapshot_id LIMIT ?",
            [day, _SNAPSHOTS],
        )
        live.execute(
            "INSERT INTO candidate.validation_runs BY NAME SELECT v.* FROM validation_runs AS v"
            " SEMI JOIN candidate.snapshots AS s ON s.snapshot_id = v.run_id WHERE v.stage = 'candidate' ORDER BY ALL"
        )
    finally:
        live.execute("DETACH candidate")


def write_table_counts(con: duckdb.DuckDBPyConnection, day: date) -> None:
    """Set table `table_counts` of a candidate as of `day`, by its own rows and the snapshots that add_history copied."""
    for table in _COUNTED:
        con.execute(_COUNT.format(table=table), {"table": table, "day": day, "most": _COMPARED})
