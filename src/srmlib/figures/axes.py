"""Where values stand in a drawing, and where its axis ends."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, log10

from srmlib.figures.labels import width_of
from srmlib.figures.theme import REGULAR, TEXT_PX
from srmlib.numbers import said
from srmlib.rules.definition import Definition

# The size of the text of a metric's figures, and how far apart two lines of it stand.
SIZE = 12
LINE_APART = 16
# No goal is stated more finely.
FINEST = 6


@dataclass(frozen=True)
class Scale:
    """Values from `low` to `high`, drawn from the pixel `start` to the pixel `end`."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """
        >>> Scale(80, 100, start=50, end=10).at(95)
        20.0
        """
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def within(self, value: float) -> float:
        """As `at`; what lies beyond an end is drawn at that end.

        >>> Scale(80, 100, start=50, end=10).within(60)
        50.0
        """
        return self.at(min(self.high, max(self.low, value)))


def px(place: float) -> str:
    """A place in a drawing, to a tenth of a pixel.

    >>> px(12.04), px(3.26), px(-0.01)
    ('12', '3.3', '0')
    """
    return f"{round(place, 1) + 0:g}"


def round_step(rough: float) -> float:
    """The next of 1, 2, 5, 10, 20 … at or above.

    >>> round_step(0.7), round_step(3), round_step(130)
    (1.0, 5.0, 200.0)
    """
    power = 10.0 ** floor(log10(rough))
    return next(
        power * digit for digit in (1, 2, 5, 10) if power * digit >= rough * (1 - 1e-9)
    )


def highest_of(definition: Definition) -> float | None:
    """What no value can lie above: all there is, for a share. None where there is no such end."""
    if definition.metric.kind == "share":
        return float(definition.multiplier)
    return None


def on_axis(value: float, definition: Definition, decimals: int = FINEST) -> str:
    """A value beside its mark: without zeros that say nothing, and without a unit but percent.

    >>> from types import SimpleNamespace as d
    >>> on_axis(98.5, d(unit="%")), on_axis(2174.4, d(unit="ppm"), 0), on_axis(-3.04, d(unit="h"), 1)
    ('98.5%', '2,174', '−3')
    """
    text = said(value, decimals)
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"{text}%" if definition.unit == "%" else text


def width_at(text: str, size: float, weight: int = REGULAR) -> float:
    """The pixels a text takes that is so many pixels high.

    >>> round(width_at("95.0%", 13), 1), round(width_at("95.0%", 26), 1)
    (41.8, 83.6)
    """
    return width_of(text, weight) * size / TEXT_PX
