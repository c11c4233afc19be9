"""What evidence says against a goal: published cases, scipy by another road, and how often a process
exactly on goal is called clear: by every case where they can be counted, else by simulation.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from srmlib.stats.events import Events, weight_of_one
from srmlib.stats.intervals import TAIL
from srmlib.stats.runs import either_chance, is_run_clear, run_chance
from srmlib.stats.shares import Shares, WeightedShares
from srmlib.stats.tails import binomial, poisson_at_least, poisson_at_most
from srmlib.stats.values import Drawn, Middle, Spread

GOALS = (0.6, 0.8, 0.85, 0.9, 0.95, 0.97, 0.985, 0.99)
ROWS = (5, 6, 8, 9, 12, 15, 20, 27, 32, 44, 46, 50, 74, 100, 221, 300, 400)


def alone(met: int, n: int) -> Shares:
    """Rows that each stand for themselves."""
    return Shares(np.ones(n, int), np.array([1] * met + [0] * (n - met)))


# Shares


@pytest.mark.parametrize(
    ("met", "n", "goal", "above", "chance"),
    [
        (20, 22, 0.985, False, 0.0426),
        (46, 50, 0.97, False, 0.0628),
        (368, 368, 0.99, True, 0.0248),
        (367, 367, 0.99, True, 0.02501),
    ],
)
def test_a_share_of_rows_that_stand_alone_is_binomial(met, n, goal, above, chance):
    assert alone(met, n).chance(goal, above) == pytest.approx(chance, abs=5e-5)


@pytest.mark.parametrize(("met", "n"), [(0, 12), (5, 22), (46, 50), (50, 50)])
def test_the_interval_of_a_share_is_clopper_and_pearsons(met, n):
    by_scipy = stats.binomtest(met, n).proportion_ci(0.95, "exact")
    assert alone(met, n).interval() == pytest.approx(tuple(by_scipy), abs=5e-6)


def test_an_order_that_goes_all_one_way_counts_as_one():
    """Ten of thirty lines are late, all of one order: an order in three is no sign."""
    sizes = np.array([10, 10, 10])
    of_one_order = Shares(sizes, np.array([10, 10, 0]))
    assert alone(20, 30).chance(0.95, above=False) < 1e-5
    assert of_one_order.chance(0.95, above=False) > 0.1


def test_lines_that_plainly_go_their_own_ways_are_not_taken_for_one():
    """Twenty late lines, each of another order of two."""
    scattered = Shares(np.full(100, 2), np.array([1] * 20 + [2] * 80))
    together = Shares(np.full(100, 2), np.array([0] * 10 + [2] * 90))
    assert scattered.value == together.value == 0.9
    assert scattered.chance(0.95, above=False) < 0.025 < together.chance(0.95, above=False)


def test_rows_that_weigh_the_same_read_as_trials_do():
    weighted = WeightedShares(
        np.full(50, 3.0), np.array([3.0] * 42 + [0.0] * 8), np.arange(50)
    )
    exact = alone(42, 50)
    assert weighted.chance(0.95, above=False) == pytest.approx(
        exact.chance(0.95, above=False), abs=0.002
    )
    assert weighted.interval() == pytest.approx(exact.interval(), abs=0.02)
    assert weighted.sides(0.95, above=True, with_goal=True)[0] == pytest.approx(
        exact.sides(0.95, above=True, with_goal=True)[0], abs=0.02
    )


def test_one_heavy_row_decides_nothing():
    weights = np.array([1.0] * 40 + [60.0])
    met = np.array([1.0] * 40 + [0.0])
    assert WeightedShares(weights, met, np.arange(41)).chance(0.95, above=False) > 0.025


# Events


@pytest.mark.parametrize(("count", "expected"), [(0, 4.0), (3, 1.0), (12, 5.5), (2, 9.0)])
def test_events_that_weigh_the_same_are_poissons(count, expected):
    events = Events(np.full(count, 1.0), 100.0, np.ones(max(count, 1)))
    assert events.chance(expected / 100, above=True) == poisson_at_least(count, expected)
    assert events.chance(expected / 100, above=False) == poisson_at_most(count, expected)
    low, high = events.interval()
    garwood = (
        stats.chi2.ppf(0.025, 2 * count) / 2 if count else 0.0,
        stats.chi2.ppf(0.975, 2 * count + 2) / 2,
    )
    assert (100 * low, 100 * high) == pytest.approx(garwood, abs=2e-4)


def test_where_nothing_tells_what_an_event_weighs_none_is_no_proof():
    """No bad part of 100,000 at 300 ppm: thirty are usual, but perhaps all thirty in one notice."""
    nothing = Events(np.array([]), 100_000.0, np.array([]))
    assert nothing.chance(300e-6, above=False) == 1.0
    assert nothing.interval() is None
    known = Events(np.array([]), 100_000.0, np.full(9, 20.0))
    assert known.chance(300e-6, above=False) == pytest.approx(np.exp(-1.5))
    one_each = Events(np.array([]), 100_000.0, np.ones(1))
    assert one_each.chance(300e-6, above=False) < 1e-12


# Values


@pytest.mark.parametrize("above", [True, False])
def test_a_median_is_tested_by_signs(above):
    values = np.array([9.0, 9.5, 10, 11, 12, 14, 30, 8.0, 7.0, 8.5])
    beyond = int((values > 8).sum() if above else (values < 8).sum())
    assert Middle(values).chance(8.0, above) == pytest.approx(
        stats.binom.sf(beyond - 1, 10, 0.5)
    )


def test_five_values_show_no_median_and_six_do():
    assert Middle(np.full(5, 9.0)).chance(8.0, above=True) > 0.025
    assert Middle(np.full(6, 9.0)).chance(8.0, above=True) < 0.025


def test_a_spread_is_bounded_by_ranks():
    """A fifth of 200 values lies at 100 and the rest at 0 to 10."""
    values = np.concatenate([np.full(40, 100.0), np.linspace(0, 10, 160)])
    wide = Spread(values, np.ones(200, int))
    assert wide.chance(50.0, above=True) == TAIL
    assert wide.chance(99.0, above=True) == 1.0
    assert wide.chance(101.0, above=False) == TAIL
    # The same values, as twenty orders of ten that may each go one way.
    assert Spread(values, np.full(20, 10)).chance(50.0, above=True) == 1.0


def test_few_rows_drawn_anew_say_nothing():
    few = Drawn(np.full(39, 1.0) + np.arange(39) / 100, np.ones(39))
    assert few.chance(0.5, above=True) == 1.0
    assert few.interval() is not None


def test_a_far_quotient_is_found_by_drawing():
    random = np.random.default_rng(3)
    prices = random.gamma(2, 1, 80)
    costs = Drawn(0.25 * prices * random.lognormal(0, 0.3, 80), prices)
    assert costs.chance(0.15, above=True) <= 0.025
    assert costs.chance(0.15, above=False) == 1.0
    assert costs.interval()[0] > 0.15


# Runs


def test_five_rows_a_quarter_meet_eight_of_eight_by_chance():
    """Each of the forty rows must be met: 13 %."""
    chance = run_chance([alone(5, 5)] * 8, 0.95, above=True, with_goal=True)
    assert chance == pytest.approx(0.95**40)
    assert not is_run_clear(None, [alone(5, 5)] * 8, 0.95, True, True)


def test_eight_misses_of_eight_are_clear_though_no_quarter_is():
    """47 of 50 at 95 %: each could be chance, eight of eight could hardly."""
    quarters, year = [alone(47, 50)] * 8, alone(188, 200)
    assert year.chance(0.95, above=False) > 0.025
    missed = stats.binom.cdf(47, 50, 0.95) ** 8
    assert run_chance(quarters, 0.95, above=False, with_goal=False) == pytest.approx(missed)
    assert is_run_clear(year, quarters, 0.95, above=False, with_goal=False)


def test_a_value_on_goal_counts_to_the_side_that_is_met():
    half = alone(10, 20)
    met, missed = half.sides(0.95, True, True)[0], half.sides(0.95, False, False)[0]
    assert met == pytest.approx(stats.binom.sf(18, 20, 0.95))
    assert met + missed == pytest.approx(1)


@pytest.mark.parametrize("goal", GOALS)
@pytest.mark.parametrize("is_met", [True, False])
def test_every_case_on_goal_is_counted_and_seldom_called_clear(goal, is_met):
    """Of all that a process exactly on goal can do, with 5 to 400 rows a quarter, at most 2.5 % is
    called clear on a side by the year, at most 2.5 % by the run, at most 4 % by either.
    """
    for rows in ROWS:
        quarters, year = [alone(rows, rows)] * 8, alone(4 * rows, 4 * rows)
        by_year = year.alarm(goal, above=is_met)
        called = year.tails(goal, above=is_met) <= 0.025
        assert by_year == pytest.approx(binomial(4 * rows, goal)[called].sum())
        assert by_year <= 0.025
        if is_run_clear(year, quarters, goal, is_met, is_met):
            run = run_chance(quarters, goal, is_met, is_met)
            assert run <= 0.025
            assert either_chance(year, quarters, goal, is_met, is_met) <= 0.04


@pytest.mark.parametrize(("goal", "rows", "is_met"), [(0.9, 9, False), (0.95, 20, True)])
def test_what_is_called_by_either_rule_is_what_a_simulation_finds(goal, rows, is_met):
    random = np.random.default_rng(11)
    hits = random.binomial(rows, goal, (200_000, 8))
    on_side = hits >= goal * rows if is_met else hits < goal * rows
    quarters, year = [alone(rows, rows)] * 8, alone(4 * rows, 4 * rows)
    by_year = (year.tails(goal, is_met) <= 0.025)[hits[:, 4:].sum(axis=1)] & on_side[:, -1]
    by_run = on_side.all(axis=1) & is_run_clear(year, quarters, goal, is_met, is_met)
    assert (by_year | by_run).mean() == pytest.approx(
        either_chance(year, quarters, goal, is_met, is_met), abs=0.002
    )


def clear_on_goal(random, goal, sizes_of, hang, worlds) -> np.ndarray:
    """How often orders of a process exactly on goal are called (missed, met) clear by the year."""
    found = np.zeros(2)
    for _ in range(worlds):
        sizes = sizes_of(random)
        evidence = Shares(sizes, hits(random, sizes, goal, hang))
        for place, above in enumerate((False, True)):
            is_there = evidence.value >= goal if above else evidence.value < goal
            found[place] += is_there and evidence.chance(goal, above) <= 0.025
    return found / worlds


def hits(random, sizes, goal, hang):
    if hang >= 1:
        return sizes * (random.random(len(sizes)) < goal)
    if hang <= 0:
        return random.binomial(sizes, goal)
    worth = (1 - hang) / hang
    return random.binomial(sizes, random.beta(goal * worth, (1 - goal) * worth, len(sizes)))


@pytest.mark.parametrize("hang", [0.0, 0.25, 1.0])
def test_orders_on_goal_are_seldom_called_clear(hang):
    random = np.random.default_rng(5)
    found = clear_on_goal(random, 0.9, lambda r: r.integers(1, 6, 24), hang, 400)
    # What 400 worlds can show of 2.5 %.
    assert (found <= 0.025 + 3 * np.sqrt(0.025 * 0.975 / 400)).all()


@pytest.mark.heavy
@pytest.mark.parametrize("hang", [0.0, 0.05, 0.15, 0.25, 0.5, 0.7, 1.0])
@pytest.mark.parametrize("orders", [4, 12, 40, 130])
@pytest.mark.parametrize("goal", [0.85, 0.95, 0.99])
def test_many_orders_on_goal_are_seldom_called_clear(goal, orders, hang):
    random = np.random.default_rng(7)
    found = clear_on_goal(random, goal, lambda r: r.integers(1, 7, orders), hang, 2000)
    assert (found <= 0.025 + 3 * np.sqrt(0.025 * 0.975 / 2000)).all()


@pytest.mark.heavy
@pytest.mark.parametrize("spread", [0.0, 0.7])
@pytest.mark.parametrize("usual", [1, 3, 8, 20, 60])
def test_events_on_goal_are_seldom_called_clear(usual, spread):
    """With weights that vary as much as notices of bad parts usually do."""
    random = np.random.default_rng(8)
    worlds, called = 4000, np.zeros(2)
    for _ in range(worlds):
        weights = random.lognormal(-spread * spread / 2, spread, random.poisson(2 * usual))
        weights = weights if spread else np.ones(max(1, len(weights)))
        here = weights[: random.binomial(len(weights), 0.5)]
        events = Events(here, float(usual), weights)
        called[0] += events.value > 1 and events.chance(1.0, above=True) <= 0.025
        called[1] += events.value <= 1 and events.chance(1.0, above=False) <= 0.025
    assert (called / worlds <= 0.025 + 3 * np.sqrt(0.025 * 0.975 / worlds)).all()


@pytest.mark.heavy
@pytest.mark.parametrize("spread", [0.5, 1.0])
@pytest.mark.parametrize("rows", [40, 100, 300])
def test_quotients_on_goal_are_seldom_called_clear(rows, spread):
    random = np.random.default_rng(9)
    worlds, called = 300, np.zeros(2)
    for _ in range(worlds):
        under = random.gamma(2, 1, rows) + 0.1
        drawn = Drawn(
            0.15 * under * random.lognormal(-spread * spread / 2, spread, rows), under
        )
        for place, above in enumerate((True, False)):
            called[place] += drawn.chance(0.15, above) <= 0.025
    assert (called / worlds <= 0.025 + 3 * np.sqrt(0.025 * 0.975 / worlds)).all()


def test_a_spread_on_goal_is_seldom_called_clear():
    random = np.random.default_rng(10)
    goal = np.log(10) - np.log(2)
    called = np.zeros(2)
    for _ in range(300):
        spread = Spread(random.exponential(1, 150), np.ones(150, int))
        called += [spread.chance(goal, above) <= TAIL for above in (True, False)]
    assert (called / 300 <= 0.025).all()


def test_a_unit_of_a_sum_weighs_what_its_heavy_ones_weigh():
    assert weight_of_one(np.array([2.0, 2.0])) == 2.0
    assert weight_of_one(np.array([])) is None
