"""The font that pages carry: it is what a reader sees whatever is installed, and as wide as figures
take it to be.
"""

from __future__ import annotations

import json

from test_reports_in_browser import WIDE, opened, reports_of

from srmlib.figures.labels import width_of
from srmlib.figures.theme import BOLD, FONT, REGULAR, advances, css_font

FACES = (
    "() => document.fonts.ready.then(() => [...document.fonts].map(f => [f.family, f.weight,"
    " f.status]))"
)
# Each text of a drawing by itself: what it says, whether it is bold, and how wide it is in the
# drawing's own pixels.
LABELS = """() => [...document.querySelectorAll('.scroll svg text')].map(e =>
  [e.textContent, +getComputedStyle(e).fontWeight >= 600, parseFloat(getComputedStyle(e).fontSize), e.getComputedTextLength()])
"""
ADVANCES = """([font, weight, characters]) => {
  const context = document.createElement('canvas').getContext('2d')
  context.font = `${weight} 1000px ${font}`
  return characters.map(c => context.measureText(c).width)
}"""


def test_the_font_is_shown_and_labels_are_as_wide_as_laid_out(browser_anywhere, sample_reports):
    for file in reports_of(sample_reports):
        with opened(browser_anywhere, file, viewport=WIDE) as (page, seen):
            faces = {
                (family.strip('"'), weight, status)
                for family, weight, status in page.evaluate(FACES)
            }
            assert faces == {(FONT, "400", "loaded"), (FONT, "600 900", "loaded")}
            labels = page.evaluate(LABELS)
            policy = page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute(
                "content"
            )
        assert seen.requests == [file.as_uri()]
        assert "font-src data:;" in policy
        assert len(labels) > 50
        taken = [width_of(words, BOLD if bold else REGULAR) for words, bold, _, _ in labels]
        wider = [
            (words, size, width, expected)
            for (words, _, size, width), expected in zip(labels, taken, strict=True)
            if size != 13 or not 0.98 * expected - 0.5 <= width <= expected + 0.5
        ]
        assert wider == []
        assert abs(sum(width for *_, width in labels) / sum(taken) - 1) < 0.01


def test_every_advance_is_that_of_the_font(browser_anywhere, tmp_path):
    file = tmp_path / "font.html"
    both = "".join(f"<p style='font:{weight} 20px \"{FONT}\"'>loaded</p>" for weight in (400, 600))
    file.write_text(f"<!doctype html><style>{css_font()}</style>{both}", encoding="utf-8")
    with opened(browser_anywhere, file, viewport=WIDE) as (page, _):
        page.evaluate(FACES)
        for weight in (REGULAR, BOLD):
            known = advances(weight)
            shown = page.evaluate(ADVANCES, [json.dumps(FONT), weight, list(known)])
            different = {
                character: (expected, width)
                for (character, expected), width in zip(known.items(), shown, strict=True)
                if abs(width - expected) > 0.01 * expected
            }
            assert different == {}
