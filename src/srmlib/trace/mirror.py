"""What some lots and receipts reached, and the same read the other way: what a thing came from.

Both ask the same steps, so a pair of a thing and a source is found from either end, by the same
evidence. Of an incident only lots on a way through the goods at fault are a pair with it: what these
are made of, and what they went into before it broke.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from srmlib.snapshot import Record, Snapshot
from srmlib.snapshot.database import statement
from srmlib.trace.steps import (
    RANKS,
    Thing,
    Walk,
    lots_behind,
    open_pieces,
    starts_of_lots,
    unrecorded,
    walk,
)


@dataclass(frozen=True)
class Incident:
    """One that broke, of one of the things it is of, with the rank of the evidence that leads there;
    `part_id` is the part at fault, null where nobody knows it.
    """

    kind: str
    id: str
    part_id: str | None
    of: Thing
    rank: int


@dataclass(frozen=True)
class Reached:
    """What some sources reached: `recorded` by lots and pieces; `may` by days or the bill of
    materials alone, of which nothing shows that it did. `incidents` are those of the first,
    `by_day` the rows of those that only days or the bill of materials lead to.
    """

    recorded: Walk
    may: Walk
    incidents: tuple[Incident, ...]
    by_day: tuple[Record, ...]


def reached_from(
    snapshot: Snapshot, lots: Collection[str], receipts: Collection[str]
) -> Reached:
    """Everything that some lots, whole, and receipts may be in."""
    recorded = walk(snapshot, starts_of_lots(snapshot, lots), is_down=True)
    may = walk(snapshot, _starts_by_day(snapshot, receipts), is_down=True)
    by_day = snapshot.records(
        statement("recall/effects_by_day.duckdb"), {"receipts": sorted(receipts)}
    )
    return Reached(
        recorded, may, tuple(_incidents(snapshot, lots, recorded)), tuple(by_day)
    )


def _starts_by_day(snapshot: Snapshot, receipts: Collection[str]) -> dict[Thing, int]:
    starts: dict[Thing, int] = {}
    ranks: dict[tuple[str, str], int] = {}
    for row in unrecorded(snapshot, receipts=receipts):
        lot = Thing("lot", row["lot_id"])
        pair = (row["lot_id"], row["part_id"])
        rank = row["evidence_rank"]
        starts[lot] = min(starts.get(lot, rank), rank)
        ranks[pair] = min(ranks.get(pair, rank), rank)
    for row in open_pieces(snapshot, ranks):
        piece = Thing("piece", row["serial_id"])
        rank = ranks[row["lot_id"], row["part_id"]]
        starts[piece] = min(starts.get(piece, rank), rank)
    return starts


def _incidents(snapshot: Snapshot, lots: Collection[str], down: Walk) -> list[Incident]:
    """The incidents of what was reached whose goods at fault lie on a way from one of the lots."""
    found: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for kind in ("lot", "piece"):
        for row in _effect_rows(snapshot, kind=kind, ids=[*down.of_kind(kind)]):
            found[row["effect_kind"], row["effect_id"]].append(row)
    if not found:
        return []
    whole = dict.fromkeys((Thing("lot", lot) for lot in sorted(lots)), 0)
    behind = lots_behind(snapshot, walk(snapshot, whole, is_down=False))
    on_the_way = {*behind, *down.of_kind("lot")}
    parts = _parts_of(snapshot, lots)
    own = {*starts_of_lots(snapshot, lots)}
    incidents = []
    for rows in found.values():
        links = {row["link_lot_id"] for row in rows} - {None}
        part = rows[0]["part_id"]
        is_own = any(Thing(row["kind"], row["id"]) in own for row in rows)
        is_open = not links and (part is None or part in parts or is_own)
        if is_open or links & on_the_way:
            incidents.append(_incident(rows, lots, down))
    return incidents


def _incident(rows: list[Record], lots: Collection[str], down: Walk) -> Incident:
    """By the strongest way there is to any of the things it is of; where it leads to one of the lots
    itself, by what that rests on.
    """
    things = [Thing(row["kind"], row["id"]) for row in rows]
    of = min(things, key=lambda thing: (down.found[thing].rank, thing))
    row = rows[0]
    links = [
        RANKS.index(one["link_evidence"]) for one in rows if one["link_lot_id"] in lots
    ]
    rank = min(links, default=down.found[of].rank)
    return Incident(row["effect_kind"], row["effect_id"], row["part_id"], of, rank)


def lots_of_thing(snapshot: Snapshot, thing: Thing) -> dict[str, int]:
    """The lots that a lot, piece or customer's order came from, itself included where it is a lot,
    and the rank of the evidence of each.
    """
    return lots_behind(snapshot, walk(snapshot, {thing: 0}, is_down=False))


def lots_of_incident(snapshot: Snapshot, kind: str, effect_id: str) -> dict[str, int]:
    """The lots on a way through the goods at fault of an incident, and the rank of each."""
    rows = _effect_rows(snapshot, effect=(kind, effect_id))
    if not rows:
        return {}
    things = dict.fromkeys((Thing(row["kind"], row["id"]) for row in rows), 0)
    behind = lots_behind(snapshot, walk(snapshot, things, is_down=False))
    links = {row["link_lot_id"] for row in rows} - {None}
    part = rows[0]["part_id"]
    if links:
        whole = dict.fromkeys((Thing("lot", lot) for lot in sorted(links)), 0)
        before = lots_behind(snapshot, walk(snapshot, whole, is_down=False))
        after = walk(snapshot, starts_of_lots(snapshot, links), is_down=True)
        on_the_way = {*before, *after.of_kind("lot")}
        return {lot: rank for lot, rank in behind.items() if lot in on_the_way}
    if part is None:
        return behind
    own = {thing.id for thing in things if thing.kind == "lot"}
    pieces = [thing.id for thing in things if thing.kind == "piece"]
    own |= {
        row["lot_id"]
        for row in snapshot.records(
            "SELECT lot_id FROM serials WHERE list_contains(?, serial_id)", [pieces]
        )
    }
    alike = {lot for lot in behind if part in _parts_of(snapshot, [lot])}
    return {lot: rank for lot, rank in behind.items() if lot in own | alike}


def may_be_in(snapshot: Snapshot, thing: Thing) -> list[Record]:
    """The receipts that a lot, piece or customer's order may hold, because no record says what went
    into it: part_id, receipt_id, supplier_id, evidence_rank.
    """
    up = walk(snapshot, {thing: 0}, is_down=False)
    lots = up.of_kind("lot")
    pieces = up.of_kind("piece")
    of_pieces = snapshot.records(
        "SELECT DISTINCT lot_id FROM serials WHERE list_contains(?, serial_id) AND lot_id IS NOT"
        " NULL",
        [list(pieces)],
    )
    rows = unrecorded(snapshot, lots={*lots, *(row["lot_id"] for row in of_pieces)})
    pairs = [(row["lot_id"], row["part_id"]) for row in rows]
    ranks: dict[tuple[str, str], int] = {
        pair: lots[pair[0]] for pair in pairs if pair[0] in lots
    }
    for row in open_pieces(snapshot, pairs, pieces):
        pair = (row["lot_id"], row["part_id"])
        rank = pieces[row["serial_id"]]
        ranks[pair] = min(ranks.get(pair, rank), rank)
    found: dict[tuple[str, str, str], int] = {}
    for row in rows:
        pair = (row["lot_id"], row["part_id"])
        if pair in ranks:
            key = (row["part_id"], row["receipt_id"], row["supplier_id"])
            rank = max(row["evidence_rank"], ranks[pair])
            found[key] = min(found.get(key, rank), rank)
    names = ("part_id", "receipt_id", "supplier_id")
    return [
        {**dict(zip(names, key, strict=True)), "evidence_rank": found[key]}
        for key in sorted(found)
    ]


def _effect_rows(
    snapshot: Snapshot,
    kind: str = "",
    ids: list[str] | None = None,
    effect: tuple[str | None, str | None] = (None, None),
) -> list[Record]:
    return snapshot.records(
        statement("recall/effects_reached.duckdb"),
        {"kind": kind, "ids": ids, "effect_kind": effect[0], "effect_id": effect[1]},
    )


def _parts_of(snapshot: Snapshot, lots: Collection[str]) -> set[str]:
    rows = snapshot.records(
        "SELECT DISTINCT part_id FROM lots WHERE list_contains(?, lot_id)", [sorted(lots)]
    )
    return {row["part_id"] for row in rows} - {None}
