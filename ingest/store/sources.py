"""Tables `article_sources` and `article_sketches`: who carried an article, and what it takes to recognise its copies."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import duckdb

from ingest.resolve.copies import Sketch, is_copy, make_sketch, measure_similarity
from ingest.store.rows import Row, add_rows

WINDOW = timedelta(days=10)  # a copy comes within days; and the search must not grow with the archive
_MOST_RIVALS = 20  # stored texts that one text is held against: a flood off one template must not slow the load
_ENOUGH_SHARED = 12  # hashes in common below which two sketches cannot be copies


@dataclass(frozen=True, slots=True)
class NearText:
    """A stored article that a text is an edited copy of."""

    article_id: str
    version: int
    similarity: float


@dataclass(slots=True)
class Copies:
    """The sketches that the articles of one shard are held against; grows as the shard adds to it."""

    sketches: dict[str, tuple[int, str, Sketch]] = field(
        default_factory=dict
    )  # article_id -> version, publisher, sketch
    by_hash: dict[int, set[str]] = field(default_factory=dict)

    def add(self, article_id: str, version: int, publisher: str, sketch: Sketch) -> None:
        """Note the current text of an article."""
        self.sketches[article_id] = (version, publisher, sketch)
        for value in sketch.hashes:
            self.by_hash.setdefault(value, set()).add(article_id)

    def find_near(self, publisher: str, sketch: Sketch) -> NearText | None:
        """Return the most similar article of another publisher that this text is an edited copy of, or None.

        Never the same publisher's: that is an update with an address of its own. Never where either is unknown.
        """
        shared = Counter(article_id for value in sketch.hashes for article_id in self.by_hash.get(value, ()))
        best: NearText | None = None
        for article_id, count in sorted(shared.items()):
            version, owner, other = self.sketches[article_id]
            if count < _ENOUGH_SHARED or not publisher or not owner or owner == publisher or not is_copy(sketch, other):
                continue
            similarity = measure_similarity(sketch.hashes, other.hashes)
            if best is None or similarity > best.similarity:
                best = NearText(article_id, version, similarity)
        return best


def fetch_copies(con: duckdb.DuckDBPyConnection, sketches: Iterable[Sketch], now: datetime) -> Copies:
    """Return the stored articles of the last days that share enough with any of the given sketches."""
    copies = Copies()
    wanted = [(number, value) for number, sketch in enumerate(sketches) for value in sketch.hashes]
    found = con.execute(
        """
        WITH wanted AS (SELECT unnest(?::INTEGER[]) AS number, unnest(?::UINTEGER[]) AS hash),
        stored AS (SELECT article_id, unnest(sketch) AS hash FROM article_sketches WHERE seen_at > ?),
        hits AS (
            SELECT DISTINCT article_id FROM (
                SELECT article_id, number FROM stored JOIN wanted USING (hash) GROUP BY article_id, number
                HAVING count(*) >= ?
                QUALIFY row_number() OVER (PARTITION BY number ORDER BY count(*) DESC, article_id) <= ?
            )
        )
        SELECT s.article_id, s.version, o.publisher, s.sketch, s.numbers
        FROM article_sketches AS s JOIN hits USING (article_id)
        JOIN article_sources AS o ON o.article_id = s.article_id AND o.relation = 'first'
        ORDER BY s.article_id
        """,
        [[number for number, _ in wanted], [value for _, value in wanted], now - WINDOW, _ENOUGH_SHARED, _MOST_RIVALS],
    )
    for article_id, version, publisher, sketch, numbers in found.fetchall():
        copies.add(article_id, version, publisher, Sketch(tuple(sketch), frozenset(numbers)))
    return copies


def name_publisher(article: Row) -> str:
    """Return who published an article: as named, else the host of its address, else nothing."""
    return article.get("publisher") or (urlsplit(article.get("url") or "").hostname or "").removeprefix("www.")


def make_source(article: Row, article_id: str, relation: str, similarity: float, now: datetime) -> Row:
    """Return the row of `article_sources` that says who carried this copy of `article_id`."""
    return {
        "article_id": article_id,
        "publisher": name_publisher(article),
        "relation": relation,
        "similarity": round(similarity, 4),
        **{name: article.get(name) for name in ("url", "feed_id", "source_name", "published_at")},
        "seen_at": now,
    }


def add_sources(con: duckdb.DuckDBPyConnection, rows: list[Row]) -> None:
    """Insert rows of `article_sources`; a publisher that is known to carry the article stays as it was."""
    add_rows(con, "article_sources", rows)


def add_sketches(con: duckdb.DuckDBPyConnection, articles: Iterable[Row], now: datetime) -> None:
    """Insert or replace the sketches of stored articles ({article_id, version, body ..}); the highest version wins.

    Articles of no known publisher have none: they are nobody's copy.
    """
    named = (row for row in articles if name_publisher(row))
    newest = {row["article_id"]: row for row in sorted(named, key=lambda row: row["version"])}
    con.execute("DELETE FROM article_sketches WHERE article_id IN (SELECT unnest(?::VARCHAR[]))", [sorted(newest)])
    rows = []
    for article_id, row in newest.items():
        sketch = make_sketch(row["body"])
        rows.append(
            {
                "article_id": article_id,
                "version": row["version"],
                "sketch": list(sketch.hashes),
                "numbers": sorted(sketch.numbers),
                "seen_at": now,
            }
        )
    add_rows(con, "article_sketches", rows)
