"""Cost: cost beside the price (C1), invoices right (C2)."""

from __future__ import annotations

from srmlib.metrics.explain.mechanism import Case, Explainer, Question, Read, always, by_choice, share_of, tell, what

# As C1 numbers its rows: an event, and the receipt that bears a share of it.
LEDGER = "SELECT *, CASE WHEN receipt_id IS NULL OR element = 'price' THEN event_id ELSE concat(event_id, ' / ', receipt_id) END AS ledger_id FROM cost_ledger"
C1 = Explainer(
    row="line of the cost ledger", read=Read(LEDGER, "ledger_id"), derive=lambda c: {"counted_on": c.booked_on},
    questions=(
        what("cost_events", "element component cause"),
        tell("How was it put on this receipt?", "{rule}; booked on {booked_on}.", columns="receipt_id part_id line_id shipment_id"),
        Question("Is there an amount?", "{state}", lambda c: c.state != "amount", "No: it is {state}.", "Yes: {amount}.", counts=False, columns="state amount"),
        Question("Is it the price of the goods?", "price", lambda c: c.element == "price", "Yes: it is what costs are measured against.", "No.",
            columns="element"),
        Question("Does such a cost count?", "element", lambda c: c.by("elements", "invoiced") and c.element != "freight_duty", "No.", "Yes.", counts=False,
            switches="elements"),
        by_choice("Is it a credit the supplier gave?", "recovered", ("recovered", "out"), lambda c: c.element == "recovered", no=""),
        by_choice("Did the buyer cause it?", "ours", ("ours", "out"), lambda c: c.cause == "ours", columns="cause"),
        Question("So how does it count?", "credit", lambda c: c.amount < 0, "{amount} is taken off the costs."),
        Question("So how does it count?", "added", always, "{amount} is added to the costs."),
    ),
    weigh=lambda c, outcome: (0, c.amount) if outcome == "price" else (c.amount, 0), units=("cost beside the price", "price"),
)  # fmt: skip


def _is_within(case: Case) -> bool:
    """A price difference so small that it is no error; one of unknown amount never is."""
    percent, by = case.choices["tolerance_percent"], case.correction_amount
    return case.correction == "price" and percent > 0 and by is not None and 100 * abs(by) <= percent * abs(case.amount)


C2 = Explainer(
    row="invoice line", read=Read("SELECT * FROM invoice_lines", "invoice_line_id"), derive=lambda c: {"counted_on": c.invoiced_on},
    questions=(
        what("invoice_lines", "line_id invoiced_on amount currency"),
        by_choice("Is it a credit note?", "credit", ("credit_notes", "out"), lambda c: c.is_credit, columns="is_credit"),
        Question("Was it corrected?", "right", lambda c: c.correction == "none", "No.", "Yes: the {correction}; by how much: {correction_amount}.",
            columns="correction"),
        by_choice("Did the error begin with the buyer's order?", "right", ("our_errors", "out"), lambda c: c.correction_cause == "ours", counts=True,
            columns="correction_cause"),
        Question("Is it a price difference too small to count?", "right", _is_within, "Yes: {correction_amount} of {amount}.",
            lambda c: "No." if c.correction == "price" else "", switches="tolerance_percent", columns="amount correction_amount"),
        Question("So was it right?", "corrected", always, "No: it had to be corrected."),
    ),
    weigh=share_of("right"), units=("invoice lines right", "invoice lines"),
)  # fmt: skip
