"""The drop folder: which files are ready, and their bytes, read without following links or blocking.

The promise to writers: write `name.part`, then rename. For writers that cannot, a file is ready only when nothing
touched it for SETTLE seconds; the clock here is compared with the file system's, never stored.
"""

import os
import stat
import time
from pathlib import Path

from ingest.errors import RejectedInput, WartaError

SETTLE = 2.0  # seconds; longer than the pauses of common copiers
MAX_BYTES = 5 * 2**20
IGNORED_SUFFIXES = (".part", ".tmp", ".swp", ".crdownload", ".filepart", "~")
KEEP = ".keep"  # a folder that holds this file is read in place and counts as settled


class NotReady(WartaError):
    """The file is still being written, or is gone: leave it for the next scan, it is not a rejection."""


def is_ignored(name: str) -> bool:
    """Tell whether a name is never an input: hidden, half written, or a sidecar (which belongs to its .txt)."""
    lower = name.lower()
    return lower.startswith(".") or lower.endswith(IGNORED_SUFFIXES) or lower.endswith(".toml")


def sidecar_path(path: Path) -> Path | None:
    """Return where the .toml sidecar of a .txt would lie (it need not exist), None for other types."""
    return path.with_suffix(".toml") if path.suffix.lower() == ".txt" else None


def list_ready_files(inbox: Path) -> list[Path]:
    """Return the regular files in `inbox` that may be read now, sorted by name; links, pipes and folders are left out.

    A .txt whose sidecar is still fresh waits with it.
    """
    if not inbox.is_dir():
        return []
    settled_before = float("inf") if (inbox / KEEP).exists() else time.time() - SETTLE
    touched: dict[str, float] = {}
    with os.scandir(inbox) as entries:
        for entry in entries:
            try:
                info = entry.stat(follow_symlinks=False)
            except OSError:
                continue  # gone since the listing
            if stat.S_ISREG(info.st_mode):
                # A copier may keep an old mtime (cp -p); ctime is when the file came here. A time in the future says
                # nothing (a clock was set back) and must not hide a file for ever.
                times = [at for at in (info.st_mtime, info.st_ctime) if at <= time.time() + 1]
                touched[entry.name] = max(times, default=0.0)
    ready = []
    for name in sorted(touched):
        if is_ignored(name):
            continue
        sidecar = sidecar_path(Path(name))
        newest = max(touched[name], touched.get(sidecar.name, 0.0) if sidecar else 0.0)
        if newest <= settled_before:
            ready.append(inbox / name)
    return ready


def wait_until_ready(inbox: Path, patience: float) -> None:
    """Return once no file of the inbox is fresh any more, or after `patience` seconds: what is still written then waits.

    For a run by hand right after a copy; the DAG's doorbell rings again by itself.
    """
    end = time.monotonic() + patience
    while time.monotonic() < end and inbox.is_dir():
        names = {entry.name for entry in os.scandir(inbox) if entry.is_file(follow_symlinks=False)}
        if {path.name for path in list_ready_files(inbox)} >= {name for name in names if not is_ignored(name)}:
            return
        time.sleep(0.2)


def read_bytes(path: Path, limit: int = MAX_BYTES) -> bytes:
    """Return the whole of a regular file, or raise.

    RejectedInput: `not_regular`, `too_large`. NotReady: gone, or changed while it was read.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise NotReady(f"{path.name!r} is gone") from None
    except OSError as error:
        raise RejectedInput("not_regular", error.strerror or "cannot be opened") from None
    try:
        before = os.fstat(handle)
        if not stat.S_ISREG(before.st_mode):
            raise RejectedInput("not_regular", "not a regular file")
        if before.st_size > limit:
            raise RejectedInput("too_large", f"{before.st_size} bytes, limit {limit}")
        chunks, left = [], limit + 1
        while left > 0 and (chunk := os.read(handle, min(left, 1 << 20))):
            chunks.append(chunk)
            left -= len(chunk)
        data, after = b"".join(chunks), os.fstat(handle)
    finally:
        os.close(handle)
    same = (before.st_size, before.st_mtime_ns, before.st_ino) == (after.st_size, after.st_mtime_ns, after.st_ino)
    if not same or len(data) != before.st_size:
        raise NotReady(f"{path.name!r} changed while it was read")
    return data
