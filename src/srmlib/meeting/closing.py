"""The close of a review: what must be there, and the files that go out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from srmlib.errors import ReportError, UsageError
from srmlib.meeting.mail import calendar_file, mail_draft
from srmlib.meeting.minutes import minutes_of, minutes_page
from srmlib.meeting.promised import new_actions
from srmlib.meeting.words import decided_words
from srmlib.meeting.written import WAIVED, stated
from srmlib.numbers import count_words
from srmlib.register import Draft
from srmlib.register.kinds.work import Meeting
from srmlib.relationship.meetings import meetings_of
from srmlib.reports.publish import versions, write_atomically
from srmlib.words.words import day_words, listed

if TYPE_CHECKING:
    from srmlib.meeting.review import Review

TIERS = ("functional", "operational", "executive")


@dataclass(frozen=True)
class Check:
    """One line of the list before the close: `what` must be there, `seen` is what is there; one
    that is not `is_needed` may stay open.
    """

    what: str
    is_there: bool
    seen: str
    is_needed: bool = True

    @property
    def is_missing(self) -> bool:
        return self.is_needed and not self.is_there


@dataclass(frozen=True)
class Closed:
    """The files that a closed meeting left."""

    minutes: Path
    mail: Path
    calendar: Path

    def __str__(self) -> str:
        names = listed([path.name for path in (self.minutes, self.mail, self.calendar)])
        return f"The meeting is closed. {names} are in {self.minutes.parent}"


def checks_of(review: Review) -> list[Check]:
    """What must be there before the meeting closes, then what may stay open."""
    return [
        *_actions_filled(review),
        _ratings_opened(review),
        *_disputes_decided(review),
        _next_review(review),
        _confirmed(review),
        *_tier_dates(review),
    ]


def _actions_filled(review: Review) -> list[Check]:
    """One line for all, or one for each action that lacks something."""
    actions = new_actions(review)
    holes = [
        Check(
            f"{one.id} has owner, date and measure",
            False,
            f"{listed([*one.holes])} missing",
        )
        for one in actions
        if one.holes
    ]
    whole = Check(
        "Every action has owner, date and measure",
        True,
        count_words(len(actions), "action"),
    )
    return holes or [whole]


def _ratings_opened(review: Review) -> Check:
    if review.ratings.is_open:
        gaps = sum((one.gap or 0) > 1 for one in review.ratings.rated_by_both)
        return Check(
            "Ratings revealed",
            True,
            count_words(gaps, "gap"),
        )
    words = review.sitting.words_on(WAIVED)
    return Check(
        "Ratings revealed",
        words is not None,
        words or "sealed",
    )


def _disputes_decided(review: Review) -> list[Check]:
    found = []
    for one in review.disputes.on_table():
        seen = one.open_words or "open"
        if not one.is_open:
            said = decided_words(one.standing, one.stated.raised_by, review.firms)
            seen = said.removeprefix("decided ")
        found.append(
            Check(
                f"Dispute {one.stated.row} decided",
                one.is_settled,
                seen,
            )
        )
    return found


def _next_review(review: Review) -> Check:
    known = review.sitting.next_review()
    seen = day_words(known.now.planned_on) if known else "no date"
    return Check("Next review", known is not None, seen)


def _confirmed(review: Review) -> Check:
    sides = review.sitting.confirmed()
    waiting = [review.firms[one] for one in ("buyer", "supplier") if one not in sides]
    seen = f"not {waiting[0]}" if waiting else "both"
    if len(waiting) > 1:
        seen = "not yet"
    return Check("Both firms confirmed the actions", not waiting, seen)


def _tier_dates(review: Review) -> list[Check]:
    """Whether every tier has a date to come; it may stay open."""
    sitting = review.sitting
    next_dates = meetings_of(
        sitting.book,
        sitting.supplier_id,
        sitting.on,
    ).next
    without = [one.row for one in next_dates if one.on is None and one.row in TIERS]
    seen = f"not {listed(without)}" if without else "all three"
    return [
        Check(
            "Every tier has a date (may stay open)",
            not without,
            seen,
            is_needed=False,
        )
    ]


def close(review: Review, sent_on: date | None) -> Closed:
    """Enter that the meeting was held, and write the files. Raises UsageError that names everything
    that is missing; nothing is entered or written then.
    """
    review.sitting.enter(lambda: _held(review, sent_on), "joint")
    minutes = minutes_of(review)
    folder = review.folder
    closed = Closed(
        folder / "minutes.html",
        folder / "minutes.eml",
        folder / "dates.ics",
    )
    write_atomically(closed.minutes, minutes_page(minutes).encode())
    write_atomically(closed.mail, mail_draft(minutes))
    write_atomically(closed.calendar, calendar_file(minutes))
    return closed


def _held(review: Review, sent_on: date | None) -> list[Draft]:
    """The meeting as held; nothing where that is entered already."""
    missing = [one for one in checks_of(review) if one.is_missing]
    if missing:
        lines = "\n".join(f"  {one.what}: {one.seen}" for one in missing)
        raise UsageError(
            f"The meeting cannot close: {count_words(len(missing), 'thing')} missing.\n{lines}\nFill"
            " them in (capture.fill, .decide, .next_review, .confirm), or say in words why one stays"
            " open (capture.waive_ratings, capture.decide(…, 'open', words=…))."
        )
    sitting = review.sitting
    changed = sitting.meeting.model_dump() | {"held_on": sitting.on}
    if sent_on:
        changed["minutes_sent_on"] = sent_on
    held: Meeting = stated(Meeting, **changed)
    return [] if held == sitting.meeting else [sitting.draft(held, sitting.meeting_id)]


def report_as_reviewed(review: Review) -> Path:
    """The next version of the supplier's report, made now. Raises ReportError where it cannot be."""
    from srmlib.reports.run import run_reports

    sitting = review.sitting
    result = run_reports(
        review.workspace,
        sitting.quarter,
        [sitting.supplier_id],
        jobs=1,
        snapshot_id=review.quarter.snapshot.id,
        stage="reviewed",
    )
    if result.failed:
        raise ReportError(
            f"The report of {sitting.supplier_id} was not made.\nLook for its reason:"
            f" {result.index}."
        )
    return versions(review.folder.parent)[-1][1]
