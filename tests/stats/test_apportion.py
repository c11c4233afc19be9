"""The largest remainder: shares add up to their whole, each is its exact share rounded up or down,
and of equal ones the first get more.
"""

from __future__ import annotations

from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from srmlib.stats.apportion import apportion, rounded_together

WEIGHTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=12).filter(any)
WHOLES = st.integers(0, 10**12)


@pytest.mark.parametrize(
    ("whole", "weights", "shares"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (100, [1, 2, 1, 2], [17, 33, 17, 33]),
        (2, [1, 1, 1], [1, 1, 0]),
        (100, [4, 996], [0, 100]),
        (0, [5, 7], [0, 0]),
        (9, [0, 3], [0, 9]),
        (7, [], []),
    ],
)
def test_a_whole_is_shared_out(whole, weights, shares):
    assert apportion(whole, weights) == shares


@pytest.mark.parametrize(
    ("whole", "exact", "shares"),
    [
        (2, ["1/2", "1/2", "1/2"], [1, 1, 0]),
        (1, ["1/4", "3/4"], [0, 1]),
        (-1, ["-1/2", "-1/2"], [0, -1]),
        (-3, ["-5/4", "-7/4"], [-1, -2]),
        (1, ["-1/4", "5/4"], [0, 1]),
    ],
)
def test_exact_shares_are_rounded_together(whole, exact, shares):
    assert rounded_together(whole, [Fraction(share) for share in exact]) == shares


@given(WHOLES, WEIGHTS)
def test_shares_add_up_and_each_is_within_one_of_its_exact_share(whole, weights):
    shares = apportion(whole, weights)
    assert sum(shares) == whole
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share - Fraction(whole * weight, sum(weights))) < 1


@given(WHOLES, WEIGHTS)
def test_of_equal_weights_the_first_get_more(whole, weights):
    by_weight: dict[int, list[int]] = {}
    for weight, share in zip(weights, apportion(whole, weights), strict=True):
        by_weight.setdefault(weight, []).append(share)
    assert all(alike == sorted(alike, reverse=True) for alike in by_weight.values())


@given(st.integers(1, 1000), WEIGHTS)
def test_nobody_who_lost_less_gets_more(whole, weights):
    exact = [Fraction(whole * weight, sum(weights)) for weight in weights]
    lost_up, lost_down = [], []
    for share, one in zip(apportion(whole, weights), exact, strict=True):
        is_rounded_up = share > one
        (lost_up if is_rounded_up else lost_down).append(one - floor(one))
    assert not lost_up or max(lost_down, default=Fraction(0)) <= min(lost_up)


@given(st.lists(st.fractions(-1000, 1000, max_denominator=997), min_size=1, max_size=12))
def test_rounded_shares_add_up_to_their_sum_rounded_once(exact):
    whole = floor(sum(exact) + Fraction(1, 2))
    shares = rounded_together(whole, exact)
    assert sum(shares) == whole
    assert all(abs(share - one) <= 1 for share, one in zip(shares, exact, strict=True))


@given(WHOLES, WEIGHTS)
def test_both_ways_say_the_same(whole, weights):
    exact = [Fraction(whole * weight, sum(weights)) for weight in weights]
    assert rounded_together(whole, exact) == apportion(whole, weights)
