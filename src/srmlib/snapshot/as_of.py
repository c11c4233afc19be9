"""What says that a snapshot's knowledge ends on its as-of date, and what lies after it, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from srmlib.numbers import by_count, count_words

# Tickets are known until the midnight that the as-of date begins with (sql/metrics/S1.sql).
KNOWN_UNTIL_MIDNIGHT = "tickets"
STATED = "stated"


@dataclass(frozen=True)
class AsOf:
    """The day an extract's knowledge ends, and what says so: it is stated, or the table and column that
    hold it.
    """

    day: date
    origin: str

    @property
    def words(self) -> str:
        """What says so, in words.

        >>> AsOf(date(2026, 8, 5), "receipts.docked_on").words
        'the last day in receipts.docked_on'
        """
        if self.origin == STATED:
            return "as stated"
        if self.origin.startswith(f"{KNOWN_UNTIL_MIDNIGHT}."):
            return f"the day after the last time in {self.origin}"
        return f"the last day in {self.origin}"


@dataclass(frozen=True)
class After:
    """The rows of one table that tell of a day after the as-of date, and the last of those days."""

    table: str
    rows: int
    column: str
    last_on: date

    def __str__(self) -> str:
        be = by_count(self.rows, "is", "are")
        what = (
            "times from that day on"
            if self.table == KNOWN_UNTIL_MIDNIGHT
            else "days after it"
        )
        return (
            f"{count_words(self.rows, 'row')} of {self.table} {be} of {what}, which count as still"
            f" to come (the last: {self.column} {self.last_on})"
        )
