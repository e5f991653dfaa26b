"""Airflow reads its home when it is imported, so the tests' own home is set before any test module loads."""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

_HOME = Path(tempfile.mkdtemp(prefix="warta-tests-"))
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)

_OURS = {"WARTA_DUCKDB15", "WARTA_CHROMIUM"}  # settings of the tests themselves
for _name in [name for name in os.environ if name.startswith(("AIRFLOW_", "INGEST_", "WARTA_")) and name not in _OURS]:
    del os.environ[_name]
os.environ.update(
    AIRFLOW_HOME=str(_HOME),
    AIRFLOW__CORE__DAGS_FOLDER=str(Path(__file__).resolve().parents[1] / "dags"),
    AIRFLOW__CORE__LOAD_EXAMPLES="False",
    AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS="admin:admin,viewer:viewer",
    AIRFLOW__DATABASE__SQL_ALCHEMY_CONN=f"sqlite:///{_HOME / 'airflow.db'}",
    AIRFLOW__API_AUTH__JWT_SECRET="only-for-tests-" * 6,
    AIRFLOW__API__SECRET_KEY="only-for-tests-" * 6,
    INGEST_DATA_DIR=str(_HOME / "data"),  # a test that forgets its own folder must not touch data/
)

# The files that take longest, so that they are not begun last, when only one core has work left.
_FIRST = (
    "dags/test_flood.py",
    "audit/test_rules_can_fail.py",
    "browser/test_site.py",
    "publish/test_decisions.py",
    "feeds/test_replay.py",
    "publish/test_rebuild.py",
    "airflow/test_once.py",
    "test_quality.py",
    "browser/test_ui.py",
    "dags/test_runs.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files; the others keep their order."""
    rank = {Path(__file__).parent / name: place for place, name in enumerate(_FIRST)}
    items.sort(key=lambda item: rank.get(item.path, len(rank)))


@pytest.fixture(scope="session")
def metadata_db():
    """Airflow's metadata database, made once a session."""
    from airflow.utils.db import initdb

    initdb()


@pytest.fixture(scope="session")
def published_samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose data/published/ holds the snapshot that `ingest run` makes of seeds/, once a session."""
    folder = tmp_path_factory.mktemp("samples")
    seeds = Path(__file__).resolve().parents[1] / "seeds"
    command = [sys.executable, "-m", "ingest", "run", "--inbox", str(seeds), "--data", str(folder / "data")]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    assert ended.returncode == 0, ended.stderr[-3000:]
    return folder
