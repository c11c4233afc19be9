"""Drawings in a notebook that nobody trusted yet: images there, drawings again where scripts run."""

from __future__ import annotations

import re
from base64 import b64decode
from xml.etree import ElementTree

from srmlib.figures.theme import LIGHT
from srmlib.figures.untrusted import as_images

DRAWING = (
    '<svg class="panel" viewBox="0 0 260 112" style="width:100%">'
    '<title id="t">Lots &amp; parts</title><path d="M0,0" fill="var(--ink)"/>'
    "<text>95 %</text></svg>"
)
SOURCE = re.compile(r'src="data:image/svg\+xml;base64,([^"]+)"')


def drawn(html: str) -> str:
    return b64decode(SOURCE.search(html)[1]).decode()


def test_what_is_sanitized_away_is_not_there():
    html = as_images(f"<p>before</p>{DRAWING}<p>after</p>")
    shown = html.split("<script>")[0]
    assert "<svg" not in shown
    assert "95 %" not in shown
    assert shown.startswith("<p>before</p><img ")
    assert shown.endswith("<p>after</p>\n") or shown.endswith("<p>after</p>")


def test_the_image_says_what_it_is_of():
    assert 'alt="Lots &amp; parts"' in as_images(DRAWING)


def test_the_image_is_whole_svg_with_the_colours_it_names():
    image = drawn(as_images(DRAWING))
    root = ElementTree.fromstring(image)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert f"--ink:{LIGHT['ink']};" in image
    assert "--met:" not in image


def test_every_drawing_becomes_one_and_the_script_comes_once():
    html = as_images(DRAWING + "<p>and</p>" + DRAWING)
    assert html.count("<img") == 2
    assert html.count("<script>") == 1


def test_hostile_words_stay_words():
    hostile = DRAWING.replace(
        "Lots &amp; parts", "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"
    )
    assert "<script>alert" not in as_images(hostile)
