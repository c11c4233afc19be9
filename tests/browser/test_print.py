"""Reports on paper: page one, the number of sheets, running heads, headings and the size of text,
as they stand in the PDF that Chromium prints.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import pytest
from browsing import FONT_IS_THERE, SHEET, WIDE, opened, told
from playwright.sync_api import Page
from pypdf import PdfReader

pytestmark = pytest.mark.browser

# Ten, and seven more for the relationship.
MOST_SHEETS = 10 + 7
LEAST_POINTS = 6.5
# Width and height in points, upright and lying.
A4 = {(595, 842), (842, 595)}


@dataclass(frozen=True)
class Text:
    """A piece of text on a sheet: points from the left and lower edge to where its base line
    begins, and the size of its letters in points.
    """

    words: str
    x: float
    y: float
    size: float


@dataclass(frozen=True)
class Sheet:
    """What is printed between the margins, and in them: running heads and numbers."""

    texts: list[Text]
    running: str
    size: tuple[int, int]


@dataclass(frozen=True)
class Heading:
    """Where a heading begins: its sheet, from 0, and points from the lower edge to its top."""

    words: str
    sheet: int
    top: float


@dataclass(frozen=True)
class Paper:
    sheets: list[Sheet]
    headings: list[Heading]


def squeezed(words: str) -> str:
    """Text without spaces: where a line breaks, a PDF has none."""
    return "".join(words.split())


def scale(matrix: list[float]) -> float:
    a, b, c, d, *_ = matrix
    return abs(a * d - b * c) ** 0.5


def texts_of(page) -> list[Text]:
    found: list[Text] = []

    def note(words: str, around: list[float], at: list[float], _font, size: float) -> None:
        if words.strip():
            a, b, c, d, e, f = around
            x, y = a * at[4] + c * at[5] + e, b * at[4] + d * at[5] + f
            found.append(Text(words.strip(), x, y, size * scale(at) * scale(around)))

    page.extract_text(visitor_text=note)
    return found


def flat(outline: list) -> list:
    return [
        one
        for entry in outline
        for one in (flat(entry) if isinstance(entry, list) else [entry])
    ]


def printed(page: Page) -> Paper:
    """The page as Chromium prints it. Its outline says on which sheet each heading is, and where."""
    between = page.evaluate(SHEET)["height"] * 0.75
    reader = PdfReader(
        io.BytesIO(page.pdf(prefer_css_page_size=True, outline=True, tagged=True))
    )
    sheets = []
    for sheet in reader.pages:
        size = (round(sheet.mediabox.width), round(sheet.mediabox.height))
        margin = (size[1] - between) / 2 - 1
        texts = texts_of(sheet)
        inside = [text for text in texts if margin <= text.y <= size[1] - margin]
        running = "".join(squeezed(text.words) for text in texts if text not in inside)
        sheets.append(Sheet(inside, running, size))
    headings = [
        Heading(one.title, reader.get_destination_page_number(one), float(one.top))
        for one in flat(reader.outline)
    ]
    return Paper(sheets, headings)


def is_orphaned(heading: Heading, sheet: Sheet) -> bool:
    """Nothing stands below it on its sheet. The heading may have several lines."""
    own = [
        text.y
        for text in sheet.texts
        if text.y <= heading.top and squeezed(text.words) in squeezed(heading.words)
    ]
    lines = [y for y in own if y > heading.top - 70]
    last = min(lines, default=heading.top - 12)
    return not any(text.y < last - 2 for text in sheet.texts)


def faults_of(paper: Paper) -> list[str]:
    """What is wrong with any page on paper."""
    found = []
    for number, sheet in enumerate(paper.sheets, 1):
        found += [f"sheet {number} is {sheet.size}, expected A4"] * (sheet.size not in A4)
        found += [f"nothing is on sheet {number}"] * (not sheet.texts)
        small = sorted(
            (t.size, t.words) for t in sheet.texts if t.size < LEAST_POINTS - 0.01
        )
        found += [
            f"{size:.1f} pt is too small: '{words}' on sheet {number}, one of {len(small)}"
            for size, words in small[:1]
        ]
    found += [
        f"'{heading.words}' is the last on sheet {heading.sheet + 1}"
        for heading in paper.headings
        if is_orphaned(heading, paper.sheets[heading.sheet])
    ]
    return found


def faults_of_report(paper: Paper, name: str, first_after_page_one: str) -> list[str]:
    """And with a report: page one is one sheet, the second begins with every metric; all sheets
    bear whose report it is, and their number of how many.
    """
    count = len(paper.sheets)
    found = [f"{count} sheets, expected at most {MOST_SHEETS}"] * (count > MOST_SHEETS)
    for number, sheet in enumerate(paper.sheets, 1):
        for wanted in (name, f"{number}of{count}"):
            if squeezed(wanted) not in sheet.running:
                found.append(
                    f"'{wanted}' is not in the margins of sheet {number}: {sheet.running}"
                )
    (second,) = (
        heading
        for heading in paper.headings
        if squeezed(heading.words) == squeezed(first_after_page_one)
    )
    above = [text.words for text in paper.sheets[second.sheet].texts if text.y > second.top]
    if second.sheet != 1 or above:
        found.append(f"every metric begins on sheet {second.sheet + 1}, after {above[-3:]}")
    return found


def test_reports_print_well(browser, world):
    faults = {}
    for name, file in world.pages.items():
        with opened(browser, file, viewport=WIDE) as (page, _):
            page.evaluate(FONT_IS_THERE)
            paper = printed(page)
            faults[name] = faults_of(paper)
            if name in world.reports:
                firm = page.locator("h1").inner_text()
                first_after = page.locator("#every-metric h2").first.inner_text()
                faults[name] += faults_of_report(paper, firm, first_after)
    assert not told(faults), told(faults)


WHOLE = """<!doctype html><html lang=en><title>Firm</title><style>@page{{size:A4;margin:15mm;@bottom-left{{content:"Firm"}}
@bottom-right{{content:counter(page) " of " counter(pages)}}}} .next{{break-before:page}} body{{margin:0;font:12pt sans-serif}}</style>
<h1>Firm</h1>{first}<h2 class=next>Every metric</h2><p>{text}</p>{last}"""
PLANTED = {
    "whole": ({}, []),
    "small": (
        {"text": "<span style='font-size:6pt'>small</span>"},
        ["6.0 pt is too small"],
    ),
    "orphaned": (
        {"last": "<h3 style='break-after:auto'>Alone</h3><p class=next>below"},
        ["'Alone' is the last on sheet 2"],
    ),
    "two sheets of page one": (
        {"first": "<p>first<p class=next>more"},
        ["every metric begins on sheet 3"],
    ),
    "too much below": (
        {"first": "<p>more", "text": "x" + "<p class=next>x" * 16},
        ["18 sheets"],
    ),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_the_measure_goes_off(browser, tmp_path, planted):
    words, expected = PLANTED[planted]
    file = tmp_path / "page.html"
    page_of = {"first": "<p>first", "text": "text", "last": ""} | words
    file.write_text(WHOLE.format(**page_of), encoding="utf-8")
    with opened(browser, file, viewport=WIDE) as (page, _):
        paper = printed(page)
    found = faults_of(paper) + faults_of_report(paper, "Firm", "Every metric")
    assert [
        fault.startswith(start) for fault, start in zip(found, expected, strict=True)
    ] == [True] * len(expected)


def test_a_missing_running_head_is_seen(browser, tmp_path):
    file: Path = tmp_path / "page.html"
    file.write_text(
        WHOLE.format(first="", text="text", last="").replace("@bottom", "@nowhere"),
        encoding="utf-8",
    )
    with opened(browser, file, viewport=WIDE) as (page, _):
        found = faults_of_report(printed(page), "Firm", "Every metric")
    assert len(found) == 4
