"""Mark the amount, the parties and the date in the words of an article, as segments that a template escapes."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple


class Segment(NamedTuple):
    """A piece of text; `kind` is amount, date, party or empty."""

    text: str
    kind: str


_NAMES = ("investor", "target", "regulator_text", "regulator", "subjects")
_DATES = ("date_text", "period_text")


def split_evidence(evidence: str, row: Mapping[str, Any]) -> list[Segment]:
    """Return `evidence` in segments: what `row` (a mention or a money mention) says about it is marked.

    Joined together the segments are `evidence`. Offsets are believed only where they lie within it.
    """
    taken: list[tuple[int, int, str]] = []
    for start, end, kind in _find_spans(evidence, row):
        if all(end <= other or start >= stop for other, stop, _ in taken):
            taken.append((start, end, kind))
    segments, position = [], 0
    for start, end, kind in sorted(taken):
        segments += [Segment(evidence[position:start], ""), Segment(evidence[start:end], kind)]
        position = end
    segments.append(Segment(evidence[position:], ""))
    return [segment for segment in segments if segment.text]


def _find_spans(evidence: str, row: Mapping[str, Any]) -> Iterator[tuple[int, int, str]]:
    """Yield the spans, the surest first."""
    shift, start, end = row.get("evidence_start"), row.get("amount_start"), row.get("amount_end")
    if isinstance(shift, int) and isinstance(start, int) and isinstance(end, int) and row.get("evidence") == evidence:
        if 0 <= start - shift < end - shift <= len(evidence):
            yield start - shift, end - shift, "amount"
    elif row.get("text"):
        yield from _find(evidence, row["text"], "amount")
    for name in _DATES:
        yield from _find(evidence, row.get(name), "date")
    for name in _NAMES:
        value = row.get(name)
        for text in value if isinstance(value, list) else [value]:
            yield from _find(evidence, text, "party")


def _find(evidence: str, text: Any, kind: str) -> Iterator[tuple[int, int, str]]:
    if isinstance(text, str) and text.strip():
        start = evidence.find(text)
        if start >= 0:
            yield start, start + len(text), kind
