"""What must be there before a review closes, and how what is missing is brought."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from srmlib.meeting.promised import new_actions
from srmlib.meeting.words import decided_words
from srmlib.meeting.words_of_ratings import unrated_words
from srmlib.meeting.written import WAIVED
from srmlib.numbers import count_words
from srmlib.relationship.meetings import meetings_of
from srmlib.words.words import day_words, listed

if TYPE_CHECKING:
    from srmlib.meeting.review import Review

TIERS = ("functional", "operational", "executive")
# What is seen of ratings that are not open.
NOT_OPEN = {
    "not_asked": "nobody has rated",
    "not_rated": "nobody has rated",
    "one_locked": "one firm has rated",
    "sealed": "sealed",
}


@dataclass(frozen=True)
class Check:
    """One line of the list before the close: `what` must be there, `seen` is what is there;
    one that is not `is_needed` may stay open. `begins` says how what is missing is entered,
    `command` by which command, where it is one.
    """

    what: str
    is_there: bool
    seen: str
    is_needed: bool = True
    begins: str = ""
    command: str = ""

    @property
    def is_missing(self) -> bool:
        return self.is_needed and not self.is_there


def checks_of(review: Review) -> list[Check]:
    """What must be there before the meeting closes, then what may stay open."""
    return [
        *_actions_filled(review),
        _ratings_opened(review),
        *_disputes_decided(review),
        _next_review(review),
        _confirmed(review),
        _tier_dates(review),
    ]


def _actions_filled(review: Review) -> list[Check]:
    """One line for all, or one for each action that lacks something."""
    actions = new_actions(review)
    holes = [
        Check(
            f"{one.id} has owner, date and measure",
            False,
            f"{listed([*one.holes])} missing",
            begins="fill it in at the right, or by capture.fill",
        )
        for one in actions
        if one.holes
    ]
    count = count_words(len(actions), "action")
    return holes or [Check("Every action has owner, date and measure", True, count)]


def _ratings_opened(review: Review) -> Check:
    ratings, what = review.ratings, "Ratings revealed"
    if ratings.silent:
        return Check(what, True, f"{review.firms[ratings.silent]} has not rated")
    if ratings.is_open:
        gaps = sum((one.gap or 0) > 1 for one in ratings.rated_by_both)
        unrated = unrated_words(ratings, review.firms)
        return Check(what, True, unrated or count_words(gaps, "gap"))
    words = review.sitting.words_on(WAIVED)
    begins = "open them on their screen, or say there why not"
    seen = words or NOT_OPEN[ratings.state]
    return Check(what, words is not None, seen, begins=begins)


def _disputes_decided(review: Review) -> list[Check]:
    found = []
    for one in review.disputes.on_table():
        seen = one.open_words or "open"
        if not one.is_open:
            said = decided_words(one.standing, one.stated.raised_by, review.firms)
            seen = said.removeprefix("decided ")
        begins = "decide it on its screen, or say there why it stays open"
        what = f"Dispute {one.stated.row} decided"
        found.append(Check(what, one.is_settled, seen, begins=begins))
    return found


def _next_review(review: Review) -> Check:
    known = review.sitting.next_review()
    seen = day_words(known.now.planned_on) if known else "no date"
    begins = "keep a date on the last screen, or by capture.next_review"
    return Check("Next review", known is not None, seen, begins=begins)


def _confirmed(review: Review) -> Check:
    sides = review.sitting.confirmed()
    waiting = [review.firms[one] for one in ("buyer", "supplier") if one not in sides]
    seen = f"not {waiting[0]}" if waiting else "both"
    if len(waiting) > 1:
        seen = "not yet"
    begins = "both confirm where the actions are read aloud"
    return Check("Both firms confirmed the actions", not waiting, seen, begins=begins)


def _tier_dates(review: Review) -> Check:
    """Whether every tier has a date to come; it may stay open."""
    sitting = review.sitting
    dates = meetings_of(sitting.book, sitting.supplier_id, sitting.on).next
    without = [one.row for one in dates if one.on is None and one.row in TIERS]
    seen = f"not {listed(without)}" if without else "all three"
    what = "Every tier has a date (may stay open)"
    return Check(what, not without, seen, is_needed=False)
