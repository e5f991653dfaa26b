"""The reviewed answer for every sample: what extraction says of it, in full. A new answer is written and fails first.

To review a change: GOLDEN_WRITE=1 pytest tests/test_golden.py, then read the difference in tests/golden/.
"""

import dataclasses
import json
import os
from pathlib import Path
from typing import Any

import pytest

from ingest.extract.article import extract_article, load_engine
from ingest.intake.files import read_file
from ingest.model import Article

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = Path(__file__).resolve().parent / "golden"
SAMPLES = sorted(p for p in (ROOT / "seeds").iterdir() if p.suffix in {".txt", ".json", ".jsonl", ".html"})


def read_sample(path: Path) -> list[Article]:
    sidecar = path.with_suffix(".toml")
    records = read_file(path.name, path.read_bytes(), sidecar.read_bytes() if sidecar.exists() else None)
    articles = [record for record in records if isinstance(record, Article)]
    assert len(articles) == len(records), f"{path.name} holds a record that intake rejects"
    return articles


def answer(article: Article) -> dict[str, Any]:
    found = extract_article(load_engine(), article.body, article.title, article.language, article.published_at)
    for mention in (*found.investment_mentions, *found.regulatory_mentions):
        assert article.body[mention.evidence_start : mention.evidence_end] == mention.evidence
    for money in found.money_mentions:
        assert article.body[money.start : money.end] == money.text
    data = dataclasses.asdict(found)
    for row in (*data["investment_mentions"], *data["regulatory_mentions"]):
        del row["confidence"]  # moves with every refit; tests/test_quality.py watches it
    plain: dict[str, Any] = json.loads(json.dumps(data, default=str))
    return plain


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_sample_gives_its_reviewed_answer(path: Path) -> None:
    got = [answer(article) for article in read_sample(path)]
    golden = GOLDEN / f"{path.stem}.json"
    if os.environ.get("GOLDEN_WRITE"):
        golden.write_text(json.dumps(got, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        pytest.fail(f"{golden.name} was written: review it, then run again without GOLDEN_WRITE")
    assert got == json.loads(golden.read_text(encoding="utf-8"))


def test_every_golden_answer_has_its_sample() -> None:
    assert {p.stem for p in GOLDEN.glob("*.json")} == {p.stem for p in SAMPLES}
