"""Whether an id that somebody asks for is there, and what else may have been meant."""

from __future__ import annotations

from typing import NoReturn

from srmlib.errors import UsageError
from srmlib.snapshot import Snapshot
from srmlib.snapshot.database import sql, statement


def refuse_unknown(snapshot: Snapshot, of_id: str, *places: tuple[str, str]) -> NoReturn:
    """Raises UsageError with the nearest ids there are in these tables, each with its column."""
    asked_for = {"asked": of_id, "most": max(1, len(of_id) // 3)}
    near = {
        (row["letters"], row["id"])
        for table, key in places
        for row in snapshot.records(
            sql(statement("trace/readings/close_ids"), table=table, column=key),
            asked_for,
        )
    }
    close = [found for _, found in sorted(near)[:3]]
    asked = " or ".join(table.replace("_", " ") for table, _ in places)
    hint = f"Name an id of {asked}."
    if close:
        hint = f"Did you mean {' or '.join(close)}?"
    raise UsageError(f"There is no '{of_id}' in {asked} of snapshot {snapshot.id}.\n{hint}")
