"""HTML fragments of feed entries to text: a line for every block, nothing for tags inside a sentence."""

import re
from html.parser import HTMLParser

_BLOCK_NAMES = """
    address article aside blockquote br caption dd details dialog div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 header hr legend li main nav ol option p pre section select summary table tbody td tfoot th
    thead tr ul
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_SILENT = frozenset(("script", "style", "noscript", "template", "iframe", "object", "svg", "head", "textarea"))
_CAPTIONS = frozenset(("figcaption",))
_GAPS = frozenset(("img", "picture", "video", "audio", "embed", "canvas", "input", "button", "svg", "iframe", "object"))
_NOTES = frozenset(("sup", "sub"))  # "US$5<sup>1</sup>" is five dollars and a footnote
_ESCAPED_TAG = re.compile(
    r"</?(?:p|br|div|li|ul|ol|h[1-6]|strong|b|em|i|a|span|img|figure|blockquote|table|tr|td)\b[^<>]*>"
)
_LOOKS_LIKE_HTML = re.compile(r"</?[a-zA-Z][^>]*>|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]{2,8});")


class _Stripper(HTMLParser):
    def __init__(self, silent: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.open: list[str] = []  # elements that say nothing and have not ended
        self._silent = silent

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._separate(tag)
        if tag in self._silent:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._separate(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.open and (tag == self.open[-1] or (tag == "figure" and self.open[-1] in _CAPTIONS)):
            self.open.pop()
        self._separate(tag)

    def handle_data(self, data: str) -> None:
        if not self.open:
            self.parts.append(data.replace("\n", " "))  # only a tag ends a line of HTML

    def _separate(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")
        elif tag in _GAPS or (tag in _NOTES and "".join(self.parts[-1:])[-1:].isdigit()):
            self.parts.append(" ")


def strip_markup(text: str) -> str:
    """Return the text of an HTML fragment; block tags end a line, so that numbers of two cells never join."""
    if not _LOOKS_LIKE_HTML.search(text):
        return tidy_lines(text)
    plain = _strip_once(text)
    if _ESCAPED_TAG.search(plain):  # escaped twice, as careless feeds are
        plain = _strip_once(plain)
    return tidy_lines(plain)


def _strip_once(text: str) -> str:
    silent = _SILENT | _CAPTIONS
    for _ in range(3):  # an element that never ends must not silence the rest: read on as if it were not there
        stripper = _Stripper(silent)
        stripper.feed(text)
        stripper.close()
        if not stripper.open:
            break
        silent = silent - set(stripper.open)
    return "".join(stripper.parts)


def tidy_lines(text: str) -> str:
    """Collapse white space within lines and drop empty ones."""
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
