"""A recall: from a lot, a receipt, a supplier or some days to all that its goods are in by now, the
customers to be called, what cannot be found and why, and the balance of quantities.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from time import perf_counter

from srmlib.errors import UsageError
from srmlib.snapshot import Record, Snapshot
from srmlib.snapshot.database import statement
from srmlib.stats.apportion import rounded_together
from srmlib.trace.balance import PLACES, Flow, Uses, flow_from, uses_of
from srmlib.trace.known_ids import refuse_unknown
from srmlib.trace.mirror import Reached, reached_from
from srmlib.trace.recalled import (
    Asked,
    Balance,
    Broken,
    Customer,
    Gap,
    Holding,
    Order,
    Piece,
    Recall,
)
from srmlib.trace.steps import RANKS, Thing
from srmlib.trace.up_and_down import words_of_way

KINDS = {
    "lot": ("lots", "lot_id"),
    "receipt": ("receipts", "receipt_id"),
    "supplier": ("suppliers", "supplier_id"),
}
THOUSAND = 1000


def recall(
    snapshot: Snapshot,
    of_id: str = "",
    *,
    kind: str = "",
    first: date | None = None,
    last: date | None = None,
) -> Recall:
    """All that is known of where the goods of a lot, a receipt or a supplier are by now, or of all
    that came in some days (`of_id` empty), first and last day included.

    `kind` (lot, receipt, supplier) says what an id is that is the number of several. Raises
    UsageError for an id that is none of them, with close matches; for one that is several; where
    neither an id nor a day is given; and where the days run backwards.
    """
    began = perf_counter()
    asked = _asked(snapshot, of_id, kind, first, last)
    rows = snapshot.records(
        statement("recall/selected"),
        {"kind": asked.kind, "of_id": of_id, "first": first, "last": last},
    )
    found = _Found(snapshot, rows)
    answer = Recall(
        asked=asked,
        snapshot_id=snapshot.id,
        as_of=snapshot.as_of,
        balances=tuple(found.balances()),
        holdings=tuple(found.holdings()),
        customers=tuple(found.customers()),
        orders=tuple(found.orders()),
        may_orders=tuple(found.may_orders()),
        pieces=tuple(found.pieces()),
        incidents=tuple(found.incidents()),
        gaps=tuple(found.gaps()),
    )
    return replace(answer, seconds=perf_counter() - began)


def _asked(
    snapshot: Snapshot, of_id: str, kind: str, first: date | None, last: date | None
) -> Asked:
    if first is not None and last is not None and first > last:
        raise UsageError(
            f"The days run from {first} to {last}, expected the first before the last.\nTurn them"
            " round."
        )
    if not of_id:
        if first is None and last is None:
            raise UsageError(
                "A recall of nothing was asked for, expected a lot, receipt or supplier, or days.\n"
                "Name one: srm recall LOT, or srm recall --from DAY --until DAY."
            )
        return Asked(first=first, last=last)
    kinds = [
        row["kind"] for row in snapshot.records(statement("recall/kinds"), {"of_id": of_id})
    ]
    known = [one for one in kinds if kind in ("", one)]
    if not known:
        refuse_unknown(snapshot, of_id, *([KINDS[kind]] if kind else KINDS.values()))
    if len(known) > 1:
        raise UsageError(
            f"'{of_id}' is the number of a {' and of a '.join(known)} in snapshot"
            f" {snapshot.id}.\nSay which is meant: --kind {' or --kind '.join(known)}."
        )
    name = ""
    if known == ["supplier"]:
        name = snapshot.scalar("SELECT name FROM suppliers WHERE supplier_id = ?", [of_id])
    return Asked(known[0], of_id, name, first, last)


class _Found:
    """What was selected, all it reached, and where its quantities went."""

    def __init__(self, snapshot: Snapshot, rows: list[Record]):
        self.snapshot = snapshot
        self.rows = rows
        self.starts = {row["lot_id"] for row in rows} - {None}
        receipts = {row["receipt_id"] for row in rows} - {None}
        self.reached: Reached = reached_from(snapshot, self.starts, receipts)
        self.lots = self.reached.recorded.of_kind("lot")
        self.uses: Uses = uses_of(snapshot, {*self.lots})
        self.names = _names(snapshot)
        self.facts = _facts(
            snapshot, [*self.reached.recorded.found, *self.reached.may.found]
        )
        self.flows = {part: self._flow(part) for part in self._parts()}

    def _parts(self) -> list[str | None]:
        return sorted({row["part_id"] for row in self.rows}, key=lambda part: part or "")

    def _flow(self, part: str | None) -> Flow:
        """From what was received of the lots of a part, or whole lots that came with no receipt,
        without what of them came out of another of them.
        """
        whole: dict[str, Fraction] = {}
        received: dict[str, Fraction] = {}
        for row in self.rows:
            lot = row["lot_id"]
            if row["part_id"] != part or lot not in self.uses.lots:
                continue
            size = self.uses.size(lot)
            if row["receipt_id"] is None:
                whole[lot] = size
            else:
                qty = Fraction(row["lot_qty"] or row["arrived_qty"] or 0) or size
                received[lot] = received.get(lot, Fraction(0)) + qty
        for lot in [*whole, *received]:
            for use in self.uses.inputs[lot]:
                for starts in (whole, received):
                    into = use["into_lot_id"]
                    if into in starts and (use["qty"] or 0) > 0 and use["is_followed"]:
                        left = starts[into] - Fraction(use["qty"])
                        starts[into] = max(left, Fraction(0))
        flow = flow_from(self.uses, whole, received, part)
        for lot in received:
            self._place_undelivered(flow, lot)
        return flow

    def _place_undelivered(self, flow: Flow, lot: str) -> None:
        """What of a lot never came, where all of its receipts are asked about."""
        receipts = {row["receipt_id"] for row in self.rows if row["lot_id"] == lot}
        if len(receipts) == len(self.uses.receipts[lot]):
            away = self.uses.away(lot, Fraction(0))
            flow.place(lot, "at_supplier", away)
            flow.held[lot] += away

    def balances(self) -> Iterable[Balance]:
        for part, flow in self.flows.items():
            rows = [row for row in self.rows if row["part_id"] == part]
            places = {place: flow.total(place) for place in PLACES}
            for place, qty in self._loose(part).items():
                places[place] += qty
            rounded = _rounded(places)
            name, unit = self.names.get(part or "", (part or "not known", "units"))
            yield Balance(
                part_id=part,
                part=name,
                unit=unit,
                receipts=len({row["receipt_id"] for row in rows} - {None}),
                lots=len({row["lot_id"] for row in rows} - {None}),
                came=sum(rounded.values(), Decimal(0)) - rounded["at_supplier"],
                unknown_receipts=sum(
                    row["arrived_qty"] is None and row["receipt_id"] is not None
                    for row in rows
                ),
                **rounded,
            )

    def _loose(self, part: str | None) -> dict[str, Fraction]:
        """What came with receipts of which no lot is recorded: gone back, scrapped, and the rest,
        which cannot be found.
        """
        places = dict.fromkeys(("returned", "scrapped", "not_found"), Fraction(0))
        for row in self.rows:
            if row["part_id"] == part and row["lot_id"] is None:
                left = Fraction(row["arrived_qty"] or 0)
                for place in ("returned", "scrapped"):
                    gone = min(Fraction(row[f"{place}_qty"]), left)
                    places[place] += gone
                    left -= gone
                places["not_found"] += left
        return places

    def holdings(self) -> Iterable[Holding]:
        for part, flow in self.flows.items():
            for lot in self.lots:
                held = flow.held.get(lot, Fraction(0)) + flow.by_piece.get(lot, Fraction(0))
                if not held:
                    continue
                row = self.uses.lots[lot]
                rounded = _rounded({place: flow.placed[lot][place] for place in PLACES})
                yield Holding(
                    lot_id=lot,
                    part=row["part_name"] or row["part_id"] or "not known",
                    of_part=self.names.get(part or "", (part or "not known", ""))[0],
                    supplier=row["supplier_name"] or "",
                    made_on=row["made_on"],
                    held=_decimal(held),
                    evidence=RANKS[self.lots[lot]],
                    path=self._path(Thing("lot", lot)),
                    **rounded,
                )

    def orders(self) -> list[Order]:
        return self._orders_of({*self.lots}, is_recorded=True)

    def may_orders(self) -> list[Order]:
        known = {order.order_id for order in self.orders()}
        lots = {*self.reached.may.of_kind("lot")} - {*self.lots}
        return [
            order
            for order in self._orders_of(lots, is_recorded=False)
            if order.order_id not in known
        ]

    def _orders_of(self, lots: set[str], *, is_recorded: bool) -> list[Order]:
        walk = self.reached.recorded if is_recorded else self.reached.may
        reached = walk.of_kind("order")
        rows = self.snapshot.records(
            statement("recall/orders.duckdb"), {"lots": sorted(lots), "orders": [*reached]}
        )
        with_lots = {row["customer_order_id"] for row in rows if row["lot_id"]}
        found = []
        for row in rows:
            order, lot = row["customer_order_id"], row["lot_id"]
            if order not in reached or (lot is None and order in with_lots):
                continue
            product, unit = self.names.get(
                self.facts.get(Thing("lot", lot or ""), ("", ""))[1], ("", "")
            )
            holds = sum(
                (
                    flow.orders.get((order, lot), Fraction(0))
                    for flow in self.flows.values()
                ),
                Fraction(0),
            )
            found.append(
                Order(
                    customer_id=row["customer_id"] or "",
                    region=row["region"] or "",
                    order_id=order,
                    lot_id=lot or "",
                    product=product,
                    unit=unit,
                    shipped_qty=row["shipped_qty"],
                    holds=_decimal(holds),
                    shipped_on=row["shipped_on"],
                    evidence=RANKS[reached[order]],
                    path=words_of_way(walk.way(Thing("order", order)), self.lot_of),
                )
            )
        return found

    @property
    def lot_of(self) -> Mapping[Thing, Record]:
        return {thing: {"lot_id": lot} for thing, (lot, _) in self.facts.items()}

    def _path(self, thing: Thing) -> str:
        return words_of_way(self.reached.recorded.way(thing), self.lot_of)

    def customers(self) -> Iterable[Customer]:
        by_customer: dict[str, list[Order]] = defaultdict(list)
        for order in self.orders():
            by_customer[order.customer_id].append(order)
        broken = self.incidents()
        for customer, orders in sorted(by_customer.items()):
            ids = {order.order_id for order in orders}
            days = [order.shipped_on for order in orders if order.shipped_on]
            yield Customer(
                customer_id=customer,
                region=orders[0].region,
                orders=len(ids),
                shipped_qty=sum(
                    (order.shipped_qty or Decimal(0) for order in orders), Decimal(0)
                ),
                is_least=any(order.shipped_qty is None for order in orders),
                first_on=min(days, default=None),
                last_on=max(days, default=None),
                incidents=sum(one.order_id in ids for one in broken),
                evidence=min((order.evidence for order in orders), key=RANKS.index),
            )

    def pieces(self) -> Iterable[Piece]:
        for serial, rank in self.reached.recorded.of_kind("piece").items():
            lot, part = self.facts.get(Thing("piece", serial), ("", ""))
            yield Piece(
                serial_id=serial,
                lot_id=lot or "",
                part=self.names.get(part, (part or "not known", ""))[0],
                evidence=RANKS[rank],
                path=self._path(Thing("piece", serial)),
            )

    def incidents(self) -> list[Broken]:
        found = {(one.kind, one.id): one for one in self.reached.incidents}
        rows = self.snapshot.records(
            statement("recall/incidents.duckdb"),
            {"kinds": [kind for kind, _ in found], "ids": [of_id for _, of_id in found]},
        )
        broken = []
        for row in rows:
            one = found[row["effect_kind"], row["effect_id"]]
            broken.append(
                Broken(
                    kind=one.kind,
                    id=one.id,
                    on=row["occurred_on"],
                    what=row["breakdown"],
                    units=row["unit_count"],
                    order_id=row["customer_order_id"] or "",
                    evidence=RANKS[one.rank],
                    path=f"{self._path(one.of)} → {one.kind.replace('_', ' ')} {one.id}",
                )
            )
        return broken

    def gaps(self) -> list[Gap]:
        return [
            *self._lost(),
            *self._without_lot(),
            *self._not_told(),
            *self._not_excluded(),
        ]

    def _lost(self) -> Iterable[Gap]:
        for part, flow in self.flows.items():
            name, unit = self.names.get(part or "", (part or "not known", "units"))
            for lost in flow.lost:
                yield Gap(f"lot {lost.lot_id}", name, _decimal(lost.qty), unit, lost.why)

    def _without_lot(self) -> Iterable[Gap]:
        """What came with receipts of which no lot is recorded, summed by part."""
        for part in self._parts():
            rows = [
                row for row in self.rows if row["part_id"] == part and row["lot_id"] is None
            ]
            if rows:
                name, unit = self.names.get(part or "", (part or "not known", "units"))
                lost = _decimal(self._loose(part)["not_found"])
                is_known = any(row["arrived_qty"] is not None for row in rows)
                where = f"receipt {rows[0]['receipt_id']}"
                if len(rows) > 1:
                    where = f"{len(rows):,} receipts"
                why = "no lot is recorded of what came, so no record says what it went into"
                yield Gap(where, name, lost if is_known else None, unit, why)

    def _not_told(self) -> Iterable[Gap]:
        """The rest of lots of which only some pieces tell what is in them."""
        rows = self.snapshot.records(
            statement("recall/pieces_told.duckdb"),
            {"lots": [*self.lots], "parts": [part for part in self._parts() if part]},
        )
        for row in rows:
            lot = self.uses.lots[row["lot_id"]]
            rest = self.uses.size(row["lot_id"]) - row["pieces"]
            if rest > 0:
                name, unit = self.names.get(lot["part_id"] or "", ("not known", "units"))
                inside = self.names.get(row["part_id"], (row["part_id"], ""))[0]
                why = (
                    f"no record says which {inside} is in these (of {row['pieces']} of the lot it is"
                    " known): they may be affected"
                )
                yield Gap(f"lot {row['lot_id']}", name, _decimal(rest), unit, why)

    def _not_excluded(self) -> Iterable[Gap]:
        """Lots that may hold goods that came, because no record says what went into them."""
        lots = self.reached.may.of_kind("lot")
        by_part: dict[tuple[str, str], list[str]] = defaultdict(list)
        for lot, rank in lots.items():
            if lot not in self.lots:
                part = self.facts.get(Thing("lot", lot), ("", ""))[1]
                by_part[part, RANKS[rank]].append(lot)
        for (part, evidence), found in sorted(by_part.items()):
            name, unit = self.names.get(part, (part or "not known", "units"))
            where = f"lot {found[0]}" if len(found) == 1 else f"lots {', '.join(found)}"
            words = {
                "window": "was made within the days in which such goods are used up",
                "bom": "was made within a year of it, and the bill of materials asks for the part",
            }
            why = f"no record says what went into it; it {words[evidence]}: it may be affected"
            yield Gap(where, name, None, unit, why)


def _names(snapshot: Snapshot) -> dict[str, tuple[str, str]]:
    rows = snapshot.records("SELECT part_id, name, uom FROM parts")
    return {
        row["part_id"]: (row["name"] or row["part_id"], row["uom"] or "units")
        for row in rows
    }


def _facts(snapshot: Snapshot, things: list[Thing]) -> dict[Thing, tuple[str | None, str]]:
    """The lot and the part of lots and pieces."""
    rows = snapshot.records(
        statement("recall/things.duckdb"),
        {
            "lots": [thing.id for thing in things if thing.kind == "lot"],
            "pieces": [thing.id for thing in things if thing.kind == "piece"],
        },
    )
    return {
        Thing(row["kind"], row["id"]): (row["lot_id"], row["part_id"] or "") for row in rows
    }


def _rounded(places: Mapping[str, Fraction]) -> dict[str, Decimal]:
    """Quantities to the thousandth, which add up to what their sum is rounded to."""
    whole = round(sum(places.values(), Fraction(0)) * THOUSAND)
    exact = [qty * THOUSAND for qty in places.values()]
    parts = rounded_together(whole, exact) if whole else [0] * len(exact)
    return {
        place: Decimal(part) / THOUSAND for place, part in zip(places, parts, strict=True)
    }


def _decimal(qty: Fraction) -> Decimal:
    return Decimal(round(qty * THOUSAND)) / THOUSAND
