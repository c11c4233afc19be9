"""What each firm will do about an element, as it said with its ratings: told with asks and
actions.
"""

from __future__ import annotations

from datetime import date

import pytest
from review_world import ON, World

from srmlib.meeting.minutes import minutes_of
from srmlib.meeting.page import page
from srmlib.register import Draft
from srmlib.register.kinds.ahead import Ask
from srmlib.register.kinds.voice import ELEMENTS, Rating

WORDS = {
    "buyer": "Forecasts go out each Monday.",
    "supplier": "A planner calls within a day.",
}
SCREENS = ("asks", "actions", "aloud")


def rated(world: World, quarter: str, **more: object) -> None:
    """Both firms rated the first element the same, and said what they will do."""
    drafts = [Draft(rating(quarter, side, **more), "S") for side in WORDS]
    world.register.append(drafts, side="joint", author="x")


def rating(quarter: str, side: str, **more: object) -> Rating:
    said = {
        "quarter": quarter,
        "element": ELEMENTS[0],
        "side": side,
        "rater": side,
        "colour": 3,
        "comment_visible": True,
        "will_do": WORDS[side],
        "revealed_on": ON if quarter == "2026Q3" else date(2026, 7, 14),
    }
    return Rating(**said | more)


@pytest.mark.parametrize("key", SCREENS)
def test_what_was_said_this_quarter_is_on_the_screen(world, open_one, key) -> None:
    rated(world, "2026Q3")
    screen = open_one().screen(key)
    for words in WORDS.values():
        assert screen.count(words) == 1
    assert "aid with the ratings of 2026 Q3" in screen


@pytest.mark.parametrize("key", ("asks", "actions"))
def test_before_the_reveal_it_is_what_was_said_last(world, open_one, key) -> None:
    """The ratings of this quarter are sealed while asks and actions are talked about."""
    rated(world, "2026Q2")
    review = open_one()
    screen = review.screen(key)
    assert WORDS["buyer"] in screen and "2026 Q2" in screen
    assert WORDS["buyer"] not in review.screen("aloud")


def test_what_a_rater_does_not_show_is_nowhere(world, open_one) -> None:
    rated(world, "2026Q3", comment_visible=False)
    assert "planner calls" not in page(open_one(), is_live=True)


def test_nothing_is_said_of_it_where_nothing_was_said(world, open_one) -> None:
    rated(world, "2026Q3", will_do=None)
    assert ", what " not in page(open_one(), is_live=True)


def test_the_minutes_say_it(world, open_one) -> None:
    rated(world, "2026Q3")
    text = minutes_of(open_one()).text
    said = f"Openness of information, what Harrow will do: {WORDS['supplier']}"
    assert said in text


def test_a_wide_gap_has_it_beside_the_comments(world, open_one) -> None:
    drafts = [
        Draft(rating("2026Q3", side, colour=colour), "S")
        for side, colour in (("buyer", 1), ("supplier", 4))
    ]
    world.register.append(drafts, side="joint", author="x")
    screen = open_one().screen("ratings")
    assert screen.count(WORDS["buyer"]) == 1


def test_beside_the_asks_of_a_firm_stands_what_the_other_will_do(world, open_one) -> None:
    rated(world, "2026Q2")
    asks = [
        Draft(
            Ask(from_side=side, what=f"Ask of the {side}", asked_on=date(2025, 9, 1)), "S"
        )
        for side in WORDS
    ]
    world.register.append(asks, side="joint", author="x")
    screen = open_one().screen("asks")
    told = ("Ask of the supplier", WORDS["buyer"], "Ask of the buyer", WORDS["supplier"])
    places = [screen.index(words) for words in told]
    assert places == sorted(places)
