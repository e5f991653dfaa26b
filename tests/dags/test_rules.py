"""The rules that every DAG file keeps; each is one line in CONTRIBUTING.md."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from airflow.dag_processing.dagbag import DagBag
from airflow.sdk import DAG

DAGS = Path(__file__).resolve().parents[2] / "dags"
FILES = sorted(DAGS.glob("*.py"))
NAMES = ["close_day", "fetch_feeds", "ingest_inbox", "maintenance", "publish_snapshot"]
LIGHT = ("airflow.sdk", "airflow.providers.standard.operators.empty", "ingest.airflow", "ingest.settings")
WRITERS = {
    ("close_day", "close"),
    ("ingest_inbox", "load"),
    ("publish_snapshot", "publish"),
    ("maintenance", "maintain"),
}


@pytest.fixture(scope="module")
def bag() -> DagBag:
    return DagBag(str(DAGS))


@pytest.fixture(params=NAMES)
def dag(bag, request) -> DAG:
    return bag.dags[request.param]


def test_all_dags_load(bag):
    assert bag.import_errors == {}
    assert sorted(bag.dags) == NAMES
    assert [stat.file for stat in bag.dagbag_stats if stat.duration.total_seconds() > 1] == []


def test_the_file_is_named_after_the_dag(dag):
    assert Path(dag.fileloc).stem == dag.dag_id


def test_the_docstring_is_the_documentation(dag):
    assert dag.doc_md == ast.get_docstring(ast.parse(Path(dag.fileloc).read_text()), clean=False)
    for word in ("**Reads**", "**Writes**", "**Starts**", "**Run again**"):
        assert word in dag.doc_md


def test_one_run_at_a_time_and_no_catching_up(dag):
    assert dag.max_active_runs == 1
    assert dag.catchup is False
    assert dag.start_date is not None


def test_a_dag_says_what_it_is_and_whose(dag):
    assert "warta" in dag.tags and len(dag.tags) > 1
    assert dag.description
    assert {task.owner for task in dag.tasks} == {"warta"}


def test_tasks_retry_with_backoff_but_not_what_no_retry_heals(dag):
    for task in dag.tasks:
        assert task.retries >= 2
        assert task.retry_exponential_backoff == 2.0
        failing = [spec for rule in task.retry_policy.rules for spec in rule.exception]
        assert {"ingest.errors.PublicationBlocked", "ingest.errors.CorrectionError"} <= set(failing)


def test_writers_share_the_pool_of_one(bag):
    pooled = {(d.dag_id, t.task_id) for d in bag.dags.values() for t in d.tasks if t.pool == "duckdb_writer"}
    assert pooled == WRITERS


def test_an_asset_has_one_name_and_one_uri():
    from airflow.sdk import Asset

    from ingest.airflow import assets

    found = [value for value in vars(assets).values() if isinstance(value, Asset)]
    assert len(found) == 4
    assert len({asset.name for asset in found}) == len({asset.uri for asset in found}) == len(found)
    for file in FILES:  # nobody defines one anywhere else
        assert "Asset(" not in file.read_text()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_only_light_modules_at_the_top(file):
    names = []
    for node in ast.parse(file.read_text()).body:
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names.append(node.module)
    heavy = [name for name in names if name.split(".")[0] not in sys.stdlib_module_names and not name.startswith(LIGHT)]
    assert heavy == []


def test_loading_the_dags_loads_nothing_heavy():
    """Every task start parses its DAG file again: Great Expectations alone would cost seven seconds each time."""
    code = (
        "import sys, runpy, glob\n"
        "before = set(sys.modules)\n"
        f"[runpy.run_path(f) for f in sorted(glob.glob({str(DAGS / '*.py')!r}))]\n"
        "heavy = {'great_expectations', 'pandas', 'duckdb', 'trafilatura', 'altair', 'ingest.pipeline', 'fastapi'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.stdout.strip().splitlines()[-1] == "[]", done.stderr[-2000:]
