"""The engine run over reviewed articles, with the shipped weights or with others."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from ingest.evaluate.gold import GoldArticle
from ingest.extract.article import extract_article, load_engine
from ingest.extract.confidence import Weights
from ingest.model import Extraction


def extract_gold(articles: Iterable[GoldArticle], weights: Weights | None = None) -> dict[str, Extraction]:
    """Return what the engine reads out of each article, by its id; `weights` in place of the shipped ones."""
    loaded = load_engine()
    return {
        a.article_id: extract_article(loaded, a.body, a.title, a.language, a.published_at, weights) for a in articles
    }


def list_rows(extraction: Extraction) -> dict[str, list[dict[str, Any]]]:
    """Return an extraction as the rows that are scored."""
    return {
        "investment_mentions": [asdict(mention) for mention in extraction.investment_mentions],
        "regulatory_mentions": [asdict(mention) for mention in extraction.regulatory_mentions],
        "money_mentions": [asdict(mention) for mention in extraction.money_mentions],
    }
