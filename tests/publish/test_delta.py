"""A snapshot says what it changed against the one before, and why."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
from publish.snapshots import DAY, add_article, make_live, publish


def fetch_delta(published: Path, pointer: Any) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(published / pointer["database"]), read_only=True) as con:
        return con.execute(
            "SELECT table_name, row_key, change, reason, base_snapshot_id FROM snapshot_delta ORDER BY ALL"
        ).fetchall()


def test_the_first_snapshot_has_no_delta(tmp_path: Path) -> None:
    make_live(tmp_path / "live.duckdb")
    done = publish(tmp_path / "published", tmp_path / "live.duckdb")
    assert (done.pointer["base"], done.pointer["delta"]) == (None, {})
    assert fetch_delta(tmp_path / "published", done.pointer) == []


def test_added_modified_deleted_and_merged_rows_are_named_with_their_reason(tmp_path: Path) -> None:
    live, published = tmp_path / "live.duckdb", tmp_path / "published"
    make_live(live)
    first = publish(published, live)
    base = published / first.pointer["database"]
    base.chmod(0o644)  # the events that a publication would have derived
    with duckdb.connect(str(base)) as con:
        con.execute("INSERT INTO investment_events (event_id, investor, amount, currency, mention_count) VALUES"
                    " ('ie_gone', 'PT Contoh', 5, 'USD', 1), ('ie_same', 'PT Contoh', 5, 'USD', 1),"
                    " ('ie_twice', 'PT Contoh', 5, 'USD', 1)")  # fmt: skip
    with duckdb.connect(str(live)) as con:
        add_article(con, "a_000001", 2, datetime.combine(DAY, datetime.min.time()) + timedelta(hours=9))
        add_article(con, "a_new", 1, datetime.combine(DAY, datetime.min.time()) + timedelta(hours=9))
        con.execute("DELETE FROM articles WHERE article_id = 'a_000000'")
        con.execute("DELETE FROM money_mentions WHERE article_id = 'a_000000'")
    from publish.snapshots import prepare

    from ingest.publish.candidate import build_candidate, open_candidate
    from ingest.publish.delta import write_delta

    candidate = tmp_path / "candidate.duckdb"
    with duckdb.connect(str(live)) as con:
        build_candidate(con, candidate, datetime.combine(DAY + timedelta(days=1), datetime.min.time()), prepare)
    with open_candidate(candidate) as con:
        con.execute("INSERT INTO investment_events (event_id, merged_into, investor, amount, currency, mention_count)"
                    " VALUES ('ie_same', NULL, 'PT Contoh', 6, 'USD', 1), ('ie_twice', 'ie_same', 'PT Contoh', 5, 'USD', 1),"
                    " ('ie_unseen', 'ie_same', 'PT Contoh', 5, 'USD', 1)")  # fmt: skip
    counts = write_delta(candidate, base, "base", other_code=False)
    assert counts == {"add": 1, "modify": 2, "delete": 2, "merge": 1}
    with duckdb.connect(str(candidate), read_only=True) as con:
        rows = con.execute(
            "SELECT row_key, change, reason, changed_columns, summary FROM snapshot_delta ORDER BY ALL"
        ).fetchall()
    assert [row[:3] for row in rows] == [
        ("a_000000", "delete", "no longer among the articles of this day"),
        ("a_000001", "modify", "the article came in again with another text or other particulars"),
        ("a_new", "add", "a new article"),
        ("ie_gone", "delete", "the mentions behind it were grouped or decided differently"),
        ("ie_same", "modify", "the mentions behind it were grouped or decided differently"),
        ("ie_twice", "merge", "found to be the same act as ie_same"),
    ]
    assert rows[4][3:] == (["amount"], "PT Contoh · USD 6")
