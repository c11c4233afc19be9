"""Suppliers by their ids, and those with anything to report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from srmlib.errors import UsageError
from srmlib.rules.calendar import Quarter
from srmlib.snapshot import Snapshot
from srmlib.snapshot.definitions import definitions_of

NAMED_IN_A_MESSAGE = 10


@dataclass(frozen=True)
class Included:
    """A firm that merged into another, whose rows are read as that one's."""

    supplier_id: str
    name: str
    merged_on: date


@dataclass(frozen=True)
class Supplier:
    """A supplier, with the firms that merged into it."""

    supplier_id: str
    name: str
    kind: str
    category: str | None
    country: str | None
    includes: tuple[Included, ...] = ()


def find_supplier(snapshot: Snapshot, supplier_id: str) -> Supplier:
    """The supplier of an id. Raises UsageError, with close matches, when there is none, and when it
    merged into another.
    """
    merged = snapshot.records(
        "SELECT into_supplier_id, merged_on FROM merged_firms WHERE supplier_id = ?",
        [supplier_id],
    )
    if merged:
        now = merged[0]["into_supplier_id"]
        merged_on = merged[0]["merged_on"]
        raise UsageError(
            f"Supplier '{supplier_id}' merged into '{now}' on {merged_on}: all its rows are read as"
            f" that firm's.\nAsk for '{now}'."
        )
    found = snapshot.records(
        "SELECT supplier_id, name, kind, category, country FROM suppliers WHERE supplier_id = ?",
        [supplier_id],
    )
    if found:
        included = snapshot.records(
            "SELECT merged_firms.supplier_id, suppliers.name, merged_firms.merged_on FROM"
            " merged_firms INNER JOIN suppliers ON suppliers.supplier_id ="
            " merged_firms.supplier_id WHERE merged_firms.into_supplier_id = ? ORDER BY 1",
            [supplier_id],
        )
        return Supplier(**found[0], includes=tuple(Included(**firm) for firm in included))
    raise UsageError(
        f"There is no supplier '{supplier_id}' in snapshot {snapshot.id} of source"
        f" {snapshot.source}.\n{_hint(snapshot, supplier_id)}"
    )


def _hint(snapshot: Snapshot, supplier_id: str) -> str:
    """The suppliers whose id or name comes close, else the first few there are."""
    by_id = snapshot.records("SELECT supplier_id FROM suppliers ORDER BY supplier_id")
    by_name = snapshot.records("SELECT name, supplier_id FROM suppliers ORDER BY name")
    known = {row["supplier_id"]: row["supplier_id"] for row in by_id}
    known |= {row["name"]: row["supplier_id"] for row in by_name}
    matches = get_close_matches(supplier_id, known, n=3, cutoff=0.5)
    close = list(dict.fromkeys(known[match] for match in matches))
    if close:
        return f"Did you mean {' or '.join(close)}?"
    first = list(dict.fromkeys(known.values()))[:NAMED_IN_A_MESSAGE]
    return f"Its suppliers are {', '.join(first)} and others."


def suppliers_with_activity(snapshot: Snapshot, quarter: Quarter) -> list[Supplier]:
    """Outside suppliers with a line due, or placed there for want of a due date, a cost booked or
    anything a metric of theirs counts in the quarter, by name. Own warehouses get no report. Raises
    UsageError for a quarter of another fiscal year than the snapshot's.
    """
    quarter = snapshot.quarter(quarter)
    theirs = [d.metric_id for d in definitions_of(snapshot.con) if not d.is_ours]
    rows = snapshot.records(
        "SELECT supplier_id, name, kind, category, country FROM suppliers WHERE kind = 'outside'"
        " AND supplier_id IN ( SELECT supplier_id FROM d1_rows WHERE basis = 'agreed' AND"
        " COALESCE(due_on, counted_on) >= $start AND COALESCE(due_on, counted_on) < $until AND"
        " outcome NOT IN ('cancelled', 'nothing_ordered') UNION"
        " SELECT supplier_id FROM cost_ledger WHERE booked_on >= $start AND booked_on < $until"
        " UNION SELECT supplier_id FROM metric_months WHERE basis = 'agreed' AND"
        " list_contains($theirs, metric_id) AND month_on >= $start AND month_on < $until) ORDER BY"
        " name, supplier_id",
        {"start": quarter.start, "until": quarter.until, "theirs": theirs},
    )
    return [Supplier(**row) for row in rows]
