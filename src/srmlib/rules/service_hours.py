"""Service hours: on which days and hours a firm works, by its own wall clock, and on which listed
days it does not. Working days are those on which hours begin.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import NamedTuple
from zoneinfo import ZoneInfo

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# The name of the hours that hold where a definition names no others.
STANDARD = "standard"
HOURS_NAME = re.compile("[a-z][a-z0-9_]{0,30}")
MINUTE = 60
DAY = 86_400


class Shift(NamedTuple):
    """Hours that begin on a weekday (0 is Monday), in seconds from its midnight; those that end
    after the next midnight have more than a day's seconds.
    """

    weekday: int
    start: int
    end: int

    @property
    def pieces(self) -> tuple[Shift, ...]:
        """The hours by the day they lie in."""
        if self.end <= DAY:
            return (self,)
        return (
            Shift(self.weekday, self.start, DAY),
            Shift((self.weekday + 1) % 7, 0, self.end - DAY),
        )


@dataclass(frozen=True)
class ServiceHours:
    """Named hours in a zone. On a holiday nothing is open from midnight to midnight.

    >>> office = ServiceHours(STANDARD, "Europe/Berlin", OFFICE, frozenset({date(2026, 4, 3)}))
    >>> office.seconds(datetime(2026, 4, 2, 15), datetime(2026, 4, 6, 7)) // 3600
    2
    >>> office.working_days(date(2026, 4, 2), date(2026, 4, 7))
    2
    >>> office.words
    'Monday to Friday, 8:00 to 18:00 (Europe/Berlin), 1 holiday listed (2026-04-03)'
    """

    name: str
    zone: str
    shifts: tuple[Shift, ...]
    holidays: frozenset[date] = frozenset()

    @property
    def pieces(self) -> list[Shift]:
        return sorted(piece for shift in self.shifts for piece in shift.pieces)

    def is_working(self, day: date) -> bool:
        begins = {shift.weekday for shift in self.shifts}
        return day.weekday() in begins and day not in self.holidays

    def working_days(self, start: date, until: date) -> int:
        """The working days in [start, until); negative where until is the earlier."""
        if until < start:
            return -self.working_days(until, start)
        return sum(map(self.is_working, _days(start, until)))

    def add_working_days(self, day: date, count: int) -> date:
        """The so-many-th working day after a day; the day itself for 0 or fewer."""
        while count > 0:
            day += timedelta(days=1)
            count -= self.is_working(day)
        return day

    def seconds(self, start: datetime, end: datetime) -> int:
        """The open seconds between two times in UTC; 0 where the end is not after the start."""
        first = start.date() - timedelta(days=1)
        last = end.date() + timedelta(days=2)
        open_time = timedelta()
        for day in _days(first, last):
            for opens_at, closes_at in self._open_on(day):
                open_time += max(min(end, closes_at) - max(start, opens_at), timedelta())
        return int(open_time.total_seconds())

    def _open_on(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        if day in self.holidays:
            return
        for piece in self.pieces:
            if piece.weekday == day.weekday():
                # A day that the zone left out has no hours: its end is not after its beginning.
                yield (
                    self._utc(day, piece.start),
                    min(self._utc(day, piece.end), self._utc(day, DAY)),
                )

    def _utc(self, day: date, second: int) -> datetime:
        # A time that the clock shows twice is the first; one that it leaves out is told by the clock
        # before it was put forward.
        local = datetime(
            day.year, day.month, day.day, tzinfo=ZoneInfo(self.zone)
        ) + timedelta(seconds=second)
        return local.astimezone(UTC).replace(tzinfo=None)

    @property
    def words(self) -> str:
        """The open hours as people read them, with the holidays that are listed."""
        hours = [f"{days}, {said}" for days, said in self._days_alike(_hours_words)]
        return f"{'; '.join(hours)} ({self.zone}), {self.holiday_words}"

    @property
    def working_words(self) -> str:
        """The working days as people read them, with the holidays that are listed.

        >>> ServiceHours(STANDARD, "UTC", OFFICE).working_words
        'Monday to Friday, no holidays listed'
        """
        days = [days for days, _ in self._days_alike(lambda shift: "")]
        return f"{' and '.join(days)}, {self.holiday_words}"

    def _days_alike(self, words_of: Callable[[Shift], str]) -> list[tuple[str, str]]:
        """Weekdays in a row whose hours are said alike, with what is said of them."""
        by_day = [
            list(
                dict.fromkeys(
                    words_of(shift) for shift in self.shifts if shift.weekday == day
                )
            )
            for day in range(7)
        ]
        found = []
        for hours, days in groupby(range(7), key=lambda day: by_day[day]):
            first, *rest = days
            if hours:
                last = f" to {WEEKDAYS[rest[-1]]}" if rest else ""
                found.append((WEEKDAYS[first] + last, " and ".join(filter(None, hours))))
        return found

    @property
    def holiday_words(self) -> str:
        if not self.holidays:
            return "no holidays listed"
        first = min(self.holidays)
        last = max(self.holidays)
        if first == last:
            return f"1 holiday listed ({first})"
        return f"{len(self.holidays)} holidays listed ({first} to {last})"


OFFICE = tuple(Shift(day, 8 * 3600, 18 * 3600) for day in range(5))


def _hours_words(shift: Shift) -> str:
    if shift.start == 0 and shift.end == DAY:
        return "all day"
    return f"{_clock(shift.start)} to {_clock(shift.end)}"


def _clock(second: int) -> str:
    second = second if second == DAY else second % DAY
    return f"{second // 3600}:{second % 3600 // MINUTE:02}"


def _days(first: date, until: date) -> Iterator[date]:
    return (first + timedelta(days=place) for place in range((until - first).days))
