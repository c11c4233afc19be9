"""What is there and what is not, as a notebook lists it: before a meeting, and before its close."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from srmlib.meeting.closing import Check
from srmlib.meeting.templating import render, short_day
from srmlib.numbers import count_words
from srmlib.register.kinds.voice import FormSent, Reply
from srmlib.relationship.persons import of_supplier

if TYPE_CHECKING:
    from srmlib.meeting.review import Review

NOT_YET = "not yet"


@dataclass(frozen=True)
class CheckList:
    """Checks under a headline."""

    headline: str
    checks: Sequence[Check]

    def __repr__(self) -> str:
        lines = [f"{_mark(one)} {one.what}: {one.seen}" for one in self.checks]
        return "\n".join([self.headline, *lines])

    def _repr_html_(self) -> str:
        return str(
            render(
                "check_list.html.j2",
                headline=self.headline,
                rows=[(_mark(one), one) for one in self.checks],
            )
        )


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
    here = review.sitting.people.here()
    sides = {one.side for one in here}
    return Check(
        "People of both firms are listed",
        len(sides) > 1,
        count_words(
            len(here),
            "person",
        )
        if len(here) == 1
        else f"{len(here)} people",
    )


def _form(review: Review) -> Check:
    days = [
        one.now.sent_on
        for one in of_supplier(
            review.sitting.book,
            FormSent,
            review.sitting.supplier_id,
        )
        if one.now.quarter == review.sitting.quarter
    ]
    seen = short_day(max(days)) if days else NOT_YET
    return Check(
        f"Reply form sent to {review.firms['supplier']}",
        bool(days),
        seen,
    )


def _reply(review: Review) -> Check:
    days = [
        one.now.received_on
        for one in of_supplier(
            review.sitting.book,
            Reply,
            review.sitting.supplier_id,
        )
        if one.now.quarter == review.sitting.quarter
    ]
    seen = short_day(max(days)) if days else NOT_YET
    return Check("Reply received", bool(days), seen)


def _locks(review: Review) -> list[Check]:
    """Sealed or open: that a firm has rated, never what."""
    ratings = review.ratings
    found = []
    for side in ("buyer", "supplier"):
        has_rated = side in ratings.locks or any(
            one.said(side).colour for one in ratings.elements
        )
        seen = ratings.state if has_rated else NOT_YET
        found.append(
            Check(
                f"{review.firms[side]} has rated",
                has_rated,
                seen.replace("_", " "),
            ),
        )
    return found


def _answers(review: Review) -> Check:
    disputes = review.disputes.on_table()
    waiting = [one for one in disputes if one.is_open and not one.stated.answer]
    seen = count_words(len(disputes), "dispute")
    if waiting:
        seen = f"{len(waiting)} of {seen} without an answer"
    return Check("Every dispute has an answer", not waiting, seen)
