"""Would a process exactly on its goal do this? For each kind of evidence the chance that it gives a
value so far above or below, by an exact one-sided test where there is one, and the interval that
the same test leaves.

Values and goals are in the unit of the evidence: a share of 0.95, events per one of exposure, a
median in minutes. `above` says on which side of the goal the value lies; the value itself counts
as so far.
"""

from __future__ import annotations

from collections.abc import Callable
from statistics import NormalDist
from typing import Protocol

import numpy as np

from srmlib.stats.intervals import TAIL

# How much the rows of one order hang together is not known: 0 not at all, 1 all go one way.
HANGS = (0.0, 0.03, 0.07, 0.12, 0.2, 0.3, 0.45, 0.6, 0.8, 1.0)
# Two values that differ by less are the same.
HAIR = 1e-9
# How near an end of an interval is found, of the stretch in which it lies.
NEARNESS = 1e-6
# A chance so near 2.5 %, in standard deviations, is there.
ON_THE_SPOT = 1e-6


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

    def alarm(self, goal: float, above: bool) -> float:
        """How often a process exactly on goal is called clear on a side, by `chance`."""
        ...


def edge(
    chance: Callable[[float], float],
    outside: float,
    inside: float,
    nearness: float = NEARNESS,
) -> float:
    """The goal at which a chance just passes 2.5 %, between one outside and one inside: by a chord
    through both, in standard deviations, in which a chance is nearly straight.
    """
    low = _deviations(chance(outside))
    high = _deviations(chance(inside))
    width = abs(inside - outside)
    moved = ""
    while abs(inside - outside) > nearness * width:
        between = outside + (inside - outside) * min(0.98, max(0.02, low / (low - high)))
        here = _deviations(chance(between))
        # An end that stays twice is given less weight, so that both close in.
        if here > 0:
            low = low / 2 if moved == "inside" else low
            inside = between
            high = here
            moved = "inside"
        else:
            high = high / 2 if moved == "outside" else high
            outside = between
            low = here
            moved = "outside"
        if abs(here) < ON_THE_SPOT:
            return between
    return inside


def _deviations(chance: float) -> float:
    """How far a chance lies above 2.5 %, in standard deviations."""
    normal = NormalDist()
    bounded = min(1 - 1e-12, max(1e-12, chance))
    return normal.inv_cdf(bounded) - normal.inv_cdf(TAIL)


def highest_called(chances: np.ndarray) -> float:
    """The highest chance that is still called clear; 0 where none is."""
    return float(np.max(chances[chances <= TAIL], initial=0.0))
