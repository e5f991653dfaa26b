"""The server behind ingest.intake.sandbox: loads the parsers once and forks a bounded child for each document.

Started as `python -m ingest.intake.sandbox_server`; speaks on standard input and output, ends when its input ends.
The child can open no file and no socket: its limit of descriptors is what is open already.
"""

import codecs
import json
import os
import resource
import select
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, BinaryIO

import feedparser
import trafilatura
from lxml import html  # type: ignore[import-untyped]

from ingest.errors import RejectedInput
from ingest.intake.feed_parse import parse_feed
from ingest.intake.page import read_page
from ingest.intake.text import ALLOWED_CHARSETS

_WARM_PAGE = (
    b"<html><body><article><h1>Warm</h1>"
    + b"<p>So that nothing is loaded later.</p>" * 20
    + b"</article></body></html>"
)
_WARM_FEED = b'<rss version="2.0"><channel><item><title>Warm</title><pubDate>x</pubDate></item></channel></rss>'


def _read_page_job(body: bytes, charset: str | None = None) -> dict[str, Any]:
    return asdict(read_page(body, charset))


JOBS: dict[str, Callable[..., Any]] = {"feed": parse_feed, "page": _read_page_job}


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests until they end: a JSON line {kind, size, args, budget}, then `size` bytes of body."""
    while line := requests.readline():
        request = json.loads(line)
        body = requests.read(request["size"])
        answer = run_child(request, body)
        answers.write(b"%d\n" % len(answer) + answer)
        answers.flush()


def run_child(request: dict[str, Any], body: bytes) -> bytes:
    """Fork, read the document in the child, and return its JSON answer, or the reason why there is none."""
    budget = request["budget"]
    receiver, sender = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(receiver)
        _be_child(request, body, sender)
    os.close(sender)
    data, in_time = _collect(receiver, budget["output"], time.monotonic() + budget["wall"])
    os.close(receiver)
    if not in_time or len(data) > budget["output"]:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if not in_time:
        return _refuse("parse_timeout", f"not read in {budget['wall']:g} s")
    if len(data) > budget["output"]:
        return _refuse("too_large", "what was read is larger than the limit")
    if os.WIFSIGNALED(status):
        cpu = os.WTERMSIG(status) in {signal.SIGXCPU, signal.SIGKILL}
        return _refuse("parse_timeout" if cpu else "parse_crash", f"ended by signal {os.WTERMSIG(status)}")
    return data or _refuse("parse_crash", "no answer")


def _be_child(request: dict[str, Any], body: bytes, sender: int) -> None:
    """Set the limits, run the job, write the answer, and end this process whatever happens."""
    try:
        budget = request["budget"]
        resource.setrlimit(resource.RLIMIT_CPU, (budget["cpu"], budget["cpu"] + 1))
        resource.setrlimit(resource.RLIMIT_AS, (budget["memory"], budget["memory"]))
        for limit in (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE, resource.RLIMIT_NOFILE):
            resource.setrlimit(limit, (0, 0))
        signal.signal(signal.SIGXCPU, signal.SIG_DFL)
        try:
            answer = json.dumps({"result": JOBS[request["kind"]](body, **request["args"])}).encode()
        except RejectedInput as error:
            answer = _refuse(error.reason, error.detail)
        except MemoryError:
            answer = _refuse("parse_memory", "more memory than the limit")
        except RecursionError:
            answer = _refuse("parse_crash", "nested too deeply")
        except Exception as error:  # whatever a parser raises on what it reads ends here, with its name
            answer = _refuse("parse_crash", type(error).__name__)
        while answer:
            answer = answer[os.write(sender, answer) :]
    finally:
        os._exit(0)


def _collect(receiver: int, limit: int, deadline: float) -> tuple[bytes, bool]:
    """Read the child's answer to its end. Returns (bytes, whether it ended before the deadline)."""
    parts, size = [], 0
    while size <= limit:
        ready, _, _ = select.select([receiver], [], [], max(deadline - time.monotonic(), 0.0))
        if not ready:
            return b"", False
        part = os.read(receiver, 1 << 20)
        if not part:
            break
        parts.append(part)
        size += len(part)
    return b"".join(parts), True


def _refuse(reason: str, detail: str) -> bytes:
    return json.dumps({"reason": reason, "detail": detail[:200]}).encode()


def warm_up() -> None:
    """Load everything that the readers load on first use, for a child can open no file."""
    for name in {*ALLOWED_CHARSETS.values(), "idna", "punycode", "ascii", "latin-1"}:
        codecs.lookup(name)
    parse_feed(_WARM_FEED)
    read_page(_WARM_PAGE)
    feedparser.parse(b"<rss><broken")
    html.document_fromstring("<p>x</p>")
    trafilatura.extract("<p>x</p>")


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the caller, whose end closes our input
    warm_up()
    serve(sys.stdin.buffer, sys.stdout.buffer)
