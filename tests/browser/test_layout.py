"""Nothing is cut off, printed over another, too small or too pale: pages × fonts of the machine ×
widths × light, dark and print.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import (
    EVERYTHING_OPEN,
    EVERYTHING_SHUT,
    FONT_IS_THERE,
    NARROW,
    on_paper,
    opened,
    told,
)
from playwright.sync_api import Browser, Page

from srmlib.figures.theme import BOLD, REGULAR, advances

pytestmark = pytest.mark.browser

FAULTS = (Path(__file__).parent / "layout.js").read_text(encoding="utf-8")
WIDTHS = (1200, 1000, 900, 500, 360)
# Text of charts at full width, and where a figure is scaled down; and on paper 6.5 points.
LEAST, LEAST_SCALED, LEAST_TEXT, LEAST_PRINTED = 11, 9, 11, 6.5 / 0.75
# What is shown of one state of a page that has many faults.
SOME = 12


def faults(page: Page, least: float, least_text: float = LEAST_TEXT, colours: bool = True):
    known = {*advances(REGULAR), *advances(BOLD)}
    wanted = {
        "least": least,
        "leastText": least_text,
        "colours": colours,
        "font": "".join(sorted(known)),
    }
    return page.evaluate(FAULTS, wanted)


def states(page: Page) -> Iterator[tuple[str, list[str]]]:
    """The faults of a page in every state it is looked at in. It is loaded once: the window is
    made wider and narrower around it.
    """
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(media="screen", color_scheme=scheme)
            least = LEAST if width == WIDTHS[0] else LEAST_SCALED
            colours = width in (WIDTHS[0], WIDTHS[-1])
            yield f"{width} {scheme}", faults(page, least, colours=colours)
    page.emulate_media(media="screen", color_scheme="light")
    page.evaluate(EVERYTHING_OPEN)
    for width in (WIDTHS[0], WIDTHS[-1]):
        page.set_viewport_size({"width": width, "height": 900})
        yield f"{width} with everything open", faults(page, LEAST_SCALED)
    page.evaluate(EVERYTHING_SHUT)
    on_paper(page)
    yield "print", faults(page, LEAST_PRINTED, LEAST_PRINTED)


def faults_of(browser: Browser, pages: dict[str, Path]) -> dict[str, list[str]]:
    found = {}
    for name, file in pages.items():
        with opened(browser, file) as (page, _):
            page.evaluate(FONT_IS_THERE)
            found |= {
                f"{name}, {state}": seen
                if len(seen) <= SOME
                else [*seen[:SOME], f"… {len(seen)}"]
                for state, seen in states(page)
                if seen
            }
    return found


def test_every_text_can_be_read(browser_of_a_family, world):
    found = told(faults_of(browser_of_a_family, world.pages))
    assert not found, found


PLANTED = """<!doctype html><meta charset=utf-8><meta name=viewport content=width=device-width><style>
body{margin:0;font:16px/1.5 sans-serif;color:#000;background:#fff} p{margin:4px} .vh{position:absolute;clip-path:inset(50%)}
.box{width:60px;overflow:hidden;white-space:nowrap} .far{position:absolute;left:10px;top:5px}
.scroll{overflow-x:auto} .mark::before{content:"\\25b3"} @page{size:A4;margin:10mm 20mm} @page{margin-left:10mm} </style>"""
WELL = """<h1>Whole</h1><p class=vh>heard, not seen</p><p>Two lines of one text,<br>one under the other</p>
<div class=scroll role=region aria-label=Wide tabindex=0><p style='width:900px'>reached by scrolling sideways, as far as it goes</p></div>
<svg width=80 height=30><rect width=80 height=30 fill=#000 /><text x=5 y=20 font-size=12 fill=#fff>inside</text></svg>"""
FAULTY = {
    "<div style='width:900px'>wide</div>": "the page scrolls sideways by 540 px",
    "<p style='position:absolute;left:-60px'>before it</p>": "past the edge: 'before it'",
    "<p class=box>a long text that is cut off</p>": "cut off: 'a long text that is cut off'",
    "<p id=over style='position:relative'>below <b class=far>above</b></p>": (
        "over one another: 'below' and 'above' (in #over)"
    ),
    "<svg width=40 height=30 overflow=visible><text y=20 font-size=12>outside of it</text></svg>": (
        "outside its figure: 'outside of it'"
    ),
    "<svg width=80 height=30 viewBox='0 0 160 60'><text y=20 font-size=12>small</text></svg>": (
        "6.0 px is too small: 'small'"
    ),
    "<p style='font-size:10px'>small</p>": "10.0 px is too small: 'small'",
    "<p style='color:#888'>pale</p>": "contrast 3.54: 'pale'",
    "<svg width=80 height=30><rect width=80 height=30 /><text x=5 y=20 font-size=12 fill=#555>"
    "pale</text></svg>": "contrast 2.82: 'pale'",
    "<p>△</p>": "the font has no '△' of '△'",
    "<p class=mark>mark</p>": "the font has no '△', which the style sheet adds",
    "<div class=scroll role=region tabindex=0><p style='width:900px'>wide</p></div>": (
        'scrolls without a name: <div class="scroll">'
    ),
    "<div class=scroll aria-label=Wide tabindex=0><p style='width:900px'>wide</p></div>": (
        'scrolls, but is no region: <div class="scroll">'
    ),
    "<div class=scroll aria-label=Wide role=region><p style='width:900px'>wide</p></div>": (
        'scrolls, but not by key: <div class="scroll">'
    ),
}


@pytest.mark.parametrize("markup", FAULTY)
def test_the_measure_goes_off(browser, tmp_path, markup):
    file = tmp_path / "page.html"
    for planted, expected in (("", []), (markup, [FAULTY[markup]])):
        file.write_text(PLANTED + WELL + planted, encoding="utf-8")
        with opened(browser, file, viewport=NARROW) as (page, _):
            assert faults(page, LEAST_SCALED) == expected


def test_a_sheet_is_as_wide_as_its_margins_leave_it(browser, tmp_path):
    file = tmp_path / "page.html"
    file.write_text(PLANTED + WELL, encoding="utf-8")
    with opened(browser, file, viewport=NARROW) as (page, _):
        on_paper(page)
        assert page.viewport_size == {"width": 680, "height": 1046}
