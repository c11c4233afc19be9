"""The minutes of a review: one record, from which the page, the mail and the calendar are
made.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from srmlib.meeting.promised import new_actions
from srmlib.meeting.said import Part, parts_of
from srmlib.meeting.templating import render
from srmlib.register.kinds.work import Action as ActionEntered
from srmlib.relationship.action import Action
from srmlib.reports.templating import style_sheet, style_without_font
from srmlib.words.words import day_words, listed, upper_first

if TYPE_CHECKING:
    from srmlib.meeting.review import Review

NOBODY, NO_DAY, NO_MEASURE = "owner missing", "date missing", "measure missing"


@dataclass(frozen=True)
class Promise:
    """A new action as the minutes print it; `firm` is the one that does it, or both."""

    id: str
    what: str
    firm: str
    who: str
    due: date | None
    how: str

    @property
    def rest(self) -> str:
        """Who, when and how both will know."""
        due = f"due {day_words(self.due)}" if self.due else NO_DAY
        return f"{self.who} ({self.firm}), {due}. Both will know by: {self.how}."


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
    """`present` are the people by side, none where nobody was noted; `to` are addresses of
    those present.
    """

    title: str
    firms: dict[str, str]
    quarter: str
    on: date
    present: dict[str, tuple[str, ...]]
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
            f"{n}. {one.what}\n   {one.rest}"
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
        present = [
            f"for {self.firms[side]} {listed(list(people))}"
            for side, people in self.present.items()
            if people
        ]
        return f"{upper_first(said)}. Present: {'; '.join(present) or 'not noted'}."

    @property
    def ending(self) -> str:
        return (
            "Please acknowledge these minutes within five working days, and say which line"
            " is not what was agreed."
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
    sitting, people = review.sitting, review.sitting.people
    attendees = sitting.meeting.attendees
    promises = tuple(_promise(one, review) for one in new_actions(review))
    return Minutes(
        f"Minutes of the review of {review.quarter.quarter}",
        review.firms,
        sitting.quarter,
        sitting.on,
        {
            side: tuple(
                people.shown(one) for one in attendees if people.side_of([one]) == side
            )
            for side in ("buyer", "supplier")
        },
        parts_of(review),
        promises,
        _days(review, promises),
        tuple(people.contacts(attendees)),
    )


def _promise(action: Action, review: Review) -> Promise:
    return Promise(
        action.id,
        action.what.removesuffix("."),
        review.firms[action.side],
        listed(list(action.owners)) if action.owners else NOBODY,
        action.due,
        (action.measure or NO_MEASURE).removesuffix("."),
    )


def _days(review: Review, promises: tuple[Promise, ...]) -> tuple[Entry, ...]:
    """Due dates of new actions and the next review."""
    sitting = review.sitting
    stamps = {one.id: one.last.entered_at for one in sitting.book.all(ActionEntered)}
    found = [
        Entry(
            one.id,
            one.due,
            f"Due: {one.what} ({one.firm})",
            f"{one.rest} Agreed in the review of {review.quarter.quarter} as {one.id}.",
            stamps[one.id],
        )
        for one in promises
        if one.due
    ]
    if known := sitting.next_review():
        firms = f"{review.firms['buyer']} and {review.firms['supplier']}"
        found.append(
            Entry(
                known.id,
                known.now.planned_on,
                f"Review of {review.next_quarter}: {firms}",
                "",
                known.last.entered_at,
            )
        )
    return tuple(found)
