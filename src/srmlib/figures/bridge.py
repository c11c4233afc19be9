"""The bridge's tiny drawings: one per row of its table, all on one scale, so that the rows together
read as a waterfall.
"""

from __future__ import annotations

from jinja2 import Environment
from markupsafe import Markup

# As large as it is shown on a wide page, so that its marks are as large as those in the text.
WIDTH = 180
HEIGHT = 22
THINNEST = 1.5
MARKS = {
    "supplier": (
        '<path d="M{x},4L{right},11L{x},18L{left},11Z" fill="var(--paper)" stroke="var(--supplier)"'
        ' stroke-width="2"/>'
    ),
    "buyer": '<circle cx="{x}" cy="11" r="6" fill="var(--buyer)"/>',
    "agreed": '<path d="M{left},5h12v12h-12Z" fill="var(--ink)"/>',
}
# Any other basis: the version before, a question "what if".
OTHER_MARK = '<path d="M{left},5h12v12h-12Z" fill="var(--paper)" stroke="var(--ink)" stroke-width="2"/>'
ROW = Environment(autoescape=True).from_string(
    '<svg class="bridge" aria-hidden="true" width="{{ width }}" height="{{ height'
    ' }}" viewBox="0 0 {{ width }} {{ height }}"><path d="M0,11H{{ width }}"'
    ' stroke="var(--grid)"/>{{ drawn }}</svg>'
)
BAR = '<rect x="{x}" y="5" width="{width}" height="12" fill="var(--muted)"/>'


def scale_of(values: list[float]) -> tuple[float, float]:
    """The stretch of percent that is drawn: all values, with room at both ends."""
    room = max(1.0, 0.12 * (max(values) - min(values)))
    return min(values) - room, max(values) + room


def basis_svg(basis: str, value: float, scale: tuple[float, float]) -> Markup:
    """The mark of a basis at its value: supplier a hollow diamond, agreed a square, buyer a filled
    circle, any other a hollow square.
    """
    x = _place(value, scale)
    return Markup(
        ROW.render(
            width=WIDTH,
            height=HEIGHT,
            drawn=Markup(
                MARKS.get(basis, OTHER_MARK).format(
                    x=x, left=round(x - 6, 2), right=round(x + 6, 2)
                )
            ),
        )
    )


def step_svg(before: float, after: float, scale: tuple[float, float]) -> Markup:
    """A bar from the number before the step to the one after it. Grey: a way of counting is neither
    good nor bad.
    """
    start, end = sorted((_place(before, scale), _place(after, scale)))
    bar = BAR.format(x=start, width=max(THINNEST, round(end - start, 2)))
    return Markup(ROW.render(width=WIDTH, height=HEIGHT, drawn=Markup(bar)))


def _place(value: float, scale: tuple[float, float]) -> float:
    low, high = scale
    return round(8 + (WIDTH - 16) * (value - low) / (high - low), 2)
