"""Resolution that grows: equal to resolving everything at once, for any order, batches, and articles that go."""

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest
from resolve.stories import load_stories, make_rows

from ingest.resources import data_folder
from ingest.store.migrate import apply_migrations
from ingest.store.rates import add_usd_amounts, load_rates
from ingest.store.resolution import resolve_mentions
from ingest.store.rows import add_rows

TABLES = ("investment_events", "regulatory_events", "event_mentions", "investment_mentions", "regulatory_mentions")
Story = dict[str, Any]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with all stories, their amounts converted, and no events."""
    path = tmp_path_factory.mktemp("stories") / "all.duckdb"
    with duckdb.connect(str(path)) as con:
        apply_migrations(con, data_folder("schemas") / "migrations")
        load_rates(con)
        for story in load_stories():
            for table, rows in make_rows(story).items():
                add_rows(con, table, rows)
        add_usd_amounts(con)
    return path


def resolve(filled: Path, state: Path, articles: Sequence[str]) -> tuple[int, dict[str, list[Any]]]:
    """Resolve the mentions of some articles; return how many were looked at and the rows of all tables."""
    with duckdb.connect() as con:
        apply_migrations(con, data_folder("schemas") / "migrations")
        con.execute(f"ATTACH '{filled}' AS filled (READ_ONLY)")
        for table in ("articles", "investment_mentions", "regulatory_mentions", "money_mentions"):
            con.execute(
                f"INSERT INTO {table} BY NAME SELECT * FROM filled.{table} WHERE list_contains(?, article_id)",
                [list(articles)],
            )
        looked_at = resolve_mentions(con, state)
        return looked_at, {table: con.execute(f"SELECT * FROM {table} ORDER BY ALL").fetchall() for table in TABLES}


def list_articles(filled: Path) -> list[str]:
    with duckdb.connect(str(filled), read_only=True) as con:
        return [name for (name,) in con.execute("SELECT article_id FROM articles ORDER BY 1").fetchall()]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_order_and_batches_give_the_same(filled: Path, tmp_path: Path, seed: int) -> None:
    articles = list_articles(filled)
    _, expected = resolve(filled, tmp_path / "whole", articles)
    dice = random.Random(seed)
    waiting, present = dice.sample(articles, len(articles)), []
    grown: dict[str, list[Any]] = {}
    while waiting:
        size = dice.choice([1, 2, 5, 30])
        present, waiting = [*present, *waiting[:size]], waiting[size:]
        _, grown = resolve(filled, tmp_path / "grown", present)
    assert grown == expected


@pytest.mark.parametrize("seed", [1, 2])
def test_articles_that_go_and_come_back_leave_no_trace(filled: Path, tmp_path: Path, seed: int) -> None:
    articles, dice = list_articles(filled), random.Random(seed)
    resolve(filled, tmp_path / "grown", articles)
    for _ in range(4):
        some = dice.sample(articles, len(articles) - dice.choice([1, 5, 20]))
        _, grown = resolve(filled, tmp_path / "grown", some)
        assert grown == resolve(filled, tmp_path / f"whole{dice.random()}", some)[1]


def test_a_late_article_touches_its_story_only(filled: Path, tmp_path: Path) -> None:
    articles = list_articles(filled)
    story = [name for name in articles if name.startswith("plant-announced-to-opened#")]
    first, before = resolve(filled, tmp_path / "state", [name for name in articles if name != story[1]])
    looked_at, after = resolve(filled, tmp_path / "state", articles)
    assert first > 120 and 0 < looked_at < 15
    changed = set(map(repr, after["event_mentions"])) ^ set(map(repr, before["event_mentions"]))
    assert changed and all("plant-announced-to-opened#" in row for row in changed)


def test_nothing_new_is_nothing_to_do_and_other_code_or_a_broken_file_is_everything(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles, state = list_articles(filled), tmp_path / "state"
    everything, expected = resolve(filled, state, articles)
    assert resolve(filled, state, articles) == (0, expected)
    monkeypatch.setattr("ingest.store.resolution._digest_code", lambda: "another")
    assert resolve(filled, state, articles) == (everything, expected)
    state.write_bytes(b"no database" * 1000)
    assert resolve(filled, state, articles) == (everything, expected)


@pytest.mark.parametrize("limit", [3, 6])
def test_crowded_blocks_grow_as_they_would_at_once(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    for module in ("ingest.resolve.blocks", "ingest.resolve.cluster", "ingest.store.resolution"):
        monkeypatch.setattr(f"{module}.FULL_BLOCK", limit)
    monkeypatch.setattr("ingest.resolve.blocks.WINDOW", 2)
    articles = list_articles(filled)
    _, expected = resolve(filled, tmp_path / "whole", articles)
    present = random.Random(9).sample(articles, len(articles))
    for count in range(40, len(articles), 7):
        resolve(filled, tmp_path / "grown", present[:count])
    assert resolve(filled, tmp_path / "grown", articles)[1] == expected
