"""What the register holds while lists are read, and what they add to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from srmlib.register.entering import number_in
from srmlib.register.entries import Draft, Entry
from srmlib.register.kinds import Kind
from srmlib.register.kinds.people import Erasure, Person
from srmlib.register.kinds.voice import Lock
from srmlib.register.naming import Listed, names_of
from srmlib.register.wording import is_slip, keys_of

Key = tuple[str, str]
Statement = tuple[str, str | None, str]


class Known:
    """Records of the register, and those of the lists as they are read."""

    def __init__(self, entries: Sequence[Entry]):
        # Each with all its revisions.
        self.records: dict[Key, list[Entry]] = defaultdict(list)
        # Ids by kind, those of the lists among them.
        self.ids: dict[str, set[str]] = defaultdict(set)
        self.erased: set[str] = set()
        # Suppliers and quarters whose ratings the register has sealed.
        self.sealed: set[tuple[str | None, str]] = set()
        # What the lists had a row for.
        self._listed: set[Key] = set()
        # Ids of people by name.
        self._people: dict[str, set[str]] = defaultdict(set)
        # What stands, those of the lists among it.
        self._stated: dict[Key, Kind] = {}
        self._suppliers: dict[Key, str | None] = {}
        # Records by what any of their revisions stated, and by what tells them from others.
        self._by_statement: dict[Statement, list[Entry]] = defaultdict(list)
        self._by_identity: dict[Statement, list[Entry]] = defaultdict(list)
        # By all that tells a record from others but its words, and by a key of these.
        self._by_rest: dict[tuple[Statement, str], list[Entry]] = defaultdict(list)
        self._highest: dict[str, int] = defaultdict(int)
        for one in entries:
            self.records[one.kind, one.record].append(one)
        for revisions in self.records.values():
            self._note_record(revisions)
        self.people = self.listed_people()

    def _note_record(self, revisions: Sequence[Entry]) -> None:
        last = revisions[-1]
        stated = last.stated
        self._note_number(type(stated), last.record)
        for statement in {_statement(one.stated, one.supplier_id) for one in revisions}:
            self._by_statement[statement].append(last)
        if isinstance(stated, Erasure):
            self.erased.add(stated.person)
        if last.is_withdrawn:
            return
        if isinstance(stated, Lock):
            self.sealed.add((last.supplier_id, stated.quarter))
        if identity := _identity(stated, last.supplier_id):
            self._by_identity[identity].append(last)
        if stated.identity:
            for key in _keys(stated, last.supplier_id):
                self._by_rest[key].append(last)
        self.note(stated, last.record, last.supplier_id)

    def listed_people(self) -> Listed:
        """Who stands in the register, and in the lists as far as they are read."""
        people = {
            key[1]: one for key, one in self._stated.items() if isinstance(one, Person)
        }
        entries = [one for id in people for one in self.records.get((Person.kind, id), ())]
        stated = [*people.items(), *((one.record, one.stated) for one in entries)]
        return Listed(
            names_of((id, one) for id, one in stated if isinstance(one, Person)), people
        )

    def note(self, stated: Kind, record: str, supplier_id: str | None) -> None:
        """What others may refer to."""
        self._stated[stated.kind, record] = stated
        self._suppliers[stated.kind, record] = supplier_id
        self.ids[stated.kind].add(record)
        if isinstance(stated, Erasure):
            self.erased.add(stated.person)
        if isinstance(stated, Person) and stated.name:
            self._people[_called(stated.name)].add(record)

    def last(self, kind: type[Kind], record: str | None) -> Entry | None:
        """How a record of the register stands; None for one it does not have."""
        revisions = self.records.get((kind.kind, record)) if record else None
        return revisions[-1] if revisions else None

    def supplier_of(self, kind: str, record: str) -> str | None:
        """None where it is for all, and for what neither register nor lists have."""
        return self._suppliers.get((kind, record))

    # --- People

    def called(self, name: str) -> list[str]:
        """The ids of people of this name."""
        return sorted(self._people.get(_called(name)) or ())

    def names(self) -> list[str]:
        return list(self._people)

    # --- Records without an id

    def claim(self, kind: type[Kind], record: str) -> None:
        """An id that a row has is given to no other."""
        self._listed.add((kind.kind, record))
        self._note_number(kind, record)

    def is_listed(self, kind: type[Kind], record: str) -> bool:
        return (kind.kind, record) in self._listed

    def same(self, draft: Draft) -> Entry | None:
        """A record that states just this and has no row yet."""
        found = self._without_row(
            self._by_statement, _statement(draft.stated, draft.supplier_id)
        )
        return next(
            (one for one in found if self._states(one, draft) and not one.is_withdrawn),
            None,
        )

    def was(self, draft: Draft) -> Entry | None:
        """A record without a row that stated just this before it was corrected or withdrawn."""
        found = self._without_row(
            self._by_statement, _statement(draft.stated, draft.supplier_id)
        )
        return next(found, None)

    def alike(self, draft: Draft) -> Entry | None:
        """The record without a row that is of the same thing, whatever else it states."""
        identity = _identity(draft.stated, draft.supplier_id)
        found = self._without_row(self._by_identity, identity) if identity else iter(())
        return next(found, None)

    def nearly(self, draft: Draft) -> Entry | None:
        """The record without a row that says the same but for a slip in its words."""
        said = _words(draft.stated)
        if not any(said):
            return None
        for key in _keys(draft.stated, draft.supplier_id):
            for one in self._without_row(self._by_rest, key):
                if all(map(is_slip, _words(one.stated), said)):
                    return one
        return None

    def erased_like(self, stated: Person) -> str | None:
        """Somebody who was erased, and was otherwise entered just so."""
        rest = stated.canonical(without=stated.personal)
        for person in sorted(self.erased):
            revisions = self.records.get((Person.kind, person), ())
            is_so = any(
                one.stated.canonical(without=stated.personal) == rest for one in revisions
            )
            if is_so and not self.is_listed(Person, person):
                return person
        return None

    def next_id(self, kind: type[Kind]) -> str:
        return f"{kind.prefix}-{self._highest[kind.kind] + 1}"

    def _without_row(self, found: dict[Any, list[Entry]], key: Any) -> Iterator[Entry]:
        return (
            one for one in found.get(key, ()) if (one.kind, one.record) not in self._listed
        )

    def _states(self, last: Entry, draft: Draft) -> bool:
        return (last.stated, last.supplier_id) == (draft.stated, draft.supplier_id)

    def _note_number(self, kind: type[Kind], record: str) -> None:
        self._highest[kind.kind] = max(self._highest[kind.kind], number_in(kind, record))

    # --- What stands

    def find(self, kind: str, record: str) -> Kind | None:
        return self._stated.get((kind, record))

    def all_of(self, kind: str) -> list[tuple[str, Kind]]:
        """The records of a kind for which the lists have no row."""
        found = self._stated.items()
        return [
            (key[1], one)
            for key, one in found
            if key[0] == kind and key not in self._listed
        ]


def _statement(stated: Kind, supplier_id: str | None) -> Statement:
    return stated.kind, supplier_id, stated.canonical()


def _identity(stated: Kind, supplier_id: str | None) -> Statement | None:
    """What tells a record from others of its kind; None where any number may be alike. People are
    told apart by their names alone, of which `called` knows more.
    """
    if not stated.identity or isinstance(stated, Person):
        return None
    values = [_called(str(getattr(stated, name))) for name in stated.identity]
    return stated.kind, supplier_id, "\n".join(values)


def _words(stated: Kind) -> list[str]:
    """What tells it from others in words of somebody's own."""
    return [getattr(stated, name) or "" for name in _in_words(type(stated))]


def _keys(stated: Kind, supplier_id: str | None) -> list[tuple[Statement, str]]:
    """Records that are one but for a slip share one of these."""
    rest, words = _rest(stated, supplier_id), _words(stated)
    return [(rest, key) for key in sorted(keys_of(words[0] if words else ""))]


def _rest(stated: Kind, supplier_id: str | None) -> Statement:
    """What else tells it from others; of a person the side."""
    names = [name for name in stated.identity if name not in _in_words(type(stated))]
    if isinstance(stated, Person):
        names = ["side"]
    values = [str(getattr(stated, name)) for name in names]
    return stated.kind, supplier_id, "\n".join(values)


@cache
def _in_words(kind: type[Kind]) -> frozenset[str]:
    """Of the fields that tell a record from others a text or a name, which somebody may
    have misspelled; numbers of rows and other codes are as they are.
    """
    return frozenset(
        one.name
        for one in kind.fields()
        if one.name in kind.identity and (one.form == "text" or one.name == "name")
    )


def _called(name: str) -> str:
    return " ".join(name.casefold().split())
