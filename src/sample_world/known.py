"""The sample world as it was known on an earlier day: what a restatement compares with."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from sample_world.customers import ANSWER_DAYS, TAKEN_BEFORE_DAYS
from sample_world.quality import ANALYSIS_DAYS

Rows = dict[str, list[dict]]

# The day (or time) a row came to be known. Tables without a line here hold what does not change:
# suppliers, parts, and which plant reports what.
EVENTS = {
    "schedule_lines": "ordered_on",
    "receipts": "posted_on",
    "cost_events": "occurred_on",
    "one_off_costs": "occurred_on",
    "fx": "rate_on",
    "confirmations": "confirmed_on",
    "order_changes": "changed_on",
    "quality_notices": "found_on",
    "corrective_actions": "issued_on",
    "tickets": "opened_at",
    "invoice_lines": "invoiced_on",
    "complaints": "received_on",
    "forecasts": "made_on",
    "queries": "asked_on",
    "disputes": "raised_on",
    "lots": "made_on",
    "customer_orders": "ordered_on",
    "customer_returns": "returned_on",
    "line_stops": "stopped_on",
    "incidents": "began_at",
    "agreed_causes": "agreed_on",
}
# Cells that came later than their row: the day or time of a cell, and the cells that say nothing
# before it.
LATER = {
    "schedule_lines": {"cancelled_on": ()},
    "inspection_lots": {
        "decided_on": ("decision", "inspected_qty", "accepted_qty", "rejected_qty"),
        "reopened_on": (),
    },
    "corrective_actions": {"answered_on": (), "verified_on": ()},
    "tickets": {
        "triaged_at": (),
        "auto_reply_at": (),
        "first_response_at": (),
        "restored_at": ("paused_minutes",),
        "resolved_at": ("closed_by", "cause"),
        "reopened_at": (),
    },
    "invoice_lines": {"paid_on": ()},
    "customer_promises": {"shipped_on": (), "kept_on": ()},
    "queries": {"answered_on": ()},
    "meetings": {"held_on": ()},
    "customer_returns": {
        "reached_us_on": (),
        "sent_on": (),
        "answered_on": (),
        "settled_on": (),
    },
}


def as_known(rows: Rows, known_on: date) -> Rows:
    """The rows known at the end of a day: later rows left out, later cells emptied. What was
    ordered stands as it stands now.
    """
    known = {
        table: [row for row in rows[table] if _is_by(row.get(EVENTS.get(table)), known_on)]
        for table in rows
    }
    arrived = {receipt["receipt_id"] for receipt in known["receipts"]}
    shipments = {receipt["shipment_id"] for receipt in known["receipts"]}
    known["cost_events"] = [
        cost
        for cost in known["cost_events"]
        if not cost["shipment_id"] or cost["shipment_id"] in shipments
    ]
    known["inspection_lots"] = [
        lot for lot in known["inspection_lots"] if lot["receipt_id"] in arrived
    ]
    lots = {lot["lot_id"] for lot in known["lots"]}
    known["lot_receipts"] = [
        row
        for row in known["lot_receipts"]
        if row["receipt_id"] in arrived and row["lot_id"] in lots
    ]
    known["lot_inputs"] = [
        row for row in known["lot_inputs"] if row["output_lot_id"] in lots
    ]
    known["order_lots"] = [row for row in known["order_lots"] if row["lot_id"] in lots]
    known["meetings"] = [
        meeting
        for meeting in known["meetings"]
        if meeting["planned_on"] <= known_on + timedelta(days=91)
    ]
    known["customer_promises"] = [
        _promise(row, known_on)
        for row in known["customer_promises"]
        if _taken_on(row) <= known_on
    ]
    known["corrective_actions"] = [
        _action(row, known_on) for row in known["corrective_actions"]
    ]
    known["quality_notices"] = [_notice(row, known_on) for row in known["quality_notices"]]
    known["complaints"] = [_complaint(row, known_on) for row in known["complaints"]]
    for table, later in LATER.items():
        known[table] = [_emptied(row, later, known_on) for row in known[table]]
    known["schedule_lines"] = _lines(known)
    return known


def _is_by(moment: date | None, known_on: date) -> bool:
    """Whether a day or time is not later than the day; what has none always was."""
    return moment is None or moment.isoformat()[:10] <= known_on.isoformat()


def _emptied(row: dict, later: dict[str, tuple[str, ...]], known_on: date) -> dict:
    gone = [
        cell
        for moment, cells in later.items()
        if not _is_by(row.get(moment), known_on)
        for cell in (moment, *cells)
    ]
    return row | dict.fromkeys(gone)


def _taken_on(promise: dict) -> date:
    return (promise["first_promised_on"] or promise["promised_on"]) - timedelta(
        days=TAKEN_BEFORE_DAYS
    )


def _promise(row: dict, known_on: date) -> dict:
    """A promise moves, and is blamed on somebody, on the day it was first given for; the firms
    agree on the cause a month later.
    """
    first_on = row["first_promised_on"] or row["promised_on"]
    if first_on >= known_on:
        return row | {
            "first_promised_on": None,
            "promised_on": first_on,
            "broken_cause": None,
            "is_cause_agreed": None,
        }
    is_talked_over = first_on + timedelta(days=ANSWER_DAYS) <= known_on
    return (
        row
        if is_talked_over or row["is_cause_agreed"] is None
        else row | {"is_cause_agreed": "false"}
    )


def _action(row: dict, known_on: date) -> dict:
    """A due date is moved on the day it was first due for."""
    is_moved_later = row["first_due_on"] is not None and row["first_due_on"] > known_on
    return (
        row | {"first_due_on": None, "due_on": row["first_due_on"]}
        if is_moved_later
        else row
    )


def _notice(row: dict, known_on: date) -> dict:
    is_open = row["found_on"] + timedelta(days=ANALYSIS_DAYS) > known_on
    return row | {"confirmed_qty": None, "cause": "open"} if is_open else row


def _complaint(row: dict, known_on: date) -> dict:
    return (
        row | {"is_accepted": None}
        if row["received_on"] + timedelta(days=ANSWER_DAYS) > known_on
        else row
    )


def _lines(known: Rows) -> list[dict]:
    """The lines with the confirmations sent by then, and open unless the receipts known fill
    them.
    """
    confirmed: dict[str, list[date]] = {}
    for confirmation in known["confirmations"]:
        confirmed.setdefault(confirmation["line_id"], []).append(confirmation["for_on"])
    received: dict[str, Decimal] = {}
    for receipt in known["receipts"]:
        if receipt["kind"] == "receipt":
            received[receipt["line_id"]] = (
                received.get(receipt["line_id"], Decimal(0)) + receipt["received_qty"]
            )
    lines = []
    for line in known["schedule_lines"]:
        days = confirmed.get(line["line_id"], [None])
        is_full = received.get(line["line_id"], 0) >= line["ordered_qty"]
        status = "cancelled" if line["cancelled_on"] else "closed" if is_full else "open"
        lines.append(
            line
            | {
                "first_confirmed_on": days[0],
                "last_confirmed_on": days[-1],
                "status": status,
            }
        )
    return lines
