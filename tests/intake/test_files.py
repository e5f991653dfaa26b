"""Files of the drop folder: every kind, every refusal by its name, and any bytes at all give an accounted outcome."""

import codecs
import json
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.intake.files import MAX_RECORDS, read_file
from ingest.intake.identity import canonical_url, hash_content, make_article_id
from ingest.intake.rejection import REASONS, Rejection
from ingest.intake.scan import MAX_BYTES
from ingest.model import Article

BODY = "PT Contoh Maju menanamkan US$1,5 miliar.\nBaris kedua."
PAGE = """<!doctype html><html lang="id"><head><meta charset="utf-8"><title>Contoh | Harian Contoh</title>
<meta property="og:title" content="PT Contoh Maju bangun pabrik"><meta property="og:site_name" content="Harian Contoh">
<meta property="article:published_time" content="2026-03-02T08:00:00+07:00">
<link rel="canonical" href="https://news.example.com/pabrik?utm_source=x"></head><body><nav><a href="/">Beranda</a></nav>
<article><h1>PT Contoh Maju bangun pabrik</h1>
<p>PT Contoh Maju akan membangun pabrik baru di Kendal dengan nilai investasi US$1,1 miliar</p><p>5 juta orang tinggal
di provinsi itu, kata direktur perusahaan dalam keterangan resmi yang diterima redaksi pada hari Senin.</p>
<p>Baca juga: Harga cabai naik lagi di pasar induk</p>
<p>Pembangunan dimulai pada kuartal ketiga dan akan menyerap dua ribu pekerja menurut rencana perusahaan itu.</p>
</article></body></html>"""


def only_article(name: str, data: bytes, sidecar: bytes | None = None) -> Article:
    (result,) = read_file(name, data, sidecar)
    assert isinstance(result, Article), result
    return result


def only_reason(name: str, data: bytes, sidecar: bytes | None = None) -> str:
    (result,) = read_file(name, data, sidecar)
    assert isinstance(result, Rejection), result
    return result.reason


def test_bare_text_is_taken_as_it_is() -> None:
    article = only_article("a.txt", BODY.encode())
    assert article.body == BODY
    assert article.title == ""
    assert article.published_at is None
    assert article.content_sha256 == hash_content("", BODY)


@pytest.mark.parametrize(
    "data", [BODY.encode("utf-8-sig"), BODY.encode("utf-16"), codecs.BOM_UTF16_BE + BODY.encode("utf-16-be")]
)
def test_byte_order_marks_are_read(data: bytes) -> None:
    assert only_article("a.txt", data).body == BODY


def test_line_ends_do_not_change_identity() -> None:
    unix, dos, mac = (only_article("a.txt", BODY.replace("\n", end).encode()) for end in ("\n", "\r\n", "\r"))
    assert unix.article_id == dos.article_id == mac.article_id
    assert unix.body == dos.body == mac.body


def test_sidecar_gives_the_facts() -> None:
    sidecar = b'title = "Judul"\npublished_at = 2026-03-02T08:00:00+07:00\nurl = "https://x.example/1"\npublisher = "Contoh"\n'
    article = only_article("a.txt", BODY.encode(), sidecar + b'language = "id"\nid = 7\nnote = "Invented."\n')
    assert (article.title, article.publisher, article.language, article.source_id) == ("Judul", "Contoh", "id", "7")
    assert article.published_at == datetime(2026, 3, 2, 1, 0)  # noqa: DTZ001
    assert article.published_text == "2026-03-02T08:00:00+07:00"
    assert article.url == "https://x.example/1"


def test_sidecar_with_a_local_date() -> None:
    assert only_article("a.txt", b"x", b"published = 2026-03-02").published_at == datetime(2026, 3, 2)  # noqa: DTZ001


@pytest.mark.parametrize("sidecar", [b"title = ", b"\xff", b"title = 3", b'body = "other"', b"a = " + b"[" * 5000])
def test_bad_sidecar_rejects_the_article(sidecar: bytes) -> None:
    assert only_reason("a.txt", BODY.encode(), sidecar) == "bad_sidecar"


def test_json_object_and_list() -> None:
    record = {"id": "n1", "title": "T", "body": BODY, "published_at": "2026-03-02", "publisher": "P", "lang": "ID"}
    one = only_article("a.json", json.dumps(record).encode())
    assert (one.body, one.source_id, one.language) == (BODY, "n1", "id")
    many = read_file("a.json", json.dumps([record, {"title": "no body"}, 3, record]).encode())
    assert [type(result) for result in many] == [Article, Rejection, Rejection, Article]
    assert [result.reason for result in many if isinstance(result, Rejection)] == ["empty_body", "bad_field"]
    assert [result.item for result in many if isinstance(result, Rejection)] == [1, 2]


def test_jsonl_rejects_the_bad_line_and_keeps_the_rest() -> None:
    lines = [json.dumps({"body": "a"}), "", '{"body": "cut', json.dumps({"body": "\ud800b\x00c"})]
    first, second, third = read_file("a.jsonl", "\r\n".join(lines).encode())
    assert isinstance(first, Article) and isinstance(third, Article)
    assert isinstance(second, Rejection) and (second.item, second.reason) == (1, "bad_json")
    assert third.body == "bc"
    assert third.notes == ("stripped_controls:2",)


def test_html_page() -> None:
    article = only_article("a.html", PAGE.encode())
    assert article.title == "PT Contoh Maju bangun pabrik"
    assert (article.publisher, article.language) == ("Harian Contoh", "id")
    assert article.url == "https://news.example.com/pabrik"
    assert article.published_at == datetime(2026, 3, 2, 1, 0)  # noqa: DTZ001
    assert "US$1,1 miliar\n5 juta" in article.body
    assert "Baca juga" not in article.body and "Beranda" not in article.body


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"", "empty_body"),
        ("a.txt", b" \n\t ", "empty_body"),
        ("a.txt", b"%PDF-1.7 ...", "binary"),
        ("a.json", b"PK\x03\x04....", "binary"),
        ("a.txt", b"text\x00text", "binary"),
        ("a.txt", BODY.encode("utf-16-le"), "binary"),  # no byte order mark
        ("a.txt", "harga naik 5 %, kata pejabat à".encode("cp1252"), "bad_encoding"),
        ("a.txt", "miliar €".encode()[:-1], "bad_encoding"),  # cut inside a character
        ("a.txt", b"x" * (MAX_BYTES + 1), "too_large"),
        ("a.json", b'{"title": "T", "body": "US$1,5 mi', "bad_json"),
        ("a.json", b"[" * 100_000, "bad_json"),
        ("a.json", b'{"body": ' + b"9" * 6000 + b"}", "bad_json"),
        ("a.json", b"[]", "empty_body"),
        ("a.json", b'{"body": 5}', "bad_field"),
        ("a.json", b'{"body": "x", "url": {}}', "bad_field"),
        ("a.jsonl", b"\n\n", "empty_body"),
        ("a.jsonl", b'{"body": "x"}\n' * (MAX_RECORDS + 1), "too_large"),
        ("a.html", PAGE[: PAGE.index("Pembangunan")].encode(), "truncated"),
        ("a.html", b"<html><body></body></html>", "empty_body"),
        ("a.docx", b"x", "unknown_type"),
        ("noextension", b"x", "unknown_type"),
    ],
)
def test_refusals_have_their_name(name: str, data: bytes, reason: str) -> None:
    assert only_reason(name, data) == reason
    assert reason in REASONS


def test_identity_order() -> None:
    by_id = make_article_id("P", "7", "https://x.example/1", "h")
    assert by_id == make_article_id("P", "7", "https://x.example/2", "other")
    assert by_id != make_article_id("Q", "7", "https://x.example/1", "h")
    by_url = make_article_id("P", None, "https://X.example:443/1?utm_source=a&b=2#top", "h")
    assert by_url == make_article_id("Q", None, "http://x.example/1?b=2", "other")
    assert make_article_id("P", None, "javascript:alert(1)", "h") == make_article_id(None, None, None, "h")
    assert by_id.startswith("a_") and len(by_id) == 18


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///etc/passwd", "http://", "http://[::1", "http://a b/", "//x.example/1"]
)
def test_only_web_links_survive(url: str) -> None:
    assert canonical_url(url) is None


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(["a.txt", "a.json", "a.jsonl"]), st.binary(max_size=300), st.none() | st.binary(max_size=60))
def test_any_bytes_are_accounted_for(name: str, data: bytes, sidecar: bytes | None) -> None:
    results = read_file(name, data, sidecar)
    assert results
    for position, result in enumerate(results):
        if isinstance(result, Rejection):
            assert result.item == position and result.reason in REASONS
        else:
            assert result.body.strip()
            result.body.encode("utf-8")  # no lone surrogate is left


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "title", "body", "url"]), inner, max_size=4)
    ),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None)
@given(json_values)
def test_any_json_is_accounted_for(value: object) -> None:
    results = read_file("a.json", json.dumps(value).encode())
    assert len(results) == (len(value) or 1 if isinstance(value, list) else 1)
