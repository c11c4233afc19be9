"""On-time delivery by month against what this process does by itself."""

from __future__ import annotations

from itertools import groupby
from math import floor

import altair as alt

from srmlib.figures.svg import Figure, draw
from srmlib.figures.theme import var
from srmlib.metrics.verdict import FEWEST_MONTHS
from srmlib.reports.facts import Facts, MonthlyChart

WIDTH, HEIGHT, TEXT_HEIGHT = 780, 270, 17
LABEL_SHIFT = 15
SIGNAL_WORDS = {"usual": "usual", "beyond": "beyond the limits", "run": "eight or more on one side", "no_data": "no lines"}


def on_time_by_month(facts: Facts, headline: str, subtitle: str) -> Figure | None:
    """The share on time of each month's lines with the limits of its control chart. None when too few months have lines for limits."""
    monthly, goal = facts.d1_months, facts.reading("D1").definition.goal
    if sum(n > 0 for n in monthly.denominators) < FEWEST_MONTHS:
        return None
    chart = monthly.chart
    signals = [f"{month:%B %Y} {SIGNAL_WORDS[signal]}" for month, signal in zip(monthly.months, chart.signals, strict=True) if signal in ("beyond", "run")]
    description = f"{headline.rstrip('.')}. Average {chart.centre:.1f}%, goal {goal:g}%. {'; '.join(signals) or 'Every month is usual'}."
    return draw(_chart(monthly, goal), "on-time-by-month", headline, subtitle, description, _table(monthly))


def _table(monthly: MonthlyChart) -> list[dict[str, str]]:
    chart = monthly.chart
    columns = (monthly.months, monthly.numerators, monthly.denominators, chart.values, chart.lower, chart.upper, chart.signals)
    return [
        {
            "month": f"{month:%b %Y}",
            "on time": str(on_time),
            "due": str(due),
            "share": _percent(value),
            "lower limit": _percent(low),
            "upper limit": _percent(high),
            "signal": SIGNAL_WORDS[signal],
        }
        for month, on_time, due, value, low, high, signal in zip(*columns, strict=True)
    ]


def _percent(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}%"


def _chart(monthly: MonthlyChart, goal: float) -> alt.LayerChart:
    domain = _domain(monthly, goal)
    x, points = _months_across(monthly), _points(monthly)
    y = _shares_up("share", domain)
    centre = monthly.chart.centre
    apart = _apart(goal - centre, domain)
    band = alt.Chart(_values(_band(monthly))).mark_area(interpolate="step-after", color=var("band"))
    line = alt.Chart(_values(points)).mark_line(color=var("ink"), strokeWidth=1.5)
    marks = alt.Chart(_values(points)).mark_point(filled=True, opacity=1, stroke=var("paper"), strokeWidth=1)
    shape, size, fill = alt.Shape("shape:N", scale=None), alt.Size("size:Q", scale=None), alt.Fill("colour:N", scale=None)
    return alt.layer(
        band.encode(x=x, y=_shares_up("lower", domain), y2="upper:Q", detail="stretch:N"),
        *_level(y, centre, f"average {centre:.1f}%", "muted", [1, 0], apart),
        *_level(y, goal, f"goal {goal:g}%", "green", [6, 4], -apart),
        line.encode(x=x, y=y, detail="stretch:N"),
        marks.encode(x=x, y=y, shape=shape, size=size, fill=fill, description="words:N"),
        *_month_labels(points, x, y, domain),
    ).properties(width=WIDTH, height=HEIGHT)


def _values(rows: list[dict]) -> alt.Data:
    return alt.Data(values=rows)


def _domain(monthly: MonthlyChart, goal: float) -> tuple[int, int]:
    """From a round share below everything drawn to 100, and never so narrow that chance looks like a cliff."""
    drawn = [share for share in (*monthly.chart.values, *monthly.chart.lower, goal) if share is not None]
    return max(0, min(80, 5 * floor((min(drawn) - 2) / 5))), 100


def _months_across(monthly: MonthlyChart) -> alt.X:
    """By place, not by date: months are equally wide, and no time zone can move one."""
    names = {place: f"{month:%b %y}" for place, month in enumerate(monthly.months) if month.month % 3 == 1}
    axis = alt.Axis(values=list(names), labelExpr=f"{names}[datum.value]", grid=False, title=None)
    return alt.X("place:Q", scale=alt.Scale(domain=[-0.5, len(monthly.months) - 0.5], nice=False), axis=axis)


def _shares_up(field: str, domain: tuple[int, int]) -> alt.Y:
    step = 5 if domain[0] >= 70 else 10 if domain[0] >= 40 else 20
    values = [share for share in range(0, 101, step) if share >= domain[0]]
    axis = alt.Axis(values=values, labelExpr="datum.value + '%'", title=None, domain=False, ticks=False)
    return alt.Y(f"{field}:Q", scale=alt.Scale(domain=list(domain), nice=False), axis=axis)


def _stretches(monthly: MonthlyChart) -> list[list[int]]:
    """Places of months with lines, in unbroken stretches: a month without lines is a gap in the drawing."""
    return [list(group) for has_lines, group in groupby(range(len(monthly.months)), key=lambda place: monthly.denominators[place] > 0) if has_lines]


def _band(monthly: MonthlyChart) -> list[dict]:
    lower, upper = monthly.chart.lower, monthly.chart.upper
    rows = []
    for number, stretch in enumerate(_stretches(monthly)):
        edges = [(place - 0.5, place) for place in stretch] + [(stretch[-1] + 0.5, stretch[-1])]
        rows += [{"place": edge, "lower": lower[place], "upper": upper[place], "stretch": number} for edge, place in edges]
    return rows


def _points(monthly: MonthlyChart) -> list[dict]:
    return [
        {
            "place": place,
            "share": monthly.chart.values[place],
            "stretch": number,
            "month": f"{monthly.months[place]:%b %y}",
            "signal": monthly.chart.signals[place],
            "is_above": monthly.chart.values[place] > monthly.chart.centre,
            **_look(monthly.chart.signals[place], monthly.chart.values[place] > monthly.chart.centre),
            "words": f"{monthly.months[place]:%B %Y}: {monthly.chart.values[place]:.1f}%, {SIGNAL_WORDS[monthly.chart.signals[place]]}",
        }
        for number, stretch in enumerate(_stretches(monthly))
        for place in stretch
    ]


def _look(signal: str, is_above: bool) -> dict:
    """Red only for the bad side: a month above the limits is news, not trouble."""
    if signal == "beyond":
        return {"shape": "diamond", "size": 130, "colour": var("green" if is_above else "red")}
    if signal == "run":
        return {"shape": "triangle-up" if is_above else "triangle-down", "size": 90, "colour": var("ink")}
    return {"shape": "circle", "size": 60, "colour": var("ink")}


def _level(y: alt.Y, share: float, words: str, colour: str, dash: list[int], shift: float) -> list[alt.Chart]:
    """A line across at a share, named at its right end."""
    level = alt.Chart(_values([{"share": share, "words": words}]))
    return [
        level.mark_rule(color=var(colour), strokeDash=dash).encode(y=y),
        level.mark_text(align="left", color=var(colour), dy=shift).encode(x=alt.value(WIDTH + 6), y=y, text="words:N"),
    ]


def _apart(gap: float, domain: tuple[int, int]) -> float:
    """How far down the lower of two names moves, and the higher one up, when their lines lie `gap` apart; negative when the first is the lower."""
    overlap = TEXT_HEIGHT - abs(gap) / (domain[1] - domain[0]) * HEIGHT
    return max(0.0, overlap) / 2 * (1 if gap >= 0 else -1)


def _month_labels(points: list[dict], x: alt.X, y: alt.Y, domain: tuple[int, int]) -> list[alt.Chart]:
    """The months of signals by name, above or below their point, on a halo so that a line behind does not cross them out."""
    layers = []
    for is_above in (True, False):
        named = alt.Chart(_values([point for point in _to_name(points, domain) if point["is_above"] == is_above]))
        for halo in ({"stroke": var("band"), "strokeWidth": 4}, {}):
            layers.append(named.mark_text(dy=-LABEL_SHIFT if is_above else LABEL_SHIFT, **halo).encode(x=x, y=y, text="month:N"))
    return layers


def _to_name(points: list[dict], domain: tuple[int, int]) -> list[dict]:
    """Every month beyond the limits, then the first and last of each run, as far as their names do not overlap."""
    stretches = [list(group) for _, group in groupby(points, key=lambda point: (point["signal"], point["is_above"]))]
    beyond = [point for stretch in stretches for point in stretch if point["signal"] == "beyond"]
    runs = [point for stretch in stretches for point in (stretch[0], stretch[-1]) if point["signal"] == "run"]
    named: list[dict] = []
    for point in beyond + runs:
        if not any(_overlap(point, other, domain) for other in named):
            named.append(point)
    return named


def _overlap(one: dict, other: dict, domain: tuple[int, int]) -> bool:
    """A name is less than two months wide."""
    return abs(one["place"] - other["place"]) < 2 and abs(_name_height(one, domain) - _name_height(other, domain)) < TEXT_HEIGHT


def _name_height(point: dict, domain: tuple[int, int]) -> float:
    return point["share"] / (domain[1] - domain[0]) * HEIGHT + (LABEL_SHIFT if point["is_above"] else -LABEL_SHIFT)
