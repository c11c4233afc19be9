"""Intervals against published worked examples, whose source is named, and against scipy by another
road.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from srmlib.stats.intervals import (
    bootstrap_interval,
    mean_interval,
    median_interval,
    median_ranks,
    poisson_interval,
    ratio_interval,
    wilson_interval,
)

PROPORTIONS = st.integers(1, 5000).flatmap(
    lambda n: st.tuples(st.integers(0, n), st.just(n))
)
FINITE = st.floats(-1e6, 1e6)


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [
        (81, 263, 25.53, 36.62),
        (15, 148, 6.24, 16.05),
        (0, 20, 0.00, 16.11),
        (1, 29, 0.61, 17.18),
    ],
)
def test_wilson_equals_newcombes_table(k, n, low, high):
    """Newcombe, R. G. (1998), Two-sided confidence intervals for the single proportion, Statistics
    in Medicine 17, table I, method 3.
    """
    assert wilson_interval(k, n) == pytest.approx((low, high), abs=0.005)


@given(PROPORTIONS)
def test_wilson_equals_scipys(kn):
    expected = stats.binomtest(*kn).proportion_ci(0.95, method="wilson")
    assert wilson_interval(*kn) == pytest.approx(
        (100 * expected.low, 100 * expected.high), abs=1e-9
    )


@given(PROPORTIONS)
def test_wilson_holds_the_value_stays_inside_0_and_100_and_narrows_with_n(kn):
    k, n = kn
    low, high = wilson_interval(k, n)
    assert 0 <= low <= 100 * k / n + 1e-9
    assert 100 * k / n - 1e-9 <= high <= 100
    closer_low, closer_high = wilson_interval(2 * k, 2 * n)
    assert closer_high - closer_low < high - low


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [
        (0, 0, 3.689),
        (1, 0.0253, 5.572),
        (2, 0.242, 7.225),
        (5, 1.623, 11.668),
        (10, 4.795, 18.390),
        (100, 81.36, 121.63),
    ],
)
def test_poisson_equals_garwoods_table(count, low, high):
    """Garwood, F. (1936), Fiducial limits for the Poisson distribution, Biometrika 28; Ulm (1990),
    Am. J. Epidemiology 131, prints the same limits.
    """
    digits = 0.005 if count == 100 else 0.0005
    assert poisson_interval(count, 1) == pytest.approx((low, high), abs=digits)


def test_poisson_of_an_incidence_rate_equals_statsdirects_example():
    """StatsDirect help, Poisson rate confidence interval: 14 events in 400 person years, exact 95 %
    interval 0.019135 to 0.058724.
    """
    assert poisson_interval(14, 400) == pytest.approx((0.019135, 0.058724), abs=5e-7)
    assert poisson_interval(14, 400, per=1000) == pytest.approx((19.135, 58.724), abs=5e-4)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 7, 20, 99, 1000, 12_345, 100_000, 1_000_000])
def test_poisson_equals_scipys_chi_square_from_none_to_a_million(count):
    low = stats.chi2.ppf(0.025, 2 * count) / 2 if count else 0
    high = stats.chi2.ppf(0.975, 2 * count + 2) / 2
    assert poisson_interval(count, 1) == pytest.approx((low, high), rel=1e-9)


@given(
    st.floats(0.001, 2000), st.floats(0.01, 1e7), st.sampled_from([1, 100, 1000, 1_000_000])
)
def test_poisson_equals_scipys_chi_square_for_any_exposure_and_for_parts_of_an_event(
    count, exposure, per
):
    expected = [
        per / exposure * stats.chi2.ppf(*at) / 2
        for at in ((0.025, 2 * count), (0.975, 2 * count + 2))
    ]
    assert poisson_interval(count, exposure, per) == pytest.approx(expected, rel=1e-8)


@settings(max_examples=25)
@given(st.floats(0.05, 60))
def test_poisson_covers_every_rate_in_95_percent_of_cases(rate):
    counts = range(int(stats.poisson.ppf(1 - 1e-9, rate)) + 1)
    covered = [
        count
        for count in counts
        if (interval := poisson_interval(count, 1))[0] <= rate <= interval[1]
    ]
    assert stats.poisson.pmf(covered, rate).sum() >= 0.95 - 1e-8


@given(st.integers(0, 1000), st.floats(0.1, 1e6))
def test_poisson_holds_the_rate_rises_with_the_count_and_narrows_with_the_exposure(
    count, exposure
):
    low, high = poisson_interval(count, exposure, 1000)
    assert 0 <= low <= 1000 * count / exposure <= high
    more_low, more_high = poisson_interval(count + 1, exposure, 1000)
    assert low < more_low
    assert high < more_high
    closer_low, closer_high = poisson_interval(2 * count, 2 * exposure, 1000)
    assert closer_high - closer_low < high - low


@pytest.mark.parametrize(
    ("n", "ranks", "confidence"),
    [
        (6, (1, 6), 96.9),
        (7, (1, 7), 98.4),
        (8, (1, 8), 99.2),
        (9, (2, 8), 96.1),
        (10, (2, 9), 97.9),
        (11, (2, 10), 98.8),
        (12, (3, 10), 96.1),
        (13, (3, 11), 97.8),
        (14, (3, 12), 98.7),
        (15, (4, 12), 96.5),
        (16, (4, 13), 97.9),
        (17, (5, 13), 95.1),
        (18, (5, 14), 96.9),
        (19, (5, 15), 98.1),
        (20, (6, 15), 95.9),
    ],
)
def test_median_ranks_equal_the_printed_table(n, ranks, confidence):
    """A textbook's table of confidence intervals for the population median by order statistics
    (table A.7, n from 6 to 20, levels in percent).

    Of the intervals printed per n, the narrowest with at least 95 %. Conover, Practical
    Nonparametric Statistics, has the method.
    """
    assert median_ranks(n) == ranks
    assert 100 * (1 - 2 * stats.binom.cdf(ranks[0] - 1, n, 0.5)) == pytest.approx(
        confidence, abs=0.051
    )


@given(st.integers(1, 4000))
def test_median_ranks_are_the_narrowest_that_scipys_binomial_gives_95_percent(n):
    ranks = median_ranks(n)
    if n < 6:
        assert ranks is None
        return
    low, high = ranks
    assert low + high == n + 1
    assert 1 - 2 * stats.binom.cdf(low - 1, n, 0.5) >= 0.95 - 1e-12
    assert 1 - 2 * stats.binom.cdf(low, n, 0.5) < 0.95


@given(st.lists(FINITE, min_size=6, max_size=60), st.randoms())
def test_median_interval_holds_the_median_whatever_the_order(values, random):
    low, high = median_interval(values)
    assert low <= np.median(values) <= high
    assert {low, high} <= set(values)
    shuffled = list(values)
    random.shuffle(shuffled)
    assert median_interval(shuffled) == (low, high)


def test_median_interval_of_days_and_of_too_few():
    assert median_interval([9, 3, 12, 4, 5, 40, 7, 8, 6, 10]) == (4.0, 12.0)
    assert median_interval([3, 4, 5, 6, 7]) is None
    assert median_interval([]) is None


def test_the_bootstrap_is_seeded_and_covers_a_known_spread():
    rows = np.random.default_rng(1).normal(10, 2, size=(400, 1))
    interval = bootstrap_interval(rows, lambda r: r[:, :, 0].mean(axis=1))
    assert interval == bootstrap_interval(rows, lambda r: r[:, :, 0].mean(axis=1))
    # The normal theory's interval of the mean, a second road.
    half = 1.96 * rows.std(ddof=1) / 20
    assert interval == pytest.approx((rows.mean() - half, rows.mean() + half), abs=0.05)


def some_lines(count: int) -> tuple[np.ndarray, np.ndarray]:
    """On-time and ordered quantities of lines of unequal size, some of them in part on time."""
    random = np.random.default_rng(7)
    ordered = random.integers(1, 500, size=count).astype(float)
    return ordered * random.choice([0, 0.5, 1], p=[0.1, 0.1, 0.8], size=count), ordered


def test_a_ratio_of_quantities_agrees_with_scipys_bootstrap_and_with_the_ratio_estimator():
    met, ordered = some_lines(300)
    low, high = ratio_interval(met, ordered)
    by_scipy = stats.bootstrap(
        (met, ordered),
        lambda a, b, axis: 100 * a.sum(axis) / b.sum(axis),
        paired=True,
        method="percentile",
        rng=3,
    )
    assert (low, high) == pytest.approx(tuple(by_scipy.confidence_interval), abs=0.4)
    # Cochran, Sampling Techniques, the variance of a ratio estimator.
    ratio = met.sum() / ordered.sum()
    half = 196 * (met - ratio * ordered).std(ddof=1) / (math.sqrt(300) * ordered.mean())
    assert (low, high) == pytest.approx((100 * ratio - half, 100 * ratio + half), abs=0.5)


def test_a_ratio_of_quantities_is_wider_than_one_that_takes_every_piece_for_a_trial():
    met, ordered = some_lines(60)
    low, high = ratio_interval(met, ordered)
    naive_low, naive_high = wilson_interval(met.sum(), ordered.sum())
    assert high - low > 3 * (naive_high - naive_low)


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=2, max_size=30),
    st.sampled_from([100, 1000, 1_000_000]),
)
def test_a_ratio_interval_scales_with_its_unit_and_stays_within_what_rows_can_make(
    rows, per
):
    met, ordered = [min(row) for row in rows], [max(row) for row in rows]
    interval = ratio_interval(met, ordered, per)
    if sum(ordered) == 0:
        assert interval is None
        return
    low, high = interval
    assert 0 <= low <= high <= per * (1 + 1e-12)
    assert ratio_interval(met, ordered, 1) == pytest.approx((low / per, high / per))


def test_rows_that_all_agree_still_leave_room_for_chance():
    """Of equal rows Wilson's own interval; of unequal ones that of the number of equal ones they
    are worth (Kish 1965): here (1+1+2)² ÷ (1+1+4) = 8/3.
    """
    assert ratio_interval([5, 5, 5, 5], [5, 5, 5, 5]) == pytest.approx(
        wilson_interval(4, 4)
    )
    assert ratio_interval([0, 0, 0, 0], [5, 5, 5, 5], per=1000) == pytest.approx(
        [10 * end for end in wilson_interval(0, 4)]
    )
    assert ratio_interval([1, 1, 2], [1, 1, 2]) == pytest.approx(
        wilson_interval(8 / 3, 8 / 3)
    )


def test_a_ratio_of_too_little_has_no_interval_and_resamples_without_a_denominator_are_left_out():
    assert ratio_interval([], []) is None
    assert ratio_interval([1], [2]) is None
    assert ratio_interval([3, 0], [0, 0]) is None
    # Three times the empty row, in 1 of 27 resamples, says nothing: neither 0 nor anything else.
    assert ratio_interval([3, 8, 0], [4, 8, 0]) == pytest.approx((75, 100))


def test_the_interval_of_a_mean_is_near_the_normal_one_for_many_values():
    values = np.random.default_rng(3).gamma(2.0, 30.0, size=400)
    low, high = mean_interval(list(values))
    half = 1.96 * values.std(ddof=1) / 20
    assert (low, high) == (
        pytest.approx(values.mean() - half, abs=1),
        pytest.approx(values.mean() + half, abs=1),
    )
    assert mean_interval([5.0]) is None
