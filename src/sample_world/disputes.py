"""Rows of a metric that one of the two firms says were read wrongly."""

from __future__ import annotations

from datetime import date

# (supplier, metric, which row, raised by, raised on, claim, words, state, answer); a row that is no
# line is told by what it is.
DISPUTES = (
    (
        "S-1004",
        "D1",
        "4510040306/10",
        "supplier",
        date(2026, 6, 8),
        "met",
        "You took the first delivery as enough.",
        "refused",
        "The rest was still due.",
    ),
    (
        "S-1001",
        "D1",
        "4510010299/10",
        "supplier",
        date(2026, 7, 20),
        "met",
        "It left our works on the day promised.",
        "open",
        "",
    ),
    (
        "S-1004",
        "D1",
        "4510040332/50",
        "buyer",
        date(2026, 8, 5),
        "missed",
        "The receipt was keyed to the wrong line.",
        "accepted",
        "Agreed; it is reversed.",
    ),
    (
        "S-1001",
        "D1",
        "4510010312/20",
        "supplier",
        date(2026, 8, 24),
        "met",
        "Our packing list says 120 pieces; please count again.",
        "open",
        "",
    ),
    (
        "S-1001",
        "S1",
        "late",
        "supplier",
        date(2026, 9, 28),
        "met",
        "We answered by telephone the same day.",
        "refused",
        "No call is on record.",
    ),
    (
        "S-1001",
        "Q1",
        "reject",
        "supplier",
        date(2026, 9, 29),
        "not_counted",
        "It was measured against the older drawing.",
        "open",
        "We are looking into it.",
    ),
    (
        "S-1004",
        "D1",
        "4510040353/40",
        "supplier",
        date(2026, 9, 30),
        "not_counted",
        "You moved it nine days forward when it was already in work.",
        "open",
        "",
    ),
)
FIRST, LAST = date(2026, 7, 1), date(2026, 9, 30)


def make_disputes(rows: dict[str, list[dict]]) -> list[dict]:
    """The disputes as rows, each about a row of its metric that really is there."""
    columns = (
        "supplier_id",
        "metric_id",
        "row_id",
        "raised_by",
        "raised_on",
        "claim",
        "words",
        "state",
        "answer",
    )
    return [
        {"dispute_id": f"DP-{number:03d}"}
        | dict(
            zip(
                columns,
                (supplier, metric, _row_id(rows, supplier, metric, which), *rest),
                strict=True,
            )
        )
        for number, (supplier, metric, which, *rest) in enumerate(DISPUTES, start=1)
    ]


def _row_id(rows: dict[str, list[dict]], supplier: str, metric: str, which: str) -> str:
    """A schedule line by its number; else the supplier's first late ticket, or first rejected lot,
    of the quarter.
    """
    if metric == "S1":
        tickets = [
            t
            for t in rows["tickets"]
            if t["supplier_id"] == supplier and FIRST <= t["opened_at"].date() <= LAST
        ]
        return next(
            t["ticket_id"]
            for t in tickets
            if (t["first_response_at"] - t["opened_at"]).total_seconds()
            > 60 * t["target_minutes"]
        )
    if metric == "Q1":
        lots = [
            lot
            for lot in rows["inspection_lots"]
            if lot["supplier_id"] == supplier and lot.get("decision") == which
        ]
        return next(lot["lot_id"] for lot in lots if FIRST <= lot["decided_on"] <= LAST)
    return which
