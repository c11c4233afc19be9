"""Days and minutes: what is known on the as-of date, local days, and open minutes of service hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


def local(at: datetime, zone: str) -> datetime:
    """The wall clock of a zone at a time in UTC."""
    return at.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def utc(wall: datetime, zone: str) -> datetime:
    """The time in UTC of a wall clock; of an hour shown twice the first."""
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None)


@dataclass(frozen=True)
class Hours:
    """Named service hours: per weekday pairs of minutes from midnight, the end beyond a day's 1,440
    where they run over midnight.
    """

    zone: str
    open: dict[int, tuple[tuple[int, int], ...]]
    holidays: frozenset[date] = frozenset()

    def minutes(self, start: datetime, end: datetime) -> Fraction:
        """The open minutes between two times in UTC, cut into stretches of one local day each."""
        total = Fraction(0)
        day = local(start, self.zone).date() - 2 * DAY
        while day <= local(end, self.zone).date() + DAY:
            for opens, closes in self.open.get(day.weekday(), ()):
                # On a holiday nothing is open from midnight to midnight, the rest of a shift is.
                for piece_day, first, last in (
                    (day, opens, min(closes, 1440)),
                    (day + DAY, 0, closes - 1440),
                ):
                    if last > first and piece_day not in self.holidays:
                        midnight = datetime.combine(piece_day, time())
                        begins = utc(midnight + timedelta(minutes=first), self.zone)
                        ends = utc(midnight + timedelta(minutes=last), self.zone)
                        total += max(
                            Fraction(0), _minutes(max(begins, start), min(ends, end))
                        )
            day += DAY
        return total


def _minutes(start: datetime, end: datetime) -> Fraction:
    return Fraction(int((end - start).total_seconds()), 60)


def all_minutes(start: datetime, end: datetime) -> Fraction:
    return _minutes(start, end)
