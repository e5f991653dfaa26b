from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from ingest.store.load import load_records

NOW = datetime.fromisoformat("2024-03-15T08:30")
LATER = datetime.fromisoformat("2024-03-16T08:30")
Record = dict[str, Any]


def read(con: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    return con.execute(sql).fetchall()


def test_a_record_becomes_an_article_its_mentions_and_a_ledger_row(
    con: duckdb.DuckDBPyConnection, make_record: Callable[..., Record]
) -> None:
    counts = load_records(con, [make_record("a.txt", "Contoh Corp menanam modal.")], NOW)
    assert counts == {"stored": 1, "duplicate": 0, "rejected": 0, "mentions": 2}
    assert read(con, "SELECT version, is_current, ingested_at FROM articles") == [(1, True, NOW)]
    assert read(con, "SELECT amount, evidence, article_version FROM investment_mentions") == [
        (Decimal("12345678901234567890.12"), "Contoh Corp menanam modal.", 1)
    ]
    assert read(con, "SELECT subjects FROM regulatory_mentions") == [(["A", 'B "quoted"'],)]
    assert read(con, 'SELECT start, "end", role FROM money_mentions') == [(0, 1, "total")]
    assert read(con, "SELECT outcome, article_version, reason, seen_at FROM ledger") == [("stored", 1, None, NOW)]


def test_the_same_input_again_changes_nothing(
    con: duckdb.DuckDBPyConnection, make_record: Callable[..., Record]
) -> None:
    record = make_record("a.txt", "Contoh Corp menanam modal.")
    load_records(con, [record], NOW)
    before = read(con, "FROM ledger") + read(con, "FROM articles")
    assert load_records(con, [record, record], LATER) == {"stored": 0, "duplicate": 0, "rejected": 0, "mentions": 0}
    assert read(con, "FROM ledger") + read(con, "FROM articles") == before


def test_a_changed_text_is_a_new_version_and_the_old_one_stays(
    con: duckdb.DuckDBPyConnection, make_record: Callable[..., Record]
) -> None:
    load_records(con, [make_record("a.txt", "US$100 juta.", article_id="a_1")], NOW)
    load_records(con, [make_record("b.txt", "US$10 juta.", article_id="a_1")], LATER)
    assert read(con, "SELECT version, is_current, body FROM articles ORDER BY version") == [
        (1, False, "US$100 juta."),
        (2, True, "US$10 juta."),
    ]
    assert read(con, "SELECT count(*) FROM investment_mentions") == [(2,)]


def test_two_versions_in_one_shard_leave_the_last_current(
    con: duckdb.DuckDBPyConnection, make_record: Callable[..., Record]
) -> None:
    records = [make_record(f"{n}.txt", f"US${n} juta.", article_id="a_1") for n in (1, 2, 3)]
    load_records(con, records, NOW)
    assert read(con, "SELECT version, is_current FROM articles ORDER BY version") == [
        (1, False),
        (2, False),
        (3, True),
    ]


def test_a_late_copy_of_an_old_text_does_not_undo_a_correction(
    con: duckdb.DuckDBPyConnection, make_record: Callable[..., Record]
) -> None:
    load_records(con, [make_record("1.txt", "US$100 juta.", article_id="a_1")], NOW)
    load_records(con, [make_record("2.txt", "US$10 juta.", article_id="a_1")], NOW)
    load_records(con, [make_record("3.txt", "US$100 juta.", article_id="a_1")], LATER)
    assert read(con, "SELECT body FROM articles WHERE is_current") == [("US$10 juta.",)]
    assert read(con, "SELECT outcome, reason, article_version FROM ledger WHERE source_name = '3.txt'") == [
        ("duplicate", "same_text", 1)
    ]


@pytest.mark.parametrize("one_shard", [True, False])
def test_the_same_body_elsewhere_is_a_duplicate_of_the_first(
    con: duckdb.DuckDBPyConnection, make_record: Callable[..., Record], one_shard: bool
) -> None:
    first = make_record("1.txt", "US$100 juta.", article_id="a_1", title="One headline")
    second = make_record("2.txt", "US$100 juta.", article_id="a_2", title="Another headline")
    for shard in [[first, second]] if one_shard else [[first], [second]]:
        load_records(con, shard, NOW)
    assert read(con, "SELECT article_id FROM articles") == [("a_1",)]
    assert read(con, "SELECT outcome, reason, article_id, article_version FROM ledger ORDER BY source_name") == [
        ("stored", None, "a_1", 1),
        ("duplicate", "same_text_elsewhere", "a_1", 1),
    ]


def test_a_new_headline_over_the_same_body_is_a_new_version(
    con: duckdb.DuckDBPyConnection, make_record: Callable[..., Record]
) -> None:
    load_records(con, [make_record("1.txt", "US$100 juta.", article_id="a_1", title="Wrong")], NOW)
    load_records(con, [make_record("2.txt", "US$100 juta.", article_id="a_1", title="Right")], NOW)
    assert read(con, "SELECT title, is_current FROM articles ORDER BY version") == [("Wrong", False), ("Right", True)]
    assert read(con, "SELECT count(*), count(DISTINCT mention_id) FROM investment_mentions") == [(2, 1)]


def test_a_rejection_is_in_the_ledger_with_its_reason(
    con: duckdb.DuckDBPyConnection, make_record: Callable[..., Record]
) -> None:
    record = {name: value for name, value in make_record("x.bin", "x").items() if "mention" not in name}
    del record["article"]
    assert load_records(con, [{**record, "reason": "binary", "detail": "a NUL"}], NOW)["rejected"] == 1
    assert read(con, "SELECT outcome, reason, detail, article_id FROM ledger") == [
        ("rejected", "binary", "a NUL", None)
    ]


def test_a_shard_is_stored_whole_or_not_at_all(
    con: duckdb.DuckDBPyConnection, make_record: Callable[..., Record]
) -> None:
    bad = make_record("b.txt", "Second.")
    bad["money_mentions"][0]["start"] = "not a number"
    with pytest.raises(duckdb.Error):
        load_records(con, [make_record("a.txt", "First."), bad], NOW)
    for table in ("articles", "ledger", "investment_mentions", "regulatory_mentions", "money_mentions"):
        assert read(con, f"SELECT count(*) FROM {table}") == [(0,)]


def test_hostile_text_is_stored_as_it_is(con: duckdb.DuckDBPyConnection, make_record: Callable[..., Record]) -> None:
    body = '\'); DROP TABLE articles; -- {{ 7*7 }} $1 ? \\u0041 \u2028 \U0001f600 "x" <script>'
    load_records(con, [make_record(body[:40], body)], NOW)
    assert read(con, "SELECT body, source_name FROM articles") == [(body, body[:40])]
