"""The commands that measure and fit, from the shell's side."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from ingest.cli import commands
from ingest.evaluate.floors import read_floors
from ingest.evaluate.gold import GoldArticle, load_gold

_GOLD = Path(__file__).parents[1] / "gold"


def run(*arguments: str | Path) -> str:
    result = CliRunner().invoke(commands, [str(argument) for argument in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Two files of our corpus, one a language."""
    for language, name in (("en", "deals"), ("id", "keuangan")):
        path = tmp_path / "gold" / language / f"{name}.toml"
        path.parent.mkdir(parents=True)
        path.write_bytes((_GOLD / language / f"{name}.toml").read_bytes())
    return tmp_path / "gold"


def perfect(article: GoldArticle) -> dict[str, Any]:
    rows: dict[str, Any] = {"id": article.article_id, "investment_mentions": [], "regulatory_mentions": []}
    for event in article.events:
        (amount, currency), names = event.amounts[0], event.first[0] if event.first else None
        row = {"event_type": event.types[0], "status": event.statuses[0], "amount": amount, "currency": currency}
        row |= {"country": event.country[0] if event.country else None, "confidence": 1.0}
        row |= {"evidence_start": event.at[0], "evidence_end": event.at[1]}
        row |= {"investor": names, "target": (event.second or (None,))[0], "regulator": names, "subjects": event.second}
        rows[f"{event.family}_mentions"].append(row)
    rows["money_mentions"] = [
        {"start": a.start, "end": a.end, "amount": a.amount, "currency": a.currency} for a in article.amounts
    ]
    return rows


def test_perfect_predictions_score_full_marks(small: Path, tmp_path: Path) -> None:
    lines = [json.dumps(perfect(article)) for article in load_gold(small)]
    (tmp_path / "predictions.jsonl").write_text("\n".join(lines), "utf-8")
    run("evaluate", small, "--predictions", tmp_path / "predictions.jsonl", "--json", tmp_path / "report.json")
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert {values["f1"] for key, values in report["figures"].items()} == {1.0}
    assert report["errors"] == []
    assert report["precision_at_0.8"]["coverage"] == 1.0


def test_the_engine_is_scored_by_split(small: Path) -> None:
    both, dev = run("evaluate", small), run("evaluate", small, "--split", "dev")
    counts = [int(text.split()[0]) for text in (both, dev)]
    assert counts[0] > counts[1] > 0


def test_fit_writes_weights_that_the_engine_can_use(small: Path, tmp_path: Path) -> None:
    output = run("fit", small, "--extra", small, "--split", "dev", "--out", tmp_path / "weights.json", "--check")
    weights = json.loads((tmp_path / "weights.json").read_text("utf-8"))
    assert output.count("cross-validated") == 2
    assert list(weights) == sorted(weights)
    assert weights["fitted_on"]["articles"] == 2 * len(load_gold(small, "dev"))


def test_accuracy_writes_the_page_and_only_raises_floors(small: Path, tmp_path: Path) -> None:
    page, floors = tmp_path / "page.md", tmp_path / "floors.toml"
    page.write_text(
        "# A\n<!-- figures: written by `make accuracy` -->\n(nothing yet)\n<!-- end of figures -->\nend\n", "utf-8"
    )
    run("accuracy", small, "--page", page, "--floors", floors)
    text = page.read_text("utf-8")
    assert text.startswith("# A\n")
    assert text.endswith("<!-- end of figures -->\nend\n")
    assert "(nothing yet)" not in text
    assert "### Cross-validated, 5 folds by article" in text
    written = floors.read_text("utf-8")
    first = read_floors(floors)[1]["shipped"]["money.all.en"]
    floors.write_text(written.replace(f'"money.all.en" = {first}', '"money.all.en" = 0.9999'), "utf-8")
    run("accuracy", small, "--page", page, "--floors", floors)
    assert read_floors(floors)[1]["shipped"]["money.all.en"] == 0.9999
    run("accuracy", small, "--page", page, "--floors", floors, "--lower")
    assert floors.read_text("utf-8") == written
