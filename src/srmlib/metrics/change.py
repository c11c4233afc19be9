"""Whether a metric moved by more than chance since the quarter before."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from srmlib.metrics.evidence import (
    CountedRow,
    are_trials,
    orders_of,
    sums_of_orders,
    values_of_orders,
    weights_of_events,
)
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import Definition
from srmlib.stats.change import (
    chance_of_rates,
    chance_of_shares,
    chance_of_statistics,
    medians,
    quotients,
)
from srmlib.stats.events import weight_of_one
from srmlib.stats.values import variabilities


def chance_of_change(
    definition: Definition,
    rows: Sequence[CountedRow],
    quarter: Quarter,
    unknown: Collection[Quarter] = (),
) -> float | None:
    """The chance of a change between this quarter and the one before; null where too little is
    known of either (`unknown`), too.
    """
    if quarter in unknown or quarter.previous() in unknown:
        return None
    now, before = (
        [row for row in rows if row.counted_on in one]
        for one in (quarter, quarter.previous())
    )
    return chance_between(definition, now, before)


def chance_between(
    definition: Definition, now: Sequence[CountedRow], before: Sequence[CountedRow]
) -> float | None:
    """How often chance alone would part the rows of two periods so far or further, were they one
    process; null where either counts nothing, or a value that is not final.

    Exact for rows that each met or did not and for events; else the rows are dealt anew to both
    periods, those of an order together.
    """
    if not now or not before:
        return None
    kind = definition.metric.kind
    if not definition.is_ratio and not all(row.is_final for row in (*now, *before)):
        return None
    if kind == "rate":
        return _chance_of_events(now, before)
    if kind == "share" and _are_independent_trials([*now, *before]):
        met, met_before = (int(sum(row.numerator for row in one)) for one in (now, before))
        of, of_before = (int(sum(row.denominator for row in one)) for one in (now, before))
        return chance_of_shares(met, of, met_before, of_before)
    if definition.is_ratio or definition.agreed.get("statistic") == "mean":
        return chance_of_statistics(
            _sums(definition, now), _sums(definition, before), quotients
        )
    groups, groups_before = (
        [np.array(values)[:, None] for values in values_of_orders(one)]
        for one in (now, before)
    )
    return chance_of_statistics(
        groups, groups_before, _spreads if kind == "spread" else medians
    )


def _chance_of_events(now: Sequence[CountedRow], before: Sequence[CountedRow]) -> float:
    """Heavy events move a sum as if they were fewer."""
    weights = weights_of_events(now)
    weights_before = weights_of_events(before)
    scale = weight_of_one(np.concatenate([weights, weights_before])) or 1.0
    exposure, exposure_before = (
        float(sum(row.denominator for row in one)) for one in (now, before)
    )
    return chance_of_rates(
        round(weights.sum() / scale),
        exposure,
        round(weights_before.sum() / scale),
        exposure_before,
    )


def _are_independent_trials(rows: Sequence[CountedRow]) -> bool:
    weights = [(row.numerator, row.denominator) for row in rows]
    return orders_of(rows) is None and are_trials(weights)


def _sums(definition: Definition, rows: Sequence[CountedRow]) -> list[np.ndarray]:
    """What each order puts into numerator and denominator; of a mean, each row its value."""
    if definition.is_ratio:
        pairs = sums_of_orders(rows).values()
        return [np.array([[float(over), float(under)]]) for over, under in pairs]
    return [np.array([[float(row.numerator), 1.0]]) for row in rows]


def _spreads(dealt: np.ndarray) -> np.ndarray:
    return variabilities(dealt[:, :, 0])
