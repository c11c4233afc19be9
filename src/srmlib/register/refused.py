"""Why a row of a list may not be entered, each with its place, what is expected and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from srmlib.errors import Fault
from srmlib.register.entries import Draft, Entry
from srmlib.register.kinds import Kind
from srmlib.register.kinds.base import BETWEEN_IDS
from srmlib.register.kinds.people import Person
from srmlib.register.kinds.voice import Rating
from srmlib.register.kinds.work import ActionEnd
from srmlib.register.known import Known
from srmlib.register.rows import RECORD, REVISION, Row
from srmlib.rules.checking import expectation

TO_CORRECT = "Add it to correct that record, or an id of your own for another one."
GO_ON = "Export the lists and correct those, or leave the row out; --over enters it all the same."


def at(row: Row, column: str, value: object, expected: str, fix: str) -> Fault:
    seen = None if value is None else str(value)
    return Fault("cell", row.where, expected, fix, row.number, column, seen)


def fault_of_value(row: Row, fault: Any) -> Fault:
    """What the kind's model says of a cell."""
    column = str(fault["loc"][0]) if fault["loc"] else RECORD
    field = next((one for one in row.kind.fields() if one.name == column), None)
    words = field.words if field else ""
    if fault["type"] == "missing":
        choices = f": one of {', '.join(field.choices)}" if field and field.choices else ""
        return at(row, column, None, words + choices, "Fill it in.")
    return at(row, column, row.cells.get(column), expectation(fault), f"It is: {words}.")


def fault_of_record(
    row: Row, record: str | None, last: Entry | None, known: Known
) -> Fault | None:
    if record is None:
        return None
    if BETWEEN_IDS in record or not record.isprintable():
        expected = f"an id on one line without {BETWEEN_IDS}"
        return at(row, RECORD, record, expected, "Correct it there.")
    if known.is_listed(row.kind, record):
        return at(row, RECORD, record, "each record once", "Delete one of the rows.")
    if last is not None and last.is_withdrawn:
        fix = "Leave the row out, or give it another id."
        return at(row, RECORD, record, "a record that was not withdrawn", fix)
    return None


def fault_of_age(
    row: Row, draft: Draft, revision: int | None, known: Known
) -> Fault | None:
    """A row that was written before the record was corrected: it would take the correction back."""
    last = known.last(row.kind, draft.record)
    if last is None:
        return None
    if revision is not None and revision <= last.revision:
        is_older = revision < last.revision
        column, seen = REVISION, str(revision)
    else:
        names = [one.name for one in row.kind.fields() if one.name in row.columns]
        earlier = known.records[last.kind, last.record][:-1]
        is_older = any(
            _states(one.stated, names) == _states(draft.stated, names) for one in earlier
        )
        column, seen = RECORD, last.record
    return _older(row, column, seen, last) if is_older else None


def _states(stated: Kind, names: Sequence[str]) -> list[Any]:
    return [getattr(stated, name) for name in names]


def fault_of_twin(row: Row, draft: Draft, known: Known) -> Fault | None:
    """A row without an id that is of a record which is there: it would be there twice."""
    if last := known.was(draft):
        if last.is_withdrawn:
            expected = (
                f"it left out: {last.record} was withdrawn on {last.entered_at:%Y-%m-%d}"
            )
            fix = "Leave the row out, or give it an id of your own."
            return at(row, RECORD, None, expected, fix)
        return _older(row, RECORD, None, last)
    if last := known.alike(draft):
        if isinstance(last.stated, ActionEnd):
            ended = f"{last.stated.action} has ended on {last.stated.on}"
            expected = (
                f"{last.record}: {ended}; correct that entry with record={last.record}"
            )
            return at(row, RECORD, None, expected, "Or leave the row out.")
        told = ", ".join(
            f"{name} {getattr(last.stated, name)}" for name in draft.stated.identity
        )
        expected = f"{last.record}, which is of the same {told}"
        return at(row, RECORD, None, expected, TO_CORRECT)
    last = None if isinstance(draft.stated, Person) else known.nearly(draft)
    if last is not None:
        said = ", ".join(str(getattr(last.stated, name)) for name in last.stated.identity)
        expected = f"{last.record}, which says nearly the same: {said}"
        return at(row, RECORD, None, expected, TO_CORRECT)
    return None


def _older(row: Row, column: str, seen: str | None, last: Entry) -> Fault:
    since = f"since {last.entered_at:%Y-%m-%d} (revision {last.revision})"
    expected = f"{last.record} as it is known {since}: this row is older"
    return at(row, column, seen, expected, GO_ON)


def fault_of_person(row: Row, draft: Draft, known: Known) -> Fault | None:
    """One who is there already, without an id, so that one person would become two; and one who
    would get a name back from an old list.
    """
    stated = draft.stated
    if not isinstance(stated, Person):
        return None
    is_erased = draft.record in known.erased
    if stated.name is None:
        return (
            None
            if is_erased
            else at(row, "name", None, "first and last name", "Fill it in.")
        )
    if is_erased:
        expected = f"it empty: {draft.record} was erased"
        return at(row, "name", stated.name, expected, "Empty the cell, and the contact.")
    if draft.record is not None:
        return None
    if erased := known.erased_like(stated):
        expected = f"an id: {erased}, who was erased, was entered just so"
        fix = "Leave the row out, or give it an id of your own for somebody else."
        return at(row, RECORD, None, expected, fix)
    there = known.called(stated.name)
    if not there:
        near = known.nearly(draft)
        if near is None or not isinstance(near.stated, Person):
            return None
        return _somebody(row, near.record, str(near.stated.name))
    if known.last(row.kind, there[0]) is None:
        fix = "Delete one of the rows, or give each an id of your own in the column record."
        return at(row, "name", stated.name, "each person once in these lists", fix)
    return _somebody(row, there[0], stated.name)


def _somebody(row: Row, person: str, name: str) -> Fault:
    expected = f"{person}, who is called '{name}'"
    fix = "Add it, or an id of your own for somebody else."
    return at(row, RECORD, None, expected, fix)


def fault_of_rating(row: Row, draft: Draft, known: Known) -> Fault | None:
    """A rating of a quarter that is sealed: it is opened with both firms' files, or not at all."""
    stated = draft.stated
    if (
        not isinstance(stated, Rating)
        or (draft.supplier_id, stated.quarter) not in known.sealed
    ):
        return None
    fix = "Open the sealed ratings with both firms' files: srm reveal."
    return at(row, "quarter", stated.quarter, "a quarter whose ratings are not sealed", fix)
