"""Confirmations of the schedule lines, and the changes made to lines after they were ordered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sample_world.deliveries import Line
from sample_world.stream import Stream, days, workday_until, workdays
from sample_world.world import AS_OF, CHANGED_BY_US, SupplierPlan

# Changes by the buyer in 100 lines ordered; every eighth change is the supplier's own.
CHANGES_PER_100 = {
    "S-1001": 7,
    "S-1002": 9,
    "S-1003": 3,
    "S-1004": 6,
    "S-1005": 5,
    "S-1006": 10,
    "S-1007": 4,
}
FIELDS = (
    "date",
    "date",
    "quantity",
    "quantity",
    "quantity",
    "price",
    "drawing",
    "specification",
)


@dataclass(frozen=True)
class Change:
    line: Line
    changed_on: date
    field: str
    old_value: str
    new_value: str
    by_side: str


def make_changes(plan: SupplierPlan, lines: list[Line], stream: Stream) -> list[dict]:
    """Changes of a supplier's lines, by day. In the quarter of the planted story there are no
    others than the planted ones.
    """
    planted = CHANGED_BY_US.get(plan.supplier_id, {})
    changes = [
        _planted(line, planted[line.line_id]) for line in lines if line.line_id in planted
    ]
    quiet_from = min((change.line.due_on for change in changes), default=None)
    for line in lines:
        is_changed, is_ours = (
            stream.chance(CHANGES_PER_100.get(plan.supplier_id, 0) / 100),
            not stream.chance(0.12),
        )
        field, day = (
            stream.pick(FIELDS),
            stream.pick(workdays(days(line.ordered_on, 1), days(line.ordered_on, 15))),
        )
        is_quiet = line.cancelled_on or (
            quiet_from and line.due_on >= quiet_from.replace(day=1)
        )
        if is_changed and day < min(days(line.requested_on, -8), AS_OF) and not is_quiet:
            changes.append(
                _change(line, day, field, "buyer" if is_ours else "supplier", stream)
            )
    changes.sort(key=lambda change: (change.changed_on, change.line.line_id))
    return [
        {
            "change_id": f"OC-{plan.supplier_id[2:]}-{number:04d}",
            "line_id": change.line.line_id,
        }
        | {
            name: getattr(change, name)
            for name in ("changed_on", "field", "old_value", "new_value", "by_side")
        }
        for number, change in enumerate(changes, start=1)
    ]


def _planted(line: Line, planted: tuple[str, int, str]) -> Change:
    """A change some days before the line was due; what it reads now is the line as it stands."""
    field, days_before, old_value = planted
    new_value = line.requested_on.isoformat() if field == "date" else str(line.ordered_qty)
    return Change(
        line,
        workday_until(days(line.requested_on, -days_before)),
        field,
        old_value,
        new_value,
        "buyer",
    )


def _change(line: Line, day: date, field: str, by_side: str, stream: Stream) -> Change:
    shift, revision, price = (
        stream.pick((7, 14)),
        stream.between(1, 6),
        line.value_amount / line.ordered_qty,
    )
    old, new = {
        "date": (days(line.requested_on, shift).isoformat(), line.requested_on.isoformat()),
        "quantity": (
            str(line.ordered_qty * stream.pick((3, 5)) // 4),
            str(line.ordered_qty),
        ),
        "price": (f"{price * 102 / 100:.2f}", f"{price:.2f}"),
        "drawing": (f"revision {revision}", f"revision {revision + 1}"),
        "specification": (f"issue {revision}", f"issue {revision + 1}"),
    }[field]
    return Change(line, day, field, old, new, by_side)


def make_confirmations(
    plan: SupplierPlan, lines: list[Line], changes: list[dict], stream: Stream
) -> list[dict]:
    """One row per confirmation: the first a few days after the order, or after its date was
    changed; one that moves it, before the day it moves.
    """
    moved_by_us = {
        change["line_id"]: change["changed_on"]
        for change in changes
        if change["field"] == "date"
    }
    rows = []
    for line in lines:
        if line.first_confirmed_on is None:
            continue
        asked_on = moved_by_us.get(line.line_id, line.ordered_on)
        first_on = min(workday_until(days(asked_on, stream.between(1, 6))), AS_OF)
        rows.append((max(first_on, asked_on), line, line.first_confirmed_on))
        if line.last_confirmed_on != line.first_confirmed_on:
            again_on = days(
                min(line.first_confirmed_on, line.last_confirmed_on), -stream.between(2, 9)
            )
            again_on = min(workday_until(again_on), line.cancelled_on or AS_OF, AS_OF)
            rows.append((max(first_on, asked_on, again_on), line, line.last_confirmed_on))
    rows.sort(key=lambda row: row[0])
    return [
        {
            "confirmation_id": f"OR-{plan.supplier_id[2:]}-{number:04d}",
            "line_id": line.line_id,
        }
        | {
            "confirmed_on": confirmed_on,
            "for_on": for_on,
            "confirmed_qty": line.ordered_qty,
        }
        for number, (confirmed_on, line, for_on) in enumerate(rows, start=1)
    ]
