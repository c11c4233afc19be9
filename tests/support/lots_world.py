"""A small world of lots, what they were made of, and what broke."""

from __future__ import annotations

from random_lots import closed
from small_world import small_world

from srmlib.load.causes import link_effects
from srmlib.load.cost_causes import share_costs
from srmlib.load.told_causes import tell_causes
from srmlib.rules.causes import read_rules
from srmlib.snapshot.database import statement
from srmlib.workspace import PROJECT

SUPPLIERS = [
    {"supplier_id": s, "name": n}
    for s, n in (
        ("S", "Harrow Castings"),
        ("T", "Tor Parts"),
        ("F", "Ems Foundry"),
        ("G", "Other Foundry"),
    )
]


PARTS = [
    {"part_id": p, "name": p.capitalize()}
    for p in ("product", "module", "housing", "bolt", "casting")
]


# X, a product, of housings of S (75) and T (25) and bolts of T; the housings of S are cast by F,
# those of T by nobody known.
LOTS = [
    {"lot_id": "raw", "part_id": "casting", "lot_qty": "75", "supplier_id": "F"},
    {"lot_id": "B", "part_id": "housing", "lot_qty": "75", "supplier_id": "S"},
    {"lot_id": "C", "part_id": "housing", "lot_qty": "25", "supplier_id": "T"},
    {"lot_id": "bolts", "part_id": "bolt", "lot_qty": "400", "supplier_id": "T"},
    {"lot_id": "X", "part_id": "product", "lot_qty": "100", "made_on": "2026-07-20"},
]


INPUTS = [("B", "raw", "75"), ("X", "B", "75"), ("X", "C", "25"), ("X", "bolts", "400")]


PRODUCT = {
    "lots": LOTS,
    "lot_inputs": [
        {"output_lot_id": o, "input_lot_id": i, "input_qty": q} for o, i, q in INPUTS
    ],
}


RULES = read_rules((PROJECT / "data/definitions/causes.yaml").read_text(encoding="utf-8"))


def world(folder, **tables):
    return small_world(folder, **({"suppliers": SUPPLIERS, "parts": PARTS} | tables))


def complaint(**more):
    return {"complaint_id": "C1", "received_on": "2026-08-10"} | more


def links(snapshot, effect_id, *columns):
    names = ", ".join(
        columns or ("supplier_id", "behind_supplier_id", "cause_side", "weight")
    )
    rows = snapshot.con.execute(
        "SELECT "
        + names
        + " FROM trace_links WHERE effect_id = ? ORDER BY weight DESC, supplier_id, cause_side,"
        " behind_supplier_id",
        [effect_id],
    ).fetchall()
    return [tuple(row) for row in rows]


def bolts_received(*rows):
    """(supplier, day, quantity) of bolts."""
    lines = [
        {"line_id": f"L{i}", "supplier_id": s, "part_id": "bolt", "ordered_qty": q}
        for i, (s, _, q) in enumerate(rows, start=1)
    ]
    receipts = [
        {"receipt_id": f"R{i}", "line_id": f"L{i}", "docked_on": day, "received_qty": q}
        for i, (_, day, q) in enumerate(rows, start=1)
    ]
    return {"schedule_lines": lines, "receipts": receipts}


def booked(effect_id, *amounts, kind="complaint", **more):
    return [
        {
            "element": "warranty",
            "component": "",
            "amount": amount,
            "effect_kind": kind,
            "effect_id": effect_id,
        }
        | more
        for amount in amounts
    ]


def ready(lots, links):
    """A database with these lots closed, and all that linking reads, empty."""
    con = closed(lots, links)
    con.execute(
        "INSERT INTO suppliers (supplier_id, name, kind) SELECT DISTINCT supplier_id, supplier_id,"
        " 'outside' FROM lots WHERE supplier_id IS NOT NULL"
    )
    return with_marts(con)


def with_marts(con):
    """The same database with what linking reads of the marts, empty."""
    con.execute(
        "CREATE TABLE d1_rows (basis VARCHAR, line_id VARCHAR, order_id VARCHAR, supplier_id"
        " VARCHAR, counted_on DATE, outcome VARCHAR, outcome_if_unchanged VARCHAR,"
        " is_changed_inside BOOLEAN, due_on DATE, first_on DATE, filled_on DATE,"
        " is_day_known BOOLEAN)"
    )
    con.execute(
        "CREATE TABLE cost_ledger (source VARCHAR, element VARCHAR, event_id VARCHAR, paid_by VARCHAR,"
        " supplier_id VARCHAR, booked_supplier_id VARCHAR, receipt_id VARCHAR, line_id VARCHAR,"
        " order_id VARCHAR, shipment_id VARCHAR, state VARCHAR, amount DECIMAL(18, 2), event_amount"
        " DECIMAL(18, 2), share_weight BIGINT, share_whole BIGINT, cause VARCHAR, cause_by VARCHAR,"
        " cause_part VARCHAR)"
    )
    return con


def linked_by(con, rules):
    """The same database with its effects linked by these rules, and their costs shared out."""
    tell_causes(con)
    link_effects(con, rules)
    con.execute("CREATE TABLE cost_incidents AS " + statement("trace/cost_incidents"))
    share_costs(con)
    return con
