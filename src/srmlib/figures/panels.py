"""Every metric by itself: 24 months as dots and eight quarters as bars against the goal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jinja2 import Environment
from markupsafe import Markup

from srmlib.figures.axes import Scale, on_axis, px, width_at
from srmlib.figures.theme import BOLD, REGULAR, var
from srmlib.metrics.monthly import MonthlyChart
from srmlib.metrics.result import Reading, beside_limits, bounded, in_unit
from srmlib.numbers import as_stated
from srmlib.rules.calendar import MONTHS_OF_A_QUARTER, Quarter
from srmlib.rules.definition import Definition

WIDTH = 260
HEIGHT = 112
RIGHT = 256
# Of what is drawn; the outermost dots stay whole.
TOP = 4
BOTTOM = 92
PAD = 8
YEAR_LINE_END = 97
YEAR_BASE = 108
# The room of labels such as 98.5% in the larger text of a print, four panels to a page.
PRINT_PX = 14
LEFT = 52
BESIDE = 5
# A month of fewer is hollow.
ENOUGH = 5

PANEL = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
    """\
<svg class="panel" viewBox="0 0 {{ width }} {{ height }}" style="display:block;width:100%;height:auto;overflow:visible" \
role="img" aria-labelledby="{{ id }}-title {{ id }}-desc">
<title id="{{ id }}-title">{{ name }}, {{ month_count }} months</title>
<desc id="{{ id }}-desc">{{ description }}</desc>
<path d="{{ zone }}" fill="var(--green-zone)"/>
<path d="{{ quarter_starts }}" stroke="var(--grid)"/>
<path d="{{ year_starts }}" stroke="var(--line)"/>
<path d="{{ goal }}" stroke="var(--ink)"/>
{% if changed %}
<path d="{{ changed.path }}" stroke="var(--muted)" stroke-width="1.2" stroke-dasharray="3 2"><title>{{ changed.words }}</title></path>
{% endif %}
<g fill="none" stroke="var(--faint)" stroke-width="1.2">
<path d="{{ full_dots }}" stroke-width="5.6" stroke-linecap="round"/>
<path d="{{ hollow_dots }}"/>
</g>
<g stroke="var(--ink)" stroke-width="{{ month_width }}" opacity="0">
{% for month in months %}
<path d="M{{ month.x }},{{ top }}V{{ bottom }}"><title>{{ month.words }}</title></path>
{% endfor %}
</g>
<g fill="none" stroke="var(--muted)" stroke-width="2.6">
{% for quarter in quarters %}
<path d="{{ quarter.path }}"{% if quarter.colour %} stroke="{{ quarter.colour }}" stroke-width="4"{% endif %}\
{% if quarter.dash %} stroke-dasharray="{{ quarter.dash }}"{% endif %}><title>{{ quarter.words }}</title></path>
{% endfor %}
</g>
<g font-size="11" fill="var(--muted)">
{% for year in years %}
<text x="{{ year.x }}" y="{{ year_base }}" text-anchor="middle">{{ year.name }}</text>
{% endfor %}
{% for label in labels %}
<text x="{{ label_end }}" y="{{ label.base }}" text-anchor="end"{% if label.is_goal %} font-weight="600" fill="var(--ink)"{% endif %}>{{ label.words }}</text>
{% endfor %}
</g>
</svg>"""
)


@dataclass(frozen=True)
class Label:
    """What stands beside a value: the height of its middle, and its words."""

    y: float
    words: str
    is_goal: bool = False

    @property
    def width(self) -> float:
        """In the text of a print."""
        return width_at(self.words, PRINT_PX, BOLD if self.is_goal else REGULAR)

    @property
    def base(self) -> str:
        return px(self.y + 4)


@dataclass(frozen=True)
class Drawn:
    """A panel's values, oldest first: of months, of quarters and, before the definition changed, of
    quarters as it read then. None is a gap.
    """

    months: MonthlyChart
    quarters: list[tuple[Quarter, float | None]]
    before: list[tuple[Quarter, float | None]]

    @property
    def known(self) -> list[float]:
        quarters = [value for _, value in (*self.quarters, *self.before)]
        return [
            value for value in (*self.months.chart.values, *quarters) if value is not None
        ]


def panel(reading: Reading) -> Markup | None:
    """The metric's months and quarters on a scale of their own, with its goal and the green zone on
    its good side. None where no month and no quarter has a value.
    """
    drawn = _drawn(reading)
    if drawn is None:
        return None
    definition = reading.definition
    up = _scale(drawn.known, definition)
    labels = _labels(up, drawn.known, definition)
    left = max(LEFT, BESIDE + 1 + max(label.width for label in labels))
    count = len(drawn.months.months)
    across = Scale(0, count, start=left, end=RIGHT)
    goal = px(up.at(definition.goal))
    starts = [px(across.at(place)) for place in range(0, count, MONTHS_OF_A_QUARTER)]
    dots = _dots(reading, drawn.months, across, up)
    years = [
        {"x": px(across.at(place)), "name": name} for place, name in _years(drawn.months)
    ]
    good_end = TOP if definition.better == "up" else BOTTOM
    return Markup(
        PANEL.render(
            width=WIDTH,
            height=HEIGHT,
            id=f"panel-{reading.id}",
            name=definition.name,
            month_count=count,
            description=_description(reading, drawn),
            zone=f"M{px(left)},{goal}H{RIGHT}V{good_end}H{px(left)}Z",
            quarter_starts="".join(f"M{x},{TOP}V{BOTTOM}" for x in starts),
            year_starts="".join(f"M{year['x']},{TOP}V{YEAR_LINE_END}" for year in years),
            goal=f"M{px(left)},{goal}H{RIGHT}",
            changed=_changed(drawn, across),
            months=dots,
            # A line of no length with round ends, and two half circles.
            full_dots="".join(f"M{dot.x},{dot.y}h0" for dot in dots if dot.is_full),
            hollow_dots="".join(
                f"M{dot.x},{dot.y}m-2.2,0a2.2,2.2 0 1,0 4.4,0a2.2,2.2 0 1,0 -4.4,0"
                for dot in dots
                if not dot.is_full
            ),
            month_width=px(across.at(1) - across.at(0)),
            top=TOP,
            bottom=BOTTOM,
            quarters=_bars(reading, drawn, across, up),
            years=years,
            year_base=YEAR_BASE,
            labels=labels,
            label_end=px(left - BESIDE),
        )
    )


def panel_table(reading: Reading) -> list[dict[str, str]]:
    """What the panel draws, in words: its months, then its quarters. Empty where there is none.

    Columns in order: period, value, what it was counted from (`count` and `of`, or `rows`) and,
    where the definition changed, the value of the version before.
    """
    drawn = _drawn(reading)
    if drawn is None:
        return []
    months = drawn.months
    definition = reading.definition
    counted = _counted(months)
    rows = []
    for place, value in enumerate(months.chart.values):
        row = {"period": months.name(place), "value": _said(value, definition)}
        for name, column in counted.items():
            row[name] = f"{column[place]:,}"
        row["version before"] = _said(months.before[place], definition)
        rows.append(row)
    before = dict(drawn.before)
    for quarter, value in drawn.quarters:
        row = {"period": str(quarter), "value": _said(value, definition)}
        row |= dict.fromkeys(counted, "")
        row["version before"] = _said(before.get(quarter), definition)
        rows.append(row)
    if not any(row["version before"] for row in rows):
        for row in rows:
            del row["version before"]
    return rows


def _drawn(reading: Reading) -> Drawn | None:
    """None where nothing is known."""
    months = reading.months
    if months is None:
        return None
    shown = len(months.months) // MONTHS_OF_A_QUARTER
    history, before = (
        [(Quarter.parse(label, months.fiscal_year), value) for label, value in series]
        for series in (reading.history[-shown:], reading.history_before)
    )
    first = history[0][0] if history else None
    before = [(quarter, value) for quarter, value in before if first and quarter >= first]
    drawn = Drawn(months, history, before)
    return drawn if drawn.known else None


def _scale(known: list[float], definition: Definition) -> Scale:
    """From the lowest to the highest, the goal among them. Never a shorter stretch than from goal
    to red limit: on it chance would look like a cliff.
    """
    goal = definition.goal
    least = abs(definition.goal - definition.red_limit)
    low = min(*known, goal)
    high = max(*known, goal)
    if high - low < least and definition.better == "up":
        low = high - least
    elif high - low < least:
        high = low + least
    return Scale(low, high, start=BOTTOM - PAD, end=TOP + PAD)


def _labels(up: Scale, known: list[float], definition: Definition) -> list[Label]:
    """The goal, then the highest and the lowest as far as they stand clear of what is named."""
    labels = [
        Label(up.at(definition.goal), on_axis(definition.goal, definition), is_goal=True)
    ]
    for value in (max(known), min(known)):
        y = up.at(value)
        if all(abs(y - other.y) >= PRINT_PX for other in labels):
            labels.append(Label(y, on_axis(value, definition, definition.unit_decimals)))
    return labels


def _years(months: MonthlyChart) -> Iterator[tuple[int, str]]:
    """The places of the months that begin a year, and what the year is called."""
    calendar = months.fiscal_year
    for place, first in enumerate(months.months):
        if first == calendar.first_day(calendar.year_of(first)):
            yield place, calendar.year_name(first)


@dataclass(frozen=True)
class Dot:
    """A month: its middle, whether it was counted from enough, and what it tells. One points at its
    column, as the dot itself would be hard to point at.
    """

    x: str
    y: str
    is_full: bool
    words: str


def _dots(reading: Reading, months: MonthlyChart, across: Scale, up: Scale) -> list[Dot]:
    """The months that have a value."""
    return [
        Dot(
            px(across.at(place + 0.5)),
            px(up.at(value)),
            months.counts[place] >= ENOUGH,
            _month_words(reading.definition, months, place),
        )
        for place, value in enumerate(months.chart.values)
        if value is not None
    ]


def _bars(
    reading: Reading, drawn: Drawn, across: Scale, up: Scale
) -> list[dict[str, object]]:
    """The version before is dotted; the last quarter is in the colour of its verdict."""
    last = drawn.quarters[-1][0] if drawn.quarters else None
    bars: list[dict[str, object]] = []
    for series, dash in ((drawn.before, "1.5 2"), (drawn.quarters, None)):
        for quarter, value in series:
            if value is None:
                continue
            place = drawn.months.months.index(quarter.start)
            start = across.at(place) + 1
            end = across.at(place + MONTHS_OF_A_QUARTER) - 1
            is_last = quarter == last and not dash
            bound = reading.bound if is_last else None
            words = f"{quarter}: {bounded(bound, beside_limits(value, reading.definition))}"
            if dash:
                words += ", as defined before"
            bars.append(
                {
                    "path": f"M{px(start)},{px(up.at(value))}H{px(end)}",
                    "colour": var(reading.verdict or "muted") if is_last else "",
                    "dash": dash,
                    "words": words,
                }
            )
    return bars


def _changed(drawn: Drawn, across: Scale) -> dict[str, str] | None:
    """Where the version in force begins; None unless the one before is known of what is shown."""
    months = drawn.months
    if months.changed_on is None or all(value is None for value in months.before):
        return None
    place = sum(month < months.changed_on for month in months.months)
    day = f"{months.changed_on.day} {months.changed_on:%B %Y}"
    return {
        "path": f"M{px(across.at(place))},{TOP}V{BOTTOM}",
        "words": f"Definition changed on {day}",
    }


def _counted(months: MonthlyChart) -> dict[str, Sequence[float]]:
    if months.numerators and months.denominators:
        return {"count": months.numerators, "of": months.denominators}
    return {"rows": months.counts}


def _month_words(definition: Definition, months: MonthlyChart, place: int) -> str:
    """`July 2026: 92.0%, 46 of 50 lines`."""
    value = _said(months.chart.values[place], definition)
    return f"{months.name(place)}: {value}, {_month_counted(definition, months, place)}"


def _month_counted(definition: Definition, months: MonthlyChart, place: int) -> str:
    """`46 of 50 lines`, `2 in 63`; of what is neither share nor rate `50 lines`."""
    rows = months.counts[place]
    counted = definition.row.count(rows)
    kind = definition.metric.kind
    if kind not in ("share", "rate") or not months.numerators or not months.denominators:
        return counted
    count = months.numerators[place]
    of = months.denominators[place]
    if kind == "rate":
        return f"{count:,} in {of:,}"
    if of == rows:
        return f"{count:,} of {counted}"
    return f"{count:,} of {of:,}"


def _said(value: float | None, definition: Definition) -> str:
    return "" if value is None else in_unit(value, definition)


def _description(reading: Reading, drawn: Drawn) -> str:
    definition = reading.definition
    lowest = in_unit(min(drawn.known), definition)
    highest = in_unit(max(drawn.known), definition)
    side = "at least" if definition.better == "up" else "at most"
    goal = as_stated(definition.goal, definition.unit)
    return f"Goal {side} {goal}. Drawn from {lowest} to {highest}. This quarter: {reading.text}."
