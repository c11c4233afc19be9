"""Values that are not final show nothing that they might undo."""

from __future__ import annotations

from math import inf

import numpy as np

from srmlib.stats.values import Drawn, Middle, Spread, variability_interval


def test_a_median_is_not_clearly_below_by_times_that_still_run():
    values = np.full(20, 1.0)
    assert Middle(values).chance(8.0, above=False) < 0.025
    assert Middle(values, np.ones(20, bool)).chance(8.0, above=False) > 0.9
    # What is above already stays there.
    assert Middle(values + 9, np.ones(20, bool)).chance(8.0, above=True) < 0.025


def test_a_variability_is_not_clearly_below_while_lines_may_reach_its_top():
    values = np.zeros(200)
    few = np.arange(200) < 5
    many = np.arange(200) < 30
    sizes = np.ones(200, int)
    assert Spread(values, sizes).chance(4.0, above=False) < 0.03
    assert Spread(values, sizes, few).chance(4.0, above=False) < 0.03
    assert Spread(values, sizes, many).chance(4.0, above=False) == 1.0
    interval = Spread(values, sizes, many).interval()
    assert interval is not None and interval[1] == inf


def test_a_mean_is_not_clearly_below_while_a_row_may_grow():
    values = np.linspace(1, 2, 60)
    ones = np.ones(60)
    assert Drawn(values, ones).chance(8.0, above=False) < 0.025
    assert Drawn(values, ones, may_grow=True).chance(8.0, above=False) > 0.9
    interval = Drawn(values, ones, may_grow=True).interval()
    assert interval is not None and interval[1] == inf


def test_the_interval_of_a_variability_has_no_upper_end_where_open_lines_leave_none():
    closed = [[(float(day % 3), True)] for day in range(40)]
    few = [*closed[:39], [(90.0, False)]]
    many = [*closed[:30], *([[(90.0, False)]] * 10)]
    low, high = variability_interval(closed)
    assert low <= high < inf
    assert variability_interval(many)[1] == inf
    assert variability_interval(few)[0] >= 0
