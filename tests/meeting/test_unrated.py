"""Sealed files in which a firm left every element unrated: opened, they are open."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from review_world import NAMES, World

from srmlib.meeting.minutes import minutes_of
from srmlib.meeting.review import Review
from srmlib.replies.sealing import lock, read_sealed, seal

AGAIN = "2026-10-09T09:00:00Z"


@pytest.fixture
def opened(world: World, tmp_path, open_one) -> Callable[[Sequence[str]], Review]:
    """A review whose sealed files are opened, of which these sides left all unrated."""

    def review(unrated: Sequence[str]) -> Review:
        world.home.register.rename(world.home.root / "elsewhere.sqlite")
        files = []
        for before, side in zip(world.sealed, ("buyer", "supplier"), strict=True):
            rated = read_sealed(before).ratings
            if side in unrated:
                rated = [
                    one.model_copy(update={"colour": None, "comment": ""}) for one in rated
                ]
            sealed = seal("S", "2026Q3", side, NAMES[side], rated, AGAIN)
            lock(world.register, "S", sealed.seal)
            files.append(tmp_path / before.name)
            files[-1].write_text(sealed.to_json(), encoding="utf-8")
        found = open_one(sealed=files, on="2026-10-13")
        found.capture.reveal(files)
        return found

    return review


UNRATED = {
    ("supplier",): "Harrow left all twelve unrated",
    ("buyer", "supplier"): "the buyer and Harrow left all twelve unrated",
}


@pytest.mark.parametrize("unrated", UNRATED)
def test_what_was_opened_without_a_colour_is_open_and_said(opened, unrated) -> None:
    review, words = opened(unrated), UNRATED[unrated]
    (check,) = (one for one in review.checks() if one.what == "Ratings revealed")
    assert (check.is_there, check.seen) == (True, words)
    screen = review.screen("ratings")
    assert f"The ratings are open; {words}" in screen
    assert "Reveal together" not in screen and "sealed" not in screen.casefold()
    assert f"The ratings are open; {words}." in minutes_of(review).text


@pytest.mark.parametrize("unrated", UNRATED)
def test_the_list_before_says_it_of_each_firm(opened, unrated) -> None:
    said = repr(opened(unrated).before())
    assert "Harrow has rated: opened; left all twelve unrated" in said
    buyers = "opened; left all twelve unrated" if "buyer" in unrated else "revealed"
    assert f"The buyer has rated: {buyers}" in said


def test_where_both_rated_nothing_is_said_of_it(opened) -> None:
    review = opened(())
    assert "unrated" not in review.screen("ratings") + repr(review.before())
