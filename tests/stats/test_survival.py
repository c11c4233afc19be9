"""The share of times that take longer (Kaplan and Meier), and its median with an interval, against
scipy's curve and limits, and against the usual median where all times are over.
"""

from __future__ import annotations

from fractions import Fraction
from math import inf
from statistics import median

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf

from srmlib.stats.intervals import median_interval
from srmlib.stats.survival import kaplan_meier, median_time, median_time_interval

TIMES = st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=40)


def exact(times):
    return [(Fraction(time), is_over) for time, is_over in times]


def curve(times):
    """scipy's: the share that takes longer, by the times at which any ends or is last seen."""
    over = [time for time, is_over in times if is_over]
    still = [time for time, is_over in times if not is_over]
    return ecdf(CensoredData(uncensored=over, right=still)).sf


@given(TIMES)
def test_the_share_that_takes_longer_equals_scipys(times):
    sf = curve(times)
    for step in kaplan_meier(exact(times)):
        assert float(step.left) == pytest.approx(sf.evaluate(float(step.time)), abs=1e-12)


@given(TIMES)
def test_the_median_is_where_scipys_curve_passes_a_half(times):
    sf = curve(times)
    found = median_time(exact(times))
    left = np.round(sf.probabilities, 12)
    passed = sf.quantiles[left < 0.5]
    half = sf.quantiles[left == 0.5]
    if len(half) and len(passed):
        assert found == (Fraction(half[0] + passed[0]) / 2, None)
    elif len(half):
        assert found == (half[0], "at least")
    elif len(passed):
        assert found == (passed[0], None)
    else:
        assert found == (max(time for time, _ in times), "more than")


# scipy warns where its formula says nothing: at the ends of the curve.
@pytest.mark.filterwarnings("ignore:The confidence interval is undefined")
@given(TIMES)
def test_the_interval_is_where_scipys_limits_pass_a_half(times):
    assume(not all(is_over for _, is_over in times))
    sf = curve(times)
    found = median_time_interval(exact(times))
    with np.errstate(all="ignore"):
        limits = sf.confidence_interval(method="log-log")
    is_inside = (sf.probabilities > 1e-12) & (sf.probabilities < 1 - 1e-12)
    low, high = (
        sf.quantiles[is_inside & (np.round(one.probabilities, 12) <= 0.5)]
        for one in (limits.low, limits.high)
    )
    if found is None:
        assert not len(low)
        return
    if len(low):
        assert found[0] == low[0]
    assert found[1] == (high[0] if len(high) else inf)
    assert found[0] <= found[1]


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=60))
def test_of_times_that_are_over_it_is_the_usual_median(times):
    over = [(Fraction(time), True) for time in times]
    assert median_time(over) == (Fraction(median(map(Fraction, times))), None)
    assert median_time_interval(over) == median_interval(times)


@given(TIMES, st.integers(0, 10))
def test_a_time_that_lasts_longer_never_shortens_the_median(times, more):
    grown = [(time if is_over else time + more, is_over) for time, is_over in times]
    assert median_time(exact(grown)).value >= median_time(exact(times)).value


def test_the_interval_of_freireichs_remissions():
    """Freireich et al. (1963), 21 patients on 6-MP: median 23 weeks, 95 % from 13, no upper end
    (Brookmeyer and Crowley on the log-log scale, as SAS PROC LIFETEST prints).
    """
    over = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    still = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    times = exact([(time, True) for time in over] + [(time, False) for time in still])
    assert median_time(times) == (23, None)
    assert median_time_interval(times) == (13.0, inf)


def test_where_none_is_over_the_ranks_of_the_times_so_far_are_left():
    times = exact([(hours, False) for hours in range(10, 20)])
    assert median_time(times) == (19, "more than")
    assert median_time_interval(times) == (11.0, inf)
    assert median_time_interval(times[:5]) is None
