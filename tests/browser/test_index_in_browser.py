"""The index as a category manager uses it: sorted, searched and filtered by keyboard and mouse, from
disk, offline, with the state in the address; and whole where no script runs.
"""

from __future__ import annotations

import pytest
from facts_fixture import HOSTILE
from index_fixture import FREIGHT, PRICE, Run, cost, made, metric, report, supplier, written
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

WIDTHS = (1200, 1000, 900, 500, 360)
OVERFLOW = (
    "() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
)
ALL = ["Ångström", "Brand", "Cable", "Drum", "Edge"]
# Text that its own box or a neighbour's cuts off, within the grid.
CUT_OFF = """() => [...document.querySelectorAll('.cell, .turned, .index-grid .number')]
  .filter(e => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1 && !e.matches('a.amount'))
  .map(e => e.textContent.slice(0, 60))"""


@pytest.fixture(scope="module")
def index(browser, tmp_path_factory):
    """Five suppliers, of which one failed; amounts, misses and disputes tell the orders apart."""
    folder = tmp_path_factory.mktemp("index")
    missed = metric(verdict="missed_clear")
    runs = [
        made(
            folder,
            supplier("Drum", "Seals"),
            report(missed, metric("Q1", verdict="far_clear")),
        ),
        made(
            folder,
            supplier("Brand", "Castings"),
            report(missed, cost=cost(total="159000.00"), disputes=[{"state": "open"}]),
        ),
        made(
            folder,
            supplier("Ångström", "Seals", "S-77"),
            report(metric(verdict="met"), cost=cost(total="199000.00")),
        ),
        made(
            folder,
            supplier("Cable", None),
            report(
                metric(verdict=None),
                cost=cost(elements=[PRICE, FREIGHT | {"state": "unknown"}]),
            ),
        ),
        Run(supplier("Edge", "Castings"), None, "It has no date.\nAsk for it."),
    ]
    written(folder, *runs)
    return folder / "index.html"


@pytest.fixture
def page(browser, index):
    context = browser.new_context(offline=True, viewport={"width": 1200, "height": 800})
    opened = context.new_page()
    opened.faults = []
    opened.on("pageerror", lambda error: opened.faults.append(str(error)))
    opened.on("console", lambda message: opened.faults.append(message.text))
    opened.on("dialog", lambda dialog: (opened.faults.append("dialog"), dialog.dismiss()))
    opened.goto(index.as_uri())
    yield opened
    assert opened.faults == []
    context.close()


def shown(page: Page) -> list[str]:
    """The names of the suppliers that are seen, from top to bottom."""
    return page.eval_on_selector_all(
        ".index-supplier:not([hidden])", "all => all.map(one => one.dataset.name)"
    )


def head(page: Page, name: str):
    return page.get_by_role("button", name=name, exact=True)


def said(page: Page) -> str:
    return page.get_by_role("status").inner_text()


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [
        # What is not known stands last both ways.
        (
            "Cost on top",
            ["Ångström", "Drum", "Brand", "Cable", "Edge"],
            ["Brand", "Drum", "Ångström", "Cable", "Edge"],
        ),
        (
            "Clear misses",
            ["Drum", "Brand", "Ångström", "Cable", "Edge"],
            ["Ångström", "Brand", "Drum", "Cable", "Edge"],
        ),
        (
            "Open disputes",
            ["Brand", "Ångström", "Cable", "Drum", "Edge"],
            ["Ångström", "Cable", "Drum", "Brand", "Edge"],
        ),
        (
            "category",
            ["Brand", "Edge", "Ångström", "Drum", "Cable"],
            ["Ångström", "Drum", "Brand", "Edge", "Cable"],
        ),
    ],
)
def test_a_head_sorts_the_other_way_when_pressed_again(page, name, first, second):
    assert shown(page) == ALL
    for expected in (first, second, first):
        head(page, name).click()
        assert shown(page) == expected
    head(page, "Supplier").click()
    assert shown(page) == ALL
    head(page, "Supplier").click()
    assert shown(page) == ALL[::-1]


def test_a_screen_reader_hears_by_what_is_sorted(page):
    sorted_by = "all => all.map(one => [one.innerText.split('\\n')[0], one.ariaSort])"
    heads = page.locator("th[aria-sort]")
    assert heads.count() == 1
    assert heads.get_attribute("aria-sort") == "ascending"
    head(page, "Clear misses").click()
    assert [sort for _, sort in page.eval_on_selector_all("th[aria-sort]", sorted_by)] == [
        "descending"
    ]
    assert "Clear misses" in heads.inner_text()
    head(page, "Clear misses").click()
    assert heads.get_attribute("aria-sort") == "ascending"


def test_a_row_of_a_failed_run_moves_with_its_reason(page):
    head(page, "Supplier").click()
    assert "It has no date." in page.locator(".index-supplier").first.inner_text()


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("drum", ["Drum"]),
        # Without its accents, in any order, by number, by category.
        ("angstrom", ["Ångström"]),
        ("SEALS", ["Ångström", "Drum"]),
        ("seals dr", ["Drum"]),
        ("s-77", ["Ångström"]),
        ("nobody", []),
        ("(", []),
    ],
)
def test_search_finds_by_name_number_and_category(page, words, names):
    page.get_by_label("Find").fill(words)
    assert shown(page) == names
    assert said(page) == f"{len(names)} of 5 shown"


def test_filters_narrow_each_other(page):
    page.get_by_label("Category").select_option("Castings")
    assert shown(page) == ["Brand", "Edge"]
    page.get_by_label("failed or stale").check()
    assert shown(page) == ["Edge"]
    page.get_by_label("failed or stale").uncheck()
    page.get_by_label("with clear misses").check()
    assert shown(page) == ["Brand"]
    page.get_by_label("Category").select_option("all")
    assert shown(page) == ["Brand", "Drum"]
    page.get_by_label("with open disputes").check()
    assert shown(page) == ["Brand"]
    assert said(page) == "1 of 5 shown"


def test_the_button_shows_all_in_default_order_again(page):
    head(page, "Cost on top").click()
    page.get_by_label("Find").fill("drum")
    page.get_by_label("with clear misses").check()
    page.get_by_role("button", name="Show all in default order").click()
    page.wait_for_function(
        "document.querySelectorAll('.index-supplier[hidden]').length === 0"
    )
    assert shown(page) == ALL
    assert page.url.endswith("#")
    assert said(page) == "5 of 5 shown"


def test_the_address_keeps_what_is_shown(page):
    page.get_by_label("Find").fill("a & b=#%")
    page.get_by_label("Find").fill("r")
    page.get_by_label("with clear misses").check()
    head(page, "Cost on top").click()
    head(page, "Cost on top").click()
    kept, names = page.url, shown(page)
    assert names == ["Brand", "Drum"]
    page.goto("about:blank")
    page.goto(kept)
    assert shown(page) == names
    assert page.get_by_label("Find").input_value() == "r"
    assert page.locator("th[aria-sort=ascending]").inner_text().startswith("Cost on top")
    # Another address in the same window, as when a link is pasted.
    page.evaluate("location.hash = '#category=Seals'")
    page.wait_for_function("document.querySelector('[name=find]').value === ''")
    assert shown(page) == ["Ångström", "Drum"]


def test_a_search_of_any_text_comes_back_as_it_was(page):
    for text in ("a & b=#%", "100 %+", "ü</script>"):
        page.get_by_label("Find").fill(text)
        page.reload()
        assert page.get_by_label("Find").input_value() == text


@pytest.mark.parametrize(
    "address",
    [
        "#sort=toString&way=up",
        "#sort=clear_misses&way=x",
        "#category=none&only=x",
        "#%E0%A4%A",
    ],
)
def test_an_address_that_makes_no_sense_does_no_harm(page, address):
    page.goto("about:blank")
    page.goto(page_address(page, address))
    assert sorted(shown(page)) == sorted(ALL)


def page_address(page: Page, address: str) -> str:
    page.go_back()
    return page.url.partition("#")[0] + address


def test_a_link_within_the_page_leaves_the_filter_alone(page):
    page.get_by_label("Find").fill("drum")
    page.evaluate("location.hash = '#main'")
    page.wait_for_timeout(50)
    assert shown(page) == ["Drum"]


def test_all_is_done_by_keyboard_alone(page):
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the suppliers"
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate(
                "() => { const e = document.activeElement; return e.name || e.ariaLabel ||"
                " e.textContent.trim() }"
            )
        )
    for name in (
        "find",
        "category",
        "only",
        "Suppliers and metrics",
        "Supplier",
        "category",
    ):
        assert name in reached
    assert "Drum" in reached
    head(page, "Cost on top").focus()
    page.keyboard.press("Enter")
    assert shown(page)[0] == "Ångström"
    # The head that was pressed keeps the focus.
    assert page.evaluate("document.activeElement.textContent") == "Cost on top"
    page.keyboard.press("Space")
    assert shown(page)[0] == "Brand"


def test_a_cell_shows_its_numbers_on_focus_and_on_hover(page):
    cell = page.locator(".index-supplier", has_text="Drum").locator("a.cell").first
    tip = cell.locator(".tip")
    assert tip.bounding_box()["width"] <= 1
    for show in (cell.focus, cell.hover):
        show()
        box = tip.bounding_box()
        assert box["width"] > 300
        assert box["y"] + box["height"] <= 801
        page.mouse.move(0, 0)
    assert "Drum · On time, in full: 87.2% (34 of 39 lines), goal 95%" in tip.inner_text()


def test_without_script_all_is_there_and_nothing_that_needs_it(browser, index):
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(index.as_uri() + "#find=drum")
    assert page.locator(".index-supplier:visible").count() == 5
    assert not page.locator(".index-controls").is_visible()
    assert page.locator("thead button").count() == 0
    assert "It has no date." in page.locator("main").inner_text()
    cell = page.locator("a.cell").first
    cell.focus()
    assert cell.locator(".tip").bounding_box()["width"] > 300
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_wider_than_the_window_and_nothing_is_cut_off(
    browser_anywhere: Browser, index, scheme
):
    context = browser_anywhere.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(index.as_uri())
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        found[width] = [page.evaluate(OVERFLOW), page.evaluate(CUT_OFF)]
        # A name stays in sight where the grid scrolls under it.
        page.evaluate("document.querySelector('.scroll').scrollLeft = 400")
        name = page.locator("tbody .name").first.bounding_box()
        assert name["x"] >= 0
        assert name["x"] + name["width"] <= width
    assert found == {width: [0, []] for width in WIDTHS}
    context.close()


def test_heads_stay_in_sight_over_a_long_list(browser, tmp_path):
    """And a list of two hundred is sorted and searched without a wait that one would feel."""
    runs = [made(tmp_path, supplier(f"Firm {n:03}"), report(metric())) for n in range(200)]
    written(tmp_path, *runs)
    page = browser.new_page(viewport={"width": 1200, "height": 800})
    page.goto((tmp_path / "index.html").as_uri())
    page.locator(".index-supplier").nth(150).scroll_into_view_if_needed()
    heads = page.locator("thead").bounding_box()
    assert 0 <= heads["y"] < 400
    # 15, 115, and 150 to 159.
    page.get_by_label("Find").fill("firm 15")
    assert said(page) == "12 of 200 shown"
    assert page.evaluate(OVERFLOW) == 0
    page.close()


def test_names_that_are_markup_are_text_for_the_script_too(browser, tmp_path):
    bad = supplier(HOSTILE, f'"><b>{HOSTILE}', "../../x")
    written(
        tmp_path,
        made(tmp_path, bad, report(metric(name=HOSTILE), buyer_name=HOSTILE)),
        made(tmp_path, supplier("__proto__", "constructor"), report(metric())),
    )
    page = browser.new_page()
    happened = []
    page.on("dialog", lambda dialog: (happened.append(dialog.message), dialog.dismiss()))
    page.on("pageerror", lambda error: happened.append(str(error)))
    page.goto((tmp_path / "index.html").as_uri())
    assert shown(page) == [HOSTILE, "__proto__"]
    page.get_by_label("Find").fill(HOSTILE)
    page.get_by_label("Category").select_option(f'"><b>{HOSTILE}')
    assert shown(page) == [HOSTILE]
    page.reload()
    assert shown(page) == [HOSTILE]
    assert page.locator("img").count() == 0
    assert happened == []
    page.close()


def test_a_script_that_is_not_the_pages_own_does_not_run(browser, index, tmp_path):
    text = index.read_text(encoding="utf-8")
    (tmp_path / "planted.html").write_text(
        text.replace("</h1>", "</h1><script>document.title = 'ran'</script>", 1),
        encoding="utf-8",
    )
    page = browser.new_page()
    page.goto((tmp_path / "planted.html").as_uri())
    assert page.title() == "Supplier reviews, 2026 Q3"
    assert page.locator(".index-controls").is_visible()
    page.close()


def test_on_paper_it_is_one_page_across(browser, index, tmp_path):
    page = browser.new_page()
    page.goto(index.as_uri())
    page.emulate_media(media="print")
    # What A4 leaves across between margins of 10 mm, at 96 dots per inch.
    page.set_viewport_size({"width": 1046, "height": 717})
    assert page.evaluate(OVERFLOW) == 0
    assert not page.locator(".index-controls").is_visible()
    assert page.locator("html").bounding_box()["height"] < 717
    page.close()
