"""What the register is handed and hands back: a draft, and the entry that was made of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError
from pydantic_core import PydanticCustomError
from sqlalchemy import Row

from srmlib.errors import RegisterError, UsageError
from srmlib.register.kinds import KINDS, Kind
from srmlib.register.kinds.base import BETWEEN_IDS
from srmlib.register.kinds.people import Person
from srmlib.rules.checking import as_name, seen

SIDES = ("buyer", "supplier", "joint")
AnyRow = Row[*tuple[Any, ...]]


@dataclass(frozen=True)
class Draft:
    """What is to be entered. Without a `record` the register gives the next id of its kind; with
    one that is known it is a new revision; `is_withdrawn` takes a record back.
    """

    stated: Kind
    supplier_id: str | None = None
    record: str | None = None
    is_withdrawn: bool = False


@dataclass(frozen=True)
class Entry:
    """One row of the register as it was entered; `stated` lacks what was erased."""

    number: int
    kind: str
    record: str
    revision: int
    supplier_id: str | None
    side: str
    author: str
    entered_at: datetime
    is_withdrawn: bool
    stated: Kind
    sha256: str


def entry_of(row: AnyRow, personal: str | None) -> Entry:
    """An entry as it is stored. Raises RegisterError for one that this version cannot read."""
    if row.kind not in KINDS:
        raise _unreadable(row, f"'{row.kind}' is no kind that is known here")
    try:
        stated = KINDS[row.kind].model_validate(_said_in(row, personal))
    except (ValidationError, ValueError) as error:
        raise _unreadable(row, str(error).splitlines()[0]) from error
    return Entry(
        row.number,
        row.kind,
        row.record,
        row.revision,
        row.supplier_id,
        row.side,
        row.author,
        moment_of(row.entered_at),
        row.is_withdrawn,
        stated,
        row.sha256,
    )


def _said_in(row: AnyRow, personal: str | None) -> dict[str, Any]:
    """What an entry states. Where somebody was named who is erased, it says whose person it was."""
    said: dict[str, Any] = json.loads(row.payload) | json.loads(personal or "{}")
    kind = KINDS[row.kind]
    for name in kind.personal:
        if kind.model_fields[name].is_required() and name not in said:
            said[name] = said["side"]
    return said


def _unreadable(row: AnyRow, why: str) -> RegisterError:
    return RegisterError(
        f"Entry {row.number} of the register ({row.kind} {row.record}) cannot be read: {why}.\nUpdate"
        " srmlib if a newer one wrote it; else prove the chain: srm register check."
    )


def check_who(side: str, author: str) -> None:
    if side not in SIDES:
        raise UsageError(
            f"'{side}' is no side, expected one of {', '.join(SIDES)}.\nName one."
        )
    if not author.strip():
        raise UsageError(
            "The author is missing.\nSay who enters this: --author, or SRM_AUTHOR."
        )
    _check_word("author", author)


def check_draft(draft: Draft) -> None:
    stated = draft.stated
    if draft.supplier_id is not None:
        _check_word("supplier_id", draft.supplier_id)
    elif stated.of_one_supplier:
        raise RegisterError(
            f"The {stated.kind} is of one supplier, and none is named.\nName its supplier_id."
        )
    elif is_suppliers_person(stated) and not draft.is_withdrawn:
        raise RegisterError(
            "The person is of a supplier, and none is named: they would stand in the pages of all"
            " suppliers.\nName their supplier_id; one who is entered without is to be withdrawn and"
            " entered again."
        )
    if draft.record is not None:
        _check_word("record", draft.record)


def is_suppliers_person(stated: Kind | None) -> bool:
    """Whether it is one of a supplier's own people, who stand in no other's pages; the buyer's may
    be of all.
    """
    return isinstance(stated, Person) and stated.side == "supplier"


def _check_word(what: str, said: str) -> None:
    """Ids and authors stand in lists, messages and, ids, in cells that hold several."""
    try:
        as_name(said).encode("utf-8")
        if what == "author" or (said == said.strip() and BETWEEN_IDS not in said):
            return
    except (PydanticCustomError, UnicodeEncodeError):
        pass
    raise UsageError(
        f"{what} is {seen(said)}, expected a text on one line, of an id without blanks around it"
        f" and without {BETWEEN_IDS}\nCorrect it."
    )


def stamp_of(moment: datetime) -> str:
    """A moment as it is stored, so that the order of texts is that of time."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment_of(stamp: str) -> datetime:
    return datetime.strptime(stamp, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
