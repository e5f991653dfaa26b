"""What a candidate changes against the snapshot before it: rows added, modified, deleted and merged, and why."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from ingest.publish.candidate import open_candidate

_KEYS = {"articles": "article_id", "investment_events": "event_id", "regulatory_events": "event_id"}
_NOT_COMPARED = {"row_key", "is_current", "ingested_at", "best_mention_id"}
_SUMMARY = ("title", "event_type", "investor", "regulator", "target", "subjects", "country")


def write_delta(database: Path, base: Path, base_id: str, other_code: bool) -> dict[str, int]:
    """Fill table `snapshot_delta` of the candidate `database` by comparing it with the snapshot `base`.

    `other_code` tells that another version of this package made `base`. Returns change -> number of rows.
    """
    with open_candidate(database) as con:
        con.execute(f"ATTACH '{str(base).replace(chr(39), chr(39) * 2)}' AS base (READ_ONLY)")
        facts = _Facts(con, other_code)
        rows = []
        for table, key in _KEYS.items():
            for row_key, before, after in _fetch_pairs(con, table, key):
                found = _compare(table, row_key, before, after, facts)
                if found:
                    rows.append({"table_name": table, "row_key": row_key, "base_snapshot_id": base_id, **found})
        con.execute("DELETE FROM snapshot_delta")
        if rows:
            shape = dict.fromkeys(rows[0], "VARCHAR") | {"changed_columns": "VARCHAR[]"}
            con.execute(
                "INSERT INTO snapshot_delta BY NAME SELECT unnest(from_json(?, ?), max_depth := 2)",
                [json.dumps(rows), json.dumps([shape])],
            )
    counts = {change: 0 for change in ("add", "modify", "delete", "merge")}
    for row in rows:
        counts[row["change"]] += 1
    return counts


class _Facts:
    """What explains a change: articles that changed, rows that went into quarantine or came out of it."""

    def __init__(self, con: duckdb.DuckDBPyConnection, other_code: bool) -> None:
        self.other_code = other_code
        self.changed_articles = {
            row[0]
            for row in con.execute(
                "SELECT coalesce(a.article_id, b.article_id) FROM articles AS a"
                " FULL JOIN base.articles AS b USING (article_id)"
                " WHERE a.version IS DISTINCT FROM b.version OR a.content_sha256 IS DISTINCT FROM b.content_sha256"
            ).fetchall()
        }
        self.held = self._fetch_held(con, "quarantine")
        self.was_held = self._fetch_held(con, "base.quarantine")
        self.mentions = self._fetch_mentions(con, "")
        self.old_mentions = self._fetch_mentions(con, "base.")

    @staticmethod
    def _fetch_held(con: duckdb.DuckDBPyConnection, table: str) -> dict[tuple[str, str], str]:
        rows = con.execute(f"SELECT table_name, row_key, string_agg(DISTINCT rule_id, ', ') FROM {table} GROUP BY 1, 2")
        return {(name, key): rules for name, key, rules in rows.fetchall()}

    @staticmethod
    def _fetch_mentions(con: duckdb.DuckDBPyConnection, schema: str) -> dict[str, list[tuple[str, str, str]]]:
        """Return event -> (table, row key, article) of its mentions."""
        found: dict[str, list[tuple[str, str, str]]] = {}
        for table in ("investment_mentions", "regulatory_mentions"):
            rows = con.execute(
                "SELECT event_id, concat_ws('/', article_id, article_version::VARCHAR, mention_id), article_id"
                f" FROM {schema}{table} WHERE event_id IS NOT NULL"
            )
            for event_id, key, article_id in rows.fetchall():
                found.setdefault(event_id, []).append((table, key, article_id))
        return found


def _fetch_pairs(con: duckdb.DuckDBPyConnection, table: str, key: str) -> list[tuple[str, Any, Any]]:
    leave_out = " EXCLUDE (body)" if table == "articles" else ""
    side = f"SELECT r.{key} AS row_key, to_json(r)::VARCHAR AS row FROM (SELECT *{leave_out} FROM {{}}{table}) AS r"
    rows = con.execute(
        f"SELECT row_key, b.row, c.row FROM ({side.format('base.')}) AS b FULL JOIN ({side.format('')}) AS c"
        " USING (row_key) WHERE b.row IS DISTINCT FROM c.row ORDER BY row_key"
    )
    return [
        (row_key, before and json.loads(before), after and json.loads(after))
        for row_key, before, after in rows.fetchall()
    ]


def _compare(
    table: str, row_key: str, before: dict[str, Any] | None, after: dict[str, Any] | None, facts: _Facts
) -> dict[str, Any] | None:
    """Return the row of the delta without its key, or None where nothing of weight changed."""
    changed = sorted(
        name
        for name in {*(before or {}), *(after or {})} - _NOT_COMPARED
        if (before or {}).get(name) != (after or {}).get(name)
    )
    merged = after is not None and after.get("merged_into")
    if before is None:
        if merged:
            return None  # came and was merged between two snapshots: no reader has seen it
        change, reason = "add", _explain(table, row_key, facts.mentions, facts, "add")
    elif after is None:
        if before.get("merged_into"):
            return None
        change, reason = "delete", _explain(table, row_key, facts.old_mentions, facts, "delete")
    elif merged and not before.get("merged_into"):
        change, reason = "merge", f"found to be the same act as {after['merged_into']}"
    elif not changed:
        return None
    else:
        change = "modify"
        more = (after.get("mention_count") or 0) > (before.get("mention_count") or 0)
        reason = "reported again" if more else _explain(table, row_key, facts.mentions, facts, "modify")
    row = after or before or {}
    return {
        "change": change,
        "reason": reason,
        "summary": _summarise(row),
        "changed_columns": changed if change == "modify" else None,
        "row_before": json.dumps(before, ensure_ascii=False) if before else None,
        "row_after": json.dumps(after, ensure_ascii=False) if after else None,
    }


def _explain(
    table: str, row_key: str, mentions: Mapping[str, list[tuple[str, str, str]]], facts: _Facts, change: str
) -> str:
    if table == "articles":
        held = [rules for (name, key), rules in facts.held.items() if name == table and key.startswith(row_key + "/")]
        if change == "delete":
            return f"held back in quarantine: {held[0]}" if held else "no longer among the articles of this day"
        came = {"add": "a new article", "modify": "the article came in again with another text or other particulars"}
        return came[change]
    mine = mentions.get(row_key, [])
    held_rules = sorted({facts.held[name, key] for name, key, _ in mine if (name, key) in facts.held})
    if change == "delete" and held_rules:
        return f"held back in quarantine: {', '.join(held_rules)}"
    if change == "add" and any((name, key) in facts.was_held for name, key, _ in mine):
        return "was in quarantine before"
    if any(article in facts.changed_articles for _, _, article in mine):
        told = {"add": "stated by a new article or a new text", "modify": "an article behind it is new or changed"}
        return told.get(change, "an article behind it changed and no longer states it")
    if facts.other_code:
        return "read by another version of the code"
    return "the mentions behind it were grouped or decided differently"


def _summarise(row: Mapping[str, Any]) -> str:
    words = [
        ", ".join(value) if isinstance(value, list) else str(value) for name in _SUMMARY if (value := row.get(name))
    ]
    if row.get("amount") is not None:
        words.append(f"{row.get('currency') or '?'} {float(row['amount']):,.0f}")
    return " · ".join(words)[:400]


def fetch_delta(database: Path, limit: int) -> list[dict[str, Any]]:
    """Return the first rows of the delta of a published file, events before articles; opens it read-only."""
    with duckdb.connect(str(database), read_only=True) as con:
        cursor = con.execute(
            "SELECT table_name, row_key, change, reason, summary, changed_columns FROM snapshot_delta"
            " ORDER BY table_name = 'articles', change, row_key LIMIT ?",
            [limit],
        )
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
