"""Names and numbers in a picture: how they are printed, how wide they are, and how far apart they
must stand to be read.
"""

from __future__ import annotations

from statistics import fmean
from typing import Literal

from srmlib.cost.uncertainty import CostInterval
from srmlib.figures.theme import REGULAR, TEXT_PX, advances
from srmlib.numbers import interval

# The height of a line of text.
LINE = 17
Align = Literal["left", "right"]
LEFT: Align = "left"
RIGHT: Align = "right"
Weight = Literal["normal", "bold"]
# What the font does not have comes from another: no character there is wider than it is high.
NOT_IN_THE_FONT = 1000


def between(found: CostInterval) -> str:
    """From where to where an interval goes.

    >>> between(CostInterval(6.5, 9.4))
    '6.50 to 9.40'
    """
    return interval(found.low, found.high)


def rate_words(rate_name: str) -> str:
    """A rate's name as people read it.

    >>> rate_words("line_stop_rate")
    'Line stop rate'
    """
    return rate_name.replace("_", " ").capitalize()


def spread_apart(places: list[float], gap: float = LINE) -> list[float]:
    """The places moved as little as can be so that each is at least `gap` from the next; their
    order stays.

    >>> spread_apart([10, 50, 52], 10), spread_apart([5, 4], 6)
    ([10.0, 46.0, 56.0], [7.5, 1.5])
    """
    order = sorted(range(len(places)), key=lambda place: places[place])
    # Without the gaps it is enough that no place comes before the one above it: those that do meet
    # in the middle.
    blocks: list[list[float]] = []
    for above, place in enumerate(order):
        block = [places[place] - above * gap]
        while blocks and fmean(blocks[-1]) > fmean(block):
            block = blocks.pop() + block
        blocks.append(block)
    levels = [fmean(block) for block in blocks for _ in block]
    apart = {
        place: level + above * gap
        for above, (place, level) in enumerate(zip(order, levels, strict=True))
    }
    return [apart[place] for place in range(len(places))]


def width_of(text: str, weight: int = REGULAR) -> float:
    """The pixels a text of a figure takes, before pairs of letters move together.

    >>> width_of("0") == width_of("1"), width_of("iiiii") < width_of("mm")
    (True, True)
    >>> round(width_of("95.0%"), 1), round(width_of("供給"), 1)
    (41.8, 26.0)
    """
    known = advances(weight)
    return sum(known.get(character, NOT_IN_THE_FONT) for character in text) * TEXT_PX / 1000


def cut_to(text: str, room: float, weight: int = REGULAR) -> str:
    """As much of a text as fits into so many pixels, with an ellipsis where that is not all.

    >>> cut_to("Carrier", 60), cut_to("Carrier and forwarder", 60)
    ('Carrier', 'Carrier…')
    """
    if width_of(text, weight) <= room:
        return text
    while text and width_of(text + "…", weight) > room:
        text = text[:-1].rstrip()
    return text + "…"
