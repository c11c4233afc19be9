"""How many rows stand against a metric in a quarter and a year, and what its goal allows: the
scorecard's column "missed, and what the goal allows".
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pandas as pd

from srmlib.metrics.result import Reading
from srmlib.metrics.verdict import is_enough, is_met
from srmlib.numbers import by_count
from srmlib.rules.definition import Definition
from srmlib.stats.shares import Shares
from srmlib.stats.tails import binomial

# From so many quarters on, they are said in round numbers; from so many on, not at all.
ROUND_FROM = 100
HARDLY_EVER = 1000


def misses_of(reading: Reading) -> tuple[int, int] | None:
    """How many rows stand against a share, of how many; None where its rows are no plain yes or no:
    they weigh differently, or it is no share.
    """
    definition = reading.definition
    hits = reading.numerator
    of = reading.denominator
    if definition.metric.kind != "share":
        return None
    if not isinstance(hits, int) or not isinstance(of, int) or not of:
        return None
    missed = of - hits if definition.better == "up" else hits
    return missed, of


def allowed_of(definition: Definition, of: int) -> int:
    """How many rows of a share may stand against it and leave the goal met; exact.

    >>> from types import SimpleNamespace as d
    >>> allowed_of(d(goal=98.5, multiplier=100, better="up"), 22)
    0
    >>> allowed_of(d(goal=95, multiplier=100, better="up"), 100)
    5
    """
    goal = Fraction(str(definition.goal)) / definition.multiplier
    part = 1 - goal if definition.better == "up" else goal
    return int(part * of)


def events_of(reading: Reading) -> tuple[int, int] | None:
    """How many events of a rate happened, against how much; None where what is added up is no
    number of events, and where it is no rate.
    """
    metric = reading.definition.metric
    happened = reading.numerator
    against = reading.denominator
    is_no_number_of_rows = metric.numerator or metric.denominator
    if metric.kind != "rate" or metric.n_of == "event" or is_no_number_of_rows:
        return None
    if not isinstance(happened, int) or not isinstance(against, int):
        return None
    return happened, against


def events_allowed(reading: Reading, against: int) -> int:
    """How many events leave the goal of a rate met; exact."""
    definition = reading.definition
    goal = Fraction(str(definition.goal)) / definition.multiplier
    return int(goal * against)


def year_of(reading: Reading) -> tuple[int, int] | None:
    """How many rows of the last four quarters met, of how many; for a share where less is better,
    how many it counts. None as in misses_of, and where the year holds nothing.
    """
    year = reading.year
    if year is None or misses_of(reading) is None:
        return None
    hits = year.value * year.n / reading.definition.multiplier
    is_whole = abs(hits - round(hits)) < 1e-6 * year.n
    if not is_whole:
        return None
    return round(hits), year.n


def in_a_row(reading: Reading, met: bool) -> int:
    """How many quarters up to this one met the goal, or missed it, without a gap."""
    count = 0
    for _, value in reversed(reading.history):
        if value is None or is_met(reading.definition, value) != met:
            break
        count += 1
    return count


def has_entered(reading: Reading) -> bool:
    """Whether it meets its goal and did not in the quarter before."""
    before = reading.previous
    if not reading.is_green or before is None:
        return False
    return not is_met(reading.definition, before)


def has_left(reading: Reading) -> bool:
    """Whether it misses its goal and met it in the quarter before."""
    before = reading.previous
    is_missed = reading.verdict is not None and not reading.is_green
    if not is_missed or before is None:
        return False
    return is_met(reading.definition, before)


def allowed_words(
    reading: Reading, rows: pd.DataFrame | None = None
) -> tuple[str, str | None]:
    """What was missed and what the goal allows, and how often a process exactly on goal would miss
    so many or more: `2 of 22; goal allows 0` and `by chance: 1 quarter in 23`.

    `rows` are those behind the number, as in Facts.rows: rows that hang together in orders have a
    chance only with them, at most so much (`by chance: up to 1 quarter in 3`). Without a value why
    there is none: `1 of 6 lines missed; judged from 20`. The chance is said of misses that were judged one
    by one.
    """
    if reading.state == "too_few":
        return _too_few(reading), None
    if reading.state != "ok":
        return reading.text, None
    if reading.definition.metric.kind == "rate":
        return _events(reading), None
    counted = misses_of(reading)
    if counted is None:
        return f"from {reading.rests_on}", None
    missed, of = counted
    if not missed:
        return f"none of {of:,}", None
    if not reading.definition.is_signed:
        return f"{missed:,} of {of:,}", None
    said = f"{missed:,} of {of:,}; goal allows {allowed_of(reading.definition, of):,}"
    if reading.is_green or reading.verdict is None:
        return said, None
    return said, _by_chance(reading, missed, of, rows)


def _by_chance(
    reading: Reading, missed: int, of: int, rows: pd.DataFrame | None
) -> str | None:
    """None where rows hang together in orders that are not known."""
    is_up = reading.definition.better == "up"
    goal = reading.definition.goal / reading.definition.multiplier
    if not reading.orders:
        chance_of_one = 1 - goal if is_up else goal
        chance = float(binomial(of, chance_of_one)[missed:].sum())
        return _chance_words(chance, is_bound=False)
    if rows is not None and "order_id" in rows:
        chance = _of_orders(rows).chance(goal, above=not is_up)
        return _chance_words(chance, is_bound=True)
    return None


def _chance_words(chance: float, is_bound: bool) -> str:
    """`by chance: up to 1 quarter in 3`; of a bound, "up to"."""
    if chance * HARDLY_EVER < 1:
        return f"by chance: less than 1 quarter in {HARDLY_EVER:,}"
    # A bound stays one where it is rounded down.
    quarters = int(1 / chance) if is_bound else round(1 / chance)
    if quarters < 2:
        return "by chance: often"
    if quarters > ROUND_FROM:
        quarters -= quarters % 10
    up_to = "up to " if is_bound else ""
    return f"by chance: {up_to}1 quarter in {quarters:,}"


def _of_orders(rows: pd.DataFrame) -> Shares:
    """The rows that count, together by their orders; one of no order is an order of its own."""
    is_counted = rows["is_counted"].astype(bool)
    counted = rows[is_counted & (rows["denominator"] > 0)]
    order = counted["order_id"].fillna("row " + counted["row_id"])
    sums = counted.groupby(order)[["denominator", "numerator"]].sum().astype(int)
    return Shares(sums["denominator"].to_numpy(), sums["numerator"].to_numpy())


def _events(reading: Reading) -> str:
    """Of a rate: what happened, against how much, and what the goal allows there."""
    counted = events_of(reading)
    metric = reading.definition.metric
    if counted is None or metric.event is None or metric.exposure is None:
        return reading.rests_on
    happened, against = counted
    events = by_count(happened, metric.event.one, metric.event.many)
    said = f"{happened or 'no'} {events} in {metric.exposure.count(against)}"
    if not happened or not reading.definition.is_signed:
        return said
    return f"{said}; goal allows {events_allowed(reading, against):,}"


def _too_few(reading: Reading) -> str:
    definition = reading.definition
    of = reading.denominator
    exposure = Decimal(of) if isinstance(of, int | Decimal) else None
    if is_enough(definition, reading.n, exposure):
        return reading.text
    counted = misses_of(reading)
    if counted is not None:
        missed, _ = counted
        said = f"{missed or 'none'} of {reading.rests_on}"
        if definition.better == "up":
            said += " missed"
    elif reading.n:
        said = reading.rests_on
    else:
        said = f"no {reading.counted.many}"
    enough = f"{definition.min_n:,}"
    if definition.min_exposure and definition.metric.denominator:
        enough += f", or {definition.min_exposure:,} {definition.metric.denominator}"
    return f"{said}; judged from {enough}"
