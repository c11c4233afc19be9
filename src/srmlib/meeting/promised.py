"""The actions that a review talks about: those agreed before, and those of this meeting."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from srmlib.relationship.actions import Action, Actions, actions_of

if TYPE_CHECKING:
    from srmlib.meeting.review import Review


def last_actions(review: Review) -> Actions:
    """The actions of both firms, without those of this meeting."""
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
        tuple(one for one in (*found.last, *found.new) if one.id not in of_today),
    )


def new_actions(review: Review) -> list[Action]:
    """Those of this meeting, in the order they were written down; each with its measure in words."""
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
