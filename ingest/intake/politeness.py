"""One request a host at a time, spaced out, across processes; and what its robots.txt allows."""

import fcntl
import hashlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from protego import Protego

from ingest.intake.fetch import USER_AGENT, Fetched

GAP = 1.0  # seconds between two requests to one host
LONGEST_GAP = 10.0  # of what Crawl-delay may ask; a host that wants more gets fewer pages a run, not a sleeper
ROBOTS_BYTES = 512 * 1024  # what RFC 9309 says a crawler must read at least
_AGENT = USER_AGENT.split("/")[0]


@contextmanager
def take_turn(folder: Path, url: str, gap: float | None = None) -> Iterator[None]:
    """Hold the host of `url` for one request, `gap` seconds (default GAP) after the last one that any process made.

    The turn is a lock on a file in `folder` whose modification time is the last request.
    """
    gap = GAP if gap is None else gap
    host = (urlsplit(url).hostname or "").lower()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / hashlib.blake2b(host.encode("utf-8", "replace"), digest_size=8).hexdigest()
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        info = os.fstat(descriptor)
        if info.st_size:  # empty: no request was made yet
            time.sleep(min(max(info.st_mtime + gap - time.time(), 0.0), gap))
        try:
            yield
        finally:
            os.pwrite(descriptor, b"1", 0)
            os.utime(descriptor)
    finally:
        os.close(descriptor)


class Robots:
    """The robots.txt of the hosts of one run, each fetched once by the `get` that is given."""

    def __init__(self, get: Callable[[str], Fetched]) -> None:
        self._get = get
        self._rules: dict[str, Protego | None] = {}  # None: nothing may be fetched

    def is_allowed(self, url: str) -> bool:
        """Tell whether the host lets us fetch the page; a host whose robots.txt is broken or silent does not."""
        rules = self._find_rules(url)
        return rules is not None and bool(rules.can_fetch(url, _AGENT))

    def find_gap(self, url: str) -> float:
        """Return the seconds that the host wants between two requests, within bounds."""
        rules = self._find_rules(url)
        wish = rules.crawl_delay(_AGENT) if rules else None
        return min(max(float(wish or 0.0), GAP), LONGEST_GAP)

    def _find_rules(self, url: str) -> Protego | None:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            self._rules[origin] = _read_rules(self._get(f"{origin}/robots.txt"))
        return self._rules[origin]


def _read_rules(answer: Fetched) -> Protego | None:
    """Follow RFC 9309: no such file allows everything, a server in trouble allows nothing."""
    if answer.status == "ok":
        return Protego.parse(answer.body[:ROBOTS_BYTES].decode("utf-8", "replace"))
    if answer.http_status is not None and 400 <= answer.http_status < 500 and answer.http_status != 429:
        return Protego.parse("")
    return None
