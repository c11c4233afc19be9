"""Sign 5: the partner's views are trivialised ("just their perception")."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from srmlib.numbers import by_count, count_words
from srmlib.partnering.checks import Fact, Row, Rule, cannot_tell
from srmlib.partnering.known import Known, other, percent
from srmlib.partnering.signs.beaten import waited_said
from srmlib.register import Record
from srmlib.register.kinds.voice import FormSent, Reply
from srmlib.register.kinds.work import Action, Capture, Dispute, Issue, Meeting
from srmlib.relationship.elements import BY_ID
from srmlib.relationship.issues import Issue as IssueRead
from srmlib.relationship.rated import WIDE
from srmlib.relationship.voices import disputes_stated

# The review asks at each gap what would move it, and keeps the answer under its element.
ONE_STEP = "one step "


def read(known: Known, side: str) -> Iterator[Fact]:
    facts = [
        *_waiting(known, side),
        *_issues(known, side),
        *_gaps_left(known),
        *_no_fault(known, side),
    ]
    if side == "buyer":
        facts += _not_asked(known)
    yield from facts
    if not facts:
        yield cannot_tell(
            f"no dispute, issue or gap that {known.name(side)} had to answer is on record",
            known.how_to_add(
                Issue, f"what=… raised_by={other(side)} raised_on=… level=functional"
            ),
        )


def _waiting(known: Known, side: str) -> Iterator[Fact]:
    """Disputes of the other firm without an answer for longer than agreed."""
    raised = [
        one
        for one in disputes_stated(known.book, known.supplier_id, known.as_of)
        if one.raised_by == other(side) and one.state != "withdrawn"
    ]
    if not raised:
        return
    most = known.marks["answer_days"]
    open_ones = [one for one in raised if not one.is_answered and one.days > most]
    theirs = f"{count_words(len(raised), 'dispute')} of {known.name(other(side))}"
    said = f"{theirs}, none unanswered over {most} days"
    if open_ones:
        days = " and ".join(str(one.days) for one in open_ones)
        said = (
            f"{count_words(len(open_ones), 'dispute')} unanswered for {days} days ({most}"
            " is the mark)"
        )
    rows = tuple(
        Row(Dispute.kind, one.id, one.raised_on, waited_said(one)) for one in raised
    )
    longest = max((one.days for one in open_ones), default=None)
    compared = (known.held("days the longest waits", longest, "answer_days"),)
    yield Fact(not open_ones, said, rows, compared)


def _issues(known: Known, side: str) -> Iterator[Fact]:
    """Issues of the other firm: one without an answer beyond its clock speaks against this
    firm, those of a year that were all answered in time for it. Those answered late are
    principle 7's, and those that are not due yet say nothing.
    """
    theirs = [one for one in known.issues_of_a_year if one.raised_by == other(side)]
    waiting = [one for one in theirs if not one.answer.ended_on and _is_late(known, one)]
    answered = [
        one for one in theirs if one.answer.ended_on and known.in_a_year(one.raised_on)
    ]
    if waiting:
        yield Fact(False, _waiting_said(known, side, waiting), _rows_of(waiting))
    elif answered:
        yield _answered(known, side, answered)


def _clock(known: Known, issue: IssueRead) -> int:
    """The days agreed for its answer, else the mark."""
    limit = issue.answer.limit
    return known.marks["answer_days"] if limit is None else limit


def _is_late(known: Known, issue: IssueRead) -> bool:
    return issue.answer.days > _clock(known, issue)


def _waiting_said(known: Known, side: str, waiting: Sequence[IssueRead]) -> str:
    """`1 issue of Dunmore without an answer for 32 days (15 agreed)`"""
    waits = " and ".join(
        f"{count_words(one.answer.days, 'day')} ({_clock(known, one)}"
        f" {'agreed' if one.answer.limit is not None else 'is the mark'})"
        for one in waiting
    )
    issues = count_words(len(waiting), "issue")
    return f"{issues} of {known.name(other(side))} without an answer for {waits}"


def _answered(known: Known, side: str, answered: Sequence[IssueRead]) -> Fact:
    in_time = [one for one in answered if not _is_late(known, one)]
    answers = count_words(len(answered), "answer")
    whose = f"issues of {known.name(other(side))}"
    said = f"{len(in_time)} of {answers} to {whose} in the days agreed"
    if len(in_time) < len(answered):
        missing = known.how_to_add(Issue, "record=… answered_on=…")
        return cannot_tell(said, missing, is_needed=False)
    return Fact(True, said, _rows_of(in_time))


def _rows_of(issues: Sequence[IssueRead]) -> tuple[Row, ...]:
    return tuple(Row(Issue.kind, one.id, one.raised_on, one.what) for one in issues)


def _gaps_left(known: Known) -> Iterator[Fact]:
    """Wide gaps of the quarter before that led to no action, and to no note of a meeting,
    by the next review. No field links an action to an element: only its words can.
    """
    rated = known.elements.values()
    before = max(
        (one.previous_quarter for one in rated if one.previous_quarter), default=None
    )
    if before is None:
        return
    wide = [
        one.id
        for one in rated
        if one.previous_quarter == before and (one.previous_gap or 0) >= WIDE
    ]
    found = _since(known, before.until)
    left = [one for one in wide if not any(_follows(row, one) for row in found)]
    if not wide or (left and not (found or _is_reviewed(known))):
        return
    followed = len(wide) - len(left)
    said = f"{followed} of {count_words(len(wide), 'gap')} of {before} followed up"
    unclear = [row for row in found if not any(_follows(row, one) for one in BY_ID)]
    if left and unclear:
        them = by_count(len(unclear), "action or note", "actions or notes")
        missing = f'meeting=… item="{ONE_STEP}{left[0]}" words_said=…'
        yield cannot_tell(
            f"{said}; of {len(unclear)} {them} no record says which gap, or which day",
            known.how_to_add(Capture, missing),
        )
        return
    yield Fact(not left, said, tuple(one.row for one in found))


def _is_reviewed(known: Known) -> bool:
    """Whether the review of the quarter was held, or the ratings are open that it opens."""
    return known.ratings.state == "revealed" or bool(_reviews(known))


def _reviews(known: Known) -> list[Record[Meeting]]:
    """The reviews of the quarter that were held."""
    return [
        one
        for one in known.all(Meeting)
        if one.now.is_review and one.now.quarter == known.quarter.label
        if one.now.held_on and one.now.held_on <= known.as_of
    ]


class Told(NamedTuple):
    """An action or a note, and under which item of the agenda it was taken down."""

    row: Row
    item: str


def _since(known: Known, since: date) -> list[Told]:
    """The actions agreed from a day on, or on none that is known, and what meetings noted
    of ratings or under an element.
    """
    agreed = [(one, one.now.agreed_on) for one in known.all(Action)]
    found = [
        Told(known.row(one, day, one.now.what), "")
        for one, day in agreed
        if day is None or since <= day <= known.as_of
    ]
    held = {one.id: one.now.held_on for one in known.all(Meeting)}
    for note in known.all(Capture):
        day, item = held.get(note.now.meeting), note.now.item
        is_of_ratings = item == "ratings" or item.startswith(ONE_STEP)
        if is_of_ratings and day and since <= day <= known.as_of:
            found.append(Told(known.row(note, day, note.now.words_said), item))
    return found


def _follows(told: Told, element: str) -> bool:
    """Whether it is of a known day, and stands under an element or names it."""
    name = BY_ID[element].name.casefold()
    if told.row.on is None:
        return False
    return told.item == f"{ONE_STEP}{element}" or name in told.row.what.casefold()


def _no_fault(known: Known, side: str) -> Iterator[Fact]:
    """Issues of the other firm that end with "no fault found", against this firm's own."""
    closed = [
        one
        for one in known.all(Issue)
        if known.in_a_year(one.now.resolved_on) and one.now.fault_found is not None
    ]
    theirs = [one for one in closed if one.now.raised_by == other(side)]
    own = [one for one in closed if one.now.raised_by == side]
    if min(len(theirs), len(own)) < known.marks["issues_to_compare"]:
        return
    rate, own_rate = _no_fault_percent(theirs), _no_fault_percent(own)
    said = (
        f"“no fault found” ends {rate:.0f}% of {known.name(other(side))}’s issues,"
        f" {own_rate:.0f}% of the own"
    )
    rows = tuple(known.row(one, one.now.resolved_on, one.now.what) for one in theirs)
    yield Fact(rate <= 2 * own_rate, said, rows)


def _no_fault_percent(issues: Sequence[Record[Issue]]) -> float:
    return percent(sum(not one.now.fault_found for one in issues), len(issues))


def _not_asked(known: Known) -> list[Fact]:
    """A form was due where one was sent before and the quarter's review was held."""
    label = known.quarter.label
    sent = [one for one in known.all(FormSent) if one.now.sent_on <= known.as_of]
    if any(one.now.quarter == label for one in sent):
        return [Fact(True, f"a reply form was sent for {label}")]
    replies = [one for one in known.all(Reply) if one.now.quarter == label]
    if any(one.now.received_on <= known.as_of for one in replies):
        return [Fact(True, f"a reply came back for {label}")]
    reviewed = _reviews(known)
    if not sent or not reviewed:
        return []
    rows = tuple(known.row(one, one.now.held_on, "review held") for one in reviewed)
    return [Fact(False, f"views not asked for: no reply form for {label}", rows)]


TRIVIALISED = Rule(
    "sign",
    5,
    "The other firm’s views are waved aside",
    "Found where a dispute of the other firm has waited over {answer_days} days without an"
    " answer, or an issue beyond the days agreed for one; where a gap of two steps led to no"
    " action and no note about its element by the next review; where the other firm's issues"
    " end with “no fault found” over twice as often as the own (from {issues_to_compare}"
    " closed issues each); or where a reply form was due and not sent. Issues of the other firm that were all answered in the days agreed, else within"
    " {answer_days}, speak against it. Whether a comment was replied to is on no record.",
    read,
)
