"""Quarters as half-open ranges of plant-local dates: `start` belongs to the quarter, `until` does
not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from srmlib.errors import UsageError
from srmlib.rules.checking import printable


@dataclass(frozen=True, order=True)
class Quarter:
    """A calendar quarter.

    >>> q = Quarter.parse("2015Q3")
    >>> q.start.isoformat(), q.until.isoformat()
    ('2015-07-01', '2015-10-01')
    >>> date(2015, 10, 1) in q
    False
    >>> q.previous().label
    '2015Q2'
    """

    start: date

    @classmethod
    def parse(cls, label: str) -> Quarter:
        """The quarter of a label such as `2015Q3`. Raises UsageError for anything else."""
        match = re.fullmatch(r"((?:19|20)\d\d)Q([1-4])", str(label))
        if match is None:
            raise UsageError(
                f"'{printable(label)}' is not a quarter, expected a label such as 2015Q3.\nGive the year, a"
                " capital Q and a digit from 1 to 4."
            )
        return cls(date(int(match[1]), 3 * int(match[2]) - 2, 1))

    @classmethod
    def of(cls, day: date) -> Quarter:
        """The quarter a day lies in."""
        return cls(date(day.year, 3 * ((day.month - 1) // 3) + 1, 1))

    @classmethod
    def last_full(cls, as_of: date) -> Quarter:
        """The last quarter that was over on the as-of date.

        >>> Quarter.last_full(date(2026, 10, 2)).label, Quarter.last_full(date(2026, 9, 30)).label
        ('2026Q3', '2026Q2')
        """
        return cls.of(as_of).previous()

    @property
    def until(self) -> date:
        return first_of_next_month(date(self.start.year, self.start.month + 2, 1))

    @property
    def label(self) -> str:
        return f"{self.start.year}Q{(self.start.month + 2) // 3}"

    def __str__(self) -> str:
        """As people read it: 2015 Q3."""
        return f"{self.start.year} Q{(self.start.month + 2) // 3}"

    def to_json(self) -> str:
        return self.label

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.until

    def previous(self) -> Quarter:
        return Quarter.of(self.start - timedelta(days=1))

    def back(self, count: int) -> list[Quarter]:
        """This quarter and those before it, `count` in all, oldest first."""
        quarters = [self]
        while len(quarters) < count:
            quarters.insert(0, quarters[0].previous())
        return quarters


def first_of_next_month(day: date) -> date:
    """The first day of the month after the one `day` lies in."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
