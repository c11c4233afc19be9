"""The few shapes that figures are drawn with, placed in pixels from the left and the top, and the
numbers of an axis. One template escapes whatever they say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, log10

from jinja2 import Environment
from markupsafe import Markup

from srmlib.figures.labels import cut_to, width_of
from srmlib.figures.theme import BOLD, REGULAR, TEXT_PX, var

START = "start"
MIDDLE = "middle"
END = "end"
# How far below the middle of its line the foot of a text stands.
BASELINE = 4.5
LINE_OF_TWO = 14
END_MARK = 4
# Too pale to be seen on paper without an outline.
FAINT = ("cause-terms", "cause-not-traced")

# Texts lie over all marks, on a halo, so that no line crosses their letters.
DRAWING = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
    """\
<svg xmlns="http://www.w3.org/2000/svg" width="{{ width }}" height="{{ height }}" viewBox="0 0 {{ width }} {{ height }}">
{% for mark in marks %}
<path {{ mark.attributes }}{% if mark.words %}><title>{{ mark.words }}</title></path>{% else %}/>{% endif %}
{% endfor %}
<g font-size="{{ size }}px" stroke="{{ paper }}" stroke-width="3" stroke-linejoin="round" paint-order="stroke">
{% for text in texts %}
<text {{ text.attributes }}>{{ text.words }}</text>
{% endfor %}
</g>
</svg>"""
)


@dataclass(frozen=True)
class Mark:
    """A path with its attributes, of numbers and roles alone, and what it says to a pointer;
    decoration says nothing. A screen reader hears the description of the whole.
    """

    attributes: Markup
    words: str = ""


@dataclass(frozen=True)
class Text:
    """A line of text with its attributes, of numbers and roles alone."""

    attributes: Markup
    words: str


Shape = Mark | Text


def drawing(width: float, height: float, shapes: Iterable[Shape]) -> str:
    """The SVG of these shapes: texts over marks, and among each the later over the earlier."""
    drawn = list(shapes)
    return DRAWING.render(
        width=px(width),
        height=px(height),
        size=TEXT_PX,
        paper=var("paper"),
        marks=[shape for shape in drawn if isinstance(shape, Mark)],
        texts=[shape for shape in drawn if isinstance(shape, Text)],
    )


def px(length: float) -> str:
    """A length to a hundredth of a pixel, without zeros that say nothing.

    >>> px(12.0), px(0.504), px(-0.001)
    ('12', '0.5', '0')
    """
    return f"{round(length, 2) + 0.0:.10g}"


def box(
    left: float, right: float, top: float, bottom: float, colour: str, words: str = ""
) -> Mark:
    """A filled rectangle; `left` and `right` may be given either way round."""
    left, right = sorted((left, right))
    path = f"M{px(left)},{px(top)}H{px(right)}V{px(bottom)}H{px(left)}Z"
    outline = f' stroke="{var("faint")}" stroke-width="0.75"' if colour in FAINT else ""
    return _filled(path, colour, words, outline)


def rule(
    start: tuple[float, float],
    end: tuple[float, float],
    colour: str,
    width: float = 1,
    words: str = "",
) -> Mark:
    """A straight line."""
    path = f"M{px(start[0])},{px(start[1])}L{px(end[0])},{px(end[1])}"
    return _stroke(path, colour, width, words)


def span(
    low: float, high: float, middle: float, colour: str, width: float, words: str = ""
) -> Mark:
    """A level line with an end mark on both sides."""
    above = middle - END_MARK
    below = middle + END_MARK
    path = (
        f"M{px(low)},{px(middle)}H{px(high)}"
        f"M{px(low)},{px(above)}V{px(below)}M{px(high)},{px(above)}V{px(below)}"
    )
    return _stroke(path, colour, width, words)


def upright_span(
    x: float, top: float, bottom: float, colour: str, width: float, words: str = ""
) -> Mark:
    """An upright line with an end mark above and below."""
    left = x - END_MARK
    right = x + END_MARK
    path = (
        f"M{px(x)},{px(top)}V{px(bottom)}"
        f"M{px(left)},{px(top)}H{px(right)}M{px(left)},{px(bottom)}H{px(right)}"
    )
    return _stroke(path, colour, width, words)


def _stroke(path: str, colour: str, width: float, words: str) -> Mark:
    stroke = f'stroke="{var(colour)}" stroke-width="{width:g}"'
    return Mark(Markup(f'd="{path}" fill="none" {stroke}'), words)


def _filled(path: str, colour: str, words: str, more: str = "") -> Mark:
    return Mark(Markup(f'd="{path}" fill="{var(colour)}"{more}'), words)


def ribbon(
    start: tuple[float, float],
    end: tuple[float, float],
    width: float,
    colour: str,
    words: str,
) -> Mark:
    """A band of even height between the upper corners of both of its ends, along 3t² − 2t³: exactly
    the cubic curve whose handles are level and a third of the way long.
    """
    left, above = start
    right, below = end
    third = (right - left) / 3
    near = left + third
    far = right - third
    foot = above + width
    right_foot = below + width
    path = (
        f"M{left:.2f},{above:.3f}"
        f"C{near:.2f},{above:.3f},{far:.2f},{below:.3f},{right:.2f},{below:.3f}"
        f"L{right:.2f},{right_foot:.3f}"
        f"C{far:.2f},{right_foot:.3f},{near:.2f},{foot:.3f},{left:.2f},{foot:.3f}Z"
    )
    return _filled(path, colour, words, ' fill-opacity="0.4"')


def dot(x: float, y: float, colour: str, radius: float = 4.5) -> Mark:
    """A filled circle."""
    arc = f"A{radius},{radius},0,1,1,"
    path = f"M{radius},0{arc}{-radius},0{arc}{radius},0Z"
    return _filled(path, colour, "", f' transform="translate({px(x)},{px(y)})"')


def text(
    x: float,
    middle: float,
    words: str,
    anchor: str = START,
    colour: str = "ink",
    weight: int = REGULAR,
) -> Text:
    """One line of text whose middle is at that height."""
    place = f'transform="translate({px(x)},{px(middle + BASELINE)})" text-anchor="{anchor}"'
    bold = ' font-weight="bold"' if weight == BOLD else ""
    return Text(Markup(f'{place}{bold} fill="{var(colour)}"'), words)


def wrapped_text(
    x: float,
    middle: float,
    words: str,
    room: float,
    anchor: str = START,
    colour: str = "ink",
) -> list[Text]:
    """A text on one line, or on two around the same middle where one has no room for it."""
    lines = in_two_lines(words, room)
    top = middle - LINE_OF_TWO * (len(lines) - 1) / 2
    texts = []
    for place, line in enumerate(lines):
        texts.append(text(x, top + LINE_OF_TWO * place, line, anchor, colour))
    return texts


def in_two_lines(words: str, room: float) -> list[str]:
    """A text broken between two words where it is wider than the room; what is left over after the
    second line is cut. No text, no line.

    >>> in_two_lines("known for 48 of 51 receipts", 120), in_two_lines("", 120)
    (['known for 48 of 51', 'receipts'], [])
    """
    if width_of(words) <= room:
        return [words] if words else []
    known = words.split(" ")
    for count in reversed(range(1, len(known))):
        first = " ".join(known[:count])
        if width_of(first) <= room:
            second = " ".join(known[count:])
            return [first, cut_to(second, room)]
    return [cut_to(words, room)]


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
    for digits in ("0.1", "0.2", "0.5", "1", "2", "5"):
        step = Decimal(digits).scaleb(power)
        first = ceil(low / float(step))
        last = floor(high / float(step))
        if last - first < most:
            break
    return [times * step for times in range(first, last + 1)]
