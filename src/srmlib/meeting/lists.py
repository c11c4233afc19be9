"""What is there and what is not, as a notebook lists it: before a meeting, and before its
close.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from srmlib.meeting.checks import Check
from srmlib.meeting.templating import render, short_day
from srmlib.meeting.written import Written
from srmlib.numbers import count_words
from srmlib.register.kinds.voice import FormSent, Reply
from srmlib.relationship.persons import SIDES, of_supplier
from srmlib.words.plainly import spelled
from srmlib.words.words import upper_first

if TYPE_CHECKING:
    from srmlib.meeting.review import Review

NOT_YET = "not yet"


@dataclass(frozen=True)
class CheckList:
    """Checks under a headline."""

    headline: str
    checks: Sequence[Check]

    def __repr__(self) -> str:
        return "\n".join([self.headline, *map(_line, self.checks)])

    def _repr_html_(self) -> str:
        return str(
            render(
                "check_list.html.j2",
                headline=self.headline,
                rows=[(_mark(one), one) for one in self.checks],
            )
        )


def _line(check: Check) -> str:
    """`not yet Reply received: not yet; …` with how it is entered, where it is missing."""
    how = "" if check.is_there else f"{check.begins} {check.command}".strip()
    return f"{_mark(check)} {check.what}: {check.seen}" + (f"; {how}" if how else "")


def _mark(check: Check) -> str:
    return "there" if check.is_there else "not yet"


def preparations(review: Review) -> CheckList:
    """What the meeting rests on; it may be held without any of it."""
    checks = [
        _people(review),
        _form(review),
        _reply(review),
        *_locks(review),
        _answers(review),
    ]
    missing = sum(not one.is_there for one in checks)
    headline = "Everything is there for the review"
    if missing:
        headline = f"{count_words(missing, 'thing')} not there yet"
    return CheckList(headline, checks)


def _people(review: Review) -> Check:
    return people_listed(review.sitting)


def people_listed(sitting: Written) -> Check:
    """Whether people of both firms are known."""
    here = sitting.people.here()
    seen = count_words(len(here), "person") if len(here) == 1 else f"{len(here)} people"
    return Check(
        "People of both firms are listed",
        len({one.side for one in here}) > 1,
        seen if here else "nobody",
        begins="to begin:",
        command=sitting.begins.adds("person"),
    )


def _form(review: Review) -> Check:
    sitting = review.sitting
    sent = of_supplier(sitting.book, FormSent, sitting.supplier_id)
    days = [one.now.sent_on for one in sent if one.now.quarter == sitting.quarter]
    days = _by_then(days, sitting)
    return Check(
        f"Reply form sent to {review.firms['supplier']}",
        bool(days),
        _last(days),
        begins="it is written, and noted as sent, by",
        command=sitting.begins.reply_form,
    )


def _reply(review: Review) -> Check:
    sitting = review.sitting
    replies = of_supplier(sitting.book, Reply, sitting.supplier_id)
    days = [one.now.received_on for one in replies if one.now.quarter == sitting.quarter]
    days = _by_then(days, sitting)
    return Check(
        "Reply received",
        bool(days),
        _last(days),
        begins="the file that comes back is entered by",
        command=sitting.begins.reply,
    )


def _by_then(days: list[date], sitting: Written) -> list[date]:
    """What happened after the day of the meeting is not there yet."""
    return [one for one in days if one <= sitting.on]


def _last(days: list[date]) -> str:
    return short_day(max(days)) if days else NOT_YET


def _locks(review: Review) -> list[Check]:
    """Sealed or open: that a firm has rated, never what."""
    ratings = review.ratings
    found = []
    for side in SIDES:
        colours = [one.said(side).colour for one in ratings.elements]
        has_rated = side in ratings.locks or any(colours)
        seen = ratings.state.replace("_", " ") if has_rated else NOT_YET
        if has_rated and ratings.is_open and not any(colours):
            seen = f"opened; left all {spelled(len(colours))} unrated"
        what = f"{upper_first(review.firms[side])} has rated"
        by = review.sitting.begins.rates(side)
        found.append(Check(what, has_rated, seen, begins="by the form of", command=by))
    return found


def _answers(review: Review) -> Check:
    disputes = review.disputes.on_table()
    waiting = [one for one in disputes if one.is_open and not one.stated.answer]
    seen = count_words(len(disputes), "dispute")
    if waiting:
        seen = f"{len(waiting)} of {seen} without an answer"
    begins = "each is answered, or decided, on its screen"
    return Check("Every dispute has an answer", not waiting, seen, begins=begins)
