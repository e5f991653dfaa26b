"""Extraction over many articles: from text to rows, on all cores where there is much to do. Composes, like pipeline.

Nothing here opens a database, and nothing heavy is imported, so that a worker process starts quickly.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache, partial
from itertools import chain, islice
from typing import Any, TypeVar

from ingest.cores import count_cores, run_in_order
from ingest.errors import RejectedInput
from ingest.intake.dates import read_date
from ingest.model import Extraction
from ingest.resolve.money import normalise_amount
from ingest.store.rows import Row, mention_row, write_json

_LINES_A_TASK = 16
_SERIAL_LINES = 48  # below this, starting processes costs more than it saves

_Item = TypeVar("_Item")


@cache
def load_extractor() -> Callable[[str, str | None, str | None, datetime | None], Extraction]:
    """Load the engine, once a process. Call it before a batch: a broken installation must stop the batch, not
    become the fault of every article in it."""
    # Not at the top: the load imports this module too, and needs no engine.
    from ingest.extract.article import extract_article, load_engine

    return partial(extract_article, load_engine())


def extract_text(body: str, title: str | None, language: str | None, published_at: datetime | None) -> Extraction:
    """Return what the engine reads out of one article."""
    return load_extractor()(body, title, language, published_at)


def extraction_rows(extraction: Extraction) -> Row:
    """Return {language, investment_mentions, regulatory_mentions, money_mentions} with amounts normalised to USD."""
    return {
        "language": extraction.language,
        "investment_mentions": [_with_usd(mention_row(mention)) for mention in extraction.investment_mentions],
        "regulatory_mentions": [_with_usd(mention_row(mention)) for mention in extraction.regulatory_mentions],
        "money_mentions": [mention_row(mention) for mention in extraction.money_mentions],
    }


def extract_lines(lines: Iterable[bytes], workers: int | None = None) -> Iterator[tuple[str | None, str | None]]:
    """Yield (result, error) for every line of JSON (UTF-8) that is not blank, in order: one of the two is None.

    A result is the JSON line that `ingest extract` prints, an error is {"id", "error"}.
    """
    load_extractor()
    filled = (line for line in lines if line.strip())
    head = list(islice(filled, _SERIAL_LINES))
    if len(head) < _SERIAL_LINES or (workers or count_cores()) == 1:
        yield from map(extract_line, chain(head, filled))
        return
    tasks = _batches(chain(head, filled), _LINES_A_TASK)
    for results in run_in_order(_extract_task, tasks, workers or count_cores()):
        yield from results


def extract_line(line: bytes) -> tuple[str | None, str | None]:
    """Return (result, None) or (None, error) for one line of JSON."""
    record: Any = None
    try:
        record = json.loads(line.decode("utf-8-sig"))
        return write_json(_extract_record(record)), None
    except Exception as error:  # whatever one line does, the others go on
        known = isinstance(error, RejectedInput | ValueError)
        text = str(error) if known else f"{type(error).__name__}: {error}"
        given = record.get("id") if isinstance(record, dict) else None
        return None, json.dumps({"id": given if isinstance(given, str | int) else None, "error": text[:300]})


def _extract_task(lines: Sequence[bytes]) -> list[tuple[str | None, str | None]]:
    load_extractor()
    return [extract_line(line) for line in lines]


def _batches(items: Iterable[_Item], size: int) -> Iterator[list[_Item]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def _extract_record(record: Any) -> Row:
    if not isinstance(record, dict):
        raise RejectedInput("bad_field", f"a line is an object, not {type(record).__name__}")
    given, body = record.get("id"), record.get("body")
    if not isinstance(given, str | int) or isinstance(given, bool):
        raise RejectedInput("bad_field", "id is missing, or neither text nor a whole number")
    if not isinstance(body, str):
        raise RejectedInput("bad_field", "body is missing or not text")
    for name in ("title", "lang", "published_at"):
        if not isinstance(record.get(name), str | None):
            raise RejectedInput("bad_field", f"{name} is {type(record[name]).__name__}, not text")
    published_at = read_date(record["published_at"], default_zone=UTC) if record.get("published_at") else None
    rows = extraction_rows(extract_text(body, record.get("title"), record.get("lang"), published_at))
    key = {"article_id": str(given), "article_version": 1}
    for family in ("investment_mentions", "regulatory_mentions"):
        rows[family] = [{**row, **key, "event_id": None} for row in rows[family]]
    rows["money_mentions"] = [{**row, **key} for row in rows["money_mentions"]]
    return {"id": given, **rows}


def _with_usd(row: Row) -> Row:
    usd = normalise_amount(row["amount"], row["currency"], row["stated_amount"], row["stated_currency"])
    return {
        **row,
        "amount_usd": usd and usd.amount_usd,
        "fx_rate": usd and usd.rate,
        "fx_date": usd and usd.rate_date,
        "fx_source": usd and usd.source,
    }
