"""The rows behind a metric in words: which were missed, what describes them, and what they have in
common.
"""

from __future__ import annotations

import pandas as pd

from srmlib.metrics.arithmetic import ratio
from srmlib.metrics.result import in_unit
from srmlib.numbers import by_count
from srmlib.rules.definition import PER, Definition

# Per metric the columns that tell a row to people, with their headings.
TOLD = {
    "Q1": {
        "lot_id": "lot",
        "part_id": "part",
        "lot_qty": "quantity",
        "rejected_qty": "rejected",
        "decision": "decision",
        "decided_on": "decided",
    },
    "Q2": {
        "notice_id": "notice",
        "part_id": "part",
        "found_on": "found",
        "found_at": "found at",
        "defect_code": "defect",
        "confirmed_qty": "confirmed",
    },
    "Q3": {
        "action_id": "action",
        "part_id": "part",
        "defect_code": "defect",
        "issued_on": "issued",
        "due_on": "due",
        "closed_on": "closed",
    },
    "Q4": {
        "notice_id": "notice",
        "part_id": "part",
        "found_on": "found",
        "defect_code": "defect",
        "repeats_action_id": "action closed",
        "repeats_verified_on": "on",
    },
    "D1": {
        "line_id": "line",
        "part_id": "part",
        "due_on": "due",
        "filled_on": "full on",
        "ordered_qty": "ordered",
        "received_qty": "received",
    },
    "D2": {
        "line_id": "line",
        "part_id": "part",
        "confirmed_on": "confirmed",
        "due_on": "for",
        "filled_on": "full on",
        "ordered_qty": "ordered",
    },
    "D3": {
        "line_id": "line",
        "part_id": "part",
        "started_on": "clock starts",
        "due_on": "due",
        "filled_on": "full on",
        "numerator": "days",
    },
    "S1": {
        "ticket_id": "ticket",
        "subject": "about",
        "priority": "priority",
        "opened_at": "sent (UTC)",
        "response_minutes": "minutes",
        "allowed_minutes": "allowed",
    },
    "S2": {
        "ticket_id": "ticket",
        "subject": "about",
        "priority": "priority",
        "resolved_at": "resolved (UTC)",
        "reopened_at": "opened again",
        "followed_at": "followed",
    },
    "S3": {
        "ticket_id": "ticket",
        "subject": "about",
        "priority": "priority",
        "opened_at": "sent (UTC)",
        "paused_minutes": "minutes waiting",
        "minutes": "minutes",
    },
    "C1": {
        "row_id": "cost",
        "element": "element",
        "part_id": "part",
        "counted_on": "booked",
        "amount": "amount",
        "cause": "cause",
    },
    "C2": {
        "row_id": "invoice line",
        "line_id": "line",
        "invoiced_on": "invoiced",
        "amount": "amount",
        "correction": "corrected",
        "correction_amount": "by",
    },
    "P1": {
        "promise_id": "promise",
        "customer_order_id": "order",
        "first_promised_on": "promised",
        "kept_on": "kept",
        "broken_cause": "cause",
    },
    "P2": {
        "row_id": "complaint",
        "customer_order_id": "order",
        "counted_on": "received",
        "subject": "about",
    },
    "B1": {"line_id": "line", "part_id": "part", "requested_on": "requested", "due_on": "due"},
    "B2": {
        "row_id": "forecast",
        "part_id": "part",
        "month_on": "month",
        "forecast_qty": "forecast",
        "ordered_qty": "ordered",
    },
    "B3": {
        "row_id": "invoice line",
        "invoiced_on": "invoiced",
        "due_on": "to pay by",
        "paid_on": "paid",
        "amount": "amount",
    },
    "B4": {
        "row_id": "question",
        "subject": "about",
        "asked_on": "asked",
        "answered_on": "answered",
        "numerator": "days",
    },
    "B5": {"row_id": "change", "line_id": "line", "counted_on": "changed"},
    "B6": {"row_id": "meeting", "tier": "tier", "planned_on": "planned", "held_on": "held"},
}


def missed_rows(definition: Definition, rows: pd.DataFrame) -> pd.DataFrame:
    """The counted rows that stand against the metric, worst first: not met, or where less is better
    those that happened; of measured values all.
    """
    counted = rows[rows["is_counted"].astype(bool)]
    if definition.unit not in PER or definition.metric_id in ("C1", "B2"):
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


def rows_heading(definition: Definition, missed: pd.DataFrame, shown: int) -> str:
    """What the table of rows is: `The missed lines that count against it`, `The first 10 of 23
    tickets that …`, `The 10 largest of 52`.
    """
    is_measured = definition.unit not in PER or definition.metric_id in ("C1", "B2")
    if is_measured and len(missed) > shown:
        return f"The {shown} largest of {len(missed):,}"
    if is_measured:
        return "All of them, the largest first"
    noun = {
        "D1": "missed line",
        "D2": "missed line",
        "Q1": "rejected lot",
        "S1": "ticket",
        "S2": "ticket",
        "Q3": "action",
    }.get(definition.metric_id, "row")
    if len(missed) > shown:
        return f"The first {shown} of {len(missed):,} {noun}s that count against it"
    if len(missed) == 1:
        return f"The {noun} that counts against it"
    return f"The {noun}s that count against it"


def missed_words(lines: pd.DataFrame) -> str | None:
    """How far the misses are one order's: `9 of the 10 missed lines are of one order, SCMS-240830`;
    None where no order has two or more of most.
    """
    counted = lines[lines["is_counted"].astype(bool)]
    is_missed = counted["outcome"] != "on_time"
    orders, missed = counted.loc[is_missed, "order_id"].dropna(), int(is_missed.sum())
    if orders.empty:
        return None
    order, count = orders.value_counts().sort_index().idxmax(), int(orders.value_counts().max())
    if count < 2 or 2 * count < missed:
        return None
    all_or_part = f"All {missed}" if count == missed else f"{count} of the {missed}"
    return f"{all_or_part} missed lines are of one order, {order}"


def changed_words(definition: Definition, lines: pd.DataFrame) -> str | None:
    """With and without the lines the buyer changed inside the lead time; None where it changed
    none.
    """
    counted = lines[lines["is_counted"].astype(bool)]
    is_changed = counted["is_changed_inside"].astype(bool)
    changed, kept = int(is_changed.sum()), counted[~is_changed]
    with_them, without = (
        ratio(rows["numerator"].sum(), rows["denominator"].sum()) for rows in (counted, kept)
    )
    if not changed or without is None:
        return None
    missed = int((is_changed & (counted["outcome"] != "on_time")).sum())
    numbers = (
        f"without them {in_unit(float(without), definition)} instead of"
        f" {in_unit(float(with_them), definition)}"
    )
    if changed == 1:
        was = "was missed" if missed else "was not missed"
        return (
            f"We changed 1 line inside the lead time, and it {was}: {numbers.replace('them', 'it')}"
        )
    were = by_count(missed, "was", "were")
    return (
        f"We changed {changed} lines inside the lead time, and {missed or 'none'} of them {were}"
        f" missed: {numbers}"
    )
