"""The price of what was kept: what goes back, is scrapped, credited, replaced or invoiced otherwise
than it was ordered, as an accountant has it; and the two balances beside it.
"""

from __future__ import annotations

from decimal import Decimal

import pytest
from cases import open_case
from small_world import small_world

from srmlib.cost.balances import Mass, Money
from srmlib.cost.ledger import cost_summary
from srmlib.cost.summary import CostSummary
from srmlib.metrics.catalogue import readings_of
from srmlib.rules.calendar import Quarter
from srmlib.snapshot import Snapshot
from srmlib.words.cost import mass_rows

Q3 = Quarter.parse("2026Q3")
NOTICE = {
    "supplier_id": "S",
    "part_id": "P",
    "found_on": "2026-07-20",
    "found_at": "line",
    "claimed_qty": "0",
    "cause": "theirs",
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
CREDIT = INVOICE | {"is_credit": "true", "invoiced_on": "2026-07-25"}
BACK = {
    "line_id": "1",
    "kind": "return",
    "of_receipt_id": "1",
    "docked_on": "2026-07-20",
    "received_qty": "9",
}


def summary(snapshot: Snapshot, supplier_id: str = "S") -> CostSummary:
    return cost_summary(snapshot, supplier_id, Q3)


def said(cost: CostSummary) -> tuple[str, str, str, str]:
    """Price, total, good quantity and total per good unit, as text."""
    return (
        str(cost.price),
        str(cost.total),
        f"{cost.good_qty:f}",
        str(cost.per_good_unit),
    )


def c1(snapshot: Snapshot) -> float | None:
    return next(one for one in readings_of(snapshot, "S", Q3) if one.id == "C1").value


def mass(cost: CostSummary) -> Mass:
    (only,) = cost.balances.mass
    assert only.unexplained == 0
    return only


def money(cost: CostSummary) -> Money:
    found = cost.balances.money
    assert found and found.unexplained == 0
    return found


def amounts(of: Mass | Money, names: str) -> list[Decimal | None]:
    return [getattr(of, name) for name in names.split()]


def in_money(cost: CostSummary) -> list[Decimal]:
    names = "invoiced credited net_purchases variance beyond not_invoiced"
    return amounts(money(cost), names)


def in_mass(cost: CostSummary) -> list[Decimal | None]:
    return amounts(mass(cost), "received kept returned scrapped undecided")


# ---- the shared cases


def test_what_was_scrapped_makes_the_good_ones_dearer(tmp_path):
    with open_case("cost/good_units", tmp_path) as snapshot:
        cost = summary(snapshot)
    assert said(cost) == ("600.00", "1000.00", "60.000", "16.67")
    assert in_mass(cost) == [100, 60, 0, 40, 0]


def test_material_is_no_cost_twice(tmp_path):
    """At a rate of 1.00 what was scrapped was worth no more than its price."""
    with open_case("cost/scrap_twice", tmp_path) as snapshot:
        cost = summary(snapshot)
    assert said(cost) == ("600.00", "1000.00", "60.000", "16.67")


def test_a_price_agreed_later_is_the_price(tmp_path):
    with open_case("cost/retro_price", tmp_path) as snapshot:
        cost = summary(snapshot)
    assert said(cost) == ("950.00", "950.00", "100.000", "9.50")
    assert in_money(cost) == [1000, 50, 950, 0, 0, 0]


def test_a_refund_of_goods_sent_back_recovers_nothing(tmp_path):
    with open_case("cost/return_credit_none", tmp_path) as snapshot:
        cost = summary(snapshot)
    assert said(cost) == ("100.00", "100.00", "10.000", "10.00")
    assert cost.added == 0
    assert in_money(cost) == [1000, 900, 100, 0, 0, 0]
    assert in_mass(cost) == [100, 10, 90, None, 0]


def test_what_goes_back_of_last_quarter_takes_its_price_along(tmp_path):
    with open_case("cost/returns_of_last_quarter", tmp_path) as snapshot:
        cost = summary(snapshot)
    assert said(cost) == ("100.00", "100.00", "10.000", "10.00")
    assert cost.price_per_good_unit == Decimal("10.00")
    assert in_mass(cost) == [100, 10, 90, None, 0]
    assert cost.balances.reasons == {"money": "no invoices are supplied"}


def test_prices_in_another_currency_stay_right(tmp_path):
    with open_case("cost/right_fx", tmp_path) as snapshot:
        assert summary(snapshot).price == Decimal("800.00")


def test_what_was_paid_once_stays_right(tmp_path):
    with open_case("cost/right_onboard", tmp_path) as snapshot:
        months = snapshot.records(
            "SELECT amount FROM cost_ledger WHERE element = 'onboard_switch' ORDER BY booked_on"
        )
    assert [str(one["amount"]) for one in months] == ["33.33", "33.33", "33.34"]


def test_without_rejects_freight_is_eight_percent(tmp_path):
    with open_case("cost/rejects_none", tmp_path) as snapshot:
        assert c1(snapshot) == pytest.approx(8.0)


@pytest.mark.case("11-return-and-replacement")
def test_a_replacement_is_not_bought_twice(tmp_path):
    with open_case("11-return-and-replacement", tmp_path) as snapshot:
        s, t, u = (summary(snapshot, supplier_id) for supplier_id in "STU")
    assert said(t) == said(u) == ("100.00", "105.00", "10.000", "10.50")
    assert (s.price, s.per_good_unit) == (0, None)
    assert in_money(s) == [100, 100, 0, 0, 0, 0]
    assert in_money(t) == in_money(u) == [100, 0, 100, 0, 0, 0]
    assert in_mass(t) == [20, 10, 10, None, 0]


@pytest.mark.case("11c-credited-and-invoiced-again")
def test_what_is_credited_and_invoiced_again_is_bought_once(tmp_path):
    with open_case("11c-credited-and-invoiced-again", tmp_path) as snapshot:
        cost = summary(snapshot)
    assert cost.added / cost.price == Decimal("0.05")
    assert said(cost) == ("100.00", "105.00", "10.000", "10.50")
    assert in_money(cost) == [200, 100, 100, 0, 0, 0]


# ---- the twin of rejects_none, and worlds beside the cases


@pytest.mark.parametrize("told_by", ["booked", "booked of no line", "credit notes"])
def test_a_third_that_goes_back_and_is_refunded_makes_nobody_cheaper(tmp_path, told_by):
    """30 lines of 1,000.00 with freight of 80.00; 10 go back: 2,400 on 20,000 is 12 %, not −25.3 %."""
    lines = [{"ordered_qty": "100", "value_amount": "1000.00"} for _ in range(30)]
    receipts = [{"line_id": str(n), "received_qty": "100"} for n in range(1, 31)]
    receipts += [
        BACK | {"line_id": str(n), "of_receipt_id": str(n), "received_qty": "100"}
        for n in range(1, 11)
    ]
    freight = [{"line_id": str(n), "amount": "80.00"} for n in range(1, 31)]
    credit = {
        "element": "recovered",
        "component": "",
        "cause": "theirs",
        "amount": "-1000.00",
    }
    tables = {"cost_events": freight}
    if told_by == "credit notes":
        tables["invoice_lines"] = [
            CREDIT | {"line_id": str(n), "amount": "-1000.00"} for n in range(1, 11)
        ]
    else:
        tables["cost_events"] = freight + [
            credit | {"line_id": str(n) if told_by == "booked" else ""}
            for n in range(1, 11)
        ]
    definitions = "C1: {version: 1, valid_from: 2024-01-01, signed_by_buyer: x, signed_by_supplier: y}"
    with small_world(
        tmp_path,
        schedule_lines=lines,
        receipts=receipts,
        definitions=definitions,
        **tables,
    ) as snapshot:
        cost = summary(snapshot)
        assert c1(snapshot) == pytest.approx(12.0)
    assert said(cost) == ("20000.00", "22400.00", "2000.000", "11.20")


def test_an_invoice_above_its_order_is_the_price_and_its_variance_stands_apart(tmp_path):
    """100 for 1,000.00 invoiced at 1,100.00; 9 of 10 go back at what they were bought for, 990.00,
    and 1,000.00 is credited: 10.00 of it recovers.
    """
    with small_world(
        tmp_path,
        schedule_lines=[{"value_amount": "1000.00"}],
        receipts=[{"line_id": "1"}, BACK],
        invoice_lines=[INVOICE | {"amount": "1100.00"}, CREDIT | {"amount": "-1000.00"}],
    ) as snapshot:
        cost = summary(snapshot)
        rows = snapshot.records(
            "SELECT event_id, amount FROM cost_ledger ORDER BY element, event_id"
        )
    assert [(row["event_id"], str(row["amount"])) for row in rows] == [
        ("price 1", "1000.00"),
        ("returned 2", "-990.00"),
        ("variance 1", "100.00"),
        ("credit note 2", "-10.00"),
    ]
    assert said(cost) == ("110.00", "100.00", "1.000", "100.00")
    assert in_money(cost) == [1100, 990, 10, 100, 10, 0]


def test_what_an_invoice_asked_too_much_is_taken_back_first(tmp_path):
    """Asked 120.00 for 100.00; a credit of 30.00 for the price takes back 20.00 and lowers it by
    10.00; one of 5.00 for tax is no part of the price.
    """
    with small_world(
        tmp_path,
        schedule_lines=[{}],
        receipts=[{"line_id": "1"}],
        invoice_lines=[
            INVOICE | {"amount": "120.00"},
            CREDIT | {"amount": "-30.00", "correction": "price"},
            CREDIT | {"amount": "-5.00", "correction": "tax"},
        ],
    ) as snapshot:
        cost = summary(snapshot)
    assert said(cost) == ("90.00", "90.00", "10.000", "9.00")
    assert in_money(cost) == [120, 30, 90, 0, 5, 0]


def test_a_rebate_of_no_order_line_lowers_the_price(tmp_path):
    with small_world(
        tmp_path,
        schedule_lines=[{}],
        receipts=[{"line_id": "1"}],
        invoice_lines=[
            INVOICE,
            CREDIT | {"line_id": "", "amount": "-7.00", "correction": "price"},
        ],
    ) as snapshot:
        cost = summary(snapshot)
    assert (cost.price, cost.total) == (Decimal("93.00"), Decimal("93.00"))
    assert in_money(cost) == [100, 7, 93, 0, 0, 0]


def test_an_invoice_by_quantity_charges_what_it_states(tmp_path):
    """6 of 10 pieces invoiced at 11.00: 6.00 beside the order; 40.00 came and is not invoiced."""
    with small_world(
        tmp_path,
        schedule_lines=[{}],
        receipts=[{"line_id": "1"}],
        invoice_lines=[INVOICE | {"amount": "66.00", "invoiced_qty": "6"}],
    ) as snapshot:
        cost = summary(snapshot)
    assert cost.price == Decimal("106.00")
    assert in_money(cost) == [66, 0, 60, 6, 0, 40]


def test_scrap_costs_its_material_and_what_a_rate_says_it_was_worth(tmp_path):
    """2 of 10 scrapped, of which one part had come back: 1 at 10.00, worth 15.00 by then."""
    scrap = NOTICE | {"receipt_id": "1", "scrapped_qty": "2"}
    facts = {
        "schedule_lines": [{}],
        "receipts": [{"line_id": "1"}, BACK],
        "quality_notices": [scrap],
    }
    with small_world(tmp_path / "plain", **facts) as snapshot:
        plain = summary(snapshot)
    with small_world(
        tmp_path / "rate",
        rates={"scrap_value_rate": ("EUR/EUR", [("2024-01-01", "1.5")])},
        **facts,
    ) as snapshot:
        by_rate = summary(snapshot)
    assert said(plain) == ("0.00", "10.00", "0.000", "None")
    assert said(by_rate) == ("0.00", "15.00", "0.000", "None")
    assert in_mass(plain) == [10, 0, 9, 1, 0]


def test_a_booked_scrap_cost_is_what_was_added_to_the_material(tmp_path):
    booked = {"element": "scrap", "component": "", "cause": "theirs", "amount": "4.00"}
    with small_world(
        tmp_path,
        schedule_lines=[{}],
        receipts=[{"line_id": "1"}],
        quality_notices=[NOTICE | {"receipt_id": "1", "scrapped_qty": "2"}],
        cost_events=[booked],
    ) as snapshot:
        cost = summary(snapshot)
    assert said(cost) == ("80.00", "104.00", "8.000", "13.00")


def test_scrap_that_is_refunded_costs_nothing(tmp_path):
    with small_world(
        tmp_path,
        schedule_lines=[{}],
        receipts=[{"line_id": "1"}],
        quality_notices=[NOTICE | {"receipt_id": "1", "scrapped_qty": "4"}],
        invoice_lines=[INVOICE, CREDIT | {"amount": "-40.00"}],
    ) as snapshot:
        cost = summary(snapshot)
    assert said(cost) == ("60.00", "60.00", "6.000", "10.00")
    assert in_money(cost) == [100, 0, 100, 0, 40, 0]


def test_refused_goods_are_undecided_until_they_leave(tmp_path):
    lot = {"supplier_id": "S", "receipt_id": "1", "lot_qty": "10", "decision": "reject"}
    lot |= {"decided_on": "2026-07-12", "accepted_qty": "4", "rejected_qty": "6"}
    lots = [lot, {"supplier_id": "S", "receipt_id": "2", "lot_qty": "10"}]
    with small_world(
        tmp_path,
        schedule_lines=[{}, {}],
        receipts=[
            {"line_id": "1"},
            {"line_id": "2"},
            BACK | {"received_qty": "2"},
        ],
        inspection_lots=lots,
    ) as snapshot:
        cost = summary(snapshot)
    assert in_mass(cost) == [20, 4, 2, None, 14]
    assert cost.good_qty == 18


def test_of_a_service_the_price_is_what_was_invoiced(tmp_path):
    """Nothing is received of it, and a service credit recovers."""
    service = INVOICE | {"line_id": "", "amount": "500.00"}
    with small_world(
        tmp_path,
        invoice_lines=[
            service,
            service | {"is_credit": "true", "amount": "-20.00"},
            service | {"is_credit": "true", "amount": "-30.00", "correction": "quantity"},
        ],
    ) as snapshot:
        cost = summary(snapshot)
    assert (cost.price, cost.total, cost.is_of_services) == (470, 450, True)
    assert in_money(cost) == [500, 30, 470, 0, 20, 0]
    assert cost.balances.reasons == {"mass": "nothing came or left in the quarter"}


def test_an_invoice_that_matches_nothing_is_unexplained(tmp_path):
    with small_world(
        tmp_path,
        schedule_lines=[{}],
        receipts=[{"line_id": "1"}],
        invoice_lines=[INVOICE, INVOICE | {"line_id": "", "amount": "12.00"}],
    ) as snapshot:
        cost = summary(snapshot)
    assert cost.price == Decimal("100.00")
    assert cost.balances.money.unexplained == Decimal("12.00")


def test_goods_in_several_units_are_balanced_one_by_one(tmp_path):
    parts = [{"part_id": "P", "name": "P"}, {"part_id": "K", "name": "K", "uom": "kg"}]
    with small_world(
        tmp_path,
        parts=parts,
        schedule_lines=[{}, {"part_id": "K"}],
        receipts=[{"line_id": "1"}, {"line_id": "2"}, BACK],
    ) as snapshot:
        balances = summary(snapshot).balances
    assert [(one.uom, one.received, one.kept) for one in balances.mass] == [
        ("kg", 10, 10),
        ("piece", 10, 1),
    ]
    block = balances.to_json()
    assert (block["mass"], len(block["mass_by_unit"])) == (None, 2)


def test_scrap_that_no_notice_tells_is_not_zero(tmp_path):
    """Where no notice says how much was scrapped, that is not known, and never 0."""
    lines = {"schedule_lines": [{}], "receipts": [{"line_id": "1"}]}
    with small_world(tmp_path / "untold", **lines, quality_notices=[NOTICE]) as snapshot:
        untold = cost_summary(snapshot, "S", Q3)
    assert in_mass(untold) == [10, 10, 0, None, 0]
    assert [name for name, _ in mass_rows(mass(untold))] == [
        "received",
        "kept or scrapped: no notice says how much",
        "returned",
        "undecided",
    ]
    told = [NOTICE | {"scrapped_qty": "0"}]
    with small_world(tmp_path / "told", **lines, quality_notices=told) as snapshot:
        assert in_mass(cost_summary(snapshot, "S", Q3)) == [10, 10, 0, 0, 0]
