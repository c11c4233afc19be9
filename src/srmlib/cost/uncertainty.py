"""How far total cost may be from what was counted: intervals by bootstrap over events with
uncertain rates, and the total at each rate's ends.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

import numpy as np

from srmlib.cost.rows import (
    Goods,
    Row,
    cost_rows,
    good_quantity,
    goods_of,
    paid_by_us,
    per_unit,
    spread,
    to_the_cent,
    total,
)
from srmlib.encoding import encoded_fields
from srmlib.numbers import digits
from srmlib.rules.calendar import Quarter
from srmlib.rules.elements import ELEMENTS, STEADY
from srmlib.snapshot import Snapshot
from srmlib.stats.intervals import RESAMPLES, TAIL

SEED = 20260930
LARGEST_BLOCK = 2_000_000
QUANTITY = "quantity"
NOT_RESAMPLED = ("steady",)
# A rate's value with its ends: rate_name, low, value, high.
Version = tuple[str, Decimal, Decimal, Decimal]


@dataclass(frozen=True)
class CostInterval:
    """95 %, in the reporting currency: per good unit, or in all where there is no good quantity."""

    low: float
    high: float

    def to_json(self) -> list[float]:
        return [self.low, self.high]


@dataclass(frozen=True)
class CostSpread:
    """What chance and uncertain rates leave open. An interval is null with fewer than two groups of
    events and no uncertain rate.
    """

    unit: str
    total: CostInterval | None
    added: CostInterval | None
    by_element: dict[str, CostInterval]


@dataclass(frozen=True)
class Swing:
    """The total at the low and at the high end of one rate, everything else held: per good unit, or
    in all where there is no good quantity.

    `low`, `value` and `high` are those of the last value used; where the rate changed within the
    quarter, each event has its own.
    """

    JSON: ClassVar = {"rate_name": "rate", "rate_unit": "unit"}

    rate_name: str
    rate_unit: str
    low: Decimal
    value: Decimal
    high: Decimal
    at_low: Decimal
    at_high: Decimal

    def to_json(self) -> dict:
        """The rate's values have no zeros behind them."""
        rates = ("low", "value", "high")
        return encoded_fields(self) | {name: digits(getattr(self, name)) for name in rates}


def spread_of(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> CostSpread:
    """The intervals of a supplier's total cost in a quarter, see spread_of_rows."""
    return spread_of_rows(
        cost_rows(snapshot, supplier_id, quarter),
        goods_of(snapshot, supplier_id, quarter),
        snapshot.reporting_currency,
    )


def spread_of_rows(rows: Iterable[Row], goods: Iterable[Goods], currency: str) -> CostSpread:
    """95 % percentile intervals of the total, of what was added to the price, and of every element
    with amounts.

    Poisson bootstrap: in each of 2,000 replicates a group of events happens so many times as a
    Poisson number of mean 1 says, so the number of events is uncertain too. A group is a shipment
    with all its receipts and what they bear, with its quantity; what no receipt bears is a group by
    its order or event; safety stock and one-off costs are no such events and are not resampled.
    Every uncertain rate is drawn once per replicate from the triangle of its low, value and high.
    Seeded: the same rows give the same intervals, in whatever order they come.
    """
    paid, goods = paid_by_us(rows), list(goods)
    good_qty, uom = good_quantity(goods)
    is_per_unit = good_qty is not None and good_qty > 0
    table = _by_group(paid, goods if is_per_unit else [])
    groups, uncertain = (
        _groups_of_elements(paid),
        {column[0] for column in table if len(column) == 2},
    )
    values = _replicates(table)

    def interval(elements: Iterable[str]) -> CostInterval | None:
        many = len(set().union(*(groups[element] for element in elements))) >= 2
        return (
            _interval(sum(values[element] for element in elements), values.get(QUANTITY))
            if many or uncertain & set(elements)
            else None
        )

    told = {element: interval([element]) for element in ELEMENTS if element in groups}
    return CostSpread(
        unit=f"{currency} per good {uom}" if is_per_unit else currency,
        total=interval(list(told)),
        added=interval([element for element in told if element != "price"]),
        by_element={element: found for element, found in told.items() if found},
    )


def group_of(row: Row) -> tuple[str, ...]:
    """What is resampled together with a row: its shipment, else its receipt, else its order, else
    the event alone.
    """
    if row["element"] in STEADY:
        return NOT_RESAMPLED
    for column in ("shipment_id", "receipt_id", "order_id"):
        if row[column] is not None:
            return column, row[column]
    return "event_id", row["source"], row["event_id"]


def _groups_of_elements(paid: list[Row]) -> dict[str, set[tuple[str, ...]]]:
    groups = {row["element"]: set() for row in paid}
    for row in paid:
        if (group := group_of(row)) != NOT_RESAMPLED:
            groups[row["element"]].add(group)
    return groups


def _by_group(paid: list[Row], goods: list[Goods]) -> dict[tuple, dict[tuple[str, ...], float]]:
    """Per column the sum of each group: an element's cents, its cents per unit of an uncertain
    rate, and the quantity in thousandths.

    Cents and thousandths are whole numbers, so that adding them up is exact in any order.
    """
    table: dict[tuple, dict[tuple[str, ...], float]] = defaultdict(lambda: defaultdict(float))
    for row in paid:
        table[row["element"],][group_of(row)] += int(row["amount"] * 100)
    for row in paid:
        if _is_uncertain(row):
            table[row["element"], _version(row)][group_of(row)] += float(100 * driver_of(row))
    for one in goods:
        table[QUANTITY,][
            "shipment_id" if one.shipment_id else "receipt_id", one.shipment_id or one.receipt_id
        ] += int(one.qty * 1000)
    return table


def driver_of(row: Row) -> Fraction:
    """Of a row that a rate values, what one unit of the rate adds to it: as much of its event's
    driver as the row bears of the event.
    """
    return Fraction(row["driver_qty"]) / Fraction(row["rate_per"]) * share_of(row)


def share_of(row: Row) -> Fraction:
    """What a row bears of its event, 0 to 1."""
    return Fraction(row["share_weight"], row["share_whole"])


def _is_uncertain(row: Row) -> bool:
    return row["rate_low"] is not None and row["rate_low"] < row["rate_high"]


def _version(row: Row) -> Version:
    return row["rate_name"], row["rate_low"], row["rate_value"], row["rate_high"]


def _replicates(table: dict[tuple, dict[tuple[str, ...], float]]) -> dict[str, np.ndarray]:
    """Per element, and the quantity, its value in each replicate: in the currency, and in units."""
    random = np.random.default_rng(SEED)
    groups = sorted({group for sums in table.values() for group in sums} - {NOT_RESAMPLED})
    columns = sorted(table, key=str)
    sums = np.array(
        [[table[column].get(group, 0) for column in columns] for group in groups], dtype=float
    ).reshape(len(groups), len(columns))
    steady = np.array([table[column].get(NOT_RESAMPLED, 0) for column in columns], dtype=float)
    resampled = dict(zip(columns, (_resampled(random, sums) + steady).T, strict=True))
    versions = sorted({column[1] for column in columns if len(column) == 2})
    # Even steps in random order: an interval that rests on a rate alone is then that of its
    # triangle.
    chances = {
        name: random.permutation((np.arange(RESAMPLES) + 0.5) / RESAMPLES)
        for name in sorted({version[0] for version in versions})
    }
    values = {}
    for element in {column[0]: None for column in columns}:
        moved = [
            resampled[element, v] * (_of_triangle(chances[v[0]], *v[1:]) - float(v[2]))
            for v in versions
            if (element, v) in resampled
        ]
        values[element] = sum(moved, resampled[element,]) / (1000 if element == QUANTITY else 100)
    return values


def _resampled(random: np.random.Generator, sums: np.ndarray) -> np.ndarray:
    """(RESAMPLES, columns): each group as often as chance says. In blocks, so that memory stays
    bounded for suppliers with many groups.
    """
    per_block = min(RESAMPLES, max(1, LARGEST_BLOCK // max(1, len(sums))))
    blocks = []
    for start in range(0, RESAMPLES, per_block):
        chances = random.integers(
            0, len(TIMES), size=(min(per_block, RESAMPLES - start), len(sums)), dtype=np.uint16
        )
        blocks.append(TIMES[chances] @ sums)
    return np.concatenate(blocks)


def _poisson_times(steps: int) -> np.ndarray:
    """A Poisson number of mean 1 for each of so many equally likely chances: looking it up takes a
    tenth of the time of drawing it.
    """
    up_to = np.cumsum([math.exp(-1) / math.factorial(times) for times in range(20)])
    return np.searchsorted(up_to, (np.arange(steps) + 0.5) / steps).astype(float)


TIMES = _poisson_times(2**16)


def _of_triangle(chances: np.ndarray, low: Decimal, value: Decimal, high: Decimal) -> np.ndarray:
    """Where so much of a triangular distribution lies below. Values of one rate at different times
    are drawn together: high one, high all.
    """
    low, value, high = float(low), float(value), float(high)
    width = high - low
    rising = low + np.sqrt(chances * width * (value - low))
    falling = high - np.sqrt((1 - chances) * width * (high - value))
    return np.where(chances * width < value - low, rising, falling)


def _interval(amounts: np.ndarray, quantity: np.ndarray | None) -> CostInterval | None:
    """Replicates without a positive quantity have no value per unit and are left out; null when
    none is left.
    """
    if quantity is not None:
        amounts = amounts[quantity > 0] / quantity[quantity > 0]
    if not len(amounts):
        return None
    low, high = np.quantile(amounts, [TAIL, 1 - TAIL])
    # Rounded, so that the last bits of a float, which differ between machines, are never told.
    return CostInterval(round(float(low), 4), round(float(high), 4))


def tornado(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> list[Swing]:
    """The total at the low and high end of every uncertain rate, widest first, see
    tornado_of_rows.
    """
    return tornado_of_rows(
        cost_rows(snapshot, supplier_id, quarter),
        good_quantity(goods_of(snapshot, supplier_id, quarter))[0],
    )


def tornado_of_rows(rows: Iterable[Row], good_qty: Decimal | None) -> list[Swing]:
    """Widest first, ties by name. Every event is valued again and rounded to the cent, as the
    ledger does.
    """
    paid = paid_by_us(rows)
    names = sorted(
        {row["rate_name"] for row in paid if row["basis"] == "rate" and _is_uncertain(row)}
    )
    return sorted(
        (_swing(paid, name, good_qty) for name in names),
        key=lambda swing: -abs(swing.at_high - swing.at_low),
    )


def _swing(paid: list[Row], rate_name: str, good_qty: Decimal | None) -> Swing:
    valued = [row for row in paid if row["rate_name"] == rate_name and _is_uncertain(row)]
    last = max(valued, key=lambda row: row["rate_from"])

    def at(end: str) -> Decimal:
        whole = total(
            _valued_again(paid, lambda row: row[end] if row["rate_name"] == rate_name else None)
        )
        return whole if good_qty is None or good_qty <= 0 else per_unit(whole, good_qty)

    return Swing(
        rate_name,
        last["rate_unit"],
        last["rate_low"],
        last["rate_value"],
        last["rate_high"],
        at("rate_low"),
        at("rate_high"),
    )


def rows_at(rows: Iterable[Row], rates: Mapping[str, Decimal]) -> list[Row]:
    """The rows as they would be if these rates had held all the time; every row that none of them
    values stays as it is.
    """
    return _valued_again(rows, lambda row: rates.get(row["rate_name"]))


def _valued_again(rows: Iterable[Row], rate_of: Callable[[Row], Decimal | None]) -> list[Row]:
    """Each event at the rate `rate_of` gives for it, or as it is in the ledger where that is
    none.
    """
    kept, events = [], defaultdict(list)
    for row in rows:
        if row["basis"] == "rate" and row["state"] == "amount" and rate_of(row) is not None:
            events[row["element"], row["event_id"]].append(row)
        else:
            kept.append(row)
    return kept + [
        again for borne in events.values() for again in _event_at(borne, rate_of(borne[0]))
    ]


def _event_at(borne: list[Row], rate: Decimal) -> list[Row]:
    """An event's rows at a rate: valued whole and rounded to the cent, then spread as it was. What
    other quarters or parts bear of it stays theirs.
    """
    first, shares = borne[0], {place: share_of(row) for place, row in enumerate(borne)}
    whole = to_the_cent(
        Fraction(first["driver_qty"]) * Fraction(rate) / Fraction(first["rate_per"])
    )
    amounts = spread(to_the_cent(Fraction(whole) * sum(shares.values())), shares)
    return [
        row | {"amount": amounts[place], "event_amount": whole, "rate_value": rate}
        for place, row in enumerate(borne)
    ]
