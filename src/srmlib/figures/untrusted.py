"""Drawings that a notebook shows before anybody trusts it. JupyterLab takes SVG out of the outputs
of a notebook that was not run on this machine, and leaves its words in a heap; images it shows.
"""

from __future__ import annotations

import re
from base64 import b64encode
from html import escape, unescape

from srmlib.figures.theme import LIGHT

DRAWING = re.compile(r"<svg\b[^>]*>.*?</svg>", re.DOTALL)
ATTRIBUTE = re.compile(r'\b([\w-]+)="([^"]*)"')
ROLE = re.compile(r"var\(--([\w-]+)\)")
TITLE = re.compile(r"<title\b[^>]*>(.*?)</title>", re.DOTALL)
# A drawing that fills its column is shown so much wider than it was laid out, at most.
WIDEST = 1.4
# Where scripts run the notebook is trusted: the drawing takes the place of its image, so that it
# has the theme's colours, its values on hover, and text that can be selected.
PUT_BACK = """\
<script>
for (const image of [...document.querySelectorAll("img.srm-drawing")]) {
  const bytes = Uint8Array.from(atob(image.src.split(",")[1]), (one) => one.charCodeAt(0));
  const held = document.createElement("div");
  held.innerHTML = new TextDecoder().decode(bytes);
  held.querySelector("style.light").remove();
  image.replaceWith(held.firstElementChild);
}
</script>"""


def as_images(html: str) -> str:
    """The HTML with each drawing as an image in the light theme, and a script that puts the
    drawings back where scripts run. Without a drawing it stays as it is.

    >>> as_images("<p>none</p>")
    '<p>none</p>'
    """
    replaced, count = DRAWING.subn(_image, html)
    return f"{replaced}{PUT_BACK}" if count else html


def _image(found: re.Match[str]) -> str:
    drawing = found[0]
    head, rest = drawing.split(">", 1)
    attributes = dict(ATTRIBUTE.findall(head))
    roles = sorted(set(ROLE.findall(drawing)) & LIGHT.keys())
    colours = "".join(f"--{role}:{LIGHT[role]};" for role in roles)
    namespace = "" if "xmlns" in attributes else ' xmlns="http://www.w3.org/2000/svg"'
    light = f'<style class="light">:root{{{colours}font-family:sans-serif}}</style>'
    source = b64encode(f"{head}{namespace}>{light}{rest}".encode()).decode()
    title = TITLE.search(drawing)
    words = unescape(title[1]) if title else ""
    width, height = _size(attributes)
    # On paper of its own: the notebook may be dark. Not wider than its letters should be.
    style = f"background:{LIGHT['paper']};max-width:{float(width) * WIDEST:.0f}px;"
    style += attributes.get("style", "")
    return (
        f'<img class="srm-drawing" alt="{escape(words)}" width="{width}" height="{height}"'
        f' style="{style}" src="data:image/svg+xml;base64,{source}">'
    )


def _size(attributes: dict[str, str]) -> tuple[str, str]:
    """In pixels: as stated, else as its view box says."""
    *_, width, height = attributes.get("viewBox", "0 0 0 0").split()
    return attributes.get("width", width), attributes.get("height", height)
