"""What a verdict would be if all that is disputed were decided for the one firm, or for the other."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from srmlib.metrics.arithmetic import value_of
from srmlib.metrics.disputes import IfDecided, disputed_range, rows_if_decided
from srmlib.metrics.evidence import (
    QUARTERS_SHOWN,
    CountedRow,
    count_of,
    past_of,
    what_it_hangs_on,
)
from srmlib.metrics.result import Reading
from srmlib.metrics.verdict import is_enough, is_met, verdict
from srmlib.rules.calendar import Quarter
from srmlib.snapshot import Snapshot

# What is tested row by row, as past_of does it. Cost has its own way of putting rows together.
BY_ROW = ("share", "rate")


def verdicts_if_decided(
    snapshot: Snapshot, reading: Reading, supplier_id: str, quarter: Quarter
) -> dict[str, str | None]:
    """By firm the verdict with every open dispute of the last eight quarters decided for it; null
    where there would be too few rows. Empty without an open dispute, and without a verdict.

    Where rows are not tested one by one, only met or missed is read anew.
    """
    definition = reading.definition
    if reading.verdict is None:
        return {}
    if definition.metric.kind not in BY_ROW:
        found = disputed_range(snapshot, definition, supplier_id, quarter)
        if found is None:
            return {}
        ends = {"supplier": found.for_supplier, "buyer": found.for_buyer}
        return {firm: _side_of(reading, end) for firm, end in ends.items()}
    quarters = quarter.back(QUARTERS_SHOWN)
    decided = rows_if_decided(snapshot, definition, supplier_id, quarters)
    if decided is None:
        return {}
    return {
        firm: verdict_of(reading, _counted(decided, firm), quarters)
        for firm in decided.rows
    }


def _side_of(reading: Reading, value: float | None) -> str | None:
    """Its own verdict where the value is on the same side of the goal, else met or missed."""
    if value is None:
        return None
    if is_met(reading.definition, value) == reading.is_green:
        return reading.verdict
    return "missed" if reading.is_green else "met"


def _counted(decided: IfDecided, firm: str) -> list[CountedRow]:
    return [
        CountedRow(
            row["row_id"],
            row["counted_on"],
            numerator,
            denominator,
            what_it_hangs_on(row["row_id"], row.get("order_id")),
            row.get("measured_in"),
        )
        for row, (numerator, denominator) in decided.rows[firm]
    ]


def verdict_of(
    reading: Reading, rows: Sequence[CountedRow], quarters: Sequence[Quarter]
) -> str | None:
    """The verdict that a reading would have by other rows; None where there would be too few.
    Quarters of which too little is known, or that are only so far, stay so.
    """
    definition = reading.definition
    unknown = reading.unknown
    past = past_of(definition, rows, quarters[-1], unknown)
    history: list[float | None] = []
    for quarter in quarters:
        placed = [row for row in rows if row.counted_on in quarter]
        weights = [(Fraction(row.numerator), Fraction(row.denominator)) for row in placed]
        value = value_of(definition, definition.agreed, weights)
        exposure = Decimal(sum(row.denominator for row in placed))
        if (
            quarter in unknown
            or value is None
            or not is_enough(definition, count_of(definition, placed), exposure)
        ):
            history.append(None)
        else:
            history.append(float(value))
    now = history[-1]
    if now is None:
        return None
    so_far = bool(reading.immature)
    return verdict(definition, now, past, history, is_so_far=so_far).word
