"""The sections of ratings and plan in every state, wide and narrow, light, dark and on paper: nothing
is cut off, printed over another, too small or too pale.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from books import AS_OF, SUPPLIER, BookByHand
from browsing import FONT_IS_THERE, on_paper, opened
from facts_fixture import rich
from relationship_book import COLOURS, everything, met, peopled, planned, rated

from srmlib.figures.theme import BOLD, REGULAR, advances
from srmlib.register import Book
from srmlib.relationship.plan import plan_of
from srmlib.relationship.ratings import ratings_of
from srmlib.reports import sections
from srmlib.reports.page import Report
from srmlib.rules.calendar import Quarter

pytestmark = pytest.mark.browser

Q3 = Quarter.parse("2026Q3")
FAULTS = (Path(__file__).parent / "layout.js").read_text(encoding="utf-8")
FONT = "".join(sorted({*advances(REGULAR), *advances(BOLD)}))
LONG = "Wärmebehandlungsgesellschaft-" * 4


def page_of(book: Book) -> str:
    known = SimpleNamespace(
        as_of=AS_OF,
        former=(),
        ratings=ratings_of(book, SUPPLIER, Q3, AS_OF),
        plan=plan_of(book, SUPPLIER, Q3, AS_OF),
    )
    facts = replace(rich(), relationship=known)
    report = Report(facts)
    shown = (
        sections.masthead,
        sections.relationship,
        sections.plan_and_contacts,
        sections.escalations,
    )
    for section in shown:
        report.add(section(facts))
    return report.html()


def one_sided() -> BookByHand:
    book = peopled(BookByHand())
    for place, element in enumerate(COLOURS):
        book.rate("buyer", "2026Q3", element, place % 5 + 1, comment=LONG)
    return book


def sealed() -> BookByHand:
    book = rated(met(planned(peopled(BookByHand()))), until="2026Q2")
    return book.lock("buyer").lock("supplier")


STATES = {
    "everything": everything,
    "sealed": sealed,
    "one locked": lambda: BookByHand().lock("supplier"),
    "one-sided": one_sided,
    "nothing": BookByHand,
}


@pytest.mark.parametrize("state", STATES)
def test_a_page_has_no_fault_of_layout(state, browser, tmp_path):
    file = tmp_path / "report.html"
    file.write_text(page_of(STATES[state]().book()), encoding="utf-8")
    found = {}
    wanted = {"least": 11, "leastText": 11, "colours": True, "font": FONT}
    with opened(browser, file) as (page, _):
        page.evaluate(FONT_IS_THERE)
        for width, scheme in ((1200, "light"), (900, "dark"), (360, "light")):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(media="screen", color_scheme=scheme)
            found[width] = page.evaluate(FAULTS, wanted)
        on_paper(page)
        small = wanted | {"least": 6.5 / 0.75, "leastText": 6.5 / 0.75}
        found["print"] = page.evaluate(FAULTS, small)
    assert {state: seen for state, seen in found.items() if seen} == {}
