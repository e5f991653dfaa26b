"""Single date expressions, read at the words that the scan found: 29 Januari, (29/3), Q3, pekan lalu, three years ago."""

import re

from ingest.extract.date_words import DateWords
from ingest.extract.periods import Atom
from ingest.extract.scan import Hit

_SHORT_YEAR = 70  # '69 is 2069, '70 is 1970
_WINDOW = 40
_SLASH = re.compile(r"/(\d{1,2})(?:/(\d{4}|\d{2}))?(?=[)\s;,]|$)")
_ISO = re.compile(r"-(\d{2})-(\d{2})(?!\d)")
_DAY_MONTH_LEFT = re.compile(r"[/.-](?P<month>\d{1,2})[/.-](?P<day>\d{1,2})(?![\d/.,-])")  # reversed
_YEAR_RIGHT = re.compile(r"(?:\s?[-–]\s?(?P<long>(?:19|20)\d\d)|[-–/](?P<short>\d\d))(?![\d,.]\d|\d)")
_DOTTED = re.compile(r"\.\s?\d")
_COMPACT = re.compile(r"\s?[-/]?\s?(?:FY\s?)?['’]?(?P<year>20\d\d|\d\d)(?!\d)")
_FISCAL_YEAR = re.compile(r"\s?['’]?(?P<year>20\d\d|\d\d)(?:[-/]\d\d)?(?!\d)")


def read_atom(text: str, hit: Hit, words: DateWords, done: int) -> Atom | None:
    """The expression around one hit, beginning at `done` at the earliest."""
    return _READERS[hit.kind](text, hit, words, done)


def _left(text: str, start: int, done: int) -> str:
    return text[max(done, start - _WINDOW) : start][::-1]


def _full_year(digits: str) -> int:
    year = int(digits)
    return year if year >= 100 else 2000 + year if year < _SHORT_YEAR else 1900 + year


def _read_year(text: str, hit: Hit, words: DateWords, done: int) -> Atom | None:
    before, after = text[hit.start - 1 : hit.start], text[hit.end : hit.end + 2]
    left = _left(text, hit.start, done)
    year = int(hit.value)
    if iso := _ISO.match(text, hit.end):
        return Atom(hit.start, iso.end(), "day", year, int(iso.group(1)), int(iso.group(2)))
    if found := _DAY_MONTH_LEFT.match(left):
        day, month = int(found.group("day")[::-1]), int(found.group("month")[::-1])
        if month > 12:
            day, month = month, day
        return Atom(hit.start - found.end(), hit.end, "day", year, month, day)
    if (
        before in ".,:$€£#"
        and before
        and left[1:2].isdigit()
        or before in "$€£#"
        and before
        or after[:1] in ".,:"
        and after[1:].isdigit()
    ):
        return None
    if words.law_right.match(text, hit.end):
        return None
    if words.count_right.match(text, hit.end) and not words.month_cue.match(left):
        return None
    if words.law_left.match(left) or words.law_words.match(left.lstrip()):
        return None
    start = hit.start
    if fiscal := words.fiscal_left.match(left):
        start -= fiscal.end()
    if span := _YEAR_RIGHT.match(text, hit.end):
        upper = int(span.group("long") or hit.value[:2] + span.group("short"))
        if year < upper <= year + 60 and not (span.group("short") and upper > year + 1 and upper - year > 30):
            return Atom(start, span.end(), "year", year, upper=upper)
    return Atom(start, hit.end, "year", year, sure=before != "/")  # "No. 12/2021", but "kuartal II/2026"


def _read_bracket(text: str, hit: Hit, words: DateWords, done: int) -> Atom | None:
    """(29/3), (29/3/2026): the day first, unless that is no date."""
    found = _SLASH.match(text, hit.end)
    if not found:
        return None
    day, month = int(hit.value), int(found.group(1))
    if month > 12 >= day:
        day, month = month, day
    if not 1 <= month <= 12:
        return None
    year = _full_year(found.group(2)) if found.group(2) else None
    return Atom(hit.start + 1, found.end(), "day", year, month, day)


def _read_month(text: str, hit: Hit, words: DateWords, done: int) -> Atom | None:
    month, unsure = hit.value.split(":")
    left = _left(text, hit.start, done)
    start, end, day, upper = _read_month_day(text, hit, words, left)
    direction = ""
    for pattern, way in words.turn_after:
        if found := pattern.match(text, end):
            end, direction = found.end(), way
    if day is None and not direction:
        for pattern, way in words.turn_before:
            if found := pattern.match(left):
                start, direction = start - found.end(), way
    if day is None and end == hit.end and end - hit.start <= 4 and _DOTTED.match(text, end):
        end += 1
    sure = day is not None or unsure == "0" or bool(direction) or bool(words.month_cue.match(left))
    unit = "month" if day is None else "day"
    return Atom(start, end, unit, None, int(month), day, direction=direction, upper=upper, sure=sure)


def _read_month_day(text: str, hit: Hit, words: DateWords, left: str) -> tuple[int, int, int | None, int | None]:
    """(start, end, day, last day) of a month with its days: 29 Januari, 4-6 March, March 4."""
    if found := words.day_left.match(left):
        last = int(found.group("last")[::-1])
        first = int((found.group("first") or "0")[::-1])
        if 1 <= first < last <= 31:
            return hit.start - found.end(), hit.end, first, last
        if 1 <= last <= 31:
            return hit.start - found.end("last"), hit.end, last, None
    found = words.day_right.match(text, hit.end) if words.day_right else None
    if found and 1 <= int(found.group("first")) <= 31:
        first, last = int(found.group("first")), int(found.group("last") or 0)
        if first < last <= 31:
            return hit.start, found.end(), first, last
        return hit.start, found.end("day"), first, None
    return hit.start, hit.end, None, None


def _read_weekday(text: str, hit: Hit, words: DateWords, done: int) -> Atom | None:
    start, end, direction = hit.start, hit.end, ""
    for pattern, way in words.turn_after:
        if found := pattern.match(text, end):
            return Atom(start, found.end(), "weekday", index=int(hit.value), direction=way)
    left = _left(text, start, done)
    for pattern, way in words.turn_before:
        if found := pattern.match(left):
            start, direction = start - found.end() + len(found.group()) - len(found.group().rstrip()), way
    return Atom(start, end, "weekday", index=int(hit.value), direction=direction)


def _read_day(text: str, hit: Hit, words: DateWords, done: int) -> Atom | None:
    return Atom(hit.start, hit.end, "day", offset=int(hit.value))


def _read_relative(text: str, hit: Hit, words: DateWords, done: int) -> Atom | None:
    unit, offset = hit.value.split(":")
    length = _read_length_at(text, hit, words, done, unit)
    follows = text.startswith(
        words.of_year, hit.start
    )  # "of the year" says nothing without a half or quarter before it
    return length or Atom(hit.start, hit.end, unit, offset=int(offset), sure=not follows)


def _read_unit(text: str, hit: Hit, words: DateWords, done: int) -> Atom | None:
    return _read_length_at(text, hit, words, done, hit.value)


def _read_length_at(text: str, hit: Hit, words: DateWords, done: int, unit: str) -> Atom | None:
    """A counted unit: dua hari lalu, over the next three years, selama lima tahun ke depan."""
    left = _left(text, hit.start, done)
    found = words.count_left.match(left)
    if not found:
        return None
    count = words.count(found.group("count")[::-1].strip(" -"))
    if not 0 < count <= 1000:
        return None
    start = hit.start - found.end("count")
    start += len(text[start : hit.start]) - len(text[start : hit.start].lstrip(" -\n"))
    end = hit.end
    if hit.kind == "date.relative":
        end = hit.start + len(text[hit.start : hit.end].split()[0])
    direction, known = "", False
    for pattern, way in words.after_length:
        if match := pattern.match(text, end):
            end, direction, known = match.end(), way, True
            break
    left = _left(text, start, done)
    for pattern, way in words.before_length:
        match = pattern.match(left)
        if match and (way in ("", "within") or not known):
            known_before = known
            start, known = start - match.end(), True
            if not known_before:
                direction = way
            left = _left(text, start, done)
            if way in ("ahead", "trailing") and (more := words.duration_left.match(left)):
                start -= more.end()
            break
    if not known:
        return None
    return Atom(start, end, "length", step=unit, number=count, direction=direction)


def _read_ordered(text: str, hit: Hit, words: DateWords, done: int) -> Atom | None:
    """kuartal II, semester pertama: the ordinal behind the word."""
    found = words.ordinal_right.match(text, hit.end)
    if not found:
        return _read_before(text, hit, words, done)
    index = words.ordinals[found.group("ordinal").lower()]
    if hit.value == "half" and index > 2:
        return None
    return Atom(hit.start, found.end(), hit.value, index=index)


def _read_before(text: str, hit: Hit, words: DateWords, done: int) -> Atom | None:
    """the third quarter, first half: the ordinal before the word."""
    found = words.ordinal_left.match(_left(text, hit.start, done))
    if not found:
        return None
    index = words.ordinals[found.group("ordinal")[::-1].lower()]
    if hit.value == "half" and index > 2 or hit.value == "quarter" and index > 4:
        return None
    return Atom(hit.start - found.end("ordinal"), hit.end, hit.value, index=index)


def _read_compact(text: str, hit: Hit, words: DateWords, done: int) -> Atom | None:
    """Q3, 3Q26, H1 2026."""
    unit, index = hit.value.split(":")
    found = _COMPACT.match(text, hit.end)
    year = _full_year(found.group("year")) if found else None
    if text[hit.end : hit.end + 1].isdigit() and year is None:
        return None
    if (
        found
        and len(found.group("year")) == 2
        and found.group()[:-2].strip("'’-/FY ") == ""
        and found.group()[:1].isspace()
    ):
        year, found = None, None  # "Q3 15 people"
    sure = unit == "quarter" or year is not None
    return Atom(hit.start, found.end() if found else hit.end, unit, year, int(index), sure=sure)


def _read_fiscal(text: str, hit: Hit, words: DateWords, done: int) -> Atom | None:
    found = _FISCAL_YEAR.match(text, hit.end)
    return Atom(hit.start, found.end(), "year", _full_year(found.group("year"))) if found else None


_READERS = {
    "date.year": _read_year,
    "date.bracket": _read_bracket,
    "date.month": _read_month,
    "date.weekday": _read_weekday,
    "date.day": _read_day,
    "date.relative": _read_relative,
    "date.unit": _read_unit,
    "date.quarters": _read_ordered,
    "date.quarters_after": _read_before,
    "date.halves": _read_ordered,
    "date.halves_after": _read_before,
    "date.compact": _read_compact,
    "date.fiscal": _read_fiscal,
}
