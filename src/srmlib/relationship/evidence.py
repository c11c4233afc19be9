"""What the register holds beside the ratings: counts that a champion's colour can be laid next to,
and that never change it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from srmlib.register.book import Book
from srmlib.register.kinds.agreed import Involvement, Saving
from srmlib.register.kinds.ahead import Topic as TopicEntered
from srmlib.register.kinds.people import RoleHeld
from srmlib.register.kinds.work import Issue, Meeting
from srmlib.relationship.actions import Actions, actions_of
from srmlib.relationship.disputes import disputes_stated
from srmlib.relationship.meetings import months_around
from srmlib.relationship.persons import SIDES, of_supplier
from srmlib.relationship.topics import Topic, milestones_of, state_of, topics_of
from srmlib.rules.calendar import Quarter

SPONSOR = "executive sponsor"


@dataclass(frozen=True)
class Of:
    """So many of so many."""

    part: int
    whole: int


@dataclass(frozen=True)
class Involved:
    """The last project with a design freeze: days from the freeze to the first involvement,
    negative where the supplier was there before.
    """

    project: str
    days_after_freeze: int


@dataclass(frozen=True)
class Evidence:
    """Counts from `months_from` on, the first of twelve months around the review; of topics
    those that moved since `topics_since`, of those chosen (`Topics.moved`). A whole of 0
    means that the register has none, and `involved` None that no project has a date of its
    design freeze. `unanswered_days` are the ages of disputes that wait for an answer, the
    oldest first.
    """

    months_from: date
    issues_raised: dict[str, int]
    first_dates: dict[str, Of]
    sponsors_there: dict[str, Of]
    disputes_answered: Of
    unanswered_days: tuple[int, ...]
    topics_since: date
    topics_active: Of
    cost_topics_active: Of
    milestones_met: Of
    savings_shared: Of
    # Those of which nobody entered the supplier's part.
    savings_unknown: int
    involved: Involved | None


def evidence_of(book: Book, supplier_id: str, quarter: Quarter, as_of: date) -> Evidence:
    """What was entered by a day, for the review of a quarter."""
    topics = topics_of(book, supplier_id, quarter, as_of)
    first = months_around(as_of)[0]
    answered, unanswered_days = _disputes(book, supplier_id, as_of)
    return Evidence(
        first,
        _issues_raised(book, supplier_id, first, as_of),
        _first_dates(actions_of(book, supplier_id, as_of), first),
        _sponsors(book, supplier_id, first, as_of),
        answered,
        unanswered_days,
        topics.since,
        Of(len(topics.moved), len(topics.chosen)),
        Of(_about_cost(topics.moved), _about_cost(topics.chosen)),
        _milestones(book, supplier_id, as_of),
        *_savings(book, supplier_id, as_of),
        _involved(book, supplier_id, as_of),
    )


def _issues_raised(
    book: Book, supplier_id: str, first: date, as_of: date
) -> dict[str, int]:
    counts = dict.fromkeys(SIDES, 0)
    for one in of_supplier(book, Issue, supplier_id):
        if first <= one.now.raised_on <= as_of:
            counts[one.now.raised_by] += 1
    return counts


def _disputes(book: Book, supplier_id: str, as_of: date) -> tuple[Of, tuple[int, ...]]:
    """The disputes that were answered or decided, and the ages of those that wait."""
    stated = [
        one for one in disputes_stated(book, supplier_id, as_of) if one.state != "withdrawn"
    ]
    ages = sorted((one.days for one in stated if one.is_waiting), reverse=True)
    return Of(len(stated) - len(ages), len(stated)), tuple(ages)


def _first_dates(actions: Actions, first: date) -> dict[str, Of]:
    """Per firm, the actions first due in these months and those done by that first day."""
    kept = {side: actions.first_dates(side, first) for side in SIDES}
    return {side: Of(one.met, one.due) for side, one in kept.items()}


def _sponsors(book: Book, supplier_id: str, first: date, as_of: date) -> dict[str, Of]:
    """Per firm, the reviews and executive meetings held in these months and those its executive
    sponsor of that day attended; of meetings of which attendees are known, and on whose day the
    firm had a sponsor.
    """
    attended: list[tuple[date, set[str]]] = []
    for one in of_supplier(book, Meeting, supplier_id):
        meeting = one.now
        is_high = meeting.is_review or meeting.tier == "executive"
        if (
            meeting.held_on
            and is_high
            and first <= meeting.held_on <= as_of
            and meeting.attendees
        ):
            attended.append((meeting.held_on, set(meeting.attendees)))
    found = {}
    for side in SIDES:
        asked = [
            not sponsors.isdisjoint(people)
            for day, people in attended
            if (sponsors := _sponsors_on(book, supplier_id, side, day))
        ]
        found[side] = Of(sum(asked), len(asked))
    return found


def _sponsors_on(book: Book, supplier_id: str, side: str, day: date) -> set[str]:
    """Who was a firm's executive sponsor on a day; without its days the role is held always."""
    return {
        one.now.person
        for one in of_supplier(book, RoleHeld, supplier_id)
        if (one.now.role, one.now.side) == (SPONSOR, side)
        if (one.now.from_on or day) <= day <= (one.now.until_on or day)
    }


def _about_cost(topics: Iterable[Topic]) -> int:
    return sum(one.is_about_cost for one in topics)


def _milestones(book: Book, supplier_id: str, as_of: date) -> Of:
    """Of the chosen topics: the milestones due so far, and those met."""
    chosen = [
        one.id
        for one in of_supplier(book, TopicEntered, supplier_id)
        if state_of(one.now, as_of) == "chosen"
    ]
    steps = [
        step for one in chosen for step in milestones_of(book, supplier_id, one, as_of)
    ]
    due = [step for step in steps if step.is_due(as_of)]
    return Of(sum(step.met_on is not None for step in due), len(due))


def _savings(book: Book, supplier_id: str, as_of: date) -> tuple[Of, int]:
    """The savings of which the supplier's part is entered, and those of which it is more
    than nothing; and of how many nobody entered it.
    """
    agreed = [
        one.now
        for one in of_supplier(book, Saving, supplier_id)
        if one.now.agreed_on <= as_of
    ]
    parts = [one.to_supplier_amount for one in agreed if one.to_supplier_amount is not None]
    return Of(sum(part > 0 for part in parts), len(parts)), len(agreed) - len(parts)


def _involved(book: Book, supplier_id: str, as_of: date) -> Involved | None:
    known = [
        one.now
        for one in of_supplier(book, Involvement, supplier_id)
        if one.now.first_involved_on <= as_of
    ]
    frozen = [(one.design_frozen_on, one) for one in known if one.design_frozen_on]
    if not frozen:
        return None
    day, last = max(frozen, key=lambda one: one[0])
    return Involved(last.project, (last.first_involved_on - day).days)
