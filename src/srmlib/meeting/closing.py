"""The close of a review: the files that go out, and the report that knows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from srmlib.errors import ReportError, UsageError
from srmlib.meeting.checks import checks_of
from srmlib.meeting.mail import calendar_file, mail_draft
from srmlib.meeting.minutes import minutes_of, minutes_page
from srmlib.meeting.written import stated
from srmlib.numbers import count_words
from srmlib.register import Draft
from srmlib.register.kinds.work import Meeting
from srmlib.reports.publish import versions, write_atomically
from srmlib.words.words import listed

if TYPE_CHECKING:
    from srmlib.meeting.review import Review


@dataclass(frozen=True)
class Closed:
    """The files that a closed meeting left."""

    minutes: Path
    mail: Path
    calendar: Path

    def __str__(self) -> str:
        names = listed([path.name for path in (self.minutes, self.mail, self.calendar)])
        return f"The meeting is closed. {names} are in {self.minutes.parent}"


def close(review: Review, sent_on: date | None) -> Closed:
    """Enter that the meeting was held, and write the files. Raises UsageError that names
    everything that is missing; nothing is entered or written then.
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
            f"The meeting cannot close: {count_words(len(missing), 'thing')} missing.\n"
            f"{lines}\nFill them in (capture.fill, .decide, .next_review, .confirm), or say"
            " in words why one stays open (capture.waive_ratings, capture.decide(…, 'open',"
            " words=…))."
        )
    sitting = review.sitting
    changed = sitting.meeting.model_dump() | {"held_on": sitting.on}
    if sent_on:
        changed["minutes_sent_on"] = sent_on
    held: Meeting = stated(Meeting, **changed)
    return [] if held == sitting.meeting else [sitting.draft(held, sitting.meeting_id)]


def report_as_reviewed(review: Review) -> Path:
    """The next version of the supplier's report, made now. Raises ReportError where it
    cannot be.
    """
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
