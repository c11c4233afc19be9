"""Safety stock against published worked examples, whose source is named, and against demand drawn
at random.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from srmlib.rules.safety_stock import safety_stock, service_factor


@pytest.mark.parametrize(
    ("sd_lead_time", "stock"),
    [
        (7, 22_491),
        (6, 19_298),
        (5, 16_109),
        (4, 12_927),
        (3, 9_760),
        (2, 6_628),
        (1, 3_625),
        (0, 1_695),
    ],
)
def test_safety_stock_equals_chopra_and_meindls_table(sd_lead_time, stock):
    """Chopra and Meindl, Supply Chain Management, chapter on safety inventory, table of required
    safety inventory by lead time uncertainty.

    PCs at 2,500 a day ± 500, lead time 7 days, 90 % of cycles without a stock-out.
    """
    assert round(safety_stock(service_factor(0.90), 2500, 500, 7, sd_lead_time)) == stock


@pytest.mark.parametrize(
    ("sd_demand", "sd_lead_time", "stock"), [(5, 0, 26.1), (0, 3, 148.5), (5, 3, 150.8)]
)
def test_safety_stock_equals_taylors_carpets(sd_demand, sd_lead_time, stock):
    """Taylor, Introduction to Management Science, the I-75 Carpet Discount Store: 30 yards a day,
    lead time 10 days, 95 %, z = 1.65 as printed.
    """
    assert safety_stock(1.65, 30, sd_demand, 10, sd_lead_time) == pytest.approx(
        stock, abs=0.05
    )


def test_safety_stock_covers_the_share_of_cycles_that_its_factor_says():
    """By drawing: whole days of lead time with mean 20 and variance 20, and each day's demand 100 ±
    30.
    """
    random = np.random.default_rng(11)
    lead_times = random.poisson(20, size=200_000)
    used = random.normal(100 * lead_times, 30 * np.sqrt(lead_times))
    stock = safety_stock(1.0, 100, 30, 20, np.sqrt(20))
    assert used.std() == pytest.approx(stock, rel=0.01)
    assert (
        used <= used.mean() + safety_stock(service_factor(0.95), 100, 30, 20, np.sqrt(20))
    ).mean() == pytest.approx(0.95, abs=0.01)


@given(st.floats(0.5, 0.9999))
def test_the_factor_equals_scipys(service_level):
    assert service_factor(service_level) == pytest.approx(
        stats.norm.ppf(service_level), abs=1e-9
    )


AMOUNT = st.floats(0, 1e4)


@given(AMOUNT, AMOUNT, AMOUNT, AMOUNT, st.floats(0.1, 100))
def test_spread_of_lead_time_only_adds(
    mean_demand, sd_demand, mean_lead_time, sd_lead_time, more
):
    without, with_spread, with_more = (
        safety_stock(1.65, mean_demand, sd_demand, mean_lead_time, sd)
        for sd in (0, sd_lead_time, sd_lead_time + more)
    )
    assert 0 <= without <= with_spread <= with_more
