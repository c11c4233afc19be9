"""What a source's calendars are: its fiscal year and its service hours, as people state them in
`data/calendar/<source>.toml`.
"""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import Annotated, Literal, get_args

from pydantic import Field, field_validator, model_validator

from srmlib.errors import DefinitionError
from srmlib.rules.calendar import CALENDAR_LABEL, CALENDAR_YEAR, LABEL_PARTS, FiscalYear
from srmlib.rules.checking import AtKey, Day, Many, Stated, checked, expected, toml_of
from srmlib.rules.service_hours import (
    DAY,
    HOURS_NAME,
    OFFICE,
    STANDARD,
    WEEKDAYS,
    ServiceHours,
    Shift,
)

FIX = "Correct it there; docs/sources.md, Calendars, lists every key and what it takes."
SPAN = re.compile(r"(\d\d?):(\d\d)-(\d\d?):(\d\d)")
FISCAL_LABEL = "FY{yy}Q{q}"

Month = Literal[
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
Weekday = Literal[
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"
]


@lru_cache(maxsize=1)
def _time_zones() -> set[str]:
    # 'localtime' stands among them, but is another zone on another machine.
    return zoneinfo.available_timezones() - {"localtime"}


def _is_time_zone(name: str) -> bool:
    return name in _time_zones()


TimeZone = Annotated[
    str, expected("the IANA name of a zone, such as America/Sao_Paulo", _is_time_zone)
]


def _is_a_label(label: str) -> bool:
    rest = label
    for part in LABEL_PARTS:
        rest = rest.replace(part, "", 1)
    has_one_year = ("{yyyy}" in label) != ("{yy}" in label)
    return (
        "{q}" in label and has_one_year and re.fullmatch("[A-Za-z0-9_-]*", rest) is not None
    )


def _is_a_span(text: str) -> bool:
    match = SPAN.fullmatch(text)
    if match is None:
        return False
    from_hour, from_minute, until_hour, until_minute = map(int, match.groups())
    is_time = from_minute < 60 and until_minute < 60 and from_hour < 24
    start = from_hour * 60 + from_minute
    end = until_hour * 60 + until_minute
    return is_time and end <= 24 * 60 and start != end


def _seconds(span: str) -> tuple[int, int]:
    first, last = span.split("-")
    start, end = (
        3600 * int(hour) + 60 * int(minute)
        for hour, minute in (one.split(":") for one in (first, last))
    )
    return start, end if end > start else end + DAY


Label = Annotated[
    str,
    expected(
        "letters, digits, _ and - around {q} and one of {yy} and {yyyy}, such as FY{yy}Q{q}",
        _is_a_label,
    ),
]
Span = Annotated[
    str, expected("hours such as 09:00-17:30, or 22:00-06:00 over midnight", _is_a_span)
]
HoursName = Annotated[
    str,
    expected(
        "a name of small letters, digits and _, such as standard",
        lambda name: HOURS_NAME.fullmatch(name) is not None,
    ),
]


class StatedFiscalYear(Stated):
    """See FiscalYear; months and weekdays by their English names."""

    starts_in: Month = "January"
    named_by: Literal["start", "end"] | None = None
    label: Label = FISCAL_LABEL
    weeks: Literal["4-4-5", "4-5-4", "5-4-4"] | None = None
    week_starts_on: Weekday | None = None
    first_week: Literal["nearest", "on_or_before", "on_or_after"] | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> StatedFiscalYear:
        if self.named_by is None and self.starts_in != "January":
            raise AtKey(
                "starts_in",
                f"the key 'named_by' is missing: a year that starts in {self.starts_in} is called"
                " by the calendar year it starts or ends in, expected start or end",
            )
        of_weeks = {"week_starts_on": self.week_starts_on, "first_week": self.first_week}
        for key, value in of_weeks.items():
            if self.weeks and value is None:
                raise AtKey("weeks", f"the key '{key}' is missing: weeks is {self.weeks}")
            if value is not None and not self.weeks:
                raise AtKey(
                    key, f"{key} is stated, but weeks is not, expected both or neither"
                )
        if self.label == CALENDAR_LABEL and (self.starts_in != "January" or self.weeks):
            raise AtKey(
                "label",
                f"label is '{CALENDAR_LABEL}', as calendar quarters are called, expected another"
                f" such as {FISCAL_LABEL}",
            )
        return self

    def fiscal_year(self) -> FiscalYear:
        return FiscalYear(
            get_args(Month).index(self.starts_in) + 1,
            self.named_by or "start",
            self.label,
            self.weeks or "",
            WEEKDAYS.index(self.week_starts_on) if self.week_starts_on else 0,
            self.first_week or "",
        )


class StatedHours(Stated):
    """Hours per weekday, by the clock of `zone`; a weekday that is not stated is closed."""

    zone: TimeZone | None = None
    monday: Many[Span] = ()
    tuesday: Many[Span] = ()
    wednesday: Many[Span] = ()
    thursday: Many[Span] = ()
    friday: Many[Span] = ()
    saturday: Many[Span] = ()
    sunday: Many[Span] = ()
    holidays: Many[Day] = ()

    @field_validator("holidays")
    @classmethod
    def _are_listed_once(cls, days: tuple[date, ...]) -> tuple[date, ...]:
        if twice := next((day for day in days if days.count(day) > 1), None):
            raise ValueError(f"{twice} is listed twice, expected each day once")
        return days

    @model_validator(mode="after")
    def _is_open_at_times(self) -> StatedHours:
        if not self.shifts():
            raise ValueError(
                'no hours are stated on any weekday, expected some such as monday = ["09:00-17:00"]'
            )
        pieces = sorted(piece for shift in self.shifts() for piece in shift.pieces)
        for one, other in pairwise(pieces):
            if one.weekday == other.weekday and other.start < one.end:
                day = WEEKDAYS[one.weekday]
                raise AtKey(
                    day.lower(),
                    f"two of the hours on {day} overlap, expected each hour once; those over"
                    " midnight end on the next day",
                )
        return self

    def shifts(self) -> tuple[Shift, ...]:
        return tuple(
            Shift(number, *_seconds(span))
            for number, day in enumerate(WEEKDAYS)
            for span in sorted(getattr(self, day.lower()), key=_seconds)
        )


class StatedCalendars(Stated):
    fiscal_year: StatedFiscalYear | None = None
    hours: dict[HoursName, StatedHours] = Field(default_factory=dict)


@dataclass(frozen=True)
class Calendars:
    """The fiscal year of a source, and its service hours by name; the standard ones are always
    there.
    """

    fiscal_year: FiscalYear
    hours: Mapping[str, ServiceHours]


@lru_cache(maxsize=64)
def read_calendars(
    text: str, time_zone: str, place: str = "The file of calendars"
) -> Calendars:
    """The calendars of a source whose plant lies in a zone; `text` is what is stated, empty where
    nothing is. Raises DefinitionError with every fault of the file.
    """
    standard = {STANDARD: ServiceHours(STANDARD, time_zone, OFFICE)}
    if not text:
        return Calendars(CALENDAR_YEAR, MappingProxyType(standard))
    stated = checked(
        StatedCalendars, toml_of(text, place, DefinitionError), place, FIX, DefinitionError
    )
    own = {
        name: ServiceHours(
            name, hours.zone or time_zone, hours.shifts(), frozenset(hours.holidays)
        )
        for name, hours in stated.hours.items()
    }
    year = stated.fiscal_year.fiscal_year() if stated.fiscal_year else CALENDAR_YEAR
    return Calendars(year, MappingProxyType(standard | own))
