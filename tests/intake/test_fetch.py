"""The guarded GET against servers that are slow, broken or hostile, all on loopback; a canary proves what never left."""

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer

from ingest.intake.addresses import is_public
from ingest.intake.fetch import Fetched, Limits, fetch

QUICK = Limits(total=1.0, connect=0.5, read=0.5, wire=10_000, decoded=50_000)


@contextmanager
def raw_server(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that reads one request a connection and then does what `answer` does; yields host:port."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                try:
                    connection.recv(65536)
                    answer(connection)
                except OSError:
                    pass  # the client has had enough

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"127.0.0.1:{listener.getsockname()[1]}"
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()


def get(answer: bytes | Callable[[socket.socket], None], limits: Limits = QUICK) -> Fetched:
    act = answer if callable(answer) else lambda connection: connection.sendall(answer)
    with raw_server(act) as place:
        return fetch(f"http://{place}/feed", allow=frozenset({place}), limits=limits)


def drip(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        connection.sendall(b"x")
        time.sleep(0.05)


def drip_headers(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        connection.sendall(b"X-More: yes\r\n")
        time.sleep(0.02)


def flood(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        connection.sendall(b"x" * 65536)


def flood_headers(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        connection.sendall(b"X: " + b"y" * 65536 + b"\r\n")


def flood_informational(connection: socket.socket) -> None:
    while True:
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")


def stall(connection: socket.socket) -> None:
    time.sleep(1.5)


@pytest.mark.parametrize(
    ("answer", "reasons"),
    [
        (drip, {"timeout"}),
        (drip_headers, {"timeout"}),
        (stall, {"timeout"}),
        (flood, {"too_large"}),
        (flood_headers, {"too_large", "bad_http"}),
        (flood_informational, {"timeout", "too_large"}),
        (reset, {"bad_http"}),
        (b"", {"bad_http"}),
        (b"garbage\r\n\r\n", {"bad_http"}),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", {"short_body"}),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", {"too_large"}),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\nxx\r\n", {"bad_http"}),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", {"short_body"}),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 1\r\n\r\nx", {"bad_content_encoding"}),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope", {"bad_gzip"}),
        (b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", {"bad_redirect"}),
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\n<rss>", {"http_404"}),
        (b"HTTP/1.1 204 No Content\r\n\r\n", {"http_204"}),
    ],
)
def test_broken_servers_are_named_within_the_deadline(answer: bytes, reasons: set[str]) -> None:
    start = time.monotonic()
    result = get(answer)
    assert result.status == "failed" and result.reason in reasons, result
    assert time.monotonic() - start < QUICK.total + 1
    assert result.body == b""


def test_gzip_is_unpacked_and_bombs_are_not(httpserver: HTTPServer) -> None:
    place = f"{httpserver.host}:{httpserver.port}"
    packed = {
        "/gzip": (gzip.compress(b"body" * 100), "gzip"),
        "/zlib": (zlib.compress(b"body" * 100), "deflate"),
        "/raw": (zlib.compress(b"body" * 100, wbits=-15), "deflate"),
        "/two": (gzip.compress(b"body" * 50) + gzip.compress(b"body" * 50), "gzip"),
        "/cut": (gzip.compress(bytes(range(256)) * 20)[:-30], "gzip"),
        "/bomb": (gzip.compress(b"\x00" * 8_000_000), "gzip"),
    }
    for path, (data, encoding) in packed.items():
        httpserver.expect_request(path).respond_with_data(data, headers={"Content-Encoding": encoding})

    def ask(path: str) -> Fetched:
        return fetch(f"http://{place}{path}", allow=frozenset({place}), limits=QUICK)

    for path in ("/gzip", "/zlib", "/raw", "/two"):
        assert ask(path).body == b"body" * 100, path
        assert "content-encoding" not in ask(path).headers
    assert ask("/cut").reason == "bad_gzip"
    assert ask("/bomb").reason == "too_large"


def test_redirects_by_our_own_loop(httpserver: HTTPServer) -> None:
    place = f"{httpserver.host}:{httpserver.port}"
    for path, status, target in [
        ("/a", 301, "/b"),
        ("/b", 308, "/end#part"),
        ("/t", 302, "/a"),
        ("/loop", 302, "/loop"),
        ("/file", 302, "file:///etc/passwd"),
        ("/gopher", 302, "gopher://x/"),
    ]:
        httpserver.expect_request(path).respond_with_data("", status=status, headers={"Location": target})
    httpserver.expect_request("/end").respond_with_data("end")

    def ask(path: str) -> Fetched:
        return fetch(f"http://{place}{path}", allow=frozenset({place}), limits=QUICK)

    assert (ask("/a").body, ask("/a").permanent_url) == (b"end", f"http://{place}/end")
    assert (ask("/t").body, ask("/t").permanent_url) == (b"end", None)
    assert ask("/loop").reason == "too_many_redirects"
    assert ask("/file").reason == "bad_scheme"
    assert ask("/gopher").reason == "bad_scheme"


PRIVATE_HOSTS = [
    "127.0.0.1", "localhost", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "127.1", "①②⑦.⓪.⓪.①", "0", "0.0.0.0",
    "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
    "[fe80::1]", "[fc00::1]", "[fec0::1]", "[2001:0:0:0:0:0:80ff:fffe]", "[ff02::1]", "[2a00::5efe:127.0.0.1]",
    "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
    "192.0.2.1", "198.18.0.1",
]  # fmt: skip


@pytest.fixture
def canary() -> Iterator[tuple[int, list[bytes]]]:
    """A server on every loopback address that records whatever reaches it; yields (port, requests)."""
    heard: list[bytes] = []

    def listen(connection: socket.socket) -> None:
        heard.append(b"reached")

    with raw_server(listen) as place:
        yield int(place.rpartition(":")[2]), heard


@pytest.mark.parametrize("host", PRIVATE_HOSTS)
def test_private_addresses_in_every_spelling(host: str, canary: tuple[int, list[bytes]], monkeypatch) -> None:  # type: ignore[no-untyped-def]
    port, heard = canary
    # The canary listens on a port of its own, so that port counts as a standard one here.
    monkeypatch.setattr("ingest.intake.addresses._PORTS", {"http": port, "https": 443})
    result = fetch(f"http://{host}:{port}/", limits=QUICK)
    assert (result.status, heard) == ("failed", [])
    assert result.reason in {"blocked_address", "dns_failed"}, result


@pytest.mark.parametrize("host", PRIVATE_HOSTS)
def test_redirects_to_private_addresses(host: str, canary: tuple[int, list[bytes]], monkeypatch) -> None:  # type: ignore[no-untyped-def]
    port, heard = canary
    monkeypatch.setattr("ingest.intake.addresses._PORTS", {"http": port, "https": 443})
    result = get(f"HTTP/1.1 302 Found\r\nLocation: http://{host}:{port}/\r\nContent-Length: 0\r\n\r\n".encode())
    assert (result.status, heard) == ("failed", [])
    assert result.reason in {"blocked_address", "dns_failed", "bad_url"}, result


def test_the_canary_hears_what_is_let_through(canary: tuple[int, list[bytes]]) -> None:
    port, heard = canary
    fetch(f"http://127.0.0.1:{port}/", allow=frozenset({f"127.0.0.1:{port}"}), limits=QUICK)
    assert heard == [b"reached"]


def test_a_name_that_changes_its_answer_gains_nothing(canary: tuple[int, list[bytes]], monkeypatch) -> None:  # type: ignore[no-untyped-def]
    port, heard = canary
    monkeypatch.setattr("ingest.intake.addresses._PORTS", {"http": port, "https": 443})
    asked: list[str] = []

    def rebind(host: str, _: int) -> list[str]:
        asked.append(host)
        return ["203.0.114.1"] if len(asked) == 1 else ["127.0.0.1"]

    quick = replace(QUICK, connect=0.2)
    result = fetch(f"http://rebind.example:{port}/", limits=quick, resolve=rebind)
    assert (asked, heard) == (["rebind.example"], [])  # asked once, and connected to what was vetted
    assert result.reason in {"timeout", "connect_failed"}


def test_one_private_answer_among_public_ones_refuses_the_host(canary: tuple[int, list[bytes]], monkeypatch) -> None:  # type: ignore[no-untyped-def]
    port, heard = canary
    monkeypatch.setattr("ingest.intake.addresses._PORTS", {"http": port, "https": 443})
    result = fetch(f"http://mixed.example:{port}/", limits=QUICK, resolve=lambda *_: ["93.184.216.34", "127.0.0.1"])
    assert (result.reason, heard) == ("blocked_address", [])


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://news.example.com/", "bad_scheme"),
        ("file:///etc/passwd", "bad_scheme"),
        ("//news.example.com/", "bad_scheme"),
        ("http://news.example.com:22/", "bad_port"),
        ("http://news.example.com:99999/", "bad_url"),
        ("http://user:pass@news.example.com/", "bad_url"),
        ("http:///", "bad_url"),
        ("http://news.example.com/a\r\nX: y", "bad_url"),
        ("http://news.example.com\\@127.0.0.1/", "bad_url"),
    ],
)
def test_addresses_that_are_not_asked(url: str, reason: str) -> None:
    def never(host: str, port: int) -> list[str]:
        raise AssertionError(host)

    assert fetch(url, resolve=never).reason == reason


def test_a_resolver_that_hangs_is_left_behind() -> None:
    def hang(host: str, port: int) -> list[str]:
        time.sleep(5)
        return ["93.184.216.34"]

    start = time.monotonic()
    assert fetch("http://slow.example/", limits=QUICK, resolve=hang).reason == "dns_failed"
    assert time.monotonic() - start < 2


def test_the_allow_list_names_one_port() -> None:
    assert fetch("http://127.0.0.1:1/", allow=frozenset({"127.0.0.1:2"}), limits=QUICK).reason == "bad_port"
    assert fetch("http://127.0.0.1:1/", allow=frozenset({"127.0.0.1:1"}), limits=QUICK).reason == "connect_failed"


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "2002:808:808::1", "64:ff9b::808:808"]
)
def test_public_addresses(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(v=4, network="127.0.0.0/8") | st.ip_addresses(v=4, network="10.0.0.0/8"))
def test_mapped_private_addresses(address: object) -> None:
    for spelling in (f"{address}", f"::ffff:{address}", f"64:ff9b::{address}", f"::{address}", f"2a00::5efe:{address}"):
        assert not is_public(spelling)
