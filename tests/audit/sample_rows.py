"""A small database that satisfies every rule: two articles about invented companies, with all that they state."""

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from ingest.publish.history import write_table_counts
from ingest.resources import data_folder
from ingest.store.migrate import apply_migrations, create_views
from ingest.store.resolution import resolve_mentions
from ingest.store.rows import add_rows

# Characters outside the basic plane, and a combining accent: offsets must count them as Python does.
BODY_1 = (
    "🏭 PT Contoh Baja Rekaan akan menanamkan US$200 juta di Batam, kata Direktur Rene\u0301. "
    "Dari jumlah itu, US$100 juta untuk pabrik dan US$60 juta untuk pelabuhan. "
    "Tahun lalu perusahaan menyelesaikan gudang senilai Rp1,5 triliun (US$95 juta). "
    "Penjualannya Rp9 triliun sampai Rp10 triliun."
)
BODY_2 = (
    "The Example Fair Trading Board fined Invented Shipping Ltd €5 million on Monday 🧾. "
    "It also opened a probe into Made-up Freight."
)


def build_database(path: Path) -> None:
    """Write the sample database, with its events."""
    with duckdb.connect(str(path), config={"storage_compatibility_version": "v1.0.0"}) as con:
        apply_migrations(con, data_folder("schemas") / "migrations")
        create_views(con, data_folder("schemas") / "views")
        add_sample(con)
        resolve_mentions(con, path.with_suffix(".state"))
        write_table_counts(con, date(2024, 3, 6))


def add_sample(con: duckdb.DuckDBPyConnection) -> None:
    """Insert the two articles and their mentions, without events."""
    rates = {"USD": 1.0, "EUR": 1.09, "IDR": 1 / 15_700}
    add_rows(
        con,
        "fx_rates",
        [
            {"currency": code, "rate_date": "2020-01-02", "units_per_eur": "1", "usd_per_unit": rate, "band": 0.05,
             "series": "sample", "vintage": "sample"}
            for code, rate in rates.items()
        ],
    )  # fmt: skip
    add_rows(con, "articles", [_article("a_one", BODY_1, "id"), _article("a_two", BODY_2, "en")])
    add_rows(con, "article_sources", [_source("a_one"), _source("a_two")])
    whole = _mention("im_whole", "a_one", BODY_1, BODY_1.split(" Dari")[0], "US$200 juta", 200_000_000)
    part = _sentence(BODY_1, "Dari jumlah")
    done = _sentence(BODY_1, "Tahun lalu")
    invest = {"investor": "PT Contoh Baja Rekaan", "event_type": "capital_expenditure", "country": "ID"}
    rate = 95_000_000 / 1_500_000_000_000
    add_rows(
        con,
        "investment_mentions",
        [
            {**whole, **invest, "event_type": "commitment", "status": "planned"},
            {
                **_mention("im_plant", "a_one", BODY_1, part, "US$100 juta", 100_000_000),
                **invest,
                "status": "planned",
                "parent_mention_id": "im_whole",
                "period_start": "2024-01-01",
                "period_end": "2026-12-31",
            },
            {
                **_mention("im_port", "a_one", BODY_1, part, "US$60 juta", 60_000_000),
                **invest,
                "status": "planned",
                "parent_mention_id": "im_whole",
            },
            {
                **_mention("im_store", "a_one", BODY_1, done, "Rp1,5 triliun", 1_500_000_000_000),
                **invest,
                "status": "completed",
                "currency": "IDR",
                "stated_amount": 95_000_000,
                "stated_currency": "USD",
                "amount_usd": 95_000_000,
                "fx_rate": rate,
                "fx_source": "stated",
                "event_date": "2023-01-01",
                "date_precision": "year",
                "date_text": "Tahun lalu",
            },
        ],
    )
    authority = {"regulator": "Example Fair Trading Board", "regulator_text": "The Example Fair Trading Board"}
    no_usd = {"amount_usd": None, "fx_rate": None, "fx_source": None}
    add_rows(
        con,
        "regulatory_mentions",
        [
            {
                **_mention("rm_fine", "a_two", BODY_2, _sentence(BODY_2, "The Example"), "€5 million", 5_000_000),
                **authority,
                **no_usd,
                "event_type": "penalty",
                "status": "decided",
                "currency": "EUR",
                "subjects": ["Invented Shipping Ltd"],
                "matter": "antitrust",
                "event_date": "2024-03-04",
                "date_precision": "day",
                "date_text": "on Monday",
            },
            {
                **_mention("rm_probe", "a_two", BODY_2, _sentence(BODY_2, "It also"), None, None),
                **authority,
                "event_type": "investigation",
                "status": "ongoing",
                "subjects": ["Made-up Freight"],
                "matter": "antitrust",
            },
        ],
    )
    add_rows(
        con,
        "money_mentions",
        [
            _money("a_one", BODY_1, "US$200 juta", 200_000_000, "USD", "total", "im_whole"),
            _money("a_one", BODY_1, "US$100 juta", 100_000_000, "USD", "part", "im_plant"),
            _money("a_one", BODY_1, "US$60 juta", 60_000_000, "USD", "part", "im_port"),
            _money("a_one", BODY_1, "Rp1,5 triliun", 1_500_000_000_000, "IDR", "total", "im_store"),
            _money("a_one", BODY_1, "US$95 juta", 95_000_000, "USD", "conversion", "im_store"),
            {
                **_money("a_one", BODY_1, "Rp9 triliun sampai Rp10 triliun", 10 * 10**12, "IDR", "background", None),
                "amount_low": 9 * 10**12,
                "amount_qualifier": "range",
            },
            _money("a_two", BODY_2, "€5 million", 5_000_000, "EUR", "total", "rm_fine"),
        ],
    )


def _article(article_id: str, body: str, language: str) -> dict[str, Any]:
    return {
        "article_id": article_id,
        "version": 1,
        "is_current": True,
        "title": f"Contoh {article_id}",
        "body": body,
        "language": language,
        "published_at": "2024-03-05T08:00:00",
        "url": f"https://news.example/{article_id}",
        "publisher": "Contoh Harian",
        "source_name": f"{article_id}.txt",
        "content_sha256": hashlib.sha256(article_id.encode() + body.encode()).hexdigest(),
        "body_sha256": hashlib.sha256(body.encode()).hexdigest(),
        "ingested_at": "2024-03-06T09:00:00",
    }


def _source(article_id: str) -> dict[str, Any]:
    return {
        "article_id": article_id,
        "publisher": "Contoh Harian",
        "relation": "first",
        "similarity": 1,
        "url": f"https://news.example/{article_id}",
        "published_at": "2024-03-05T08:00:00",
        "seen_at": "2024-03-06T09:00:00",
    }


def _sentence(body: str, start: str) -> str:
    found = body[body.index(start) :]
    return found[: found.index(". ") + 1] if ". " in found else found


def _mention(
    mention_id: str, article_id: str, body: str, evidence: str, text: str | None, amount: int | None
) -> dict[str, Any]:
    start = body.index(evidence)
    row: dict[str, Any] = {
        "mention_id": mention_id,
        "article_id": article_id,
        "article_version": 1,
        "evidence": evidence,
        "evidence_start": start,
        "evidence_end": start + len(evidence),
        "confidence": 0.8,
        "rule": "sample",
        "extractor": "sample 1",
    }
    if text is not None:
        row |= {
            "amount": amount,
            "amount_qualifier": "exact",
            "currency": "USD",
            "amount_usd": amount,
            "fx_rate": 1.0,
            "fx_source": "identity",
            "amount_start": body.index(text),
            "amount_end": body.index(text) + len(text),
        }
    return row


def _money(
    article_id: str, body: str, text: str, amount: int, currency: str, role: str, mention_id: str | None
) -> dict[str, Any]:
    return {
        "article_id": article_id,
        "article_version": 1,
        "start": body.index(text),
        "end": body.index(text) + len(text),
        "text": text,
        "amount": amount,
        "amount_qualifier": "exact",
        "currency": currency,
        "role": role,
        "mention_id": mention_id,
    }
