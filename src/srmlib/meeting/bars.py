"""Eight quarters of a metric as bars: how high each stands, in percent of the figure."""

from __future__ import annotations

from typing import Any

from srmlib.metrics.result import Reading


def bars(reading: Reading) -> list[dict[str, Any]]:
    """Eight quarters, with the height of each in percent of the figure; null where too
    few.
    """
    return [
        {
            "label": _short_quarter(label),
            "value": value,
            "height": None if value is None else height_of(value, reading),
            "is_now": place == len(reading.history) - 1,
        }
        for place, (label, value) in enumerate(reading.history)
    ]


def _short_quarter(label: str) -> str:
    """
    >>> _short_quarter("2026Q3"), _short_quarter("FY27-2")
    ('26 Q3', 'FY27-2')
    """
    year, letter, number = label.partition("Q")
    return f"{year[-2:]} Q{number}" if letter and year.isdecimal() else label


def height_of(value: float, reading: Reading) -> float:
    """Of a value: a share from half of the lowest on, anything else from zero; at most
    100.
    """
    known = [one for _, one in reading.history if one is not None]
    known.append(reading.definition.goal)
    is_share = reading.definition.unit == "%" and reading.definition.better == "up"
    floor = (
        max(
            0.0,
            min(known) - (max(known) - min(known)) - 2,
        )
        if is_share
        else 0.0
    )
    top = (
        min(
            100.0,
            max(known),
        )
        if is_share
        else max(known) or 1.0
    )
    return round(
        100 * (value - floor) / ((top - floor) or 1),
        1,
    )
