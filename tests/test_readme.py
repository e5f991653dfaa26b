"""The README's examples are run as they stand, against the snapshot of the samples."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DATABASE = "data/published/latest.duckdb"
MAY_BE_EMPTY = {"quarantine"}  # no sample breaks a rule


def find_blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


def find_commands(word: str) -> list[str]:
    """Return the command lines of all shell blocks that hold `word`."""
    return [line for block in find_blocks("sh") for line in block.splitlines() if word in line]


def show_id(text: str) -> str:
    return " ".join(text.split())[:50]


def test_the_examples_are_found() -> None:
    assert len(find_blocks("sql")) >= 5
    assert len(find_commands(DATABASE)) == 2


def test_it_stays_short() -> None:
    assert len(README.splitlines()) < 150


@pytest.mark.parametrize("query", find_blocks("sql"), ids=show_id)
def test_the_queries_run(query: str, published_samples: Path) -> None:
    with duckdb.connect(str(published_samples / DATABASE), read_only=True) as con:
        answer = con.execute(query)
        columns, rows = [column[0] for column in answer.description], answer.fetchall()
    assert rows or any(f"FROM {table} " in query for table in MAY_BE_EMPTY)
    if "exact_words" in columns:
        assert all(row[columns.index("exact_words")] for row in rows)


@pytest.mark.parametrize("command", find_commands(DATABASE), ids=show_id)
def test_the_one_liners_run(command: str, published_samples: Path) -> None:
    program, *arguments = shlex.split(command)
    if program == "duckdb" and shutil.which("duckdb") is None:  # its last argument is the query all the same
        assert arguments[:-1] == ["-readonly", DATABASE]
        with duckdb.connect(str(published_samples / DATABASE), read_only=True) as con:
            assert con.execute(arguments[-1]).fetchall()
        return
    program = {".venv/bin/python": sys.executable}.get(program, program)
    ended = subprocess.run([program, *arguments], cwd=published_samples, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert "Rasa Bahari" in ended.stdout or "amount_usd" in ended.stdout


@pytest.mark.parametrize("command", find_commands(".venv/bin/ingest "), ids=show_id)
def test_the_commands_exist(command: str) -> None:
    from typer.main import get_command

    from ingest.cli import commands

    _, name, *arguments = shlex.split(command, comments=True)
    group = get_command(commands)
    found = group.commands[name]  # type: ignore[attr-defined]
    options = {option for parameter in found.params for option in parameter.opts}
    assert {argument for argument in arguments if argument.startswith("--")} <= options
    for argument in arguments:
        assert not argument.startswith("seeds/") or (ROOT / argument).is_file()


def test_every_setting_is_listed() -> None:
    read = set()
    for name in ("ingest/settings.py", "ingest/airflow/home.py"):
        read |= set(re.findall(r"\b((?:INGEST|WARTA)_[A-Z_]+[A-Z])\b", (ROOT / name).read_text(encoding="utf-8")))
    assert read == set(re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE))


def test_every_make_target_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", README, re.MULTILINE))
    assert {"run", "test", "check", "up"} <= named <= targets


@pytest.mark.parametrize("page", ["README.md", *(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))])
def test_links_lead_to_files(page: str) -> None:
    for link in re.findall(r"\]\(([^)#]+)", (ROOT / page).read_text(encoding="utf-8")):
        assert link.startswith("https://") or ((ROOT / page).parent / link).exists(), link
