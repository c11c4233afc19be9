"""Control charts: what a process does by itself from month to month, and the months that stand out
from it.

Three sigma is the distance a normal value passes in 0.135 % of cases to a side. Counts are not
normal where a month expects few: there the limit is the exact one of the same chance. Nor is each
side of the average as likely as the other: a run on one side is told by how likely it is.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import NormalDist
from typing import Any

import numpy as np

# Limits from fewer months say more about those months than about the process.
FEWEST_MONTHS = 8
# The moving ranges that five single values in a row give; from fewer an XmR chart has no limits.
FEWEST_RANGES = 4
# The mean range of two values is so many of their standard deviations (d2).
RANGE_OF_TWO = 1.128
RUN = 8
# What eight in a row on one side come to where both sides are as likely.
RUN_CHANCE = 0.5**RUN
# From so many expected of the rarer outcome on, a month's count is near enough to normal.
NORMAL_FROM = 5
# From so many on, either side of the average is as likely as the other.
EVEN_FROM = 400
BEYOND_CHANCE = NormalDist().cdf(-3)
# Less than this is floating point, not distance: a point on a limit or on the average lies on it.
HAIR = 1e-9


@dataclass(frozen=True)
class ControlChart:
    """A metric by month against what the process does by itself, in the metric's unit.

    Lists run in step with the months given; `values`, `lower` and `upper` are None in a month
    without data. `lower` and `upper` are None in every month where there is too little to draw
    limits from; `centre` is None where there is no data at all. `signals` says per month: 'usual',
    'beyond' (outside the limits, on either side), 'run' (so many in a row on one side of the centre, at
    least eight, that a steady process with these counts would do it in 0.4 % of cases at most; a
    month without data neither counts nor ends a run) or 'no_data'.
    `sigma_z` above 1 means the limits were widened because months differ by more than chance (Laney
    2002); 1 in an XmR chart.
    """

    values: list[float | None]
    lower: list[float | None]
    upper: list[float | None]
    centre: float | None
    sigma_z: float
    signals: list[str]


def p_prime_chart(
    numerators: Sequence[float], denominators: Sequence[float]
) -> ControlChart:
    """Laney's p'-chart of shares, in percent: 3-sigma limits per month, widened by the moving range
    of z where months vary more than chance.

    A month that expects fewer than five of the rarer outcome has the exact binomial limit of the
    same chance, and none on the side that cannot be passed. Months with a denominator of 0 are
    gaps. All limits come from all the months given.
    """
    hits = np.array(numerators, dtype=float)
    sizes = np.array(denominators, dtype=float)
    seen = sizes > 0
    if not seen.any():
        return _chart_without_data(len(sizes))
    share = hits[seen].sum() / sizes[seen].sum()
    if share > 0.5:
        # The limits of what was met are those of what was missed, upside down.
        return _upside_down(p_prime_chart(sizes - hits, denominators), 100)

    def counts_of(size: float) -> Iterator[float]:
        return _binomial(round(size), share)

    return _prime_chart(
        hits, sizes, share, math.sqrt(share * (1 - share)), counts_of, 1, 100
    )


def u_prime_chart(
    counts: Sequence[float], exposures: Sequence[float], per: float
) -> ControlChart:
    """Laney's u'-chart of rates, per `per` units of exposure: 3-sigma limits per month, not below
    0, widened as in the p'-chart.

    A month that expects fewer than five has Poisson's exact limit of the same chance. Months with
    an exposure of 0 are gaps, whatever was counted in them. All limits come from all the months
    given.
    """
    hits = np.array(counts, dtype=float)
    sizes = np.array(exposures, dtype=float)
    seen = sizes > 0
    if not seen.any():
        return _chart_without_data(len(sizes))
    rate = hits[seen].sum() / sizes[seen].sum()

    def counts_of(size: float) -> Iterator[float]:
        return _poisson(rate * size)

    return _prime_chart(hits, sizes, rate, math.sqrt(rate), counts_of, np.inf, per)


def _prime_chart(
    hits: np.ndarray,
    sizes: np.ndarray,
    centre: float,
    deviation: float,
    counts_of: Callable[[float], Iterator[float]],
    highest: float,
    per: float,
) -> ControlChart:
    """`deviation` is that of one unit of exposure; `counts_of` a month's size gives the chances of
    0, 1, 2 … counts; `highest` is the highest rate there can be, per one unit.
    """
    seen = sizes > 0
    rates = hits[seen] / sizes[seen]
    known = sizes[seen]
    sigma = deviation / np.sqrt(known)
    z = (rates - centre) / sigma if sigma.all() else np.zeros(len(rates))
    sigma_z = 1.0
    if len(z) > 1:
        # Never narrower than chance alone allows.
        sigma_z = max(sigma_z, float(np.abs(np.diff(z)).mean()) / RANGE_OF_TWO)
    months = [_month(centre, size, counts_of(size)) for size in known.tolist()]
    up = np.array([month.up for month in months]) / known
    down = np.array([month.down for month in months]) / known
    up, down = (
        np.where(np.isnan(reach), 3 * sigma, reach) * sigma_z for reach in (up, down)
    )
    lower = np.clip(centre - down, 0, highest)
    upper = np.clip(centre + up, 0, highest)
    chances = [(month.below, month.above) for month in months]
    # No rate lies outside what rates can be, so the clipped limits and the whole ones name the same
    # months.
    hair = HAIR * max(1e-300, float(sigma.max()))
    signals = _signals(rates - centre, down, up, hair, chances)
    values, lows, highs = (_in_step(seen, per * series) for series in (rates, lower, upper))
    return ControlChart(
        values,
        lows,
        highs,
        per * float(centre),
        sigma_z,
        _in_step(seen, signals, "no_data"),
    )


@dataclass(frozen=True)
class _Month:
    """How far a steady process's count goes up and down from what is expected, NaN where three
    sigma say it well enough; and how often it lies below and above.
    """

    up: float
    down: float
    below: float
    above: float


def _month(centre: float, size: float, counts: Iterator[float]) -> _Month:
    expected = centre * size
    if expected >= EVEN_FROM:
        return _Month(math.nan, math.nan, 0.5, 0.5)
    below = above = reached = 0.0
    highest = None
    for count, chance in enumerate(counts):
        if 1 - reached > BEYOND_CHANCE:
            highest = count
        reached += chance
        if count < expected - HAIR * max(1, expected):
            below += chance
        if count <= expected + HAIR * max(1, expected):
            above = 1 - reached
        elif 1 - reached <= BEYOND_CHANCE / 1000:
            break
    if expected >= NORMAL_FROM - HAIR or highest is None:
        return _Month(math.nan, math.nan, below, above)
    # Nothing at all is within the limits where fewer than five are expected.
    return _Month(highest - expected, expected, below, above)


def _poisson(expected: float) -> Iterator[float]:
    """The chances of 0, 1, 2 … events where so many are expected.

    >>> [round(chance, 4) for chance, _ in zip(_poisson(2), range(3))]
    [0.1353, 0.2707, 0.2707]
    """
    chance = math.exp(-expected)
    count = 0
    while True:
        yield chance
        count += 1
        chance *= expected / count


def _binomial(trials: int, share: float) -> Iterator[float]:
    """The chances of 0, 1, 2 … of so many trials; `share` is at most one half.

    >>> [round(chance, 4) for chance in _binomial(2, 0.5)]
    [0.25, 0.5, 0.25]
    """
    chance = math.exp(trials * math.log1p(-share))
    for count in range(trials + 1):
        yield chance
        chance *= (trials - count) / (count + 1) * share / (1 - share)


def _upside_down(chart: ControlChart, highest: float) -> ControlChart:
    """The chart of what is left to the highest value there can be."""

    def turned(series: list[float | None]) -> list[float | None]:
        return [None if value is None else highest - value for value in series]

    return ControlChart(
        turned(chart.values),
        turned(chart.upper),
        turned(chart.lower),
        None if chart.centre is None else highest - chart.centre,
        chart.sigma_z,
        chart.signals,
    )


def xmr_chart(values: Sequence[float | None], lowest: float | None = None) -> ControlChart:
    """The chart of individuals and moving ranges, in the values' unit: limits at the mean ± 2.66 ×
    the mean moving range.

    None is a gap; a moving range joins two neighbouring months only, never across a gap. With fewer
    than four of them there are no limits, and every month is 'usual'. `lowest` is what a value
    cannot lie below, and the lower limit does not either: 0 for days and hours.
    """
    seen = np.array([value is not None for value in values], dtype=bool)
    if not seen.any():
        return _chart_without_data(len(seen))
    known = np.array([value for value in values if value is not None], dtype=float)
    centre = float(known.mean())
    ranges = [
        abs(float(after) - float(before))
        for before, after in pairwise(values)
        if before is not None and after is not None
    ]
    if len(ranges) < FEWEST_RANGES:
        signals = np.full(len(known), "usual")
        return ControlChart(
            _in_step(seen, known),
            [None] * len(seen),
            [None] * len(seen),
            centre,
            1.0,
            _in_step(seen, signals, "no_data"),
        )
    reach = 3 * float(np.mean(ranges)) / RANGE_OF_TWO
    lower = centre - reach
    if lowest is not None:
        lower = max(float(lowest), lower)
    hair = HAIR * float(np.abs(known).max())
    # Where values are skewed, one side of their mean is likelier than the other.
    below, above = (
        max(0.5, float(share))
        for share in ((known < centre).mean(), (known > centre).mean())
    )
    chances = [(below, above)] * len(known)
    signals = _signals(known - centre, reach, reach, hair, chances)
    lows, highs = (
        _in_step(seen, np.full(len(known), limit)) for limit in (lower, centre + reach)
    )
    return ControlChart(
        _in_step(seen, known), lows, highs, centre, 1.0, _in_step(seen, signals, "no_data")
    )


def _chart_without_data(months: int) -> ControlChart:
    return ControlChart(
        [None] * months, [None] * months, [None] * months, None, 1.0, ["no_data"] * months
    )


def _in_step(seen: np.ndarray, series: np.ndarray, empty: Any = None) -> list[Any]:
    """The series' entries in the months seen, as plain Python values, and `empty` in the others."""
    entries = iter(series.tolist())
    return [next(entries) if is_seen else empty for is_seen in seen]


def _signals(
    distances: np.ndarray,
    down: np.ndarray | float,
    up: np.ndarray | float,
    hair: float,
    chances: Sequence[tuple[float, float]],
) -> np.ndarray:
    """A word per point from its distance to the centre; as far as `down` and `up` is within the
    limits. `chances` are those of lying below and above.
    """
    sides = np.where(np.abs(distances) <= hair, 0, np.sign(distances))
    return np.where(
        (distances > up + hair) | (distances < -down - hair),
        "beyond",
        np.where(_in_unlikely_run(sides, chances), "run", "usual"),
    )


def _in_unlikely_run(
    sides: np.ndarray, chances: Sequence[tuple[float, float]]
) -> np.ndarray:
    """True for every point of a run on one side of the centre line that is eight long or longer and
    no likelier than eight in a row where both sides are as likely.
    """
    flags = np.zeros(len(sides), dtype=bool)
    length = 0
    chance = 1.0
    for i, side in enumerate(sides):
        of_side = chances[i][0 if side < 0 else 1]
        if side != 0 and i and side == sides[i - 1]:
            length = length + 1
            chance = chance * of_side
        else:
            length = 1
            chance = of_side
        if side and length >= RUN and chance <= RUN_CHANCE * (1 + HAIR):
            flags[i - length + 1 : i + 1] = True
    return flags
