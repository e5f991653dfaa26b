"""Feeds that careless or broken servers send: no entry goes missing, takes its neighbour's text, or half an amount."""

import gzip
import json

import pytest
from feeds.conftest import NOW
from feeds.test_read_feed import URL, read, rss

from ingest.batch import extract_text
from ingest.intake.feeds import FeedReading, read_feed

TEXT = "<description>Teks berita ini selesai.</description>"


def channel(*items: str, end: str = "</channel></rss>") -> str:
    return '<rss version="2.0"><channel><title>Harian Contoh</title>' + "".join(items) + end


def outcomes(reading: FeedReading) -> tuple[list[str], list[tuple[int, str]]]:
    return [entry.title for entry in reading.entries], [(bad.item, bad.reason) for bad in reading.rejected]


@pytest.mark.parametrize(
    "broken",
    [
        "<item><title>A</title><description>PT Contoh menanamkan US$1",
        "<item><title>A</title><description>PT Contoh menanamkan US$1tion><pubDate>x</pubDate></item>",
        "<item><title>A</title><description><![CDATA[PT Contoh menanamkan US$1",
        "<item><title>A</title><!-- <description>PT Contoh menanamkan US$1</item>",
        "<item><title>A</title>menanamkan US$1</description></item>",
    ],
)
@pytest.mark.parametrize("text", ["<description>Dua.</description>", "<description><![CDATA[Dua.]]></description>"])
def test_an_entry_without_its_end_takes_nothing_of_the_next(broken: str, text: str) -> None:
    whole = [f"<item><guid>{name}</guid><title>{name}</title>{text}</item>" for name in "BC"]
    reading = read(channel(broken, *whole))
    assert (reading.status, outcomes(reading)) == ("partial", (["B", "C"], [(0, "truncated")]))
    assert {entry.body for entry in reading.entries} == {"Dua."}
    reading = read(channel(whole[0], broken, whole[1]))
    assert outcomes(reading) == (["B", "C"], [(1, "truncated")])
    reading = read(channel(*whole, broken))
    assert outcomes(reading) == (["B", "C"], [(2, "truncated")])


def test_entries_that_never_end_but_are_whole_are_kept() -> None:
    items = [f"<item><title>{name}</title><description>Teks {name}.</description>" for name in "ABC"]
    reading = read(channel(*items))
    assert (reading.status, outcomes(reading)) == ("partial", (["A", "B", "C"], []))


def test_loose_tags_of_many_entries_are_not_depth() -> None:
    item = "<item><title>A</title><description>Teks " + "a<br><p>" * 40 + ".</description></item>"
    assert len(read(channel(*[item] * 100)).entries) == 100


def test_what_many_entries_share_names_none_of_them() -> None:
    front = "<link>https://news.example.com/</link>"
    for shared in ("<guid>0</guid>", front, front + '<guid isPermaLink="false">0</guid>'):
        items = [
            f"<item>{shared}<title>Judul {n}</title><description>Isi {n} selesai.</description></item>" for n in "abc"
        ]
        assert len({entry.article_id for entry in read(channel(*items)).entries}) == 3
    edited = [f"<item><guid>7</guid>{front}a<title>{title}</title>{TEXT}</item>" for title in ("Lama", "Baru")]
    assert len({entry.article_id for entry in read(channel(*edited)).entries}) == 1
    long = [f"<item><guid>{'g' * 600}{n}</guid>{TEXT}</item>" for n in "ab"]
    assert len({entry.article_id for entry in read(channel(*long)).entries}) == 2


@pytest.mark.parametrize(
    "body",
    [
        rss(TEXT).encode("utf-16-le"),
        rss(TEXT).encode("utf-16-be"),
        ('<?xml version="1.0" encoding="UTF-16"?>' + rss(TEXT)).encode("utf-16-be"),
        gzip.compress(rss(TEXT).encode(), mtime=0) + b"\r\n<!-- served in 3 ms -->",
        gzip.compress(gzip.compress(rss(TEXT).encode(), mtime=0), mtime=0),
        ("<!-- <html> --><?xml version='1.0'?>" + rss(TEXT)).encode(),
        ("<br />\n<b>Warning</b>: x in <b>/a.php</b> on line <b>2</b>\n<?xml version='1.0'?>" + rss(TEXT)).encode(),
        b"\xef\xbb\xbf\n\n" + rss(TEXT).encode(),
    ],
)
@pytest.mark.parametrize("encoding", ["", "gzip", "deflate", "br"])
def test_odd_wrappings_are_undone(body: bytes, encoding: str) -> None:
    reading = read_feed(body, {"Content-Encoding": encoding}, URL, now=NOW)
    if encoding in {"deflate", "br"} and body[:1] == b"\x00":
        assert reading.reason in {"bad_gzip", "bad_content_encoding"}
    else:
        assert [entry.body for entry in reading.entries] == ["Teks berita ini selesai."]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<opml><head/><body><feed/></body></opml>", "not_a_feed"),
        ("<s:Envelope xmlns:s='x'><s:Body><channel>x</channel></s:Body></s:Envelope>", "not_a_feed"),
        ("<html><head><title>Just a moment...</title></head><body><rss/></body></html>", "not_a_feed"),
        ("<urlset><url/></urlset>", "not_a_feed"),
    ],
)
def test_what_only_mentions_a_feed_is_none(body: str, reason: str) -> None:
    assert (read(body).status, read(body).reason) == ("rejected", reason)


def test_packed_in_an_unknown_way_is_named() -> None:
    reading = read_feed(bytes(range(128, 256)) * 3, {"Content-Encoding": "br"}, URL, now=NOW)
    assert reading.reason == "bad_content_encoding"


def test_bytes_of_another_encoding_are_read_as_what_they_are() -> None:
    (entry,) = read(
        rss("<description>Nilai Rp1,5\xa0triliun, \x93kata\x94 direktur.</description>").encode("latin-1")
    ).entries
    assert entry.body == "Nilai Rp1,5 triliun, “kata” direktur."


@pytest.mark.parametrize("hidden", ["&#x200b;", "&shy;", "\u2060", "\ufeff", "&#x200e;", "&zwj;", "\x07"])
@pytest.mark.parametrize("place", range(1, len("US$1,5 miliar")))
def test_what_nobody_sees_does_not_change_an_amount(hidden: str, place: int) -> None:
    amount = "US$1,5 miliar"
    text = f"PT Contoh akan menanamkan investasi {amount[:place]}{hidden}{amount[place:]} untuk membangun pabrik."
    (entry,) = read(rss(f"<description><![CDATA[<p>{text}</p>]]></description>")).entries
    assert amount in entry.body


@pytest.mark.parametrize("lost", ["&#xD800;", "\x81"])
@pytest.mark.parametrize("place", [4, 5, 6])
def test_a_number_that_lost_a_character_is_left_out(lost: str, place: int) -> None:
    amount = "US$1,5 miliar"
    text = f"PT Contoh akan menanamkan investasi {amount[:place]}{lost}{amount[place:]} untuk membangun pabrik."
    body = rss(
        f"<title>Pabrik</title><description>&lt;p&gt;{text}&lt;/p&gt;&lt;p&gt;Kalimat kedua.&lt;/p&gt;</description>"
    )
    (entry,) = read(body.encode("latin-1")).entries
    assert entry.body == "Kalimat kedua."
    assert "damaged_number:1" in entry.notes


@pytest.mark.parametrize("kind", ["description", "content:encoded"])
@pytest.mark.parametrize(
    "tail",
    [
        "...",
        "&amp;hellip;",
        " [&amp;hellip;]",
        "… Read more",
        "... Baca selengkapnya",
        " [&amp;#8230;] Continue reading &amp;raquo;",
    ],
)
@pytest.mark.parametrize("filler", [1, 60])
def test_no_cut_text_yields_an_amount(kind: str, tail: str, filler: int) -> None:
    text = "Kalimat pertama sudah selesai. " * filler + "PT Contoh akan menanamkan investasi US$1" + tail
    body = channel(f"<item xmlns:content='http://purl.org/rss/1.0/modules/content/'><{kind}>{text}</{kind}></item>")
    (entry,) = read(body).entries
    assert entry.body.endswith("selesai.") and "cut_end" in entry.notes
    assert extract_text(entry.body, None, "id", None).money_mentions == ()
    assert entry.text_from == ("feed_content" if filler == 60 else "feed_summary")


def test_an_element_that_never_ends_does_not_silence_the_rest() -> None:
    for tag in ("iframe", "figcaption", "object", "noscript", "svg"):
        html = f"<p>Satu.</p><figure><img><{tag}>Foto</figure><p>PT Contoh menanamkan Rp1 triliun.</p>"
        (entry,) = read(rss(f"<description><![CDATA[{html}]]></description>")).entries
        assert entry.body.startswith("Satu.") and entry.body.endswith("PT Contoh menanamkan Rp1 triliun.")


def test_numbers_do_not_join_across_pictures_and_footnotes() -> None:
    html = "Senilai US$1<img src='x'>5 miliar dan Rp7<sup>2</sup> triliun, US$3<b>,5</b> juta. &lt;p&gt;Dua&lt;/p&gt;&lt;p&gt;lagi.&lt;/p&gt;"
    (entry,) = read(rss(f"<description><![CDATA[{html}]]></description>")).entries
    assert entry.body == "Senilai US$1 5 miliar dan Rp7 2 triliun, US$3,5 juta.\nDua\nlagi."


def test_a_feed_cannot_be_multiplied_by_its_own_name() -> None:
    body = channel(f"<title>{'x' * 100_000}</title>", f"<item>{TEXT}<author>{'y' * 5000}</author></item>")
    (entry,) = read(body).entries
    assert len(entry.publisher or "") <= 200 and len(entry.author or "") <= 300


def test_any_arguments_end_in_a_reading() -> None:
    for headers in (None, {}, {"Content-Type": None}, {"DATE": "Fri, 01 Jan 2100 00:00:00 GMT"}):
        for url in (None, "", "http://[::1", "not an address"):
            reading = read_feed(rss(f"<link>https://a.example/1</link>{TEXT}").encode(), headers, url)  # type: ignore[arg-type]
            assert (reading.status, reading.entries[0].url) == ("ok", "https://a.example/1")
    future = rss(f"{TEXT}<pubDate>Fri, 01 Jan 2100 00:00:00 GMT</pubDate>").encode()
    assert read_feed(future, {"Date": "Fri, 01 Jan 2100 00:00:00 GMT"}, URL).entries[0].published_at is None


def test_json_feeds_that_are_nearly_right() -> None:
    items = [
        {"content_text": "Isi satu.", "date_published": 1710491400},
        3,
        {"id": "\ud800", "content_text": "Isi dua."},
    ]
    reading = read(json.dumps({"version": "http://jsonfeed.org/version/1", "items": items}))
    assert [(entry.body, entry.published_text) for entry in reading.entries] == [
        ("Isi satu.", "1710491400"),
        ("Isi dua.", None),
    ]
    assert outcomes(reading)[1] == [(1, "bad_field")]
