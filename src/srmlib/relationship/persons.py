"""How a person may be called on a page: by name with consent, else by role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from srmlib.register.book import Book, Record
from srmlib.register.kinds import Kind
from srmlib.register.kinds.people import Person
from srmlib.register.naming import listed

SIDES = ("buyer", "supplier")
Stated = TypeVar("Stated", bound=Kind)


@dataclass(frozen=True)
class Who:
    """A person of the register. `called` is the name where the person agreed to it and is still
    there, else the role; `left_on` is the last day of a person who has left.
    """

    id: str
    side: str
    called: str
    role: str
    is_named: bool
    left_on: date | None

    def to_json(self) -> str:
        return self.called


def who(book: Book, supplier_id: str, person: str | None, as_of: date) -> Who | None:
    """None where nobody is named, or the register holds no such person for this supplier."""
    record = book.find(Person, person) if person else None
    if record is None or record.supplier_id not in (None, supplier_id):
        return None
    stated = record.now
    has_left = stated.left_on is not None and stated.left_on < as_of
    name = stated.name if stated.may_be_named and not has_left else None
    return Who(
        record.id,
        stated.side,
        name or stated.role,
        stated.role,
        name is not None,
        stated.left_on if has_left else None,
    )


def rater(book: Book, supplier_id: str, side: str, said: str, as_of: date) -> Who | None:
    """Who rated: the listed person of that side whom the words name. None for anybody else,
    whatever was typed.
    """
    return who(book, supplier_id, listed(book, supplier_id).person(said, side), as_of)


def of_supplier(book: Book, kind: type[Stated], supplier_id: str) -> list[Record[Stated]]:
    """The records of a kind that are this supplier's, and no other's."""
    return [one for one in book.all(kind) if one.supplier_id == supplier_id]
