"""How long complaints and returns take from hand to hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from srmlib.metrics.arithmetic import median
from srmlib.rules.calendar import Quarter
from srmlib.snapshot import Snapshot
from srmlib.snapshot.database import statement
from srmlib.stats.intervals import median_interval

# From whom to whom, and the dates a step lies between: their places in sql/promises/*_dates.sql.
STEPS = {
    "customer_to_us": (0, 1),
    "us_to_supplier": (1, 2),
    "supplier_to_us": (2, 3),
    "us_to_customer": (3, 4),
}


# The days of one complaint or return, in the order they come; null where one is not known.
Days = tuple[date | None, ...]
HANDED_OVER = {
    "complaint": ("complaints", "promises/complaint_dates"),
    "return": ("customer_returns", "promises/return_dates"),
}


@dataclass(frozen=True)
class HandOver:
    """One step of the way of complaints or returns. `kind` is complaint or return, `step` one of
    STEPS or whole_way.

    `median_days` is of `n` finished steps, `interval` its 95 % interval, null for fewer than 6.
    `open` steps have begun and not ended; `longest_open_days` is the age of the oldest on the as-of
    date. `unusable` lack a date though a later one is known, or end before they begin. Where the
    extract never tells one of the two dates the state is no_data, and all of it is null.
    """

    kind: str
    step: str
    state: str
    n: int | None = None
    median_days: float | None = None
    interval: tuple[float, float] | None = None
    open: int | None = None
    longest_open_days: int | None = None
    unusable: int | None = None


@dataclass(frozen=True)
class HandOvers:
    """The steps of complaints, then of returns, each in the order they are taken and the whole way
    last. `counts`: how many of each kind.
    """

    counts: dict[str, int | None]
    steps: tuple[HandOver, ...]


def hand_over_times(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> HandOvers:
    """How long complaints and returns take from the customer to us, to the supplier, back, and to
    the customer.

    Formula: median of (day the step ended − day it began); the whole way from the first date told
    to the day settled.
    Unit: days. Source: complaints, customer_returns.
    Counts: complaints by the day received, returns by the day they came back, traced to or claimed
    of the supplier. A step is open where it began, and neither its end nor any later date is known
    by the as-of date. Null (`no_data`) where the extract never tells a date of the step, or none of
    the quarter has both; `not_supplied` without the table. A complaint has no first step: it begins
    with us.
    """
    counts: dict[str, int | None] = {}
    steps: list[HandOver] = []
    for kind, (table, dates) in HANDED_OVER.items():
        if table not in snapshot.supplied_tables:
            counts[kind] = None
            steps += [
                HandOver(kind, step, "not_supplied") for step in (*STEPS, "whole_way")
            ]
            continue
        rows = snapshot.records(
            statement(dates), [supplier_id, quarter.start, quarter.until, snapshot.as_of]
        )
        # What happened after the as-of date is not known yet.
        days = [
            tuple(day if day and day <= snapshot.as_of else None for day in row.values())
            for row in rows
        ]
        (told,) = snapshot.records(statement(f"{dates}_told"))
        is_told = [count > 0 for count in told.values()]
        counts[kind] = len(rows)
        begins = 1 if kind == "complaint" else 0
        for step, (begun, ended) in (STEPS | {"whole_way": (begins, 4)}).items():
            steps.append(
                _step(kind, step, days, begun, ended, snapshot.as_of)
                if is_told[begun] and is_told[ended]
                else HandOver(kind, step, "no_data")
            )
    return HandOvers(counts, tuple(steps))


def _step(
    kind: str, step: str, rows: list[Days], begun: int, ended: int, as_of: date
) -> HandOver:
    """The step between two places of the rows' dates."""
    taken = []
    ages = []
    unusable = 0
    for row in rows:
        began = row[begun]
        end = row[ended]
        if began and end and began <= end:
            taken.append((end - began).days)
        elif began and not any(row[ended:]):
            ages.append((as_of - began).days)
        elif any(row[ended:]):
            unusable += 1
        # What is left has not come to this step yet.
    return HandOver(
        kind=kind,
        step=step,
        state="ok" if taken else "no_data",
        n=len(taken),
        median_days=float(median(taken)) if taken else None,
        interval=median_interval(taken),
        open=len(ages),
        longest_open_days=max(ages, default=None),
        unusable=unusable,
    )
