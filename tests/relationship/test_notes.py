"""Notes pinned to a day of a metric: whose they are, who is named, and where they stand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from srmlib.register import Draft, Register
from srmlib.register.kinds.people import Person
from srmlib.register.kinds.work import Annotation
from srmlib.relationship.notes import notes_of
from srmlib.words.notes import note_said
from srmlib.words.ratings import Firms

AS_OF = date(2026, 10, 13)
NOTE = Annotation(metric="Q1", on=date(2026, 7, 10), note="Core shifted")
FIRMS = Firms("Tarn", "Harrow")


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return Register.at(
        tmp_path / "register.sqlite", lambda: datetime(2026, 10, 13, tzinfo=UTC)
    )


def said(
    register: Register, author: str, side: str = "buyer", supplier: str = "S"
) -> list[str]:
    register.append([Draft(NOTE, "S")], side=side, author=author)
    return [
        note_said(one, FIRMS) for one in notes_of(register.book(supplier), supplier, AS_OF)
    ]


def person(register: Register, *, may_be_named: bool) -> None:
    someone = Person(
        name="Ann Keller", side="buyer", role="quality lead", may_be_named=may_be_named
    )
    register.append([Draft(someone, "S", "P-1")], side="buyer", author="x")


def test_a_note_says_when_who_and_what(register):
    assert said(register, "somebody") == ["10 July 2026, Tarn: Core shifted"]


@pytest.mark.parametrize("author", ["P-1", "Ann Keller"])
@pytest.mark.parametrize(
    ("may_be_named", "called"), [(True, "Ann Keller"), (False, "quality lead")]
)
def test_a_person_is_named_only_with_consent(register, author, may_be_named, called):
    person(register, may_be_named=may_be_named)
    assert said(register, author) == [f"10 July 2026, Tarn ({called}): Core shifted"]


def test_a_note_of_both_is_of_both(register):
    assert said(register, "x", side="joint") == ["10 July 2026, both firms: Core shifted"]


def test_no_note_of_another_supplier_is_told(register):
    assert said(register, "x", supplier="T") == []
