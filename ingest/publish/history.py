"""What a published file knows of the snapshots before it, for trends."""

from datetime import date
from pathlib import Path

import duckdb

_SNAPSHOTS = 60  # of earlier days


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
