"""A metric by month against what its process does by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from math import ceil, floor
from typing import NamedTuple

from jinja2 import Environment

from srmlib.figures.axes import (
    LINE_APART,
    SIZE,
    Scale,
    highest_of,
    on_axis,
    px,
    round_step,
    width_at,
)
from srmlib.figures.labels import spread_apart
from srmlib.figures.month_names import (
    CIRCLE,
    DIAMOND,
    TRIANGLE_DOWN,
    TRIANGLE_UP,
    Box,
    Point,
    Text,
    first_free,
    month_names,
)
from srmlib.figures.svg import Figure, drawn_by_hand
from srmlib.figures.theme import BOLD, SPARE_ROOM, var
from srmlib.metrics.monthly import MonthlyChart
from srmlib.metrics.result import Reading, in_unit
from srmlib.numbers import as_stated
from srmlib.rules.calendar import MONTHS_OF_A_QUARTER
from srmlib.rules.definition import Definition
from srmlib.stats.charts import FEWEST_MONTHS

# Beside the rows it is about, it has half of a page.
WIDTH = 548
HEIGHT = 220
TOP = 24
BOTTOM = 194
MONTH_BASE = 214
BESIDE = 8
# Paper has its text larger (page.css), so that it is read where the figure is small.
SIZE_ON_PAPER = 13
# The room beside the months, so that they stand below each other in a column of figures.
LEAST_LEFT = 48
LEAST_RIGHT = 112
NAMES_APART = 4
CHANGED = "definition changed"
# How far from the line where it changed that is written, and in which steps a free place is sought.
CHANGED_APART = 4
CHANGED_STEP = 8
# The square with the number of a note, and the room for a row of them above the drawing.
PIN_SIDE = 15
PIN_ROOM = 18


class Noted(NamedTuple):
    """A note on a month that is shown, in words, with the number of that month's notes."""

    month: date
    number: int
    words: str


SIGNAL_WORDS = {
    "usual": "usual",
    "beyond": "beyond the limits",
    "run": "eight or more on one side",
    "no_data": "nothing counted",
}

DRAWING = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
    """\
<svg xmlns="http://www.w3.org/2000/svg" width="{{ width }}" height="{{ height }}" viewBox="0 {{ top }} {{ width }} {{ height }}">
{% for path in bands %}
<path d="{{ path }}" fill="{{ band }}"/>
{% endfor %}
{% for tick in ticks %}
<path d="M{{ left }},{{ tick.y }}H{{ right }}" stroke="{{ grid }}"/>
{% endfor %}
{% for level in levels %}
<path d="M{{ left }},{{ level.y }}H{{ right }}" stroke="{{ level.colour }}" stroke-width="{{ level.thick }}"/>
{% endfor %}
{% if changed %}
<path d="{{ changed.path }}" stroke="{{ muted }}" stroke-dasharray="2 2"/>
{% for line in changed.lines %}
<polyline points="{{ line }}" fill="none" stroke="{{ muted }}" stroke-width="1.5" stroke-dasharray="2 3"/>
{% endfor %}
{% endif %}
{% for pin in pins %}
<path d="{{ pin.line }}" stroke="{{ muted }}" stroke-dasharray="1 2"/>
<rect x="{{ pin.left }}" y="{{ pin.top }}" width="{{ pin_side }}" height="{{ pin_side }}" rx="2" fill="{{ paper }}" stroke="{{ muted }}"/>
{% endfor %}
{% for line in lines %}
<polyline points="{{ line }}" fill="none" stroke="{{ ink }}" stroke-width="1.5" stroke-linejoin="round"/>
{% endfor %}
<g stroke="{{ paper }}">
{% for point in points %}
<path transform="translate({{ point.at }})" d="{{ point.shape }}" fill="{{ point.colour }}" \
><title>{{ point.words }}</title></path>
{% endfor %}
</g>
<g font-size="{{ size }}px">
{% for pin in pins %}
<text transform="translate({{ pin.at }})" text-anchor="middle" fill="{{ ink }}">{{ pin.number }}</text>
{% endfor %}
{% for text in texts %}
<text transform="translate({{ text.at }})" text-anchor="{{ text.anchor }}" \
{% if text.weight != "normal" %}font-weight="{{ text.weight }}" {% endif %}fill="{{ text.colour }}"\
{% if text.halo %} stroke="{{ text.halo }}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"{% endif %}>{{ text.words }}</text>
{% endfor %}
</g>
</svg>"""
)


def monthly_figure(
    reading: Reading, headline: str, subtitle: str, notes: Sequence[Noted] = ()
) -> Figure | None:
    """The metric's months with the limits of its control chart, its goal and, dotted, the version
    of the definition before; above the months that were noted, the number of their notes.

    None where limits say nothing: from too few months, from months that are all alike, or of a
    share where they let pass whatever can be.
    """
    monthly = reading.months
    definition = reading.definition
    if monthly is None or monthly.chart.centre is None:
        return None
    if not _limits_say_something(monthly, definition):
        return None
    centre = monthly.chart.centre
    signals = [
        f"{monthly.name(place)} {SIGNAL_WORDS[signal]}"
        for place, signal in enumerate(monthly.chart.signals)
        if signal in ("beyond", "run")
    ]
    average = in_unit(centre, definition)
    goal = goal_text(definition)
    description = (
        f"{headline.rstrip('.')}. Average {average}, goal {goal}."
        f" {'; '.join(signals) or 'Every month is usual'}."
    )
    if notes:
        names = {month: monthly.name(place) for place, month in enumerate(monthly.months)}
        told = dict.fromkeys(f"{note.number} at {names[note.month]}" for note in notes)
        description += f" Notes: {', '.join(told)}."
    figure = drawn_by_hand(
        _drawing(monthly, centre, definition, notes),
        f"months-{reading.id.lower()}",
        headline,
        subtitle,
        description,
        _table(monthly, definition),
    )
    return replace(figure, notes=tuple((note.number, note.words) for note in notes))


def goal_text(definition: Definition) -> str:
    return as_stated(definition.goal, definition.unit)


def _limits_say_something(monthly: MonthlyChart, definition: Definition) -> bool:
    """Whether enough months could lie beyond a limit, and not all are alike."""
    chart = monthly.chart
    highest = highest_of(definition)
    passable = [
        value
        for value, lower, upper in zip(chart.values, chart.lower, chart.upper, strict=True)
        if value is not None and lower is not None and (lower, upper) != (0, highest)
    ]
    return len(passable) >= FEWEST_MONTHS and len(set(chart.values) - {None}) > 1


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


@dataclass(frozen=True)
class Change:
    """Where a definition changed, and the lines of the version before."""

    x: float
    lines: list[str]

    @property
    def path(self) -> str:
        return f"M{px(self.x)},{TOP}V{BOTTOM}"

    def names(self) -> Iterator[Text]:
        """Where that may be written: after the line or before it, from the bottom up."""
        for y in range(BOTTOM - 5, TOP, -CHANGED_STEP):
            for apart, anchor in ((CHANGED_APART, "start"), (-CHANGED_APART, "end")):
                yield Text(
                    self.x + apart, y, CHANGED, var("muted"), anchor, halo=var("band")
                )


@dataclass(frozen=True)
class Pin:
    """The number of a month's notes in a square above the drawing, and a line down to its mark.
    `row` counts upwards: where two months are too close, one stands higher.
    """

    x: float
    row: int
    number: int
    until: float

    @property
    def left(self) -> str:
        return px(self.x - PIN_SIDE / 2)

    @property
    def top(self) -> str:
        return px(self._top)

    @property
    def at(self) -> str:
        return f"{px(self.x)},{px(self._top + PIN_SIDE - 3.5)}"

    @property
    def line(self) -> str:
        return f"M{px(self.x)},{px(self._top + PIN_SIDE)}V{px(self.until)}"

    @property
    def _top(self) -> float:
        return 1 - PIN_ROOM * (self.row + 1)


@dataclass(frozen=True)
class Level:
    """A line across at a value, named at its right end."""

    value: float
    words: str
    role: str
    weight: str
    thick: float


def _drawing(
    monthly: MonthlyChart, centre: float, definition: Definition, notes: Sequence[Noted]
) -> str:
    ticks = _ticks(monthly, definition)
    levels = [
        Level(centre, f"average {in_unit(centre, definition)}", "muted", "normal", 1),
        Level(definition.goal, f"goal {goal_text(definition)}", "green", "bold", 1.6),
    ]
    named = [on_axis(tick, definition) for tick in ticks]
    left = max(LEAST_LEFT, BESIDE + max(width_at(name, SIZE_ON_PAPER) for name in named))
    label_room = max(width_at(level.words, SIZE_ON_PAPER, BOLD) for level in levels)
    right = WIDTH - max(LEAST_RIGHT, BESIDE + label_room + SPARE_ROOM)
    up = Scale(ticks[0], ticks[-1], start=BOTTOM, end=TOP)
    across = Scale(0, len(monthly.months), start=left, end=right)
    points = _points(monthly, centre, definition, across, up)
    changed = _version_before(monthly, across, up)
    pins = _pins(monthly, notes, across, points)
    texts = [
        *_axis_names(monthly, ticks, definition, across, up),
        *_level_names(levels, right, up),
    ]
    room = Box(left, 0, right, HEIGHT)
    if changed:
        marks = [point.box for point in points]
        written = first_free(changed.names(), marks + [text.box for text in texts], room)
        texts += [written] if written else []
    texts += month_names(points, [text.box for text in texts], room)
    above = max((PIN_ROOM * (pin.row + 1) for pin in pins), default=0)
    return DRAWING.render(
        width=WIDTH,
        height=HEIGHT + above,
        top=-above,
        pin_side=PIN_SIDE,
        left=px(left),
        right=px(right),
        size=SIZE,
        **{role: var(role) for role in ("band", "grid", "ink", "muted", "paper")},
        bands=list(_bands(monthly, across, up)),
        ticks=[{"y": px(up.at(tick))} for tick in ticks],
        levels=[
            {"y": px(up.at(level.value)), "colour": var(level.role), "thick": level.thick}
            for level in levels
        ],
        changed=changed,
        lines=_lines(monthly.chart.values, across, up),
        points=points,
        pins=pins,
        texts=texts,
    )


def _ticks(monthly: MonthlyChart, definition: Definition) -> list[float]:
    """Round numbers from below everything drawn to above it.

    Shares that should be high are never so narrow that chance looks like a cliff; everything else
    begins at zero, or where a month lies below it. Nothing reaches beyond what can be.
    """
    chart = monthly.chart
    highest = highest_of(definition)
    known = [
        value
        for value in (*chart.values, *monthly.before, definition.goal)
        if value is not None
    ]
    limits = [value for value in (*chart.lower, *chart.upper) if value is not None]
    if highest == 100 and definition.better == "up":
        lowest = max(0, min(80, 5 * floor((min(*known, *limits) - 2) / 5)))
        every = next(
            every for every, least in ((5, 70), (10, 40), (20, 0)) if lowest >= least
        )
        return _steps(every * floor(lowest / every), 100, every)
    least = min(0.0, *known)
    most = max(*known, *limits) * 1.05 or 1.0
    if highest is not None:
        most = min(most, highest)
    step = round_step((most - least) / 5)
    return _steps(step * floor(least / step), step * ceil(most / step), step)


def _steps(low: float, high: float, step: float) -> list[float]:
    return [round(low + step * place, 6) for place in range(round((high - low) / step) + 1)]


def _stretches(values: Sequence[float | None]) -> list[list[tuple[int, float]]]:
    """Places and values in unbroken stretches: a month without a value is a gap in the drawing."""
    return [
        [(place, value) for place, value in group if value is not None]
        for has_value, group in groupby(
            enumerate(values), key=lambda month: month[1] is not None
        )
        if has_value
    ]


def _lines(values: Sequence[float | None], across: Scale, up: Scale) -> list[str]:
    return [
        " ".join(
            f"{px(across.at(place + 0.5))},{px(up.at(value))}" for place, value in stretch
        )
        for stretch in _stretches(values)
    ]


def _bands(monthly: MonthlyChart, across: Scale, up: Scale) -> Iterator[str]:
    """What lies within the limits: up and along the upper ones, back along the lower ones."""
    lower = monthly.chart.lower
    for stretch in _stretches(monthly.chart.upper):
        path = f"M{px(across.at(stretch[0][0]))},{BOTTOM}"
        for place, limit in stretch:
            path += f"V{px(up.within(limit))}H{px(across.at(place + 1))}"
        for place, _ in reversed(stretch):
            path += f"V{px(up.within(lower[place] or 0))}H{px(across.at(place))}"
        yield path + "Z"


def _points(
    monthly: MonthlyChart, centre: float, definition: Definition, across: Scale, up: Scale
) -> list[Point]:
    points = []
    for place, value in enumerate(monthly.chart.values):
        if value is None:
            continue
        signal = monthly.chart.signals[place]
        is_above = value > centre
        words = (
            f"{monthly.name(place)}: {in_unit(value, definition)}, {SIGNAL_WORDS[signal]}"
        )
        points.append(
            Point(
                across.at(place + 0.5),
                up.at(value),
                monthly.name(place, "%b %y"),
                signal,
                is_above,
                *_look(signal, is_above, definition.better),
                words,
            )
        )
    return points


def _look(signal: str, is_above: bool, better: str) -> tuple[str, str]:
    """Shape and colour. Red only for the bad side: a month beyond the limits on the good side is
    news, not trouble.
    """
    if signal == "beyond":
        is_good = is_above == (better == "up")
        return DIAMOND, var("green" if is_good else "red")
    if signal == "run":
        return TRIANGLE_UP if is_above else TRIANGLE_DOWN, var("ink")
    return CIRCLE, var("ink")


def _version_before(monthly: MonthlyChart, across: Scale, up: Scale) -> Change | None:
    """Where the version in force begins, and the series by the one before; None unless that is
    known of a month shown.
    """
    lines = _lines(monthly.before, across, up)
    if monthly.changed_on is None or not lines:
        return None
    place = sum(month < monthly.changed_on for month in monthly.months)
    return Change(across.at(place), lines)


def _pins(
    monthly: MonthlyChart, notes: Sequence[Noted], across: Scale, points: Sequence[Point]
) -> list[Pin]:
    """A month without a value is pinned down to the axis."""
    marks = {point.x: point.box.top for point in points}
    numbers = {note.month: note.number for note in notes}
    pins: list[Pin] = []
    for place, month in enumerate(monthly.months):
        if month in numbers:
            x = across.at(place + 0.5)
            close = {pin.row for pin in pins if x - pin.x < PIN_SIDE + NAMES_APART}
            row = next(row for row in range(len(pins) + 1) if row not in close)
            pins.append(Pin(x, row, numbers[month], marks.get(x, BOTTOM)))
    return pins


def _axis_names(
    monthly: MonthlyChart,
    ticks: list[float],
    definition: Definition,
    across: Scale,
    up: Scale,
) -> Iterator[Text]:
    """The round values, and the first month of every quarter, as far as their names stand apart:
    else of every second one.
    """
    muted = var("muted")
    left = across.start - BESIDE
    for tick in ticks:
        yield Text(left, up.at(tick) + 4, on_axis(tick, definition), muted, "end")
    names = [monthly.name(place, "%b %y") for place in range(len(monthly.months))]
    room = max(width_at(name, SIZE) for name in names) + NAMES_APART
    every = MONTHS_OF_A_QUARTER
    while across.at(every) - across.at(0) < room:
        every *= 2
    for place, name in list(enumerate(names))[::every]:
        yield Text(across.at(place + 0.5), MONTH_BASE, name, muted, "middle")


def _level_names(levels: list[Level], right: float, up: Scale) -> Iterator[Text]:
    heights = spread_apart([up.at(level.value) for level in levels], LINE_APART)
    for level, y in zip(levels, heights, strict=True):
        colour = var(level.role)
        yield Text(right + BESIDE, y + 4, level.words, colour, weight=level.weight)
