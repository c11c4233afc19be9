"""Which few causes matter: bars from the largest down, and how much they make together, as text."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from jinja2 import Environment

from srmlib.figures.axes import SIZE, px, width_at
from srmlib.figures.labels import cut_to
from srmlib.figures.svg import Figure, drawn_by_hand
from srmlib.figures.theme import BOLD, SPARE_ROOM, TEXT_PX, var
from srmlib.numbers import compact, count_words, money, percent_words
from srmlib.trace.links import Trace, events_of

# The bars with their values; names before them have at most so much room.
WIDTH = 480
MOST_NAME = 250
ROW = 28
THICK = 18
BESIDE = 8
MOST_ROWS = 10
FEWEST = 2
VITAL = Decimal("0.8")

DRAWING = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
    """\
<svg xmlns="http://www.w3.org/2000/svg" width="{{ width }}" height="{{ height }}" viewBox="0 0 {{ width }} {{ height }}">
<g font-size="{{ size }}px" fill="{{ ink }}">
{% for row in rows %}
<path d="{{ row.path }}" fill="{{ row.colour }}"><title>{{ row.words }}</title></path>
<text transform="translate({{ name_end }},{{ row.base }})" text-anchor="end" font-size="{{ size }}px">{{ row.name }}</text>
<text transform="translate({{ row.value_x }},{{ row.base }})" font-size="{{ size }}px" font-weight="bold">{{ row.value }}</text>
<text transform="translate({{ note_x }},{{ row.base }})" font-size="{{ size }}px" fill="{{ muted }}">{{ row.note }}</text>
{% endfor %}
</g>
</svg>"""
)


@dataclass(frozen=True)
class Bar:
    """One bar: its weight, the effects behind it, and the weight of all bars up to and with it.
    `is_vital`: of the fewest that make four fifths.
    """

    name: str
    weight: Decimal
    events: int
    running: Decimal
    is_vital: bool


def pareto(
    trace: Trace,
    headline: str,
    subtitle: str,
    by: str = "breakdown",
    name: str = "trace-pareto",
) -> Figure | None:
    """The values of one column of the links (`breakdown`, `item`, `cause`, `effect`), the heaviest
    first; beyond ten the tail is one bar.

    In money, or in events where no cost is known. `name` is the figure's id in its page. None for
    fewer than two values.
    """
    bars = pareto_bars(trace, by)
    if len(bars) < FEWEST:
        return None
    whole = bars[-1].running
    description = (
        ". ".join(
            [
                headline.rstrip("."),
                *(
                    f"{bar.name}: {_value(bar, trace)}, {_together(bar, whole)}"
                    for bar in bars
                ),
            ]
        )
        + "."
    )
    table = [
        {"what broke" if by == "breakdown" else by: bar.name}
        | ({trace.unit: money(bar.weight)} if trace.is_costed else {})
        | {
            "events": f"{bar.events:,}",
            "share": percent_words(bar.weight, whole),
            "together": percent_words(bar.running, whole),
        }
        for bar in bars
    ]
    return drawn_by_hand(
        _drawing(bars, trace), name, headline, subtitle, description, table
    )


def pareto_bars(trace: Trace, by: str) -> list[Bar]:
    """The bars from the heaviest down, the folded tail last."""
    weights = {value: weight for value, weight in trace.weight_by(by).items() if weight}
    ranked = sorted(weights, key=lambda value: (-weights[value], value))
    groups = [(value, [value]) for value in ranked]
    if len(ranked) > MOST_ROWS:
        tail = ranked[MOST_ROWS - 1 :]
        groups = [*groups[: MOST_ROWS - 1], (f"Other ({len(tail)})", tail)]
    whole = sum(weights.values(), Decimal(0))
    running = Decimal(0)
    bars = []
    for name, values in groups:
        weight = sum((weights[value] for value in values), Decimal(0))
        events = events_of(link for link in trace.links if getattr(link, by) in values)
        bars.append(
            Bar(name, weight, events, running + weight, is_vital=running < VITAL * whole)
        )
        running += weight
    return bars


def _value(bar: Bar, trace: Trace) -> str:
    events = count_words(bar.events, "event")
    if trace.is_costed:
        return f"{compact(bar.weight)}, {events}"
    return events


def _together(bar: Bar, whole: Decimal) -> str:
    share = percent_words(bar.weight, whole)
    running = percent_words(bar.running, whole)
    if bar.weight == bar.running:
        return share
    return f"{share}, together {running}"


def _drawing(bars: list[Bar], trace: Trace) -> str:
    whole = bars[-1].running
    # Rooms are measured in the size labels.width_of knows.
    names = [cut_to(bar.name, MOST_NAME * TEXT_PX / SIZE) for bar in bars]
    notes = [_together(bar, whole) for bar in bars]
    left = BESIDE + max(width_at(name, SIZE) for name in names)
    # As long as lets the value behind each bar end within WIDTH.
    scale = min(
        (WIDTH - BESIDE - width_at(_value(bar, trace), SIZE, BOLD)) / float(bar.weight)
        for bar in bars
    )
    rows = []
    for place, (bar, name, note) in enumerate(zip(bars, names, notes, strict=True)):
        top = place * ROW + (ROW - THICK) / 2
        length = float(bar.weight) * scale
        rows.append(
            {
                "path": f"M{px(left)},{px(top)}h{px(length)}v{THICK}h-{px(length)}Z",
                "colour": var("cost-grey" if bar.is_vital else "cost-grey-pale"),
                "words": f"{bar.name}: {_value(bar, trace)}, {note}",
                "name": name,
                "value": _value(bar, trace),
                "value_x": px(left + length + BESIDE),
                "note": note,
                "base": px(top + THICK / 2 + 4),
            }
        )
    note_x = left + WIDTH + 2 * BESIDE
    return DRAWING.render(
        width=px(note_x + max(width_at(note, SIZE) for note in notes) + SPARE_ROOM),
        height=ROW * len(bars),
        size=SIZE,
        ink=var("ink"),
        muted=var("muted"),
        name_end=px(left - BESIDE),
        note_x=px(note_x),
        rows=rows,
    )
