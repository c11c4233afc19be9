"""The value of a metric from its counted rows, exactly: one place that divides, and divides
last.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from srmlib.rules.definition import Definition
from srmlib.rules.switches import Basis
from srmlib.stats.survival import median_time

MINUTES_PER_HOUR = 60
# The percentile of which a spread tells how far it lies above the median.
TOP = Fraction(9, 10)
Number = Fraction | Decimal | float


class Figure(NamedTuple):
    """A value in the metric's unit. Where rows are still open, whose days or hours are those so
    far, it may be a bound: the value is "at least" or "more than" so much, null where it is what it
    is; `most` is the largest it can become, infinite where nothing bounds it.
    """

    value: Fraction
    bound: str | None = None
    most: Fraction | float = 0

    @property
    def largest(self) -> float:
        return float(self.most if self.bound else self.value)


def value_of(
    definition: Definition, choices: Basis, rows: Sequence[tuple[Fraction, Fraction]]
) -> Fraction | None:
    """The metric's value in its unit from (numerator, denominator) rows; null when nothing is
    counted.
    """
    found = figure_of(definition, choices, rows)
    return found and found.value


def figure_of(
    definition: Definition, choices: Basis, rows: Sequence[tuple[Fraction, Fraction]]
) -> Figure | None:
    """As value_of, with what is still open. The denominator of a value that is at least so much is
    0.
    """
    if definition.is_ratio:
        met = sum(n for n, _ in rows)
        of = sum(d for _, d in rows)
        value = ratio(met, of, definition.multiplier)
        return None if value is None else Figure(value)
    values = [(Fraction(n), bool(d)) for n, d in rows]
    return statistic_of(definition, choices, values)


def ratio(numerator: Number, denominator: Number, per: int = 100) -> Fraction | None:
    """numerator ÷ denominator × per; null without a denominator.

    >>> ratio(41, 48), ratio(0, 0), ratio(3, 20_000, per=1_000_000)
    (Fraction(1025, 12), None, Fraction(150, 1))
    """
    if not denominator:
        return None
    return Fraction(per) * Fraction(numerator) / Fraction(denominator)


def statistic_of(
    definition: Definition, choices: Basis, values: Sequence[tuple[Fraction, bool]]
) -> Figure | None:
    """The statistic a metric takes of its rows' values, in the metric's unit; null without values.
    Each comes with whether it is final: else it is at least so much. Hours come in as minutes.
    """
    if not values:
        return None
    if definition.metric.kind == "spread":
        found = variability_so_far(values)
    elif choices.get("statistic") == "mean":
        is_final = all(final for _, final in values)
        found = Figure(
            mean([value for value, _ in values]), None if is_final else "at least", math.inf
        )
    else:
        found = Figure(*median_time(values), math.inf)
    if definition.unit == "h":
        return found._replace(
            value=found.value / MINUTES_PER_HOUR, most=found.most / MINUTES_PER_HOUR
        )
    return found


def variability_so_far(values: Sequence[tuple[Fraction, bool]]) -> Figure:
    """90th percentile − median of values of which some may still grow: the least it can become.

    >>> variability_so_far([(Fraction(0), True)] * 8 + [(Fraction(5), False)] * 2)
    Figure(value=Fraction(5, 1), bound='at least', most=inf)
    """
    so_far = [value for value, _ in values]
    if all(final for _, final in values):
        return Figure(variability(so_far))
    place = int(TOP * (len(values) - 1))
    least = min(
        variability([value if final else max(value, lowest) for value, final in values])
        for lowest in sorted(so_far)[place : place + 2]
    )
    most = _largest_variability(values)
    return Figure(least, "at least" if most > least else None, most)


def _largest_variability(values: Sequence[tuple[Fraction, bool]]) -> Fraction | float:
    """Where all that may still grow lies above the 90th percentile, nothing moves it."""
    finals = sorted(value for value, final in values if final)
    place = TOP * (len(values) - 1)
    if math.ceil(place) >= len(finals):
        return math.inf
    above = [finals[-1]] * (len(values) - len(finals))
    middle = quantile([value for value, _ in values], Fraction(1, 2))
    return quantile(finals + above, TOP) - middle


def mean(values: Sequence[Number]) -> Fraction:
    return sum((Fraction(value) for value in values), Fraction(0)) / len(values)


def median(values: Sequence[Number]) -> Fraction:
    """
    >>> median([4, 1, 3, 10])
    Fraction(7, 2)
    """
    return quantile(values, Fraction(1, 2))


def variability(values: Sequence[Number]) -> Fraction:
    """90th percentile − median.

    >>> variability([10, 10, 11, 12, 20])
    Fraction(29, 5)
    """
    return quantile(values, TOP) - quantile(values, Fraction(1, 2))


def quantile(values: Sequence[Number], share: Fraction) -> Fraction:
    """With linear interpolation between the two values beside it, as spreadsheets do.

    >>> quantile([1, 2, 3, 4], Fraction(9, 10))
    Fraction(37, 10)
    """
    ordered = sorted(Fraction(value) for value in values)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
