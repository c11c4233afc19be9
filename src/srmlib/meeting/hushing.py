"""What people typed, as a screen may show it: where it names somebody who did not agree to
be named, the role stands in the place of the name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeVar

from srmlib.register import Book, Record, Revision
from srmlib.register.kinds import Kind
from srmlib.register.kinds.people import Person

Stated = TypeVar("Stated", bound=Kind)


class Hushing:
    """`called` says by name what a screen calls somebody who may not be named."""

    def __init__(self, called: Mapping[str, str]):
        # One word may be a word like any other. Of two names the longer one is meant.
        names = [one for one in called if len(one.split()) > 1]
        names.sort(key=len, reverse=True)
        self._called = [called[one] for one in names]
        written = "|".join(f"({_written(one)})" for one in names)
        self._names = re.compile(written, re.IGNORECASE) if names else None

    def words(self, words: str) -> str:
        """With the role in the place of each name, however its letters and spaces are
        written.
        """
        if self._names is None:
            return words
        return self._names.sub(self._call, words)

    def _call(self, name: re.Match[str]) -> str:
        written = zip(self._called, name.groups(), strict=True)
        return next(called for called, found in written if found)

    def stated(self, stated: Stated) -> Stated:
        """An entry with its texts hushed. Ids stay, and so do the words by which somebody
        is looked up: no screen shows those.
        """
        if self._names is None or isinstance(stated, Person):
            return stated
        kept = {*stated.personal, *stated.refers}
        texts: dict[str, Any] = {
            name: self.words(said)
            for name, said in stated
            if isinstance(said, str) and name not in kept and self._names.search(said)
        }
        return stated.model_copy(update=texts) if texts else stated


def _written(name: str) -> str:
    """How a name is looked for: `Ann Keller`, and as lists have it, `Keller, Ann`."""
    first, *_, last = words = [re.escape(one) for one in name.split()]
    as_spoken = r"\s+".join(words)
    as_listed = rf"{last},?\s+{first}"
    return rf"(?<!\w)(?:{as_spoken}|{as_listed})(?!\w)"


class ShownBook(Book):
    """A book as screens read it, each kind hushed when it is first asked for."""

    def __init__(self, book: Book, hushing: Hushing):
        self.last_number = book.last_number
        self.book, self._hushing = book, hushing
        self._shown: dict[str, dict[str, Record[Any]]] = {}

    def __bool__(self) -> bool:
        return bool(self.book)

    def all(self, kind: type[Stated]) -> list[Record[Stated]]:
        return list(self._of(kind).values())

    def find(self, kind: type[Stated], record: str) -> Record[Stated] | None:
        return self._of(kind).get(record)

    def _of(self, kind: type[Stated]) -> dict[str, Record[Stated]]:
        if kind.kind not in self._shown:
            found = self.book.all(kind)
            self._shown[kind.kind] = {one.id: self._record(one) for one in found}
        return self._shown[kind.kind]

    def _record(self, record: Record[Stated]) -> Record[Stated]:
        return Record(tuple(self._revision(one) for one in record.revisions))

    def _revision(self, revision: Revision[Stated]) -> Revision[Stated]:
        return Revision(
            **vars(revision) | {"stated": self._hushing.stated(revision.stated)}
        )
