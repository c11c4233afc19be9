"""What the books hold of the costs that are booked: by supplier, element and month, in EUR.
Reckoned from the rows, not from the ledger.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import yaml

from sample_world.cost_stories import BOOKS_DIFFER
from sample_world.costs import cents
from sample_world.stream import first_of_next_month
from sample_world.world import REPORTING_CURRENCY

Rows = dict[str, list[dict]]
RATES = Path(__file__).resolve().parents[2] / "data" / "rates" / "sample"


def make_books(rows: Rows, closed_on: date) -> list[dict]:
    """The sums of the months that had ended by a day: the price of what arrived, and every cost
    that was paid by the buyer.
    """
    sums: dict[tuple[str, str, date], Decimal] = defaultdict(Decimal, BOOKS_DIFFER)
    for supplier_id, element, day, amount in [*_prices(rows), *_costs(rows)]:
        sums[supplier_id, element, day.replace(day=1)] += amount
    return [
        {
            "supplier_id": supplier_id,
            "element": element,
            "month_on": month_on,
            "amount": amount,
        }
        for (supplier_id, element, month_on), amount in sorted(sums.items())
        if first_of_next_month(month_on) <= closed_on
    ]


def _prices(rows: Rows) -> list[tuple[str, str, date, Decimal]]:
    """What each receipt that stands was worth: its line's price up to it less that up to the one
    before, each to the cent.
    """
    lines = {line["line_id"]: line for line in rows["schedule_lines"]}
    reversed_ids = {
        receipt["of_receipt_id"]
        for receipt in rows["receipts"]
        if receipt["kind"] == "reversal"
    }
    standing = [
        receipt
        for receipt in rows["receipts"]
        if receipt["kind"] == "receipt" and receipt["receipt_id"] not in reversed_ids
    ]
    arrived: dict[str, Decimal] = defaultdict(Decimal)
    prices = []
    for receipt in sorted(
        standing, key=lambda receipt: (receipt["docked_on"], receipt["receipt_id"])
    ):
        line = lines[receipt["line_id"]]
        before, arrived[line["line_id"]] = (
            arrived[line["line_id"]],
            arrived[line["line_id"]] + receipt["received_qty"],
        )
        until, since = (
            cents(line["value_amount"] * qty / line["ordered_qty"])
            for qty in (arrived[line["line_id"]], before)
        )
        prices.append(
            (
                line["supplier_id"],
                "price",
                receipt["docked_on"],
                _in_eur(rows, until - since, line["currency"], receipt["docked_on"]),
            )
        )
    return prices


def _costs(rows: Rows) -> list[tuple[str, str, date, Decimal]]:
    rates = _rates()
    costs = [
        cost
        for cost in rows["cost_events"]
        if cost["state"] == "amount" and cost["paid_by"] != "supplier"
    ]
    return [
        (
            cost["supplier_id"],
            cost["element"],
            cost["occurred_on"],
            _cost(rows, cost, rates),
        )
        for cost in costs
    ]


def _cost(rows: Rows, cost: dict, rates: dict[str, list[tuple[date, Decimal]]]) -> Decimal:
    if cost["rate_name"]:
        return cents(
            cost["driver_qty"] * _last(rates[cost["rate_name"]], cost["occurred_on"])
        )
    return _in_eur(rows, cost["amount"], cost["currency"], cost["occurred_on"])


def _in_eur(rows: Rows, amount: Decimal, currency: str, day: date) -> Decimal:
    if currency == REPORTING_CURRENCY:
        return amount
    return cents(
        amount
        * _last(
            [
                (fx["rate_on"], fx["fx_rate"])
                for fx in rows["fx"]
                if fx["currency"] == currency
            ],
            day,
        )
    )


def _last(dated: list[tuple[date, Decimal]], day: date) -> Decimal:
    """The value in force on a day."""
    return max((since, value) for since, value in dated if since <= day)[1]


def _rates() -> dict[str, list[tuple[date, Decimal]]]:
    """The rates agreed for the sample world: each value with its first day."""
    files = RATES.glob("*.yaml")
    # As text, so that no digit is lost.
    stated = [
        yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        for path in files
    ]
    return {
        rate["rate"]: [
            (date.fromisoformat(value["valid_from"]), Decimal(value["value"]))
            for value in rate["values"]
        ]
        for rate in stated
    }
