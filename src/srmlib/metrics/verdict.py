"""Signal against noise: intervals, the four verdicts, and the control chart."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from srmlib.metrics.definition import Definition
from srmlib.metrics.reading import Reading

CONFIDENCE = 0.95
# Limits from fewer months say more about those months than about the process.
FEWEST_MONTHS = 8


def wilson_interval(numerator: int, denominator: int) -> tuple[float, float]:
    """The 95 % Wilson score interval of a proportion, as percentages.

    Newcombe (1998), table I: 81 of 263.

    >>> [round(x, 2) for x in wilson_interval(81, 263)]
    [25.53, 36.62]
    """
    z, p = NormalDist().inv_cdf((1 + CONFIDENCE) / 2), numerator / denominator
    centre = p + z * z / (2 * denominator)
    half = z * math.sqrt(p * (1 - p) / denominator + (z / (2 * denominator)) ** 2)
    whole = 1 + z * z / denominator
    # At the ends the formula gives 0 and 1; floating point would miss them by a hair.
    return (0.0 if numerator == 0 else 100 * (centre - half) / whole), (100.0 if numerator == denominator else 100 * (centre + half) / whole)


def bootstrap_interval(rows: np.ndarray, statistic: Callable[[np.ndarray], np.ndarray]) -> tuple[float, float]:
    """The 95 % percentile bootstrap interval of a statistic of rows, resampled whole.

    `rows` is (n, k); `statistic` takes (resamples, n, k) and gives (resamples,). Seeded: the same rows give the same interval.
    """
    random = np.random.default_rng(20260930)
    # In blocks, so that memory stays bounded for suppliers with many rows.
    per_block = max(1, 2_000_000 // max(1, rows.size))
    values: list[np.ndarray] = []
    while sum(map(len, values)) < 2000:
        chosen = random.integers(0, len(rows), size=(per_block, len(rows)))
        values.append(statistic(rows[chosen]))
    low, high = np.quantile(np.concatenate(values)[:2000], [0.025, 0.975])
    return float(low), float(high)


def verdict(value: float, interval: tuple[float, float], goal: float, better: str) -> str:
    """One of four words: is the value in the green zone (meets or exceeds the goal), and is that clear of chance?

    >>> verdict(91.6, (87.1, 94.6), 95, "up"), verdict(96.0, (90.0, 98.0), 95, "up")
    ('below_clear', 'green_chance')
    >>> verdict(3.0, (2.0, 3.9), 4, "down")
    'green_clear'
    """
    low, high = interval
    is_green = value >= goal if better == "up" else value <= goal
    is_clear = not low <= goal <= high
    return ("green" if is_green else "below") + ("_clear" if is_clear else "_chance")


@dataclass(frozen=True)
class ControlChart:
    """A p'-chart: monthly proportions in percent against what the process does by itself.

    Lists run in step with the months given; `values`, `lower` and `upper` are None in a month without lines.
    `signals` says per month: 'usual', 'beyond' (outside the limits), 'run' (eight in a row on one side) or 'no_data'.
    `sigma_z` above 1 means the limits were widened for over-dispersion (Laney 2002).
    """

    values: list[float | None]
    lower: list[float | None]
    upper: list[float | None]
    centre: float | None
    sigma_z: float
    signals: list[str]


def p_prime_chart(numerators: list[int], denominators: list[int]) -> ControlChart:
    """The p'-chart of Laney: 3-sigma limits per month, widened by the moving range of z where months vary more than chance.

    Months with a denominator of 0 are gaps. All limits come from all the months given.
    """
    hits, counts = np.array(numerators, dtype=float), np.array(denominators, dtype=float)
    seen = counts > 0
    if not seen.any():
        return ControlChart([None] * len(counts), [None] * len(counts), [None] * len(counts), None, 1.0, ["no_data"] * len(counts))
    centre = hits.sum() / counts.sum()
    sigma = np.sqrt(centre * (1 - centre) / counts[seen])
    proportions = hits[seen] / counts[seen]
    z = (proportions - centre) / sigma if 0 < centre < 1 else np.zeros(seen.sum())
    # 1.128 = d2 of a moving range of two. Never narrower than chance alone allows.
    sigma_z = max(1.0, float(np.abs(np.diff(z)).mean()) / 1.128) if len(z) > 1 else 1.0
    lower = np.clip(centre - 3 * sigma * sigma_z, 0, 1)
    upper = np.clip(centre + 3 * sigma * sigma_z, 0, 1)
    beyond = (proportions < lower - 1e-12) | (proportions > upper + 1e-12)
    runs = _in_run_of_eight(np.sign(np.round(proportions - centre, 12)))
    words = np.where(beyond, "beyond", np.where(runs, "run", "usual"))

    def spread(series, empty):
        it = iter(series)
        return [next(it) if s else empty for s in seen]

    as_percent = [[100 * float(x) for x in series] for series in (proportions, lower, upper)]
    values, lows, highs = (spread(series, None) for series in as_percent)
    return ControlChart(values, lows, highs, 100 * float(centre), sigma_z, spread(map(str, words), "no_data"))


def _in_run_of_eight(sides: np.ndarray) -> np.ndarray:
    """True where a point ends or continues eight or more in a row on the same side of the centre line."""
    flags, length = np.zeros(len(sides), dtype=bool), 0
    for i, side in enumerate(sides):
        length = length + 1 if side != 0 and i and side == sides[i - 1] else 1
        flags[i] = length >= 8
    return flags


def judge(
    definition: Definition,
    *,
    value: float | None,
    n: int,
    interval: tuple[float, float] | None,
    history: list[tuple[str, float | None, int]],
    counted: str = "lines",
    is_known_enough: bool = True,
    **facts: object,
) -> Reading:
    """The reading of a metric from its value: state, and a verdict where both firms signed the definition and n allows one.

    `history` is (quarter label, value, n), this quarter last; a quarter that was too small to judge is a gap, also as the one before.
    """
    state = "no_data" if value is None else "ok" if n >= definition.min_n and is_known_enough and interval else "too_few"
    word = verdict(value, interval, definition.goal, definition.better) if state == "ok" and definition.is_signed else None
    judged = [(label, past if past_n >= definition.min_n else None) for label, past, past_n in history]
    return Reading(definition, state, n=n, counted=counted, value=value, interval=interval, verdict=word, previous=judged[-2][1], history=judged, **facts)
