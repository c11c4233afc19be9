"""Which few causes matter: bars from the largest down, and how much they make together, as text."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import altair as alt

from srmlib.figures.labels import width_of
from srmlib.figures.svg import Figure, draw
from srmlib.figures.theme import BOLD, var
from srmlib.numbers import compact, count_words, money, percent_words
from srmlib.trace.links import Trace, events_of

WIDTH, ROW, VALUE_SHIFT, NOTE_SHIFT = 500, 29, 8, 12
MOST_ROWS, FEWEST = 10, 2
VITAL = Decimal("0.8")


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
    trace: Trace, headline: str, subtitle: str, by: str = "breakdown", name: str = "trace-pareto"
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
                *(f"{bar.name}: {_value(bar, trace)}, {_together(bar, whole)}" for bar in bars),
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
    return draw(_chart(bars, trace), name, headline, subtitle, description, table)


def pareto_bars(trace: Trace, by: str) -> list[Bar]:
    """The bars from the heaviest down, the folded tail last."""
    weights = {value: weight for value, weight in trace.weight_by(by).items() if weight}
    ranked = sorted(weights, key=lambda value: (-weights[value], value))
    groups = [(value, [value]) for value in ranked]
    if len(ranked) > MOST_ROWS:
        tail = ranked[MOST_ROWS - 1 :]
        groups = [*groups[: MOST_ROWS - 1], (f"Other ({len(tail)})", tail)]
    whole, running, bars = sum(weights.values(), Decimal(0)), Decimal(0), []
    for name, values in groups:
        weight = sum((weights[value] for value in values), Decimal(0))
        events = events_of(link for link in trace.links if getattr(link, by) in values)
        bars.append(Bar(name, weight, events, running + weight, is_vital=running < VITAL * whole))
        running += weight
    return bars


def _value(bar: Bar, trace: Trace) -> str:
    events = count_words(bar.events, "event")
    return f"{compact(bar.weight)}, {events}" if trace.is_costed else events


def _together(bar: Bar, whole: Decimal) -> str:
    share, running = percent_words(bar.weight, whole), percent_words(bar.running, whole)
    return share if bar.weight == bar.running else f"{share}, together {running}"


def _chart(bars: list[Bar], trace: Trace) -> alt.TopLevelMixin:
    whole = bars[-1].running
    rows = [
        {
            "name": bar.name,
            "weight": float(bar.weight),
            "value": _value(bar, trace),
            "together": _together(bar, whole),
            "colour": var("cost-grey" if bar.is_vital else "cost-grey-pale"),
            "words": f"{bar.name}: {_value(bar, trace)}, {_together(bar, whole)}",
        }
        for bar in bars
    ]
    room = max(
        float(bar.weight) * WIDTH / (WIDTH - VALUE_SHIFT - width_of(_value(bar, trace), BOLD))
        for bar in bars
    )
    x = alt.X("weight:Q", scale=alt.Scale(domain=[0, room], nice=False), axis=None)
    y = alt.Y(
        "name:N",
        sort=None,
        scale=alt.Scale(domain=[bar.name for bar in bars], paddingInner=0.34, paddingOuter=0.17),
        title=None,
    )
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=y.axis(labelColor=var("ink"), domain=False, ticks=False)
    )
    drawn = base.mark_bar().encode(
        x=x, color=alt.Color("colour:N", scale=None), description="words:N"
    )
    values = base.mark_text(
        align="left", dx=VALUE_SHIFT, fontWeight="bold", color=var("ink")
    ).encode(x=x, text="value:N")
    notes = base.mark_text(align="left", color=var("muted")).encode(
        x=alt.value(WIDTH + NOTE_SHIFT), text="together:N"
    )
    return alt.layer(drawn, values, notes).properties(width=WIDTH, height=ROW * len(bars))
