"""The register as it stood: records, each with its revisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Generic, TypeVar

from srmlib.register.kinds import Kind

Stated = TypeVar("Stated", bound=Kind)


@dataclass(frozen=True)
class Revision(Generic[Stated]):
    """One entry of a record: what it stated, who entered it for which side, and when."""

    record: str
    supplier_id: str | None
    side: str
    author: str
    entered_at: datetime
    is_withdrawn: bool
    number: int
    stated: Stated


@dataclass(frozen=True)
class Record(Generic[Stated]):
    """A record: `revisions` from the first entry to the last, which is how it stands."""

    revisions: tuple[Revision[Stated], ...]

    @property
    def id(self) -> str:
        return self.revisions[-1].record

    @property
    def supplier_id(self) -> str | None:
        return self.revisions[-1].supplier_id

    @property
    def now(self) -> Stated:
        """What it states."""
        return self.revisions[-1].stated

    @property
    def first(self) -> Revision[Stated]:
        return self.revisions[0]

    @property
    def last(self) -> Revision[Stated]:
        return self.revisions[-1]


class Book:
    """Entries up to a moment, by kind and record. `last_number` is that of the last entry, 0 where
    there is none.
    """

    def __init__(self, revisions: Sequence[Revision[Kind]]):
        self.last_number = revisions[-1].number if revisions else 0
        self._records: dict[str, dict[str, list[Revision[Kind]]]] = {}
        for one in revisions:
            of_kind = self._records.setdefault(one.stated.kind, {})
            of_kind.setdefault(one.record, []).append(one)

    def __bool__(self) -> bool:
        return bool(self._records)

    def all(self, kind: type[Stated]) -> list[Record[Stated]]:
        """The records of a kind that are not withdrawn, in the order they were first entered."""
        found = self._records.get(kind.kind, {}).values()
        return [
            Record(tuple(revisions))  # type: ignore[arg-type]
            for revisions in found
            if not revisions[-1].is_withdrawn
        ]

    def about(self, kind: type[Stated], name: str, record: str) -> list[Record[Stated]]:
        """Those that name a record in a field, as a date names its action in `action`, in the order
        they were first entered. They are sorted out once, however many records are asked after.
        """
        found = self._about.get((kind.kind, name))
        if found is None:
            found = {}
            for one in self.all(kind):
                found.setdefault(getattr(one.now, name), []).append(one)
            self._about[kind.kind, name] = found
        return found.get(record, [])

    @cached_property
    def _about(self) -> dict[tuple[str, str], dict[str, list[Record[Any]]]]:
        return {}

    def find(self, kind: type[Stated], record: str) -> Record[Stated] | None:
        """None where there is none, or it was withdrawn."""
        found = self._records.get(kind.kind, {}).get(record)
        if not found or found[-1].is_withdrawn:
            return None
        return Record(tuple(found))  # type: ignore[arg-type]
