"""What is added on top of the price, element by element, and how much of it has an agreed cause."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate, pairwise

import altair as alt

from srmlib.cost.summary import CostLine, CostSummary
from srmlib.cost.uncertainty import CostInterval, CostIntervals
from srmlib.figures.labels import between, width_of
from srmlib.figures.svg import Figure, Legend, data_of, draw
from srmlib.figures.theme import BOLD, var
from srmlib.numbers import count_words, signed, smallest_money
from srmlib.rules.elements import ELEMENTS

# What a colour is, as the legend says it; every cost that follows from agreed terms is grey, too.
LEGEND = {
    "grey": "buying and agreed terms",
    "delivery": "delivery",
    "quality": "quality",
    "support": "support",
    "customer": "customers",
    "credit": "credits",
}
FAMILY_OF = {element.id: element.family for element in ELEMENTS.values() if element.family}
ADDED = "Added to the price"
WIDTH, ROW = 500, 29
VALUE_SHIFT, NOTE_SHIFT, LEFT_ROOM = 8, 12, 8
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
        drawn = [float(edge) for edge in self.edges] + list(self.whisker or ())
        return min(drawn), max(drawn)


def cost_waterfall(
    cost: CostSummary,
    headline: str,
    subtitle: str,
    cost_intervals: CostIntervals | None = None,
    name: str = "cost-waterfall",
) -> Figure | None:
    """The additions to the price, per good unit where the good quantity is known, else in total,
    with their 95 % intervals where `spread` gives them.

    Elements that are not measured are left out; measured ones without any event stand in the table
    only, when there are many. `name` is the figure's id in its page. None when nothing was received
    and nothing happened.
    Raises ValueError when they are not in the unit of the figure.
    """
    if cost_intervals is not None and cost_intervals.unit != _unit(cost):
        raise ValueError(
            f"the intervals are in {cost_intervals.unit}, the amounts in {_unit(cost)}: give those of"
            " the same supplier and quarter"
        )
    rows = _rows(cost, cost_intervals)
    if not rows:
        return None
    is_crowded = sum(row.is_empty for row in rows) > MOST_EMPTY
    drawn = [row for row in rows if not (row.is_empty and is_crowded)]
    description = ". ".join([headline.rstrip("."), *(_words(row) for row in drawn)]) + "."
    return draw(
        _chart(drawn, cost),
        name,
        headline,
        subtitle,
        description,
        _table(rows, cost, cost_intervals),
        _legends(drawn),
    )


def _rows(cost: CostSummary, cost_intervals: CostIntervals | None) -> list[Row]:
    measured = [line for line in cost.lines if line.id != "price" and line.state != "not_measured"]
    lines = [part for line in measured for part in _shown_lines(line)]
    if not lines:
        return []
    quantity = Decimal(1)
    if cost.good_qty is not None and cost.per_good_unit is not None:
        quantity = cost.good_qty
    shown = _shown_amounts(lines, quantity, _shown_sum(cost))
    intervals = _intervals(measured, cost_intervals)
    rows, running = [], Decimal(0)
    for line in lines:
        parts = [(colour, amount / quantity) for colour, amount in _by_colour(line) if amount]
        value = signed(shown[line.id]) if line.id in shown else _why_empty(line)
        rows.append(
            Row(
                line.name,
                running,
                parts,
                value,
                _rests_on(line),
                intervals.get(line.id),
                _is_empty(line),
            )
        )
        running = rows[-1].end
    parts = [("ink", running)] if running else []
    interval = cost_intervals.added if cost_intervals is not None else None
    value, note = "nothing", ""
    is_partial = any(line.unknown_count or line.unknown_events for line in lines)
    if shown:
        value = signed(_shown_sum(cost))
    elif is_partial:
        value = "not known"
    if shown and is_partial:
        note = "only what is known"
    return [*rows, Row(ADDED, Decimal(0), parts, value, note, interval)]


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


def _shown_amounts(lines: list[CostLine], quantity: Decimal, total: Decimal) -> dict[str, Decimal]:
    """Each known amount as it is printed, by line. Those nearest to the other cent (or smallest
    amount) give way, so that what is printed adds up to the total.
    """
    cent = smallest_money()
    exact = {line.id: line.amount / quantity for line in lines if _has_amount(line)}
    shown = {line_id: amount.quantize(cent) for line_id, amount in exact.items()}
    missing = total - sum(shown.values(), Decimal(0))
    step = cent.copy_sign(missing)
    by_error = sorted(
        exact, key=lambda line_id: (exact[line_id] - shown[line_id]) / step, reverse=True
    )
    for line_id in by_error[: int(abs(missing) / cent)]:
        shown[line_id] += step
    return shown


def _intervals(
    measured: list[CostLine], cost_intervals: CostIntervals | None
) -> dict[str, CostInterval]:
    """The interval of each row, by its line. That of an element with components belongs to a row
    only when it alone has an amount.
    """
    found = {}
    for line in measured:
        amounts = [part for part in _shown_lines(line) if _has_amount(part)]
        if (
            cost_intervals is not None
            and line.id in cost_intervals.by_element
            and len(amounts) == 1
        ):
            found[amounts[0].id] = cost_intervals.by_element[line.id]
    return found


def _has_amount(line: CostLine) -> bool:
    return line.events > 0 and line.state in ("amount", "partly")


def _is_empty(line: CostLine) -> bool:
    """Measured, and nothing happened."""
    return line.state == "amount" and not line.events


def _by_colour(line: CostLine) -> list[tuple[str, Decimal]]:
    """Solid where the cause is theirs, pale where it is ours, shared or open, grey where both firms
    agreed the terms.
    """
    family = FAMILY_OF.get(line.id, "grey")
    pale = sum(
        (line.by_cause.get(cause, Decimal(0)) for cause in ("ours", "shared", "open")), Decimal(0)
    )
    terms = line.by_cause.get("terms", Decimal(0))
    return [
        (f"cost-{family}", line.by_cause.get("theirs", Decimal(0))),
        (f"cost-{family}-pale", pale),
        ("cost-grey", terms),
    ]


def _why_empty(line: CostLine) -> str:
    if _is_empty(line):
        return "nothing"
    if line.state == "included":
        return "in the price"
    return "not known"


def _rests_on(line: CostLine) -> str:
    receipts = line.known_count + line.unknown_count
    clauses = []
    if line.events:
        clauses.append(count_words(line.events, "event"))
    if line.unknown_events and line.events:
        clauses.append(f"not known for {line.unknown_events:,} more")
    elif line.unknown_events:
        clauses.append(f"not known for {count_words(line.unknown_events, 'event')}")
    if line.unknown_count and line.included_count:
        clauses.append(
            f"included in the price for {line.included_count:,}, not known for"
            f" {line.unknown_count:,} of {receipts:,}"
        )
    elif line.unknown_count:
        clauses.append(f"known for {line.known_count:,} of {receipts:,} receipts")
    elif line.included_count:
        clauses.append(f"included in the price for {line.included_count:,} of {receipts:,}")
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
    for row in rows:
        cells = {"element": row.name, _unit(cost): row.value}
        if cost_intervals is not None:
            cells["95% interval"] = between(row.interval) if row.interval else ""
        table.append(cells | {"rests on": row.rests_on})
    return table


def _unit(cost: CostSummary) -> str:
    if cost.per_good_unit is None:
        return cost.currency
    return f"{cost.currency} per good {cost.uom}"


def _axis_title(cost: CostSummary) -> str:
    return f"{_unit(cost)}, {'on top of the price' if cost.price else 'with nothing received'}"


def _chart(rows: list[Row], cost: CostSummary) -> alt.TopLevelMixin:
    low, high = _scale(rows)
    x = alt.X("start:Q", scale=alt.Scale(domain=[low, high], nice=False), title=_axis_title(cost))
    # Without an amount there is no scale to speak of.
    has_scale = any(row.extent != (0, 0) for row in rows)
    x = x.axis(
        format="+,~f",
        labelOverlap=True,
        labelSeparation=14,
        domain=False,
        ticks=False,
        **({"tickCount": 5} if has_scale else {"values": [0]}),
    )
    y = alt.Y(
        "name:N",
        sort=None,
        scale=alt.Scale(domain=[row.name for row in rows], paddingInner=0.34, paddingOuter=0.17),
        title=None,
    )
    y = y.axis(labelColor=var("ink"), domain=False, ticks=False)
    whiskers = _whiskers(rows, y, (high - low) / WIDTH * NARROWEST)
    bars = (
        alt.Chart(data_of(_bars(rows)))
        .mark_rect()
        .encode(
            x=x, x2="end:Q", y=y, color=alt.Color("colour:N", scale=None), description="words:N"
        )
    )
    links = (
        alt.Chart(data_of(_links(rows)))
        .mark_rule(color=var("muted"))
        .encode(x="end:Q", y=y, y2="next:N")
    )
    texts = alt.Chart(data_of(_texts(rows)))
    values = texts.mark_text(
        align="left", dx=VALUE_SHIFT, fontWeight=alt.expr("datum.weight")
    ).encode(x="at:Q", y=y, text="value:N", color=alt.Color("colour:N", scale=None))
    notes = texts.mark_text(align="left", color=var("muted")).encode(
        x=alt.value(WIDTH + NOTE_SHIFT), y=y, text="rests_on:N"
    )
    return alt.layer(links, bars, *whiskers, values, notes).properties(
        width=WIDTH, height=ROW * len(rows)
    )


def _scale(rows: list[Row]) -> tuple[float, float]:
    """From zero, or a little before the lowest of what is drawn, to where every value label still
    has room.
    """
    low = min(0.0, *(row.extent[0] for row in rows))
    high = max(0.0, *(row.extent[1] for row in rows))
    if low < 0:
        low -= (high - low) * LEFT_ROOM / WIDTH
    reaches = [
        (row.extent[1] - low) * WIDTH / (WIDTH - VALUE_SHIFT - width_of(row.value, BOLD))
        for row in rows
    ]
    return low, low + (max(high - low, *reaches) or 1.0)


def _bars(rows: list[Row]) -> list[dict[str, object]]:
    return [
        {
            "name": row.name,
            "start": float(start),
            "end": float(end),
            "colour": var(colour),
            "words": f"{row.name}: {row.value}",
        }
        for row in rows
        for (start, end), (colour, _) in zip(pairwise(row.edges), row.parts, strict=True)
    ]


def _links(rows: list[Row]) -> list[dict[str, object]]:
    return [
        {"name": row.name, "next": after.name, "end": float(row.end)}
        for row, after in pairwise(rows)
        if row.end
    ]


def _whiskers(rows: list[Row], y: alt.Y, narrowest: float) -> list[alt.Chart]:
    """A thin rule with an end mark on both sides; the halo lets it be seen on a dark bar, too."""
    drawn = [
        {
            "name": row.name,
            "low": row.whisker[0],
            "high": row.whisker[1],
            "words": f"{row.name}: 95% interval {between(row.interval)}",
        }
        for row in rows
        if row.interval and row.whisker and row.whisker[1] - row.whisker[0] >= narrowest
    ]
    if not drawn:
        return []
    rules, ends = (
        alt.Chart(data_of(drawn)),
        alt.Chart(
            data_of(
                [{"name": row["name"], "at": row[end]} for row in drawn for end in ("low", "high")]
            )
        ),
    )
    return [
        rules.mark_rule(color=var("paper"), strokeWidth=4.5).encode(x="low:Q", x2="high:Q", y=y),
        ends.mark_tick(color=var("paper"), thickness=4.5, size=12, opacity=1).encode(x="at:Q", y=y),
        rules.mark_rule(color=var("ink"), strokeWidth=1.75).encode(
            x="low:Q", x2="high:Q", y=y, description="words:N"
        ),
        ends.mark_tick(color=var("ink"), thickness=1.75, size=9, opacity=1).encode(x="at:Q", y=y),
    ]


def _texts(rows: list[Row]) -> list[dict[str, object]]:
    return [
        {
            "name": row.name,
            "at": row.extent[1],
            "value": row.value,
            "rests_on": _note(row),
            "colour": var("ink" if row.parts else "muted"),
            "weight": "bold" if row.parts else "normal",
        }
        for row in rows
    ]


def _note(row: Row) -> str:
    """What the row rests on; of the sum, its interval is said, too."""
    if row.name != ADDED or row.interval is None:
        return row.rests_on
    said = f"95% interval {between(row.interval)}"
    if row.rests_on:
        said += f", {row.rests_on}"
    return said


def _legends(rows: list[Row]) -> tuple[Legend, Legend]:
    """What each colour that occurs is, and below it, what solid and pale mean, in the first of
    these colours.
    """
    drawn = {colour for row in rows if row.name != ADDED for colour, _ in row.parts}
    families = [
        f"cost-{family}" for family in LEGEND if {f"cost-{family}", f"cost-{family}-pale"} & drawn
    ]
    shaded = [family for family in families if family != "cost-grey"] or families
    kinds = []
    if drawn & (set(families) - {"cost-grey"}):
        kinds.append((shaded[0], "solid: cause agreed, supplier's"))
    if any(colour.endswith("-pale") for colour in drawn):
        kinds.append((f"{shaded[0]}-pale", "pale: cause buyer's, shared or not agreed yet"))
    return [(family, LEGEND[family.removeprefix("cost-")]) for family in families], kinds
