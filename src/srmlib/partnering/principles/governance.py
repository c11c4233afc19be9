"""Principles 5 and 7: a programme that is run, and issues that end in time."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from srmlib.numbers import count_words
from srmlib.partnering.checks import Fact, Row, Rule, cannot_tell
from srmlib.partnering.known import Known, is_signed_by, other, percent
from srmlib.partnering.signs.monitored import owed_by, rows_owed, signatures_said
from srmlib.register import Record
from srmlib.register.kinds.agreed import ProgrammeItem
from srmlib.register.kinds.work import Issue


def programme(known: Known, side: str) -> Iterator[Fact]:
    items = _items(known, side)
    if not items:
        yield cannot_tell(
            f"no part of a programme of {known.name(side)} is on record",
            known.how_to_add(
                ProgrammeItem, f"item=… form=budget amount=… side={side} reviewed_on=…"
            ),
        )
        return
    if known.counted:
        yield _signed(known, side)
    budgets = [one for one in items if one.now.form == "budget"]
    said = count_words(len(budgets), "budget line") if budgets else "no budget line"
    yield Fact(
        bool(budgets), said, tuple(known.row(one, None, one.now.item) for one in budgets)
    )
    yield _looked_at(known, items)


def _items(known: Known, side: str) -> list[Record[ProgrammeItem]]:
    """The buyer's programme is of all suppliers; a supplier has its own."""
    return [
        one
        for one in known.book.all(ProgrammeItem)
        if one.now.side == side and one.supplier_id in (known.supplier_id, None)
    ]


def _signed(known: Known, side: str) -> Fact:
    """All that wait for this firm, as in sign 1."""
    owed = owed_by(known, side)
    signed = [one for one in known.counted if is_signed_by(one.definition, side)]
    return Fact(
        not owed,
        signatures_said(known, side),
        rows_owed(known, side)
        or tuple(Row("definition", one.id, None, "signed") for one in signed),
    )


def _looked_at(known: Known, items: list[Record[ProgrammeItem]]) -> Fact:
    days = [
        (known.as_of - one.now.reviewed_on).days
        for one in items
        if one.now.reviewed_on and one.now.reviewed_on <= known.as_of
    ]
    if not days:
        return cannot_tell(
            "on which day any of it was looked at is on no record",
            known.how_to_add(ProgrammeItem, "record=… reviewed_on=…"),
        )
    most = known.marks["review_days"]
    return Fact(
        min(days) <= most,
        f"last looked at {min(days)} days ago ({most} is the mark)",
        tuple(known.row(one, one.now.reviewed_on, one.now.item) for one in items),
        (known.held("days since it was looked at", min(days), "review_days"),),
    )


def issues(known: Known, side: str) -> Iterator[Fact]:
    """The issues of a year that a firm has to answer: those the other raised."""
    raised = [
        one
        for one in known.issues_of_a_year
        if one.raised_by == other(side) and known.in_a_year(one.raised_on)
        if one.answer.limit is not None or one.closing.limit is not None
    ]
    if not raised:
        yield cannot_tell(
            f"no issue that {known.name(side)} had to answer by an agreed day is on record",
            known.how_to_add(
                Issue,
                f"what=… raised_by={other(side)} raised_on=… level=… days_to_answer=15",
            ),
        )
        return
    late = [one for one in raised if one.answer.is_late or one.closing.is_late]
    share = percent(len(late), len(raised))
    said = f"{len(late)} of {count_words(len(raised), 'issue')} beyond the agreed days"
    closed = [one.closing.days for one in raised if not one.is_open]
    if closed:
        said += f", {_closed_said(closed)}"
    rows = tuple(Row(Issue.kind, one.id, one.raised_on, one.what) for one in late or raised)
    compared = (known.held("% of issues late", share, "late_issues_percent"),)
    yield Fact(share <= known.marks["late_issues_percent"], said, rows, compared)


def _closed_said(days: list[int]) -> str:
    """
    >>> _closed_said([20]), _closed_said([20, 41])
    ('the one closed took 20 days', 'those closed took 20 and 41 days')
    >>> _closed_said([20, 41, 45])
    'half of the 3 closed took 41 days or fewer'
    """
    if len(days) == 1:
        return f"the one closed took {count_words(days[0], 'day')}"
    if len(days) == 2:
        return f"those closed took {days[0]} and {count_words(days[1], 'day')}"
    return f"half of the {len(days)} closed took {median(days):g} days or fewer"


PROGRAMME = Rule(
    "principle",
    5,
    "Management programme",
    "In place where no definition with data waits for this firm's signature, or for its"
    " answer to an objection, its programme"
    " has a budget line, and something of it was looked at within {review_days} days.",
    programme,
)
ISSUES = Rule(
    "principle",
    7,
    "Issue resolution",
    "In place where a year's issues that this firm had to answer kept to the days agreed to"
    " answer and to close: at most {late_issues_percent}% did not.",
    issues,
)
