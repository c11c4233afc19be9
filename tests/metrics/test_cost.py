"""The cost ledger: shares that sum to the cent, three states, and sums that equal a second road."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from shipped import SWITCHES, basis
from small_world import small_home, small_world

from srmlib.agreement.bridge import read_rows, value_of_rows
from srmlib.cost.ledger import cost_summary
from srmlib.errors import DataFaults
from srmlib.metrics.catalogue import readings_of
from srmlib.rules.calendar import Quarter
from srmlib.snapshot.definitions import definition_of

Q3 = Quarter.parse("2026Q3")


def freight_shares(snapshot) -> dict[str, Decimal]:
    return dict(
        snapshot.con.execute(
            "SELECT line_id, amount FROM cost_ledger WHERE element = 'freight_duty' ORDER BY"
            " line_id"
        ).fetchall()
    )


@pytest.mark.parametrize(
    ("freight", "values", "shares"),
    [
        ("100.00", ["1.00", "1.00", "1.00"], ["33.34", "33.33", "33.33"]),
        ("0.02", ["1.00", "1.00", "1.00"], ["0.01", "0.01", "0.00"]),
        ("10.00", ["0.00", "0.00"], ["5.00", "5.00"]),
        ("10.00", ["0.00", "50.00"], ["0.00", "10.00"]),
        ("-100.00", ["1.00", "1.00", "1.00"], ["-33.34", "-33.33", "-33.33"]),
        ("9999999999999.99", ["9999999999.99", "0.01"], ["9999999999989.99", "10.00"]),
        ("0.00", ["5.00", "7.00"], ["0.00", "0.00"]),
    ],
)
def test_a_shipments_freight_is_spread_by_value_with_largest_remainders(
    tmp_path, freight, values, shares
):
    lines = [{"value_amount": value} for value in values]
    receipts = [{"line_id": str(i), "shipment_id": "A"} for i in range(1, len(values) + 1)]
    with small_world(
        tmp_path,
        schedule_lines=lines,
        receipts=receipts,
        cost_events=[{"shipment_id": "A", "amount": freight}],
    ) as snapshot:
        found = list(freight_shares(snapshot).values())
    assert found == [Decimal(share) for share in shares]
    assert sum(found) == Decimal(freight)


def test_random_shipments_sum_exactly_and_no_share_is_off_by_a_cent(tmp_path):
    dice, lines, receipts, costs = random.Random(7), [], [], []
    for shipment in range(300):
        for _ in range(dice.randint(1, 9)):
            lines.append(
                {
                    "value_amount": (
                        f"{dice.choice([0, 1, 99, 12345, 9_999_999]) * dice.randint(0, 9) / 100:.2f}"
                    )
                }
            )
            receipts.append({"line_id": str(len(lines)), "shipment_id": str(shipment)})
        costs.append(
            {
                "shipment_id": str(shipment),
                "amount": f"{dice.randint(-50_000, 5_000_000) / 100:.2f}",
            }
        )
    with small_world(
        tmp_path, schedule_lines=lines, receipts=receipts, cost_events=costs
    ) as snapshot:
        shares = freight_shares(snapshot)
    for shipment, cost in enumerate(costs):
        own = [
            (Decimal(line["value_amount"]), shares[receipt["line_id"]])
            for line, receipt in zip(lines, receipts, strict=True)
            if receipt["shipment_id"] == str(shipment)
        ]
        whole, value = Decimal(cost["amount"]), sum(v for v, _ in own)
        assert sum(share for _, share in own) == whole
        for v, share in own:
            exact = whole * v / value if value else whole / len(own)
            assert abs(share - exact) < Decimal("0.01")


def test_a_lines_price_follows_what_arrived(tmp_path):
    lines = [
        {"ordered_qty": "3", "value_amount": "10.00"},
        {"ordered_qty": "4", "value_amount": "10.00"},
        {"value_amount": "8.00"},
    ]
    receipts = [
        {"line_id": "1", "received_qty": "1", "docked_on": day}
        for day in ("2026-07-01", "2026-07-02", "2026-10-01")
    ]
    receipts += [
        {"line_id": "2", "received_qty": "3"},
        {"line_id": "3", "received_qty": ""},
    ]
    with small_world(tmp_path, schedule_lines=lines, receipts=receipts) as snapshot:
        prices = snapshot.con.execute(
            "SELECT line_id, amount FROM cost_ledger WHERE element = 'price' ORDER BY receipt_id"
        ).fetchall()
        summary = cost_summary(snapshot, "S", Q3)
    assert prices == [
        ("1", Decimal("3.33")),
        ("1", Decimal("3.34")),
        ("1", Decimal("3.33")),
        ("2", Decimal("7.50")),
        ("3", Decimal("8.00")),
    ]
    assert summary.price == Decimal(
        "22.17"
    )  # the receipt of 1 October belongs to the next quarter
    assert (
        summary.good_qty is None
    )  # one quantity is not known, so nothing is said per unit


def test_unknown_is_not_zero_and_included_adds_nothing(tmp_path):
    receipts = [
        {"line_id": str(i), "shipment_id": s} for i, s in enumerate("ABCD", start=1)
    ]
    costs = [
        {"shipment_id": "A", "amount": "20.00"},
        {"line_id": "2", "state": "included", "amount": ""},
        {"shipment_id": "C", "state": "unknown", "amount": ""},
    ]  # shipment D is not spoken of at all: unknown as well
    with small_world(
        tmp_path, schedule_lines=[{}] * 4, receipts=receipts, cost_events=costs
    ) as snapshot:
        summary = cost_summary(snapshot, "S", Q3)
        c1 = next(r for r in readings_of(snapshot, "S", Q3) if r.id == "C1")
    freight = next(line for line in summary.lines if line.id == "freight_duty").components[
        0
    ]
    assert (freight.amount, freight.state, freight.coverage) == (
        Decimal("20.00"),
        "partly",
        0.5,
    )
    assert (freight.known_count, freight.included_count, freight.unknown_count) == (2, 1, 2)
    assert summary.total == Decimal("420.00")
    assert (c1.state, c1.verdict) == ("too_few", None)
    assert c1.notes == [
        "Freight is known for 2 of 4 receipts; 1 of the 19 elements of cost that count beside the"
        " price is measured (freight, insurance, duty, packaging is one of them): at least 5.0%,"
        " too little to judge."
    ]


def test_one_more_unknown_never_lowers_the_total_and_always_lowers_the_coverage(tmp_path):
    def summary(folder, state, amount):
        folder.mkdir()
        costs = [
            {"shipment_id": "A", "amount": "20.00"},
            {"shipment_id": "B", "state": state, "amount": amount},
        ]
        with small_world(
            folder,
            schedule_lines=[{}] * 2,
            receipts=[
                {"line_id": "1", "shipment_id": "A"},
                {"line_id": "2", "shipment_id": "B"},
            ],
            cost_events=costs,
        ) as snapshot:
            return cost_summary(snapshot, "S", Q3)

    known, unknown = (
        summary(tmp_path / "known", "included", ""),
        summary(tmp_path / "unknown", "unknown", ""),
    )
    assert unknown.total == known.total == Decimal("220.00")
    assert (known.lines[1].coverage, unknown.lines[1].coverage) == (1.0, 0.5)


def test_causes_sum_to_the_amount_and_credits_are_negative(tmp_path):
    costs = [
        {"element": "scrap", "component": "", "amount": a, "cause": c}
        for a, c in (("30.00", "theirs"), ("5.00", "ours"), ("2.50", "open"))
    ]
    costs.append(
        {"element": "recovered", "component": "", "amount": "-12.00", "cause": "theirs"}
    )
    with small_world(
        tmp_path, schedule_lines=[{}], receipts=[{"line_id": "1"}], cost_events=costs
    ) as snapshot:
        lines = {line.id: line for line in cost_summary(snapshot, "S", Q3).lines}
    assert {cause: str(amount) for cause, amount in lines["scrap"].by_cause.items()} == {
        "theirs": "30.00",
        "ours": "5.00",
        "shared": "0.00",
        "carrier": "0.00",
        "open": "2.50",
        "terms": "0.00",
    }
    assert lines["recovered"].amount == Decimal("-12.00")


def test_a_supplier_without_receipts_has_costs_and_no_ratio(tmp_path):
    with small_world(
        tmp_path,
        schedule_lines=[{}],
        receipts=[{"line_id": "1", "docked_on": "2026-04-01"}],
        cost_events=[{"element": "support_time", "component": "", "amount": "60.00"}],
    ) as snapshot:
        summary = cost_summary(snapshot, "S", Q3)
        c1 = next(r for r in readings_of(snapshot, "S", Q3) if r.id == "C1")
    assert (summary.total, summary.spi, summary.per_good_unit) == (
        Decimal("60.00"),
        None,
        None,
    )
    assert (c1.state, c1.value) == ("no_data", None)


def test_freight_stays_with_its_supplier_and_is_weighed_in_one_currency(tmp_path):
    """Two suppliers use the same shipment number; one shipment holds lines in two currencies."""
    suppliers = [{"supplier_id": "S", "name": "S"}, {"supplier_id": "T", "name": "T"}]
    lines = [
        {},
        {"currency": "JPY", "value_amount": "10000.00"},
        {"supplier_id": "T", "value_amount": "900.00"},
    ]
    receipts = [{"line_id": str(i), "shipment_id": "1001"} for i in (1, 2, 3)]
    costs = [
        {"shipment_id": "1001", "amount": "100.00"},
        {"shipment_id": "1002", "amount": "7.00"},
    ]
    fx = [{"currency": "JPY", "rate_on": "2026-07-10", "fx_rate": "0.01"}]
    with small_world(
        tmp_path,
        suppliers=suppliers,
        schedule_lines=lines,
        receipts=receipts,
        cost_events=costs,
        fx=fx,
    ) as snapshot:
        rows = snapshot.con.execute(
            "SELECT supplier_id, line_id, amount, rule FROM cost_ledger WHERE element <> 'price'"
            " ORDER BY event_id, line_id"
        ).fetchall()
    assert rows == [
        ("S", "1", Decimal("50.00"), "by value over 2 receipts"),
        ("S", "2", Decimal("50.00"), "by value over 2 receipts"),
        ("S", None, Decimal("7.00"), "whole: no receipt bears it"),
    ]


def test_an_unknown_cost_beside_freight_is_said(tmp_path):
    costs = [
        {"element": "scrap", "component": "", "amount": "5.00", "cause": "open"},
        {"element": "scrap", "component": "", "state": "unknown", "amount": ""},
    ]
    with small_world(
        tmp_path, schedule_lines=[{}], receipts=[{"line_id": "1"}], cost_events=costs
    ) as snapshot:
        scrap = next(
            line for line in cost_summary(snapshot, "S", Q3).lines if line.id == "scrap"
        )
    assert (scrap.state, scrap.amount, scrap.events, scrap.unknown_events) == (
        "partly",
        Decimal("5.00"),
        1,
        1,
    )


@pytest.mark.parametrize(
    ("tables", "code", "message"),
    [
        (
            {"fx": [{"currency": "EUR", "rate_on": "2026-07-01", "fx_rate": "1"}]},
            "fx_own",
            "expected no rate for the reporting currency itself",
        ),
        (
            {"fx": [{"currency": "USD", "rate_on": "2026-07-01", "fx_rate": "0"}]},
            "cell",
            "fx_rate is '0', expected a rate above 0",
        ),
        (
            {"cost_events": [{"component": "", "amount": "5.00"}]},
            "cell",
            "expected filled for the element freight_duty",
        ),
        (
            {"cost_events": [{"element": "scrap", "amount": "5.00"}]},
            "cell",
            "component is 'freight'",
        ),
        (
            {
                "suppliers": [
                    {"supplier_id": "S", "name": "S"},
                    {"supplier_id": "T", "name": "T"},
                ],
                "cost_events": [{"supplier_id": "T", "line_id": "1", "amount": "5"}],
            },
            "cell",
            "line_id is '1', expected a schedule line of the same supplier",
        ),
        (
            {"cost_events": [{"state": "unknown", "amount": "5.00"}]},
            "cell",
            "amount is '5.00', expected a number where the state is amount",
        ),
        (
            {
                "receipts": [
                    {"line_id": "1"},
                    {"line_id": "1", "kind": "reversal", "of_receipt_id": "9"},
                ]
            },
            "cell",
            "of_receipt_id is '9', expected an of_receipt_id that stands in receipts",
        ),
        (
            {
                "receipts": [
                    {"line_id": "1"},
                    {"line_id": "1", "kind": "return", "of_receipt_id": ""},
                ]
            },
            "cell",
            "of_receipt_id is empty",
        ),
        (
            {"schedule_lines": [{"status": "cancelled", "cancelled_on": ""}]},
            "cell",
            "cancelled_on is empty",
        ),
        (
            {"schedule_lines": [{"supplier_id": "X"}]},
            "cell",
            "supplier_id is 'X', expected a supplier_id that stands in suppliers",
        ),
    ],
)
def test_rows_that_contradict_themselves_are_refused(tmp_path, tables, code, message):
    with pytest.raises(DataFaults, match=message) as caught:
        small_home(
            tmp_path, **{"schedule_lines": [{}], "receipts": [{"line_id": "1"}]} | tables
        )
    assert code in caught.value.codes


CAPITAL = {"payment_terms", "safety_stock", "early_stock"}


def test_total_cost_over_price_equals_a_second_road_on_every_choice_of_its_switches(sample):
    """Suppliers and quarters of the sample: C1's rows on all 32 bases, against sums over the ledger
    in plain Python.
    """
    ledger = sample.con.execute(
        "SELECT supplier_id, element, cause, state, amount, booked_on, rate_name FROM cost_ledger"
        " WHERE paid_by = 'buyer'"
    ).fetchall()
    definition = definition_of(sample.con, "C1", "S-1001")
    every = [
        basis("C1", **dict(zip(basis("C1"), choices, strict=True)))
        for choices in product(*(switch.choices for switch in SWITCHES["C1"]))
    ]
    telling = set()
    for supplier_id in ("S-1001", "S-1006"):
        for quarter in Q3.back(2):
            own = [
                row
                for row in ledger
                if row[0] == supplier_id and row[5] in quarter and row[3] == "amount"
            ]
            price = sum(row[4] for row in own if row[1] == "price")
            read = read_rows(sample, definition, supplier_id, quarter, every)
            for choices, rows in zip(every, read, strict=True):
                added = sum(
                    # Of a shared cause without shares half, where the buyer's own do not count.
                    amount / (2 if choices["ours"] == "out" and cause == "shared" else 1)
                    for _, element, cause, _, amount, _, rate_name in own
                    if element != "price"
                    and not (choices["ours"] == "out" and cause == "ours")
                    and not (choices["recovered"] == "out" and element == "recovered")
                    and not (
                        choices["elements"] == "invoiced" and element != "freight_duty"
                    )
                    and not (choices["rates"] == "out" and rate_name)
                    and not (choices["carrying"] == "out" and element in CAPITAL)
                )
                assert value_of_rows(definition, choices, rows) == 100 * Fraction(
                    added
                ) / Fraction(price)
                if value_of_rows(definition, choices, rows) != value_of_rows(
                    definition, every[0], read[0]
                ):
                    telling.add(
                        tuple(name for name in choices if choices[name] != every[0][name])
                    )
    assert len(every) == 32 and {(switch.name,) for switch in SWITCHES["C1"]} <= telling


def test_costs_by_a_rate_and_capital_tied_up_are_left_out_by_name(tmp_path):
    """A price of 100.00: a line stop of 324 minutes at 0.10, scrap booked, 0.25 for stock held five
    days.
    """
    costs = [
        {
            "element": "line_stop",
            "component": "",
            "amount": "",
            "driver_qty": "324",
            "rate_name": "line_stop_rate",
            "cause": "theirs",
        },
        {"element": "scrap", "component": "", "amount": "5.00", "cause": "theirs"},
    ]
    rates = {
        "line_stop_rate": ("EUR/minute", [("2026-01-01", "0.10")]),
        "carrying_rate": ("%/year", [("2026-01-01", "18")]),
    }
    line = {"requested_on": "2026-07-15"}
    ways = [
        basis("C1"),
        basis("C1", rates="out"),
        basis("C1", carrying="out"),
        basis("C1", rates="out", carrying="out"),
    ]
    with small_world(
        tmp_path,
        schedule_lines=[line],
        receipts=[{"line_id": "1"}],
        cost_events=costs,
        rates=rates,
    ) as snapshot:
        definition = definition_of(snapshot.con, "C1", "S")
        read = read_rows(snapshot, definition, "S", Q3, ways)
    assert [
        value_of_rows(definition, way, rows) for way, rows in zip(ways, read, strict=True)
    ] == [
        Fraction("37.65"),
        5,
        Fraction("37.4"),
        5,
    ]
    assert [
        {row.facts["element"]: row.outcome for row in rows.values() if not row.is_counted}
        for rows in read
    ] == [
        {},
        {"line_stop": "rate", "early_stock": "rate"},
        {"early_stock": "carrying"},
        {"line_stop": "rate", "early_stock": "carrying"},
    ]


def test_what_the_supplier_paid_is_a_row_that_never_counts(tmp_path):
    costs = [
        {
            "element": "premium_freight",
            "component": "",
            "line_id": "1",
            "amount": "70.00",
            "cause": "theirs",
            "paid_by": "supplier",
        }
    ]
    with small_world(
        tmp_path, schedule_lines=[{}], receipts=[{"line_id": "1"}], cost_events=costs
    ) as snapshot:
        rows = snapshot.con.execute(
            "SELECT row_id, outcome, is_counted FROM c1_rows ORDER BY row_id"
        ).fetchall()
        c1 = next(r for r in readings_of(snapshot, "S", Q3) if r.id == "C1")
    assert rows == [("1 / 1", "supplier_paid", False), ("price 1", "price", True)]
    assert (c1.value, c1.n) == (0.0, 0)


def test_a_credit_left_out_and_our_own_cost_left_out_are_named_rows(tmp_path):
    costs = [
        {
            "element": "scrap",
            "component": "",
            "line_id": "1",
            "amount": "30.00",
            "cause": "ours",
        },
        {
            "element": "recovered",
            "component": "",
            "line_id": "1",
            "amount": "-10.00",
            "cause": "theirs",
        },
        {
            "element": "scrap",
            "component": "",
            "line_id": "1",
            "amount": "5.00",
            "cause": "theirs",
        },
    ]
    with small_world(
        tmp_path, schedule_lines=[{}], receipts=[{"line_id": "1"}], cost_events=costs
    ) as snapshot:
        read = read_rows(
            snapshot,
            definition_of(snapshot.con, "C1", "S"),
            "S",
            Q3,
            [basis("C1"), basis("C1", ours="out", recovered="out")],
        )
        values = [
            value_of_rows(definition_of(snapshot.con, "C1", "S"), basis("C1"), rows)
            for rows in read
        ]
    assert values == [25, 5]
    assert sorted(row.outcome for row in read[1].values() if not row.is_counted) == [
        "ours",
        "recovered",
    ]


SIGNED = "valid_from: 2026-01-01, signed_by_buyer: b, signed_by_supplier: s"


def test_interval_and_n_are_those_of_the_agreed_rule(tmp_path):
    """Freight of 10 % and line stops of 20 % that we caused: without ours, the interval is around
    10 and the stops are no events of it.
    """
    lines, receipts = (
        [{}] * 40,
        [{"line_id": str(i), "shipment_id": f"SH{i}"} for i in range(1, 41)],
    )
    freight = [{"shipment_id": f"SH{i}", "amount": f"{8 + i % 5}.00"} for i in range(1, 41)]
    insurance = [
        {"shipment_id": f"SH{i}", "component": "insurance", "state": "included"}
        for i in range(1, 41)
    ]
    stops = [
        {
            "element": "line_stop",
            "component": "",
            "line_id": str(i),
            "amount": "20.00",
            "cause": "ours",
        }
        for i in range(1, 41)
    ]
    agreed = f"C1: {{{SIGNED}, switches: {{agreed: {{ours: out}}}}}}"
    with small_world(
        tmp_path,
        schedule_lines=lines,
        receipts=receipts,
        cost_events=freight + insurance + stops,
        definitions=agreed,
    ) as snapshot:
        c1 = next(r for r in readings_of(snapshot, "S", Q3) if r.id == "C1")
    assert (c1.value, c1.n) == (10.0, 40)
    assert c1.interval[0] < 10 < c1.interval[1] < 12
    assert c1.notes[-1] == (
        "By the agreed rule: costs the buyer caused itself: not counted, and half of what is shared"
        " without agreed shares."
    )


def test_what_every_line_and_receipt_brings_with_it_is_in_the_value_and_no_event(tmp_path):
    """Thirty lines with freight by shipment, and all that is derived from them: n is thirty
    shipments and one line stop, not hundreds of rows.
    """
    lines, receipts = (
        [{"requested_on": "2026-07-12"}] * 30,
        [{"line_id": str(i), "shipment_id": f"SH{i}"} for i in range(1, 31)],
    )
    costs = [
        {"shipment_id": f"SH{i}", "component": part, "amount": "1.00"}
        for i in range(1, 31)
        for part in ("freight", "insurance")
    ]
    costs.append(
        {
            "element": "line_stop",
            "component": "",
            "line_id": "1",
            "amount": "30.00",
            "cause": "theirs",
        }
    )
    lots = [
        {
            "supplier_id": "S",
            "lot_qty": "10",
            "decision": "accept",
            "decided_on": "2026-07-11",
            "receipt_id": str(i),
        }
        for i in range(1, 31)
    ]
    paid = {
        "supplier_id": "S",
        "invoiced_on": "2026-07-11",
        "due_on": "2026-07-21",
        "amount": "100.00",
        "currency": "EUR",
        "correction": "none",
    }
    invoices = [paid | {"line_id": str(i), "is_credit": "false"} for i in range(1, 31)]
    tooling = [
        {
            "supplier_id": "S",
            "occurred_on": "2026-07-01",
            "amount": "90.00",
            "currency": "EUR",
            "life_months": "3",
        }
    ]
    units = {
        "receipt_rate": "EUR/receipt",
        "inspection_lot_rate": "EUR/lot",
        "carrying_rate": "%/year",
        "capital_rate": "%/year",
        "reference_days": "days",
    }
    rates = {name: (unit, [("2026-01-01", "3")]) for name, unit in units.items()}
    tables = {
        "schedule_lines": lines,
        "receipts": receipts,
        "cost_events": costs,
        "inspection_lots": lots,
        "invoice_lines": invoices,
    }
    with small_world(tmp_path, **tables, one_off_costs=tooling, rates=rates) as snapshot:
        c1 = next(r for r in readings_of(snapshot, "S", Q3) if r.id == "C1")
        rows = snapshot.con.execute(
            "SELECT element, count(*), sum(amount), min(shipment_id) FROM c1_rows WHERE element <>"
            " 'price' AND is_counted AND basis = 'agreed' GROUP BY 1 ORDER BY 1"
        ).fetchall()
    # Early by two days 0.02 each, due 7 days later than the three that are usual −0.06 each; a
    # third of 90.00 in each of three months. What the buyer pays late is in no total.
    assert rows == [
        ("early_stock", 30, Decimal("0.60"), "SH1"),
        ("freight_duty", 60, Decimal("60.00"), "SH1"),
        ("inspection", 30, Decimal("90.00"), "SH1"),
        ("line_stop", 1, Decimal("30.00"), "SH1"),
        ("onboard_switch", 3, Decimal("90.00"), None),
        ("order_admin", 30, Decimal("90.00"), "SH1"),
        ("payment_terms", 30, Decimal("-1.80"), None),
    ]
    assert (c1.n, c1.numerator, c1.value) == (31, "358.80", 11.96)
    # 3,000.00 of price in thirty shipments that are alike: only the line stop, and what is paid by
    # line, leave anything to chance.
    assert 10.5 < c1.interval[0] < 11.96 < c1.interval[1] < 15


def test_a_cost_spread_over_years_is_not_left_to_chance(tmp_path):
    lines, receipts = (
        [{}] * 30,
        [{"line_id": str(i), "shipment_id": f"SH{i}"} for i in range(1, 31)],
    )
    freight = [{"shipment_id": f"SH{i}", "amount": "1.00"} for i in range(1, 31)]
    tooling = [
        {
            "supplier_id": "S",
            "occurred_on": "2026-07-01",
            "amount": "900.00",
            "currency": "EUR",
            "life_months": "3",
        }
    ]
    with small_world(
        tmp_path,
        schedule_lines=lines,
        receipts=receipts,
        cost_events=freight,
        one_off_costs=tooling,
    ) as snapshot:
        c1 = next(r for r in readings_of(snapshot, "S", Q3) if r.id == "C1")
    assert (c1.value, c1.interval, c1.n) == (31.0, (31.0, 31.0), 30)


def test_a_resample_without_a_price_is_no_cheap_one(tmp_path):
    stops = [
        {"element": "line_stop", "component": "", "amount": "10.00", "cause": "theirs"}
    ] * 25
    with small_world(
        tmp_path, schedule_lines=[{}], receipts=[{"line_id": "1"}], cost_events=stops
    ) as snapshot:
        c1 = next(r for r in readings_of(snapshot, "S", Q3) if r.id == "C1")
    assert c1.value == 250
    assert c1.interval is None or c1.interval[0] > 50


def test_a_changed_rule_of_cost_keeps_its_old_series(tmp_path):
    stop = {
        "element": "line_stop",
        "component": "",
        "line_id": "1",
        "amount": "20.00",
        "cause": "ours",
        "occurred_on": "2026-05-10",
    }
    receipts = [{"line_id": "1", "docked_on": "2026-05-10"}]
    versions = (
        f"C1: [{{version: 1, {SIGNED}}}, {{version: 2, {SIGNED.replace('01-01', '07-01')},"
        " switches: {agreed: {ours: out}}}]"
    )
    with small_world(
        tmp_path,
        schedule_lines=[{"requested_on": "2026-05-10"}],
        receipts=receipts,
        cost_events=[stop],
        definitions=versions,
    ) as snapshot:
        c1 = next(r for r in readings_of(snapshot, "S", Q3) if r.id == "C1")
    assert dict(c1.history_before)["2026Q2"] == 20.0
