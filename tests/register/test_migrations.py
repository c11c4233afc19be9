"""Versions of the register: an older one is brought to this, a newer one is refused."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy
from by_hand import ask

from srmlib.errors import RegisterError
from srmlib.register import Draft, Head, Register, migrations, store
from srmlib.register.kinds.agreed import Saving
from srmlib.register.kinds.people import Person
from srmlib.register.kinds.work import Action, Issue
from srmlib.register.migrations import Migration

BUYER = {"side": "buyer", "author": "buyer's champion"}
HEAD_OF_THE_FIRST = "5177eaec02f206c3bf969ad2c53f51bf1912e026e4b3ec6e2f2768eab227d57f"
ONE = Draft(Action(what="one", side="buyer"), "S-1001")


@pytest.fixture
def next_version(monkeypatch):
    """As the next version of the library will have it, planted."""
    second = Migration(
        2,
        "a table that is planted",
        ("CREATE TABLE planted (number BIGINT PRIMARY KEY)",),
        ("CREATE INDEX planted_sqlite ON planted (number)",),
        ("CREATE INDEX planted_postgresql ON planted (number)",),
    )

    def planted() -> None:
        monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, second))
        monkeypatch.setattr(migrations, "VERSION", 2)
        monkeypatch.setattr(store, "VERSION", 2)

    return planted


@pytest.mark.parametrize("opened_by", ["reading", "writing"])
def test_an_older_register_is_brought_to_this_version(
    register, url, next_version, opened_by
):
    register.append([ONE], **BUYER)
    before = register.entries()
    assert ask(url, "SELECT version FROM register_version") == [(1,)]
    next_version()
    if opened_by == "writing":
        register.append([ONE], **BUYER)
    assert register.entries()[:1] == before
    assert ask(url, "SELECT version FROM register_version") == [(2,)]
    assert ask(url, "SELECT count(*) FROM planted") == [(0,)]
    assert register.check() == register.head()


def test_a_new_register_goes_through_every_version(register, url, next_version):
    next_version()
    register.append([ONE], **BUYER)
    assert ask(url, "SELECT version FROM register_version") == [(2,)]
    assert ask(url, "SELECT count(*) FROM planted") == [(0,)]


def test_a_migration_that_fails_leaves_the_register_as_it_was(register, url, monkeypatch):
    register.append([ONE], **BUYER)
    broken = Migration(
        2, "broken", ("CREATE TABLE planted (number BIGINT)", "CREATE nonsense")
    )
    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, broken))
    monkeypatch.setattr(migrations, "VERSION", 2)
    monkeypatch.setattr(store, "VERSION", 2)
    with pytest.raises(RegisterError, match="syntax error"):
        register.entries()
    monkeypatch.undo()
    assert ask(url, "SELECT version FROM register_version") == [(1,)]
    with pytest.raises(sqlalchemy.exc.DBAPIError):
        ask(url, "SELECT * FROM planted")
    assert len(register.entries()) == 1


def test_a_register_of_a_newer_version_is_refused(register, url):
    register.append([ONE], **BUYER)
    ask(url, "UPDATE register_version SET version = 99")
    for use in (
        register.entries,
        register.head,
        register.check,
        register.exists,
        lambda: register.append([ONE], **BUYER),
    ):
        with pytest.raises(
            RegisterError, match=r"is of version 99, expected at most 1.*\nUpdate"
        ):
            use()


def test_an_entry_of_a_kind_that_is_not_known_is_told(register, url, monkeypatch):
    register.append([ONE], **BUYER)
    monkeypatch.delitem(store.kind_called.__globals__["KINDS"], "action")
    with pytest.raises(
        RegisterError, match=r"Entry 1 .*'action' is no kind that is known here"
    ):
        register.entries()


def test_what_an_entry_states_and_this_version_does_not_know_is_told(register, url, clock):
    class Longer(Action):
        extra: str = "x"

    register.append([Draft(Longer(what="one", side="buyer"), "S-1001")], **BUYER)
    with pytest.raises(
        RegisterError, match=r"Entry 1 of the register \(action A-1\) cannot be"
    ):
        Register(url).entries()


@pytest.fixture
def first_version(tmp_path) -> Register:
    """A register that the first version wrote: every kind with every field it had then, a record
    corrected, one withdrawn, a person erased. It was dumped, and is never written anew.
    """
    path = tmp_path / "register.sqlite"
    dumped = Path(__file__).with_name("version_1.sql").read_text(encoding="utf-8")
    with closing(sqlite3.connect(path)) as con:
        con.executescript(dumped)
    return Register.at(path)


def test_a_register_of_the_first_version_is_read(first_version):
    assert first_version.check() == first_version.head() == Head(44, HEAD_OF_THE_FIRST)
    entries = first_version.entries()
    assert len({one.kind for one in entries}) == 41
    book = first_version.book("S-1001")
    assert [one.stated.what for one in book.find(Action, "A-1").revisions][
        -1
    ] == "put right"
    assert book.find(Issue, "I-1") is None
    assert book.find(Person, "P-1").now.name is None
    assert book.find(Person, "P-2").now.name == "Ann Example"
    saving = book.all(Saving)[0].now
    assert (saving.agreed_amount, saving.agreed_on) == (
        Decimal("1250.50"),
        date(2026, 1, 31),
    )


def test_a_register_of_the_first_version_goes_on(first_version):
    [entered] = first_version.append([ONE], **BUYER)
    assert (entered.number, entered.record) == (45, "A-2")
    assert first_version.check().number == 45


def test_the_next_version_opens_a_register_of_the_first(first_version, next_version):
    before = first_version.entries()
    next_version()
    assert first_version.entries() == before
    assert ask(first_version.url, "SELECT version FROM register_version") == [(2,)]
    assert ask(first_version.url, "SELECT count(*) FROM planted") == [(0,)]
    assert first_version.check().sha256 == HEAD_OF_THE_FIRST
