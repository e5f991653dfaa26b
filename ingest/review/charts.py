"""Charts as SVG, rendered when the page is built: the reader's browser runs no script and asks no other host.

Their colours are those of the page's stylesheet, so that they follow the colour scheme.
"""

import re
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

# Colours that stand for a name of the stylesheet; none of them is shown.
_NAMES = {
    "#000001": "--ink",
    "#000002": "--dim",
    "#000003": "--line",
    "#000004": "--good",
    "#000005": "--warn",
    "#000006": "--bad",
    "#000007": "--link",
}
_INK, _DIM, _LINE, GOOD, WARN, BAD, LINK = _NAMES
_OUTCOMES = {"held": GOOD, "warning": WARN, "failed": BAD}


def draw_checks(counts: Sequence[dict[str, Any]]) -> Markup:
    """Draw checks a table by outcome. Rows: table, outcome (held, warning, failed), checks."""
    import altair as alt

    chart = (
        alt.Chart(alt.Data(values=list(counts)))  # type: ignore[no-untyped-call]
        .mark_bar()
        .encode(
            y=alt.Y("table:N", title=None),
            x=alt.X("sum(checks):Q", title="checks"),
            color=alt.Color(
                "outcome:N",
                title=None,
                scale=alt.Scale(domain=list(_OUTCOMES), range=list(_OUTCOMES.values())),
                legend=alt.Legend(orient="top"),
            ),
            order=alt.Order("rank:Q"),
        )
        .properties(width=420, height=alt.Step(24))
    )
    told = ", ".join(f"{row['table']} {row['checks']} {row['outcome']}" for row in counts)
    return _render(chart, f"Checks by table and outcome: {told}")


def draw_trend(points: Sequence[dict[str, Any]], name: str, title: str, colour: str) -> Markup:
    """Draw one number over the last snapshots, each under its day. Rows: day (ISO) and `name`."""
    import altair as alt

    values = [{"day": p["day"], "value": p[name]} for p in points]
    base = alt.Chart(alt.Data(values=values)).encode(  # type: ignore[no-untyped-call]
        x=alt.X("day:O", title=None, axis=alt.Axis(labelAngle=-45, labelOverlap=True)),
        y=alt.Y("value:Q", title=title, axis=alt.Axis(tickMinStep=1)),
    )
    chart = (base.mark_line(color=colour) + base.mark_circle(color=colour, opacity=1, size=40)).properties(
        width=420, height=140
    )
    told = f"{points[0]['day']}: {points[0][name]}, {points[-1]['day']}: {points[-1][name]}" if points else "no data"
    return _render(chart, f"{title} over the last {len(points)} snapshots; {told}")


def _render(chart: Any, label: str) -> Markup:
    import vl_convert

    chart = chart.configure(
        background="transparent",
        font="sans-serif",
        padding={
            "left": 24,
            "right": 12,
            "top": 5,
            "bottom": 5,
        },  # the browser's letters may be wider than those measured
        axis={"labelColor": _INK, "titleColor": _DIM, "gridColor": _LINE, "domainColor": _LINE, "tickColor": _LINE},
        legend={"labelColor": _INK},
        view={"stroke": "transparent"},
    )
    svg = vl_convert.vegalite_to_svg(chart.to_dict())
    for colour, name in _NAMES.items():
        svg = svg.replace(colour, f"var({name})")
    svg = re.sub(r"<svg ", '<svg role="img" aria-label="{label}" ', svg, count=1)
    head, tail = svg.split("{label}", 1)
    # The drawing holds numbers, days and names of our own tables; vl-convert escapes what it writes.
    return Markup(head) + label + Markup(tail)  # noqa: S704
