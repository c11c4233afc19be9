"""Which entries of the register a report knows: fixed once for a run, named so that the report can
be made again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from srmlib.errors import UsageError
from srmlib.register import Book, Entry, Head, Register

STAGES = ("draft", "sealed", "reviewed")
# What a run says where there is no register.
NONE = "none"
DIGITS = 12


def entry_id(head: Head) -> str:
    """The number of an entry, and twelve digits of its checksum."""
    return f"{head.number}-{head.sha256[:DIGITS]}"


@dataclass(frozen=True)
class Entered:
    """The register up to an entry, as of a day, for a stage of the review."""

    register: Register
    head: Head
    as_of: date
    stage: str

    @property
    def id(self) -> str:
        """How a run names it."""
        return entry_id(self.head)

    def book(self, supplier_id: str) -> Book:
        """What is known of a supplier, with what is of all."""
        return self.register.book(supplier_id, until=self.head.number)

    def entries_of(self, supplier_id: str) -> list[Entry]:
        """Every entry that is known of a supplier, with those of all."""
        return self.register.entries(supplier_id=supplier_id, until=self.head.number)


def fix_entered(
    register: Register,
    extract_as_of: date,
    *,
    named: str = "",
    as_of: date | None = None,
    stage: str = "draft",
) -> Entered | None:
    """The register as `named` says (`214-0f3a…`), else as it stood at the end of `as_of`, else with
    everything entered; None where there is none. Without a day, actions are looked at on the later
    of the extract's and the last entry's.

    Raises UsageError for what is no stage, for a stage other than draft without a register, and for
    a name that this register does not have.
    """
    if stage not in STAGES:
        raise UsageError(
            f"'{stage}' is no stage, expected one of {', '.join(STAGES)}.\nName one of them."
        )
    head = _head(register, named, as_of)
    if head is None:
        _check_alone(stage, as_of)
        return None
    day = as_of or max(extract_as_of, register.day_of(head) or extract_as_of)
    return Entered(register, head, day, stage)


def _head(register: Register, named: str, as_of: date | None) -> Head | None:
    if named == NONE:
        return None
    if not named:
        head = register.head(as_of)
        return head if head.number else None
    number, _, digits = named.partition("-")
    head = register.head(int(number)) if number.isdecimal() else Head(0, "")
    is_there = head.number and str(head.number) == number and head.sha256.startswith(digits)
    if not is_there or len(digits) != DIGITS:
        raise UsageError(
            f"The register has no entry '{named}', expected one such as"
            f" {entry_id(register.head())}, as run.json names"
            " it.\nName one, or leave --register out."
        )
    return head


def _check_alone(stage: str, as_of: date | None) -> None:
    """Without a register nothing may be asked of it."""
    if stage != "draft":
        raise UsageError(
            f"A {stage} report needs a register, and nothing has been entered.\nEnter something:"
            " srm register add; or leave --stage out."
        )
    if as_of is not None:
        raise UsageError(
            f"Nothing was entered in the register by {as_of}.\nName a later day, or leave"
            " --register-as-of out."
        )
