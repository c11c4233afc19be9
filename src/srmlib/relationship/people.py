"""Words that name somebody, as a page may show them: a name only where its owner agreed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from srmlib.register.book import Book
from srmlib.register.kinds.people import Person
from srmlib.relationship.persons import who


@dataclass(frozen=True)
class People:
    """The people of a supplier's book, as a page of a day may call them."""

    book: Book
    supplier_id: str
    as_of: date

    def called(self, words: str) -> str:
        """What a page shows for a person's id, or for words that say who somebody is: a name that
        may not be shown gives way to the role.
        """
        found = who(
            self.book,
            self.supplier_id,
            words,
            self.as_of,
        )
        if found is not None:
            return found.called
        said = words.casefold()
        return next((role for name, role in self._unnamed.items() if name in said), words)

    def known(self, words: str) -> str | None:
        """What a page shows for a person of the register, by id or by name; None for any other."""
        for record in self.book.all(Person):
            if words in (record.id, record.now.name):
                found = who(
                    self.book,
                    self.supplier_id,
                    record.id,
                    self.as_of,
                )
                return found.called if found else None
        return None

    @cached_property
    def _unnamed(self) -> dict[str, str]:
        """By name, in small letters, the role of those who are not to be named."""
        found = {}
        for record in self.book.all(Person):
            person = who(
                self.book,
                self.supplier_id,
                record.id,
                self.as_of,
            )
            if record.now.name and person is not None and not person.is_named:
                found[record.now.name.casefold()] = person.role
        return found
