"""Cases of what goals save: by what caused a cost, never by its element."""

from __future__ import annotations

from decimal import Decimal

from cases import open_case

from srmlib.facts import SupplierQuarter
from srmlib.rules.calendar import Quarter

Q3 = Quarter.parse("2026Q3")


def saved(snapshot) -> dict:
    detail = SupplierQuarter(snapshot, "S", Q3).facts.cost_detail
    return {saving.driver: saving for saving in detail.savings}


def test_a_stop_by_a_porous_lot_is_saved_by_no_punctuality(tmp_path):
    """4 of 40 lines late, 2 at the goal: half of the penalty for the late order. Every lot was
    accepted, so that nobody can say how much of the porous one's stop 98.5 % would save.
    """
    with open_case("cost/stop_by_defect", tmp_path) as snapshot:
        found = saved(snapshot)
    late, defects = found["late deliveries"], found["defects"]
    assert (late.saves_us, late.elements) == (Decimal("2500.00"), ("customer_fail",))
    assert [one.row.event_id for one in late.rows] == ["E2"]
    assert (defects.saves_us, defects.saves_us_range.high) == (
        Decimal("0.00"),
        Decimal("18000.00"),
    )
    assert defects.is_most
    assert "up to 18.0 k EUR" in defects.words
    assert [(one.row.event_id, one.cause.words) for one in defects.rows] == [
        ("E1", "line stop LS1: lot H1")
    ]


def test_support_is_saved_of_tickets_that_came_back(tmp_path):
    """Of 25 that came back 10 fewer, each of an hour at 60.00: at most 600.00."""
    with open_case("cost/support_saving", tmp_path) as snapshot:
        found = saved(snapshot)
    [saving] = found.values()
    assert (saving.saves_us, saving.is_most) == (Decimal("600.00"), True)
    assert (saving.saves_us_range.low, saving.saves_us_range.high) == (
        Decimal("0.00"),
        Decimal("600.00"),
    )
    assert len(saving.rows) == 25
    assert "at most 600 EUR" in saving.words
