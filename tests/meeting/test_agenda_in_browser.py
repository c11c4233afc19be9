"""The fall-back in a browser, from disk and without a server: keys, captures, the file it
saves; and words that are markup stay words, in every field and on every screen.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from review_world import ON, World

from srmlib.meeting.page import page as page_of
from srmlib.meeting.page import write_agenda
from srmlib.meeting.promised import new_actions
from srmlib.register import Draft
from srmlib.register.kinds.ahead import Ask, Milestone, Topic
from srmlib.register.kinds.voice import ELEMENTS, Rating
from srmlib.register.kinds.work import Action, Dispute
from srmlib.relationship.ahead import ahead_of

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


def test_keys_move_and_what_is_written_down_is_saved_and_imported(
    review, page, tmp_path
) -> None:
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
    file = saved(page, tmp_path)
    assert len(json.loads(file.read_text(encoding="utf-8"))["captures"]) == 2
    loaded = review.capture.load(file)
    assert (len(loaded.entered), loaded.refused) == (2, ())
    (action,) = new_actions(review)
    assert (action.what, action.side, action.holes) == (
        "not now, pay",
        "supplier",
        ("measure",),
    )


def saved(page, tmp_path) -> Path:
    with page.expect_download() as download:
        page.click("[data-save]")
    file = tmp_path / "captures.json"
    file.write_bytes(Path(download.value.path()).read_bytes())
    return file


def test_the_same_clicked_twice_is_entered_twice_and_never_again(
    review, page, tmp_path
) -> None:
    page.goto(write_agenda(review).as_uri() + "#disputes")
    page.click(".strip a >> nth=5")
    page.click("#disputes button:has-text('For Harrow')")
    page.click("#disputes button:has-text('For the buyer')")
    assert "Say why" in page.inner_text("[data-said]"), "a refusal says its reason"
    page.fill("#disputes [name=words]", "The gate's log says 24 July.")
    page.click("#disputes button:has-text('For the buyer')")
    page.click("#disputes button:has-text('For Harrow')")
    page.click(".strip a >> nth=10")
    for firm in ("the buyer", "Harrow"):
        page.click(f"#aloud button:has-text('{firm} confirms')")
    file = saved(page, tmp_path)
    page.click("#write button:has-text('Undo')")
    page.click("#aloud button:has-text('Harrow confirms')")
    (tmp_path / "again").mkdir()
    again = saved(page, tmp_path / "again")
    assert len(review.capture.load(file).entered) == 5
    record = review.sitting.book.find(Dispute, "DP-1")
    assert [one.stated.state for one in record.revisions] == [
        "accepted",
        "refused",
        "accepted",
    ]
    assert review.sitting.confirmed() == {"buyer", "supplier"}
    loaded = review.capture.load(again)
    assert (len(loaded.entered), loaded.known, loaded.refused) == (1, 4, ())


def test_topics_and_asks_are_captured_by_hand(review, page, tmp_path) -> None:
    drafts = [
        Draft(Topic(what="Crates that come back", is_chosen=True), "S", "T-1"),
        Draft(Topic(what="Melt data with each delivery"), "S", "T-2"),
        Draft(
            Milestone(topic="T-1", what="Tried on one line", due_on=date(2026, 12, 1)), "S"
        ),
        Draft(
            Ask(from_side="supplier", what="Pay on day 30", asked_on=date(2025, 10, 14)),
            "S",
        ),
    ]
    review.sitting.register.append(drafts, side="joint", author="x")
    page.goto(write_agenda(review).as_uri())
    page.keyboard.press("n")
    page.click("#asks button:has-text('answer')")
    page.click("#asks button:has-text('Refused')")
    assert "Say why" in page.inner_text("[data-said]")
    page.fill("#asks [name=evidence]", "the books of September")
    page.click("#asks button:has-text('Done')")
    assert not page.locator("#asks .drawer").is_visible()
    page.click(".strip a >> nth=8")
    page.click("#topics .waiting button:has-text('value')")
    for name, value in (("buyer", "0"), ("supplier", "9")):
        page.fill(f"#topics [name={name}]", value)
    page.select_option("#topics [name=effort]", "small")
    page.click("#topics button:has-text('Keep')")
    page.click("#topics button:has-text('step met')")
    page.click("#topics button:has-text('choose')")
    page.click("#topics .card button:has-text('value, step')")
    page.fill("#topics [data-drawer=topic] [name=what]", "On all lines")
    page.fill("#topics [data-drawer=topic] [name=due]", "2026-12-31")
    page.click("#topics button:has-text('Add step')")
    assert review.capture.load(saved(page, tmp_path)).refused == ()
    book, on = review.sitting.book, review.sitting.on
    ahead = ahead_of(book, "S", review.quarter.quarter, on)
    (ask,) = ahead.asks.all
    assert (ask.became.state, ask.became.evidence) == ("done", "the books of September")
    shown = {one.id: one for one in ahead.topics.chosen}
    valued = shown["T-2"]
    assert (valued.values.buyer, valued.values.supplier, valued.effort) == (0, 9, "small")
    assert (shown["T-1"].met, shown["T-1"].next_step.what) == (1, "On all lines")


def test_what_one_firm_alone_values_is_not_read_in_the_panel(review, page) -> None:
    drafts = [Draft(Topic(what="Crates that come back"), "S", "T-1")]
    review.sitting.register.append(drafts, side="joint", author="x")
    page.goto(write_agenda(review).as_uri())
    page.click(".strip a >> nth=8")
    for button in ("Keep", "Add step"):
        page.click("#topics .waiting button:has-text('value')")
        page.fill("#topics [name=supplier]", "8")
        page.fill("#topics [data-drawer=topic] [name=what]", "On one line")
        page.fill("#topics [data-drawer=topic] [name=due]", "2026-12-31")
        page.click(f"#topics button:has-text('{button}')")
        panel = page.inner_text("[data-screen=panel]")
        assert f"Crates that come back; {button}; On one line" in panel
        assert "8" not in panel


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


def one_more(world: World) -> None:
    """As made, with an action that lacks its date."""
    action = Action(what="Answer every dispute within ten working days", side="buyer")
    world.register.append([Draft(action, "S")], side="buyer", author="x")


def nothing(world: World) -> None:
    world.home.register.rename(world.home.root / "elsewhere.sqlite")


def much_to_do(world: World) -> None:
    """Both firms say of every element what they will do, and nine actions are on the
    list.
    """
    said = {"quarter": "2026Q2", "colour": 3, "comment_visible": True, "revealed_on": ON}
    will = "A planner calls within a day, and writes down what was agreed on the telephone."
    drafts = [
        Draft(Rating(element=one, side=side, rater=side, will_do=will, **said), "S")
        for one in ELEMENTS
        for side in ("buyer", "supplier")
    ]
    drafts += [Draft(Action(what=f"Action {n}", side="buyer"), "S") for n in range(9)]
    asked = {"form": "strategic", "asked_on": date(2025, 10, 1)}
    drafts += [
        Draft(Ask(from_side=side, what=f"Ask {n} of the other firm", **asked), "S")
        for n in range(5)
        for side in ("buyer", "supplier")
    ]
    world.register.append(drafts, side="joint", author="x")


WIDE, NARROW = {"width": 1920, "height": 1080}, {"width": 1366, "height": 768}


@pytest.mark.parametrize("size", (WIDE, NARROW), ids=("wide", "narrow"))
@pytest.mark.parametrize("fill", (one_more, nothing, much_to_do))
def test_every_screen_fits_the_window(world, open_one, page, fill, size) -> None:
    fill(world)
    review = open_one(on=ON)
    path = review.folder / "live.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page_of(review, is_live=True), encoding="utf-8")
    page.set_viewport_size(size)
    page.goto(path.as_uri())
    over = {}
    for slot in review.agenda:
        over[slot.item.key] = page.evaluate(
            "(s => s.scrollHeight - s.clientHeight)(document.querySelector('.screen.on'))"
        )
        page.keyboard.press("n")
    assert {key: by for key, by in over.items() if by > 1} == {}
