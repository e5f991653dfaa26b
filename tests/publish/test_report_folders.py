"""Reports go as their snapshots do: the newest of a day stays, old days go but for the last of a month."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.review.folders import put_in_place, remove_reports, remove_unfinished

NOW = datetime(2024, 3, 12)  # noqa: DTZ001 - naive UTC, as in the tables


def write_report(reports: Path, name: str, at: str) -> Path:
    page = reports / name / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text(name)
    second = datetime.fromisoformat(at).replace(tzinfo=UTC).timestamp()
    os.utime(page, (second, second))
    return page.parent


@pytest.mark.parametrize("keep_days", [7, 3650])
def test_old_and_replaced_reports_go(tmp_path: Path, keep_days: int) -> None:
    old = ["2024-02-28-aa", "2024-02-29-aa"]
    for name in old:
        write_report(tmp_path, name, f"{name[:10]}T10:00")
    replaced = write_report(tmp_path, "2024-03-06-aa", "2024-03-06T10:00")
    newest = write_report(tmp_path, "2024-03-06-blocked-bb", "2024-03-06T12:00")
    recent = write_report(tmp_path, "2024-03-11-aa", "2024-03-11T10:00")
    last = write_report(tmp_path, "2024-03-11-bb", "2024-03-11T11:00")
    other = write_report(tmp_path, "notes", "2020-01-01T10:00")
    gone = [replaced, *([tmp_path / old[0]] if keep_days == 7 else [])]
    assert remove_reports(tmp_path, keep_days, NOW) == len(gone)
    assert not any(folder.exists() for folder in gone)
    assert all(folder.exists() for folder in (newest, recent, last, other, tmp_path / old[1]))


def test_what_a_dead_run_left_is_no_report(tmp_path: Path) -> None:
    write_report(tmp_path, ".unfinished-2024-03-06", "2024-03-06T10:00")
    done = write_report(tmp_path, ".unfinished-2024-03-07", "2024-03-07T10:00")
    write_report(tmp_path, "2024-03-07-aa", "2024-03-07T09:00").joinpath("stale.html").write_text("earlier")
    put_in_place(done, tmp_path / "2024-03-07-aa")
    assert not (tmp_path / "2024-03-07-aa" / "stale.html").exists()
    remove_unfinished(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["2024-03-07-aa"]
