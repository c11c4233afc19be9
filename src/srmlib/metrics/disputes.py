"""Disputed rows: what the number would be if every open dispute were decided for the one firm, then
for the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pandas as pd

from srmlib.encoding import Block
from srmlib.metrics.arithmetic import value_of
from srmlib.metrics.rows import units_of
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import Definition
from srmlib.snapshot import Record, Snapshot
from srmlib.snapshot.database import sql, statement
from srmlib.snapshot.definitions import rows_table

# What the outcome of a row begins with that reads as a dispute over it was decided.
DECIDED = "decided_"
# What a row puts into numerator and denominator.
Weights = tuple[Decimal | int, Decimal | int]


@dataclass(frozen=True)
class DisputedRange:
    """The value in the metric's unit with all open disputes decided for the supplier, and for the
    buyer; null where nothing is left to count, or in several units of measure.
    """

    for_supplier: float | None
    for_buyer: float | None
    open_count: int

    def to_json(self) -> Block:
        """The values have all their digits."""
        return {
            "for_supplier": self.for_supplier,
            "for_buyer": self.for_buyer,
            "open": self.open_count,
        }


def disputes_of(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> pd.DataFrame:
    """The disputes over rows placed in a quarter, oldest first: dispute_id, metric_id, row_id,
    raised_by, raised_on, claim, words, state, answer, counted_on, outcome (as the row reads now, on
    the agreed basis).
    """
    return snapshot.frame(
        statement("metrics/readings/disputes"),
        [supplier_id, quarter.start, quarter.until, snapshot.entered_until],
    )


def disputed_range(
    snapshot: Snapshot, definition: Definition, supplier_id: str, quarter: Quarter
) -> DisputedRange | None:
    """The range of a ratio metric; None without an open dispute over a row of the quarter, and for
    a statistic of values or of whole orders.

    A claim that is granted makes the row met, missed or not counted; the claims of the other firm
    are then refused. Where less is better, a row that is met puts nothing into the numerator.
    """
    decided = rows_if_decided(snapshot, definition, supplier_id, [quarter])
    if decided is None:
        return None
    is_mixed = len(units_of(row for row, _ in decided.rows["buyer"])) > 1

    def value(granted_to: str) -> float | None:
        if is_mixed:
            return None
        weights = [(Fraction(n), Fraction(d)) for _, (n, d) in decided.rows[granted_to]]
        exact = value_of(definition, definition.agreed, weights)
        return None if exact is None else float(exact)

    return DisputedRange(value("supplier"), value("buyer"), decided.open_count)


@dataclass(frozen=True)
class IfDecided:
    """Per firm the rows that are counted if all is decided for it, each with what it puts into
    numerator and denominator then.
    """

    rows: dict[str, list[tuple[Record, Weights]]]
    open_count: int


def rows_if_decided(
    snapshot: Snapshot,
    definition: Definition,
    supplier_id: str,
    quarters: Sequence[Quarter],
) -> IfDecided | None:
    """The rows of quarters in a row with every open dispute decided; None without an open one over
    any of them, and for a statistic of values or of whole orders.
    """
    if not definition.is_ratio or definition.agreed.get("unit") == "order":
        return None
    raised = snapshot.records(
        statement("metrics/readings/open_claims"),
        [definition.metric_id, supplier_id, snapshot.entered_until],
    )
    if not raised:
        return None
    rows = snapshot.records(
        sql(
            statement("metrics/readings/rows_behind"), rows=rows_table(definition.metric_id)
        ),
        ["agreed", supplier_id, quarters[0].start, quarters[-1].until],
    )
    known = {row["row_id"] for row in rows}
    open_here = [one for one in raised if one["row_id"] in known]
    if not open_here:
        return None
    claims = {(one["row_id"], one["raised_by"]): one["claim"] for one in open_here}
    decided: dict[str, list[tuple[Record, Weights]]] = {"supplier": [], "buyer": []}
    for firm, counted in decided.items():
        for row in rows:
            weights = as_claimed(definition, row, claims.get((row["row_id"], firm)))
            if weights is not None:
                counted.append((row, weights))
    return IfDecided(decided, len(open_here))


def as_claimed(definition: Definition, row: Record, claim: str | None) -> Weights | None:
    """What a row puts into numerator and denominator if its claim is granted; None where it is not
    counted then. Without a claim, as it stands.
    """
    is_counted = row["is_counted"]
    numerator = row["numerator"]
    denominator = row["denominator"]
    if claim is None:
        return (numerator, denominator) if is_counted else None
    if claim == "not_counted":
        return None
    # A row that was not counted weighs one; an event stands in no denominator.
    weight = denominator if is_counted else 1
    is_in_numerator = (claim == "met") == (definition.better == "up")
    return (weight or numerator or 1 if is_in_numerator else 0, weight)
