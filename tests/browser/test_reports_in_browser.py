"""Reports and the index as readers meet them: from disk, offline, in a real browser, on a wide or
narrow screen, dark, without script. Layout, access and print have files of their own.
"""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest
from browsing import NARROW, WIDE, each_opened, on_paper, opened, told
from playwright.sync_api import Page

from srmlib.figures.theme import BOLD, FONT, REGULAR, advances, css_font
from srmlib.figures.untrusted import as_images
from srmlib.reports.publish import slug

pytestmark = pytest.mark.browser

# Decision 37: with everything that both firms say and promise a page may be a little heavier.
MOST_BYTES = 650_000
MODES = {
    "light": {"viewport": WIDE, "color_scheme": "light"},
    "dark": {"viewport": WIDE, "color_scheme": "dark"},
    "narrow": {"viewport": NARROW, "color_scheme": "light"},
    "without script": {"viewport": WIDE, "java_script_enabled": False},
}
# The order a reader finds the sections in. A section that has nothing to say is left out.
SECTIONS = [
    "summary",
    "scorecard",
    "every-metric",
    "actions",
    "misses",
    "ratings",
    "level",
    "partnering",
    "customer-promise",
    "total-cost",
    "traced-upstream",
    "our-part",
    "two-numbers",
    "chain",
    "ahead",
    "asks",
    "plan",
    "people",
    "escalations",
    "health",
    "replies",
    "definitions",
]
COLOURS = """() => [getComputedStyle(document.querySelector('main')).color,
  getComputedStyle(document.body).backgroundColor]"""
FACES = """() => document.fonts.ready.then(
  () => [...document.fonts].map(f => [f.family, f.weight, f.status]))"""
# Each text of a drawing: what it says, whether it is bold, and its width where letters are 1000
# units high.
LABELS = """() => [...document.querySelectorAll('svg text')].filter(e => e.checkVisibility() && !e.children.length)
  .map(e => [e, getComputedStyle(e)]).map(([e, {fontWeight, fontSize}]) =>
    [e.textContent, +fontWeight >= 600, e.getComputedTextLength() / parseFloat(fontSize) * 1000])"""
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


def report_of(folder: Path, supplier_id: str) -> Path:
    (file,) = (
        file for file in reports_of(folder) if file.parent.parent.name == slug(supplier_id)
    )
    return file


def pages_of(folder: Path) -> list[Path]:
    return [folder / "index.html", *reports_of(folder)]


def name_of(file: Path) -> str:
    return file.name if file.name == "index.html" else file.parent.parent.name


def end_faults(page: Page) -> list[str]:
    """The end of the page must be there and last: a swallowed tail makes no error."""
    end = page.locator("body > #end:nth-last-child(1 of :not(script))")
    if end.count() != 1 or not end.is_visible():
        return ["the end marker is missing"]
    return [] if "End of the" in end.inner_text() else ["the end marker says nothing"]


@pytest.mark.parametrize("mode", MODES.values(), ids=MODES)
def test_pages_open_offline_and_whole(browser, sample_reports, mode):
    faults = {}
    for file, page, seen in each_opened(browser, pages_of(sample_reports), **mode):
        faults[name_of(file)] = seen.faults(file) + end_faults(page)
    assert {name: found for name, found in faults.items() if found} == {}


def test_pages_of_real_data_open_offline_and_whole(browser, world):
    faults = {}
    for file, page, seen in each_opened(browser, world.pages.values()):
        faults[name_of(file)] = seen.faults(file) + end_faults(page)
    assert {name: found for name, found in faults.items() if found} == {}


def width_of(words: str, weight: int) -> float:
    known = advances(weight)
    return sum(known[character] for character in words)


def test_the_font_is_shown_and_labels_are_as_wide_as_laid_out(
    browser_anywhere, four_suppliers
):
    """Also where the machine has no letters at all. Pairs of letters may stand closer together."""
    file = report_of(four_suppliers, "S-1001")
    with opened(browser_anywhere, file, viewport=WIDE) as (page, _):
        faces = {
            (family.strip('"'), weight, status)
            for family, weight, status in page.evaluate(FACES)
        }
        labels = page.evaluate(LABELS)
        policy = page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute(
            "content"
        )
    assert faces == {(FONT, "400", "loaded"), (FONT, "600 900", "loaded")}
    assert "font-src data:;" in policy
    assert len(labels) > 50
    expected = [
        width_of(words, BOLD if is_bold else REGULAR) for words, is_bold, _ in labels
    ]
    wider = [
        (words, width, taken)
        for (words, _, width), taken in zip(labels, expected, strict=True)
        if not 0.96 * taken - 20 <= width <= taken + 20
    ]
    assert wider == []


def test_every_advance_is_that_of_the_font(browser_anywhere, tmp_path):
    file = tmp_path / "font.html"
    both = "".join(
        f"<p style='font:{weight} 20px \"{FONT}\"'>loaded</p>" for weight in (400, 600)
    )
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
            for _, page, _ in each_opened(
                browser, files, viewport=WIDE, color_scheme=scheme
            )
        ]
        for scheme in ("light", "dark")
    )
    assert [a == b for a, b in zip(light, dark, strict=True)] == [False, False]


def test_a_dark_screen_prints_light(browser, sample_reports):
    file = pages_of(sample_reports)[1]
    with opened(browser, file, viewport=WIDE, color_scheme="light") as (page, _):
        light = page.evaluate(COLOURS)
    with opened(browser, file, viewport=WIDE, color_scheme="dark") as (page, _):
        page.locator("#colours-dark").check(force=True)
        assert page.evaluate(COLOURS) != light
        on_paper(page)
        page.emulate_media(media="print", color_scheme="dark")
        assert page.evaluate(COLOURS) == light


# What is wrong with how a page is built, whatever it looks like.
BUILT = """() => {
  const all = what => [...document.querySelectorAll(what)]
  const ids = all('[id]').map(e => e.id)
  const name = e => e.getAttribute('aria-label')?.trim()
    || (e.getAttribute('aria-labelledby') ?? '').split(/\\s+/).map(id => document.getElementById(id)?.textContent.trim() ?? '').join('')
    || e.querySelector(':scope > caption')?.textContent.trim()
  const nameless = what => all(what).filter(e => !name(e)).map(e => 'no name: ' + e.outerHTML.slice(0, 80))
  const local = all('a[href^="#"]').map(a => decodeURIComponent(a.getAttribute('href').slice(1)))
  return [
    ...ids.filter((id, i) => ids.indexOf(id) !== i).map(id => 'id twice: ' + id),
    ...local.filter(id => !document.getElementById(id)).map(id => 'leads nowhere: #' + id),
    ...nameless('table'), ...nameless('svg[role=img]'), ...nameless('nav'), ...nameless('[role=region]'),
    ...all('[aria-labelledby], [aria-describedby]').flatMap(e => ['aria-labelledby', 'aria-describedby'].flatMap(
      which => (e.getAttribute(which) ?? '').split(/\\s+/).filter(id => id && !document.getElementById(id)).map(id => which + ' nobody: ' + id))),
    ...all('svg [role^=graphics], svg [aria-roledescription]').slice(0, 3).map(e => 'a role nobody reads: ' + e.outerHTML.slice(0, 80)),
  ]
}"""
HEADINGS = (
    "() => [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(e => +e.tagName[1])"
)
FILES = """() => [...document.querySelectorAll('[href], [src]')].map(e => e.getAttribute('href') ?? e.getAttribute('src'))
  .filter(at => !at.startsWith('#') && !at.startsWith('data:'))"""


def build_faults(file: Path, page: Page) -> list[str]:
    found = page.evaluate(BUILT)
    levels = page.evaluate(HEADINGS)
    found += ["not one h1"] * (levels.count(1) != 1)
    found += [
        f"a heading level is skipped: {before} to {after}"
        for before, after in pairwise(levels)
        if after > before + 1
    ]
    found += [
        f"not one {what}"
        for what in (
            "main",
            "html[lang]",
            "a.skip[href='#main']",
            "nav[aria-label=Contents]",
        )
        if page.locator(what).count() != (file.name == "report.html" or "nav" not in what)
    ]
    found += [
        f"leads nowhere: {at}"
        for at in page.evaluate(FILES)
        if not (file.parent / at.partition("#")[0]).is_file()
    ]
    found += [f"{file.stat().st_size:,} bytes"] * (file.stat().st_size > MOST_BYTES)
    found += ["a script in a report"] * (
        file.name == "report.html" and page.locator("script").count() > 0
    )
    return found


def test_pages_are_well_built(browser, world):
    faults = {}
    for name, file in world.pages.items():
        with opened(browser, file, viewport=WIDE) as (page, _):
            faults[name] = build_faults(file, page)
    assert not told(faults), told(faults)


def test_what_is_badly_built_is_seen(browser, tmp_path):
    file = tmp_path / "report.html"
    file.write_text(
        "<!doctype html><html lang=en><a class=skip href=#main>Skip</a><nav aria-label=Contents>"
        "<a href=#gone>gone</a><a href=gone.csv>gone</a></nav><main id=main><h1 id=a>One</h1>"
        "<h3 id=a>Three</h3><table aria-labelledby=nobody><tr><td>1</table><svg role=img></svg>"
        "<script></script></main>"
    )
    with opened(browser, file, viewport=WIDE) as (page, _):
        assert build_faults(file, page) == [
            "id twice: a",
            "leads nowhere: #gone",
            'no name: <table aria-labelledby="nobody"><tbody><tr><td>1</td></tr></tbody></table>',
            'no name: <svg role="img"></svg>',
            "aria-labelledby nobody: nobody",
            "a heading level is skipped: 1 to 3",
            "leads nowhere: gone.csv",
            "a script in a report",
        ]


PANELS = "() => [...document.querySelectorAll('[id^=m-]')].map(e => e.id)"


# What the firms have not agreed, or what the data do not hold, has no panel.
WITHOUT_PANEL = {"not_agreed", "not_supplied"}


def test_the_contents_lead_to_every_section_and_every_metric_has_its_panel(browser, world):
    for file in world.reports.values():
        facts = json.loads((file.parent / "report.json").read_text(encoding="utf-8"))
        of_supplier, of_buyer = (
            {
                f"m-{metric['id']}"
                for metric in metrics
                if metric["state"] not in WITHOUT_PANEL
            }
            for metrics in (facts["metrics"], facts["our_part"])
        )
        with opened(browser, file, viewport=WIDE) as (page, _):
            shown = page.eval_on_selector_all(
                "main > section[id]", "sections => sections.map(section => section.id)"
            )
            assert shown == [name for name in SECTIONS if name in shown]
            assert shown[:3] == SECTIONS[:3]
            links = page.eval_on_selector_all(
                "nav[aria-label=Contents] a",
                "links => links.map(a => a.getAttribute('href'))",
            )
            assert links == [f"#{name}" for name in shown]
            assert set(page.evaluate(PANELS)) == of_supplier | of_buyer
            named = page.eval_on_selector_all(
                "#scorecard tbody th a[href^='#m-']",
                "links => links.map(a => a.getAttribute('href').slice(1))",
            )
            assert set(named) == of_supplier


def test_a_link_of_the_contents_brings_its_section_into_view(browser, four_suppliers):
    """Below the line of contents, which stays where it is."""
    with opened(browser, report_of(four_suppliers, "S-1001"), viewport=WIDE) as (
        page,
        seen,
    ):
        for link in page.locator("nav[aria-label=Contents] a").all()[1:]:
            link.click()
            section = page.locator(link.get_attribute("href")).bounding_box()
            bar = page.locator(".srm.bar").bounding_box()
            assert bar["y"] == 0
            at_end = page.evaluate(
                "() => scrollY + innerHeight >= document.documentElement.scrollHeight - 2"
            )
            assert bar["height"] - 1 <= section["y"] <= 120 or at_end
        assert seen.errors == []


def test_the_index_leads_to_every_report(browser, sample_reports):
    with opened(browser, sample_reports / "index.html", viewport=WIDE) as (page, _):
        links = page.eval_on_selector_all(
            "a[href]", "links => links.map(a => a.getAttribute('href').split('#')[0])"
        )
    reached = {sample_reports / link for link in links if link.endswith("report.html")}
    assert reached == set(reports_of(sample_reports))


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
    folder, name, path_like = (
        hostile_reports.folder,
        hostile_reports.name,
        hostile_reports.id,
    )
    for file, texts in (
        (folder / slug(path_like) / "v1" / "report.html", [name, path_like]),
        (folder / "index.html", [name]),
    ):
        with opened(browser, file, **mode) as (page, seen):
            assert seen.faults(file) + end_faults(page) == []
            body = page.locator("body").inner_text()
            assert [text for text in texts if text not in body] == []
            assert page.locator("img").count() == 0


def test_hostile_names_cost_no_figure(browser, hostile_reports, plain_reports):
    counts = []
    for folder, supplier_id in (
        (hostile_reports.folder, hostile_reports.id),
        (plain_reports, "S-1001"),
    ):
        with opened(
            browser, folder / slug(supplier_id) / "v1" / "report.html", viewport=WIDE
        ) as (
            page,
            _,
        ):
            counts.append(
                [
                    page.locator(what).count()
                    for what in ("section", "figure", "svg", "table", "tr")
                ]
            )
    assert counts[0] == counts[1]
    assert counts[0][1] > 0


def test_a_hostile_id_chooses_no_path(hostile_reports):
    folder = hostile_reports.folder
    assert {path.name for path in folder.iterdir() if path.is_dir()} == {
        slug(hostile_reports.id)
    }
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
        page, removed = re.subn(
            r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page
        )
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


def test_a_notebooks_images_become_drawings_where_scripts_run(
    browser, tmp_path, four_suppliers
):
    """What JupyterLab does with an output that is trusted: its scripts run."""
    page_one = next(four_suppliers.glob("s-s-1001*/v1/report.html")).read_text(
        encoding="utf-8"
    )
    body = page_one[page_one.index("<main") : page_one.index("</main>")]
    file = tmp_path / "output.html"
    file.write_text(
        f"<!doctype html><title>Output</title>{as_images(body)}", encoding="utf-8"
    )
    page = browser.new_page()
    page.goto(file.as_uri())
    assert page.locator("img").count() == 0
    assert page.locator("svg").count() == body.count("<svg")
    assert page.locator("style.light").count() == 0
    page.close()
    assert "srm-drawing" not in page_one
