"""The days an action was due: the first that was promised is kept for ever, the newest holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from srmlib.register import Book, Record, Revision
from srmlib.register.kinds.work import Action, ActionDate


@dataclass(frozen=True)
class Due:
    """A day an action was due, the day that was entered, and why it moved; null where nobody said
    why.
    """

    on: date
    entered_on: date
    reason: str | None = None


def dates_of(book: Book, record: Record[Action]) -> tuple[Due, ...]:
    """Every day it was due that nobody took back, in the order of entry: the first was promised, the
    last holds. The same day once more is no move.
    """
    log = [
        (one.number, Due(one.stated.due_on, one.entered_at.date()))
        for one in _standing(record)
        if one.stated.due_on is not None
    ]
    for moved in book.about(ActionDate, "action", record.id):
        due = Due(moved.now.due_on, moved.first.entered_at.date(), moved.now.reason)
        log.append((moved.first.number, due))
    log.sort(key=lambda one: one[0])
    kept: list[Due] = []
    for _, due in log:
        if not kept or due.on != kept[-1].on:
            kept.append(due)
    return tuple(kept)


def _standing(record: Record[Action]) -> list[Revision[Action]]:
    """Its revisions without those that were undone: a revision that states again what stood before
    the last one, on the same day, takes that back. Later it is a move like any other: nobody
    takes a promise back.
    """
    kept: list[Revision[Action]] = []
    for one in record.revisions:
        is_undo = (
            len(kept) > 1
            and one.stated == kept[-2].stated
            and one.entered_at.date() == kept[-1].entered_at.date()
        )
        if is_undo:
            kept.pop()
        else:
            kept.append(one)
    return kept
