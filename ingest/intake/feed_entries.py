"""Where the entries of an XML feed begin and end, found without trusting that the feed is well formed.

A parser that mends what is broken gives one entry the text of the next, or half an amount: what has no end is found
here first, and left out.
"""

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"(?P<cdata><!\[CDATA\[)|(?P<comment><!--)"
    r"|<(?P<end>/?)(?P<name>(?:\w{1,20}:)?(?:item|entry)|title|description|summary|content|content:encoded|abstract)"
    r"(?=[\s/>])[^<>]*?(?P<empty>/?)>",
    re.I,
)
_ENTRY = re.compile(r"<(?:\w{1,20}:)?(?:item|entry)[\s/>]", re.I)
_CLOSED_ROOT = re.compile(r"</(?:\w{1,20}:)?(?:channel|rss|feed|rdf)\s*>", re.I)


@dataclass(slots=True)
class Span:
    """One entry: text[start:end], its tags included. `broken` says that something in it does not end."""

    start: int
    end: int
    broken: bool = False


def find_entries(text: str) -> list[Span]:
    """Return the entries of a feed in order; CDATA and comments are skipped, where they end before the next entry."""
    spans: list[Span] = []
    inside: Span | None = None
    names: list[str] = []  # elements with text in them that are open
    place = 0
    while found := _TOKEN.search(text, place):
        place = found.end()
        if found["cdata"] or found["comment"]:
            place, whole = _skip(text, place, "]]>" if found["cdata"] else "-->", found.group())
            if inside and not whole:
                inside.broken = True
            continue
        name, is_end = found["name"].lower(), bool(found["end"])
        if name.rpartition(":")[2] not in {"item", "entry"}:
            if inside and not found["empty"]:
                _count(names, name, is_end, inside)
            continue
        if inside:
            inside.end = found.end() if is_end else found.start()
            inside.broken = inside.broken or bool(names)
            inside = None
        names = []
        if not is_end:
            spans.append(Span(found.start(), found.end()))
            inside = None if found["empty"] else spans[-1]
    if inside:
        closing = _CLOSED_ROOT.search(text, place)
        inside.end = closing.start() if closing else len(text)
        inside.broken = inside.broken or bool(names) or closing is None
    return spans


def _count(names: list[str], name: str, is_end: bool, inside: Span) -> None:
    if not is_end:
        names.append(name)
    elif name in names:
        names.remove(name)
    else:
        inside.broken = True  # its beginning is missing


def _skip(text: str, start: int, end: str, opening: str) -> tuple[int, bool]:
    """Return where a section that opened before `start` is over, and whether it is whole.

    One that another opens in, with an entry between them, lost its end somewhere: its text is not all its own.
    """
    close = text.find(end, start)
    again = text.find(opening, start, close if close >= 0 else len(text))
    if close >= 0 and (again < 0 or not _ENTRY.search(text, start, again)):
        return close + len(end), True
    return start, False


def cut_out(text: str, spans: list[Span]) -> str:
    """Return the text without the given entries."""
    kept, place = [], 0
    for span in spans:
        kept.append(text[place : span.start])
        place = span.end
    return "".join([*kept, text[place:]])
