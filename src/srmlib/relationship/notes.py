"""Notes that people pinned to a day of a metric's chart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from srmlib.register.book import Book
from srmlib.register.kinds.work import Annotation
from srmlib.relationship.people import People
from srmlib.relationship.persons import of_supplier


@dataclass(frozen=True)
class Note:
    """A note on a metric's chart. `side` is who entered it: buyer, supplier or joint; `by` who that
    was, by name only with consent, else by role, and null where the register has no such person.
    """

    metric: str
    on: date
    words: str
    side: str
    by: str | None


def notes_of(book: Book, supplier_id: str, as_of: date) -> tuple[Note, ...]:
    """The notes of a supplier's charts, oldest day first."""
    people = People(book, supplier_id, as_of)
    found = [
        Note(
            one.now.metric,
            one.now.on,
            one.now.note,
            one.last.side,
            people.called(one.last.author),
        )
        for one in of_supplier(book, Annotation, supplier_id)
    ]
    return tuple(sorted(found, key=lambda one: one.on))
