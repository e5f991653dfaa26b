"""The doorbell on the inbox: it only wakes `ingest_inbox`, which looks for itself what there is to read.

Airflow coalesces events and may strand some of them, so nothing here depends on an event's payload or count.
The class lives in the installed package because the triggerer cannot import from the DAG folder.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from airflow.triggers.base import BaseEventTrigger, TriggerEvent

from ingest.settings import Settings

MAX_NAMES = 100  # names carried by one event, for a person reading the log


def find_waiting(data: str, inbox: str) -> dict[str, tuple[int, int]]:
    """Return file name -> (size in bytes, mtime in ns) of every settled input that the ledger does not know."""
    from ingest import pipeline  # the triggerer imports this module, the steps are needed only once it runs

    waiting = {}
    for chunk in pipeline.discover(Settings(data=Path(data), inbox=Path(inbox))):
        for name in chunk:
            try:
                info = (Path(inbox) / name).stat()
            except OSError:
                continue  # taken by a running ingestion since the listing
            waiting[name] = (info.st_size, info.st_mtime_ns)
    return waiting


class InboxDoorbell(BaseEventTrigger):
    """Fires once for each new set of waiting files, and again while they are still waiting after `ring_again`.

    `poke_interval` and `ring_again` are seconds. Opens no database: the ledger is read from its marker files.
    """

    def __init__(self, *, data: str, inbox: str, poke_interval: float = 2.0, ring_again: float = 300.0) -> None:
        super().__init__()
        self.data = data
        self.inbox = inbox
        self.poke_interval = poke_interval
        self.ring_again = ring_again

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """Return the import path and the arguments; their hash is the identity of the trigger."""
        return (
            f"{type(self).__module__}.{type(self).__qualname__}",
            {
                "data": self.data,
                "inbox": self.inbox,
                "poke_interval": self.poke_interval,
                "ring_again": self.ring_again,
            },
        )

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Scan for ever; one event a scan at most, however many files it found."""
        rung: dict[str, tuple[tuple[int, int], float]] = {}
        while True:
            waiting = await asyncio.to_thread(find_waiting, self.data, self.inbox)
            now = time.monotonic()
            rung = {name: seen for name, seen in rung.items() if name in waiting}
            new = [
                name
                for name, signature in sorted(waiting.items())
                if name not in rung or rung[name][0] != signature or now - rung[name][1] >= self.ring_again
            ]
            if new:
                rung.update({name: (waiting[name], now) for name in new})
                yield TriggerEvent({"count": len(new), "files": new[:MAX_NAMES]})
            await asyncio.sleep(self.poke_interval)
