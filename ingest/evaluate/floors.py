"""Floors under the figures, so that quality cannot sink silently: tests/quality_floors.toml, read and raised.

A floor lies a little below what was measured: a change of the rules may cost that much without a word, not more.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from ingest.errors import WartaError
from ingest.evaluate.gold import FAMILIES
from ingest.evaluate.report import list_languages
from ingest.evaluate.score import Score, find_precision_when_sure

Figures = Mapping[str, Mapping[str, float]]  # by how they were measured, then by name
MARGIN = 0.015
_FEW = 25  # events of a family that must be found; with fewer, one more miss would sink a floor
_HEAD = """\
# Floors under the figures of docs/accuracy.md; tests/test_quality.py fails below them. Written by `make accuracy`, which
# only raises them; `make accuracy LOWER=1` lowers them too and wants a reason in the commit. A changed corpus (digest)
# starts them anew.
"""


def list_figures(score: Score) -> dict[str, float]:
    """Return the figures that have a floor, by name."""
    languages = list_languages(score)
    judged = [f"{f}.{code}" for f in FAMILIES for code in languages if _count_events(score, f"{f}.{code}") >= _FEW]
    keys = [f"{figure}.{scope}" for figure in ("detection", "slots") for scope in judged]
    keys += [f"money.all.{code}" for code in languages]
    figures = {key: round(score.tallies[key].f1, 3) for key in keys}
    figures["row_exact.all"] = round(score.rows["all"].precision, 3)
    figures["precision_at_0.8"] = find_precision_when_sure(score)["precision"]
    return figures


def _count_events(score: Score, scope: str) -> int:
    tally = score.tallies[f"detection.{scope}"]
    return tally.right + tally.missed


def find_sunken(figures: Figures, floors: Figures) -> list[str]:
    """Return a line for every figure that lies below its floor or is no longer measured."""
    lines = []
    for run, wanted in floors.items():
        for name, floor in wanted.items():
            found = figures.get(run, {}).get(name)
            if found is None or found < floor:
                lines.append(f"{run}: {name} is {found}, its floor {floor}")
    return lines


def raise_floors(figures: Figures, floors: Figures, lower: bool = False) -> dict[str, dict[str, float]]:
    """Return floors a margin below the figures, where that is higher than they were, or `lower` is allowed."""
    raised: dict[str, dict[str, float]] = {}
    for run, found in figures.items():
        before = {} if lower else floors.get(run, {})
        raised[run] = {
            name: max(round(value - MARGIN, 3), before.get(name, 0.0)) for name, value in sorted(found.items())
        }
    return raised


def read_floors(path: Path) -> tuple[str, Figures]:
    """Return the digest of the corpus that the floors are for, and the floors."""
    try:
        content = tomllib.loads(path.read_text("utf-8"))
        return content.pop("digest"), content
    except (OSError, ValueError, KeyError) as error:
        raise WartaError(f"cannot read floors from {str(path)!r}: {type(error).__name__} {error}") from error


def write_floors(path: Path, digest: str, floors: Figures) -> None:
    """Write floors as TOML."""
    lines = [_HEAD, f'digest = "{digest}"']
    for run, values in floors.items():
        lines += ["", f"[{run}]", *(f'"{name}" = {value}' for name, value in sorted(values.items()))]
    path.write_text("\n".join(lines) + "\n", "utf-8")
