"""Write, audit, publish: the candidate of a day, its audits, its events, its snapshot. Part of pipeline.

The live database is open only to be copied from and to be told the outcome; the audit takes seconds, and a load may
come in between, which is the next snapshot's.
"""

import hashlib
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest import __version__
from ingest.audit.decisions import Decision, apply_releases, fetch_decisions, find_released, find_released_events
from ingest.audit.gate import count_checked, find_blockers, find_excess, find_holds, find_warnings
from ingest.audit.quarantine import HeldRow, add_quarantine, add_validation_runs, close_corrected, hold_rows
from ingest.audit.results import AuditResult
from ingest.audit.run import audit_file
from ingest.audit.suites import Suite, load_suites
from ingest.errors import PublicationBlocked
from ingest.publication_report import Outcome, fetch_shown, write_pages
from ingest.publish.candidate import DATABASE, build_candidate, open_candidate
from ingest.publish.history import add_history, write_table_counts
from ingest.publish.pointer import LATEST_DATABASE, read_pointer
from ingest.publish.snapshot import THIS_RUN, Publication, Release, publish_candidate
from ingest.publish.workshop import open_workshop
from ingest.resources import data_folder
from ingest.review.folders import UNFINISHED, remove_unfinished
from ingest.review.site import Shown
from ingest.settings import Settings
from ingest.store.corrections import read_corrections
from ingest.store.events import copy_events
from ingest.store.migrate import apply_migrations, create_views
from ingest.store.parties import write_parties
from ingest.store.rates import add_usd_amounts, load_rates
from ingest.store.resolution import resolve_mentions
from ingest.store.snapshots import add_snapshot

if TYPE_CHECKING:
    import duckdb

OpenLive = Callable[[Settings], "AbstractContextManager[duckdb.DuckDBPyConnection]"]


@dataclass(frozen=True, slots=True)
class _Audited:
    """A candidate after its audits."""

    audits: tuple[AuditResult, ...]
    held: tuple[HeldRow, ...]
    blockers: tuple[str, ...]
    failures: tuple[Shown, ...]  # rows that fail in the last audit


def publish_day(open_live: OpenLive, settings: Settings, day: date, now: datetime) -> dict[str, Any]:
    """Publish the snapshot as of the end of `day` (UTC); returns and raises what pipeline.publish says."""
    suites = load_suites(data_folder("expectations"))
    reports = settings.reports / f"{UNFINISHED}{day}"  # becomes the folder of the attempt when it is whole
    with open_workshop(settings.published, settings.lock_timeout) as work:
        remove_unfinished(settings.reports)
        candidate = work / DATABASE
        cutoff = datetime.combine(day + timedelta(days=1), time())
        with open_live(settings) as live:
            load_rates(live)
            build_candidate(live, candidate, cutoff, _prepare_schema)
            add_history(live, candidate, day)
            decisions = fetch_decisions(live)
        found = _audit_candidate(candidate, suites, decisions, settings, reports, day, now)
        if found.blockers:
            with open_live(settings) as live:
                attempt = _record_blocked(live, found, day, now)
                page = _write_pages(live, settings, reports, attempt, found, None, now)
            raise PublicationBlocked(
                f"nothing was published for {day}, the last snapshot stands (see {page}):"
                f" {'; '.join(found.blockers)[:1000]}",
                report=f"reports/{attempt}/index.html",
            )
        release = Release(
            as_of=day,
            cutoff=cutoff,
            created_at=now,
            code_version=__version__,
            warnings=len(find_warnings(found.audits[-1])),
            quarantined=_count_rows(found.held),
            suites={suite.table: suite.sha256 for suite in suites},
            checks=len(found.audits[-1].results),
        )
        publication = publish_candidate(settings.published, work, data_folder("schemas") / "snapshots", release)
        with open_live(settings) as live:
            _record_published(live, settings, found, publication, now)
            _write_pages(live, settings, reports, publication.pointer["snapshot_id"], found, publication, now)
    return _summarise(settings, publication)


def _write_pages(
    live: "duckdb.DuckDBPyConnection",
    settings: Settings,
    unfinished: Path,
    attempt: str,
    found: _Audited,
    publication: Publication | None,
    now: datetime,
) -> Path:
    create_views(live, data_folder("schemas") / "views")  # opening the database brings its tables up to date alone
    outcome = Outcome(
        attempt=attempt,
        word=publication.status if publication else "blocked",
        reasons=found.blockers,
        pointer=publication.pointer if publication else {},
        database=settings.published / publication.pointer["database"] if publication else None,
    )
    return write_pages(live, unfinished, outcome, found.audits, found.held, found.failures, now)


def _prepare_schema(con: "duckdb.DuckDBPyConnection") -> None:
    apply_migrations(con, data_folder("schemas") / "migrations")
    create_views(con, data_folder("schemas") / "views")


def _audit_candidate(
    candidate: Path,
    suites: Sequence[Suite],
    decisions: Sequence[Decision],
    settings: Settings,
    reports: Path,
    day: date,
    now: datetime,
) -> _Audited:
    """Audit, hold rows back, derive the events, audit again. Stops at the first audit that blocks."""
    with open_candidate(candidate) as con:
        add_usd_amounts(con)
        write_table_counts(con, day)
    staged = audit_file(candidate, suites, "staged", reports, day)
    if blockers := find_blockers(staged, final=False):
        with open_candidate(candidate) as con:
            return _Audited((staged,), (), tuple(blockers), fetch_shown(con, suites, staged))
    with open_candidate(candidate) as con:
        released = find_released(con, suites, staged, decisions)
        staged = apply_releases(staged, released)
        held = hold_rows(con, suites, find_holds(staged), day, now, decisions)
        resolve_mentions(con, settings.resolution)
        write_parties(con, read_corrections(settings.parties_file, day))
        add_quarantine(con, held)
        write_table_counts(con, day)
        released |= find_released_events(con, released)
    final = apply_releases(audit_file(candidate, suites, "candidate", reports, day), released)
    undecided = [row for row in held if row.state == "open"]  # what a person rejected is no sign of a fault upstream
    rows = {table: _count_rows([row for row in undecided if row.table_name == table]) for table in _tables(undecided)}
    blockers = find_blockers(final, final=True) + find_excess(rows, count_checked([staged]), settings.quarantine_limit)
    with open_candidate(candidate) as con:
        failures = fetch_shown(con, suites, final)
        add_validation_runs(con, [final], THIS_RUN, now)
    return _Audited((staged, final), tuple(held), tuple(blockers), failures)


def _record_blocked(live: "duckdb.DuckDBPyConnection", found: _Audited, day: date, now: datetime) -> str:
    """Note an attempt that was stopped, and return its id; the same attempt again adds nothing."""
    content = repr([(audit.stage, audit.results) for audit in found.audits]) + __version__
    run_id = f"{day}-blocked-{hashlib.sha256(content.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"
    row = {
        "snapshot_id": run_id,
        "as_of_date": day,
        "created_at": now,
        "verdict": "blocked",
        "code_version": __version__,
        "quarantined": _count_rows(found.held),
        "report_path": f"reports/{run_id}/index.html",
    }
    live.execute("BEGIN TRANSACTION")
    add_validation_runs(live, found.audits, run_id, now)
    if len(found.audits) > 1:  # else it was stopped before rows were held back
        add_quarantine(live, found.held)
        close_corrected(live, found.held, day, now)
    add_snapshot(live, row)
    live.execute("COMMIT")
    return run_id


def _record_published(
    live: "duckdb.DuckDBPyConnection", settings: Settings, found: _Audited, publication: Publication, now: datetime
) -> None:
    """Note a snapshot and take its events over, where a run that died has not done so already."""
    pointer = publication.pointer
    latest = read_pointer(settings.published)
    live.execute("BEGIN TRANSACTION")
    if add_snapshot(live, dict(publication.snapshot_row)):
        add_validation_runs(live, found.audits, pointer["snapshot_id"], now)
        if latest and latest["snapshot_id"] == pointer["snapshot_id"]:
            copy_events(live, settings.published / pointer["database"])
    add_quarantine(live, found.held)  # also where nothing else changed: a held row is no part of the content
    close_corrected(live, found.held, found.audits[-1].as_of, now)
    live.execute("COMMIT")


def _summarise(settings: Settings, publication: Publication) -> dict[str, Any]:
    pointer = publication.pointer
    return {
        "snapshot_id": pointer["snapshot_id"],
        "status": publication.status,
        "path": str(settings.published / pointer["path"]),
        "latest": str(settings.published / LATEST_DATABASE),
        "report": str(settings.data / pointer["report"]),
        "database": str(settings.published / pointer["database"]),
        "rows": dict(pointer["row_counts"]),
        "warnings": pointer["warnings"],
        "quarantined": pointer["quarantined"],
    }


def _tables(held: Sequence[HeldRow]) -> list[str]:
    return sorted({row.table_name for row in held})


def _count_rows(held: Sequence[HeldRow]) -> int:
    """A row that fails two rules is one row."""
    return len({(row.table_name, row.row_key) for row in held})
