"""The ledger, on literal rows: what each element is derived from, how events are spread over
receipts, and what holds of any extract.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_world import small_world

from srmlib.cost.compare import offers
from srmlib.cost.ledger import book_differences, cost_summary, rows_used
from srmlib.cost.rows import cost_rows, total
from srmlib.cost.uncertainty import rows_at
from srmlib.encoding import encoded
from srmlib.errors import UsageError
from srmlib.rules import schema
from srmlib.rules.calendar import Quarter
from srmlib.rules.elements import ELEMENTS

Q3 = Quarter.parse("2026Q3")
FROM = "2026-01-01"


def rate(unit: str, value: str) -> tuple:
    return unit, [(FROM, value)]


LINE_STOP = {"element": "line_stop", "component": "", "cause": "theirs"}
RETURN = {
    "line_id": "1",
    "kind": "return",
    "of_receipt_id": "1",
    "docked_on": "2026-07-20",
    "received_qty": "2",
}
NOTICE = {
    "supplier_id": "S",
    "found_on": "2026-07-12",
    "found_at": "incoming",
    "claimed_qty": "2",
    "cause": "theirs",
    "receipt_id": "1",
}
LOT = {
    "supplier_id": "S",
    "lot_qty": "10",
    "decision": "accept",
    "decided_on": "2026-07-11",
    "receipt_id": "1",
}
INVOICE = {
    "supplier_id": "S",
    "line_id": "1",
    "invoiced_on": "2026-07-11",
    "amount": "100.00",
    "currency": "EUR",
    "correction": "none",
    "is_credit": "false",
}
TICKET = {"supplier_id": "S", "priority": "P2", "opened_at": "2026-07-11 10:00:00"}
ACTION = {"supplier_id": "S", "issued_on": "2026-07-15", "due_on": "2026-08-01"}

# element: (tables, rates, expected rows: (event, day, cause, state, amount))
DERIVED = {
    "order_admin": (
        {},
        {
            "order_line_rate": rate("EUR/line", "6.50"),
            "receipt_rate": rate("EUR/receipt", "4.20"),
        },
        [
            ("order line 1", "2026-06-01", "ours", "amount", "6.50"),
            ("receipt 1", "2026-07-10", "ours", "amount", "4.20"),
        ],
    ),
    # 30 days are usual: due after 10, 100.00 × 20 ÷ 365 × 6 % = 0.33; due after 45, 100.00 × −15
    # ÷ 365 × 6 % = −0.25, whenever it was paid; the buyer's part are 73 and 38 days late so far, 30
    # until it was paid: 1.20, 0.62, 0.49; without a due date not known; not yet due: nothing.
    "payment_terms": (
        {
            "invoice_lines": [
                INVOICE | {"due_on": "2026-07-21", "paid_on": "2026-10-29"},
                INVOICE | {"due_on": "2026-07-21", "paid_on": "2026-07-21"},
                INVOICE | {"due_on": "2026-08-25", "paid_on": "2026-07-12"},
                INVOICE | {"due_on": "2026-08-25", "paid_on": ""},
                INVOICE | {"due_on": "2026-11-01", "paid_on": "2026-07-12"},
                INVOICE | {"due_on": "", "paid_on": "2026-07-12"},
                INVOICE | {"due_on": "2026-07-21", "paid_on": "2026-08-20"},
            ]
        },
        {"capital_rate": rate("%/year", "6"), "reference_days": rate("days", "30")},
        [
            ("late payment 1", "2026-10-02", "ours", "amount", "1.20"),
            ("late payment 4", "2026-10-02", "ours", "amount", "0.62"),
            ("late payment 7", "2026-08-20", "ours", "amount", "0.49"),
            ("payment 1", "2026-07-21", "terms", "amount", "0.33"),
            ("payment 2", "2026-07-21", "terms", "amount", "0.33"),
            ("payment 3", "2026-08-25", "terms", "amount", "-0.25"),
            ("payment 4", "2026-08-25", "terms", "amount", "-0.25"),
            ("payment 6", "2026-07-11", "terms", "unknown", None),
            ("payment 7", "2026-07-21", "terms", "amount", "0.33"),
        ],
    ),
    # 100.00 held 5 days at 18 % a year: 0.2466.
    "early_stock": (
        {
            "schedule_lines": [
                {"requested_on": "2026-07-15", "last_confirmed_on": "2026-07-20"}
            ]
        },
        {"carrying_rate": rate("%/year", "18")},
        [("early 1", "2026-07-10", "theirs", "amount", "0.25")],
    ),
    # By the normal plan a lot takes 0.5 hours, with the one of 12 July (0.5 + 0.751) ÷ 2 = 0.625; what
    # tightening adds is theirs, before any normal lot nobody can tell.
    "inspection": (
        {
            "inspection_lots": [
                LOT | {"our_hours": "0.5"},
                LOT | {"is_tightened": "true", "our_hours": ""},
                LOT | {"is_skip": "true", "our_hours": "9"},
                LOT
                | {"is_tightened": "true", "our_hours": "2", "decided_on": "2026-07-20"},
                LOT | {"is_tightened": "true", "our_hours": "0.6"},
                LOT
                | {"is_tightened": "true", "our_hours": "3", "decided_on": "2026-07-09"},
                LOT | {"our_hours": "0.751", "decided_on": "2026-07-12"},
            ]
        },
        {
            "inspection_lot_rate": rate("EUR/lot", "38.00"),
            "inspection_hour_rate": rate("EUR/hour", "50.00"),
        },
        [
            ("hours of lot 1", "2026-07-11", "ours", "amount", "25.00"),
            ("hours of lot 2", "2026-07-11", "ours", "unknown", None),
            ("hours of lot 4", "2026-07-20", "ours", "amount", "31.25"),
            ("hours of lot 5", "2026-07-11", "ours", "amount", "25.00"),
            ("hours of lot 6", "2026-07-09", "open", "amount", "150.00"),
            ("hours of lot 7", "2026-07-12", "ours", "amount", "37.55"),
            ("lot 1", "2026-07-11", "ours", "amount", "38.00"),
            ("lot 2", "2026-07-11", "ours", "amount", "38.00"),
            ("lot 4", "2026-07-20", "ours", "amount", "38.00"),
            ("lot 5", "2026-07-11", "ours", "amount", "38.00"),
            ("lot 6", "2026-07-09", "ours", "amount", "38.00"),
            ("lot 7", "2026-07-12", "ours", "amount", "38.00"),
            ("tightening of lot 4", "2026-07-20", "theirs", "amount", "68.75"),
            ("tightening of lot 5", "2026-07-11", "theirs", "amount", "5.00"),
        ],
    ),
    "sort_rework": (
        {
            "quality_notices": [
                NOTICE | {"our_hours": "2.5"},
                NOTICE | {"our_hours": "", "cause": "open"},
            ]
        },
        {"sorting_rate": rate("EUR/hour", "41.00")},
        [
            ("sorting 1", "2026-07-12", "theirs", "amount", "102.50"),
            ("sorting 2", "2026-07-12", "open", "unknown", None),
        ],
    ),
    # 2 of 10 that cost 100.00, at 1.35 of their price; none scrapped is zero; a quantity without
    # its receipt is not known.
    "scrap": (
        {
            "quality_notices": [
                NOTICE | {"scrapped_qty": "2"},
                NOTICE | {"scrapped_qty": "0"},
                NOTICE | {"scrapped_qty": "1", "receipt_id": ""},
            ]
        },
        {"scrap_value_rate": rate("EUR/EUR", "1.35")},
        [
            ("scrap 1", "2026-07-12", "theirs", "amount", "27.00"),
            ("scrap 2", "2026-07-12", "theirs", "amount", "0.00"),
            ("scrap 3", "2026-07-12", "theirs", "unknown", None),
        ],
    ),
    "return_handling": (
        {
            "receipts": [
                {"line_id": "1"},
                RETURN,
                RETURN | {"docked_on": "2026-07-21"},
                RETURN | {"kind": "reversal", "of_receipt_id": "3"},
            ]
        },
        {"return_rate": rate("EUR/return", "85.00")},
        [("return 2", "2026-07-20", "theirs", "amount", "85.00")],
    ),
    "corrective": (
        {"corrective_actions": [ACTION | {"our_hours": "6"}, ACTION | {"our_hours": ""}]},
        {"corrective_rate": rate("EUR/hour", "70.00")},
        [
            ("action 1", "2026-07-15", "shared", "amount", "420.00"),
            ("action 2", "2026-07-15", "shared", "unknown", None),
        ],
    ),
    # 45 minutes at 62.00 an hour; 22:30 in UTC is the next day on the plant's wall.
    "support_time": (
        {
            "tickets": [
                TICKET | {"our_minutes": "45", "cause": "ours"},
                TICKET
                | {"opened_at": "2026-07-11 22:30:00", "our_minutes": "", "cause": ""},
            ]
        },
        {"support_rate": rate("EUR/hour", "62.00")},
        [
            ("ticket 1", "2026-07-11", "ours", "amount", "46.50"),
            ("ticket 2", "2026-07-12", "open", "unknown", None),
        ],
    ),
    "invoice_fix": (
        {
            "invoice_lines": [
                INVOICE,
                INVOICE | {"correction": "price", "correction_cause": "ours"},
                INVOICE | {"correction": "tax"},
            ]
        },
        {"invoice_fix_rate": rate("EUR/line", "27.50")},
        [
            ("correction 2", "2026-07-11", "ours", "amount", "27.50"),
            ("correction 3", "2026-07-11", "open", "amount", "27.50"),
        ],
    ),
    # A tenth of a cent is never lost: 33.33, 33.33, 33.34. The months to come are not known yet.
    "onboard_switch": (
        {
            "one_off_costs": [
                {
                    "supplier_id": "S",
                    "occurred_on": "2026-06-15",
                    "amount": "100.00",
                    "currency": "EUR",
                    "life_months": m,
                }
                for m in ("3", "60")
            ]
        },
        {},
        [
            ("1 2026-06", "2026-06-15", "shared", "amount", "33.33"),
            ("1 2026-07", "2026-07-01", "shared", "amount", "33.33"),
            ("1 2026-08", "2026-08-01", "shared", "amount", "33.34"),
            ("2 2026-06", "2026-06-15", "shared", "amount", "1.66"),
            *(
                (
                    f"2 2026-{month:02}",
                    f"2026-{month:02}-01",
                    "shared",
                    "amount",
                    "1.67" if month != 9 else "1.66",
                )
                for month in range(7, 11)
            ),
        ],
    ),
    "recovered": (
        {
            "invoice_lines": [
                INVOICE,
                INVOICE | {"is_credit": "true", "amount": "-30.00"},
                INVOICE | {"is_credit": "true", "amount": "12.00"},
            ]
        },
        {},
        [
            ("credit note 2", "2026-07-11", "theirs", "amount", "-30.00"),
            ("credit note 3", "2026-07-11", "theirs", "amount", "-12.00"),
        ],
    ),
    # Due on 10 July as agreed: in time, a day late, never, late after we had changed it.
    "expedite": (
        {
            "schedule_lines": [{}, {}, {}, {"lead_days": "30"}],
            "receipts": [
                {"line_id": "1"},
                {"line_id": "2", "docked_on": "2026-07-11"},
                {"line_id": "4", "docked_on": "2026-07-13"},
            ],
            "order_changes": [
                {
                    "line_id": "4",
                    "changed_on": "2026-07-01",
                    "field": "quantity",
                    "by_side": "buyer",
                }
            ],
        },
        {"late_line_rate": rate("EUR/line", "90.00")},
        [
            ("late line 2", "2026-07-10", "open", "amount", "90.00"),
            ("late line 3", "2026-07-10", "open", "amount", "90.00"),
            ("late line 4", "2026-07-10", "ours", "amount", "90.00"),
        ],
    ),
    # On time and 10 days late: spread 7.0711; z of 95 % 1.64485363; 20 pieces in 92 days: 2.528
    # of stock at 10.00; 25.28 × 92 days at 18 %. We changed the late one inside its lead time.
    "safety_stock": (
        {
            "schedule_lines": [{}, {"lead_days": "30"}],
            "receipts": [{"line_id": "1"}, {"line_id": "2", "docked_on": "2026-07-20"}],
            "order_changes": [
                {
                    "line_id": "2",
                    "changed_on": "2026-07-01",
                    "field": "quantity",
                    "by_side": "buyer",
                }
            ],
        },
        {"carrying_rate": rate("%/year", "18"), "service_level": rate("%", "95")},
        [
            ("safety stock S P 2026-09-30 ours", "2026-09-30", "ours", "amount", "1.15"),
        ],
    ),
}
PRESENT = {"schedule_lines": [{}], "receipts": [{"line_id": "1"}]}


def derived_rows(snapshot, element):
    rows = snapshot.con.execute(
        "SELECT event_id, CAST(booked_on AS VARCHAR), cause, state, amount FROM cost_ledger WHERE"
        " element = ? ORDER BY event_id",
        [element],
    ).fetchall()
    return [(*row[:4], None if row[4] is None else str(row[4])) for row in rows]


@pytest.mark.parametrize("element", DERIVED)
def test_what_an_element_is_derived_from(tmp_path, element):
    tables, rates, expected = DERIVED[element]
    with small_world(
        tmp_path, time_zone="Europe/Amsterdam", rates=rates, **PRESENT | tables
    ) as snapshot:
        assert derived_rows(snapshot, element) == expected


def test_every_derived_element_is_a_case_here():
    assert set(DERIVED) == {
        element.id for element in ELEMENTS.values() if element.is_derived
    }
    assert schema.table("cost_events").column("element").one_of == tuple(ELEMENTS)


# The rows of every case; of tables that several are derived from, rows that serve them all.
ALL_TABLES: dict[str, list[dict]] = {}
for tables, _, _ in DERIVED.values():
    for table, rows in tables.items():
        ALL_TABLES[table] = [*ALL_TABLES.get(table, []), *rows]
ALL_TABLES["schedule_lines"] = [
    {},
    {"lead_days": "30", "last_confirmed_on": "2026-07-15"},
    {},
]
ALL_TABLES["order_changes"] = DERIVED["safety_stock"][0]["order_changes"]
ALL_TABLES["receipts"] = [
    {"line_id": "1"},
    {"line_id": "2", "docked_on": "2026-07-13"},
    RETURN,
    {"line_id": "1", "docked_on": "2026-07-08"},
]
ALL_TABLES["quality_notices"] = [NOTICE | {"scrapped_qty": "2", "our_hours": "1"}]
ALL_TABLES["invoice_lines"] = [
    INVOICE | {"due_on": "2026-07-21", "correction": "price"},
    INVOICE | {"is_credit": "true"},
]
ALL_RATES = {
    name: value for _, rates, _ in DERIVED.values() for name, value in rates.items()
}
# What was scrapped left the price: without a rate it costs what it was bought for.
WITHOUT_RATES = {element for element, (_, rates, _) in DERIVED.items() if not rates}
WITHOUT_RATES |= {"scrap"}


def measured(folder, **facts):
    folder.mkdir()
    with small_world(folder, **ALL_TABLES, **facts) as snapshot:
        rows = snapshot.con.execute(
            "SELECT DISTINCT element, source FROM cost_ledger"
        ).fetchall()
        return cost_summary(snapshot, "S", Q3), {
            element: source for element, source in rows if element in DERIVED
        }


def test_an_element_is_derived_where_its_rates_are_there_and_the_extract_does_not_state_it(
    tmp_path,
):
    _, derived = measured(tmp_path / "derived", rates=ALL_RATES)
    without, booked_only = measured(tmp_path / "without")
    _, half = measured(
        tmp_path / "half",
        rates={
            name: ALL_RATES[name]
            for name in ("carrying_rate", "capital_rate", "receipt_rate")
        },
    )
    stated = [
        {"element": element, "component": "", "amount": "7.00", "cause": "shared"}
        for element in DERIVED
    ]
    _, all_stated = measured(tmp_path / "stated", rates=ALL_RATES, cost_events=stated)
    assert derived.keys() == set(DERIVED) and "cost_events" not in derived.values()
    assert booked_only.keys() == WITHOUT_RATES >= {"onboard_switch", "recovered"}
    # Without a service level and reference days: not guessed.
    assert half.keys() == WITHOUT_RATES | {"early_stock", "order_admin"}
    assert all_stated == dict.fromkeys(DERIVED, "cost_events")
    assert set(without.not_measured) >= set(DERIVED) - WITHOUT_RATES
    states = {
        block["id"]: (block["state"], block["amount"])
        for block in encoded(without)["elements"]
    }
    assert set(states) == set(ELEMENTS)
    assert states["inspection"] == ("not_measured", "0.00")


# Three receipts of one shipment and order: value 100, 200 and 0; weight 8, 1 and 1; quantity 10, 20
# and 30.
GOODS = {
    "schedule_lines": [
        {"order_id": "O", "value_amount": "100.00"},
        {"order_id": "O", "value_amount": "200.00", "ordered_qty": "20"},
        {"order_id": "O", "value_amount": "0.00", "ordered_qty": "30"},
    ],
    "receipts": [
        {
            "line_id": str(i),
            "shipment_id": "A",
            "gross_weight": weight,
            "received_qty": quantity,
        }
        for i, (weight, quantity) in enumerate(
            [("8", "10"), ("1", "20"), ("1", "30")], start=1
        )
    ],
}


@pytest.mark.parametrize(
    ("event", "shares", "rule"),
    [
        ({"shipment_id": "A"}, ["3.33", "6.67", "0.00"], "by value over 3 receipts"),
        ({"order_id": "O"}, ["3.33", "6.67", "0.00"], "by value over 3 receipts"),
        (
            {"shipment_id": "A", "allocate_by": "weight"},
            ["8.00", "1.00", "1.00"],
            "by weight over 3 receipts",
        ),
        (
            {"shipment_id": "A", "allocate_by": "quantity"},
            ["1.67", "3.33", "5.00"],
            "by quantity over 3 receipts",
        ),
        (
            {"order_id": "O", "allocate_by": "equally"},
            ["3.34", "3.33", "3.33"],
            "equally over 3 receipts",
        ),
        ({"line_id": "2"}, [None, "10.00", None], "whole: one receipt bears it"),
    ],
)
def test_an_event_is_spread_by_its_rule_and_adds_up(tmp_path, event, shares, rule):
    with small_world(
        tmp_path, cost_events=[{"amount": "10.00"} | event], **GOODS
    ) as snapshot:
        rows = snapshot.con.execute(
            "SELECT receipt_id, amount, rule FROM cost_ledger WHERE element <> 'price' ORDER BY"
            " receipt_id"
        ).fetchall()
    assert [(receipt, str(amount), said) for receipt, amount, said in rows] == [
        (str(i), share, rule) for i, share in enumerate(shares, start=1) if share
    ]


def test_a_weight_that_is_not_known_of_all_is_not_guessed(tmp_path):
    goods = GOODS | {
        "receipts": [GOODS["receipts"][0], GOODS["receipts"][1] | {"gross_weight": ""}]
    }
    with small_world(
        tmp_path,
        cost_events=[{"amount": "10.00", "shipment_id": "A", "allocate_by": "weight"}],
        **goods,
    ) as snapshot:
        rows = snapshot.con.execute(
            "SELECT amount, rule FROM cost_ledger WHERE element <> 'price'"
        ).fetchall()
    assert (
        rows
        == [(Decimal("5.00"), "equally over 2 receipts: weight is not known of all")] * 2
    )


def test_what_the_supplier_pays_is_shown_and_not_in_the_total(tmp_path):
    costs = [
        LINE_STOP | {"amount": "30.00"},
        LINE_STOP | {"amount": "70.00", "paid_by": "supplier"},
    ]
    with small_world(tmp_path, cost_events=costs, **PRESENT) as snapshot:
        summary = cost_summary(snapshot, "S", Q3)
        in_c1 = snapshot.con.execute(
            "SELECT sum(numerator) FROM c1_rows WHERE basis = 'agreed'"
        ).fetchall()
    assert (summary.total, summary.paid_by_supplier) == (
        Decimal("130.00"),
        {"line_stop": Decimal("70.00")},
    )
    assert in_c1 == [(Decimal("30.000"),)]


def test_what_is_measured_and_did_not_happen_is_zero_and_the_rest_is_not_measured(tmp_path):
    reports = [
        {"site": "North", "element": "line_stop", "since_on": "2026-01-01"},
        {"site": "South", "element": "line_stop", "since_on": "2026-08-01"},
    ]
    lines = [{"site": "North"}, {"site": "South"}]
    with small_world(
        tmp_path,
        schedule_lines=lines,
        receipts=[{"line_id": "1"}],
        cost_events=[LINE_STOP | {"amount": "30.00", "occurred_on": "2026-04-01"}],
        cost_reports=reports,
    ) as snapshot:
        summary = cost_summary(snapshot, "S", Q3)
    stops = next(line for line in summary.lines if line.id == "line_stop")
    assert (stops.amount, stops.state, stops.events, stops.plants) == (
        Decimal("0.00"),
        "amount",
        0,
        (1, 2),
    )
    assert "warranty" in summary.not_measured and "line_stop" not in summary.not_measured


def test_an_element_that_could_be_counted_and_was_not_is_zero(tmp_path):
    """Goods came, none of them early; no invoice had to be corrected. Without the rate, that would
    not be known.
    """
    rates = {
        "carrying_rate": rate("%/year", "18"),
        "invoice_fix_rate": rate("EUR/line", "27.50"),
    }
    with small_world(tmp_path, rates=rates, invoice_lines=[INVOICE], **PRESENT) as snapshot:
        summary = cost_summary(snapshot, "S", Q3)
    told = {line.id: (str(line.amount), line.state) for line in summary.lines}
    assert (told["early_stock"], told["invoice_fix"]) == (
        ("0.00", "amount"),
        ("0.00", "amount"),
    )
    assert {"return_handling", "scrap"} <= set(summary.not_measured)


def test_a_supplier_that_is_not_there_has_no_costs_of_zero(tmp_path):
    with (
        small_world(tmp_path, **PRESENT) as snapshot,
        pytest.raises(UsageError, match="There is no supplier 'X'"),
    ):
        cost_summary(snapshot, "X", Q3)


def test_what_the_books_hold_and_no_event_explains_stands_apart(tmp_path):
    costs = [
        LINE_STOP | {"amount": "30.00"},
        LINE_STOP | {"amount": "12.00", "occurred_on": "2026-08-05"},
    ]
    controls = [
        {
            "supplier_id": "S",
            "element": "line_stop",
            "month_on": f"2026-{m}-01",
            "amount": a,
        }
        for m, a in (("07", "30.00"), ("08", "20.00"), ("09", "5"))
    ]
    with small_world(
        tmp_path, cost_events=costs, cost_controls=controls, **PRESENT
    ) as snapshot:
        differences, summary = (
            book_differences(snapshot, "S", Q3),
            cost_summary(snapshot, "S", Q3),
        )
    assert [
        (str(d.month_on), str(d.in_books), str(d.in_ledger), str(d.unexplained))
        for d in differences
    ] == [("2026-08-01", "20.00", "12.00", "8.00"), ("2026-09-01", "5.00", "0.00", "5.00")]
    assert (summary.total, summary.unexplained) == (Decimal("142.00"), Decimal("13.00"))


def test_rows_in_are_rows_used_and_rows_left_out_with_their_reason(tmp_path):
    receipts = [
        {"line_id": "1"},
        {"line_id": "1"},
        {"line_id": "1", "kind": "reversal", "of_receipt_id": "2"},
        RETURN,
    ]
    costs = [
        {"amount": "10.00"},
        {"amount": "10.00", "occurred_on": "2026-10-03"},
        {"state": "unknown", "amount": ""},
    ]
    with small_world(
        tmp_path, schedule_lines=[{}], receipts=receipts, cost_events=costs
    ) as snapshot:
        used = (
            rows_used(snapshot, "S", Q3),
            rows_used(snapshot, "S", Quarter.parse("2026Q4")),
        )
    assert [list(rows.itertuples(index=False, name=None)) for rows in used] == [
        [
            ("cost_events", "", 2),
            ("receipts", "", 2),
            ("receipts", "a reversal: taken off the receipt it names", 1),
            ("receipts", "taken back whole by a reversal", 1),
        ],
        [("cost_events", "after the as-of date", 1)],
    ]


def test_a_price_in_another_currency_bears_freight_in_its_own(tmp_path):
    """A USD order, freight in JPY: each by the rate of its own day, then spread in the reporting
    currency.
    """
    fx = [
        {"currency": "USD", "rate_on": "2026-07-10", "fx_rate": "0.9"},
        {"currency": "JPY", "rate_on": "2026-07-08", "fx_rate": "0.61", "fx_units": "100"},
    ]
    freight = {"amount": "1639", "currency": "JPY", "shipment_id": "A"}
    with small_world(
        tmp_path,
        schedule_lines=[{"currency": "USD"}],
        receipts=[{"line_id": "1", "shipment_id": "A"}],
        cost_events=[freight],
        fx=fx,
    ) as snapshot:
        rows = snapshot.con.execute(
            "SELECT element, amount, stated_amount, stated_currency, fx_rate, fx_units FROM"
            " cost_ledger ORDER BY 1"
        ).fetchall()
    assert [
        (e, str(a), str(s), c, f"{r.normalize():f}", f"{u.normalize():f}")
        for e, a, s, c, r, u in rows
    ] == [
        ("freight_duty", "10.00", "1639.0000", "JPY", "0.61", "100"),
        ("price", "90.00", "100.0000", "USD", "0.9", "1"),
    ]


@pytest.mark.parametrize(
    ("receipts", "good_qty"),
    [
        (
            [
                {"line_id": "1"},
                {
                    "line_id": "1",
                    "kind": "return",
                    "of_receipt_id": "1",
                    "docked_on": "2026-07-20",
                    "received_qty": "10",
                },
            ],
            "0.000",
        ),
        (
            [
                {"line_id": "1", "docked_on": "2026-06-10"},
                {
                    "line_id": "1",
                    "kind": "return",
                    "of_receipt_id": "1",
                    "docked_on": "2026-07-20",
                    "received_qty": "10",
                },
                {"line_id": "2", "received_qty": "3"},
            ],
            "-7.000",
        ),
    ],
)
def test_a_net_quantity_of_zero_or_less_gives_no_cost_per_unit(
    tmp_path, receipts, good_qty
):
    with small_world(
        tmp_path,
        schedule_lines=[{}, {}],
        receipts=receipts,
        cost_events=[LINE_STOP | {"amount": "30.00"}],
    ) as snapshot:
        summary = cost_summary(snapshot, "S", Q3)
    assert (str(summary.good_qty), summary.per_good_unit, summary.price_per_good_unit) == (
        good_qty,
        None,
        None,
    )


# Random extracts. Prices divide by their quantities, so that scaling them scales every part.

SUPPLIERS = ("S", "T")


def extract(dice: Random) -> dict[str, list[dict]]:
    lines, receipts, costs = [], [], []
    for i in range(1, 13):
        supplier = dice.choice(SUPPLIERS)
        qty = dice.choice([1, 3, 7])
        line = {
            "supplier_id": supplier,
            "order_id": f"O{dice.randint(1, 3)} {supplier}",
            "ordered_qty": str(qty),
        }
        lines.append(
            line
            | {
                "value_amount": str(Decimal(qty * dice.randint(0, 999)) / 100),
                "currency": dice.choice(["EUR", "USD"]),
            }
        )
        for part in range(dice.choice([0, 1, 1, 2])):
            receipt = {
                "line_id": str(i),
                "docked_on": f"2026-0{dice.randint(7, 9)}-1{part}",
                "received_qty": str(dice.choice([1, qty])),
            }
            receipts.append(
                receipt
                | {
                    "shipment_id": f"{dice.randint(1, 3)}",
                    "gross_weight": dice.choice(["", "0", "1.5", "20"]),
                }
            )
    for _ in range(12):
        where = dice.choice(
            [
                {"shipment_id": f"{dice.randint(1, 3)}"},
                {"order_id": f"O{dice.randint(1, 3)} S"},
                {"line_id": str(dice.randint(1, 12))},
                {},
            ]
        )
        supplier = (
            lines[int(where["line_id"]) - 1]["supplier_id"]
            if "line_id" in where
            else dice.choice(SUPPLIERS)
        )
        cost = {
            "supplier_id": supplier,
            "element": dice.choice(["freight_duty", "scrap", "recovered"]),
            "allocate_by": dice.choice(["", *schema.ALLOCATIONS]),
        }
        cost |= where | {
            "amount": str(Decimal(dice.randint(-99999, 99999)) / 100),
            "currency": dice.choice(["EUR", "USD"]),
            "cause": dice.choice(schema.CAUSES),
        }
        costs.append(
            cost
            | {
                "component": "freight" if cost["element"] == "freight_duty" else "",
                "paid_by": dice.choice(["", "", "supplier"]),
            }
        )
    for _ in range(4):
        hours = {
            "supplier_id": dice.choice(SUPPLIERS),
            "driver_qty": str(Decimal(dice.randint(0, 9999)) / 1000),
            "rate_name": "sorting_rate",
            "amount": "",
        }
        costs.append(
            {
                "element": "sort_rework",
                "component": "",
                "cause": dice.choice(schema.CAUSES),
                "currency": "",
            }
            | hours
        )
    return {"schedule_lines": lines, "receipts": receipts, "cost_events": costs}


NAMES = [{"supplier_id": supplier, "name": supplier} for supplier in SUPPLIERS]
USD = [
    {"currency": "USD", "rate_on": f"2026-0{month}-{day:02}", "fx_rate": "0.87713"}
    for month in range(6, 10)
    for day in range(1, 31, 7)
]
SORTING = {"sorting_rate": ("EUR/hour", [(FROM, "41.37")])}


def ledger(
    book: dict,
    suppliers: list[dict] = NAMES,
    fx: list[dict] = USD,
    sql: str = "SELECT * FROM cost_ledger",
) -> list[tuple]:
    with (
        TemporaryDirectory() as folder,
        small_world(
            Path(folder), suppliers=suppliers, fx=fx, rates=SORTING, **book
        ) as snapshot,
    ):
        return snapshot.con.execute(sql).fetchall()


WHOLE = (
    "SELECT element, event_id, sum(amount), min(event_amount), count(DISTINCT event_amount) FROM"
    " cost_ledger WHERE state = 'amount' GROUP BY ALL"
)


@settings(max_examples=3)
@given(dice=st.integers(0, 2**32).map(Random))
def test_the_parts_of_every_event_add_up_to_it(dice):
    book = extract(dice)
    rows = ledger(book, sql=WHOLE)
    assert {event_id for element, event_id, *_ in rows if element != "price"} == {
        str(i) for i in range(1, len(book["cost_events"]) + 1)
    }
    for element, event_id, parts, whole, wholes in rows:
        assert (parts, wholes) == (whole, 1), (element, event_id)
        if element != "price":
            event = book["cost_events"][int(event_id) - 1]
            exact = (
                Decimal(event["driver_qty"]) * Decimal("41.37")
                if event["amount"] == ""
                else Decimal(event["amount"])
            )
            assert abs(
                whole - exact * (Decimal("0.87713") if event["currency"] == "USD" else 1)
            ) <= Decimal("0.005")


@settings(max_examples=2)
@given(dice=st.integers(0, 2**32).map(Random))
def test_all_amounts_times_ten_make_every_total_times_ten(dice):
    """In the reporting currency: a rate that does not divide would leave cents to round."""
    book = extract(dice)
    book = {
        table: [row | ({"currency": "EUR"} if row.get("currency") else {}) for row in rows]
        for table, rows in book.items()
    }
    tenfold = {
        "schedule_lines": [
            row | {"value_amount": str(10 * Decimal(row["value_amount"]))}
            for row in book["schedule_lines"]
        ],
        "receipts": book["receipts"],
        "cost_events": [
            row
            | (
                {"amount": str(10 * Decimal(row["amount"]))}
                if row["amount"]
                else {"driver_qty": "0"}
            )
            for row in book["cost_events"]
        ],
    }
    book["cost_events"] = [
        row | ({} if row["amount"] else {"driver_qty": "0"}) for row in book["cost_events"]
    ]
    sums = "SELECT supplier_id, element, paid_by, cause, sum(amount) FROM cost_ledger GROUP BY ALL"
    once, ten = (
        {tuple(row[:4]): row[4] for row in ledger(one, sql=sums)} for one in (book, tenfold)
    )
    assert ten == {key: 10 * amount for key, amount in once.items()}


@settings(max_examples=2)
@given(dice=st.integers(0, 2**32).map(Random))
def test_other_names_and_another_order_of_rows_change_nothing(dice):
    book = extract(dice)
    renamed = {supplier: f"ACME {supplier} 'Söhne'" for supplier in SUPPLIERS}
    other = {
        table: [
            row
            | ({"supplier_id": renamed[row["supplier_id"]]} if "supplier_id" in row else {})
            for row in rows
        ]
        for table, rows in book.items()
    }
    # The rows keep their own ids: only their order in the file changes.
    for table, key in (
        ("schedule_lines", "line_id"),
        ("receipts", "receipt_id"),
        ("cost_events", "event_id"),
    ):
        other[table] = [{key: str(i)} | row for i, row in enumerate(other[table], start=1)]
        dice.shuffle(other[table])
    firms = ("supplier_id", "booked_supplier_id")
    rest = f"SELECT * EXCLUDE ({', '.join(firms)})"
    said = (f"right(left({firm}, 6), 1)" for firm in firms)
    told = f"{rest}, {', '.join(said)} FROM cost_ledger"
    plain = f"{rest}, {', '.join(firms)} FROM cost_ledger"
    names = [{"supplier_id": renamed[supplier], "name": supplier} for supplier in SUPPLIERS]
    assert sorted(map(repr, ledger(other, suppliers=names, sql=told))) == sorted(
        map(repr, ledger(book, sql=plain))
    )


@settings(max_examples=2)
@given(dice=st.integers(0, 2**32).map(Random))
def test_one_more_unknown_never_lowers_a_total_and_lowers_the_coverage(dice):
    book = extract(dice)
    receipt = next(row for row in book["receipts"])
    supplier = book["schedule_lines"][int(receipt["line_id"]) - 1]["supplier_id"]
    unknown = {
        "supplier_id": supplier,
        "line_id": receipt["line_id"],
        "state": "unknown",
        "amount": "",
        "currency": "",
        "cause": "terms",
    }
    more = book | {"cost_events": [*book["cost_events"], unknown]}

    def read(one):
        with (
            TemporaryDirectory() as folder,
            small_world(
                Path(folder), suppliers=NAMES, fx=USD, rates=SORTING, **one
            ) as snapshot,
        ):
            return cost_summary(snapshot, supplier, Q3)

    before, after = read(book), read(more)
    known = [
        next((line.known_count for line in summary.lines if line.id == "freight_duty"), 0)
        for summary in (before, after)
    ]
    assert after.total == before.total
    assert known[1] <= known[0]
    assert known[1] < before.receipts


# ---- corners of what is derived


def test_a_credit_for_what_never_came_recovers_nothing(tmp_path):
    """8 of 10 came and 10 were invoiced: what was asked for the two beside the price of 8 is
    credited. The other credit is a true one.
    """
    credit = INVOICE | {"is_credit": "true", "amount": "-20.00"}
    invoices = [INVOICE, credit | {"correction": "quantity"}, credit | {"amount": "-5.00"}]
    with small_world(
        tmp_path,
        schedule_lines=[{}],
        receipts=[{"line_id": "1", "received_qty": "8"}],
        invoice_lines=invoices,
    ) as snapshot:
        summary, used = cost_summary(snapshot, "S", Q3), rows_used(snapshot, "S", Q3)
    assert (summary.price, summary.total) == (Decimal("80.00"), Decimal("75.00"))
    assert list(used.itertuples(index=False, name=None)) == [
        ("invoice_lines", "", 2),
        ("receipts", "", 1),
    ]


def test_an_invoice_dated_after_it_was_paid_and_after_the_as_of_date_is_not_known_yet(
    tmp_path,
):
    invoices = [
        INVOICE
        | {"invoiced_on": "2026-10-20", "due_on": "2026-09-20", "paid_on": "2026-09-20"}
    ]
    rates = {"capital_rate": rate("%/year", "6"), "reference_days": rate("days", "30")}
    with small_world(
        tmp_path,
        schedule_lines=[{}],
        receipts=[{"line_id": "1"}],
        invoice_lines=invoices,
        rates=rates,
    ) as snapshot:
        assert cost_summary(snapshot, "S", Q3).total == Decimal("100.00")
        assert snapshot.con.execute(
            "SELECT count(*) FROM cost_ledger WHERE state = 'amount' AND amount IS NULL"
        ).fetchall() == [(0,)]


@pytest.mark.parametrize(
    ("tables", "rates"),
    [
        (
            {"quality_notices": [NOTICE | {"our_hours": "2"}]},
            {"sorting_rate": rate("EUR/hour", "41")},
        ),
        (
            {"quality_notices": [NOTICE | {"scrapped_qty": "1"}]},
            {"scrap_value_rate": rate("EUR/EUR", "1.35")},
        ),
        (
            {"inspection_lots": [LOT | {"our_hours": "1"}]},
            {
                "inspection_lot_rate": rate("EUR/lot", "38"),
                "inspection_hour_rate": rate("EUR/hour", "50"),
            },
        ),
    ],
    ids=["sorting", "scrap", "inspection"],
)
def test_a_notice_or_lot_that_names_only_its_receipt_is_of_its_part(
    tmp_path, tables, rates
):
    with small_world(
        tmp_path,
        schedule_lines=[{"order_id": "O"}],
        receipts=[{"line_id": "1"}],
        rates=rates,
        **tables,
    ) as snapshot:
        places = snapshot.con.execute(
            "SELECT DISTINCT part_id, line_id, order_id, receipt_id FROM cost_ledger WHERE element"
            " <> 'price'"
        ).fetchall()
    assert places == [("P", "1", "O", "1")]


@pytest.mark.parametrize(
    ("returns", "good_qty", "returns_counted"),
    [
        ([RETURN], "8.000", 1),
        ([RETURN | {"docked_on": "2026-10-20"}], "10.000", 0),
        (
            [
                RETURN,
                {
                    "line_id": "1",
                    "kind": "reversal",
                    "of_receipt_id": "2",
                    "received_qty": "1",
                },
            ],
            "9.000",
            1,
        ),
        (
            [
                RETURN,
                {
                    "line_id": "1",
                    "kind": "reversal",
                    "of_receipt_id": "2",
                    "received_qty": "2",
                },
            ],
            "10.000",
            0,
        ),
        (
            [
                RETURN,
                {
                    "line_id": "1",
                    "kind": "reversal",
                    "of_receipt_id": "2",
                    "received_qty": "",
                },
            ],
            "10.000",
            0,
        ),
        (
            [
                RETURN,
                {
                    "line_id": "1",
                    "kind": "reversal",
                    "of_receipt_id": "2",
                    "received_qty": "2",
                    "docked_on": "2026-10-20",
                },
            ],
            "8.000",
            1,
        ),
        ([RETURN | {"received_qty": ""}], "0.000", 1),
    ],
    ids=[
        "returned",
        "not yet",
        "reversed in part",
        "reversed",
        "reversed without quantity",
        "reversed after the as-of date",
        "without quantity",
    ],
)
def test_returns_are_read_alike_by_quantity_price_and_handling(
    tmp_path, returns, good_qty, returns_counted
):
    """Ten came for 100.00: each unit sent back takes 10.00 with it."""
    rates = {"return_rate": rate("EUR/return", "85")}
    with small_world(
        tmp_path, schedule_lines=[{}], receipts=[{"line_id": "1"}, *returns], rates=rates
    ) as snapshot:
        summary = cost_summary(snapshot, "S", Q3)
    assert (str(summary.good_qty), summary.total - summary.price) == (
        good_qty,
        85 * returns_counted,
    )
    assert summary.price == 10 * Decimal(good_qty)


def test_what_was_sent_back_leaves_the_price(tmp_path):
    """10 pieces at 100.00 in all: 3 went back, 2 more and then 1 of these came again; one of
    October is of the next quarter, and 1 of 10 at 33.33 came in May.

    Of two more receipts it is not known what arrived, or nothing did: what went back of them has no
    price to tell.
    """
    back = {"kind": "return", "of_receipt_id": "1"}
    receipts = [
        {"line_id": "1"},
        back | {"line_id": "1", "received_qty": "3"},
        back | {"line_id": "1", "received_qty": "2"},
        {"line_id": "1", "kind": "reversal", "of_receipt_id": "3", "received_qty": "1"},
        back | {"line_id": "1", "received_qty": "1", "docked_on": "2026-10-01"},
        {"line_id": "2", "docked_on": "2026-05-10"},
        {"line_id": "2", "kind": "return", "of_receipt_id": "6", "received_qty": "1"},
        {"line_id": "3", "received_qty": ""},
        {"line_id": "3", "kind": "return", "of_receipt_id": "8", "received_qty": "1"},
        {"line_id": "4", "received_qty": "0"},
        {"line_id": "4", "kind": "return", "of_receipt_id": "10", "received_qty": "0"},
    ]
    lines = [
        {},
        {"requested_on": "2026-05-10", "value_amount": "33.33", "ordered_qty": "10"},
        {},
        {},
    ]
    with small_world(tmp_path, schedule_lines=lines, receipts=receipts) as snapshot:
        found = snapshot.records(
            "SELECT event_id, state, amount FROM cost_ledger WHERE basis = 'returned' AND booked_on"
            " < DATE '2026-10-01' ORDER BY event_id"
        )
    assert [(one["event_id"], one["state"], str(one["amount"])) for one in found] == [
        ("returned 11", "amount", "0.00"),
        ("returned 2", "amount", "-30.00"),
        ("returned 3", "amount", "-10.00"),
        ("returned 7", "amount", "-3.33"),
        ("returned 9", "unknown", "None"),
    ]


def test_a_cost_of_one_part_of_a_shipment_is_borne_by_that_part_alone(tmp_path):
    """A shipment of two parts; duty on one of them."""
    parts = [{"part_id": "P", "name": "Part"}, {"part_id": "Q", "name": "Other"}]
    receipts = [{"line_id": "1", "shipment_id": "A"}, {"line_id": "2", "shipment_id": "A"}]
    duty = {"component": "duty", "shipment_id": "A", "part_id": "Q", "amount": "7.00"}
    with small_world(
        tmp_path,
        parts=parts,
        schedule_lines=[{}, {"part_id": "Q"}],
        receipts=receipts,
        cost_events=[duty],
    ) as snapshot:
        found = snapshot.con.execute(
            "SELECT receipt_id, part_id, amount FROM cost_ledger WHERE element <> 'price'"
        ).fetchall()
    assert found == [("2", "Q", Decimal("7.00"))]


def test_a_rate_of_zero_keeps_the_shares_of_its_event(tmp_path):
    """90 minutes over receipts worth 100 and 200, at a rate of 0: at 1.00 a third and two thirds of
    it stand in each quarter.
    """
    lines, receipts = (
        [{}, {"value_amount": "200.00"}],
        [{"line_id": "1", "shipment_id": "A"}, {"line_id": "2", "shipment_id": "A"}],
    )
    stop = LINE_STOP | {
        "shipment_id": "A",
        "driver_qty": "90",
        "rate_name": "line_stop_rate",
    }
    rates = {"line_stop_rate": ("EUR/minute", [(FROM, "0", "0", "1")])}
    with small_world(
        tmp_path, schedule_lines=lines, receipts=receipts, cost_events=[stop], rates=rates
    ) as snapshot:
        rows = [row for row in cost_rows(snapshot, "S", Q3) if row.element == "line_stop"]
    again = rows_at(rows, {"line_stop_rate": Decimal(1)})
    assert sorted(row.amount for row in again) == [Decimal("30.00"), Decimal("60.00")]
    assert [total(rows_at([row], {"line_stop_rate": Decimal(1)})) for row in rows] == [
        Decimal("30.00"),
        Decimal("60.00"),
    ]


def test_freight_not_known_that_no_receipt_bears_is_said_and_what_the_supplier_paid_is_known(
    tmp_path,
):
    lines, receipts = (
        [{}, {}],
        [{"line_id": "1", "shipment_id": "A"}, {"line_id": "2", "shipment_id": "B"}],
    )
    costs = [
        {"shipment_id": "A", "amount": "5.00"},
        {"shipment_id": "B", "amount": "9.00", "paid_by": "supplier"},
        {"state": "unknown", "amount": ""},
    ]
    with small_world(
        tmp_path, schedule_lines=lines, receipts=receipts, cost_events=costs
    ) as snapshot:
        freight = next(
            line
            for line in cost_summary(snapshot, "S", Q3).lines
            if line.id == "freight_duty"
        )
        (offer,) = offers(snapshot, "P", Q3)
    assert (freight.state, freight.amount, freight.known_count, freight.unknown_events) == (
        "partly",
        Decimal("5.00"),
        2,
        1,
    )
    assert (offer.known_receipts, offer.receipts, offer.unknown_events) == (2, 2, 1)


def test_scrap_is_worth_what_left_the_price(tmp_path):
    """A third of 10.00 leaves the price as 3.33: at 3 that is 9.99."""
    line, receipt, notice = (
        {"ordered_qty": "3", "value_amount": "10.00"},
        {"line_id": "1", "received_qty": "3"},
        NOTICE | {"scrapped_qty": "1"},
    )
    rates = {"scrap_value_rate": rate("EUR/EUR", "3")}
    with small_world(
        tmp_path,
        schedule_lines=[line],
        receipts=[receipt],
        quality_notices=[notice],
        rates=rates,
    ) as snapshot:
        found = cost_summary(snapshot, "S", Q3)
    assert (found.price, found.added) == (Decimal("6.67"), Decimal("9.99"))


def test_a_line_we_moved_that_comes_early_is_ours(tmp_path):
    line = {"requested_on": "2026-07-15", "lead_days": "20"}
    change = {
        "line_id": "1",
        "changed_on": "2026-07-01",
        "field": "date",
        "by_side": "buyer",
    }
    rates = {"carrying_rate": rate("%/year", "18")}
    with small_world(
        tmp_path,
        schedule_lines=[line],
        receipts=[{"line_id": "1"}],
        order_changes=[change],
        rates=rates,
    ) as snapshot:
        assert snapshot.con.execute(
            "SELECT cause FROM cost_ledger WHERE element = 'early_stock'"
        ).fetchall() == [("ours",)]
