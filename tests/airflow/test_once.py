import io
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from rich.console import Console

from ingest.airflow.once import find_cause
from ingest.airflow.outcome import format_amount, make_event_table
from ingest.airflow.printable import make_printable

ROOT = Path(__file__).resolve().parents[2]


def render(table) -> str:
    console = Console(width=160, record=True, file=io.StringIO())
    console.print(table)
    return console.export_text()


def test_words_of_articles_are_shown_as_text():
    event = ("penalty", "decided", "\x1b[31mKPPU[bold]", "PT A\nB", "IDR", Decimal("45000000000.00"), "ID", 0.5)
    shown = render(make_event_table([event]))
    assert "[bold]" in shown  # no markup is read
    assert "\x1b" not in shown
    assert "IDR 45,000,000,000" in shown
    assert "Events found: 1" in shown


def test_an_amount_that_is_not_known_stays_empty():
    assert format_amount("USD", None) == ""
    assert format_amount(None, Decimal(5)) == "? 5"


def test_make_printable():
    assert make_printable("a\x07b\u202ec", 10) == "a b c"
    assert make_printable("x" * 20, 5) == "xxxx…"


def test_the_cause_is_the_last_exception_of_the_log():
    log = "ValueError: first\n  File x\ningest.errors.PublicationBlocked: amounts\x1b are negative\n2026 [info] done\n"
    assert find_cause(log) == "ingest.errors.PublicationBlocked: amounts  are negative"
    assert find_cause("all is well") is None


@pytest.fixture
def environ(tmp_path):
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "INGEST"))}
    inbox = tmp_path / "seeds"
    inbox.mkdir()
    (inbox / ".keep").touch()
    return inherited | {
        "AIRFLOW_HOME": str(tmp_path / "airflow"),
        "INGEST_DATA_DIR": str(tmp_path / "data"),
        "INGEST_INBOX_DIR": str(inbox),
    }


def run_once(environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ingest.airflow.once"],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.mark.slow
def test_two_runs_of_one_inbox(environ):
    """What `make run` does, twice: the second time nothing is added, and nothing but the outcome is on the screen."""
    (Path(environ["INGEST_INBOX_DIR"]) / "a.txt").write_text(
        "PT Contoh Nusantara Tbk, perusahaan rekaan, akan menanamkan investasi Rp 2 triliun untuk membangun pabrik "
        "baterai di Karawang, kata direktur utamanya dalam keterangan resmi."
    )
    first = run_once(environ)
    assert first.returncode == 0, first.stdout
    assert "Added: 1 articles" in first.stdout
    assert "snapshot published" in first.stdout
    second = run_once(environ)
    assert second.returncode == 0, second.stdout
    assert "Nothing was added" in second.stdout
    assert first.stderr == second.stderr == ""
    assert "[info" not in first.stdout + second.stdout


@pytest.mark.slow
def test_a_run_that_fails_says_why_and_exits_with_1(environ):
    done = run_once(environ)  # no article at all: the audit blocks an empty snapshot
    assert done.returncode == 1
    assert "PublicationBlocked" in done.stdout
    assert "once.log" in done.stdout
