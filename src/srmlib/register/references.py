"""What rows of lists refer to: people by id or by name, other records by id."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from srmlib.errors import Fault
from srmlib.register.belonging import of_others, referred
from srmlib.register.kinds import KINDS
from srmlib.register.kinds.base import BETWEEN_IDS
from srmlib.register.kinds.people import Person
from srmlib.register.known import Known
from srmlib.register.refused import at
from srmlib.register.rows import SUPPLIER, Row
from srmlib.rules.checking import nearest


def ids_by_name(value: Any, known: Known) -> Any:
    """Ids of people in place of their names, where only one person is called so."""
    if not isinstance(value, str):
        return value
    return BETWEEN_IDS.join(_id_of(one.strip(), known) for one in value.split(BETWEEN_IDS))


def _id_of(said: str, known: Known) -> str:
    called = known.called(said)
    if said in known.ids[Person.kind] or len(called) != 1:
        return said
    return called[0]


def faults_of_references(row: Row, said: dict[str, Any], known: Known) -> Iterator[Fault]:
    """What a row refers to and is neither in the register nor in the lists, or is of another
    supplier.
    """
    for column, kind, record in referred(row.kind, said):
        if record not in known.ids[kind]:
            yield _no_such(row, column, record, kind, known)
    supplier_id = said.get(SUPPLIER)
    for column, record, its in of_others(row.kind, said, supplier_id, known.supplier_of):
        expected = (
            f"one of the same supplier: {record} is of {its}; name one of {supplier_id}"
        )
        yield at(row, column, record, expected, "Name another, or leave the row out.")


def _no_such(row: Row, column: str, said: str, kind: str, known: Known) -> Fault:
    if kind != Person.kind:
        what = f"an id of {KINDS[kind].title}"
        return _unknown(row, column, said, kind, what, known.ids[kind])
    called = known.called(said)
    if called:
        expected = f"one of {', '.join(called)}: all are called so"
        return at(row, column, said, expected, "Write the id.")
    names = {*known.ids[kind], *known.names()}
    return _unknown(row, column, said, kind, "the id or name of a person", names)


def _unknown(
    row: Row, column: str, said: str, kind: str, what: str, names: Collection[str]
) -> Fault:
    near = nearest(said, sorted(names)) if names else ""
    meant = f" ({near})" if near.startswith("did") else ""
    expected = f"{what} in the register or in these lists{meant}"
    fix = f"Add it to {KINDS[kind].title}, or leave the cell empty."
    return at(row, column, said, expected, fix)
