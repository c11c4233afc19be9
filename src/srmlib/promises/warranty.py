"""Complaints by the month the goods were made and by their age: how much breaks, and when, with what
is too young to tell left open.

Kalbfleisch, Lawless and Robinson (1991): at each age what came of all cohorts that are that old,
divided by the units of these cohorts. A young cohort without complaints is not a good one.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from srmlib.rules.calendar import Quarter
from srmlib.snapshot import Snapshot
from srmlib.snapshot.database import statement
from srmlib.stats.intervals import poisson_interval

MONTHS_MADE = 24
PER = 1000


@dataclass(frozen=True)
class MadeIn:
    """The units made in a calendar month, and the complaints about them by age in months, the month
    they were made in first. One entry per age that is over for all of them; what came since stands
    in `so_far`.
    """

    JSON: ClassVar = ("month", "units", "claims", "so_far")

    month: date
    units: Decimal
    claims: tuple[int, ...]
    so_far: int


@dataclass(frozen=True)
class Age:
    """Complaints at an age, of the cohorts that are so old. `rate` and its 95 % `interval` (Poisson)
    are per 1,000 units at that age, `cumulative` is the sum of the rates up to it.
    """

    JSON: ClassVar = ("months", "claims", "units", "rate", "interval", "cumulative")

    months: int
    claims: int
    units: Decimal
    rate: float
    interval: tuple[float, float]
    cumulative: float


@dataclass(frozen=True)
class Warranty:
    """`cohorts` oldest first, `ages` from 0 on. `not_placed` are complaints of the same time about
    no finished lot of known day and quantity that holds the supplier's goods, `lots_without_qty`
    lots that are in no cohort; both are null where nothing is supplied.
    """

    JSON: ClassVar = ("state", "cohorts", "ages", "not_placed", "lots_without_qty")

    state: str
    cohorts: tuple[MadeIn, ...] = ()
    ages: tuple[Age, ...] = ()
    not_placed: int | None = None
    lots_without_qty: int | None = None


def warranty_by_age(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> Warranty:
    """Complaints traced to the supplier, by the month in which the goods were made, and by age.

    Formula: at each age Σ complaints ÷ Σ units × 1,000, over the months made that are that old;
    cumulative: Σ of these over the ages up to it.
    Unit: complaints, per 1,000 units made. Source: complaints, lots, serials, the closure of lots.
    Counts: finished lots (what went into no other lot) with goods of the supplier, made in the 24
    months before the quarter's end; complaints received by then and by the as-of date, by the lot
    they name or that of their piece. Age: calendar months from the month made to that received; one
    that is not over is only so far. When a unit went into service is not told: its age is counted
    from when it was made. Null: `not_supplied` without complaints or lots; `no_data` where no lot
    is known.
    """
    if not {"complaints", "lots"} <= snapshot.supplied_tables:
        return Warranty("not_supplied")
    known_until = min(quarter.until, snapshot.as_of + timedelta(days=1))
    # The month in which the last day known lies is over where that is its last one.
    now = known_until.replace(day=1)
    asked = {
        "supplier_id": supplier_id,
        "start": _months_before(quarter.until, MONTHS_MADE),
        "until": known_until,
    }
    made = snapshot.records(statement("promises/made_cohorts"), asked)
    told = snapshot.records(
        statement("promises/claims_by_age"), asked | {"known_until": known_until}
    )
    claims: dict[date | None, dict[int, int]] = defaultdict(dict)
    for row in told:
        claims[row["month_on"]][row["age"]] = row["claims"]
    cohorts = tuple(
        _made_in(row["month_on"], row["units"], claims[row["month_on"]], now)
        for row in made
        if row["units"] > 0
    )
    return Warranty(
        "ok" if cohorts else "no_data",
        cohorts,
        tuple(_ages(cohorts)),
        not_placed=sum(claims[None].values()),
        lots_without_qty=sum(row["lots_without_qty"] for row in made),
    )


def _made_in(month: date, units: Decimal, claims: dict[int, int], now: date) -> MadeIn:
    over = _months_between(month, now)
    return MadeIn(
        month,
        units,
        tuple(claims.get(age, 0) for age in range(over)),
        sum(count for age, count in claims.items() if age >= over),
    )


def _ages(cohorts: tuple[MadeIn, ...]) -> list[Age]:
    ages: list[Age] = []
    cumulative = Fraction(0)
    for months in range(max((len(one.claims) for one in cohorts), default=0)):
        old = [one for one in cohorts if len(one.claims) > months]
        count = sum(one.claims[months] for one in old)
        units = sum((one.units for one in old), Decimal(0))
        rate = PER * Fraction(count) / Fraction(units)
        cumulative += rate
        ends = poisson_interval(count, float(units), PER)
        ages.append(Age(months, count, units, float(rate), ends, float(cumulative)))
    return ages


def _months_between(month: date, later: date) -> int:
    return 12 * (later.year - month.year) + later.month - month.month


def _months_before(day: date, months: int) -> date:
    """The first day of the month so many before that of a day."""
    year, month = divmod(12 * day.year + day.month - 1 - months, 12)
    return date(year, month + 1, 1)
