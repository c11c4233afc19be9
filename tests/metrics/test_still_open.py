"""What a statistic may become while rows are open: no way in which they end leads out of its bounds,
and the least is reached.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import inf

from hypothesis import given
from hypothesis import strategies as st
from shipped import METRICS

from srmlib.metrics.arithmetic import variability, variability_so_far

VALUES = st.lists(
    st.tuples(st.integers(-3, 9).map(Fraction), st.booleans()), min_size=1, max_size=12
)


@given(VALUES, st.lists(st.integers(0, 15), min_size=12, max_size=12))
def test_however_the_open_ones_end_the_value_stays_within_its_bounds(values, later):
    found = variability_so_far(values)
    ended = [
        value if final else value + more
        for (value, final), more in zip(values, later, strict=False)
    ]
    assert found.value <= variability(ended) <= found.largest
    if all(final for _, final in values):
        assert (found.value, found.bound) == (variability(ended), None)


@given(
    st.lists(st.integers(-2, 4).map(Fraction), max_size=6),
    st.lists(st.integers(-2, 4), max_size=3),
)
def test_the_least_it_can_become_is_reached(finals, opens):
    """Every way in which three open values may end, by whole days up to the highest of all."""
    values = [(value, True) for value in finals] + [(Fraction(one), False) for one in opens]
    if not values:
        return
    ways = product(*(range(one, 6) for one in opens))
    least = min(variability([*finals, *map(Fraction, way)]) for way in ways)
    assert variability_so_far(values).value == least


def test_an_open_value_above_the_90th_percentile_moves_nothing():
    values = [(Fraction(0), True)] * 19 + [(Fraction(50), False)]
    assert variability_so_far(values) == (0, None, 0)
    values = [(Fraction(0), True)] * 17 + [(Fraction(50), False)] * 3
    assert variability_so_far(values) == (50, "at least", inf)


def test_metrics_of_values_say_where_they_start():
    assert METRICS["D3"].switches["start"].default == "due"
