"""What is added on top of the price, element by element, and by whose cause each of it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import accumulate, pairwise

from srmlib.cost.summary import CostLine, CostSummary
from srmlib.cost.uncertainty import CostInterval, CostIntervals
from srmlib.figures.axes import Scale
from srmlib.figures.labels import between, width_of
from srmlib.figures.rows import PLOT, Layout, axis, middle_of
from srmlib.figures.shapes import Shape, box, drawing, rule, span, text
from srmlib.figures.svg import Figure, drawn_by_hand
from srmlib.figures.theme import BOLD, REGULAR
from srmlib.numbers import count_words, money, signed, smallest_money

ADDED = "Added to the price"
ALL = "All of it"
# Whose cause a part is, whoever says so, in the order in which they are drawn; what is taken off has
# its own colour, by whosever cause it is.
CAUSES = {
    "theirs": "cause-theirs",
    "open": "cause-not-agreed",
    "shared": "cause-shared",
    "ours": "cause-ours",
    "carrier": "cause-carrier",
    "terms": "cause-terms",
}
CREDIT = "cost-credit"
BAR = 18
VALUE_SHIFT = 8
LEFT_ROOM = 8
# A narrower interval would hide its bar and say nothing: it is in the table only.
NARROWEST = 3
# So many elements without any event are shown; more would hide the others, and are in the table
# only.
MOST_EMPTY = 3


@dataclass(frozen=True)
class Row:
    """One row: where its bar starts, its parts (colour, amount) in drawing order, its two texts and
    its 95 % interval. No parts: nothing is drawn.

    The interval is that of the amount, counted from the start of the bar; null where none is known.
    """

    name: str
    start: Decimal
    parts: list[tuple[str, Decimal]]
    value: str
    rests_on: str
    interval: CostInterval | None = None
    is_empty: bool = False
    is_sum: bool = False

    @property
    def edges(self) -> list[Decimal]:
        """Where the bar starts, and where each of its parts ends."""
        return list(accumulate((amount for _, amount in self.parts), initial=self.start))

    @property
    def end(self) -> Decimal:
        return self.edges[-1]

    @property
    def whisker(self) -> tuple[float, float] | None:
        """From where to where the interval is drawn."""
        if self.interval is None:
            return None
        return float(self.start) + self.interval.low, float(self.start) + self.interval.high

    @property
    def extent(self) -> tuple[float, float]:
        """The leftmost and the rightmost of what is drawn."""
        drawn = [float(edge) for edge in self.edges]
        drawn += self.whisker or ()
        return min(drawn), max(drawn)


def cost_waterfall(
    cost: CostSummary,
    headline: str,
    subtitle: str,
    cost_intervals: CostIntervals | None = None,
    name: str = "cost-waterfall",
    supplier: str = "the supplier",
    buyer: str = "the buyer",
) -> Figure | None:
    """The additions to the price, per good unit where the good quantity is known, else in total,
    with their 95 % intervals where `cost_intervals` gives them. A bar's colours are whose cause it
    is; `supplier` and `buyer` are what its legend calls the two firms.

    Elements that are not measured are left out; measured ones without any event stand in the table
    only, when there are many. `name` is the figure's id in its page. None when nothing was received
    and nothing happened. Raises ValueError when the intervals are not in the unit of the figure.
    """
    unit = _unit(cost)
    if cost_intervals is not None and cost_intervals.unit != unit:
        raise ValueError(
            f"the intervals are in {cost_intervals.unit}, the amounts in {unit}: give those of the"
            " same supplier and quarter"
        )
    rows = _rows(cost, cost_intervals)
    if not rows:
        return None
    is_crowded = sum(row.is_empty for row in rows) > MOST_EMPTY
    drawn = [row for row in rows if not (row.is_empty and is_crowded)]
    said = [_words(row) for row in drawn]
    description = ". ".join([headline.rstrip("."), *said]) + "."
    table = _table(rows, cost, cost_intervals)
    causes = _cause_words(supplier, buyer)
    layout = Layout([row.name for row in drawn], [_note(row) for row in drawn])
    picture = drawing(layout.width, layout.height, _shapes(drawn, layout, cost, causes))
    figure = drawn_by_hand(picture, name, headline, subtitle, description, table)
    colours = {colour for row in drawn for colour, _ in row.parts}
    legend = [(colour, words) for colour, words in causes.items() if colour in colours]
    return replace(figure, legends=(legend,))


def _cause_words(supplier: str, buyer: str) -> dict[str, str]:
    """Whose cause each colour is, in the order of the legend."""
    return {
        "cause-theirs": f"cause: {supplier}",
        "cause-not-agreed": "cause not agreed yet",
        "cause-shared": "cause: shared",
        "cause-ours": f"cause: {buyer}",
        "cause-carrier": "cause: a carrier",
        "cause-terms": "follows from agreed terms",
        CREDIT: "credit",
    }


def _rows(cost: CostSummary, cost_intervals: CostIntervals | None) -> list[Row]:
    measured = [
        line for line in cost.lines if line.id != "price" and line.state != "not_measured"
    ]
    lines = [part for line in measured for part in _shown_lines(line)]
    if not lines:
        return []
    quantity = Decimal(1)
    if cost.good_qty is not None and cost.per_good_unit is not None:
        quantity = cost.good_qty
    shown = _shown_amounts(lines, quantity, _shown_sum(cost))
    intervals = _intervals(measured, cost_intervals)
    rows = []
    running = Decimal(0)
    for line in lines:
        row = Row(
            name=line.name,
            start=running,
            parts=[
                (colour, amount / quantity) for colour, amount in _by_colour(line) if amount
            ],
            value=signed(shown[line.id]) if line.id in shown else _why_empty(line),
            rests_on=_rests_on(line),
            interval=intervals.get(line.id),
            is_empty=_is_empty(line),
        )
        rows.append(row)
        running = row.end
    is_partial = any(line.unknown_count or line.unknown_events for line in lines)
    if shown:
        value = signed(_shown_sum(cost))
    elif is_partial:
        value = "not known"
    else:
        value = "nothing"
    whole = Row(
        name=ADDED if cost.price else ALL,
        start=Decimal(0),
        parts=[("ink", running)] if running else [],
        value=value,
        rests_on="only what is known" if shown and is_partial else "",
        interval=cost_intervals.added if cost_intervals is not None else None,
        is_sum=True,
    )
    return [*rows, whole]


def _shown_lines(line: CostLine) -> tuple[CostLine, ...]:
    """An element is one row; where some of it is not known, each of its components is one, to show
    which.
    """
    if line.components and line.state == "partly":
        return line.components
    return (line,)


def _shown_sum(cost: CostSummary) -> Decimal:
    """As the two prices on page one differ, so that the figure agrees with them to the cent."""
    if cost.per_good_unit is None or cost.price_per_good_unit is None:
        return cost.added
    return cost.per_good_unit - cost.price_per_good_unit


def _shown_amounts(
    lines: list[CostLine], quantity: Decimal, total: Decimal
) -> dict[str, Decimal]:
    """Each known amount as it is printed, by line. Those nearest to the other cent (or smallest
    amount) give way, so that what is printed adds up to the total.
    """
    cent = smallest_money()
    exact = {line.id: line.amount / quantity for line in lines if _has_amount(line)}
    shown = {line_id: amount.quantize(cent) for line_id, amount in exact.items()}
    missing = total - sum(shown.values(), Decimal(0))
    step = cent.copy_sign(missing)

    def cut_off(line_id: str) -> Decimal:
        return (exact[line_id] - shown[line_id]) / step

    nearest_to_the_other = sorted(exact, key=cut_off, reverse=True)
    cents_missing = int(abs(missing) / cent)
    for line_id in nearest_to_the_other[:cents_missing]:
        shown[line_id] += step
    return shown


def _intervals(
    measured: list[CostLine], cost_intervals: CostIntervals | None
) -> dict[str, CostInterval]:
    """The interval of each row, by its line. That of an element with components belongs to a row
    only when it alone has an amount.
    """
    if cost_intervals is None:
        return {}
    found = {}
    for line in measured:
        interval = cost_intervals.by_element.get(line.id)
        with_amount = [part for part in _shown_lines(line) if _has_amount(part)]
        if interval is not None and len(with_amount) == 1:
            found[with_amount[0].id] = interval
    return found


def _has_amount(line: CostLine) -> bool:
    return line.events > 0 and line.state in ("amount", "partly")


def _is_empty(line: CostLine) -> bool:
    """Measured, and nothing happened."""
    return line.state == "amount" and not line.events


def _by_colour(line: CostLine) -> list[tuple[str, Decimal]]:
    """The parts of a bar: what each cause adds, and back from there what is taken off."""
    amounts = {cause: line.by_cause.get(cause, Decimal(0)) for cause in CAUSES}
    added = [(CAUSES[cause], max(amount, Decimal(0))) for cause, amount in amounts.items()]
    taken_off = sum((min(amount, Decimal(0)) for amount in amounts.values()), Decimal(0))
    return [*added, (CREDIT, taken_off)]


def _why_empty(line: CostLine) -> str:
    if _is_empty(line):
        return "nothing"
    if line.state == "included":
        return "in the price"
    return "not known"


def _rests_on(line: CostLine) -> str:
    """`3 events, not known for 1 more, known for 48 of 51 receipts`."""
    clauses = []
    if line.events:
        clauses.append(count_words(line.events, "event"))
    if line.unknown_events and line.events:
        clauses.append(f"not known for {line.unknown_events:,} more")
    elif line.unknown_events:
        clauses.append(f"not known for {count_words(line.unknown_events, 'event')}")
    receipts = line.known_count + line.unknown_count
    included = f"included in the price for {line.included_count:,}"
    if line.unknown_count and line.included_count:
        clauses.append(f"{included}, not known for {line.unknown_count:,} of {receipts:,}")
    elif line.unknown_count:
        clauses.append(f"known for {line.known_count:,} of {receipts:,} receipts")
    elif line.included_count:
        clauses.append(f"{included} of {receipts:,}")
    return ", ".join(clauses)


def _words(row: Row) -> str:
    said = f"{row.name}: {row.value}"
    if row.interval:
        said += f" (95% interval {between(row.interval)})"
    return said


def _table(
    rows: list[Row], cost: CostSummary, cost_intervals: CostIntervals | None
) -> list[dict[str, str]]:
    table = []
    unit = _unit(cost)
    for row in rows:
        cells = {"element": row.name, unit: row.value}
        if cost_intervals is not None:
            cells["95% interval"] = between(row.interval) if row.interval else ""
        table.append(cells | {"rests on": row.rests_on})
    return table


def _unit(cost: CostSummary) -> str:
    if cost.per_good_unit is None:
        return cost.currency
    return f"{cost.currency} per good {cost.uom}"


def _axis_title(cost: CostSummary) -> str:
    if not cost.price:
        return f"{_unit(cost)}, with nothing received"
    price = cost.price_per_good_unit
    if price is None:
        price = cost.price
    return f"{_unit(cost)}, on top of the price of {money(price)}"


def _shapes(
    rows: list[Row], layout: Layout, cost: CostSummary, causes: dict[str, str]
) -> Iterator[Shape]:
    scale = layout.scale(*_stretch(rows))
    yield from axis(layout, scale, _axis_title(cost), "price" if cost.price else "0")
    for place, (row, after) in enumerate(pairwise(rows)):
        if row.end:
            yield _link(scale.at(float(row.end)), place, is_empty=not after.parts)
    for place, row in enumerate(rows):
        yield from _bar(row, scale, middle_of(place), causes)
    yield from layout.texts()


def _stretch(rows: list[Row]) -> tuple[float, float]:
    """From zero, or a little before the lowest of what is drawn, to where every value label still
    has room.
    """
    low = min(0.0, *(row.extent[0] for row in rows))
    high = max(0.0, *(row.extent[1] for row in rows))
    if low < 0:
        low -= (high - low) * LEFT_ROOM / PLOT
    stretch = high - low
    for row in rows:
        _, end = row.extent
        room_left_of_value = PLOT - VALUE_SHIFT - width_of(row.value, BOLD)
        stretch = max(stretch, (end - low) * PLOT / room_left_of_value)
    return low, low + (stretch or 1.0)


def _link(x: float, place: int, is_empty: bool) -> Shape:
    """From the end of a bar down to the one that starts there, or through a row without a bar."""
    top = middle_of(place) + BAR / 2
    below = middle_of(place + 1)
    foot = below + BAR / 2 if is_empty else below - BAR / 2
    return rule((x, top), (x, foot), "muted")


def _bar(row: Row, scale: Scale, middle: float, causes: dict[str, str]) -> Iterator[Shape]:
    """The parts of a bar, its interval, and its value on the right of both."""
    top = middle - BAR / 2
    bottom = middle + BAR / 2
    for (start, end), (colour, amount) in zip(pairwise(row.edges), row.parts, strict=True):
        words = f"{row.name}: {row.value}"
        if colour in causes:
            words += f", of it {signed(amount)} {causes[colour]}"
        yield box(scale.at(float(start)), scale.at(float(end)), top, bottom, colour, words)
    yield from _whisker(row, scale, middle)
    _, rightmost = row.extent
    x = scale.at(rightmost) + VALUE_SHIFT
    colour, weight = ("ink", BOLD) if row.parts else ("muted", REGULAR)
    yield text(x, middle, row.value, colour=colour, weight=weight)


def _whisker(row: Row, scale: Scale, middle: float) -> Iterator[Shape]:
    """A thin line with an end mark on both sides; the halo lets it be seen on a dark bar, too."""
    if row.interval is None or row.whisker is None:
        return
    low, high = (scale.at(end) for end in row.whisker)
    if high - low >= NARROWEST:
        words = f"{row.name}: 95% interval {between(row.interval)}"
        yield span(low, high, middle, "paper", 4)
        yield span(low, high, middle, "ink", 1.5, words)


def _note(row: Row) -> str:
    """What the row rests on; of the sum, its interval is said, too."""
    if not row.is_sum or row.interval is None:
        return row.rests_on
    said = f"95% interval {between(row.interval)}"
    if row.rests_on:
        said += f", {row.rests_on}"
    return said
