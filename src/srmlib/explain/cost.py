"""Cost: cost beside the price (C1), invoices right (C2)."""

from __future__ import annotations

from decimal import Decimal

from srmlib.explain import saved
from srmlib.explain.ledger import (
    BESIDE,
    LINE,
    borne_by,
    origin,
    share_words,
    valued,
    valued_by,
    what_words,
)
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
)
from srmlib.rules.elements import ELEMENTS

WITHOUT = {"included": "included in the price", "unknown": "not known, which is not zero"}


def _weighed(case: Case, outcome: str) -> tuple[Decimal, Decimal]:
    """The price is what all else is measured against; of a shared cause half counts."""
    if outcome == "price":
        return Decimal(0), case.share
    return case.share / (2 if outcome == "shared" else 1), Decimal(0)


C1 = Explainer(
    row="line of the cost ledger",
    read=LINE,
    beside=BESIDE,
    derive=lambda c: {"counted_on": c.booked_on} | valued(c),
    questions=(
        tell(
            "What is it?",
            what_words,
            columns="source event_id element cause cause_by",
            beside=origin,
        ),
        Question(
            "Is there an amount?",
            "{state}",
            lambda c: c.state != "amount",
            lambda c: f"No: it is {WITHOUT[c.state]}.",
            "Yes.",
            counts=False,
            columns="state",
        ),
        tell("What did the whole event come to?", "{worth}", beside=valued_by),
        tell("How much of it stands here?", share_words, beside=borne_by),
        tell(
            "What went wrong, and which goal would save it?",
            saved.words,
            beside=saved.rests_on,
        ),
        Question(
            "Did the supplier pay it?",
            "supplier_paid",
            lambda c: c.paid_by == "supplier",
            "Yes: it is shown, and is no cost of the buyer.",
            counts=False,
            columns="paid_by",
        ),
        Question(
            "Is it the price of the goods?",
            "price",
            lambda c: c.element == "price",
            "Yes: it is what costs are measured against.",
            "No.",
            columns="element",
        ),
        Question(
            "Does such a cost count?",
            "element",
            lambda c: c.by("elements", "invoiced") and c.element != "freight_duty",
            "No.",
            "Yes.",
            counts=False,
            switches="elements",
        ),
        by_choice(
            "Is it a credit the supplier gave?",
            "recovered",
            ("recovered", "out"),
            lambda c: c.element == "recovered",
            no="",
        ),
        by_choice(
            "Did the buyer cause it?",
            "ours",
            ("ours", "out"),
            lambda c: c.cause == "ours",
            columns="cause",
        ),
        by_choice(
            "Is it a cost of capital tied up?",
            "carrying",
            ("carrying", "out"),
            lambda c: ELEMENTS[c.element].ties_up_capital,
            columns="element",
        ),
        by_choice(
            "Is it valued by a rate?",
            "rate",
            ("rates", "out"),
            lambda c: c.rate_name is not None,
            columns="rate_name",
        ),
        Question(
            "Is the cause shared, and the shares not agreed?",
            "shared",
            lambda c: c.cause == "shared" and c.by("ours", "out"),
            "Yes: half of {share} is counted; it may be nothing, or all of it.",
            switches="ours",
            columns="cause",
        ),
        Question(
            "So how does it count?",
            "credit",
            lambda c: c.share < 0,
            "{share} is taken off the costs.",
        ),
        Question(
            "So how does it count?", "added", always, "{share} is added to the costs."
        ),
    ),
    weigh=_weighed,
    units=("cost beside the price", "price"),
)


def _is_size_unknown(case: Case) -> bool:
    """A price difference of which nobody can tell whether it is within the tolerance."""
    return (
        case.correction == "price"
        and case.choices["tolerance_percent"] > 0
        and None in (case.correction_amount, case.amount)
    )


def _is_within(case: Case) -> bool:
    """A price difference so small that it is no error."""
    percent = case.choices["tolerance_percent"]
    by = case.correction_amount
    return (
        case.correction == "price"
        and percent > 0
        and None not in (by, case.amount)
        and 100 * abs(by) <= percent * abs(case.amount)
    )


C2 = Explainer(
    row="invoice line",
    read=Read("SELECT * FROM invoice_lines", "invoice_line_id"),
    derive=lambda c: {"counted_on": c.invoiced_on},
    questions=(
        what("invoice_lines", "line_id invoiced_on amount currency"),
        by_choice(
            "Is it a credit note?",
            "credit",
            ("credit_notes", "out"),
            lambda c: c.is_credit,
            columns="is_credit",
        ),
        Question(
            "Is the result of the match known?",
            "not_matched",
            lambda c: c.correction is None,
            "No: it is not known whether it was right.",
            counts=False,
            columns="correction",
        ),
        Question(
            "Was it corrected?",
            "right",
            lambda c: c.correction == "none",
            "No.",
            "Yes: the {correction}; by how much: {correction_amount}.",
            columns="correction",
        ),
        by_choice(
            "Did the error begin with the buyer's order?",
            "right",
            ("our_errors", "out"),
            lambda c: c.correction_cause == "ours",
            counts=True,
            columns="correction_cause",
        ),
        Question(
            "Is it a price difference too small to count?",
            "right",
            _is_within,
            "Yes: {correction_amount} of {amount}.",
            lambda c: "No." if c.correction == "price" else "",
            switches="tolerance_percent",
            columns="amount correction_amount",
        ),
        by_choice(
            "Is it known whose error it was?",
            "cause_unknown",
            ("our_errors", "out"),
            lambda c: c.correction_cause is None,
            "No.",
            "",
            columns="correction_cause",
        ),
        Question(
            "Is it known how large the price difference is?",
            "amount_unknown",
            _is_size_unknown,
            "No, so it is not known whether it is too small to count.",
            counts=False,
            switches="tolerance_percent",
            columns="amount correction_amount",
        ),
        Question("So was it right?", "corrected", always, "No: it had to be corrected."),
    ),
    weigh=share_of("right"),
    units=("invoice lines right", "invoice lines"),
)
