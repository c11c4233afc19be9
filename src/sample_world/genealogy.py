"""What became of goods and services: lots and what went into them, customers' orders and returns,
stopped lines, failed services, agreed causes.

A melt of the foundry behind two suppliers was porous. The housings cast from it came as one lot
over two receipts and went into three lots of pumps.
"""

from __future__ import annotations

from datetime import date, datetime, time

from sample_world.stream import Stream, days
from sample_world.world import REPORTING_CURRENCY

Rows = dict[str, list[dict]]
FOUNDRY, CARRIER = "T-2001", "C-3001"
PUMP, BLANK = "F-950", "M-010"

# Lot, part, who made it (empty: we did), how much, when.
LOTS = (
    ("M-7690", BLANK, FOUNDRY, 40, date(2026, 5, 28)),
    ("H-2990", "P-100", "S-1001", 40, date(2026, 6, 4)),
    ("FL-790", PUMP, None, 40, date(2026, 6, 11)),
    ("M-7701", BLANK, FOUNDRY, 300, date(2026, 7, 6)),
    ("M-7702", BLANK, FOUNDRY, 400, date(2026, 7, 9)),
    ("H-3001", "P-100", "S-1001", 200, date(2026, 7, 13)),
    ("H-3002", "P-100", "S-1001", 80, date(2026, 7, 15)),
    ("H-3003", "P-100", "S-1001", 196, date(2026, 7, 29)),
    ("W-4001", "P-210", "S-1002", 160, date(2026, 7, 15)),
    ("W-5001", "P-210", "S-1003", 160, date(2026, 7, 15)),
    # Shafts from before the numbers of lots were kept: nothing says whose they are.
    ("W-0001", "P-210", None, 40, date(2026, 7, 3)),
    ("D-6001", "P-310", "S-1004", 400, date(2026, 7, 9)),
    ("FL-801", PUMP, None, 120, date(2026, 7, 24)),
    ("FL-802", PUMP, None, 80, date(2026, 7, 31)),
    ("FL-803", PUMP, None, 100, date(2026, 8, 14)),
    ("FL-804", PUMP, None, 60, date(2026, 8, 28)),
)
LOT_RECEIPTS = (
    ("H-2990", "50100100458", 40),
    ("H-3001", "50100100485", 120),
    ("H-3001", "50100100486", 80),
    ("H-3002", "50100100487", 80),
    ("H-3003", "50100100492", 100),
    ("H-3003", "50100100494", 96),
    ("W-4001", "50100200401", 160),
    ("W-5001", "50100300393", 160),
    ("D-6001", "50100400600", 400),
)
# Output lot, input lot, how much of it went in.
LOT_INPUTS = (
    ("H-2990", "M-7690", 40),
    ("FL-790", "H-2990", 40),
    ("H-3001", "M-7701", 200),
    ("W-4001", "M-7701", 100),
    ("W-4001", "M-7702", 60),
    ("H-3002", "M-7702", 80),
    ("H-3003", "M-7702", 196),
    ("FL-801", "H-3001", 120),
    ("FL-801", "W-4001", 80),
    ("FL-801", "W-5001", 40),
    ("FL-801", "D-6001", 120),
    ("FL-802", "H-3001", 40),
    ("FL-802", "H-3002", 40),
    ("FL-802", "W-4001", 80),
    ("FL-802", "D-6001", 80),
    ("FL-803", "H-3001", 40),
    ("FL-803", "H-3003", 60),
    ("FL-803", "W-5001", 100),
    ("FL-803", "D-6001", 100),
    ("FL-804", "H-3003", 60),
    ("FL-804", "W-5001", 20),
    ("FL-804", "W-0001", 40),
    ("FL-804", "D-6001", 60),
)
BILL_OF_MATERIALS = (
    (PUMP, "P-100", 1),
    (PUMP, "P-210", 1),
    (PUMP, "P-310", 1),
    (PUMP, "P-510", 2),
)
# Supplier, who stands behind it, as what, for which part.
SUPPLY_LINKS = (
    ("S-1001", FOUNDRY, "maker", "P-100"),
    ("S-1002", FOUNDRY, "maker", "P-210"),
    ("S-1001", CARRIER, "carrier", None),
    ("S-1002", CARRIER, "carrier", None),
)

# An order of twelve pumps each from a lot, from the day the lot was made on; so many days later it
# is with the customer.
PUMPS_EACH = 12
# Return, lot, part at fault, family of the defect, units, day, what it is about, who is claimed.
RETURNS = (
    (
        "CR-000",
        "FL-790",
        "P-100",
        "porosity",
        1,
        date(2026, 6, 24),
        "Leaks through the housing",
        "S-1001",
    ),
    (
        "CR-001",
        "FL-801",
        "P-100",
        "porosity",
        2,
        date(2026, 8, 18),
        "Leaks through the housing",
        "S-1001",
    ),
    (
        "CR-002",
        "FL-801",
        "P-100",
        "porosity",
        1,
        date(2026, 8, 20),
        "Leaks through the housing",
        "S-1001",
    ),
    (
        "CR-003",
        "FL-802",
        "P-100",
        "porosity",
        1,
        date(2026, 8, 27),
        "Leaks through the housing",
        "S-1001",
    ),
    (
        "CR-004",
        "FL-803",
        "P-100",
        "porosity",
        2,
        date(2026, 9, 3),
        "Leaks through the housing",
        "S-1001",
    ),
    (
        "CR-005",
        "FL-801",
        "P-100",
        "cracks",
        1,
        date(2026, 9, 8),
        "Crack at the flange",
        "S-1001",
    ),
    (
        "CR-006",
        "FL-803",
        "P-100",
        "surface",
        1,
        date(2026, 9, 22),
        "Sealing face scratched",
        "S-1001",
    ),
    (
        "CR-007",
        "FL-802",
        "P-310",
        "labels",
        2,
        date(2026, 8, 26),
        "Wrong seal fitted",
        "S-1004",
    ),
    (
        "CR-008",
        "FL-801",
        "P-210",
        "heat treatment",
        1,
        date(2026, 9, 10),
        "Shaft worn",
        "S-1002",
    ),
    ("CR-009", "FL-804", "P-210", "runout", 1, date(2026, 9, 24), "Vibration", None),
)
# What was agreed: return, whose cause, which firm, its share, when, in whose words.
AGREED_CAUSES = (
    (
        "return",
        "CR-000",
        "theirs",
        "S-1001",
        "1",
        date(2026, 7, 1),
        "Harrow: one core was set askew",
    ),
    (
        "return",
        "CR-005",
        "theirs",
        "S-1001",
        "1",
        date(2026, 9, 28),
        "Harrow: the crack was seen at inspection and let through",
    ),
    (
        "return",
        "CR-007",
        "ours",
        None,
        "1",
        date(2026, 9, 15),
        "We took the seal from the wrong bin",
    ),
)
# The schedule line a broken promise waited for. The first customer had never heard of the forge.
WAITED_FOR = {
    ("CP-00835", "S-1002"): "4510020263/10",
    ("CP-00835", "S-1005"): "4510050337/10",
    ("CP-00821", "S-1001"): "4510010296/20",
    ("CP-00894", "S-1002"): "4510020280/10",
}
# Handed over in time and late at the dock: the carrier took the days.
HANDED_OVER = {"50100200425": date(2026, 9, 4)}
STOPPED_BY_LOT = {date(2026, 7, 16): ("H-3001", "P-100", "Porous housings")}
CUSTOMERS, REGIONS = 60, ("Benelux", "Nordics", "Central Europe", "Overseas")


def make_genealogy(rows: Rows, stream: Stream) -> Rows:
    """The tables of the trace; lines, receipts and promises among `rows` are given what they know
    of it.
    """
    for line in rows["customer_promises"]:
        line["line_id"] = WAITED_FOR.get((line["promise_id"], line["supplier_id"]))
    for receipt in rows["receipts"]:
        receipt["shipped_on"] = HANDED_OVER.get(
            receipt["receipt_id"], receipt["shipped_on"]
        )
    orders = _orders(rows["customer_promises"], stream)
    shipped = _order_lots(rows["customer_promises"])
    return {
        "lots": _table("lot_id part_id supplier_id lot_qty made_on", LOTS),
        "lot_receipts": _table("lot_id receipt_id lot_qty", LOT_RECEIPTS),
        "lot_inputs": _table("output_lot_id input_lot_id input_qty", LOT_INPUTS),
        "bill_of_materials": _table(
            "part_id component_id component_qty", BILL_OF_MATERIALS
        ),
        "supply_links": _table("supplier_id behind_supplier_id kind part_id", SUPPLY_LINKS),
        "customer_orders": orders,
        "order_lots": shipped,
        "customer_returns": _returns(shipped),
        "line_stops": [
            _stop(cost, rows)
            for cost in rows["cost_events"]
            if cost["effect_kind"] == "line_stop"
        ],
        "incidents": [
            _incident(cost)
            for cost in rows["cost_events"]
            if cost["effect_kind"] == "incident"
        ],
        "agreed_causes": [
            {"cause_id": f"AC-{number:03d}"} | row
            for number, row in enumerate(
                _table(
                    "effect_kind effect_id side supplier_id share_rate agreed_on words",
                    AGREED_CAUSES,
                ),
                start=1,
            )
        ],
    }


def _table(columns: str, rows: tuple[tuple, ...]) -> list[dict]:
    return [dict(zip(columns.split(), row, strict=True)) for row in rows]


def _orders(promises: list[dict], stream: Stream) -> list[dict]:
    """Every order a promise was made for. Few customers order often: the first ones make most of
    the sales.
    """
    orders = {}
    for promise in promises:
        if promise["customer_order_id"] not in orders:
            number = stream.between(0, stream.between(0, CUSTOMERS - 1))
            orders[promise["customer_order_id"]] = {
                "customer_order_id": promise["customer_order_id"],
                "customer_id": f"K-{number + 1:03d}",
                "region": REGIONS[number % len(REGIONS)],
                "ordered_on": days(
                    promise["first_promised_on"] or promise["promised_on"], -28
                ),
                "order_amount": promise["order_amount"],
                "currency": REPORTING_CURRENCY,
            }
    return list(orders.values())


def _order_lots(promises: list[dict]) -> list[dict]:
    """The pumps of each lot go to the orders that leave us next, twelve each."""
    made = [
        (lot_id, made_on, int(qty))
        for lot_id, part_id, _, qty, made_on in LOTS
        if part_id == PUMP
    ]
    shipped = sorted(
        {
            (promise["shipped_on"], promise["customer_order_id"])
            for promise in promises
            if promise["shipped_on"]
        }
    )
    rows: list[dict] = []
    for lot_id, made_on, left in made:
        taken = {row["customer_order_id"] for row in rows}
        next_orders = [
            order for day, order in shipped if day > made_on and order not in taken
        ][: left // PUMPS_EACH]
        rows += [
            {"customer_order_id": order, "lot_id": lot_id, "shipped_qty": PUMPS_EACH}
            for order in next_orders
        ]
    return rows


def _returns(shipped: list[dict]) -> list[dict]:
    """Each from an order that got the lot: in their order, from the first orders on. It takes days
    at each hand-over.
    """
    rows = []
    for place, (
        return_id,
        lot_id,
        part_id,
        family,
        units,
        returned_on,
        subject,
        supplier_id,
    ) in enumerate(RETURNS):
        orders = [row["customer_order_id"] for row in shipped if row["lot_id"] == lot_id]
        rows.append(
            {
                "return_id": return_id,
                "customer_order_id": orders[place % 3],
                "returned_on": returned_on,
                "lot_id": lot_id,
                "part_id": part_id,
                "unit_count": units,
                "subject": subject,
                "defect_family": family,
                "supplier_id": supplier_id,
                "reached_us_on": days(returned_on, 2),
                "sent_on": days(returned_on, 4 + place % 3) if supplier_id else None,
                "answered_on": (
                    days(returned_on, 12 + place)
                    if supplier_id and returned_on < date(2026, 9, 1)
                    else None
                ),
                "settled_on": days(returned_on, 25)
                if returned_on < date(2026, 9, 1)
                else None,
            }
        )
    return rows


def _stop(cost: dict, rows: Rows) -> dict:
    lot_id, part_id, subject = STOPPED_BY_LOT.get(
        cost["occurred_on"],
        (None, _first_part(cost["supplier_id"], rows), "Waiting for parts"),
    )
    return {
        "stop_id": cost["effect_id"],
        "site": "Rotterdam plant",
        "stopped_on": cost["occurred_on"],
        "stopped_minutes": cost["driver_qty"],
        "lot_id": lot_id,
        "part_id": part_id,
        "supplier_id": cost["supplier_id"],
        "cause": cost["cause"],
        "subject": subject,
    }


def _first_part(supplier_id: str, rows: Rows) -> str:
    return next(
        line["part_id"]
        for line in rows["schedule_lines"]
        if line["supplier_id"] == supplier_id
    )


def _incident(cost: dict) -> dict:
    began_at = datetime.combine(cost["occurred_on"], time(7, 30))
    return {
        "incident_id": cost["effect_id"],
        "service": "Service desk",
        "began_at": began_at,
        "restored_at": began_at.replace(hour=min(23, 8 + cost["driver_qty"])),
        "user_count": 3 * cost["driver_qty"],
        "supplier_id": cost["supplier_id"],
        "cause": cost["cause"],
    }
