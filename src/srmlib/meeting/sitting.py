"""One review at one table: its meeting, its day, who writes, and the register that keeps it all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import ValidationError

from srmlib.errors import UsageError
from srmlib.meeting.people import People
from srmlib.register import Book, Draft, Entry, Record, Register, Revision
from srmlib.register.kinds.base import Kind
from srmlib.register.kinds.work import Action, Capture, Expectation, Meeting

# What a note is of, where it is no item of the agenda.
CONFIRMED = "confirmed"
WAIVED = "ratings not revealed"
STAYS_OPEN = "stays open"


def stated(kind: type[Kind], **fields: Any) -> Any:
    """An entry of a kind. Raises UsageError that names the field it was refused for."""
    try:
        return kind(**{name: value for name, value in fields.items() if value not in (None, "")})
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else kind.kind
        raise UsageError(
            f"{kind.kind}: {name} is {first['input']!r}: {first['msg']}.\nCorrect it."
        ) from error


class KnownAlready(UsageError):
    """The register holds the same already."""


@dataclass
class Sitting:
    """`meeting_id` is the review's own meeting; where none was planned, the first entry makes it.
    What it says of the register is as it stands after the last entry of this sitting.
    """

    register: Register
    supplier_id: str
    quarter: str
    on: date
    author: str
    meeting_id: str = ""
    # What was appended together, in order.
    entered: list[list[Entry]] = field(default_factory=list)
    # Whether what the register holds already is refused: a file may be loaded twice.
    passes_over_known: bool = False
    _book: Book | None = None

    def __post_init__(self) -> None:
        if not self.meeting_id:
            planned = self.planned(self.book)
            self.meeting_id = planned or f"M-{self.supplier_id}-{self.quarter}"

    def planned(self, book: Book) -> str | None:
        """The id of the meeting that reviews this quarter; null where none is planned."""
        for record in book.all(Meeting):
            is_ours = record.supplier_id == self.supplier_id
            if is_ours and record.now.is_review and record.now.quarter == self.quarter:
                return record.id
        return None

    @property
    def book(self) -> Book:
        if self._book is None:
            self._book = self.register.book(self.supplier_id)
        return self._book

    @property
    def people(self) -> People:
        return People(
            self.book,
            self.supplier_id,
            self.on,
        )

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

    def enter(self, one: Kind, side: str, record: str | None = None) -> Entry:
        """One append: on disk when this returns."""
        if self.passes_over_known and self._holds(one, record):
            raise KnownAlready(f"The register holds this {one.kind} already.")
        return self.enter_all(
            [Draft(one, self.supplier_id, record)],
            side,
        )[-1]

    def enter_all(self, drafts: Sequence[Draft], side: str) -> list[Entry]:
        """One append of all of these; where there is no meeting yet it is made in front of them."""
        asked = list(drafts)
        if not self.book.find(Meeting, self.meeting_id) and asked[0].record != self.meeting_id:
            asked.insert(
                0,
                Draft(
                    self.meeting,
                    self.supplier_id,
                    self.meeting_id,
                ),
            )
        entered = self.register.append(
            asked,
            side=side,
            author=self.author,
        )[-len(drafts) :]
        self._book = None
        self.entered.append(entered)
        return entered

    def take_back(self) -> str:
        """Undo what was entered last, by one append: a revision gets the one before as its next, a
        record that was new is withdrawn.
        """
        if not self.entered:
            raise UsageError("Nothing was written down since this review was opened.")
        together = self.entered.pop()
        drafts = [self._as_before(one) for one in together]
        self.register.append(
            drafts,
            side=together[-1].side,
            author=self.author,
        )
        self._book = None
        return together[-1].record

    def _as_before(self, entry: Entry) -> Draft:
        before = [
            one.stated
            for one in self.register.entries(entry.kind)
            if one.record == entry.record and one.number < entry.number
        ]
        return Draft(
            before[-1] if before else entry.stated,
            entry.supplier_id,
            entry.record,
            is_withdrawn=not before,
        )

    def _holds(self, one: Kind, record: str | None) -> bool:
        """Whether a record of the supplier, the given one, says or said the same."""
        return any(
            revision.stated == one
            for known in self.book.all(type(one))
            if record in (None, known.id) and known.supplier_id == self.supplier_id
            for revision in known.revisions
        )

    def forget(self) -> None:
        """Read the register anew: somebody else entered into it."""
        self._book = None

    # What this meeting wrote down

    def actions(self) -> dict[str, Action]:
        """By id, in the order they were written down."""
        return {
            record.id: record.now
            for record in self.book.all(Action)
            if record.now.meeting == self.meeting_id
        }

    def notes(self) -> list[tuple[str, str, str]]:
        """Item, side and words of each note."""
        return [
            (record.now.item, record.first.side, record.now.words_said)
            for record in self.book.all(Capture)
            if record.now.meeting == self.meeting_id
        ]

    def is_of_today(self, entry: Revision[Any]) -> bool:
        """Whether it was entered in this meeting: behind the first thing that says which meeting it
        is of, also by a kernel before this one.
        """
        return entry.number in self._numbers or entry.number > self._first_number

    @property
    def _numbers(self) -> set[int]:
        return {one.number for together in self.entered for one in together}

    @property
    def _first_number(self) -> int:
        """Of the first entry that names this meeting; beyond all where there is none."""
        records: list[Record[Action] | Record[Capture] | Record[Expectation]] = [
            *self.book.all(Action),
            *self.book.all(Capture),
            *self.book.all(Expectation),
        ]
        numbers = [one.first.number for one in records if one.now.meeting == self.meeting_id]
        return min(numbers, default=self.book.last_number)

    def confirmed(self) -> set[str]:
        """The firms that confirmed the actions, since the last of them was written or changed."""
        last = max(
            (
                record.last.number
                for record in self.book.all(Action)
                if record.now.meeting == self.meeting_id
            ),
            default=0,
        )
        return {
            record.first.side
            for record in self.book.all(Capture)
            if record.now.meeting == self.meeting_id
            if record.now.item == CONFIRMED and record.first.number > last
        }

    def words_on(self, item: str) -> str | None:
        """The last words noted on an item."""
        return next((words for of, _, words in reversed(self.notes()) if of == item), None)

    def next_review(self) -> tuple[str, Meeting] | None:
        """The earliest review planned after this one."""
        found = [
            (record.id, record.now)
            for record in self.book.all(Meeting)
            if record.supplier_id == self.supplier_id
            and record.now.is_review
            and record.id != self.meeting_id
            and record.now.planned_on > self.on
        ]
        return min(
            found,
            key=lambda one: one[1].planned_on,
            default=None,
        )
