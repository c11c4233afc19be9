"""The onboarding pack, the programme and the sections of people and health in a real browser: nothing
is cut off, too small or too pale, and a pack fits four sheets.
"""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from accessible import violations
from books import AS_OF, SUPPLIER, BookByHand
from browsing import FONT_IS_THERE, on_paper, opened
from facts_fixture import rich
from pypdf import PdfReader
from relationship_book import everything

from srmlib import open_snapshot, programme
from srmlib.figures.theme import BOLD, REGULAR, advances
from srmlib.onboarding.page import write_pack
from srmlib.register.kinds.voice import HealthCheck
from srmlib.register.kinds.work import Cadence
from srmlib.relationship.health import health_of
from srmlib.relationship.network import network_of
from srmlib.relationship.plan import plan_of
from srmlib.reports import sections
from srmlib.reports.page import Report
from srmlib.reports.programme import write_programme
from srmlib.rules.calendar import Quarter

pytestmark = pytest.mark.browser

MOST_SHEETS = 4
FAULTS = (Path(__file__).parent / "layout.js").read_text(encoding="utf-8")
FONT = "".join(sorted({*advances(REGULAR), *advances(BOLD)}))
SIZES = ((1200, "light"), (900, "dark"), (360, "light"))


def faults(browser, file: Path) -> dict[object, list[str]]:
    """The faults of layout by width and on paper, and of access."""
    wanted = {"least": 11, "leastText": 11, "colours": True, "font": FONT}
    found: dict[object, list[str]] = {}
    with opened(browser, file, bypass_csp=True) as (page, _):
        found["access"] = violations(page)
        page.evaluate(FONT_IS_THERE)
        for width, scheme in SIZES:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(media="screen", color_scheme=scheme)
            found[width] = page.evaluate(FAULTS, wanted)
        on_paper(page)
        found["print"] = page.evaluate(FAULTS, wanted | {"least": 8, "leastText": 8})
    return {name: told for name, told in found.items() if told}


@pytest.fixture(scope="module")
def pack(sample_home, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("pack")
    return write_pack(sample_home, "S-1001", "quality engineer", out=out)


def test_a_pack_fits_four_sheets(browser, pack):
    with opened(browser, pack) as (page, seen):
        printed = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(PdfReader(io.BytesIO(printed)).pages) <= MOST_SHEETS
    assert seen.faults(pack) == []


def test_a_pack_has_no_fault(browser, pack):
    assert faults(browser, pack) == {}


def test_the_programme_has_no_fault(browser, sample_home, tmp_path):
    levels = {"S-1001": "strong preferred", "S-1002": "preferred", "S-1008": "strategic"}
    with open_snapshot(sample_home) as snapshot:
        found = programme(snapshot, "2026Q3", levels=levels, workspace=sample_home)
    file = write_programme(tmp_path, found, "EUR", is_internal=False)
    assert faults(browser, file) == {}


def with_health(book: BookByHand) -> BookByHand:
    for year in (2024, 2025):
        for side in ("buyer", "supplier"):
            stated = {"communication": 1, "trust": 5, "asked": 12, "answered": 9}
            book.add(HealthCheck(side=side, on=f"{year}-12-01", **stated))
    book.add(HealthCheck(side="buyer", on="2026-01-01", trust=3))
    return book.add(Cadence(tier="operational", every_months=1))


@pytest.mark.parametrize("made", [lambda: with_health(everything()), BookByHand])
def test_the_sections_of_people_and_health_have_no_fault(made, browser, tmp_path):
    assert faults(browser, written(made(), tmp_path)) == {}


def test_how_many_answered_stands_under_its_year(browser, tmp_path):
    """The last row of the health check lies in the columns of the table, as all others do."""
    with opened(browser, written(with_health(everything()), tmp_path)) as (page, _):
        lefts = page.evaluate(
            "[...document.querySelectorAll('table.health tr')].map(row =>"
            " [...row.cells].map(cell => Math.round(cell.getBoundingClientRect().left)))"
        )
    assert len(lefts) > 2
    assert lefts == [lefts[0]] * len(lefts)


def written(made: BookByHand, folder: Path) -> Path:
    """A page with the sections of people and health alone."""
    book = made.book()
    plan = plan_of(book, SUPPLIER, Quarter.parse("2026Q3"), AS_OF)
    known = SimpleNamespace(
        plan=plan,
        health=health_of(book, SUPPLIER, AS_OF),
        network=network_of(book, SUPPLIER, plan),
    )
    facts = replace(rich(), relationship=None)
    report = Report(facts)
    report.add(sections.masthead(facts))
    for section in (sections.people, sections.health_check):
        report.add(section(replace(facts, relationship=known)))
    file = folder / "report.html"
    file.write_text(report.html(), encoding="utf-8")
    return file
