"""The buyer's part: what forecast error (B2) has to say beside its number."""

from __future__ import annotations

from srmlib.metrics.counted import read_metric
from srmlib.metrics.result import Reading
from srmlib.metrics.rows import rows_behind
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import Definition
from srmlib.snapshot import Snapshot


def read_b2(
    snapshot: Snapshot, definition: Definition, supplier_id: str, quarter: Quarter
) -> Reading:
    """The error has no sign; a note says whether the buyer forecast too much or too little, where all is
    measured in one unit.
    """
    rows = rows_behind(snapshot, "B2", supplier_id, quarter)
    counted = rows[rows["is_counted"].astype(bool)]
    forecast = counted["forecast_qty"].sum()
    ordered = counted["ordered_qty"].sum()
    notes = []
    bias = float(100 * (forecast - ordered) / ordered) if len(counted) and ordered else 0.0
    is_one_unit = counted["measured_in"].nunique(dropna=False) == 1
    if is_one_unit and round(bias):
        more = "more" if bias > 0 else "less"
        notes = [f"The buyer forecast {abs(bias):.0f}% {more} than it then ordered."]
    return read_metric(snapshot, definition, supplier_id, quarter, notes)
