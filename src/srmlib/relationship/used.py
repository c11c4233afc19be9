"""The entries a report rests on, as tables that are copied beside it: this supplier's, without names
that may not be shown, and without who entered them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pandas as pd

from srmlib.encoding import encoded
from srmlib.register import Book, Kind, Record
from srmlib.register.kinds.people import (
    Contact,
    Handover,
    Onboarding,
    Pair,
    Person,
    RoleHeld,
)
from srmlib.register.kinds.voice import (
    ActionAnswer,
    FormSent,
    Lock,
    Rating,
    Reply,
    Signature,
    Statement,
)
from srmlib.register.kinds.work import (
    Action,
    ActionDate,
    ActionEnd,
    Cadence,
    Dispute,
    Escalation,
    Issue,
    Meeting,
)
from srmlib.relationship.people import People
from srmlib.relationship.revealed import revealed_records

# What the sections of a report read. Whoever adds one that reads more names it here.
COPIED: tuple[type[Kind], ...] = (
    Person,
    RoleHeld,
    Pair,
    Contact,
    Handover,
    Onboarding,
    Cadence,
    Meeting,
    Action,
    ActionDate,
    ActionEnd,
    ActionAnswer,
    Dispute,
    Statement,
    FormSent,
    Reply,
    Signature,
    Lock,
    Rating,
    Issue,
    Escalation,
)
# Who somebody is, in words meant for a page: a role, or a name with consent.
SOMEBODY = frozenset(("by", "to"))
# What a page may not tell of a person.
NOT_TOLD = frozenset(("contact", "may_be_named", "site"))


def used_tables(
    book: Book,
    supplier_id: str,
    as_of: date,
) -> dict[str, pd.DataFrame]:
    """By name (`register_action`) the entries of each kind as they stand, one row a record; kinds
    without one are left out. Empty where nothing is entered of this supplier.
    """
    people = People(
        book,
        supplier_id,
        as_of,
    )
    seen = {one.id for one in revealed_records(book, supplier_id, as_of)}
    kinds: dict[type[Kind], list[Record[Kind]]] = {
        kind: [one for one in _all(book, kind) if _is_used(one, supplier_id, seen)]
        for kind in COPIED
    }
    of_supplier = [one for found in kinds.values() for one in found if one.supplier_id]
    if not of_supplier:
        return {}
    named = _named_in(one for found in kinds.values() for one in found)
    kinds[Person] = [
        one for one in _all(book, Person) if one.id in named or one.supplier_id == supplier_id
    ]
    return {
        f"register_{kind.kind}": pd.DataFrame([_row(one, people) for one in found], dtype=object)
        for kind, found in kinds.items()
        if found
    }


def _all(
    book: Book,
    kind: type[Kind],
) -> list[Record[Kind]]:
    return list(book.all(kind))


def _is_used(
    record: Record[Kind],
    supplier_id: str,
    seen: set[str],
) -> bool:
    """Whether it is of this supplier, or of all, and may be read by both firms: of the ratings
    those in `seen`. What others than the champion think stays with their firm.
    """
    stated = record.now
    if isinstance(stated, Person):
        return False
    if isinstance(stated, Rating):
        return record.id in seen
    if isinstance(stated, Lock) and not stated.is_champion:
        return False
    return record.supplier_id in (supplier_id, None)


def _named_in(records: Iterable[Record[Kind]]) -> set[str]:
    """The ids of people that records refer to."""
    named: set[str] = set()
    for record in records:
        stated = record.now
        for name, kind in stated.refers.items():
            if kind == Person.kind:
                value = getattr(stated, name)
                named |= set(value) if isinstance(value, tuple) else {value}
    return named


def _row(
    record: Record[Kind],
    people: People,
) -> dict[str, object]:
    stated = record.now
    row: dict[str, object] = {
        "record": record.id,
        "revision": len(record.revisions),
        "side": record.last.side,
        "entered_on": record.last.entered_at.date(),
    }
    for name in type(stated).model_fields:
        if name not in NOT_TOLD:
            row[_column(name)] = _cell(name, getattr(stated, name), people)
    if isinstance(stated, Person):
        row["name"] = people.called(record.id)
    if isinstance(stated, Rating) and not stated.comment_visible:
        row["comment"] = None
    return row


def _column(name: str) -> str:
    """`side` is who entered it; what an entry states of a side has a column of its own."""
    return "of_side" if name == "side" else name


def _cell(
    name: str,
    value: object,
    people: People,
) -> object:
    if name in SOMEBODY and isinstance(value, str):
        return people.called(value)
    if name == "rater" and isinstance(value, str):
        return people.known(value)
    if isinstance(value, tuple):
        return "; ".join(value)
    if isinstance(value, date) or value is None:
        return value
    return encoded(value)
