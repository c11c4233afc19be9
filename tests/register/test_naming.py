"""Words in which somebody is named: shown by consent, kept apart from the chain, and out of it with
the person.
"""

from __future__ import annotations

from datetime import date

import pytest
from by_hand import ask

from srmlib.register import KINDS, Draft, Register
from srmlib.register.kinds.people import Erasure, Person
from srmlib.register.kinds.voice import FormSent, Lock, Rating, Reply, Signature, Statement
from srmlib.register.naming import listed
from srmlib.relationship.people import People
from srmlib.relationship.used import used_tables

S1 = "S-1001"
NAME = "Zuzana Unmistakable"
DAY = date(2026, 10, 9)
WHO = {"side": "supplier", "author": "account manager"}
NAMED = (
    Statement(
        quarter="2026Q3", side="supplier", words_said="x", by=f"{NAME}, Harrow", on=DAY
    ),
    Reply(quarter="2026Q3", report="v1", fingerprint="ab" * 32, received_on=DAY, by=NAME),
    FormSent(quarter="2026Q3", report="v1", sent_on=DAY, to="unmistakable, ZUZANA"),
    Signature(metric="D1", version=1, side="supplier", by=NAME, on=DAY),
    Lock(
        quarter="2026Q3", side="supplier", rater=NAME, fingerprint="ab" * 32, locked_at="x"
    ),
    Rating(
        quarter="2026Q2", element="access", side="supplier", rater=NAME, revealed_on=DAY
    ),
)


def person(name: str | None = NAME, **more: object) -> Person:
    return Person(**{"name": name, "side": "supplier", "role": "plant manager"} | more)


def named(register: Register, **more: object) -> None:
    register.append([Draft(person(**more), S1, "P-1")], **WHO)
    register.append([Draft(one, S1) for one in NAMED], **WHO)


def shown(register: Register) -> str:
    tables = used_tables(register.book(S1), S1, DAY)
    return "\n".join(table.to_csv() for table in tables.values())


def test_every_kind_in_which_somebody_is_named_is_here():
    kinds = {kind for kind in KINDS.values() if kind.personal} - {Person}
    assert kinds == {type(one) for one in NAMED}


def test_a_typed_name_is_shown_with_consent_alone(register):
    named(register, may_be_named=True)
    assert shown(register).count(NAME) == len(NAMED) + 1
    register.append([Draft(person(), S1, "P-1")], **WHO)
    assert NAME.split()[0].casefold() not in shown(register).casefold()
    assert shown(register).count("plant manager") == len(NAMED) + 2
    left = person(may_be_named=True, left_on=date(2026, 9, 1))
    register.append([Draft(left, S1, "P-1")], **WHO)
    assert NAME.split()[0].casefold() not in shown(register).casefold()


def test_who_is_not_listed_is_shown_as_the_firm(register):
    register.append([Draft(one, S1) for one in NAMED], **WHO)
    assert NAME.split()[0].casefold() not in shown(register).casefold()
    assert shown(register).count(",supplier") >= len(NAMED)


def test_erasure_takes_typed_names_along_and_the_chain_holds(register, url):
    named(register)
    other = Statement(quarter="2026Q1", side="buyer", words_said="x", by="Bo Li", on=DAY)
    register.append([Draft(other, S1)], **WHO)
    erasure = register.erase("P-1", **WHO)
    assert erasure.stated == Erasure(person="P-1", also_in=tuple("234567"))
    assert register.check().number == 9
    for table in ("entries", "personal"):
        assert "unmistakable" not in str(ask(url, f"SELECT * FROM {table}")).casefold()
    stated = [one.stated for one in register.entries()]
    assert [getattr(one, "by", "-") for one in stated[1:3]] == [None, None]
    # What must be stated says whose it was.
    assert [one.rater for one in stated if isinstance(one, Lock | Rating)] == [
        "supplier"
    ] * 2
    assert stated[7].by == "Bo Li"
    assert NAME.split()[0] not in shown(register)


@pytest.mark.parametrize(
    "planted",
    ["DELETE FROM personal WHERE number = 3", "UPDATE personal SET stated = '{}'"],
)
def test_typed_words_that_somebody_else_takes_away_are_missed(register, url, planted):
    named(register)
    ask(url, planted)
    with pytest.raises(Exception, match=r"chain is broken: .*in entry"):
        register.check()


def test_an_author_who_is_listed_stands_in_the_chain_by_id(register):
    ann = Draft(person("Ann Keller", side="buyer"), None, "P-7")
    other = Draft(person("Bo Li"), S1, "P-8")
    first = register.append([other, ann], side="buyer", author="Ann Keller")
    again = register.append([Draft(NAMED[0], S1)], side="buyer", author="keller, Ann")
    role = register.append([Draft(NAMED[1], S1)], side="buyer", author="buyer's champion")
    authors = [one.author for one in (*first, *again, *role)]
    assert authors == ["P-7", "P-7", "P-7", "buyer's champion"]
    new = register.append([Draft(person("Cy Roe"), S1)], side="supplier", author="Cy Roe")
    assert new[0].author == new[0].record


def test_a_name_of_two_people_names_nobody(register):
    people = [Draft(person("Ann"), S1, "a"), Draft(person("Ann Keller"), S1, "b")]
    register.append(people, **WHO)
    known = listed(register.book())
    assert (known.person("Ann Keller, Harrow"), known.person("ann")) == ("b", "a")
    register.append([Draft(person("Ann", role="planner"), S1, "c")], **WHO)
    assert known.person("ann") == "a"
    assert listed(register.book()).person("ann") is None
    assert People(register.book(), S1, DAY).called("ann", "supplier") is None
