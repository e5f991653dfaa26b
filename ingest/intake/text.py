"""Bytes to clean text: strict decoding, newline normalisation, and what is stripped is counted."""

import codecs
import re

from ingest.errors import RejectedInput

# The first bytes of what people drop by mistake. Source: file(1)'s magic for each format.
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "PDF document"),
    (b"PK\x03\x04", "ZIP archive or office document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old office document"),
    (b"{\\rtf", "RTF document"),
    (b"\x1f\x8b", "gzip archive"),
    (b"BZh", "bzip2 archive"),
    (b"\xfd7zXZ\x00", "xz archive"),
    (b"\x28\xb5\x2f\xfd", "zstandard archive"),
    (b"7z\xbc\xaf\x27\x1c", "7z archive"),
    (b"Rar!\x1a\x07", "RAR archive"),
    (b"\x89PNG\r\n\x1a\n", "PNG picture"),
    (b"\xff\xd8\xff", "JPEG picture"),
    (b"GIF8", "GIF picture"),
    (b"\x7fELF", "ELF program"),
    (b"SQLite format 3\x00", "SQLite database"),
)
_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What HTML and XML may declare. Not here on purpose: Python's own codecs such as utf-7 or unicode_escape, which turn
# harmless bytes into markup. Names are those of the WHATWG encoding standard; latin-1 is read as windows-1252 there.
ALLOWED_CHARSETS: dict[str, str] = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "windows-1252": "cp1252",
    "cp1252": "cp1252",
    "iso-8859-2": "iso8859-2",
    "iso-8859-9": "cp1254",
    "iso-8859-15": "iso8859-15",
    **{f"windows-125{n}": f"cp125{n}" for n in (0, 1, 3, 4, 5, 6, 7, 8)},
    "koi8-r": "koi8-r",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "euc-jp": "euc-jp",
    "iso-2022-jp": "iso2022_jp",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "tis-620": "tis-620",
    "utf-16": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
}
# Vertical tab, form feed, the separators and NEL end a line: dropping them would join the numbers around them.
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
_ESCAPED = re.compile("[\udc80-\udcff]")  # a byte that is not UTF-8, see PEP 383
_STRIPPED = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# What nobody sees: inside "US$1,5 miliar" such a character would make it one dollar. Those of the second kind also turn
# the order of what is shown, so that a reader may have seen another number.
_INVISIBLE = re.compile("[\u00ad\u180e\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0000-\U000e007f]")
_REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def check_not_binary(data: bytes) -> None:
    """Raise RejectedInput("binary") where the first bytes belong to a known format that is not text."""
    for magic, name in _MAGIC:
        if data.startswith(magic):
            raise RejectedInput("binary", name)


def decode_text(data: bytes) -> str:
    """Decode UTF-8, or UTF-16 with a byte order mark; anything else is refused, never guessed.

    Raises RejectedInput: `binary` (known magic, or a NUL), `bad_encoding`.
    """
    check_not_binary(data)
    encoding, skip = "utf-8", 0
    for bom, name in _BOMS:
        if data.startswith(bom):
            encoding, skip = name, len(bom)
    try:
        text = data[skip:].decode(encoding)
    except UnicodeDecodeError as error:
        if b"\x00" in data:
            raise RejectedInput("binary", "has NUL bytes") from None
        raise RejectedInput("bad_encoding", f"byte {error.start + skip} is not {encoding}") from None
    if "\x00" in text:
        raise RejectedInput("binary", "has NUL bytes")
    return text


def decode_declared(data: bytes, declared: str | None) -> tuple[str, str]:
    """Decode markup: byte order mark, then UTF-8, then what it declares if that is allowed. Returns (text, encoding).

    UTF-16 without a mark shows in its first character, as appendix F of the XML specification says.
    Raises RejectedInput as decode_text does.
    """
    try:
        return decode_text(data), "utf-8"
    except RejectedInput as error:
        name = _find_utf16(data) or ALLOWED_CHARSETS.get((declared or "").strip().strip("\"'").lower())
        if name is None or (error.reason == "binary" and error.detail != "has NUL bytes"):
            raise  # NUL bytes alone may be UTF-16 without a mark, if that is what was declared
    try:
        text = data.decode(name)
    except UnicodeDecodeError as error:
        raise RejectedInput("bad_encoding", f"byte {error.start} is not the declared {name}") from None
    if "\x00" in text:
        raise RejectedInput("binary", "has NUL characters")
    return text, name


def _find_utf16(data: bytes) -> str | None:
    if data[:1] in (b"<", b"{", b"[") and data[1:2] == data[3:4] == b"\x00":
        return "utf-16-le"
    return "utf-16-be" if data[:1] == data[2:3] == b"\x00" and data[1:2] in (b"<", b"{", b"[") else None


def decode_damaged(data: bytes) -> tuple[str, int]:
    """Decode UTF-8 that has other bytes in it as windows-1252, byte by byte. Returns (text, how many places).

    That is what such bytes are nearly always: the quotes and spaces of a text that was pasted from elsewhere.
    """
    return _ESCAPED.subn(
        lambda found: bytes([ord(found.group()) - 0xDC00]).decode("cp1252", "replace"),
        data.decode("utf-8", "surrogateescape"),
    )


def clean_text(text: str) -> tuple[str, tuple[str, ...]]:
    """Normalise line ends to LF; strip controls, lone surrogates and what is invisible. Returns (text, notes with counts)."""
    text = _LINE_ENDS.sub("\n", text)
    notes = []
    for what, pattern in (
        ("stripped_controls", _STRIPPED),
        ("stripped_invisible", _INVISIBLE),
        ("suspicious_text", _REORDERING),
    ):
        text, count = pattern.subn("", text)
        if count:
            notes.append(f"{what}:{count}")
    return text, tuple(notes)


def clean_line(text: str | None) -> str | None:
    """Clean a one-line field (title, name, id): as clean_text, white space collapsed; None if nothing is left."""
    if text is None:
        return None
    return " ".join(clean_text(text)[0].split()) or None
