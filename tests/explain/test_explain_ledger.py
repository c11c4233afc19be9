"""Why a line of the cost ledger stands there: event, driver, rate, exchange rate and share in
words, worked out anew or not told at all.
"""

from __future__ import annotations

import dataclasses

import pytest
from explained import agrees
from small_world import small_world

from srmlib.errors import UsageError
from srmlib.explain import cost, explain
from srmlib.rules.elements import ELEMENTS


def rate(
    name: str, value: str, unit: str, valid_from: str = "2026-01-01", **rest: str
) -> dict:
    return {
        "rate_name": name,
        "value": value,
        "unit": unit,
        "valid_from": valid_from,
        "source": "time study 2025",
    } | rest


RATES = [
    rate("line_stop_rate", "55.00", "EUR/minute", "2024-01-01"),
    rate(
        "line_stop_rate",
        "60.00",
        "EUR/minute",
        low="48.00",
        high="78.00",
        source="plant controlling 2026",
        agreed_by="buyer's controller",
    ),
    rate("sorting_rate", "41.37", "EUR/hour"),
    rate("order_line_rate", "6.50", "EUR/line"),
    rate("receipt_rate", "4.125", "EUR/receipt"),
    rate("late_line_rate", "90.00", "EUR/line"),
    rate("capital_rate", "6", "%/year"),
    rate("reference_days", "30", "days", agreed_by="both champions"),
    rate("carrying_rate", "18", "%/year"),
    rate("service_level", "95", "%"),
    rate("inspection_lot_rate", "38.00", "EUR/lot"),
    rate("inspection_hour_rate", "50.00", "EUR/hour"),
    rate("scrap_value_rate", "1.35", "EUR/EUR"),
    rate("corrective_rate", "70.00", "EUR/hour"),
    rate("support_rate", "62.00", "EUR/hour"),
    rate("invoice_fix_rate", "27.50", "EUR/line"),
    rate("return_rate", "85.00", "EUR/return"),
]
# Three lines of 100.00 in one shipment; one of USD in two receipts, the first of them early; one
# never received.
LINES = [{}, {}, {}, {"currency": "USD", "requested_on": "2026-07-20"}, {"lead_days": "50"}]
ARRIVED = [
    {"line_id": str(i), "shipment_id": "A", "gross_weight": weight}
    for i, weight in enumerate(("8", "1", "1"), start=1)
]
ARRIVED += [
    {"line_id": "4", "received_qty": "3"},
    {"line_id": "4", "received_qty": "7", "docked_on": "2026-07-23"},
]
ARRIVED += [
    {
        "line_id": "1",
        "kind": "return",
        "of_receipt_id": "1",
        "docked_on": "2026-07-25",
        "received_qty": "2",
    }
]
FX = [
    {"currency": "USD", "rate_on": "2026-07-10", "fx_rate": "0.92"},
    {"currency": "USD", "rate_on": "2026-07-23", "fx_rate": "0.9"},
]
FX += [{"currency": "JPY", "rate_on": "2026-07-08", "fx_rate": "0.61", "fx_units": "100"}]
BOOKED = {"component": "", "amount": "", "cause": "theirs"}
EVENTS = [
    BOOKED
    | {
        "element": "line_stop",
        "shipment_id": "A",
        "driver_qty": "324",
        "rate_name": "line_stop_rate",
        "occurred_on": "2026-07-11",
    },
    BOOKED
    | {
        "element": "line_stop",
        "driver_qty": "1",
        "rate_name": "line_stop_rate",
        "occurred_on": "2025-12-31",
    },
    {"shipment_id": "A", "amount": "10.00", "allocate_by": "weight"},
    {
        "shipment_id": "A",
        "component": "insurance",
        "amount": "10.00",
        "allocate_by": "equally",
    },
    {"line_id": "4", "amount": "1639", "currency": "JPY", "occurred_on": "2026-07-09"},
    {"shipment_id": "A", "component": "duty", "state": "unknown"},
    {"shipment_id": "A", "component": "packaging", "state": "included"},
    BOOKED
    | {
        "element": "customer_fail",
        "amount": "1200.00",
        "currency": "USD",
        "occurred_on": "2026-07-12",
    },
    BOOKED
    | {
        "element": "premium_freight",
        "amount": "70.00",
        "line_id": "2",
        "paid_by": "supplier",
    },
    BOOKED | {"element": "warranty", "amount": "-5.00", "line_id": "4"},
]
LOT = {
    "supplier_id": "S",
    "lot_qty": "10",
    "decision": "accept",
    "decided_on": "2026-07-11",
    "receipt_id": "1",
}
NOTICE = {
    "supplier_id": "S",
    "found_on": "2026-07-12",
    "found_at": "incoming",
    "claimed_qty": "2",
    "cause": "ours",
    "receipt_id": "1",
}
INVOICE = {
    "supplier_id": "S",
    "line_id": "4",
    "invoiced_on": "2026-07-13",
    "amount": "100.00",
    "currency": "USD",
    "correction": "none",
    "is_credit": "false",
}
WORLD = {
    "schedule_lines": LINES,
    "receipts": ARRIVED,
    "order_changes": [
        {
            "line_id": "5",
            "changed_on": "2026-07-01",
            "field": "quantity",
            "by_side": "buyer",
        }
    ],
    "fx": FX,
    "cost_events": EVENTS,
    "rates_of_extract": RATES,
    "inspection_lots": [
        LOT | {"is_tightened": "true", "our_hours": "0.5"},
        LOT | {"our_hours": ""},
        LOT | {"our_hours": "0.2", "receipt_id": "2"},
        LOT | {"is_tightened": "true", "our_hours": "1.5", "decided_on": "2026-07-12"},
    ],
    "quality_notices": [
        NOTICE | {"our_hours": "2.5", "scrapped_qty": "2"},
        NOTICE | {"our_hours": "", "scrapped_qty": "0"},
    ],
    "corrective_actions": [
        {
            "supplier_id": "S",
            "issued_on": "2026-07-15",
            "due_on": "2026-08-01",
            "our_hours": "6",
        }
    ],
    "tickets": [
        {
            "supplier_id": "S",
            "priority": "P2",
            "opened_at": "2026-07-11 10:00:00",
            "our_minutes": "45",
            "cause": "theirs",
        }
    ],
    "invoice_lines": [
        INVOICE
        | {
            "due_on": "2026-07-23",
            "paid_on": "2026-08-07",
            "disputed_on": "2026-07-20",
            "settled_on": "2026-07-25",
            "correction": "price",
            "correction_cause": "ours",
        },
        INVOICE | {"is_credit": "true", "amount": "30.00"},
    ],
    "one_off_costs": [
        {
            "supplier_id": "S",
            "occurred_on": "2026-06-15",
            "amount": "100.00",
            "currency": "EUR",
            "life_months": "3",
        }
    ],
}
DEFINITIONS = "C1: {switches: {buyer: {rates: out}, supplier: {ours: out, carrying: out, recovered: out}}}"


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    with small_world(
        tmp_path_factory.mktemp("book"), definitions=DEFINITIONS, **WORLD
    ) as snapshot:
        yield snapshot


def test_every_line_of_the_ledger_is_explained_as_it_counts(book):
    held = book.con.execute("SELECT DISTINCT element FROM cost_ledger").fetchall()
    assert {element for (element,) in held} == set(ELEMENTS)
    assert agrees(book, "C1", "S") > 40


TOLD = {
    "1 / 1": [
        "What is it? Line stops and waiting, 11 July 2026; cause: the supplier's, as booked",
        (
            "324 minutes × 60.00 EUR/minute (line stop rate, since 1 January 2026, 48.00 to 78.00"
            " possible; plant controlling 2026; agreed by buyer's controller) = 19,440.00 EUR."
        ),
        (
            "How much of it stands here? By value over 3 receipts: 6,480.00 EUR of it. Booked on 11"
            " July 2026."
        ),
        (
            "from event_id 1, shipment_id A, occurred_on 2026-07-11, currency EUR, driver_qty"
            " 324.000, rate_name line_stop_rate, source_file cost_events.csv"
        ),
        "source plant controlling 2026, agreed_by buyer's controller, source_file rates.csv",
        "by “Costs valued by a rate: counted”",
        "6,480.00 is added to the costs.",
        (
            "Under the buyer's own basis: valued by a rate, because there it reads “Costs valued by"
            " a rate: not counted, only booked amounts are”."
        ),
    ],
    "2": [
        (
            "1 minute × 55.00 EUR/minute (line stop rate, since 1 January 2024; time study 2025;"
            " not agreed yet) = 55.00 EUR."
        ),
        "Whole: no receipt bears it.",
    ],
    "3 / 1": [
        "Freight, insurance, duty, packaging (freight), 10 July 2026; cause: terms.",
        "Booked: 10.00 EUR.",
        "By weight over 3 receipts: 8.00 EUR of it.",
    ],
    "4 / 1": ["Equally over 3 receipts: 3.34 EUR of it."],
    "5 / 5": [
        "Booked: 1,639 JPY, at 0.61 EUR for 100 JPY on 9 July 2026 = 10.00 EUR.",
        # What the two receipts cost: 27.60 and 63.00 EUR.
        "By value over 2 receipts: 6.95 EUR of it. Booked on 23 July 2026.",
    ],
    "6 / 1": ["Is there an amount? No: it is not known, which is not zero."],
    "7 / 1": ["Is there an amount? No: it is included in the price."],
    "8": ["Booked: 1,200.00 USD, at 0.92 EUR for 1 USD on 12 July 2026 = 1,104.00 EUR."],
    "9 / 2": [
        "on the agreed basis: paid by the supplier",
        "Did the supplier pay it? Yes: it is shown, and is no cost of the buyer.",
        "Booked: 70.00 EUR.",
    ],
    "10 / 5": [
        "By value over 2 receipts: -3.48 EUR of it.",
        "-3.48 is taken off the costs.",
    ],
    "price 4": [
        "3 of 10 arrived of what was ordered for 100.00 USD: 30.00 USD, at 0.92 EUR for 1 USD on 10"
        " July 2026 = 27.60 EUR."
    ],
    "order line 5": [
        "1 line × 6.50 EUR/line (order line rate",
        "Whole: of this order line.",
        "from line_id 5, ordered_on 2026-06-01",
    ],
    "receipt 1 / 1": [
        "1 receipt × 4.125 EUR/receipt (receipt rate, since 1 January 2026; time study 2025; not"
        " agreed yet) = 4.13 EUR."
    ],
    "early 4 / 4": [
        "27.60 EUR × 10 days before 20 July 2026, the due date × 18 %/year ÷ 36,500 (carrying rate",
        "= 0.14 EUR.",
        "Under the supplier's own basis: cost of capital, because",
    ],
    "payment 1": [
        "92.00 EUR × (30 − 10) days × 6 %/year ÷ 36,500 (capital rate",
        "= 0.30 EUR.",
        "invoiced_on 2026-07-13, due_on 2026-07-23, paid_on 2026-08-07",
    ],
    "late payment 1": [
        # Five days of a dispute put off the day it is to be paid by.
        "92.00 EUR × 10 days late × 6 %/year ÷ 36,500 (capital rate",
        "= 0.15 EUR.",
        "Yes: it is shown, and is no cost of the buyer.",
    ],
    "late line 5": [
        "Expediting, 10 July 2026; cause: the buyer's, by rule.",
        "1 line × 90.00 EUR/line (late line rate",
        "Under the supplier's own basis: the buyer's own cost",
    ],
    "lot 1 / 1": [
        "Incoming inspection, 11 July 2026; cause: the buyer's, by rule.",
        "1 lot × 38.00 EUR/lot",
    ],
    "hours of lot 1 / 1": [
        "0.2 hours (0.5 hours, 0.2 by the normal plan (mean of 1 lot)) × 50.00 EUR/hour",
        "= 10.00 EUR.",
    ],
    "tightening of lot 1 / 1": ["0.3 hours more (0.5 hours,", "= 15.00 EUR."],
    "hours of lot 2 / 1": ["No: it is not known, which is not zero."],
    "sorting 1 / 1": ["2.5 hours × 41.37 EUR/hour", "= 103.43 EUR."],
    "scrap 1 / 1": ["20.00 EUR of price × 1.35 EUR/EUR", "= 27.00 EUR."],
    "scrap 2 / 1": ["0.00 EUR of price × 1.35 EUR/EUR", "= 0.00 EUR."],
    "return 6": ["1 return × 85.00 EUR/return", "from receipt_id 6, kind return"],
    "action 1": ["6 hours × 70.00 EUR/hour", "= 420.00 EUR."],
    "ticket 1": ["45 minutes × 62.00 EUR/hour ÷ 60 (support rate", "= 46.50 EUR."],
    "correction 1": [
        "Invoice mismatches, 13 July 2026; cause: the buyer's, as booked",
        "1 line × 27.50 EUR/line",
    ],
    "credit note 2": [
        "Booked: -30.00 USD, at 0.92 EUR for 1 USD on 13 July 2026 = -27.60 EUR.",
        "-27.60 is taken off the costs.",
        "supplier's own basis: recovered",
    ],
    "1 2026-08": [
        "100.00 EUR paid once, on 15 June 2026, over 3 months: 33.34 EUR in month 3.",
        "from cost_id 1, occurred_on 2026-06-15",
    ],
    # Three on the day, one three days late, one 84 days so far; 390.60 EUR came in the quarter.
    "safety stock S P 2026-09-30": [
        (
            "EUR × days (1.645 × 37.253 days by which lateness spreads × 390.60 EUR received in the"
            " quarter, as if used evenly; the buyer changed 1 of 5 lines, without those it spreads"
            " by 1.500 days) × 18 %/year ÷ 36,500"
        ),
        "lines_due 5, lines_late 2, lines_changed 1",
    ],
}


@pytest.mark.parametrize("row_id", TOLD)
def test_a_line_opens_to_its_event_driver_rate_and_share(book, row_id):
    text = repr(explain(book, row_id, "C1"))
    assert [words for words in TOLD[row_id] if words not in text] == []


@pytest.mark.parametrize(
    ("column", "row_id"),
    [
        ("event_amount", "1 / 1"),
        ("amount", "1 / 1"),
        ("event_amount", "ticket 1"),
        ("event_amount", "1 2026-08"),
        ("event_amount", "price 4"),
    ],
)
def test_an_amount_that_cannot_be_worked_out_is_not_explained(
    book, monkeypatch, column, row_id
):
    """Also where the basis leaves it out, so that the metric would not differ."""
    c1 = cost.C1
    read = dataclasses.replace(
        c1.read,
        sql="SELECT * REPLACE (CAST("
        + column
        + " + 0.01 AS DECIMAL(18, 2)) AS "
        + column
        + ") FROM ("
        + c1.read.sql
        + ")",
    )
    monkeypatch.setattr(cost, "C1", dataclasses.replace(c1, read=read))
    for basis in ("agreed", "buyer"):
        with pytest.raises(
            AssertionError, match=f"C1 {row_id}: the event comes to .* the ledger holds "
        ):
            explain(book, row_id, "C1", basis)


def test_a_driver_that_is_not_that_of_its_own_row_is_not_explained(book, monkeypatch):
    c1 = cost.C1
    tickets = dataclasses.replace(
        c1.beside["tickets"],
        sql="SELECT * REPLACE (our_minutes + 1 AS our_minutes) FROM ("
        + c1.beside["tickets"].sql
        + ")",
    )
    monkeypatch.setattr(
        cost,
        "C1",
        dataclasses.replace(c1, beside=c1.beside | {"tickets": tickets}),
    )
    with pytest.raises(
        AssertionError,
        match=(
            r"the event comes to 47\.53 and 47\.53 of it stands here, the ledger holds 46\.50 and"
            r" 46\.50"
        ),
    ):
        explain(book, "ticket 1", "C1")


def test_an_unknown_line_names_those_near_it(book):
    with pytest.raises(
        UsageError,
        match=(
            r"no line of the cost ledger '1 / 9', expected one of the \d+ that C1 has, such as 1 / "
        ),
    ):
        explain(book, "1 / 9", "C1")


def test_an_event_that_receipts_share_names_its_lines(book):
    shared = book.con.execute(
        "SELECT event_id FROM cost_ledger WHERE element <> 'price' AND receipt_id IS NOT NULL ORDER"
        " BY event_id LIMIT 1"
    ).fetchall()[0][0]
    with pytest.raises(
        UsageError, match=rf"such as {shared} / [^,]+(, {shared} / [^,]+)*\.\n"
    ):
        explain(book, shared, "C1")
