"""The buyer's part: changes inside the lead time (B1), forecasts (B2), payment (B3), answers (B4), changed
drawings (B5), meetings (B6).
"""

from __future__ import annotations

from datetime import timedelta

from srmlib.explain.delivery import (
    AGREED_LINE,
    CHANGE_COLUMNS,
    CHANGES,
    unclear_side,
)
from srmlib.explain.mechanism import (
    Case,
    Explainer,
    Question,
    Read,
    always,
    columns_of,
    known_rows,
    share_of,
    tell,
    what,
    without,
)
from srmlib.snapshot.database import statement


def _late_change(case: Case) -> dict:
    """D1 may leave out lines the buyer changed; here they are due if D1 would count them otherwise."""
    apart = " but for the change" if case.outcome in ("changed", "unknown_change") else ""
    words = case.metric.outcome_words(case.outcome_if_unchanged)
    return {
        "counted_on": case.due_on or case.counted_on,
        "d1_words": words + apart,
        # Nobody knows whether or when it was full, but it was due.
        "is_due": case.is_counted_if_unchanged
        or case.outcome_if_unchanged in ("unknown_qty", "unknown_day", "unknown_time"),
        "unclear_side": unclear_side(case),
    }


def _changes_words(case: Case) -> str:
    if case.changes:
        return f"{len(case.changes)} changes are known."
    return case.nothing_in("order_changes", "No change is known.")


B1 = Explainer(
    row="schedule line",
    read=AGREED_LINE,
    beside={"changes": CHANGES},
    derive=_late_change,
    questions=(
        what("schedule_lines", "order_id part_id ordered_on requested_on lead_days"),
        tell(
            "When was it due?",
            "{due_on}, as agreed for on time, in full.",
            columns="due_on",
        ),
        tell(
            "What was changed after the order?",
            _changes_words,
            beside=lambda c: columns_of(c.changes, CHANGE_COLUMNS),
        ),
        Question(
            "Is it counted as due?",
            "{outcome_if_unchanged}",
            lambda c: not c.is_due,
            "No: on time, in full it is {d1_words}, and not counted.",
            "Yes.",
            counts=False,
        ),
        Question(
            "Did the buyer change it inside its lead time?",
            "changed",
            lambda c: c.is_changed_inside,
            "Yes.",
            columns="is_changed_inside",
        ),
        Question(
            "Did the buyer change it inside its lead time?",
            "unknown_side",
            lambda c: c.unclear_side != [],
            "It was changed then, but it is not known by whom.",
            counts=False,
            beside=lambda c: columns_of(c.unclear_side, CHANGE_COLUMNS),
        ),
        Question(
            "Did the buyer change it inside its lead time?",
            "unchanged",
            always,
            "No.",
            columns="is_changed_inside",
        ),
    ),
    weigh=share_of("changed"),
    units=("lines the buyer changed inside the lead time", "lines due"),
)


B2_READ = Read("SELECT * FROM b2_rows WHERE basis = 'agreed'", "row_id")


def _forecast(case: Case) -> dict:
    """The last forecast of a part and month that was given in time is compared; the day a month
    begins tells them apart.
    """

    def is_in_time(forecast: dict) -> bool:
        return (
            forecast["made_on"] is not None
            and (case.counted_on - forecast["made_on"]).days >= case.lead_days
        )

    alike = [
        one
        for one in case.forecasts
        if one["supplier_id"] == case.supplier_id
        and one["month_on"].replace(day=1) == case.counted_on
    ]
    last = max(
        filter(is_in_time, alike),
        key=lambda one: (one["made_on"], one["forecast_id"]),
        default={"forecast_id": None},
    )
    return {
        "is_in_time": is_in_time(vars(case)),
        "is_last": last["forecast_id"] == case.row_id,
        "is_over": case.counted_on < case.as_of.replace(day=1),
        "error_qty": (
            abs((case.forecast_qty or 0) - case.ordered_qty)
            if case.ordered_qty is not None
            else None
        ),
    }


QUANTITIES = "forecast_qty ordered_qty"
B2_UNITS = ("quantity missed", "quantity ordered")
# What was ordered of a part for a month without a forecast in time, or of no part and month.
B2_ORDERED = Explainer(
    row="",
    read=B2_READ,
    derive=lambda c: {"counted_on": c.counted_on},
    questions=(
        Question(
            "Is it of a part?",
            "no_part",
            lambda c: c.part_id is None,
            "No.",
            counts=False,
            columns="part_id",
        ),
        Question(
            "Is it known how much was asked for, and for when?",
            "no_month",
            lambda c: c.month_on is None or c.ordered_qty is None,
            "No.",
            "{ordered_qty} for the month of {month_on}.",
            counts=False,
            columns="part_id month_on ordered_qty",
        ),
        Question(
            "Does the extract have forecasts of that time?",
            "not_told",
            lambda c: c.outcome == "not_told",
            "No: none of this supplier, or none as early or as late.",
            "Yes.",
            counts=False,
        ),
        Question(
            "Was one given in time?",
            "missing",
            always,
            "No: none at least the lead time of {lead_days} days before the month. That is a forecast"
            " of nothing.",
            columns="lead_days",
        ),
    ),
    weigh=lambda c, outcome: (c.ordered_qty, c.ordered_qty),
    units=B2_UNITS,
)
B2 = Explainer(
    row="forecast",
    read=B2_READ,
    beside={"forecasts": known_rows("forecasts", "made_on", "part_id")},
    derive=_forecast,
    questions=(
        what("forecasts", "part_id month_on made_on forecast_qty"),
        Question(
            "Is it of a part?",
            "no_part",
            lambda c: c.part_id is None,
            "No.",
            counts=False,
            columns="part_id",
        ),
        Question(
            "Is its month over?",
            "not_due",
            lambda c: not c.is_over,
            "No, not on {as_of}.",
            "Yes.",
            counts=False,
            columns="month_on",
        ),
        Question(
            "Was it given in time?",
            "too_late",
            lambda c: not c.is_in_time,
            "No: {made_on} is less than the lead time of {lead_days} days before the month.",
            "Yes, at least the lead time of {lead_days} days before the month.",
            counts=False,
            columns="made_on lead_days",
        ),
        Question(
            "Is it the last one given in time?",
            "replaced",
            lambda c: not c.is_last,
            "No, a later one replaced it.",
            "Yes.",
            counts=False,
        ),
        Question(
            "How near was it?",
            "high",
            lambda c: c.forecast_qty > c.ordered_qty,
            "{error_qty} above the {ordered_qty} ordered.",
            columns=QUANTITIES,
        ),
        Question(
            "How near was it?",
            "low",
            lambda c: c.forecast_qty < c.ordered_qty,
            "{error_qty} below the {ordered_qty} ordered.",
            columns=QUANTITIES,
        ),
        Question(
            "How near was it?",
            "right",
            always,
            "Right: {ordered_qty} ordered as expected.",
            columns=QUANTITIES,
        ),
    ),
    weigh=lambda c, outcome: (c.error_qty, c.ordered_qty),
    units=B2_UNITS,
    exposure=B2_ORDERED,
    is_exposure=without("made_on"),
)


def _payment(case: Case) -> dict:
    """A dispute raised by the due date stops the clock: its days are added, once they are known."""
    known = case.known("paid_on", "disputed_on")
    is_stopped = bool(
        case.due_on and known["disputed_on"] and case.disputed_on <= case.due_on
    )
    settled_on = case.known("settled_on")["settled_on"]
    pay_by_on = case.due_on
    if is_stopped:
        pay_by_on = settled_on and case.due_on + (settled_on - case.disputed_on)
    return {
        "paid_on": known["paid_on"],
        "pay_by_on": pay_by_on,
        "is_stopped": is_stopped,
        "counted_on": pay_by_on or case.due_on or case.invoiced_on,
    }


B3 = Explainer(
    row="invoice line",
    read=Read("SELECT * FROM invoice_lines", "invoice_line_id"),
    derive=_payment,
    questions=(
        what("invoice_lines", "line_id invoiced_on amount currency"),
        Question(
            "Is it a credit note?",
            "credit",
            lambda c: c.is_credit,
            "Yes.",
            counts=False,
            columns="is_credit",
        ),
        Question(
            "When was it due?",
            "no_due_date",
            lambda c: c.due_on is None,
            "No day is known.",
            "{due_on}.",
            counts=False,
            columns="due_on",
        ),
        Question(
            "Can its dates be right?",
            "backwards",
            lambda c: (
                c.due_on < c.invoiced_on
                or bool(c.settled_on and c.disputed_on and c.settled_on < c.disputed_on)
            ),
            "No: sent {invoiced_on}, due {due_on}, disputed {disputed_on}, settled {settled_on}.",
            counts=False,
            columns="invoiced_on due_on disputed_on settled_on",
        ),
        Question(
            "Was it disputed before it was due?",
            "disputed",
            lambda c: c.is_stopped and c.pay_by_on is None,
            "Yes, on {disputed_on}, and it is not settled as of {as_of}: the clock stands still.",
            lambda c: (
                c.say("Yes, from {disputed_on} to {settled_on}: to be paid by {pay_by_on}.")
                if c.is_stopped
                else ""
            ),
            counts=False,
            columns="disputed_on settled_on",
        ),
        Question(
            "Did the supplier have to correct it first?",
            "disputed",
            lambda c: (
                c.disputed_on is None
                and c.correction not in (None, "none")
                and c.correction_cause == "theirs"
            ),
            "Yes, and nobody knows for how long the clock stood still.",
            counts=False,
            columns="correction correction_cause",
        ),
        Question(
            "Is its time over?",
            "not_due",
            lambda c: c.pay_by_on > c.as_of,
            "No: it has until {pay_by_on}, paid or not.",
            counts=False,
        ),
        Question(
            "Was it paid by then?",
            "on_time",
            lambda c: c.paid_on and c.paid_on <= c.pay_by_on,
            "Yes, on {paid_on}.",
            columns="paid_on",
        ),
        Question(
            "Was it paid by then?",
            "late",
            lambda c: c.paid_on is not None,
            "No, on {paid_on}.",
            columns="paid_on",
        ),
        Question(
            "Was it paid by then?",
            "not_due",
            lambda c: c.pay_by_on >= c.as_of,
            "Not yet, but the data end on {as_of}.",
            counts=False,
        ),
        Question(
            "Was it paid by then?",
            "overdue",
            always,
            "No, and it is not paid as of {as_of}.",
            columns="paid_on",
        ),
    ),
    weigh=share_of("on_time"),
    units=("invoice lines paid on time", "invoice lines due"),
)


def _waited(case: Case) -> dict:
    known = case.known("answered_on")
    until = known["answered_on"] or case.as_of
    days = (until - case.asked_on).days
    waited = f"{days} days"
    if case.by("days", "working"):
        days = case.by_hours.working_days(case.asked_on, until)
        waited = f"{days} working days ({case.by_hours.working_words})"
    return known | {"counted_on": case.asked_on, "days_waited": days, "waited": waited}


B4 = Explainer(
    row="question",
    read=Read("SELECT * FROM queries", "query_id"),
    derive=_waited,
    questions=(
        what("queries", "subject asked_on"),
        Question(
            "Was it answered?",
            "unanswered",
            lambda c: c.answered_on is None,
            "Not as of {as_of}: it has waited {waited}.",
            switches="days calendar",
            columns="answered_on",
        ),
        Question(
            "Was it answered?",
            "backwards",
            lambda c: c.answered_on < c.asked_on,
            "On {answered_on}, before it was asked.",
            counts=False,
            columns="answered_on",
        ),
        Question(
            "Was it answered?",
            "answered",
            always,
            "Yes, on {answered_on}: after {waited}.",
            switches="days calendar",
            columns="answered_on",
        ),
    ),
    weigh=lambda c, outcome: (c.days_waited, 1),
    units=("days measured", "questions"),
)

B5_UNITS = ("changes of drawing or specification", "lines ordered")
B5_LINE = Explainer(
    row="",
    read=Read(statement("explain/lines_and_first_receipts"), "line_id"),
    derive=lambda c: {"counted_on": c.ordered_on or c.docked_on or c.as_of},
    questions=(
        what("schedule_lines", "order_id part_id ordered_qty"),
        Question(
            "When was it ordered?",
            "no_order_date",
            lambda c: c.ordered_on is None,
            "No day is known.",
            counts=False,
            columns="ordered_on",
        ),
        Question(
            "When was it ordered?", "ordered", always, "{ordered_on}.", columns="ordered_on"
        ),
    ),
    weigh=lambda c, outcome: (0, 1),
    units=B5_UNITS,
)
B5 = Explainer(
    row="order change",
    read=Read(statement("explain/order_changes"), "change_id"),
    derive=lambda c: {"counted_on": c.changed_on},
    questions=(
        what("order_changes", "line_id changed_on old_value new_value"),
        Question(
            "When was the line ordered?",
            "no_order_date",
            lambda c: c.ordered_on is None,
            "No day is known: it may have been before or after the change.",
            "{ordered_on}.",
            counts=False,
            columns="ordered_on",
        ),
        Question(
            "Did the change come after the order?",
            "before_order",
            lambda c: c.changed_on < c.ordered_on,
            "No, on {changed_on}.",
            counts=False,
            columns="changed_on",
        ),
        Question(
            "Who asked for it?",
            "unknown_side",
            lambda c: c.by_side is None,
            "That is not known.",
            counts=False,
            columns="by_side",
        ),
        Question(
            "Did the buyer change a drawing or specification?",
            "changed",
            lambda c: c.by_side == "buyer" and c.field in ("drawing", "specification"),
            "Yes: the {field}.",
            columns="field by_side",
        ),
    ),
    weigh=lambda c, outcome: (1, 0),
    units=B5_UNITS,
    exposure=B5_LINE,
    is_exposure=without("field"),
)


def _meeting(case: Case) -> dict:
    known = case.known("held_on")
    return known | {
        "counted_on": case.planned_on,
        "days": abs((known["held_on"] - case.planned_on).days)
        if known["held_on"]
        else None,
    }


B6 = Explainer(
    row="meeting",
    read=Read("SELECT * FROM meetings", "meeting_id"),
    derive=_meeting,
    questions=(
        tell(
            "Which meeting is it?",
            "The one planned for {planned_on}; tier: {tier}.",
            columns="tier planned_on",
        ),
        Question(
            "Are seven days after the plan over?",
            "not_due",
            lambda c: c.planned_on + timedelta(days=7) > c.as_of,
            "Not on {as_of}: neither held nor not held counts yet.",
            counts=False,
        ),
        Question(
            "Was it held?",
            "held",
            lambda c: c.held_on and c.days <= 7,
            "Yes, on {held_on}: {days} days from the plan.",
            columns="held_on",
        ),
        Question(
            "Was it held?",
            "moved",
            lambda c: c.held_on,
            "On {held_on}: {days} days from the plan, more than seven.",
            columns="held_on",
        ),
        Question(
            "Was it held?",
            "missed",
            lambda c: c.planned_on + timedelta(days=7) < c.as_of,
            "No, and seven days after the plan are over.",
        ),
        Question(
            "Was it held?",
            "not_due",
            always,
            "Not yet, and seven days after the plan are not over on {as_of}.",
            counts=False,
        ),
    ),
    weigh=share_of("held"),
    units=("meetings held as planned", "meetings planned"),
)
