"""What was entered under the id of a firm that merged into another since. Nothing says that it holds
for the other firm: it is counted, and read nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from srmlib.register import Entry
from srmlib.snapshot import Snapshot


@dataclass(frozen=True)
class Former:
    """A firm that merged into another on a day; `records` are those of the register that stand under
    its own id.
    """

    supplier_id: str
    into_supplier_id: str
    merged_on: date
    records: int


def former_firms(
    snapshot: Snapshot,
    entries_of: Callable[[str], Iterable[Entry]],
    into: str | None = None,
) -> tuple[Former, ...]:
    """The firms that merged, into one supplier or into any, and of whom records stand, by id.
    `entries_of` gives the entries that a firm may be among.
    """
    firms = snapshot.records(
        "SELECT supplier_id, into_supplier_id, merged_on FROM merged_firms ORDER BY 1"
    )
    found = [
        Former(**firm, records=_standing(firm["supplier_id"], entries_of))
        for firm in firms
        if into in (None, firm["into_supplier_id"])
    ]
    return tuple(one for one in found if one.records)


def _standing(firm: str, entries_of: Callable[[str], Iterable[Entry]]) -> int:
    own = (one for one in entries_of(firm) if one.supplier_id == firm)
    last = {(one.kind, one.record): one for one in own}
    return sum(not one.is_withdrawn for one in last.values())
