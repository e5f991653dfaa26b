"""The drop folder: what is ready, what is never an input, and reading without links or blocking."""

import os
import time
from pathlib import Path

import pytest

from ingest.errors import RejectedInput
from ingest.intake.scan import NotReady, list_ready_files, read_bytes, wait_until_ready


def drop(folder: Path, name: str, age: float = 10.0) -> Path:
    path = folder / name
    path.write_bytes(b"x")
    past = time.time() - age
    os.utime(path, (past, past))
    return path


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let ctime, which no test can set back, count as old."""
    monkeypatch.setattr("ingest.intake.scan.SETTLE", -5.0)


def names(folder: Path) -> list[str]:
    return [path.name for path in list_ready_files(folder)]


def test_ignored_names_links_pipes_and_folders(tmp_path: Path, settled: None) -> None:
    for name in [
        "b.txt",
        "a.JSON",
        "b.toml",
        ".hidden.txt",
        "c.txt~",
        "d.txt.part",
        "e.TMP",
        "f.swp",
        "g.crdownload",
        "h.filepart",
    ]:
        drop(tmp_path, name)
    (tmp_path / "link.txt").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "folder.txt").mkdir()
    assert names(tmp_path) == ["a.JSON", "b.txt"]


def test_fresh_file_waits_even_with_an_old_mtime(tmp_path: Path) -> None:
    drop(tmp_path, "copied.txt", age=1000)
    assert names(tmp_path) == []


def test_kept_folder_is_read_at_once(tmp_path: Path) -> None:
    drop(tmp_path, "a.txt", age=0)
    (tmp_path / ".keep").touch()
    assert names(tmp_path) == ["a.txt"]


def test_settled_after_two_seconds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drop(tmp_path, "a.txt")
    real = time.time()
    monkeypatch.setattr(time, "time", lambda: real + 1.5)
    assert names(tmp_path) == []
    monkeypatch.setattr(time, "time", lambda: real + 2.5)
    assert names(tmp_path) == ["a.txt"]


def test_missing_folder_is_empty(tmp_path: Path) -> None:
    assert list_ready_files(tmp_path / "none") == []


def test_names_that_are_not_utf8(tmp_path: Path, settled: None) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")).write_bytes(b"x")
    (path,) = list_ready_files(tmp_path)
    assert read_bytes(path) == b"x"


def test_read_refuses_links_pipes_and_giants(tmp_path: Path) -> None:
    (tmp_path / "link.txt").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "big.txt").write_bytes(b"x" * 11)
    for name, reason in [("link.txt", "not_regular"), ("pipe.txt", "not_regular"), ("big.txt", "too_large")]:
        with pytest.raises(RejectedInput) as caught:
            read_bytes(tmp_path / name, limit=10)
        assert caught.value.reason == reason
    with pytest.raises(NotReady):
        read_bytes(tmp_path / "gone.txt")


def test_read_notices_a_writer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = drop(tmp_path, "a.txt")
    real_read = os.read

    def read_while_growing(handle: int, size: int) -> bytes:
        data = real_read(handle, size)
        if data:
            with path.open("ab") as file:
                file.write(b"more")
        return data

    monkeypatch.setattr(os, "read", read_while_growing)
    with pytest.raises(NotReady):
        read_bytes(path, limit=1000)


def test_a_run_by_hand_waits_for_files_just_copied(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("just copied", encoding="utf-8")
    assert list_ready_files(tmp_path) == []
    wait_until_ready(tmp_path, patience=10)
    assert [path.name for path in list_ready_files(tmp_path)] == ["a.txt"]


def test_waiting_ends_with_its_patience(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("just copied", encoding="utf-8")
    wait_until_ready(tmp_path, patience=0.1)
    assert list_ready_files(tmp_path) == []
