"""Measure the audit against the same checks as plain DuckDB SQL: seconds and peak memory at 10k, 100k and 1M mentions.

python tools/bench_audit.py [MENTIONS ...]     default 10000 100000 1000000; writes to a temporary folder

Each measurement is a process of its own. `audit` is ingest.audit.run.audit_file at stage "candidate" with its Data Docs,
the import of Great Expectations apart. `plain` sends the same counts and the queries for failing rows to a DuckDB
connection, rules that need no subquery together; `single` sends one count a rule. One made-up row in 250 breaks a rule.
"""

import re
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import duckdb

from ingest.audit.run import audit_file
from ingest.audit.suites import Suite, list_counts, list_rules, load_suites
from ingest.publish.history import write_table_counts
from ingest.resources import data_folder
from ingest.store.migrate import apply_migrations, create_views

DAY = date(2024, 3, 6)
SIZES = (10_000, 100_000, 1_000_000)

# Four mentions an article, half of them investments; an article is of 12 sentences of 100 characters.
_ARTICLES = """
INSERT INTO articles BY NAME
SELECT printf('a_%09d', i) AS article_id, 1 AS version, TRUE AS is_current, 'Contoh ' || i AS title, body,
    'id' AS language, TIMESTAMP '2024-01-01' + INTERVAL 1 MINUTE * (i % 90000)::INTEGER AS published_at,
    'https://news.example/' || i AS url, 'Contoh Harian' AS publisher, sha256(body) AS content_sha256,
    sha256(body) AS body_sha256, TIMESTAMP '2024-03-06 09:00:00' AS ingested_at
FROM (SELECT i, string_agg(printf('%-99s ', printf('Kalimat %02d: PT Rekaan %09d menanamkan US$%03d juta di Batam.', s, i,
    100 + s)), '' ORDER BY s) AS body FROM range($1) AS r(i), range(12) AS t(s) GROUP BY i)
"""
_SOURCES = """
INSERT INTO article_sources BY NAME SELECT article_id, publisher, 'first' AS relation, 1 AS similarity, url,
    published_at, ingested_at AS seen_at FROM articles
"""
_MENTIONS = """
INSERT INTO {family}_mentions BY NAME
SELECT printf('m_%d_%09d', s, i) AS mention_id, printf('a_%09d', i) AS article_id, 1 AS article_version,
    printf('{prefix}_%d_%09d', s, i) AS event_id, CASE WHEN s = 3 THEN printf('m_1_%09d', i) END AS parent_mention_id,
    {columns}, ((4 - s) * 1_000_000 * (1 + i % 97))::DECIMAL(24,2) * CASE WHEN i % 1000 = 0 THEN -1 ELSE 1 END AS amount,
    CASE WHEN i % 1000 = 1 THEN 'roughly' ELSE 'exact' END AS amount_qualifier,
    CASE WHEN i % 1000 = 2 THEN 'USX' ELSE 'USD' END AS currency, amount AS amount_usd, 1.0 AS fx_rate,
    'identity' AS fx_source, (TIMESTAMP '2024-01-01' + INTERVAL 1 MINUTE * (i % 90000)::INTEGER)::DATE AS event_date, 'day' AS date_precision,
    CASE WHEN i % 1000 = 3 THEN 'XX' ELSE 'ID' END AS country,
    printf('%-99s', printf('Kalimat %02d: PT Rekaan %09d menanamkan US$%03d juta di Batam.', s, i, 100 + s)) AS evidence,
    s * 100 + CASE WHEN i % 1000 = 4 THEN 1 ELSE 0 END AS evidence_start, s * 100 + 99 AS evidence_end,
    s * 100 + 43 AS amount_start, s * 100 + 54 AS amount_end, 0.8 AS confidence, 'sample' AS rule, 'sample 1' AS extractor
FROM range($1) AS r(i), (VALUES (1), (3)) AS t(s) ORDER BY i, s
"""
_MONEY = """
INSERT INTO money_mentions BY NAME
SELECT article_id, article_version, amount_start AS start, amount_end AS "end", substr(body, amount_start + 1, 11) AS text,
    abs(amount) AS amount, 'exact' AS amount_qualifier, 'USD' AS currency, 'total' AS role, mention_id
FROM investment_mentions JOIN articles USING (article_id)
"""
_EVENTS = """
INSERT INTO {family}_events BY NAME
SELECT event_id, CASE WHEN parent_mention_id IS NOT NULL THEN replace(event_id, '_3_', '_1_') END AS parent_event_id,
    mention_id AS best_mention_id, m.* EXCLUDE (mention_id, article_id, article_version, event_id, parent_mention_id, evidence,
    evidence_start, evidence_end, amount_start, amount_end, rule, extractor), a.published_at AS first_reported_at,
    a.published_at AS last_reported_at, 1 AS mention_count, 1 AS source_count, parent_event_id IS NULL AS countable,
    FALSE AS disputed
FROM {family}_mentions AS m JOIN articles AS a USING (article_id)
"""
_LINKS = """
INSERT INTO event_mentions BY NAME
SELECT event_id, article_id, article_version, mention_id, '{family}' AS family, 1 AS seq, published_at AS reported_at,
    publisher, 'first' AS novelty, status, amount, m.currency
FROM {family}_mentions AS m JOIN articles USING (article_id)
"""
_COLUMNS = {
    "investment": "'capital_expenditure' AS event_type, 'planned' AS status, printf('PT Rekaan %09d', i) AS investor",
    "regulatory": "'penalty' AS event_type, 'decided' AS status, 'Badan Contoh' AS regulator, 'antitrust' AS matter,"
    " [printf('PT Rekaan %09d', i)] AS subjects",
}


def build_database(path: Path, mentions: int) -> None:
    """Write a database of `mentions` mentions, half of each family, with their articles, amounts and events."""
    with duckdb.connect(str(path), config={"storage_compatibility_version": "v1.0.0"}) as con:
        con.execute("SET enable_progress_bar = false")
        apply_migrations(con, data_folder("schemas") / "migrations")
        create_views(con, data_folder("schemas") / "views")
        articles = mentions // 4
        con.execute(_ARTICLES, [articles])
        con.execute(_SOURCES)
        for family, columns in _COLUMNS.items():
            # mention ids are unique in a table, and the families have ids of their own
            text = _MENTIONS.format(family=family, prefix=f"{family[0]}e", columns=columns)
            con.execute(text.replace("m_%d", f"{family[0]}m_%d").replace("'m_1", f"'{family[0]}m_1"), [articles])
        con.execute(_MONEY)
        for family in _COLUMNS:
            con.execute(_EVENTS.format(family=family))
            con.execute(_LINKS.format(family=family))
        write_table_counts(con, DAY)


def run_plain(database: Path, suites: tuple[Suite, ...], together: bool) -> int:
    """Run the queries of all rules, count the wrong rows and fetch those that there are; return how many."""
    found = 0
    with duckdb.connect(str(database), read_only=True) as con:
        con.execute("SET enable_progress_bar = false")
        for suite in suites:
            con.execute(f"SELECT count(*) FROM {suite.table}").fetchone()
            rules = list_rules(suite, "candidate")
            counts: dict[str, int] = {}
            for query in sorted(set(list_counts(suite, rules, together).values())):
                cursor = con.execute(query.format(batch=suite.table))
                names = [column[0] for column in cursor.description or []]
                counts |= dict(zip(names, cursor.fetchone() or (), strict=True))
            for rule in rules:
                if rule.query and counts[rule.rule_id]:
                    found += len(con.execute(rule.query.format(batch=suite.table)).fetchall())
    return found


def measure(kind: str, database: Path, reports: Path) -> None:
    """Print what one kind of run took: seconds, peak MiB, failing rows."""
    suites = load_suites(data_folder("expectations"))
    if kind == "audit":
        import great_expectations  # noqa: F401 - its import is not what is measured

        import ingest.audit.gx_docs  # noqa: F401
    began = time.perf_counter()
    if kind == "audit":
        audit = audit_file(database, suites, "candidate", reports, DAY)
        assert not [result.error for result in audit.results if result.error]
        found = sum(result.unexpected for result in audit.results)
    else:
        found = run_plain(database, suites, together=kind == "plain")
    seconds = time.perf_counter() - began
    status = Path("/proc/self/status").read_text(encoding="ascii")  # getrusage would count the parent's memory, too
    peak = re.findall(r"VmHWM:\s*(\d+) kB", status)[0]
    print(f"{seconds:.2f} {int(peak) / 1024:.0f} {found}")


def main() -> None:
    for mentions in map(int, sys.argv[1:] or SIZES):
        with tempfile.TemporaryDirectory() as folder:
            database = Path(folder) / "bench.duckdb"
            build_database(database, mentions)
            told = {}
            for kind in ("single", "plain", "audit"):
                command = [sys.executable, __file__, "--measure", kind, str(database), folder]
                done = subprocess.run(command, capture_output=True, text=True, check=True)
                told[kind] = [float(word) for word in done.stdout.split()[-3:]]
                print(f"{mentions} mentions, {kind}: {told[kind][0]:.2f} s, peak {told[kind][1]:.0f} MiB", flush=True)
            assert len({rows for _, _, rows in told.values()}) == 1, told
            print(
                f"{mentions} mentions: the audit takes {told['audit'][0] / told['plain'][0]:.2f} times the plain SQL,"
                f" {told['audit'][0] / told['single'][0]:.2f} times the same rule by rule;"
                f" {told['audit'][2]:.0f} failing rows found by each",
                flush=True,
            )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
    else:
        main()
