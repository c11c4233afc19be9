"""Where goods went, by quantity: what came = in stock + in process + shipped + gone back or scrapped
+ cannot be found, in exact fractions of the goods as they came.

A use of a lot takes its share of everything in it. A piece with its own number that was built into
another is one of its lot, and is where that other is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from srmlib.load.genealogy import links_in_cycles
from srmlib.snapshot import Record, Snapshot
from srmlib.snapshot.database import statement

# Where goods can be, in the order in which it is told.
PLACES = (
    "at_supplier",
    "in_stock",
    "in_process",
    "shipped",
    "returned",
    "scrapped",
    "not_found",
)


# Into another lot, which tells where it is.
PASSED_ON = "passed_on"


@dataclass(frozen=True)
class Lost:
    """Goods in a lot that cannot be found, in units of the goods as they came, and why."""

    lot_id: str
    qty: Fraction
    why: str


@dataclass
class Flow:
    """What of the goods asked about is in each lot, and where it is by now: lot → place → so much.
    `held` is what ever was in the lot, `by_piece` what besides is there in pieces with their own
    numbers.
    """

    held: dict[str, Fraction] = field(default_factory=lambda: defaultdict(Fraction))
    by_piece: dict[str, Fraction] = field(default_factory=lambda: defaultdict(Fraction))
    placed: dict[str, dict[str, Fraction]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(Fraction))
    )
    lost: list[Lost] = field(default_factory=list)
    orders: dict[tuple[str, str | None], Fraction] = field(
        default_factory=lambda: defaultdict(Fraction)
    )

    def place(self, lot: str, place: str, qty: Fraction, why: str = "") -> None:
        if qty:
            self.placed[lot][place] += qty
        if qty and place == "not_found":
            self.lost.append(Lost(lot, qty, why))

    def total(self, place: str) -> Fraction:
        return sum((places[place] for places in self.placed.values()), Fraction(0))


@dataclass(frozen=True)
class Uses:
    """All that is known of some lots and of what became of them."""

    lots: Mapping[str, Record]
    inputs: Mapping[str, list[Record]]
    orders: Mapping[str, list[Record]]
    built_in: Mapping[str, list[Record]]
    receipts: Mapping[str, list[Record]]

    def pieces_into(self, lot: str, into: str) -> int:
        return sum(piece["outer_lot_id"] == into for piece in self.built_in[lot])

    def shipped(self, lot: str) -> Fraction:
        return sum((_fraction(row["shipped_qty"]) for row in self.orders[lot]), Fraction(0))

    def size(self, lot: str) -> Fraction:
        """How much of a lot there was; where nobody recorded it, as much as is known to have come or
        to have been used.
        """
        row = self.lots[lot]
        stated = max(_fraction(row["lot_qty"]), Fraction(0))
        return stated or max(self.came(lot), self.used(lot))

    def came(self, lot: str) -> Fraction:
        """How much of it is known to have come."""
        return sum((_fraction(row["came_qty"]) for row in self.receipts[lot]), Fraction(0))

    def gone(self, lot: str, place: str) -> Fraction:
        """How much of it went back, or was scrapped: its share of its receipts'."""
        gone = Fraction(0)
        for row in self.receipts[lot]:
            arrived = _fraction(row["arrived_qty"])
            own = min(_fraction(row["came_qty"]), arrived) or arrived
            gone += _fraction(row[f"{place}_qty"]) * (own / arrived if arrived else 1)
        return gone

    def away(self, lot: str, told: Fraction) -> Fraction:
        """How much of a lot its supplier never delivered; of one that came with no receipt, all that
        was not used, `told` being what was. Nothing where a receipt is of unknown quantity.
        """
        row = self.lots[lot]
        is_open = any(one["came_qty"] is None for one in self.receipts[lot])
        if row["supplier_id"] is None or is_open:
            return Fraction(0)
        came = self.came(lot) if self.receipts[lot] else told
        return max(self.size(lot) - came, Fraction(0))

    def used(self, lot: str) -> Fraction:
        """What was used and shipped of it, in known quantity."""
        inputs = (abs(_fraction(row["qty"])) for row in self.inputs[lot])
        return sum(inputs, Fraction(0)) + self.shipped(lot)


def uses_of(snapshot: Snapshot, lots: Collection[str]) -> Uses:
    asked = {"lots": sorted(lots)}
    rows = snapshot.records(statement("recall/lots.duckdb"), asked)
    return Uses(
        {row["lot_id"]: row for row in rows},
        _by_lot(snapshot.records(statement("recall/uses.duckdb"), asked)),
        _by_lot(snapshot.records(statement("recall/shipped.duckdb"), asked)),
        _by_lot(snapshot.records(statement("recall/built_in.duckdb"), asked)),
        _by_lot(snapshot.records(statement("recall/receipts.duckdb"), asked)),
    )


def _by_lot(rows: Iterable[Record]) -> Mapping[str, list[Record]]:
    found: dict[str, list[Record]] = defaultdict(list)
    for row in rows:
        found[row["lot_id"]].append(row)
    return found


def flow_from(
    uses: Uses,
    lots: Mapping[str, Fraction],
    received: Mapping[str, Fraction],
    part_id: str | None,
) -> Flow:
    """Follow goods of a part through all their uses: so much of whole lots, and so much of what was
    received of others, of which nothing is at the supplier any more.
    """
    flow = Flow()
    links = {
        (lot, row["into_lot_id"])
        for lot in uses.lots
        for row in uses.inputs[lot]
        if row["is_followed"] and (row["qty"] or 0) > 0 and row["into_lot_id"] in uses.lots
    }
    rings = links_in_cycles(links)
    for lot, qty in lots.items():
        flow.held[lot] += qty
    for lot in _in_order(links - rings, uses.lots):
        used = _Use.all_of(uses, lot, part_id, rings)
        _pass_on(flow, lot, flow.held.get(lot, Fraction(0)), used)
        if received.get(lot):
            here = [use for use in used if use.place != "at_supplier"]
            _pass_on(flow, lot, received[lot], here)
            flow.held[lot] += received[lot]
    return flow


def _in_order(links: Collection[tuple[str, str]], lots: Iterable[str]) -> list[str]:
    """The lots, each after all that went into it."""
    waits: dict[str, int] = dict.fromkeys(sorted(lots), 0)
    into: dict[str, list[str]] = defaultdict(list)
    for source, output in sorted(links):
        waits[output] += 1
        into[source].append(output)
    ready = [lot for lot, before in waits.items() if not before]
    for lot in ready:
        for output in into[lot]:
            waits[output] -= 1
            if not waits[output]:
                ready.append(output)
    return ready


def _pass_on(flow: Flow, lot: str, qty: Fraction, used: Sequence[_Use]) -> None:
    """Each use of a lot takes its share of what is in it."""
    whole = sum((use.qty for use in used), Fraction(0))
    if not whole:
        why = "nobody recorded how much of the lot there was"
        flow.place(lot, "not_found", qty, why)
        return
    for use in used:
        share = qty * use.qty / whole
        if use.place == PASSED_ON:
            flow.held[use.lot_id] += share
            continue
        flow.place(use.lot_id, use.place, share, use.why)
        if use.lot_id != lot:
            flow.by_piece[use.lot_id] += share
        if use.place == "shipped":
            flow.orders[use.order_id, use.lot_id] += share


@dataclass(frozen=True)
class _Use:
    """A use of a lot, or what is left of it: where that is now (or passed on), which lot tells, how
    much of the lot it is; why it is not found, or to which order it went.
    """

    place: str
    lot_id: str
    qty: Fraction
    why: str = ""
    order_id: str = ""

    @classmethod
    def all_of(
        cls, uses: Uses, lot: str, part_id: str | None, rings: Collection[tuple[str, str]]
    ) -> list[_Use]:
        """Every use of a lot in known quantity, and where the rest is: with a supplier that did not
        deliver it, in stock as it came or as finished goods, in process, or nobody knows.
        """
        used = [_use_of_piece(uses, piece) for piece in uses.built_in[lot]]
        for link in uses.inputs[lot]:
            used += _use_of_link(uses, lot, link, rings)
        for order in uses.orders[lot]:
            qty = _fraction(order["shipped_qty"])
            used.append(cls("shipped", lot, qty, order_id=order["customer_order_id"]))
        for place in ("returned", "scrapped"):
            used.append(cls(place, lot, uses.gone(lot, place)))
        told = sum((use.qty for use in used), Fraction(0))
        left = max(uses.size(lot) - told, Fraction(0))
        away = min(uses.away(lot, told), left)
        used.append(cls("at_supplier", lot, away))
        place, why = _place_of_rest(uses, lot, part_id)
        used.append(cls(place, lot, left - away, why))
        return [use for use in used if use.qty]


def _place_of_rest(uses: Uses, lot: str, part_id: str | None) -> tuple[str, str]:
    """Where what is left of a lot is, and why it cannot be found where it cannot."""
    row = uses.lots[lot]
    is_open = [
        f"an unknown quantity went into lot {link['into_lot_id']}"
        for link in uses.inputs[lot]
        if link["qty"] is None
    ]
    is_open += [
        f"order {order['customer_order_id']} got an unknown quantity"
        for order in uses.orders[lot]
        if order["shipped_qty"] is None
    ]
    if is_open:
        return "not_found", "; ".join(is_open)
    if row["part_id"] == part_id or row["is_finished"] or row["supplier_id"] is not None:
        return "in_stock", ""
    return "in_process", ""


def _use_of_link(
    uses: Uses, lot: str, link: Record, rings: Collection[tuple[str, str]]
) -> list[_Use]:
    """What went into another lot, but for the pieces with their own numbers; none where nobody knows
    how much.
    """
    into = link["into_lot_id"]
    qty = _fraction(link["qty"])
    if qty < 0:
        why = f"lot {into} is said to hold a negative quantity"
        return [_Use("not_found", lot, -qty, why)]
    left = max(qty - uses.pieces_into(lot, into), Fraction(0))
    if into not in uses.lots or not link["is_followed"] or (lot, into) in rings:
        why = f"what went into lot {into} cannot be followed: the records lead in a circle"
        return [_Use("not_found", lot, left, why)]
    return [_Use(PASSED_ON, into, left)]


def _use_of_piece(uses: Uses, piece: Record) -> _Use:
    """Where a piece is that was built into another: with the customer who has that one, or where all
    of its lot is.
    """
    lot = piece["outer_lot_id"]
    name = f"piece {piece['serial_id']}"
    one = Fraction(1)
    if piece["order_id"]:
        return _Use("shipped", lot or piece["lot_id"], one, order_id=piece["order_id"])
    if piece["outer_id"] is None:
        why = f"{name} was built into a piece that no table holds, or into itself"
        return _Use("not_found", piece["lot_id"], one, why)
    if lot not in uses.lots:
        why = f"{name} is in piece {piece['outer_id']}, which is of no known lot"
        return _Use("not_found", piece["lot_id"], one, why)
    orders = uses.orders[lot]
    if not uses.inputs[lot] and not orders:
        place = "in_stock" if uses.lots[lot]["is_finished"] else "in_process"
        return _Use(place, lot, one)
    is_all_shipped = len(orders) == 1 and uses.shipped(lot) >= uses.size(lot)
    if is_all_shipped and not uses.inputs[lot]:
        return _Use("shipped", lot, one, order_id=orders[0]["customer_order_id"])
    why = (
        f"{name} is in piece {piece['outer_id']} of lot {lot}: no record says whether that was among"
        " what left the lot"
    )
    return _Use("not_found", lot, one, why)


def _fraction(value: Decimal | int | None) -> Fraction:
    return Fraction(value or 0)
