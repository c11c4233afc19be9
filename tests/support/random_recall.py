"""Random worlds of lots, pieces with their own numbers, bills of materials, receipts, orders and
complaints, with loops and links that lead nowhere; and who is in whom, walked from the raw rows.
"""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction

from lots_world import RULES, linked_by, with_marts

from srmlib.load.genealogy import close_lots, make_trace_tables
from srmlib.rules import schema
from srmlib.snapshot.database import SQL, connect

RANKS = ("serial", "lot", "window")
PARTS = ("product", "module", "housing", "bolt")
FIRST = date(2026, 3, 1)
AS_OF = date(2026, 10, 2)
# As much of the marts as the trace reads.
ARRIVALS = (
    "CREATE TABLE arrivals AS SELECT receipt_id, line_id, docked_on, received_qty AS arrived_qty,"
    " TRUE AS is_kept FROM receipts"
)
RETURNS = (
    "CREATE TABLE returns (of_receipt_id VARCHAR, returned_on DATE, returned_qty DECIMAL(18, 3),"
    " is_qty_stated BOOLEAN)"
)


def random_world(seed: int) -> dict[str, list[dict]]:
    """The rows of each table of one world."""
    rng = random.Random(seed)
    lots = []
    for number in range(9):
        part = PARTS[rng.choice((0, 0, 1, 2, 2, 3))]
        is_bought = part in ("housing", "bolt") and rng.random() < 0.85
        lots.append(
            {
                "lot_id": f"L{number}",
                "part_id": part,
                "supplier_id": rng.choice("ST") if is_bought else None,
                "lot_qty": rng.choice((None, 10, 20, 40)),
                "made_on": _day(rng, 60, 120) if rng.random() < 0.9 else None,
            }
        )
    ids = [lot["lot_id"] for lot in lots]
    pairs = {}
    for _ in range(11):
        output, source = rng.sample(range(9), 2)
        if rng.random() < 0.85:
            output, source = max(output, source), min(output, source)
        name = ids[source] if rng.random() < 0.93 else "nowhere"
        pairs[ids[output], name] = {
            "output_lot_id": ids[output],
            "input_lot_id": name,
            "input_qty": rng.choice((None, -2, 0, 1, 3, 5, 5, 10, 10)),
            "evidence": rng.choice((None, None, "window")),
        }
    lines, receipts, came = [], [], []
    for number in range(7):
        lot = rng.choice([one for one in lots if one["supplier_id"]] or lots)
        is_of_lot = rng.random() < 0.6 and lot["supplier_id"]
        part = lot["part_id"] if is_of_lot else rng.choice(("housing", "bolt"))
        supplier = lot["supplier_id"] if is_of_lot else rng.choice("ST")
        lines.append({"line_id": f"N{number}", "supplier_id": supplier, "part_id": part})
        receipts.append(
            {
                "receipt_id": f"R{number}",
                "line_id": f"N{number}",
                "kind": "receipt",
                "docked_on": _day(rng, 20, 110),
                "received_qty": rng.choice((None, 5, 10, 10)),
            }
        )
        if is_of_lot:
            came.append(
                {
                    "lot_id": lot["lot_id"],
                    "receipt_id": f"R{number}",
                    "lot_qty": rng.choice((None, 5, 10)),
                }
            )
    serials = [
        {
            "serial_id": f"P{number}",
            "lot_id": rng.choice((*ids, *ids, None, "nowhere")),
            "built_into_serial_id": rng.choice(
                (None, f"P{rng.randrange(9)}", f"P{min(number + 1 + rng.randrange(3), 8)}")
            ),
        }
        for number in range(9)
    ]
    sold = {}
    for _ in range(6):
        order, lot = f"O{rng.randrange(3)}", rng.choice((*ids, "nowhere"))
        sold[order, lot] = {
            "customer_order_id": order,
            "lot_id": lot,
            "shipped_qty": rng.choice((None, 0, 1, 2, 4)),
        }
    complaints = [
        {
            "complaint_id": f"C{number}",
            "received_on": _day(rng, 130, 150),
            "part_id": rng.choice((None, *PARTS)),
            "supplier_id": rng.choice((None, None, None, "S", "T")),
            **rng.choice(
                (
                    {"serial_id": f"P{rng.randrange(9)}"},
                    {"serial_id": f"P{rng.randrange(9)}", "customer_order_id": "O1"},
                    {"lot_id": rng.choice(ids)},
                    {"customer_order_id": f"O{rng.randrange(3)}"},
                )
            ),
        }
        for number in range(6)
    ]
    bill = [
        {"part_id": part, "component_id": component, "component_qty": rng.choice((1, 1, 2))}
        for part, component in (
            ("product", "module"),
            ("product", "bolt"),
            ("module", "housing"),
        )
        if rng.random() < 0.6
    ]
    return {
        "suppliers": [
            {"supplier_id": one, "name": one, "kind": "outside"} for one in ("S", "T")
        ],
        "parts": [{"part_id": part, "name": part, "uom": "piece"} for part in PARTS],
        "lots": lots,
        "lot_inputs": [*pairs.values()],
        "schedule_lines": lines,
        "receipts": receipts,
        "lot_receipts": [
            *{(row["lot_id"], row["receipt_id"]): row for row in came}.values()
        ],
        "serials": serials,
        "order_lots": [*sold.values()],
        "complaints": complaints,
        "bill_of_materials": bill,
    }


def _day(rng: random.Random, first: int, last: int) -> date:
    return FIRST + timedelta(days=rng.randint(first, last))


class Asked:
    """As much of a snapshot as the trace asks."""

    id = "random"
    as_of = AS_OF

    def __init__(self, tables: dict[str, list[dict]]):
        self.con = con = connect()
        con.execute((SQL / "prelude.duckdb.sql").read_text(encoding="utf-8"))
        for table in schema.TABLES:
            columns = ", ".join(f"{one.name} {one.type.sql}" for one in table.columns)
            con.execute(
                f"CREATE TABLE {table.name} ({columns}, source_file VARCHAR, source_row BIGINT)"
            )
        for name, rows in tables.items():
            for row in rows:
                marks = ", ".join("?" * len(row))
                con.execute(
                    f"INSERT INTO {name} ({', '.join(row)}) VALUES ({marks})",
                    [*row.values()],
                )
        con.execute(
            "CREATE TABLE snapshot_info AS SELECT DATE '2026-10-02' AS as_of, 'UTC' AS time_zone,"
            " CAST(1 AS BIGINT) AS smallest_cents"
        )
        for mart in (ARRIVALS, RETURNS):
            con.execute(mart)
        with_marts(con)
        make_trace_tables(con)
        close_lots(con)
        linked_by(con, RULES)

    def records(self, text, values=()):
        found = self.con.execute(text, values)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def edges_by_hand(world):
    """Every step from thing to thing with its rank, from the raw rows: {thing: [(thing, rank)]}."""
    lots = {row["lot_id"]: row for row in world["lots"]}
    pieces = {row["serial_id"]: row for row in world["serials"]}
    usable = [
        (row["input_lot_id"], row["output_lot_id"], 2 if row["evidence"] == "window" else 1)
        for row in world["lot_inputs"]
        if (row["input_qty"] or 0) > 0 and row["input_lot_id"] in lots
    ]
    plain = defaultdict(set)
    for source, output, _ in usable:
        plain[source].add(output)
    usable = [one for one in usable if one[0] not in _after(plain, one[1])]
    asked = defaultdict(lambda: 1)
    for row in world["bill_of_materials"]:
        key = row["part_id"], row["component_id"]
        asked[key] = max(asked[key], row["component_qty"])
    into = {
        name: row["built_into_serial_id"]
        for name, row in pieces.items()
        if row["built_into_serial_id"] in pieces
    }
    chain = {name: {whole} for name, whole in into.items()}
    circles = {name for name in chain if name in _after(chain, name)}
    edges = defaultdict(list)
    for source, output, rank in usable:
        edges["lot", source].append((("lot", output), rank))
        for name, piece in pieces.items():
            if piece["lot_id"] != output:
                continue
            part = lots[source]["part_id"]
            inside = sum(
                row["built_into_serial_id"] == name
                and row["lot_id"] in lots
                and lots[row["lot_id"]]["part_id"] == part
                for row in pieces.values()
            )
            if inside < asked[lots[output]["part_id"], part]:
                edges["lot", source].append((("piece", name), rank))
    for name, piece in pieces.items():
        if name in into and into[name] not in circles:
            edges["piece", name].append((("piece", into[name]), 0))
        if piece["lot_id"] in lots:
            edges["piece", name].append((("lot", piece["lot_id"]), 0))
    for row in world["order_lots"]:
        if row["shipped_qty"] != 0:
            edges["lot", row["lot_id"]].append((("order", row["customer_order_id"]), 1))
    for row in world["complaints"]:
        if row.get("serial_id") and row.get("customer_order_id"):
            edges["piece", row["serial_id"]].append(
                (("order", row["customer_order_id"]), 0)
            )
    return edges


def _after(steps, start):
    """All that follows from one, itself only where it comes round again."""
    seen, waiting = set(), [*steps.get(start, ())]
    while waiting:
        at = waiting.pop()
        if at not in seen:
            seen.add(at)
            waiting += steps.get(at, ())
    return seen


def reached_by_hand(world):
    """{lot: {thing: rank}}: all things a lot reached, by the strongest evidence."""
    edges = edges_by_hand(world)
    found = {}
    for lot in (row["lot_id"] for row in world["lots"]):
        starts = {("lot", lot): 1}
        starts |= {
            ("piece", row["serial_id"]): 0
            for row in world["serials"]
            if row["lot_id"] == lot
        }
        ranks = {}
        for limit in range(3):
            usable = defaultdict(set)
            for thing, steps in edges.items():
                usable[thing] = {far for far, rank in steps if rank <= limit}
            allowed = [thing for thing, rank in starts.items() if rank <= limit]
            for thing in {
                one for start in allowed for one in {start} | _after(usable, start)
            }:
                ranks.setdefault(thing, limit)
        found[lot] = ranks
    return found


def placed_by_hand(world, lot, qty):
    """Where so much of a lot is by now, as fractions by place: every use walked in turn, from the raw
    rows.
    """
    lots = {row["lot_id"]: row for row in world["lots"]}
    pieces = {row["serial_id"]: row for row in world["serials"]}
    links = defaultdict(set)
    for row in world["lot_inputs"]:
        if row["input_lot_id"] in lots and (row["input_qty"] or 0) > 0:
            links[row["input_lot_id"]].add(row["output_lot_id"])
    sold = {row["lot_id"]: [] for row in world["order_lots"]}
    for row in world["order_lots"]:
        if row["shipped_qty"] != 0:
            sold[row["lot_id"]].append(row["shipped_qty"])
    finished = {lots[one]["part_id"] for one in sold if one in lots}
    with_customer = {
        row["serial_id"]
        for row in world["complaints"]
        if row.get("serial_id") and row.get("customer_order_id")
    }

    def came(at):
        received = {row["receipt_id"]: row["received_qty"] for row in world["receipts"]}
        return [
            row["lot_qty"] or received[row["receipt_id"]]
            for row in world["lot_receipts"]
            if row["lot_id"] == at
        ]

    def inputs(at):
        return [
            row
            for row in world["lot_inputs"]
            if row["input_lot_id"] == at and row["input_qty"] != 0
        ]

    def used(at):
        told = [abs(row["input_qty"] or 0) for row in inputs(at)]
        return sum(told) + sum(many or 0 for many in sold.get(at, []))

    def size(at):
        return lots[at]["lot_qty"] or max(sum(many or 0 for many in came(at)), used(at))

    def outermost(name):
        seen = set()
        while pieces.get(name) and pieces[name]["built_into_serial_id"]:
            if name in seen:
                return None
            seen.add(name)
            name = pieces[name]["built_into_serial_id"]
        return name if name in pieces else None

    def place_of_piece(name):
        outer = outermost(name)
        if outer is None:
            return "not_found"
        if outer in with_customer:
            return "shipped"
        at = pieces[outer]["lot_id"]
        if at not in lots:
            return "not_found"
        if not inputs(at) and not sold.get(at):
            return "in_stock" if lots[at]["part_id"] in finished else "in_process"
        is_all_gone = len(sold.get(at, [])) == 1 and sum(
            many or 0 for many in sold[at]
        ) >= size(at)
        return "shipped" if is_all_gone and not inputs(at) else "not_found"

    def spread(at, qty, is_received=False):
        uses, is_open = [], None in sold.get(at, [])
        within = defaultdict(int)
        for name, piece in pieces.items():
            if piece["lot_id"] == at and piece["built_into_serial_id"]:
                uses.append((place_of_piece(name), 1))
                outer = outermost(name)
                if outer:
                    within[pieces[outer]["lot_id"]] += 1
        for row in inputs(at):
            many, into = row["input_qty"], row["output_lot_id"]
            if many is None:
                is_open = True
            elif many < 0:
                uses.append(("not_found", -many))
            else:
                many = max(many - within[into], 0)
                is_ring = at in _after(links, into)
                uses.append(("not_found", many) if is_ring else (("lot", into), many))
        uses += [("shipped", many) for many in sold.get(at, []) if many]
        left = max(size(at) - sum(many for _, many in uses), 0)
        if lots[at]["supplier_id"]:
            told = came(at)
            if not told:
                uses.append(("at_supplier", left))
                left = 0
            elif None not in told:
                away = min(max(size(at) - sum(told), 0), left)
                uses.append(("at_supplier", 0 if is_received else away))
                left -= away
        is_stock = (
            at == lot
            or lots[at]["part_id"] == lots[lot]["part_id"]
            or lots[at]["part_id"] in finished
            or lots[at]["supplier_id"]
        )
        place = "not_found" if is_open else "in_stock" if is_stock else "in_process"
        uses.append((place, left))
        whole = sum(many for _, many in uses)
        found = defaultdict(Fraction)
        if not whole:
            found["not_found"] += qty
            return found
        for place, many in uses:
            share = qty * Fraction(many, whole)
            if isinstance(place, tuple):
                for further, part in spread(place[1], share).items():
                    found[further] += part
            else:
                found[place] += share
        return found

    if qty is None:
        return Fraction(size(lot)), spread(lot, Fraction(size(lot)))
    found = spread(lot, Fraction(qty), is_received=True)
    # What was never delivered stands beside what came.
    found["at_supplier"] += max(size(lot) - qty, 0) if lots[lot]["supplier_id"] else 0
    return Fraction(max(size(lot), qty)) if lots[lot]["supplier_id"] else Fraction(
        qty
    ), found
