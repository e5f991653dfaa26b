"""Dates and periods: at every date word that the scan found, read the expression around it, then place it in the calendar.

date_words reads single expressions (`Atom`); this module joins them ("Oktober" + "tahun lalu", "Senin" + "12 Januari"),
makes ranges, reads what stands before ("sejak", "by") and resolves against the publication date.
"""

import bisect
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from ingest.extract.date_atoms import read_atom
from ingest.extract.date_words import DateWords, join_reversed, list_terms
from ingest.extract.numbers import join_words
from ingest.extract.periods import Atom, merge_year, place_atom, precision_of
from ingest.extract.scan import Hit
from ingest.lang import Pack

__all__ = ["DateReader", "DateSpan", "build_reader", "find_dates", "list_terms"]

_LOOK_BACK = 40
_SENTENCE_END = re.compile(r"[.!?;]\s|\n\n")
_WORD = re.compile(r"[^\W\d_]+")
_YEARLESS = {"month", "quarter", "half", "day"}


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A date or period that the text names: `text[start:end] == text`. `last` is inclusive.

    `first` and `last` are None where no anchor is known or, for a bare duration, none is meant.
    `kind`: point, period, deadline or duration. A half-year has precision "quarter".
    """

    start: int
    end: int
    text: str
    first: date | None
    last: date | None
    precision: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class DateReader:
    """What find_dates needs of a pack, compiled once."""

    words: DateWords
    year_gap: re.Pattern[str]
    day_gap: re.Pattern[str]
    week_gap: re.Pattern[str]
    range_gap: re.Pattern[str]
    joiners: frozenset[str]
    part_before: re.Pattern[str]
    cue_before: re.Pattern[str]
    between_before: re.Pattern[str]
    since: frozenset[str]
    future: frozenset[str]


def build_reader(pack: Pack) -> DateReader:
    """Compile a pack for find_dates."""
    between = pack.table("dates", "between")
    joiners = [*pack.words("dates", "joiners"), *(str(word) for word in between.values())]
    articles = pack.words("grammar", "articles")
    since, deadline = pack.words("dates", "since"), pack.words("dates", "deadline")
    return DateReader(
        words=DateWords(pack),
        year_gap=re.compile(
            rf"[\s,]{{0,2}}(?:(?:{join_words(pack.words('dates', 'year_words'))})\s)?(?:['’/-](?=\d))?|\s?[-/]\s?", re.I
        ),
        day_gap=re.compile(rf"\s?,?\s?\(?|\s(?:(?:{join_words(articles)})\s)?", re.I),
        week_gap=re.compile(rf"\s(?:(?:{join_words(pack.words('dates', 'day_links'))})\s)?", re.I),
        range_gap=re.compile(
            rf"\s?[-–—]\s?|\s(?P<word>{join_words(joiners)})\s(?:(?:{join_words(pack.words('dates', 'year_words'))})\s)?",
            re.I,
        ),
        joiners=frozenset(str(word) for word in between.values()),
        part_before=re.compile(rf"\s?-?(?P<part>{join_reversed(pack.words('dates', 'parts'))})(?!\w)", re.I),
        cue_before=re.compile(
            rf"\s{{1,2}}(?:(?:{join_reversed(pack.words('dates', 'year_words'))}|{join_reversed(articles)})\s)?(?P<cue>{join_reversed([*since, *deadline])})(?!\w)",
            re.I,
        ),
        between_before=re.compile(rf"\s(?:\w+\s)?(?:{join_reversed([str(word) for word in between])})(?!\w)", re.I),
        since=frozenset(word.lower() for word in since),
        future=frozenset(pack.words("dates", "future")),
    )


def find_dates(
    text: str,
    hits: Sequence[Hit],
    reader: DateReader,
    anchor: date | None,
    skip: Sequence[tuple[int, int]] = (),
) -> list[DateSpan]:
    """Every date, period, deadline and duration, ordered by start and without overlap.

    `hits`: of the shared Lexicon, other kinds are ignored. `anchor`: the publication date. `skip`: spans that hold no
    date, ordered by start (the amounts of money).
    """
    atoms: list[Atom] = []
    starts = [span[0] for span in skip]
    done = 0
    found = [hit for hit in hits if hit.kind.startswith("date.")]
    for index, hit in enumerate(found):
        if hit.start < done or _is_outrun(found, index):
            continue
        place = bisect.bisect_right(starts, hit.start) - 1
        if place >= 0 and hit.start < skip[place][1]:
            continue
        atom = read_atom(text, hit, reader.words, done)
        if atom is not None and atom.start >= done:
            atoms.append(atom)
            done = atom.end
    groups = _join_ranges(text, _join_atoms(text, atoms, reader, anchor), reader, anchor)
    return [span for group in groups if (span := _build_span(text, group, reader, anchor)) is not None]


def _is_outrun(hits: Sequence[Hit], index: int) -> bool:
    """Whether a phrase that begins inside this one goes further: `akhir tahun` in `akhir tahun ini`."""
    hit = hits[index]
    if hit.kind != "date.relative":
        return False
    following = hits[index + 1 : index + 5]
    return any(h.kind == hit.kind and hit.start < h.start < hit.end < h.end for h in following)


def _join_atoms(text: str, atoms: list[Atom], reader: DateReader, anchor: date | None) -> list[Atom]:
    """Bring a month and its year, a weekday and its date together."""
    joined: list[Atom] = []
    for atom in atoms:
        last = joined[-1] if joined else None
        if last and 0 <= atom.start - last.end <= 18:
            merged = _merge(text, last, atom, reader, anchor)
            if merged:
                joined[-1] = merged
                continue
        joined.append(atom)
    return joined


def _merge(text: str, last: Atom, atom: Atom, reader: DateReader, anchor: date | None) -> Atom | None:
    gap = text[last.end : atom.start]
    is_year = atom.unit == "year"
    if (
        last.unit in _YEARLESS
        and last.year is None
        and last.offset is None
        and is_year
        and reader.year_gap.fullmatch(gap)
    ):
        return merge_year(last, atom, anchor)
    if last.unit == "year" and last.year is not None and atom.unit in ("quarter", "half") and not gap.strip(" -/,"):
        return merge_year(atom, last, anchor) if atom.year is None else None
    if last.unit == "weekday" and atom.unit == "day" and atom.offset is None and reader.day_gap.fullmatch(gap):
        closes = "(" in gap and text[atom.end : atom.end + 1] == ")"
        return replace(atom, start=last.start, end=atom.end + closes)
    if last.unit == "weekday" and atom.unit == "week" and atom.offset is not None and reader.week_gap.fullmatch(gap):
        return replace(last, end=atom.end, offset=atom.offset)
    if last.unit == "day" and last.offset is not None and atom.unit == "weekday" and gap in (", ", " (", " "):
        return replace(last, end=atom.end)  # hari ini, Selasa
    if last.unit == "day" and last.offset is not None and atom.unit == "day" and gap in (", ", " (", " "):
        closes = "(" in gap and text[atom.end : atom.end + 1] == ")"
        return replace(atom, start=last.start, end=atom.end + closes)
    if last.unit == "year" and last.offset == 0 and is_year and atom.year and gap == " ":
        return replace(atom, start=last.start)  # akhir tahun 2026
    return None


def _join_ranges(
    text: str, atoms: list[Atom], reader: DateReader, anchor: date | None
) -> list[tuple[Atom, Atom | None]]:
    """Pair the ends of a range: Januari-Maret 2026, from 2025 to 2030."""
    groups: list[tuple[Atom, Atom | None]] = []
    for atom in atoms:
        last = groups[-1] if groups else None
        if last and last[1] is None and 0 < atom.start - last[0].end <= 24 and _is_range(text, last[0], atom, reader):
            first = last[0]
            if first.year is None and first.offset is None and first.unit in _YEARLESS and atom.year is not None:
                earlier = first.index is not None and atom.index is not None and first.index > atom.index
                first = replace(first, year=atom.year - earlier)
            groups[-1] = (first, atom)
            continue
        groups.append((atom, None))
    return groups


def _is_range(text: str, first: Atom, second: Atom, reader: DateReader) -> bool:
    end = second.start
    if part := reader.part_before.match(text[max(0, end - 24) : end][::-1]):
        end -= part.end()
    gap_text = text[first.end : end]
    if not gap_text.endswith((" ", "-", "–", "—")):
        gap_text += " "
    gap = reader.range_gap.fullmatch(gap_text)
    if not gap or first.unit in ("length", "week") or second.unit == "length":
        return False
    word = gap.group("word")
    if word and word.lower() in reader.joiners:
        return bool(reader.between_before.match(text[max(0, first.start - _LOOK_BACK) : first.start][::-1]))
    return first.unit == second.unit or {first.unit, second.unit} <= {"day", "month", "quarter", "half", "year"}


def looks_ahead(text: str, start: int, end: int, future: frozenset[str]) -> bool:
    """Whether the words before a date, or after one that begins its sentence, speak of the future."""
    left = _SENTENCE_END.split(text[max(0, start - 90) : start])[-1]
    words = _WORD.findall(left.lower())
    if len(words) < 3:
        words += _WORD.findall(_SENTENCE_END.split(text[end : end + 60])[0].lower())
    return not future.isdisjoint(words)


def _build_span(text: str, group: tuple[Atom, Atom | None], reader: DateReader, anchor: date | None) -> DateSpan | None:
    atom, upper = group
    if not atom.sure and not (upper and atom.unit == "month" == upper.unit):
        return None
    start, end = atom.start, (upper or atom).end
    left = text[max(0, start - _LOOK_BACK) : start][::-1]
    if atom.unit in ("day", "month", "quarter", "half", "year", "week", "decade") and (
        part := reader.part_before.match(left)
    ):
        start -= part.end()
        left = text[max(0, start - _LOOK_BACK) : start][::-1]
    cue = ""
    if found := reader.cue_before.match(left):
        cue = "since" if found.group("cue")[::-1].lower() in reader.since else "deadline"
    ahead = atom.year is None and atom.unit in _YEARLESS and looks_ahead(text, start, end, reader.future)
    placed = place_atom(atom, anchor, forward=cue == "deadline", ahead=ahead)
    if placed is None and atom.unit not in ("length",) and (atom.year is not None or anchor is not None):
        return None  # 31 February
    first, last = placed or (None, None)
    kind, precision = "point", precision_of(atom)
    if atom.unit == "length":
        kind = {"": "duration", "ahead": "period", "trailing": "period", "within": "deadline"}.get(
            atom.direction, "point"
        )
    elif upper is not None:
        kind = "period"
        second = place_atom(upper, anchor, forward=first is not None and anchor is not None and first > anchor)
        last = second[1] if second else None
        if first and last and last < first:
            return None
    elif cue == "since":
        kind, last = "period", max(anchor, first) if anchor and first else None
    elif cue == "deadline":
        kind = "deadline"
    elif atom.upper is not None:
        kind = "period"
    return DateSpan(start, end, text[start:end], first, last, precision, kind)
