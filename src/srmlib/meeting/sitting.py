"""One review at one table: whatever is written down in it goes into the register by one
append, built while nobody else can enter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from srmlib.errors import UsageError
from srmlib.meeting.written import Written, stated
from srmlib.register import Draft, Entry
from srmlib.register.kinds.base import Kind
from srmlib.register.kinds.work import Meeting, Taken
from srmlib.replies.sealing import book_of_supplier


class KnownAlready(UsageError):
    """What a page hands over was taken before."""


@dataclass
class Sitting(Written):
    """Who writes at this table, and what was appended together, in order."""

    entered: list[list[Entry]] = field(default_factory=list)
    # The id that a page gave what is entered now; a call without a page has none.
    handed: str | None = None

    @contextmanager
    def taking(self, handed: str) -> Iterator[None]:
        """What is entered meanwhile is what a page handed over under this id: it is taken
        once.
        """
        self.handed = handed
        try:
            yield
        finally:
            self.handed = None

    def enter(self, drafts: Callable[[], Sequence[Draft]], side: str) -> list[Entry]:
        """One append, on disk when this returns. The drafts are made while nobody else can
        enter: whatever they ask of this sitting is as the register stands then. Where there
        is no meeting yet it is made in front of them.

        Raises KnownAlready where a page handed it over before; nothing is entered then.
        """
        asked: list[Draft] = []
        known: list[Entry] = []

        def within(entries: list[Entry]) -> list[Draft]:
            known.extend(entries)
            self._book = book_of_supplier(known, self.supplier_id)
            self._check_not_taken()
            asked.extend(drafts())
            return [*self._first(asked), *asked, *self._note_as_taken(asked)]

        try:
            appended = self.register.append(within, side=side, author=self.author)
        except BaseException:
            self._book = None
            raise
        self._keep(known, appended)
        if not asked:
            return []
        together = [one for one in appended if one.kind != Taken.kind][-len(asked) :]
        self.entered.append(together)
        return together

    def _keep(self, known: Sequence[Entry], appended: Sequence[Entry]) -> None:
        """What the register says now, without reading it again."""
        self.numbers |= {one.number for one in appended}
        everything = [*known, *appended]
        self._read_until = everything[-1].number if everything else 0
        self._book = book_of_supplier(everything, self.supplier_id)

    def draft(self, one: Kind, record: str | None = None) -> Draft:
        """Of this supplier."""
        return Draft(one, self.supplier_id, record)

    def enter_one(
        self, make: Callable[[], Kind], side: str, record: str | None = None
    ) -> str:
        """One append of one entry, made as `enter` does; returns the id of its record."""
        return self.enter(lambda: [self.draft(make(), record)], side)[-1].record

    def _first(self, asked: Sequence[Draft]) -> list[Draft]:
        is_there = self.book.find(Meeting, self.meeting_id) is not None
        if not asked or is_there or asked[0].record == self.meeting_id:
            return []
        return [self.draft(self.meeting, self.meeting_id)]

    def _check_not_taken(self) -> None:
        taken = {one.now.capture for one in self.book.all(Taken)}
        if self.handed is not None and self.handed in taken:
            raise KnownAlready("The register took this from the page already.")

    def _note_as_taken(self, asked: Sequence[Draft]) -> list[Draft]:
        if self.handed is None or not asked:
            return []
        note = stated(
            Taken,
            meeting=self.meeting_id,
            capture=self.handed,
        )
        return [self.draft(note)]

    def take_back(self) -> str:
        """Undo what was entered last, by one append: a revision gets the one before as its
        next, a record that was new is withdrawn. Raises UsageError where somebody else has
        changed it since; it stays then, and what was entered before it is the next to be
        undone.
        """
        if not self.entered:
            raise UsageError("Nothing was written down since this review was opened.")
        together = self.entered.pop()

        def drafts(entries: list[Entry]) -> list[Draft]:
            return [self._as_before(one, entries) for one in together]

        appended = self.register.append(
            drafts,
            side=together[-1].side,
            author=self.author,
        )
        self.numbers |= {one.number for one in appended}
        self.forget()
        return together[-1].record

    def _as_before(self, entry: Entry, entries: Sequence[Entry]) -> Draft:
        of_record = [
            one for one in entries if (one.kind, one.record) == (entry.kind, entry.record)
        ]
        since = [one for one in of_record if one.number > entry.number]
        if others := [one for one in since if one.number not in self.numbers]:
            by = self.people.author(others[-1].author)
            raise UsageError(
                f"{entry.record} was changed by {by} since: undoing would take that back,"
                " too.\nEnter what is right in its place."
            )
        before = [one.stated for one in of_record if one.number < entry.number]
        return Draft(
            before[-1] if before else entry.stated,
            entry.supplier_id,
            entry.record,
            is_withdrawn=not before,
        )
