"""What the minutes say of what lies ahead: the asks that were answered, and what became of
topics.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from srmlib.register.kinds.ahead import Ask, AskEvent, Milestone, Topic, TopicValue
from srmlib.relationship.persons import of_supplier
from srmlib.relationship.topics import decided_topics
from srmlib.relationship.values import values_of
from srmlib.words.ratings import other
from srmlib.words.words import day_words

if TYPE_CHECKING:
    from srmlib.meeting.review import Review

ANSWERS = {
    "accepted": "accepted",
    "started": "in progress",
    "done": "done",
    "refused": "refused",
}


def asks_said(review: Review) -> tuple[str, ...]:
    """The last answer of today to each ask."""
    sitting, firms = review.sitting, review.firms
    asks = {one.id: one.now for one in of_supplier(sitting.shown, Ask, sitting.supplier_id)}
    last = {
        one.now.ask: one.now
        for one in sitting.shown.all(AskEvent)
        if one.now.ask in asks and sitting.is_of_today(one.first)
    }
    found = []
    for id, answer in last.items():
        why = answer.words_said or answer.evidence
        said = (
            f"{firms[asks[id].from_side]} asked: {asks[id].what}: {ANSWERS[answer.state]}"
        )
        found.append(f"{said} ({why})" if why else said)
    return tuple(found)


def topics_said(review: Review) -> tuple[str, ...]:
    """What was chosen, put back, valued and stepped today."""
    sitting = review.sitting
    topics = {one.id: one for one in of_supplier(sitting.shown, Topic, sitting.supplier_id)}
    names = {id: one.now.what for id, one in topics.items()}
    found = []
    for one in topics.values():
        if not sitting.is_of_today(one.last) or len(one.revisions) < 2:
            continue
        before = [rev.stated for rev in one.revisions if not sitting.is_of_today(rev)]
        was_chosen = bool(before) and before[-1].is_chosen
        if one.now.is_chosen != was_chosen:
            found.append(
                f"{one.now.what}: {'chosen' if one.now.is_chosen else 'no longer chosen'}"
            )
    found += _values_said(review, names)
    for step in sitting.shown.all(Milestone):
        if step.now.topic not in names or not sitting.is_of_today(step.last):
            continue
        what = f"{names[step.now.topic]}: {step.now.what}"
        if step.now.met_on:
            found.append(f"{what}, met on {day_words(step.now.met_on)}")
        else:
            found.append(f"{what}, next step, due {day_words(step.now.due_on)}")
    return tuple(found)


def _values_said(review: Review, names: dict[str, str]) -> list[str]:
    """What was valued today; of one firm alone only that it was, until the other has valued
    it.
    """
    sitting, firms = review.sitting, review.firms
    id, on = sitting.supplier_id, sitting.on
    shown = values_of(sitting.shown, id, decided_topics(sitting.shown, id, on), on)
    today = {
        (one.now.topic, one.now.side): None
        for one in of_supplier(sitting.shown, TopicValue, id)
        if one.now.topic in names and sitting.is_of_today(one.last) and one.now.on <= on
    }
    found = []
    for topic, side in today:
        value = shown[topic].of(side)
        worth = f"valued by {firms[side]}, not yet by {firms[other(side)]}"
        if value is not None:
            worth = f"worth {value} of 10 to {firms[side]}"
        found.append(f"{names[topic]}: {worth}")
    return found
