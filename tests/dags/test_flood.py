"""Ten thousand files dropped at once: one DAG run takes them all, in chunks, not with a task for each file."""

import time
from pathlib import Path

import pytest
from airflow.dag_processing.dagbag import DagBag

from ingest import pipeline
from ingest.airflow.once import run_dag

DAGS = Path(__file__).resolve().parents[2] / "dags"
FILES = 10_000


@pytest.mark.slow
def test_ten_thousand_files_are_one_run(metadata_db, tmp_path, monkeypatch):
    monkeypatch.setenv("INGEST_DATA_DIR", str(tmp_path))
    monkeypatch.setattr("ingest.intake.scan.SETTLE", -1.0)
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    filler = (
        "Rencana itu disampaikan dalam rapat umum pemegang saham dan masih menunggu izin pemerintah daerah setempat. "
        * 12
    )
    for number in range(FILES):
        text = f"PT Contoh {number} akan menanamkan investasi Rp {number % 900 + 1} miliar untuk membangun pabrik. "
        (inbox / f"{number:05d}.txt").write_text(text + filler)
    start = time.monotonic()
    run = run_dag(DagBag(str(DAGS)).dags["ingest_inbox"], {})
    seconds = time.monotonic() - start
    assert run.state == "success"
    assert len([task for task in run.get_task_instances() if task.task_id == "extract"]) <= FILES // 50
    assert pipeline.status(pipeline.Settings(data=tmp_path, inbox=inbox))["inputs"] == {"stored": FILES}
    assert list(inbox.iterdir()) == []
    print(f"{FILES} files of {len(text + filler)} characters in {seconds:.0f} s: {FILES / seconds:.0f} a second")
