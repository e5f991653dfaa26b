"""The story corpus: what articles say about acts, and what should come of it. Read by test_stories.py.

A file of tests/stories holds [[story]] tables: `truth` names each act with its final `status` and, where it may be
summed, `amount` and `currency`; every [[story.article]] has `mentions`, each with the `act` that it reports.
"""

import hashlib
import tomllib
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from typing import Any

import duckdb

from ingest.resolve.acts import ReportedMention
from ingest.resolve.events import Event, find_events
from ingest.resources import data_folder
from ingest.store.events import fetch_reported_mentions
from ingest.store.migrate import apply_migrations
from ingest.store.rates import add_usd_amounts, load_rates
from ingest.store.rows import add_rows

FOLDER = Path(__file__).parents[1] / "stories"
_COPIED = (
    "status", "investor", "target", "purpose", "country", "currency", "stated_currency", "regulator",
    "regulator_text", "subjects", "matter", "law",
)  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """What the resolution made of some stories."""

    precision: float
    recall: float
    status_right: float
    sums: dict[str, tuple[Decimal, Decimal]]  # currency -> found, true
    faults: list[str]

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / (self.precision + self.recall)


def load_stories(pattern: str = "*") -> list[dict[str, Any]]:
    stories = []
    for path in sorted(FOLDER.glob(f"{pattern}.toml")):
        stories += tomllib.loads(path.read_text(encoding="utf-8"))["story"]
    return stories


def make_rows(story: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Return table -> rows of a story; a mention's id ends in the act that it reports."""
    rows: dict[str, list[dict[str, Any]]] = {
        "articles": [], "investment_mentions": [], "regulatory_mentions": [], "money_mentions": [],
    }  # fmt: skip
    for number, article in enumerate(story["article"]):
        article_id = f"{story['id']}#{number}"
        published = datetime.combine(article["published"], time(7))
        digest = hashlib.sha256((article_id + article["text"]).encode()).hexdigest()
        rows["articles"].append(
            {
                "article_id": article_id,
                "version": 1,
                "is_current": True,
                "title": "",
                "body": article["text"],
                "published_at": published,
                "publisher": article["publisher"],
                "content_sha256": digest,
                "body_sha256": digest,
                "ingested_at": published,
            }  # fmt: skip
        )
        for mention in article["mentions"]:
            family = "regulatory" if "regulator" in mention else "investment"
            rows[f"{family}_mentions"].append(_make_mention(article_id, article, mention))
            if "role" in mention:
                rows["money_mentions"].append(
                    {
                        "article_id": article_id,
                        "article_version": 1,
                        "start": 0,
                        "end": 1,
                        "role": mention["role"],
                        "mention_id": make_id(article_id, mention["act"]),
                    }  # fmt: skip
                )
    return rows


def make_id(article_id: str, act: str) -> str:
    return f"m_{hashlib.sha256(article_id.encode()).hexdigest()[:8]}|{article_id}|{act}"


def fetch_mentions(stories: list[dict[str, Any]]) -> list[ReportedMention]:
    """Store the stories, convert their amounts by the reference series, and fetch their mentions as a run would."""
    with duckdb.connect() as con:
        apply_migrations(con, data_folder("schemas") / "migrations")
        load_rates(con)
        for story in stories:
            for table, rows in make_rows(story).items():
                add_rows(con, table, rows)
        add_usd_amounts(con)
        return fetch_reported_mentions(con)


def judge(stories: list[dict[str, Any]], events: list[Event]) -> Outcome:
    """Compare events with the truth: pairs of mentions, status of the event that most reports of an act are in, sums."""
    standing = [event for event in events if event.merged_into is None]
    found = {name: event for event in standing for name in event.mention_ids}
    truth = {name: _find_label(name) for name in found}
    pairs = [(found[a] is found[b], truth[a] == truth[b]) for a, b in combinations(sorted(found), 2)]
    together, same = sum(f for f, _ in pairs), sum(t for _, t in pairs)
    both = sum(f and t for f, t in pairs)
    faults: list[str] = []
    right = total = 0
    sums: dict[str, tuple[Decimal, Decimal]] = {}
    for story in stories:
        for act, expected in story["truth"].items():
            names = [name for name, label in truth.items() if label == f"{story['id']}|{act}"]
            main = Counter(found[name].event_id for name in names).most_common(1)[0][0]
            (event,) = [event for event in standing if event.event_id == main]
            total += 1
            right += event.described.status == expected["status"]
            if event.described.status != expected["status"]:
                faults.append(f"{story['id']} {act}: status {event.described.status}, not {expected['status']}")
            if len({found[name].event_id for name in names}) > 1 or len({truth[n] for n in event.mention_ids}) > 1:
                faults.append(f"{story['id']} {act}: {sorted(found[n].event_id for n in names)} {event.mention_ids}")
            _add(sums, expected.get("currency"), Decimal(0), Decimal(expected.get("amount", 0)))
        mine = {found[name].event_id: found[name] for name in found if name.split("|")[1].split("#")[0] == story["id"]}
        per: dict[str, Decimal] = {}
        for event in mine.values():
            if event.countable and event.described.amount is not None:
                currency = event.described.currency or "?"
                per[currency] = per.get(currency, Decimal(0)) + event.described.amount
                _add(sums, currency, event.described.amount, Decimal(0))
        expected_sums: dict[str, Decimal] = {}
        for expected in story["truth"].values():
            if "amount" in expected:
                code = expected["currency"]
                expected_sums[code] = expected_sums.get(code, Decimal(0)) + Decimal(expected["amount"])
        if {k: int(v) for k, v in per.items()} != {k: int(v) for k, v in expected_sums.items()}:
            faults.append(f"{story['id']}: sums {per}, not {expected_sums}")
    return Outcome(both / max(1, together), both / max(1, same), right / total, sums, faults)


def resolve_stories(stories: list[dict[str, Any]]) -> Outcome:
    return judge(stories, find_events(fetch_mentions(stories)))


def _add(sums: dict[str, tuple[Decimal, Decimal]], currency: str | None, found: Decimal, true: Decimal) -> None:
    if currency is not None:
        old = sums.get(currency, (Decimal(0), Decimal(0)))
        sums[currency] = old[0] + found, old[1] + true


def _make_mention(article_id: str, article: dict[str, Any], mention: dict[str, Any]) -> dict[str, Any]:
    evidence = mention.get("evidence", article["text"])
    start = article["text"].index(evidence)
    row = {name: mention[name] for name in _COPIED if name in mention}
    amounts = {
        name: str(Decimal(mention[name])) for name in ("amount", "amount_low", "stated_amount") if name in mention
    }
    amounts = {name: format(Decimal(text), "f") for name, text in amounts.items()}
    on: date | None = mention.get("date")
    row |= {
        "mention_id": make_id(article_id, mention["act"]), "article_id": article_id, "article_version": 1,
        "event_type": mention["type"], "evidence": evidence, "evidence_start": start,
        "evidence_end": start + len(evidence), "confidence": 0.8, "rule": "story", "extractor": "story",
        "event_date": on, "date_precision": mention.get("precision", "day") if on else None, **amounts,
    }  # fmt: skip
    if "amount" in mention:
        row["amount_qualifier"] = mention.get("qualifier", "exact")
        row["amount_start"], row["amount_end"] = 0, 1
    if "part_of" in mention:
        row["parent_mention_id"] = make_id(article_id, mention["part_of"])
    if mention.get("currency") == "USD":
        row |= {"amount_usd": amounts["amount"], "fx_rate": 1.0, "fx_source": "identity"}
    elif mention.get("stated_currency") == "USD":
        rate = float(Decimal(mention["stated_amount"]) / Decimal(mention["amount"]))
        row |= {"amount_usd": amounts["stated_amount"], "fx_rate": rate, "fx_source": "stated"}
    return row


def _find_label(name: str) -> str:
    _, article_id, act = name.split("|")
    return f"{article_id.split('#')[0]}|{act}"
