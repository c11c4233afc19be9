"""Delivery: what on time in full (D1) and delivery variability (D3) have to say beside their
numbers. All are counted on schedule lines.
"""

from __future__ import annotations

from dataclasses import replace

from srmlib.metrics.arithmetic import TOP, median, quantile
from srmlib.metrics.counted import read_metric
from srmlib.metrics.result import Reading
from srmlib.metrics.rows import count_outcome
from srmlib.numbers import said
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import Definition
from srmlib.rules.metric import Noun
from srmlib.snapshot import Snapshot
from srmlib.snapshot.database import statement


def read_d1(
    snapshot: Snapshot, definition: Definition, supplier_id: str, quarter: Quarter
) -> Reading:
    """Where the extract has no received quantity the date alone decides, and a note says so;
    another names the lines that the buyer changed inside the lead time.
    """
    (found,) = snapshot.records(
        statement("metrics/readings/lines_of_quarter"),
        [supplier_id, quarter.start, quarter.until],
    )
    lines = found["line_count"]
    without_qty = found["without_qty"]
    changed = found["changed"]
    missed_changed = found["missed_changed"]
    notes = (
        [
            f"Received quantities are not supplied for {without_qty} of {lines} lines: there the date"
            " alone decides."
        ]
        if without_qty
        else []
    )
    if changed:
        were = "was" if missed_changed == 1 else "were"
        notes.append(
            f"The buyer changed {changed} of {lines} lines inside the lead time;"
            f" {missed_changed or 'none'} of the changed lines {were} missed."
        )
    if without_qty and not found["with_qty"]:
        definition = replace(definition, name="On time (quantities not supplied)")
    counted = definition.metric.counted
    if definition.agreed["unit"] == "order":
        counted = Noun(one="order", many="orders")
    return read_metric(snapshot, definition, supplier_id, quarter, notes, counted=counted)


def read_d3(
    snapshot: Snapshot, definition: Definition, supplier_id: str, quarter: Quarter
) -> Reading:
    """Lines whose days say nothing are left out, and notes say how many. Days late stand beside the
    whole lead time.
    """
    undated, backwards = (
        count_outcome(snapshot, "D3", supplier_id, quarter, outcome)
        for outcome in ("no_start", "backwards")
    )
    start = definition.agreed["start"]
    lines = definition.row.count
    notes = _lead_time_notes(snapshot, supplier_id, quarter) if start == "due" else []
    if undated:
        begin = "order date" if start == "ordered" else "day to start from"
        notes.append(f"Left out: {lines(undated)} without a known {begin}.")
    if backwards:
        they, their = ("it was", "its") if backwards == 1 else ("they were", "their")
        received = f"Left out: {lines(backwards)} received before {they}"
        if start == "ordered":
            notes.append(f"{received} ordered; {their} dates cannot be right.")
        else:
            notes.append(f"{received} confirmed.")
    return read_metric(snapshot, definition, supplier_id, quarter, notes)


def _lead_time_notes(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> list[str]:
    """The whole lead time of the lines that count and are full, from order to full, in days."""
    found = snapshot.records(
        statement("metrics/readings/lead_times"),
        [supplier_id, quarter.start, quarter.until],
    )
    days = [row["lead_time_days"] for row in found]
    if not days:
        return []
    middle = said(float(median(days)), 1)
    top = said(float(quantile(days, TOP)), 1)
    return [
        f"From order to receipt: median {middle} days, 90th percentile {top} days"
        f" (n = {len(days):,})."
    ]
