"""What even deliveries save of safety stock: by its own formula, worked out a second time from the
days and quantities of small worlds.
"""

from __future__ import annotations

from decimal import Decimal
from math import sqrt
from statistics import NormalDist, stdev

import pytest
from small_world import small_world

from srmlib.cost.rows import cost_rows
from srmlib.cost.what_if import savings
from srmlib.metrics.catalogue import readings_of
from srmlib.rules.calendar import Quarter

Q3 = Quarter.parse("2026Q3")
QUARTER_DAYS = 92
# 30 lines of 10 pieces at 10.00; ordered on 1 June, due on 10 July.
DAYS_LATE = [0] * 20 + [2, 2, 2, 3, 3, 5, 8, 12, 16, 20]
RATES = {
    "carrying_rate": ("%/year", [("2026-01-01", "18")]),
    "service_level": ("%", [("2026-01-01", "95")]),
}
EVEN: list[dict] = []
UNEVEN = [
    {"part_id": "P", "issued_on": f"2026-{month:02}-{day:02}", "issued_qty": "25"}
    for month in (7, 8, 9)
    for day in (3, 11, 19, 27)
]


def world(folder, issues: list[dict], changed: int = 0):
    ids = [f"L{number:02}" for number in range(30)]
    days = [f"2026-07-{10 + late:02}" for late in DAYS_LATE]
    tables = {"stock_issues": issues} if issues else {}
    changes = [
        {
            "line_id": line,
            "changed_on": "2026-06-20",
            "field": "quantity",
            "by_side": "buyer",
        }
        for line in ids[-changed:]
        if changed
    ]
    return small_world(
        folder,
        schedule_lines=[{"line_id": line} for line in ids],
        receipts=[
            {"receipt_id": f"R-{line}", "line_id": line, "docked_on": day}
            for line, day in zip(ids, days, strict=True)
        ],
        order_changes=changes
        or [{"line_id": "L00", "field": "price", "changed_on": "2026-06-02"}],
        rates=RATES,
        **tables,
    )


def held(issues: list[dict], *spreads: float) -> float:
    """What the stock of a spread of days late costs in the quarter, less that of another."""
    taken = [float(row["issued_qty"]) for row in issues]
    daily = (sum(taken) or 300.0) / QUARTER_DAYS
    lead_days = 39 + sum(DAYS_LATE) / 30
    per_day = (
        taken + [0.0] * (QUARTER_DAYS - len(taken)) if taken else [daily] * QUARTER_DAYS
    )
    uneven = lead_days * stdev(per_day) ** 2
    z = NormalDist().inv_cdf(0.95)
    stocks = [z * sqrt(uneven + (daily * spread) ** 2) for spread in spreads]
    return (stocks[0] - stocks[1]) * 10 * 0.18 * QUARTER_DAYS / 365


@pytest.mark.parametrize("issues", [EVEN, UNEVEN], ids=["used evenly", "used unevenly"])
def test_even_deliveries_save_what_the_formula_gives_at_less_spread(tmp_path, issues):
    with world(tmp_path, issues) as snapshot:
        d3 = next(one for one in readings_of(snapshot, "S", Q3) if one.id == "D3")
        [saving] = [one for one in savings(snapshot, "S", Q3) if one.metric_id == "D3"]
        [stock] = [
            row for row in cost_rows(snapshot, "S", Q3) if row.element == "safety_stock"
        ]
    spread = stdev(DAYS_LATE)
    at_goal = spread * d3.definition.goal / d3.value
    assert d3.value > d3.definition.goal
    assert float(stock.amount) == pytest.approx(held(issues, spread, 0), abs=0.02)
    expected = held(issues, spread, at_goal)
    assert float(saving.saves_us) == pytest.approx(expected, abs=0.02)
    assert saving.saves_us < stock.amount
    if issues:
        # More than in proportion: the first days late add less than the last.
        in_proportion = float(stock.amount) * (1 - d3.definition.goal / d3.value)
        assert float(saving.saves_us) > in_proportion + 0.05


def test_fewer_lines_changed_save_the_variance_that_they_add(tmp_path):
    """The buyer changed the 4 latest of 30 lines, 13.3 %; at 5 % it would be 1.5 of them."""
    with world(tmp_path, EVEN, changed=4) as snapshot:
        [saving] = [one for one in savings(snapshot, "S", Q3) if one.metric_id == "B1"]
        rows = cost_rows(snapshot, "S", Q3)
    [ours] = [row for row in rows if row.element == "safety_stock" and row.cause == "ours"]
    every, without = stdev(DAYS_LATE), stdev(DAYS_LATE[:-4])
    assert float(ours.amount) == pytest.approx(held(EVEN, every, without), abs=0.02)
    left = sqrt(without**2 + (0.05 / (4 / 30)) * (every**2 - without**2))
    expected = held(EVEN, every, left)
    assert float(saving.saves_us) == pytest.approx(expected, abs=0.02)
    assert saving.saves_us != Decimal("0.00")
