"""Shares that are printed or booked as whole numbers and still add up to their whole.

The one rule everywhere is the largest remainder: every exact share is rounded down, and what is
left over goes, one each, to those that lost most; of those that lost alike the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import TypeVar

Exact = TypeVar("Exact", Fraction, Decimal)


def apportion(whole: int, weights: Sequence[int]) -> list[int]:
    """A whole number shared out by weights, of which none is below 0 and one is above it.

    >>> apportion(100, [1, 1, 1]), apportion(5, [3, 1]), apportion(7, [])
    ([34, 33, 33], [4, 1], [])
    """
    total = sum(weights)
    shares = [divmod(whole * weight, total) for weight in weights]
    return _with_the_rest(
        whole, [down for down, _ in shares], lost=[remainder for _, remainder in shares]
    )


def rounded_together(whole: int, exact: Sequence[Exact]) -> list[int]:
    """Exact shares as whole numbers that add up to `whole`, their sum rounded once.

    >>> rounded_together(3, [Fraction(5, 4), Fraction(7, 4)])
    [1, 2]
    >>> rounded_together(-1, [Fraction(-1, 2), Fraction(-1, 2)])
    [0, -1]
    """
    down = [floor(share) for share in exact]
    lost = [share - below for share, below in zip(exact, down, strict=True)]
    return _with_the_rest(whole, down, lost)


def _with_the_rest(
    whole: int,
    down: list[int],
    lost: Sequence[int] | Sequence[Fraction] | Sequence[Decimal],
) -> list[int]:
    """What was rounded down, and one more for those that lost most by it until all is given."""
    by_loss = sorted(range(len(down)), key=lambda place: -lost[place])
    more = set(by_loss[: whole - sum(down)])
    return [below + (place in more) for place, below in enumerate(down)]
