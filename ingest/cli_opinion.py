"""`ingest opinion`: a language model's second opinion on one file; off until an endpoint is set."""

import importlib.util
import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from ingest.errors import WartaError
from ingest.settings import read_settings


def add_opinion(commands: typer.Typer) -> None:
    """Add the command."""
    commands.command(name="opinion")(give_opinion)


def give_opinion(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A text file with one article.")],
    language: Annotated[str | None, typer.Option(help="Its language; told from the text by default.")] = None,
) -> None:
    """Ask the model of INGEST_LLM_URL for the acts of an article and print what of its answer holds, as JSON."""
    settings = read_settings()
    if not settings.llm_url or not settings.llm_model:
        raise WartaError("no model is set: INGEST_LLM_URL and INGEST_LLM_MODEL say which one to ask")
    if importlib.util.find_spec("pydantic_ai") is None:
        raise WartaError("pydantic-ai is not installed: pip install 'warta-ingest[llm]'")
    from ingest.extract.article import extract_article, load_engine
    from ingest.opinion.check import check_claims
    from ingest.opinion.language_model import open_model

    body = file.read_text("utf-8")
    engine = load_engine()
    model = open_model(settings.llm_url, settings.llm_model, settings.llm_key)
    try:
        claims = model.read_article(body, None)
    except Exception as error:  # network, quota, an answer without shape: the library has a class for each
        raise WartaError(f"the model did not answer: {type(error).__name__} {str(error)[:200]!r}") from error
    holding, refused = check_claims(engine, body, language, claims, extract_article(engine, body, None, language))
    answer = {"extractor": model.name, "holding": [asdict(o) for o in holding], "refused": [asdict(r) for r in refused]}
    typer.echo(json.dumps(answer, ensure_ascii=False, indent=1, default=str))
