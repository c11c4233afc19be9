"""Promises to customers that depend on suppliers, and complaints of customers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sample_world.stream import Stream, days, workday_until, workdays
from sample_world.world import AS_OF, QUARTERS, REPORTING_CURRENCY
from srmlib import Quarter

# Customers' orders in a quarter, and the share of them that needs each supplier's goods or service.
ORDERS = (86, 94)
NEEDED = {
    "S-1001": 0.72,
    "S-1002": 0.62,
    "S-1003": 0.60,
    "S-1004": 0.80,
    "S-1005": 0.66,
    "S-1006": 0.38,
    "S-1007": 0.15,
    "S-1008": 0.70,
}
# Per 1,000 promises that depend on a supplier, those it breaks.
BREAKS = {
    "S-1001": 12,
    "S-1002": 28,
    "S-1003": 0,
    "S-1004": 14,
    "S-1005": 10,
    "S-1006": 30,
    "S-1007": 20,
    "S-1008": 12,
}
BREAKS_NOW = {("S-1002", "2026Q3"): 100}
# An order is taken so many days before the day first promised.
TAKEN_BEFORE_DAYS = 28
COMPLAINTS = (2, 6)
# Who complaints are traced to, and what they are about; an empty one could not be traced.
TRACED = (
    ("S-1001", "Crack in the housing"),
    ("S-1001", "Housing leaks"),
    ("S-1002", "Vibration"),
    ("S-1002", "Shaft worn"),
    ("S-1004", "Pump leaks at the shaft"),
    ("S-1005", "Motor does not start"),
    ("S-1006", "Noise in the bearing"),
    ("", "Noise"),
    ("", "Pump leaks"),
    ("", "Low pressure"),
)
# A supplier takes so long to say whether a complaint began there, and both firms so long to agree
# on a cause.
ANSWER_DAYS = 30


@dataclass
class Order:
    """A customer's order: `culprits` broke its promise, `claimed` are blamed for it."""

    first_promised_on: date
    promised_on: date
    kept_on: date
    suppliers: list[str]
    culprits: list[str]
    claimed: list[str]
    is_ours: bool
    amount: Decimal


def make_customers(stream: Stream) -> dict[str, list[dict]]:
    """Promises and complaints of all customers, as rows by table."""
    quarters = Quarter.last_full(AS_OF).back(QUARTERS)
    orders = [
        _order(quarter.label, day, stream)
        for quarter in quarters
        for day in _days(quarter.start, quarter.until, stream.between(*ORDERS), stream)
    ]
    # Orders taken before the as-of date and not yet due.
    month_after = days(AS_OF, TAKEN_BEFORE_DAYS)
    orders += [_order("", day, stream) for day in _days(AS_OF, month_after, 26, stream)]
    orders.sort(key=lambda order: order.first_promised_on)
    promises = [
        row
        for number, order in enumerate(orders, start=1)
        for row in _promises(number, order)
    ]
    complaints = [
        row for quarter in quarters for row in _complaints(quarter, promises, stream)
    ]
    for number, row in enumerate(complaints, start=1):
        row["complaint_id"] = f"CC-{number:04d}"
    return {"customer_promises": promises, "complaints": complaints}


def _days(first: date, until: date, count: int, stream: Stream) -> list[date]:
    return sorted(stream.pick(workdays(first, until)) for _ in range(count))


def _order(quarter: str, day: date, stream: Stream) -> Order:
    """An order whose promise was first given for the day; what a supplier breaks is kept late, or
    the promise is moved.
    """
    suppliers = [
        supplier for supplier, share in NEEDED.items() if stream.chance(share)
    ] or ["S-1001"]
    culprits = [
        supplier
        for supplier in suppliers
        if stream.chance(BREAKS_NOW.get((supplier, quarter), BREAKS[supplier]) / 1000)
    ]
    is_ours, is_moved, is_misread, late = (
        stream.chance(0.025),
        stream.chance(0.4),
        stream.chance(0.3),
        stream.between(2, 15),
    )
    misread, early = stream.pick(suppliers), stream.between(0, 3)
    amount = Decimal(stream.between(80, 900) * 50).quantize(Decimal("0.01"))
    is_broken = bool(culprits) or is_ours
    kept_on = (
        workday_until(days(day, late + 2))
        if is_broken
        else workday_until(days(day, -early))
    )
    claimed = culprits + (
        [misread] if is_broken and is_misread and misread not in culprits else []
    )
    return Order(
        day,
        kept_on if is_broken and is_moved else day,
        kept_on,
        suppliers,
        culprits,
        claimed,
        is_ours,
        amount,
    )


def _promises(number: int, order: Order) -> list[dict]:
    """One row for each supplier the order depends on."""
    shipped_on = workday_until(days(order.kept_on, -2))
    is_moved, is_broken = (
        order.promised_on != order.first_promised_on,
        order.kept_on > order.first_promised_on,
    )
    is_told = is_broken and order.first_promised_on < AS_OF
    rows = []
    for supplier in order.suppliers:
        # What another supplier broke is the buyer's cause towards this one.
        cause = "theirs" if supplier in order.claimed else "ours"
        # A claim against the wrong supplier is never agreed; a right one is, once there was time to
        # talk.
        is_agreed = (
            supplier in order.culprits
            and days(order.first_promised_on, ANSWER_DAYS) <= AS_OF
        )
        rows.append(
            {
                "promise_id": f"CP-{number:05d}",
                "supplier_id": supplier,
                "customer_order_id": f"70{number:05d}",
                "first_promised_on": order.first_promised_on if is_moved else None,
                "promised_on": order.promised_on,
                "shipped_on": shipped_on if shipped_on < AS_OF else None,
                "kept_on": order.kept_on if order.kept_on < AS_OF else None,
                "broken_cause": cause if is_told else None,
                "is_cause_agreed": (
                    ("true" if is_agreed or cause == "ours" else "false")
                    if is_told
                    else None
                ),
                "order_amount": order.amount,
                "currency": REPORTING_CURRENCY,
            }
        )
    return rows


def _complaints(quarter: Quarter, promises: list[dict], stream: Stream) -> list[dict]:
    """A quarter's complaints about orders delivered in the year before, by day."""
    rows = []
    for day in _days(
        quarter.start, min(quarter.until, AS_OF), stream.between(*COMPLAINTS), stream
    ):
        supplier, subject = stream.pick(TRACED)
        delivered = [
            p
            for p in promises
            if p["kept_on"]
            and days(day, -300) < p["kept_on"] < day
            and p["supplier_id"] == (supplier or "S-1001")
        ]
        is_accepted, is_claim, units = (
            stream.chance(0.6),
            stream.chance(0.5),
            stream.pick((1, 1, 1, 2, 3)),
        )
        is_answered = bool(supplier) and days(day, ANSWER_DAYS) <= AS_OF
        rows.append(
            {
                "supplier_id": supplier,
                "customer_order_id": (
                    stream.pick(delivered)["customer_order_id"] if delivered else None
                ),
                "received_on": day,
                "unit_count": units,
                "is_claim": "true" if is_claim else "false",
                "is_accepted": ("true" if is_accepted else "false")
                if is_answered
                else None,
                "subject": subject,
            }
        )
    return rows
