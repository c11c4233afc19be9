"""What people typed, as a screen may show it: where it names somebody who did not agree to
be named, the role stands in the place of the name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar
from unicodedata import normalize

from srmlib.register import Book, Record, Revision
from srmlib.register.kinds import Kind
from srmlib.register.kinds.people import Person

Stated = TypeVar("Stated", bound=Kind)
WORD = re.compile(r"[^\W_]+")
IN_BRACKETS = re.compile(r"\(.*?\)")


def _words_of(text: str) -> list[str]:
    return [one.casefold() for one in WORD.findall(normalize("NFC", text))]


@dataclass(frozen=True)
class Name:
    """One name of somebody, as a list has it: `Ann Keller`, `Keller, Ann (quality)`.
    `instead` is what a screen says in its place; null for who may be named.
    """

    listed: str
    instead: str | None

    @cached_property
    def parts(self) -> list[frozenset[str]]:
        """What stands between spaces, its words together: O'Brien is one part."""
        found = (frozenset(_words_of(one)) for one in self._plain.split())
        return [one for one in found if one]

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset().union(*self.parts)

    @cached_property
    def last(self) -> frozenset[str]:
        """The words of the last name, which a list may have first, before a comma."""
        before, comma, _ = self._plain.partition(",")
        return frozenset(_words_of(before)) if comma else self.parts[-1]

    @property
    def _plain(self) -> str:
        return IN_BRACKETS.sub(" ", self.listed)

    def is_all_of(self, run: Sequence[str]) -> bool:
        return set(run) == self.words

    def is_in(self, run: Sequence[str]) -> bool:
        """Whether words next to each other are this name, in any order: the last name and
        another part of it. Between them a middle name may be an initial, or missing.
        """
        said = set(run)
        if not {run[0], run[-1]} <= self.words or not said & self.last:
            return False
        parts = sum(not said.isdisjoint(one) for one in self.parts)
        return parts > 1 and all(map(self._fits, run))

    def _fits(self, word: str) -> bool:
        return word in self.words or len(word) == 1 or word[0] in self.words


class Hushing:
    """`names` are those of everybody who is listed: who may be named is told from who may
    not. `somebody` stands where it may be several.
    """

    def __init__(self, names: Iterable[Name], somebody: str):
        # One word may be a word like any other.
        names = [one for one in names if len(one.parts) > 1]
        self._somebody = somebody
        self._by_word: dict[str, list[Name]] = {}
        self._hushed: set[str] = set()
        for name in names:
            for word in name.words:
                self._by_word.setdefault(word, []).append(name)
            self._hushed |= name.words if name.instead is not None else set()
        # With one initial more than any list has.
        self._longest = max((len(one.words) for one in names), default=0) + 1

    def words(self, words: str) -> str:
        """With the role in the place of each name, however its letters and spaces are
        written.
        """
        words = normalize("NFC", words)
        found = list(WORD.finditer(words))
        said = [one.group().casefold() for one in found]
        if self._hushed.isdisjoint(said):
            return words
        shown: list[str] = []
        kept_until = place = 0
        while place < len(found):
            length, instead = self._name_at(words, found, said, place)
            if instead is not None:
                shown += [words[kept_until : found[place].start()], instead]
                kept_until = found[place + length - 1].end()
            place += length
        return "".join([*shown, words[kept_until:]])

    def _name_at(
        self, words: str, found: Sequence[re.Match[str]], said: Sequence[str], place: int
    ) -> tuple[int, str | None]:
        """How many words the longest name has that begins here, one where none does, and
        what stands instead.
        """
        length = 1
        while length < self._longest and _are_beside(words, found, place + length):
            length += 1
        for until in range(place + length, place + 1, -1):
            meant = self._meant(said[place:until])
            if meant:
                instead = meant.pop() if len(meant) == 1 else self._somebody
                return until - place, instead
        return 1, None

    def _meant(self, run: Sequence[str]) -> set[str | None]:
        """What screens say for whom these words may name: all whose name is just this,
        else all whose name they may be.
        """
        known = self._by_word.get(run[0], [])
        whole = [one for one in known if one.is_all_of(run)]
        found = whole or [one for one in known if one.is_in(run)]
        return {one.instead for one in found}

    def stated(self, stated: Stated) -> Stated:
        """An entry with its texts hushed. Ids stay, and so do the words by which somebody
        is looked up: no screen shows those.
        """
        if not self._hushed or isinstance(stated, Person):
            return stated
        kept = {*stated.personal, *stated.refers}
        texts: dict[str, Any] = {
            name: shown
            for name, said in stated
            if isinstance(said, str) and name not in kept
            if (shown := self.words(said)) != said
        }
        return stated.model_copy(update=texts) if texts else stated


def _are_beside(words: str, found: Sequence[re.Match[str]], place: int) -> bool:
    """Whether a word is next to the one before it: a space or more, and one sign at most."""
    if place >= len(found):
        return False
    between = words[found[place - 1].end() : found[place].start()]
    return len(between.strip()) <= 1


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
