"""The exchange rates of the sample world."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from sample_world.stream import Stream, days, workdays
from sample_world.world import FX_FIRST_DAY, FX_LAST_DAY, FX_MISSING_DAY


def make_fx(stream: Stream) -> list[tuple[date, Decimal]]:
    """EUR for one USD on the weekdays it was published."""
    rate, rows = Decimal("0.9120"), []
    for day in workdays(FX_FIRST_DAY, days(FX_LAST_DAY, 1)):
        rate = (rate * (10000 + stream.between(-35, 35)) / 10000).quantize(
            Decimal("0.000001"), ROUND_HALF_UP
        )
        if day != FX_MISSING_DAY:
            rows.append((day, rate))
    return rows
