"""What was counted: sums by month from the mart, and the rows themselves. Every number of a metric
starts here.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pandas as pd

from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import Definition
from srmlib.snapshot import Snapshot
from srmlib.snapshot.database import sql, statement
from srmlib.snapshot.definitions import definition_of, rows_table

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Sum:
    """Counted rows added up: `rows` of them stand in the denominator, `met` of them in the
    numerator.
    """

    numerator: Decimal = NOTHING
    denominator: Decimal = NOTHING
    rows: int = 0
    met: int = 0

    def __add__(self, other: Sum) -> Sum:
        return Sum(
            self.numerator + other.numerator,
            self.denominator + other.denominator,
            self.rows + other.rows,
            self.met + other.met,
        )


def sums_by_month(
    snapshot: Snapshot, metric_id: str, supplier_id: str, start: date, until: date
) -> dict[str, dict[date, Sum]]:
    """Per basis and month (its first day) in [start, until); months with nothing counted are left
    out.
    """
    found: dict[str, dict[date, Sum]] = defaultdict(dict)
    asked = statement("metrics/readings/months")
    for row in snapshot.records(asked, [metric_id, supplier_id, start, until]):
        found[row["basis"]][row["month_on"]] = Sum(
            row["numerator"], row["denominator"], int(row["row_count"]), int(row["met_count"])
        )
    return found


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
        found[row["basis"]].append((row["counted_on"], row["numerator"], row["denominator"]))
    return found


def rows_behind(
    snapshot: Snapshot, metric_id: str, supplier_id: str, quarter: Quarter, basis: str = "agreed"
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
        return counted[counted["outcome"] != "on_time"].sort_values(["counted_on", "row_id"])
    missed = counted["numerator"] > 0
    if definition.better == "up":
        missed = counted["numerator"] < counted["denominator"]
    return counted[missed].sort_values(
        ["numerator", "counted_on", "row_id"], ascending=[False, True, True]
    )


def is_measured(definition: Definition) -> bool:
    """True where every row puts a size of its own into the metric: none is simply missed."""
    return definition.metric.kind in ("ratio", "statistic", "spread")
