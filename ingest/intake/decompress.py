"""Unpack gzip and deflate within a budget: a bomb is named, not held in memory."""

import zlib

from ingest.errors import RejectedInput

_STEP = 1 << 16


def decompress(data: bytes, encoding: str, limit: int) -> bytes:
    """Return the unpacked bytes of a `gzip`, `x-gzip`, `deflate` or `identity` body, at most `limit`.

    Raises RejectedInput: `too_large`, `bad_gzip` (corrupt or cut short), `bad_content_encoding`.
    """
    name = encoding.strip().lower()
    if name in {"", "identity"}:
        if len(data) > limit:
            raise RejectedInput("too_large", f"more than {limit} bytes")
        return data
    if name not in {"gzip", "x-gzip", "deflate"}:
        raise RejectedInput("bad_content_encoding", f"{encoding[:40]!r} was not asked for")
    if name == "deflate" and not _is_zlib(data):
        return _unpack(data, -zlib.MAX_WBITS, limit)  # what some servers take deflate for
    return _unpack(data, zlib.MAX_WBITS | 32, limit)


def _is_zlib(data: bytes) -> bool:
    return len(data) > 1 and data[0] & 0x0F == 8 and (data[0] << 8 | data[1]) % 31 == 0


def _unpack(data: bytes, window: int, limit: int) -> bytes:
    parts: list[bytes] = []
    left = limit + 1
    try:
        while data:  # a gzip body may have several members
            unpacker = zlib.decompressobj(window)
            while not unpacker.eof:
                part = unpacker.decompress(data, min(_STEP, left))
                data = unpacker.unconsumed_tail
                parts.append(part)
                left -= len(part)
                if left <= 0:
                    raise RejectedInput("too_large", f"more than {limit} bytes once unpacked")
                if not part and not data and not unpacker.eof:
                    raise RejectedInput("bad_gzip", "cut short")
            data = unpacker.unused_data.lstrip(b"\x00")  # padding is allowed after the last member,
            if not data.startswith(b"\x1f\x8b"):  # and what else a server adds is ignored, as browsers do: what came
                break  # before it is whole, by its own checksum
    except zlib.error as error:
        raise RejectedInput("bad_gzip", str(error)[:100]) from None
    return b"".join(parts)
