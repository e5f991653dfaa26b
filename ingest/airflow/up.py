"""Airflow with its web UI on this machine only, until Ctrl-C: scheduler, triggerer, DAG processor, API server.

Unlike `airflow standalone` it restarts a part that died, leaves no process behind, and prints no password.
"""

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import psutil

from ingest.airflow.home import (
    PASSWORDS,
    build_environ,
    fail_abandoned_runs,
    hold_home,
    prepare_database,
    read_port,
)
from ingest.errors import WartaError
from ingest.settings import read_settings

# No log servers: the parts share one disk, and those servers would listen on every interface.
COMMAND = [sys.executable, "-m", "airflow"]
PARTS = {
    "api-server": ["api-server", "--workers", "1"],
    "scheduler": ["scheduler", "--skip-serve-logs"],
    "dag-processor": ["dag-processor"],
    "triggerer": ["triggerer", "--skip-serve-logs"],
}
HEALTHY = ("metadatabase", "scheduler", "triggerer", "dag_processor")
GRACE = 15.0  # seconds that the parts have to end by themselves
MAX_RESTARTS = 5
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_PR_SET_PDEATHSIG = 1


def _die_with_parent() -> None:
    """Ask Linux to end the part when this process is killed without a chance to stop it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


class Parts:
    """The running processes, each the leader of its own group, so that Ctrl-C reaches them only through `stop`."""

    def __init__(self, logs: Path) -> None:
        self.logs = logs
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.restarts = 0

    def start(self, name: str) -> None:
        """Start one part, its output in <logs>/<name>.log."""
        command = [*COMMAND, *PARTS[name]]
        with (self.logs / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )

    def restart_dead(self) -> None:
        """Start again what ended by itself; WartaError after too many times."""
        for name, process in list(self.running.items()):
            if process.poll() is None:
                continue
            self.restarts += 1
            if self.restarts > MAX_RESTARTS:
                raise WartaError(f"{name} ended again (code {process.returncode}); see {self.logs / name}.log")
            print(f"{name} ended (code {process.returncode}), starting it again", flush=True)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # the group outlives its leader while it has members
            time.sleep(self.restarts)
            self.start(name)

    def stop(self) -> None:
        """End every part, gently first, and then whatever is left of it.

        A running task leads a process group of its own, so groups are not enough: descendants are collected.
        """
        left = _list_descendants(self.running)
        for process in self.running.values():
            process.terminate()
        deadline = time.monotonic() + GRACE
        for process in self.running.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, deadline - time.monotonic()))
        left |= _list_descendants(self.running)
        for descendant in left:
            with suppress(psutil.NoSuchProcess):
                descendant.kill()
        for process in self.running.values():
            process.kill()
            process.wait()


def _list_descendants(running: dict[str, subprocess.Popen[bytes]]) -> set[psutil.Process]:
    found: set[psutil.Process] = set()
    for process in running.values():
        with suppress(psutil.NoSuchProcess):
            found.update(psutil.Process(process.pid).children(recursive=True))
    return found


def find_unhealthy(port: int) -> list[str]:
    """Return the parts that the API server does not report as healthy; all of them while it does not answer."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v2/monitor/health", timeout=5) as answer:
            health = json.load(answer)
    except (OSError, ValueError):
        return ["api_server", *HEALTHY]
    return [part for part in HEALTHY if (health.get(part) or {}).get("status") != "healthy"]


def check_port(port: int) -> None:
    """Raise WartaError where something else listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise WartaError(f"port {port} is taken; choose another one: make up WARTA_PORT={port + 1}") from None


def keep_running(parts: Parts, port: int) -> None:
    """Watch the parts until a KeyboardInterrupt; say once when all of them are ready."""
    ready, began = False, time.monotonic()
    while True:
        parts.restart_dead()
        if not ready and not find_unhealthy(port):
            ready = True
            settings, home = read_settings(), Path(os.environ["AIRFLOW_HOME"])
            print(
                f"Ready after {time.monotonic() - began:.0f} s: http://127.0.0.1:{port}\n"
                f"  login      admin, the password is in {home / PASSWORDS}\n"
                f"  inbox      {settings.inbox}\n"
                f"  published  {settings.published / 'latest.duckdb'}\n"
                f"  logs       {parts.logs}\nCtrl-C stops everything.",
                flush=True,
            )
        time.sleep(1)


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def main() -> int:
    """Return the exit code: 0 stopped by a person, 1 could not run."""
    os.environ.update(build_environ(Path.cwd(), os.environ))
    for number in STOP_SIGNALS:  # set also where a shell started this in the background, with SIGINT ignored
        signal.signal(number, _interrupt)
    port = read_port(os.environ)
    logs = Path(os.environ["AIRFLOW_HOME"]) / "logs" / "parts"
    logs.mkdir(parents=True, exist_ok=True)
    parts = Parts(logs)
    try:
        with hold_home(os.environ):
            check_port(port)
            read_settings().inbox.mkdir(parents=True, exist_ok=True)
            print("Airflow starts ...", flush=True)
            try:
                prepare_database(os.environ)
                fail_abandoned_runs()
                for name in PARTS:
                    parts.start(name)
                keep_running(parts, port)
            finally:
                for number in STOP_SIGNALS:
                    signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave orphans
                print("Airflow stops ...", flush=True)
                parts.stop()
    except KeyboardInterrupt:
        return 0
    except WartaError as error:
        print(f"make up: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
