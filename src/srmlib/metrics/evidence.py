"""What the last eight quarters say about a metric: per quarter and for the year, in the form that
its kind is tested in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from srmlib.metrics.arithmetic import MINUTES_PER_HOUR, figure_of
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import Definition
from srmlib.snapshot import Snapshot
from srmlib.snapshot.database import sql, statement
from srmlib.snapshot.definitions import rows_table
from srmlib.stats.events import Events
from srmlib.stats.on_goal import Evidence
from srmlib.stats.shares import Shares, WeightedShares
from srmlib.stats.values import Drawn, Middle, Spread

QUARTERS_SHOWN = 8
QUARTERS_OF_A_YEAR = 4
Number = Decimal | int


class CountedRow(NamedTuple):
    """What a row puts into a metric; `together` is what it hangs together with: its order, else
    itself. `measured_in` is null for what is counted in rows, and where the unit is not known. Of a
    statistic the numerator is the value, and a denominator of 0 says that it is that so far.
    """

    row_id: str
    counted_on: date
    numerator: Number
    denominator: Number
    together: str  # rows with the same one are not independent
    measured_in: str | None = None

    @property
    def is_final(self) -> bool:
        return bool(self.denominator)


@dataclass(frozen=True)
class Year:
    """The last four quarters, this one included: `value` and `interval` in the metric's unit, `n`
    counted as a quarter's is. `orders` are how many orders its rows belong to, null where no two
    share one. `bound` says whether the value is a bound, as a reading's.
    """

    value: float
    n: int
    interval: tuple[float, float] | None
    orders: int | None = None
    bound: str | None = None


@dataclass(frozen=True)
class Past:
    """`quarters` has one entry for each of the last eight, oldest first, null where nothing is
    counted. `year` is the evidence of the last four together.
    """

    quarters: list[Evidence | None]
    year: Evidence | None = None
    summed: Year | None = None


def counted_rows(
    snapshot: Snapshot, metric_id: str, supplier_id: str, quarter: Quarter
) -> list[CountedRow]:
    """The counted rows of the last eight quarters on the agreed basis, in the order of their ids."""
    rows = rows_table(metric_id)
    columns = snapshot.frame(sql("SELECT * FROM {rows} LIMIT 0", rows=rows))
    has_orders = "order_id" in columns
    has_units = "measured_in" in columns
    asked = sql(
        statement("metrics/readings/evidence"),
        rows=rows,
        order_id="order_id" if has_orders else "row_id",
        measured_in="measured_in" if has_units else "row_id",
    )
    start = quarter.back(QUARTERS_SHOWN)[0].start
    return [
        CountedRow(
            row["row_id"],
            row["counted_on"],
            row["numerator"],
            row["denominator"],
            what_it_hangs_on(row["row_id"], row["order_id"] if has_orders else None),
            row["measured_in"] if has_units else None,
        )
        for row in snapshot.records(asked, [supplier_id, start, quarter.until])
    ]


def what_it_hangs_on(row_id: str, order_id: str | None) -> str:
    """Its order, else itself: a line of no order is an order of its own."""
    return f"row {row_id}" if order_id is None else f"order {order_id}"


def past_of(
    definition: Definition,
    rows: Sequence[CountedRow],
    quarter: Quarter,
    unknown: Collection[Quarter] = (),
) -> Past:
    """What counted rows of eight quarters say, of those measured in the unit of the last one:
    kilograms and pieces have no sum. The quarters in `unknown`, of which too little is known, say
    nothing, nor does a year with one of them.
    """
    quarters = quarter.back(QUARTERS_SHOWN)
    of_quarter: dict[Quarter, list[CountedRow]] = defaultdict(list)
    for row in rows:
        placed_in = quarter.calendar.quarter_of(row.counted_on)
        if placed_in not in unknown:
            of_quarter[placed_in].append(row)
    units = _units(of_quarter[quarters[-1]])
    rows = []
    for one, placed in of_quarter.items():
        if units and (len(units) > 1 or _units(placed) - units):
            of_quarter[one] = []
        rows += of_quarter[one]
    last = quarters[-QUARTERS_OF_A_YEAR:]
    of_year = [row for one in last for row in of_quarter[one]]
    weights = _known_weights(rows) if definition.metric.kind == "rate" else np.array([])
    is_known = not any(one in unknown for one in last)
    year = _evidence(definition, of_year, weights) if is_known else None
    return Past(
        [_evidence(definition, of_quarter[one], weights) for one in quarters],
        year,
        None if year is None else _summed(definition, of_year, year),
    )


def _units(rows: Sequence[CountedRow]) -> set[str | None]:
    """The units of the rows that weigh anything."""
    return {row.measured_in for row in rows if row.numerator or row.denominator}


def _evidence(
    definition: Definition, rows: Sequence[CountedRow], weights: np.ndarray
) -> Evidence | None:
    """Rows in the form that the metric's kind is tested in; null where nothing is counted.
    `weights` are what all events at hand weigh, those of other quarters too.
    """
    kind = definition.metric.kind
    if not rows or (definition.is_ratio and not sum(row.denominator for row in rows)):
        return None
    if kind == "rate":
        exposure = float(sum(row.denominator for row in rows))
        return Events(weights_of_events(rows), exposure, weights)
    if kind == "share":
        return _shares(rows)
    if kind == "ratio":
        sums = list(sums_of_orders(rows).values())
        return Drawn(
            _floats([over for over, _ in sums]), _floats([under for _, under in sums])
        )
    values = _floats([row.numerator for row in rows])
    is_open = np.array([not row.is_final for row in rows])
    if kind == "spread":
        _, sizes = np.unique([row.together for row in rows], return_counts=True)
        return Spread(values, sizes, is_open)
    if definition.agreed.get("statistic") == "mean":
        return Drawn(values, np.ones(len(values)), may_grow=bool(is_open.any()))
    return Middle(values, is_open)


def _shares(rows: Sequence[CountedRow]) -> Evidence:
    weighing = [row for row in rows if row.denominator]
    if are_trials([(row.numerator, row.denominator) for row in weighing]):
        sums = sums_of_orders(weighing)
        return Shares(
            np.array([int(of) for _, of in sums.values()]),
            np.array([int(met) for met, _ in sums.values()]),
        )
    return WeightedShares(
        _floats([row.denominator for row in weighing]),
        _floats([row.numerator for row in weighing]),
        np.array([row.together for row in weighing]),
    )


def are_trials(
    weights: Sequence[tuple[Number, Number]],
) -> bool:
    """Whether each (numerator, denominator) met or did not, and weighs as much as any."""
    return all(of == 1 and met in (0, 1) for met, of in weights if of)


def _known_weights(rows: Sequence[CountedRow]) -> np.ndarray:
    """What each event weighs; one where none happened and what they are counted against is counted
    one by one itself.
    """
    weights = weights_of_events(rows)
    if not len(weights) and all(row.denominator in (0, 1) for row in rows):
        return np.ones(1)
    return weights


def weights_of_events(rows: Sequence[CountedRow]) -> np.ndarray:
    sums = sums_of_orders([row for row in rows if row.numerator > 0])
    return _floats([met for met, _ in sums.values()])


def sums_of_orders(rows: Sequence[CountedRow]) -> dict[str, tuple[Number, Number]]:
    """Numerators and denominators of what hangs together, added up."""
    sums: dict[str, tuple[Number, Number]] = {}
    for row in rows:
        over, under = sums.get(row.together, (0, 0))
        sums[row.together] = (over + row.numerator, under + row.denominator)
    return sums


def values_of_orders(rows: Sequence[CountedRow]) -> list[list[float]]:
    """The values of what hangs together, one list for each."""
    return [[value for value, _ in one] for one in times_of_orders(rows)]


def times_of_orders(rows: Sequence[CountedRow]) -> list[list[tuple[float, bool]]]:
    """As values_of_orders, each with whether it is final."""
    values: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for row in rows:
        values[row.together].append((float(row.numerator), row.is_final))
    return list(values.values())


def _floats(numbers: Sequence[Number]) -> np.ndarray:
    return np.array([float(number) for number in numbers])


def _summed(definition: Definition, rows: Sequence[CountedRow], year: Evidence) -> Year:
    weights = [(Fraction(row.numerator), Fraction(row.denominator)) for row in rows]
    found = figure_of(definition, definition.agreed, weights)
    unit = unit_of(definition)
    ends = year.interval()
    return Year(
        year.value * unit if found is None else float(found.value),
        count_of(definition, rows),
        ends and (ends[0] * unit, ends[1] * unit),
        orders_of(rows) if definition.is_ratio else orders_of_values(rows),
        found.bound if found else None,
    )


def unit_of(definition: Definition) -> float:
    """What a value of the evidence is multiplied by to be in the metric's unit."""
    if definition.is_ratio:
        return definition.multiplier
    return 1 / MINUTES_PER_HOUR if definition.unit == "h" else 1


def count_of(definition: Definition, rows: Sequence[CountedRow]) -> int:
    """n: the events of a metric that counts them, else the rows that stand in the denominator."""
    if definition.metric.n_of == "event":
        return sum(row.numerator > 0 for row in rows)
    if definition.is_ratio:
        return sum(row.denominator > 0 for row in rows)
    return len(rows)


def orders_of(rows: Sequence[CountedRow]) -> int | None:
    """How many orders the rows that count belong to; null where no two share one."""
    return orders_of_values([row for row in rows if row.denominator])


def orders_of_values(rows: Sequence[CountedRow]) -> int | None:
    """As orders_of, of rows that all count: a value that is not final does, too."""
    orders = len({row.together for row in rows})
    return orders if orders < len(rows) else None
