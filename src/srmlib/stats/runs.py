"""Quarters that all fell on one side of a goal: by chance, or not?"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from srmlib.stats.intervals import TAIL
from srmlib.stats.on_goal import HANGS, Evidence
from srmlib.stats.shares import Shares
from srmlib.stats.tails import hits_of_groups

# How often the year or the run may call a process exactly on goal clear on one side.
BY_EITHER = 0.04


def run_chance(
    quarters: Sequence[Evidence], goal: float, above: bool, with_goal: bool
) -> float:
    """The chance that a process exactly on goal lies on one side in every one of the quarters, with
    the counts they have; of the strengths by which rows of a group may hang together, the one that
    gives it most.

    >>> five = Shares(np.ones(5, int), np.ones(5, int))
    >>> round(run_chance([five] * 8, 0.95, above=True, with_goal=True), 2)
    0.13
    """
    together = np.ones(len(HANGS))
    for quarter in quarters:
        together = together * quarter.sides(goal, above, with_goal)
    return float(together.max())


def is_run_clear(
    year: Evidence | None,
    quarters: Sequence[Evidence],
    goal: float,
    above: bool,
    with_goal: bool,
) -> bool:
    """Whether quarters that all lie on one side say more than chance: a process exactly on goal
    would do that in at most 2.5 %, and be called clear by the year or by the run in at most 4 %.
    """
    run = run_chance(quarters, goal, above, with_goal)
    if run > TAIL:
        return False
    if year is None or year.alarm(goal, above) + run <= BY_EITHER:
        return True
    shares = [quarter for quarter in quarters if isinstance(quarter, Shares)]
    if not isinstance(year, Shares) or len(shares) < len(quarters):
        return False
    return either_chance(year, shares, goal, above, with_goal) <= BY_EITHER


def either_chance(
    year: Shares, quarters: Sequence[Shares], goal: float, above: bool, with_goal: bool
) -> float:
    """The chance that a process exactly on goal lies on a side in the last quarter and is called
    clear there, by the year (the last four) or by all quarters lying on that side.
    """
    is_called = year.tails(goal, above) <= TAIL
    is_run_called = run_chance(quarters, goal, above, with_goal) <= TAIL
    found = []
    for hang in HANGS if year.is_grouped else HANGS[:1]:
        any_side = []
        one_side = []
        for quarter in quarters:
            chances = hits_of_groups(quarter.sizes, goal, hang)
            side = np.zeros_like(chances)
            place = quarter.side(goal, above, with_goal)
            side[place] = chances[place]
            any_side.append(chances)
            one_side.append(side)
        by_year = _sum_of([*any_side[-4:-1], one_side[-1]])[is_called].sum()
        run = math.prod(float(side.sum()) for side in one_side) if is_run_called else 0.0
        earlier = (
            math.prod(float(side.sum()) for side in one_side[:-4]) if is_run_called else 0.0
        )
        by_both = earlier * _sum_of(one_side[-4:])[is_called].sum()
        found.append(float(by_year + run - by_both))
    return max(found)


def _sum_of(distributions: Sequence[np.ndarray]) -> np.ndarray:
    total = np.ones(1)
    for chances in distributions:
        total = np.convolve(total, chances)
    return total
