"""The minutes of a review: one record, from which the page, the mail and the calendar are made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from srmlib.meeting.said import Part, parts_of
from srmlib.meeting.templating import render, short_day
from srmlib.register.kinds.work import Action as ActionEntered
from srmlib.relationship.actions import Action
from srmlib.reports.templating import style_sheet, style_without_font
from srmlib.words.words import day_words, listed, upper_first

if TYPE_CHECKING:
    from srmlib.meeting.review import Review

NOBODY, NO_DAY, NO_MEASURE = "owner missing", "date missing", "measure missing"


@dataclass(frozen=True)
class Promise:
    """A new action as the minutes print it."""

    id: str
    side: str
    what: str
    who: str
    due: date | None
    how: str

    @property
    def line(self) -> str:
        due = short_day(self.due) if self.due else NO_DAY
        return f"{self.what}. {self.who}, {due}. Both will know by: {self.how}."


@dataclass(frozen=True)
class Entry:
    """A day that goes into the calendars of both firms."""

    uid: str
    on: date
    what: str
    more: str
    entered_at: datetime


@dataclass(frozen=True)
class Minutes:
    """`present` is empty where nobody was noted; `to` are addresses of those present."""

    title: str
    firms: dict[str, str]
    quarter: str
    on: date
    present: tuple[str, ...]
    parts: tuple[Part, ...]
    promises: tuple[Promise, ...]
    days: tuple[Entry, ...]
    to: tuple[str, ...]

    @property
    def text(self) -> str:
        """The same words without markup, for a mail."""
        lines = [self.title, "", self.opening, ""]
        lines.append("ACTIONS")
        lines += [
            f"{n}. {one.line} ({one.id})"
            for n, one in enumerate(
                self.promises,
                1,
            )
        ]
        if not self.promises:
            lines.append("No action was agreed.")
        for part in self.parts:
            lines += ["", part.title.upper(), *(f"- {one}" for one in part.lines)]
        return "\n".join([*lines, "", self.ending, ""])

    @property
    def opening(self) -> str:
        said = f"{self.firms['buyer']} and {self.firms['supplier']}, {day_words(self.on)}"
        who = listed(list(self.present)) if self.present else "not noted"
        return f"{upper_first(said)}. Present: {who}."

    @property
    def ending(self) -> str:
        return (
            f"Please acknowledge with the reply form within five working days. {self.firms['supplier']}"
            " may answer any line of these minutes there."
        )


def minutes_page(minutes: Minutes, *, with_font: bool = True) -> str:
    """A page of its own, in the look of the report; a mail goes without the font."""
    style = style_sheet() if with_font else style_without_font()
    return str(
        render(
            "minutes_page.html.j2",
            minutes=minutes,
            style=style,
        )
    )


def minutes_of(review: Review) -> Minutes:
    """As the register stands: the preview on the last screen is what is mailed."""
    from srmlib.meeting.screens import new_actions

    sitting, people = review.sitting, review.sitting.people
    attendees = sitting.meeting.attendees
    promises = tuple(_promise(one) for one in new_actions(review))
    return Minutes(
        f"Minutes of the review of {review.quarter.quarter}",
        review.firms,
        sitting.quarter,
        sitting.on,
        tuple(people.shown(one) for one in attendees),
        parts_of(review),
        promises,
        _days(review, promises),
        tuple(people.contacts(attendees)),
    )


def _promise(action: Action) -> Promise:
    who = listed(list(action.owners)) if action.owners else NOBODY
    how = action.measure or (f"metric {action.metric}" if action.metric else NO_MEASURE)
    return Promise(
        action.id,
        action.side,
        action.what,
        who,
        action.due,
        how,
    )


def _days(review: Review, promises: tuple[Promise, ...]) -> tuple[Entry, ...]:
    """Due dates of new actions and the next review."""
    sitting = review.sitting
    stamps = {one.id: one.last.entered_at for one in sitting.book.all(ActionEntered)}
    found = [
        Entry(
            one.id,
            one.due,
            f"{one.id} due: {one.what}",
            one.line,
            stamps[one.id],
        )
        for one in promises
        if one.due
    ]
    if known := sitting.next_review():
        id, meeting = known
        what = (
            f"Review of {meeting.quarter}: {review.firms['buyer']} and {review.firms['supplier']}"
        )
        stamp = max(one.entered_at for one in sitting.register.entries("meeting"))
        found.append(
            Entry(
                id,
                meeting.planned_on,
                what,
                "",
                stamp,
            )
        )
    return tuple(found)
