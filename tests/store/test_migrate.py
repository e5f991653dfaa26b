import shutil
from pathlib import Path

import duckdb
import pytest

from ingest.errors import MigrationError
from ingest.resources import data_folder
from ingest.store.migrate import apply_migrations, create_views, fetch_migrations

MIGRATIONS = data_folder("schemas") / "migrations"
VIEWS = data_folder("schemas") / "views"


@pytest.fixture
def memory() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(MIGRATIONS, tmp_path / "migrations"))


def test_every_migration_is_applied_once(memory: duckdb.DuckDBPyConnection) -> None:
    names = sorted(path.name for path in MIGRATIONS.glob("*.sql"))
    assert apply_migrations(memory, MIGRATIONS) == names
    assert apply_migrations(memory, MIGRATIONS) == []
    assert list(fetch_migrations(memory)) == names


def test_an_edited_migration_is_refused(memory: duckdb.DuckDBPyConnection, folder: Path) -> None:
    apply_migrations(memory, folder)
    edited = sorted(folder.glob("*.sql"))[0]
    edited.write_text(edited.read_text() + "-- a harmless word\n")
    with pytest.raises(MigrationError, match=f"{edited.name} was edited"):
        apply_migrations(memory, folder)


def test_a_migration_that_is_gone_is_refused(memory: duckdb.DuckDBPyConnection, folder: Path) -> None:
    apply_migrations(memory, folder)
    gone = sorted(folder.glob("*.sql"))[-1]
    gone.unlink()
    with pytest.raises(MigrationError, match=f"{gone.name} was applied"):
        apply_migrations(memory, folder)


def test_a_failing_migration_leaves_nothing_behind(memory: duckdb.DuckDBPyConnection, folder: Path) -> None:
    (folder / "9999_bad.sql").write_text("CREATE TABLE half (a INTEGER); SELECT * FROM nowhere;")
    with pytest.raises(MigrationError, match="9999_bad.sql failed and was rolled back"):
        apply_migrations(memory, folder)
    assert "9999_bad.sql" not in fetch_migrations(memory)
    with pytest.raises(duckdb.CatalogException):
        memory.execute("FROM half")
    (folder / "9999_bad.sql").write_text("CREATE TABLE half (a INTEGER);")
    assert apply_migrations(memory, folder) == ["9999_bad.sql"]


def test_an_empty_folder_is_an_error(memory: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    with pytest.raises(MigrationError, match="no migrations"):
        apply_migrations(memory, tmp_path)


def test_every_table_view_and_column_says_what_it_means(memory: duckdb.DuckDBPyConnection) -> None:
    apply_migrations(memory, MIGRATIONS)
    create_views(memory, VIEWS)
    silent = memory.execute(
        "SELECT table_name FROM duckdb_tables() WHERE coalesce(comment, '') = ''"
        " UNION ALL SELECT view_name FROM duckdb_views() WHERE NOT internal AND coalesce(comment, '') = ''"
        " UNION ALL SELECT table_name || '.' || column_name FROM duckdb_columns()"
        " WHERE NOT internal AND coalesce(comment, '') = ''"
    ).fetchall()
    assert silent == []
    assert len(memory.execute("SELECT * FROM duckdb_tables()").fetchall()) >= 11


def test_every_view_is_named_as_its_file_and_can_be_read(memory: duckdb.DuckDBPyConnection) -> None:
    apply_migrations(memory, MIGRATIONS)
    names = create_views(memory, VIEWS)
    assert create_views(memory, VIEWS) == names
    for name in names:
        assert memory.execute(f"FROM {name}").fetchall() == []
