"""What a review holds both firms to: actions agreed before, those of this meeting, and what
each firm said with its ratings that it will do.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from srmlib.relationship.actions import Action, Actions, actions_of
from srmlib.relationship.persons import SIDES
from srmlib.relationship.ratings import Ratings, ratings_of
from srmlib.rules.calendar import Quarter

if TYPE_CHECKING:
    from srmlib.meeting.review import Review


def last_actions(review: Review) -> Actions:
    """The actions of both firms, without those of this meeting and of a day after it."""
    sitting = review.sitting
    found = actions_of(
        sitting.shown,
        sitting.supplier_id,
        sitting.on,
        review.quarter.quarter,
    )
    of_today = sitting.actions()
    return Actions(
        found.as_of,
        tuple(
            one
            for one in (*found.last, *found.new)
            if one.id not in of_today and (one.agreed_on or sitting.on) <= sitting.on
        ),
    )


def new_actions(review: Review) -> list[Action]:
    """Those of this meeting, in the order they were written down; each with its measure in
    words.
    """
    sitting = review.sitting
    found = actions_of(
        sitting.shown,
        sitting.supplier_id,
        sitting.on,
    )
    known = {one.id: one for one in (*found.last, *found.new)}
    return [
        replace(known[id], measure=_measure(review, known[id])) for id in sitting.actions()
    ]


def _measure(review: Review, action: Action) -> str | None:
    """How both will know, in words; of an action that a metric tells, the metric's name."""
    if action.measure or action.metric is None:
        return action.measure
    return review.metric_called(action.metric)


@dataclass(frozen=True)
class WillDo:
    """What a firm said with its ratings of a quarter that it will do about an element, by
    name.
    """

    quarter: Quarter
    side: str
    element: str
    words: str


def will_do(review: Review) -> list[WillDo]:
    """Of this quarter's ratings once they are open, as far as each firm lets it be read."""
    return _said_with(review.ratings)


def will_do_last(review: Review) -> list[WillDo]:
    """The same; while the ratings are sealed, what was said with those of the quarter
    before.
    """
    sitting = review.sitting
    before = review.quarter.quarter.previous()
    return will_do(review) or _said_with(
        ratings_of(sitting.shown, sitting.supplier_id, before, sitting.on)
    )


def _said_with(ratings: Ratings) -> list[WillDo]:
    """The buyer's first, and of each firm as the ratings are told: the widest gap first."""
    return [
        WillDo(ratings.quarter, side, one.name, words)
        for side in SIDES
        for one in ratings.elements
        if (words := one.said(side).will_do)
    ]
