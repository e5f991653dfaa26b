import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from ingest.errors import StoreBusy
from ingest.store.connect import open_writer

HOLDER = """
import sys, time
from pathlib import Path
from ingest.store.connect import open_writer
with open_writer(Path(sys.argv[1]), 5):
    print("held", flush=True)
    time.sleep(60)
"""


def test_second_process_gets_store_busy_after_its_timeout(database: Path) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(database)], stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout is not None and holder.stdout.readline() == "held\n"
        began = time.monotonic()
        with pytest.raises(StoreBusy, match=r"warta\.duckdb\.lock"), open_writer(database, 0.3):
            pass
        assert 0.3 <= time.monotonic() - began < 5
    finally:
        holder.kill()
        holder.communicate()
    with open_writer(database, 5) as con:
        assert con.execute("SELECT 1").fetchall() == [(1,)]


def test_foreign_program_holding_the_database_is_store_busy(database: Path) -> None:
    with open_writer(database, 5):
        pass
    code = "import duckdb, sys, time; c = duckdb.connect(sys.argv[1]); print('held', flush=True); time.sleep(60)"
    holder = subprocess.Popen([sys.executable, "-c", code, str(database)], stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout is not None and holder.stdout.readline() == "held\n"
        with pytest.raises(StoreBusy, match="close that program"), open_writer(database, 0.3):
            pass
    finally:
        holder.kill()
        holder.communicate()


def test_lock_is_free_again_after_an_error(database: Path) -> None:
    with pytest.raises(RuntimeError), open_writer(database, 1):
        raise RuntimeError
    with open_writer(database, 1) as con:
        con.execute("CREATE TABLE t (a INTEGER)")


def test_nothing_is_installed_or_loaded_from_the_network(database: Path) -> None:
    with open_writer(database, 1) as con:
        for setting in ("autoinstall_known_extensions", "autoload_known_extensions", "enable_progress_bar"):
            assert con.execute("SELECT current_setting(?)", [setting]).fetchall() == [(False,)]
        with pytest.raises(duckdb.Error):
            con.execute("SELECT * FROM read_xlsx('x.xlsx')")
