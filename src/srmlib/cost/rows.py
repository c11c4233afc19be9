"""The ledger's rows and the good quantities of a quarter as plain Python, for what compares and
resamples them.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from srmlib.rules.calendar import Quarter
from srmlib.snapshot import Snapshot
from srmlib.snapshot.database import statement
from srmlib.stats.apportion import rounded_together

Row = dict[str, object]
Key = TypeVar("Key", bound=Hashable)
ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Goods:
    """What arrived with one receipt, or what was returned of one (then `qty` is negative). `qty` is
    null when not known, `uom` too.
    """

    part_id: str | None
    uom: str | None
    receipt_id: str
    shipment_id: str | None
    qty: Decimal | None
    is_return: bool = False


def cost_rows(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> list[Row]:
    """The ledger's rows of a supplier booked in [start, until), with null as None."""
    return snapshot.records(
        "SELECT * FROM cost_ledger WHERE supplier_id = ? AND booked_on >= ? AND booked_on < ? ORDER"
        " BY booked_on, element, component, event_id, receipt_id",
        [supplier_id, quarter.start, quarter.until],
    )


def goods_of(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> list[Goods]:
    """What arrived in the quarter and what was returned in it, as the ledger counts the good
    quantity. A return belongs to the receipt it takes back.
    """
    rows = snapshot.records(
        statement("cost/goods"),
        {"supplier_id": supplier_id, "start": quarter.start, "until": quarter.until},
    )
    return [Goods(**row) for row in rows]


def good_quantity(goods: Iterable[Goods]) -> tuple[Decimal | None, str | None]:
    """Received less returned, with its unit; null when nothing arrived, a quantity is unknown, or
    the parts have several units or none.
    """
    goods = list(goods)
    units = {one.uom for one in goods}
    if (
        all(one.is_return for one in goods)
        or len(units) != 1
        or None in units
        or any(one.qty is None for one in goods)
    ):
        return None, None
    return sum((one.qty for one in goods), Decimal(0)), units.pop()


def paid_by_us(rows: Iterable[Row]) -> list[Row]:
    """The amounts that enter the total: known, and borne by the buyer."""
    return [row for row in rows if row["state"] == "amount" and row["paid_by"] == "buyer"]


def total(rows: Iterable[Row]) -> Decimal:
    """The amounts added up; 0.00 without any."""
    return sum((row["amount"] for row in rows), ZERO)


def per_unit(amount: Decimal, good_qty: Decimal | None) -> Decimal | None:
    """An amount per good unit to the cent, halves away from zero; null without a positive good
    quantity.

    >>> per_unit(Decimal("187831.82"), Decimal(3300)), per_unit(Decimal("5.00"), Decimal(0))
    (Decimal('56.92'), None)
    """
    if good_qty is None or good_qty <= 0:
        return None
    return to_the_cent(Fraction(amount) / Fraction(good_qty))


def to_the_cent(exact: Fraction, decimals: int = 2) -> Decimal:
    """An exact number rounded once, halves away from zero.

    >>> to_the_cent(Fraction(1, 8)), to_the_cent(Fraction(-5, 1000)), to_the_cent(Fraction(1, 3), 4)
    (Decimal('0.13'), Decimal('-0.01'), Decimal('0.3333'))
    """
    scaled = abs(exact) * 10**decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole if exact >= 0 else -whole).scaleb(-decimals)


def spread(amount: Decimal, weights: Mapping[Key, Decimal | Fraction]) -> dict[Key, Decimal]:
    """An amount spread by weights, to the cent by largest remainder (of equal ones the first);
    equally where no weight is above 0.

    >>> spread(Decimal("100.00"), {"A": Decimal(1), "B": Decimal(1), "C": Decimal(1)})
    {'A': Decimal('33.34'), 'B': Decimal('33.33'), 'C': Decimal('33.33')}
    """
    cents = int(abs(amount) * 100)
    exact = [cents * share for share in shares_of(weights).values()]
    shares = rounded_together(cents, exact)
    sign = -1 if amount < 0 else 1
    return {
        key: Decimal(sign * share).scaleb(-2) for key, share in zip(weights, shares, strict=True)
    }


def shares_of(weights: Mapping[Key, Decimal | Fraction]) -> dict[Key, Fraction]:
    """Weights as exact shares of one; none below 0, and equal ones where no weight is above 0."""
    above = {key: max(Fraction(weight), Fraction(0)) for key, weight in weights.items()}
    whole = sum(above.values())
    if not whole:
        return dict.fromkeys(above, Fraction(1, len(above)))
    return {key: weight / whole for key, weight in above.items()}
