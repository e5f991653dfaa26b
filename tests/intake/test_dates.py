"""Dates of feeds and pages: read strictly, or not at all."""

from datetime import UTC, datetime

import pytest

from ingest.intake.dates import read_date

NOW = datetime(2026, 11, 23, 12, 0)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tue, 05 Mar 2024 10:00:00 +0700", "2024-03-05T03:00:00"),
        ("Tue, 05 Mar 2024 10:00:00 GMT", "2024-03-05T10:00:00"),
        ("Sel, 05 Mar 2024 10:00:00 WIB", "2024-03-05T03:00:00"),
        ("Selasa, 5 Maret 2024 10:00 WITA", "2024-03-05T02:00:00"),
        ("Selasa, 05 Mar 2024 10.30 WIT", "2024-03-05T01:30:00"),
        ("Jum'at, 1 Maret 2024 | 23:15 WIB", "2024-03-01T16:15:00"),
        ("Minggu, 17 Agustus 2025 pukul 00.05 WIB", "2025-08-16T17:05:00"),
        ("Kam, 02 Okt 2025 07:00:00 +0700", "2025-10-02T00:00:00"),
        ("Tue, 05 Mar 2024 10:00:00 EST", "2024-03-05T15:00:00"),
        ("5 Mar 2024 10:00 KST", "2024-03-05T01:00:00"),
        ("2024-03-05T10:00:00Z", "2024-03-05T10:00:00"),
        ("2024-03-05T10:00:00.123456+07:00", "2024-03-05T03:00:00"),
        ("2024-03-05 10:00:00 +0700", "2024-03-05T03:00:00"),
        ("2024-03-05", "2024-03-05T00:00:00"),
        ("5 Maret 2024", "2024-03-05T00:00:00"),
        ("March 5, 2024 at 10:00 PM UTC", "2024-03-05T22:00:00"),
        ("Tue, 05 Mar 2024 10:00:00 +0000 (Coordinated Universal Time)", "2024-03-05T10:00:00"),
        ("Tue, 05 Mar 2024 10:00:00 GMT+7", "2024-03-05T03:00:00"),
        ("Jum’at, 1 Maret 2024 23:15 WIB", "2024-03-01T16:15:00"),
        ("2024-03-05 10:00:00 WIB", "2024-03-05T03:00:00"),
        ("2024/03/05 10:00:00 +07", "2024-03-05T03:00:00"),
        ("Tue, 05 Mar 24 10:00:00 GMT", "2024-03-05T10:00:00"),
        ("Tue Mar 05 10:00:00 WIB 2024", "2024-03-05T03:00:00"),
        ("Selasa, 05/03/2024 10:00 WIB", "2024-03-05T03:00:00"),
        ("03/05/2024 10:00 WIB", "2024-05-03T03:00:00"),  # only Indonesia has that zone
        ("Tuesday, 03/05/2024", "2024-03-05T00:00:00"),
        ("25.03.2024", "2024-03-25T00:00:00"),
    ],
)
def test_read(text: str, expected: str) -> None:
    assert read_date(text, now=NOW) == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "0000-00-00",
        "2024-W11-5",
        "1710491400",
        "2026-02-30",
        "Mon, 05 Mar 2024 10:00:00 GMT",  # it was a Tuesday
        "Tue, 05 Mar 2024 10:00:00",  # no zone
        "2024-03-05T10:00:00",
        "Tue, 05 Mar 2024 25:00:00 GMT",
        "Tue, 05 Mar 2024 10:61:00 GMT",
        "Tue, 05 Mar 2024 10:00:00 +2500",
        "Tue, 05 Mar 2024 10:00:00 IST",  # India, Ireland or Israel
        "05/03/2024",
        "Wednesday, 05/03/2024",  # neither May 3rd nor March 5th
        "Wed, 05 Mar 24 10:00:00 GMT",
        "2024-03-05 10:00:00 IST",
        "05 Mar 24 10:00 GMT",
        "yesterday",
        "2 jam yang lalu",
        "1970-01-01T00:00:00Z",
        "2026-12-24T00:00:00Z",  # later than tomorrow
        "9999-12-31T23:59:59-14:00",
        "x" * 1000,
    ],
)
def test_not_sure_is_none(text: str | None) -> None:
    assert read_date(text, now=NOW) is None


def test_a_source_may_state_its_zone() -> None:
    assert read_date("2024-03-05T10:00:00", default_zone=UTC) == datetime(2024, 3, 5, 10)  # noqa: DTZ001
