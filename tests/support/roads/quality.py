"""Q2 from its definition: defective quantity of notices, quantity received, apart by unit."""

from __future__ import annotations

from fractions import Fraction

from roads.delivery import standing
from roads.rows import Row
from roads.units import unit_of_part

Q2_DEFAULTS = {
    "numerator": "confirmed",
    "not_theirs": "out",
    "period": "goods",
    "denominator": "received",
}


def q2(world, supplier_id: str, switches: dict) -> list[Row]:
    return notices(world, supplier_id, switches) + receipts(world, supplier_id, switches)


def receipts(world, supplier_id: str, switches: dict) -> list[Row]:
    rows = []
    for line in world.lines_of(supplier_id):
        for receipt, qty in standing(world, world.receipts_of(line)):
            shipped = switches["denominator"] == "shipped" and receipt["shipped_on"]
            day = shipped or receipt["docked_on"]
            if qty is None:
                rows.append(
                    Row(
                        f"receipt {receipt['receipt_id']}",
                        day,
                        False,
                        reasons=frozenset({"no_quantity"}),
                    )
                )
            else:
                unit = unit_of_part(world, receipt)
                name = f"receipt {receipt['receipt_id']}"
                rows.append(Row(name, day, True, Fraction(0), qty, unit))
    return rows


def notices(world, supplier_id: str, switches: dict) -> list[Row]:
    rows = []
    for notice in world.notices_of(supplier_id):
        if notice["found_on"] > world.as_of:
            continue
        made = switches["period"] == "made" and notice["made_on"]
        qty = notice[f"{switches['numerator']}_qty"]
        receipt = world.receipts.get(notice["receipt_id"])
        came = receipt and standing(world, world.receipts_of(receipt))
        stands = any(one is receipt for one, _ in came or ())
        day = made or notice["found_on"]
        if switches["period"] == "goods" and stands:
            shipped = switches["denominator"] == "shipped" and receipt["shipped_on"]
            day = shipped or receipt["docked_on"]
        is_untold = any(one is receipt and one_qty is None for one, one_qty in came or ())
        out = set()
        if switches["not_theirs"] == "out" and notice["cause"] == "ours":
            out.add("ours")
        if switches["not_theirs"] == "out" and notice["confirmed_qty"] == 0:
            out.add("refuted")
        if switches["numerator"] == "confirmed" and qty is None:
            out.add("open")
        if is_untold:
            out.add("no_quantity")
        is_here = receipt is not None and receipt["docked_on"] <= world.as_of
        if is_here and not any(one is receipt for one, _ in came):
            out.add("reversed")
        if (made and made > notice["found_on"]) or (
            receipt is not None and receipt["docked_on"] > notice["found_on"]
        ):
            out.add("backwards")
        if out:
            rows.append(Row(notice["notice_id"], day, False, reasons=frozenset(out)))
            continue
        amount = Fraction(qty if qty is not None else notice["claimed_qty"])
        unit = unit_of_notice(world, notice, receipt) if amount else None
        said = frozenset({"open"} if notice["confirmed_qty"] is None else ())
        rows.append(Row(notice["notice_id"], day, True, amount, Fraction(0), unit, said))
    return rows


def unit_of_notice(world, notice: dict, receipt: dict | None) -> str | None:
    """Of its part, else its receipt's part, else the only unit that the supplier delivers."""
    if notice["part_id"]:
        return unit_of_part(world, notice)
    if receipt:
        return unit_of_part(world, receipt)
    units = {
        unit_of_part(world, came)
        for line in world.lines_of(notice["supplier_id"])
        for came, _ in standing(world, world.receipts_of(line))
    }
    return units.pop() if len(units) == 1 else None
