"""Intervals of total cost, and the total at the ends of each rate: literal rows, second roads in
plain Python, and the sample world.
"""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from cost_rows import arrived, booked, by_rate, price
from scipy.stats import poisson, triang

from srmlib.cost.ledger import cost_summary
from srmlib.cost.rows import cost_rows, good_quantity, goods_of, paid_by_us, total
from srmlib.cost.uncertainty import (
    CostInterval,
    intervals_of,
    intervals_of_rows,
    rows_at,
    tornado,
    tornado_of_rows,
)
from srmlib.rules.calendar import Quarter

Q3 = Quarter.parse("2026Q3")
SUPPLIERS = ("S-1001", "S-1002", "S-1003", "S-1004", "S-1005", "S-1006", "S-1007", "S-1008")
CENT = Decimal("0.01")


# ---- intervals


def test_the_number_of_events_is_uncertain_too():
    """100 stops of 10.00 each: what they cost in all is 10.00 times a Poisson number of mean
    100.
    """
    spread = intervals_of_rows([booked("10.00") for _ in range(100)], [], "EUR")
    assert spread.unit == "EUR"
    assert spread.total == spread.added == spread.by_element["line_stop"]
    for end, share in ((spread.total.low, 0.025), (spread.total.high, 0.975)):
        assert end == pytest.approx(10 * poisson.ppf(share, 100), abs=20)


def test_a_rate_alone_gives_the_triangle_of_its_ends():
    """Safety stock is reckoned once and not resampled: only its rate is uncertain."""
    held = by_rate("1000", "6", "6000.00", low="4", high="9", element="safety_stock")
    interval = intervals_of_rows([held], [], "EUR").by_element["safety_stock"]
    shape = triang((6 - 4) / (9 - 4), loc=4000, scale=5000)
    assert interval.low == pytest.approx(shape.ppf(0.025), rel=0.001)
    assert interval.high == pytest.approx(shape.ppf(0.975), rel=0.001)


def test_a_rate_of_zero_that_may_be_higher_is_uncertain():
    held = by_rate("100", "0", "0.00", low="0", high="2", element="safety_stock")
    interval = intervals_of_rows([held], [], "EUR").total
    assert interval.low == pytest.approx(200 * (1 - math.sqrt(1 - 0.025)), rel=0.01)
    assert interval.high == pytest.approx(200 * (1 - math.sqrt(1 - 0.975)), rel=0.01)


def test_two_values_of_one_rate_are_drawn_together():
    """Two halves of a quarter with the same ends: as wide as one value for all of it, not narrower
    by chance.
    """
    one = by_rate("200", "10", "2000.00", low="5", high="15", element="safety_stock")
    halves = [
        by_rate("100", "10", "1000.00", low="5", high="15", element="safety_stock"),
        by_rate(
            "100", "10", "1000.00", low="5", high="15.00000001", element="safety_stock"
        ),
    ]
    together, apart = (
        intervals_of_rows([one], [], "EUR").total,
        intervals_of_rows(halves, [], "EUR").total,
    )
    assert (apart.low, apart.high) == pytest.approx((together.low, together.high), rel=1e-6)


def test_a_price_that_is_the_same_for_every_unit_is_certain_per_unit():
    rows = [price(f"{40 * n}.00", f"R{n}", shipment_id=f"SH{n}") for n in range(1, 21)]
    goods = [arrived(str(n), f"R{n}", f"SH{n}") for n in range(1, 21)]
    spread = intervals_of_rows(rows, goods, "EUR")
    assert (spread.unit, spread.by_element["price"]) == (
        "EUR per good piece",
        CostInterval(40.0, 40.0),
    )


def world_of_shipments() -> tuple[list[dict], list]:
    """30 shipments of two receipts with freight, a third of them with a stop of the line, and
    support that no receipt bears.
    """
    rows, goods = [], []
    for n in range(30):
        for receipt in (f"R{n}a", f"R{n}b"):
            qty = 5 + n % 7
            rows.append(price(f"{qty * 20 + n}.00", receipt, shipment_id=f"SH{n}"))
            rows.append(
                booked(
                    f"{3 + n % 4}.50",
                    element="freight_duty",
                    component="freight",
                    receipt_id=receipt,
                    shipment_id=f"SH{n}",
                )
            )
            goods.append(arrived(str(qty), receipt, f"SH{n}"))
        if n % 3 == 0:
            rows.append(
                by_rate(
                    f"{n + 4}",
                    "10",
                    f"{10 * (n + 4)}.00",
                    low="7",
                    high="16",
                    receipt_id=f"R{n}a",
                    shipment_id=f"SH{n}",
                )
            )
    rows += [booked(f"{30 + 5 * n}.00", element="support_time") for n in range(8)]
    return rows, goods


def test_intervals_equal_a_second_road():
    """Row by row with numpy's own Poisson and triangular numbers, another seed and more
    replicates.
    """
    rows, goods = world_of_shipments()
    random, replicates = np.random.default_rng(7), 20_000
    times = {
        key: random.poisson(1, replicates)
        for key in {row.shipment_id or row.event_id for row in rows}
    }
    rate = random.triangular(7, 10, 16, replicates)
    quantity = sum(float(one.qty) * times[one.shipment_id] for one in goods)
    sums = {}
    for row in rows:
        amount = float(row.driver_qty) * rate if row.basis == "rate" else float(row.amount)
        sums[row.element] = (
            sums.get(row.element, 0)
            + amount * times[row.shipment_id or row.event_id] / quantity
        )
    spread = intervals_of_rows(rows, goods, "EUR")
    expected = spread.by_element | {"total": spread.total, "added": spread.added}
    sums |= {
        "total": sum(sums.values()),
        "added": sum(of for element, of in sums.items() if element != "price"),
    }
    assert set(sums) == set(expected)
    for name, values in sums.items():
        low, high = np.quantile(values, [0.025, 0.975])
        width = high - low
        assert expected[name].low == pytest.approx(low, abs=0.08 * width), name
        assert expected[name].high == pytest.approx(high, abs=0.08 * width), name


def test_the_same_rows_give_the_same_intervals_in_any_order_and_under_any_name():
    rows, goods = world_of_shipments()
    renamed = [replace(row, supplier_id="another") for row in rows]
    assert intervals_of_rows(rows, goods, "EUR") == intervals_of_rows(
        renamed[::-1], goods[::-1], "EUR"
    )


def test_ten_times_the_amounts_are_ten_times_the_interval():
    rows, goods = world_of_shipments()
    tenfold = [
        replace(
            row,
            amount=10 * row.amount,
            event_amount=10 * row.event_amount,
            driver_qty=row.driver_qty and 10 * row.driver_qty,
        )
        for row in rows
    ]
    once, tenth = (
        intervals_of_rows(rows, goods, "EUR").total,
        intervals_of_rows(tenfold, goods, "EUR").total,
    )
    assert (tenth.low, tenth.high) == pytest.approx(
        (10 * once.low, 10 * once.high), abs=0.001
    )


def test_what_comes_with_one_shipment_is_one_group():
    """Two receipts, their freight and a stop of one of them: one shipment, so there is nothing to
    resample.
    """
    rows = [
        price("100.00", "R1", shipment_id="SH"),
        price("50.00", "R2", shipment_id="SH"),
        booked("7.00", receipt_id="R1", shipment_id="SH"),
    ]
    spread = intervals_of_rows(
        rows, [arrived("10", "R1", "SH"), arrived("5", "R2", "SH")], "EUR"
    )
    assert (spread.total, spread.added, spread.by_element) == (None, None, {})


@pytest.mark.parametrize(
    ("facts", "groups"),
    [
        ({"shipment_id": "1", "receipt_id": "R"}, 1),
        ({"receipt_id": "1"}, 1),
        ({"order_id": "1"}, 1),
        ({}, 2),
        ({"element": "onboard_switch"}, 0),
        ({"element": "safety_stock", "order_id": "1"}, 0),
    ],
    ids=[
        "of a shipment",
        "of a receipt",
        "of an order",
        "alone",
        "paid once",
        "safety stock",
    ],
)
def test_costs_are_grouped_by_what_brings_them_about(facts, groups):
    """Two rows of a kind make an interval only where they are two groups."""
    spread = intervals_of_rows(
        [booked("5.00", **facts), booked("6.00", **facts)], [], "EUR"
    )
    assert (spread.total is not None) == (groups == 2)


def test_a_shipment_and_a_receipt_of_the_same_number_are_two_groups():
    assert (
        intervals_of_rows(
            [booked("5.00", shipment_id="1"), booked("6.00", receipt_id="1")], [], "EUR"
        ).total
        is not None
    )


def test_only_what_the_buyer_paid_and_knows_counts():
    paid = [booked("10.00"), booked("12.00")]
    others = [
        booked("500.00", paid_by="supplier"),
        booked(None, state="unknown"),
        booked(None, state="included", element="freight_duty", component="freight"),
    ]
    assert intervals_of_rows(paid + others, [], "EUR") == intervals_of_rows(paid, [], "EUR")


def test_nothing_at_all_has_no_interval():
    spread = intervals_of_rows([], [], "EUR")
    assert (spread.unit, spread.total, spread.added, spread.by_element) == (
        "EUR",
        None,
        None,
        {},
    )


def test_an_element_of_one_event_has_no_interval_of_its_own():
    spread = intervals_of_rows(
        [booked("10.00"), booked("12.00"), booked("90.00", element="scrap")], [], "EUR"
    )
    assert set(spread.by_element) == {"line_stop"}
    assert spread.total.high > 90


GOODS = {
    "more returned than received": [
        arrived("10", "R1"),
        arrived("-11", "R0", has_left=True),
    ],
    "a quantity is not known": [arrived("10", "R1"), arrived(None, "R2")],
    "two units of measure": [arrived("10", "R1"), arrived("10", "R2", uom="kg")],
    "no unit of measure": [arrived("10", "R1", uom=None)],
    "only returns": [arrived("-1", "R0", has_left=True)],
}


@pytest.mark.parametrize("goods", GOODS.values(), ids=GOODS)
def test_without_a_good_quantity_the_interval_is_in_all(goods):
    spread = intervals_of_rows([price("100.00", "R1"), price("90.00", "R2")], goods, "EUR")
    assert spread.unit == "EUR"
    assert spread.total.high > 190


def test_replicates_without_goods_are_left_out():
    """One receipt of 10 and a return of 9 of an older one: many replicates have no good quantity,
    none of them counts.
    """
    rows, goods = (
        [price("100.00", "R1"), booked("5.00")],
        [arrived("10", "R1"), arrived("-9", "R0", has_left=True)],
    )
    interval = intervals_of_rows(rows, goods, "EUR").total
    assert 0 < interval.low <= interval.high < math.inf


@pytest.mark.parametrize("supplier_id", SUPPLIERS)
def test_intervals_of_the_sample_hold_what_was_counted(sample, supplier_id):
    rows, spread = (
        paid_by_us(cost_rows(sample, supplier_id, Q3)),
        intervals_of(sample, supplier_id, Q3),
    )
    good_qty = good_quantity(goods_of(sample, supplier_id, Q3))[0] or 1
    assert spread.total.low < float(total(rows) / good_qty) < spread.total.high
    for element, interval in spread.by_element.items():
        assert (
            interval.low - 1e-4
            <= float(total(row for row in rows if row.element == element) / good_qty)
            <= interval.high + 1e-4
        )


def test_the_good_quantity_is_the_ledgers(sample):
    compared = [
        (
            good_quantity(goods_of(sample, supplier_id, quarter)),
            (summary.good_qty, summary.uom),
        )
        for supplier_id in SUPPLIERS
        for quarter in Q3.back(3)
        for summary in [cost_summary(sample, supplier_id, quarter)]
    ]
    assert [one for one, _ in compared] == [other for _, other in compared]
    assert len({one for one, _ in compared}) > 10


# ---- the total at the ends of each rate


def test_each_rate_at_its_ends_all_else_held():
    rows = [
        price("1000.00", "R1"),
        by_rate("324", "60", "19440.00", low="48", high="78"),
        by_rate("10", "8", "80.00", low="6", high="2000", rate_name="chase_rate"),
        by_rate("4", "25", "100.00", rate_name="return_rate"),
    ]
    swings = tornado_of_rows(rows, None)
    assert [(s.rate_name, s.low, s.value, s.high, s.at_low, s.at_high) for s in swings] == [
        ("chase_rate", 6, 8, 2000, Decimal("20600.00"), Decimal("40540.00")),
        ("line_stop_rate", 48, 60, 78, Decimal("16732.00"), Decimal("26452.00")),
    ]
    assert [s.at_low for s in tornado_of_rows(rows, Decimal(100))] == [
        Decimal("206.00"),
        Decimal("167.32"),
    ]
    assert [s.at_low for s in tornado_of_rows(rows, Decimal(0))] == [
        s.at_low for s in swings
    ]


def test_every_event_is_rounded_by_itself_halves_away_from_zero():
    """Three events of half a cent too much each are not rounded together; a negative one is rounded
    away from zero too.
    """
    rows = [
        by_rate("30", "1", "0.50", low="0.25", high="1.01", rate_per=60) for _ in range(3)
    ] + [
        by_rate(
            "-30",
            "1",
            "-0.50",
            low="0.25",
            high="1.01",
            rate_per=60,
            rate_name="capital_rate",
        )
    ]
    stop, terms = sorted(
        tornado_of_rows(rows, None), key=lambda swing: swing.rate_name, reverse=True
    )
    # 30 × 0.25 ÷ 60 = 0.125 → 0.13; 30 × 1.01 ÷ 60 = 0.505 → 0.51.
    assert (stop.at_low, stop.at_high) == (
        3 * Decimal("0.13") - Decimal("0.50"),
        3 * Decimal("0.51") - Decimal("0.50"),
    )
    assert (terms.at_low, terms.at_high) == (
        Decimal("1.50") - Decimal("0.13"),
        Decimal("1.50") - Decimal("0.51"),
    )


def test_a_rate_that_changed_in_the_quarter_moves_each_event_by_its_own_ends():
    rows = [
        by_rate("10", "50", "500.00", low="40", high="55", rate_from=date(2026, 1, 1)),
        by_rate("10", "60", "600.00", low="58", high="80", rate_from=date(2026, 8, 1)),
    ]
    (swing,) = tornado_of_rows(rows, None)
    assert (swing.low, swing.value, swing.high) == (58, 60, 80)
    assert (swing.at_low, swing.at_high) == (Decimal("980.00"), Decimal("1350.00"))


def test_an_event_borne_by_several_receipts_is_valued_whole():
    """100 minutes over three receipts, 33.34, 33.33 and 33.33 at 1.00: at 2.00 it is 200.00, not
    three rounded thirds.
    """
    facts = {
        "event_id": "E",
        "event_amount": Decimal("100.00"),
        "low": "1",
        "high": "2",
        "share_whole": 3,
    }
    rows = [
        by_rate("100", "1", amount, receipt_id=receipt, **facts)
        for amount, receipt in (("33.34", "R1"), ("33.33", "R2"), ("33.33", "R3"))
    ]
    assert total(rows_at(rows, {"line_stop_rate": Decimal(2)})) == Decimal("200.00")
    assert [row.amount for row in rows_at(rows, {"line_stop_rate": Decimal("0.01")})] == [
        Decimal("0.34"),
        Decimal("0.33"),
        Decimal("0.33"),
    ]
    # One receipt belongs to another quarter: what it bears stays there.
    assert total(rows_at(rows[1:], {"line_stop_rate": Decimal(2)})) == Decimal("133.33")


def test_what_no_rate_values_stays():
    rows = [
        booked("10.00"),
        booked(None, state="unknown"),
        booked("7.00", paid_by="supplier"),
        price("100.00", "R1"),
    ]
    assert rows_at(rows, {"line_stop_rate": Decimal(99)}) == rows


@pytest.mark.parametrize("supplier_id", SUPPLIERS)
def test_at_the_value_in_force_the_tornado_is_the_ledger(sample, supplier_id):
    """To the cent for every event and rate of the sample; and its ends against a second road in
    plain Decimal.
    """
    rows = paid_by_us(cost_rows(sample, supplier_id, Q3))
    by_name = {row.rate_name: row.rate_value for row in rows if row.basis == "rate"}
    assert len(
        {(row.rate_name, row.rate_value) for row in rows if row.basis == "rate"}
    ) == len(by_name)
    assert sorted((r.event_id, r.amount) for r in rows_at(rows, by_name)) == sorted(
        (r.event_id, r.amount) for r in rows
    )
    for swing in tornado(sample, supplier_id, Q3):
        good_qty = good_quantity(goods_of(sample, supplier_id, Q3))[0] or Decimal(1)
        for end, value in ((swing.low, swing.at_low), (swing.high, swing.at_high)):
            again = Decimal(0)
            for row in rows:
                at_end = (
                    row.driver_qty * end / row.rate_per
                    if row.rate_name == swing.rate_name
                    else row.amount
                )
                again += at_end.quantize(CENT, ROUND_HALF_UP)
            assert value == (again / good_qty).quantize(CENT, ROUND_HALF_UP)
