"""The ledger's rows and the good quantities of a quarter as plain Python, for what compares and
resamples them.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Protocol, TypeVar

from srmlib.numbers import money_decimals
from srmlib.rules.calendar import Quarter
from srmlib.snapshot import Snapshot
from srmlib.snapshot.database import statement
from srmlib.stats.apportion import rounded_together

Key = TypeVar("Key", bound=Hashable)
ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Valuation:
    """How a rate valued an event whole: `driver_qty` × `rate_value` ÷ `rate_per`."""

    rate_name: str
    rate_from: date
    rate_unit: str
    rate_value: Decimal
    rate_per: int
    driver_qty: Decimal | Fraction
    driver_unit: str | None

    @property
    def per_unit_of_rate(self) -> Fraction:
        """What one unit of the rate adds to the event."""
        return Fraction(self.driver_qty) / self.rate_per


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A row of the cost ledger: what one cost event, or one receipt's share of it, came to. The
    columns of the mart, in the order in which they are shown.

    `amount` is null unless the state is `amount`. `cause_by` is whose word the cause is: agreed by
    both firms, rule, claimed by one, booked with the row, or terms. `cause_part` names the part of an
    event that has several causes, null of a whole one; `booked_supplier_id` is the supplier the
    extract names, where the trace leads the cost to another. The driver of what is asked about, not counted,
    may be an exact fraction.
    """

    booked_on: date
    element: str
    component: str | None
    event_id: str
    source: str
    receipt_id: str | None
    line_id: str | None
    order_id: str | None
    shipment_id: str | None
    part_id: str | None
    state: str
    amount: Decimal | None
    event_amount: Decimal | None
    basis: str
    stated_amount: Decimal | None
    stated_currency: str | None
    fx_rate: Decimal | None
    fx_units: int | None
    driver_qty: Decimal | Fraction | None
    driver_unit: str | None
    rate_name: str | None
    rate_value: Decimal | None
    rate_low: Decimal | None
    rate_high: Decimal | None
    rate_unit: str | None
    rate_from: date | None
    rate_per: int | None
    share_weight: int
    share_whole: int
    rule: str
    cause: str
    cause_by: str
    cause_part: str | None
    booked_supplier_id: str
    paid_by: str
    supplier_id: str

    @property
    def valuation(self) -> Valuation | None:
        """How a rate valued the row's event; null where none did."""
        if (
            self.rate_name is None
            or self.rate_from is None
            or self.rate_unit is None
            or self.rate_value is None
            or self.rate_per is None
            or self.driver_qty is None
        ):
            return None
        return Valuation(
            self.rate_name,
            self.rate_from,
            self.rate_unit,
            self.rate_value,
            self.rate_per,
            self.driver_qty,
            self.driver_unit,
        )


class WithAmount(Protocol):
    """What can be added up: rows of the ledger, and sums of them."""

    @property
    def amount(self) -> Decimal | None: ...


@dataclass(frozen=True)
class Goods:
    """What arrived with one receipt, or what of one went back or was scrapped (`has_left`; then
    `qty` is negative). `qty` is null when not known, `uom` too.
    """

    part_id: str | None
    uom: str | None
    receipt_id: str
    shipment_id: str | None
    qty: Decimal | None
    has_left: bool = False


def cost_rows(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> list[LedgerRow]:
    """The ledger's rows of a supplier booked in [start, until), with null as None."""
    rows = snapshot.records(
        statement("cost/ledger_rows"), [supplier_id, quarter.start, quarter.until]
    )
    return [LedgerRow(**row) for row in rows]


def goods_of(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> list[Goods]:
    """What arrived in the quarter and what of all that had come went back or was scrapped in it, as
    the ledger counts the good quantity.
    """
    rows = snapshot.records(
        statement("cost/goods"),
        {"supplier_id": supplier_id, "start": quarter.start, "until": quarter.until},
    )
    return [Goods(**row) for row in rows]


def good_quantity(goods: Iterable[Goods]) -> tuple[Decimal | None, str | None]:
    """Received less returned and scrapped, with its unit; null when nothing arrived, a quantity is unknown, or
    the parts have several units or none.
    """
    goods = list(goods)
    units = {one.uom for one in goods}
    known = [one.qty for one in goods if one.qty is not None]
    if (
        all(one.has_left for one in goods)
        or len(units) != 1
        or None in units
        or len(known) < len(goods)
    ):
        return None, None
    return sum(known, Decimal(0)), units.pop()


def receipts_of(rows: Iterable[LedgerRow]) -> set[str]:
    """The receipts whose goods came, not those of which something left or that an invoice charges
    later.
    """
    return {row.receipt_id for row in rows if row.basis == "price" and row.receipt_id}


def paid_by_us(rows: Iterable[LedgerRow]) -> list[LedgerRow]:
    """The amounts that enter the total: known, and borne by the buyer."""
    return [row for row in rows if row.state == "amount" and row.paid_by == "buyer"]


def total(rows: Iterable[WithAmount]) -> Decimal:
    """The amounts added up; 0.00 without any. Raises ValueError for one that is not known."""
    return sum((known_amount(row) for row in rows), ZERO)


def known_amount(row: WithAmount) -> Decimal:
    """The amount of a row that has one. Raises ValueError where it is not known: unknown is not
    zero.
    """
    if row.amount is None:
        raise ValueError(f"the amount of {row} is not known")
    return row.amount


def per_unit(amount: Decimal, good_qty: Decimal | None) -> Decimal | None:
    """An amount per good unit to the cent (or the smallest amount reported), halves away from zero;
    null without a positive good
    quantity.

    >>> per_unit(Decimal("187831.82"), Decimal(3300)), per_unit(Decimal("5.00"), Decimal(0))
    (Decimal('56.92'), None)
    """
    if good_qty is None or good_qty <= 0:
        return None
    return as_money(Fraction(amount) / Fraction(good_qty))


def as_money(exact: Fraction) -> Decimal:
    """An exact amount in the decimals money is reported in, rounded once, halves away from zero."""
    return to_the_cent(exact, money_decimals())


def to_the_cent(exact: Fraction, decimals: int = 2) -> Decimal:
    """An exact number rounded once, halves away from zero.

    >>> to_the_cent(Fraction(1, 8)), to_the_cent(Fraction(-5, 1000)), to_the_cent(Fraction(1, 3), 4)
    (Decimal('0.13'), Decimal('-0.01'), Decimal('0.3333'))
    """
    scaled = abs(exact) * 10**decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole if exact >= 0 else -whole).scaleb(-decimals)


def allocate(
    amount: Decimal, weights: Mapping[Key, Decimal | Fraction]
) -> dict[Key, Decimal]:
    """An amount spread by weights, in the decimals money is reported in, by largest remainder (of equal ones the first);
    equally where no weight is above 0.

    >>> allocate(Decimal("100.00"), {"A": Decimal(1), "B": Decimal(1), "C": Decimal(1)})
    {'A': Decimal('33.34'), 'B': Decimal('33.33'), 'C': Decimal('33.33')}
    """
    whole = int(abs(amount).scaleb(money_decimals()))
    exact = [whole * share for share in shares_of(weights).values()]
    shares = rounded_together(whole, exact)
    sign = -1 if amount < 0 else 1
    return {
        key: Decimal(sign * share).scaleb(-money_decimals())
        for key, share in zip(weights, shares, strict=True)
    }


def shares_of(weights: Mapping[Key, Decimal | Fraction]) -> dict[Key, Fraction]:
    """Weights as exact shares of one; none below 0, and equal ones where no weight is above 0."""
    above = {key: max(Fraction(weight), Fraction(0)) for key, weight in weights.items()}
    whole = sum(above.values(), Fraction(0))
    if not whole:
        return dict.fromkeys(above, Fraction(1, len(above)))
    return {key: weight / whole for key, weight in above.items()}
