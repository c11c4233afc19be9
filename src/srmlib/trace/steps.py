"""From lot to lot, piece to piece and order, as far as the records lead: where goods went, or, by the
same steps the other way about, what they came from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from srmlib.load.causes import WINDOW_DAYS
from srmlib.snapshot import Record, Snapshot
from srmlib.snapshot.database import sql, statement

# What a way rests on is its weakest step: from the strongest to the weakest.
RANKS = ("serial", "lot", "window", "bom")
SERIAL, LOT, WINDOW, BOM = range(len(RANKS))
ENDS_DOWN = {
    "near_kind": "from_kind",
    "near_id": "from_id",
    "far_kind": "to_kind",
    "far_id": "to_id",
}
ENDS_UP = {
    "near_kind": "to_kind",
    "near_id": "to_id",
    "far_kind": "from_kind",
    "far_id": "from_id",
}


class Thing(NamedTuple):
    """A `lot`, a `piece` with its own number, or a customer's `order`."""

    kind: str
    id: str


@dataclass(frozen=True)
class Found:
    """How a thing was reached: by evidence of this rank, from what (null: it is a start)."""

    rank: int
    before: Thing | None = None


class Walk:
    """All that is reached from some starts, by the strongest evidence there is, the starts
    included. Of a walk down `follows` says what each piece was built into, and its lot.
    """

    def __init__(self, found: dict[Thing, Found], follows: dict[Thing, list[Thing]]):
        self.found = found
        self.follows = follows

    def of_kind(self, kind: str) -> dict[str, int]:
        """The ids of the things of a kind, and the rank of each."""
        ids = {thing.id: at.rank for thing, at in self.found.items() if thing.kind == kind}
        return dict(sorted(ids.items()))

    def way(self, thing: Thing) -> list[Thing]:
        """The things on the way to one, the start first."""
        way = [thing]
        while before := self.found[way[-1]].before:
            way.append(before)
        return way[::-1]

    def pieces_in(self) -> dict[Thing, set[str]]:
        """The pieces among the starts of a walk down that are in each lot and piece, by their own
        numbers.
        """
        within: dict[Thing, set[str]] = defaultdict(set)
        for start in [thing for thing, at in self.found.items() if at.before is None]:
            waiting = [start] if start.kind == "piece" else []
            while waiting:
                at = waiting.pop()
                if start.id not in within[at]:
                    within[at].add(start.id)
                    waiting += self.follows.get(at, [])
        return within


def walk(snapshot: Snapshot, starts: Mapping[Thing, int], *, is_down: bool) -> Walk:
    """Follow every step from the starts, each of which is known with some rank of evidence."""
    found = {thing: Found(rank) for thing, rank in starts.items()}
    follows: dict[Thing, set[Thing]] = defaultdict(set)
    edge = set(found)
    while edge:
        steps = _steps(snapshot, edge, is_down)
        edge = set()
        for near, far, rank in steps:
            if rank == SERIAL and near.kind == "piece" and far.kind != "order":
                follows[near].add(far)
            weakest = max(rank, found[near].rank)
            if far not in found or weakest < found[far].rank:
                found[far] = Found(weakest, None if far in starts else near)
                edge.add(far)
    return Walk(found, {thing: sorted(things) for thing, things in follows.items()})


def _steps(
    snapshot: Snapshot, things: Iterable[Thing], is_down: bool
) -> list[tuple[Thing, Thing, int]]:
    asked = defaultdict(list)
    for thing in sorted(things):
        asked[thing.kind].append(thing.id)
    steps = []
    text = sql(statement("recall/steps.duckdb"), **(ENDS_DOWN if is_down else ENDS_UP))
    for kind, ids in asked.items():
        steps += [
            (
                Thing(row["near_kind"], row["near_id"]),
                Thing(row["far_kind"], row["far_id"]),
                row["evidence_rank"],
            )
            for row in snapshot.records(text, {"kind": kind, "ids": ids})
        ]
    circles = _circles(snapshot, steps, is_down)
    return [(near, far, rank) for near, far, rank in steps if (near, far) not in circles]


def _circles(
    snapshot: Snapshot, steps: list[tuple[Thing, Thing, int]], is_down: bool
) -> set[tuple[Thing, Thing]]:
    """The steps into a piece that was built into itself: nothing tells what is in it."""
    built = [(near, far) for near, far, _ in steps if near.kind == far.kind == "piece"]
    whole = {step: step[1] if is_down else step[0] for step in built}
    if not whole:
        return set()
    ids = sorted({piece.id for piece in whole.values()})
    rows = snapshot.records(statement("recall/circles.duckdb"), {"ids": ids})
    circles = {row["serial_id"] for row in rows}
    return {step for step, piece in whole.items() if piece.id in circles}


def starts_of_lots(snapshot: Snapshot, lots: Collection[str]) -> dict[Thing, int]:
    """Some lots as starts of a walk down: all of each, with every piece of it."""
    rows = snapshot.records(
        "SELECT serial_id FROM serials WHERE list_contains(?, lot_id) ORDER BY serial_id",
        [sorted(lots)],
    )
    pieces = dict.fromkeys((Thing("piece", row["serial_id"]) for row in rows), SERIAL)
    return dict.fromkeys((Thing("lot", lot) for lot in sorted(lots)), LOT) | pieces


def lots_behind(snapshot: Snapshot, up: Walk) -> dict[str, int]:
    """The lots that a walk up leads to: those on it, and those its pieces are of."""
    lots = {lot: max(rank, LOT) for lot, rank in up.of_kind("lot").items()}
    pieces = up.of_kind("piece")
    rows = snapshot.records(
        "SELECT serial_id, lots.lot_id FROM serials INNER JOIN lots ON lots.lot_id ="
        " serials.lot_id WHERE list_contains(?, serial_id)",
        [list(pieces)],
    )
    for row in rows:
        lot = row["lot_id"]
        lots[lot] = min(lots.get(lot, len(RANKS)), pieces[row["serial_id"]])
    return dict(sorted(lots.items()))


def unrecorded(
    snapshot: Snapshot,
    lots: Collection[str] | None = None,
    receipts: Collection[str] | None = None,
) -> list[Record]:
    """The receipts that may be in lots of which no record says what went into them: lot_id,
    part_id, receipt_id, supplier_id, evidence_rank.
    """
    return snapshot.records(
        statement("recall/unrecorded.duckdb"),
        {
            "lots": None if lots is None else sorted(lots),
            "receipts": None if receipts is None else sorted(receipts),
            "days": WINDOW_DAYS,
        },
    )


def open_pieces(
    snapshot: Snapshot,
    pairs: Collection[tuple[str, str]],
    pieces: Collection[str] | None = None,
) -> list[Record]:
    """Of pairs of lot and part, the pieces of the lot of which nobody recorded what of the part is in
    them: lot_id, part_id, serial_id.
    """
    asked = sorted(set(pairs))
    return snapshot.records(
        statement("recall/pieces_open.duckdb"),
        {
            "lots": [lot for lot, _ in asked],
            "parts": [part for _, part in asked],
            "pieces": None if pieces is None else sorted(pieces),
        },
    )
