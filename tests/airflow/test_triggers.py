import asyncio
import os
import time
from pathlib import Path

import pytest
from airflow.sdk._shared.module_loading import import_string

from ingest.airflow.triggers import InboxDoorbell


@pytest.fixture
def inbox(tmp_path) -> Path:
    folder = tmp_path / "data" / "inbox"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def doorbell(inbox) -> InboxDoorbell:
    return InboxDoorbell(data=str(inbox.parent), inbox=str(inbox), poke_interval=0.05, ring_again=300)


@pytest.fixture(autouse=True)
def settled_at_once(monkeypatch):
    monkeypatch.setattr("ingest.intake.scan.SETTLE", -1.0)


def collect(doorbell: InboxDoorbell, seconds: float, meanwhile=lambda: None) -> list[dict]:
    """Return the payloads that came within `seconds`; call `meanwhile` after half of them."""

    async def listen() -> list[dict]:
        got = []

        async def take() -> None:
            async for event in doorbell.run():
                got.append(event.payload)

        task = asyncio.create_task(take())
        await asyncio.sleep(seconds / 2)
        meanwhile()
        await asyncio.sleep(seconds / 2)
        task.cancel()
        return got

    return asyncio.run(listen())


def test_it_can_be_made_again_from_what_it_serializes(doorbell):
    path, arguments = doorbell.serialize()
    again = import_string(path)(**arguments)
    assert again.serialize() == (path, arguments)


def test_an_empty_inbox_does_not_ring(doorbell):
    assert collect(doorbell, 0.4) == []


def test_an_inbox_that_is_not_there_does_not_ring(doorbell, inbox):
    inbox.rmdir()
    assert collect(doorbell, 0.4) == []


def test_it_rings_once_for_files_that_stay(doorbell, inbox):
    for name in ("b.txt", "a.txt"):
        (inbox / name).write_text("isi")
    assert collect(doorbell, 0.8) == [{"count": 2, "files": ["a.txt", "b.txt"]}]


def test_it_rings_again_for_a_file_that_changed(doorbell, inbox):
    (inbox / "a.txt").write_text("isi")
    rings = collect(doorbell, 1.0, lambda: (inbox / "a.txt").write_text("isi yang lain"))
    assert [ring["count"] for ring in rings] == [1, 1]


def test_it_rings_again_for_a_file_that_came_back(doorbell, inbox):
    (inbox / "a.txt").write_text("isi")

    def take_and_return() -> None:
        (inbox / "a.txt").unlink()
        time.sleep(0.3)  # runs in the loop's thread: the scan sees neither state until afterwards
        (inbox / "a.txt").write_text("isi")
        os.utime(inbox / "a.txt", (1, 1))

    assert len(collect(doorbell, 1.0, take_and_return)) == 2


def test_it_reminds_of_files_that_are_still_waiting(doorbell, inbox):
    doorbell.ring_again = 0.1
    (inbox / "a.txt").write_text("isi")
    assert len(collect(doorbell, 0.8)) > 1


def test_it_ignores_half_written_names(doorbell, inbox):
    for name in (".hidden.txt", "a.txt.part", "a.txt~", "a.toml"):
        (inbox / name).write_text("isi")
    assert collect(doorbell, 0.4) == []


def test_a_file_being_written_waits(doorbell, inbox, monkeypatch):
    monkeypatch.setattr("ingest.intake.scan.SETTLE", 60.0)
    (inbox / "a.txt").write_text("isi")
    assert collect(doorbell, 0.4) == []


def test_a_long_list_is_cut_but_counted(doorbell, inbox):
    for number in range(130):
        (inbox / f"{number:03}.txt").write_text("isi")
    (ring,) = collect(doorbell, 0.8)
    assert ring["count"] == 130
    assert len(ring["files"]) == 100
