"""Whose record another may refer to: one of the same supplier, or one that is for all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from srmlib.register.book import Book, Record
from srmlib.register.kinds import KINDS, Kind
from srmlib.register.kinds.base import BETWEEN_IDS

# The supplier of a record of a kind; None where it is for all, or there is no such record.
SupplierOf = Callable[[str, str], str | None]


def referred(kind: type[Kind], said: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """What a record refers to: the column, the kind and the id."""
    for column, other in kind.refers.items():
        for record in _ids_in(said.get(column)):
            yield column, other, record


def of_others(
    kind: type[Kind], said: Mapping[str, Any], supplier_id: str | None, of: SupplierOf
) -> Iterator[tuple[str, str, str]]:
    """The column, the id and the supplier of each record that is of another supplier."""
    for column, other, record in referred(kind, said):
        its = of(other, record)
        if None not in (its, supplier_id) and its != supplier_id:
            yield column, record, str(its)


def referring(book: Book, kind: str, record: str) -> Iterator[Record[Kind]]:
    """The records that stand and refer to this one."""
    for one in KINDS.values():
        for found in book.all(one) if kind in one.refers.values() else ():
            said = {column: getattr(found.now, column) for column in one.refers}
            if (kind, record) in [(its, id) for _, its, id in referred(one, said)]:
                yield found


def _ids_in(said: Any) -> list[str]:
    parts = said if isinstance(said, tuple) else str(said or "").split(BETWEEN_IDS)
    return [part.strip() for part in parts if part.strip()]
