"""Words that name somebody, as a page may show them: a name only where its owner agreed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from srmlib.register.book import Book
from srmlib.register.naming import Listed, listed
from srmlib.relationship.persons import who

NOT_LISTED = "somebody who is not listed"


@dataclass(frozen=True)
class People:
    """The people of a supplier's book, as a page of a day may call them."""

    book: Book
    supplier_id: str
    as_of: date

    def called(self, words: str | None, side: str | None = None) -> str | None:
        """What a page shows for a person's id, or for words in which somebody of a side is named:
        the name of one who is listed, agreed to it and is still there; else the role. None where
        the words name nobody who is listed and no role: the page says the firm.
        """
        if not words:
            return None
        person = self._listed.person(words, side)
        if person is None:
            return self._listed.role(words, side)
        found = who(self.book, self.supplier_id, person, self.as_of)
        return found.called if found else None

    def all_called(self, words: Iterable[str], side: str | None = None) -> tuple[str, ...]:
        """The same for several, without those of whom only the firm may be said."""
        called = [self.called(one, side) for one in words]
        return tuple(one for one in called if one is not None)

    def has_left(self, person: str) -> bool:
        """Whether somebody, by id, is there no more: who has left owns nothing any more."""
        found = who(self.book, self.supplier_id, person, self.as_of)
        return found is not None and found.left_on is not None

    def id_of(self, words: str) -> str:
        """The id of a person; words that name nobody who is listed are not repeated."""
        return self._listed.person(words) or NOT_LISTED

    @cached_property
    def _listed(self) -> Listed:
        return listed(self.book, self.supplier_id)
