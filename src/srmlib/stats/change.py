"""Whether two quarters differ by more than chance: exact tests of two samples, both sides at once."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

REDRAWN = 2000
# Tables as likely as the one seen differ from it by floating point alone.
HAIR = 1 + 1e-7


def chance_of_shares(met: int, rows: int, met_before: int, rows_before: int) -> float:
    """How often chance alone would part two shares so far or further, were they one (Fisher's exact
    test, two-sided). From 0 to 1; 1 where either has no rows.

    Fisher (1935), the lady tasting tea: 3 of 4 cups told right against 1 of 4.

    >>> round(chance_of_shares(3, 4, 1, 4), 4)
    0.4857
    """
    whole, all_met = rows + rows_before, met + met_before
    fewest, most = max(0, all_met - rows_before), min(all_met, rows)

    def log_chance(count: int) -> float:
        return (
            _log_choices(rows, count)
            + _log_choices(rows_before, all_met - count)
            - _log_choices(whole, all_met)
        )

    return _as_unlikely(log_chance(met), [log_chance(count) for count in range(fewest, most + 1)])


def chance_of_rates(
    count: int, exposure: float, count_before: int, exposure_before: float
) -> float:
    """How often chance alone would part two rates of events so far or further, were they one: given
    all events, those of one quarter are binomial (Przyborowski and Wilenski 1940), two-sided. 1
    where nothing happened or either exposure is 0.

    >>> round(chance_of_rates(9, 100, 1, 100), 4)
    0.0215
    """
    events, both = count + count_before, exposure + exposure_before
    if not events or not exposure or not exposure_before:
        return 1.0
    share = exposure / both
    logs = [
        _log_choices(events, k) + k * math.log(share) + (events - k) * math.log1p(-share)
        for k in range(events + 1)
    ]
    return _as_unlikely(logs[count], logs)


def chance_of_statistics(
    groups: Sequence[np.ndarray],
    groups_before: Sequence[np.ndarray],
    statistic: Callable[[np.ndarray], float],
) -> float:
    """How often dealing all groups of rows anew to the two quarters would part their statistics so
    far or further: a permutation test of rows that belong together. 1 where either is empty.

    A group is an array of shape (rows, columns); `statistic` takes such an array of all rows of a
    quarter. Seeded: the same rows give the same chance, which is never below 1 in 2,001.
    """
    if not len(groups) or not len(groups_before):
        return 1.0
    everything, first = [*groups, *groups_before], len(groups)

    def apart(order: np.ndarray) -> float:
        one, other = (
            np.concatenate([everything[place] for place in places])
            for places in (order[:first], order[first:])
        )
        return abs(statistic(one) - statistic(other))

    random = np.random.default_rng(20260930)
    seen = apart(np.arange(len(everything)))
    as_far = sum(apart(random.permutation(len(everything))) >= seen / HAIR for _ in range(REDRAWN))
    return (1 + as_far) / (1 + REDRAWN)


def _log_choices(of: int, count: int) -> float:
    return math.lgamma(of + 1) - math.lgamma(count + 1) - math.lgamma(of - count + 1)


def _as_unlikely(seen: float, logs: Sequence[float]) -> float:
    """The chance of all that is no likelier than what was seen; chances come as logarithms."""
    limit = seen + math.log(HAIR)
    return min(1.0, math.fsum(math.exp(one) for one in logs if one <= limit))
