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


def fit(
    corpora: Annotated[list[Path], typer.Argument(help="Folders of reviewed articles to fit to.")],
    out: Annotated[Path, typer.Option(help="Where to write the weights.")],
    split: Annotated[str | None, typer.Option(help="Only this split: dev or test.")] = None,
    extra: Annotated[list[Path] | None, typer.Option(help="More folders, with a weight of their own.")] = None,
    extra_weight: Annotated[float, typer.Option(min=0.0, help="How much an article of an extra folder counts.")] = 6.0,
    check: Annotated[bool, typer.Option(help="Print cross-validated figures of every folder too.")] = False,
) -> None:
    """Fit weights, threshold and calibration of the confidence to reviewed articles."""
    from ingest.evaluate.gold import digest_gold, load_gold
    from ingest.evaluate.report import format_report
    from ingest.evaluate.score import score_predictions
    from ingest.evaluate.training import fit_weights, prepare_articles
    from ingest.evaluate.validation import cross_validate

    folders = [*((folder, 1.0) for folder in corpora), *((folder, extra_weight) for folder in extra or [])]
    gold = [(load_gold(folder, split), weight) for folder, weight in folders]
    prepared = [p for articles, weight in gold for p in prepare_articles(articles, weight)]
    weights = fit_weights(prepared)
    weights["fitted_on"] = {"articles": len(prepared), "digest": digest_gold([p.gold for p in prepared])}
    out.write_text(json.dumps(weights, indent=0, sort_keys=True) + "\n", "utf-8")
    if check:
        predictions = cross_validate(prepared)
        for (folder, _), (articles, _) in zip(folders, gold, strict=True):
            sys.stdout.write(f"\n{folder.name}, cross-validated: ")
            for line in format_report(score_predictions(articles, predictions)):
                sys.stdout.write(line + "\n")


def accuracy(
    corpus: Corpus,
    page: Annotated[Path, typer.Option(help="The page to write the figures into.")],
    floors: Annotated[Path, typer.Option(help="The file of floors to raise.")],
    lower: Annotated[bool, typer.Option(help="Lower floors too, to a little below what is measured.")] = False,
) -> None:
    """Measure on articles that the weights were not fitted to; write the page and raise the floors."""
    from ingest.evaluate.accuracy import measure_accuracy, write_figures
    from ingest.evaluate.floors import find_sunken, raise_floors, read_floors, write_floors
    from ingest.evaluate.gold import digest_gold, load_gold

    gold = load_gold(corpus)
    digest = digest_gold(gold)
    known, before = read_floors(floors) if floors.is_file() else ("", {})
    measurement = measure_accuracy(gold)
    figures = measurement.figures()
    write_figures(page, measurement)
    if known == digest and not lower:
        for line in find_sunken(figures, before):
            sys.stderr.write(f"below its floor: {line}\n")
    write_floors(floors, digest, raise_floors(figures, before, lower=lower or known != digest))
    for name, value in figures["cross_validated"].items():
        sys.stdout.write(f"{name:32}{value:7.3f} cross-validated{figures['test_split'][name]:7.3f} on the test split\n")


def _read_predictions(path: Path) -> dict[str, Any]:
    try:
        records = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
        return {str(record["id"]): record for record in records}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WartaError(f"cannot read predictions from {str(path)!r}: {type(error).__name__} {error}") from error


def add_evaluation(commands: typer.Typer) -> None:
    """Mount the commands of this module."""
    for command in (evaluate, fit, accuracy):
        commands.command()(command)
