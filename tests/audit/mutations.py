"""For every rule the smallest change of the sample database that breaks it, and no other rule."""

_SETS: dict[str, dict[str, tuple[str, str]]] = {
    # rule -> (row, what to SET); rows are named by mention, article, best mention or words
    "investment_mentions": {
        "INV-PARENT-EXISTS": ("im_store", "parent_mention_id = 'im_gone'"),
        "INV-PARENT-NOT-SELF": ("im_store", "parent_mention_id = 'im_store'"),
        "INV-TYPE-KNOWN": ("im_store", "event_type = 'gift'"),
        "INV-STATUS-KNOWN": ("im_store", "status = 'hoped'"),
        "INV-AMOUNT-POSITIVE": ("im_store", "amount = -1"),
        "INV-AMOUNT-BOUNDED": ("im_whole", "amount = 6e12, amount_usd = 6e12"),
        "INV-AMOUNT-LARGE": ("im_whole", "amount = 6e11, amount_usd = 6e11"),
        "INV-AMOUNT-SMALL": ("im_plant", "amount = 500, amount_usd = 500"),
        "INV-CURRENCY-PRESENT": ("im_plant", "currency = NULL"),
        "INV-STATED-PAIR": ("im_store", "stated_currency = NULL"),
        "INV-CURRENCY-ISO": ("im_plant", "currency = 'USX'"),
        "INV-RANGE-ORDERED": ("im_plant", "amount_low = 2e8, amount_qualifier = 'range'"),
        "INV-QUALIFIER-KNOWN": ("im_plant", "amount_qualifier = 'roughly'"),
        "INV-RANGE-QUALIFIED": ("im_plant", "amount_qualifier = 'range'"),
        "INV-STATED-RATE": (
            "im_store",
            "currency = 'KRW', stated_amount = 95e9, amount_usd = 95e9, fx_rate = fx_rate * 1000",
        ),
        "INV-STATED-WRONG": ("im_store", "stated_amount = 21e7, amount_usd = 21e7, fx_rate = 21e7 / 15e11"),
        "INV-STATED-OFF": ("im_store", "stated_amount = 11e7, amount_usd = 11e7, fx_rate = 11e7 / 15e11"),
        "INV-FX-COMPLETE": ("im_plant", "fx_source = NULL"),
        "INV-FX-CONSISTENT": ("im_plant", "amount_usd = 11e7"),
        "INV-FX-PLAUSIBLE": ("im_plant", "fx_rate = 2, amount_usd = 2e8"),
        "INV-DATE-PLAUSIBLE": ("im_plant", "event_date = DATE '1900-01-01', date_precision = 'day'"),
        "INV-DATE-BY-STATUS": ("im_store", "event_date = DATE '2025-01-01'"),
        "INV-DATE-PRECISION": ("im_store", "date_precision = 'decade'"),
        "INV-DATE-FIRST-DAY": ("im_store", "event_date = DATE '2023-05-05'"),
        "INV-EVIDENCE-SPAN": ("im_store", "evidence_start = evidence_start + 1, evidence_end = evidence_end + 1"),
        "INV-AMOUNT-SPAN": ("im_store", "amount_end = 99999"),
        "INV-COUNTRY-ISO": ("im_store", "country = 'XX'"),
        "INV-CONFIDENCE-SHARE": ("im_store", "confidence = 1.5"),
        "INV-ORIGIN-NAMED": ("im_store", "rule = ''"),
        "INV-PARTS-WITHIN-WHOLE": ("im_port", "amount = 15e7, amount_usd = 15e7"),
        "INV-PERIOD-ORDERED": ("im_plant", "period_end = DATE '2020-01-01'"),
        "INV-PARTY-NAMED": ("im_store", "investor = NULL"),
    },
    "regulatory_mentions": {
        "REG-PARENT-EXISTS": ("rm_probe", "parent_mention_id = 'rm_gone'"),
        "REG-PARENT-NOT-SELF": ("rm_probe", "parent_mention_id = 'rm_probe'"),
        "REG-TYPE-KNOWN": ("rm_fine", "event_type = 'gift'"),
        "REG-STATUS-KNOWN": ("rm_fine", "status = 'hoped'"),
        "REG-AMOUNT-POSITIVE": ("rm_fine", "amount = 0"),
        "REG-AMOUNT-BOUNDED": ("rm_fine", "amount = 7e12"),
        "REG-AMOUNT-LARGE": ("rm_fine", "amount = 7e11"),
        "REG-AMOUNT-SMALL": ("rm_fine", "amount = 1"),
        "REG-CURRENCY-PRESENT": ("rm_fine", "currency = NULL"),
        "REG-STATED-PAIR": ("rm_fine", "stated_amount = 5"),
        "REG-CURRENCY-ISO": ("rm_fine", "currency = 'EUX'"),
        "REG-RANGE-ORDERED": ("rm_fine", "amount_low = 6e6, amount_qualifier = 'range'"),
        "REG-QUALIFIER-KNOWN": ("rm_probe", "amount_qualifier = 'exact'"),
        "REG-RANGE-QUALIFIED": ("rm_fine", "amount_low = 1e6"),
        "REG-STATED-RATE": ("rm_fine", "stated_amount = 5e5, stated_currency = 'JPY'"),
        "REG-STATED-WRONG": ("rm_fine", "stated_amount = 12e6, stated_currency = 'USD'"),
        "REG-STATED-OFF": ("rm_fine", "stated_amount = 65e5, stated_currency = 'USD'"),
        "REG-FX-COMPLETE": ("rm_fine", "fx_source = 'stated'"),
        "REG-FX-CONSISTENT": ("rm_fine", "amount_usd = 9e6, fx_rate = 1, fx_source = 'sample'"),
        "REG-FX-PLAUSIBLE": ("rm_fine", "amount_usd = 25e6, fx_rate = 5, fx_source = 'sample'"),
        "REG-DATE-PLAUSIBLE": ("rm_probe", "event_date = DATE '2099-01-01', date_precision = 'year'"),
        "REG-DATE-BY-STATUS": ("rm_fine", "event_date = DATE '2024-03-13'"),
        "REG-DATE-PRECISION": ("rm_fine", "date_precision = NULL"),
        "REG-DATE-FIRST-DAY": ("rm_fine", "date_precision = 'month'"),
        "REG-EVIDENCE-SPAN": ("rm_probe", "evidence = 'It never'"),
        "REG-AMOUNT-SPAN": ("rm_fine", "amount_end = NULL"),
        "REG-COUNTRY-ISO": ("rm_fine", "country = 'UK'"),
        "REG-CONFIDENCE-SHARE": ("rm_fine", "confidence = NULL"),
        "REG-ORIGIN-NAMED": ("rm_fine", "extractor = NULL"),
        "REG-PARTS-WITHIN-WHOLE": (
            "rm_probe",
            "parent_mention_id = 'rm_fine', amount = 8e6, amount_qualifier = 'exact', currency = 'EUR'",
        ),
        "REG-MATTER-KNOWN": ("rm_fine", "matter = 'gossip'"),
        "REG-SUBJECTS-FILLED": ("rm_fine", "subjects = ['Invented Shipping Ltd', '']"),
        "REG-REGULATOR-NAMED": ("rm_fine", "regulator = NULL"),
    },
    "money_mentions": {
        "MON-SPAN": ("US$60 juta", "text = 'US$61 juta'"),
        "MON-AMOUNT-PRESENT": ("US$60 juta", "amount = NULL"),
        "MON-AMOUNT-POSITIVE": ("US$60 juta", "amount = -1"),
        "MON-AMOUNT-ZERO": ("US$60 juta", "amount = 0"),
        "MON-AMOUNT-BOUNDED": ("US$60 juta", "amount = 3e15"),
        "MON-CURRENCY-PRESENT": ("US$60 juta", "currency = NULL"),
        "MON-CURRENCY-ISO": ("US$60 juta", "currency = 'usd'"),
        "MON-RANGE-ORDERED": ("Rp9 triliun sampai Rp10 triliun", "amount_low = 99e12"),
        "MON-QUALIFIER-KNOWN": ("US$60 juta", "amount_qualifier = NULL"),
        "MON-RANGE-QUALIFIED": ("US$60 juta", "amount_qualifier = 'range'"),
        "MON-ROLE-KNOWN": ("US$60 juta", "role = 'hero'"),
        "MON-MENTION-EXISTS": ("US$60 juta", "mention_id = 'im_gone'"),
    },
    "articles": {
        "ART-BODY-HASHED": ("a_two", "body_sha256 = 'x'"),
        "ART-HASH-SHAPED": ("a_two", "content_sha256 = 'x'"),
        "ART-LANGUAGE-KNOWN": ("a_two", "language = 'xx'"),
        "ART-TITLE-FILLED": ("a_two", "title = ' '"),
        "ART-URL-WEB": ("a_two", "url = 'javascript:alert(1)'"),
    },
    "investment_events": {
        "IEV-PARENT-EXISTS": ("im_plant", "parent_event_id = 'ie_gone'"),
        "IEV-MENTION-EXISTS": ("im_store", "best_mention_id = 'im_gone'"),
        "IEV-TYPE-KNOWN": ("im_store", "event_type = 'gift'"),
        "IEV-STATUS-KNOWN": ("im_store", "status = NULL"),
        "IEV-AMOUNT-POSITIVE": ("im_plant", "amount = -1"),
        "IEV-CURRENCY-ISO": ("im_plant", "currency = NULL"),
        "IEV-FX-CONSISTENT": ("im_plant", "amount_usd = 9"),
        "IEV-COUNTRY-ISO": ("im_plant", "country = 'id'"),
        "IEV-CONFIDENCE-SHARE": ("im_plant", "confidence = -0.1"),
        "IEV-REPORTED-ORDERED": ("im_plant", "first_reported_at = last_reported_at + INTERVAL 1 DAY"),
        "IEV-MENTION-COUNT": ("im_plant", "mention_count = 5"),
        "IEV-SOURCE-COUNT": ("im_plant", "source_count = 9"),
        "IEV-COUNTABLE-RIGHT": ("im_plant", "countable = TRUE"),
        "IEV-PARTS-WITHIN-WHOLE": ("im_port", "amount = 15e7, amount_usd = 15e7"),
    },
    "regulatory_events": {
        "REV-PARENT-EXISTS": ("rm_probe", "parent_event_id = 're_gone'"),
        "REV-MENTION-EXISTS": ("rm_probe", "best_mention_id = 'rm_gone'"),
        "REV-TYPE-KNOWN": ("rm_probe", "event_type = NULL"),
        "REV-STATUS-KNOWN": ("rm_probe", "status = 'hoped'"),
        "REV-AMOUNT-POSITIVE": ("rm_fine", "amount = 0"),
        "REV-CURRENCY-ISO": ("rm_fine", "currency = 'EUX'"),
        "REV-FX-CONSISTENT": ("rm_fine", "fx_rate = 1"),
        "REV-COUNTRY-ISO": ("rm_probe", "country = 'XX'"),
        "REV-CONFIDENCE-SHARE": ("rm_probe", "confidence = 2"),
        "REV-REPORTED-ORDERED": ("rm_probe", "last_reported_at = NULL"),
        "REV-MENTION-COUNT": ("rm_probe", "mention_count = 2"),
        "REV-SOURCE-COUNT": ("rm_probe", "source_count = 0"),
        "REV-COUNTABLE-RIGHT": ("rm_fine", "amount_qualifier = 'up_to'"),
        "REV-PARTS-WITHIN-WHOLE": (
            "rm_probe",
            "amount = 8e6, currency = 'EUR', parent_event_id = (SELECT e.event_id FROM regulatory_events AS e"
            " WHERE e.best_mention_id = 'rm_fine')",
        ),
    },
}
_SETS |= {
    "article_sources": {
        "SRC-ARTICLE-EXISTS": ("a_two", "article_id = 'a_gone'"),
        "SRC-RELATION-KNOWN": ("a_two", "relation = 'cousin'"),
        "SRC-SIMILARITY-SHARE": ("a_two", "similarity = 0.5"),
        "SRC-DATE-PLAUSIBLE": ("a_two", "published_at = TIMESTAMP '1900-01-01'"),
        "SRC-URL-WEB": ("a_two", "url = 'javascript:alert(1)'"),
    },
    "table_counts": {
        "CNT-EMPTIED": ("money_mentions", "row_count = 0, earlier_snapshots = 14, median_count = 20"),
        "CNT-DROPPED": ("money_mentions", "earlier_snapshots = 3, median_count = 9"),
        "CNT-JUMPED": ("money_mentions", "row_count = 100, earlier_snapshots = 7, median_count = 49"),
        "CNT-FRESH": ("articles", "days_since_newest = 4"),
    },
}
_NAMED_BY = {
    "article_sources": "article_id",
    "table_counts": "table_name",
    "investment_mentions": "mention_id",
    "regulatory_mentions": "mention_id",
    "money_mentions": "text",
    "articles": "article_id",
    "investment_events": "best_mention_id",
    "regulatory_events": "best_mention_id",
}


def list_mutations() -> dict[str, list[str]]:
    """Return rule id -> SQL statements that break it."""
    found = {
        rule: [f"UPDATE {table} SET {change} WHERE {_NAMED_BY[table]} = '{row}'"]
        for table, sets in _SETS.items()
        for rule, (row, change) in sets.items()
    }
    prefixes = {"investment_mentions": "INV", "regulatory_mentions": "REG", "money_mentions": "MON"}
    prefixes |= {"article_sources": "SRC"}
    prefixes |= {"articles": "ART", "investment_events": "IEV", "regulatory_events": "REV"}
    for table, prefix in prefixes.items():
        found[f"{prefix}-COLUMNS"] = [f"ALTER TABLE {table} ADD COLUMN surprise INTEGER"]
    found |= _mention_copies("INV", "investment", "im_store") | _mention_copies("REG", "regulatory", "rm_fine")
    found |= _event_copies("IEV", "investment", "im_store") | _event_copies("REV", "regulatory", "rm_fine")
    found["ART-NOT-EMPTY"] = [f"DELETE FROM {table}" for table in prefixes]
    found["CNT-COMPLETE"] = ["DELETE FROM table_counts WHERE table_name = 'money_mentions'"]
    found["SRC-KEY-UNIQUE"] = [_copy("article_sources", "article_id = 'a_two'", "publisher AS publisher")]
    found |= {
        "INV-AMOUNT-OUTLIER": _earlier("investment", "im_plant", "a_one", 1_000_000),
        "REG-AMOUNT-OUTLIER": [
            *_earlier("regulatory", "rm_fine", "a_two", 100_000),
            "UPDATE regulatory_mentions SET currency = 'USD', amount_usd = amount, fx_rate = 1, fx_source = 'identity'"
            " WHERE mention_id = 'rm_fine'",
        ],
        "MON-KEY-UNIQUE": [_copy("money_mentions", "text = 'US$60 juta'", "text AS text")],
        "MON-ARTICLE-EXISTS": [
            _copy("money_mentions", "text = 'US$60 juta'", "'a_gone' AS article_id, NULL AS mention_id")
        ],
        "MON-NO-OVERLAP": [
            _copy("money_mentions", "text = 'US$60 juta'", "start + 3 AS start, '60 juta' AS text, NULL AS mention_id")
        ],
        "ART-KEY-FILLED": [_copy("articles", "article_id = 'a_two'", "'' AS article_id")],
        "ART-KEY-UNIQUE": [_copy("articles", "article_id = 'a_two'", "1 AS version")],
        "ART-ONE-CURRENT": [_copy("articles", "article_id = 'a_two'", "2 AS version")],
        "ART-BODY-FILLED": [_copy_article("' '")],
        "ART-BODY-BOUNDED": [_copy_article("repeat('a', 2000001)")],
        "ART-BODY-CLEAN": [_copy_article("'a' || chr(0) || 'b'")],
        "ART-PUBLISHED-PLAUSIBLE": [
            _copy("articles", "article_id = 'a_two'", "'a_new' AS article_id, TIMESTAMP '2024-03-20' AS published_at")
        ],
    }
    return found


def _earlier(family: str, row: str, article: str, amount: int) -> list[str]:
    """Thirty mentions like `row`, of `amount` US dollars each, in articles of the day before."""
    return [
        "INSERT INTO articles SELECT a.* REPLACE ('h_' || i AS article_id, ingested_at - INTERVAL 1 DAY AS ingested_at)"
        f" FROM articles AS a, range(30) AS r(i) WHERE a.article_id = '{article}'",
        f"INSERT INTO {family}_mentions SELECT m.* REPLACE ('h_' || i AS article_id, 'h_' || i AS mention_id,"
        f" NULL AS parent_mention_id, 'USD' AS currency, {amount} AS amount, {amount} AS amount_usd, 1 AS fx_rate,"
        f" 'identity' AS fx_source) FROM {family}_mentions AS m, range(30) AS r(i) WHERE m.mention_id = '{row}'",
        f"UPDATE {family}_events SET mention_count = 31 WHERE best_mention_id = '{row}'",
    ]


def _copy(table: str, where: str, replace: str) -> str:
    return f"INSERT INTO {table} SELECT * REPLACE ({replace}) FROM {table} WHERE {where}"


def _copy_article(body: str) -> str:
    return _copy(
        "articles",
        "article_id = 'a_two'",
        f"'a_new' AS article_id, {body} AS body, sha256({body}) AS body_sha256",
    )


def _mention_copies(prefix: str, family: str, row: str) -> dict[str, list[str]]:
    """A further mention of the event of `row`, which then counts two."""
    table, where = f"{family}_mentions", f"mention_id = '{row}'"
    count = f"UPDATE {family}_events SET mention_count = {{}} WHERE best_mention_id = '{row}'"
    many = (
        f"INSERT INTO {table} SELECT m.* REPLACE (m.mention_id || i AS mention_id)"
        f" FROM {table} AS m, range(60) AS r(i) WHERE m.{where}"
    )
    return {
        f"{prefix}-KEY-FILLED": [_copy(table, where, "'' AS mention_id"), count.format(2)],
        f"{prefix}-KEY-UNIQUE": [_copy(table, where, "mention_id AS mention_id"), count.format(2)],
        f"{prefix}-ARTICLE-EXISTS": [
            _copy(table, where, "'a_gone' AS article_id, 'm_gone' AS mention_id"),
            count.format(2),
        ],
        f"{prefix}-ARTICLE-NOT-FLOODED": [many, count.format(61)],
        f"{prefix}-EVENT-LINKED": [_copy(table, where, "'m_new' AS mention_id, NULL AS event_id")],
    }


def _event_copies(prefix: str, family: str, row: str) -> dict[str, list[str]]:
    table, where = f"{family}_events", f"best_mention_id = '{row}'"
    return {
        f"{prefix}-KEY-FILLED": [_copy(table, where, "'' AS event_id, event_id AS merged_into, FALSE AS countable")],
        f"{prefix}-KEY-UNIQUE": [_copy(table, where, "event_id AS event_id")],
        f"{prefix}-MERGED-EXISTS": [
            _copy(table, where, "'e_new' AS event_id, 'e_gone' AS merged_into, FALSE AS countable")
        ],
    }
