"""Delivery: on time in full (D1), confirmed dates kept (D2), lead time (D3)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from srmlib.explain.arrivals import PLACES, RECEIPTS, arrival_words, arrivals_of
from srmlib.explain.explanation import spoken
from srmlib.explain.mechanism import (
    Case,
    Explainer,
    Question,
    Read,
    always,
    by_choice,
    columns_of,
    known_rows,
    share_of,
    tell,
    what,
)
from srmlib.numbers import by_count, plural
from srmlib.snapshot.database import statement

DATES = ("requested_on", "first_confirmed_on", "last_confirmed_on", "promised_on")
CHANGES = known_rows("order_changes", "changed_on", "line_id")
CHANGE_COLUMNS = "change_id changed_on field by_side"
ORDER_LINES = Read(statement("explain/order_lines"), "of_line_id", "line_id")


def _due_columns(case: Case) -> list[str]:
    """The dates by which a line can be due, the first known one counts."""
    confirmed = [] if case.by("due", "requested") else [case.choices["due"] + "_on"]
    return [*confirmed, "requested_on", "promised_on"]


def _line(case: Case) -> dict:
    """When a line was due, what arrived of it, which receipt decides, and what may leave the line
    out.
    """
    choices = case.choices
    due_column = next((column for column in _due_columns(case) if getattr(case, column)), None)
    due_on = getattr(case, due_column) if due_column else None
    arrivals = arrivals_of(case)
    standing = [arrival for arrival in arrivals if arrival.stands]
    is_qty_known = all(
        arrival.receipt["received_qty"] is not None or arrival.is_reversed for arrival in arrivals
    )
    if case.by("partials", "first"):
        deciding, telling = standing[:1], standing
    elif is_qty_known:
        deciding = telling = [
            arrival
            for arrival in standing
            if 100 * arrival.so_far >= choices["full_percent"] * case.ordered_qty
        ]
    else:
        deciding = standing[-1:]
        telling = sorted(standing, key=lambda arrival: arrival.told_on)[-1:]
    filled_on = deciding[0].placed_on if deciding else None
    counted_on = due_on
    if case.by("period", "received"):
        counted_on = filled_on or due_on
    order_lines = [line for line in case.order_lines if line["basis"] == case.basis]
    if case.by("unit", "order") and case.row_id in [line["line_id"] for line in order_lines]:
        counted_on = max(line["counted_on"] for line in order_lines)
    since = until = None
    if due_on:
        until = due_on + timedelta(days=choices["late_days"])
    if due_on and choices["early_days"] is not None:
        since = due_on - timedelta(days=choices["early_days"])
    return {
        "due_column": due_column,
        "due_on": due_on,
        "since": since,
        "until": until,
        "arrivals": arrivals,
        "is_qty_known": is_qty_known,
        "arrived_qty": standing[-1].so_far if standing else Decimal(0),
        "first_on": standing[0].placed_on if standing else None,
        "decider": deciding[0] if deciding else None,
        "filled_on": filled_on,
        "told_on": min((arrival.told_on for arrival in telling), default=None),
        "changes_inside": [change for change in case.changes if _is_inside(change, case)],
        "order_lines": order_lines,
        "counted_on": counted_on,
    }


def _is_inside(change: dict, case: Case) -> bool:
    """The buyer's change came after the order and later than the lead time before the day asked
    for.
    """
    asked_on, changed_on = case.requested_on or case.promised_on, change["changed_on"]
    is_after_order = case.ordered_on is None or changed_on > case.ordered_on
    is_late = case.lead_days is None or (
        asked_on is not None and changed_on > asked_on - timedelta(days=case.lead_days)
    )
    return (
        change["by_side"] == "buyer" and change["field"] != "price" and is_after_order and is_late
    )


def is_cancelled_before(case: Case) -> bool:
    """Before the day it was due."""
    return bool(case.due_on and case.status == "cancelled" and case.cancelled_on < case.due_on)


def _due_words(case: Case) -> str:
    if case.due_column is None:
        return "No date is known by which it was due."
    columns = _due_columns(case)
    said = f"On {spoken(case.due_on)}, {_date_words(case.due_column)}"
    lacking = [_date_words(column) for column in columns[: columns.index(case.due_column)]]
    if lacking:
        be = by_count(len(lacking), "is", "are")
        said += f" ({' and '.join(lacking)} {be} not known)"
    others = ", ".join(
        f"{_date_words(column)} {spoken(day)}"
        for column in DATES
        if column != case.due_column and (day := getattr(case, column))
    )
    return f"{said}. Beside it: {others or 'no other date is known'}."


def _date_words(column: str) -> str:
    return f"the {column.removesuffix('_on').replace('_', ' ')} date"


def _window_words(case: Case) -> str:
    since = f"from {spoken(case.since)}" if case.since else "any day early"
    return f"It may come {since}, until {spoken(case.until)}."


def _full_words(case: Case) -> str:
    percent, over = case.choices["full_percent"], case.choices["over_percent"]
    if percent == 0:
        full = "any quantity"
    elif percent == 100:
        full = "all of it"
    else:
        full = spoken(percent * case.ordered_qty / Decimal(100))
    ordered = f"{spoken(case.ordered_qty)} ordered ({case.part_uom or 'unit not known'})"
    if case.stated_qty is not None:
        ordered += f", stated as {spoken(case.stated_qty)} {case.uom}"
    said = f"{ordered}. Full is {full}."
    if over is not None:
        said += f" No more than {over}% on top of it."
    return said


def _arrived_words(case: Case) -> str:
    return " ".join(arrival_words(arrival, case) for arrival in case.arrivals) or case.nothing_in(
        "receipts", "Nothing, as of {as_of}."
    )


def _decider_words(case: Case) -> str:
    decider, ordered = case.decider, spoken(case.ordered_qty)
    if decider is None and case.first_on:
        return f"None: {spoken(case.arrived_qty)} of {ordered} is not full."
    if decider is None:
        return "None: no receipt stands."
    if case.by("partials", "first"):
        why = "the first one"
    elif not case.is_qty_known:
        why = "the last one, because quantities are not known"
    elif case.by("full_percent", 0):
        why = "the first one, because any quantity is enough"
    else:
        why = f"with it {spoken(decider.so_far)} of {ordered} are there, which is full"
    column, came = PLACES[case.choices["place"]]
    if not decider.receipt[column]:
        came = f"{PLACES['dock'][1]} (the day it {came} is not known)"
    day = spoken(case.filled_on)
    if case.told_on != case.filled_on:
        day += f", told as {spoken(case.told_on)}"
    return f"Receipt {decider.receipt['receipt_id']}: {why}. It {came} on {day}."


def _change_words(case: Case) -> str:
    changes = ", ".join(
        f"{change['field']} on {spoken(change['changed_on'])}" for change in case.changes_inside
    )
    return f"Yes ({changes})."


def _no_change_words(case: Case) -> str:
    asked_on = case.requested_on or case.promised_on
    if case.lead_days is None or asked_on is None:
        return "No: no change by the buyer after the order is known."
    since = max(asked_on - timedelta(days=case.lead_days), case.ordered_on or date.min)
    return f"No: no change by the buyer, of price apart, is known from after {spoken(since)}."


def _late_words(case: Case) -> str:
    days = (case.told_on - case.until).days
    after = f"{days} {plural('day', days)} after {spoken(case.until)}"
    return f"No: {spoken(case.told_on)} is {after}."


def _not_over_words(case: Case) -> str:
    """Nothing is said where it is not asked."""
    if case.by("over_percent", None) or case.filled_on is None:
        return ""
    return "No."


def _not_early_words(case: Case) -> str:
    if case.told_on and case.since:
        return "No."
    return ""


def _not_full_words(case: Case) -> str:
    """Empty where it was full, only later: that is the next question."""
    if case.filled_on:
        return ""
    return case.say("No: it is not full as of {as_of}.")


def _not_cancelled_words(case: Case) -> str:
    if case.status == "cancelled":
        return case.say("No: it was cancelled on {cancelled_on}, not before it was due.")
    return ""


def _is_over(case: Case) -> bool:
    over = case.choices["over_percent"]
    return (
        over is not None
        and case.filled_on is not None
        and case.is_qty_known
        and 100 * case.arrived_qty > (100 + over) * case.ordered_qty
    )


def _line_weight(case: Case, outcome: str) -> tuple:
    if case.by("unit", "order"):
        is_bearer = case.order_lines[0]["line_id"] == case.row_id
        is_met = all(line["outcome"] == "on_time" for line in case.order_lines)
        return int(is_bearer and is_met), int(is_bearer)
    size = {"line": 1, "quantity": case.ordered_qty, "value": case.value_amount}[
        case.choices["unit"]
    ]
    return size if outcome == "on_time" else 0, size


def _line_unit(case: Case) -> str:
    words = {
        "line": "lines",
        "order": "orders",
        "quantity": f"quantity in {case.part_uom or 'units'}",
        "value": f"value in {case.currency}",
    }
    return words[case.choices["unit"]]


def _order_words(case: Case) -> str:
    """Which line an order stands on; empty where orders are not what is counted."""
    if not case.by("unit", "order") or not case.order_lines:
        return ""
    lines = ", ".join(
        f"{line['line_id']} {case.metric.outcome_words(line['outcome'])}"
        for line in case.order_lines
    )
    return (
        "The order counts once, on its first line, in the month of its last one, and is met when"
        f" all its counted lines are: {lines}."
    )


NOTHING_ORDERED = Question(
    "Was anything ordered?",
    "nothing_ordered",
    lambda c: c.ordered_qty == 0,
    "No: the ordered quantity is 0.",
    counts=False,
)
NOT_DUE = "No: it has until {until}, and the data end on {as_of}."
D1 = Explainer(
    row="schedule line",
    read=Read(statement("explain/schedule_lines"), "line_id"),
    beside={"receipts": RECEIPTS, "changes": CHANGES, "order_lines": ORDER_LINES},
    derive=_line,
    questions=(
        tell("When was it due?", _due_words, switches="due", columns=" ".join(DATES)),
        Question(
            "Is a due date known?",
            "no_due_date",
            lambda c: c.due_on is None,
            "No: it can be neither early nor late.",
            counts=False,
        ),
        tell(
            "How early and how late may it come?",
            _window_words,
            switches="early_days late_days clock",
        ),
        tell(
            "How much is full?",
            _full_words,
            switches="full_percent over_percent",
            columns="ordered_qty",
        ),
        NOTHING_ORDERED,
        tell(
            "What arrived?",
            _arrived_words,
            switches="place returns",
            beside=lambda c: columns_of(
                c.receipts,
                "receipt_id kind shipped_on docked_on posted_on received_qty of_receipt_id",
            ),
        ),
        tell("Which receipt decides?", _decider_words, switches="partials"),
        tell("With which lines does it count?", _order_words, switches="unit"),
        by_choice(
            "Is it free of charge?",
            "free",
            ("free", "out"),
            lambda c: c.value_amount == 0,
            "Yes: its value is 0.",
            "No: it is worth {value_amount} {currency}.",
            columns="value_amount",
        ),
        by_choice(
            "Did the buyer change it inside the lead time?",
            "changed",
            ("changed", "out"),
            lambda c: c.changes_inside != [],
            _change_words,
            lambda c: c.nothing_in("order_changes", _no_change_words),
            columns="ordered_on lead_days",
            beside=lambda c: columns_of(c.changes, CHANGE_COLUMNS),
        ),
        Question(
            "Was too much delivered?",
            "over",
            _is_over,
            "Yes: {arrived_qty} of {ordered_qty}.",
            _not_over_words,
            switches="over_percent",
        ),
        Question(
            "Was it too early?",
            "early",
            lambda c: bool(c.told_on and c.since and c.told_on < c.since),
            "Yes: {told_on} is before {since}.",
            _not_early_words,
            switches="early_days",
        ),
        Question(
            "Was it full in time?",
            "on_time",
            lambda c: c.told_on is not None and c.told_on <= c.until,
            "Yes: {told_on} is not after {until}.",
            _not_full_words,
        ),
        by_choice(
            "Was it cancelled before it was due?",
            "cancelled",
            ("cancelled", "out"),
            is_cancelled_before,
            "Yes, on {cancelled_on}.",
            _not_cancelled_words,
            columns="status cancelled_on",
        ),
        Question(
            "Is its time over?",
            "not_due",
            lambda c: c.until >= c.as_of,
            NOT_DUE,
            "Yes: {until} is before {as_of}.",
            counts=False,
        ),
        Question("Was it full in time?", "late", lambda c: c.told_on is not None, _late_words),
        Question(
            "What becomes of a cancelled line?",
            "cancelled",
            is_cancelled_before,
            "It counts as a miss.",
            switches="cancelled",
        ),
        Question(
            "Did a part of it come?",
            "short",
            lambda c: c.first_on,
            "Yes: {arrived_qty} of {ordered_qty}, which is not full.",
            "No: no receipt of it stands.",
        ),
        Question(
            "Does a line count of which nothing came?",
            "ignored",
            lambda c: c.by("overdue", "ignored"),
            "No: on this basis it is left out.",
            counts=False,
            switches="overdue",
        ),
        Question(
            "Does a line count of which nothing came?",
            "overdue",
            always,
            "Yes: nothing came, so it is a miss.",
            switches="overdue",
        ),
    ),
    weigh=_line_weight,
    units=(lambda c: f"{_line_unit(c)} on time, in full", lambda c: f"{_line_unit(c)} due"),
)


def _confirmed(case: Case) -> dict:
    """Which confirmation counts. A day that has passed can no longer be moved: from the first one
    sent too late, none counts.
    """
    counting: list[dict] = []
    for told in case.confirmations:
        if (
            counting
            and told["confirmed_on"] > counting[-1]["for_on"]
            and case.by("after_due", "ignored")
        ):
            break
        counting.append(told)
    chosen = {"confirmed_on": None, "for_on": None}
    if counting and case.by("confirmation", "last"):
        chosen = counting[-1]
    elif counting:
        chosen = counting[0]
    return {
        "told_on": chosen["confirmed_on"],
        "due_on": chosen["for_on"],
        "until": chosen["for_on"],
        "counted_on": chosen["for_on"],
    }


# What D1 makes of a line, as agreed.
AGREED_LINE = Read(statement("explain/agreed_lines"), "line_id")
CONFIRMATIONS = known_rows("confirmations", "confirmed_on", "line_id")
D2 = Explainer(
    row="schedule line",
    read=AGREED_LINE,
    beside={"confirmations": CONFIRMATIONS},
    derive=_confirmed,
    questions=(
        what("schedule_lines", "order_id part_id ordered_on requested_on ordered_qty"),
        Question(
            "Was it confirmed?",
            "never_confirmed",
            lambda c: c.due_on is None,
            lambda c: c.nothing_in("confirmations", "No: no confirmation of it is known."),
            counts=False,
        ),
        tell(
            "Which confirmation counts?",
            "The one sent on {told_on}: it promises {due_on}.",
            switches="confirmation after_due",
            beside=lambda c: columns_of(c.confirmations, "confirmation_id confirmed_on for_on"),
        ),
        NOTHING_ORDERED,
        Question(
            "Was it full by then?",
            "on_time",
            lambda c: c.filled_on is not None and c.filled_on <= c.due_on,
            "Yes: full on {filled_on}, as agreed for on time, in full.",
            _not_full_words,
            columns="filled_on",
        ),
        Question(
            "Was it cancelled before that day?",
            "cancelled",
            is_cancelled_before,
            "Yes, on {cancelled_on}.",
            counts=False,
            columns="status cancelled_on",
        ),
        Question(
            "Was it full by then?",
            "late",
            lambda c: c.filled_on is not None,
            "No: full on {filled_on}, after {due_on}.",
            columns="filled_on",
        ),
        Question(
            "Is its time over?", "not_due", lambda c: c.until >= c.as_of, NOT_DUE, counts=False
        ),
        Question(
            "Is its time over?",
            "overdue",
            always,
            "Yes: {due_on} is before {as_of}, and it is not full.",
        ),
    ),
    weigh=share_of("on_time"),
    units=("lines kept as confirmed", "confirmed lines due"),
)


def _lead_time(case: Case) -> dict:
    confirmed_on = min((told["confirmed_on"] for told in case.confirmations), default=None)
    started_on = confirmed_on if case.by("start", "confirmed") else case.ordered_on
    days = None
    if started_on and case.filled_on and started_on <= case.filled_on:
        days = (case.filled_on - started_on).days
        if case.by("days", "working"):
            days = int(np.busday_count(started_on, case.filled_on))
    return {
        "confirmed_on": confirmed_on,
        "started_on": started_on,
        "measured_days": days,
        "counted_on": case.due_on,
    }


D3 = Explainer(
    row="schedule line",
    read=AGREED_LINE,
    beside={
        "confirmations": CONFIRMATIONS,
        "costs": known_rows("cost_events", "occurred_on", "line_id"),
    },
    derive=_lead_time,
    questions=(
        what("schedule_lines", "order_id part_id ordered_on ordered_qty"),
        Question(
            "When was it due?",
            "no_due_date",
            lambda c: c.due_on is None,
            "No date is known.",
            "On {due_on}.",
            counts=False,
            columns="due_on",
        ),
        NOTHING_ORDERED,
        Question(
            "When was it full?",
            "open",
            lambda c: c.filled_on is None,
            "Not as of {as_of}.",
            "On {filled_on}.",
            counts=False,
            columns="filled_on",
        ),
        by_choice(
            "Was it expedited?",
            "expedited",
            ("expedites", "out"),
            lambda c: any(cost["element"] in ("expedite", "premium_freight") for cost in c.costs),
        ),
        Question(
            "Was it confirmed?",
            "never_confirmed",
            lambda c: c.by("start", "confirmed") and c.confirmed_on is None,
            "No.",
            counts=False,
            switches="start",
        ),
        Question(
            "When did its time start?",
            "no_start",
            lambda c: c.started_on is None,
            "No such day is known.",
            counts=False,
            switches="start",
        ),
        Question(
            "When did its time start?",
            "backwards",
            lambda c: c.measured_days is None,
            "On {started_on}, after it was full.",
            counts=False,
        ),
        Question(
            "How long did it take?",
            "received",
            always,
            "{measured_days} days, from {started_on} to {filled_on}.",
            switches="start days",
            columns="ordered_on confirmed_on",
        ),
    ),
    weigh=lambda c, outcome: (c.measured_days, 1),
    units=("days measured", "lines"),
)
