"""Would a process exactly on its goal do this? For each kind of evidence the chance that it gives a
value so far above or below, by an exact one-sided test where there is one, and the interval that
the same test leaves.

Values and goals are in the unit of the evidence: a share of 0.95, events per one of exposure, a
median in minutes. `above` says on which side of the goal the value lies; the value itself counts
as so far.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from srmlib.stats.intervals import TAIL, bootstrap_draws, median_interval
from srmlib.stats.tails import (
    binomial,
    hits_of_groups,
    pairs_apart,
    poisson_at_least,
    poisson_at_most,
)

# How much the rows of one order hang together is not known: 0 not at all, 1 all go one way.
HANGS = (0.0, 0.03, 0.07, 0.12, 0.2, 0.3, 0.45, 0.6, 0.8, 1.0)
# What the data would show of such a strength in fewer cases than this is left out; that a strength
# is left out wrongly is added to every chance.
IMPLAUSIBLE = 0.001
# The pairs of one group are looked at up to so many in all.
MOST_PAIRS = 1 << 17
# With fewer rows that are drawn whole, resampling tells too little.
FEWEST_DRAWN = 40
# So many more rows like the most contrary one must leave what resampling tells as it is.
NOT_SEEN = 3
# Of events that weigh differently, fewer do not tell what one may weigh.
FEWEST_WEIGHED = 5
# How many worlds on goal are drawn where rows weigh differently.
WORLDS = 4999
# How often the stretch is halved in which an end of an interval lies.
HALVINGS = 20
# Two values that differ by less are the same.
HAIR = 1e-9


class Evidence(Protocol):
    """What one span of time says about a process. `n` counts rows, `groups` what is independent of
    each other: orders, else rows.
    """

    @property
    def value(self) -> float: ...

    @property
    def groups(self) -> int: ...

    def chance(self, goal: float, above: bool) -> float:
        """The chance that a process exactly on goal lies so far on a side, or farther."""
        ...

    def sides(self, goal: float, above: bool, with_goal: bool) -> np.ndarray:
        """The chance that a process exactly on goal lies on a side of it at all, for each strength
        of HANGS or once; `with_goal` counts a value exactly on goal to that side.
        """
        ...

    def interval(self) -> tuple[float, float] | None:
        """The values a process may have by the same test, 2.5 % left out at each end; null where
        nothing can be said.
        """
        ...

    def false_alarm(self, goal: float) -> float:
        """The chance that a process exactly on goal is called clear by `chance`, both sides added."""
        ...


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
        tails = []
        for place in self.strengths(goal):
            chances = hits_of_groups(self.sizes, goal, HANGS[place])
            tails.append(float((chances[self.met :] if above else chances[: self.met + 1]).sum()))
        return min(1.0, max(tails, default=0.0) + (IMPLAUSIBLE if self.is_grouped else 0))

    def sides(self, goal: float, above: bool, with_goal: bool) -> np.ndarray:
        """For each of HANGS."""
        hangs = HANGS if self.is_grouped else HANGS[:1]
        found = [
            float(hits_of_groups(self.sizes, goal, hang)[self._side(goal, above, with_goal)].sum())
            for hang in hangs
        ]
        return np.array(found * (len(HANGS) // len(found)))

    def _side(self, goal: float, above: bool, with_goal: bool) -> slice:
        """The numbers of hits that lie on a side of the goal."""
        on = goal * self.n
        if above:
            return slice(math.ceil(on - HAIR) if with_goal else math.floor(on + HAIR) + 1, None)
        return slice(0, math.floor(on + HAIR) + 1 if with_goal else math.ceil(on - HAIR))

    def interval(self) -> tuple[float, float]:
        low = 0.0 if not self.met else _edge(self, 0.0, self.value, above=True)
        high = 1.0 if self.met == self.n else _edge(self, 1.0, self.value, above=False)
        return low, high

    def false_alarm(self, goal: float) -> float:
        hangs = HANGS if self.is_grouped else HANGS[:1]
        chances = [hits_of_groups(self.sizes, goal, hang) for hang in hangs]
        at_most = np.max([np.cumsum(one) for one in chances], axis=0)
        at_least = np.max([np.cumsum(one[::-1]) for one in chances], axis=0)
        return _highest_called(at_most) + _highest_called(at_least)


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
        observed, slack = self.met.sum(), HAIR * self.weights.sum()
        found = []
        for worlds in self._worlds(goal):
            is_so_far = worlds >= observed - slack if above else worlds <= observed + slack
            found.append((1 + is_so_far.sum()) / (1 + len(worlds)))
        return float(max(found))

    def sides(self, goal: float, above: bool, with_goal: bool) -> np.ndarray:
        on, slack = goal * self.weights.sum(), HAIR * self.weights.sum()
        found = []
        for worlds in self._worlds(goal):
            past = worlds - on if above else on - worlds
            found.append((1 + (past > (-slack if with_goal else slack)).sum()) / (1 + len(worlds)))
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
        low = 0.0 if self.value <= 0 else _edge(self, 0.0, self.value, above=True)
        high = 1.0 if self.value >= 1 else _edge(self, 1.0, self.value, above=False)
        return low, high

    def false_alarm(self, goal: float) -> float:
        return 2 * TAIL if 0 < goal < 1 else 0.0


@dataclass(frozen=True)
class Events:
    """Events against an exposure: exact for events that come one by one and weigh the same (Poisson),
    scaled where they weigh differently or come together (Bohm and Zech 2014). `weights` are what each
    weighs, those of one order added up; `known` what all events at hand weigh, those before too.
    Without any, nothing can be said: nobody knows what one weighs.
    """

    weights: np.ndarray
    exposure: float
    known: np.ndarray

    @property
    def value(self) -> float:
        return float(self.weights.sum() / self.exposure)

    @property
    def groups(self) -> int:
        return len(self.weights)

    @property
    def scale(self) -> float | None:
        """What one event weighs: the mean weight of a unit, not of an event, because a sum moves by
        its heavy ones.
        """
        scales = [weight_of_one(self.weights), weight_of_one(self.known)]
        return max(filter(None, scales), default=None)

    @property
    def _not_seen(self) -> float:
        """Where events weigh differently, few of them may hold no heavy one by chance: below the
        goal, one more as heavy as any is added.
        """
        heaviest = float(self.known.max(initial=0))
        return 0.0 if (self.known == heaviest).all() else heaviest

    @property
    def _says_little(self) -> bool:
        """True where nobody knows how heavy the events are that did not happen."""
        return self.scale is None or (
            len(self.known) < FEWEST_WEIGHED and not (self.known == 1).all()
        )

    def chance(self, goal: float, above: bool) -> float:
        if self.scale is None:
            return 1.0
        expected, total = goal * self.exposure / self.scale, float(self.weights.sum())
        if above:
            return poisson_at_least(math.floor(total / self.scale + HAIR), expected)
        if self._says_little:
            return 1.0
        return poisson_at_most(math.ceil((total + self._not_seen) / self.scale - HAIR), expected)

    def sides(self, goal: float, above: bool, with_goal: bool) -> np.ndarray:
        if self.scale is None:
            return np.array([1.0])
        on = goal * self.exposure / self.scale
        if above:
            least = math.ceil(on - HAIR) if with_goal else math.floor(on + HAIR) + 1
            return np.array([poisson_at_least(least, on)])
        if self._says_little:
            return np.array([1.0])
        most = math.floor(on + HAIR) if with_goal else math.ceil(on - HAIR) - 1
        return np.array([poisson_at_most(most, on)])

    def interval(self) -> tuple[float, float] | None:
        if self.scale is None or self._says_little:
            return None
        low = 0.0 if not len(self.weights) else _edge(self, 0.0, self.value, above=True)
        highest = self.value + self.scale * 8 / self.exposure
        while self.chance(highest, above=False) > TAIL:
            highest *= 2
        return low, _edge(self, highest, self.value, above=False)

    def false_alarm(self, goal: float) -> float:
        if self.scale is None or goal <= 0:
            return 0.0
        expected = goal * self.exposure / self.scale
        most = int(expected + 10 * math.sqrt(expected) + 20)
        at_most = np.array([poisson_at_most(count, expected) for count in range(most)])
        at_least = np.array([poisson_at_least(count, expected) for count in range(most)])
        return _highest_called(at_most) + _highest_called(at_least)


@dataclass(frozen=True)
class Middle:
    """A median of independent values: exact, whatever their distribution (sign test)."""

    values: np.ndarray

    @property
    def value(self) -> float:
        return float(np.median(self.values))

    @property
    def groups(self) -> int:
        return len(self.values)

    def chance(self, goal: float, above: bool) -> float:
        """Values exactly on goal speak for neither side."""
        beyond = self.values > goal + HAIR if above else self.values < goal - HAIR
        return float(binomial(len(self.values), 0.5)[int(beyond.sum()) :].sum())

    def sides(self, goal: float, above: bool, with_goal: bool) -> np.ndarray:
        """Half of the values or more lie on that side: of an even number, the two in the middle may
        lie on both.
        """
        n = len(self.values)
        return np.array([float(binomial(n, 0.5)[math.ceil(n / 2) :].sum())])

    def interval(self) -> tuple[float, float] | None:
        return median_interval(self.values.tolist())

    def false_alarm(self, goal: float) -> float:
        return 2 * _highest_called(np.cumsum(binomial(len(self.values), 0.5)[::-1]))


@dataclass(frozen=True)
class Spread:
    """The 90th percentile less the median, of values in groups: each of the two lies between ranks,
    whatever the distribution, and each bound may be wrong in half of what is left out. So it is
    careful, and says only whether the chance is at most 2.5 %.
    """

    values: np.ndarray
    sizes: np.ndarray

    @property
    def value(self) -> float:
        p90, p50 = np.quantile(self.values, [0.9, 0.5])
        return float(np.round(p90 - p50, 9))

    @property
    def groups(self) -> int:
        return len(self.sizes)

    @cached_property
    def _ends(self) -> tuple[float, float]:
        """Infinite where there are too few values for a bound."""
        lowest_top, highest_top = _percentile_bounds(self.values, self.sizes, 0.9)
        lowest_middle, highest_middle = _percentile_bounds(self.values, self.sizes, 0.5)
        return lowest_top - highest_middle, highest_top - lowest_middle

    def chance(self, goal: float, above: bool) -> float:
        low, high = self._ends
        return TAIL if (low > goal + HAIR if above else high < goal - HAIR) else 1.0

    def sides(self, goal: float, above: bool, with_goal: bool) -> np.ndarray:
        """Not known: it depends on the shape of the distribution. One side is as good as sure."""
        return np.array([1.0])

    def interval(self) -> tuple[float, float] | None:
        low, high = self._ends
        return (max(0.0, low), high) if math.isfinite(low) and math.isfinite(high) else None

    def false_alarm(self, goal: float) -> float:
        return 2 * TAIL


@dataclass(frozen=True)
class Drawn:
    """A quotient of two sums, or a mean (all denominators 1), of rows that are drawn anew whole:
    studentised and by percentiles, and the more careful of the two counts.
    """

    numerators: np.ndarray
    denominators: np.ndarray

    @property
    def value(self) -> float:
        return float(self.numerators.sum() / self.denominators.sum())

    @property
    def groups(self) -> int:
        return len(self.numerators)

    @cached_property
    def _draws(self) -> tuple[np.ndarray, np.ndarray]:
        """The quotient of each draw, and how many of its own standard errors it lies off."""
        rows = np.array([self.numerators, self.denominators]).T
        drawn = bootstrap_draws(rows, _quotients)
        quotients, errors = drawn[:, 0], drawn[:, 1]
        off = (quotients - self.value) / np.where(errors > 0, errors, np.nan)
        # A draw without any difference tells nothing of how far it may be off.
        return quotients, np.where(np.isnan(off), 0.0, off)

    @property
    def _error(self) -> float:
        rows = np.array([self.numerators, self.denominators]).T
        return float(_quotients(rows[None])[0, 1])

    def chance(self, goal: float, above: bool) -> float:
        if self.groups < FEWEST_DRAWN:
            return 1.0
        ways = (self, self._with_more(goal, above))
        return max(way._chance_drawn(goal, above) for way in ways)

    def _chance_drawn(self, goal: float, above: bool) -> float:
        if not self._error > 0 or (self.value > goal) != above:
            return 1.0
        quotients, off = self._draws
        here = (self.value - goal) / self._error
        if above:
            return float(max((off >= here).mean(), (quotients <= goal).mean()))
        return float(max((off <= here).mean(), (quotients >= goal).mean()))

    def _with_more(self, goal: float, above: bool) -> Drawn:
        """With a few more rows like the one that speaks most for the other side: what is rare and
        large may be missing here by chance, and drawing anew cannot find it.
        """
        over = self.numerators - goal * self.denominators
        place = int(over.argmin() if above else over.argmax())
        return Drawn(
            np.append(self.numerators, [self.numerators[place]] * NOT_SEEN),
            np.append(self.denominators, [self.denominators[place]] * NOT_SEEN),
        )

    def sides(self, goal: float, above: bool, with_goal: bool) -> np.ndarray:
        """Not known: it depends on the shape of the distribution. One side is as good as sure."""
        return np.array([1.0])

    def interval(self) -> tuple[float, float] | None:
        """By percentiles where there are too few rows for a test, else the wider of both."""
        if self.groups < 2 or not self._error > 0:
            return None
        quotients, off = self._draws
        low, high = np.nanquantile(quotients, [TAIL, 1 - TAIL])
        if self.groups < FEWEST_DRAWN:
            return float(low), float(high)
        least, most = np.quantile(off, [TAIL, 1 - TAIL])
        return (
            float(min(low, self.value - most * self._error)),
            float(max(high, self.value - least * self._error)),
        )

    def false_alarm(self, goal: float) -> float:
        return 2 * TAIL if self.groups >= FEWEST_DRAWN else 0.0


def run_chance(quarters: Sequence[Evidence], goal: float, above: bool, with_goal: bool) -> float:
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


def weight_of_one(weights: np.ndarray) -> float | None:
    """What one unit of a sum weighs on average, which is how a sum of unequal weights moves; null
    without any weight.

    >>> weight_of_one(np.array([1.0, 1.0])), weight_of_one(np.array([1.0, 9.0]))
    (1.0, 8.2)
    """
    total = float(weights.sum())
    return float((weights**2).sum()) / total if total else None


def _quotients(draws: np.ndarray) -> np.ndarray:
    """Of each draw the quotient of its sums, and its standard error."""
    count = draws.shape[1]
    over, under = draws.sum(axis=1).T
    found = np.divide(over, under, out=np.full_like(over, np.nan), where=under > 0)
    left = draws[:, :, 0] - found[:, None] * draws[:, :, 1]
    errors = np.sqrt((left**2).sum(axis=1) * count / max(1, count - 1)) / under.clip(min=1e-300)
    return np.array([found, errors]).T


def _draws(random: np.random.Generator, weights: np.ndarray, goal: float) -> np.ndarray:
    """What is met of the weights in each of many worlds, in blocks so that memory stays bounded."""
    per_block = max(1, 2_000_000 // len(weights))
    found: list[np.ndarray] = []
    while sum(map(len, found)) < WORLDS:
        found.append((random.random((min(per_block, WORLDS), len(weights))) < goal) @ weights)
    return np.concatenate(found)[:WORLDS]


def _edge(evidence: Evidence, outside: float, inside: float, above: bool) -> float:
    """The goal at which the chance just passes 2.5 %, between one outside and one inside."""
    for _ in range(HALVINGS):
        middle = (outside + inside) / 2
        if evidence.chance(middle, above) > TAIL:
            inside = middle
        else:
            outside = middle
    return inside


def _highest_called(chances: np.ndarray) -> float:
    """The highest chance that is still called clear; 0 where none is."""
    return float(np.max(chances[chances <= TAIL], initial=0.0))


def _percentile_bounds(values: np.ndarray, sizes: np.ndarray, share: float) -> tuple[float, float]:
    """The lowest and the highest a percentile may be, each wrong in at most half of 2.5 %, for each
    strength of HANGS; infinite where there are too few values.
    """
    in_order, n = np.sort(values), len(values)
    hangs = HANGS if len(sizes) < n else HANGS[:1]
    chances = [hits_of_groups(sizes, share, hang) for hang in hangs]
    at_most = np.max([np.cumsum(one) for one in chances], axis=0)
    at_least = np.max([np.cumsum(one[::-1])[::-1] for one in chances], axis=0)
    # As many values lie below the percentile as hits among the values.
    lower = int((at_most <= TAIL / 2).sum())
    upper = n + 1 - int((at_least <= TAIL / 2).sum())
    return (
        float(in_order[lower - 1]) if lower else -math.inf,
        float(in_order[upper - 1]) if upper <= n else math.inf,
    )
