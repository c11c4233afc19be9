"""The two tiny drawings in each row of the scorecard. Decoration: the text of the row carries the
value, so both are hidden from screen readers.

Every row is stretched so that the red limit and the goal fall on the same places, whatever the unit
and whichever direction is better.
"""

from __future__ import annotations

from itertools import groupby

from jinja2 import Environment
from markupsafe import Markup

from srmlib.figures.axes import Scale, px
from srmlib.figures.theme import var
from srmlib.metrics.result import Reading, goal_aligned
from srmlib.metrics.verdict import is_met
from srmlib.rules.definition import BASES, Definition

# The stretch of the goal-aligned scale that is drawn: the red limit is 0, the goal is 1.
FROM = -0.35
UNTIL = 1.6
# The marks of a bullet stand on three lanes; at both ends there is room for half of one.
WIDTH = 202
HEIGHT = 26
END = 6
ACROSS = Scale(FROM, UNTIL, start=END, end=WIDTH - END)
RED_LIMIT = ACROSS.at(0)
GOAL = ACROSS.at(1)
LANES = {"buyer": 4.4, "agreed": 13.0, "supplier": 21.4}
# Each around the place it marks.
SHAPES = {
    "buyer": "m-3.4,0a3.4,3.4 0 1,0 6.8,0a3.4,3.4 0 1,0 -6.8,0Z",
    "agreed": "m-4.5,-4.5h9v9h-9Z",
    "supplier": "m0,-3.7l3.7,3.7l-3.7,3.7l-3.7,-3.7Z",
}
# How long the arrow is of what lies beyond an end.
ARROW = 9
SPARK_WIDTH = 148
SPARK_HEIGHT = 30
SPARK_UP = Scale(FROM, UNTIL, start=26, end=4)
SPARK_GOAL = SPARK_UP.at(1)
QUARTERS = 8
SPARK_ACROSS = Scale(0, QUARTERS - 1, start=6, end=SPARK_WIDTH - 6)
TEMPLATES = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)

BULLET = TEMPLATES.from_string(
    """\
<svg class="bullet" aria-hidden="true" width="{{ width }}" height="{{ height }}" viewBox="0 0 {{ width }} {{ height }}">
<path d="M{{ left }},8.5H{{ right }}V17.5H{{ left }}Z" fill="var(--neutral-zone)"/>
<path d="M{{ left }},8.5H{{ red_limit }}V17.5H{{ left }}Z" fill="var(--red-zone)"/>
<path d="M{{ goal }},8.5H{{ right }}V17.5H{{ goal }}Z" fill="var(--green-zone)"/>
{% if interval %}
<path d="M{{ interval[0] }},13H{{ interval[1] }}" stroke="var(--interval)" stroke-width="2.5"/>
{% endif %}
<path d="M{{ goal }},4V22" stroke="var(--ink)" stroke-width="1.6"/>
{% for mark in marks %}
<path d="{{ mark.path }}" fill="{{ mark.fill }}" stroke="{{ mark.stroke }}" stroke-width="{{ mark.thick }}"/>
{% endfor %}
</svg>"""
)

AXIS = TEMPLATES.from_string(
    """\
<span class="bullet-axis" style="display:block;position:relative;height:1.3em;max-width:{{ width }}px">\
<span style="position:absolute;left:{{ red_limit }}%;transform:translateX(-50%);white-space:nowrap">red limit</span>\
<b style="position:absolute;left:{{ goal }}%;transform:translateX(-50%)">goal</b></span>"""
)

SPARKLINE = TEMPLATES.from_string(
    """\
<svg class="sparkline" aria-hidden="true" width="{{ width }}" height="{{ height }}" viewBox="0 0 {{ width }} {{ height }}">
<path d="M0,0H{{ width }}V{{ goal }}H0Z" fill="var(--green-zone)"/>
<path d="M0,{{ goal }}H{{ width }}" stroke="var(--ink)"/>
{% if changed_at is not none %}
<path d="M{{ changed_at }},1V{{ height - 1 }}" stroke="var(--muted)"/>
{% endif %}
<g fill="none" stroke="var(--muted)" stroke-width="1.5" stroke-linejoin="round">
{% for line in lines_before %}
<polyline points="{{ line }}" stroke-dasharray="1.5 2"/>
{% endfor %}
{% for line in lines %}
<polyline points="{{ line }}"/>
{% endfor %}
</g>
<g fill="var(--paper)" stroke="var(--muted)" stroke-width="1.3">
{% for dot in dots %}
<circle cx="{{ dot.x }}" cy="{{ dot.y }}" r="2.4"{% if dot.is_met %} fill="var(--muted)"{% endif %}/>
{% endfor %}
</g>
{% if last %}
<circle cx="{{ last.x }}" cy="{{ last.y }}" r="4" fill="{{ colour }}" stroke="var(--paper)" stroke-width="1.2"/>
{% endif %}
</svg>"""
)


def bullet_svg(reading: Reading) -> Markup:
    """The agreed value with its interval between red zone and green zone, the buyer's own value
    above it and the supplier's below. Empty when there is no value.
    """
    if reading.value is None:
        return Markup()
    values = {basis: own.value for basis, own in reading.bases.items()} | {
        "agreed": reading.value
    }
    marks = [
        _mark(basis, value, reading)
        for basis in BASES
        if (value := values.get(basis)) is not None
    ]
    ends = sorted(_across(end, reading.definition) for end in reading.interval or ())
    return Markup(
        BULLET.render(
            width=WIDTH,
            height=HEIGHT,
            left=END,
            right=WIDTH - END,
            red_limit=px(RED_LIMIT),
            goal=px(GOAL),
            interval=[px(end) for end in ends],
            marks=marks,
        )
    )


def bullet_axis() -> Markup:
    """What the two edges in a column of bullets are: a line of text as wide as they are."""
    red_limit, goal = (f"{100 * place / WIDTH:.2f}" for place in (RED_LIMIT, GOAL))
    return Markup(AXIS.render(width=WIDTH, red_limit=red_limit, goal=goal))


def sparkline_svg(reading: Reading) -> Markup:
    """The last eight quarters against the goal, the good side up; a quarter without a value is a
    gap. Empty when no quarter has a value.

    Filled where the goal was met. Where the definition changed, the version before is dotted, and
    an upright line marks where the one in force begins.
    """
    history = reading.history[-QUARTERS:]
    definition = reading.definition
    if all(value is None for _, value in history):
        return Markup()
    before = dict(reading.history_before)
    places = range(QUARTERS - len(history), QUARTERS)
    points = [
        _point(place, value, definition)
        for place, (_, value) in zip(places, history, strict=True)
    ]
    points_before = [
        _point(place, before.get(label), definition)
        for place, (label, _) in zip(places, history, strict=True)
    ]
    changed = sum(label in before for label, _ in history)
    changed_at = None
    if 0 < changed < len(history):
        changed_at = px(SPARK_ACROSS.at(places[changed] - 0.5))
    return Markup(
        SPARKLINE.render(
            width=SPARK_WIDTH,
            height=SPARK_HEIGHT,
            goal=px(SPARK_GOAL),
            changed_at=changed_at,
            lines_before=_lines(points_before),
            lines=_lines(points),
            dots=[point for point in points[:-1] if point],
            last=points[-1],
            colour=_colour(reading.verdict),
        )
    )


def _mark(basis: str, value: float, reading: Reading) -> dict[str, object]:
    """A mark on its lane; what lies beyond an end of the scale is an arrow there."""
    position = goal_aligned(value, reading.definition)
    y = LANES[basis]
    if FROM <= position <= UNTIL:
        path = f"M{px(ACROSS.at(position))},{y:g}{SHAPES[basis]}"
    elif position < FROM:
        path = f"M1,{y:g}l{ARROW},-4.5v9Z"
    else:
        path = f"M{WIDTH - 1},{y:g}l-{ARROW},-4.5v9Z"
    fill, stroke, thick = {
        "buyer": (var("buyer"), "none", 0),
        "agreed": (_colour(reading.verdict), var("paper"), 1.2),
        "supplier": (var("paper"), var("supplier"), 1.6),
    }[basis]
    return {"path": path, "fill": fill, "stroke": stroke, "thick": thick}


def _across(value: float, definition: Definition) -> float:
    return ACROSS.within(goal_aligned(value, definition))


def _point(
    place: int, value: float | None, definition: Definition
) -> dict[str, object] | None:
    if value is None:
        return None
    return {
        "x": px(SPARK_ACROSS.at(place)),
        "y": px(SPARK_UP.within(goal_aligned(value, definition))),
        "is_met": is_met(definition, value),
    }


def _lines(points: list[dict[str, object] | None]) -> list[str]:
    """The points in unbroken stretches; none is a gap."""
    return [
        " ".join(f"{point['x']},{point['y']}" for point in group if point)
        for has_value, group in groupby(points, key=lambda point: point is not None)
        if has_value
    ]


def _colour(verdict: str | None) -> str:
    return var(verdict or "muted")
