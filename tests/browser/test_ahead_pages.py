"""The sections of topics, asks and the chain in every state, wide and narrow, light, dark and on paper:
nothing is cut off, printed over another, too small or too pale; axe finds nothing.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
from accessible import violations
from ahead_book import asked, boarded, progressed, topic, topics
from books import AS_OF, SUPPLIER, BookByHand
from browsing import FONT_IS_THERE, on_paper, opened
from facts_fixture import rich

from srmlib.figures.theme import BOLD, REGULAR, advances
from srmlib.promises.broken import Share
from srmlib.relationship.ahead import ahead_of
from srmlib.relationship.chain import Chain, Link, Place
from srmlib.relationship.downstream import HandedOn, Partner
from srmlib.relationship.persons import Who
from srmlib.reports import sections
from srmlib.reports.page import Report
from srmlib.rules.calendar import Quarter

pytestmark = pytest.mark.browser

Q3 = Quarter.parse("2026Q3")
FAULTS = (Path(__file__).parent / "layout.js").read_text(encoding="utf-8")
FONT = "".join(sorted({*advances(REGULAR), *advances(BOLD)}))
LONG = "Wärmebehandlungsgesellschaft-" * 4
COLUMNS = ("tier2", "supplier", "process", "product", "downstream")


def chain_of_names(name: str, count: int) -> Chain:
    """So many places in each column, each of this name."""
    places = tuple(
        Place(column, f"{column}{n}", f"{name}{n}", 9 - n, (f"{name} part",) * 2)
        for column in COLUMNS
        for n in range(count)
    )
    owner = Who("P-1", "buyer", name, "owner", True, None)
    places = tuple(
        replace(one, owners=(owner,)) if one.id == "product0" else one for one in places
    )
    links = tuple(
        Link(column, f"{column}{n}", f"{following}{n}", 40.0 if n else None, False)
        for column, following in pairwise(COLUMNS)
        for n in range(count)
    )
    late = HandedOn(2, 9.0, 1, 20, 3)
    partner = Partner("downstream0", name, "agent", None, 3, late, late, Share(1, 2))
    return Chain(places, links, (name,), (f"{name} part",), (partner,), (), True)


def long_words() -> BookByHand:
    book = topic(BookByHand(), "T-1", 10, 10, what=LONG, target=LONG, is_chosen=True)
    return topic(book, "T-2", None, 3, what=LONG, form="cross_audit", is_chosen=True)


def page_of(book: BookByHand, chain: Chain) -> str:
    ahead = ahead_of(book.book(), SUPPLIER, Q3, AS_OF)
    known = SimpleNamespace(as_of=AS_OF, former=(), ahead=ahead, chain=chain)
    facts = replace(rich(), relationship=known)
    report = Report(facts)
    for section in (sections.masthead, sections.chain, sections.ahead, sections.asks):
        report.add(section(facts))
    return report.html()


STATES = {
    "everything": lambda: page_of(
        boarded(asked(progressed(topics(BookByHand())))), chain_of_names("Works ", 2)
    ),
    "long words": lambda: page_of(long_words(), chain_of_names(LONG, 1)),
    "many places": lambda: page_of(asked(BookByHand()), chain_of_names("Works ", 6)),
    "nothing": lambda: page_of(BookByHand(), Chain((), (), (), (), (), (), False)),
}


@pytest.mark.parametrize("state", STATES)
def test_a_page_has_no_fault_of_layout(state, browser, tmp_path):
    file = tmp_path / "report.html"
    file.write_text(STATES[state](), encoding="utf-8")
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


def test_axe_finds_nothing(browser, tmp_path):
    file = tmp_path / "report.html"
    file.write_text(STATES["everything"](), encoding="utf-8")
    with opened(browser, file, bypass_csp=True) as (page, _):
        assert violations(page) == []
