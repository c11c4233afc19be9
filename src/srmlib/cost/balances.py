"""The two balances of a supplier's quarter: of the pieces that came, and of the money invoiced for
them. Each closes; what does not is shown, and never spread.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from srmlib.cost.rows import ZERO, Goods, LedgerRow, total
from srmlib.encoding import Block, encoded
from srmlib.rules.calendar import Quarter
from srmlib.snapshot import Snapshot
from srmlib.snapshot.database import statement

# What of the ledger's price is in no invoice: what was scrapped was bought all the same.
NOT_BOUGHT_BACK = "scrapped"


@dataclass(frozen=True)
class Mass:
    """What became of the goods of a quarter, in one unit of measure: received = kept + returned +
    scrapped + undecided.

    Each on its own day, so that what went back of an earlier quarter's goods may be more than came:
    then `kept` is negative. `undecided` is in the price and the good quantity until it is returned
    or scrapped: lots nobody decided on yet, and refused ones that are still there. `scrapped` is
    null where no notice of the extract says how much was: then it is among what is kept.
    """

    JSON: ClassVar = (
        "uom",
        "received",
        "kept",
        "returned",
        "scrapped",
        "undecided",
        "unexplained",
    )

    uom: str
    received: Decimal
    kept: Decimal
    returned: Decimal
    scrapped: Decimal | None
    undecided: Decimal

    @property
    def unexplained(self) -> Decimal:
        """What came and is nowhere."""
        gone = self.returned + (self.scrapped or Decimal(0)) + self.undecided
        return self.received - self.kept - gone


@dataclass(frozen=True)
class Money:
    """What was invoiced in a quarter, in the reporting currency: invoiced − credited =
    net purchases + variance.

    `net_purchases` are goods and services at the price ordered, less what was given back for goods
    and taken off the price; `variance` is what invoices ask beside that price. `credited` is of the
    price; what credit notes give beyond it stands apart (`beyond`). `not_invoiced` leads to the
    price of the goods: received and not invoiced, or sent back and not credited, in the quarter;
    negative where more was invoiced than came.
    """

    JSON: ClassVar = (
        "invoiced",
        "credited",
        "net_purchases",
        "variance",
        "unexplained",
        "beyond",
        "not_invoiced",
    )

    invoiced: Decimal
    credited: Decimal
    net_purchases: Decimal
    variance: Decimal
    beyond: Decimal
    not_invoiced: Decimal

    @property
    def unexplained(self) -> Decimal:
        """Invoices and credit notes that match no goods."""
        return self.invoiced - self.credited - self.net_purchases - self.variance


@dataclass(frozen=True)
class Balances:
    """Both balances; `mass` has one for every unit of measure. Where one cannot be told, `reasons`
    says why, by its name.
    """

    mass: tuple[Mass, ...]
    money: Money | None
    reasons: dict[str, str]

    def to_json(self) -> Block:
        """Goods in one unit are `mass`; in several, `mass` is null and `mass_by_unit` has them."""
        block: Block = {
            "mass": encoded(self.mass[0] if len(self.mass) == 1 else None),
            "money": encoded(self.money),
            "reasons": self.reasons,
        }
        if len(self.mass) > 1:
            block["mass_by_unit"] = encoded(self.mass)
        return block


def balances_of(
    snapshot: Snapshot,
    rows: Iterable[LedgerRow],
    goods: Iterable[Goods],
    supplier_id: str,
    quarter: Quarter,
) -> Balances:
    """The balances of a supplier's quarter; `rows` and `goods` are the ledger's."""
    quarter_of = [supplier_id, quarter.start, quarter.until]
    moved = snapshot.records(statement("cost/mass"), quarter_of)
    (paid,) = snapshot.records(statement("cost/money"), quarter_of)
    reasons = {}
    if why := _why_no_mass(moved):
        reasons["mass"] = why
    if why := _why_no_money(paid):
        reasons["money"] = why
    goods = list(goods)
    return Balances(
        () if "mass" in reasons else tuple(_mass(row, goods) for row in moved),
        None if "money" in reasons else _money(paid, rows),
        reasons,
    )


def _why_no_mass(moved: list[dict[str, Any]]) -> str | None:
    if not moved:
        return "nothing came or left in the quarter"
    if any(row["not_known"] for row in moved):
        return "the quantity of a receipt or return is not known"
    if any(row["uom"] is None for row in moved):
        return "the unit of a part is not known"
    return None


def _why_no_money(paid: dict[str, Any]) -> str | None:
    if not paid["invoices"]:
        return "no invoices are supplied"
    if paid["not_known"]:
        return "an invoice has no exchange rate"
    return None


def _mass(row: dict[str, Any], goods: Iterable[Goods]) -> Mass:
    """What is kept is told by the good quantity, so that the balance could fail to close."""
    uom, undecided = row["uom"], row["undecided"]
    good = sum(
        (one.qty for one in goods if one.uom == uom and one.qty is not None), Decimal(0)
    )
    scrapped = row["scrapped"] if row["is_scrap_told"] else None
    return Mass(
        uom, row["received"], good - undecided, row["returned"], scrapped, undecided
    )


def _money(paid: dict[str, Any], rows: Iterable[LedgerRow]) -> Money:
    bought = total(
        row
        for row in rows
        if row.element == "price" and row.state == "amount" and row.basis != NOT_BOUGHT_BACK
    )
    names = ("invoiced", "credited", "net_purchases", "variance", "beyond")
    sums = {name: Decimal(paid[name]).quantize(ZERO) for name in names}
    open_yet = bought - sums["net_purchases"] - sums["variance"]
    return Money(**sums, not_invoiced=open_yet)
