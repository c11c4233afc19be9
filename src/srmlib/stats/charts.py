"""Control charts: what a process does by itself from month to month, and the months that stand out
from it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

# Limits from fewer months say more about those months than about the process.
FEWEST_MONTHS = 8
# The moving ranges that five single values in a row give; from fewer an XmR chart has no limits.
FEWEST_RANGES = 4
# The mean range of two values is so many of their standard deviations (d2).
RANGE_OF_TWO = 1.128
RUN = 8
# Less than this is floating point, not distance: a point on a limit or on the average lies on it.
HAIR = 1e-9


@dataclass(frozen=True)
class ControlChart:
    """A metric by month against what the process does by itself, in the metric's unit.

    Lists run in step with the months given; `values`, `lower` and `upper` are None in a month
    without data. `lower` and `upper` are None in every month where there is too little to draw
    limits from; `centre` is None where there is no data at all. `signals` says per month: 'usual',
    'beyond' (outside the limits, on either side), 'run' (eight or more in a row on one side of the
    centre; a month without data neither counts nor ends a run) or 'no_data'.
    `sigma_z` above 1 means the limits were widened because months differ by more than chance (Laney
    2002); 1 in an XmR chart.
    """

    values: list[float | None]
    lower: list[float | None]
    upper: list[float | None]
    centre: float | None
    sigma_z: float
    signals: list[str]


def p_prime_chart(numerators: Sequence[float], denominators: Sequence[float]) -> ControlChart:
    """Laney's p'-chart of shares, in percent: 3-sigma limits per month, widened by the moving range
    of z where months vary more than chance.

    Months with a denominator of 0 are gaps. All limits come from all the months given.
    """
    return _prime_chart(
        numerators, denominators, variance=lambda share: share * (1 - share), highest=1, per=100
    )


def u_prime_chart(counts: Sequence[float], exposures: Sequence[float], per: float) -> ControlChart:
    """Laney's u'-chart of rates, per `per` units of exposure: 3-sigma limits per month, not below
    0, widened as in the p'-chart.

    Months with an exposure of 0 are gaps, whatever was counted in them. All limits come from all
    the months given.
    """
    return _prime_chart(counts, exposures, variance=lambda rate: rate, highest=np.inf, per=per)


def _prime_chart(
    counts: Sequence[float],
    exposures: Sequence[float],
    *,
    variance: Callable[[float], float],
    highest: float,
    per: float,
) -> ControlChart:
    """`variance` is that of one unit of exposure, given the rate; `highest` is the highest rate
    there can be, per one unit.
    """
    hits, sizes = np.array(counts, dtype=float), np.array(exposures, dtype=float)
    seen = sizes > 0
    if not seen.any():
        return _chart_without_data(len(sizes))
    rates = hits[seen] / sizes[seen]
    centre = hits[seen].sum() / sizes[seen].sum()
    sigma = np.sqrt(variance(centre) / sizes[seen])
    z = (rates - centre) / sigma if sigma.all() else np.zeros(len(rates))
    sigma_z = 1.0
    if len(z) > 1:
        # Never narrower than chance alone allows.
        sigma_z = max(sigma_z, float(np.abs(np.diff(z)).mean()) / RANGE_OF_TWO)
    lower = np.clip(centre - 3 * sigma * sigma_z, 0, highest)
    upper = np.clip(centre + 3 * sigma * sigma_z, 0, highest)
    # No rate lies outside what rates can be, so the clipped limits and the whole ones name the same
    # months.
    signals = _signals(z, 3 * sigma_z, HAIR)
    values, lows, highs = (_in_step(seen, per * series) for series in (rates, lower, upper))
    return ControlChart(
        values, lows, highs, per * float(centre), sigma_z, _in_step(seen, signals, "no_data")
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
    signals = _signals(known - centre, reach, HAIR * float(np.abs(known).max()))
    lows, highs = (_in_step(seen, np.full(len(known), limit)) for limit in (lower, centre + reach))
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


def _signals(distances: np.ndarray, reach: float, hair: float) -> np.ndarray:
    """A word per point from its distance to the centre; up to `reach` is within the limits."""
    sides = np.where(np.abs(distances) <= hair, 0, np.sign(distances))
    return np.where(
        np.abs(distances) > reach + hair,
        "beyond",
        np.where(_in_run_of_eight(sides), "run", "usual"),
    )


def _in_run_of_eight(sides: np.ndarray) -> np.ndarray:
    """True for every point of eight or more in a row on the same side of the centre line."""
    flags, length = np.zeros(len(sides), dtype=bool), 0
    for i, side in enumerate(sides):
        goes_on = side != 0 and i and side == sides[i - 1]
        length = length + 1 if goes_on else 1
        if length >= RUN:
            flags[i - length + 1 : i + 1] = True
    return flags
