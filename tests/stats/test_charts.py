"""Control charts against published worked examples, whose source is named, and against their
formulas written out in plain Python.
"""

from __future__ import annotations

from itertools import pairwise
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from srmlib.stats.charts import ControlChart, p_prime_chart, u_prime_chart, xmr_chart

CANS = [
    12,
    15,
    8,
    10,
    4,
    7,
    16,
    9,
    14,
    10,
    5,
    6,
    17,
    12,
    22,
    8,
    10,
    5,
    13,
    11,
    20,
    18,
    24,
    15,
    9,
    12,
    7,
    13,
    9,
    6,
]
WAFERS = [
    16,
    14,
    28,
    16,
    12,
    20,
    10,
    12,
    10,
    17,
    19,
    17,
    14,
    16,
    15,
    13,
    14,
    16,
    11,
    20,
    11,
    19,
    16,
    31,
    13,
]
FLOW_RATES = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]


def limits_of_chance(chart: ControlChart, place: int) -> tuple[float, float]:
    """The limits without Laney's widening, which the books do not have, before clipping."""
    reach = (chart.upper[place] - chart.centre) / chart.sigma_z
    return chart.centre - reach, chart.centre + reach


def test_the_p_chart_equals_montgomerys_orange_juice_cans():
    """Montgomery, Introduction to Statistical Quality Control, example 7.1: 30 samples of 50 cans,
    347 nonconforming, limits 0.0524 and 0.4102.

    The NIST/SEMATECH e-Handbook, 6.3.3.2, has the same 30 shares as chips on wafers. Samples 15 and
    23 lie beyond the book's limits.
    """
    chart = p_prime_chart(CANS, [50] * 30)
    assert sum(CANS) == 347
    assert chart.centre == pytest.approx(23.13, abs=0.005)
    low, high = limits_of_chance(chart, 0)
    assert (low, high) == pytest.approx((5.24, 41.02), abs=0.01)
    assert [
        place + 1 for place, value in enumerate(chart.values) if not low <= value <= high
    ] == [
        15,
        23,
    ]
    assert chart.sigma_z >= 1


def test_the_u_chart_equals_nists_defects_on_wafers():
    """NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.3.1: defects on 25 wafers, 400 in all,
    centre 16, limits 4 and 28.
    """
    chart = u_prime_chart(WAFERS, [1] * 25, per=1)
    assert sum(WAFERS) == 400
    assert chart.centre == pytest.approx(16)
    assert limits_of_chance(chart, 0) == pytest.approx((4, 28))


def test_the_u_chart_equals_montgomerys_dyed_cloth():
    """Montgomery, Introduction to Statistical Quality Control, dyed cloth: defects on ten rolls of
    unequal size, ū = 153 ÷ 107.5 = 1.42, limits per roll.

    The book works with 1.42, and so differs in the last figure printed. No widening is needed.
    """
    defects, sizes = (
        [14, 12, 20, 11, 7, 10, 21, 16, 19, 23],
        [10.0, 8.0, 13.0, 10.0, 9.5, 10.0, 12.0, 10.5, 12.0, 12.5],
    )
    chart = u_prime_chart(defects, sizes, per=1)
    assert chart.sigma_z == 1
    assert chart.centre == pytest.approx(1.42, abs=0.005)
    assert chart.upper == pytest.approx(
        [2.55, 2.68, 2.41, 2.55, 2.58, 2.55, 2.45, 2.52, 2.45, 2.43], abs=0.0101
    )
    assert chart.lower == pytest.approx(
        [0.29, 0.16, 0.43, 0.29, 0.26, 0.29, 0.39, 0.32, 0.39, 0.41], abs=0.0101
    )
    assert set(chart.signals) == {"usual"}


def test_the_xmr_chart_equals_nists_flow_rates():
    """NIST/SEMATECH e-Handbook, 6.3.2.2: flow rate of ten batches, centre 50.81, mean moving range
    1.8778, limits 55.8041 and 45.8159.
    """
    chart = xmr_chart(FLOW_RATES)
    assert chart.centre == pytest.approx(50.81)
    assert chart.upper == pytest.approx([55.8041] * 10, abs=5e-5)
    assert chart.lower == pytest.approx([45.8159] * 10, abs=5e-5)
    assert chart.values == FLOW_RATES
    assert set(chart.signals) == {"usual"}
    assert chart.sigma_z == 1


MONTHS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 40)).map(sorted), min_size=1, max_size=30
)


def laneys_limits(
    counts, sizes, sigma_of
) -> tuple[float, float, list[tuple[float, float]]]:
    """Laney (2002), Improved control charts for attributes, Quality Engineering 14, step by step:
    centre, sigma_z and limits without clipping.
    """
    centre = sum(counts) / sum(sizes)
    sigmas = [sigma_of(centre, size) for size in sizes]
    z = [
        (count / size - centre) / sigma if sigma else 0
        for count, size, sigma in zip(counts, sizes, sigmas, strict=True)
    ]
    ranges = [abs(after - before) for before, after in pairwise(z)]
    sigma_z = max(1, sum(ranges) / len(ranges) / 1.128) if ranges else 1
    return (
        centre,
        sigma_z,
        [(centre - 3 * sigma * sigma_z, centre + 3 * sigma * sigma_z) for sigma in sigmas],
    )


def exact_reach(dist, size: float) -> float:
    """How far up a count goes from what is expected before it is rarer than three sigma of a normal
    value.
    """
    rarer = next(k for k in range(int(size) + 60) if dist.sf(k) <= stats.norm.cdf(-3))
    return rarer - dist.mean()


def reach_of_shares(centre: float, size: float, sigma: float) -> tuple[float, float]:
    """How far down and up a share may go: three sigma, or exact where fewer than five of the rarer
    outcome are expected.
    """
    rarer = min(centre, 1 - centre)
    if rarer * size >= 5 - 1e-9:
        return 3 * sigma, 3 * sigma
    reach = exact_reach(stats.binom(size, rarer), size) / size
    return (rarer, reach) if centre <= 0.5 else (reach, rarer)


def reach_of_rates(centre: float, size: float, sigma: float) -> tuple[float, float]:
    if centre * size >= 5 - 1e-9:
        return 3 * sigma, 3 * sigma
    return centre, exact_reach(stats.poisson(centre * size), size) / size


@pytest.mark.parametrize(
    ("chart_of", "sigma_of", "reach_of", "per", "highest"),
    [
        (
            p_prime_chart,
            lambda p, n: sqrt(max(0, p * (1 - p)) / n),
            reach_of_shares,
            100,
            1,
        ),
        (
            lambda counts, sizes: u_prime_chart(counts, sizes, 1000),
            lambda u, n: sqrt(u / n),
            reach_of_rates,
            1000,
            float("inf"),
        ),
    ],
    ids=["p'", "u'"],
)
@given(MONTHS.filter(lambda months: any(size for _, size in months)))
def test_prime_charts_equal_laneys_formulas_and_leave_gaps_out(
    chart_of, sigma_of, reach_of, per, highest, months
):
    chart = chart_of([count for count, _ in months], [size for _, size in months])
    seen = [place for place, (_, size) in enumerate(months) if size]
    centre, sigma_z, _ = laneys_limits(
        *zip(*(months[place] for place in seen), strict=True), sigma_of
    )
    assert chart.centre == pytest.approx(per * centre)
    assert chart.sigma_z == pytest.approx(sigma_z, rel=1e-9)
    for place in seen:
        count, size = months[place]
        value = count / size
        down, up = (
            sigma_z * reach for reach in reach_of(centre, size, sigma_of(centre, size))
        )
        low, high = centre - down, centre + up
        assert chart.values[place] == pytest.approx(per * value)
        assert chart.lower[place] == pytest.approx(per * max(0, low), abs=1e-6)
        assert chart.upper[place] == pytest.approx(per * min(highest, high), abs=1e-6)
        if min(abs(value - low), abs(value - high)) > 1e-6:
            assert (chart.signals[place] == "beyond") == (not low <= value <= high)
    for place in set(range(len(months))) - set(seen):
        assert (
            chart.values[place],
            chart.lower[place],
            chart.upper[place],
            chart.signals[place],
        ) == (None, None, None, "no_data")


def test_months_that_vary_by_chance_need_no_widening_and_those_that_vary_more_do():
    random = np.random.default_rng(5)
    sizes = np.full(400, 200)
    by_chance = p_prime_chart(random.binomial(200, 0.9, size=400), sizes)
    assert by_chance.sigma_z == pytest.approx(1, abs=0.1)
    assert (
        p_prime_chart(random.binomial(200, random.beta(18, 2, size=400)), sizes).sigma_z > 2
    )
    assert u_prime_chart(
        random.poisson(20, size=400), sizes, per=1
    ).sigma_z == pytest.approx(1, abs=0.1)
    # Twenty on average, but in clusters of ten.
    assert u_prime_chart(
        10 * random.poisson(2, size=400), sizes, per=1
    ).sigma_z == pytest.approx(sqrt(10), abs=0.35)


def test_widening_takes_false_alarms_away():
    random = np.random.default_rng(5)
    chart = p_prime_chart(
        random.binomial(2000, random.beta(180, 20, size=200)), [2000] * 200
    )
    low, high = limits_of_chance(chart, 0)
    assert sum(not low <= value <= high for value in chart.values) > 20
    assert chart.signals.count("beyond") <= 3


def test_a_steady_process_signals_the_month_that_is_beyond_and_a_run_of_eight():
    steady = [46, 44, 45, 47, 44, 46, 45, 44, 46, 45, 45, 46]
    assert set(p_prime_chart(steady, [50] * 12).signals) == {"usual"}
    assert p_prime_chart([*steady, 25], [50] * 13).signals[-1] == "beyond"
    shifted = p_prime_chart([48] * 9 + [44] * 9, [50] * 18)
    assert shifted.signals == ["run"] * 18


@pytest.mark.parametrize("expected", [1, 2, 4, 5, 7, 20])
def test_a_steady_process_of_few_counts_seldom_signals(expected):
    """Of 24 months: a month beyond the limits, or a run, in no more charts than with normal values,
    of which about one in eight signals (24 × 0.27 % and the runs).
    """
    random = np.random.default_rng(12)
    charts = [
        u_prime_chart(random.poisson(expected, size=24), [1] * 24, 1) for _ in range(600)
    ]
    assert sum("run" in chart.signals for chart in charts) <= 0.09 * len(charts)
    assert sum("beyond" in chart.signals for chart in charts) <= 0.09 * len(charts)
    # What is told of a quarter: only the last three months.
    assert (
        sum({"run", "beyond"} & {*chart.signals[-3:]} != set() for chart in charts)
        <= 0.045 * 600
    )


def test_months_without_a_miss_are_no_run_where_a_miss_is_seldom():
    """2 % missed, ten lines a month: a month without a miss comes in four of five."""
    kept = p_prime_chart([10] * 15 + [8, 9] + [10] * 7, [10] * 24)
    assert set(kept.signals) == {"usual"}
    gone_wrong = p_prime_chart([10] * 20 + [9, 8, 6, 7], [10] * 24)
    assert gone_wrong.signals[-2] == "beyond"


def test_a_rate_signals_on_either_side():
    assert (
        u_prime_chart([4, 5, 3, 4, 6, 4, 5, 30], [1000] * 8, per=1_000_000).signals[-1]
        == "beyond"
    )
    assert (
        u_prime_chart([40, 41, 39, 40, 42, 40, 41, 5], [1000] * 8, per=1_000_000).signals[
            -1
        ]
        == "beyond"
    )
    assert u_prime_chart([3] * 9 + [5] * 9, [1000] * 18, per=1000).signals == ["run"] * 18


def test_the_unit_of_a_rate_changes_nothing_but_the_numbers():
    counts, sizes = [4, 0, 3, 9, 30, 4], [100_000, 150_000, 0, 120_000, 90_000, 110_000]
    one, ppm = (
        u_prime_chart(counts, sizes, per=1),
        u_prime_chart(counts, sizes, per=1_000_000),
    )
    assert ppm.signals == one.signals
    assert ppm.sigma_z == one.sigma_z
    assert ppm.centre == pytest.approx(1_000_000 * one.centre)
    assert ppm.values[1:3] == [0.0, None]


def test_months_without_lines_are_gaps_and_a_perfect_record_is_no_fault():
    chart = p_prime_chart([10, 0, 10], [10, 0, 10])
    assert chart.values == [100.0, None, 100.0]
    assert chart.signals == ["usual", "no_data", "usual"]
    assert u_prime_chart([0, 3, 0], [10, 0, 20], per=1000) == ControlChart(
        [0, None, 0], [0, None, 0], [0, None, 0], 0, 1.0, ["usual", "no_data", "usual"]
    )


@pytest.mark.parametrize(
    "chart",
    [
        p_prime_chart([0, 0], [0, 0]),
        u_prime_chart([2, 0], [0, 0], per=1),
        xmr_chart([None, None]),
    ],
    ids=["p'", "u'", "xmr"],
)
def test_months_without_any_data_make_an_empty_chart(chart):
    assert chart == ControlChart(
        [None, None], [None, None], [None, None], None, 1.0, ["no_data", "no_data"]
    )


@pytest.mark.parametrize(
    "chart",
    [p_prime_chart([], []), u_prime_chart([], [], per=1), xmr_chart([])],
    ids=["p'", "u'", "xmr"],
)
def test_no_months_make_an_empty_chart(chart):
    assert chart == ControlChart([], [], [], None, 1.0, [])


def test_no_moving_range_is_made_across_a_gap():
    """The ranges are 1, 1, 1, 1 and not the 9 between 11 and 20: limits at the mean ± 3 × 1 ÷
    1.128.
    """
    chart = xmr_chart([10, 11, 10, None, 20, 21, 20])
    assert chart.centre == pytest.approx(92 / 6)
    assert chart.upper[0] == pytest.approx(92 / 6 + 3 / 1.128)
    assert (chart.values[3], chart.lower[3], chart.upper[3], chart.signals[3]) == (
        None,
        None,
        None,
        "no_data",
    )
    assert [signal for signal in chart.signals if signal != "no_data"] == ["beyond"] * 6


def test_too_few_values_have_an_average_but_no_limits():
    for values in ([5, 90, 5, 5], [5, 90, None, 5, 90, None, 5, 5]):
        chart = xmr_chart(values)
        assert chart.centre is not None
        assert chart.lower == chart.upper == [None] * len(values)
        assert chart.signals == [
            "no_data" if value is None else "usual" for value in values
        ]
    assert None not in xmr_chart([5, 90, 5, 5, 6]).upper


def test_days_do_not_lie_below_0():
    days = [2, 9, 1, 8, 2, 9]
    assert min(xmr_chart(days).lower) < 0
    assert xmr_chart(days, lowest=0).lower == [0.0] * 6
    assert xmr_chart(days, lowest=0).upper == xmr_chart(days).upper
    assert (
        xmr_chart([40, 41, 40, 41, 40], lowest=0).lower
        == xmr_chart([40, 41, 40, 41, 40]).lower
    )


def test_points_on_the_limit_or_on_the_average_are_usual():
    assert set(xmr_chart([0.1] * 12).signals) == {"usual"}
    # 16 ± 12: counts of exactly 4 and 28 lie on the limits of chance alone.
    counts = [16] * 40 + [28] + [16] * 40 + [4] + [16] * 40
    on_limits = u_prime_chart(counts, [1] * len(counts), per=1)
    assert (on_limits.sigma_z, on_limits.upper[0], on_limits.lower[0]) == pytest.approx(
        (1, 28, 4)
    )
    assert set(on_limits.signals) == {"usual"}
    assert (
        u_prime_chart(
            [16] * 40 + [29] + [16] * 40 + [3] + [16] * 40, [1] * 122, per=1
        ).signals[40]
        == "beyond"
    )


def test_values_signal_a_month_beyond_and_a_run_of_eight_across_a_gap():
    steady = [10, 12, 11, 9, 10, 12, 11, 10, 9, 11]
    assert set(xmr_chart(steady).signals) == {"usual"}
    assert xmr_chart([*steady, 25]).signals[-1] == "beyond"
    shift = [12, 10, 12, 10, 12, 10, None, 12, 10, 12, 15, 17, 15, 17, None, 15, 17, 15, 17]
    assert (
        xmr_chart(shift).signals
        == ["run"] * 6 + ["no_data"] + ["run"] * 7 + ["no_data"] + ["run"] * 4
    )


@given(st.lists(st.none() | st.floats(0, 1000), max_size=40))
def test_an_xmr_chart_keeps_step_and_equals_its_formula(values):
    chart = xmr_chart(values, lowest=0)
    known = [value for value in values if value is not None]
    ranges = [abs(b - a) for a, b in pairwise(values) if a is not None and b is not None]
    assert chart.values == values
    assert [signal == "no_data" for signal in chart.signals] == [
        value is None for value in values
    ]
    assert chart.centre == (pytest.approx(sum(known) / len(known)) if known else None)
    for value, low, high in zip(values, chart.lower, chart.upper, strict=True):
        if value is None or len(ranges) < 4:
            assert (low, high) == (None, None)
        else:
            reach = 2.66 * sum(ranges) / len(ranges)
            assert high == pytest.approx(chart.centre + reach, rel=2e-4)
            assert low == pytest.approx(
                max(0, chart.centre - reach), rel=2e-4, abs=2e-4 * (chart.centre + reach)
            )
            assert 0 <= low <= chart.centre <= high


@given(MONTHS)
def test_limits_hold_the_centre_and_stay_inside_0_and_100(months):
    chart = p_prime_chart([count for count, _ in months], [size for _, size in months])
    for value, low, high in zip(chart.values, chart.lower, chart.upper, strict=True):
        assert (value is None) == (low is None) == (high is None)
        if value is not None:
            assert 0 <= low <= chart.centre + 1e-9
            assert chart.centre - 1e-9 <= high <= 100
