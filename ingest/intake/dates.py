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
_NAMED = re.compile(
    rf"^(?:(?P<day_name>[A-Za-z']{{3,9}})\.?,?\s+)?(?P<day>\d{{1,2}})[\s-]+(?P<month>[A-Za-z]{{3,9}})\.?[\s-]+"
    rf"(?P<year>\d{{4}})(?:,?\s*(?:[|-]\s*)?(?:pukul\s+|at\s+)?{_TIME}(?:\s*{_ZONE})?)?(?:\s*\([A-Za-z ]{{1,40}}\))?$",
    re.I,
)
_AMERICAN = re.compile(
    rf"^(?:(?P<day_name>[A-Za-z]{{3,9}})\.?,?\s+)?(?P<month>[A-Za-z]{{3,9}})\.?\s+(?P<day>\d{{1,2}}),?\s+(?P<year>\d{{4}})"
    rf"(?:,?\s*(?:at\s+)?{_TIME}(?:\s*{_ZONE})?)?$",
    re.I,
)
_ISO = re.compile(
    r"^(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})"
    r"(?:[Tt ](?P<hour>\d{2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?\s?(?P<zone>[Zz]|[+-]\d{2}:?\d{2})?)?$"
)


def read_date(
    text: str | None, *, now: datetime | None = None, default_zone: timezone | None = None
) -> datetime | None:
    """Return the naive UTC moment that `text` states, or None where it is not sure.

    Reads RFC 822 with English and Indonesian names, the forms that pages print, and ISO 8601. `now` (naive UTC) bounds
    the future to a day ahead; `default_zone` is for sources whose times carry no zone.
    """
    if text is None or len(text) > 120:
        return None
    line = " ".join(text.split())
    found = _ISO.match(line) or _NAMED.match(line) or _AMERICAN.match(line)
    if not found:
        return None
    parts = found.groupdict()
    month_text = parts["month"].lower()
    month = int(month_text) if month_text.isdigit() else _MONTHS.get(month_text, 0)
    try:
        day = date(int(parts["year"]), month, int(parts["day"]))
    except ValueError:
        return None
    if not _agrees(parts.get("day_name"), day):
        return None
    moment = _add_time(day, parts, default_zone)
    if moment is None or moment < EARLIEST or (now and moment > now + timedelta(days=1)):
        return None
    return moment


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
