"""Dated entries, and the register's own way of numbering them. In the sample's data records and
people go by labels; `numbered` gives them the ids that the register would have given.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any

from sample_world.register.firms import role_of
from srmlib import register

# Ids that the extract brings too, and those of locks and ratings, are kept as they are.
KNOWN_ID = re.compile(r"(M-\d{4}|DP)-\d+|(L|RT)-S-.*")
# What names a person though a sheet may hold any name there.
ALSO_PEOPLE = {
    ("dispute", "decided_by"): "person",
    ("plan_line", "person"): "person",
}
BUYER = "tarn."
# Who enters what both firms enter together.
BOTH = "both champions"
# People are listed before anything is said of them; the hour at which each side's people write up
# their day, in UTC.
IN_THE_MORNING = time(8)
HOURS = {"buyer": time(14), "supplier": time(15), "joint": time(16)}


@dataclass(frozen=True)
class Dated:
    """One entry, with the moment it was made, the label of who made it for which side, and what it
    states by field. `record` is a label, or an id that the extract brings.
    """

    moment: datetime
    side: str
    author: str
    supplier_id: str | None
    kind: str
    record: str
    fields: dict[str, Any]


class Pen:
    """Collects what the people of the buyer and of one supplier enter."""

    def __init__(self, supplier_id: str):
        self.supplier_id = supplier_id
        self.entries: list[Dated] = []

    def enter(
        self,
        on: str | date,
        author: str,
        kind: str,
        record: str = "",
        /,
        **fields: Any,
    ) -> None:
        """One entry of that day. Without a record it is a new one; fields that are None are not
        stated.
        """
        day = on if isinstance(on, date) else date.fromisoformat(on)
        side = "buyer" if author.startswith(BUYER) else "supplier"
        side = "joint" if author == BOTH else side
        at = IN_THE_MORNING if kind == "person" else HOURS[side]
        moment = datetime.combine(day, at, UTC)
        label = record or f"{self.supplier_id} {kind} {len(self.entries)}"
        # The buyer's people, and its programme, are there for all suppliers.
        is_of_all = side == "buyer" and not register.KINDS[kind].of_one_supplier
        supplier_id = None if is_of_all else self.supplier_id
        stated = {name: value for name, value in fields.items() if value is not None}
        self.entries.append(Dated(moment, side, author, supplier_id, kind, label, stated))


def numbered(entries: Iterable[Dated]) -> list[Dated]:
    """The entries in order of time, under the ids the register gives: P-1, P-2 … by kind."""
    listed = list(entries)
    ids = ids_of(listed)
    return [_with_ids(one, ids) for one in _in_order(listed)]


def ids_of(entries: Iterable[Dated]) -> dict[tuple[str, str], str]:
    """The id of each record, by kind and label."""
    ids: dict[tuple[str, str], str] = {}
    counts: dict[str, int] = {}
    for one in _in_order(entries):
        known = (one.kind, one.record)
        if known in ids:
            continue
        if KNOWN_ID.fullmatch(one.record):
            ids[known] = one.record
            continue
        counts[one.kind] = counts.get(one.kind, 0) + 1
        ids[known] = f"{register.KINDS[one.kind].prefix}-{counts[one.kind]}"
    return ids


def _in_order(entries: Iterable[Dated]) -> list[Dated]:
    return sorted(entries, key=lambda one: (one.moment, one.author))


def _with_ids(one: Dated, ids: dict[tuple[str, str], str]) -> Dated:
    refers = {
        name: kind for name in one.fields if (kind := _referred(one.kind, name)) is not None
    }
    found = {name: _looked_up(one.fields[name], kind, ids) for name, kind in refers.items()}
    return replace(
        one,
        author=role_of(one.author),
        record=ids[one.kind, one.record],
        fields=one.fields | found,
    )


def _referred(kind: str, field: str) -> str | None:
    return register.KINDS[kind].refers.get(field) or ALSO_PEOPLE.get((kind, field))


def _looked_up(
    label: str | tuple[str, ...], kind: str, ids: dict[tuple[str, str], str]
) -> Any:
    if isinstance(label, tuple):
        return tuple(ids[kind, one] for one in label)
    return ids[kind, label]
