"""How far the total moves when a rate is at its low or its high end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from srmlib.cost.uncertainty import Swing
from srmlib.figures.axes import Scale
from srmlib.figures.labels import rate_words, width_of
from srmlib.figures.rows import PLOT, Layout, axis, middle_of
from srmlib.figures.shapes import END, START, Shape, box, drawing, rule, text
from srmlib.figures.svg import Figure, Legend, drawn_by_hand
from srmlib.numbers import money, number, signed

BAR = 18
LABEL_SHIFT = 6
LOW = "cost-grey-pale"
HIGH = "cost-grey"
LEGEND: Legend = [(LOW, "the rate at its low end"), (HIGH, "the rate at its high end")]


def rate_tornado(
    swings: list[Swing],
    total: Decimal,
    unit: str,
    headline: str,
    subtitle: str,
    name: str = "rate-tornado",
) -> Figure | None:
    """A bar per rate, from the total at its low end to the total at its high end, around the total
    at the rates in force.

    `total` and the swings are in `unit`, for example `EUR per good piece`. Rates that move nothing
    stand in the table only. `name` is the figure's id in its page. None when no rate moves the
    total.
    """
    moving = [swing for swing in swings if swing.at_low != total or swing.at_high != total]
    if not moving:
        return None
    in_force = f"{money(total)} {unit} at the rates in force"
    words = [_words(swing) for swing in moving]
    description = ". ".join([headline.rstrip("."), in_force, *words]) + "."
    layout = Layout(
        [rate_words(swing.rate_name) for swing in moving],
        [f"in force {number(swing.value)} {swing.rate_unit}" for swing in moving],
    )
    picture = drawing(layout.width, layout.height, _shapes(moving, layout, total, unit))
    table = [_row(swing, total, unit) for swing in swings]
    figure = drawn_by_hand(picture, name, headline, subtitle, description, table)
    return replace(figure, legends=(LEGEND,))


def _words(swing: Swing) -> str:
    low = f"{money(swing.at_low)} at {number(swing.low)}"
    high = f"{money(swing.at_high)} at {number(swing.high)} {swing.rate_unit}"
    return f"{rate_words(swing.rate_name)}: {low}, {high}"


def _row(swing: Swing, total: Decimal, unit: str) -> dict[str, str]:
    return {
        "rate": rate_words(swing.rate_name),
        "unit": swing.rate_unit,
        "low": number(swing.low),
        "in force": number(swing.value),
        "high": number(swing.high),
        f"{unit} at low": money(swing.at_low),
        "at the rates in force": money(total),
        "at high": money(swing.at_high),
    }


@dataclass(frozen=True)
class Bar:
    """One end of a rate: how far it moves the total, and what is written beside it."""

    change: float
    is_left: bool
    colour: str
    label: str
    words: str


def _bar(swing: Swing, end: str, total: Decimal) -> Bar:
    """From the total in force to the total at one end of the rate: pale at the low end, solid at
    the high one.
    """
    is_low = end == "low"
    if is_low:
        rate = swing.low
        at = swing.at_low
        other = swing.at_high
    else:
        rate = swing.high
        at = swing.at_high
        other = swing.at_low
    named = f"{rate_words(swing.rate_name)} at {number(rate)} {swing.rate_unit}"
    return Bar(
        change=float(at - total),
        # Where both ends move the total the same way, the one that moves it less is the left one or
        # the right one.
        is_left=at < other or (at == other and is_low),
        colour=LOW if is_low else HIGH,
        label=f"{money(at)} at {number(rate)}",
        words=f"{named}: {money(at)}, {signed(at - total)}",
    )


def _shapes(
    swings: list[Swing], layout: Layout, total: Decimal, unit: str
) -> Iterator[Shape]:
    bars = [[_bar(swing, end, total) for end in ("low", "high")] for swing in swings]
    scale = layout.scale(*_stretch([bar for both in bars for bar in both]))
    title = f"{unit}, against {money(total)} at the rates in force"
    yield from axis(layout, scale, title, "as in force")
    for place, both in enumerate(bars):
        for bar in both:
            yield from _end(bar, scale, middle_of(place))
    zero = scale.at(0)
    yield rule((zero, 0), (zero, layout.foot), "ink", 1.5)
    yield from layout.texts()


def _end(bar: Bar, scale: Scale, middle: float) -> Iterator[Shape]:
    zero = scale.at(0)
    end = scale.at(bar.change)
    if bar.change:
        yield box(zero, end, middle - BAR / 2, middle + BAR / 2, bar.colour, bar.words)
    # Where both ends are on one side, the label of the other stands across the line in force.
    if bar.is_left:
        yield text(min(zero, end) - LABEL_SHIFT, middle, bar.label, END)
    else:
        yield text(max(zero, end) + LABEL_SHIFT, middle, bar.label, START)


def _stretch(bars: list[Bar]) -> tuple[float, float]:
    """All bars around zero, with room for the longest label on both sides."""
    changes = [bar.change for bar in bars]
    low = min(0.0, *changes)
    high = max(0.0, *changes)
    room = LABEL_SHIFT + max(width_of(bar.label) for bar in bars)
    margin = (high - low) * room / (PLOT - 2 * room)
    return low - margin, high + margin
