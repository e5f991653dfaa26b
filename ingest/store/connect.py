"""The one writer of the live database: own lock file, one connection, closed again soon.

DuckDB's own lock is a POSIX lock on the database file, and any open() and close() of that file in this process
drops it. So the guard is a flock on a file beside it, and nothing here opens the database by ordinary file I/O.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from ingest.errors import StoreBusy

_POLL = 0.1  # seconds between two tries for the lock


@contextmanager
def open_writer(database: Path, lock_timeout: float) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the live database for writing, alone.

    Waits up to `lock_timeout` seconds for the writer lock. Raises StoreBusy when another process holds it longer.
    The file is created where missing, in a storage format that DuckDB 1.5 can read too.
    """
    database.parent.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + lock_timeout
    with _hold_lock(database.with_name(database.name + ".lock"), deadline):
        con = _connect(database, deadline)
        try:
            con.execute("SET enable_progress_bar = false")  # it would write to standard output
            yield con
        finally:
            con.close()


@contextmanager
def _hold_lock(lock_file: Path, deadline: float) -> Iterator[None]:
    descriptor = os.open(lock_file, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o644)
    try:
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise StoreBusy(f"another process is writing ({lock_file}): try again when it is done") from None
                time.sleep(_POLL)
        yield
    finally:
        os.close(descriptor)  # releases the lock; the file stays, for removing it would split the lock in two


def _connect(database: Path, deadline: float) -> duckdb.DuckDBPyConnection:
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "storage_compatibility_version": "v1.0.0",
    }
    while True:
        try:
            return duckdb.connect(str(database), config=config)
        except duckdb.IOException as error:
            if "Could not set lock" not in str(error):
                raise
            if time.monotonic() >= deadline:
                raise StoreBusy(f"the live database is open elsewhere ({database}): close that program") from error
            time.sleep(_POLL)
