"""The chain of checksums: each entry bears its own, made over what it states and over that of the
entry before it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from srmlib.errors import RegisterError
from srmlib.register.entries import AnyRow
from srmlib.register.kinds import canonical
from srmlib.register.kinds.people import Erasure, Person

IN_THE_CHAIN = (
    "number",
    "kind",
    "record",
    "revision",
    "supplier_id",
    "side",
    "author",
    "entered_at",
    "is_withdrawn",
    "payload",
    "personal_sha256",
    "previous_sha256",
)


@dataclass(frozen=True)
class Head:
    """The last entry: its number, 0 in an empty register, and its checksum."""

    number: int
    sha256: str


# What the first entry has in place of the checksum before it.
NOTHING_BEFORE = Head(0, "0" * 64)


def checksum_of(row: Mapping[str, Any]) -> str:
    return _digest(canonical({name: row[name] for name in IN_THE_CHAIN}))


def personal_checksum_of(salt: str, stated: str) -> str:
    """The salt lets nobody find the name behind a checksum by trying names."""
    return _digest(salt + stated)


def _digest(words: str) -> str:
    return sha256(words.encode("utf-8", errors="surrogatepass")).hexdigest()


def proved(rows: Sequence[AnyRow], personal: Mapping[int, AnyRow]) -> Head:
    """The head of a chain that holds. `personal` are names and contacts by the number of their
    entry.

    Raises RegisterError with the first entry that is not as it was entered.
    """
    erased = _erased(rows)
    head = NOTHING_BEFORE
    for row in rows:
        fault = _fault_of(row, head) or _fault_of_words(
            row, personal.get(row.number), row.number in erased
        )
        if fault:
            raise _broken(fault)
        head = Head(row.number, row.sha256)
    strays = sorted(set(personal) - {row.number for row in rows})
    if strays:
        raise _broken(f"personal words are kept for entry {strays[0]}, which is not there")
    return head


def _erased(rows: Sequence[AnyRow]) -> set[int]:
    """The entries whose personal words left by an erasure that came after them."""
    erased: set[int] = set()
    revisions: dict[str, list[int]] = {}
    for row in rows:
        if row.kind == Person.kind:
            revisions.setdefault(row.record, []).append(row.number)
        if row.kind == Erasure.kind:
            stated = json.loads(row.payload)
            erased |= {
                *revisions.get(stated["person"], ()),
                *map(int, stated.get("also_in", ())),
            }
    return erased


def _fault_of(row: AnyRow, before: Head) -> str:
    if row.number != before.number + 1:
        return f"entry {before.number + 1} is missing"
    if row.previous_sha256 != before.sha256:
        return f"entry {row.number} does not follow the entry before it"
    if checksum_of(row._asdict()) != row.sha256:
        return f"entry {row.number} ({row.kind} {row.record}) is not as it was entered"
    return ""


def _fault_of_words(row: AnyRow, personal: AnyRow | None, is_erased: bool) -> str:
    """What is wrong with the personal words of an entry, which are kept apart from the chain."""
    words = f"personal words of {row.record} in entry {row.number}"
    if row.kind == Person.kind:
        words = f"name or contact of {row.record} in entry {row.number}"
    if (
        personal
        and personal_checksum_of(personal.salt, personal.stated) != row.personal_sha256
    ):
        return f"{words} are not as entered"
    if personal and is_erased:
        return f"{words} are there, though erased"
    if row.personal_sha256 and not personal and not is_erased:
        return f"{words} are gone, and nobody erased them"
    return ""


def _broken(fault: str) -> RegisterError:
    return RegisterError(
        f"The register's chain is broken: {fault}.\nTake a backup from before it, and compare: srm"
        " register export tells what each holds."
    )
