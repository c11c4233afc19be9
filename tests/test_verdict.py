"""Intervals, verdicts and control charts against published worked examples, whose source is named."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from srmlib.metrics.verdict import bootstrap_interval, p_prime_chart, verdict, wilson_interval


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [
        # Newcombe, R. G. (1998), Two-sided confidence intervals for the single proportion, Statistics in Medicine 17, table I, method 3.
        (81, 263, 25.53, 36.62),
        (15, 148, 6.24, 16.05),
        (0, 20, 0.00, 16.11),
        (1, 29, 0.61, 17.18),
    ],
)
def test_wilson_equals_newcombes_table(k, n, low, high):
    assert wilson_interval(k, n) == pytest.approx((low, high), abs=0.005)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_equals_scipys(kn):
    expected = stats.binomtest(*kn).proportion_ci(0.95, method="wilson")
    assert wilson_interval(*kn) == pytest.approx((100 * expected.low, 100 * expected.high), abs=1e-9)


def test_the_p_chart_equals_montgomerys_orange_juice_cans():
    """Montgomery, Introduction to Statistical Quality Control, example 7.1: 30 samples of 50 cans, 347 nonconforming, limits 0.0524 and 0.4102."""
    cans = [12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6]
    chart = p_prime_chart(cans, [50] * 30)
    assert sum(cans) == 347
    assert chart.centre == pytest.approx(23.13, abs=0.005)
    # The book's limits are those of chance alone; ours may only be wider, by sigma_z.
    sigma = (chart.upper[0] - chart.centre) / 3 / chart.sigma_z
    assert (chart.centre - 3 * sigma, chart.centre + 3 * sigma) == pytest.approx((5.24, 41.02), abs=0.01)
    assert chart.sigma_z >= 1


def test_a_steady_process_signals_the_month_that_is_beyond_and_a_run_of_eight():
    steady = [46, 44, 45, 47, 44, 46, 45, 44, 46, 45, 45, 46]
    assert set(p_prime_chart(steady, [50] * 12).signals) == {"usual"}
    assert p_prime_chart([*steady, 25], [50] * 13).signals[-1] == "beyond"
    shifted = p_prime_chart([48] * 9 + [44] * 9, [50] * 18)
    assert shifted.signals == ["usual"] * 7 + ["run"] * 2 + ["usual"] * 7 + ["run"] * 2


def test_months_without_lines_are_gaps_and_a_perfect_record_is_no_fault():
    chart = p_prime_chart([10, 0, 10], [10, 0, 10])
    assert chart.values == [100.0, None, 100.0]
    assert chart.signals == ["usual", "no_data", "usual"]
    empty = p_prime_chart([0, 0], [0, 0])
    assert (empty.centre, empty.values, empty.signals) == (None, [None, None], ["no_data", "no_data"])


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=30))
def test_limits_hold_the_centre_and_stay_inside_0_and_100(months):
    numerators, denominators = [min(a, b) for a, b in months], [b for _, b in months]
    chart = p_prime_chart(numerators, denominators)
    for value, low, high in zip(chart.values, chart.lower, chart.upper, strict=True):
        assert (value is None) == (low is None) == (high is None)
        if value is not None:
            assert 0 <= low <= chart.centre + 1e-9
            assert chart.centre - 1e-9 <= high <= 100


@pytest.mark.parametrize(
    ("value", "interval", "goal", "better", "word"),
    [
        (91.6, (87.1, 94.6), 95, "up", "below_clear"),
        (93.0, (88.0, 96.0), 95, "up", "below_chance"),
        (95.0, (90.0, 98.0), 95, "up", "green_chance"),
        (99.0, (97.0, 99.8), 95, "up", "green_clear"),
        (4.0, (3.0, 6.0), 4, "down", "green_chance"),
        (9.0, (5.0, 34.0), 4, "down", "below_clear"),
    ],
)
def test_the_four_verdicts(value, interval, goal, better, word):
    assert verdict(value, interval, goal, better) == word


@given(st.integers(0, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))).filter(lambda kn: kn[1] > 0))
def test_the_interval_holds_the_value_and_stays_inside_0_and_100(kn):
    low, high = wilson_interval(*kn)
    assert 0 <= low <= 100 * kn[0] / kn[1] + 1e-9
    assert 100 * kn[0] / kn[1] - 1e-9 <= high <= 100


def test_the_bootstrap_is_seeded_and_covers_a_known_spread():
    rows = np.random.default_rng(1).normal(10, 2, size=(400, 1))
    interval = bootstrap_interval(rows, lambda r: r[:, :, 0].mean(axis=1))
    assert interval == bootstrap_interval(rows, lambda r: r[:, :, 0].mean(axis=1))
    # The normal theory's interval of the mean, a second road.
    half = 1.96 * rows.std(ddof=1) / 20
    assert interval == pytest.approx((rows.mean() - half, rows.mean() + half), abs=0.05)
