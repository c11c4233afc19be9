"""How far a dispute can move a number: where value, goal and both ends lie on an axis, in
percent.
"""

from __future__ import annotations

from dataclasses import dataclass

from srmlib.meeting.disputes import OnTable
from srmlib.metrics.granted import Granted
from srmlib.metrics.result import beside_limits


@dataclass(frozen=True)
class Span:
    """`move` and `green` are the ends of what is drawn, as CSS; `move` is empty where a
    decision moves nothing. `words` say it for who does not see the figure.
    """

    now: float
    goal: float
    middle: float
    move: str
    green: str
    words: str


def span_of(one: OnTable) -> Span | None:
    """None where the rows cannot be read anew."""
    if one.now is None or one.now.value is None:
        return None
    definition, now = one.reading.definition, one.now.value
    ends = [
        _value(
            one.granted,
            now,
        ),
        _value(one.refused, now),
    ]
    low, high = _axis(one, [now, *ends])

    def at(value: float) -> float:
        return round(
            100 * (value - low) / (high - low),
            1,
        )

    first, last = (
        at(min(ends)),
        at(
            max(ends),
        ),
    )
    goal = at(definition.goal)
    is_up = definition.better == "up"
    green = f"left:{goal}%;right:0" if is_up else f"left:0;right:{100 - goal}%"
    said = " or ".join(
        dict.fromkeys(
            beside_limits(
                value,
                definition,
            )
            for value in sorted(ends)
        )
    )
    words = f"this dispute: {said}" if first != last else "this dispute moves nothing"
    move = f"left:{first}%;right:{round(100 - last, 1)}%" if first != last else ""
    middle = min(
        max((first + last) / 2, 14),
        86,
    )
    return Span(
        at(now),
        goal,
        middle,
        move,
        green,
        words,
    )


def _value(granted: Granted | None, otherwise: float) -> float:
    return otherwise if granted is None or granted.value is None else granted.value


def _axis(one: OnTable, known: list[float]) -> tuple[float, float]:
    """Ends that hold the goal and all that the quarter's disputes can move: they stay where
    they are while one after the other is decided. A share ends at 100 %.
    """
    definition, disputed = one.reading.definition, one.reading.disputed
    far = [disputed.for_supplier, disputed.for_buyer] if disputed else []
    before = one.before.value if one.before else None
    held = [
        *known,
        definition.goal,
        *(value for value in (*far, before) if value is not None),
    ]
    room = (max(held) - min(held)) * 0.3 or 1.0
    low, high = (
        max(
            0.0,
            min(held) - room,
        ),
        max(held) + room,
    )
    return low, min(
        high,
        100.0,
    ) if definition.unit == "%" and max(held) <= 100 else high
