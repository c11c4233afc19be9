"""What a recall answers: quantities by place, lots, customers, orders, pieces, what broke, and what
cannot be found.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

import pandas as pd


@dataclass(frozen=True)
class Asked:
    """What a recall is of: a lot, receipt or supplier (`kind` empty: of any), and the days it came,
    both included, null where they are not asked for. `name` is the supplier's.
    """

    kind: str = ""
    id: str = ""
    name: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Balance:
    """One part of the goods asked about, in its own unit: `came` and `at_supplier` (made, and never
    delivered) are all there was; came = in_stock + in_process + shipped + returned + scrapped +
    not_found, to the thousandth. `unknown_receipts` came in a quantity that nobody recorded.
    """

    part_id: str | None
    part: str
    unit: str
    receipts: int
    lots: int
    came: Decimal
    in_stock: Decimal
    in_process: Decimal
    shipped: Decimal
    returned: Decimal
    scrapped: Decimal
    not_found: Decimal
    at_supplier: Decimal
    unknown_receipts: int = 0


@dataclass(frozen=True)
class Holding:
    """A lot that holds goods of one part that was asked about: how much ever was in it, and where
    that is, in the unit of that part; the way to it, and the weakest evidence on it.
    """

    lot_id: str
    part: str
    of_part: str
    supplier: str
    made_on: date | None
    held: Decimal
    at_supplier: Decimal
    in_stock: Decimal
    in_process: Decimal
    shipped: Decimal
    returned: Decimal
    scrapped: Decimal
    not_found: Decimal
    evidence: str
    path: str


@dataclass(frozen=True)
class Order:
    """A customer's order that got goods of an affected lot: how many products (null: not known), how
    much of what was asked about is in them by shares (of several parts: together), when the order
    left, and the way.
    """

    customer_id: str
    region: str
    order_id: str
    lot_id: str
    product: str
    unit: str
    shipped_qty: Decimal | None
    holds: Decimal
    shipped_on: date | None
    evidence: str
    path: str


@dataclass(frozen=True)
class Customer:
    """A customer to be called: orders, products shipped of affected lots (at least, where a quantity
    is not known), the days they left, what broke there already, the strongest evidence.
    """

    customer_id: str
    region: str
    orders: int
    shipped_qty: Decimal
    is_least: bool
    first_on: date | None
    last_on: date | None
    incidents: int
    evidence: str


@dataclass(frozen=True)
class Piece:
    """A piece with its own number that holds goods asked about, or is one."""

    serial_id: str
    lot_id: str
    part: str
    evidence: str
    path: str


@dataclass(frozen=True)
class Broken:
    """What broke already of affected goods; `units` of them, null where nobody said how many."""

    kind: str
    id: str
    on: date
    what: str
    units: int | None
    order_id: str
    evidence: str
    path: str


@dataclass(frozen=True)
class Gap:
    """What cannot be found, or may be affected and nothing shows it: of which part, how much (null:
    not known), in its unit, and why.
    """

    where: str
    part: str
    qty: Decimal | None
    unit: str
    why: str


@dataclass(frozen=True)
class Recall:
    """The answer to a recall. `customers` and `orders` by numbers of lots and pieces; `may_orders`
    those of lots of which no record says what went into them, so that nothing shows that they are
    affected, or that they are not. `seconds` is how long the question took.
    """

    asked: Asked
    snapshot_id: str
    as_of: date
    balances: tuple[Balance, ...]
    holdings: tuple[Holding, ...]
    customers: tuple[Customer, ...]
    orders: tuple[Order, ...]
    may_orders: tuple[Order, ...]
    pieces: tuple[Piece, ...]
    incidents: tuple[Broken, ...]
    gaps: tuple[Gap, ...]
    seconds: float = 0.0

    def tables(self) -> dict[str, pd.DataFrame]:
        """Each list as a frame, under the name of its file: balance, lots, customers, orders, …"""
        named = {
            "balance": (Balance, self.balances),
            "lots": (Holding, self.holdings),
            "customers": (Customer, self.customers),
            "orders": (Order, self.orders),
            "orders_not_excluded": (Order, self.may_orders),
            "pieces": (Piece, self.pieces),
            "incidents": (Broken, self.incidents),
            "not_found": (Gap, self.gaps),
        }
        return {
            name: pd.DataFrame(
                [vars(row) for row in rows],
                columns=[one.name for one in fields(kind)],
                dtype=object,
            )
            for name, (kind, rows) in named.items()
        }
