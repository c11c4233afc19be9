"""Delivery: on time in full (D1) and lead-time spread (D3). Both are counted on schedule lines by their due date."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from decimal import Decimal

import numpy as np

from srmlib.calendar import Quarter, first_of_next_month
from srmlib.metrics.definition import Definition
from srmlib.metrics.reading import BasisReading, Reading
from srmlib.metrics.verdict import bootstrap_interval, judge, wilson_interval
from srmlib.snapshot import Snapshot

QUARTERS_SHOWN = 8
MONTHS_SHOWN = 24


def percentage(numerator: int, denominator: int) -> float | None:
    """numerator ÷ denominator in percent, dividing last; null when there is nothing to count.

    >>> percentage(41, 48)
    85.41666666666667
    >>> percentage(0, 0) is None
    True
    """
    return 100 * numerator / denominator if denominator else None


def spread(days: np.ndarray) -> np.ndarray:
    """90th percentile minus median along the last axis, in days, with linear interpolation.

    >>> float(spread(np.array([10, 10, 11, 12, 20])))
    5.8
    """
    p90, p50 = np.quantile(days, [0.9, 0.5], axis=-1)
    return np.round(p90 - p50, 9)


def on_time_in_full(snapshot: Snapshot, definition: Definition, supplier_id: str, quarter: Quarter) -> Reading:
    """D1, on time, in full.

    Formula: schedule lines received in full by their due date ÷ schedule lines due in the quarter.
    Unit: percent. Source: schedule_lines, receipts (mart line_outcomes).
    Counts: lines due in the quarter that were delivered, or open and overdue at the as-of date (a miss). Not counted: cancelled before
    the due date, open and not yet due, nothing ordered, no due date. Early is on time. Returns do not undo a delivery, reversals do.
    Where the extract has no received quantity, the date alone decides, and a note says so. Null ("no_data") when no line was due.
    """
    quarters = quarter.back(QUARTERS_SHOWN)
    unit = definition.switches["agreed"].unit
    counts = {basis: _counted(snapshot, supplier_id, basis, switches.unit, quarter) for basis, switches in definition.switches.items()}
    by_quarter = {q: _counted(snapshot, supplier_id, "agreed", unit, q) for q in quarters}
    on_time, due, lines_on_time, lines_due, without_qty = by_quarter[quarter]
    notes = [f"Received quantities are not supplied for {without_qty} of {lines_due} lines: the date alone decides there."] if without_qty else []
    history = [(q.label, percentage(*by_quarter[q][:2]), by_quarter[q][3]) for q in quarters]
    if without_qty and without_qty == lines_due:
        definition = replace(definition, name="On time (quantities not supplied)")
    return judge(
        definition,
        value=percentage(on_time, due),
        n=lines_due,
        # By quantity or value a line is still one trial: the interval is that of the lines.
        interval=wilson_interval(lines_on_time, lines_due) if lines_due and unit == "line" else None,
        numerator=on_time,
        denominator=due,
        bases={
            basis: BasisReading(percentage(*counts[basis][:2]), *counts[basis][:2], switches=asdict(switches))
            for basis, switches in definition.switches.items()
        },
        history=history,
        notes=notes,
    )


COUNTED = {"line": ("on_time_count", "due_count"), "quantity": ("on_time_qty", "due_qty"), "value": ("on_time_amount", "due_amount")}


def _counted(snapshot: Snapshot, supplier_id: str, basis: str, unit: str, quarter: Quarter) -> tuple[int, int, int, int, int]:
    """On time and due in the basis' unit, on time and due in lines, and lines without a received quantity."""
    hits, due = COUNTED[unit]
    row = snapshot.con.execute(
        "SELECT sum(" + hits + "), sum(" + due + "), sum(on_time_count), sum(due_count), sum(without_qty_count) FROM delivery_by_month"
        " WHERE basis = ? AND supplier_id = ? AND month_on >= ? AND month_on < ?",
        [basis, supplier_id, quarter.start, quarter.until],
    ).fetchall()[0]
    return tuple(int(x or 0) if unit == "line" or i > 1 else x or Decimal(0) for i, x in enumerate(row))


def delivery_months(snapshot: Snapshot, supplier_id: str, start: date, until: date) -> list[tuple[date, int, int, int]]:
    """Per month of the due date in [start, until), none left out: first day, lines on time in full, lines due, lines without a received quantity."""
    found = snapshot.con.execute(
        "SELECT month_on, on_time_count, due_count, without_qty_count FROM delivery_by_month"
        " WHERE basis = 'agreed' AND supplier_id = ? AND month_on >= ? AND month_on < ? ORDER BY month_on",
        [supplier_id, start, until],
    ).fetchall()
    counts, month, months = {row[0]: row[1:] for row in found}, start, []
    while month < until:
        on_time, due, without_qty = counts.get(month, (0, 0, 0))
        months.append((month, int(on_time), int(due), int(without_qty)))
        month = first_of_next_month(month)
    return months


def lead_time_spread(snapshot: Snapshot, definition: Definition, supplier_id: str, quarter: Quarter) -> Reading:
    """D3, lead-time spread.

    Formula: 90th percentile − median of the days from order to the receipt that filled the line.
    Unit: days. Source: schedule_lines, receipts (mart line_outcomes).
    Counts: schedule lines due in the quarter and received in full, with a known order date not after the receipt; the others are left out
    and a note says how many. Null ("no_data") when there is none.
    """
    quarters = quarter.back(QUARTERS_SHOWN)
    rows = snapshot.con.execute(
        "SELECT due_on, lead_time_days, ordered_on IS NULL, is_received_before_ordered FROM line_outcomes"
        " WHERE basis = 'agreed' AND supplier_id = ? AND due_on >= ? AND due_on < ? AND filled_on IS NOT NULL ORDER BY line_id",
        [supplier_id, quarters[0].start, quarter.until],
    ).fetchall()
    days = {q: np.array([row[1] for row in rows if row[0] in q and row[1] is not None], dtype=float) for q in quarters}
    undated = sum(row[2] for row in rows if row[0] in quarter)
    backwards = sum(row[3] for row in rows if row[0] in quarter)
    notes = [f"{undated} lines without a known order date are left out."] if undated else []
    notes += [f"{backwards} lines received before they were ordered are left out: their dates cannot be right."] if backwards else []
    now = days[quarter]
    return judge(
        definition,
        value=float(spread(now)) if len(now) else None,
        n=len(now),
        interval=bootstrap_interval(now[:, None], lambda resamples: spread(resamples[:, :, 0])) if len(now) > 1 else None,
        history=[(q.label, float(spread(days[q])) if len(days[q]) else None, len(days[q])) for q in quarters],
        notes=notes,
    )
