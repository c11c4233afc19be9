"""How many rows stand against a metric in a quarter and a year, and what its goal allows: the
scorecard's column "missed, and what the goal allows".
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from srmlib.metrics.result import Reading
from srmlib.metrics.verdict import is_enough, is_met
from srmlib.rules.definition import Definition
from srmlib.stats.tails import binomial

# From so many quarters on, they are said in round numbers; from so many on, not at all.
ROUND_FROM, HARDLY_EVER = 100, 1000


def misses_of(reading: Reading) -> tuple[int, int] | None:
    """How many rows stand against a share, of how many; None where its rows are no plain yes or no:
    they weigh differently, or it is no share.
    """
    hits, of = reading.numerator, reading.denominator
    is_counted = isinstance(hits, int) and isinstance(of, int)
    if reading.definition.metric.kind != "share" or not is_counted or not of:
        return None
    return (of - hits if reading.definition.better == "up" else hits), of


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


def year_of(reading: Reading) -> tuple[int, int] | None:
    """How many rows of the last four quarters met, of how many; for a share where less is better,
    how many it counts. None as in misses_of, and where the year holds nothing.
    """
    if reading.year is None or misses_of(reading) is None:
        return None
    hits = reading.year.value * reading.year.n / reading.definition.multiplier
    return (round(hits), reading.year.n) if abs(hits - round(hits)) < 1e-6 else None


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
    return reading.is_green and before is not None and not is_met(reading.definition, before)


def has_left(reading: Reading) -> bool:
    """Whether it misses its goal and met it in the quarter before."""
    before, is_missed = reading.previous, reading.verdict is not None and not reading.is_green
    return is_missed and before is not None and is_met(reading.definition, before)


def allowed_words(reading: Reading) -> tuple[str, str | None]:
    """What was missed and what the goal allows, and how often a process exactly on goal would miss
    so many or more: `2 of 22; goal allows 0` and `by chance: 1 quarter in 23`.

    Without a value why there is none: `1 of 6 lines; judged from 20`. The chance is said only of
    misses that were judged, row by row: not where rows hang together in orders.
    """
    if reading.state == "too_few":
        return _too_few(reading), None
    if reading.state != "ok":
        return reading.text, None
    if reading.definition.metric.kind == "rate":
        return _events(reading), None
    counted = misses_of(reading)
    if counted is None:
        return reading.rests_on, None
    missed, of = counted
    if not missed:
        return f"none of {of:,}", None
    if not reading.definition.is_signed:
        return f"{missed:,} of {of:,}", None
    said = f"{missed:,} of {of:,}; goal allows {allowed_of(reading.definition, of):,}"
    if reading.is_green or reading.verdict is None or reading.orders:
        return said, None
    return said, _by_chance(reading, missed, of)


def _by_chance(reading: Reading, missed: int, of: int) -> str:
    definition = reading.definition
    goal = definition.goal / definition.multiplier
    of_one = 1 - goal if definition.better == "up" else goal
    chance = float(binomial(of, of_one)[missed:].sum())
    if chance * HARDLY_EVER < 1:
        return f"by chance: less than 1 quarter in {HARDLY_EVER:,}"
    quarters = round(1 / chance)
    if quarters > ROUND_FROM:
        quarters = round(quarters, -1)
    return f"by chance: 1 quarter in {quarters:,}"


def _events(reading: Reading) -> str:
    """Of a rate: what happened, against how much, and what the goal allows there."""
    definition, metric = reading.definition, reading.definition.metric
    happened, against = reading.numerator, reading.denominator
    is_whole = isinstance(happened, int) and isinstance(against, int)
    if metric.n_of == "event" or not is_whole or metric.event is None or metric.exposure is None:
        return reading.rests_on
    said = f"{happened or 'no'} {metric.event.one if happened == 1 else metric.event.many}"
    said += f" in {metric.exposure.count(against)}"
    if not happened or not definition.is_signed:
        return said
    allowed = Fraction(str(definition.goal)) * against / definition.multiplier
    return f"{said}; goal allows {int(allowed):,}"


def _too_few(reading: Reading) -> str:
    definition, of = reading.definition, reading.denominator
    exposure = Decimal(of) if isinstance(of, int | Decimal) else None
    if is_enough(definition, reading.n, exposure):
        return reading.text
    counted = misses_of(reading)
    said = reading.rests_on
    if counted is not None:
        said = f"{counted[0] or 'none'} of {reading.rests_on}"
    return f"{said}; judged from {definition.min_n:,}"
