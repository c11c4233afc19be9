"""Texts of a chart by month and the room they take: a month is named beside its mark, over no mark
and no other text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from srmlib.figures.axes import SIZE, px, width_at
from srmlib.figures.theme import BOLD, REGULAR, var

# How far letters reach above and below the line they stand on, and their halo on every side.
ABOVE_LINE = 9
BELOW_LINE = 3
HALO = 2
# Less is a rounding, and no distance.
NOTHING = 0.01
# Each shape around its point, and how far it reaches with its rim.
CIRCLE = "M3.8,0A3.8,3.8 0 1,1 3.8,-.1Z"
DIAMOND = "M0,-6.5L6.5,0L0,6.5L-6.5,0Z"
TRIANGLE_UP = "M0,-5.5L5.5,4H-5.5Z"
TRIANGLE_DOWN = "M0,5.5L5.5,-4H-5.5Z"
REACH = {
    CIRCLE: 4.3,
    DIAMOND: 7.0,
    TRIANGLE_UP: 6.0,
    TRIANGLE_DOWN: 6.0,
}
# How much further out a month may be named, and how far aside, in widths of its name.
FURTHER_OUT = (0, 5, 10)
ASIDE = (0, 0.25, -0.25, 0.5, -0.5)


@dataclass(frozen=True)
class Box:
    """A rectangle of a drawing, in pixels; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: Box) -> bool:
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > 0 and down > 0

    def is_within(self, other: Box) -> bool:
        beyond = (
            other.left - self.left,
            self.right - other.right,
            other.top - self.top,
            self.bottom - other.bottom,
        )
        return max(beyond) < NOTHING


@dataclass(frozen=True)
class Text:
    """Words at a place; on a halo of the colour behind them where a line may cross them."""

    x: float
    y: float
    words: str
    colour: str
    anchor: str = "start"
    weight: str = "normal"
    halo: str = ""

    @property
    def at(self) -> str:
        return f"{px(self.x)},{px(self.y)}"

    @property
    def width(self) -> float:
        return width_at(self.words, SIZE, BOLD if self.weight == "bold" else REGULAR)

    @property
    def box(self) -> Box:
        """Its letters with their halo."""
        shift = {
            "start": 0,
            "middle": self.width / 2,
            "end": self.width,
        }[self.anchor]
        left = self.x - shift
        return Box(
            left - HALO,
            self.y - ABOVE_LINE - HALO,
            left + self.width + HALO,
            self.y + BELOW_LINE + HALO,
        )


@dataclass(frozen=True)
class Point:
    """A month with a value, and where it is drawn."""

    x: float
    y: float
    month: str
    signal: str
    is_above: bool
    shape: str
    colour: str
    words: str

    @property
    def at(self) -> str:
        return f"{px(self.x)},{px(self.y)}"

    @property
    def box(self) -> Box:
        reach = REACH[self.shape]
        return Box(self.x - reach, self.y - reach, self.x + reach, self.y + reach)

    def names(self, start: float, end: float) -> Iterator[Text]:
        """Where its month may be named between two ends, the best place first: close by on its
        outer side; else further out, aside, or on the inner side.
        """
        behind = var("paper" if self.signal == "beyond" else "band")
        named = Text(self.x, self.y, self.month, var("ink"), "middle", halo=behind)
        half = named.width / 2
        gap = REACH[self.shape] + HALO
        for is_up in (self.is_above, not self.is_above):
            for out in FURTHER_OUT:
                line = self.y + gap + out + ABOVE_LINE
                if is_up:
                    line = self.y - gap - out - BELOW_LINE
                for aside in ASIDE:
                    # Values are named before the left end, levels after the right one.
                    middle = self.x + aside * named.width
                    yield replace(
                        named, x=min(max(middle, start + half), end - half), y=line
                    )


def first_free(places: Iterator[Text], taken: Sequence[Box], room: Box) -> Text | None:
    """The first place that is within the room and over nothing; None where there is none."""
    for place in places:
        box = place.box
        if box.is_within(room) and not any(box.touches(other) for other in taken):
            return place
    return None


def month_names(points: Sequence[Point], taken: Sequence[Box], room: Box) -> list[Text]:
    """Every month beyond the limits, then the first and last of each run, as far as there is a free
    place beside its mark.
    """
    stretches = [
        list(group)
        for _, group in groupby(points, key=lambda point: (point.signal, point.is_above))
    ]
    beyond = [
        point for stretch in stretches for point in stretch if point.signal == "beyond"
    ]
    runs = [
        point
        for stretch in stretches
        for point in dict.fromkeys((stretch[0], stretch[-1]))
        if point.signal == "run"
    ]
    occupied = [*taken, *(point.box for point in points)]
    named: list[Text] = []
    for point in beyond + runs:
        places = point.names(room.left + HALO, room.right - HALO)
        found = first_free(places, occupied, room)
        if found is not None:
            named.append(found)
            occupied.append(found.box)
    return named
