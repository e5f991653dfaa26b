"""Feed bodies of every kind: what is read, what is refused and by which name, and that nothing is ever silent."""

import gzip
import json
import random
import time
from datetime import datetime

import pytest
from feeds.bodies import GOOD, make_atom, make_json_feed, make_rss
from feeds.conftest import NOW
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.intake.feeds import FeedReading, make_record, read_feed
from ingest.intake.files import make_article, read_file
from ingest.intake.rejection import REASONS
from ingest.model import Article

URL = "https://news.example.com/feed"


def read(body: bytes | str, **headers: str) -> FeedReading:
    reading = read_feed(body.encode() if isinstance(body, str) else body, headers, URL, now=NOW)
    assert reading.reason != "internal", reading
    return reading


def rss(item: str) -> str:
    return f'<rss version="2.0"><channel><title>Harian Contoh</title><item>{item}</item></channel></rss>'


@pytest.mark.parametrize("make", GOOD)
def test_every_format_is_read(make) -> None:  # type: ignore[no-untyped-def]
    reading = read(make(1, random.Random(1)))
    assert (reading.status, reading.reason, len(reading.entries), reading.rejected) == ("ok", None, 5, ())
    first = reading.entries[0]
    assert first.body.startswith("PT Contoh 1-0 akan menanamkan investasi")
    assert first.published_at in {datetime(2024, 3, 5, 3), datetime(2024, 3, 5, 10), datetime(2024, 3, 5)}  # noqa: DTZ001
    assert first.url and first.url.endswith(".example/0")


ITEM = "<title>Pabrik</title><link>https://a.example/1</link><description>PT Contoh membangun pabrik.</description>"
RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
OLD_FORMATS = {
    "rss090": f'<rdf:RDF {RDF} xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel/><item>{ITEM}</item></rdf:RDF>',
    "rss091u": f'<rss version="0.91"><channel><item>{ITEM}</item></channel></rss>',
    "rss092": f'<rss version="0.92"><channel><item>{ITEM}</item></channel></rss>',
    "rss093": f'<rss version="0.93"><channel><item>{ITEM}</item></channel></rss>',
    "rss094": f'<rss version="0.94"><channel><item>{ITEM}</item></channel></rss>',
    "rss": f"<rss><channel><item>{ITEM}</item></channel></rss>",
    "atom03": '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title>Pabrik</title>'
    '<link rel="alternate" href="https://a.example/1"/><content>PT Contoh membangun pabrik.</content></entry></feed>',
}


@pytest.mark.parametrize("name", OLD_FORMATS)
def test_old_formats_are_read_and_named(name: str) -> None:
    reading = read(OLD_FORMATS[name])
    assert (reading.status, reading.format) == ("ok", name)
    (entry,) = reading.entries
    assert (entry.title, entry.url, entry.body) == ("Pabrik", "https://a.example/1", "PT Contoh membangun pabrik.")


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "image/png", "nonsense"])
def test_a_feed_under_a_wrong_content_type_is_read_and_said(kind: str) -> None:
    reading = read_feed(rss(ITEM).encode(), {"Content-Type": kind}, URL, now=NOW)
    assert (reading.status, len(reading.entries)) == ("ok", 1)
    assert reading.notes == (f"content_type:{kind.partition(';')[0]}",)
    for right in ("application/rss+xml", "text/xml", "application/feed+json", "text/plain", ""):
        assert read_feed(rss(ITEM).encode(), {"Content-Type": right}, URL, now=NOW).notes == ()


def test_blocks_end_lines_and_inline_tags_do_not() -> None:
    html = "<p>Nilai US$1,1 miliar</p><p>5</p><table><tr><td>7</td><td>juta</td></tr></table>US$1<b>,5</b> miliar.<script>9</script>"
    (entry,) = read(rss(f"<description><![CDATA[{html}]]></description>")).entries
    assert entry.body == "Nilai US$1,1 miliar\n5\n7\njuta\nUS$1,5 miliar."


def test_boilerplate_is_left_out() -> None:
    lines = [
        "Isi berita.",
        "Baca juga: Harga naik",
        "SCROLL TO CONTINUE WITH CONTENT",
        "Pabrik (Foto: Contoh/Harian)",
        "Isi kedua.",
        "The post Isi appeared first on Harian Contoh.",
    ]
    html = "".join(f"<p>{line}</p>" for line in lines)
    (entry,) = read(rss(f"<description><![CDATA[{html}]]></description>")).entries
    assert entry.body == "Isi berita.\nIsi kedua."


@pytest.mark.parametrize("make", [make_rss, make_atom])
def test_a_feed_cut_anywhere_never_yields_half_an_amount(make) -> None:  # type: ignore[no-untyped-def]
    whole = make(1, random.Random(5), 2).replace("US$75,7 juta", "US$1,5 miliar")
    start = whole.rindex("investasi ") + len("investasi ")
    end = whole.index("untuk", start)
    for cut in range(start, end):
        reading = read(whole[:cut])
        assert (reading.status, reading.reason) == ("partial", "truncated")
        assert len(reading.entries) == 1 and [refusal.reason for refusal in reading.rejected] == ["truncated"]


def test_a_json_feed_cut_anywhere_is_refused() -> None:
    whole = make_json_feed(1, random.Random(5), 2)
    for cut in range(len(whole) - 200, len(whole) - 1):
        assert read(whole[:cut]).reason == "bad_json"


@pytest.mark.parametrize("cut", range(len("US$1,5 miliar")))
@pytest.mark.parametrize("end", ["", "...", "…", " [...]", " [&amp;hellip;]"])
def test_a_summary_cut_by_its_publisher_never_yields_half_an_amount(cut: int, end: str) -> None:
    text = "Kalimat pertama selesai. PT Contoh akan membangun pabrik senilai " + "US$1,5 miliar"[:cut] + end
    (entry,) = read(rss(f"<title>Pabrik baru</title><description>{text}</description>")).entries
    assert "1" not in entry.body and "US$" not in entry.body
    if cut > 2 or end:  # "senilai US" is half a word and no amount
        assert entry.body == "Kalimat pertama selesai."


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty_response"),
        (b"  \n", "empty_response"),
        ("<!doctype html><html><body>Log in</body></html>", "not_a_feed"),
        ('{"error": "quota"}', "not_a_feed"),
        ("Service unavailable", "not_a_feed"),
        ("<sitemapindex></sitemapindex>", "not_a_feed"),
        ('<rss version="2.0"><channel><title>cut', "truncated"),
        (b"%PDF-1.7", "binary"),
        (b"\x89PNG\r\n\x1a\n....", "binary"),
        (gzip.compress(b"<rss/>", mtime=0)[:-9], "bad_gzip"),
        (gzip.compress(b"<rss>" + b" " * 300 * 2**20, mtime=0), "too_large"),
        (b"<rss>" + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</rss>", "too_deep"),
        ("<rss>" + "<item/>" * 10_001 + "</rss>", "too_many_entries"),
        (rss("<title>x</title><author>" + "a" * 60_000 + "@</author>"), "parse_timeout"),
    ],
)
def test_refused_bodies_have_their_name_within_the_limits(body: bytes | str, reason: str) -> None:
    start = time.monotonic()
    reading = read(body)
    assert (reading.status, reading.reason, reading.entries) == ("rejected", reason, ())
    assert reason in REASONS
    assert time.monotonic() - start < 30


def test_an_empty_feed_is_told_from_none() -> None:
    reading = read('<rss version="2.0"><channel><title>x</title></channel></rss>')
    assert (reading.status, reading.reason) == ("ok", "empty_feed")


def test_entities_of_the_document_are_not_fetched_and_not_expanded() -> None:
    head = '<!DOCTYPE r [<!ENTITY v "900"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
    (entry,) = read(head + rss("<title>a</title><description>US$&v; dan &x; akhir kalimat.</description>")).entries
    assert "900" not in entry.body and "root:" not in entry.body


def test_declared_codecs_of_python_are_not_obeyed() -> None:
    body = '<?xml version="1.0" encoding="utf-7"?>' + rss("<title>+ADw-script+AD4-</title>")
    (entry,) = read(body).entries
    assert entry.title == "+ADw-script+AD4-"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252"])
def test_declared_encodings(encoding: str) -> None:
    body = f'<?xml version="1.0" encoding="{encoding}"?>' + rss("<title>Café Contoh</title>")
    (entry,) = read(body.encode(encoding)).entries
    assert entry.title == "Café Contoh"


def test_identity_by_guid_then_link_then_content() -> None:
    def ids(*items: str) -> list[str]:
        joined = "".join(f"<item>{item}</item>" for item in items)
        return [entry.article_id for entry in read(f'<rss version="2.0"><channel>{joined}</channel></rss>').entries]

    old, new = "<description>Lama.</description>", "<description>Baru.</description>"
    assert ids(f"<guid>7</guid>{old}") == ids(f"<guid>7</guid>{new}")
    link = "<link>https://news.example.com/a?utm_source=rss</link>"
    assert ids(link + old) == ids(link.replace("?utm_source=rss", "") + new)
    assert ids(old) != ids(new)
    first, second = ids(*(f"<guid>same</guid><link>https://news.example.com/{n}</link>{old}" for n in "12"))
    assert first != second  # a guid that two entries share names neither


def test_links_that_are_no_web_address_are_dropped() -> None:
    for link in ("javascript:alert(1)", "file:///etc/passwd", "not an address at all"):
        (entry,) = read(rss(f"<guid>g</guid><title>T</title><link>{link}</link>")).entries
        assert entry.url is None or entry.url.startswith("https://news.example.com/")


def test_unsure_dates_are_none_with_their_text() -> None:
    (entry,) = read(rss("<title>T</title><pubDate>0000-00-00</pubDate>")).entries
    assert (entry.published_at, entry.published_text, entry.notes) == (None, "0000-00-00", ("unsure_date",))


def test_the_future_is_bounded_by_the_answer_or_the_clock() -> None:
    body = rss("<title>T</title><pubDate>Fri, 01 Jan 2100 00:00:00 GMT</pubDate>").encode()
    for headers in ({}, {"Date": "Mon, 23 Nov 2026 10:00:00 GMT"}):
        assert read_feed(body, headers, URL).entries[0].published_at is None


def test_a_record_makes_the_same_article_again() -> None:
    for make in GOOD:
        for entry in read(make(3, random.Random(3))).entries:
            assert make_article(json.loads(json.dumps(make_record(entry)))) == entry


def check_accounting(reading: FeedReading) -> None:
    assert reading.status in {"ok", "partial", "rejected"}
    assert reading.status != "rejected" or (reading.reason in REASONS and not reading.entries)
    for entry in reading.entries:
        assert isinstance(entry, Article) and entry.body.strip()
        entry.body.encode("utf-8")
    for refusal in reading.rejected:
        assert refusal.reason in REASONS


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.dictionaries(st.text(max_size=12), st.text(max_size=30), max_size=3))
def test_any_bytes_are_accounted_for(body: bytes, headers: dict[str, str]) -> None:
    check_accounting(read_feed(body, headers, URL))


TOKENS = [
    "<rss>", "</rss>", "<channel>", "</channel>", "<item>", "</item>", "<title>", "</title>", "<description>", "<![CDATA[", "]]>",
    "<feed xmlns='http://www.w3.org/2005/Atom'>", "</feed>", "<entry>", "</entry>", "&amp;", "&#xD800;", "&x;", "<!--", "-->", "<?xml",
    "?>", "US$1,5 miliar", "\x00", "é", "<guid>", "<link>", "<pubDate>", "<!DOCTYPE", "encoding='utf-7'", '{"version":', "<p>", "<b",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(TOKENS), max_size=30))
def test_any_markup_is_accounted_for(tokens: list[str]) -> None:
    check_accounting(read("".join(tokens)))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 4), st.integers(0, 3000), st.binary(min_size=1, max_size=8))
def test_any_damage_to_a_feed_is_accounted_for(kind: int, place: int, junk: bytes) -> None:
    body = GOOD[kind](1, random.Random(2)).encode()
    check_accounting(read(body[:place] + junk + body[place + len(junk) :]))


@settings(max_examples=20, deadline=None)
@given(st.binary(max_size=300))
def test_any_page_is_accounted_for(body: bytes) -> None:
    (result,) = read_file("a.html", b"<html><p>" + body)
    assert isinstance(result, Article) or result.reason in REASONS
