"""Pictures of each kind of page, left in .pictures for a person to look at: light, dark, from wide to
narrow, and the first two sheets in print.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from browsing import FONT_IS_THERE, opened
from playwright.sync_api import Page

from srmlib.workspace import PROJECT

pytestmark = pytest.mark.browser

PICTURES = PROJECT / ".pictures"
SCREENS = [(1200, "light"), (1200, "dark"), (900, "light"), (500, "light"), (360, "light")]
# Chromium paints no higher.
HIGHEST = 16_000


def on_screen(page: Page, start: str) -> list[Path]:
    left = []
    for width, scheme in SCREENS:
        page.emulate_media(media="screen", color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        high = min(page.evaluate("() => document.documentElement.scrollHeight"), HIGHEST)
        clip = {"x": 0, "y": 0, "width": width, "height": high}
        left.append(PICTURES / f"{start}_{width}_{scheme}.png")
        page.screenshot(path=left[-1], full_page=True, clip=clip)
    return left


def in_print(page: Page, start: str, folder: Path) -> list[Path]:
    """Its first two sheets, or the one it has."""
    file = folder / "page.pdf"
    file.write_bytes(page.pdf(prefer_css_page_size=True))
    pdftoppm = [
        "pdftoppm",
        "-png",
        "-r",
        "100",
        "-l",
        "2",
        file,
        PICTURES / f"{start}_print",
    ]
    subprocess.run(pdftoppm, check=True)
    return list(PICTURES.glob(f"{start}_print-*.png"))


@pytest.mark.parametrize("world", ["sample", "scms", "olist"], indirect=True)
def test_a_picture_of_each_kind_of_page_is_left(request, browser, world, tmp_path):
    """Of the index and the first of the reports."""
    if not shutil.which("pdftoppm"):
        pytest.skip("pdftoppm is not at hand: install Debian's package poppler-utils")
    PICTURES.mkdir(exist_ok=True)
    for name, file in list(world.pages.items())[:2]:
        start = re.sub(
            r"[^A-Za-z0-9]+", "_", f"{request.node.callspec.params['world']} {name}"
        )
        with opened(browser, file) as (page, _):
            page.evaluate(FONT_IS_THERE)
            left = on_screen(page, start) + in_print(page, start, tmp_path)
        assert all(path.stat().st_size > 10_000 for path in left)
