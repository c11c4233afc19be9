"""The figure recipe: a chart becomes static inline SVG with a headline, a description for those who
cannot see it, and its numbers as a table.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil
from xml.etree import ElementTree

import altair
import vl_convert
from jinja2 import Environment
from markupsafe import Markup

from srmlib.figures.glyphs import swatch
from srmlib.figures.theme import FONT_FOLDER, TEXT_PX, VEGA_CONFIG
from srmlib.figures.untrusted import as_images

MIN_TEXT_PX = 11
SVG = "http://www.w3.org/2000/svg"
ElementTree.register_namespace("", SVG)
# One row of a legend: roles, and what each means.
Legend = list[tuple[str, str]]

FIGURE = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
    """\
<figure id="{{ id }}" class="figure">
<figcaption><strong>{{ headline }}</strong> <span>{{ subtitle }}</span></figcaption>
{% for row in legends %}
<ul class="legend">{% for role, words in row %}<li>{{ swatch(role) }}{{ words }}</li>{% endfor %}</ul>
{% endfor %}
<div class="scroll" tabindex="0" role="region" aria-label="{{ headline }}: the drawing">{{ svg }}</div>
{% if notes %}
<ul class="notes" aria-label="Notes on the drawing">{% for number, words in notes %}<li><b>{{ number }}</b> {{ words }}</li>{% endfor %}</ul>
{% endif %}
<details><summary>Table</summary>
<div class="scroll" tabindex="0" role="region" aria-label="{{ headline }}: the table">
<table aria-label="{{ headline }}">
<thead><tr>{% for name, is_number in columns %}<th scope="col"{% if is_number %} class="number"{% endif %}>{{ name }}</th>{% endfor %}</tr></thead>
<tbody>
{% for row in table %}
<tr>{% for name, is_number in columns %}<td{% if is_number %} class="number"{% endif %}>{{ row[name] }}</td>{% endfor %}</tr>
{% endfor %}
</tbody>
</table>
</div></details>
</figure>
"""
)


@dataclass(frozen=True)
class Figure:
    """One figure. `svg` is complete and safe to put into a page; `table` is the plotted numbers as
    printed text, columns in key order; `legends` are rows of what its colours mean; `notes` are
    numbers in the drawing, each with its words.
    """

    id: str
    headline: str
    subtitle: str
    description: str
    svg: Markup
    table: list[dict[str, str]]
    legends: tuple[Legend, ...] = ()
    notes: tuple[tuple[int, str], ...] = ()

    def html(self) -> Markup:
        """The figure with headline, drawing and table, for a page or a notebook."""
        columns = [
            (name, any(_is_number(row[name]) for row in self.table))
            for name in self.table[0]
        ]
        return Markup(
            FIGURE.render(
                id=self.id,
                headline=self.headline,
                subtitle=self.subtitle,
                legends=[row for row in self.legends if row],
                swatch=swatch,
                svg=self.svg,
                notes=self.notes,
                columns=columns,
                table=self.table,
            )
        )

    def _repr_html_(self) -> str:
        return as_images(str(self.html()))


def data_of(rows: Sequence[Mapping[str, object]]) -> altair.Data:
    """Rows as a chart takes them, each with the columns that its encodings name."""
    return altair.Data(values=rows)


def draw(
    chart: altair.TopLevelMixin,
    figure_id: str,
    headline: str,
    subtitle: str,
    description: str,
    table: list[dict[str, str]],
    legends: tuple[Legend, ...] = (),
) -> Figure:
    """The figure of a chart whose colours are given as `var(--role)`. The same input gives the same
    bytes.
    """
    _use_our_font()
    drawn = vl_convert.vegalite_to_svg(chart.to_dict(), config=VEGA_CONFIG)
    return drawn_by_hand(drawn, figure_id, headline, subtitle, description, table, legends)


@cache
def _use_our_font() -> None:
    """Let vl-convert lay out texts with the font they will be shown in, whatever is installed."""
    vl_convert.register_font_directory(str(FONT_FOLDER))


def drawn_by_hand(
    drawn: str,
    figure_id: str,
    headline: str,
    subtitle: str,
    description: str,
    table: list[dict[str, str]],
    legends: tuple[Legend, ...] = (),
) -> Figure:
    """The figure of a drawing that is SVG already: with a width and a height in pixels, its colours
    given as `var(--role)`, its texts escaped.
    """
    return Figure(
        figure_id,
        headline,
        subtitle,
        description,
        _for_a_page(drawn, figure_id, headline, description),
        table,
        legends,
    )


def _for_a_page(drawn: str, figure_id: str, headline: str, description: str) -> Markup:
    root = ElementTree.fromstring(drawn)
    for element in root.iter():
        _use_the_fonts_of_the_page(element)
        _be_one_picture(element)
        _prefix_ids(element, figure_id)
    _scale_with_the_page(root)
    _describe(root, figure_id, headline, description)
    return Markup(ElementTree.tostring(root, encoding="unicode"))


def _use_the_fonts_of_the_page(element: ElementTree.Element) -> None:
    element.attrib.pop("font-family", None)


def _be_one_picture(element: ElementTree.Element) -> None:
    """vl-convert calls every mark a picture of its own, which would have to bear a name."""
    element.attrib.pop("role", None)
    element.attrib.pop("aria-roledescription", None)


def _prefix_ids(element: ElementTree.Element, figure_id: str) -> None:
    """vl-convert calls the clip paths of every drawing clip0, clip1, …; in one page they would
    collide.
    """
    for name, value in element.attrib.items():
        if name == "id":
            element.set(name, f"{figure_id}-{value}")
        elif "url(#" in value:
            element.set(name, re.sub(r"url\(#", f"url(#{figure_id}-", value))


def _scale_with_the_page(root: ElementTree.Element) -> None:
    """As wide as the page up to its natural width; on a narrow page it scrolls before its text gets
    too small to read.
    """
    width = float(root.attrib.pop("width"))
    root.attrib.pop("height")
    sizes = [element.get("font-size") for element in root.iter()]
    smallest = min(
        (float(size.removesuffix("px")) for size in sizes if size), default=TEXT_PX
    )
    least = min(width, ceil(width * MIN_TEXT_PX / smallest))
    root.set(
        "style",
        f"width:100%;max-width:{width:g}px;min-width:{least:g}px;height:auto;overflow:visible",
    )


def _describe(
    root: ElementTree.Element, figure_id: str, headline: str, description: str
) -> None:
    for place, (tag, text) in enumerate((("title", headline), ("desc", description))):
        element = ElementTree.Element(f"{{{SVG}}}{tag}", {"id": f"{figure_id}-{tag}"})
        element.text = text
        root.insert(place, element)
    root.set("role", "img")
    root.set("aria-labelledby", f"{figure_id}-title {figure_id}-desc")


def _is_number(cell: str) -> bool:
    return re.fullmatch(r"[+−]?[\d,.]+ ?%?", cell) is not None
