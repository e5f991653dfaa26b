"""One guarded GET: vetted addresses only, one deadline over everything, byte caps, redirects by our own loop.

Built on httpcore, the layer below httpx that lets a caller open the sockets: each hop resolves once, refuses the host
if any of its addresses is not public, and connects to the very address that was vetted, so a name that changes its
answer (DNS rebinding) gains nothing. No proxy, no cookies, no authentication, nothing read from the environment.
"""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import httpcore

from ingest import __version__
from ingest.errors import RejectedInput
from ingest.intake.addresses import Resolver, check_url, resolve_by_system, resolve_public
from ingest.intake.decompress import decompress

USER_AGENT = f"warta-ingest/{__version__} (news event reader; respects robots.txt)"
_REDIRECTS = {301, 302, 303, 307, 308}
_HEADER_ROOM = 256 * 1024  # bytes a response may spend on headers, chunk sizes and TLS beside its body


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one fetch, redirects included. Defaults between Miniflux' and FreshRSS'; see docs/performance.md."""

    total: float = 30.0  # seconds
    connect: float = 10.0
    read: float = 10.0  # longest silence
    wire: int = 10 * 2**20  # bytes as received
    decoded: int = 20 * 2**20  # bytes once unpacked
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a GET gave. `status` is `ok`, `not_modified` or `failed`; `reason` names a failure."""

    status: str
    url: str  # where the answer came from
    reason: str | None = None
    detail: str = ""
    http_status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)  # names in lower case; no content-encoding: it is undone
    body: bytes = b""
    permanent_url: str | None = None  # where a chain of permanent redirects only has moved to


def fetch(
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    limits: Limits | None = None,
    allow: frozenset[str] = frozenset(),
    resolve: Resolver = resolve_by_system,
) -> Fetched:
    """GET `url` and follow its redirects. Never raises for what a server does: the result says what happened.

    `allow` lists `host` or `host:port` that may be private, for tests and intranets.
    """
    limits = limits or Limits()
    deadline = time.monotonic() + limits.total
    permanent, start = True, url
    try:
        for _ in range(limits.redirects + 1):
            answer = _get(url, dict(headers or {}), limits, allow, resolve, deadline)
            if answer.http_status not in _REDIRECTS:
                return replace(answer, permanent_url=url if permanent and url != start else None)
            permanent = permanent and answer.http_status in {301, 308}
            url = _next_url(url, answer.headers["location"])
        return Fetched("failed", url, "too_many_redirects", f"more than {limits.redirects}")
    except RejectedInput as error:
        return Fetched("failed", url, error.reason, error.detail)


def _next_url(url: str, location: str) -> str:
    try:
        target = urlsplit(urljoin(url, location))
    except ValueError:
        raise RejectedInput("bad_redirect", "not an address") from None
    if urlsplit(url).scheme == "https" and target.scheme == "http":
        raise RejectedInput("bad_redirect", "from https to http")
    return urlunsplit(target._replace(fragment=""))


class _BoundedStream(httpcore.NetworkStream):
    """A socket that keeps the deadline of the whole fetch and counts what it receives."""

    def __init__(self, inner: httpcore.NetworkStream, limits: Limits, deadline: float) -> None:
        self._inner, self._limits, self._deadline = inner, limits, deadline
        self._room = limits.wire + _HEADER_ROOM

    def _left(self, limit: float) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise RejectedInput("timeout", f"not done in {self._limits.total:g} s")
        return min(limit, left)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._inner.read(max_bytes, self._left(self._limits.read))
        self._room -= len(data)
        if self._room < 0:
            raise RejectedInput("too_large", f"more than {self._limits.wire} bytes received")
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._left(self._limits.read))

    def close(self) -> None:
        self._inner.close()

    def start_tls(self, ssl_context, server_hostname=None, timeout=None):  # type: ignore[no-untyped-def]
        inner = self._inner.start_tls(ssl_context, server_hostname, self._left(self._limits.connect))
        return _BoundedStream(inner, self._limits, self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._inner.get_extra_info(info)


class _VettedBackend(httpcore.NetworkBackend):
    """Opens sockets to the vetted addresses of one host only."""

    def __init__(self, addresses: list[str], limits: Limits, deadline: float) -> None:
        self._addresses, self._limits, self._deadline = addresses, limits, deadline
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        error: Exception = httpcore.ConnectError("no address")
        for address in self._addresses[:4]:
            left = min(self._limits.connect, self._deadline - time.monotonic())
            if left <= 0:
                raise httpcore.ConnectTimeout
            try:
                return _BoundedStream(self._inner.connect_tcp(address, port, left), self._limits, self._deadline)
            except httpcore.ConnectError as failed:
                error = failed
        raise error


def _get(
    url: str, headers: dict[str, str], limits: Limits, allow: frozenset[str], resolve: Resolver, deadline: float
) -> Fetched:
    """Make one hop; a redirect comes back with its `location` header."""
    parts = check_url(url, allow)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    try:
        addresses = resolve_public(host, port, allow, min(limits.connect, deadline - time.monotonic()), resolve)
        backend = _VettedBackend(addresses, limits, deadline)
        with httpcore.ConnectionPool(network_backend=backend, retries=0) as pool:
            return _read_response(pool, url, headers, limits, deadline)
    except (httpcore.ConnectTimeout, httpcore.ReadTimeout, httpcore.WriteTimeout, httpcore.PoolTimeout):
        raise RejectedInput("timeout", "the server fell silent") from None
    except httpcore.ConnectError as error:
        reason = "tls_failed" if "SSL" in str(error) or "certificate" in str(error) else "connect_failed"
        raise RejectedInput(reason, str(error)[:200]) from None
    except (httpcore.NetworkError, httpcore.RemoteProtocolError) as error:
        reason = "short_body" if "incomplete" in str(error) or "without sending complete" in str(error) else "bad_http"
        raise RejectedInput(reason, str(error)[:200]) from None
    except (httpcore.ProtocolError, httpcore.UnsupportedProtocol, UnicodeError, ValueError) as error:
        raise RejectedInput("bad_http", str(error)[:200]) from None


def _read_response(
    pool: httpcore.ConnectionPool, url: str, headers: dict[str, str], limits: Limits, deadline: float
) -> Fetched:
    sent = {"User-Agent": USER_AGENT, "Accept-Encoding": "gzip", "Accept": "*/*", "Connection": "close", **headers}
    target = urlsplit(url)
    # The host goes out in the spelling that was vetted; a path may hold characters that only quoting makes a URL.
    netloc = target.netloc if target.netloc.isascii() else target.netloc.encode("idna").decode("ascii")
    clean = urlunsplit((target.scheme, netloc, _quote(target.path) or "/", _quote(target.query), ""))
    with pool.stream("GET", clean, headers=list(sent.items())) as response:
        received = {
            name.decode("latin-1").lower(): value.decode("latin-1")[:8192] for name, value in reversed(response.headers)
        }
        status = response.status
        answer = Fetched("ok", url, http_status=status, headers=received)
        if status in _REDIRECTS:
            if "location" not in received:
                raise RejectedInput("bad_redirect", f"HTTP {status} without a location")
            return answer
        if status == 304:
            return replace(answer, status="not_modified")
        if status != 200:
            return replace(answer, status="failed", reason=f"http_{status}")
        declared = received.get("content-length", "")
        if declared.isdigit() and int(declared) > limits.wire:
            raise RejectedInput("too_large", f"{declared[:20]} bytes announced, limit {limits.wire}")
        chunks, size = [], 0
        for chunk in response.iter_stream():
            size += len(chunk)
            if size > limits.wire:
                raise RejectedInput("too_large", f"more than {limits.wire} bytes received")
            chunks.append(chunk)
    body = decompress(b"".join(chunks), received.pop("content-encoding", ""), limits.decoded)
    received.pop("content-length", None)
    return replace(answer, body=body)


def _quote(text: str) -> str:
    """Percent-encode what may not stand in a path or query, leaving what is encoded already."""
    return quote(text, safe="/:@!$&'()*+,;=-._~%?[]")
