"""Whom typed words name: a person who is listed, a role, or nobody but the firm. Everything that
shows words in which somebody was named asks here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar, get_args

from srmlib.register.book import Book
from srmlib.register.kinds import Kind
from srmlib.register.kinds.people import Person, Role

ROLES: tuple[str, ...] = get_args(Role)
OF_ROLES = {word for role in ROLES for word in role.split()} | {"buyer", "supplier", "s"}
Stated = TypeVar("Stated", bound=Kind)


def is_named(name: str, words: str) -> bool:
    """Whether words hold all words of a name, in any order and in capitals or not.

    >>> is_named("Ann Keller", "KELLER, Ann (quality)"), is_named("Ann Keller", "Annabel Keller")
    (True, False)
    """
    return bool(_words_of(name)) and _words_of(name) <= _words_of(words)


def _words_of(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def one_of(words: str, people: Mapping[str, Iterable[str]]) -> str | None:
    """The id of the person whom words name, by id or by one of the names each id has; None for
    nobody, and where it may be several. The longest name counts: Ann Keller is not Ann.
    """
    if words.strip() in people:
        return words.strip()
    found: dict[str, int] = {}
    for person, names in people.items():
        lengths = [len(_words_of(name)) for name in names if is_named(name, words)]
        found |= {person: max(lengths)} if lengths else {}
    longest = [person for person, length in found.items() if length == max(found.values())]
    return longest[0] if len(longest) == 1 else None


def names_of(people: Iterable[tuple[str, Person]]) -> dict[str, set[str]]:
    """By id every name a person was ever entered with."""
    found: dict[str, set[str]] = {}
    for person, stated in people:
        found.setdefault(person, set()).update({stated.name} if stated.name else ())
    return found


@dataclass(frozen=True)
class Listed:
    """The people of a book, for those who look whom words name. Of all firms, or of one supplier
    and its buyer.
    """

    names: dict[str, set[str]] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)

    def person(self, words: str, side: str | None = None) -> str | None:
        """The id of the one person of this side, or of any, whom words name."""
        of_side = {
            one: self.names[one] for one in self.people if side in (None, self._side(one))
        }
        return one_of(words, of_side)

    def role(self, words: str, side: str | None = None) -> str | None:
        """The role that words name: all of them, where each is a word of a role; else that of a
        listed person of the side, or one that every firm has, of which the longest counts.
        """
        roles = [one.role for one in self.people.values() if side in (None, one.side)]
        if _words_of(words) <= _words_of(" ".join([*roles, *ROLES])):
            return words.strip()
        found = [role for role in roles if is_named(role, words)]
        found = found or [role for role in ROLES if is_named(role, words)]
        return max(found, key=lambda role: (len(role), role), default=None)

    def in_lists(self, words: str, side: str) -> str:
        """What lists of the register show: the id of a person, a role, or the firm."""
        return self.person(words, side) or self.role(words, side) or side

    def _side(self, person: str) -> str:
        return self.people[person].side


def listed(book: Book, supplier_id: str | None = None) -> Listed:
    """Everybody, or those who have a part in the relationship with one supplier."""
    records = [
        one
        for one in book.all(Person)
        if supplier_id in (None, one.supplier_id or supplier_id)
    ]
    names = names_of(
        (one.id, revision.stated) for one in records for revision in one.revisions
    )
    return Listed(names, {one.id: one.now for one in records})


def side_of(stated: Kind) -> str:
    """Whose person is named in it: what is said of no side is a supplier's, a reply or a form."""
    return getattr(stated, "side", "supplier")


def stated_in_lists(stated: Kind, name: str, people: Listed) -> Any:
    """A field as lists of the register show it: no words in which somebody was named."""
    value = getattr(stated, name)
    if name not in stated.personal or isinstance(stated, Person) or value is None:
        return value
    return people.in_lists(value, side_of(stated))


def named_in_lists(stated: Stated, people: Listed) -> Stated:
    """The same, with all words in which somebody was named as lists show them: so enters
    what a file says that may still have the name of who was erased since. Words that are made of
    roles and sides, such as supplier's champion, hold no name and stay.
    """
    shown = {
        name: stated_in_lists(stated, name, people)
        for name in stated.personal
        if not _words_of(getattr(stated, name) or "") <= OF_ROLES
    }
    return stated.model_copy(update=shown)
