"""A migrated database, and records as a shard holds them."""

import hashlib
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingest.resources import data_folder
from ingest.store.connect import open_writer
from ingest.store.ledger import make_input_id
from ingest.store.migrate import apply_migrations


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "live" / "warta.duckdb"


@pytest.fixture
def con(database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_writer(database, 5) as connection:
        apply_migrations(connection, data_folder("schemas") / "migrations")
        yield connection


@pytest.fixture
def make_record() -> Callable[..., dict[str, Any]]:
    return build_record


def build_record(name: str, body: str, article_id: str | None = None, title: str = "") -> dict[str, Any]:
    """A record of one article that states one investment of 12,345,678,901,234,567,890.12 dollars."""
    sha256 = hashlib.sha256(f"{title}\n{body}".encode()).hexdigest()
    article_id = article_id or "a_" + sha256[:16]
    mention_id = "im_" + hashlib.sha256(body.encode()).hexdigest()[:16]
    amount = Decimal("12345678901234567890.12")
    return {
        "input_id": make_input_id("file", name, sha256),
        "source_kind": "file",
        "source_name": name,
        "item": 0,
        "input_sha256": sha256,
        "article": {
            "article_id": article_id,
            "title": title,
            "body": body,
            "language": "en",
            "content_sha256": sha256,
            "body_sha256": hashlib.sha256(body.encode()).hexdigest(),
            "source_name": name,
        },
        "investment_mentions": [
            {
                "mention_id": mention_id,
                "event_type": "commitment",
                "status": "planned",
                "amount": amount,
                "currency": "USD",
                "investor": "Contoh Corp",
                "evidence": body,
                "evidence_start": 0,
                "evidence_end": len(body),
                "amount_start": 0,
                "amount_end": 1,
                "confidence": 0.5,
                "rule": "test",
                "extractor": "test",
                "amount_usd": amount,
                "fx_rate": 1.0,
                "fx_source": "identity",
            }
        ],
        "regulatory_mentions": [
            {"mention_id": "rm_" + mention_id[3:], "subjects": ["A", 'B "quoted"'], "confidence": 0.25}
        ],
        "money_mentions": [
            {"start": 0, "end": 1, "text": body[0], "amount": amount, "role": "total", "mention_id": mention_id}
        ],
    }
