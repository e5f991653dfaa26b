"""The dates that feeds, pages and senders print, read strictly: what is not sure is None, and the caller keeps the text.

feedparser's own dates are not used: it reads `0000-00-00` as the year -1 and WIB as UTC. Everything here returns naive
UTC. A date without a time is accepted (midnight, as published_at is an anchor for days); a time without a zone is not,
unless the caller says which zone its source writes in.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - naive UTC throughout
EARLIEST = datetime(1990, 1, 1)  # noqa: DTZ001

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januari",
            "feb february februari peb pebruari",
            "mar march maret mrt",
            "apr april",
            "may mei",
            "jun june juni",
            "jul july juli",
            "aug august agu agt agustus ags",
            "sep sept september",
            "oct october okt oktober",
            "nov november nop nopember",
            "dec december des desember",
        ),
        start=1,
    )
    for name in names.split()
}
_DAYS = {
    name: number
    for number, names in enumerate(
        (
            "mon monday sen senin",
            "tue tues tuesday sel selasa",
            "wed wednesday rab rabu",
            "thu thur thurs thursday kam kamis",
            "fri friday jum jumat jum'at",
            "sat saturday sab sabtu",
            "sun sunday min minggu ming ahad",
        )
    )
    for name in names.split()
}
# Minutes east of UTC. Names that mean two zones (IST, CST of China, BST of Bangladesh) are left out, except the
# American ones, which RFC 822 itself defines.
_ZONES = {
    **dict.fromkeys(("gmt", "utc", "ut", "z", "wet"), 0),
    **{"wib": 420, "wita": 480, "wit": 540, "kst": 540, "jst": 540, "sgt": 480, "hkt": 480, "myt": 480, "ict": 420},
    **{"est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420},
    **{"cet": 60, "cest": 120, "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780},
}
_TIME = r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d{1,9})?)?\s*(?P<half>[ap]\.?m\.?)?"
_ZONE = r"(?P<zone>[+-]\d{2}:?\d{2}|(?:GMT|UTC)[+-]\d{1,2}(?::?\d{2})?|[A-Za-z]{1,5})"
_DAY_NAME = r"(?:(?P<day_name>[A-Za-z']{3,9})\.?\s*,?\s*)?"
_THEN = rf"(?:\s*,?\s*(?:[|-]\s*)?(?:pukul\s+|at\s+)?{_TIME}(?:\s*{_ZONE})?)?(?:\s*\([A-Za-z ]{{1,40}}\))?$"
_FORMS = tuple(
    re.compile(form, re.I)
    for form in (
        r"^(?P<year>\d{4})(?P<mark>[-/])(?P<month>\d{2})(?P=mark)(?P<day>\d{2})(?:(?:T|\s)\s*"
        r"(?P<hour>\d{2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?\s?(?P<zone>Z|[+-]\d{2}(?::?\d{2})?|[A-Z]{3,4})?)?$",
        rf"^{_DAY_NAME}(?P<day>\d{{1,2}})[\s-]+(?P<month>[A-Za-z]{{3,9}})\.?[\s-]+(?P<year>\d{{4}}|\d{{2}}(?=\s)){_THEN}",
        rf"^{_DAY_NAME}(?P<month>[A-Za-z]{{3,9}})\.?\s+(?P<day>\d{{1,2}}),?\s+(?P<year>\d{{4}}){_THEN}",
        rf"^{_DAY_NAME}(?P<day>\d{{1,2}})(?P<mark>[-/.])(?P<month>\d{{1,2}})(?P=mark)(?P<year>\d{{4}}){_THEN}",
        # what date(1) and Java print
        rf"^{_DAY_NAME}(?P<month>[A-Za-z]{{3,9}})\s+(?P<day>\d{{1,2}})\s+{_TIME}\s+{_ZONE}\s+(?P<year>\d{{4}})$",
    )
)
_NUMERIC = 3  # of the forms: day and month are numbers, and which is which has to be settled
_INDONESIAN = frozenset(("wib", "wita", "wit"))


def read_date(
    text: str | None, *, now: datetime | None = None, default_zone: timezone | None = None
) -> datetime | None:
    """Return the naive UTC moment that `text` states, or None where it is not sure.

    Reads RFC 822 with English and Indonesian names, the forms that pages print, and ISO 8601. `now` (naive UTC) bounds
    the future to a day ahead; `default_zone` is for sources whose times carry no zone.
    """
    if text is None or len(text) > 120:
        return None
    line = " ".join(text.split()).replace("\u2019", "'").replace("\u2018", "'")
    number, found = next(
        ((number, match) for number, form in enumerate(_FORMS) if (match := form.match(line))), (0, None)
    )
    if not found:
        return None
    parts = found.groupdict()
    day = _settle_numeric(parts) if number == _NUMERIC else _read_day(parts)
    if day is None or not _agrees(parts.get("day_name"), day):
        return None
    moment = _add_time(day, parts, default_zone)
    if moment is None or moment < EARLIEST or (now and moment > now + timedelta(days=1)):
        return None
    return moment


def _read_day(parts: dict[str, str | None]) -> date | None:
    month, year = (parts["month"] or "").lower(), parts["year"] or ""
    if len(year) == 2:  # RFC 822 has such years; only a weekday that agrees makes one sure
        year = f"20{year}" if parts.get("day_name") else "0"
    try:
        return date(int(year), int(month) if month.isdigit() else _MONTHS.get(month, 0), int(parts["day"] or 0))
    except ValueError:
        return None


def _settle_numeric(parts: dict[str, str | None]) -> date | None:
    """Return the day of `05/03/2024` where the weekday, the zone or the numbers leave one reading only."""
    swapped = {**parts, "day": parts["month"], "month": parts["day"]}
    readings = [parts] if (parts["zone"] or "").lower() in _INDONESIAN else [parts, swapped]
    days = {day for reading in readings if (day := _read_day(reading)) and _agrees(parts["day_name"], day)}
    return days.pop() if len(days) == 1 else None


def _agrees(day_name: str | None, day: date) -> bool:
    """Tell whether the printed weekday, if any, is the day's: where the two differ, one of them is wrong."""
    return day_name is None or _DAYS.get(day_name.lower()) == day.weekday()


def _add_time(day: date, parts: dict[str, str | None], default_zone: timezone | None) -> datetime | None:
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    if not parts["hour"]:
        return start.replace(tzinfo=None)
    hour, minute, second = int(parts["hour"]), int(parts["minute"] or 0), int(parts["second"] or 0)
    if half := (parts.get("half") or "").lower()[:1]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    offset = _read_zone(parts["zone"]) if parts["zone"] else (default_zone.utcoffset(None) if default_zone else None)
    if offset is None or hour > 23 or minute > 59 or second > 60 or abs(offset) > timedelta(hours=14):
        return None
    try:
        return (start + timedelta(hours=hour, minutes=minute, seconds=min(second, 59)) - offset).replace(tzinfo=None)
    except OverflowError:
        return None


def _read_zone(text: str) -> timedelta | None:
    """Return the offset from UTC of `+07:00`, `GMT+7` or a zone's name; None where unknown or ambiguous."""
    found = re.fullmatch(r"(?:GMT|UTC)?([+-])(\d{1,2}):?(\d{2})?", text, re.I)
    if found:
        sign, hours, minutes = found.group(1), int(found.group(2)), int(found.group(3) or 0)
        return (-1 if sign == "-" else 1) * timedelta(hours=hours, minutes=minutes) if minutes < 60 else None
    minutes_east = _ZONES.get(text.lower())
    return None if minutes_east is None else timedelta(minutes=minutes_east)
