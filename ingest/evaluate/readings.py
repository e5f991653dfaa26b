"""The engine run over reviewed articles, with the shipped weights or with others."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from ingest.evaluate.gold import GoldArticle
from ingest.extract import article as engine
from ingest.model import Extraction

Weights = Mapping[str, Any]  # the content of weights.json


def extract_gold(articles: Iterable[GoldArticle], weights: Weights | None = None) -> dict[str, Extraction]:
    """Return what the engine reads out of each article, by its id; `weights` in place of the shipped ones."""
    loaded = engine.load_engine()
    with _use_weights(weights):
        return {
            a.article_id: engine.extract_article(loaded, a.body, a.title, a.language, a.published_at) for a in articles
        }


def list_rows(extraction: Extraction) -> dict[str, list[dict[str, Any]]]:
    """Return an extraction as the rows that are scored."""
    return {
        "investment_mentions": [asdict(mention) for mention in extraction.investment_mentions],
        "regulatory_mentions": [asdict(mention) for mention in extraction.regulatory_mentions],
        "money_mentions": [asdict(mention) for mention in extraction.money_mentions],
    }


@contextmanager
def _use_weights(weights: Weights | None) -> Iterator[None]:
    # The engine reads its weights once a process from its own folder; judging others needs them swapped for a while.
    name = "load_weights"
    shipped = getattr(engine, name)
    if weights is not None:
        setattr(engine, name, lambda: weights)
    try:
        yield
    finally:
        setattr(engine, name, shipped)
