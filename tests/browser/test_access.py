"""A report and the index are there for everyone: by axe-core's rules, and with a keyboard alone."""

from __future__ import annotations

import pytest
from accessible import violations
from browsing import EVERYTHING_OPEN, NARROW, WIDE, opened, told
from playwright.sync_api import Page

from srmlib.reports.publish import slug

pytestmark = pytest.mark.browser


def test_axe_finds_nothing(browser, world):
    """The policy of the page would not let the rules in, so it is set aside here."""
    found = {}
    for name, file in world.pages.items():
        with opened(browser, file, bypass_csp=True) as (page, _):
            found[name] = violations(page)
    assert not told(found), told(found)


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
STOPS = "() => document.querySelectorAll('a[href], summary, button, input, select, [tabindex]').length"


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
    for name, file in world.pages.items():
        with opened(browser, file, viewport=window) as (page, _):
            page.evaluate(EVERYTHING_OPEN)
            found[name] = not_reached(page)
    assert not told(found), told(found)


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
