"""Commands that measure the extraction and fit its weights; mounted by ingest.cli.

Like there, heavy modules are imported inside the commands.
"""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from ingest.errors import WartaError

Corpus = Annotated[Path, typer.Argument(help="Folder of reviewed articles: articles.jsonl + gold/, or <lang>/*.toml.")]


def evaluate(
    corpus: Corpus,
    split: Annotated[str | None, typer.Option(help="Only this split: dev or test.")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write all figures and errors to this file.")] = None,
    show: Annotated[int, typer.Option(min=0, help="Print so many errors of each kind.")] = 0,
    predictions: Annotated[
        Path | None, typer.Option(help="Score these (lines of `ingest extract`) and not the engine.")
    ] = None,
) -> None:
    """Score the extraction on reviewed articles: per family, language and field, with a reliability table."""
    from ingest.evaluate.gold import load_gold
    from ingest.evaluate.report import format_report, make_report
    from ingest.evaluate.score import score_predictions

    gold = load_gold(corpus, split)
    if predictions is None:
        from ingest.evaluate.readings import extract_gold, list_rows

        found = {key: list_rows(extraction) for key, extraction in extract_gold(gold).items()}
    else:
        found = _read_predictions(predictions)
    score = score_predictions(gold, found)
    for line in format_report(score, show):
        sys.stdout.write(line + "\n")
    if json_file is not None:
        report = {"corpus": corpus.name, "split": split, **make_report(score)}
        json_file.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _read_predictions(path: Path) -> dict[str, Any]:
    try:
        records = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
        return {str(record["id"]): record for record in records}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WartaError(f"cannot read predictions from {str(path)!r}: {type(error).__name__} {error}") from error


def add_evaluation(commands: typer.Typer) -> None:
    """Mount the commands of this module."""
    commands.command()(evaluate)
