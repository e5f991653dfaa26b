"""Every DAG, executed by Airflow itself: dag.test() runs real tasks against a real metadata database."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from airflow.dag_processing.dagbag import DagBag

from ingest import pipeline, pipeline_feeds
from ingest.airflow.once import read_answer, run_dag
from ingest.airflow.plugin import find_report
from ingest.errors import PublicationBlocked

DAGS = Path(__file__).resolve().parents[2] / "dags"
TODAY = datetime.now(UTC).date().isoformat()
ARTICLE = (
    "PT Contoh Nusantara, perusahaan rekaan, akan menanamkan investasi Rp 2 triliun untuk membangun pabrik baterai "
    "di Karawang, kata direktur utamanya dalam keterangan resmi pada Senin."
)


@pytest.fixture
def dags(metadata_db):
    """The DAGs, loaded afresh: a run in this process leaves its parameters behind in the DAG object."""
    return DagBag(str(DAGS)).dags


@pytest.fixture
def inbox(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("INGEST_DATA_DIR", str(tmp_path))
    monkeypatch.setattr("ingest.intake.scan.SETTLE", -1.0)
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def fetch_partitions(asset: str, run_id: str) -> set[str | None]:
    """Return the partition keys of the events that a run emitted for an asset."""
    from airflow.models.asset import AssetEvent, AssetModel
    from airflow.utils.session import create_session
    from sqlalchemy import select

    query = select(AssetEvent.partition_key).join(AssetModel, AssetModel.id == AssetEvent.asset_id)
    with create_session() as session:
        return set(session.scalars(query.where(AssetModel.name == asset, AssetEvent.source_run_id == run_id)))


def states(run) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for instance in run.get_task_instances():
        found.setdefault(instance.task_id, []).append(str(instance.state))
    return found


def test_an_article_of_the_inbox_is_loaded_and_its_day_announced(dags, inbox):
    (inbox / "a.txt").write_text(ARTICLE)
    run = run_dag(dags["ingest_inbox"], {})
    assert states(run) == {
        "discover": ["success"],
        "extract": ["success"],
        "load": ["success"],
        "announce": ["success"],
        "all_chunks_extracted": ["success"],
    }
    assert run.state == "success"
    assert fetch_partitions("warta_articles_by_day", run.run_id) == {TODAY}
    assert list(inbox.iterdir()) == []
    assert pipeline.status(pipeline.Settings(data=inbox.parent, inbox=inbox))["inputs"] == {"stored": 1}


def test_an_empty_inbox_is_a_success_without_news(dags, inbox):
    run = run_dag(dags["ingest_inbox"], {})
    assert run.state == "success"
    assert states(run)["announce"] == ["skipped"]
    assert fetch_partitions("warta_articles_by_day", run.run_id) == set()


def test_todays_articles_wait_for_the_close_where_asked_to(dags, inbox, monkeypatch):
    monkeypatch.setenv("INGEST_PUBLISH_INTRADAY", "0")
    (inbox / "a.txt").write_text(ARTICLE)
    run = run_dag(dags["ingest_inbox"], {})
    assert run.state == "success"
    assert fetch_partitions("warta_articles_by_day", run.run_id) == set()


def test_a_chunk_that_fails_fails_the_run_after_the_others_were_loaded(dags, inbox, monkeypatch):
    monkeypatch.setenv("INGEST_CHUNK_SIZE", "1")
    for name in ("a", "b", "c"):
        (inbox / f"{name}.txt").write_text(f"{ARTICLE} Naskah {name}.")
    real = pipeline.extract_chunk

    def fail_on_b(settings, names, run_id):
        if names == ["b.txt"]:
            raise MemoryError("the machine is too small")
        return real(settings, names, run_id)

    monkeypatch.setattr(pipeline, "extract_chunk", fail_on_b)
    run = run_dag(dags["ingest_inbox"], {})
    assert run.state == "failed"
    assert read_answer(run, "load")["stored"] == 2
    assert [path.name for path in inbox.iterdir()] == ["b.txt"]

    monkeypatch.setattr(pipeline, "extract_chunk", real)
    run = run_dag(dags["ingest_inbox"], {})
    assert run.state == "success"
    assert read_answer(run, "load")["stored"] == 1


def test_closing_a_day_announces_it(dags, inbox):
    (inbox / "a.txt").write_text(ARTICLE)
    assert run_dag(dags["ingest_inbox"], {}).state == "success"
    run = run_dag(dags["close_day"], {"day": TODAY})
    assert states(run) == {"close": ["success"]}
    assert fetch_partitions("warta_day_closed", run.run_id) == {TODAY}


@pytest.mark.parametrize("first", [None, TODAY])
def test_a_day_before_the_first_input_is_not_published(dags, inbox, first):
    if first:
        (inbox / "a.txt").write_text(ARTICLE)
        assert run_dag(dags["ingest_inbox"], {}).state == "success"
    run = run_dag(dags["close_day"], {"day": "2026-01-02"})
    assert (run.state, states(run)) == ("success", {"close": ["skipped"]})
    assert fetch_partitions("warta_day_closed", run.run_id) == set()


@pytest.mark.parametrize("dag_id", ["close_day", "publish_snapshot"])
def test_no_day_is_a_failure_not_a_guess(dags, inbox, dag_id):
    assert run_dag(dags[dag_id], {}).state == "failed"


def test_a_snapshot_is_published_and_then_stands(dags, inbox):
    (inbox / "a.txt").write_text(ARTICLE)
    assert run_dag(dags["ingest_inbox"], {}).state == "success"
    run = run_dag(dags["publish_snapshot"], {"day": TODAY})
    assert run.state == "success"
    first = read_answer(run, "publish")
    assert first["status"] == "published"
    assert (Path(first["path"]) / "warta.duckdb").is_file()
    latest = (inbox.parent / "published" / "latest.json").read_bytes()
    assert json.loads(latest)["as_of_date"] == TODAY
    run = run_dag(dags["publish_snapshot"], {"day": TODAY})
    assert (run.state, read_answer(run, "publish")["status"]) == ("success", "unchanged")
    assert (inbox.parent / "published" / "latest.json").read_bytes() == latest


@pytest.mark.parametrize(
    ("report", "address"),
    [("reports/2026-11-20-1a2b/index.html", "/validation/2026-11-20-1a2b/index.html"), ("", "/validation/")],
)
def test_a_blocked_publication_fails_at_once_and_links_its_report(dags, inbox, monkeypatch, report, address):
    calls = []

    def block(settings, day, now):
        calls.append(day)
        raise PublicationBlocked("amounts are negative", report)

    monkeypatch.setattr(pipeline, "publish", block)
    dags["publish_snapshot"].deadline = None  # dag.test() cannot look it up
    run = dags["publish_snapshot"].test(run_conf={"day": "2026-11-20"})
    assert run.state == "failed"
    assert [day.isoformat() for day in calls] == ["2026-11-20"]  # three retries are allowed, none was made
    (task,) = run.get_task_instances()
    assert task.xcom_pull(task_ids="publish", key="report_url") == address


def test_the_link_of_an_attempt_leads_to_its_own_report_after_later_ones(dags, inbox):
    links = []
    for name in ("first", "second", "third"):
        (inbox / f"{name}.txt").write_text(f"{ARTICLE} Naskah {name}.")
        assert run_dag(dags["ingest_inbox"], {}).state == "success"
        run = run_dag(dags["publish_snapshot"], {"day": TODAY})
        (task,) = run.get_task_instances()
        address = task.xcom_pull(task_ids="publish", key="report_url")
        page = find_report(inbox.parent / "reports", address.removeprefix("/validation/"))
        links.append((page, page.read_bytes(), read_answer(run, "publish")["snapshot_id"]))
    assert len({page for page, _, _ in links}) == 3
    for page, content, snapshot_id in links:
        assert page.read_bytes() == content
        assert snapshot_id in page.parts and snapshot_id in content.decode()


def test_maintenance_runs(dags, inbox):
    (inbox / "a.txt").write_text(ARTICLE)
    assert run_dag(dags["ingest_inbox"], {}).state == "success"
    marks = list((inbox.parent / "state" / "ledger").iterdir())
    assert len(marks) == 1
    marks[0].unlink()
    run = run_dag(dags["maintenance"], {})
    assert run.state == "success"
    assert marks[0].exists()


def test_fetch_feeds_asks_each_feed_that_is_due(dags, inbox, monkeypatch):
    fetched = []
    monkeypatch.setattr(pipeline_feeds, "list_due_feeds", lambda settings, now: ["one", "two"], raising=False)
    monkeypatch.setattr(
        pipeline_feeds,
        "fetch_feed",
        lambda settings, feed, now: fetched.append((feed, now.tzinfo)) or {"new": 1},
        raising=False,
    )
    run = run_dag(dags["fetch_feeds"], {})
    assert run.state == "success"
    assert sorted(fetched) == [("one", None), ("two", None)]


def test_fetch_feeds_without_feeds_does_nothing(dags, inbox, monkeypatch):
    monkeypatch.setattr(pipeline_feeds, "list_due_feeds", lambda settings, now: [], raising=False)
    run = run_dag(dags["fetch_feeds"], {})
    assert run.state == "success"
    assert states(run)["fetch"] == ["skipped"]
