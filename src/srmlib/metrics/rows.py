"""What was counted: sums by month from the mart, and the rows themselves. Every number of a metric
starts here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pandas as pd

from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import Definition
from srmlib.snapshot import Record, Snapshot
from srmlib.snapshot.database import sql, statement
from srmlib.snapshot.definitions import definition_of, rows_table

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Sum:
    """Counted rows added up: `rows` of them stand in the denominator, `met` of them in the
    numerator. `units` are the units they are measured in, None among them for what is counted in
    rows or whose unit is not known; kilograms and pieces have no sum, so that nothing stands in
    numerator and denominator where there are several.
    """

    numerator: Decimal = NOTHING
    denominator: Decimal = NOTHING
    rows: int = 0
    met: int = 0
    units: frozenset[str | None] = frozenset()

    def __add__(self, other: Sum) -> Sum:
        added = Sum(
            self.numerator + other.numerator,
            self.denominator + other.denominator,
            self.rows + other.rows,
            self.met + other.met,
            self.units | other.units,
        )
        return added.without_amounts() if added.is_mixed else added

    @property
    def is_mixed(self) -> bool:
        """Whether its rows are measured in several units."""
        return len(self.units) > 1

    def without_amounts(self) -> Sum:
        return replace(self, numerator=NOTHING, denominator=NOTHING)


def sums_by_month(
    snapshot: Snapshot, metric_id: str, supplier_id: str, start: date, until: date
) -> dict[str, dict[date, Sum]]:
    """Per basis and month (its first day) in [start, until); months with nothing counted are left
    out.
    """
    found: dict[str, dict[date, Sum]] = defaultdict(dict)
    asked = statement("metrics/readings/months")
    for row in snapshot.records(asked, [metric_id, supplier_id, start, until]):
        months = found[row["basis"]]
        months[row["month_on"]] = months.get(row["month_on"], Sum()) + _sum_of(row)
    return found


def _sum_of(row: Record) -> Sum:
    """What weighs nothing, such as a notice that was refuted, is in no unit."""
    weighs = bool(row["numerator"] or row["denominator"])
    return Sum(
        row["numerator"],
        row["denominator"],
        int(row["row_count"]),
        int(row["met_count"]),
        frozenset([row["measured_in"]] if weighs else []),
    )


def in_one_unit(sums: Sequence[Sum]) -> list[Sum]:
    """Sums that are compared with each other, oldest first: those in another unit than the last
    that has one have no amounts.

    >>> kg, piece = (Sum(Decimal(1), Decimal(2), 1, 1, frozenset([unit])) for unit in ("kg", "piece"))
    >>> [one.denominator for one in in_one_unit([kg, piece, Sum(), kg])]
    [Decimal('2'), Decimal('0'), Decimal('0'), Decimal('2')]
    """
    last: frozenset[str | None] = next(
        (one.units for one in reversed(sums) if one.units), frozenset()
    )
    return [one if one.units <= last else one.without_amounts() for one in sums]


def sums_by_unit(
    snapshot: Snapshot, metric_id: str, supplier_id: str, quarter: Quarter
) -> dict[str | None, Sum]:
    """What the agreed basis counted in a quarter, apart by the unit it is measured in (None: not
    known), in the order of their names.
    """
    found: dict[str | None, Sum] = defaultdict(Sum)
    asked = statement("metrics/readings/months")
    values = [metric_id, supplier_id, quarter.start, quarter.until]
    for row in snapshot.records(asked, values):
        one = _sum_of(row)
        if row["basis"] == "agreed" and one.units:
            found[row["measured_in"]] += one
    return dict(sorted(found.items(), key=lambda item: (item[0] is None, item[0])))


def units_of(rows: Iterable[Record]) -> frozenset[str | None]:
    """The units in which counted rows are measured, of those that weigh anything."""
    return frozenset(
        row.get("measured_in") for row in rows if row["numerator"] or row["denominator"]
    )


def by_quarter(months: dict[date, Sum], quarters: list[Quarter]) -> dict[Quarter, Sum]:
    """The months added up; an empty Sum where nothing was counted."""
    return {
        quarter: sum((one for month, one in months.items() if month in quarter), Sum())
        for quarter in quarters
    }


def counted_values(
    snapshot: Snapshot, metric_id: str, supplier_id: str, start: date, until: date
) -> dict[str, list[tuple[date, Decimal, Decimal]]]:
    """Per basis the counted rows in [start, until) as (day that places it, numerator, denominator),
    ordered by row id.
    """
    found: dict[str, list[tuple[date, Decimal, Decimal]]] = defaultdict(list)
    asked = sql(statement("metrics/readings/counted_values"), rows=rows_table(metric_id))
    for row in snapshot.records(asked, [supplier_id, start, until]):
        found[row["basis"]].append(
            (row["counted_on"], row["numerator"], row["denominator"])
        )
    return found


def rows_behind(
    snapshot: Snapshot,
    metric_id: str,
    supplier_id: str,
    quarter: Quarter,
    basis: str = "agreed",
) -> pd.DataFrame:
    """The rows behind a number, one each: row_id, counted_on, outcome, is_counted, numerator,
    denominator, and what describes them.

    Rows the basis leaves out are there too (is_counted false, the outcome says why), as far as they
    are placed in the quarter. Where other firms merged into the supplier, `was_supplier_id` is the
    id that stands in the extract, null where it is the supplier's own.
    """
    rows = snapshot.frame(
        sql(statement("metrics/readings/rows_behind"), rows=rows_table(metric_id)),
        [basis, supplier_id, quarter.start, quarter.until],
    )
    rows = rows.drop(columns=["basis", "supplier_id"])
    if former := former_firms(snapshot, metric_id, supplier_id):
        was = [former.get(row_id) for row_id in rows["row_id"]]
        rows["was_supplier_id"] = pd.Series(was, index=rows.index, dtype="string[pyarrow]")
    return rows


def former_firms(snapshot: Snapshot, metric_id: str, supplier_id: str) -> dict[str, str]:
    """Per row of a metric that is of a firm which merged into the supplier, the firm that was."""
    firms = "SELECT count(*) FROM merged_firms WHERE into_supplier_id = ?"
    if not snapshot.scalar(firms, [supplier_id]):
        return {}
    tables = definition_of(snapshot.con, metric_id).tables
    asked = statement("metrics/readings/former_firms")
    return {
        row["row_id"]: row["was_supplier_id"]
        for row in snapshot.records(asked, [supplier_id])
        if row["table"] in tables
    }


def count_outcome(
    snapshot: Snapshot, metric_id: str, supplier_id: str, quarter: Quarter, outcome: str
) -> int:
    """How many rows of the agreed basis placed in the quarter have an outcome."""
    count: int = snapshot.scalar(
        sql(statement("metrics/readings/count_outcome"), rows=rows_table(metric_id)),
        [supplier_id, quarter.start, quarter.until, outcome],
    )
    return count


def missed_rows(definition: Definition, rows: pd.DataFrame) -> pd.DataFrame:
    """The counted rows that stand against the metric, worst first: not met, or where less is better
    those that happened; of measured values all.
    """
    counted = rows[rows["is_counted"].astype(bool)]
    if is_measured(definition):
        return counted[counted["numerator"] > 0].sort_values(
            ["numerator", "row_id"], ascending=[False, True]
        )
    if definition.agreed.get("unit") == "order":
        # An order stands on one of its lines; what was missed are its lines that were.
        return counted[counted["outcome"] != "on_time"].sort_values(
            ["counted_on", "row_id"]
        )
    missed = counted["numerator"] > 0
    if definition.better == "up":
        missed = counted["numerator"] < counted["denominator"]
    return counted[missed].sort_values(
        ["numerator", "counted_on", "row_id"], ascending=[False, True, True]
    )


def is_measured(definition: Definition) -> bool:
    """True where every row puts a size of its own into the metric: none is simply missed."""
    return definition.metric.kind in ("ratio", "statistic", "spread")
