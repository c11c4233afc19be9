"""Quality: what defective parts (Q2) have to say beside their number while an analysis is open."""

from __future__ import annotations

from srmlib.metrics.arithmetic import ratio
from srmlib.metrics.counted import read_metric
from srmlib.metrics.result import Reading
from srmlib.metrics.rows import rows_behind
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import Definition
from srmlib.snapshot import Snapshot


def read_q2(
    snapshot: Snapshot, definition: Definition, supplier_id: str, quarter: Quarter
) -> Reading:
    """Where notices are left out because their analysis is open, the value is a least one: a note
    says whether a goal that is met would be so with all that is claimed in them, and nothing is
    judged that this would undo.
    """
    rows = rows_behind(snapshot, "Q2", supplier_id, quarter)
    counted = rows[rows["is_counted"].astype(bool)]
    awaited = rows[(rows["outcome"] == "open") & ~rows["is_counted"].astype(bool)]
    confirmed, received = counted["numerator"].sum(), counted["denominator"].sum()
    least = ratio(confirmed, received, definition.multiplier)
    most = ratio(confirmed + awaited["claimed_qty"].sum(), received, definition.multiplier)
    if least is None and confirmed:
        said = "Defects were confirmed in the quarter, but no known quantity was received in it."
        return read_metric(snapshot, definition, supplier_id, quarter, notes=[said])
    if not len(awaited) or least is None or most is None:
        return read_metric(snapshot, definition, supplier_id, quarter)
    notes = []
    if least <= definition.goal:
        is_met = "met" if most <= definition.goal else "missed"
        notes = [f"With all that is claimed in them the goal would be {is_met}."]
    return read_metric(
        snapshot,
        definition,
        supplier_id,
        quarter,
        notes,
        is_known_enough=not least <= definition.goal < most,
    )
