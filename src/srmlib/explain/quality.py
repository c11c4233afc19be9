"""Quality: lots accepted (Q1), defective parts (Q2), corrective actions (Q3), repeat defects
(Q4).
"""

from __future__ import annotations

import calendar
from datetime import date

from srmlib.explain.explanation import spoken
from srmlib.explain.mechanism import (
    Case,
    Explainer,
    Question,
    Read,
    always,
    by_choice,
    share_of,
    tell,
    what,
    without,
)
from srmlib.snapshot.database import statement


def is_before(one: date | None, other: date | None) -> bool:
    """Whether both days are known and the first is the earlier one."""
    return one is not None and other is not None and one < other


def _lot(case: Case) -> dict:
    known = case.known("decided_on", "reopened_on")
    return known | {
        "counted_on": known["decided_on"] or case.docked_on or case.as_of,
        "size": case.lot_qty if case.by("unit", "part") else 1,
    }


Q1 = Explainer(
    row="inspection lot",
    read=Read(statement("explain/inspection_lots"), "lot_id"),
    derive=_lot,
    questions=(
        what(
            "inspection_lots",
            "part_id receipt_id lot_qty inspected_qty accepted_qty rejected_qty",
        ),
        by_choice(
            "Was it let through without inspection?",
            "skipped",
            ("skip_lots", "out"),
            lambda c: c.is_skip,
            "Yes, by agreement.",
            columns="is_skip",
        ),
        Question(
            "Is it decided?",
            "open",
            lambda c: c.decided_on is None,
            "No, not as of {as_of}.",
            "Yes, on {decided_on}.",
            counts=False,
            columns="decided_on",
        ),
        Question(
            "Can its dates be right?",
            "backwards",
            lambda c: (
                is_before(c.decided_on, c.docked_on)
                or is_before(c.reopened_on, c.decided_on)
            ),
            "No: at the dock {docked_on}, decided {decided_on}, a defect found later {reopened_on}.",
            counts=False,
            columns="docked_on decided_on reopened_on",
        ),
        Question(
            "Was it rejected?",
            "rejected",
            lambda c: c.decision == "reject",
            "Yes, on {decided_on}.",
            "No.",
            columns="decision",
        ),
        by_choice(
            "Was it used as it is?",
            "rejected",
            ("use_as_is", "reject"),
            lambda c: c.decision == "use_as_is",
            "Yes, by a concession.",
            "",
            counts=True,
        ),
        by_choice(
            "Was a defect found in it later?",
            "rejected",
            ("found_later", "reopens"),
            lambda c: c.reopened_on is not None,
            "Yes, on {reopened_on}.",
            counts=True,
            columns="reopened_on",
        ),
        Question("So how does it count?", "accepted", always, "As accepted."),
    ),
    weigh=lambda c, outcome: (c.size if outcome == "accepted" else 0, c.size),
    units=(
        lambda c: f"{c.choices['unit']}s accepted",
        lambda c: f"{c.choices['unit']}s decided",
    ),
)


def _notice(case: Case) -> dict:
    quantities = {
        "claimed": case.claimed_qty,
        "blocked": case.claimed_qty if case.blocked_qty is None else case.blocked_qty,
        "confirmed": case.confirmed_qty,
    }
    return {
        "counted_on": _placed_with(case) or case.found_on,
        "defective_qty": quantities[case.choices["numerator"]],
    }


def _placed_with(case: Case) -> date | None:
    """The day of the goods that a notice counts with: they were made, or came; None where that is
    not known, or the day found is agreed.
    """
    if case.by("period", "made"):
        return case.made_on
    if case.by("period", "found"):
        return None
    if case.by("denominator", "shipped"):
        return case.shipped_on or case.arrived_on
    return case.arrived_on


def _receipt(case: Case) -> dict:
    if case.by("denominator", "shipped"):
        return {"counted_on": case.shipped_on or case.docked_on}
    return {"counted_on": case.docked_on}


DEFECTIVE_UNITS = ("defective parts", "parts received or shipped")
Q2_RECEIPT = Explainer(
    row="",
    read=Read(statement("explain/arrivals"), "receipt_id"),
    derive=_receipt,
    questions=(
        tell(
            "What is it?",
            "A receipt that defects are measured against: shipped {shipped_on}, at the dock"
            " {docked_on}.",
            columns="line_id part_id",
        ),
        tell(
            "Which day places it?",
            "{counted_on}.",
            switches="denominator",
            columns="shipped_on docked_on",
        ),
        Question(
            "Is its quantity known?",
            "no_quantity",
            lambda c: c.arrived_qty is None,
            "No.",
            counts=False,
            columns="arrived_qty",
        ),
        Question(
            "How much arrived?",
            "received",
            always,
            "{arrived_qty}, what reversals took back taken off.",
            columns="arrived_qty",
        ),
    ),
    weigh=lambda c, outcome: (0, c.arrived_qty),
    units=DEFECTIVE_UNITS,
)
Q2 = Explainer(
    row="quality notice",
    read=Read(statement("explain/notices_and_receipts"), "notice_id"),
    derive=_notice,
    questions=(
        what(
            "quality_notices",
            "part_id receipt_id found_on found_at made_on defect_code cause",
        ),
        Question(
            "Is it known how much came with its receipt?",
            "no_quantity",
            lambda c: c.stands and c.arrived_qty is None,
            "No: neither the defects nor the quantity received count.",
            counts=False,
            columns="receipt_id arrived_qty",
        ),
        Question(
            "Does its receipt stand?",
            "reversed",
            lambda c: c.is_taken_back,
            "No, it was taken back: neither the defects nor what came count.",
            counts=False,
            columns="receipt_id",
        ),
        Question(
            "Can its dates be right?",
            "backwards",
            lambda c: (
                is_before(c.found_on, c.docked_on)
                or (c.by("period", "made") and is_before(c.found_on, c.made_on))
            ),
            "No: made {made_on}, at the dock {docked_on}, found {found_on}.",
            counts=False,
            columns="made_on docked_on found_on",
        ),
        by_choice(
            "Is the cause agreed to be the buyer's?",
            "ours",
            ("not_theirs", "out"),
            lambda c: c.cause == "ours",
            columns="cause",
        ),
        tell(
            "Which quantity counts?",
            "{defective_qty}; claimed {claimed_qty}, blocked {blocked_qty}, confirmed"
            " {confirmed_qty}.",
            switches="numerator",
            columns="claimed_qty blocked_qty confirmed_qty",
        ),
        tell(
            "Which day places it?",
            "{counted_on}.",
            switches="period denominator",
            columns="found_on made_on arrived_on shipped_on",
        ),
        Question(
            "Is the supplier's analysis done?",
            "open",
            lambda c: c.confirmed_qty is None and c.by("numerator", "confirmed"),
            "No: nothing is confirmed yet.",
            counts=False,
            switches="numerator",
        ),
        Question(
            "Is the supplier's analysis done?",
            "open",
            lambda c: c.confirmed_qty is None,
            "No, and what is claimed or blocked counts meanwhile.",
            "Yes.",
            switches="numerator",
        ),
        Question(
            "Did it confirm the defect?",
            "refuted",
            lambda c: c.confirmed_qty == 0 and c.by("not_theirs", "out"),
            "No: the quantity confirmed is 0.",
            counts=False,
            switches="not_theirs",
        ),
        Question(
            "Did it confirm the defect?",
            "refuted",
            lambda c: c.confirmed_qty == 0,
            "No: the quantity confirmed is 0.",
            switches="not_theirs",
        ),
        Question(
            "Did it confirm the defect?",
            "confirmed",
            always,
            "Yes: {confirmed_qty} of {claimed_qty} claimed.",
        ),
    ),
    weigh=lambda c, outcome: (c.defective_qty, 0),
    units=DEFECTIVE_UNITS,
    exposure=Q2_RECEIPT,
    is_exposure=without("notice_id"),
)


def _action(case: Case) -> dict:
    known = case.known("answered_on", "verified_on")
    agreed_on = case.due_on
    if case.by("due", "original"):
        agreed_on = case.first_due_on or case.due_on
    counted_on = agreed_on
    days = (agreed_on - case.issued_on).days
    if case.by("clock", "working") and days > 0:
        counted_on = case.by_hours.add_working_days(case.issued_on, days)
    answered_on = known["answered_on"] if case.by("closed", "answered") else None
    return known | {
        "agreed_on": agreed_on,
        "counted_on": counted_on,
        "closed_on": answered_on or known["verified_on"],
    }


WORKING_WORDS = (
    "On {counted_on}: as many working days as it has calendar days until {agreed_on}."
)


def _due_words(case: Case) -> str:
    if case.counted_on == case.agreed_on:
        return case.say("On {counted_on}.")
    return f"{case.say(WORKING_WORDS)} Working days are those of: {case.by_hours.working_words}."


Q3 = Explainer(
    row="corrective action",
    read=Read("SELECT * FROM corrective_actions", "action_id"),
    derive=_action,
    questions=(
        what("corrective_actions", "notice_id part_id defect_code issued_on"),
        tell(
            "When was it due?",
            _due_words,
            switches="due clock calendar",
            columns="first_due_on due_on",
        ),
        tell(
            "When was it closed?",
            lambda c: c.say("On {closed_on}." if c.closed_on else "Not as of {as_of}."),
            switches="closed",
            columns="answered_on verified_on",
        ),
        Question(
            "Was it asked for before that?",
            "backwards",
            lambda c: c.closed_on is not None and c.closed_on < c.issued_on,
            "No: it was asked for on {issued_on}, and a day before that is none.",
            counts=False,
            columns="issued_on",
        ),
        Question(
            "Is its time over?",
            "not_due",
            lambda c: c.counted_on > c.as_of,
            "No: it has until {counted_on}, whatever became of it so far.",
            counts=False,
        ),
        Question(
            "Was that in time?",
            "on_time",
            lambda c: c.closed_on is not None and c.closed_on <= c.counted_on,
            "Yes: not after {counted_on}.",
        ),
        Question(
            "Was that in time?",
            "late",
            lambda c: c.closed_on is not None,
            "No: {closed_on} is after {counted_on}.",
        ),
        Question(
            "Is its time over?",
            "overdue",
            lambda c: c.counted_on < c.as_of,
            "Yes: {counted_on} is before {as_of}.",
        ),
        Question(
            "Is its time over?",
            "not_due",
            always,
            "No: it has until {counted_on}, and the data end on {as_of}.",
            counts=False,
        ),
    ),
    weigh=share_of("on_time"),
    units=("actions on time", "actions due"),
)


def _add_months(day: date, months: int) -> date:
    """The same day so many months later, or that month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _repeat(case: Case) -> dict:
    """What the notice is compared by, and the action against the same that was closed last before
    it.
    """
    defect = "defect_family" if case.by("code", "family") else "defect_code"
    item = "category" if case.by("item", "family") else "part_id"
    same = getattr(case, defect), getattr(case, item)
    near = [
        action
        for action in case.actions
        if None not in same
        and action["verified_on"]
        < case.found_on
        <= _add_months(action["verified_on"], case.choices["months"])
    ]
    alike = [action for action in near if (action[defect], action[item]) == same]
    unclear = [
        action
        for action in near
        if None in (action[defect], action[item])
        and action[defect] in (None, same[0])
        and action[item] in (None, same[1])
    ]
    return {
        "counted_on": case.found_on,
        "same_defect": same[0],
        "same_item": same[1],
        "alike": sorted(alike, key=lambda action: action["verified_on"], reverse=True)[:1],
        "unclear": unclear,
    }


ACTIONS = Read(
    statement("explain/corrective_actions"), "supplier_id", "verified_on, action_id"
)
Q4 = Explainer(
    row="quality notice",
    read=Read(statement("explain/quality_notices"), "notice_id"),
    beside={"actions": ACTIONS},
    derive=_repeat,
    questions=(
        what("quality_notices", "found_on found_at part_id defect_code defect_family"),
        by_choice(
            "Is the cause agreed to be the buyer's?",
            "ours",
            ("not_theirs", "out"),
            lambda c: c.cause == "ours",
            columns="cause",
        ),
        by_choice(
            "Did the analysis confirm nothing?",
            "refuted",
            ("not_theirs", "out"),
            lambda c: c.confirmed_qty == 0,
            columns="confirmed_qty",
        ),
        Question(
            "What is it compared by?",
            "no_code",
            lambda c: None in (c.same_defect, c.same_item),
            "Defect {same_defect}, item {same_item}: there is nothing to compare by.",
            "Defect {same_defect}, item {same_item}.",
            counts=False,
            switches="code item",
            columns="defect_code defect_family part_id category",
        ),
        Question(
            "Had an action against it been closed before?",
            "repeat",
            lambda c: c.alike != [],
            lambda c: (
                f"Yes: {c.alike[0]['action_id']}, verified on {spoken(c.alike[0]['verified_on'])},"
                " so the defect came back."
            ),
            switches="months",
            beside=lambda c: c.alike,
        ),
        Question(
            "Had an action against it been closed before?",
            "action_unclear",
            lambda c: c.unclear != [],
            "It is not known: an action verified before it names no part or defect.",
            counts=False,
            switches="months",
            beside=lambda c: c.unclear,
        ),
        Question(
            "Had an action against it been closed before?",
            "new",
            always,
            "No, none that is near enough in time.",
            switches="months",
        ),
    ),
    weigh=share_of("repeat"),
    units=("notices that repeat a defect", "notices"),
)
