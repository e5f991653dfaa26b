"""Small live databases and the steps of a publication without its audit."""

import hashlib
from datetime import date, datetime, time, timedelta
from pathlib import Path

import duckdb

from ingest.publish.candidate import DATABASE, build_candidate, open_candidate
from ingest.publish.snapshot import Publication, Release, publish_candidate
from ingest.publish.workshop import open_workshop
from ingest.resources import data_folder
from ingest.store.migrate import apply_migrations, create_views

DAY = date(2024, 3, 6)


def prepare(con: duckdb.DuckDBPyConnection) -> None:
    apply_migrations(con, data_folder("schemas") / "migrations")
    create_views(con, data_folder("schemas") / "views")


def make_live(path: Path, articles: int = 3) -> None:
    """Write a live database of `articles` articles, one an hour from DAY on, each with one amount."""
    with duckdb.connect(str(path)) as con:
        prepare(con)
        for number in range(articles):
            add_article(con, f"a_{number:06}", 1, datetime.combine(DAY, time()) + timedelta(hours=number))


def add_article(con: duckdb.DuckDBPyConnection, article_id: str, version: int, at: datetime) -> None:
    body = f"{article_id} version {version} names Rp5 juta."
    digest = hashlib.sha256(body.encode()).hexdigest()
    con.execute("UPDATE articles SET is_current = FALSE WHERE article_id = ?", [article_id])
    con.execute(
        "INSERT INTO articles (article_id, version, is_current, body, content_sha256, body_sha256, ingested_at)"
        " VALUES (?, ?, TRUE, ?, ?, ?, ?)",
        [article_id, version, body, digest, digest, at],
    )
    start = body.index("Rp")
    con.execute(
        'INSERT INTO money_mentions (article_id, article_version, start, "end", text, amount, currency)'
        " VALUES (?, ?, ?, ?, 'Rp5 juta', 5000000, 'IDR')",
        [article_id, version, start, start + 8],
    )


def publish(
    published: Path,
    live: Path,
    day: date = DAY,
    code: str = "1",
    queries: Path | None = None,
    threads: int | None = None,
) -> Publication:
    """Publish `live` as of `day`."""
    cutoff = datetime.combine(day + timedelta(days=1), time())
    release = Release(day, cutoff, datetime(2024, 3, 9), code, 0, 0, {"articles": "0"})  # noqa: DTZ001
    with open_workshop(published, 10) as work:
        with duckdb.connect(str(live)) as con:
            if threads:
                con.execute(f"SET threads = {threads}")
            build_candidate(con, work / DATABASE, cutoff, prepare)
        return publish_candidate(published, work, queries or data_folder("schemas") / "snapshots", release)


def publish_numbered(root: Path, live: Path, queries: Path, number: int, day: date) -> None:
    """Publish a copy of candidate `live` whose content is `number`."""
    cutoff = datetime.combine(day + timedelta(days=1), time())
    release = Release(day, cutoff, datetime(2024, 3, 9), "1", number, 0, {})  # noqa: DTZ001
    with open_workshop(root, 30) as work:
        (work / DATABASE).write_bytes(live.read_bytes())
        with open_candidate(work / DATABASE) as con:
            con.execute("UPDATE articles SET title = ?", [str(number)])
        publish_candidate(root, work, queries, release)
