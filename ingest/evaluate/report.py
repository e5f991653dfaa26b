"""A score as a dictionary for JSON and as text for a terminal."""

from collections.abc import Iterator
from typing import Any

from ingest.evaluate.gold import FAMILIES
from ingest.evaluate.match import SLOTS
from ingest.evaluate.score import (
    Score,
    Tally,
    find_calibration_error,
    find_precision_when_sure,
    find_reliability,
)


def list_languages(score: Score) -> list[str]:
    """Languages that occur in a score."""
    return sorted(key.removeprefix("money.all.") for key in score.tallies if key.startswith("money.all."))


def list_scopes(score: Score) -> list[str]:
    """Families, families by language, all, all by language, as far as the score has them."""
    languages = list_languages(score)
    scopes = [scope for name in (*FAMILIES, "all") for scope in (name, *(f"{name}.{code}" for code in languages))]
    return [scope for scope in scopes if f"detection.{scope}" in score.tallies]


def make_report(score: Score) -> dict[str, Any]:
    """Every figure of a score, rounded to thousandths, with its counts, and the list of errors."""
    return {
        "articles": score.articles,
        "figures": {key: _figures(tally) for key, tally in sorted(score.tallies.items())},
        "row_exact": {key: _share(tally) for key, tally in sorted(score.rows.items())},
        "magnitude_errors": sum(fault.kind == "MAGNITUDE" for fault in score.faults),
        "reliability": find_reliability(score),
        "calibration_error": find_calibration_error(score),
        "precision_at_0.8": find_precision_when_sure(score),
        "errors": [{"kind": fault.kind, "article_id": fault.article_id, "text": fault.text} for fault in score.faults],
    }


def _figures(tally: Tally) -> dict[str, float | int]:
    return {
        "p": round(tally.precision, 3),
        "r": round(tally.recall, 3),
        "f1": round(tally.f1, 3),
        "right": tally.right,
        "false": tally.false,
        "missed": tally.missed,
    }


def _share(tally: Tally) -> dict[str, float | int]:
    return {"right": tally.right, "matched": tally.right + tally.false, "share": round(tally.precision, 3)}


def format_report(score: Score, show: int = 0) -> Iterator[str]:
    """Yield the lines that `ingest evaluate` prints; `show`: so many errors of each kind."""
    yield f"{score.articles} articles"
    yield f"{'':32}{'p':>7}{'r':>7}{'f1':>7}{'right':>7}{'false':>7}{'missed':>7}"
    scopes = list_scopes(score)
    keys = [f"{figure}.{scope}" for figure in ("detection", "slots") for scope in scopes]
    keys += [f"slot.{slot}.{scope}" for slot in SLOTS for scope in (*FAMILIES, "all")]
    keys += [f"money.all{end}" for end in ("", *(f".{code}" for code in list_languages(score)))]
    for key in keys:
        if key in score.tallies:
            t = score.tallies[key]
            numbers = f"{t.precision:7.3f}{t.recall:7.3f}{t.f1:7.3f}{t.right:7}{t.false:7}{t.missed:7}"
            yield f"{key:32}{numbers}"
    for scope in scopes:
        row = _share(score.rows[scope])
        yield f"{'row_exact.' + scope:32}{row['share']:7.3f}  {row['right']} of {row['matched']} matched"
    yield f"magnitude errors: {sum(fault.kind == 'MAGNITUDE' for fault in score.faults)}"
    sure = find_precision_when_sure(score)
    yield (
        f"at confidence >= 0.8: precision {sure['precision']:.3f} of {sure['mentions']} mentions,"
        f" {sure['coverage']:.0%} of all"
    )
    yield f"reliability (calibration error {find_calibration_error(score):.3f}):"
    for r in find_reliability(score):
        yield (
            f"  {r['from']:.1f}-{r['to']:.1f}: said {r['mean_confidence']:.2f}, right {r['share_right']:.2f}"
            f" ({r['right']} of {r['mentions']})"
        )
    for kind in ("MAGNITUDE", "MISSED", "FALSE", "MONEY", "SLOT"):
        faults = [fault for fault in score.faults if fault.kind == kind]
        for fault in faults[:show]:
            yield f"{fault.kind:9} {fault.article_id} {fault.text}"
        if 0 < show < len(faults):
            yield f"{kind:9} ... and {len(faults) - show} more"
