"""Plots of what a published file says: where money goes, what authorities do, how sure the rows are."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from ingest.review.charts import GOOD, INK, LINK, SERIES, WIDTH, colour_by, count_axis, render

_COUNTRIES = len(SERIES) - 1  # the rest is "other"
_BARS = 12
_MONTHS = 24
_SHORT = "replace(replace(replace(format(datum.value, '~s'), 'G', ' bn'), 'M', ' m'), 'T', ' tn')"
_NAME = 60  # characters of a name in a plot


def draw_months(rows: Sequence[Mapping[str, Any]]) -> Markup | None:
    """Draw dollars by month and country. Rows: country, month, amount_usd. None where no amount is known."""
    import altair as alt

    known = [row for row in rows if row["amount_usd"]]
    months = sorted({row["month"] for row in known})[-_MONTHS:]
    known = [row for row in known if row["month"] in months]
    if not known:
        return None
    totals: dict[str, float] = {}
    for row in known:
        totals[row["country"]] = totals.get(row["country"], 0) + float(row["amount_usd"])
    largest = sorted(totals, key=lambda country: (-totals[country], country))[:_COUNTRIES]
    domain = largest + (["other"] if len(totals) > len(largest) else [])
    values = [
        {
            "month": f"{row['month']:%Y-%m}",
            "country": row["country"] if row["country"] in largest else "other",
            "usd": float(row["amount_usd"]),
        }
        for row in known
    ]
    chart = (
        alt.Chart(alt.Data(values=values))  # type: ignore[no-untyped-call]
        .mark_bar()
        .encode(
            x=alt.X("month:O", title=None, axis=alt.Axis(labelAngle=-45, labelOverlap=True)),
            y=alt.Y("sum(usd):Q", title=None, axis=alt.Axis(labelExpr=_SHORT, tickCount=5)),
            color=colour_by("country", domain, SERIES),
        )
        .properties(width=WIDTH, height=220, title="US dollars by month and country")
    )
    told = ", ".join(f"{country} {totals[country]:,.0f}" for country in largest)
    return render(chart, f"US dollars by month and country, in all: {told}")


def draw_regulators(rows: Sequence[Mapping[str, Any]]) -> Markup | None:
    """Draw actions by authority and type. Rows: regulator, event_type, events. None where there is none."""
    import altair as alt

    counts: dict[str, int] = {}
    for row in rows:
        counts[_shorten(row["regulator"])] = counts.get(_shorten(row["regulator"]), 0) + row["events"]
    busiest = sorted(counts, key=lambda name: (-counts[name], name))[:_BARS]
    values = [
        {"regulator": _shorten(row["regulator"]), "type": row["event_type"].replace("_", " "), "events": row["events"]}
        for row in rows
        if _shorten(row["regulator"]) in busiest
    ]
    if not values:
        return None
    chart = (
        alt.Chart(alt.Data(values=values))  # type: ignore[no-untyped-call]
        .mark_bar()
        .encode(
            y=alt.Y("regulator:N", title=None, sort=busiest),
            x=alt.X("sum(events):Q", title=None, axis=count_axis(max(counts.values()))),
            color=colour_by("type", sorted({value["type"] for value in values}), SERIES),
        )
        .properties(width=WIDTH, height=alt.Step(24), title="Actions by authority")
    )
    told = ", ".join(f"{name} {counts[name]}" for name in busiest)
    return render(chart, f"Actions by authority: {told}")


def draw_investors(rows: Sequence[Mapping[str, Any]]) -> Markup | None:
    """Draw dollars by investor. Rows: investor, amount_usd. None where no amount is known."""
    import altair as alt

    known = [row for row in rows if row["amount_usd"]][:_BARS]
    if not known:
        return None
    values = [
        {
            "investor": _shorten(row["investor"]),
            "usd": float(row["amount_usd"]),
            "told": shorten_money(row["amount_usd"]),
        }
        for row in known
    ]
    base = alt.Chart(alt.Data(values=values)).encode(  # type: ignore[no-untyped-call]
        y=alt.Y("investor:N", title=None, sort=[str(value["investor"]) for value in values]),
        x=alt.X("usd:Q", axis=None),  # each bar says its own
    )
    text = base.mark_text(align="left", dx=4, fontSize=12, color=INK).encode(text="told:N")
    chart = (base.mark_bar(color=LINK) + text).properties(
        width=WIDTH, height=alt.Step(24), title="Largest investors, US dollars"
    )
    told = ", ".join(f"{value['investor']} {value['told']}" for value in values)
    return render(chart, f"Largest investors in US dollars: {told}")


def draw_calibration(rows: Sequence[Mapping[str, Any]]) -> Markup | None:
    """Draw the share that is right over the confidence that was stated. Rows: stated, right, both 0 to 1."""
    import altair as alt

    if not rows:
        return None
    scale, axis = alt.Scale(domain=[0, 1]), alt.Axis(format="%", tickCount=5)
    ideal = alt.Chart(alt.Data(values=[{"x": 0, "y": 0}, {"x": 1, "y": 1}])).mark_line(  # type: ignore[no-untyped-call]
        color=GOOD, strokeDash=[4, 4]
    )
    found = alt.Chart(alt.Data(values=[{"x": row["stated"], "y": row["right"]} for row in rows]))  # type: ignore[no-untyped-call]
    encoding = {
        "x": alt.X("x:Q", title="stated confidence", scale=scale, axis=axis),
        "y": alt.Y("y:Q", title="share right", scale=scale, axis=axis),
    }
    chart = (
        ideal.encode(**encoding)
        + found.mark_line(color=LINK, strokeWidth=2).encode(**encoding)
        + found.mark_circle(color=LINK, opacity=1, size=50).encode(**encoding)
    ).properties(width=WIDTH, height=220, title="Confidence against truth")
    told = ", ".join(f"stated {row['stated']:.2f}, right {row['right']:.2f}" for row in rows)
    return render(chart, f"Share of mentions that are right by stated confidence: {told}; the dashed line is ideal")


def shorten_money(amount: Any) -> str:
    """Return an amount as 1.1 bn, 75.7 m, 900 k or 12."""
    value = float(amount)
    for size, unit in ((1e12, " tn"), (1e9, " bn"), (1e6, " m"), (1e3, " k")):
        if abs(value) >= size:
            return f"{value / size:.3g}{unit}"
    return f"{value:.0f}"


def _shorten(name: Any) -> str:
    text = " ".join(str(name or "unknown").split())
    return text if len(text) <= _NAME else text[: _NAME - 1] + "…"
