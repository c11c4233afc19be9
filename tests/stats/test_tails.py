"""Exact chances of counts against scipy by another road, and by adding up every case."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy import stats

from srmlib.stats.tails import (
    binomial,
    hits_of_groups,
    pairs_apart,
    poisson_at_least,
    poisson_at_most,
    together,
)


@pytest.mark.parametrize("n", [1, 5, 22, 368, 20_000])
@pytest.mark.parametrize("p", [0.0, 0.03, 0.5, 0.985, 1.0])
def test_the_binomial_equals_scipys(n, p):
    found = binomial(n, p)
    assert found == pytest.approx(
        stats.binom.pmf(np.arange(n + 1), n, p), rel=1e-8, abs=1e-300
    )


@pytest.mark.parametrize(
    ("hits", "n", "goal", "chance"), [(20, 22, 0.985, 0.0426), (46, 50, 0.97, 0.0628)]
)
def test_what_wilson_called_clear_is_not(hits, n, goal, chance):
    assert binomial(n, goal)[: hits + 1].sum() == pytest.approx(chance, abs=5e-5)


@pytest.mark.parametrize("n", [2, 7, 30])
@pytest.mark.parametrize("hang", [0.05, 0.4, 0.9])
def test_what_hangs_together_equals_scipys_beta_binomial(n, hang):
    a, b = 0.9 * (1 - hang) / hang, 0.1 * (1 - hang) / hang
    assert together(n, 0.9, hang) == pytest.approx(
        stats.betabinom.pmf(np.arange(n + 1), n, a, b), rel=1e-9
    )


@pytest.mark.parametrize("hang", [0.0, 0.3, 1.0])
def test_groups_are_added_up_as_by_hand(hang):
    sizes = np.array([3, 1, 2, 2])
    by_hand = np.zeros(9)
    apart = np.zeros(int((sizes**2 // 4).sum()) + 1)
    for hits in product(*(range(size + 1) for size in sizes)):
        chance = np.prod(
            [together(int(s), 0.8, hang)[h] for s, h in zip(sizes, hits, strict=True)]
        )
        by_hand[sum(hits)] += chance
        apart[sum(h * (s - h) for s, h in zip(sizes, hits, strict=True))] += chance
    assert hits_of_groups(sizes, 0.8, hang) == pytest.approx(by_hand, abs=1e-14)
    found = pairs_apart(sizes, 0.8, hang)
    assert found[: len(apart)] == pytest.approx(apart[: len(found)], abs=1e-14)


@pytest.mark.parametrize("expected", [0.01, 3.0, 40.5, 3000.0])
@pytest.mark.parametrize("count", [0, 1, 4, 40, 2900, 3200])
def test_poissons_tails_equal_scipys(count, expected):
    assert poisson_at_least(count, expected) == pytest.approx(
        stats.poisson.sf(count - 1, expected), rel=1e-7, abs=1e-300
    )
    assert poisson_at_most(count, expected) == pytest.approx(
        stats.poisson.cdf(count, expected), rel=1e-7, abs=1e-300
    )


def test_nothing_expected_and_nothing_counted():
    assert (poisson_at_least(1, 0), poisson_at_least(0, 0), poisson_at_most(0, 0)) == (
        0.0,
        1.0,
        1.0,
    )
    assert poisson_at_most(-1, 2.0) == 0.0
