"""What a snapshot and a road say of the same world, side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from fractions import Fraction

from roads.delivery import D1_DEFAULTS, D2_DEFAULTS, d1, d2
from roads.quality import Q2_DEFAULTS, q2
from roads.rows import Row, sums
from roads.support import S1_DEFAULTS, s1
from roads.worlds import BASES, World
from srmlib.snapshot import Snapshot

DEFAULTS = {"D1": D1_DEFAULTS, "D2": D2_DEFAULTS, "S1": S1_DEFAULTS, "Q2": Q2_DEFAULTS}
# What a definition calls by a name; other rows are only counted or not.
NAMED = {
    "D1": {
        "partly",
        "over",
        "not_due",
        "ignored",
        "no_due_date",
        "unknown_qty",
        "unknown_day",
        "unknown_time",
        "unknown_change",
    },
    "D2": {"not_due", "confirmed_late", "unknown_qty", "unknown_day", "never_confirmed"},
    "S1": {"not_due", "backwards", "no_target"},
    "Q2": {"open", "ours", "no_quantity", "backwards"},
}


def by_road(world: World, metric_id: str, supplier_id: str, basis: str) -> list[Row]:
    """The rows of a metric; a firm's own way says only where it differs from what is agreed."""

    def rule(metric: str, basis: str) -> dict:
        own = world.switches[supplier_id].get(metric, {})
        return DEFAULTS[metric] | own.get("agreed", {}) | own.get(basis, {})

    if metric_id == "D2":
        return d2(world, supplier_id, rule("D2", basis), rule("D1", "agreed"))
    road: Callable = {"D1": d1, "S1": s1, "Q2": q2}[metric_id]
    return road(world, supplier_id, rule(metric_id, basis))


def differences(
    snapshot: Snapshot, world: World, metric_id: str
) -> Iterator[tuple[str, str, str]]:
    """(supplier, row or quarter, what differs) for every supplier and basis."""
    product: dict[tuple, list] = {}
    for row in snapshot.records(f"SELECT * FROM {metric_id.lower()}_rows"):
        product.setdefault((row["supplier_id"], row["basis"]), []).append(row)
    months: dict[tuple, Counter] = {}
    for row in snapshot.records(
        "SELECT * FROM metric_months WHERE metric_id = ?", [metric_id]
    ):
        day = row["month_on"]
        quarter = day.replace(month=(day.month - 1) // 3 * 3 + 1)
        unit = row["measured_in"]
        found = months.setdefault((row["supplier_id"], row["basis"]), {})
        one = found.setdefault((quarter, unit), [Fraction(0), Fraction(0), 0, 0])
        one[0] += Fraction(row["numerator"])
        one[1] += Fraction(row["denominator"])
        one[2] += row["row_count"]
        one[3] += row["met_count"]
    for supplier_id in world.switches:
        for basis in BASES:
            road = by_road(world, metric_id, supplier_id, basis)
            key = supplier_id, basis
            if not _by_order(world, metric_id, supplier_id, basis):
                yield from _rows_differ(metric_id, key, road, product.get(key, []))
            mine = sums(road)
            theirs = {
                place: tuple(one)
                for place, one in months.get(key, {}).items()
                if one[0] or one[1]
            }
            if mine != theirs:
                yield supplier_id, basis, f"road {mine}\nproduct {theirs}"


def _by_order(world: World, metric_id: str, supplier_id: str, basis: str) -> bool:
    own = world.switches[supplier_id].get("D1", {})
    unit = (own.get("agreed", {}) | own.get(basis, {})).get("unit")
    return metric_id == "D1" and unit == "order"


def _rows_differ(
    metric_id: str, key: tuple, road: list[Row], product: list
) -> Iterator[tuple]:
    mine = {row.row_id: row for row in road}
    theirs = {row["row_id"]: row for row in product}
    for row_id in sorted(mine.keys() | theirs.keys()):
        own, other = mine.get(row_id), theirs.get(row_id)
        if own is None or other is None:
            yield key[0], f"{key[1]} {row_id}", f"road {own}\nproduct {other}"
            continue
        said = other["outcome"]
        same = own.is_counted == other["is_counted"] and (
            said not in NAMED[metric_id] or said in own.reasons
        )
        same = same and not (
            not own.is_counted and own.reasons and own.reasons <= NAMED[metric_id] - {said}
        )
        same = same and own.counted_on == other["counted_on"]
        if own.is_counted and same:
            same = (own.numerator, own.denominator) == (
                other["numerator"],
                other["denominator"],
            )
            weighs = own.numerator or own.denominator
            same = same and (
                not weighs or (own.unit or None) == (other.get("measured_in") or None)
            )
        if not same:
            yield key[0], f"{key[1]} {row_id}", f"road {own}\nproduct {other}"
