"""The suppliers of one part by price and by total cost: who changes places. It names several
suppliers, so it is for the buyer only.
"""

from __future__ import annotations

from dataclasses import dataclass

import altair as alt

from srmlib.cost.compare import Offer, PerGoodUnit
from srmlib.figures.labels import LEFT, LINE, RIGHT, between, spread_apart, width_of
from srmlib.figures.svg import Figure, data_of, draw
from srmlib.figures.theme import BOLD, var
from srmlib.numbers import money

WIDTH, LEAST_HEIGHT = 330, 260
# From the end of a line to its label, between two intervals so that they do not lie on each other,
# and the longest name.
LEADER, BESIDE, LONGEST_NAME = 20, 10, 190
FEWEST = 2


@dataclass(frozen=True)
class Line:
    """One supplier's line in pixels from the top and the left: its ends, the heights of its two
    labels, its interval from top to bottom.
    """

    offer: Offer
    per_unit: PerGoodUnit
    has_moved: bool
    start: float
    end: float
    end_x: float
    start_label: float
    end_label: float
    interval: tuple[float, float] | None


def price_against_total(
    offers: list[Offer], headline: str, subtitle: str, name: str = "price-against-total"
) -> Figure | None:
    """Price and total cost per good unit of every supplier of one part; those who change places
    stand out.

    A supplier without a good quantity has no price per unit: it stands in the table as n/a. A total
    of which some is not known is a least one. `name` is the figure's id in its page. None for fewer
    than two suppliers that can be compared.
    """
    known = [(offer, offer.per_good_unit) for offer in offers if offer.per_good_unit is not None]
    if len(known) < FEWEST:
        return None
    first, _ = known[0]
    unit = f"{first.currency} per good {first.uom}"
    said = [_words(offer, per_unit) for offer, per_unit in known]
    description = ". ".join([headline.rstrip("."), *said]) + "."
    return draw(
        _chart(_lines(known), unit),
        name,
        headline,
        subtitle,
        description,
        [_row(offer, unit) for offer in offers],
    )


def _row(offer: Offer, unit: str) -> dict[str, str]:
    price = total = by_price = by_total = "n/a"
    if per_unit := offer.per_good_unit:
        price, total = money(per_unit.price), _total(offer, per_unit)
        by_price, by_total = str(per_unit.rank_by_price), str(per_unit.rank_by_total)
    return {
        "supplier": offer.name,
        f"price, {unit}": price,
        f"total, {unit}": total,
        "95% interval of the total": between(offer.interval) if offer.interval else "",
        "place by price": by_price,
        "place by total": by_total,
        "known": "all" if offer.is_all_known else offer.coverage,
    }


def _total(offer: Offer, per_unit: PerGoodUnit) -> str:
    if offer.is_all_known:
        return money(per_unit.total)
    return f"at least {money(per_unit.total)}"


def _words(offer: Offer, per_unit: PerGoodUnit) -> str:
    return f"{offer.name}: price {money(per_unit.price)}, total {_total(offer, per_unit)}"


def _lines(known: list[tuple[Offer, PerGoodUnit]]) -> list[Line]:
    """The highest total first."""
    known = sorted(known, key=lambda one: (-one[1].total, one[0].supplier_id))
    intervals = [offer.interval for offer, _ in known]
    prices = [float(per_unit.price) for _, per_unit in known]
    totals = [float(per_unit.total) for _, per_unit in known]
    interval_ends = [end for one in intervals if one for end in (one.high, one.low)]
    drawn = [*prices, *totals, *interval_ends]
    low, high, height = min(drawn), max(drawn), _height(len(known))

    def height_of(value: float) -> float:
        if high == low:
            return height / 2
        return height * (high - value) / (high - low)

    starts, ends = [height_of(price) for price in prices], [height_of(total) for total in totals]
    start_labels, end_labels = spread_apart(starts), spread_apart(ends)
    beside = BESIDE if sum(map(bool, intervals)) > 1 else 0
    return [
        Line(
            offer,
            per_unit,
            has_moved=any(_change_places(per_unit, other) for _, other in known),
            start=starts[place],
            end=ends[place],
            end_x=WIDTH + beside * place,
            start_label=start_labels[place],
            end_label=end_labels[place],
            interval=(height_of(interval.high), height_of(interval.low)) if interval else None,
        )
        for place, ((offer, per_unit), interval) in enumerate(zip(known, intervals, strict=True))
    ]


def _change_places(one: PerGoodUnit, other: PerGoodUnit) -> bool:
    return (one.rank_by_price - other.rank_by_price) * (one.rank_by_total - other.rank_by_total) < 0


def _height(count: int) -> float:
    return max(LEAST_HEIGHT, 2 * LINE * count)


def _chart(lines: list[Line], unit: str) -> alt.TopLevelMixin:
    height = _height(len(lines))
    x = alt.X("x:Q", scale=alt.Scale(domain=[0, WIDTH], nice=False), axis=None)
    y = alt.Y("y:Q", scale=alt.Scale(domain=[height, 0], nice=False), axis=None)
    colour, width = alt.Color("colour:N", scale=None), alt.StrokeWidth("width:Q", scale=None)
    # Those who change places lie on top of the grey ones.
    drawn = sorted(lines, key=lambda line: line.has_moved)
    edge = max(line.end_x for line in lines) + LEADER
    leaders = alt.Chart(data_of([row for line in drawn for row in _leaders(line, edge)])).mark_rule(
        color=var("line")
    )
    rules = alt.Chart(data_of([row for line in drawn for row in _rules(line)])).mark_rule()
    interval_ends = alt.Chart(
        data_of([row for line in drawn for row in _interval_ends(line)])
    ).mark_rule(strokeWidth=1.25)
    points = alt.Chart(data_of([row for line in drawn for row in _points(line)])).mark_circle(
        size=64, opacity=1
    )
    return alt.layer(
        leaders.encode(x=x, y=y, x2="x2:Q", y2="y2:Q"),
        rules.encode(
            x=x, y=y, x2="x2:Q", y2="y2:Q", color=colour, strokeWidth=width, description="words:N"
        ),
        interval_ends.encode(x=x, y=y, x2="x2:Q", color=colour),
        points.encode(x=x, y=y, color=colour),
        *_labels(
            [(line, money(line.per_unit.price), line.start_label) for line in lines],
            -LEADER,
            -1,
            x,
            y,
        ),
        *_labels(
            [(line, _end_words(line), line.end_label) for line in lines],
            edge,
            1,
            x,
            y,
        ),
        *_headers(lines, unit, edge, x, y),
    ).properties(width=WIDTH, height=height)


def _end_words(line: Line) -> str:
    return _total(line.offer, line.per_unit).replace("at least", "≥")


def _colour(line: Line) -> dict[str, object]:
    return {"colour": var("ink" if line.has_moved else "interval")}


def _rules(line: Line) -> list[dict[str, object]]:
    """The line itself and, thin, its interval."""
    rules: list[dict[str, object]] = [
        {
            "x": 0,
            "y": line.start,
            "x2": line.end_x,
            "y2": line.end,
            "width": 2.5 if line.has_moved else 1.5,
            "words": _words(line.offer, line.per_unit),
        }
    ]
    if line.interval and line.offer.interval:
        top, bottom = line.interval
        words = f"{line.offer.name}: 95% interval {between(line.offer.interval)}"
        rules.append(
            {
                "x": line.end_x,
                "y": top,
                "x2": line.end_x,
                "y2": bottom,
                "width": 1.25,
                "words": words,
            }
        )
    return [rule | _colour(line) for rule in rules]


def _interval_ends(line: Line) -> list[dict[str, object]]:
    return [
        {"x": line.end_x - 3, "x2": line.end_x + 3, "y": end, **_colour(line)}
        for end in line.interval or ()
    ]


def _points(line: Line) -> list[dict[str, object]]:
    return [
        {"x": 0, "y": line.start, **_colour(line)},
        {"x": line.end_x, "y": line.end, **_colour(line)},
    ]


def _leaders(line: Line, edge: float) -> list[dict[str, object]]:
    """From both ends of the line to its labels, which may stand higher or lower to be readable."""
    return [
        {"x": 0, "y": line.start, "x2": 4 - LEADER, "y2": line.start_label},
        {"x": line.end_x, "y": line.end, "x2": edge - 4, "y2": line.end_label},
    ]


def _labels(
    labels: list[tuple[Line, str, float]], near: float, side: int, x: alt.X, y: alt.Y
) -> list[alt.Chart]:
    """The value, numbers under each other by their last digit, and further out (`side` −1: to the
    left) the name.
    """
    room = max(width_of(value, BOLD) for _, value, _ in labels)
    value_x, name_align = near + room, LEFT
    if side < 0:
        value_x, name_align = near, RIGHT
    texts = [
        {
            "x": value_x,
            "name_x": near + side * (room + 8),
            "y": height,
            "value": value,
            "name": line.offer.name,
            "colour": var("ink" if line.has_moved else "muted"),
            "weight": "bold" if line.has_moved else "normal",
        }
        for line, value, height in labels
    ]
    base = alt.Chart(data_of(texts)).encode(y=y, color=alt.Color("colour:N", scale=None))
    weight = alt.expr("datum.weight")
    return [
        base.mark_text(align="right", fontWeight=weight).encode(x=x, text="value:N"),
        base.mark_text(align=name_align, fontWeight=weight, limit=LONGEST_NAME).encode(
            x=alt.X("name_x:Q", axis=None), text="name:N"
        ),
    ]


def _headers(lines: list[Line], unit: str, edge: float, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    top = (
        min(0.0, *(height for line in lines for height in (line.start_label, line.end_label)))
        - 2 * LINE
    )
    total = "total cost"
    if any(line.interval for line in lines):
        total += ", with its 95% interval"
    headers = [(-LEADER, RIGHT, f"price, {unit}"), (edge, LEFT, total)]
    return [
        alt.Chart(data_of([{"x": at, "y": top, "words": words}]))
        .mark_text(align=align, color=var("muted"))
        .encode(x=x, y=y, text="words:N")
        for at, align, words in headers
    ]
