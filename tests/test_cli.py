import json
import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from ingest import batch
from ingest.cli import commands
from ingest.explain import colour_spans
from ingest.model import Extraction, InvestmentMention, MoneyMention, RegulatoryMention
from ingest.store.rows import write_json

runner = CliRunner()
COLUMNS = {
    "mention_id", "article_id", "article_version", "event_id", "parent_mention_id", "event_type", "status", "amount",
    "amount_low", "amount_qualifier", "currency", "stated_amount", "stated_currency", "amount_usd", "fx_rate",
    "fx_date", "fx_source", "event_date", "date_precision", "date_text", "country", "attributed_to", "evidence",
    "evidence_start", "evidence_end", "amount_start", "amount_end", "confidence", "rule", "extractor",
}  # fmt: skip
INVESTMENT = COLUMNS | {"investor", "target", "purpose", "period_start", "period_end", "period_text"}
REGULATORY = COLUMNS | {"regulator", "regulator_text", "subjects", "matter", "law"}


def extract_won(body: str, title: str | None, language: str | None, published_at: datetime | None) -> Extraction:
    if body == "crash":
        raise RuntimeError("the engine died")
    shared: dict[str, Any] = {"evidence": body[:3], "evidence_start": 0, "evidence_end": 3, "confidence": 0.5}
    shared |= {"rule": "test.rule", "extractor": "test/1"}
    pledge = InvestmentMention(
        mention_id="im_1",
        event_type="commitment",
        status="planned",
        amount=Decimal("100000000000"),
        currency="KRW",
        stated_amount=Decimal("75700000.55"),
        stated_currency="USD",
        event_date=date(2024, 3, 8),
        **shared,
    )
    probe = RegulatoryMention(
        mention_id="rm_1", event_type="investigation", status="ongoing", subjects=("A", "B"), **shared
    )
    return Extraction(language or "id", (pledge,), (probe,), (MoneyMention(0, 3, body[:3], Decimal("0.10"), "KRW"),))


@pytest.fixture(autouse=True)
def engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "load_extractor", lambda: extract_won)


def test_extract_prints_one_line_an_article_with_every_column() -> None:
    lines = (
        '{"id": "b", "title": "T", "body": "won é", "published_at": null, "lang": "en"}\n\n{"id": 7, "body": "won"}\n'
    )
    result = runner.invoke(commands, ["extract", "--jsonl", "-"], input=lines.encode())
    assert (result.exit_code, result.stderr) == (0, "")
    first, second = [json.loads(line) for line in result.stdout.splitlines()]
    assert list(first) == ["id", "language", "investment_mentions", "regulatory_mentions", "money_mentions"]
    assert (first["id"], first["language"], second["id"], second["language"]) == ("b", "en", 7, "id")
    (pledge,), (probe,) = first["investment_mentions"], first["regulatory_mentions"]
    assert (pledge.keys(), probe.keys()) == (INVESTMENT, REGULATORY)
    assert (pledge["amount"], pledge["event_date"], probe["subjects"]) == (100000000000, "2024-03-08", ["A", "B"])
    assert (pledge["amount_usd"], pledge["fx_source"], probe["amount_usd"]) == (75700000.55, "stated", None)
    assert '"amount": 100000000000,' in result.stdout and '"stated_amount": 75700000.55,' in result.stdout
    assert first["money_mentions"][0]["end"] == 3 and first["money_mentions"][0]["amount"] == 0.1


def test_extract_goes_on_after_bad_lines_and_fails_at_the_end() -> None:
    lines = [
        b'{"id": "1", "body": "won"}',
        b"not json",
        b'{"id": "3"}',
        b'{"id": "4", "body": "crash"}',
        b'{"id": "5", "body": "\xff"}',
        b'["a list"]',
        b'{"body": "won"}',
        b'{"id": "8", "body": "won", "published_at": 5}',
        b"[" * 100_000,
        b'{"id": "last", "body": "won"}',
    ]
    result = runner.invoke(commands, ["extract", "--jsonl", "-"], input=b"\n".join(lines))
    assert result.exit_code == 1
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["1", "last"]
    errors = [json.loads(line) for line in result.stderr.splitlines()]
    assert [error["id"] for error in errors] == [None, "3", "4", None, None, None, "8", None]
    assert all(list(error) == ["id", "error"] and error["error"] for error in errors)
    assert "the engine died" in errors[2]["error"]


def test_results_keep_their_order_over_processes() -> None:
    assert list(batch.run_in_order(str, range(40), 2)) == [str(number) for number in range(40)]


def test_decimals_are_written_exactly() -> None:
    values = [Decimal("123456789012345678901234.56"), Decimal("1E+3"), Decimal("-0.50"), Decimal("100.00"), 0.1, True]
    assert write_json(values) == "[123456789012345678901234.56, 1000, -0.5, 100, 0.1, true]"
    assert write_json({"a": [None, date(2024, 1, 2), 'x"\u2028']}) == '{"a": [null, "2024-01-02", "x\\"\\u2028"]}'


def test_explain_colours_the_spans_and_names_the_rule(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("won \x1b]0;title\x07[red]not markup[/red]")
    result = runner.invoke(commands, ["explain", str(path)], env={"COLUMNS": "200"})
    assert result.exit_code == 0
    assert "test.rule (0.50)" in result.stdout and "KRW 100,000,000,000" in result.stdout
    assert "[red]not markup[/red]" in result.stdout and "\x1b" not in result.stdout
    (tmp_path / "b.txt").write_bytes(b"\x00")
    assert "rejected: binary" in runner.invoke(commands, ["explain", str(tmp_path / "b.txt")]).stdout


def test_spans_stay_where_they_are_when_characters_are_hidden() -> None:
    record = {
        "article": {"body": "a\x1b[0m won"},
        "investment_mentions": [{"evidence_start": 0, "evidence_end": 9}],
        "regulatory_mentions": [],
        "money_mentions": [{"start": 6, "end": 9}],
    }
    text = colour_spans(record)
    assert text.plain == "a·[0m won"
    assert [(span.start, span.end) for span in text.spans] == [(0, 9), (6, 9)]


def test_migrate_and_status_print_json(tmp_path: Path) -> None:
    data = ["--data", str(tmp_path / "data")]
    assert json.loads(runner.invoke(commands, ["status", *data]).stdout)["rows"] == {}
    applied = json.loads(runner.invoke(commands, ["migrate", *data]).stdout)["applied"]
    assert applied[0] == "0001_articles.sql"
    assert json.loads(runner.invoke(commands, ["migrate", *data]).stdout) == {"applied": []}
    assert json.loads(runner.invoke(commands, ["status", *data]).stdout)["rows"]["articles"] == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["extract", "--jsonl", "none.jsonl"], "cannot read 'none.jsonl'"),
        (["run", "--inbox", "none"], "no such folder: 'none'"),
        (["publish", "--day", "15/3/2024"], "--day takes a date"),
        (["explain", "none.txt"], "no such file: 'none.txt'"),
    ],
)
def test_our_errors_are_one_line_and_exit_code_2(arguments: list[str], message: str, tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "ingest", *arguments], capture_output=True, text=True, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr and len(done.stderr.splitlines()) == 1


def test_extract_and_the_steps_before_the_audit_import_nothing_heavy() -> None:
    code = (
        "import sys, ingest.cli, ingest.pipeline, ingest.batch; "
        "print(sorted({'great_expectations', 'airflow', 'pandas', 'trafilatura'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
