"""What a supplier's goods cost in one quarter: the price, and what came on top of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from srmlib.cost.balances import Balances
from srmlib.cost.rows import per_unit, to_the_cent
from srmlib.encoding import Block, encoded
from srmlib.numbers import rounded
from srmlib.rules.elements import COMPONENTS, ELEMENTS


@dataclass(frozen=True)
class CostLine:
    """One element (or one component of it) of total cost, in the reporting currency.

    `amount` is what is known; `state` is amount, partly (some of it unknown), included or unknown.
    `coverage` is the share of receipts for which the cost is known (an amount, or included in the
    price), null when there is none. `known_count`, `included_count` and `unknown_count` are
    receipts; `events` counts cost events with an amount, `unknown_events` those whose amount is not
    known, for an element that no receipt bears.
    `by_cause` maps theirs, ours, shared, carrier, open, terms to amounts that sum to `amount`;
    `cause_by` parts each of them by whose word it is: agreed by both firms, rule, claimed, booked,
    terms. `plants` is
    how many plants report the element, of how many; null where the extract does not say.
    """

    id: str
    name: str
    amount: Decimal
    state: str
    coverage: float | None
    known_count: int
    included_count: int
    unknown_count: int
    events: int
    by_cause: dict[str, Decimal]
    components: tuple[CostLine, ...] = ()
    unknown_events: int = 0
    plants: tuple[int, int] | None = None
    cause_by: dict[str, dict[str, Decimal]] = field(default_factory=dict)

    def to_json(self) -> Block:
        """The element's block of report.json; a component has the same shape."""
        block: Block = {
            "id": self.id,
            "name": self.name,
            "amount": encoded(self.amount),
            "state": self.state,
            "coverage": rounded(self.coverage, 6),
            "events": self.events,
            "unknown_events": self.unknown_events,
            "receipts": {
                "known": self.known_count,
                "included": self.included_count,
                "unknown": self.unknown_count,
            },
            "plants": self.plants and {"reporting": self.plants[0], "all": self.plants[1]},
            "cause": encoded(self.by_cause),
            "cause_by": encoded(self.cause_by),
        }
        if self.components:
            block["components"] = encoded(self.components)
        return block


@dataclass(frozen=True)
class BookDifference:
    """One element and month where the books hold another sum than the ledger, in the reporting
    currency.
    """

    JSON: ClassVar = ("element", "month_on", "in_books", "in_ledger", "unexplained")

    element: str
    month_on: date
    in_books: Decimal
    in_ledger: Decimal

    @property
    def unexplained(self) -> Decimal:
        """What the books hold and no event explains; negative where the events are more."""
        return self.in_books - self.in_ledger


@dataclass(frozen=True)
class CostSummary:
    """Total cost of one supplier in one quarter. `price` is that of goods kept, at what was invoiced
    where invoices are supplied, else at what was ordered; of services what was invoiced. `total` is
    the price plus every known adder that the buyer bears.

    `good_qty` is the quantity received less what was returned and scrapped, null when the extract has no
    received quantities or the parts do not share one unit of measure; then results are given in
    total, not per unit. `not_measured` are elements the snapshot says nothing of.
    `is_of_services` is true where the price is that of services, which nothing is received of.
    `paid_by_supplier` is what the supplier bore, by element. `differences` to the books stand apart
    and are never spread.
    """

    JSON: ClassVar = (
        "currency",
        "price",
        "total",
        "spi",
        "cost_ratio",
        "per_good_unit",
        "price_per_good_unit",
        "good_qty",
        "uom",
        "receipts",
        "elements",
        "paid_by_supplier",
        "unexplained",
        "differences",
        "balances",
    )

    currency: str
    price: Decimal
    total: Decimal
    lines: tuple[CostLine, ...]
    good_qty: Decimal | None
    uom: str | None
    receipts: int
    not_measured: tuple[str, ...] = ()
    paid_by_supplier: dict[str, Decimal] = field(default_factory=dict)
    differences: tuple[BookDifference, ...] = ()
    balances: Balances | None = None
    is_of_services: bool = False

    @property
    def components(self) -> list[str]:
        """The components of freight and duty that the extract states."""
        return [component.id for line in self.lines for component in line.components]

    @property
    def components_not_measured(self) -> list[str]:
        """Those it says nothing of, beside others that it states."""
        if not self.components:
            return []
        return [component for component in COMPONENTS if component not in self.components]

    @property
    def unexplained(self) -> Decimal:
        return sum(
            (difference.unexplained for difference in self.differences), Decimal("0.00")
        )

    @property
    def is_beside_measured(self) -> bool:
        """Whether any element beside the price is measured."""
        return not set(ELEMENTS) - {"price"} <= set(self.not_measured)

    @property
    def added(self) -> Decimal:
        return self.total - self.price

    @property
    def spi(self) -> Decimal | None:
        """Supplier performance index in its cost form: purchases and what the supplier's own
        failures cost the buyer, over purchases; null where cost_ratio is. 1 is no failure.
        """
        return self._over_price(self.price + self.non_performance)

    @property
    def non_performance(self) -> Decimal:
        """What failures of the supplier's own cause cost the buyer, before credits for them; of a
        shared cost without agreed shares half.
        """
        return sum(
            (
                line.by_cause["theirs"] + line.by_cause["shared"] / 2
                for line in self.lines
                if ELEMENTS[line.id].is_non_performance
            ),
            Decimal("0.00"),
        )

    @property
    def cost_ratio(self) -> Decimal | None:
        """Total cost over purchase price; null without a price, and where nothing beside the price
        is measured.
        """
        return self._over_price(self.total)

    def _over_price(self, amount: Decimal) -> Decimal | None:
        if self.price <= 0 or not self.is_beside_measured:
            return None
        return to_the_cent(Fraction(amount) / Fraction(self.price), 4)

    @property
    def per_good_unit(self) -> Decimal | None:
        return per_unit(self.total, self.good_qty)

    @property
    def price_per_good_unit(self) -> Decimal | None:
        return per_unit(self.price, self.good_qty)

    @property
    def elements(self) -> list[CostLine | Block]:
        """All elements, as report.json lists them: those that are not measured come last."""
        return [*self.lines, *map(_not_measured, self.not_measured)]


def _not_measured(element: str) -> Block:
    return {
        "id": element,
        "name": ELEMENTS[element].name,
        "amount": "0.00",
        "state": "not_measured",
        "coverage": None,
        "events": 0,
        "cause": {},
        "cause_by": {},
    }
