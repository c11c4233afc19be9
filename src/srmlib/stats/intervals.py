"""How far chance alone may have moved a value: 95 % intervals of proportions, rates, medians and of
anything that can be resampled.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from statistics import NormalDist

import numpy as np

CONFIDENCE = 0.95
# What chance leaves out at each end.
TAIL = (1 - CONFIDENCE) / 2
RESAMPLES = 2000
# The same rows give the same interval.
SEED = 20260930


def wilson_interval(
    numerator: float, denominator: float, per: float = 100
) -> tuple[float, float]:
    """The 95 % Wilson score interval of a proportion, times `per`: as percentages unless it is
    named. The denominator is above 0.

    Newcombe (1998), table I: 81 of 263.

    >>> [round(x, 2) for x in wilson_interval(81, 263)]
    [25.53, 36.62]
    """
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    p = numerator / denominator
    centre = p + z * z / (2 * denominator)
    half = z * math.sqrt(p * (1 - p) / denominator + (z / (2 * denominator)) ** 2)
    whole = 1 + z * z / denominator
    low = per * (centre - half) / whole
    high = per * (centre + half) / whole
    # At the ends the formula gives 0 and 1; floating point would miss them by a hair.
    if numerator == 0:
        low = 0.0
    if numerator == denominator:
        high = float(per)
    return low, high


def poisson_interval(count: float, exposure: float, per: float = 1) -> tuple[float, float]:
    """The exact 95 % interval of a rate (Garwood 1936): `count` events in `exposure`, told per
    `per` units of exposure, which is above 0.

    The lower end is the rate at which so many events or more come about in 2.5 % of cases, the
    upper end the one for so many or fewer. Right for events that come one by one and weigh the same;
    where one counts many units at once (a lot of 500 bad parts), see `compound_interval`.

    Garwood (1936): 5 events.

    >>> [round(x, 3) for x in poisson_interval(5, 1)]
    [1.623, 11.668]
    """
    low = _gamma_quantile(count, TAIL) if count else 0.0
    high = _gamma_quantile(count + 1, 1 - TAIL)
    return per * low / float(exposure), per * high / float(exposure)


def compound_interval(
    weights: Sequence[float], exposure: float, per: float = 1
) -> tuple[float, float] | None:
    """A 95 % interval of a rate whose events weigh differently (a compound Poisson sum), told per
    `per` units of exposure, which is above 0: one notice of 598 parts more or less moves a rate
    that one of a single part hardly touches. Null where the events weigh nothing together.

    The events are resampled, each as often as Poisson's chance of one brings it. Of few events that
    sees too little of the heavy ones, so it is never narrower than Poisson's own interval of as many
    equal events as these are worth (Bohm and Zech 2014). For equal weights it is that one, exactly.

    Notices of 1, 1 and 598 parts of 100,000 are worth one notice:

    >>> [round(x) for x in compound_interval([1, 1, 598], 100_000, 1_000_000)]
    [0, 33277]
    >>> compound_interval([5, 5], 100) == poisson_interval(2, 20)
    True
    """
    weighed = np.array(weights, dtype=float)
    total = float(weighed.sum())
    if not len(weighed):
        return poisson_interval(0, exposure, per)
    if not total:
        return None
    of_one = float((weighed**2).sum()) / total
    low, high = poisson_interval(total / of_one, exposure / of_one, per)
    if (weighed == weighed[0]).all():
        return low, high
    drawn = per * _compound_draws(weighed) / exposure
    least, most = np.quantile(drawn, [TAIL, 1 - TAIL])
    return min(low, float(least)), max(high, float(most))


def _compound_draws(weights: np.ndarray) -> np.ndarray:
    """Sums of resamples in which each event comes as often as chance brings it. Seeded."""
    random = np.random.default_rng(SEED)
    sums = np.zeros(RESAMPLES)
    for weight in weights:
        sums += weight * random.poisson(1.0, RESAMPLES)
    return sums


def _gamma_quantile(shape: float, share: float) -> float:
    """Where `share` of a gamma distribution of this shape lies below, by halving the stretch it
    must lie in.
    """
    shape = float(shape)
    low = 0.0
    high = shape + 8 * math.sqrt(shape) + 8
    while low < (middle := (low + high) / 2) < high:
        if _gamma_share_below(shape, middle) < share:
            low = middle
        else:
            high = middle
    return middle


def _gamma_share_below(shape: float, x: float) -> float:
    """The share of a gamma distribution that lies below x: the series of the incomplete gamma
    function (Abramowitz and Stegun 6.5.29).
    """
    term = total = 1.0
    step = shape
    while term > 1e-16 * total:
        step += 1
        term *= x / step
        total += term
    return total * math.exp(shape * math.log(x) - x - math.lgamma(shape + 1))


def median_ranks(n: int) -> tuple[int, int] | None:
    """The ranks, counted from 1, between which the median lies with at least 95 % confidence,
    whatever the distribution.

    As many of n values fall below the median as heads among n throws of a coin: the lower rank is
    the highest r for which fewer than r heads come in at most 2.5 % of cases; the upper rank is as
    far from the top. Null for fewer than 6 values: not even all of them give 95 %.

    >>> median_ranks(10), median_ranks(5)
    ((2, 9), None)
    """
    heads = np.arange(n // 2)
    log_ways = np.concatenate([[0.0], np.cumsum(np.log((n - heads) / (heads + 1)))])
    at_most = np.cumsum(np.exp(log_ways - n * math.log(2)))
    rank = int(np.searchsorted(at_most, TAIL, side="right"))
    if not rank:
        return None
    return rank, n + 1 - rank


def median_interval(values: Sequence[float]) -> tuple[float, float] | None:
    """An interval of the median with at least 95 % confidence, in the unit of the values; null for
    fewer than 6. Their order does not matter.
    """
    ranks = median_ranks(len(values))
    in_order = sorted(values)
    if ranks is None:
        return None
    low, high = ranks
    return float(in_order[low - 1]), float(in_order[high - 1])


def bootstrap_interval(
    rows: np.ndarray, statistic: Callable[[np.ndarray], np.ndarray]
) -> tuple[float, float]:
    """The 95 % percentile bootstrap interval of a statistic of rows, resampled whole.

    `rows` is (n, k); `statistic` takes (resamples, n, k) and gives (resamples,), NaN for a resample
    that has no value, which is left out.
    Seeded: the same rows give the same interval.
    """
    low, high = np.nanquantile(bootstrap_draws(rows, statistic), [TAIL, 1 - TAIL])
    return float(low), float(high)


def bootstrap_draws(
    rows: np.ndarray, statistic: Callable[[np.ndarray], np.ndarray]
) -> np.ndarray:
    """The statistic of each of many resamples of rows, as `bootstrap_interval` draws them."""
    random = np.random.default_rng(SEED)
    # In blocks, so that memory stays bounded for suppliers with many rows.
    per_block = min(RESAMPLES, max(1, 2_000_000 // max(1, rows.size)))
    values: list[np.ndarray] = []
    while sum(map(len, values)) < RESAMPLES:
        chosen = random.integers(0, len(rows), size=(per_block, len(rows)))
        values.append(statistic(rows[chosen]))
    return np.concatenate(values)[:RESAMPLES]


def mean_interval(values: Sequence[float]) -> tuple[float, float] | None:
    """The 95 % bootstrap interval of the mean, in the unit of the values; null for fewer than
    two.
    """
    if len(values) < 2:
        return None
    rows = np.array(values, dtype=float)[:, None]
    return bootstrap_interval(rows, lambda resamples: resamples.mean(axis=(1, 2)))


def ratio_interval(
    numerators: Sequence[float], denominators: Sequence[float], per: float = 100
) -> tuple[float, float] | None:
    """The 95 % bootstrap interval of per × Σ numerators ÷ Σ denominators: rows that count by
    quantity or value, resampled whole.

    Null for fewer than two rows, or when nothing is in the denominators.
    """
    rows = np.array([numerators, denominators], dtype=float).T
    met, weights = rows.T
    if len(rows) < 2 or weights.sum() <= 0:
        return None
    if (met == weights).all() or not met.any():
        return _interval_of_rows_that_agree(float(met.sum()), weights, per)

    def ratio(resamples: np.ndarray) -> np.ndarray:
        over, under = resamples.sum(axis=1).T
        found: np.ndarray = np.divide(
            over, under, out=np.full_like(over, np.nan), where=under > 0
        )
        return per * found

    return bootstrap_interval(rows, ratio)


def _interval_of_rows_that_agree(
    met: float, weights: np.ndarray, per: float
) -> tuple[float, float]:
    """Rows all met, or all not: resampling would see no chance at all. Wilson's interval of as many
    equal rows as the unequal ones are worth.

    Kish (1965): rows of unequal weights w are worth (Σ w)² ÷ Σ w² equal ones.
    """
    worth = float(weights.sum() ** 2 / (weights**2).sum())
    low, high = wilson_interval(worth if met else 0, worth)
    return per * low / 100, per * high / 100
