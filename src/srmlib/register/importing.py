"""What lists state against what the register holds: which rows are new, which are a new revision,
which are there already, and all that is wrong with any of them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from srmlib.errors import DataFaults, Fault
from srmlib.register.cells import value_of, words_of
from srmlib.register.entries import Draft, Entry
from srmlib.register.kinds import KINDS, Kind
from srmlib.register.kinds.base import BETWEEN_IDS
from srmlib.register.kinds.people import Erasure, Person
from srmlib.register.kinds.voice import Rating
from srmlib.register.known import Known
from srmlib.register.lists import RECORD, SUPPLIER, Lists, Row, read_lists
from srmlib.register.store import Register
from srmlib.rules.checking import expectation, nearest

CORRECT = "Correct it there."


@dataclass(frozen=True)
class Imported:
    """How many rows became a record, a new revision of one, or were there already."""

    new: int
    changed: int
    same: int


@dataclass
class Planned:
    """Drafts that follow from lists, and why they may not be entered."""

    drafts: list[Draft] = field(default_factory=list)
    # Per row that is not there already what it says, as far as it can be read.
    said: list[tuple[Row, dict[str, Any]]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    new: int = 0
    changed: int = 0
    same: int = 0


def import_lists(
    register: Register, path: Path, *, side: str, author: str, supplier_id: str | None = None
) -> Imported:
    """Enter what lists state: all of it, or nothing. `supplier_id` is meant where a row that must
    be of one supplier names none.

    Raises DataFaults with everything that is wrong, UsageError where there is no list.
    """
    lists = read_lists(path)
    planned = Planned()

    def drafts(entries: Sequence[Entry]) -> list[Draft]:
        nonlocal planned
        planned = plan(lists, entries, supplier_id)
        if planned.faults:
            raise DataFaults(planned.faults)
        return planned.drafts

    # First without the lock: a list with faults makes no register. Then again, by what is there.
    if drafts(register.entries()):
        register.append(drafts, side=side, author=author)
    return Imported(planned.new, planned.changed, planned.same)


def plan(lists: Lists, entries: Sequence[Entry], supplier_id: str | None = None) -> Planned:
    """What is to be entered so that the register states what the lists do."""
    planned = Planned(faults=list(lists.faults))
    known = Known(entries)
    # People first: others may refer to them by name. Rows with an id before those without: what
    # they state is taken then, and so are their ids.
    for row in sorted(lists.rows, key=_turn):
        _plan_row(
            row,
            known,
            supplier_id,
            planned,
        )
    _check_references(known, planned)
    planned.drafts.sort(key=_order)
    planned.faults.sort(key=lambda fault: (fault.file, fault.row or 0))
    return planned


def _turn(row: Row) -> tuple[int, bool]:
    order = [Erasure.kind, *KINDS]
    has_no_id = RECORD not in row.cells
    return order.index(row.kind.kind), has_no_id


# --- One row


def _plan_row(row: Row, known: Known, default: str | None, planned: Planned) -> None:
    record = _word(row, RECORD)
    last = known.last.get((row.kind.kind, record)) if record else None
    fault = _fault_of_record(
        row,
        record,
        last,
        known,
    )
    if fault:
        planned.faults.append(fault)
        return
    said = _values(row, last, known)
    stated = _stated(row, said, planned.faults)
    supplier_id = _supplier(
        row,
        last,
        default,
        planned.faults,
    )
    if record:
        known.claim(row.kind, record)
        # Whatever is wrong with it: what refers to it is no fault of its own.
        known.ids[row.kind.kind].add(record)
    if stated is None:
        planned.said.append((row, said))
        return
    if _plan_draft(
        row,
        Draft(stated, supplier_id, record),
        last,
        known,
        planned,
    ):
        planned.said.append((row, said))


def _plan_draft(row: Row, draft: Draft, last: Entry | None, known: Known, planned: Planned) -> bool:
    """Whether it is to be entered."""
    is_same = last is not None and last.stated == draft.stated
    if last is not None:
        known.is_there(last.stated, last.supplier_id)
    if is_same or (draft.record is None and known.is_there(draft.stated, draft.supplier_id)):
        planned.same += 1
        return False
    if fault := _fault_of_person(row, draft, known) or _fault_of_rating(row, draft, known):
        planned.faults.append(fault)
        return False
    planned.changed += last is not None
    planned.new += last is None
    record = draft.record or known.next_id(row.kind)
    known.claim(row.kind, record)
    known.note(draft.stated, record)
    planned.drafts.append(replace(draft, record=record))
    return True


def _values(row: Row, last: Entry | None, known: Known) -> dict[str, Any]:
    """What the kind's model is given, with ids in place of names. What the list has no column for
    stays as the record has it.
    """
    values: dict[str, Any] = {}
    for one in row.kind.fields():
        if last is not None and one.name not in row.columns:
            values[one.name] = getattr(last.stated, one.name)
        if one.name not in row.cells:
            continue
        values[one.name] = value_of(one, row.cells[one.name])
        if one.refers_to == Person.kind:
            values[one.name] = _by_name(values[one.name], known)
    return values


def _stated(row: Row, said: dict[str, Any], faults: list[Fault]) -> Kind | None:
    """None where the row cannot be read so, with all that is wrong told."""
    try:
        return row.kind.model_validate(said)
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            faults.append(_fault_of_value(row, fault))
        return None


def _by_name(value: Any, known: Known) -> Any:
    """Ids of people in place of their names, where only one person is called so."""
    if not isinstance(value, str):
        return value
    said = [one.strip() for one in value.split(BETWEEN_IDS)]
    ids = [_id_of(one, known) for one in said]
    return BETWEEN_IDS.join(ids)


def _id_of(said: str, known: Known) -> str:
    called = known.called(said)
    if said in known.ids[Person.kind] or len(called) != 1:
        return said
    return called[0]


def _word(row: Row, column: str) -> str | None:
    """An id in a cell, which a spreadsheet may have taken for a number."""
    cell = row.cells.get(column)
    return None if cell is None else str(words_of(cell)).strip()


def _supplier(row: Row, last: Entry | None, default: str | None, faults: list[Fault]) -> str | None:
    supplier_id = _word(row, SUPPLIER)
    if supplier_id is None and last is not None:
        return last.supplier_id
    if supplier_id is None and row.kind is Person and _word(row, "side") == "supplier":
        # A supplier's own people stand in no other's pages.
        supplier_id = default
    if supplier_id is None and row.kind.of_one_supplier:
        supplier_id = default
        if default is None:
            expected = "the supplier's id"
            faults.append(
                _at(
                    row,
                    SUPPLIER,
                    None,
                    expected,
                    "Add it, or name one: --supplier.",
                )
            )
    if last is not None and last.supplier_id != supplier_id:
        expected = f"'{last.supplier_id or ''}', of which {last.record} is"
        fix = "Correct it, or leave the record out: it is a new one then."
        faults.append(
            _at(
                row,
                SUPPLIER,
                supplier_id,
                expected,
                fix,
            )
        )
    return supplier_id


# --- What is wrong


def _at(row: Row, column: str, value: object, expected: str, fix: str) -> Fault:
    seen = None if value is None else str(value)
    return Fault(
        "cell",
        row.where,
        expected,
        fix,
        row.number,
        column,
        seen,
    )


def _fault_of_record(
    row: Row, record: str | None, last: Entry | None, known: Known
) -> Fault | None:
    if record is None:
        return None
    if BETWEEN_IDS in record or not record.isprintable():
        return _at(
            row,
            RECORD,
            record,
            f"an id on one line without {BETWEEN_IDS}",
            CORRECT,
        )
    if (row.kind.kind, record) in known.listed:
        return _at(
            row,
            RECORD,
            record,
            "each record once",
            "Delete one of the rows.",
        )
    if last is not None and last.is_withdrawn:
        fix = "Leave the row out, or give it another id."
        return _at(
            row,
            RECORD,
            record,
            "a record that was not withdrawn",
            fix,
        )
    return None


def _fault_of_person(row: Row, draft: Draft, known: Known) -> Fault | None:
    """One who is there already, without an id, so that one person would become two; and one who
    would get a name back from an old list.
    """
    stated = draft.stated
    if not isinstance(stated, Person):
        return None
    is_erased = draft.record in known.erased
    if stated.name is None and not is_erased:
        return _at(
            row,
            "name",
            None,
            "first and last name",
            "Fill it in.",
        )
    if stated.name is None:
        return None
    if is_erased:
        expected = f"it empty: {draft.record} was erased"
        return _at(
            row,
            "name",
            stated.name,
            expected,
            "Empty the cell, and the contact.",
        )
    there = known.called(stated.name)
    if draft.record is not None or not there:
        return None
    if (row.kind.kind, there[0]) not in known.last:
        fix = "Delete one of the rows, or give each an id of your own in the column record."
        return _at(
            row,
            "name",
            stated.name,
            "each person once in these lists",
            fix,
        )
    expected = f"{there[0]}, who is called '{stated.name}'"
    return _at(
        row,
        RECORD,
        None,
        expected,
        "Add it, or an id of your own for somebody else.",
    )


def _fault_of_rating(row: Row, draft: Draft, known: Known) -> Fault | None:
    """A rating of a quarter that is sealed: it is opened with both firms' files, or not at all."""
    stated = draft.stated
    if not isinstance(stated, Rating) or (draft.supplier_id, stated.quarter) not in known.sealed:
        return None
    return _at(
        row,
        "quarter",
        stated.quarter,
        "a quarter whose ratings are not sealed",
        "Open the sealed ratings with both firms' files: srm reveal.",
    )


def _fault_of_value(row: Row, fault: Any) -> Fault:
    column = str(fault["loc"][0]) if fault["loc"] else RECORD
    words = _words_of(row.kind, column)
    if fault["type"] == "missing":
        return _at(
            row,
            column,
            None,
            words,
            "Fill it in.",
        )
    seen = row.cells.get(column)
    return _at(
        row,
        column,
        seen,
        expectation(fault),
        f"It is: {words}.",
    )


def _words_of(kind: type[Kind], column: str) -> str:
    for one in kind.fields():
        if one.name == column:
            return one.words
    return ""


def _check_references(known: Known, planned: Planned) -> None:
    for row, said in planned.said:
        for column, kind in row.kind.refers.items():
            for record in _ids_in(said.get(column)):
                if record not in known.ids[kind]:
                    fault = _no_such(
                        row,
                        column,
                        record,
                        kind,
                        known,
                    )
                    planned.faults.append(fault)


def _ids_in(said: Any) -> list[str]:
    parts = str(said or "").split(BETWEEN_IDS)
    ids = [part.strip() for part in parts]
    return [one for one in ids if one]


def _no_such(row: Row, column: str, said: str, kind: str, known: Known) -> Fault:
    if kind != Person.kind:
        return _unknown(
            row,
            column,
            said,
            kind,
            f"an id of {KINDS[kind].title}",
            known.ids[kind],
        )
    called = known.called(said)
    if called:
        several = ", ".join(called)
        return _at(
            row,
            column,
            said,
            f"one of {several}: all are called so",
            "Write the id.",
        )
    names = {*known.ids[kind], *known.names()}
    return _unknown(
        row,
        column,
        said,
        kind,
        "the id or name of a person",
        names,
    )


def _unknown(
    row: Row, column: str, said: str, kind: str, what: str, names: Collection[str]
) -> Fault:
    near = nearest(said, sorted(names)) if names else ""
    meant = ""
    if near.startswith("did"):
        meant = f" ({near})"
    expected = f"{what} in the register or in these lists{meant}"
    fix = f"Add it to {KINDS[kind].title}, or leave the cell empty."
    return _at(
        row,
        column,
        said,
        expected,
        fix,
    )


def _order(draft: Draft) -> int:
    """People come before those who refer to them; who is without a name, after the erasure."""
    if isinstance(draft.stated, Erasure):
        return 1
    if isinstance(draft.stated, Person):
        return 0 if draft.stated.name else 2
    return 3
