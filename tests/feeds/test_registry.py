"""feeds.toml is read strictly, grows by `add`, and takes OPML; the schedule waits as long as anybody asks."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from feeds.conftest import NOW

from ingest.errors import RejectedInput
from ingest.intake.registry import FeedsFileError, add_feeds, load_feeds, make_feed, read_opml
from ingest.intake.schedule import Outcome, plan_next, read_retry_after

OPML = b"""<opml version="2.0"><body><outline text="Berita"><outline type="rss" text='A "b" \\ c' xmlUrl="https://a.example/feed"/>
<outline text="B" xmlUrl="https://b.example/feed?utm_source=x"/><outline text="C" xmlUrl="javascript:alert(1)"/>
<outline text="again" xmlUrl="https://a.example/feed"/></outline></body></opml>"""


def test_no_file_is_no_feed(tmp_path: Path) -> None:
    assert load_feeds(tmp_path / "feeds.toml") == ()


def test_what_is_added_is_read_again_and_comments_stay(tmp_path: Path) -> None:
    path = tmp_path / "feeds.toml"
    path.write_text("# by hand\n")
    feed = make_feed(url="https://a.example/feed", id="a", publisher='Harian "Contoh" \\ \x1b[31m', full_text=True)
    assert add_feeds(path, [feed, *read_opml(OPML)]) != []
    assert add_feeds(path, [feed, *read_opml(OPML)]) == []
    first, second = load_feeds(path)
    assert (first.feed_id, first.publisher, first.full_text) == ("a", 'Harian "Contoh" \\ [31m', True)
    assert second.url == "https://b.example/feed"
    assert path.read_text().startswith("# by hand\n")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[feed]]", "not an http"),
        ('[[feed]]\nurl = "ftp://a.example"', "not an http"),
        ('[[feed]]\nurl = "https://a.example"\nintervall = 5', "unknown key 'intervall'"),
        ('[[feed]]\nurl = "https://a.example"\ninterval_minutes = 1', "from 5 to 1440"),
        ('[[feed]]\nurl = "https://a.example"\ninterval_minutes = "60"', "not int"),
        ('[[feed]]\nurl = "https://a.example"\ntrust = "blind"', "trust"),
        ('[[feed]]\nurl = "https://a.example"\nid = "../x"', "id"),
        ('[[feed]]\nurl = "https://a.example"\n[[feed]]\nurl = "https://a.example"', "twice"),
        ("[feeds]", r"\[\[feed\]\] tables only"),
        ("x =", "not valid TOML"),
    ],
)
def test_a_wrong_file_is_refused_whole(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "feeds.toml"
    path.write_text(text)
    with pytest.raises(FeedsFileError, match=message):
        load_feeds(path)


@pytest.mark.parametrize("data", [b"", b"<opml>", b'<!DOCTYPE o [<!ENTITY a "b">]><opml/>', b"\x00"])
def test_bad_opml(data: bytes) -> None:
    with pytest.raises(RejectedInput):
        read_opml(data)


def minutes(outcome: Outcome, errors: int = 0, quiet: float = 1.0) -> float:
    return (plan_next("a", 60, NOW, outcome, errors, quiet).next_due_at - NOW).total_seconds() / 60


def test_the_longest_wish_wins() -> None:
    assert 54 <= minutes(Outcome(False, new_entries=1)) <= 66
    assert 162 <= minutes(Outcome(False, new_entries=1, ttl_minutes=180)) <= 198
    assert 108 <= minutes(Outcome(False, new_entries=1, headers={"cache-control": "public, max-age=7200"})) <= 132
    assert minutes(Outcome(False, new_entries=1, ttl_minutes=99_999)) <= 24 * 60 * 1.1
    assert minutes(Outcome(True, headers={"retry-after": "259200"})) == 3 * 24 * 60
    assert minutes(Outcome(True, headers={"retry-after": "99999999"})) < 24 * 60


def test_quiet_feeds_are_asked_less_and_failing_ones_still_less() -> None:
    assert 81 <= minutes(Outcome(False)) <= 99
    assert 216 <= minutes(Outcome(False), quiet=4.0) <= 264
    assert [minutes(Outcome(True), errors) > 50 * 2 ** (errors + 1) for errors in range(4)] == [True] * 4
    assert plan_next("a", 60, NOW, Outcome(False), 9).errors_in_row == 0


def test_the_tenth_failure_suspends_and_gone_is_gone() -> None:
    assert plan_next("a", 60, NOW, Outcome(True), 8).state == "active"
    assert plan_next("a", 60, NOW, Outcome(True), 9).state == "suspended"
    assert plan_next("a", 60, NOW, Outcome(True, gone=True)).state == "gone"


def test_retry_after_as_a_date() -> None:
    now = datetime(2026, 11, 23, 10, 0)  # noqa: DTZ001
    assert read_retry_after({"retry-after": "Mon, 23 Nov 2026 10:05:00 GMT"}, now) == timedelta(minutes=5)
    assert read_retry_after({"retry-after": "Mon, 23 Nov 2026 09:00:00 GMT"}, now) == timedelta()
