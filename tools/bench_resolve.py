"""Measure the resolution: seconds for 10k, 30k and 100k mentions at once, and for 100 more.

python tools/bench_resolve.py [MENTIONS ...]     default 10000 30000 100000; writes to a temporary folder

Acts of made-up companies over three years, each reported by one to five articles that name it in other forms and
round its amount; one mention in five is of an authority. 100 more are reports of acts that are there and of new ones.
"""

import random
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from ingest.refdata import load_places
from ingest.resources import data_folder
from ingest.store.migrate import apply_migrations
from ingest.store.rates import add_usd_amounts, load_rates
from ingest.store.resolution import resolve_mentions
from ingest.store.rows import add_rows

SIZES = (10_000, 30_000, 100_000)
MORE = 100
_PARTS = ("ba", "ka", "lo", "mi", "nu", "ra", "si", "ta", "ve", "wi", "do", "gu", "he", "ju", "pe", "zo")
_TRADES = ("Energi", "Logistik", "Pangan", "Baja", "Digital", "Properti", "Kimia", "Tekstil")
_ASSETS = ("pabrik", "pusat data", "pelabuhan", "gudang", "pembangkit", "rumah sakit", "hotel", "tambang")
_TYPES = ("capital_expenditure", "capital_expenditure", "acquisition", "funding_round", "commitment", "divestment")
_STATUSES = ("planned", "planned", "agreed", "completed")
_BOARDS = ("KPPU", "OJK", "European Commission", "Federal Trade Commission", "Korea Fair Trade Commission")
_ACTS = ("penalty", "investigation", "approval", "warning", "restriction")
_MATTERS = ("antitrust", "banking", "data_privacy", "securities", "environment")
_START = datetime.fromisoformat("2022-01-01T08:00")


def make_act(dice: random.Random, companies: int) -> dict[str, Any]:
    """Return what the reports of an act have in common."""
    number = int(companies * dice.random() ** 2)  # some companies are in the news more than others
    name = "".join(_PARTS[number // 16**place % 16] for place in range(4)).capitalize()
    base = {"name": f"{name} {_TRADES[number % len(_TRADES)]}", "day": dice.randrange(1000), "country": "ID"}
    amount, currency = dice.choice([(dice.randrange(1, 900) * 10**6, "USD"), (dice.randrange(1, 900) * 10**10, "IDR")])
    if dice.random() < 0.2:
        board = {"regulator": dice.choice(_BOARDS), "matter": dice.choice(_MATTERS), "event_type": dice.choice(_ACTS)}
        return {**base, **board, "family": "regulatory", "amount": amount if board["event_type"] == "penalty" else None,
                "currency": currency}  # fmt: skip
    kind = dice.choice(_TYPES)
    bought = "".join(dice.choice(_PARTS) for _ in range(4)).capitalize()
    built = f"{dice.choice(_ASSETS)} di {dice.choice(CITIES)}"
    target = f"{bought} {dice.choice(_TRADES)}" if kind in {"acquisition", "funding_round", "divestment"} else built
    return {
        **base,
        "family": "investment",
        "event_type": kind,
        "target": target,
        "amount": amount,
        "currency": currency,
    }


def make_reports(dice: random.Random, act: dict[str, Any], first: int, count: int) -> dict[str, list[dict[str, Any]]]:
    """Return table -> rows of `count` articles that report an act."""
    rows: dict[str, list[dict[str, Any]]] = {"articles": [], "investment_mentions": [], "regulatory_mentions": []}
    for number in range(first, first + count):
        at = _START + timedelta(days=act["day"] + dice.randrange(20), minutes=dice.randrange(600))
        rows["articles"].append(
            {"article_id": f"a{number}", "version": 1, "is_current": True, "title": "", "body": "", "published_at": at,
             "publisher": f"Contoh {dice.randrange(40)}", "content_sha256": "", "body_sha256": "", "ingested_at": at}
        )  # fmt: skip
        told = act["amount"] is not None and dice.random() < 0.8
        name = dice.choice([act["name"], f"PT {act['name']} Tbk", act["name"].split()[0]])
        mention = {
            "mention_id": f"m{number}", "article_id": f"a{number}", "article_version": 1, "status": "decided",
            "event_type": act["event_type"], "country": act["country"], "evidence": "e", "evidence_start": 0,
            "evidence_end": 1, "confidence": 0.5 + dice.random() / 2, "rule": "r", "extractor": "x",
        }  # fmt: skip
        if told:
            mention |= {"amount": act["amount"], "currency": act["currency"], "amount_qualifier": "exact"}
        if act["family"] == "regulatory":
            mention |= {"regulator": act["regulator"], "matter": act["matter"], "subjects": [name]}
        else:
            mention |= {"status": dice.choice(_STATUSES), "investor": name, "target": act["target"]}
        rows[f"{act['family']}_mentions"].append(mention)
    return rows


def fill(con: duckdb.DuckDBPyConnection, size: int) -> None:
    """Store `size` mentions and MORE of them, which come last."""
    apply_migrations(con, data_folder("schemas") / "migrations")
    load_rates(con)
    dice = random.Random(size)
    tables: dict[str, list[dict[str, Any]]] = {}
    acts: list[dict[str, Any]] = []
    number = 0
    while number < size + MORE:
        again = number >= size and dice.random() < 0.5
        acts.append(dice.choice(acts) if again else make_act(dice, size // 20))
        count = 1 if number >= size else min(dice.choice([1, 1, 2, 3, 5]), size - number)
        for table, rows in make_reports(dice, acts[-1], number, count).items():
            tables.setdefault(table, []).extend(rows)
        number += count
    for table, rows in tables.items():
        add_rows(con, table, rows)
    add_usd_amounts(con)


def measure(folder: Path, size: int) -> None:
    """Print the seconds for `size` mentions at once, for MORE, and for all of them at once to compare with."""
    with duckdb.connect(str(folder / f"{size}.duckdb")) as con:
        fill(con, size)
        state = folder / f"{size}.state"
        seconds, looked_at, found = [], [], []
        for current, file in (("number < ?", state), ("number < ? + 100", state), ("number < ? + 100", folder / "new")):
            con.execute(
                "UPDATE articles SET is_current = r.current FROM (SELECT article_id, "
                f"{current} AS current FROM (SELECT article_id, substr(article_id, 2)::INTEGER AS number FROM articles)) AS r"
                " WHERE articles.article_id = r.article_id",
                [size],
            )
            con.execute("CHECKPOINT")
            began = time.perf_counter()
            looked_at.append(resolve_mentions(con, file))
            seconds.append(time.perf_counter() - began)
            events = [con.execute(f"SELECT * FROM {family}_events ORDER BY ALL").fetchall() for family in FAMILIES]
            found.append(events)
        (folder / "new").unlink()
        assert found[1] == found[2], "growing gave other events than resolving all at once"
    print(
        f"{size:,} mentions: {seconds[0]:.1f} s, {sum(map(len, found[0])):,} events; {MORE} more: {seconds[1]:.2f} s, "
        f"{looked_at[1]} looked at, {seconds[1] / seconds[2]:.1%} of the {seconds[2]:.1f} s for all at once",
        flush=True,
    )


CITIES = [place.name for place in load_places() if place.kind == "city"]
FAMILIES = ("investment", "regulatory")

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        for size in [int(text) for text in sys.argv[1:]] or SIZES:
            measure(Path(folder), size)
