"""Signal against noise: the four verdicts, and a reading's state. Intervals and charts are at home
in `intervals` and `charts`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Unpack

from srmlib.metrics.result import Reading, Stated
from srmlib.rules.definition import Definition


def verdict(value: float, interval: tuple[float, float], goal: float, better: str) -> str:
    """One of four words: is the value in the green zone (meets or exceeds the goal), and is that
    clear of chance?

    >>> verdict(91.6, (87.1, 94.6), 95, "up"), verdict(96.0, (90.0, 98.0), 95, "up")
    ('below_clear', 'green_chance')
    >>> verdict(3.0, (2.0, 3.9), 4, "down")
    'green_clear'
    """
    low, high = interval
    is_green = value >= goal if better == "up" else value <= goal
    is_clear = not low <= goal <= high
    return ("green" if is_green else "below") + ("_clear" if is_clear else "_chance")


def is_enough(definition: Definition, n: int, exposure: Decimal | None = None) -> bool:
    """Enough rows to judge: the smallest n, or instead of them a denominator of the definition's
    `min_exposure`.
    """
    return n >= definition.min_n or (
        exposure is not None
        and definition.min_exposure is not None
        and exposure >= definition.min_exposure
    )


def judge(
    definition: Definition,
    *,
    value: float | None,
    n: int,
    interval: tuple[float, float] | None,
    history: list[tuple[str, float | None, bool]],
    is_known_enough: bool = True,
    exposure: Decimal | None = None,
    **stated: Unpack[Stated],
) -> Reading:
    """The reading of a metric from its value: state, and a verdict where both firms signed the
    definition and n allows one.

    `history` is (quarter label, value, whether there were enough rows), this quarter last; a
    quarter with too few is a gap, also as the one before.
    """
    state, word = "no_data", None
    if value is not None:
        state = "too_few"
        if is_enough(definition, n, exposure) and is_known_enough and interval:
            state = "ok"
            if definition.is_signed:
                word = verdict(value, interval, definition.goal, definition.better)
    judged = [(label, past if was_enough else None) for label, past, was_enough in history]
    return Reading(
        definition,
        state,
        n=n,
        is_known_enough=is_known_enough,
        value=value,
        interval=interval,
        verdict=word,
        previous=judged[-2][1],
        history=judged,
        **stated,
    )
