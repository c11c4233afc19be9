"""Two suppliers of a part over one rate: at which rate they change places. It names two suppliers,
so it is for the buyer only.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import altair as alt

from srmlib.cost.compare import BreakEven, Line, Offer
from srmlib.cost.rows import as_money
from srmlib.figures.labels import LEFT, LINE, RIGHT, Weight, rate_words, spread_apart
from srmlib.figures.svg import Figure, data_of, draw
from srmlib.figures.theme import var
from srmlib.numbers import money, number

WIDTH = 460
HEIGHT = 240
LABEL_SHIFT = 10
MARK_SHIFT = 5
LONGEST_NAME = 220
# How far the drawing goes beyond the rate in force and the crossing, so that the name of the last
# one stands above the drawing.
BEYOND = Fraction(3, 2)


def break_even_lines(
    found: BreakEven,
    pair: tuple[Offer, Offer],
    lines: list[Line | None],
    headline: str,
    subtitle: str,
    name: str = "break-even",
) -> Figure | None:
    """The total per good unit of two suppliers over one rate, from 0, with the rate in force and,
    where they cross, the rate of equal cost.

    `lines` are those of the two suppliers of `pair` that the break-even was found from, as if the
    rate held for the whole quarter. `name` is the figure's id in its page. None where a supplier
    cannot be compared.
    """
    known = [line for line in lines if line is not None]
    if len(known) < len(pair):
        return None
    unit = f"{pair[0].currency} per good {pair[0].uom}"
    table = [
        _row(offer, line, found, unit) for offer, line in zip(pair, known, strict=True)
    ]
    said = [
        f"{offer.name}: {money(_at(line, found.rate_value))} at {_in_force(found)}"
        for offer, line in zip(pair, known, strict=True)
    ]
    description = ". ".join([headline.rstrip("."), *said, found.words.rstrip(".")]) + "."
    return draw(
        _chart(found, pair, known, unit), name, headline, subtitle, description, table
    )


def _row(offer: Offer, line: Line, found: BreakEven, unit: str) -> dict[str, str]:
    rates = {"without it": Decimal(0), f"at {_in_force(found)}": found.rate_value}
    if found.at is not None:
        rates[f"at {number(found.at)} {found.rate_unit} (same cost)"] = found.at
    return {"supplier": offer.name} | {
        f"{unit} {words}": money(_at(line, rate)) for words, rate in rates.items()
    }


def _at(line: Line, rate: Decimal) -> Decimal:
    at_zero, slope = line
    return as_money(at_zero + slope * Fraction(rate))


def _in_force(found: BreakEven) -> str:
    return f"{number(found.rate_value)} {found.rate_unit} (in force)"


def _chart(
    found: BreakEven, pair: tuple[Offer, Offer], lines: list[Line], unit: str
) -> alt.TopLevelMixin:
    last = BEYOND * Fraction(max(found.rate_value, found.at or 0)) or Fraction(1)
    ends = [(float(at_zero), float(at_zero + slope * last)) for at_zero, slope in lines]
    x = alt.X(
        "rate:Q",
        scale=alt.Scale(domain=[0, float(last)], nice=False),
        title=f"{rate_words(found.rate_name)}, {found.rate_unit}",
    )
    x = x.axis(tickCount=6, labelOverlap=True, labelSeparation=14, grid=False)
    low, high = _around([end for both in ends for end in both])
    y = alt.Y("total:Q", scale=alt.Scale(domain=[low, high], nice=False), title=unit)
    y = y.axis(tickCount=5, domain=False, ticks=False)
    colours = _colours(found, lines)
    drawn = [
        {
            "supplier": offer.supplier_id,
            "rate": rate,
            "total": total,
            "colour": var(colour),
            "words": f"{offer.name}: from {money(both[0])} to {money(both[1])}",
        }
        for offer, both, colour in zip(pair, ends, colours, strict=True)
        for rate, total in zip((0.0, float(last)), both, strict=True)
    ]
    colour = alt.Color("colour:N", scale=None)
    strokes = (
        alt.Chart(data_of(drawn))
        .mark_line(strokeWidth=2.5)
        .encode(x=x, y=y, detail="supplier:N", color=colour, description="words:N")
    )
    labels = _names(
        found,
        pair,
        lines,
        [(high - end) / (high - low) * HEIGHT for _, end in ends],
        colours,
    )
    return alt.layer(
        *_rates(found, x), strokes, *_points(found, pair, lines, colours, x, y), *labels
    ).properties(width=WIDTH, height=HEIGHT)


def _around(ends: list[float]) -> tuple[float, float]:
    room = 0.08 * (max(ends) - min(ends)) or 1.0
    return min(ends) - room, max(ends) + room


def _colours(found: BreakEven, lines: list[Line]) -> list[str]:
    """Dark for the one that is cheaper at the rate in force, grey for the other."""
    exact = [at_zero + slope * Fraction(found.rate_value) for at_zero, slope in lines]
    return ["ink" if total == min(exact) else "interval" for total in exact]


def _rates(found: BreakEven, x: alt.X) -> list[alt.Chart]:
    """The rate in force and that of equal cost, upright; each is named on its outer side, so that
    the names never meet.
    """
    marks = [(found.rate_value, f"in force {number(found.rate_value)}", "muted", [1, 0])]
    if found.at is not None:
        marks.append((found.at, f"same cost at {number(found.at)}", "ink", [5, 3]))
    marks = sorted(marks, key=lambda mark: mark[0])
    layers = []
    for place, (rate, words, colour, dash) in enumerate(marks):
        align = LEFT
        shift = MARK_SHIFT
        if place == 0 and len(marks) == 2:
            align = RIGHT
            shift = -MARK_SHIFT
        mark = alt.Chart(data_of([{"rate": float(rate), "words": words}]))
        layers.append(
            mark.mark_rule(color=var(colour), strokeDash=dash).encode(
                x=x, y=alt.value(-LINE), y2=alt.value(HEIGHT), description="words:N"
            )
        )
        layers.append(
            mark.mark_text(align=align, dx=shift, color=var(colour)).encode(
                x=x, y=alt.value(-LINE / 2), text="words:N"
            )
        )
    return layers


def _points(
    found: BreakEven,
    pair: tuple[Offer, Offer],
    lines: list[Line],
    colours: list[str],
    x: alt.X,
    y: alt.Y,
) -> list[alt.Chart]:
    """A dot on each line at the rate in force, and a hollow square where the lines cross."""
    totals = [_at(line, found.rate_value) for line in lines]
    dots = [
        {
            "rate": float(found.rate_value),
            "total": float(total),
            "colour": var(colour),
            "words": f"{offer.name}: {money(total)} at the rate in force",
        }
        for offer, total, colour in zip(pair, totals, colours, strict=True)
    ]
    colour = alt.Color("colour:N", scale=None)
    layers = [
        alt.Chart(data_of(dots))
        .mark_circle(size=64, opacity=1)
        .encode(x=x, y=y, color=colour, description="words:N")
    ]
    if found.at is not None:
        total = _at(lines[0], found.at)
        crossing = alt.Chart(
            data_of(
                [
                    {
                        "rate": float(found.at),
                        "total": float(total),
                        "words": f"same cost: {money(total)} at {number(found.at)}",
                    }
                ]
            )
        )
        square = crossing.mark_square(
            size=90,
            opacity=1,
            filled=True,
            fill=var("paper"),
            stroke=var("ink"),
            strokeWidth=2,
        )
        layers.append(square.encode(x=x, y=y, description="words:N"))
    return layers


def _names(
    found: BreakEven,
    pair: tuple[Offer, Offer],
    lines: list[Line],
    heights: list[float],
    colours: list[str],
) -> list[alt.Chart]:
    """At the right end of each line its supplier, and below what it costs at the rate in force."""
    layers = []
    apart = spread_apart(heights, 2.4 * LINE)
    for offer, line, height, colour in zip(pair, lines, apart, colours, strict=True):
        name_colour = "ink" if colour == "ink" else "muted"
        costs = f"{money(_at(line, found.rate_value))} at the rate in force"
        texts: list[tuple[str, float, str, Weight]] = [
            (offer.name, -LINE / 2, name_colour, "bold"),
            (costs, LINE / 2, "muted", "normal"),
        ]
        for words, down, text_colour, weight in texts:
            text = alt.Chart(data_of([{"words": words}])).mark_text(
                align="left", color=var(text_colour), fontWeight=weight, limit=LONGEST_NAME
            )
            layers.append(
                text.encode(
                    x=alt.value(WIDTH + LABEL_SHIFT),
                    y=alt.value(height + down),
                    text="words:N",
                )
            )
    return layers
