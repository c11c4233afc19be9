"""Entering and reading: the same on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from srmlib.errors import RegisterError, UsageError
from srmlib.register import Draft, Register
from srmlib.register.kinds.people import Person
from srmlib.register.kinds.work import Action, Capture, Cause

BUYER = {"side": "buyer", "author": "buyer's champion"}
S1 = "S-1001"


def action(what: str = "agree the packing", **more) -> Draft:
    return Draft(Action(what=what, side="supplier", **more), S1)


def test_an_entry_is_read_as_it_was_entered(register):
    due = date(2026, 11, 2)
    [made] = register.append([action(due_on=due, owners=("P-1", "P-2"))], **BUYER)
    [read] = register.entries()
    assert read == made
    assert (read.number, read.kind, read.record, read.revision) == (1, "action", "A-1", 1)
    assert (read.supplier_id, read.side, read.author) == (S1, "buyer", "buyer's champion")
    assert read.entered_at == datetime(2026, 10, 13, 8, 30, 1, tzinfo=UTC)
    assert read.stated == Action(
        what="agree the packing", side="supplier", due_on=due, owners=("P-1", "P-2")
    )


def test_nothing_is_there_and_nothing_is_made_by_looking(register):
    assert not register.exists()
    assert register.entries() == []
    assert register.head().number == register.check().number == 0
    assert not register.book()
    if register.file:
        assert not register.file.parent.exists()


def test_a_correction_is_a_new_revision_and_the_first_stays(register):
    register.append([action("one")], **BUYER)
    again = Draft(Action(what="two", side="joint"), S1, "A-1")
    register.append([again], side="supplier", author="supplier's champion")
    [record] = register.book(S1).all(Action)
    assert [one.stated.what for one in record.revisions] == ["one", "two"]
    assert (record.first.side, record.last.side) == ("buyer", "supplier")
    assert record.now.what == "two"


def test_what_is_withdrawn_is_in_no_list_and_in_the_history(register):
    register.append([action("one"), action("two")], **BUYER)
    register.withdraw("action", "A-1", **BUYER)
    assert [one.id for one in register.book().all(Action)] == ["A-2"]
    assert register.book().find(Action, "A-1") is None
    assert [one.is_withdrawn for one in register.entries("action")] == [False, False, True]
    register.append([Draft(Action(what="again", side="buyer"), S1, "A-1")], **BUYER)
    assert register.book().find(Action, "A-1").now.what == "again"
    with pytest.raises(UsageError, match=r"no action 'A-9'.*\n.*srm register list action"):
        register.withdraw("action", "A-9", **BUYER)


def test_the_register_as_it_stood(register, clock):
    clock.now = datetime(2026, 10, 1, 23, 59, 58, tzinfo=UTC)
    register.append([action("last second of the first")], **BUYER)
    register.append([action("first second of the second")], **BUYER)
    clock.now = datetime(2026, 10, 3, 12, tzinfo=UTC)
    register.append([Draft(Action(what="put right", side="buyer"), S1, "A-1")], **BUYER)

    def as_of(until) -> dict[str, str]:
        return {one.id: one.now.what for one in register.book(until=until).all(Action)}

    assert as_of(date(2026, 9, 30)) == {}
    assert as_of(date(2026, 10, 1)) == {"A-1": "last second of the first"}
    assert as_of(date(2026, 10, 2))["A-2"] == "first second of the second"
    assert as_of(date(2026, 10, 2))["A-1"] == "last second of the first"
    assert as_of(None)["A-1"] == "put right"
    assert as_of(1) == {"A-1": "last second of the first"}
    assert register.book(until=2).last_number == 2
    # A moment is not itself meant: what was entered at it comes after.
    moment = register.entries()[1].entered_at
    assert len(register.entries(until=moment)) == 1
    assert len(register.entries(until=moment + timedelta(microseconds=1))) == 2


def test_a_supplier_sees_its_own_and_what_is_of_all(register):
    register.append([action("for one")], **BUYER)
    register.append([Draft(Action(what="for another", side="buyer"), "S-1002")], **BUYER)
    register.append(
        [Draft(Person(name="Ann Example", side="buyer", role="quality"))], **BUYER
    )
    seen = [(one.kind, one.supplier_id) for one in register.entries(supplier_id=S1)]
    assert seen == [("action", S1), ("person", None)]


def test_a_record_does_not_change_its_supplier(register):
    register.append([action()], **BUYER)
    with pytest.raises(
        RegisterError, match=r"action 'A-1' is of supplier 'S-1001', not of 'S-2'"
    ):
        register.append([Draft(Action(what="x", side="buyer"), "S-2", "A-1")], **BUYER)
    # The same id may be of two kinds.
    register.append(
        [Draft(Capture(meeting="M-1", item="1", words_said="x"), S1, "A-1")], **BUYER
    )
    assert len(register.entries()) == 2


def test_all_or_nothing(register):
    drafts = [action("one"), Draft(Action(what="of no supplier", side="buyer"))]
    with pytest.raises(RegisterError, match="action is of one supplier, and none is named"):
        register.append(drafts, **BUYER)
    assert register.entries() == []
    register.append([action("one")], **BUYER)
    assert register.check().number == 1


def test_ids_go_on_behind_the_highest_and_pass_over_those_people_gave(register):
    own = Draft(Action(what="x", side="buyer"), S1, "A-7")
    odd = Draft(Action(what="x", side="buyer"), S1, "A-x9")
    other = Draft(Action(what="x", side="buyer"), S1, "weekly 99")
    entered = register.append([own, odd, other, action(), action()], **BUYER)
    assert [one.record for one in entered] == ["A-7", "A-x9", "weekly 99", "A-8", "A-9"]
    # AD-3 is no A-…; and an id within the same call counts.
    later = Draft(Action(what="x", side="buyer"), S1, "A-20")
    assert [
        one.record for one in register.append([action(), later, action()], **BUYER)
    ] == [
        "A-10",
        "A-20",
        "A-21",
    ]


def test_drafts_may_follow_from_what_is_entered(register):
    register.append([action("one")], **BUYER)

    def another_each(entries):
        return [Draft(one.stated, one.supplier_id) for one in entries]

    assert [one.record for one in register.append(another_each, **BUYER)] == ["A-2"]
    assert [one.record for one in register.append(another_each, **BUYER)] == ["A-3", "A-4"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"side": "both"}, "'both' is no side, expected one of buyer, supplier, joint"),
        ({"author": "  "}, "The author is missing"),
        ({"author": "a\nb"}, "author is 'a"),
        ({"author": "nul \0"}, "author is"),
        ({"author": "\ud800"}, "author is"),
    ],
)
def test_who_enters_it_must_be_said(register, wrong, words):
    with pytest.raises(UsageError, match=words.replace("(", r"\(")):
        register.append([action()], **BUYER | wrong)
    assert not register.exists()


@pytest.mark.parametrize("wrong", ["", " A-1", "A;1", "A\n1", "A\0"])
def test_an_id_is_one_that_a_cell_can_hold(register, wrong):
    for draft in (
        Draft(Action(what="x", side="buyer"), S1, wrong or " "),
        Draft(Action(what="x", side="buyer"), wrong, "A-1"),
    ):
        with pytest.raises(UsageError, match="expected a text on one line"):
            register.append([draft], **BUYER)


def test_a_clock_that_is_set_back_takes_nothing_back(register, clock):
    [first] = register.append([action()], **BUYER)
    clock.now = datetime(2020, 1, 1, tzinfo=UTC)
    [second] = register.append([action()], **BUYER)
    assert second.entered_at == first.entered_at
    clock.now = datetime(2027, 1, 1, tzinfo=UTC)
    [third] = register.append([action()], **BUYER)
    assert third.entered_at > first.entered_at
    assert register.check().number == 3


def test_a_text_is_kept_in_one_way_of_writing(register):
    """An accent of its own, also behind a line's end, where JSON writes an n."""
    [made] = register.append([action("Mu\u0308ller\n\u0303")], **BUYER)
    assert made.stated.what == "Müller\n\u0303"
    assert register.entries() == [made]
    assert register.check().number == 1


@pytest.mark.parametrize(
    "text", ["'; DROP TABLE entries; --", "</script>", "日本語 🔩", "%s :x \\"]
)
def test_a_text_is_data(register, text):
    register.append([action(text)], **BUYER)
    assert register.book().all(Action)[0].now.what == text
    assert register.check().number == 1


def test_two_registers_at_one_place_go_on_from_each_other(url, clock):
    one, other = Register(url, clock), Register(url, clock)
    one.append([action()], **BUYER)
    other.append([action()], **BUYER)
    [third] = one.append(
        [Draft(Cause(of="ticket", row="INC-1", party="shared"), S1)], **BUYER
    )
    assert (third.number, third.record) == (3, "C-1")
    assert one.check() == other.check()


@pytest.mark.parametrize(
    ("given", "following"),
    [
        (["A-0099", "A-7"], "A-100"),
        (["A-7", "A-20261013001"], "A-8"),
        (["A-٣", "A-", "A--3", "AA-9", "xA-9"], "A-1"),
    ],
)
def test_ids_behind_those_of_a_list(register, given, following):
    """A firm's own, with zeros before them, or numbers of another program."""
    drafts = [Draft(Action(what="x", side="buyer"), S1, one) for one in given]
    register.append(drafts, **BUYER)
    first, _ = register.append([action(), action()], **BUYER)
    assert first.record == following
    assert register.check().number == len(given) + 2
