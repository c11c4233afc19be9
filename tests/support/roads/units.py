"""Quantities in the unit of their part."""

from __future__ import annotations

from fractions import Fraction

# So many of one unit are so many of another, for any part.
CONVERSIONS = [
    {"part_id": None, "from_uom": "box", "to_uom": "piece", "from_qty": 1, "to_qty": 12},
    {"part_id": None, "from_uom": "pallet", "to_uom": "box", "from_qty": 1, "to_qty": 40},
    {"part_id": None, "from_uom": "g", "to_uom": "kg", "from_qty": 1000, "to_qty": 1},
]
FACTORS = {
    ("box", "piece"): Fraction(12),
    ("pallet", "piece"): Fraction(480),
    ("g", "kg"): Fraction(1, 1000),
}


def unit_of_part(world, row: dict) -> str | None:
    """In any case of letters the same unit, written the one way of the extract that sorts first."""
    part = world.parts.get(part_of(world, row))
    unit = part["uom"] if part else None
    written = (one["uom"] for one in world.parts.values() if one["uom"])
    return (
        min(one for one in written if one.casefold() == unit.casefold()) if unit else None
    )


def part_of(world, row: dict) -> str | None:
    """The part of a line, or of the line a receipt is for."""
    return row["part_id"] if "part_id" in row else world.lines[row["line_id"]]["part_id"]


def in_unit_of_part(world, row: dict, qty) -> Fraction | None:
    if qty is None:
        return None
    stated = (row.get("uom") or "").casefold()
    own = (unit_of_part(world, row) or "").casefold()
    return Fraction(qty) * (1 if stated in ("", own) else FACTORS[stated, own])
