"""What the register says of one review: its meeting, and what was written down in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import ValidationError

from srmlib.errors import UsageError
from srmlib.meeting.begins import Begins
from srmlib.meeting.people import People
from srmlib.register import Book, Record, Register, Revision
from srmlib.register.kinds.base import Kind
from srmlib.register.kinds.work import (
    Action,
    ActionDate,
    ActionEnd,
    Capture,
    Expectation,
    Meeting,
)

# What a note is of, where it is no item of the agenda.
CONFIRMED = "confirmed"
WAIVED = "ratings not revealed"
STAYS_OPEN = "stays open"


def stated(kind: type[Kind], **fields: Any) -> Any:
    """An entry of a kind. Raises UsageError that names the field it was refused for."""
    try:
        return kind(
            **{name: value for name, value in fields.items() if value not in (None, "")}
        )
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else kind.kind
        if first["type"] == "missing":
            what = kind.model_fields[name].description
            raise UsageError(
                f"{kind.kind}: {name} is not said: {what}.\nSay it."
            ) from error
        raise UsageError(
            f"{kind.kind}: {name} is {first['input']!r}: {first['msg']}.\nCorrect it."
        ) from error


@dataclass
class Written:
    """`meeting_id` is the review's own meeting; where none was planned, the first entry
    makes it. `next_quarter` is the one that the next review is of, `numbers` are those of
    all entries of this sitting. The book stays as it was read until `look` finds that
    somebody entered since.
    """

    register: Register
    supplier_id: str
    quarter: str
    next_quarter: str
    on: date
    author: str
    meeting_id: str = ""
    numbers: set[int] = field(default_factory=set)
    _book: Book | None = None
    _people: tuple[Book, People] | None = None
    _read_until: int = 0

    def __post_init__(self) -> None:
        if not self.meeting_id:
            planned = self.planned(self.book)
            self.meeting_id = planned or f"M-{self.supplier_id}-{self.quarter}"

    def planned(self, book: Book) -> str | None:
        """The id of the meeting that reviews this quarter; null where none is planned."""
        found = review_of(book, self.supplier_id, self.quarter)
        return found.id if found else None

    @property
    def book(self) -> Book:
        if self._book is None:
            self._read_until = self.register.head().number
            self._book = self.register.book(self.supplier_id)
        return self._book

    @property
    def begins(self) -> Begins:
        """The commands with which what is missing is entered."""
        return Begins(self.supplier_id, self.quarter)

    @property
    def people(self) -> People:
        """As the book knows them; worked out once for each book."""
        book = self.book
        if self._people is None or self._people[0] is not book:
            self._people = book, People(book, self.supplier_id, self.on)
        return self._people[1]

    @property
    def shown(self) -> Book:
        """The book as a screen may show it: nobody is named in it who did not agree to
        be.
        """
        return self.people.shown_book

    @property
    def meeting(self) -> Meeting:
        """As it stands; the one that the first entry would make where there is none."""
        found = self.book.find(Meeting, self.meeting_id)
        if found:
            return found.now
        planned: Meeting = stated(
            Meeting,
            tier="operational",
            planned_on=self.on,
            is_review=True,
            quarter=self.quarter,
        )
        return planned

    def look(self) -> None:
        """Read the register anew where somebody else entered into it since."""
        if self.register.head().number != self._read_until:
            self._book = None

    def forget(self) -> None:
        """Read the register anew: somebody else entered into it."""
        self._book = None

    def actions(self) -> dict[str, Action]:
        """By id, in the order they were written down."""
        return {
            record.id: record.now
            for record in self.book.all(Action)
            if record.now.meeting == self.meeting_id
        }

    def notes(self) -> list[tuple[str, str, str]]:
        """Item, side and words of each note, as a screen may show them."""
        return [
            (record.now.item, record.first.side, record.now.words_said)
            for record in self.shown.all(Capture)
            if record.now.meeting == self.meeting_id
        ]

    def is_of_today(self, entry: Revision[Any]) -> bool:
        """Whether it was entered in this meeting, also by a kernel before this one: behind
        the first thing that says which meeting it is of, and on its day or before it was
        closed. What is written up on a later day is of the meeting, what is entered after
        the close is not.
        """
        if entry.number in self.numbers:
            return True
        is_before_the_end = (
            entry.entered_at.date() <= self.on or entry.number <= self._last_number
        )
        return entry.number > self._first_number and is_before_the_end

    @property
    def _first_number(self) -> int:
        """Of the first entry that names this meeting; beyond all where there is none."""
        records: list[Record[Action] | Record[Capture] | Record[Expectation]] = [
            *self.book.all(Action),
            *self.book.all(Capture),
            *self.book.all(Expectation),
        ]
        numbers = [
            one.first.number for one in records if one.now.meeting == self.meeting_id
        ]
        return min(numbers, default=self.book.last_number)

    @property
    def _last_number(self) -> int:
        """Of the entry that closed the meeting; of the last one where it is not closed."""
        found = self.book.find(Meeting, self.meeting_id)
        if found is None or found.now.held_on is None:
            return self.book.last_number
        return min(one.number for one in found.revisions if one.stated.held_on)

    def confirmed(self) -> set[str]:
        """The firms that confirmed the actions, since the last of them was written,
        changed, moved or ended.
        """
        actions = self.actions()
        logs: list[Record[ActionDate] | Record[ActionEnd]] = [
            *self.book.all(ActionDate),
            *self.book.all(ActionEnd),
        ]
        changed = [record.last.number for record in logs if record.now.action in actions]
        changed += [one.last.number for one in self.book.all(Action) if one.id in actions]
        last = max(changed, default=0)
        return {
            record.first.side
            for record in self.book.all(Capture)
            if record.now.meeting == self.meeting_id
            if record.now.item == CONFIRMED and record.first.number > last
        }

    def words_on(self, item: str) -> str | None:
        """The last words noted on an item."""
        return next((words for of, _, words in reversed(self.notes()) if of == item), None)

    def next_review(self) -> Record[Meeting] | None:
        """The review of the next quarter as it is planned, else the earliest review to come
        that is of no quarter yet; null where none is planned.
        """
        found = review_of(self.book, self.supplier_id, self.next_quarter)
        if found is not None:
            return found if found.now.held_on is None else None
        unnamed = [
            one
            for one in self.book.all(Meeting)
            if one.supplier_id == self.supplier_id
            and one.now.is_review
            and one.now.quarter is None
            and one.now.planned_on > self.on
        ]
        return min(unnamed, key=lambda one: one.now.planned_on, default=None)


def review_of(book: Book, supplier_id: str, quarter: str) -> Record[Meeting] | None:
    """The meeting that reviews a supplier's quarter; null where none is planned or was
    held.
    """
    for record in book.all(Meeting):
        is_ours = record.supplier_id == supplier_id
        if is_ours and record.now.is_review and record.now.quarter == quarter:
            return record
    return None
