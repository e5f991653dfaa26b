"""The folder of published snapshots: one publisher at a time, and a place to build aside."""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.errors import StoreBusy

TRASH = ".trash-"  # a snapshot on its way out
_WORK = ".work-"
_POLL = 0.1  # seconds between two tries for the lock


@contextmanager
def open_workshop(published: Path, lock_timeout: float) -> Iterator[Path]:
    """Yield an empty folder below `published`, which becomes the snapshot or is removed again.

    Holds the publishers' lock; see open_shop.
    """
    with open_shop(published, lock_timeout):
        work = published / f"{_WORK}{os.getpid()}"
        work.mkdir()
        try:
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)


@contextmanager
def open_shop(published: Path, lock_timeout: float) -> Iterator[None]:
    """Hold the publishers' lock on `published`, and remove what dead runs left there.

    With the lock, folders and files of a run in progress can only be of dead ones. Raises StoreBusy when another
    process publishes for longer than `lock_timeout` seconds.
    """
    published.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + lock_timeout
    descriptor = os.open(published / ".lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o644)
    try:
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise StoreBusy("another process is publishing: try again when it is done") from None
                time.sleep(_POLL)
        _remove_leftovers(published)
        yield
    finally:
        os.close(descriptor)  # releases the lock


def _remove_leftovers(published: Path) -> None:
    for path in [*published.iterdir(), *published.glob("*/*.tmp")]:
        if path.name.startswith((_WORK, TRASH)):
            shutil.rmtree(path, ignore_errors=True)
        elif path.name.endswith(".tmp"):
            path.unlink(missing_ok=True)
