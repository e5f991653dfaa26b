"""Which addresses a fetch may connect to: public ones, as they were vetted, and what the allow-list names."""

import ipaddress
import socket
import threading
from collections.abc import Callable
from urllib.parse import SplitResult, urlsplit

from ingest.errors import RejectedInput

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_NAT64_LOCAL = ipaddress.ip_network("64:ff9b:1::/48")
_V4_COMPATIBLE = ipaddress.ip_network("::/96")
_ISATAP = 0x5EFE  # RFC 5214: the low half is 0000:5efe (or 0200:5efe) and an IPv4 address
_PORTS = {"http": 80, "https": 443}

Resolver = Callable[[str, int], list[str]]


def is_public(address: str) -> bool:
    """Tell whether an IP address may be connected to: global unicast, also behind every IPv4-in-IPv6 spelling."""
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo or (None, None))[1]
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is None and (int(ip) >> 32) & 0xFDFFFFFF == _ISATAP:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if ip in _V4_COMPATIBLE or ip in _NAT64_LOCAL or ip.is_site_local:
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def check_url(url: str, allow: frozenset[str]) -> SplitResult:
    """Return the parts of a URL that may be fetched: http(s), port 80 or 443, no user, a host.

    A `host:port` in `allow` may use that port. Raises RejectedInput: `bad_url`, `bad_scheme`, `bad_port`.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise RejectedInput("bad_url", str(error)[:200]) from None
    if parts.scheme not in _PORTS:
        raise RejectedInput("bad_scheme", f"{parts.scheme[:20]!r} is neither http nor https")
    if not host or len(url) > 2048 or not url.isprintable() or " " in url or "\\" in url:
        raise RejectedInput("bad_url", "no host, or not a well-formed address")
    if parts.username is not None or parts.password is not None:
        raise RejectedInput("bad_url", "a user name in the address")
    if (port or _PORTS[parts.scheme]) not in _PORTS.values() and not is_allowed(host, port, allow):
        raise RejectedInput("bad_port", f"port {port} is neither 80 nor 443")
    return parts


def is_allowed(host: str, port: int | None, allow: frozenset[str]) -> bool:
    """Tell whether the allow-list names this host: `host` for the standard ports, `host:port` for any other."""
    host = f"[{host}]" if ":" in host else host.lower()
    return f"{host}:{port}" in allow or (port in {None, 80, 443} and host in allow)


def resolve_public(host: str, port: int, allow: frozenset[str], timeout: float, resolve: Resolver) -> list[str]:
    """Return the addresses of `host`, all of them vetted: one that is not public refuses the whole host.

    Raises RejectedInput: `dns_failed`, `blocked_address`.
    """
    addresses = _run_bounded(lambda: resolve(host, port), timeout)
    if not addresses:
        raise RejectedInput("dns_failed", "the host name has no address")
    if not is_allowed(host, port, allow):
        for address in addresses:
            if not is_public(address):
                raise RejectedInput("blocked_address", f"the host has the address {address}, which is not public")
    return addresses


def resolve_by_system(host: str, port: int) -> list[str]:
    """Return the addresses that the operating system knows for a host, in its order."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def _run_bounded(call: Callable[[], list[str]], timeout: float) -> list[str]:
    """Run a resolver, which knows no timeout, on a thread that is left behind when it takes too long."""
    results: list[list[str]] = []
    failures: list[str] = []

    def run() -> None:
        try:
            results.append(call())
        except (OSError, UnicodeError) as error:
            failures.append(type(error).__name__)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(max(timeout, 0.0))
    if results:
        return results[0]
    raise RejectedInput("dns_failed", failures[0] if failures else "no answer in time")
