"""How far total cost may be from what was counted: intervals by bootstrap over events with
uncertain rates, and the total at each rate's ends.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from srmlib.cost.rows import (
    Goods,
    LedgerRow,
    Valuation,
    allocate,
    as_money,
    cost_rows,
    good_quantity,
    goods_of,
    known_amount,
    paid_by_us,
    per_unit,
    total,
)
from srmlib.encoding import Block, encoded_fields
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
# What is resampled together: the kind of its id and the id.
Group = tuple[str, ...]
# What is added up by group: an element, what one unit of an uncertain rate adds to it, the quantity.
Column = tuple[str] | tuple[str, Version]
Sums = dict[Column, dict[Group, float]]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class CostInterval:
    """95 %, in the reporting currency: per good unit, or in all where there is no good quantity."""

    low: float
    high: float

    def to_json(self) -> list[float]:
        return [self.low, self.high]


@dataclass(frozen=True)
class CostIntervals:
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

    def to_json(self) -> Block:
        """The rate's values have no zeros behind them."""
        rates = ("low", "value", "high")
        return encoded_fields(self) | {name: digits(getattr(self, name)) for name in rates}


def intervals_of(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> CostIntervals:
    """The intervals of a supplier's total cost in a quarter, see spread_of_rows."""
    return intervals_of_rows(
        cost_rows(snapshot, supplier_id, quarter),
        goods_of(snapshot, supplier_id, quarter),
        snapshot.reporting_currency,
    )


def intervals_of_rows(
    rows: Iterable[LedgerRow], goods: Iterable[Goods], currency: str
) -> CostIntervals:
    """95 % percentile intervals of the total, of what was added to the price, and of every element
    with amounts.

    Poisson bootstrap: in each of 2,000 replicates a group of events happens so many times as a
    Poisson number of mean 1 says, so the number of events is uncertain too. A group is a shipment
    with all its receipts and what they bear, with its quantity; what no receipt bears is a group by
    its order or event; safety stock and one-off costs are no such events and are not resampled.
    Every uncertain rate is drawn once per replicate from the triangle of its low, value and high.
    Seeded: the same rows give the same intervals, in whatever order they come.
    """
    paid = paid_by_us(rows)
    goods = list(goods)
    good_qty, uom = good_quantity(goods)
    is_per_unit = good_qty is not None and good_qty > 0
    table = _by_group(paid, goods if is_per_unit else [])
    groups = _groups_of_elements(paid)
    uncertain = {column[0] for column in table if len(column) == 2}
    values = _replicates(table)

    def interval(elements: Sequence[str]) -> CostInterval | None:
        of_elements = {group for element in elements for group in groups[element]}
        if len(of_elements) < 2 and not uncertain & set(elements):
            return None
        amounts = sum((values[element] for element in elements), np.zeros(RESAMPLES))
        return _interval(amounts, values.get(QUANTITY))

    told = {element: interval([element]) for element in ELEMENTS if element in groups}
    return CostIntervals(
        unit=f"{currency} per good {uom}" if is_per_unit else currency,
        total=interval(list(told)),
        added=interval([element for element in told if element != "price"]),
        by_element={element: found for element, found in told.items() if found},
    )


def group_of(row: LedgerRow) -> Group:
    """What is resampled together with a row: its shipment, else its receipt, else its order, else
    the event alone.
    """
    if row.element in STEADY:
        return NOT_RESAMPLED
    if row.shipment_id is not None:
        return "shipment_id", row.shipment_id
    if row.receipt_id is not None:
        return "receipt_id", row.receipt_id
    if row.order_id is not None:
        return "order_id", row.order_id
    return "event_id", row.source, row.event_id


def _groups_of_elements(paid: list[LedgerRow]) -> dict[str, set[Group]]:
    groups: dict[str, set[Group]] = {row.element: set() for row in paid}
    for row in paid:
        if (group := group_of(row)) != NOT_RESAMPLED:
            groups[row.element].add(group)
    return groups


def _by_group(paid: list[LedgerRow], goods: list[Goods]) -> Sums:
    """Per column the sum of each group: an element's cents, its cents per unit of an uncertain
    rate, and the quantity, which is known of all goods, in thousandths.

    Cents and thousandths are whole numbers, so that adding them up is exact in any order.
    """
    table: Sums = defaultdict(lambda: defaultdict(float))
    for row in paid:
        table[row.element,][group_of(row)] += int(known_amount(row) * 100)
    for row in paid:
        if version := _version(row):
            table[row.element, version][group_of(row)] += float(100 * driver_of(row))
    for one in goods:
        if one.qty is not None:
            table[QUANTITY,][_group_of_goods(one)] += int(one.qty * 1000)
    return table


def _group_of_goods(one: Goods) -> Group:
    if one.shipment_id:
        return "shipment_id", one.shipment_id
    return "receipt_id", one.receipt_id


def driver_of(row: LedgerRow) -> Fraction:
    """What one unit of the rate that values a row adds to it: as much of its event's driver as the
    row bears of the event; nothing where no rate values it.
    """
    valuation = row.valuation
    if valuation is None:
        return Fraction(0)
    return valuation.per_unit_of_rate * share_of(row)


def share_of(row: LedgerRow) -> Fraction:
    """What a row bears of its event, 0 to 1."""
    return Fraction(row.share_weight, row.share_whole)


def _version(row: LedgerRow) -> Version | None:
    """The uncertain rate that values a row; null where none does, or the rate is certain."""
    if row.valuation is None or row.rate_low is None or row.rate_high is None:
        return None
    if row.rate_low >= row.rate_high:
        return None
    return row.valuation.rate_name, row.rate_low, row.valuation.rate_value, row.rate_high


def _replicates(table: Sums) -> dict[str, Floats]:
    """Per element, and the quantity, its value in each replicate: in the currency, and in units."""
    random = np.random.default_rng(SEED)
    groups = sorted({group for sums in table.values() for group in sums} - {NOT_RESAMPLED})
    columns = sorted(table, key=str)
    sums = np.array(
        [[table[column].get(group, 0) for column in columns] for group in groups],
        dtype=float,
    ).reshape(len(groups), len(columns))
    steady = np.array(
        [table[column].get(NOT_RESAMPLED, 0) for column in columns], dtype=float
    )
    resampled = dict(zip(columns, (_resampled(random, sums) + steady).T, strict=True))
    versions = sorted({column[1] for column in columns if len(column) == 2})
    # Even steps in random order: an interval that rests on a rate alone is then that of its
    # triangle.
    chances = {
        name: random.permutation((np.arange(RESAMPLES) + 0.5) / RESAMPLES)
        for name in sorted({version[0] for version in versions})
    }
    values: dict[str, Floats] = {}
    for element in {column[0]: None for column in columns}:
        moved = [
            resampled[element, v] * (_of_triangle(chances[v[0]], *v[1:]) - float(v[2]))
            for v in versions
            if (element, v) in resampled
        ]
        values[element] = sum(moved, resampled[element,]) / (
            1000 if element == QUANTITY else 100
        )
    return values


def _resampled(random: np.random.Generator, sums: Floats) -> Floats:
    """(RESAMPLES, columns): each group as often as chance says. In blocks, so that memory stays
    bounded for suppliers with many groups.
    """
    per_block = min(RESAMPLES, max(1, LARGEST_BLOCK // max(1, len(sums))))
    blocks = []
    for start in range(0, RESAMPLES, per_block):
        chances = random.integers(
            0,
            len(TIMES),
            size=(min(per_block, RESAMPLES - start), len(sums)),
            dtype=np.uint16,
        )
        blocks.append(TIMES[chances] @ sums)
    return np.concatenate(blocks)


def _poisson_times(steps: int) -> Floats:
    """A Poisson number of mean 1 for each of so many equally likely chances: looking it up takes a
    tenth of the time of drawing it.
    """
    up_to = np.cumsum([math.exp(-1) / math.factorial(times) for times in range(20)])
    return np.searchsorted(up_to, (np.arange(steps) + 0.5) / steps).astype(float)


TIMES = _poisson_times(2**16)


def _of_triangle(chances: Floats, low: Decimal, value: Decimal, high: Decimal) -> Floats:
    """Where so much of a triangular distribution lies below. Values of one rate at different times
    are drawn together: high one, high all.
    """
    start = float(low)
    top = float(value)
    end = float(high)
    width = end - start
    rising = start + np.sqrt(chances * width * (top - start))
    falling = end - np.sqrt((1 - chances) * width * (end - top))
    return np.where(chances * width < top - start, rising, falling)


def _interval(amounts: Floats, quantity: Floats | None) -> CostInterval | None:
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


def tornado_of_rows(rows: Iterable[LedgerRow], good_qty: Decimal | None) -> list[Swing]:
    """Widest first, ties by name. Every event is valued again and rounded to the cent, as the
    ledger does.
    """
    paid = paid_by_us(rows)
    uncertain = [_version(row) for row in paid if row.basis == "rate"]
    names = sorted({version[0] for version in uncertain if version is not None})
    return sorted(
        (_swing(paid, name, good_qty) for name in names),
        key=lambda swing: -abs(swing.at_high - swing.at_low),
    )


def _swing(paid: list[LedgerRow], rate_name: str, good_qty: Decimal | None) -> Swing:
    last, (_, low, value, high) = _last_used(paid, rate_name)

    def at(end_of: Callable[[LedgerRow], Decimal | None]) -> Decimal:
        whole = total(
            _valued_again(
                paid, lambda row: end_of(row) if row.rate_name == rate_name else None
            )
        )
        return _per_unit_or_whole(whole, good_qty)

    return Swing(
        rate_name,
        last.rate_unit,
        low,
        value,
        high,
        at(lambda row: row.rate_low),
        at(lambda row: row.rate_high),
    )


def _last_used(paid: list[LedgerRow], rate_name: str) -> tuple[Valuation, Version]:
    """The last value of an uncertain rate among those that value these rows."""
    used = [
        (row.valuation, version)
        for row in paid
        if row.valuation is not None
        and row.rate_name == rate_name
        and (version := _version(row)) is not None
    ]
    return max(used, key=lambda one: one[0].rate_from)


def _per_unit_or_whole(whole: Decimal, good_qty: Decimal | None) -> Decimal:
    by_unit = per_unit(whole, good_qty)
    if by_unit is None:
        return whole
    return by_unit


def rows_at(rows: Iterable[LedgerRow], rates: Mapping[str, Decimal]) -> list[LedgerRow]:
    """The rows as they would be if these rates had held all the time; every row that none of them
    values stays as it is.
    """
    return _valued_again(rows, lambda row: rates.get(row.rate_name or ""))


def _valued_again(
    rows: Iterable[LedgerRow], rate_of: Callable[[LedgerRow], Decimal | None]
) -> list[LedgerRow]:
    """Each event at the rate `rate_of` gives for it, or as it is in the ledger where that is
    none.
    """
    again: list[LedgerRow] = []
    events: dict[tuple[str, str], Event] = {}
    for row in rows:
        rate = rate_of(row)
        valuation = row.valuation
        if (
            row.basis != "rate"
            or row.state != "amount"
            or rate is None
            or valuation is None
        ):
            again.append(row)
            continue
        event = events.setdefault((row.element, row.event_id), Event(rate, valuation))
        event.rows.append(row)
    for event in events.values():
        again += _event_at(event)
    return again


@dataclass(frozen=True)
class Event:
    """The rows that bear an event, how it was valued, and the rate it is asked about."""

    rate: Decimal
    valuation: Valuation
    rows: list[LedgerRow] = field(default_factory=list)


def _event_at(event: Event) -> list[LedgerRow]:
    """An event's rows at a rate: valued whole and rounded to the cent, then spread as it was. What
    other quarters or parts bear of it stays theirs.
    """
    shares = {place: share_of(row) for place, row in enumerate(event.rows)}
    whole = as_money(event.valuation.per_unit_of_rate * Fraction(event.rate))
    amounts = allocate(
        as_money(Fraction(whole) * sum(shares.values(), Fraction(0))), shares
    )
    return [
        replace(row, amount=amounts[place], event_amount=whole, rate_value=event.rate)
        for place, row in enumerate(event.rows)
    ]
