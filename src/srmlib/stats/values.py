"""Values that rows measure, against a goal: a median, a spread, a mean or a quotient of sums."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from srmlib.stats.intervals import TAIL, bootstrap_draws, bootstrap_interval
from srmlib.stats.on_goal import HAIR, HANGS, highest_called
from srmlib.stats.survival import median_time, median_time_interval
from srmlib.stats.tails import binomial, hits_of_groups

# With fewer rows that are drawn whole, resampling tells too little.
FEWEST_DRAWN = 40
# So many more rows like the most contrary one must leave what resampling tells as it is.
NOT_SEEN = 3


@dataclass(frozen=True)
class Middle:
    """A median of independent values: exact, whatever their distribution (sign test). Those that
    are open are at least so large: they lie above what they are already above, and may lie above
    all else.
    """

    values: np.ndarray
    is_open: np.ndarray | None = None

    @property
    def value(self) -> float:
        return float(median_time(self._times).value)

    @property
    def groups(self) -> int:
        return len(self.values)

    @property
    def _times(self) -> list[tuple[Fraction, bool]]:
        pairs = zip(self.values.tolist(), _open(self).tolist(), strict=True)
        return [(Fraction(value), not is_open) for value, is_open in pairs]

    def chance(self, goal: float, above: bool) -> float:
        """Values exactly on goal speak for neither side, nor do those that may still pass it."""
        below = (self.values < goal - HAIR) & ~_open(self)
        beyond = self.values > goal + HAIR if above else below
        return float(binomial(len(self.values), 0.5)[int(beyond.sum()) :].sum())

    def sides(self, goal: float, above: bool, with_goal: bool) -> np.ndarray:
        """Half of the values or more lie on that side: of an even number, the two in the middle may
        lie on both.
        """
        n = len(self.values)
        return np.array([float(binomial(n, 0.5)[math.ceil(n / 2) :].sum())])

    def interval(self) -> tuple[float, float] | None:
        return median_time_interval(self._times)

    def alarm(self, goal: float, above: bool) -> float:
        return highest_called(np.cumsum(binomial(len(self.values), 0.5)[::-1]))


@dataclass(frozen=True)
class Spread:
    """The 90th percentile less the median, of values in groups: each of the two lies between ranks,
    whatever the distribution, and each bound may be wrong in half of what is left out. So it is
    careful, and says only whether the chance is at most 2.5 %. Values that are open are at least so
    large: each bound takes them as is worst for it.
    """

    values: np.ndarray
    sizes: np.ndarray
    is_open: np.ndarray | None = None

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
        grown = np.where(_open(self), math.inf, self.values)
        lowest_top, _ = percentile_bounds(self.values, self.sizes, 0.9)
        _, highest_top = percentile_bounds(grown, self.sizes, 0.9)
        lowest_middle, _ = percentile_bounds(self.values, self.sizes, 0.5)
        _, highest_middle = percentile_bounds(grown, self.sizes, 0.5)
        if math.isinf(highest_middle):
            return -math.inf, highest_top - lowest_middle
        return lowest_top - highest_middle, highest_top - lowest_middle

    def chance(self, goal: float, above: bool) -> float:
        low, high = self._ends
        return TAIL if (low > goal + HAIR if above else high < goal - HAIR) else 1.0

    def sides(self, goal: float, above: bool, with_goal: bool) -> np.ndarray:
        """Not known: it depends on the shape of the distribution. One side is as good as sure."""
        return np.array([1.0])

    def interval(self) -> tuple[float, float] | None:
        """Without an upper end where values that are open leave none; null where there are too few
        values for a bound.
        """
        low, high = self._ends
        if math.isfinite(low) and (math.isfinite(high) or _open(self).any()):
            return (max(0.0, low), high)
        return None

    def alarm(self, goal: float, above: bool) -> float:
        return TAIL


def _open(evidence: Middle | Spread) -> np.ndarray:
    """Which values are open: none where nothing is said."""
    if evidence.is_open is None:
        return np.zeros(len(evidence.values), bool)
    return evidence.is_open


@dataclass(frozen=True)
class Drawn:
    """A quotient of two sums, or a mean (all denominators 1), of rows that are drawn anew whole:
    studentised and by percentiles, and the more careful of the two counts. Where rows `may_grow`
    the value is at least so much: it never shows that a process lies below its goal.
    """

    numerators: np.ndarray
    denominators: np.ndarray
    may_grow: bool = False

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
        quotients = drawn[:, 0]
        errors = drawn[:, 1]
        off = (quotients - self.value) / np.where(errors > 0, errors, np.nan)
        # A draw without any difference tells nothing of how far it may be off.
        return quotients, np.where(np.isnan(off), 0.0, off)

    @property
    def _error(self) -> float:
        rows = np.array([self.numerators, self.denominators]).T
        return float(_quotients(rows[None])[0, 1])

    def chance(self, goal: float, above: bool) -> float:
        if self.groups < FEWEST_DRAWN or (self.may_grow and not above):
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
        if self.groups >= FEWEST_DRAWN:
            least, most = np.quantile(off, [TAIL, 1 - TAIL])
            low = min(low, self.value - most * self._error)
            high = max(high, self.value - least * self._error)
        return float(low), math.inf if self.may_grow else float(high)

    def alarm(self, goal: float, above: bool) -> float:
        return TAIL if self.groups >= FEWEST_DRAWN else 0.0


def percentile_bounds(
    values: np.ndarray, sizes: np.ndarray, share: float
) -> tuple[float, float]:
    """The lowest and the highest a percentile may be, each wrong in at most half of 2.5 %, for each
    strength of HANGS; infinite where there are too few values.
    """
    in_order = np.sort(values)
    n = len(values)
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


def variability_interval(
    by_order: list[list[tuple[float, bool]]],
) -> tuple[float, float] | None:
    """The 95 % bootstrap interval of the 90th percentile less the median, of values in orders, each
    with whether it is final; null for fewer than two orders. Orders are drawn whole. Without an
    upper end where values that are not final leave none.
    """
    if len(by_order) < 2:
        return None
    low, high = _drawn_variability(by_order)
    if all(final for order in by_order for _, final in order):
        return low, high
    # So large that no value reaches it, and yet a number to reckon with.
    huge = 1e9
    grown = [[(value if final else huge, True) for value, final in one] for one in by_order]
    _, high = _drawn_variability(grown)
    return low, math.inf if high > huge / 1000 else high


def _drawn_variability(by_order: list[list[tuple[float, bool]]]) -> tuple[float, float]:
    """Each order stands in a row as long as the longest, its rest empty."""
    longest = max(map(len, by_order))
    rows = np.array(
        [
            [value for value, _ in order] + [np.nan] * (longest - len(order))
            for order in by_order
        ]
    )
    return bootstrap_interval(
        rows, lambda resamples: variabilities(resamples.reshape(len(resamples), -1))
    )


def variabilities(values: np.ndarray) -> np.ndarray:
    """90th percentile − median along the last axis, of many resamples at once; what is empty (NaN)
    is passed over.

    >>> variabilities(np.array([[10, 10, 11, 12, 20], [10, 10, 10, np.nan, np.nan]])).tolist()
    [5.8, 0.0]
    """
    in_order = np.sort(values, axis=-1)  # what is empty comes last
    counts = (~np.isnan(in_order)).sum(axis=-1)
    found: np.ndarray = np.round(
        _quantiles(in_order, counts, 0.9) - _quantiles(in_order, counts, 0.5), 9
    )
    return found


def _quantiles(in_order: np.ndarray, counts: np.ndarray, share: float) -> np.ndarray:
    place = share * (counts - 1)
    below = np.floor(place).astype(int)
    above = np.minimum(below + 1, counts - 1)
    low, high = (
        np.take_along_axis(in_order, at[..., None], axis=-1)[..., 0]
        for at in (below, above)
    )
    found: np.ndarray = low + (place - below) * (high - low)
    return found


def _quotients(draws: np.ndarray) -> np.ndarray:
    """Of each draw the quotient of its sums, and its standard error."""
    count = draws.shape[1]
    over, under = draws.sum(axis=1).T
    found = np.divide(over, under, out=np.full_like(over, np.nan), where=under > 0)
    left = draws[:, :, 0] - found[:, None] * draws[:, :, 1]
    errors = np.sqrt((left**2).sum(axis=1) * count / max(1, count - 1)) / under.clip(
        min=1e-300
    )
    return np.array([found, errors]).T
