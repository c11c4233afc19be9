"""What is of one supplier refers to nothing of another's, by whatever door it comes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from srmlib.errors import DataFaults, RegisterError
from srmlib.register import Draft, Register
from srmlib.register.importing import import_lists
from srmlib.register.kinds.ahead import Ask, AskEvent
from srmlib.register.kinds.beyond import Board, BoardVoice
from srmlib.register.kinds.people import Person
from srmlib.register.kinds.voice import Statement
from srmlib.register.kinds.work import Action, ActionEnd, Capture, Meeting

BUYER = {"side": "buyer", "author": "buyer"}
ONE, OTHER = "S-1001", "S-1002"
DAY = date(2026, 9, 1)


@pytest.fixture
def register(tmp_path: Path, clock) -> Register:
    made = Register.at(tmp_path / "register.sqlite", clock)
    first = [
        Draft(Person(name="Ann Keller", side="buyer", role="quality")),
        Draft(Person(name="Otto Brandt", side="supplier", role="works"), ONE),
        Draft(Action(what="pay", side="buyer"), ONE),
        Draft(Ask(from_side="buyer", what="weekends", asked_on=DAY), ONE),
        Draft(Meeting(tier="operational", planned_on=DAY), ONE),
        Draft(Board(of="suppliers", planned_on=DAY)),
    ]
    made.append(first, **BUYER)
    return made


OF_THE_OTHER = [
    (ActionEnd(action="A-1", how="done", on=DAY), "A-1"),
    (AskEvent(ask="Q-1", state="done", on=DAY), "Q-1"),
    (Capture(meeting="M-1", item="opening", words_said="x"), "M-1"),
    (Action(what="visit", side="joint", owners=("P-1", "P-2")), "P-2"),
]


@pytest.mark.parametrize(("stated", "of_another"), OF_THE_OTHER)
def test_nothing_is_attached_to_what_is_of_another_supplier(register, stated, of_another):
    told = f"{of_another} is of S-1001; name one of S-1002"
    with pytest.raises(RegisterError, match=told):
        register.append([Draft(stated, OTHER)], **BUYER)
    assert register.head().number == 6
    register.append([Draft(stated, ONE)], **BUYER)


@pytest.mark.parametrize("of", [ONE, OTHER])
def test_lists_tell_what_is_of_another_supplier(register, tmp_path, of):
    """Also where it is new in the same lists."""
    (tmp_path / "action.csv").write_text(
        f"record,what,side,supplier_id\nA-2,b,buyer,{ONE}\n"
    )
    (tmp_path / "action_end.csv").write_text(
        f"action,how,on,supplier_id\nA-1,done,2026-09-02,{of}\nA-2,done,2026-09-02,{of}\n"
    )
    if of == ONE:
        assert import_lists(register, tmp_path, **BUYER).new == 3
        return
    with pytest.raises(DataFaults) as told:
        import_lists(register, tmp_path, **BUYER)
    assert [
        f"{id} is of S-1001; name one of S-1002" in str(one)
        for id, one in zip(("A-1", "A-2"), told.value.faults, strict=True)
    ] == [True, True]


def test_what_is_for_all_suppliers_is_for_each(register):
    stated = [
        Draft(Action(what="visit", side="joint", owners=("P-1",)), OTHER),
        Draft(BoardVoice(board="B-1", what="portal"), OTHER),
    ]
    assert len(register.append(stated, **BUYER)) == 2
    # An erasure is of no supplier, and of a person of any.
    register.erase("P-2", **BUYER)


def test_an_erased_name_comes_back_by_no_door(register):
    """A person who is listed stands by id; words that name nobody become the firm."""

    def said(by: str, quarter: str) -> Draft:
        words = {"words_said": "x", "on": DAY, "by": by}
        return Draft(Statement(quarter=quarter, side="buyer", **words), ONE)

    [before] = register.append([said("Ann Keller", "2026Q1")], **BUYER)
    register.append(
        [Draft(Person(name="Jo Vermeer", side="buyer", role="finance"))], **BUYER
    )
    register.erase("P-1", **BUYER)
    after = register.append(
        [said("Ann Keller", "2026Q2"), said("Jo Vermeer", "2026Q3")], **BUYER
    )
    assert [one.stated.by for one in after] == ["buyer", "P-3"]
    # As somebody still had it open.
    taken = Draft(before.stated, ONE, before.record, is_withdrawn=True)
    assert register.append([taken], **BUYER)[0].stated.by == "buyer"
