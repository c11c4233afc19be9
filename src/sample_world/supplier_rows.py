"""Harrow Castings' own list of what it delivered in a quarter, as the supplier would send it, with
planted differences from the buyer's rows.
"""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

from sample_world.deliveries import Line, make_lines
from sample_world.stream import Stream
from sample_world.world import SUPPLIERS

SUPPLIER = "S-1001"
FILE = "harrow_rows.csv"
FIRST, LAST = date(2026, 7, 1), date(2026, 9, 30)
COLUMNS = (
    "order_number",
    "position",
    "part",
    "promised_date",
    "shipped_date",
    "delivered_date",
    "ordered_quantity",
    "delivered_quantity",
    "line_value",
    "status",
    "on_time",
)
# What differs from the buyer's rows.
ONLY_OURS = ("4510010317/10", "4510010332/10")
DELIVERED_ON = {"4510010299/10": date(2026, 7, 3), "4510010330/10": date(2026, 9, 18)}
DELIVERED_QTY = {"4510010319/10": Decimal(110)}
STILL_OPEN = ("4510010297/20",)
ONLY_THEIRS = (
    "4510019001",
    "10",
    "P-120",
    date(2026, 9, 18),
    date(2026, 9, 15),
    date(2026, 9, 18),
    Decimal(40),
    Decimal(40),
    Decimal("1136.00"),
    "Delivered",
    "yes",
)


def write_supplier_rows(folder: Path) -> None:
    """Write Harrow Castings' file for 2026Q3 into a folder (made when missing): the same bytes
    every time, on any machine.
    """
    folder.mkdir(parents=True, exist_ok=True)
    plan = next(plan for plan in SUPPLIERS if plan.supplier_id == SUPPLIER)
    lines = [
        line
        for line in make_lines(plan, Stream(SUPPLIER))
        if FIRST <= line.due_on <= LAST and line.line_id not in ONLY_OURS
    ]
    rows = sorted(
        [_row(line) for line in lines] + [ONLY_THEIRS],
        key=lambda row: (row[3], row[0], row[1]),
    )
    with (folder / FILE).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
        writer.writerow(COLUMNS)
        writer.writerows(
            [
                [f"{cell:%d/%m/%Y}" if isinstance(cell, date) else cell for cell in row]
                for row in rows
            ]
        )


def _row(line: Line) -> tuple:
    """A line as the supplier tells it: by its last delivery, and on time when anything left its
    works by the promised day.
    """
    order, position = line.line_id.split("/")
    asked = (order, position, line.part_id, line.due_on)
    if not line.receipts:
        status = (
            f"Cancelled {line.cancelled_on:%d/%m/%Y}"
            if line.cancelled_on and line.line_id not in STILL_OPEN
            else "In production"
        )
        return (*asked, None, None, line.ordered_qty, None, line.value_amount, status, None)
    last = max(line.receipts, key=lambda receipt: receipt.docked_on)
    delivered_on = DELIVERED_ON.get(line.line_id, last.docked_on)
    qty = DELIVERED_QTY.get(
        line.line_id, sum(receipt.received_qty for receipt in line.receipts)
    )
    on_time = (
        "yes"
        if min(receipt.shipped_on for receipt in line.receipts) <= line.due_on
        else "no"
    )
    return (
        *asked,
        min(last.shipped_on, delivered_on),
        delivered_on,
        line.ordered_qty,
        qty,
        line.value_amount,
        "Delivered",
        on_time,
    )
