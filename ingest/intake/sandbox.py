"""Run a reader of hostile bytes in a throw-away child, bounded in CPU, memory and time.

Feeds and pages can make their parsers loop, eat memory or die: feedparser needs 10 s for 60 KB of `<author>aaaa@`.
One small server process a caller holds the parsers loaded and forks a child for each document, which costs
milliseconds where starting Python anew costs a fifth of a second.
"""

import atexit
import json
import os
import select
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ingest.errors import RejectedInput

_PACKAGE_PARENT = Path(__file__).resolve().parents[2]
_lock = threading.Lock()
_servers: dict[int, "subprocess.Popen[bytes]"] = {}  # by process id: a forked caller must not share its parent's


@dataclass(frozen=True, slots=True)
class Budget:
    """Limits of one document. An honest feed of 20 MiB takes 2 s and 150 MB; the hostile ones want minutes."""

    cpu: int = 6  # seconds
    wall: float = 30.0  # seconds
    memory: int = 2**30  # bytes of address space
    output: int = 64 * 2**20  # bytes of the answer


def run_job(kind: str, body: bytes, args: dict[str, Any] | None = None, budget: Budget | None = None) -> Any:
    """Run the reader `feed` or `page` (see ingest.intake.sandbox_server) on `body`; returns its JSON answer.

    Raises RejectedInput: what the reader raised, or `parse_timeout`, `parse_memory`, `parse_crash`.
    """
    budget = budget or Budget()
    header = {"kind": kind, "size": len(body), "args": args or {}, "budget": asdict(budget)}
    request = json.dumps(header).encode() + b"\n"
    with _lock:
        try:
            server = _get_server()
            assert server.stdin is not None
            server.stdin.write(request + body)
            server.stdin.flush()
            answer = json.loads(_read_answer(server, budget.wall + 10))
        except (OSError, EOFError, ValueError) as error:
            _stop_server()
            raise RejectedInput("parse_crash", f"the reading process is gone: {type(error).__name__}") from None
    if "reason" in answer:
        raise RejectedInput(answer["reason"], answer.get("detail", ""))
    return answer["result"]


def _get_server() -> "subprocess.Popen[bytes]":
    server = _servers.get(os.getpid())
    if server is None or server.poll() is not None:
        _servers.clear()
        server = subprocess.Popen(
            [sys.executable, "-s", "-P", "-m", "ingest.intake.sandbox_server"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # parsers complain at length, and quote what they read
            cwd="/",
            env={"PYTHONPATH": str(_PACKAGE_PARENT), "LANG": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "0"},
        )
        _servers[os.getpid()] = server
    return server


def _read_answer(server: "subprocess.Popen[bytes]", timeout: float) -> bytes:
    """Return the answer: a line with its length, then as many bytes."""
    assert server.stdout is not None
    descriptor = server.stdout.fileno()
    ready, _, _ = select.select([descriptor], [], [], timeout)
    if not ready:
        raise EOFError
    size = int(server.stdout.readline(32))
    data = server.stdout.read(size)
    if len(data) != size:
        raise EOFError
    return data


def _stop_server() -> None:
    server = _servers.pop(os.getpid(), None)
    if server is not None:
        server.kill()
        server.wait()


atexit.register(_stop_server)
