"""Promises to customers that were broken, and by whose cause."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from srmlib.rules.calendar import Quarter
from srmlib.snapshot import Record, Snapshot
from srmlib.snapshot.database import statement
from srmlib.stats.intervals import wilson_interval

# Whose cause a broken promise is. The first three are agreed by both firms; the next two are
# claimed and not agreed; of the last nothing is told.
BROKEN_SIDES = ("theirs", "shared", "ours", "claimed_theirs", "not_agreed", "not_told")


@dataclass(frozen=True)
class Share:
    """`k` of `n`; `value` is the percentage, `interval` its 95 % Wilson interval, both null where n
    is 0. Fewer than `least_n` are too few to judge.
    """

    JSON: ClassVar = ("k", "n", "value", "interval", "least_n", "state")

    k: int
    n: int
    least_n: int = 1

    @property
    def state(self) -> str:
        """`ok`, `too_few`, or `no_data` where there is nothing to count."""
        if not self.n:
            return "no_data"
        if self.n < self.least_n:
            return "too_few"
        return "ok"

    @property
    def value(self) -> float | None:
        return 100 * self.k / self.n if self.n else None

    @property
    def interval(self) -> tuple[float, float] | None:
        return wilson_interval(self.k, self.n) if self.n else None


@dataclass(frozen=True)
class Broken:
    """The promises of a quarter that depended on a supplier and were not kept.

    `sides` counts the broken promises by BROKEN_SIDES and sums to them. `orders` are those with a
    broken promise, of `orders_due`, all with a promise of the quarter. `customers` is null where
    the extract has no customers' orders; `orders_without_customer` are broken orders whose customer
    is not known. `revenue` is in `currency`, of the orders whose amount is known; null where orders
    are broken and no amount is known. `orders_without_amount` are the others. `share_of_revenue` is
    what it is of the revenue of all orders due, of those whose amount is known, in percent. Without
    customer promises nothing is known, and all of it is null.
    """

    JSON: ClassVar = (
        "state",
        "share",
        "sides",
        "orders",
        "orders_due",
        "customers",
        "orders_without_customer",
        "revenue",
        "currency",
        "orders_without_amount",
        "share_of_revenue",
    )

    state: str
    currency: str
    share: Share = Share(0, 0)
    sides: dict[str, int] | None = None
    orders: int | None = None
    orders_due: int | None = None
    customers: int | None = None
    orders_without_customer: int | None = None
    revenue: Decimal | None = None
    orders_without_amount: int | None = None
    share_of_revenue: float | None = None


def broken(snapshot: Snapshot, supplier_id: str | None, quarter: Quarter) -> Broken:
    """Broken promises that depended on the supplier, and the orders, customers and revenue they
    touched.

    Formula: promises broken ÷ promises of the quarter that depended on the supplier; by cause side,
    Σ order amount, once per order; and
    that ÷ Σ order amount of all orders with such a promise.
    Unit: promises, percent, orders, customers, reporting currency. Source: customer_promises (rows
    p1_rows), customer_orders, fx_daily.
    Counts: promises by the day first promised (as P1 counts them); broken whoever's cause it was.
    Without a supplier, of all of them: a promise that depends on several is one, broken where it is
    at any, by the first of BROKEN_SIDES that holds at one of them; an order is one. What suppliers
    have each is not to be added.
    An order with several broken promises is one order, of the first amount known in the order of
    days promised. An amount in another currency counts by the rate of the promised day; without
    amount, currency or rate the order is among those whose amount is not known. `not_supplied`
    without customer promises; `no_data` and null share when none was due; zeros when all were kept.
    """
    if "customer_promises" not in snapshot.supplied_tables:
        return Broken("not_supplied", snapshot.reporting_currency)
    due = snapshot.records(
        statement("promises/broken"),
        {"supplier_id": supplier_id, "start": quarter.start, "until": quarter.until},
    )
    rows = [row for row in due if not row["is_kept"]]
    side_of = _sides(rows)
    sides = Counter(side_of.values())
    customers = {row["customer_order_id"]: row["customer_id"] for row in rows}
    amounts = _amounts(rows)
    all_amounts = _amounts(due) | amounts
    known = [amount for amount in amounts.values() if amount is not None]
    revenue = sum(known, Decimal("0.00")) if known or not amounts else None
    revenue_due = sum(
        (amount or Decimal(0) for amount in all_amounts.values()), Decimal("0.00")
    )
    has_customers = "customer_orders" in snapshot.supplied_tables
    share = Share(len(side_of), len({row["promise_id"] for row in due}))
    return Broken(
        state=share.state,
        currency=snapshot.reporting_currency,
        share=share,
        sides={side: sides[side] for side in BROKEN_SIDES},
        orders=len(amounts),
        orders_due=len(all_amounts),
        customers=len(set(customers.values()) - {None}) if has_customers else None,
        orders_without_customer=list(customers.values()).count(None)
        if has_customers
        else None,
        revenue=revenue,
        orders_without_amount=len(amounts) - len(known),
        share_of_revenue=_percent(revenue, revenue_due),
    )


def _sides(rows: list[Record]) -> dict[str, str]:
    """By broken promise whose cause it is; at several suppliers, the first of BROKEN_SIDES."""
    sides: dict[str, str] = {}
    for row in rows:
        side = _side(row["broken_cause"], row["is_cause_agreed"])
        known = sides.get(row["promise_id"], side)
        sides[row["promise_id"]] = min(known, side, key=BROKEN_SIDES.index)
    return sides


def _amounts(rows: list[Record]) -> dict[str, Decimal | None]:
    """The amount of each order: the first one known."""
    amounts: dict[str, Decimal | None] = {}
    for row in rows:
        if amounts.get(row["customer_order_id"]) is None:
            amounts[row["customer_order_id"]] = row["order_amount"]
    return amounts


def _percent(part: Decimal | None, whole: Decimal) -> float | None:
    if part is not None and whole > 0:
        return float(100 * part / whole)
    return None


def _side(cause: str | None, is_agreed: bool) -> str:
    """Open and empty both mean that nobody has said whose cause it was."""
    if cause in (None, "open"):
        return "not_told"
    if is_agreed:
        return cause
    if cause == "theirs":
        return "claimed_theirs"
    return "not_agreed"
