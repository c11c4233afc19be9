"""Figures of rows: a name on the left, what is drawn beside it on one scale, a note on the right,
and the scale's axis below.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from math import ceil

from srmlib.figures.axes import Scale
from srmlib.figures.labels import cut_to, width_of
from srmlib.figures.shapes import (
    END,
    MIDDLE,
    Shape,
    in_two_lines,
    round_numbers,
    rule,
    text,
    wrapped_text,
)
from srmlib.figures.theme import SPARE_ROOM

# What is drawn is so wide; names and notes take what they need, up to so much.
PLOT = 510
NAMES = 220
NOTES = 216
GAP = 12
ROW = 28
# Below the rows: the axis' numbers, and what they are.
NUMBERS = 12
TITLE = 32
FOOT = 44
BETWEEN_NUMBERS = 14


@dataclass(frozen=True)
class Layout:
    """The name and the note of each row, from the top."""

    names: list[str]
    notes: list[str]

    @cached_property
    def left(self) -> float:
        """Where the drawing begins, in pixels from the left."""
        return _widest(self.names, NAMES) + GAP

    @property
    def width(self) -> float:
        return self.left + PLOT + GAP + _widest(self.notes, NOTES) + SPARE_ROOM

    @property
    def foot(self) -> float:
        """Where the rows end."""
        return ROW * len(self.names)

    @property
    def height(self) -> float:
        return self.foot + FOOT

    def scale(self, low: float, high: float) -> Scale:
        """The stretch of values that the drawing shows."""
        return Scale(low, high, start=self.left, end=self.left + PLOT)

    def texts(self) -> Iterator[Shape]:
        """The names, each up to the drawing, and the notes; a long one takes two lines."""
        left = self.left
        for place, (name, note) in enumerate(zip(self.names, self.notes, strict=True)):
            middle = middle_of(place)
            yield from wrapped_text(left - GAP, middle, name, NAMES, END)
            yield from wrapped_text(left + PLOT + GAP, middle, note, NOTES, colour="muted")


def _widest(texts: list[str], most: float) -> int:
    widths = [width_of(line) for text in texts for line in in_two_lines(text, most)]
    return ceil(max(widths, default=0))


def middle_of(place: int) -> float:
    """How far down the middle of a row is."""
    return ROW * (place + 0.5)


def axis(layout: Layout, scale: Scale, title: str, at_zero: str) -> Iterator[Shape]:
    """Light lines at round numbers with the numbers below, and a stronger one at zero, which has a
    name of its own.
    """
    foot = layout.foot
    for value, said in _numbers(scale, at_zero).items():
        x = scale.at(float(value))
        yield rule((x, 0), (x, foot + 4), "grid" if value else "line")
        yield text(x, foot + NUMBERS, said, MIDDLE, "muted")
    yield text(layout.left + PLOT / 2, foot + TITLE, cut_to(title, PLOT), MIDDLE, "muted")


def _numbers(scale: Scale, at_zero: str) -> dict[Decimal, str]:
    """As many round numbers as can be read beside each other; zero alone if need be."""
    for most in (6, 5, 4, 3, 2):
        found = {
            value: number_on_axis(value) if value else at_zero
            for value in round_numbers(scale.low, scale.high, most)
        }
        places = [(scale.at(float(value)), width_of(said)) for value, said in found.items()]
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
