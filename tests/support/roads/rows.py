"""The row a road gives for every thing a metric looks at, and the sums of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction


@dataclass(frozen=True)
class Row:
    """One thing under one basis. `reasons` are all that leave it out, or say what became of it."""

    row_id: str
    counted_on: date
    is_counted: bool
    numerator: Fraction = Fraction(0)
    denominator: Fraction = Fraction(0)
    unit: str | None = None
    reasons: frozenset[str] = field(default_factory=frozenset)


def quarter_of(day: date) -> date:
    """The first day of a day's calendar quarter."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def sums(rows: list[Row]) -> dict[tuple, tuple[Fraction, Fraction, int, int]]:
    """Numerator, denominator and both n per quarter and unit: sums first, the division is the reader's."""
    found: dict[tuple, list] = defaultdict(lambda: [Fraction(0), Fraction(0), 0, 0])
    for row in rows:
        if row.is_counted and (row.numerator or row.denominator):
            one = found[quarter_of(row.counted_on), row.unit]
            one[0] += row.numerator
            one[1] += row.denominator
            one[2] += row.denominator > 0
            one[3] += row.numerator > 0
    return {key: tuple(one) for key, one in found.items()}
