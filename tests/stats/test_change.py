"""Chances of a change against scipy, against enumeration, and on processes that did not change."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from srmlib.stats.change import (
    chance_of_rates,
    chance_of_shares,
    chance_of_statistics,
    medians,
    quotients,
)

counts = st.integers(0, 60)


@given(counts, counts, counts, counts)
def test_two_shares_are_compared_as_fisher_does(met, missed, met_before, missed_before):
    table = [[met, missed], [met_before, missed_before]]
    found = chance_of_shares(met, met + missed, met_before, met_before + missed_before)
    assert found == pytest.approx(stats.fisher_exact(table).pvalue, abs=1e-9)


@given(counts, st.integers(1, 500), counts, st.integers(1, 500))
def test_two_rates_are_compared_by_the_binomial_of_all_events(
    count, exposure, before, exposed
):
    found = chance_of_rates(count, exposure, before, exposed)
    expected = 1.0
    if count + before:
        share = exposure / (exposure + exposed)
        expected = stats.binomtest(count, count + before, share).pvalue
    assert found == pytest.approx(expected, abs=1e-9)


def test_nothing_to_compare_with_is_no_change():
    assert chance_of_shares(0, 0, 5, 9) == 1
    assert chance_of_rates(0, 10, 0, 10) == 1
    assert chance_of_rates(3, 10, 0, 0) == 1
    assert chance_of_statistics([], [np.ones((1, 1))], medians) == 1


def test_statistics_are_compared_by_dealing_the_rows_anew():
    now, before = [9.0, 8, 7, 9], [1.0, 2, 1, 3]
    everything = now + before
    seen = abs(np.median(now) - np.median(before))
    as_far = [
        abs(
            np.median([everything[i] for i in chosen])
            - np.median([everything[i] for i in range(8) if i not in chosen])
        )
        >= seen
        for chosen in combinations(range(8), 4)
    ]
    found = chance_of_statistics(
        [np.array([[v]]) for v in now], [np.array([[v]]) for v in before], medians
    )
    assert found == pytest.approx(np.mean(as_far), abs=0.015)


def test_rows_of_one_order_are_dealt_together():
    """Two orders of twenty lines each, one late as a whole: twenty lines, but one event."""
    late, kept = np.tile([0.0, 1.0], (20, 1)), np.tile([1.0, 1.0], (20, 1))

    together = chance_of_statistics([late, kept], [kept, kept], quotients)
    assert together == 1  # every deal parts the one late order from the others as far
    alone = chance_of_statistics(
        [row[None] for row in (*late, *kept)],
        [row[None] for row in (*kept, *kept)],
        quotients,
    )
    assert alone < 0.001
