"""What the minutes say beside the actions: expectations, decisions, ratings, causes and
notes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from srmlib.meeting.agenda import ITEMS
from srmlib.meeting.promised import will_do
from srmlib.meeting.said_ahead import asks_said, topics_said
from srmlib.meeting.words import decided_words
from srmlib.meeting.words_of_ratings import FAR_APART, gap_headline, ratings_headline
from srmlib.meeting.written import CONFIRMED, STAYS_OPEN, WAIVED
from srmlib.metrics.result import beside_limits
from srmlib.register.kinds.work import Action as ActionEntered
from srmlib.register.kinds.work import ActionDate, ActionEnd, Cause, Expectation
from srmlib.relationship.elements import element_of
from srmlib.words.plainly import goal_said
from srmlib.words.words import day_words, upper_first

if TYPE_CHECKING:
    from srmlib.meeting.disputes import OnTable
    from srmlib.meeting.review import Review

# Begins the item of a note on whose cause a metric's misses are.
CAUSE = "cause "
# Notes that the minutes say in words of their own.
SAID_ELSEWHERE = {CONFIRMED, WAIVED, "others"}


@dataclass(frozen=True)
class Part:
    """A heading and its lines."""

    title: str
    lines: tuple[str, ...]


def parts_of(review: Review) -> tuple[Part, ...]:
    """Those that have something to say."""
    parts = [
        Part("Disputes", _decided(review)),
        Part("Expectations", _expectations(review)),
        Part("Ratings", _ratings(review)),
        Part("Earlier actions", _earlier(review)),
        Part("Asks of last year", asks_said(review)),
        Part("Topics", topics_said(review)),
        Part("Causes", _causes(review)),
        Part("Heard from others", _heard(review)),
        Part("Notes", _notes(review)),
        Part("Next dates", _next_dates(review)),
    ]
    return tuple(one for one in parts if one.lines)


def _expectations(review: Review) -> tuple[str, ...]:
    told = review.sitting.shown.all(Expectation)
    today = [one.now for one in told if one.now.meeting == review.sitting.meeting_id]
    return tuple(
        f"{upper_first(review.firms[one.side])}: {one.words_said}" for one in today
    )


def _decided(review: Review) -> tuple[str, ...]:
    return tuple(_dispute_line(one, review) for one in review.disputes.on_table())


def _dispute_line(one: OnTable, review: Review) -> str:
    """`Dispute over IL-195 (accepted lots): decided for Harrow; 90.9% before, 95.2%
    now.`
    """
    firms, said = review.firms, one.stated
    name = f"Dispute over {said.row} ({review.metric_called(said.metric)}, raised by"
    name += f" {firms[said.raised_by]} on {day_words(said.raised_on)})"
    if one.is_open:
        return (
            f"{name} stays open: {one.open_words}" if one.open_words else f"{name} is open."
        )
    found = f"{name}: {decided_words(one.standing, said.raised_by, firms)}"
    if said.answer:
        other = "buyer" if said.raised_by == "supplier" else "supplier"
        found += f", “{said.answer}” ({firms[other]})"
    return f"{found}.{_moved(one)}"


def _moved(one: OnTable) -> str:
    """The number before and after; empty where the rows cannot be read anew."""
    now = one.now.value if one.now else None
    before = one.before.value if one.before else None
    if now is None or before is None:
        return ""
    definition = one.reading.definition
    value, was = beside_limits(now, definition), beside_limits(before, definition)
    name = definition.name.partition(" (")[0]
    if value == was:
        return f" {name} stays at {value}."
    return f" {name}: {was} before, {value} now; {goal_said(definition)}."


def _ratings(review: Review) -> tuple[str, ...]:
    ratings = review.ratings
    if not ratings.is_open:
        words = review.sitting.words_on(WAIVED)
        return (f"Not revealed: {words}",) if words else ()
    headline = ratings_headline(ratings, review.firms).partition(": start")[0]
    said = [f"{headline}."]
    for one in ratings.elements:
        if one.sees_less and (one.gap or 0) >= FAR_APART:
            apart = gap_headline(
                one.id,
                one.gap or 0,
                one.previous_gap,
            )
            said.append(f"{apart}; {review.firms[one.sees_less]} sees less.")
        if words := review.sitting.words_on(f"one step {one.id}"):
            said.append(f"{element_of(one.id).name}, what would move it one step: {words}")
    for promise in will_do(review):
        firm = review.firms[promise.side]
        said.append(f"{promise.element}, what {firm} will do: {promise.words}")
    return tuple(said)


def _earlier(review: Review) -> tuple[str, ...]:
    """What was said today of actions agreed before."""
    sitting, found = review.sitting, []
    known = {one.id: one.now for one in sitting.shown.all(ActionEntered)}
    of_today = sitting.actions()
    for end in sitting.shown.all(ActionEnd):
        if end.now.on == sitting.on and end.now.action in known:
            why = end.now.reason or end.now.evidence
            reason = f", because: {why}" if end.now.reason else f" ({why})" if why else ""
            found.append(f"{known[end.now.action].what}: {end.now.how}{reason}")
    for moved in sitting.shown.all(ActionDate):
        is_of_today = sitting.is_of_today(moved.first)
        if is_of_today and moved.now.action in known and moved.now.action not in of_today:
            what = known[moved.now.action].what
            reason = f", because: {moved.now.reason}" if moved.now.reason else ""
            found.append(f"{what}: now due {day_words(moved.now.due_on)}{reason}")
    return tuple(found)


def _causes(review: Review) -> tuple[str, ...]:
    agreed = [
        one.now
        for one in review.sitting.shown.all(Cause)
        if one.supplier_id == review.sitting.supplier_id
        and one.now.agreed_by_buyer_on == review.sitting.on
    ]
    words = {
        **review.firms,
        "shared": "both firms",
        "carrier": "the carrier",
    }
    of_rows = [
        f"{one.row}: {words.get(one.party, one.party)}"
        + (f" ({one.root_cause})" if one.root_cause else "")
        for one in agreed
    ]
    last = {
        item: said for item, _, said in review.sitting.notes() if item.startswith(CAUSE)
    }
    of_metrics = [
        f"{review.metric_called(item.removeprefix(CAUSE))}: {said}"
        for item, said in last.items()
    ]
    return (*of_metrics, *of_rows)


def _heard(review: Review) -> tuple[str, ...]:
    notes = review.sitting.notes()
    return tuple(
        f"At {review.firms[side]}: {words}"
        for item, side, words in notes
        if item == "others"
    )


def _notes(review: Review) -> tuple[str, ...]:
    titles = {item.key: item.title for item in ITEMS}
    return tuple(
        f"{titles.get(item, item).capitalize()}: {words}" if item != "note" else words
        for item, _, words in review.sitting.notes()
        if item not in SAID_ELSEWHERE
        and not item.endswith(STAYS_OPEN)
        and not item.startswith(("one step ", CAUSE))
    )


def _next_dates(review: Review) -> tuple[str, ...]:
    known = review.sitting.next_review()
    if known is None:
        return ()
    day = day_words(known.now.planned_on)
    return (f"The review of {review.next_quarter} is on {day}.",)
