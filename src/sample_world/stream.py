"""Chance that can be repeated, and workdays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from sample_world.world import SEED

T = TypeVar("T")
DELIVERY_WEEKDAYS = (
    0,
    3,
    4,
)  # Monday, Thursday, Friday: three, seven or 21 days earlier is a workday too


class Stream:
    """Chance under a name of its own, one for each supplier: adding another supplier disturbs none.

    Only `Random.random` is drawn from: Python promises the same numbers for it in every version,
    and for nothing else.
    """

    def __init__(self, name: str):
        self._random = Random(f"{SEED}/{name}")

    def chance(self, probability: float) -> bool:
        return self._random.random() < probability

    def between(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self._random.random() * (high - low + 1))

    def pick(self, choices: Sequence[T]) -> T:
        return choices[self.between(0, len(choices) - 1)]


def days(day: date, count: int) -> date:
    return day + timedelta(days=count)


def is_workday(day: date) -> bool:
    return day.weekday() < 5


def workdays(first: date, until: date) -> list[date]:
    """The workdays from first to until, without until."""
    return [day for i in range((until - first).days) if is_workday(day := days(first, i))]


def workday_until(day: date) -> date:
    """The day itself, or the last workday before it."""
    return next(d for i in range(7) if is_workday(d := days(day, -i)))


def delivery_until(day: date) -> date:
    """The day itself, or the last delivery day before it."""
    return next(d for i in range(7) if (d := days(day, -i)).weekday() in DELIVERY_WEEKDAYS)


def delivery_from(day: date) -> date:
    """The day itself, or the next delivery day after it."""
    return next(d for i in range(7) if (d := days(day, i)).weekday() in DELIVERY_WEEKDAYS)


def first_of_next_month(day: date) -> date:
    """The first day of the month after the one `day` lies in."""
    return days(day.replace(day=28), 4).replace(day=1)
