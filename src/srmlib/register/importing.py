"""What lists state against what the register holds: which rows are new, which are a new revision,
which are there already, and all that is wrong with any of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from srmlib.errors import DataFaults, Fault
from srmlib.register.cells import value_of, words_of
from srmlib.register.days import backwards_around
from srmlib.register.entries import Draft, Entry, is_suppliers_person
from srmlib.register.kinds import KINDS, Kind
from srmlib.register.kinds.people import Erasure, Person
from srmlib.register.known import Known
from srmlib.register.lists import read_lists
from srmlib.register.naming import named_in_lists, side_of
from srmlib.register.references import faults_of_references, ids_by_name
from srmlib.register.refused import (
    at,
    fault_of_age,
    fault_of_person,
    fault_of_rating,
    fault_of_record,
    fault_of_twin,
    fault_of_value,
)
from srmlib.register.rows import RECORD, REVISION, SUPPLIER, Lists, Row
from srmlib.register.store import Register


@dataclass(frozen=True)
class Imported:
    """How many rows became a record, a new revision of one, or were there already."""

    new: int
    changed: int
    same: int
    entered: tuple[Entry, ...] = field(default=(), compare=False)


@dataclass
class Planned:
    """Drafts that follow from lists, and why they may not be entered."""

    drafts: list[Draft] = field(default_factory=list)
    # The row of each draft.
    rows: list[Row] = field(default_factory=list)
    # Per row that is not there already what it says, as far as it can be read.
    said: list[tuple[Row, dict[str, Any]]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    new: int = 0
    changed: int = 0
    same: int = 0


def import_lists(
    register: Register,
    path: Path,
    *,
    side: str,
    author: str,
    supplier_id: str | None = None,
    over: bool = False,
) -> Imported:
    """Enter what lists state: all of it, or nothing. `supplier_id` is meant where a row that must
    be of one supplier names none. A row that is older than what is known of its record is refused,
    unless it is to go `over` it.

    Raises DataFaults with everything that is wrong, UsageError where there is no list.
    """
    lists = read_lists(path)
    planned = Planned()

    def drafts(entries: Sequence[Entry]) -> list[Draft]:
        nonlocal planned
        planned = plan(lists, entries, supplier_id, now=register.entering_at(), over=over)
        if planned.faults:
            raise DataFaults(planned.faults)
        return planned.drafts

    # First without the lock: a list with faults makes no register. Then again, by what is there.
    entered: list[Entry] = []
    if drafts(register.entries()):
        entered = register.append(drafts, side=side, author=author)
    return Imported(planned.new, planned.changed, planned.same, tuple(entered))


def plan(
    lists: Lists,
    entries: Sequence[Entry],
    supplier_id: str | None = None,
    *,
    now: datetime,
    over: bool = False,
) -> Planned:
    """What is to be entered `now` so that the register states what the lists do."""
    # As in the register: a clock that was set back takes nothing back.
    today = max([now, *(one.entered_at for one in entries[-1:])]).date()
    planned = Planned(faults=list(lists.faults))
    planning = _Planning(Known(entries), supplier_id, over, today, planned)
    for _, rows in groupby(sorted(lists.rows, key=_turn), key=lambda row: row.kind):
        planning.take(list(rows))
    planning.check()
    planned = planning.planned
    planned.drafts.sort(key=_order)
    planned.faults.sort(key=lambda fault: (fault.file, fault.row or 0))
    return planned


def _turn(row: Row) -> tuple[int, bool]:
    """People first: others may refer to them by name. Rows with an id before those without: what
    they state is taken then, and so are their ids.
    """
    has_no_id = RECORD not in row.cells
    return [Erasure.kind, *KINDS].index(row.kind.kind), has_no_id


def _order(draft: Draft) -> int:
    """People come before those who refer to them; who is without a name, after the erasure."""
    if isinstance(draft.stated, Erasure):
        return 1
    if isinstance(draft.stated, Person):
        return 0 if draft.stated.name else 2
    return 3


@dataclass
class _Planning:
    known: Known
    default: str | None
    over: bool
    today: date
    planned: Planned

    def take(self, rows: Sequence[Row]) -> None:
        """The rows of one kind. Those without an id that state what is there go before those that
        might be an older or another state of it.
        """
        waiting = []
        for row in rows:
            draft = self._read(row)
            if draft is None or self._is_there(draft):
                continue
            draft = replace(draft, stated=self._without_erased(draft.stated))
            if draft.record is None:
                waiting.append((row, draft))
            else:
                self._enter(row, draft)
        for row, draft in waiting:
            self._enter(row, draft)

    def check(self) -> None:
        """What can only be told once all rows are read."""
        for row, said in self.planned.said:
            self.planned.faults += faults_of_references(row, said, self.known)
        for row, draft in zip(self.planned.rows, self.planned.drafts, strict=True):
            record = str(draft.record)
            found = backwards_around(
                draft.stated, record, self.known.find, self.known.all_of, self.today
            )
            for one in found:
                column, seen = (one.column, one.seen) if one.column else (RECORD, record)
                self._refuse(at(row, column, seen, one.expected, "Correct one of them."))

    def _refuse(self, fault: Fault | None) -> bool:
        if fault is not None:
            self.planned.faults.append(fault)
        return fault is not None

    def _without_erased(self, stated: Kind) -> Kind:
        """Once somebody was erased, nobody knows whose name left: words name who is listed
        alone.
        """
        if not self.known.erased or not stated.personal:
            return stated
        return named_in_lists(stated, self.known.listed_people())

    # --- One row

    def _read(self, row: Row) -> Draft | None:
        """None where it cannot be read, with all that is wrong told."""
        record = _word(row, RECORD)
        last = self.known.last(row.kind, record)
        if self._refuse(fault_of_record(row, record, last, self.known)):
            return None
        said = self._values(row, last)
        stated = self._stated(row, said)
        supplier_id = self._supplier(row, last, stated)
        if record:
            self.known.claim(row.kind, record)
            # Whatever is wrong with it: what refers to it is no fault of its own.
            self.known.ids[row.kind.kind].add(record)
        return Draft(stated, supplier_id, record) if stated else None

    def _stated(self, row: Row, said: dict[str, Any]) -> Kind | None:
        try:
            return row.kind.model_validate(said)
        except ValidationError as error:
            for fault in error.errors(include_url=False):
                self._refuse(fault_of_value(row, fault))
        self.planned.said.append((row, said))
        return None

    def _is_there(self, draft: Draft) -> bool:
        last = self.known.last(type(draft.stated), draft.record)
        if draft.record is None:
            last = self.known.same(draft)
            if last is not None:
                self.known.claim(type(draft.stated), last.record)
        is_same = last is not None and last.stated == draft.stated
        self.planned.same += is_same
        return is_same

    def _enter(self, row: Row, draft: Draft) -> None:
        known, planned = self.known, self.planned
        if self.over and draft.record is None and (was := known.was(draft)):
            draft = replace(draft, record=None if was.is_withdrawn else was.record)
        revision = self._revision(row)
        fault = None if self.over else fault_of_age(row, draft, revision, known)
        if draft.record is None:
            fault = fault or fault_of_twin(row, draft, known)
        fault = (
            fault
            or fault_of_person(row, draft, known)
            or fault_of_rating(row, draft, known)
        )
        if self._refuse(fault):
            return
        is_new = known.last(row.kind, draft.record) is None
        planned.new += is_new
        planned.changed += not is_new
        record = draft.record or known.next_id(row.kind)
        known.claim(row.kind, record)
        known.note(draft.stated, record, draft.supplier_id)
        planned.drafts.append(replace(draft, record=record))
        planned.rows.append(row)
        said = dict(draft.stated) | {SUPPLIER: draft.supplier_id}
        planned.said.append((row, said))

    def _values(self, row: Row, last: Entry | None) -> dict[str, Any]:
        """What the kind's model is given, with ids in place of names. What the list has no column
        for stays as the record has it, and so do words of which lists show less than was typed.
        """
        values: dict[str, Any] = {}
        if last is not None:
            kept = {*row.kind.model_fields} - row.columns
            kept |= {
                name for name in row.kind.personal if self._is_as_shown(row, name, last)
            }
            values = {name: getattr(last.stated, name) for name in kept}
        for one in row.kind.fields():
            if one.name in row.cells and one.name not in values:
                value = value_of(one, row.cells[one.name])
                is_person = one.refers_to == Person.kind
                values[one.name] = ids_by_name(value, self.known) if is_person else value
        return values

    def _is_as_shown(self, row: Row, name: str, last: Entry) -> bool:
        typed, cell = getattr(last.stated, name), _word(row, name)
        if row.kind is Person or typed is None or cell is None:
            return False
        return cell == self.known.people.in_lists(typed, side_of(last.stated))

    def _revision(self, row: Row) -> int | None:
        """The revision a row was written from, where its list tells."""
        seen = _word(row, REVISION)
        if seen is None or (seen.isascii() and seen.isdecimal()):
            return None if seen is None else int(seen)
        fix = "Leave it as it was exported, or empty it."
        self._refuse(at(row, REVISION, seen, "the number of a revision", fix))
        return None

    def _supplier(self, row: Row, last: Entry | None, stated: Kind | None) -> str | None:
        supplier_id = _word(row, SUPPLIER)
        if supplier_id is None and last is not None:
            supplier_id = last.supplier_id
            if None not in (supplier_id, self.default) and supplier_id != self.default:
                expected = f"an id of {self.default}: {last.record} is of {supplier_id}"
                fix = f"Leave the row out, or name --supplier {supplier_id}."
                self._refuse(at(row, RECORD, last.record, expected, fix))
            return supplier_id
        is_of_one = row.kind.of_one_supplier or is_suppliers_person(stated)
        if supplier_id is None and is_of_one:
            supplier_id = self.default
        if supplier_id is None and is_of_one:
            fix = "Add it, or name one: --supplier."
            self._refuse(at(row, SUPPLIER, None, "the supplier's id", fix))
        if last is not None and last.supplier_id != supplier_id:
            expected = f"'{last.supplier_id or ''}', of which {last.record} is"
            fix = "Correct it, or leave the record out: it is a new one then."
            self._refuse(at(row, SUPPLIER, supplier_id, expected, fix))
        return supplier_id


def _word(row: Row, column: str) -> str | None:
    """An id in a cell, which a spreadsheet may have taken for a number."""
    cell = row.cells.get(column)
    return None if cell is None else str(words_of(cell)).strip()
