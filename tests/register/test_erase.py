"""A person is erased: the name leaves the register and its files, and the chain still holds."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy
from by_hand import ask
from sqlalchemy import text

from srmlib.errors import RegisterError, UsageError
from srmlib.register import Draft, Register
from srmlib.register.kinds.people import Erasure, Person

BUYER = {"side": "buyer", "author": "buyer's champion"}
NAME = "Zuzana Unmistakable"
CONTACT = "zuzana@firm.example"


def person(name: str | None, **more) -> Draft:
    return Draft(Person(name=name, side="buyer", role="quality", **more))


@pytest.fixture
def known(register: Register) -> Register:
    """A person of two revisions among others, so many that pages of the file are full."""
    others = [person(f"Person {number}", contact="x" * 200) for number in range(60)]
    register.append([person(NAME, contact=CONTACT), *others], **BUYER)
    again = Draft(Person(name=NAME, side="buyer", role="logistics"), None, "P-1")
    register.append([again], **BUYER)
    return register


def test_the_name_leaves_every_revision_and_the_chain_holds(known):
    before = known.book(until=62)
    known.erase("P-1", side="supplier", author="supplier's champion")
    book = known.book()
    record = book.find(Person, "P-1")
    assert [one.stated.name for one in record.revisions] == [None, None]
    assert [one.stated.contact for one in record.revisions] == [None, None]
    assert record.now.role == "logistics"
    [erasure] = book.all(Erasure)
    assert erasure.now.person == "P-1"
    assert (erasure.last.side, erasure.last.author) == ("supplier", "supplier's champion")
    assert known.check().number == 63
    assert book.find(Person, "P-2").now.name == "Person 0"
    # It is gone as it stood, too.
    assert before.find(Person, "P-1").now.name == NAME
    assert known.book(until=62).find(Person, "P-1").now.name is None


def test_the_name_leaves_the_files(known, request):
    def where_it_is() -> list[str]:
        folder = known.file.parent
        return [
            path.name
            for path in folder.iterdir()
            if NAME.encode() in path.read_bytes() or CONTACT.encode() in path.read_bytes()
        ]

    if known.file is None:
        _left_in_postgresql(known, request)
        return
    assert where_it_is() == ["register.sqlite"]
    known.erase("P-1", **BUYER)
    assert where_it_is() == []


def _left_in_postgresql(known: Register, request: pytest.FixtureRequest) -> None:
    """The files of the table and its statistics, as the server wrote them."""
    engine = sqlalchemy.create_engine(
        known.url, isolation_level="AUTOCOMMIT", poolclass=sqlalchemy.NullPool
    )

    def where_it_is() -> list[str]:
        with engine.connect() as con:
            con.execute(text("ANALYZE"))
            con.execute(text("CHECKPOINT"))
            folder = Path(con.execute(text("SHOW data_directory")).scalar())
            number = con.execute(
                text("SELECT oid FROM pg_database WHERE datname = current_database()")
            ).scalar()
        files = (folder / "base" / str(number)).iterdir()
        return [path.name for path in files if NAME.encode() in path.read_bytes()]

    assert where_it_is()
    known.erase("P-1", **BUYER)
    assert where_it_is() == []


def test_a_program_that_reads_on_is_told_of(tmp_path, clock, monkeypatch):
    """An old reader keeps the log with the name in it; nobody is told that it is gone."""
    monkeypatch.setattr("srmlib.register.engine.SECONDS_FOR_A_LOCK", 0.2)
    register = Register.at(tmp_path / "register.sqlite", clock)
    register.append([person(NAME)], **BUYER)
    reader = sqlite3.connect(register.file, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM entries").fetchone()
    with pytest.raises(
        RegisterError, match="erased, but another program has the register open"
    ):
        register.erase("P-1", **BUYER)
    reader.close()
    register.append([person("Another")], **BUYER)
    assert [path.name for path in tmp_path.iterdir()] == ["register.sqlite"]
    assert NAME.encode() not in register.file.read_bytes()
    assert register.book().find(Person, "P-1").now.name is None


def test_who_is_erased_may_be_entered_on_without_a_name(known):
    known.erase("P-1", **BUYER)
    gone = Person(side="buyer", role="logistics", left_on="2026-10-01")
    known.append([Draft(gone, None, "P-1")], **BUYER)
    assert known.book().find(Person, "P-1").now == gone
    with pytest.raises(RegisterError, match="without a name"):
        known.append([Draft(gone, None, "P-2")], **BUYER)
    with pytest.raises(RegisterError, match="without a name"):
        known.append([Draft(gone)], **BUYER)
    # One who comes back gives the name again, and is erased again.
    known.append([person(NAME)], **BUYER)
    known.append([Draft(Person(name=NAME, side="buyer", role="x"), None, "P-1")], **BUYER)
    assert known.book().find(Person, "P-1").now.name == NAME
    assert known.check()
    known.erase("P-1", **BUYER)
    assert known.book().find(Person, "P-1").now.name is None
    assert known.check()


def test_a_name_that_is_put_back_is_seen(known):
    [(salt, stated)] = ask(known.url, "SELECT salt, stated FROM personal WHERE number = 1")
    known.erase("P-1", **BUYER)
    put_back = "INSERT INTO personal VALUES (1, :salt, :stated)"
    ask(known.url, put_back, salt=salt, stated=stated)
    with pytest.raises(RegisterError, match="P-1 in entry 1 are there, though erased"):
        known.check()


def test_an_erasure_entered_like_any_entry_erases(known):
    known.append([Draft(Erasure(person="P-1"))], **BUYER)
    assert known.book().find(Person, "P-1").now.name is None
    assert known.check()


def test_only_who_is_there_can_be_erased(known):
    with pytest.raises(UsageError, match="no person 'P-99'"):
        known.erase("P-99", **BUYER)
    assert known.head().number == 62


def test_taking_back_brings_no_name_back(known):
    """As read before the person was erased, by somebody else at the same time."""
    open_still = known.book().find(Person, "P-1").now
    known.erase("P-1", **BUYER)
    known.append([Draft(open_still, None, "P-1", is_withdrawn=True)], **BUYER)
    assert [one.stated.name for one in known.entries("person") if one.record == "P-1"] == [
        None
    ] * 3
    assert known.check()
