"""Table `articles`: versions of texts."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import duckdb

from ingest.store.rows import Row, add_rows


@dataclass(frozen=True, slots=True)
class TextKey:
    """A stored version, as far as it takes to recognise its text."""

    article_id: str
    version: int
    content_sha256: str


@dataclass(slots=True)
class KnownArticles:
    """What the store holds of some texts and identities; grows as a shard adds to it."""

    by_body: dict[str, list[TextKey]] = field(default_factory=dict)  # body_sha256 -> versions, earliest first
    versions: dict[str, int] = field(default_factory=dict)  # article_id -> highest version

    def find_same_text(self, article_id: str, content_sha256: str, body_sha256: str) -> TextKey | None:
        """Return the stored version that this text repeats, or None.

        The same body under another article_id is a repetition whatever its headline; under its own article_id only
        with the same headline, for a changed headline is a new version. An old text of an article that comes in
        again repeats the old version: a late copy must not undo a correction.
        """
        same_body = self.by_body.get(body_sha256, [])
        own = [key for key in same_body if key.article_id == article_id]
        for key in own:
            if key.content_sha256 == content_sha256:
                return key
        return None if own else next(iter(same_body), None)

    def add(self, article_id: str, content_sha256: str, body_sha256: str) -> int:
        """Note a new text and return its version."""
        version = self.versions.get(article_id, 0) + 1
        self.versions[article_id] = version
        self.by_body.setdefault(body_sha256, []).append(TextKey(article_id, version, content_sha256))
        return version


def fetch_known_articles(
    con: duckdb.DuckDBPyConnection, body_sha256s: Iterable[str], article_ids: Iterable[str]
) -> KnownArticles:
    """Return what the store knows of the given bodies and identities."""
    known = KnownArticles()
    texts = con.execute(
        "SELECT body_sha256, article_id, version, content_sha256 FROM articles"
        " WHERE body_sha256 IN (SELECT unnest(?::VARCHAR[])) ORDER BY ingested_at, article_id, version",
        [sorted(set(body_sha256s))],
    )
    for body_sha256, article_id, version, content_sha256 in texts.fetchall():
        known.by_body.setdefault(body_sha256, []).append(TextKey(article_id, version, content_sha256))
    versions = con.execute(
        "SELECT article_id, max(version) FROM articles"
        " WHERE article_id IN (SELECT unnest(?::VARCHAR[])) GROUP BY article_id",
        [sorted(set(article_ids))],
    )
    known.versions.update(versions.fetchall())
    return known


def add_articles(con: duckdb.DuckDBPyConnection, rows: list[Row]) -> None:
    """Insert versions; of each article the highest becomes the current one, earlier ones stay and are not."""
    highest = {row["article_id"]: row["version"] for row in sorted(rows, key=lambda row: row["version"])}
    con.execute(
        "UPDATE articles SET is_current = false WHERE is_current AND article_id IN (SELECT unnest(?::VARCHAR[]))",
        [sorted(highest)],
    )
    add_rows(con, "articles", [{**row, "is_current": row["version"] == highest[row["article_id"]]} for row in rows])
