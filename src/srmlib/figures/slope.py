"""The suppliers of one part by price and by total cost: who changes places. It names several
suppliers, so it is for the buyer only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from srmlib.cost.compare import Offer, PerGoodUnit
from srmlib.figures.labels import LINE, between, cut_to, spread_apart, width_of
from srmlib.figures.shapes import END, START, Shape, dot, drawing, rule, text, upright_span
from srmlib.figures.svg import Figure, drawn_by_hand
from srmlib.figures.theme import BOLD, REGULAR, SPARE_ROOM
from srmlib.numbers import money

LINES = 330
LEAST_HEIGHT = 260
# From the end of a line to its label, between two intervals so that they do not lie on each other,
# and the longest name.
LEADER = 20
BESIDE = 10
LONGEST_NAME = 210
NAME_SHIFT = 8
HEAD = 2.5 * LINE
FOOT = 12
FEWEST = 2


@dataclass(frozen=True)
class Line:
    """One supplier's line in pixels, down from the highest value and from the left end of the lines:
    its ends, the heights of its two labels, its interval from top to bottom.
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

    A supplier without a good quantity has no price per unit: it stands in the table as n/a; one of
    which too little is known has a line and no place. A total
    of which some is not known is a least one. `name` is the figure's id in its page. None for fewer
    than two suppliers that can be compared.
    """
    known = [
        (offer, offer.per_good_unit) for offer in offers if offer.per_good_unit is not None
    ]
    if len(known) < FEWEST:
        return None
    first, _ = known[0]
    unit = f"{first.currency} per good {first.uom}"
    said = [_words(offer, per_unit) for offer, per_unit in known]
    description = ". ".join([headline.rstrip("."), *said]) + "."
    table = [_row(offer, unit) for offer in offers]
    picture = _picture(_lines(known), unit)
    return drawn_by_hand(picture, name, headline, subtitle, description, table)


def _row(offer: Offer, unit: str) -> dict[str, str]:
    price = total = by_price = by_total = "n/a"
    if per_unit := offer.per_good_unit:
        price = money(per_unit.price)
        total = _total(offer, per_unit)
        by_price = str(per_unit.rank_by_price or "none")
        by_total = str(per_unit.rank_by_total or "none")
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
    prices = [float(per_unit.price) for _, per_unit in known]
    totals = [float(per_unit.total) for _, per_unit in known]
    drawn = [*prices, *totals]
    intervals = [offer.interval for offer, _ in known if offer.interval]
    for interval in intervals:
        drawn += [interval.high, interval.low]
    low = min(drawn)
    high = max(drawn)
    height = _height(len(known))

    def height_of(value: float) -> float:
        if high == low:
            return height / 2
        return height * (high - value) / (high - low)

    starts = [height_of(price) for price in prices]
    ends = [height_of(total) for total in totals]
    start_labels = spread_apart(starts)
    end_labels = spread_apart(ends)
    beside = BESIDE if len(intervals) > 1 else 0
    lines = []
    for place, (offer, per_unit) in enumerate(known):
        drawn_interval = None
        if offer.interval:
            drawn_interval = height_of(offer.interval.high), height_of(offer.interval.low)
        line = Line(
            offer,
            per_unit,
            has_moved=any(_change_places(per_unit, other) for _, other in known),
            start=starts[place],
            end=ends[place],
            end_x=LINES + beside * place,
            start_label=start_labels[place],
            end_label=end_labels[place],
            interval=drawn_interval,
        )
        lines.append(line)
    return lines


def _change_places(one: PerGoodUnit, other: PerGoodUnit) -> bool:
    """Whether the one that is cheaper by price is the dearer in total."""
    if (
        one.rank_by_price is None
        or one.rank_by_total is None
        or other.rank_by_price is None
        or other.rank_by_total is None
    ):
        return False
    by_price = one.rank_by_price - other.rank_by_price
    by_total = one.rank_by_total - other.rank_by_total
    return by_price * by_total < 0


def _height(count: int) -> float:
    return max(LEAST_HEIGHT, 2 * LINE * count)


@dataclass(frozen=True)
class Layout:
    """Where the lines stand in the drawing, in pixels: the left end and the height of the highest
    value, where the names on the left end, where the labels on the right begin, and where the
    totals among them end.
    """

    left: float
    top: float
    names_end: float
    edge: float
    totals_end: float

    @property
    def prices_end(self) -> float:
        return self.left - LEADER


def _picture(lines: list[Line], unit: str) -> str:
    price_head = f"price, {unit}"
    total_head = _total_head(lines)
    names = NAME_SHIFT + max(width_of(_name(line), BOLD) for line in lines)
    prices = max(width_of(money(line.per_unit.price), BOLD) for line in lines)
    totals = max(width_of(_end_words(line), BOLD) for line in lines)
    labels = [height for line in lines for height in (line.start_label, line.end_label)]
    left = LEADER + ceil(max(names + prices, width_of(price_head)))
    edge = left + max(line.end_x for line in lines) + LEADER
    names_end = left - LEADER - prices - NAME_SHIFT
    layout = Layout(
        left=left,
        top=HEAD - min(0.0, *labels),
        names_end=names_end,
        edge=edge,
        totals_end=edge + totals,
    )
    width = edge + max(totals + names, width_of(total_head)) + SPARE_ROOM
    height = layout.top + max(_height(len(lines)), *labels) + FOOT
    shapes: list[Shape] = [
        text(layout.prices_end, LINE / 2, price_head, END, "muted"),
        text(edge, LINE / 2, total_head, START, "muted"),
    ]
    # Those who change places lie on top of the grey ones.
    grey_first = sorted(lines, key=lambda line: line.has_moved)
    for line in grey_first:
        shapes += _leaders(line, layout)
    for line in grey_first:
        shapes += _strokes(line, layout)
    for line in lines:
        shapes += _labels(line, layout)
    return drawing(ceil(width), ceil(height), shapes)


def _total_head(lines: list[Line]) -> str:
    if any(line.interval for line in lines):
        return "total cost, with its 95% interval"
    return "total cost"


def _name(line: Line) -> str:
    return cut_to(line.offer.name, LONGEST_NAME, BOLD)


def _end_words(line: Line) -> str:
    return _total(line.offer, line.per_unit).replace("at least", "≥")


def _leaders(line: Line, layout: Layout) -> Iterator[Shape]:
    """From both ends of the line to its labels, which may stand higher or lower to be readable."""
    left = layout.left
    top = layout.top
    start = (left, top + line.start)
    end = (left + line.end_x, top + line.end)
    yield rule(start, (layout.prices_end + 4, top + line.start_label), "line")
    yield rule(end, (layout.edge - 4, top + line.end_label), "line")


def _strokes(line: Line, layout: Layout) -> Iterator[Shape]:
    """The line itself with a dot at both ends and, thin, its interval."""
    colour, width = ("ink", 2.5) if line.has_moved else ("interval", 1.5)
    start = layout.left, layout.top + line.start
    end = layout.left + line.end_x, layout.top + line.end
    yield rule(start, end, colour, width, _words(line.offer, line.per_unit))
    if line.interval and line.offer.interval:
        words = f"{line.offer.name}: 95% interval {between(line.offer.interval)}"
        top, bottom = (layout.top + height for height in line.interval)
        yield upright_span(end[0], top, bottom, colour, 1.25, words)
    yield dot(*start, colour)
    yield dot(*end, colour)


def _labels(line: Line, layout: Layout) -> Iterator[Shape]:
    """At both ends the value, numbers under each other by their last digit, and further out the
    name.
    """
    colour, weight = ("ink", BOLD) if line.has_moved else ("muted", REGULAR)
    price = money(line.per_unit.price)
    start = layout.top + line.start_label
    yield text(layout.prices_end, start, price, END, colour, weight)
    end = layout.top + line.end_label
    yield text(layout.totals_end, end, _end_words(line), END, colour, weight)
    yield text(layout.names_end, start, _name(line), END, colour, weight)
    yield text(layout.totals_end + NAME_SHIFT, end, _name(line), START, colour, weight)
