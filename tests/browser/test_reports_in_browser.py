"""Reports and the index as readers meet them: from disk, offline, in a real browser, on a wide or
narrow screen, dark, on paper, without script.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from srmlib.figures.labels import width_of
from srmlib.figures.theme import BOLD, FONT, REGULAR, advances, css_font
from srmlib.reports.publish import slug

pytestmark = pytest.mark.browser

MOST_BYTES = 1_500_000
MOST_PAGES = 14
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 500, "height": 900}
# What A4 leaves between margins of 11 mm, at 96 dots per inch.
PAPER = {"width": 710, "height": 1040}
MODES = {
    "light": {"viewport": WIDE, "color_scheme": "light"},
    "dark": {"viewport": WIDE, "color_scheme": "dark"},
    "narrow": {"viewport": NARROW, "color_scheme": "light"},
    "without script": {"viewport": WIDE, "java_script_enabled": False},
}

TWICE = (
    "() => { const ids = [...document.querySelectorAll('[id]')].map(e => e.id); return"
    " ids.filter((id, i) => ids.indexOf(id) !== i) }"
)
HEADINGS = "() => [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(e => +e.tagName[1])"
COLOURS = (
    "() => { const s = getComputedStyle(document.body.querySelector('main')); return [s.color,"
    " getComputedStyle(document.body).backgroundColor] }"
)

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


def reports_of(folder: Path) -> list[Path]:
    """The newest version of every report the index lists as done."""
    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    assert {entry["status"] for entry in index["suppliers"]} == {"done"}
    return [folder / entry["path"] for entry in index["suppliers"]]


def pages_of(folder: Path) -> list[Path]:
    return [folder / "index.html", *reports_of(folder)]


def name_of(file: Path) -> str:
    return file.name if file.name == "index.html" else file.parent.parent.name


def end_faults(page: Page) -> list[str]:
    """The end of the page must be there and last: a swallowed tail makes no error."""
    end = page.locator("body > :last-child#end")
    if end.count() != 1 or not end.is_visible():
        return ["the end marker is missing"]
    return [] if "End of the" in end.inner_text() else ["the end marker says nothing"]


def layout_faults(page: Page) -> list[str]:
    overflow = page.evaluate(OVERFLOW)
    return [f"the page scrolls sideways by {overflow} px"] * (overflow > 0) + page.evaluate(
        UNREACHABLE_TEXT
    )


@pytest.mark.parametrize("mode", MODES.values(), ids=MODES)
def test_pages_open_offline_and_whole(browser_anywhere, sample_reports, mode):
    faults = {}
    for file, page, seen in each_opened(browser_anywhere, pages_of(sample_reports), **mode):
        faults[name_of(file)] = seen.faults(file) + end_faults(page) + layout_faults(page)
    assert {name: found for name, found in faults.items() if found} == {}


@pytest.mark.parametrize("supplier_id", ["S-1001", "S-1008"])
def test_a_narrow_page_does_not_scroll_sideways_with_every_table_open(
    browser, sample_reports, supplier_id
):
    (file,) = [
        file for file in reports_of(sample_reports) if file.parent.parent.name == slug(supplier_id)
    ]
    with opened(browser, file, viewport=NARROW) as (page, _):
        page.evaluate("() => document.querySelectorAll('details').forEach(one => one.open = true)")
        assert layout_faults(page) == []


def sheets(pdf: bytes, folder: Path) -> tuple[int, set[str]]:
    """How many pages a PDF has, and their sizes, as poppler's pdfinfo reads them."""
    (folder / "page.pdf").write_bytes(pdf)
    said = subprocess.run(
        ["pdfinfo", "-f", "1", "-l", "-1", folder / "page.pdf"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return int(re.search(r"^Pages:\s+(\d+)$", said, re.MULTILINE)[1]), set(
        re.findall(r"\((A\d)\)", said)
    )


@pytest.fixture(scope="session")
def pdfinfo() -> None:
    if not shutil.which("pdfinfo"):
        pytest.skip("pdfinfo is not at hand: install Debian's package poppler-utils")


def test_pages_print(browser_anywhere, sample_reports, pdfinfo, tmp_path):
    """On paper: few sheets of A4, and light also where the reader's screen is dark."""
    files = pages_of(sample_reports)
    light = {
        file: page.evaluate(COLOURS)
        for file, page, _ in each_opened(
            browser_anywhere, files, viewport=WIDE, color_scheme="light"
        )
    }
    faults = {}
    for file, page, seen in each_opened(
        browser_anywhere, files, viewport=PAPER, color_scheme="dark"
    ):
        page.emulate_media(media="print", color_scheme="dark")
        found = seen.faults(file) + end_faults(page)
        found += [f"printed in {page.evaluate(COLOURS)}, on a light screen {light[file]}"] * (
            page.evaluate(COLOURS) != light[file]
        )
        count, sizes = sheets(page.pdf(prefer_css_page_size=True), tmp_path)
        found += [f"{count} pages, expected at most {MOST_PAGES}"] * (not 1 <= count <= MOST_PAGES)
        found += [f"{sorted(sizes)}, expected A4"] * (sizes != {"A4"})
        faults[name_of(file)] = found
    assert {name: found for name, found in faults.items() if found} == {}


def test_nothing_is_past_the_edge_on_paper(browser_anywhere, sample_reports):
    faults = {}
    for file, page, _ in each_opened(browser_anywhere, pages_of(sample_reports), viewport=PAPER):
        page.emulate_media(media="print")
        faults[name_of(file)] = page.evaluate(UNREACHABLE_TEXT)
    assert {name: found for name, found in faults.items() if found} == {}


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


def test_dark_is_dark(browser, sample_reports):
    files = pages_of(sample_reports)[:2]
    light, dark = (
        [
            page.evaluate(COLOURS)
            for _, page, _ in each_opened(browser, files, viewport=WIDE, color_scheme=scheme)
        ]
        for scheme in ("light", "dark")
    )
    assert [a == b for a, b in zip(light, dark, strict=True)] == [False, False]


def test_pages_are_well_built(browser, sample_reports):
    faults = {}
    for file, page, _ in each_opened(browser, pages_of(sample_reports), viewport=WIDE):
        levels = page.evaluate(HEADINGS)
        found = [f"id twice: {i}" for i in page.evaluate(TWICE)]
        found += ["not one h1"] * (levels.count(1) != 1)
        found += ["a heading level is skipped"] * any(
            after > before + 1 for before, after in pairwise(levels)
        )
        found += [
            f"no {what}"
            for what in ("main", "html[lang]", "a.skip[href='#main']")
            if page.locator(what).count() != 1
        ]
        found += [f"{file.stat().st_size:,} bytes"] * (file.stat().st_size > MOST_BYTES)
        found += ["a script"] * page.locator("script").count()
        found += ["a figure without a name"] * page.locator(
            "svg[role=img]:not([aria-labelledby]):not([aria-label])"
        ).count()
        faults[name_of(file)] = found
    assert {name: found for name, found in faults.items() if found} == {}


SECTIONS = [
    "on-one-page",
    "scorecard",
    "spotlight",
    "two-numbers",
    "total-cost",
    "traced-upstream",
    "our-part",
    "customer-promise",
    "replies",
    "definitions",
]


@pytest.mark.parametrize("supplier_id", ["S-1001", "S-1004", "S-1007", "S-1008"])
def test_the_contents_lead_to_every_section_and_what_is_looked_at_is_drawn(
    browser, sample_reports, supplier_id
):
    (file,) = [
        file for file in reports_of(sample_reports) if file.parent.parent.name == slug(supplier_id)
    ]
    facts = json.loads((file.parent / "report.json").read_text(encoding="utf-8"))
    with opened(browser, file, viewport=WIDE) as (page, seen):
        links = page.eval_on_selector_all(
            "nav a", "links => links.map(a => a.getAttribute('href'))"
        )
        assert links == [f"#{name}" for name in SECTIONS]
        assert page.locator("#spotlight article").count() == len(facts["spotlight"])
        bullets = page.locator("#scorecard svg.bullet")
        assert bullets.count() == sum(metric["state"] == "ok" for metric in facts["metrics"])
        for bullet in bullets.all():
            assert bullet.bounding_box()["width"] > 100
        for name in ("#bridge-D1", "#bridge-S2"):
            if page.locator(f"a[href='{name}']").count():
                page.locator(f"a[href='{name}']").first.click()
                assert page.locator(name).is_visible()
        for summary in page.locator("#definitions summary").all()[:3]:
            summary.click()
        assert page.locator("#definitions details[open] table").count() == 3
        assert layout_faults(page) + seen.errors == []


def test_every_link_of_the_index_leads_somewhere(browser, sample_reports):
    with opened(browser, sample_reports / "index.html", viewport=WIDE) as (page, _):
        links = page.eval_on_selector_all(
            "a[href]", "links => links.map(a => a.getAttribute('href'))"
        )
    targets = [link for link in links if not link.startswith("#")]
    assert [link for link in targets if not (sample_reports / link).is_file()] == []
    assert sum(link.endswith("report.html") for link in targets) == len(reports_of(sample_reports))


def test_a_report_is_reached_from_the_index(browser, sample_reports):
    with opened(browser, sample_reports / "index.html", viewport=WIDE) as (page, seen):
        link = page.locator("a[href$='report.html']").first
        name = link.inner_text()
        link.click()
        page.wait_for_load_state("load")
        assert name in page.locator("h1").inner_text()
        assert seen.dialogs + seen.errors == []


@pytest.mark.parametrize("mode", MODES.values(), ids=MODES)
def test_hostile_names_and_ids_are_shown_and_do_nothing(browser, hostile_reports, mode):
    """The pages show the name as it is, run nothing, and have as many figures as others."""
    folder, name, path_like = hostile_reports.folder, hostile_reports.name, hostile_reports.id
    for file, texts in (
        (folder / slug(path_like) / "v1" / "report.html", [name, path_like]),
        (folder / "index.html", [name]),
    ):
        with opened(browser, file, **mode) as (page, seen):
            assert seen.faults(file) + end_faults(page) == []
            body = page.locator("body").inner_text()
            assert [text for text in texts if text not in body] == []
            assert page.locator("img").count() == 0


def test_hostile_names_cost_no_figure(browser, hostile_reports, sample_reports):
    counts = []
    for folder, supplier_id in (
        (hostile_reports.folder, hostile_reports.id),
        (sample_reports, "S-1001"),
    ):
        with opened(browser, folder / slug(supplier_id) / "v1" / "report.html", viewport=WIDE) as (
            page,
            _,
        ):
            counts.append(
                [page.locator(what).count() for what in ("section", "figure", "svg", "table", "tr")]
            )
    assert counts[0] == counts[1]
    assert counts[0][1] > 0


def test_a_hostile_id_chooses_no_path(hostile_reports):
    folder = hostile_reports.folder
    assert {path.name for path in folder.iterdir() if path.is_dir()} == {slug(hostile_reports.id)}
    assert {path.name for path in folder.parent.iterdir()} == {"2026Q3"}


PLANTED = {
    "a script": "<script>alert(1)</script>",
    "an image": "</script><img src=x onerror=alert(1)>",
    "an event": "<svg onload=alert(1)></svg>",
}


def planted(file: Path, folder: Path, payload: str, keep_policy: bool) -> Path:
    """A copy of a report with the payload unescaped in its heading."""
    page = file.read_text(encoding="utf-8")
    if not keep_policy:
        page, removed = re.subn(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
        assert removed == 1
    copy = folder / "planted.html"
    copy.write_text(page.replace("</h1>", payload + "</h1>", 1), encoding="utf-8")
    return copy


@pytest.mark.parametrize("payload", PLANTED.values(), ids=PLANTED)
def test_the_detector_goes_off(browser, sample_reports, tmp_path, payload):
    """Without escaping and without the policy the payload runs, and these tests would have seen
    it.
    """
    with opened(
        browser,
        planted(reports_of(sample_reports)[0], tmp_path, payload, keep_policy=False),
        viewport=WIDE,
    ) as (_, seen):
        assert seen.dialogs == ["1"]


@pytest.mark.parametrize("payload", PLANTED.values(), ids=PLANTED)
def test_the_policy_alone_stops_a_payload(browser, sample_reports, tmp_path, payload):
    with opened(
        browser,
        planted(reports_of(sample_reports)[0], tmp_path, payload, keep_policy=True),
        viewport=WIDE,
    ) as (_, seen):
        assert seen.dialogs == []
        assert any("Content Security Policy" in error for error in seen.errors)


def test_the_measures_of_the_layout_go_off(browser, tmp_path):
    """A page that is too wide, and text that is cut off or outside its figure, are found."""
    file = tmp_path / "wide.html"
    file.write_text(
        "<!doctype html><body><p style='width:900px'>past</p><p"
        " style='width:60px;overflow:hidden;white-space:nowrap'>a long text that is cut off</p><svg"
        " width='80' height='30'><text x='60' y='20'>outside of it</text></svg>"
    )
    with opened(browser, file, viewport=NARROW) as (page, _):
        assert page.evaluate(OVERFLOW) > 0
        assert [fault.partition(":")[0] for fault in page.evaluate(UNREACHABLE_TEXT)] == [
            "past the edge",
            "cut off",
            "outside its figure",
        ]
        assert end_faults(page) == ["the end marker is missing"]
