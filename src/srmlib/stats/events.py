"""Events per exposure against a goal."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from srmlib.stats.intervals import TAIL
from srmlib.stats.on_goal import HAIR, edge, highest_called
from srmlib.stats.tails import poisson_at_least, poisson_at_most

# Of events that weigh differently, fewer do not tell what one may weigh.
FEWEST_WEIGHED = 5


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
        expected = goal * self.exposure / self.scale
        total = float(self.weights.sum())
        if above:
            return poisson_at_least(math.floor(total / self.scale + HAIR), expected)
        if self._says_little:
            return 1.0
        return poisson_at_most(
            math.ceil((total + self._not_seen) / self.scale - HAIR), expected
        )

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
        low = 0.0
        if len(self.weights):
            low = edge(lambda goal: self.chance(goal, above=True), 0.0, self.value)
        highest = self.value + self.scale * 8 / self.exposure
        while self.chance(highest, above=False) > TAIL:
            highest *= 2
        return low, edge(lambda goal: self.chance(goal, above=False), highest, self.value)

    def alarm(self, goal: float, above: bool) -> float:
        if goal <= 0 or (self.scale is None if above else self._says_little):
            return 0.0
        expected = goal * self.exposure / (self.scale or 1)
        counts = range(int(expected + 10 * math.sqrt(expected) + 20))
        tail = poisson_at_least if above else poisson_at_most
        return highest_called(np.array([tail(count, expected) for count in counts]))


def weight_of_one(weights: np.ndarray) -> float | None:
    """What one unit of a sum weighs on average, which is how a sum of unequal weights moves; null
    without any weight.

    >>> weight_of_one(np.array([1.0, 1.0])), weight_of_one(np.array([1.0, 9.0]))
    (1.0, 8.2)
    """
    total = float(weights.sum())
    return float((weights**2).sum()) / total if total else None
