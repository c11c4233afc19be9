"""Which elements of cost an extract carries, and why the others are not measured."""

from __future__ import annotations

from small_world import small_world

from srmlib.cost.coverage import measured_elements, measured_lines
from srmlib.rules.elements import ELEMENTS

RATES = {
    "order_line_rate": ("EUR/line", [("2026-01-01", "6.50"), ("2026-07-01", "7")]),
    "return_rate": ("EUR/return", [("2026-01-01", "85")]),
    "chase": ("EUR/chase", [("2026-01-01", "45")]),
}


def test_each_element_is_stated_derived_or_not_measured_with_its_reason(tmp_path):
    with small_world(
        tmp_path,
        schedule_lines=[{}],
        receipts=[{"line_id": "1"}],
        cost_events=[{"line_id": "1", "amount": "5.00"}],
        rates=RATES,
    ) as snapshot:
        found = {
            one.element: (one.state, one.reason) for one in measured_elements(snapshot)
        }
        lines = measured_lines(snapshot)
    assert list(found) == list(ELEMENTS)
    assert lines[1].startswith("Freight  ")
    assert found["price"] == ("derived", "1 from schedule_lines, receipts")
    assert found["freight_duty"] == ("stated", "1 in cost_events")
    assert found["order_admin"] == (
        "derived",
        "1 from schedule_lines, receipts; no rate receipt_rate",
    )
    assert found["payment_terms"] == (
        "not measured",
        "no table invoice_lines, no rate capital_rate, reference_days",
    )
    assert found["expedite"] == ("not measured", "no rate late_line_rate")
    assert found["return_handling"] == ("not measured", "no event of it in receipts")
    assert found["warranty"] == ("not measured", "no cost_events of it")
    assert found["onboard_switch"] == ("not measured", "no table one_off_costs")
    assert lines[-1] == "3 rates read, 4 values; used by no event: chase, return_rate"
    # Aligned: every state begins in the same column.
    assert (
        len(
            {
                line.index(state)
                for line, (state, _) in zip(lines, found.values(), strict=False)
            }
        )
        == 1
    )
