"""Whether two quarters differ by more than chance: exact tests of two samples, both sides at once."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

# How often groups are dealt anew: fewer where they hold many rows.
DEALS = 2000
FEWEST_DEALS = 400
MOST_CELLS = 2_000_000
# Tables as likely as the one seen differ from it by floating point alone.
HAIR = 1 + 1e-7


def chance_of_shares(met: int, rows: int, met_before: int, rows_before: int) -> float:
    """How often chance alone would part two shares so far or further, were they one (Fisher's exact
    test, two-sided). From 0 to 1; 1 where either has no rows.

    Fisher (1935), the lady tasting tea: 3 of 4 cups told right against 1 of 4.

    >>> round(chance_of_shares(3, 4, 1, 4), 4)
    0.4857
    """
    whole = rows + rows_before
    all_met = met + met_before
    fewest = max(0, all_met - rows_before)
    most = min(all_met, rows)

    def log_chance(count: int) -> float:
        return (
            _log_choices(rows, count)
            + _log_choices(rows_before, all_met - count)
            - _log_choices(whole, all_met)
        )

    return _as_unlikely(
        log_chance(met), [log_chance(count) for count in range(fewest, most + 1)]
    )


def chance_of_rates(
    count: int, exposure: float, count_before: int, exposure_before: float
) -> float:
    """How often chance alone would part two rates of events so far or further, were they one: given
    all events, those of one quarter are binomial (Przyborowski and Wilenski 1940), two-sided. 1
    where nothing happened or either exposure is 0.

    >>> round(chance_of_rates(9, 100, 1, 100), 4)
    0.0215
    """
    events = count + count_before
    both = exposure + exposure_before
    if not events or not exposure or not exposure_before:
        return 1.0
    share = exposure / both
    logs = [
        _log_choices(events, k) + k * math.log(share) + (events - k) * math.log1p(-share)
        for k in range(events + 1)
    ]
    return _as_unlikely(logs[count], logs)


def chance_of_statistics(
    now: Sequence[np.ndarray],
    before: Sequence[np.ndarray],
    statistic: Callable[[np.ndarray], np.ndarray],
) -> float:
    """How often dealing all groups of rows anew to the two quarters would part their statistics so
    far or further: a permutation test of rows that belong together. 1 where either is empty.

    A group is an array of shape (rows, columns). `statistic` takes (deals, rows, columns), NaN in
    rows that were dealt to the other quarter, and gives (deals,). Seeded: the same rows give the
    same chance, which is never 0.
    """
    if not len(now) or not len(before):
        return 1.0
    groups = [*now, *before]
    rows = np.concatenate(groups)
    group_of = np.repeat(np.arange(len(groups)), [len(group) for group in groups])

    def apart(is_now: np.ndarray) -> np.ndarray:
        dealt = is_now[:, group_of, None]
        found: np.ndarray = np.abs(
            statistic(np.where(dealt, rows, np.nan))
            - statistic(np.where(dealt, np.nan, rows))
        )
        return found

    (seen,) = apart(np.arange(len(groups))[None] < len(now))
    random = np.random.default_rng(20260930)
    deals = min(DEALS, max(FEWEST_DEALS, MOST_CELLS // rows.size))
    as_far = 0
    # In blocks, so that memory stays bounded for suppliers with many rows.
    per_block = max(1, MOST_CELLS // rows.size)
    for start in range(0, deals, per_block):
        size = min(per_block, deals - start), len(groups)
        is_now = random.random(size).argsort(axis=1) < len(now)
        as_far += int((apart(is_now) >= seen / HAIR).sum())
    return (1 + as_far) / (1 + deals)


def quotients(dealt: np.ndarray) -> np.ndarray:
    """Of each deal the sum of the first column over that of the second; NaN where that is 0."""
    over, under = np.nansum(dealt, axis=1).T
    found: np.ndarray = np.divide(
        over, under, out=np.full_like(over, np.nan), where=under > 0
    )
    return found


def medians(dealt: np.ndarray) -> np.ndarray:
    """Of each deal the median of the first column."""
    found: np.ndarray = np.nanmedian(dealt[:, :, 0], axis=1)
    return found


def _log_choices(of: int, count: int) -> float:
    return math.lgamma(of + 1) - math.lgamma(count + 1) - math.lgamma(of - count + 1)


def _as_unlikely(seen: float, logs: Sequence[float]) -> float:
    """The chance of all that is no likelier than what was seen; chances come as logarithms."""
    limit = seen + math.log(HAIR)
    return min(1.0, math.fsum(math.exp(one) for one in logs if one <= limit))
