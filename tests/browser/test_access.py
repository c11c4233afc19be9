"""A report and the index are there for everyone: by axe-core's rules, and with a keyboard alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from browsing import EVERYTHING_OPEN, NARROW, WIDE, each_opened, opened
from playwright.sync_api import Page

from srmlib.reports.publish import slug

pytestmark = pytest.mark.browser

AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text(encoding="utf-8")
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


def test_axe_finds_nothing(browser, world):
    """The policy of the page would not let the rules in, so it is set aside here."""
    found = {
        file: violations(page)
        for file, page, _ in each_opened(browser, world.pages.values(), bypass_csp=True)
    }
    assert {name: found[file] for name, file in world.pages.items() if found[file]} == {}


def test_axe_goes_off(browser, tmp_path):
    file = tmp_path / "page.html"
    file.write_text(
        "<!doctype html><html lang=en><title>Page</title><main><h1>Page</h1><img src=data:,>"
        "<p style='color:#888'>pale</p></main>"
    )
    with opened(browser, file, bypass_csp=True) as (page, _):
        rules = {fault.split(": ")[1] for fault in violations(page)}
    assert rules == {"image-alt", "color-contrast"}


# Every place the focus comes to, and whether it shows: an outline of its own, or of what stands
# for it (a radio is drawn by the words beside it).
LISTEN = """() => {
  window.reached = new Set()
  window.unmarked = new Set()
  const marked = e => {
    const {outlineStyle, outlineWidth, boxShadow} = getComputedStyle(e)
    return (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1) || boxShadow !== 'none'
  }
  document.addEventListener('focusin', ({target}) => {
    reached.add(target)
    const beside = [target, target.nextElementSibling, target.closest('label')].filter(Boolean)
    if (!beside.some(marked)) unmarked.add(target.outerHTML.slice(0, 90))
  })
}"""
# A group of radios is one stop: the arrows lead on from there.
NOT_REACHED = """() => {
  const wanted = [...document.querySelectorAll('a[href], summary, button, input, select, textarea, [tabindex="0"]')]
    .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.disabled && e.type !== 'hidden')
  const group = e => e.type === 'radio' && [...reached].some(other => other.type === 'radio' && other.name === e.name)
  return wanted.filter(e => !reached.has(e) && !group(e)).map(e => e.outerHTML.slice(0, 90))
}"""
STOPS = (
    "() => document.querySelectorAll('a[href], summary, button, input, select, [tabindex]').length"
)


def not_reached(page: Page) -> list[str]:
    page.evaluate(LISTEN)
    for _ in range(page.evaluate(STOPS) + 2):
        page.keyboard.press("Tab")
    return [f"not reached: {one}" for one in page.evaluate(NOT_REACHED)] + [
        f"focus does not show: {one}" for one in page.evaluate("() => [...window.unmarked]")
    ]


@pytest.mark.parametrize("window", [WIDE, NARROW], ids=["wide", "narrow"])
def test_everything_is_reached_with_the_keyboard_alone(browser, world, window):
    found = {}
    for file, page, _ in each_opened(browser, world.pages.values(), viewport=window):
        page.evaluate(EVERYTHING_OPEN)
        found[file] = not_reached(page)
    assert {name: found[file] for name, file in world.pages.items() if found[file]} == {}


def test_the_keyboard_goes_off(browser, tmp_path):
    file = tmp_path / "page.html"
    file.write_text(
        "<!doctype html><style>#pale:focus{outline:none}</style><a id=a href=#a>reached</a>"
        "<a id=never href=#a tabindex=-1>never</a><a id=pale href=#a>pale</a>"
    )
    with opened(browser, file, viewport=WIDE) as (page, _):
        assert not_reached(page) == [
            'not reached: <a id="never" href="#a" tabindex="-1">never</a>',
            'focus does not show: <a id="pale" href="#a">pale</a>',
        ]


PAPER = "() => getComputedStyle(document.body).backgroundColor"


def test_colours_and_tables_are_switched_with_the_keyboard(browser, four_suppliers):
    """Light and dark by the arrows between the three radios, a table by Enter on its summary;
    without script.
    """
    file = four_suppliers / slug("S-1001") / "v1" / "report.html"
    with opened(browser, file, viewport=WIDE, color_scheme="light") as (page, _):
        radios = page.locator("input[type=radio][name=colours]")
        assert radios.count() == 3
        radios.first.focus()
        papers = [page.evaluate(PAPER)]
        for _ in range(2):
            page.keyboard.press("ArrowRight")
            papers.append(page.evaluate(PAPER))
        assert papers[0] == papers[1] != papers[2]
        summary = page.locator("main summary").first
        summary.focus()
        page.keyboard.press("Enter")
        assert page.evaluate("() => document.activeElement.parentElement.open")
