"""The value of a metric from its counted rows, exactly: one place that divides, and divides
last.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from srmlib.rules.definition import Definition
from srmlib.rules.switches import Basis

MINUTES_PER_HOUR = 60
Number = Fraction | Decimal | float


def value_of(
    definition: Definition, choices: Basis, rows: Sequence[tuple[Fraction, Fraction]]
) -> Fraction | None:
    """The metric's value in its unit from (numerator, denominator) rows; null when nothing is
    counted.
    """
    if definition.is_ratio:
        met = sum(n for n, _ in rows)
        of = sum(d for _, d in rows)
        return ratio(met, of, definition.multiplier)
    return statistic_of(definition, choices, [n for n, _ in rows])


def ratio(numerator: Number, denominator: Number, per: int = 100) -> Fraction | None:
    """numerator ÷ denominator × per; null without a denominator.

    >>> ratio(41, 48), ratio(0, 0), ratio(3, 20_000, per=1_000_000)
    (Fraction(1025, 12), None, Fraction(150, 1))
    """
    if not denominator:
        return None
    return Fraction(per) * Fraction(numerator) / Fraction(denominator)


def statistic_of(
    definition: Definition, choices: Basis, values: Sequence[Fraction]
) -> Fraction | None:
    """The statistic a metric takes of its rows' values, in the metric's unit; null without values.
    Hours come in as minutes.
    """
    if not values:
        return None
    if definition.metric.kind == "spread":
        found = variability(values)
    elif choices.get("statistic") == "mean":
        found = mean(values)
    else:
        found = median(values)
    if definition.unit == "h":
        return found / MINUTES_PER_HOUR
    return found


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
    return quantile(values, Fraction(9, 10)) - quantile(values, Fraction(1, 2))


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
