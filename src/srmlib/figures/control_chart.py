"""A metric by month against what its process does by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from math import ceil, floor, log10

import altair as alt

from srmlib.figures.svg import Figure, data_of, draw
from srmlib.figures.theme import var
from srmlib.metrics.monthly import MonthlyChart
from srmlib.metrics.result import Reading, in_unit
from srmlib.numbers import as_stated
from srmlib.rules.calendar import MONTHS_OF_A_QUARTER
from srmlib.rules.definition import Definition
from srmlib.stats.charts import FEWEST_MONTHS

WIDTH, HEIGHT, TEXT_HEIGHT = 780, 270, 17
LABEL_SHIFT = 15
SIGNAL_WORDS = {
    "usual": "usual",
    "beyond": "beyond the limits",
    "run": "eight or more on one side",
    "no_data": "nothing counted",
}


@dataclass(frozen=True)
class Scale:
    """What is drawn from top to bottom, in the metric's unit, with a line every `step`."""

    low: float
    high: float
    step: float


def monthly_figure(reading: Reading, headline: str, subtitle: str) -> Figure | None:
    """The metric's months with the limits of its control chart, its goal and, dotted, the version
    of the definition before.

    None when too few months have a value for limits.
    """
    monthly, definition = reading.months, reading.definition
    if monthly is None or monthly.chart.centre is None:
        return None
    chart, centre = monthly.chart, monthly.chart.centre
    if sum(value is not None for value in chart.values) < FEWEST_MONTHS:
        return None
    signals = [
        f"{monthly.name(place)} {SIGNAL_WORDS[signal]}"
        for place, signal in enumerate(chart.signals)
        if signal in ("beyond", "run")
    ]
    average, goal = in_unit(centre, definition), goal_text(definition)
    description = (
        f"{headline.rstrip('.')}. Average {average}, goal {goal}."
        f" {'; '.join(signals) or 'Every month is usual'}."
    )
    return draw(
        _chart(monthly, centre, definition),
        f"months-{reading.id.lower()}",
        headline,
        subtitle,
        description,
        _table(monthly, definition),
    )


def goal_text(definition: Definition) -> str:
    return as_stated(definition.goal, definition.unit)


def _table(monthly: MonthlyChart, definition: Definition) -> list[dict[str, str]]:
    chart = monthly.chart
    counted: dict[str, Sequence[float]] = {"rows": monthly.counts}
    if monthly.numerators and monthly.denominators:
        counted = {"count": monthly.numerators, "of": monthly.denominators}
    rows = []
    for place in range(len(monthly.months)):
        row = {"month": monthly.name(place, "%b %Y")} | {
            name: f"{column[place]:,}" for name, column in counted.items()
        }
        row |= {
            "value": _said(chart.values[place], definition),
            "lower limit": _said(chart.lower[place], definition),
            "upper limit": _said(chart.upper[place], definition),
            "signal": SIGNAL_WORDS[chart.signals[place]],
        }
        if monthly.changed_on:
            row["version before"] = _said(monthly.before[place], definition)
        rows.append(row)
    return rows


def _said(value: float | None, definition: Definition) -> str:
    if value is None:
        return ""
    return in_unit(value, definition)


def _chart(monthly: MonthlyChart, centre: float, definition: Definition) -> alt.TopLevelMixin:
    scale = _scale(monthly, definition)
    x, points = _months_across(monthly), _points(monthly, centre, definition)
    drawn = data_of([asdict(point) for point in points])
    y = _values_up("value", scale, definition)
    goal = definition.goal
    apart = _apart(goal - centre, scale)
    band = alt.Chart(data_of(_band(monthly))).mark_area(interpolate="step-after", color=var("band"))
    line = alt.Chart(drawn).mark_line(color=var("ink"), strokeWidth=1.5)
    marks = alt.Chart(drawn).mark_point(filled=True, opacity=1, stroke=var("paper"), strokeWidth=1)
    shape = alt.Shape("shape:N", scale=None)
    size, fill = alt.Size("size:Q", scale=None), alt.Fill("colour:N", scale=None)
    return alt.layer(
        band.encode(
            x=x, y=_values_up("lower", scale, definition), y2="upper:Q", detail="stretch:N"
        ),
        *_level(y, centre, f"average {in_unit(centre, definition)}", "muted", [1, 0], apart),
        *_level(y, goal, f"goal {goal_text(definition)}", "green", [6, 4], -apart),
        *_version_before(monthly, x, y, scale),
        line.encode(x=x, y=y, detail="stretch:N"),
        marks.encode(x=x, y=y, shape=shape, size=size, fill=fill, description="words:N"),
        *_month_labels(points, x, y, scale),
    ).properties(width=WIDTH, height=HEIGHT)


def _version_before(monthly: MonthlyChart, x: alt.X, y: alt.Y, scale: Scale) -> list[alt.Chart]:
    """The series by the definition before, dotted, and a mark where the one in force begins;
    nothing where it never changed.
    """
    if monthly.changed_on is None:
        return []
    old = [
        {"place": place, "value": value}
        for place, value in enumerate(monthly.before)
        if value is not None
    ]
    break_at = len([month for month in monthly.months if month < monthly.changed_on]) - 0.5
    if not old or break_at < 0:
        return []
    mark = alt.Chart(
        data_of([{"place": break_at, "value": scale.low, "words": "definition changed"}])
    )
    series = alt.Chart(data_of(old))
    return [
        series.mark_line(color=var("muted"), strokeWidth=1.5, strokeDash=[2, 3]).encode(x=x, y=y),
        mark.mark_rule(color=var("muted"), strokeDash=[2, 2]).encode(x=x),
        mark.mark_text(align="left", baseline="bottom", dx=4, dy=-4, color=var("muted")).encode(
            x=x, y=y, text="words:N"
        ),
    ]


def _scale(monthly: MonthlyChart, definition: Definition) -> Scale:
    """Everything drawn, from a round number to a round number. Shares that should be high end at
    100 and are never so narrow that chance looks like a cliff; everything else begins at zero.
    """
    chart = monthly.chart
    drawn = [
        value
        for value in (*chart.values, *chart.lower, *chart.upper, *monthly.before, definition.goal)
        if value is not None
    ]
    if definition.unit == "%" and definition.better == "up":
        low = max(0, min(80, 5 * floor((min(drawn) - 2) / 5)))
        line_every = 20
        if low >= 70:
            line_every = 5
        elif low >= 40:
            line_every = 10
        return Scale(line_every * floor(low / line_every), 100, line_every)
    least, most = min(0.0, *drawn), max(drawn) * 1.05 or 1.0
    step = _round_step((most - least) / 5)
    return Scale(step * floor(least / step), step * ceil(most / step), step)


def _round_step(rough: float) -> float:
    """The next of 1, 2, 5, 10, 20 … at or above.

    >>> _round_step(0.7), _round_step(3), _round_step(130)
    (1.0, 5.0, 200.0)
    """
    power = 10.0 ** floor(log10(rough))
    return next(power * digit for digit in (1, 2, 5, 10) if power * digit >= rough * (1 - 1e-9))


def _months_across(monthly: MonthlyChart) -> alt.X:
    """By place, not by date: months are equally wide, and no time zone can move one."""
    # The first month of every quarter.
    names = {
        place: monthly.name(place, "%b %y")
        for place in range(0, len(monthly.months), MONTHS_OF_A_QUARTER)
    }
    axis = alt.Axis(values=list(names), labelExpr=f"{names}[datum.value]", grid=False, title=None)
    return alt.X(
        "place:Q", scale=alt.Scale(domain=[-0.5, len(monthly.months) - 0.5], nice=False), axis=axis
    )


def _values_up(field: str, scale: Scale, definition: Definition) -> alt.Y:
    count = round((scale.high - scale.low) / scale.step)
    values = [round(scale.low + scale.step * i, 6) for i in range(count + 1)]
    axis = alt.Axis(
        values=values,
        labelExpr="datum.label + '%'" if definition.unit == "%" else "datum.label",
        title=None,
        domain=False,
        ticks=False,
    )
    return alt.Y(
        f"{field}:Q", scale=alt.Scale(domain=[scale.low, scale.high], nice=False), axis=axis
    )


def _stretches(monthly: MonthlyChart) -> list[list[int]]:
    """Places of months with a value, in unbroken stretches: a month without one is a gap in the
    drawing.
    """
    return [
        list(group)
        for has_value, group in groupby(
            range(len(monthly.months)), key=lambda place: monthly.chart.values[place] is not None
        )
        if has_value
    ]


def _band(monthly: MonthlyChart) -> list[dict[str, object]]:
    lower, upper = monthly.chart.lower, monthly.chart.upper
    rows: list[dict[str, object]] = []
    for number, stretch in enumerate(_stretches(monthly)):
        if lower[stretch[0]] is None:
            continue
        edges = [(place - 0.5, place) for place in stretch] + [(stretch[-1] + 0.5, stretch[-1])]
        rows += [
            {"place": edge, "lower": lower[place], "upper": upper[place], "stretch": number}
            for edge, place in edges
        ]
    return rows


@dataclass(frozen=True)
class Point:
    """A month with a value, as it is drawn: the fields are what the drawing refers to."""

    place: int
    value: float
    stretch: int
    month: str
    signal: str
    is_above: bool
    shape: str
    size: int
    colour: str
    words: str


def _points(monthly: MonthlyChart, centre: float, definition: Definition) -> list[Point]:
    points = []
    for number, stretch in enumerate(_stretches(monthly)):
        for place in stretch:
            signal = monthly.chart.signals[place]
            value = monthly.chart.values[place]
            if value is None:
                continue
            is_above = value > centre
            points.append(
                Point(
                    place,
                    value,
                    number,
                    monthly.name(place, "%b %y"),
                    signal,
                    is_above,
                    *_look(signal, is_above, definition.better),
                    f"{monthly.name(place)}: {in_unit(value, definition)}, {SIGNAL_WORDS[signal]}",
                )
            )
    return points


def _look(signal: str, is_above: bool, better: str) -> tuple[str, int, str]:
    """Shape, size and colour. Red only for the bad side: a month beyond the limits on the good side
    is news, not trouble.
    """
    if signal == "beyond":
        is_good = is_above == (better == "up")
        return "diamond", 130, var("green" if is_good else "red")
    if signal == "run":
        way = "up" if is_above else "down"
        return f"triangle-{way}", 90, var("ink")
    return "circle", 60, var("ink")


def _level(
    y: alt.Y, value: float, words: str, colour: str, dash: list[int], shift: float
) -> list[alt.Chart]:
    """A line across at a value, named at its right end."""
    level = alt.Chart(data_of([{"value": value, "words": words}]))
    return [
        level.mark_rule(color=var(colour), strokeDash=dash).encode(y=y),
        level.mark_text(align="left", color=var(colour), dy=shift).encode(
            x=alt.value(WIDTH + 6), y=y, text="words:N"
        ),
    ]


def _apart(gap: float, scale: Scale) -> float:
    """How far down the lower of two names moves, and the higher one up, when their lines lie `gap`
    apart; negative when the first is the lower.
    """
    overlap = TEXT_HEIGHT - abs(gap) / (scale.high - scale.low) * HEIGHT
    down = max(0.0, overlap) / 2
    return down if gap >= 0 else -down


def _month_labels(points: list[Point], x: alt.X, y: alt.Y, scale: Scale) -> list[alt.Chart]:
    """The months of signals by name, above or below their point, on a halo so that a line behind
    does not cross them out.
    """
    layers = []
    for is_above in (True, False):
        named = [point for point in _to_name(points, scale) if point.is_above == is_above]
        names, shift = alt.Chart(data_of([asdict(point) for point in named])), LABEL_SHIFT
        if is_above:
            shift = -LABEL_SHIFT
        halos = names.mark_text(dy=shift, stroke=var("band"), strokeWidth=4)
        layers += [
            halos.encode(x=x, y=y, text="month:N"),
            names.mark_text(dy=shift).encode(x=x, y=y, text="month:N"),
        ]
    return layers


def _to_name(points: list[Point], scale: Scale) -> list[Point]:
    """Every month beyond the limits, then the first and last of each run, as far as their names do
    not overlap.
    """
    stretches = [
        list(group)
        for _, group in groupby(points, key=lambda point: (point.signal, point.is_above))
    ]
    beyond = [point for stretch in stretches for point in stretch if point.signal == "beyond"]
    runs = [
        point
        for stretch in stretches
        for point in (stretch[0], stretch[-1])
        if point.signal == "run"
    ]
    named: list[Point] = []
    for point in beyond + runs:
        if not any(_overlap(point, other, scale) for other in named):
            named.append(point)
    return named


def _overlap(one: Point, other: Point, scale: Scale) -> bool:
    """A name is less than two months wide."""
    return (
        abs(one.place - other.place) < 2
        and abs(_name_height(one, scale) - _name_height(other, scale)) < TEXT_HEIGHT
    )


def _name_height(point: Point, scale: Scale) -> float:
    shift = LABEL_SHIFT if point.is_above else -LABEL_SHIFT
    return point.value / (scale.high - scale.low) * HEIGHT + shift
