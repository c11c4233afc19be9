"""What a drawing shows, read back from its SVG: texts and marks with the pixels they take."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree import ElementTree

from srmlib.figures.labels import width_of
from srmlib.figures.svg import Figure
from srmlib.figures.theme import BOLD, REGULAR

# 13 px text is as high as a line of it. Whether it is as wide as this takes it to be, the browser
# tests ask a browser.
TEXT_HEIGHT = 13
NUMBER = r"-?[\d.]+(?:e-?\d+)?"


@dataclass(frozen=True)
class Mark:
    """A text or a named mark: its words, its box, and the attributes of its element."""

    words: str
    left: float
    top: float
    right: float
    bottom: float
    attributes: dict[str, str]

    @property
    def width(self) -> float:
        return self.right - self.left

    def touches(self, other: Mark) -> bool:
        """True when the two share more than an edge."""
        across = min(self.right, other.right) - max(self.left, other.left)
        return (
            across > 0.01
            and min(self.bottom, other.bottom) - max(self.top, other.top) > 0.01
        )


def texts(figure: Figure) -> list[Mark]:
    """Every upright text with the box it takes."""
    return [
        _text(element, *at)
        for element, at in _elements(figure)
        if element.tag.endswith("}text") and "rotate" not in element.get("transform", "")
    ]


def text(figure: Figure, words: str) -> Mark:
    """The one text of these words."""
    (found,) = [mark for mark in texts(figure) if mark.words == words]
    return found


def marks(figure: Figure, words: str) -> list[Mark]:
    """The marks whose description begins with these words, in drawing order."""
    return [
        _mark(element, *at)
        for element, at in _elements(figure)
        if _described(element).startswith(words)
    ]


def _described(element: ElementTree.Element) -> str:
    """By its label, else by its own title; a whole drawing is described elsewhere."""
    is_drawing = element.tag.endswith("}svg")
    title = None if is_drawing else element.find("{http://www.w3.org/2000/svg}title")
    return element.get("aria-label") or (title.text if title is not None else "") or ""


def _elements(figure: Figure) -> list[tuple[ElementTree.Element, tuple[float, float]]]:
    """Every element with where its own origin lies."""

    def walk(element: ElementTree.Element, x: float, y: float):
        across, down = _shift(element)
        yield element, (x + across, y + down)
        for child in element:
            yield from walk(child, x + across, y + down)

    return list(walk(ElementTree.fromstring(figure.svg), 0.0, 0.0))


def _shift(element: ElementTree.Element) -> tuple[float, float]:
    found = re.match(rf"translate\(({NUMBER}),({NUMBER})\)", element.get("transform", ""))
    return (float(found[1]), float(found[2])) if found else (0.0, 0.0)


def _text(element: ElementTree.Element, x: float, y: float) -> Mark:
    words = "".join(element.itertext())
    width = width_of(words, BOLD if element.get("font-weight") == "bold" else REGULAR)
    left = (
        x
        - {"start": 0, "middle": width / 2, "end": width}[
            element.get("text-anchor", "start")
        ]
    )
    return Mark(words, left, y - TEXT_HEIGHT + 2, left + width, y + 2, dict(element.attrib))


def _mark(element: ElementTree.Element, x: float, y: float) -> Mark:
    """The box of a line or of a path of straight strokes; a path of a circle is given its centre
    only.
    """
    if element.tag.endswith("}line"):
        points = [(0.0, 0.0), (float(element.get("x2", 0)), float(element.get("y2", 0)))]
    else:
        points = _points(element.get("d"))
    across, down = [x + point[0] for point in points], [y + point[1] for point in points]
    return Mark(
        _described(element),
        min(across),
        min(down),
        max(across),
        max(down),
        dict(element.attrib),
    )


def _points(path: str) -> list[tuple[float, float]]:
    """The corners of a path; of a circle, which Vega draws around its origin, the origin."""
    x = y = 0.0
    points = []
    for letter, numbers in re.findall(r"([MLHVhvAZ])([^MLHVhvAZ]*)", path):
        values = [float(value) for value in re.findall(NUMBER, numbers)]
        if letter == "A":
            return [(0.0, 0.0)]
        if letter in "ML":
            x, y = values
        elif letter in "hH":
            x = values[0] + (x if letter == "h" else 0)
        elif letter in "vV":
            y = values[0] + (y if letter == "v" else 0)
        points.append((x, y))
    return points
