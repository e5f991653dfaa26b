"""The floors of the house: imports only point down, and rooms on one floor do not know each other."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import ingest

PACKAGE = Path(ingest.__file__).parent
ROOT = PACKAGE.parent

# Room -> floor. A room is a folder or module of ingest/; dags/ are a room too.
FLOORS = {
    "errors": 0,
    "cores": 0,
    "model": 0,
    "resources": 0,
    "retention": 0,
    "refdata": 1,
    "lang": 1,
    "extract": 2,
    "resolve": 2,
    "intake": 3,
    "store": 3,
    "audit": 3,
    "publish": 3,
    "review": 3,
    "opinion": 3,
    "settings": 4,  # below pipeline and read by nothing that it could reach
    "pipeline": 5,
    "evaluate": 5,
    "cli": 6,
    "explain": 5,
    "airflow": 6,
    "__main__": 7,
    "dags": 7,
}
# One room in several files, with pipeline at its top.
PIPELINE = {
    "pipeline",
    "inputs",
    "batch",
    "publication",
    "pipeline_feeds",
    "feed_state",
    "replay",
    "pipeline_review",
    "publication_report",
    "publication_questions",
}
ONE_ROOM = (
    {name: "pipeline" for name in PIPELINE}
    | {"cli_feeds": "cli"}
    | {"cli_evaluate": "cli", "cli_opinion": "cli"}
    | {"cli_quarantine": "cli", "cli_query": "cli", "cli_explain": "cli"}
)
# The end of a run looks the same from Airflow and from a shell; ingest.airflow.outcome imports no Airflow.
MAY_SHARE_A_FLOOR = {("lang", "refdata"), ("cli", "airflow")}
READS_WHAT_IS_PUBLISHED = {PACKAGE / "airflow" / "outcome.py"}
HEAVY = {"great_expectations", "airflow", "pandas", "trafilatura"}


def find_files() -> list[Path]:
    return sorted([*PACKAGE.rglob("*.py"), *(ROOT / "dags").glob("*.py")])


def room_of(path: Path) -> str:
    if path.is_relative_to(ROOT / "dags"):
        return "dags"
    name = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    return ONE_ROOM.get(name, name)


def find_imports(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Yield (dotted name, line) of everything that is imported, at the top or inside functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"relative import in line {node.lineno}"
            yield node.module or "", node.lineno
            if node.module == "ingest":
                yield from ((f"ingest.{alias.name}", node.lineno) for alias in node.names)


def find_faults(path: Path, source: str) -> list[str]:
    """Return what in the imports of a file goes against the floors."""
    room, faults = room_of(path), []
    for name, line in find_imports(ast.parse(source)):
        parts = name.split(".")
        if parts[0] == "dags":
            faults.append(f"{path.name}:{line} imports a DAG")
        if parts[0] != "ingest" or len(parts) == 1 or parts[1] == "__version__":
            continue
        other = ONE_ROOM.get(parts[1], parts[1])
        if other == room or (room, other) in MAY_SHARE_A_FLOOR:
            continue
        if other not in FLOORS or FLOORS[other] >= FLOORS[room]:
            faults.append(f"{path.name}:{line}: {room} (floor {FLOORS[room]}) imports {other}")
    return faults


@pytest.mark.parametrize("path", find_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down(path: Path) -> None:
    assert room_of(path) in FLOORS or path.name == "__init__.py", f"{path} stands in no room: name its floor here"
    if path != PACKAGE / "__init__.py":
        assert find_faults(path, path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("room", "source"),
    [
        ("extract/x.py", "from ingest.store.connect import open_writer"),
        ("store/x.py", "def f():\n    import ingest.audit.run"),
        ("resolve/x.py", "from ingest.extract import money"),
        ("model.py", "from ingest import settings"),
        ("store/x.py", "from ingest.settings import Settings"),
        ("audit/x.py", "from ingest import pipeline"),
        ("pipeline.py", "from ingest.cli import app"),
    ],
)
def test_a_wrong_import_is_found(room: str, source: str) -> None:
    assert len(find_faults(PACKAGE / room, source)) == 1


@pytest.mark.parametrize("room", ["extract", "resolve", "lang", "refdata"])
def test_the_pure_rooms_import_no_io(room: str) -> None:
    outside = {"duckdb", "httpx", "socket", "subprocess", "time", "random", "urllib", "feedparser", "sqlite3", *HEAVY}
    for path in sorted((PACKAGE / room).glob("*.py")):
        imported = {name.split(".")[0] for name, _ in find_imports(ast.parse(path.read_text(encoding="utf-8")))}
        assert imported & outside == set(), path


def test_only_store_audit_and_publish_know_the_database() -> None:
    for path in find_files():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        # pipeline names the connection's type and no more: that import is for the type checker alone.
        guarded = {
            inner.lineno
            for node in ast.walk(tree)
            if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
            for inner in node.body
        }
        found = {line for name, line in find_imports(tree) if name.split(".")[0] == "duckdb"} - guarded
        allowed = room_of(path) in {"store", "audit", "publish"} or path in READS_WHAT_IS_PUBLISHED
        assert allowed or not found, path


@pytest.mark.parametrize("path", find_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_keep_their_size(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) < 300
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 50, f"{node.name} in line {node.lineno}"


@pytest.mark.parametrize("path", find_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_the_clock_is_read_only_at_the_door(path: Path) -> None:
    if room_of(path) in {"cli", "dags", "airflow"}:
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            assert node.func.attr not in {"now", "today", "utcnow"}, f"line {node.lineno}"
