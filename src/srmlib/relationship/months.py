"""Days so many months apart."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def months_after(day: date, months: int) -> date:
    """
    >>> months_after(date(2026, 1, 31), 1), months_after(date(2026, 3, 15), -12)
    (datetime.date(2026, 2, 28), datetime.date(2025, 3, 15))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
