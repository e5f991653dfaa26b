"""What a feed leaves beside its articles: that it was a feed, which, how far it is trusted; and its health for all to see."""

import json

import pytest
from feeds.conftest import NOW
from feeds.test_pipeline_feeds import make_rss, register, state_of
from pytest_httpserver import HTTPServer
from typer.testing import CliRunner

from ingest import pipeline
from ingest.cli import commands
from ingest.pipeline import open_live
from ingest.pipeline_feeds import count_health, fetch_feed
from ingest.settings import Settings
from ingest.store.rows import fetch_rows


def load_inbox(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.intake.scan.SETTLE", -1.0)
    shards = [pipeline.extract_chunk(settings, chunk, "run") for chunk in pipeline.discover(settings)]
    pipeline.load(settings, shards, NOW)


def test_the_ledger_tells_feeds_from_files_and_articles_keep_the_trust(
    settings: Settings, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(settings, httpserver.url_for("/feed"), trust="low")
    body = make_rss(("1", "Satu", "PT Contoh membangun pabrik."), ("2", "", ""))
    httpserver.expect_request("/feed").respond_with_data(body)
    assert fetch_feed(settings, "contoh", NOW)["rejected"] == 1
    dropped = {"body": "Berita lain tentang PT Contoh.", "publisher": "Harian Lain", "trust": "high"}
    (settings.inbox / "lain.json").write_text(json.dumps(dropped))
    (settings.inbox / "rusak.json").write_text("{")
    load_inbox(settings, monkeypatch)
    with open_live(settings) as con:
        ledger = fetch_rows(con, "SELECT source_kind, outcome, reason FROM ledger ORDER BY ALL")
        articles = fetch_rows(con, "SELECT publisher, feed_id, trust, text_from FROM articles ORDER BY ALL")
        (health,) = fetch_rows(con, "SELECT feed_id, trust FROM feeds")
    assert [tuple(row.values()) for row in ledger] == [
        ("feed", "rejected", "empty_entry"),
        ("feed", "stored", None),
        ("file", "rejected", "bad_json"),
        ("file", "stored", None),
    ]
    assert [tuple(row.values()) for row in articles] == [
        ("Harian Contoh", "contoh", "low", "feed_summary"),
        ("Harian Lain", None, None, "file"),  # who drops a file does not say himself how far to trust it
    ]
    assert tuple(health.values()) == ("contoh", "low")


def test_another_trust_does_not_bring_the_entries_again(settings: Settings, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/feed").respond_with_data(make_rss(("1", "Satu", "Teks.")))
    for trust, new in (("low", 1), ("high", 0)):
        register(settings, httpserver.url_for("/feed"), trust=trust)
        assert fetch_feed(settings, "contoh", NOW)["new"] == new
    assert state_of(settings)["trust"] == "high"


def test_lost_marks_of_feeds_are_written_again(
    settings: Settings, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(settings, httpserver.url_for("/feed"))
    httpserver.expect_request("/feed").respond_with_data(make_rss(("1", "Satu", "Teks.")))
    fetch_feed(settings, "contoh", NOW)
    load_inbox(settings, monkeypatch)
    (mark,) = settings.ledger_marks.iterdir()
    mark.unlink()
    assert pipeline.maintain(settings, NOW)["marks_written"] == 1
    assert mark.exists()


def test_status_shows_how_feeds_do(settings: Settings, httpserver: HTTPServer) -> None:
    register(settings, httpserver.url_for("/feed"))
    assert count_health(settings) == {"health": {"new": 1}, "unwell": []}
    httpserver.expect_request("/feed").respond_with_data("<html><body>Log in</body></html>")
    fetch_feed(settings, "contoh", NOW)
    environment = {"INGEST_FEEDS_FILE": str(settings.feeds_file), "INGEST_DATA_DIR": str(settings.data)}
    shown = json.loads(CliRunner().invoke(commands, ["status"], env=environment).stdout)["feeds"]
    assert shown["health"] == {"failing": 1}
    (unwell,) = shown["unwell"]
    assert (unwell["feed_id"], unwell["health"], unwell["last_reason"]) == ("contoh", "failing", "not_a_feed")
    assert unwell["last_detail"] == "an HTML page"
    settings.feeds_file.write_text("x =")
    shown = json.loads(CliRunner().invoke(commands, ["status"], env=environment).stdout)
    assert "not valid TOML" in shown["feeds"]["error"] and "rows" in shown


def test_a_feed_that_came_cut_is_asked_for_whole_again(settings: Settings, httpserver: HTTPServer) -> None:
    register(settings, httpserver.url_for("/feed"))
    whole = make_rss(("1", "Satu", "Teks."), ("2", "Dua", "Nilainya US$1,5 miliar."))
    headers = {"ETag": '"a"', "Last-Modified": "Mon, 23 Nov 2026 10:00:00 GMT"}
    for body, etag, new in ((whole[: whole.index(",5 miliar")], None, 1), (whole, '"a"', 1)):
        httpserver.clear()
        httpserver.expect_request("/feed").respond_with_data(body, headers=headers)
        assert fetch_feed(settings, "contoh", NOW)["new"] == new
        assert state_of(settings)["etag"] == etag
    assert "If-None-Match" not in httpserver.log[-1][0].headers


def test_robots_are_asked_at_every_hop(settings: Settings, httpserver: HTTPServer) -> None:
    feed = make_rss(("1", "Satu", "Teks pendek.")).replace("https://news.example.com", httpserver.url_for("/a"))
    httpserver.expect_request("/feed").respond_with_data(feed)
    httpserver.expect_request("/robots.txt").respond_with_data("User-agent: *\nDisallow: /b", content_type="text/plain")
    httpserver.expect_request("/a/1").respond_with_data("", 302, headers={"Location": "/b/1"})
    register(settings, httpserver.url_for("/feed"), full_text=True)
    assert fetch_feed(settings, "contoh", NOW)["new"] == 1
    (path,) = settings.inbox.glob("feed-*.json")
    assert json.loads(path.read_text())["notes"] == ["page:robots_disallow"]
    assert [request.path for request, _ in httpserver.log] == ["/feed", "/robots.txt", "/a/1"]


def test_pages_that_redirect_for_ever_are_left(settings: Settings, httpserver: HTTPServer) -> None:
    feed = make_rss(("1", "Satu", "Teks pendek.")).replace("https://news.example.com", httpserver.url_for("/a"))
    httpserver.expect_request("/feed").respond_with_data(feed)
    httpserver.expect_request("/robots.txt").respond_with_data("", 404)
    httpserver.expect_request("/a/1").respond_with_data("", 302, headers={"Location": "/a/1"})
    register(settings, httpserver.url_for("/feed"), full_text=True)
    assert fetch_feed(settings, "contoh", NOW)["new"] == 1
    (path,) = settings.inbox.glob("feed-*.json")
    assert json.loads(path.read_text())["notes"] == ["page:too_many_redirects"]
    assert [request.path for request, _ in httpserver.log].count("/a/1") == 6
