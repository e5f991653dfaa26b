"""Mentions to events, at the cost of what is new: what was resolved before is kept in a file of its own.

That file is a cache. It holds of each mention a digest of all that its event can depend on, its blocks and its area (see
ingest/resolve/cluster.py), and the rows of the events. New mentions touch the areas that they are linked to; mentions that
are gone or changed touch their own; all other events are taken as they are. Without the file, or where it was
made by other code, everything is resolved: the result is the same.
"""

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import duckdb

import ingest.refdata
import ingest.resolve
from ingest.resolve.acts import Act, make_act
from ingest.resolve.blocks import FULL_BLOCK, make_bonds, make_keys
from ingest.resolve.cluster import find_areas, link_acts
from ingest.resolve.events import build_events, pause_collector
from ingest.store.events import FAMILIES, REPORTED, fetch_reported_mentions, link_mentions, make_event_rows
from ingest.store.rows import Row, append_rows

_TABLES = ("investment_events", "regulatory_events", "event_mentions")
_KEY = "article_id, article_version, mention_id"
_LARGE = 0.2  # share of new mentions above which everything is resolved: looking up costs more than it saves

_CREATE = """
CREATE TABLE state.made_by AS SELECT ?::VARCHAR AS stamp;
CREATE TABLE state.mentions (
    article_id VARCHAR, article_version INTEGER, mention_id VARCHAR, digest UBIGINT, area BIGINT);
CREATE TABLE state.blocks (key UBIGINT, article_id VARCHAR, article_version INTEGER, mention_id VARCHAR, area BIGINT);
"""


def resolve_mentions(con: duckdb.DuckDBPyConnection, cache_file: Path) -> int:
    """Write the events of all current mentions of `con`, their links, and event_id of the mentions.

    `cache_file` is read and brought up to date; one caller at a time. Returns how many mentions were looked at again. Runs in
    transactions of its own; killed between them and run again, the result is the same.
    """
    _attach(con, cache_file)
    con.execute("BEGIN TRANSACTION")
    _list_inputs(con)
    with pause_collector():
        acts = _find_work(con)
        if acts:
            _write_areas(con, acts)
    con.execute("COMMIT")
    con.execute("BEGIN TRANSACTION")
    for table in _TABLES:
        _write_changes(con, table)
    link_mentions(con)
    con.execute("COMMIT")
    con.execute("DETACH state")
    return len(acts)


def _write_changes(con: duckdb.DuckDBPyConnection, table: str) -> None:
    """Make a table equal to that of the cache. Only rows that differ are written: most stand there from the last time."""
    wanted, key = f"(SELECT * EXCLUDE (area) FROM state.{table})", _KEY if table == "event_mentions" else "event_id"
    con.execute(f"CREATE OR REPLACE TEMP TABLE lacking AS FROM {wanted} EXCEPT FROM {table}")
    con.execute(f"DELETE FROM {table} WHERE ({key}) IN (SELECT ({key}) FROM (FROM {table} EXCEPT FROM {wanted}))")
    con.execute(f"INSERT INTO {table} FROM lacking")


def _attach(con: duckdb.DuckDBPyConnection, cache_file: Path) -> None:
    """Attach the cache as `state`; begin a new one where it is missing, broken or made by other code."""
    cache_file.parent.mkdir(parents=True, exist_ok=True)
    attach = "ATTACH '" + str(cache_file).replace("'", "''") + "' AS state"  # it takes no parameter
    stamp = _make_stamp(con)
    try:
        con.execute(attach)
        if con.execute("SELECT stamp FROM state.made_by").fetchall() == [(stamp,)]:
            return
        con.execute("DETACH state")
    except duckdb.Error:
        con.execute("DETACH DATABASE IF EXISTS state")
    for path in (cache_file, cache_file.with_name(cache_file.name + ".wal")):
        path.unlink(missing_ok=True)
    con.execute(attach)
    con.execute("BEGIN TRANSACTION")
    for statement in _CREATE.strip().split(";\n"):
        con.execute(statement, [stamp] if "?" in statement else None)
    for table in _TABLES:
        con.execute(f"CREATE TABLE state.{table} AS SELECT *, 0::BIGINT AS area FROM {table} LIMIT 0")
    con.execute("COMMIT")


def _make_stamp(con: duckdb.DuckDBPyConnection) -> str:
    shape = con.execute(
        "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE database_name = current_database()"
        " AND (suffix(table_name, '_mentions') OR suffix(table_name, '_events')) ORDER BY ALL"
    ).fetchall()
    return hashlib.sha256(repr((duckdb.__version__, shape, _digest_code())).encode()).hexdigest()


@cache
def _digest_code() -> str:
    """Return a digest of what decides how mentions are grouped: code and reference data."""
    folders = [Path(folder) for package in (ingest.resolve, ingest.refdata) for folder in package.__path__]
    files = [path for folder in folders for kind in ("*.py", "*.toml") for path in sorted(folder.glob(kind))]
    files += [Path(__file__), Path(__file__).with_name("events.py")]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def _list_inputs(con: duckdb.DuckDBPyConnection) -> None:
    """List all mentions as `inputs`, those that the cache does not know as `fresh`; forget those that are gone."""
    digests = " UNION ALL ".join(
        f"SELECT {_KEY}, hash(q) AS digest FROM ({REPORTED.format(family=family)}) AS q" for family in FAMILIES
    )
    con.execute(f"CREATE OR REPLACE TEMP TABLE inputs AS {digests}")
    known = "state.mentions AS s USING (article_id, article_version, mention_id, digest)"
    con.execute(f"CREATE OR REPLACE TEMP TABLE fresh AS SELECT i.* FROM inputs AS i ANTI JOIN {known}")
    con.execute(
        "CREATE OR REPLACE TEMP TABLE gone AS SELECT s.* FROM state.mentions AS s"
        " ANTI JOIN inputs AS i USING (article_id, article_version, mention_id, digest)"
    )
    for table in ("mentions", "blocks"):
        con.execute(f"DELETE FROM state.{table} AS t USING gone AS g WHERE {_same_key('t', 'g')}")
    con.execute("CREATE OR REPLACE TEMP TABLE touched AS SELECT DISTINCT area FROM gone")


def _find_work(con: duckdb.DuckDBPyConnection) -> list[Act]:
    """Return the acts to resolve: what is fresh, with all of the areas that it touches. Empties those areas."""
    counts = con.execute("SELECT (SELECT count(*) FROM fresh), (SELECT count(*) FROM inputs)").fetchone() or (0, 0)
    if counts[0] > _LARGE * counts[1]:
        con.execute("CREATE OR REPLACE TEMP TABLE touched AS SELECT DISTINCT area FROM state.mentions")
        for table in ("mentions", "blocks", *_TABLES):
            con.execute(f"DELETE FROM state.{table}")
        return _make_acts(con)
    acts = _make_acts(con, "fresh")
    _touch(con, acts)
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE members AS SELECT {_KEY} FROM state.mentions SEMI JOIN touched USING (area)"
    )
    for table in ("mentions", "blocks", *_TABLES):
        con.execute(f"DELETE FROM state.{table} WHERE area IN (SELECT area FROM touched)")
    return acts + _make_acts(con, "members")


def _touch(con: duckdb.DuckDBPyConnection, acts: Sequence[Act]) -> None:
    """Add to `touched` the areas that new acts are linked to."""
    con.execute("CREATE OR REPLACE TEMP TABLE asked (number INTEGER, key VARCHAR, binds BOOLEAN)")
    asked = [(number, key, False) for number, act in enumerate(acts) for key in make_keys(act)]
    asked += [(number, key, True) for number, act in enumerate(acts) for key in make_bonds(act)]
    append_rows(con, "temp.asked", [dict(zip(("number", "key", "binds"), row, strict=True)) for row in asked])
    con.execute(
        """
        CREATE OR REPLACE TEMP TABLE shared AS
        WITH a AS (SELECT hash(key) AS key, count(*) OVER (PARTITION BY key) AS more, number, binds FROM asked),
            b AS (SELECT s.*, count(*) OVER (PARTITION BY key) AS size FROM state.blocks AS s SEMI JOIN a USING (key))
        SELECT b.*, a.number, a.binds OR a.more + b.size > ? AS binds FROM a JOIN b USING (key)
        """,
        [FULL_BLOCK],
    )
    con.execute("INSERT INTO touched SELECT DISTINCT area FROM shared WHERE binds")
    near = con.execute(
        f"SELECT {_KEY}, area, list(DISTINCT number) FROM shared ANTI JOIN touched USING (area) GROUP BY ALL"
    ).fetchall()
    con.execute(f"CREATE OR REPLACE TEMP TABLE near AS SELECT DISTINCT {_KEY} FROM shared")
    found = {_key_of(act): act for act in _make_acts(con, "near")}
    linked = {area for *key, area, numbers in near if any(link_acts(found[tuple(key)], acts[n]) for n in numbers)}
    con.execute("INSERT INTO touched SELECT unnest(?::BIGINT[])", [sorted(linked)])


def _write_areas(con: duckdb.DuckDBPyConnection, acts: Sequence[Act]) -> None:
    """Resolve acts, and write their areas, blocks, events and links into the cache."""
    found = con.execute(
        "SELECT coalesce(max(area), 0) FROM (SELECT area FROM state.mentions UNION ALL FROM touched)"
    ).fetchone()
    first = found[0] + 1 if found else 1
    placed: list[Row] = []
    events, area_of = [], {}
    for area, groups in enumerate(find_areas(acts), first):
        built = build_events(groups)
        events += built
        area_of.update({event.event_id: area for event in built})
        for act in (act for group in groups for act in group):
            key = dict(zip(("mention_id", "article_id", "article_version"), act.reported.key, strict=True))
            placed.append({**key, "area": area, "keys": [*make_keys(act), *make_bonds(act)]})
    for table, rows in make_event_rows(con, events).items():
        append_rows(con, f"state.{table}", ({**row, "area": area_of[row["event_id"]]} for row in rows))
    con.execute(
        "CREATE OR REPLACE TEMP TABLE placed"
        " (article_id VARCHAR, article_version INTEGER, mention_id VARCHAR, area BIGINT, keys VARCHAR[])"
    )
    append_rows(con, "temp.placed", placed)
    con.execute(
        f"INSERT INTO state.mentions BY NAME SELECT {_KEY}, digest, area FROM placed JOIN inputs USING ({_KEY})"
    )
    con.execute(
        f"INSERT INTO state.blocks BY NAME SELECT hash(key) AS key, * EXCLUDE (key)"
        f" FROM (SELECT {_KEY}, area, unnest(keys) AS key FROM placed) ORDER BY key"
    )


def _make_acts(con: duckdb.DuckDBPyConnection, wanted: str | None = None) -> list[Act]:
    return [make_act(reported) for reported in fetch_reported_mentions(con, wanted)]


def _key_of(act: Act) -> tuple[str, int, str]:
    mention_id, article_id, version = act.reported.key
    return article_id, version, mention_id


def _same_key(one: str, other: str) -> str:
    return " AND ".join(f"{one}.{name} = {other}.{name}" for name in _KEY.split(", "))
