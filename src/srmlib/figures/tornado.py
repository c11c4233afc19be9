"""How far the total moves when a rate is at its low or its high end."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal

import altair as alt

from srmlib.cost.uncertainty import Swing
from srmlib.figures.labels import LEFT, RIGHT, rate_words, width_of
from srmlib.figures.svg import Figure, data_of, draw
from srmlib.figures.theme import var
from srmlib.numbers import money, number, signed

WIDTH, ROW = 480, 32
LABEL_SHIFT, NOTE_SHIFT = 6, 12


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
    words = [
        f"{rate_words(swing.rate_name)}: {money(swing.at_low)} at {number(swing.low)},"
        f" {money(swing.at_high)} at {number(swing.high)} {swing.rate_unit}"
        for swing in moving
    ]
    description = (
        ". ".join([headline.rstrip("."), f"{money(total)} {unit} at the rates in force", *words])
        + "."
    )
    return draw(
        _chart(moving, total, unit),
        name,
        headline,
        subtitle,
        description,
        [_row(swing, total, unit) for swing in swings],
    )


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


def _chart(swings: list[Swing], total: Decimal, unit: str) -> alt.TopLevelMixin:
    bars = [_bar(swing, end, total) for swing in swings for end in ("low", "high")]
    names = [rate_words(swing.rate_name) for swing in swings]
    y = alt.Y(
        "rate:N",
        sort=None,
        scale=alt.Scale(domain=names, paddingInner=0.4, paddingOuter=0.2),
        title=None,
    )
    y = y.axis(labelColor=var("ink"), domain=False, ticks=False)
    x = alt.X(
        "change:Q",
        scale=alt.Scale(domain=_scale(bars), nice=False),
        title=f"{unit}, against {money(total)} at the rates in force",
    )
    x = x.axis(
        format="+,~f",
        tickCount=5,
        labelOverlap=True,
        labelSeparation=14,
        grid=False,
        domain=False,
        ticks=False,
    )
    colour = alt.Color("colour:N", scale=None)
    drawn = (
        alt.Chart(data_of([asdict(bar) for bar in bars if bar.change]))
        .mark_rect()
        .encode(x=x, x2=alt.datum(0), y=y, color=colour, description="words:N")
    )
    in_force = (
        alt.Chart(data_of([{"change": 0}])).mark_rule(color=var("ink"), strokeWidth=1.5).encode(x=x)
    )
    return alt.layer(drawn, in_force, *_end_labels(bars, x, y), _notes(swings, y)).properties(
        width=WIDTH, height=ROW * len(swings)
    )


@dataclass(frozen=True)
class Bar:
    """One end of a rate as it is drawn: the fields are what the drawing refers to."""

    rate: str
    change: float
    is_left: bool
    colour: str
    label: str
    words: str


def _bar(swing: Swing, end: str, total: Decimal) -> Bar:
    """From the total in force to the total at one end of the rate: pale at the low end, solid at
    the high one.
    """
    rate, at, other = (
        (swing.low, swing.at_low, swing.at_high)
        if end == "low"
        else (swing.high, swing.at_high, swing.at_low)
    )
    return Bar(
        rate=rate_words(swing.rate_name),
        change=float(at - total),
        # Where both ends move the total the same way, the one that moves it less is the left one or
        # the right one.
        is_left=(at, end == "high") < (other, end == "low"),
        colour=var("cost-grey-pale" if end == "low" else "cost-grey"),
        label=f"{money(at)} at {number(rate)}",
        words=(
            f"{rate_words(swing.rate_name)} at {number(rate)} {swing.rate_unit}: {money(at)},"
            f" {signed(at - total)}"
        ),
    )


def _scale(bars: list[Bar]) -> list[float]:
    """All bars around zero, with room for the longest label on both sides."""
    changes = [bar.change for bar in bars]
    low, high = min(0.0, *changes), max(0.0, *changes)
    room = LABEL_SHIFT + max(width_of(bar.label) for bar in bars)
    margin = (high - low) * room / (WIDTH - 2 * room)
    return [low - margin, high + margin]


def _end_labels(bars: list[Bar], x: alt.X, y: alt.Y) -> list[alt.Chart]:
    layers = []
    for is_left, align, shift in ((True, RIGHT, -LABEL_SHIFT), (False, LEFT, LABEL_SHIFT)):
        side = [asdict(bar) for bar in bars if bar.is_left == is_left]
        layers.append(
            alt.Chart(data_of(side))
            .mark_text(align=align, dx=shift)
            .encode(x=x, y=y, text="label:N")
        )
    return layers


def _notes(swings: list[Swing], y: alt.Y) -> alt.Chart:
    notes = [
        {
            "rate": rate_words(swing.rate_name),
            "note": f"in force {number(swing.value)} {swing.rate_unit}",
        }
        for swing in swings
    ]
    text = alt.Chart(data_of(notes)).mark_text(align="left", color=var("muted"))
    chart: alt.Chart = text.encode(x=alt.value(WIDTH + NOTE_SHIFT), y=y, text="note:N")
    return chart
