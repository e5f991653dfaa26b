"""Spans of the calendar: what a stated day, week, month, quarter or year covers, seen from the day of publication."""

import calendar
from dataclasses import dataclass, replace
from datetime import date, timedelta

_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120}
_RECENT = 300  # days: a month or day without a year lies behind unless it is longer ago than that


@dataclass(frozen=True, slots=True)
class Atom:
    """One date expression as it stands in the text, not yet placed in the calendar.

    `unit`: day, week, weekday, month, quarter, half, year, decade, or length (a number of `step` units).
    `index` is the month, quarter, half or weekday; `offset` counts units from the publication date.
    `direction` of a length: "ago", "ahead", "trailing", "from_now", "within", or "" for a bare duration.
    """

    start: int
    end: int
    unit: str
    year: int | None = None
    index: int | None = None
    day: int | None = None
    offset: int | None = None
    step: str = ""
    number: float = 0
    direction: str = ""
    upper: int | None = None  # the last day of 4-6 March, the last year of 2025-2030
    sure: bool = True


def shift_months(day: date, months: int) -> date:
    """The same day some months on, or the last day of a shorter month."""
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    if not 1 <= year <= 9998:
        raise ValueError("year out of range")
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def span_of(unit: str, day: date) -> tuple[date, date]:
    """First and last day of the unit that the day lies in."""
    if unit in ("day", "weekday"):
        return day, day
    if unit == "week":
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=6)
    size = _MONTHS[unit]
    if unit == "decade":
        first = date(day.year - day.year % 10, 1, 1)
    else:
        first = date(day.year, (day.month - 1) // size * size + 1, 1)
    return first, shift_months(first, size) - timedelta(days=1)


def shift_unit(unit: str, day: date, offset: float) -> date:
    """The day some units on; half units count in the next smaller one."""
    if unit == "day":
        return day + timedelta(days=round(offset))
    if unit == "week":
        return day + timedelta(days=round(7 * offset))
    return shift_months(day, round(_MONTHS[unit] * offset))


def precision_of(atom: Atom) -> str | None:
    """Precision of the stated span, as EVENTS' date_precision has it."""
    unit = atom.step if atom.unit == "length" else atom.unit
    return {"weekday": "day", "half": "quarter", "decade": "year"}.get(unit, unit)


def place_atom(atom: Atom, anchor: date | None, forward: bool = False, ahead: bool = False) -> tuple[date, date] | None:
    """First and last day, or None where the anchor is needed and missing, or the date does not exist.

    A date without a year: `forward` (by, until) puts it never in the past, `ahead` (will, expected) at the nearest place.
    """
    try:
        if atom.unit == "length":
            return _place_length(atom, anchor)
        if atom.offset is not None and atom.unit != "weekday":
            return span_of(atom.unit, shift_unit(atom.unit, anchor, atom.offset)) if anchor else None
        if atom.unit == "weekday":
            return _place_weekday(atom, anchor)
        if atom.year is not None:
            return _span_in_year(atom, atom.year)
        return _place_nearest(atom, anchor, forward, ahead) if anchor else None
    except (ValueError, OverflowError):
        return None


def _span_in_year(atom: Atom, year: int) -> tuple[date, date]:
    index = atom.index or 1
    if atom.unit == "day":
        return date(year, index, atom.day or 1), date(year, index, atom.upper or atom.day or 1)
    if atom.unit == "year":
        return date(year, 1, 1), date(atom.upper or year, 12, 31)
    size = _MONTHS[atom.unit]
    return span_of(atom.unit, date(year, (index - 1) * size + 1, 1))


def _place_nearest(atom: Atom, anchor: date, forward: bool, ahead: bool) -> tuple[date, date]:
    spans = []
    for year in (anchor.year - 1, anchor.year, anchor.year + 1):
        try:
            spans.append(_span_in_year(atom, year))
        except ValueError:  # 29 February
            continue
    if forward or atom.direction == "ahead":
        spans = [span for span in spans if span[1] >= anchor] or spans
        return spans[0]
    if atom.direction == "ago":
        spans = [span for span in spans if span[0] <= anchor] or spans
        return spans[-1]

    def distance(span: tuple[date, date]) -> int:
        if span[0] <= anchor <= span[1]:
            return 0
        if span[1] < anchor:
            days = (anchor - span[1]).days
            return days + 60 if ahead else days
        return (span[0] - anchor).days + (0 if ahead else 2 * _RECENT - 335)

    return min(spans, key=distance)


def _place_weekday(atom: Atom, anchor: date | None) -> tuple[date, date] | None:
    if anchor is None or atom.index is None:
        return None
    if atom.offset is not None:  # Wednesday last week
        day = span_of("week", anchor + timedelta(days=7 * atom.offset))[0] + timedelta(days=atom.index)
    elif atom.direction == "ahead":
        day = anchor + timedelta(days=(atom.index - anchor.weekday() - 1) % 7 + 1)
    elif atom.direction == "ago":
        day = anchor - timedelta(days=(anchor.weekday() - atom.index - 1) % 7 + 1)
    else:  # news: the most recent one, the day of publication included
        day = anchor - timedelta(days=(anchor.weekday() - atom.index) % 7)
    return day, day


def _place_length(atom: Atom, anchor: date | None) -> tuple[date, date] | None:
    if anchor is None or not atom.direction:
        return None
    ahead, behind = shift_unit(atom.step, anchor, atom.number), shift_unit(atom.step, anchor, -atom.number)
    if atom.direction == "ago":
        return span_of("day" if atom.step == "day" else atom.step, behind)
    if atom.direction == "from_now":
        return span_of("day" if atom.step == "day" else atom.step, ahead)
    if atom.direction == "trailing":
        return behind, anchor
    return anchor, ahead


def merge_year(atom: Atom, year: Atom, anchor: date | None) -> Atom | None:
    """`March` with `last year`, `kuartal II` with `2026`: the former in the latter's year."""
    if year.year is not None:
        return replace(atom, year=year.year, end=max(atom.end, year.end), start=min(atom.start, year.start), sure=True)
    if year.offset is None or anchor is None:
        return replace(atom, end=max(atom.end, year.end), start=min(atom.start, year.start), sure=True)
    merged = replace(atom, year=anchor.year + year.offset, sure=True)
    return replace(merged, end=max(atom.end, year.end), start=min(atom.start, year.start))
