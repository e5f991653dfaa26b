"""Ctrl-C leaves nothing behind, whatever the parts do; stand-ins for the parts make it quick to show."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from ingest.airflow import up
from ingest.errors import WartaError

# Ignores a gentle end, and has a child with a session of its own, as a running task has.
STUBBORN = """
import os, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"], start_new_session=True)
open(sys.argv[1], "w").write(str(child.pid))
time.sleep(300)
"""


@pytest.fixture
def parts(tmp_path, monkeypatch):
    """Parts whose command is a Python program of the test: parts.programs[name] = [argument, ...]."""
    monkeypatch.setattr(up, "GRACE", 1.0)
    monkeypatch.setattr(up, "COMMAND", [sys.executable, "-c"])
    monkeypatch.setattr(up, "PARTS", {})
    running = up.Parts(tmp_path)
    yield running
    running.stop()


def wait_for(condition, seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def is_running(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def test_stop_ends_what_will_not_end_and_its_children(parts, tmp_path):
    note = tmp_path / "child"
    up.PARTS.update(gentle=["import time; time.sleep(300)"], stubborn=[STUBBORN, str(note)])
    for name in up.PARTS:
        parts.start(name)
    wait_for(lambda: note.exists() and note.read_text())
    pids = [process.pid for process in parts.running.values()] + [int(note.read_text())]
    assert all(is_running(pid) for pid in pids)
    parts.stop()
    wait_for(lambda: not any(is_running(pid) for pid in pids))


def test_a_part_that_dies_is_started_again(parts, capsys):
    up.PARTS.update(mortal=["import time; time.sleep(300)"])
    parts.start("mortal")
    first = parts.running["mortal"]
    first.kill()
    first.wait()
    parts.restart_dead()
    assert parts.running["mortal"].poll() is None
    assert "mortal ended (code -9), starting it again" in capsys.readouterr().out


def test_a_part_that_keeps_dying_is_given_up(parts, monkeypatch):
    monkeypatch.setattr(up.time, "sleep", lambda seconds: None)
    up.PARTS.update(doomed=["raise SystemExit(3)"])
    parts.start("doomed")
    with pytest.raises(WartaError, match=r"doomed ended again \(code 3\)"):
        for _ in range(up.MAX_RESTARTS + 1):
            parts.running["doomed"].wait()
            parts.restart_dead()


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's death signal is Linux's")
def test_parts_end_when_the_watcher_is_killed(tmp_path):
    watcher = (
        "import sys, time; from pathlib import Path; from ingest.airflow import up\n"
        "up.COMMAND = [sys.executable, '-c']; up.PARTS['part'] = ['import time; time.sleep(300)']\n"
        "parts = up.Parts(Path(sys.argv[1])); parts.start('part')\n"
        "print(parts.running['part'].pid, flush=True); time.sleep(300)"
    )
    process = subprocess.Popen([sys.executable, "-c", watcher, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    pid = int(process.stdout.readline())
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    wait_for(lambda: not is_running(pid))


def test_a_port_in_use_is_named_before_anything_starts():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(WartaError, match="is taken; choose another one"):
            up.check_port(other.getsockname()[1])


def test_no_part_listens_on_more_than_the_port():
    commands = [" ".join(command) for command in up.PARTS.values()]
    assert all("--skip-serve-logs" in command for command in commands if command.startswith(("sched", "trig")))


def test_no_answer_means_nothing_is_healthy():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        assert up.find_unhealthy(probe.getsockname()[1]) == ["api_server", *up.HEALTHY]


def test_one_home_has_one_user(tmp_path):
    from ingest.airflow.home import hold_home

    environ = {"AIRFLOW_HOME": str(tmp_path)}
    with hold_home(environ), pytest.raises(WartaError, match="already running"), hold_home(environ):
        pass
    with hold_home(environ):
        assert Path(tmp_path / "lock").exists()
    assert os.environ["AIRFLOW_HOME"] != str(tmp_path)
