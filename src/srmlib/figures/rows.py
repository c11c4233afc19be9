"""Figures of rows: a name on the left, what is drawn beside it on one scale, a note on the right,
and the scale's axis below.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from srmlib.figures.labels import cut_to, width_of
from srmlib.figures.shapes import END, MIDDLE, Shape, round_numbers, rule, text, wrapped_text
from srmlib.figures.theme import SPARE_ROOM

NAMES, GAP, PLOT, NOTES, ROW = 220, 12, 510, 216, 28
LEFT = NAMES + GAP
RIGHT = LEFT + PLOT
WIDTH = RIGHT + GAP + NOTES + SPARE_ROOM
# Below the rows: the axis' numbers, and what they are.
NUMBERS, TITLE, FOOT = 12, 32, 44
BETWEEN_NUMBERS = 14


@dataclass(frozen=True)
class Scale:
    """Which stretch of values the drawing shows."""

    low: float
    high: float

    def x(self, value: float) -> float:
        """Where a value lies, in pixels from the left."""
        return LEFT + PLOT * (value - self.low) / (self.high - self.low)


def middle_of(place: int) -> float:
    """How far down the middle of a row is."""
    return ROW * (place + 0.5)


def height_of(rows: int) -> float:
    """How high a figure of so many rows is."""
    return ROW * rows + FOOT


def names_and_notes(rows: list[tuple[str, str]]) -> Iterator[Shape]:
    """The texts on both sides of each row; a long one takes two lines."""
    for place, (name, note) in enumerate(rows):
        yield from wrapped_text(NAMES, middle_of(place), name, NAMES, END)
        yield from wrapped_text(RIGHT + GAP, middle_of(place), note, NOTES, colour="muted")


def axis(
    scale: Scale, rows: int, title: str, at_zero: str, words: Callable[[Decimal], str]
) -> Iterator[Shape]:
    """Light lines at round numbers with the numbers below, and a stronger one at zero, which has a
    name of its own.
    """
    foot = ROW * rows
    numbers = _that_fit(scale, at_zero, words)
    for value, said in numbers.items():
        colour = "grid" if value else "line"
        x = scale.x(float(value))
        yield rule((x, 0), (x, foot + 4), colour)
        yield text(x, foot + NUMBERS, said, MIDDLE, "muted")
    yield text(LEFT + PLOT / 2, foot + TITLE, cut_to(title, PLOT + 2 * NOTES), MIDDLE, "muted")


def _that_fit(scale: Scale, at_zero: str, words: Callable[[Decimal], str]) -> dict[Decimal, str]:
    """As many round numbers as can be read beside each other; zero alone if need be."""
    for most in (6, 5, 4, 3, 2):
        found = {
            value: words(value) if value else at_zero
            for value in round_numbers(scale.low, scale.high, most)
        }
        places = [(scale.x(float(value)), width_of(said)) for value, said in found.items()]
        if all(
            other - one >= (width + other_width) / 2 + BETWEEN_NUMBERS
            for (one, width), (other, other_width) in pairwise(places)
        ):
            return found
    return {Decimal(0): at_zero}


def number_on_axis(value: Decimal) -> str:
    """A round number as an axis has it, with its sign.

    >>> number_on_axis(Decimal("0.50")), number_on_axis(Decimal("-2E+3"))
    ('+0.5', '−2,000')
    """
    said = f"{value.normalize():+,f}"
    return said.replace("-", "−")
