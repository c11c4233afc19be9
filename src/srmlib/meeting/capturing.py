"""What all captures share: the sitting they are entered in, records as they stand, reasons
that are said, and undo.
"""

from __future__ import annotations

from typing import TypeVar

from srmlib.errors import UsageError
from srmlib.meeting.sitting import Sitting
from srmlib.meeting.written import stated
from srmlib.register import Record
from srmlib.register.kinds.base import Kind

Stated = TypeVar("Stated", bound=Kind)


class Capturing:
    def __init__(self, sitting: Sitting):
        self._sitting = sitting

    def _known(self, kind: type[Stated], id: str) -> Record[Stated]:
        """The record of this id. Raises UsageError that lists those there are."""
        found = self._sitting.book.find(kind, id)
        if found is None:
            raise UsageError(self._unknown(kind, id))
        return found

    def _unknown(self, kind: type[Stated], id: str) -> str:
        name = kind.kind.replace("_", " ")
        known = [one.id for one in self._sitting.book.all(kind)]
        if not known:
            return f"There is no {name} yet.\nEnter one first."
        missing = f"There is no {name} '{id}'" if id else f"No {name} is named"
        return f"{missing}, expected one of {', '.join(known)}.\nName one."

    def _changed(self, kind: type[Stated], id: str, **fields: object) -> Stated:
        """A record as it stands, with these fields otherwise."""
        changed: Stated = stated(kind, **self._known(kind, id).now.model_dump() | fields)
        return changed

    def undo(self) -> str:
        """Take back what this sitting entered last, by an entry of its own."""
        return self._sitting.take_back()

    @staticmethod
    def _must_say(words: str | None, what: str) -> None:
        if not (words or "").strip():
            raise UsageError(f"It is not said {what}.\nSay it in a few words.")
