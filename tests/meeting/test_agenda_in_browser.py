"""The fall-back in a browser, from disk and without a server: keys, captures, the file it saves; and
words that are markup stay words, in every field and on every screen.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from srmlib.meeting.page import page as page_of
from srmlib.meeting.page import write_agenda
from srmlib.meeting.screens import new_actions

pytestmark = pytest.mark.browser

HOSTILE = (
    "</script><script>window.hit=1</script>",
    '"><img src=x onerror="window.hit=1">',
    "<svg onload=window.hit=1>",
    "javascript:window.hit=1",
)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1920, "height": 1080})
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda said: faults.append(said.text))
    yield opened
    opened.close()
    assert faults == []


def test_keys_move_and_what_is_written_down_is_saved_and_imported(review, page, tmp_path) -> None:
    page.goto(write_agenda(review).as_uri())
    for key, screen in (("n", "asks"), ("PageDown", "actions"), ("p", "asks")):
        page.keyboard.press(key)
        assert page.locator(".screen.on").get_attribute("id") == screen
    page.keyboard.press("c")
    page.keyboard.type("not now, pay")
    assert page.locator(".screen.on").get_attribute("id") == "asks"
    page.select_option("#who", "P-supplier")
    page.click("#write button[type=submit]")
    assert "owner missing" not in page.inner_text("[data-screen=panel]")
    page.click("[data-kept] >> text=fill in")
    page.fill("#due", "2026-10-30")
    page.click("#write button[type=submit]")
    page.click(".strip a >> nth=5")
    page.click("#disputes button:has-text('For Harrow')")
    with page.expect_download() as download:
        page.click("[data-save]")
    file = tmp_path / "captures.json"
    file.write_bytes(Path(download.value.path()).read_bytes())
    assert len(json.loads(file.read_text(encoding="utf-8"))["captures"]) == 2
    loaded = review.capture.load(file)
    assert (len(loaded.entered), loaded.refused) == (2, ())
    (action,) = new_actions(review)
    assert (action.what, action.side, action.holes) == ("not now, pay", "supplier", ("measure",))


def test_the_reveal_is_not_in_a_page_without_a_register(review, page) -> None:
    page.goto(write_agenda(review).as_uri())
    assert page.locator("#ratings [data-do=reveal]").is_disabled()
    assert page.locator("#close [data-do=close]").is_disabled()


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_execute_nothing(review, page, words: str) -> None:
    c = review.capture
    c.action(words, who="P-buyer", due="2026-10-30", measure=words)
    c.note(words, "topics")
    c.expectation("buyer", words)
    c.heard(words, "supplier")
    c.decide("DP-1", "open", words=words)
    c.waive_ratings(words)
    page.goto(write_agenda(review).as_uri())
    for _ in range(12):
        page.keyboard.press("n")
    page.fill("#what", words)
    page.click("#write button[type=submit]")
    assert page.evaluate("window.hit") is None
    assert page.locator("img, svg[onload]").count() == 0


def test_every_screen_fits_the_window(review, page) -> None:
    review.capture.action("Answer every dispute within ten working days", who="P-buyer")
    path = review.folder / "live.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page_of(review, is_live=True), encoding="utf-8")
    for size in ({"width": 1920, "height": 1080}, {"width": 1366, "height": 768}):
        page.set_viewport_size(size)
        page.goto(path.as_uri())
        for slot in review.agenda:
            over = page.evaluate(
                "(s => s.scrollHeight - s.clientHeight)(document.querySelector('.screen.on'))"
            )
            assert over <= 1, (slot.item.key, size)
            page.keyboard.press("n")
