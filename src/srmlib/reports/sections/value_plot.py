"""Where each topic stands in the plot of what it is worth to both firms, and where its label does."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

from srmlib.relationship.topics import EFFORTS, Topic, Topics

# In percent of the plot, which is 436 by 340 pixels at its largest.
WIDE, HIGH = 100 / 436, 100 / 340
# Points of one value stand side by side.
BESIDE_PX = 9
LETTER_PX, LINE_PX = 6.6, 15
# Where a label is tried around its point: to which side, how much higher.
POSITIONS = (
    *(("right", 0), ("left", 0), ("right", 14), ("left", 14)),
    *(("right", -14), ("left", -14), ("right", 24), ("left", -24)),
)


@dataclass(frozen=True)
class Point:
    """A topic in the plot, in percent from the left and from below. `kind` is chosen, quiet,
    finished, listed or, where one firm alone has valued it, one-sided. Its label is the id, where there
    is room; `side` and `up` say where it stands.
    """

    topic: Topic
    kind: str
    left: float
    bottom: float
    beside: int
    size: int
    is_labelled: bool = False
    side: str = "right"
    up: int = 0


def placed(topics: Topics) -> list[Point]:
    """The topics whose values may be shown. A value that one firm alone has said stands on that
    firm's axis.
    """
    at: dict[tuple[int, int], int] = defaultdict(int)
    points = []
    for one in topics.all:
        values = one.values
        if values.buyer is None and values.supplier is None:
            continue
        place = (values.buyer or 0, values.supplier or 0)
        points.append(
            Point(
                one,
                _kind(one),
                10.0 * place[0],
                10.0 * place[1],
                BESIDE_PX * at[place],
                EFFORTS.index(one.effort) + 1 if one.effort else 2,
            )
        )
        at[place] += 1
    return _labelled(points)


def _kind(one: Topic) -> str:
    if not one.values.are_both:
        return "one-sided"
    if one.is_quiet:
        return "quiet"
    return one.state


def _labelled(points: list[Point]) -> list[Point]:
    """The chosen ones get a label where none is in its way."""
    taken = [_box(one.left + one.beside * WIDE, one.bottom, 16, 16) for one in points]
    labelled = []
    for one in points:
        if one.topic.state != "chosen":
            labelled.append(one)
            continue
        labelled.append(_room(one, taken) or one)
    return labelled


Box = tuple[float, float, float, float]


def _box(left: float, bottom: float, width: float, height: float) -> Box:
    """Around a middle; width and height in pixels."""
    half_wide, half_high = width * WIDE / 2, height * HIGH / 2
    return (left - half_wide, left + half_wide, bottom - half_high, bottom + half_high)


def _room(one: Point, taken: list[Box]) -> Point | None:
    width = LETTER_PX * len(one.topic.id)
    for side, up in POSITIONS:
        away = (width / 2 + 13) * (1 if side == "right" else -1) + one.beside
        box = _box(one.left + away * WIDE, one.bottom + up * HIGH, width, LINE_PX)
        is_inside = min(box[0], box[2]) >= 0 and max(box[1], box[3]) <= 100
        if is_inside and not any(_overlap(box, other) for other in taken):
            taken.append(box)
            return replace(one, is_labelled=True, side=side, up=up)
    return None


def _overlap(one: Box, other: Box) -> bool:
    return (
        one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]
    )
