"""Pages looked at by axe-core, in light and dark, wide and narrow."""

from __future__ import annotations

from pathlib import Path

from browsing import NARROW, WIDE
from playwright.sync_api import Page

AXE = (Path(__file__).resolve().parents[1] / "browser" / "axe" / "axe.min.js").read_text(
    encoding="utf-8"
)
# Of what the rules find, enough to go and mend it.
VIOLATIONS = """async options => (await axe.run(document, {resultTypes: ['violations'], ...options})).violations.flatMap(
  rule => rule.nodes.slice(0, 3).map(node => `${rule.id}: ${node.target.join(' ')}`).concat(
    rule.nodes.length > 3 ? [`${rule.id}: ${rule.nodes.length} in all`] : []))"""
# In the dark only colours differ.
COLOURS_ONLY = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
LOOKED_AT = {
    "light, wide": ("light", WIDE, {}),
    "dark, wide": ("dark", WIDE, COLOURS_ONLY),
    "dark, narrow": ("dark", NARROW, COLOURS_ONLY),
    "light, narrow": ("light", NARROW, {}),
}


def violations(page: Page) -> list[str]:
    page.evaluate(AXE)
    found = []
    for name, (scheme, window, options) in LOOKED_AT.items():
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size(window)
        found += [f"{name}: {fault}" for fault in page.evaluate(VIOLATIONS, options)]
    return found
