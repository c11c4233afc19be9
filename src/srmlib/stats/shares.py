"""Shares against a goal: of rows that each met or did not, and of rows that weigh differently."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from srmlib.stats.intervals import TAIL
from srmlib.stats.on_goal import HAIR, HANGS, edge, highest_called
from srmlib.stats.tails import hits_of_groups, pairs_apart

# What the data would show of such a strength in fewer cases than this is left out; that a strength
# is left out wrongly is added to every chance.
IMPLAUSIBLE = 0.001
# The pairs of one group are looked at up to so many in all.
MOST_PAIRS = 1 << 17
# How many worlds on goal are drawn where rows weigh differently.
WORLDS = 4999
FEWEST_WORLDS = 999
# What is drawn is not so exact that an end of its interval needs to be nearer.
NEARNESS = 1e-3


@dataclass(frozen=True)
class Shares:
    """Rows that each met or did not, in groups that are independent of each other: exact.

    `sizes` and `hits` are the rows of each group and how many of them met.

    >>> forty_six_of_fifty = Shares(np.ones(50, int), np.array([1] * 46 + [0] * 4))
    >>> round(forty_six_of_fifty.chance(0.97, above=False), 3)
    0.063
    """

    sizes: np.ndarray
    hits: np.ndarray

    @property
    def value(self) -> float:
        return self.met / self.n

    @property
    def n(self) -> int:
        return int(self.sizes.sum())

    @property
    def met(self) -> int:
        return int(self.hits.sum())

    @property
    def groups(self) -> int:
        return len(self.sizes)

    @property
    def is_grouped(self) -> bool:
        return self.n > self.groups

    def strengths(self, goal: float) -> list[int]:
        """The places in HANGS that the pairs within groups leave plausible; without groups the
        first alone.
        """
        if not self.is_grouped:
            return [0]
        apart = int((self.hits * (self.sizes - self.hits)).sum())
        if not apart or int((self.sizes**2 // 4).sum()) > MOST_PAIRS:
            return list(range(len(HANGS)))
        return [
            place
            for place, hang in enumerate(HANGS)
            if pairs_apart(self.sizes, goal, hang)[apart:].sum() > IMPLAUSIBLE
        ]

    def chance(self, goal: float, above: bool) -> float:
        return self._chance(goal, above, self.strengths(goal))

    def _chance(self, goal: float, above: bool, strengths: Sequence[int]) -> float:
        tails = []
        for place in strengths:
            chances = hits_of_groups(self.sizes, goal, HANGS[place])
            tails.append(
                float((chances[self.met :] if above else chances[: self.met + 1]).sum())
            )
        return min(1.0, max(tails, default=0.0) + (IMPLAUSIBLE if self.is_grouped else 0))

    def sides(self, goal: float, above: bool, with_goal: bool) -> np.ndarray:
        """For each of HANGS."""
        hangs = HANGS if self.is_grouped else HANGS[:1]
        found = [
            float(
                hits_of_groups(self.sizes, goal, hang)[
                    self.side(goal, above, with_goal)
                ].sum()
            )
            for hang in hangs
        ]
        return np.array(found * (len(HANGS) // len(found)))

    def side(self, goal: float, above: bool, with_goal: bool) -> slice:
        """The numbers of hits that lie on a side of the goal."""
        on = goal * self.n
        if above:
            return slice(
                math.ceil(on - HAIR) if with_goal else math.floor(on + HAIR) + 1, None
            )
        return slice(0, math.floor(on + HAIR) + 1 if with_goal else math.ceil(on - HAIR))

    def interval(self) -> tuple[float, float]:
        """By the strongest that is plausible at the value itself, and by none: they bound the
        others.
        """
        plausible = self.strengths(self.value)
        ends = sorted({0, *plausible[-1:]})

        def chance(above: bool) -> Callable[[float], float]:
            return lambda goal: self._chance(goal, above, ends)

        low = 0.0 if not self.met else edge(chance(above=True), 0.0, self.value)
        high = 1.0 if self.met == self.n else edge(chance(above=False), 1.0, self.value)
        return low, high

    def alarm(self, goal: float, above: bool) -> float:
        return highest_called(self.tails(goal, above))

    def tails(self, goal: float, above: bool) -> np.ndarray:
        """For each number of hits the chance of so many or more, or of so few or fewer, by the
        strength of HANGS that gives it most.
        """
        hangs = HANGS if self.is_grouped else HANGS[:1]
        chances = [hits_of_groups(self.sizes, goal, hang) for hang in hangs]
        found: np.ndarray = np.max(
            [np.cumsum(one[::-1])[::-1] if above else np.cumsum(one) for one in chances],
            axis=0,
        )
        return found


@dataclass(frozen=True)
class WeightedShares:
    """Rows that weigh differently (by quantity, by value): as many worlds are drawn in which each
    row, and then each group as a whole, is met by chance of the goal.
    """

    weights: np.ndarray
    met: np.ndarray
    group_of: np.ndarray

    @property
    def value(self) -> float:
        return float(self.met.sum() / self.weights.sum())

    @property
    def groups(self) -> int:
        return len(np.unique(self.group_of))

    def chance(self, goal: float, above: bool) -> float:
        observed = self.met.sum()
        slack = HAIR * self.weights.sum()
        found = []
        for worlds in self._worlds(goal):
            is_so_far = worlds >= observed - slack if above else worlds <= observed + slack
            found.append((1 + is_so_far.sum()) / (1 + len(worlds)))
        return float(max(found))

    def sides(self, goal: float, above: bool, with_goal: bool) -> np.ndarray:
        on = goal * self.weights.sum()
        slack = HAIR * self.weights.sum()
        found = []
        for worlds in self._worlds(goal):
            past = worlds - on if above else on - worlds
            found.append(
                (1 + (past > (-slack if with_goal else slack)).sum()) / (1 + len(worlds))
            )
        return np.array([max(found)])

    def _worlds(self, goal: float) -> list[np.ndarray]:
        """What is met in each of many worlds on goal: row by row, and group by group."""
        _, places = np.unique(self.group_of, return_inverse=True)
        ways = [self.weights]
        if places.max(initial=0) + 1 < len(self.weights):
            ways.append(np.bincount(places, weights=self.weights))
        random = np.random.default_rng(20260930)
        return [_draws(random, weights, goal) for weights in ways]

    def interval(self) -> tuple[float, float]:
        def chance(above: bool) -> Callable[[float], float]:
            return lambda goal: self.chance(goal, above)

        low = (
            0.0 if self.value <= 0 else edge(chance(above=True), 0.0, self.value, NEARNESS)
        )
        high = (
            1.0 if self.value >= 1 else edge(chance(above=False), 1.0, self.value, NEARNESS)
        )
        return low, high

    def alarm(self, goal: float, above: bool) -> float:
        return TAIL if 0 < goal < 1 else 0.0


def _draws(random: np.random.Generator, weights: np.ndarray, goal: float) -> np.ndarray:
    """What is met of the weights in each of many worlds: fewer of them where rows are many, and in
    blocks, so that time and memory stay bounded.
    """
    worlds = min(WORLDS, max(FEWEST_WORLDS, 1_000_000 // len(weights)))
    per_block = max(1, 2_000_000 // len(weights))
    found: list[np.ndarray] = []
    while sum(map(len, found)) < worlds:
        found.append(
            (random.random((min(per_block, worlds), len(weights))) < goal) @ weights
        )
    return np.concatenate(found)[:worlds]
