"""One shard into the tables, in one transaction: all of it or nothing, and nothing a second time."""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

import duckdb

from ingest.resolve.copies import make_sketch
from ingest.store.articles import KnownArticles, add_articles, fetch_known_articles
from ingest.store.ledger import add_inputs, fetch_seen_inputs
from ingest.store.rows import Row, add_rows
from ingest.store.sources import Copies, add_sketches, add_sources, fetch_copies, make_source, name_publisher

MENTION_TABLES = ("investment_mentions", "regulatory_mentions", "money_mentions")


def load_records(con: duckdb.DuckDBPyConnection, records: Sequence[Row], now: datetime) -> dict[str, int]:
    """Store the records of one shard and return how many of each outcome were new, and how many mentions.

    A record is {input_id, source_kind, source_name, item, input_sha256} with either {reason, detail} for a
    rejection or {article, investment_mentions, regulatory_mentions, money_mentions}. Inputs that the ledger holds
    already change nothing. `now` (UTC) becomes ingested_at and seen_at.
    """
    con.execute("BEGIN TRANSACTION")
    try:
        counts = _load(con, records, now)
        con.execute("COMMIT")
    except BaseException:
        _roll_back(con)
        raise
    return counts


def _load(con: duckdb.DuckDBPyConnection, records: Sequence[Row], now: datetime) -> dict[str, int]:
    seen = set(fetch_seen_inputs(con, (record["input_id"] for record in records)))
    articles = [record["article"] for record in records if "article" in record]
    known = fetch_known_articles(
        con, (article["body_sha256"] for article in articles), (article["article_id"] for article in articles)
    )
    copies = fetch_copies(con, (make_sketch(article["body"]) for article in articles if name_publisher(article)), now)
    rows: dict[str, list[Row]] = {table: [] for table in ("articles", "ledger", "article_sources", *MENTION_TABLES)}
    for record in records:
        if record["input_id"] not in seen:
            seen.add(record["input_id"])
            _plan(record, known, copies, now, rows)
    if rows["articles"]:
        add_articles(con, rows["articles"])
        add_sketches(con, rows["articles"], now)
    add_sources(con, rows["article_sources"])
    for table in MENTION_TABLES:
        add_rows(con, table, rows[table])
    add_inputs(con, rows["ledger"])
    counts = Counter(row["outcome"] for row in rows["ledger"])
    mentions = sum(len(rows[table]) for table in ("investment_mentions", "regulatory_mentions"))
    return {**{name: counts[name] for name in ("stored", "duplicate", "rejected")}, "mentions": mentions}


def _plan(record: Row, known: KnownArticles, copies: Copies, now: datetime, rows: dict[str, list[Row]]) -> None:
    """Decide what becomes of one record and add the rows that say so."""
    entry = {name: record[name] for name in ("input_id", "source_kind", "source_name", "item", "input_sha256")}
    entry["seen_at"] = now
    if "article" not in record:
        rows["ledger"].append({**entry, "outcome": "rejected", "reason": record["reason"], "detail": record["detail"]})
        return
    article = record["article"]
    article_id, hashes = article["article_id"], (article["content_sha256"], article["body_sha256"])
    if same := known.find_same_text(article_id, *hashes):
        reason = "same_text" if same.article_id == article_id else "same_text_elsewhere"
        key = {"article_id": same.article_id, "article_version": same.version}
        rows["ledger"].append({**entry, **key, "outcome": "duplicate", "reason": reason})
        rows["article_sources"].append(make_source(article, same.article_id, "copy", 1.0, now))
        return
    publisher, sketch = name_publisher(article), make_sketch(article["body"])
    if article_id not in known.versions and (near := copies.find_near(publisher, sketch)):
        key = {"article_id": near.article_id, "article_version": near.version}
        detail = f"{near.similarity:.0%} of its words in the same order"
        rows["ledger"].append({**entry, **key, "outcome": "duplicate", "reason": "near_copy", "detail": detail})
        rows["article_sources"].append(make_source(article, near.article_id, "near_copy", near.similarity, now))
        return
    version = known.add(article_id, *hashes)
    copies.add(article_id, version, publisher, sketch)
    if version == 1:
        rows["article_sources"].append(make_source(article, article_id, "first", 1.0, now))
    key = {"article_id": article_id, "article_version": version}
    rows["ledger"].append({**entry, **key, "outcome": "stored"})
    rows["articles"].append({**article, "version": version, "ingested_at": now})
    for table in MENTION_TABLES:
        rows[table].extend({**mention, **key} for mention in record[table])


def _roll_back(con: duckdb.DuckDBPyConnection) -> None:
    # After a full disk the connection is invalid for everything; the next start replays what was committed.
    with suppress(duckdb.Error):
        con.execute("ROLLBACK")
