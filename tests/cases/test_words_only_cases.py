"""Cases that hold words only: what was asked of a function, or of a quarter without rows."""

from __future__ import annotations

import pytest
from small_world import small_home

from srmlib.facts import SupplierQuarter
from srmlib.rules.calendar import Quarter
from srmlib.snapshot import open_snapshot
from srmlib.stats.charts import p_prime_chart
from srmlib.stats.intervals import poisson_interval, ratio_interval, wilson_interval

ORANGE_JUICE = (
    "12 15 8 10 4 7 16 9 14 10 5 6 17 12 22 8 10 5 13 11 20 18 24 15 9 12 7 13 9 6"
)


@pytest.mark.case("16-wilson-ends")
def test_an_interval_stays_within_its_bounds_and_is_never_of_no_width():
    z2 = 1.959964**2
    assert wilson_interval(38, 38) == (pytest.approx(100 * 38 / (38 + z2), abs=1e-4), 100)
    assert wilson_interval(0, 77) == (0, pytest.approx(100 * z2 / (77 + z2), abs=1e-4))
    assert wilson_interval(0, 10)[1] == pytest.approx(27.753, abs=1e-3)
    worth = 35**2 / (10**2 + 20**2 + 5**2)
    all_met = ratio_interval([10, 20, 5], [10, 20, 5])
    assert all_met == (pytest.approx(100 * worth / (worth + z2), abs=1e-2), 100)
    upper = [poisson_interval(count, 1)[1] for count in (0, 10, 1000)]
    assert upper == sorted(upper)


@pytest.mark.case("17-p-chart")
def test_limits_hold_the_size_of_the_sample_inside_the_root():
    chart = p_prime_chart([int(n) for n in ORANGE_JUICE.split()], [50] * 30)
    assert chart.centre == pytest.approx(100 * 347 / 1500, abs=1e-4)
    assert chart.lower[0] == 0
    assert chart.upper[0] == pytest.approx(52.847, abs=1e-3)


@pytest.mark.case("33-quarter-without-deliveries")
def test_a_quarter_without_deliveries_is_neither_nothing_nor_all(tmp_path):
    home = small_home(
        tmp_path, schedule_lines=[{"line_id": "A/1"}], receipts=[{"line_id": "A/1"}]
    )
    with open_snapshot(home) as snapshot:
        reading = SupplierQuarter(snapshot, "S", Quarter.parse("2026Q2")).facts.reading(
            "D1"
        )
    assert (reading.state, reading.value) == ("no_data", None)
