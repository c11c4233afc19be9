"""Quarters as half-open ranges of plant-local dates: `start` belongs to the quarter, `until` does
not. Which days a quarter has, and what it is called, is for the firm's fiscal year.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from itertools import accumulate

from srmlib.errors import UsageError
from srmlib.rules.checking import printable

MONTHS_OF_A_QUARTER = 3
PERIODS_OF_A_YEAR = 12
# The label of a calendar quarter, 2015Q3. Parts of a label and the digits each stands for.
CALENDAR_LABEL = "{yyyy}Q{q}"
LABEL_PARTS = {
    "{yyyy}": r"(?P<year>(?:19|20)\d\d)",
    "{yy}": r"(?P<year>\d\d)",
    "{q}": "(?P<q>[1-4])",
}
# Two digits say a year from 1980 to 2079.
FIRST_YEAR = 1980


@dataclass(frozen=True, order=True)
class FiscalYear:
    """How a firm divides its years; as it stands, the calendar year.

    A year has twelve periods, three to a quarter. They are calendar months from `starts_in` on, or
    so many whole weeks as `weeks` says for the three of a quarter ("4-4-5"): then the year begins
    on the weekday `week_starts_on` (0 is Monday) that lies `first_week` (nearest, on_or_before,
    on_or_after) to the first of that month, and the 53rd week of a long year is the last of its
    last period. The year is named by the calendar year it starts or ends in (`named_by`).

    >>> FiscalYear(starts_in=4, label="FY{yy}Q{q}").quarter_of(date(2026, 5, 15)).label
    'FY26Q1'
    """

    starts_in: int = 1
    named_by: str = "start"
    label: str = CALENDAR_LABEL
    weeks: str = ""
    week_starts_on: int = 0
    first_week: str = ""

    @property
    def is_calendar_year(self) -> bool:
        return self == CALENDAR_YEAR

    def quarter_of(self, day: date) -> Quarter:
        """The quarter a day lies in."""
        return Quarter.of(day, self)

    def first_day(self, year: int) -> date:
        """The first day of the year that begins in a calendar year, or a few days around it."""
        first = date(year, self.starts_in, 1)
        if not self.weeks:
            return first
        since = (first.weekday() - self.week_starts_on) % 7
        until = -since % 7
        is_before = self.first_week == "on_or_before" or (
            self.first_week == "nearest" and since <= until
        )
        return first + timedelta(days=-since if is_before else until)

    def periods(self, year: int) -> tuple[date, ...]:
        """The first days of the twelve periods of the year that begins in a calendar year."""
        return _periods(self, year)

    def year_of(self, day: date) -> int:
        """The calendar year in which the fiscal year of a day begins, or would by its month."""
        return next(
            year
            for year in (day.year + 1, day.year, day.year - 1)
            if self.first_day(year) <= day
        )

    def number_of(self, year: int) -> int:
        """The number of the year that begins in a calendar year: the one people say."""
        return year + (self.named_by == "end" and self.starts_in > 1)

    def period_of(self, day: date) -> date:
        """The first day of the period a day lies in."""
        periods = self.periods(self.year_of(day))
        return periods[bisect_right(periods, day) - 1]

    def period_name(self, first: date, layout: str = "%B %Y") -> str:
        """What the period that begins on a day is called: its month, or, of a year of whole weeks,
        its place in the year.

        >>> FiscalYear().period_name(date(2026, 7, 1)), FiscalYear().period_name(date(2026, 7, 1), "%b %y")
        ('July 2026', 'Jul 26')
        """
        if not self.weeks:
            return f"{first:{layout}}"
        place = self.periods(self.year_of(first)).index(first) + 1
        return f"P{place:02} {self.year_name(first)}"

    def year_name(self, day: date) -> str:
        """What the year of a day is called.

        >>> FiscalYear(starts_in=4, label="FY{yy}Q{q}").year_name(date(2026, 5, 15))
        'FY26'
        """
        return self._filled(self._words_of_year, self.year_of(day), 0)

    @property
    def _words_of_year(self) -> str:
        """The part of a label that says the year: `FY{yy}`; of `Q{q}-{yyyy}`, `{yyyy}`."""
        found = re.search(r"([^\W\d_]+[ _-]?)?\{y+\}", self.label)
        return found[0] if found else "{yyyy}"

    def _filled(self, template: str, year: int, quarter: int) -> str:
        number = self.number_of(year)
        return (
            template.replace("{yyyy}", f"{number:04}")
            .replace("{yy}", f"{number % 100:02}")
            .replace("{q}", str(quarter))
        )

    def label_of(self, start: date, template: str | None = None) -> str:
        """The label of the quarter that begins on a day."""
        year = self.year_of(start)
        quarter = self.periods(year).index(start) // MONTHS_OF_A_QUARTER + 1
        return self._filled(template or self.label, year, quarter)

    def start_of(self, label: str) -> date | None:
        """The first day of the quarter of a label; None for what is no label of this year."""
        pattern = re.escape(self.label)
        for part, digits in LABEL_PARTS.items():
            pattern = pattern.replace(re.escape(part), digits)
        match = re.fullmatch(pattern, label)
        if match is None:
            return None
        number = int(match["year"])
        if number < 100:
            number += 100 * ((FIRST_YEAR - number + 99) // 100)
        year = number - self.number_of(0)
        return self.periods(year)[MONTHS_OF_A_QUARTER * (int(match["q"]) - 1)]


CALENDAR_YEAR = FiscalYear()


@lru_cache(maxsize=1024)
def _periods(year_of_firm: FiscalYear, year: int) -> tuple[date, ...]:
    if not year_of_firm.weeks:
        months = range(
            year_of_firm.starts_in - 1, year_of_firm.starts_in - 1 + PERIODS_OF_A_YEAR
        )
        return tuple(date(year + month // 12, month % 12 + 1, 1) for month in months)
    weeks = [int(count) for count in year_of_firm.weeks.split("-")] * 4
    first = year_of_firm.first_day(year)
    return tuple(first + timedelta(weeks=before) for before in accumulate([0, *weeks[:-1]]))


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a firm's year, of the calendar year unless another is given.

    >>> q = Quarter.parse("2015Q3")
    >>> q.start.isoformat(), q.until.isoformat()
    ('2015-07-01', '2015-10-01')
    >>> date(2015, 10, 1) in q
    False
    >>> q.previous().label
    '2015Q2'
    >>> april = FiscalYear(starts_in=4, label="FY{yy}Q{q}")
    >>> Quarter.of(date(2026, 5, 15), april).label, str(Quarter.of(date(2026, 5, 15), april))
    ('FY26Q1', 'FY26 Q1')
    """

    start: date
    calendar: FiscalYear = CALENDAR_YEAR

    @classmethod
    def parse(cls, label: str, calendar: FiscalYear = CALENDAR_YEAR) -> Quarter:
        """The quarter of a label such as `2015Q3`, or as the fiscal year calls it. Raises UsageError
        for anything else.
        """
        start = calendar.start_of(str(label))
        if start is None:
            raise UsageError(_no_quarter(str(label), calendar))
        return cls(start, calendar)

    @classmethod
    def of(cls, day: date, calendar: FiscalYear = CALENDAR_YEAR) -> Quarter:
        """The quarter a day lies in."""
        periods = calendar.periods(calendar.year_of(day))
        place = bisect_right(periods, day) - 1
        return cls(periods[place - place % MONTHS_OF_A_QUARTER], calendar)

    @classmethod
    def last_full(cls, as_of: date, calendar: FiscalYear = CALENDAR_YEAR) -> Quarter:
        """The last quarter that was over on the as-of date.

        >>> Quarter.last_full(date(2026, 10, 2)).label, Quarter.last_full(date(2026, 9, 30)).label
        ('2026Q3', '2026Q2')
        """
        return cls.of(as_of, calendar).previous()

    @cached_property
    def until(self) -> date:
        year = self.calendar.year_of(self.start)
        later = [*self.calendar.periods(year), self.calendar.first_day(year + 1)]
        return later[later.index(self.start) + MONTHS_OF_A_QUARTER]

    @property
    def last_day(self) -> date:
        return self.until - timedelta(days=1)

    @property
    def periods(self) -> tuple[date, ...]:
        """The first days of its three months or, in a year of whole weeks, periods."""
        periods = self.calendar.periods(self.calendar.year_of(self.start))
        return tuple(first for first in periods if first in self)

    @property
    def label(self) -> str:
        return self.calendar.label_of(self.start)

    def __str__(self) -> str:
        """As people read it: 2015 Q3."""
        return self.calendar.label_of(
            self.start, self.calendar.label.replace("}Q{q}", "} Q{q}")
        )

    def to_json(self) -> str:
        return self.label

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.until

    def previous(self) -> Quarter:
        return Quarter.of(self.start - timedelta(days=1), self.calendar)

    def back(self, count: int) -> list[Quarter]:
        """This quarter and those before it, `count` in all, oldest first."""
        quarters = [self]
        while len(quarters) < count:
            quarters.insert(0, quarters[0].previous())
        return quarters


def _no_quarter(label: str, calendar: FiscalYear) -> str:
    """Why a label is no quarter; of a calendar quarter's, which fiscal ones its days lie in."""
    if calendar.is_calendar_year:
        return (
            f"'{printable(label)}' is not a quarter, expected a label such as 2015Q3.\nGive the year, a"
            " capital Q and a digit from 1 to 4."
        )
    start = CALENDAR_YEAR.start_of(label)
    if start is None:
        example = calendar.label_of(calendar.first_day(2026))
        return (
            f"'{printable(label)}' is not a quarter of this fiscal calendar, expected a label such as"
            f" {example}.\nGive it as data/calendar/ states it."
        )
    asked = Quarter(start)
    fiscal = [Quarter.of(asked.start, calendar)]
    while fiscal[-1].until < asked.until:
        fiscal.append(Quarter.of(fiscal[-1].until, calendar))
    names = " or ".join(f"{one.label} ({one.start} to {one.last_day})" for one in fiscal)
    return (
        f"'{label}' is a calendar quarter, expected one of this fiscal calendar: its days lie in"
        f" {names}.\nName one of them."
    )
