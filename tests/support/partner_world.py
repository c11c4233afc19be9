"""What checks of partnering read, planted: a small snapshot, a book by hand, metrics as they are asked
for.
"""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from books import AS_OF, SUPPLIER, BookByHand

from srmlib.metrics.result import BasisReading
from srmlib.partnering.checks import Answer, Check, Rule, read
from srmlib.partnering.known import Known
from srmlib.partnering.marks import shipped
from srmlib.register.kinds import Kind
from srmlib.register.kinds.agreed import ProgrammeItem
from srmlib.register.kinds.people import Contact, Pair
from srmlib.relationship.plan import plan_of
from srmlib.relationship.ratings import ratings_of
from srmlib.rules.calendar import Quarter
from srmlib.snapshot import Snapshot
from srmlib.trace.links import Trace

Q3 = Quarter.parse("2026Q3")
MARKS = {name: mark.value for name, mark in shipped().items()}
FIRMS = {"buyer": "Tarn", "supplier": "Harrow"}
TIERS = ("functional", "operational", "executive")
METRICS = ("D1", "D2", "D3", "Q1", "Q2", "Q3", "S1", "S2", "C1", "P1", "B1", "B2")

LINE = {
    "supplier_id": SUPPLIER,
    "site": "Brno plant",
    "made_at": "Works South",
    "requested_on": "2026-07-10",
}
# A key supplier: charged once, inspected again and again, with promises that hang on it.
KEY: dict[str, list[dict[str, Any]]] = {
    "suppliers": [
        {"supplier_id": SUPPLIER, "name": "Harrow", "category": "castings"},
        {"supplier_id": "S-2", "name": "Other", "category": "castings"},
    ],
    "schedule_lines": [LINE | {"line_id": f"L{number}"} for number in range(1, 4)],
    "receipts": [
        {"line_id": f"L{number}", "receipt_id": f"R{number}"} for number in range(1, 4)
    ],
    "cost_events": [
        {
            "event_id": "CE-1",
            "element": "recovered",
            "component": "",
            "supplier_id": SUPPLIER,
            "occurred_on": "2026-08-01",
            "amount": "-50.00",
            "cause": "theirs",
        }
    ],
    "inspection_lots": [
        {
            "lot_id": f"IL-{number:02}",
            "supplier_id": SUPPLIER,
            "part_id": "P",
            "lot_qty": "10",
            "accepted_qty": "10",
            "decision": "reject" if number == 1 else "accept",
            "decided_on": f"2026-08-{number:02}",
        }
        for number in range(1, 12)
    ],
    "customer_promises": [
        {
            "promise_id": "CP-1",
            "supplier_id": SUPPLIER,
            "customer_order_id": "CO-1",
            "promised_on": "2026-08-20",
        }
    ],
    "forecasts": [
        {
            "supplier_id": SUPPLIER,
            "part_id": "P",
            "month_on": "2026-09-01",
            "made_on": "2026-08-01",
            "forecast_qty": "10",
        }
    ],
}


def known(snapshot: Snapshot, book: BookByHand | None = None, **changes: Any) -> Known:
    """What is known of the supplier by the day of the review."""
    entered = (book or BookByHand()).book()
    asked = (entered, SUPPLIER, Q3, AS_OF)
    made = Known(
        snapshot=snapshot,
        supplier_id=SUPPLIER,
        quarter=Q3,
        as_of=AS_OF,
        book=entered,
        plan=plan_of(*asked),
        ratings=ratings_of(*asked),
        readings=(),
        trace=Trace(),
        marks=MARKS,
        firms=FIRMS,
    )
    return replace(made, **changes)


def metrics(
    count: int = 12,
    unsigned: dict[str, int] | None = None,
    own: dict[str, tuple[float, float]] | None = None,
) -> dict[str, Any]:
    """So many metrics with data, of which a firm has not signed the first few; `own` are the firms'
    own values against a goal of 90.
    """
    made = []
    for place, name in enumerate(METRICS[:count]):
        signed = {side: place >= (unsigned or {}).get(side, 0) for side in FIRMS}
        definition = SimpleNamespace(
            applies=True,
            version=1,
            name=name,
            goal=90,
            better="up",
            is_ours=name.startswith("B"),
            switches={"agreed": {}, "supplier": {}},
            signed_by_buyer="B" if signed["buyer"] else None,
            signed_by_supplier="S" if signed["supplier"] else None,
        )
        values = dict(zip(FIRMS, (own or {}).get(name, ()), strict=False))
        bases = {side: BasisReading(value, 1, 1, {}) for side, value in values.items()}
        made.append(
            SimpleNamespace(id=name, definition=definition, state="ok", bases=bases)
        )
    return {"readings": made}


def with_data(found: Known, quarters: int = 3) -> Known:
    """As if every metric had rows in so many of the last three quarters."""
    found.__dict__["with_data"] = {one.id: quarters for one in found.readings}
    return found


def answer(rule: Rule, found: Known, side: str = "buyer") -> Answer:
    return read(rule, found).of(side)


def outcome(rule: Rule, found: Known, side: str = "buyer") -> str:
    return answer(rule, found, side).outcome


def outcomes(rule: Rule, found: Known) -> tuple[str, str, str]:
    """For the pair, the buyer and the supplier."""
    check: Check = read(rule, found)
    return check.outcome, check.buyer.outcome, check.supplier.outcome


def entered(*stated: Kind | tuple[str, Kind], side: str | None = None) -> BookByHand:
    """A book of these entries in order; with a record where it is named, by a side where it is."""
    book = BookByHand()
    for one in stated:
        record, kind = one if isinstance(one, tuple) else (None, one)
        book.add(kind, record)
        if side:
            book.revisions[-1] = replace(book.revisions[-1], side=side)
    return book


def people(count: int = 5, side: str = "buyer") -> BookByHand:
    """So many people of a firm: P-0, P-1 …"""
    book = BookByHand()
    for place in range(count):
        book.person(f"P-{place}", side, f"Name {place}", "planner")
    return book


def paired(active: int, silent: int, hole: bool = False) -> BookByHand:
    """Pairs that spoke ninety days ago, and others a day before; a hole is one of one person."""
    book = people().person("S-1", "supplier", "Bo", "planner")
    for place in range(active + silent):
        pair = f"PP-{place}"
        stated = {"buyer_person": "P-0", "supplier_person": "S-1"}
        book.add(Pair(function=f"f{place}", **stated), pair)
        on = "2026-07-15" if place < active else "2026-07-14"
        book.add(Contact(pair=pair, on=on, how="call"))
    return book.add(Pair(function="finance", buyer_person="P-0")) if hole else book


def item(form: str = "budget", reviewed_on: str | None = "2025-10-13") -> ProgrammeItem:
    return ProgrammeItem(item="people", form=form, side="buyer", reviewed_on=reviewed_on)
