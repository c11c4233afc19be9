"""Who is at the table: how a page names a person, and whom a name means."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property

from srmlib.errors import UsageError
from srmlib.meeting.begins import Begins
from srmlib.meeting.hushing import Hushing, Name, ShownBook
from srmlib.register.book import Book
from srmlib.register.kinds.people import Person
from srmlib.register.naming import names_of
from srmlib.relationship.persons import Who, who


class People:
    """The people of both firms as the register knows them; of all firms without a
    supplier.
    """

    def __init__(self, book: Book, supplier_id: str | None, today: date):
        self._book, self._supplier_id = book, supplier_id
        self._people: dict[str, Person] = {}
        self._called: dict[str, Who] = {}
        for record in book.all(Person):
            firm = supplier_id or record.supplier_id or ""
            called = who(book, firm, record.id, today)
            if called is not None:
                self._people[record.id] = record.now
                self._called[record.id] = called

    def here(self) -> list[Who]:
        """Who has not left, the buyer's people first."""
        found = [one for one in self._called.values() if one.left_on is None]
        return sorted(
            found,
            key=lambda one: (one.side != "buyer", one.called),
        )

    def shown(self, person_id: str) -> str:
        """By name with consent; else, and once they have left, by role."""
        called = self._called.get(person_id)
        return called.called if called else "somebody who is not listed"

    def author(self, author: str) -> str:
        """Who entered something: a listed person as on a page, else the words they gave."""
        called = self._called.get(author)
        return called.called if called else author

    def side_of(self, ids: Sequence[str]) -> str | None:
        """The firm they are of, joint for both; null where nobody is known."""
        sides = {self._people[one].side for one in ids if one in self._people}
        return (
            "joint"
            if len(sides) > 1
            else next(
                iter(sides),
                None,
            )
        )

    @cached_property
    def hushing(self) -> Hushing:
        """Every name the register ever had of anybody, and the role in the place of who may
        not be named. A name that several people have is nobody's role: what one did is not
        told of another.
        """
        names = names_of(
            (one.id, revision.stated)
            for one in self._book.all(Person)
            for revision in one.revisions
        )
        known = [
            Name(name, None if one.is_named else one.called)
            for one in self._called.values()
            for name in names[one.id]
        ]
        firms = "either firm" if self._supplier_id else "one of these firms"
        return Hushing(known, f"somebody of {firms}")

    @cached_property
    def shown_book(self) -> Book:
        """The book as screens read it: what people typed in it is hushed."""
        return ShownBook(self._book, self.hushing)

    def without_names(self, words: str) -> str:
        """What somebody wrote, with the role in the place of the name of who may not be
        named.
        """
        return self.hushing.words(words)

    def contacts(self, ids: Sequence[str]) -> list[str]:
        """What may be an address for mail, of those who have not left."""
        here = {one.id for one in self.here()}
        known = (self._people[one].contact for one in ids if one in here)
        return [one for one in known if one and "@" in one]

    def ids_of(self, named: str | Sequence[str] | None) -> tuple[str, ...]:
        """Ids of people, each given by id, name or role. Raises UsageError for one who is
        not listed, or is not the only one of that name.
        """
        asked = (
            [named]
            if isinstance(
                named,
                str,
            )
            else list(named or ())
        )
        return tuple(self._id_of(one.strip()) for one in asked if one.strip())

    def _id_of(self, asked: str) -> str:
        if asked in self._people:
            return asked
        wanted = asked.casefold()
        here = {one.id: self._people[one.id] for one in self.here()}
        by_name = [id for id, one in here.items() if (one.name or "").casefold() == wanted]
        by_role = [id for id, one in here.items() if one.role.casefold() == wanted]
        found = by_name or by_role
        if len(found) == 1:
            return found[0]
        if found:
            raise UsageError(
                f"'{asked}' is {len(found)} people: {', '.join(found)}.\nName one by id."
            )
        listed = ", ".join(f"{one.id} ({one.called})" for one in self.here())
        raise UsageError(
            f"'{asked}' is nobody the register knows, expected one of {listed or 'none'}.\n"
            "Name one of them, or enter the person first:"
            f" {Begins(self._supplier_id or '').adds('person')}"
        )
