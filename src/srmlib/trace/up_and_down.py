"""Up from what broke, a lot, a piece or an order to its sources; down from a lot, receipt or
supplier to all it reached: the same table, read from either end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal

import pandas as pd
import pyarrow as pa

from srmlib.rules.causes import WHOLE
from srmlib.snapshot import Record, Snapshot
from srmlib.snapshot.database import statement
from srmlib.trace.attribution import EVIDENCE
from srmlib.trace.columns import column
from srmlib.trace.known_ids import refuse_unknown
from srmlib.trace.mirror import (
    Reached,
    lots_of_incident,
    lots_of_thing,
    may_be_in,
    reached_from,
)
from srmlib.trace.steps import BOM, LOT, RANKS, Thing, Walk

# What a way up ends with, after its lots.
ENDS = {
    "receipt_id": "receipt",
    "line_id": "line",
    "supplier_id": "supplier",
    "behind_supplier_id": "behind it",
}
UP = {
    "kind": pa.string(),
    "id": pa.string(),
    "part_id": pa.string(),
    "lot_id": pa.string(),
    "receipt_id": pa.string(),
    "line_id": pa.string(),
    "supplier_id": pa.string(),
    "behind_supplier_id": pa.string(),
    "cause_side": pa.string(),
    "cause": pa.string(),
    "evidence": pa.string(),
    "weight": pa.int64(),
    "least": pa.int64(),
    "most": pa.int64(),
    "amount": pa.decimal128(18, 2),
    "path": pa.string(),
}
DOWN = {
    "kind": pa.string(),
    "id": pa.string(),
    "part_id": pa.string(),
    "lot_id": pa.string(),
    "quantity": pa.decimal128(38, 9),
    "weight": pa.int64(),
    "evidence": pa.string(),
    "path": pa.string(),
}


def trace_upstream(snapshot: Snapshot, of_id: str) -> pd.DataFrame:
    """Where a lot, piece, complaint, return, customer order, line stop or incident came from: one
    row per source, with the way to it in words.

    Columns: kind, id, part_id, lot_id, receipt_id, line_id, supplier_id, behind_supplier_id,
    cause_side, cause, evidence, weight, least, most, amount, path. cause, least, most and amount
    are null for lots, pieces and orders that did not break. weight is null of a lot that is no
    source by share: one on the way, behind the goods at fault, or known by a piece with its own
    number alone. Of a part that no record follows, and of a breakdown whose part at fault is not
    known, what is possible follows with weight 0 and the most it may account for. Raises UsageError,
    with close matches, for an id that is none.
    """
    frames = []
    kinds = snapshot.records(
        "SELECT effect_kind FROM effects WHERE effect_id = ? ORDER BY effect_kind", [of_id]
    )
    for kind in (row["effect_kind"] for row in kinds):
        rows = snapshot.records(
            statement("trace/readings/upstream"), {"kind": kind, "of_id": of_id}
        )
        rows += _other_lots(
            snapshot, kind, of_id, rows, lots_of_incident(snapshot, kind, of_id)
        )
        begin = f"{kind.replace('_', ' ')} {of_id}"
        roots = _lots_of_effect(snapshot, kind, of_id)
        frames.append(_with_ways_up(snapshot, rows, begin, roots))
    for kind, lots in _lots_of(snapshot, of_id):
        rows = _upstream_of_thing(snapshot, Thing(kind, of_id), lots)
        begin = "" if kind == "lot" else f"{kind} {of_id}"
        frames.append(_with_ways_up(snapshot, rows, begin, lots))
    if not frames:
        refuse_unknown(
            snapshot,
            of_id,
            ("effects", "effect_id"),
            ("lots", "lot_id"),
            ("serials", "serial_id"),
            ("order_lots", "customer_order_id"),
        )
    if len(frames) > 1:
        return pd.concat(frames, ignore_index=True)
    return frames[0]


def _upstream_of_thing(snapshot: Snapshot, thing: Thing, lots: list[str]) -> list[Record]:
    """By shares of its lots; then by pieces and lots on the way; then what no record follows."""
    found = lots_of_thing(snapshot, thing)
    rows = snapshot.records(
        statement("trace/readings/upstream_of_lots.duckdb"),
        {"kind": thing.kind, "of_id": thing.id, "lots": lots},
    )
    # What is known to be in a piece is not what else is in the lot it is of.
    rows = [
        row | {"evidence": _evidence(thing, row, found)}
        for row in rows
        if {row["lot_id"], row.pop("via_lot_id")} <= {None, *found}
    ]
    rows += _other_lots(snapshot, thing.kind, thing.id, rows, found)
    for row in may_be_in(snapshot, thing):
        is_by_bill = row["evidence_rank"] == BOM
        rows.append(
            _row_up(
                thing,
                part_id=row["part_id"],
                receipt_id=None if is_by_bill else row["receipt_id"],
                supplier_id=row["supplier_id"],
                cause_side="not_traced",
                evidence=RANKS[row["evidence_rank"]],
                weight=0,
                least=0,
                most=WHOLE,
            )
        )
    return list({tuple(row[name] for name in row): row for row in rows}.values())


def _evidence(thing: Thing, row: Record, found: dict[str, int]) -> str:
    """The strongest that leads to the lot of a row; that a lot is itself is what its record says."""
    if row["lot_id"] is None:
        return str(row["evidence"])
    if thing == Thing("lot", row["lot_id"]):
        return RANKS[LOT]
    return RANKS[found[row["lot_id"]]]


def _other_lots(
    snapshot: Snapshot, kind: str, of_id: str, rows: list[Record], found: dict[str, int]
) -> list[Record]:
    """A row for each lot that was found, and receipt it came with, that is no source by share."""
    named = snapshot.records(statement("recall/lots_named.duckdb"), {"lots": [*found]})
    parts = {row["lot_id"]: row["part_id"] for row in named}
    sources = [
        row
        for row in rows
        if row["cause_side"] != "not_traced" or row["part_id"] == parts.get(row["lot_id"])
    ]
    led = {
        row["lot_id"]: row["evidence"] for row in sorted(sources, key=_rank, reverse=True)
    }
    shown = {(row["lot_id"], row["receipt_id"]) for row in sources}
    shown |= {(row["lot_id"], None) for row in sources}
    thing = Thing(kind, of_id)
    return [
        _row_up(
            thing,
            **row,
            cause_side="ours" if row["supplier_id"] is None else "theirs",
            evidence=led.get(row["lot_id"]) or _evidence(thing, row, found),
        )
        for row in named
        if (row["lot_id"], row["receipt_id"]) not in shown
    ]


def _rank(row: Record) -> int:
    return EVIDENCE.index(row["evidence"])


def _row_up(thing: Thing, **known: object) -> Record:
    row: Record = dict.fromkeys(name for name in UP if name != "path")
    return row | {"kind": thing.kind, "id": thing.id} | known


def trace_downstream(snapshot: Snapshot, of_id: str) -> pd.DataFrame:
    """What else is affected by a lot, receipt or supplier: every lot and piece it went into, the
    customers' orders that got them, and what broke of them.

    Columns: kind (lot, piece, order, complaint, return, line_stop), id, part_id (of the source that
    is in it, where it is one), lot_id (the affected lot), quantity (of the source in that lot, by
    shares or, where only pieces with their own numbers tell, so many of them; of an order what was
    shipped to it of that lot; else null), weight (the source's share of its part in that lot, parts
    per 1,000,000,000; null where no share is known), evidence (the weakest on the way: serial, lot,
    window, bom), path. The same steps as upstream, read the other way. Raises UsageError, with close
    matches, for an id that is none of them.
    """
    lots, receipts, is_receipt = sources_of(snapshot, of_id)
    reached = reached_from(snapshot, lots, receipts)
    # A lot came with its receipts; of a receipt's lots only what came with it is affected.
    asked = sorted(receipts) if is_receipt else None
    shares = _Shares(snapshot, lots, asked)
    first = f"receipt {of_id} → " if is_receipt else ""
    rows = _things_down(snapshot, reached.recorded, shares, first)
    known = {*reached.recorded.found}
    rows += _things_down(snapshot, reached.may, None, f"may be of {of_id}: ", known)
    rows += _incidents_down(snapshot, reached, shares, first)
    types = {name: DOWN[name] for name in DOWN}
    return pd.DataFrame(
        {name: column([row.get(name) for row in rows], types[name]) for name in types}
    )


def sources_of(
    snapshot: Snapshot, of_id: str
) -> tuple[frozenset[str], frozenset[str], bool]:
    """The lots and receipts that an id stands for, and whether it is a receipt's and no lot's.
    Raises UsageError for one that is no lot, receipt or supplier.
    """
    rows = snapshot.records(statement("recall/sources"), {"of_id": of_id})
    if not rows:
        refuse_unknown(
            snapshot,
            of_id,
            ("lots", "lot_id"),
            ("receipts", "receipt_id"),
            ("suppliers", "supplier_id"),
        )
    lots = frozenset(row["lot_id"] for row in rows) - {None}
    receipts = frozenset(row["receipt_id"] for row in rows) - {None}
    return lots, receipts, {row["kind"] for row in rows} == {"receipt"}


class _Shares:
    """What of the sources is in each lot, by shares: part_id, quantity, weight."""

    def __init__(self, snapshot: Snapshot, lots: Iterable[str], receipts: list[str] | None):
        self.sources = {Thing("lot", lot) for lot in lots}
        self.by_lot: dict[str, list[Record]] = defaultdict(list)
        for row in snapshot.records(
            statement("trace/readings/downstream.duckdb"),
            {"lots": sorted(lots), "receipts": receipts},
        ):
            known = {name: row[name] for name in ("part_id", "quantity", "weight")}
            self.by_lot[row["root_lot_id"]].append(known)

    def weight(self, lot: str | None) -> Record:
        """The part and the share of a lot where it is one."""
        rows = self.by_lot.get(lot or "", [])
        if len(rows) != 1:
            return {}
        return {name: rows[0][name] for name in ("part_id", "weight")}


def _things_down(
    snapshot: Snapshot,
    found: Walk,
    shares: _Shares | None,
    first: str,
    known: Collection[Thing] = (),
) -> list[Record]:
    """A row for each lot, piece and order that a walk reached, but for those known already: lots
    first, once for each part of the sources in them.
    """
    things = [thing for thing in sorted(found.found) if thing not in known]
    facts = _facts(snapshot, [*found.found])
    shipped = _shipped(snapshot, [thing.id for thing in things if thing.kind == "order"])
    pieces = found.pieces_in()
    rows: list[Record] = []
    for thing in things:
        row = facts.get(thing, {}) | {
            "kind": thing.kind,
            "id": thing.id,
            "evidence": RANKS[found.found[thing].rank],
            "path": first + words_of_way(found.way(thing), facts),
        }
        if shares and thing in shares.sources:
            row["evidence"] = RANKS[LOT]
        of_lot = shares.by_lot.get(thing.id, []) if shares and thing.kind == "lot" else []
        weight = shares.weight if shares else _no_weight
        if of_lot:
            rows += [row | share for share in of_lot]
        elif thing.kind == "order":
            got = [
                row | weight(lot) | {"lot_id": lot, "quantity": qty}
                for lot, qty in shipped[thing.id]
                if Thing("lot", lot) in found.found
            ]
            # One that is known by what came of a piece has none of the lots it is said to have got.
            rows += got or [row | {"part_id": None}]
        elif thing.kind == "lot" and pieces.get(thing):
            rows.append(row | {"part_id": None, "quantity": Decimal(len(pieces[thing]))})
        else:
            rows.append(row | weight(row.get("lot_id")))
    return rows


def _no_weight(lot: str | None) -> Record:
    return {"part_id": None}


def _facts(snapshot: Snapshot, things: list[Thing]) -> dict[Thing, Record]:
    """The lot of each lot and piece."""
    rows = snapshot.records(
        statement("recall/things.duckdb"),
        {
            "lots": [thing.id for thing in things if thing.kind == "lot"],
            "pieces": [thing.id for thing in things if thing.kind == "piece"],
        },
    )
    return {Thing(row["kind"], row["id"]): {"lot_id": row["lot_id"]} for row in rows}


def _shipped(
    snapshot: Snapshot, orders: list[str]
) -> dict[str, list[tuple[str, Decimal | None]]]:
    """What some orders got of which lots."""
    shipped: dict[str, list[tuple[str, Decimal | None]]] = defaultdict(list)
    for row in snapshot.records(
        "SELECT customer_order_id, lot_id, shipped_qty FROM order_lots WHERE list_contains(?,"
        " customer_order_id) ORDER BY customer_order_id, lot_id",
        [orders],
    ):
        shipped[row["customer_order_id"]].append((row["lot_id"], row["shipped_qty"]))
    return shipped


def _incidents_down(
    snapshot: Snapshot, reached: Reached, shares: _Shares, first: str
) -> list[Record]:
    facts = _facts(snapshot, [*reached.recorded.found])
    rows = []
    for incident in reached.incidents:
        lot = facts.get(incident.of, {}).get("lot_id")
        way = first + words_of_way(reached.recorded.way(incident.of), facts)
        rows.append(
            {"part_id": incident.part_id}
            | shares.weight(lot)
            | {
                "kind": incident.kind,
                "id": incident.id,
                "lot_id": lot,
                "evidence": RANKS[incident.rank],
                "path": f"{way} → {incident.kind.replace('_', ' ')} {incident.id}",
            }
        )
    known = {(incident.kind, incident.id) for incident in reached.incidents}
    for row in reached.by_day:
        key = (row["effect_kind"], row["effect_id"])
        if key not in known:
            known.add(key)
            words = f"{key[0].replace('_', ' ')} {key[1]}"
            rows.append(
                {
                    "kind": key[0],
                    "id": key[1],
                    "part_id": row["part_id"],
                    "weight": row["weight"],
                    "evidence": RANKS[row["evidence_rank"]],
                    "path": f"receipt {row['receipt_id']} may be behind {words}",
                }
            )
    return rows


def words_of_way(way: list[Thing], facts: Mapping[Thing, Record]) -> str:
    """A way down in words, from a lot where one is known: `lot HS → piece H-1 → piece PU-1`."""
    lot = facts.get(way[0], {}).get("lot_id")
    begin = [Thing("lot", lot)] if lot and way[0].kind == "piece" else []
    return " → ".join(f"{thing.kind} {thing.id}" for thing in [*begin, *way])


def _lots_of(snapshot: Snapshot, of_id: str) -> list[tuple[str, list[str]]]:
    """The lots an id stands for, as a lot, a piece or a customer's order."""
    found = {
        "lot": snapshot.records("SELECT lot_id FROM lots WHERE lot_id = ?", [of_id]),
        "piece": snapshot.records(
            "SELECT lot_id FROM serials WHERE serial_id = ?", [of_id]
        ),
        "order": snapshot.records(statement("recall/lots_of_order"), {"of_id": of_id}),
    }
    return [(kind, _lot_ids(rows)) for kind, rows in found.items() if rows]


def _lot_ids(rows: list[Record]) -> list[str]:
    return [row["lot_id"] for row in rows if row["lot_id"]]


def _lots_of_effect(snapshot: Snapshot, kind: str, effect_id: str) -> list[str]:
    """The lots an effect may be of: those of its piece and what was built into it, its own, those
    its order got.
    """
    return _lot_ids(
        snapshot.records(
            statement("trace/readings/lots_of_effect.duckdb"), [kind, effect_id]
        )
    )


def _with_ways_up(
    snapshot: Snapshot, rows: list[Record], begin: str, roots: list[str]
) -> pd.DataFrame:
    ways = _ways(snapshot, roots)
    for row in rows:
        steps = [begin] if begin else []
        if row["lot_id"] is not None:
            steps += [f"lot {lot}" for lot in ways.get(row["lot_id"], [row["lot_id"]])]
        steps += [
            f"{word} {row[name]}" for name, word in ENDS.items() if row[name] is not None
        ]
        row["path"] = " ← ".join(steps)
    return pd.DataFrame(
        {name: column([row[name] for row in rows], UP[name]) for name in UP}
    )


def _ways(snapshot: Snapshot, starts: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The shortest way from any of some lots to each lot that went into them, the start included."""
    ways: dict[str, tuple[str, ...]] = {lot: (lot,) for lot in starts}
    edge = list(ways)
    while edge:
        found = snapshot.records(statement("trace/readings/ways.duckdb"), [edge])
        edge = []
        for link in found:
            at = link["lot_id"]
            following = link["next_lot_id"]
            if following not in ways:
                ways[following] = (*ways[at], following)
                edge.append(following)
    return ways
