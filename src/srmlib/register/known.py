"""What can be referred to while lists are read: records of the register, and those of the lists."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from srmlib.register.entering import number_in
from srmlib.register.entries import Entry
from srmlib.register.kinds import Kind
from srmlib.register.kinds.people import Erasure, Person
from srmlib.register.kinds.voice import Lock

Key = tuple[str, str]
Statement = tuple[str, str | None, str]


class Known:
    """Records of the register, and those of the lists as they are read."""

    def __init__(self, entries: Sequence[Entry]):
        self.last: dict[Key, Entry] = {}
        # Ids by kind, those of the lists among them.
        self.ids: dict[str, set[str]] = defaultdict(set)
        self.erased: set[str] = set()
        # Ids of people by name.
        self._people: dict[str, set[str]] = defaultdict(set)
        # What the lists had a row for.
        self.listed: set[Key] = set()
        # How many records of the register state the same, and have no row yet.
        self._alike: Counter[Statement] = Counter()
        self._highest: dict[str, int] = defaultdict(int)
        # Suppliers and quarters whose ratings the register has sealed.
        self.sealed: set[tuple[str | None, str]] = set()
        for one in entries:
            self.last[one.kind, one.record] = one
        for one in self.last.values():
            self._note_entry(one)

    def _note_entry(self, last: Entry) -> None:
        stated = last.stated
        self._note_number(type(stated), last.record)
        if isinstance(stated, Erasure):
            self.erased.add(stated.person)
        if last.is_withdrawn:
            return
        if isinstance(stated, Lock):
            self.sealed.add((last.supplier_id, stated.quarter))
        statement = _statement(stated, last.supplier_id)
        self._alike[statement] += 1
        self.note(stated, last.record)

    def note(self, stated: Kind, record: str) -> None:
        """What others may refer to."""
        self.ids[stated.kind].add(record)
        if isinstance(stated, Erasure):
            self.erased.add(stated.person)
        if isinstance(stated, Person) and stated.name:
            name = _called(stated.name)
            self._people[name].add(record)

    def called(self, name: str) -> list[str]:
        """The ids of people of this name."""
        found = self._people.get(_called(name))
        return sorted(found or ())

    def names(self) -> list[str]:
        return list(self._people)

    def is_there(self, stated: Kind, supplier_id: str | None) -> bool:
        """Whether a record states just this; each is found once."""
        statement = _statement(stated, supplier_id)
        self._alike[statement] -= 1
        return self._alike[statement] >= 0

    def claim(self, kind: type[Kind], record: str) -> None:
        """An id that a row has is given to no other."""
        self.listed.add((kind.kind, record))
        self._note_number(kind, record)

    def _note_number(self, kind: type[Kind], record: str) -> None:
        number = number_in(kind, record)
        highest = self._highest[kind.kind]
        self._highest[kind.kind] = max(highest, number)

    def next_id(self, kind: type[Kind]) -> str:
        following = self._highest[kind.kind] + 1
        return f"{kind.prefix}-{following}"


def _statement(stated: Kind, supplier_id: str | None) -> Statement:
    return stated.kind, supplier_id, stated.canonical()


def _called(name: str) -> str:
    words = name.casefold().split()
    return " ".join(words)
