"""Feeds from a server on loopback to the inbox: due, fetched, conditional, suspended, moved."""

import gzip
import json
import time
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from feeds.conftest import NOW
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from ingest.errors import WartaError
from ingest.intake.fetch import Limits
from ingest.intake.files import make_article
from ingest.pipeline import open_live
from ingest.pipeline_feeds import fetch_feed, fetch_feeds_at_once, list_due_feeds, resume_feed, show_health
from ingest.settings import Settings
from ingest.store.feeds import fetch_feed_state

ENTRY = "<item><guid>{guid}</guid><title>{title}</title><link>https://news.example.com/{guid}</link><description>{text}</description></item>"


def make_rss(*entries: tuple[str, str, str], end: str = "</channel></rss>") -> str:
    items = "".join(ENTRY.format(guid=guid, title=title, text=text) for guid, title, text in entries)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Harian Contoh</title>{items}{end}'


def register(settings: Settings, url: str, **more: object) -> str:
    lines = ["[[feed]]", 'id = "contoh"', f'url = "{url}"', 'publisher = "Harian Contoh"', 'language = "id"']
    lines += [f"{key} = {json.dumps(value)}" for key, value in more.items()]
    settings.feeds_file.write_text("\n".join(lines))
    return "contoh"


def read_inbox(settings: Settings) -> list[dict[str, object]]:
    return [json.loads(path.read_text()) for path in sorted(settings.inbox.glob("feed-*.json"))]


def state_of(settings: Settings) -> dict[str, object]:
    with open_live(settings) as con:
        state = fetch_feed_state(con, "contoh")
    assert state is not None
    return state


def test_entries_reach_the_inbox_once(settings: Settings, httpserver: HTTPServer) -> None:
    feed = make_rss(("1", "Satu", "PT Contoh membangun pabrik."), ("2", "Dua", "Yang kedua."))
    httpserver.expect_request("/feed").respond_with_data(feed, content_type="application/rss+xml")
    register(settings, httpserver.url_for("/feed"))
    assert list_due_feeds(settings, NOW) == ["contoh"]
    first = fetch_feed(settings, "contoh", NOW)
    assert (first["status"], first["entries"], first["new"], first["rejected"]) == ("ok", 2, 2, 0)
    records = read_inbox(settings)
    assert {record["title"] for record in records} == {"Satu", "Dua"}
    assert {make_article(record).publisher for record in records} == {"Harian Contoh"}
    assert list_due_feeds(settings, NOW + timedelta(minutes=30)) == []
    assert list_due_feeds(settings, NOW + timedelta(minutes=70)) == ["contoh"]
    for path in settings.inbox.iterdir():
        path.unlink()
    again = fetch_feed(settings, "contoh", NOW + timedelta(minutes=70))
    assert (again["entries"], again["new"]) == (2, 0)
    assert read_inbox(settings) == []


def test_an_edited_entry_comes_again_under_the_same_identity(settings: Settings, httpserver: HTTPServer) -> None:
    register(settings, httpserver.url_for("/feed"))
    for text in ("Nilainya US$1 miliar.", "Nilainya US$2 miliar."):
        httpserver.clear()
        httpserver.expect_request("/feed").respond_with_data(make_rss(("1", "Satu", text)))
        result = fetch_feed(settings, "contoh", NOW)
    assert result["new"] == 1, result
    first, second = (make_article(record) for record in read_inbox(settings))
    assert first.article_id == second.article_id
    assert first.content_sha256 != second.content_sha256


def test_conditional_requests_send_the_validators_back(settings: Settings, httpserver: HTTPServer) -> None:
    seen: list[dict[str, str]] = []

    def answer(request: Request) -> Response:
        seen.append(dict(request.headers))
        if "If-None-Match" in request.headers:
            return Response(status=304)
        headers = {"ETag": 'W/"a b"', "Last-Modified": "Mon, 23 Nov 2026 10:00:00 GMT"}
        return Response(make_rss(("1", "Satu", "Teks.")), headers=headers)

    httpserver.expect_request("/feed").respond_with_handler(answer)
    register(settings, httpserver.url_for("/feed"))
    assert fetch_feed(settings, "contoh", NOW)["status"] == "ok"
    later = fetch_feed(settings, "contoh", NOW + timedelta(hours=2))
    assert (later["status"], later["new"], later["http_status"]) == ("not_modified", 0, 304)
    assert seen[1]["If-None-Match"] == 'W/"a b"'
    assert seen[1]["If-Modified-Since"] == "Mon, 23 Nov 2026 10:00:00 GMT"
    assert seen[0]["User-Agent"].startswith("warta-ingest/")
    assert state_of(settings)["errors_in_row"] == 0


def test_ten_failures_suspend_a_feed_and_410_ends_it(settings: Settings, httpserver: HTTPServer) -> None:
    register(settings, httpserver.url_for("/feed"))
    httpserver.expect_request("/feed").respond_with_data("no", status=500)
    now = NOW
    for _ in range(10):
        assert list_due_feeds(settings, now) == ["contoh"]
        result = fetch_feed(settings, "contoh", now)
        assert (result["status"], result["reason"]) == ("failed", "http_500")
        now += timedelta(hours=27)
    assert result["state"] == "suspended"
    assert list_due_feeds(settings, now) == []
    httpserver.clear()
    httpserver.expect_request("/feed").respond_with_data("gone", status=410)
    assert fetch_feed(settings, "contoh", now)["state"] == "gone"


def test_retry_after_is_kept(settings: Settings, httpserver: HTTPServer) -> None:
    register(settings, httpserver.url_for("/feed"))
    httpserver.expect_request("/feed").respond_with_data("slow down", status=429, headers={"Retry-After": "180000"})
    result = fetch_feed(settings, "contoh", NOW)
    assert result["next_due_at"] == (NOW + timedelta(seconds=180000)).isoformat()


def test_a_permanent_redirect_is_remembered_and_the_id_kept(settings: Settings, httpserver: HTTPServer) -> None:
    register(settings, httpserver.url_for("/old"))
    httpserver.expect_ordered_request("/old").respond_with_data("", 301, headers={"Location": "/new"})
    for _ in range(2):
        httpserver.expect_ordered_request("/new").respond_with_data(make_rss(("1", "Satu", "Teks.")))
    result = fetch_feed(settings, "contoh", NOW)
    assert result["new"] == 1, result
    assert state_of(settings)["moved_to"] == httpserver.url_for("/new")
    assert fetch_feed(settings, "contoh", NOW)["new"] == 0
    httpserver.check_assertions()


def test_a_feed_that_is_none_is_one_rejected_input(settings: Settings, httpserver: HTTPServer) -> None:
    register(settings, httpserver.url_for("/feed"))
    httpserver.expect_request("/feed").respond_with_data("<!doctype html><html><body>Log in</body></html>")
    for _ in range(2):
        result = fetch_feed(settings, "contoh", NOW)
        assert (result["status"], result["reason"]) == ("rejected", "not_a_feed")
    (record,) = read_inbox(settings)
    assert record["rejected"] == {"reason": "not_a_feed", "detail": "an HTML page"}


def test_the_cut_entry_is_refused_and_the_others_kept(settings: Settings, httpserver: HTTPServer) -> None:
    register(settings, httpserver.url_for("/feed"))
    whole = make_rss(("1", "Satu", "Teks."), ("2", "Dua", "Nilainya US$1,5 miliar."))
    httpserver.expect_request("/feed").respond_with_data(whole[: whole.index(",5 miliar")])
    result = fetch_feed(settings, "contoh", NOW)
    assert (result["status"], result["reason"], result["new"], result["rejected"]) == ("partial", "truncated", 1, 1)
    assert not any("US$1" in json.dumps(record) for record in read_inbox(settings))


def test_an_inbox_that_is_read_in_place_is_not_written_to(settings: Settings, httpserver: HTTPServer) -> None:
    register(settings, httpserver.url_for("/feed"))
    settings.inbox.mkdir(parents=True)
    (settings.inbox / ".keep").touch()
    with pytest.raises(WartaError, match="read in place"):
        fetch_feed(settings, "contoh", NOW)


def test_full_text_comes_from_the_page(settings: Settings, httpserver: HTTPServer) -> None:
    paragraph = (
        "<p>PT Contoh Maju membangun pabrik senilai US$1,1 miliar di Kendal, kata direktur perusahaan itu kemarin.</p>"
    )
    page = f"<html><head><title>x</title></head><body><article>{paragraph * 4}</article></body></html>"
    text = "PT Contoh Maju membangun pabrik senilai..."
    feed = make_rss(("1", "PT Contoh Maju membangun pabrik", text)).replace(
        "https://news.example.com", httpserver.url_for("/a")
    )
    httpserver.expect_request("/feed").respond_with_data(feed)
    httpserver.expect_request("/a/1").respond_with_data(page, content_type="text/html; charset=utf-8")
    httpserver.expect_request("/robots.txt").respond_with_data("User-agent: *\nDisallow: /b", content_type="text/plain")
    register(settings, httpserver.url_for("/feed"), full_text=True)
    result = fetch_feed(settings, "contoh", NOW)
    assert result["new"] == 1, result
    (record,) = read_inbox(settings)
    assert record["text_from"] == "page"
    assert "US$1,1 miliar" in str(record["body"])


def test_robots_are_obeyed(settings: Settings, httpserver: HTTPServer) -> None:
    feed = make_rss(("1", "Satu", "Teks pendek.")).replace("https://news.example.com", httpserver.url_for("/a"))
    httpserver.expect_request("/feed").respond_with_data(feed)
    httpserver.expect_request("/robots.txt").respond_with_data(
        "User-agent: warta-ingest\nDisallow: /a", content_type="text/plain"
    )
    register(settings, httpserver.url_for("/feed"), full_text=True)
    result = fetch_feed(settings, "contoh", NOW)
    assert result["new"] == 1, result
    (record,) = read_inbox(settings)
    assert record["notes"] == ["page:robots_disallow"]
    assert [request.path for request, _ in httpserver.log] == ["/feed", "/robots.txt"]


def test_unknown_feed(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(WartaError, match="no feed 'x'"):
        fetch_feed(settings, "x", NOW)


def test_hostile_feeds_are_named_while_the_others_go_on(
    settings: Settings, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.intake.fetch.Limits", partial(Limits, total=4.0))  # 30 s is long for a test
    good = make_rss(("1", "Satu", "Teks."))
    bodies = {
        "bomb": (gzip.compress(b"<rss>" + b" " * 300 * 2**20), {"Content-Encoding": "gzip"}),
        "author": (make_rss(("1", "x</title><author>" + "a" * 60_000 + "@</author><title>", "y")).encode(), {}),
        "deep": (b"<rss>" + b"<a>" * 100_000, {}),
        "good1": (good.encode(), {}),
        "good2": (good.encode(), {}),
    }

    def drip(_: Request) -> Response:
        def forever() -> Iterator[bytes]:
            while True:
                time.sleep(0.05)
                yield b" "

        return Response(forever())

    for name, (body, headers) in bodies.items():
        httpserver.expect_request(f"/{name}").respond_with_data(body, headers=headers)
    httpserver.expect_request("/endless").respond_with_handler(drip)
    names = [*bodies, "endless"]
    settings.feeds_file.write_text(
        "".join(f'[[feed]]\nid = "{name}"\nurl = "{httpserver.url_for("/" + name)}"\n' for name in names)
    )
    start = time.monotonic()
    results = {row["feed_id"]: (row["status"], row["reason"]) for row in fetch_feeds_at_once(settings, names, NOW)}
    assert results == {
        "bomb": ("failed", "too_large"),
        "author": ("rejected", "parse_timeout"),
        "deep": ("rejected", "too_deep"),
        "good1": ("ok", None),
        "good2": ("ok", None),
        "endless": ("failed", "timeout"),
    }
    assert time.monotonic() - start < 60


def test_the_list_shows_how_feeds_do(settings: Settings, httpserver: HTTPServer) -> None:
    register(settings, httpserver.url_for("/feed"))
    assert [row["health"] for row in show_health(settings)] == ["new"]
    httpserver.expect_request("/feed").respond_with_data("no", status=503)
    fetch_feed(settings, "contoh", NOW)
    (row,) = show_health(settings)
    assert (row["health"], row["last_reason"], row["errors_in_row"]) == ("failing", "http_503", 1)
    resume_feed(settings, "contoh")
    assert list_due_feeds(settings, NOW) == ["contoh"]
