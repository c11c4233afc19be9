"""The shared cases of fair counting and cohorts, each with its right value, and own worlds beside them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import product
from pathlib import Path
from random import Random

import pytest
from cases import open_case
from small_world import small_world

from srmlib.explain import explain
from srmlib.metrics.catalogue import readings_of
from srmlib.metrics.result import Reading
from srmlib.promises.broken import broken
from srmlib.rules.calendar import Quarter
from srmlib.snapshot import Snapshot
from srmlib.trace.attribution import breakdowns, trace_of

Q2 = Quarter.parse("2026Q2")
Q3 = Quarter.parse("2026Q3")
SIGNED = "{version: 1, valid_from: 2024-01-01, signed_by_buyer: x, signed_by_supplier: y%s}"
NOTICE = {
    "supplier_id": "S",
    "part_id": "P",
    "receipt_id": "1",
    "found_on": "2026-07-20",
    "found_at": "line",
    "claimed_qty": "5",
    "confirmed_qty": "5",
    "cause": "theirs",
}


def reading(snapshot: Snapshot, metric_id: str, quarter: Quarter) -> Reading:
    """The metric of the quarter, once each of its rows is explained as it is held."""
    rows = snapshot.records(
        f"SELECT row_id FROM {metric_id.lower()}_rows WHERE supplier_id = 'S' LIMIT 20"
    )
    for row in rows:
        explain(snapshot, row["row_id"], metric_id, supplier_id="S")
    return next(r for r in readings_of(snapshot, "S", quarter) if r.id == metric_id)


def test_defects_count_with_the_goods_they_are_about(tmp_path):
    with open_case("cost/ppm_without_receipts", tmp_path) as snapshot:
        of_goods = reading(snapshot, "Q2", Q2)
        assert (of_goods.value, of_goods.n) == (25_000, 5)
        assert of_goods.verdict == "far_clear"
        assert not of_goods.is_so_far
        later = reading(snapshot, "Q2", Q3)
        assert (later.value, later.state) == (None, "no_data")


def test_one_heavy_notice_widens_the_interval_below(tmp_path):
    with open_case("cost/three_notices", tmp_path) as snapshot:
        found = reading(snapshot, "Q2", Q3)
    assert found.value == 6_000
    low, high = found.interval
    assert low <= 20, "without the one notice of 598 it would be 20 ppm"
    assert high > 6_000 + 2 * 5_980
    assert found.interval_method == "compound Poisson"


def test_complaints_count_with_the_orders_they_are_about(tmp_path):
    with open_case("cost/complaint_lag", tmp_path) as snapshot:
        of_orders = reading(snapshot, "P2", Q2)
        assert (of_orders.value, of_orders.numerator, of_orders.denominator) == (1, 3, 3000)
        assert (of_orders.verdict, of_orders.is_so_far) == ("met", False)
        later = reading(snapshot, "P2", Q3)
    assert (later.value, later.text) == (0, "0.0 per 1,000 so far")
    assert later.verdict == "met", "never clearly met while complaints still come"


def test_a_month_without_a_forecast_counts_as_a_forecast_of_nothing(tmp_path):
    with open_case("cost/forecast_late", tmp_path) as snapshot:
        found = reading(snapshot, "B2", Q3)
    assert (found.numerator, found.denominator) == (1000, 1200)
    assert found.text == "83%"


@pytest.mark.parametrize(
    ("as_of", "is_so_far", "verdict"),
    [("2026-09-28", True, "met"), ("2026-09-29", False, "met_clear")],
)
def test_a_quarter_is_complete_ninety_days_after_its_end(
    tmp_path, as_of, is_so_far, verdict
):
    """50,000 good parts of Q2 and none defective: clear from 12,297 parts on, where one weighs one."""
    with small_world(
        tmp_path,
        as_of=as_of,
        definitions="Q2: " + SIGNED % "",
        schedule_lines=[{"ordered_qty": "50000", "requested_on": "2026-05-10"}],
        receipts=[{"line_id": "1", "received_qty": "50000", "docked_on": "2026-05-10"}],
        quality_notices=[
            NOTICE | {"found_on": "2026-05-20", "claimed_qty": "1", "confirmed_qty": "1"}
        ],
    ) as snapshot:
        found = reading(snapshot, "Q2", Q2)
    assert (found.is_so_far, found.verdict) == (is_so_far, verdict)
    assert found.to_json()["so_far"] is is_so_far
    assert found.quarters_met == ((0, 0) if is_so_far else (1, 1))
    assert any(note.startswith("So far: ") for note in found.notes) is is_so_far


def test_as_many_days_as_the_firms_agree(tmp_path):
    with small_world(
        tmp_path,
        as_of="2026-07-31",
        definitions="Q2: " + SIGNED % ", matures_after: 30",
        schedule_lines=[{"ordered_qty": "50000", "requested_on": "2026-05-10"}],
        receipts=[{"line_id": "1", "received_qty": "50000", "docked_on": "2026-05-10"}],
        quality_notices=[NOTICE],
    ) as snapshot:
        assert not reading(snapshot, "Q2", Q2).is_so_far


def test_firms_may_agree_to_count_by_the_day_found(tmp_path):
    """Then nothing is so far: what is found later is another quarter's."""
    with small_world(
        tmp_path,
        definitions="Q2: " + SIGNED % ", switches: {agreed: {period: found}}",
        schedule_lines=[{"ordered_qty": "1000", "requested_on": "2026-05-10"}],
        receipts=[
            {"line_id": "1", "received_qty": "600", "docked_on": "2026-05-10"},
            {"line_id": "1", "received_qty": "400", "docked_on": "2026-07-10"},
        ],
        quality_notices=[NOTICE],
    ) as snapshot:
        of_goods, found = (reading(snapshot, "Q2", quarter) for quarter in (Q2, Q3))
    assert (of_goods.value, found.value) == (0, 12_500)
    assert not found.is_so_far


def test_a_notice_of_no_receipt_counts_when_it_was_found(tmp_path):
    with small_world(
        tmp_path,
        definitions="Q2: " + SIGNED % "",
        schedule_lines=[{"ordered_qty": "1000", "requested_on": "2026-05-10"}],
        receipts=[
            {"line_id": "1", "received_qty": "600", "docked_on": "2026-05-10"},
            {"line_id": "1", "received_qty": "400", "docked_on": "2026-07-10"},
        ],
        quality_notices=[NOTICE, NOTICE | {"receipt_id": ""}],
    ) as snapshot:
        of_goods, found = (reading(snapshot, "Q2", quarter) for quarter in (Q2, Q3))
    assert (of_goods.numerator, found.numerator) == (5, 5)


def test_what_is_shipped_places_both_sides(tmp_path):
    """Shipped in June, at the dock in July: goods and defects are of June."""
    with small_world(
        tmp_path,
        definitions="Q2: " + SIGNED % ", switches: {agreed: {denominator: shipped}}",
        schedule_lines=[{"ordered_qty": "1000"}],
        receipts=[
            {
                "line_id": "1",
                "received_qty": "1000",
                "shipped_on": "2026-06-28",
                "docked_on": "2026-07-02",
            }
        ],
        quality_notices=[NOTICE],
    ) as snapshot:
        of_goods, found = (reading(snapshot, "Q2", quarter) for quarter in (Q2, Q3))
    assert (of_goods.value, found.state) == (5_000, "no_data")


def promised(order: str, day: str) -> dict:
    return {
        "supplier_id": "S",
        "customer_order_id": order,
        "promised_on": day,
        "kept_on": day,
    }


def test_a_complaint_without_an_order_of_its_own_counts_when_it_came(tmp_path):
    """Nor is one lost whose order is due only after the as-of date."""
    with small_world(
        tmp_path,
        definitions="P2: " + SIGNED % "",
        customer_promises=[
            promised("A", "2026-05-01"),
            promised("B", "2026-08-01"),
            promised("C", "2026-12-01") | {"kept_on": "2026-09-01"},
        ],
        complaints=[
            {"supplier_id": "S", "customer_order_id": order, "received_on": "2026-09-10"}
            for order in ("A", "C", "another's", "")
        ],
    ) as snapshot:
        of_orders, later = (reading(snapshot, "P2", quarter) for quarter in (Q2, Q3))
    assert (of_orders.numerator, of_orders.denominator) == (1, 1)
    assert (later.numerator, later.denominator) == (3, 1)


def test_complaints_of_nobody_bound_the_quarter_of_their_orders(tmp_path):
    """One of five complaints on Q2's orders is traced to nobody: at most 4 of 4 orders there, and
    nothing is said of Q3."""
    with small_world(
        tmp_path,
        definitions="P2: " + SIGNED % "",
        customer_promises=[promised(order, "2026-05-01") for order in "ABCDE"]
        + [promised("F", "2026-08-01")],
        complaints=[
            {
                "supplier_id": "" if order == "E" else "S",
                "customer_order_id": order,
                "received_on": "2026-08-10",
            }
            for order in "ABCDE"
        ],
    ) as snapshot:
        of_orders, later = (reading(snapshot, "P2", quarter) for quarter in (Q2, Q3))
    assert (of_orders.numerator, of_orders.denominator) == (4, 5)
    assert any("1 complaint of the quarter is not traced" in one for one in of_orders.notes)
    assert not any("not traced" in one for one in later.notes)


def test_an_order_of_two_suppliers_is_one_over_suppliers(tmp_path):
    with open_case("cost/revenue_twice", tmp_path) as snapshot:
        each = [broken(snapshot, supplier_id, Q3) for supplier_id in ("S", "T")]
        all_of_them = broken(snapshot, None, Q3)
    assert [one.revenue for one in each] == [Decimal("1000.00")] * 2
    assert all_of_them.revenue == Decimal("1000.00")
    assert (all_of_them.orders, all_of_them.share.k, all_of_them.share.n) == (1, 1, 1)
    assert all_of_them.sides["theirs"] == 1
    assert sum(all_of_them.sides.values()) == 1


def test_one_complaint_about_a_lot_of_two_suppliers(tmp_path):
    """Of 10 pumps at most 3 have Alpha's housing, and at least 7 Beta's."""
    with open_case("cost/joint_range_one", tmp_path) as snapshot:
        ranges = {
            row["supplier_id"]: (float(row["least"]), float(row["most"]))
            for row in breakdowns(snapshot, Q3).to_dict("records")
        }
    assert ranges == {"S": (0.0, 0.3), "T": (0.7, 1.0)}


def pumps(complaints: list[int], of_alpha: int = 3) -> dict:
    """A lot of 100 pumps, some with Alpha's housing and the rest with Beta's, and complaints about so
    many pumps of it each.
    """
    lines = [
        {"supplier_id": of, "ordered_qty": "100", "requested_on": "2026-07-10"}
        for of in "ST"
    ]
    return {
        "suppliers": [{"supplier_id": of, "name": of} for of in "ST"],
        "parts": [{"part_id": "P", "name": "Housing"}, {"part_id": "PUMP", "name": "Pump"}],
        "schedule_lines": lines,
        "receipts": [
            {"line_id": line, "received_qty": "100", "docked_on": "2026-07-10"}
            for line in "12"
        ],
        "lots": [
            {"lot_id": "HS", "part_id": "P", "supplier_id": "S", "lot_qty": "100"},
            {"lot_id": "HT", "part_id": "P", "supplier_id": "T", "lot_qty": "100"},
            {"lot_id": "F1", "part_id": "PUMP", "supplier_id": "", "lot_qty": "100"},
        ],
        "lot_receipts": [
            {"lot_id": "HS", "receipt_id": "1", "lot_qty": "100"},
            {"lot_id": "HT", "receipt_id": "2", "lot_qty": "100"},
        ],
        "lot_inputs": [
            {"output_lot_id": "F1", "input_lot_id": "HS", "input_qty": str(of_alpha)},
            {"output_lot_id": "F1", "input_lot_id": "HT", "input_qty": str(100 - of_alpha)},
        ],
        "complaints": [
            {
                "received_on": "2026-08-10",
                "lot_id": "F1",
                "part_id": "P",
                "unit_count": str(units),
                "supplier_id": "",
            }
            for units in complaints
        ],
    }


def ranges_of(folder: Path, complaints: list[int], of_alpha: int) -> dict:
    """Per supplier the least and the most, in complaints: of the table, and of its report's link."""
    with small_world(folder, **pumps(complaints, of_alpha)) as snapshot:
        found = {}
        for row in breakdowns(snapshot, Q3).to_dict("records"):
            found[row["supplier_id"]] = float(row["least"]), float(row["most"])
        for firm, ends in found.items():
            links = trace_of(snapshot, firm, Q3, "internal").links
            (link,) = (one for one in links if one.supplier_id == firm)
            own = [link.share if one is None else one for one in (link.least, link.most)]
            assert [float(end) * len(complaints) for end in own] == pytest.approx(ends)
    return found


def test_ten_complaints_about_one_lot_are_limited_together(tmp_path):
    """Ten times 10 pumps are all 100: 3 of them are Alpha's, whichever complaints they are in."""
    found = ranges_of(tmp_path, [10] * 10, 3)
    assert found == {"S": pytest.approx((0.3, 0.3)), "T": pytest.approx((9.7, 9.7))}


def test_the_limits_are_the_ends_of_all_that_can_be(tmp_path):
    """A second road: every way in which Alpha's housings can lie in the pumps complained about."""
    random = Random(16)
    for world in range(4):
        complaints = [random.randint(1, 6) for _ in range(random.randint(2, 3))]
        of_alpha = random.choice([2, 5, 95, 97])
        shares = [
            sum(
                Fraction(there, units) for there, units in zip(lie, complaints, strict=True)
            )
            for lie in product(*(range(units + 1) for units in complaints))
            if sum(complaints) - (100 - of_alpha) <= sum(lie) <= of_alpha
        ]
        ends = float(min(shares)), float(max(shares))
        found = ranges_of(tmp_path / str(world), complaints, of_alpha)
        assert found["S"] == pytest.approx(ends, abs=1e-7), (complaints, of_alpha)


def test_more_pumps_told_than_the_lot_has_are_told_twice(tmp_path):
    """Then nothing is known of them together: each stands as if alone."""
    found = ranges_of(tmp_path, [60, 60], 3)
    assert found["S"] == pytest.approx((0.0, 0.1))


@pytest.mark.parametrize(
    ("notices", "cause"),
    [
        ([], "theirs"),
        ([{}], "theirs"),
        ([{"cause": "ours"}], "ours"),
        ([{"confirmed_qty": "0"}], "ours"),
        ([{"cause": "ours"}, {"confirmed_qty": "0"}], "ours"),
        ([{"cause": "ours"}, {}], "open"),
        ([{"cause": "open", "confirmed_qty": ""}], "open"),
        ([{"cause": "ours", "receipt_id": ""}], "theirs"),
        ([{"cause": "ours", "found_on": "2026-10-05"}], "theirs"),
    ],
)
def test_handling_a_return_is_of_the_cause_of_its_notices(tmp_path, notices, cause):
    with small_world(
        tmp_path,
        schedule_lines=[{}],
        receipts=[
            {"line_id": "1"},
            {
                "line_id": "1",
                "kind": "return",
                "of_receipt_id": "1",
                "docked_on": "2026-07-25",
                "received_qty": "5",
            },
        ],
        quality_notices=[NOTICE | one for one in notices] or [NOTICE | {"receipt_id": ""}],
        rates={"return_rate": ("EUR/return", [("2026-01-01", "85")])},
    ) as snapshot:
        found = snapshot.records(
            "SELECT cause, amount FROM cost_ledger WHERE element = 'return_handling'"
        )
    assert [(row["cause"], row["amount"]) for row in found] == [(cause, Decimal("85.00"))]
