"""What a load looks for in dates and amounts that parse and still may be wrong: one record per
check. Each tells rows and mends none.

Which days follow each other stands here once; the checks of every pair are made from it.
"""

from __future__ import annotations

from dataclasses import dataclass

from srmlib.rules import schema

# Per table: a day or time, and those of the same row that do not come before it.
FOLLOW: dict[str, dict[str, tuple[str, ...]]] = {
    "schedule_lines": {
        "ordered_on": (
            "requested_on",
            "first_confirmed_on",
            "last_confirmed_on",
            "promised_on",
            "ship_by_on",
            "cancelled_on",
            "closed_on",
        ),
    },
    "receipts": {
        "shipped_on": ("docked_on",),
        "docked_on": ("posted_on",),
    },
    "confirmations": {"confirmed_on": ("for_on",)},
    "inspection_lots": {"decided_on": ("reopened_on",)},
    "quality_notices": {"made_on": ("found_on",)},
    "corrective_actions": {
        "issued_on": ("first_due_on", "due_on", "answered_on", "verified_on"),
        "answered_on": ("verified_on",),
    },
    "tickets": {
        "opened_at": (
            "triaged_at",
            "auto_reply_at",
            "first_response_at",
            "restored_at",
            "resolved_at",
            "reopened_at",
        ),
    },
    "invoice_lines": {
        "invoiced_on": ("due_on", "paid_on", "disputed_on"),
        "disputed_on": ("settled_on",),
    },
    "customer_promises": {"shipped_on": ("kept_on",)},
    "complaints": {"received_on": ("sent_on", "answered_on", "settled_on")},
    "customer_returns": {
        "returned_on": ("sent_on", "settled_on"),
        "sent_on": ("answered_on",),
    },
    "incidents": {"began_at": ("restored_at",)},
    "forecasts": {"made_on": ("month_on",)},
    "queries": {"asked_on": ("answered_on",)},
}


@dataclass(frozen=True)
class Pair:
    """Two days of which the later one does not come before the earlier one; the row of the later
    one is the row that is told. The keys join them; none where both stand in one row.
    """

    earlier_table: str
    earlier: str
    later_table: str
    later: str
    earlier_key: str = ""
    later_key: str = ""

    @property
    def earlier_words(self) -> str:
        return _words(self.earlier_table, self.earlier)

    @property
    def later_words(self) -> str:
        return _words(self.later_table, self.later)

    @property
    def tables(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((self.earlier_table, self.later_table)))


def _words(table: str, column: str) -> str:
    """What a column holds, as far as one needs it to know which is meant, and its place."""
    meaning = schema.table(table).column(column).meaning
    return f"{meaning.split(';')[0].split(',')[0]} ({table}.{column})"


# Days of two tables, joined by the keys behind their names.
FOLLOW_ACROSS = (
    Pair("schedule_lines", "ordered_on", "receipts", "docked_on", "line_id", "line_id"),
    Pair("schedule_lines", "ordered_on", "receipts", "shipped_on", "line_id", "line_id"),
    Pair(
        "schedule_lines",
        "ordered_on",
        "confirmations",
        "confirmed_on",
        "line_id",
        "line_id",
    ),
    Pair(
        "schedule_lines", "ordered_on", "order_changes", "changed_on", "line_id", "line_id"
    ),
    Pair(
        "schedule_lines", "ordered_on", "invoice_lines", "invoiced_on", "line_id", "line_id"
    ),
    Pair("confirmations", "confirmed_on", "receipts", "docked_on", "line_id", "line_id"),
    # What a reversal or return takes back.
    Pair("receipts", "docked_on", "receipts", "docked_on", "receipt_id", "of_receipt_id"),
    Pair(
        "receipts", "docked_on", "inspection_lots", "decided_on", "receipt_id", "receipt_id"
    ),
    Pair(
        "receipts", "docked_on", "quality_notices", "found_on", "receipt_id", "receipt_id"
    ),
    Pair(
        "quality_notices",
        "found_on",
        "corrective_actions",
        "issued_on",
        "notice_id",
        "notice_id",
    ),
    Pair(
        "customer_orders",
        "ordered_on",
        "complaints",
        "received_on",
        "customer_order_id",
        "customer_order_id",
    ),
    Pair(
        "customer_orders",
        "ordered_on",
        "customer_returns",
        "returned_on",
        "customer_order_id",
        "customer_order_id",
    ),
)


PAIRS = (
    *(
        Pair(table, earlier, table, later)
        for table, follow in FOLLOW.items()
        for earlier, others in follow.items()
        for later in others
    ),
    *FOLLOW_ACROSS,
)


@dataclass(frozen=True)
class PairCheck:
    """What is looked for in the days of a pair: `statement` under sql/plausibility finds the rows,
    `words` say it of the two days, and `proposal` what to do. Of fewer than `least` pairs nothing
    can be said.
    """

    id: str
    statement: str
    words: str
    proposal: str
    least: int


PAIR_CHECKS = (
    PairCheck(
        "wrong_way",
        "wrong_way",
        "{later} before the {earlier}",
        "Ask which of the two days is right; a metric that cannot use such a row leaves it out and"
        " says so.",
        least=1,
    ),
    PairCheck(
        "far_apart",
        "far_apart.duckdb",
        "{later} more than ten times as long after the {earlier} as usual",
        "Look for a wrong year, or for a day that stands for 'not known': state that one in the"
        " null_texts of source.toml.",
        least=5,
    ),
    PairCheck(
        "swapped",
        "swapped.duckdb",
        "{later} as long after the {earlier} as usual only when day and month of one are swapped",
        "The column may hold two layouts: ask for one, or make two columns of it, each with its"
        " own date layout in source.toml.",
        least=20,
    ),
)


@dataclass(frozen=True)
class Check:
    """One look at the rows of the table `of`: a statement under sql/plausibility finds those that
    are told. It needs the rows of `tables` too.
    """

    id: str
    of: str
    words: str
    proposal: str
    tables: tuple[str, ...] = ()
    statement: str = ""

    @property
    def file(self) -> str:
        return self.statement or self.id


CHECKS = (
    Check(
        "price_far_off",
        "schedule_lines",
        "Price of one piece twenty times or a twentieth of what the part costs otherwise",
        "Look for a misplaced decimal mark in value_amount or ordered_qty, or another unit.",
        statement="price_far_off.duckdb",
    ),
    Check(
        "received_far_off",
        "receipts",
        "Ten times the ordered quantity or more received at once",
        "Look for a misplaced decimal mark, or for two units of measure (a box and its pieces).",
        ("schedule_lines",),
    ),
    Check(
        "invoice_far_off",
        "invoice_lines",
        "Invoice line of twenty times the value of its order line or more",
        "Look for a misplaced decimal mark, or an invoice of several lines booked on one.",
        ("schedule_lines",),
    ),
    Check(
        "cost_far_off",
        "cost_events",
        "Booked cost a hundred times what the element costs otherwise",
        "Look for a misplaced decimal mark, or another currency.",
        statement="cost_far_off.duckdb",
    ),
    Check(
        "invoice_sign",
        "invoice_lines",
        "Invoice line below zero, or credit note above it",
        "Look whether is_credit or the sign of the amount is wrong; a credit is negative.",
    ),
    Check(
        "cost_sign",
        "cost_events",
        "Booked cost below zero, or something recovered above it",
        "Look whether it is a credit, which is the element recovered, or the sign is wrong.",
    ),
    Check(
        "order_sign",
        "customer_orders",
        "Customer's order worth less than nothing",
        "Look whether it is a credit note, which is no order: leave it out.",
    ),
    Check(
        "promise_sign",
        "customer_promises",
        "Promise to a customer worth less than nothing",
        "Look whether it is a credit note, which is no promise: leave it out.",
    ),
    Check(
        "same_receipt",
        "receipts",
        "Receipt of the same line, day and quantity as another, with more than was ordered",
        "The same receipt may have come under a new number: ask, and have one reversed or"
        " left out.",
        ("schedule_lines",),
    ),
    Check(
        "same_invoice",
        "invoice_lines",
        "Invoice line of the same order line, day and amount as another, with more charged than the"
        " order line is worth",
        "The same invoice may have come under a new number: ask, and leave one out.",
        ("schedule_lines",),
    ),
    Check(
        "same_cost",
        "cost_events",
        "Booked cost of the same supplier, element, day, amount and place as another",
        "The same cost may have come under a new number: ask, and leave one out.",
    ),
    Check(
        "told_twice",
        "cost_events",
        "Cost of an incident that is booked for it too, and left out for that",
        "Two systems tell of one incident. What was booked is counted; give the other another"
        " element, or leave it out.",
    ),
    Check(
        "same_incident",
        "cost_events",
        "Cost of the same incident, element and size as another",
        "Two systems may tell of one incident: both are counted. Ask, and leave one out.",
    ),
    Check(
        "traced_elsewhere",
        "complaints",
        "Complaint named of one supplier that its lots, its piece or an agreed cause lead away from",
        "It is counted where it leads (P2). Correct the lot, or whom the complaint names.",
    ),
    Check(
        "blamed_twice",
        "customer_promises",
        "Broken promise that another supplier of the order agreed to be all of its own",
        "Two firms are told all of one break: agree with both on their shares (agreed_causes).",
    ),
    Check(
        "lot_parts",
        "inspection_lots",
        "More looked at, or decided on, than the lot holds",
        "Look for two units of measure, or a lot that was decided on twice.",
    ),
    Check(
        "lots_of_receipt",
        "lot_receipts",
        "Lots of more than came with their receipt",
        "Look for two units of measure, or the same lot under two numbers.",
        ("receipts",),
    ),
    Check(
        "notice_parts",
        "quality_notices",
        "More defective than came with the receipt",
        "Look for two units of measure, or defects of several receipts on one notice.",
        ("receipts",),
    ),
    Check(
        "not_held",
        "receipts",
        "Taken back without a quantity on both sides, so that it cannot be held against what came",
        "It counts as it stands. Ask for the quantity of the receipt and of what takes it back.",
    ),
    Check(
        "more_back",
        "receipts",
        "Return of more than was left on the as-of date, corrected only later",
        "It counts with what was left. Take a later as-of date.",
    ),
    Check(
        "return_line",
        "schedule_lines",
        "Order line with nothing but returns, which counts as one of which nothing came",
        "If it was made for the return, state is_return of it in schedule_lines.sql.",
        ("receipts",),
    ),
    Check(
        "matched",
        "receipts",
        "Reversal or return that names no receipt, matched with the only one it can mean",
        "Look whether the match is right, or ask for the receipt's number.",
    ),
    Check(
        "dispute_row",
        "disputes",
        "Dispute over a row that its metric does not have, which moves nothing",
        "Correct metric_id, row_id or supplier_id: a row is named as the files of rows name it.",
    ),
    Check(
        "garbled_supplier",
        "suppliers",
        "Name with letters as of a text read in a wrong encoding",
        "The file may be in another encoding than source.toml states, or was garbled before it"
        " came.",
    ),
    Check(
        "garbled_part",
        "parts",
        "Name of a part with letters as of a text read in a wrong encoding",
        "The file may be in another encoding than source.toml states, or was garbled before it"
        " came.",
    ),
)
