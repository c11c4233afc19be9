"""Lists that are imported again: nothing is there twice, and no older list takes a correction back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from srmlib.errors import DataFaults
from srmlib.register import KINDS, Draft, Register
from srmlib.register.importing import Imported, import_lists
from srmlib.register.kinds.people import Person
from srmlib.register.kinds.voice import Statement
from srmlib.register.kinds.work import Action
from srmlib.register.sheets import export_lists

BUYER = {"side": "buyer", "author": "buyer's champion"}
S1 = "S-1001"
PACKING = {"what": "agree the packing", "side": "buyer"}


@pytest.fixture
def register(tmp_path: Path, clock) -> Register:
    """On SQLite: how lists are read does not depend on where they go."""
    return Register.at(tmp_path / "data" / "register.sqlite", clock)


@pytest.fixture
def actions(tmp_path):
    """A list of actions as somebody keeps it; without more the one of PACKING."""

    def written(*rows: dict[str, str], kind: str = "action") -> Path:
        columns = list(dict.fromkeys(name for row in rows for name in row))
        lines = [",".join(row.get(name, "") for name in columns) for row in rows]
        path = tmp_path / f"{kind}.csv"
        path.write_text("\n".join([",".join(columns), *lines]), encoding="utf-8")
        return path

    return written


def enter(register: Register, path: Path, **more: object) -> Imported:
    return import_lists(register, path, supplier_id=S1, **BUYER, **more)


def fault_of(register: Register, path: Path, **more: object) -> str:
    before = register.head()
    with pytest.raises(DataFaults) as told:
        enter(register, path, **more)
    assert register.head() == before
    [fault] = told.value.faults
    return str(fault)


def correct(register: Register, **more: object) -> None:
    register.append([Draft(Action(**PACKING, **more), S1, "A-1")], **BUYER)


def test_the_same_list_after_a_correction_makes_no_second_record(register, actions):
    path = actions(PACKING)
    assert enter(register, path) == Imported(1, 0, 0)
    correct(register, due_on=date(2026, 11, 2))
    assert fault_of(register, path) == (
        "action.csv, row 2: record is empty, expected A-1 as it is known since 2026-10-13 (revision"
        " 2): this row is older.\nExport the lists and correct those, or leave the row out; --over"
        " enters it all the same."
    )
    assert enter(register, path, over=True) == Imported(0, 1, 0)
    assert [one.stated.due_on for one in register.entries("action")] == [
        None,
        date(2026, 11, 2),
        None,
    ]


def test_a_list_that_was_corrected_names_the_record_it_means(register, actions):
    enter(register, actions(PACKING))
    changed = PACKING | {"due_on": "2026-11-02"}
    assert (
        "row 2: record is empty, expected A-1, which is of the same what agree the packing"
        in (fault_of(register, actions(changed)))
    )
    assert enter(register, actions(changed | {"record": "A-1"})) == Imported(0, 1, 0)
    assert enter(register, actions(changed | {"record": "own"})) == Imported(1, 0, 0)


def test_an_export_of_before_a_correction_is_older(register, tmp_path):
    correct(register)
    [path] = export_lists(register.book(), tmp_path / "lists.xlsx", [KINDS["action"]])
    correct(register, due_on=date(2026, 11, 2))
    assert "revision is '1', expected A-1 as it is known since 2026-10-13" in fault_of(
        register, path
    )
    # Also where somebody changed another cell of it.
    book = openpyxl.load_workbook(path)
    book["Actions"].cell(2, 3).value = "agree all packing"
    book.save(path)
    assert "this row is older" in fault_of(register, path)
    assert enter(register, path, over=True) == Imported(0, 1, 0)


def test_an_export_of_today_may_bring_back_what_was(register, tmp_path):
    correct(register)
    correct(register, due_on=date(2026, 11, 2))
    [path] = export_lists(register.book(), tmp_path / "lists.xlsx", [KINDS["action"]])
    book = openpyxl.load_workbook(path)
    heads = [cell.value for cell in book["Actions"][1]]
    book["Actions"].cell(2, heads.index("due_on") + 1).value = None
    book.save(path)
    assert enter(register, path) == Imported(0, 1, 0)
    assert register.book().find(Action, "A-1").now.due_on is None
    # In a list of one's own, which tells no revision, it is older.
    assert enter(register, path) == Imported(0, 0, 1)


def test_own_lists_with_ids_are_older_where_they_state_what_was(register, actions):
    path = actions(PACKING | {"record": "A-1", "due_on": "2026-10-30"})
    enter(register, path)
    correct(register, due_on=date(2026, 11, 2), measure="no box damaged")
    assert "record is 'A-1', expected A-1 as it is known since" in fault_of(register, path)
    # What it has no column for is not older.
    assert enter(register, actions(PACKING | {"record": "A-1"})) == Imported(0, 0, 1)


def test_a_row_of_what_was_withdrawn_does_not_come_back(register, actions):
    path = actions(PACKING)
    enter(register, path)
    register.withdraw("action", "A-1", **BUYER)
    assert "expected it left out: A-1 was withdrawn on 2026-10-13" in fault_of(
        register, path
    )
    assert enter(register, actions(PACKING | {"record": "own"})) == Imported(1, 0, 0)


def test_a_row_of_who_was_erased_brings_no_name_back(register, actions):
    ann = {"name": "Ann Keller", "side": "buyer", "role": "quality lead"}
    path = actions(ann, kind="person")
    enter(register, path)
    register.erase("P-1", **BUYER)
    assert "expected an id: P-1, who was erased, was entered just so" in fault_of(
        register, path
    )
    assert enter(register, actions(ann | {"record": "new"}, kind="person")) == Imported(
        1, 0, 0
    )


def test_a_revision_that_is_none_is_told(register, actions):
    path = actions(PACKING | {"record": "A-1", "revision": "last"})
    assert "revision is 'last', expected the number of a revision" in fault_of(
        register, path
    )


def test_words_that_lists_do_not_show_stay_as_they_were(register, tmp_path):
    """An export shows an id, a role or the firm in place of a name that somebody typed."""
    said = {
        "quarter": "2026Q3",
        "side": "supplier",
        "words_said": "x",
        "on": date(2026, 10, 9),
    }
    people = Draft(
        Person(name="Ann Keller", side="supplier", role="quality lead"), S1, "P-1"
    )
    typed = ["Ann Keller", "Quality lead of ours", "Unlisted Person"]
    statements = [Draft(Statement(**said, by=one), S1, one[:3]) for one in typed]
    register.append([people, *statements], **BUYER)
    export_lists(register.book(), tmp_path / "lists", [KINDS["statement"]])
    shown = (tmp_path / "lists" / "statement.csv").read_text("utf-8-sig")
    assert [line.split(",")[5] for line in shown.splitlines()[1:]] == [
        "P-1",
        "quality lead",
        "supplier",
    ]
    assert enter(register, tmp_path / "lists") == Imported(0, 0, 3)
