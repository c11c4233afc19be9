"""Literal rows of the cost ledger: what a row does not say is that of a booked cost of our own, by
no receipt.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import count

from srmlib.cost.rows import Goods, LedgerRow

NUMBERS = count(1)
ROW = {
    "source": "cost_events",
    "element": "line_stop",
    "component": None,
    "supplier_id": "S",
    "part_id": None,
    "receipt_id": None,
    "line_id": None,
    "order_id": None,
    "shipment_id": None,
    "booked_on": date(2026, 7, 10),
    "state": "amount",
    "basis": "booked",
    "stated_amount": None,
    "stated_currency": None,
    "fx_rate": None,
    "fx_units": None,
    "driver_qty": None,
    "driver_unit": None,
    "rate_name": None,
    "rate_value": None,
    "rate_low": None,
    "rate_high": None,
    "rate_unit": None,
    "rate_from": None,
    "rate_per": None,
    "share_weight": 1,
    "share_whole": 1,
    "rule": "whole: no receipt bears it",
    "cause": "theirs",
    "cause_by": "booked",
    "cause_part": None,
    "booked_supplier_id": "S",
    "paid_by": "buyer",
}


def booked(amount: str | None, **facts) -> LedgerRow:
    """A booked cost; its event has the amount of the row unless said otherwise."""
    value = None if amount is None else Decimal(amount)
    event = {"event_id": f"E{next(NUMBERS)}", "amount": value, "event_amount": value}
    return LedgerRow(**ROW | event | facts)


def price(amount: str, receipt_id: str, **facts) -> LedgerRow:
    borne = {
        "element": "price",
        "basis": "price",
        "source": "receipts",
        "cause": "terms",
        "part_id": "P",
    }
    return booked(
        amount,
        **borne
        | {
            "event_id": f"price {receipt_id}",
            "receipt_id": receipt_id,
            "line_id": receipt_id,
        }
        | facts,
    )


def by_rate(
    driver_qty: str,
    rate: str,
    amount: str,
    low: str | None = None,
    high: str | None = None,
    **facts,
) -> LedgerRow:
    """A cost valued by line_stop_rate; the amount is said, so that a wrong formula cannot agree
    with itself.
    """
    valued = {
        "driver_qty": Decimal(driver_qty),
        "rate_name": "line_stop_rate",
        "rate_value": Decimal(rate),
        "rate_unit": "EUR/minute",
        "rate_per": 1,
    }
    ends = {
        "rate_low": low and Decimal(low),
        "rate_high": high and Decimal(high),
        "rate_from": date(2026, 1, 1),
    }
    return booked(amount, **{"basis": "rate"} | valued | ends | facts)


def arrived(
    qty: str | None, receipt_id: str, shipment_id: str | None = None, **facts
) -> Goods:
    return Goods(
        **{
            "part_id": "P",
            "uom": "piece",
            "receipt_id": receipt_id,
            "shipment_id": shipment_id,
            "qty": qty and Decimal(qty),
        }
        | facts
    )
