"""The two tiny drawings in each row of the scorecard. Decoration: the text of the row carries the
value, so both are hidden from screen readers.

Every row is stretched so that the red limit and the goal fall on the same places, whatever the unit
and whichever direction is better.
"""

from __future__ import annotations

from itertools import groupby

from jinja2 import Environment
from markupsafe import Markup

from srmlib.figures.theme import var
from srmlib.metrics.result import Reading, goal_aligned
from srmlib.rules.definition import Definition

# The stretch of the goal-aligned scale that is drawn: the red limit is 0, the goal is 1.
FROM, UNTIL = -0.3, 1.65
WIDTH, HEIGHT = 160, 18
SPARK_WIDTH, SPARK_HEIGHT = 76, 22
QUARTERS = 8
TEMPLATES = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)

BULLET = TEMPLATES.from_string(
    """\
<svg class="bullet" aria-hidden="true" focusable="false" width="{{ width }}" height="{{ height }}" viewBox="0 0 {{ width }} {{ height }}">
<rect y="2" width="{{ width }}" height="14" fill="var(--neutral-zone)"/>
<rect y="2" width="{{ red_limit }}" height="14" fill="var(--red-zone)"/>
<rect x="{{ goal }}" y="2" width="{{ width - goal }}" height="14" fill="var(--green-zone)"/>
{% if interval %}
<rect x="{{ interval[0] }}" y="7" width="{{ (interval[1] - interval[0])|round(2) }}" height="4" rx="1" fill="var(--interval)"/>
{% endif %}
<path d="M{{ goal }},0V{{ height }}" stroke="var(--ink)" stroke-width="2"/>
{% if buyer is not none %}
{% if buyer.arrow %}
<path d="{{ buyer.arrow }}" fill="var(--buyer)"/>
{% else %}
<circle cx="{{ buyer.x }}" cy="3.5" r="2.6" fill="var(--buyer)"/>
{% endif %}
{% endif %}
{% if supplier is not none %}
<path d="{{ supplier.arrow or supplier.diamond }}" fill="var(--paper)" stroke="var(--supplier)" stroke-width="1.4"/>
{% endif %}
<path d="{{ marker }}" fill="{{ colour }}" stroke="var(--paper)"/>
</svg>"""
)

SPARKLINE = TEMPLATES.from_string(
    """\
<svg class="sparkline" aria-hidden="true" focusable="false" width="{{ width }}" height="{{ height }}" viewBox="0 0 {{ width }} {{ height }}">
<path d="M0,{{ goal }}H{{ width }}" stroke="var(--muted)" stroke-dasharray="2 2"/>
{% for line in old_lines %}
<polyline points="{{ line }}" fill="none" stroke="var(--muted)" stroke-width="1.2" stroke-dasharray="1.5 2"/>
{% endfor %}
{% if break_at is not none %}
<path d="M{{ break_at }},1V{{ height - 1 }}" stroke="var(--ink)" stroke-width="1"/>
{% endif %}
{% for line in lines %}
<polyline points="{{ line }}" fill="none" stroke="var(--muted)" stroke-width="1.5" stroke-linejoin="round"/>
{% endfor %}
{% for x, y in alone %}
<circle cx="{{ x }}" cy="{{ y }}" r="1.5" fill="var(--muted)"/>
{% endfor %}
{% if last %}
<circle cx="{{ last[0] }}" cy="{{ last[1] }}" r="3" fill="{{ colour }}"/>
{% endif %}
</svg>"""
)


def bullet_svg(reading: Reading) -> Markup:
    """Red zone, goal line, green zone, the interval and the value. Empty when there is no value."""
    if reading.value is None:
        return Markup()
    interval = (
        sorted(_across(end, reading.definition) for end in reading.interval)
        if reading.interval
        else None
    )
    return Markup(
        BULLET.render(
            width=WIDTH,
            height=HEIGHT,
            red_limit=_across(reading.definition.red_limit, reading.definition),
            goal=_across(reading.definition.goal, reading.definition),
            interval=interval,
            marker=_marker(goal_aligned(reading.value, reading.definition)),
            colour=_colour(reading.verdict),
            **{
                basis: (
                    _own_mark(r.value, reading.definition, y)
                    if (r := reading.bases.get(basis)) and r.value is not None
                    else None
                )
                for basis, y in (("buyer", 3.5), ("supplier", 14.8))
            },
        )
    )


def _own_mark(value: float, definition: Definition, y: float) -> dict[str, float | str | None]:
    """Where a firm's own value stands; `arrow` is null unless it lies beyond an end."""
    position, x = goal_aligned(value, definition), _across(value, definition)
    tip, back = (0.8, 6) if position < FROM else (WIDTH - 0.8, -6)
    is_beyond = not FROM <= position <= UNTIL
    return {
        "x": x,
        "diamond": f"M{x},11.6l3.2,3.2l-3.2,3.2l-3.2,-3.2Z",
        "arrow": f"M{tip},{y}l{back},-2.8v5.6Z" if is_beyond else None,
    }


def sparkline_svg(reading: Reading) -> Markup:
    """The last eight quarters against the goal; a quarter without a value is a gap. Empty when no
    quarter has a value.

    Where the definition changed, the version before is dotted, and an upright line marks where the
    one in force begins.
    """
    history = reading.history[-QUARTERS:]
    if all(value is None for _, value in history):
        return Markup()
    points = [
        _point(place, len(history), value, reading.definition)
        for place, (_, value) in enumerate(history)
    ]
    old = dict(reading.history_before)
    old_points = [
        _point(place, len(history), old.get(label), reading.definition)
        for place, (label, _) in enumerate(history)
    ]
    changed_at = sum(label in old for label, _ in history)
    return Markup(
        SPARKLINE.render(
            width=SPARK_WIDTH,
            height=SPARK_HEIGHT,
            goal=_up(reading.definition.goal, reading.definition),
            lines=[
                " ".join(f"{x},{y}" for x, y in stretch)
                for stretch in _stretches(points)
                if len(stretch) > 1
            ],
            alone=[stretch[0] for stretch in _stretches(points) if len(stretch) == 1],
            old_lines=[
                " ".join(f"{x},{y}" for x, y in stretch)
                for stretch in _stretches(old_points)
                if len(stretch) > 1
            ],
            break_at=(
                _place_across(changed_at - 0.5, len(history))
                if 0 < changed_at < len(history)
                else None
            ),
            last=points[-1],
            colour=_colour(reading.verdict),
        )
    )


def _stretches(points: list[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    """The points in unbroken stretches; none is a gap."""
    return [
        [point for point in group if point is not None]
        for has_value, group in groupby(points, key=lambda point: point is not None)
        if has_value
    ]


def _across(value: float, definition: Definition) -> float:
    return round(WIDTH * _share(goal_aligned(value, definition)), 2)


def _up(value: float, definition: Definition) -> float:
    """From the top, with room for the last point at both ends."""
    return round(3 + (SPARK_HEIGHT - 6) * (1 - _share(goal_aligned(value, definition))), 2)


def _share(position: float) -> float:
    """How far along the drawn stretch, 0 to 1; what lies outside is drawn at its end."""
    return min(1.0, max(0.0, (position - FROM) / (UNTIL - FROM)))


def _point(
    place: int, places: int, value: float | None, definition: Definition
) -> tuple[float, float] | None:
    return None if value is None else (_place_across(place, places), _up(value, definition))


def _place_across(place: float, places: int) -> float:
    return round(SPARK_WIDTH - 4 - (places - 1 - place) * (SPARK_WIDTH - 8) / (QUARTERS - 1), 2)


def _marker(position: float) -> str:
    """A square at the value, or an arrow at the end it lies beyond."""
    x = round(WIDTH * _share(position), 2)
    if position < FROM:
        return "M1,9L9,3.5V14.5Z"
    if position > UNTIL:
        return f"M{WIDTH - 1},9L{WIDTH - 9},3.5V14.5Z"
    x = min(WIDTH - 5, max(5, x))
    return f"M{round(x - 4.5, 2)},4.5h9v9h-9Z"


def _colour(verdict: str | None) -> str:
    return var(verdict or "muted")
