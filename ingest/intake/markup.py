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
_LOOKS_LIKE_HTML = re.compile(r"</?[a-zA-Z][^>]*>|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]{2,8});")


class _Stripper(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT or tag in _CAPTIONS:
            self._silent.append(tag)
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self._silent and tag == self._silent[-1]:
            self._silent.pop()
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data.replace("\n", " "))  # only a tag ends a line of HTML


def strip_markup(text: str) -> str:
    """Return the text of an HTML fragment; block tags end a line, so that numbers of two cells never join."""
    if not _LOOKS_LIKE_HTML.search(text):
        return tidy_lines(text)
    stripper = _Stripper()
    stripper.feed(text)
    stripper.close()
    return tidy_lines("".join(stripper.parts))


def tidy_lines(text: str) -> str:
    """Collapse white space within lines and drop empty ones."""
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
