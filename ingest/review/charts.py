"""Charts as SVG, rendered when the page is built: the reader's browser runs no script and asks no other host.

Their colours are those of the page's stylesheet, so that they follow the colour scheme. A table or a sentence beside
each says the same in words.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from markupsafe import Markup

# Colours that stand for a name of the stylesheet; none of them is shown.
_NAMES = {f"#0000{number:02x}": name for number, name in enumerate(
    ("--ink", "--dim", "--line", "--good", "--warn", "--bad", "--link",
     "--c1", "--c2", "--c3", "--c4", "--c5", "--c6", "--c7", "--c8"), start=1)}  # fmt: skip
INK, _DIM, _LINE, GOOD, WARN, BAD, LINK, *SERIES = _NAMES
WIDTH = 400
_OUTCOMES = {"held": GOOD, "warning": WARN, "failed": BAD}


def draw_checks(counts: Sequence[dict[str, Any]]) -> Markup:
    """Draw checks a table by outcome. Rows: table, outcome (held, warning, failed), checks, rank of the outcome."""
    import altair as alt

    chart = (
        alt.Chart(alt.Data(values=list(counts)))  # type: ignore[no-untyped-call]
        .mark_bar()
        .encode(
            y=alt.Y("table:N", title=None),
            x=alt.X("sum(checks):Q", title=None, axis=alt.Axis(tickMinStep=1, tickCount=5)),
            color=colour_by("outcome", list(_OUTCOMES), list(_OUTCOMES.values())),
            order=alt.Order("rank:Q"),
        )
        .properties(width=WIDTH, height=alt.Step(22), title="Checks by table")
    )
    told = ", ".join(f"{row['table']} {row['checks']} {row['outcome']}" for row in counts)
    return render(chart, f"Checks by table and outcome: {told}")


def draw_trend(points: Sequence[dict[str, Any]], name: str, title: str, colour: str) -> Markup:
    """Draw one number over the last snapshots, each under its day. Rows: day (ISO) and `name`."""
    import altair as alt

    values = [{"day": p["day"], "value": p[name]} for p in points if p[name] is not None]
    top = max((value["value"] for value in values), default=0)
    base = alt.Chart(alt.Data(values=values)).encode(  # type: ignore[no-untyped-call]
        x=alt.X(
            "utcyearmonthdate(day):T",
            title=None,
            axis=alt.Axis(
                format="%-d %b", values=choose_days([v["day"] for v in values]), grid=False, labelOverlap=True
            ),
            scale=alt.Scale(padding=12),
        ),
        y=alt.Y(
            "value:Q",
            title=None,
            axis=count_axis(top),
            scale=alt.Scale(domainMin=0, domainMax=max(top, 1)),
        ),
    )
    line = base.mark_line(color=colour, strokeWidth=2) + base.mark_circle(color=colour, opacity=1, size=36)
    told = ", ".join(f"{value['day']}: {value['value']}" for value in (values[:1] + values[-1:]))
    return render(
        line.properties(width=WIDTH, height=120, title=title), f"{title}, last {len(points)} snapshots; {told}"
    )


def choose_days(days: Sequence[str]) -> list[int]:
    """Return at most six of the days to write below a chart, the last among them, in milliseconds since 1970.

    Left to itself, the axis of two days writes one of them twice.
    """
    distinct = sorted(set(days))
    shown = distinct[::-1][:: max(1, -(-len(distinct) // 6))]
    return [int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp() * 1000) for day in reversed(shown)]


def count_axis(top: int) -> Any:
    """Return an axis for whole numbers up to `top`."""
    import altair as alt

    if top <= 5:  # else halves would be rounded, and a number stand there twice
        return alt.Axis(values=list(range(top + 1)) if top else [0, 1], format="d")
    return alt.Axis(tickCount=4, format="~s" if top >= 1000 else "d")


def colour_by(field: str, domain: Sequence[str], colours: Sequence[str]) -> Any:
    """Return the encoding that gives each value of `field` a colour, with a legend on top."""
    import altair as alt

    return alt.Color(
        f"{field}:N",
        title=None,
        scale=alt.Scale(domain=list(domain), range=list(colours)),
        legend=alt.Legend(orient="top", columns=3, labelLimit=130, symbolType="square", offset=4),
    )


def render(chart: Any, label: str) -> Markup:
    """Return the chart as SVG whose colours are names of the stylesheet; `label` is what a screen reader says."""
    import vl_convert

    axis = {"labelColor": INK, "titleColor": _DIM, "gridColor": _LINE, "domainColor": _LINE, "tickColor": _LINE}
    chart = chart.configure(
        background="transparent",
        font="sans-serif",
        autosize={"type": "fit-x", "contains": "padding"},  # the width holds the names beside the bars, too
        padding={"left": 4, "right": 16, "top": 4, "bottom": 4},  # a browser's letters may be wider than those measured
        axis={**axis, "labelFontSize": 12, "titleFontSize": 12, "labelLimit": 170, "titleFontWeight": "normal"},
        legend={"labelColor": INK, "labelFontSize": 12},
        title={"color": INK, "fontSize": 14, "anchor": "start", "offset": 10, "frame": "bounds"},
        view={"stroke": "transparent"},
    )
    svg = vl_convert.vegalite_to_svg(chart.to_dict())
    for colour, name in _NAMES.items():
        svg = svg.replace(colour, f"var({name})")
    svg = re.sub(r"<svg ", '<svg role="img" aria-label="{label}" ', svg, count=1)
    head, tail = svg.split("{label}", 1)
    # vl-convert escapes the words that it draws; tests/browser holds it to that.
    return Markup(head) + label + Markup(tail)  # noqa: S704
