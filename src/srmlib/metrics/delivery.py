"""Delivery: on time in full (D1), the promise kept after confirming (D2), lead-time spread (D3).
All are counted on schedule lines.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from srmlib.metrics.counted import read_proportion, read_statistic
from srmlib.metrics.result import Reading
from srmlib.metrics.rows import count_outcome
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import Definition
from srmlib.snapshot import Snapshot
from srmlib.stats.intervals import bootstrap_interval


def on_time_in_full(
    snapshot: Snapshot, definition: Definition, supplier_id: str, quarter: Quarter
) -> Reading:
    """D1, on time, in full.

    Formula: schedule lines received in full by their due date ÷ schedule lines due in the quarter.
    Unit: percent. Source: schedule_lines, receipts (rows d1_rows).
    Counts: lines due in the quarter that were delivered, or open and overdue at the as-of date (a
    miss). Not counted: cancelled before the due date, open and not yet due, nothing ordered, no due
    date. Early is on time. Returns do not undo a delivery, reversals do. Where the extract has no
    received quantity, the date alone decides, and a note says so. Null ("no_data") when no line was
    due.

    >>> from srmlib.metrics.arithmetic import ratio
    >>> float(ratio(46, 50))
    92.0
    """
    lines, without_qty, changed, missed_changed = snapshot.con.execute(
        "SELECT count(*), count(*) FILTER (NOT is_qty_known), count(*) FILTER (is_changed_inside),"
        " count(*) FILTER (is_changed_inside AND NOT is_on_time) FROM d1_rows WHERE basis ="
        " 'agreed' AND is_counted AND supplier_id = ? AND counted_on >= ? AND counted_on < ?",
        [supplier_id, quarter.start, quarter.until],
    ).fetchall()[0]
    notes = (
        [
            f"Received quantities are not supplied for {without_qty} of {lines} lines: the date"
            " alone decides there."
        ]
        if without_qty
        else []
    )
    if changed:
        missed = (
            f"{missed_changed or 'none'} of them {'was' if missed_changed == 1 else 'were'} missed"
        )
        notes.append(f"We changed {changed} of these {lines} lines inside the lead time; {missed}.")
    if without_qty and without_qty == lines:
        definition = replace(definition, name="On time (quantities not supplied)")
    counted = "orders" if definition.agreed["unit"] == "order" else "lines"
    return read_proportion(snapshot, definition, supplier_id, quarter, counted=counted, notes=notes)


def promise_kept(
    snapshot: Snapshot, definition: Definition, supplier_id: str, quarter: Quarter
) -> Reading:
    """D2, promise kept after confirming.

    Formula: schedule lines received in full by the day last confirmed ÷ confirmed schedule lines
    due by it in the quarter.
    Unit: percent. Source: confirmations, schedule_lines, receipts (rows d2_rows).
    Counts: lines with a confirmation, by the day it promises. A confirmation sent after the day it
    moves does not count. Open and overdue is a miss; cancelled before that day, or not yet due, is
    not counted. Null ("no_data") when no confirmed line was due.

    >>> from srmlib.metrics.arithmetic import ratio
    >>> float(ratio(45, 50))
    90.0
    """
    return read_proportion(snapshot, definition, supplier_id, quarter, counted="lines")


def lead_time_spread(
    snapshot: Snapshot, definition: Definition, supplier_id: str, quarter: Quarter
) -> Reading:
    """D3, lead-time spread.

    Formula: 90th percentile − median of the days from order to the receipt that filled the line
    (linear interpolation).
    Unit: days, lower is better. Source: schedule_lines, receipts (rows d3_rows).
    Counts: schedule lines due in the quarter and received in full, with a known order date not
    after the receipt; the others are left out and a note says how many. Interval: bootstrap by
    line. Null ("no_data") when there is none.

    >>> from srmlib.metrics.arithmetic import spread
    >>> float(spread([10, 10, 11, 12, 20]))
    5.8
    """

    def interval(days: list[float]) -> tuple[float, float] | None:
        return (
            bootstrap_interval(
                np.array(days)[:, None], lambda resamples: spreads(resamples[:, :, 0])
            )
            if len(days) > 1
            else None
        )

    undated, backwards = (
        count_outcome(snapshot, "D3", supplier_id, quarter, outcome)
        for outcome in ("no_start", "backwards")
    )
    is_from_order = definition.agreed["start"] == "ordered"
    notes = (
        [
            f"Left out: {undated} without a known"
            f" {'order date' if is_from_order else 'day to start from'}."
        ]
        if undated
        else []
    )
    backwards_words = (
        "received before they were ordered; their dates cannot be right"
        if is_from_order
        else "received before they were confirmed"
    )
    notes += [f"Left out: {backwards} {backwards_words}."] if backwards else []
    return read_statistic(
        snapshot, definition, supplier_id, quarter, interval=interval, counted="lines", notes=notes
    )


def spreads(days: np.ndarray) -> np.ndarray:
    """90th percentile − median along the last axis, of many resamples at once.

    >>> float(spreads(np.array([10, 10, 11, 12, 20])))
    5.8
    """
    p90, p50 = np.quantile(days, [0.9, 0.5], axis=-1)
    return np.round(p90 - p50, 9)
