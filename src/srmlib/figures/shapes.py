"""The few shapes that figures are drawn with, placed in pixels from the left and the top, and the
numbers of an axis. One template escapes whatever they say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, log10

from jinja2 import Environment

from srmlib.figures.labels import cut_to, width_of
from srmlib.figures.theme import BOLD, REGULAR, TEXT_PX, var

START, MIDDLE, END = "start", "middle", "end"
# How far below the middle of its line the foot of a text stands.
BASELINE = 4.5
LINE_OF_TWO = 13.5
END_MARK = 4
# Too pale to be seen on paper without an outline.
FAINT = ("cause-terms", "cause-not-traced")

DRAWING = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
    """\
<svg xmlns="http://www.w3.org/2000/svg" width="{{ width }}" height="{{ height }}" viewBox="0 0 {{ width }} {{ height }}">
{% for shape in shapes %}
<{{ shape.tag }}{{ shape.attributes | xmlattr }}>{% if shape.words %}<title>{{ shape.words }}</title>{% endif %}{{ shape.text }}</{{ shape.tag }}>
{% endfor %}
</svg>"""
)


@dataclass(frozen=True)
class Shape:
    """An element of the drawing. `words` is what a mark says to a pointer and a screen reader,
    `text` what a text reads.
    """

    tag: str
    attributes: dict[str, str]
    words: str = ""
    text: str = ""


def px(length: float) -> str:
    """A length to a hundredth of a pixel, without zeros that say nothing.

    >>> px(12.0), px(0.504), px(-0.001)
    ('12', '0.5', '0')
    """
    return f"{round(length, 2) + 0.0:.10g}"


def drawing(width: float, height: float, shapes: Iterable[Shape]) -> str:
    """The SVG of these shapes, the later ones over the earlier."""
    return DRAWING.render(width=f"{width:g}", height=f"{height:g}", shapes=shapes)


def box(
    left: float, right: float, top: float, bottom: float, colour: str, words: str = ""
) -> Shape:
    """A filled rectangle; `left` and `right` may be given either way round."""
    left, right = sorted((left, right))
    path = f"M{px(left)},{px(top)}H{px(right)}V{px(bottom)}H{px(left)}Z"
    filled = {"d": path, "fill": var(colour)}
    if colour in FAINT:
        filled |= {"stroke": var("faint"), "stroke-width": "0.75"}
    return _mark(filled, words)


def rule(
    start: tuple[float, float],
    end: tuple[float, float],
    colour: str,
    width: float = 1,
    words: str = "",
) -> Shape:
    """A straight line."""
    path = f"M{px(start[0])},{px(start[1])}L{px(end[0])},{px(end[1])}"
    return _stroke(path, colour, width, words)


def span(
    low: float, high: float, middle: float, colour: str, width: float, words: str = ""
) -> Shape:
    """A level line with an end mark on both sides."""
    above, below = middle - END_MARK, middle + END_MARK
    path = (
        f"M{px(low)},{px(middle)}H{px(high)}"
        f"M{px(low)},{px(above)}V{px(below)}M{px(high)},{px(above)}V{px(below)}"
    )
    return _stroke(path, colour, width, words)


def upright_span(
    x: float, top: float, bottom: float, colour: str, width: float, words: str = ""
) -> Shape:
    """An upright line with an end mark above and below."""
    left, right = x - END_MARK, x + END_MARK
    path = (
        f"M{px(x)},{px(top)}V{px(bottom)}"
        f"M{px(left)},{px(top)}H{px(right)}M{px(left)},{px(bottom)}H{px(right)}"
    )
    return _stroke(path, colour, width, words)


def _stroke(path: str, colour: str, width: float, words: str) -> Shape:
    strokes = {"d": path, "fill": "none", "stroke": var(colour), "stroke-width": f"{width:g}"}
    return _mark(strokes, words)


def dot(x: float, y: float, colour: str, radius: float = 4.5) -> Shape:
    """A filled circle."""
    arc = f"A{radius},{radius},0,1,1,"
    path = f"M{radius},0{arc}{-radius},0{arc}{radius},0Z"
    place = f"translate({px(x)},{px(y)})"
    return Shape("path", {"transform": place, "d": path, "fill": var(colour)})


def _mark(attributes: dict[str, str], words: str) -> Shape:
    if words:
        attributes = attributes | {"aria-label": words}
    return Shape("path", attributes, words)


def text(
    x: float,
    middle: float,
    words: str,
    anchor: str = START,
    colour: str = "ink",
    weight: int = REGULAR,
) -> Shape:
    """One line of text whose middle is at that height."""
    return Shape(
        "text",
        {
            "transform": f"translate({px(x)},{px(middle + BASELINE)})",
            "text-anchor": anchor,
            "font-size": f"{TEXT_PX}px",
            "font-weight": "bold" if weight == BOLD else "normal",
            "fill": var(colour),
            # Lines end short of the letters that they would cross.
            "stroke": var("paper"),
            "stroke-width": "3",
            "stroke-linejoin": "round",
            "paint-order": "stroke",
        },
        text=words,
    )


def wrapped_text(
    x: float, middle: float, words: str, room: float, anchor: str = START, colour: str = "ink"
) -> list[Shape]:
    """A text on one line, or on two around the same middle where one has no room for it."""
    lines = in_two_lines(words, room)
    top = middle - LINE_OF_TWO * (len(lines) - 1) / 2
    return [
        text(x, top + LINE_OF_TWO * place, line, anchor, colour) for place, line in enumerate(lines)
    ]


def in_two_lines(words: str, room: float) -> list[str]:
    """A text broken between two words where it is wider than the room; what is left over after the
    second line is cut. No text, no line.

    >>> in_two_lines("known for 48 of 51 receipts", 120), in_two_lines("", 120)
    (['known for 48 of 51', 'receipts'], [])
    """
    if width_of(words) <= room:
        return [words] if words else []
    known = words.split(" ")
    fitting = [count for count in range(1, len(known)) if width_of(" ".join(known[:count])) <= room]
    if not fitting:
        return [cut_to(words, room)]
    first = max(fitting)
    return [" ".join(known[:first]), cut_to(" ".join(known[first:]), room)]


def round_numbers(low: float, high: float, most: int = 6) -> list[Decimal]:
    """Round numbers evenly over a stretch, at most so many and with 0 where it lies within; none
    where the stretch has no length.

    >>> [str(known) for known in round_numbers(-0.4, 9.7)]
    ['0', '2', '4', '6', '8']
    >>> [str(known) for known in round_numbers(0, 0.31, 4)], round_numbers(3, 3)
    (['0.0', '0.1', '0.2', '0.3'], [])
    """
    if high <= low:
        return []
    power = floor(log10((high - low) / most)) + 1
    step = next(
        step
        for step in (Decimal(digit).scaleb(power + more) for more in (-1, 0) for digit in (1, 2, 5))
        if floor(high / float(step)) - ceil(low / float(step)) < most
    )
    first, last = ceil(low / float(step)), floor(high / float(step))
    return [times * step for times in range(first, last + 1)]
