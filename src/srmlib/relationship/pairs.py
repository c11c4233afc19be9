"""Pairs of peers and the days since they last spoke."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from srmlib.register.book import Book, Record
from srmlib.register.kinds.people import Contact
from srmlib.register.kinds.people import Pair as PairEntered
from srmlib.register.kinds.work import Meeting
from srmlib.relationship.persons import Who, of_supplier, who

# A pair without contact for longer is not in contact.
DAYS_OF_CONTACT = 90


@dataclass(frozen=True)
class Pair:
    """A function and who is named for it on both sides: None is a hole, and the last day of who
    has left stands in `left_on`, by side. `last_contact` is None where none was entered.
    """

    JSON: ClassVar = ("function", "buyer", "supplier", "last_contact", "days")

    function: str
    buyer: Who | None
    supplier: Who | None
    left_on: dict[str, date]
    last_contact: date | None
    days: int | None

    @property
    def is_whole(self) -> bool:
        return self.buyer is not None and self.supplier is not None

    @property
    def is_active(self) -> bool:
        return self.is_whole and self.days is not None and self.days <= DAYS_OF_CONTACT

    @property
    def is_silent(self) -> bool:
        """Whether two are named, and have not been in contact for too long."""
        return self.is_whole and self.days is not None and not self.is_active

    def person(self, side: str) -> Who | None:
        return self.buyer if side == "buyer" else self.supplier


def pairs_of(book: Book, supplier_id: str, as_of: date) -> tuple[Pair, ...]:
    """The pairs that stand on a day; those with a hole last."""
    standing = [
        one
        for one in of_supplier(book, PairEntered, supplier_id)
        if one.now.from_on is None or one.now.from_on <= as_of
        if one.now.until_on is None or one.now.until_on >= as_of
    ]
    pairs = [_pair(book, supplier_id, one, as_of) for one in standing]
    return tuple(sorted(pairs, key=lambda one: not one.is_whole))


def _pair(book: Book, supplier_id: str, entered: Record[PairEntered], as_of: date) -> Pair:
    stated = entered.now
    people = {
        "buyer": who(book, supplier_id, stated.buyer_person, as_of),
        "supplier": who(book, supplier_id, stated.supplier_person, as_of),
    }
    left_on = {side: one.left_on for side, one in people.items() if one and one.left_on}
    there = {side: None if side in left_on else one for side, one in people.items()}
    last = _last_contact(book, supplier_id, entered, as_of)
    return Pair(
        stated.function,
        there["buyer"],
        there["supplier"],
        left_on,
        last,
        (as_of - last).days if last else None,
    )


def _last_contact(
    book: Book, supplier_id: str, pair: Record[PairEntered], as_of: date
) -> date | None:
    """The last contact entered, or meeting held at which both were."""
    both = {pair.now.buyer_person, pair.now.supplier_person}
    spoke = [
        one.now.on
        for one in of_supplier(book, Contact, supplier_id)
        if one.now.pair == pair.id and one.now.on <= as_of
    ]
    met = [
        one.now.held_on
        for one in of_supplier(book, Meeting, supplier_id)
        if one.now.held_on and one.now.held_on <= as_of and both <= set(one.now.attendees)
    ]
    return max([*spoke, *met], default=None)
