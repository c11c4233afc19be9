"""Customer: promises kept (P1), complaints traced to the supplier (P2)."""

from __future__ import annotations

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


def _promise(case: Case) -> dict:
    due_on = case.promised_on
    if case.by("promise", "first"):
        due_on = case.first_promised_on or due_on
    return case.known("shipped_on", "kept_on") | {"due_on": due_on, "counted_on": due_on}


BROKEN_CAUSE = "broken_cause is_cause_agreed"
BROKEN_WORDS = "Cause claimed: {broken_cause}; agreed by both firms: {is_cause_agreed}."
P1 = Explainer(
    row="promise to a customer",
    read=Read("SELECT * FROM customer_promises", "promise_id"),
    derive=_promise,
    questions=(
        what("customer_promises", "customer_order_id order_amount currency"),
        tell(
            "What was promised?",
            "{due_on}.",
            switches="promise",
            columns="first_promised_on promised_on",
        ),
        by_choice(
            "Has it been shipped?",
            "not_shipped",
            ("depends", "shipped"),
            lambda c: c.shipped_on is None,
            "Not as of {as_of}.",
            "Yes, on {shipped_on}.",
            columns="shipped_on",
        ),
        Question(
            "Is its time over?",
            "not_due",
            lambda c: c.due_on > c.as_of,
            "No: it has until {due_on}, whatever became of it so far.",
            counts=False,
        ),
        Question(
            "Was it kept?",
            "kept",
            lambda c: c.kept_on is not None and c.kept_on <= c.due_on,
            "Yes, on {kept_on}.",
            lambda c: c.say(
                "No: on {kept_on}, after that day." if c.kept_on else "Not as of {as_of}."
            ),
            columns="kept_on",
        ),
        Question(
            "Is its time over?",
            "not_due",
            lambda c: c.kept_on is None and c.due_on >= c.as_of,
            "No: it has until {due_on}.",
            counts=False,
        ),
        Question(
            "Is its cause known?",
            "cause_open",
            lambda c: (
                c.broken_cause in (None, "open")
                or (c.by("cause", "agreed") and not c.is_cause_agreed)
            ),
            "No, so it is left out. " + BROKEN_WORDS,
            switches="cause",
            columns=BROKEN_CAUSE,
            counts=False,
        ),
        Question(
            "Is the supplier the cause?",
            "broken_theirs",
            lambda c: c.broken_cause == "theirs",
            "Yes. " + BROKEN_WORDS,
            switches="cause",
            columns=BROKEN_CAUSE,
        ),
        Question(
            "Is the supplier the cause?",
            "broken_other",
            always,
            "No, so it is no miss of the supplier. " + BROKEN_WORDS,
            switches="cause",
            columns=BROKEN_CAUSE,
        ),
    ),
    weigh=share_of("kept", "broken_other"),
    units=("promises not broken by the supplier", "promises that depended on it"),
)

COMPLAINT_UNITS = (
    lambda c: "units complained about" if c.by("unit", "unit") else "complaints",
    "customers' orders that depend on the supplier",
)
P2_ORDER = Explainer(
    row="",
    read=Read(statement("explain/customer_orders"), "customer_order_id"),
    derive=lambda c: {"counted_on": c.first_promised_on},
    questions=(
        tell(
            "What is it?",
            "A customer's order. Promises of it that depend on the supplier: {promises}.",
            columns="customer_order_id",
        ),
        Question(
            "When was it first promised for?",
            "not_due",
            lambda c: c.first_promised_on > c.as_of,
            "{first_promised_on}, after {as_of}.",
            counts=False,
        ),
        Question(
            "When was it first promised for?",
            "dependent",
            always,
            "{first_promised_on}.",
            columns="first_promised_on",
        ),
    ),
    weigh=lambda c, outcome: (0, 1),
    units=COMPLAINT_UNITS,
)


def _is_with_its_order(case: Case) -> bool:
    """Whether it counts with the order it is about, which is due and depends on the supplier."""
    due_on = case.first_promised_on
    return case.by("period", "order") and due_on is not None and due_on <= case.as_of


def _placed_words(case: Case) -> str:
    if _is_with_its_order(case):
        return case.say("{counted_on}, for which its order was first promised.")
    if case.by("period", "order"):
        return case.say(
            "{counted_on}, when it was received: it names no order that is due and depends on the"
            " supplier."
        )
    return case.say("{counted_on}, when it was received.")


P2 = Explainer(
    row="complaint",
    read=Read(statement("explain/complaints"), "complaint_id"),
    derive=lambda c: {
        "counted_on": c.first_promised_on if _is_with_its_order(c) else c.received_on,
        "units": c.unit_count if c.by("unit", "unit") and c.unit_count is not None else 1,
    },
    questions=(
        what("complaints", "customer_order_id received_on unit_count subject"),
        tell(
            "Which day places it?",
            _placed_words,
            switches="period",
            columns="first_promised_on received_on",
        ),
        by_choice(
            "Does the customer ask for money or goods?",
            "no_claim",
            ("complaint", "claim"),
            lambda c: c.is_claim is False,
            "{is_claim}.",
            "{is_claim}.",
            columns="is_claim",
        ),
        by_choice(
            "Has the supplier accepted it?",
            "not_accepted",
            ("traced", "accepted"),
            lambda c: c.is_accepted is False,
            "{is_accepted}.",
            "{is_accepted}.",
            columns="is_accepted",
        ),
        by_choice(
            "Is that known?",
            "claim_unknown",
            ("complaint", "claim"),
            lambda c: c.is_claim is None,
            "No: it is not known whether it is a claim.",
            "",
            columns="is_claim",
        ),
        by_choice(
            "Is that known?",
            "acceptance_unknown",
            ("traced", "accepted"),
            lambda c: c.is_accepted is None,
            "No: it is not known whether the supplier accepted it.",
            "",
            columns="is_accepted",
        ),
        by_choice(
            "So how does it count?",
            "units_unknown",
            ("unit", "unit"),
            lambda c: c.unit_count is None,
            "As one unit at least: how many it is about is not known.",
            "",
            counts=True,
            columns="unit_count",
        ),
        Question(
            "So how does it count?",
            "traced",
            always,
            "As {units}, traced to the supplier.",
            switches="unit",
            columns="unit_count",
        ),
    ),
    weigh=lambda c, outcome: (c.units, 0),
    units=COMPLAINT_UNITS,
    exposure=P2_ORDER,
    is_exposure=without("complaint_id"),
)
