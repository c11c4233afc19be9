"""Disputed rows: what the number would be if every open dispute were decided for the one firm, then for the other."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from srmlib.calendar import Quarter
from srmlib.metrics.definition import Definition
from srmlib.metrics.measure import value_of
from srmlib.snapshot import Snapshot

CLAIM = {"met": (True, True), "missed": (True, False), "not_counted": (False, False)}


@dataclass(frozen=True)
class DisputedRange:
    """The value in the metric's unit with all open disputes decided for the supplier, and for the buyer; null where nothing is left to count."""

    for_supplier: float | None
    for_buyer: float | None
    open_count: int

    def to_json(self) -> dict:
        return {"for_supplier": self.for_supplier, "for_buyer": self.for_buyer, "open": self.open_count}


def disputes_of(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> pd.DataFrame:
    """The disputes over rows placed in a quarter, oldest first: dispute_id, metric_id, row_id, raised_by, raised_on, claim, words, state, answer,
    counted_on, outcome (as the row reads now, on the agreed basis)."""
    return snapshot.rows(
        "SELECT d.dispute_id, d.metric_id, d.row_id, d.raised_by, d.raised_on, d.claim, d.words, d.state, d.answer, r.counted_on, r.outcome"
        " FROM disputes AS d INNER JOIN metric_rows AS r"
        " ON r.metric_id = d.metric_id AND r.row_id = d.row_id AND r.supplier_id = d.supplier_id AND r.basis = 'agreed'"
        " WHERE d.supplier_id = ? AND r.counted_on >= ? AND r.counted_on < ? ORDER BY d.raised_on, d.dispute_id",
        [supplier_id, quarter.start, quarter.until],
    )


def disputed_range(snapshot: Snapshot, definition: Definition, supplier_id: str, quarter: Quarter) -> DisputedRange | None:
    """The range of a ratio metric; None without an open dispute over a row of the quarter.

    A claim that is granted makes the row met, missed or not counted; the claims of the other firm are then refused.
    """
    rows = snapshot.con.execute(
        "SELECT r.is_counted, r.numerator, r.denominator, d.raised_by, d.claim FROM metric_rows AS r LEFT JOIN disputes AS d"
        " ON d.metric_id = r.metric_id AND d.row_id = r.row_id AND d.supplier_id = r.supplier_id AND d.state = 'open'"
        " WHERE r.metric_id = ? AND r.basis = 'agreed' AND r.supplier_id = ? AND r.counted_on >= ? AND r.counted_on < ?",
        [definition.metric_id, supplier_id, quarter.start, quarter.until],
    ).fetchall()
    open_count = sum(row[3] is not None for row in rows)
    if not open_count:
        return None

    def value(granted_to: str) -> float | None:
        counted = [_as_claimed(row) if row[3] == granted_to else (row[1], row[2]) for row in rows if row[0] or row[3] == granted_to]
        exact = value_of(definition, definition.agreed, [(Fraction(n), Fraction(d)) for n, d in counted if d is not None])
        return None if exact is None else float(exact)

    return DisputedRange(value("supplier"), value("buyer"), open_count)


def _as_claimed(row: tuple) -> tuple[int, int] | tuple[None, None]:
    """What a row would put into numerator and denominator if its claim were granted; a row that was not counted has no weight of its own but one."""
    is_counted, is_met = CLAIM[row[4]]
    weight = row[2] or 1
    return (weight if is_met else 0, weight) if is_counted else (None, None)
