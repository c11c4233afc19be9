"""What a supplier's goods cost in one quarter: the price, and what came on top of it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class CostLine:
    """One element (or one component of it) of total cost, in the reporting currency.

    `amount` is what is known; `state` is amount, partly (some of it unknown), included, unknown or not_measured.
    `coverage` is the share of receipts for which the cost is known (an amount, or included in the price), null when there is none.
    `known_count`, `included_count` and `unknown_count` are receipts; `events` counts cost events with an amount, `unknown_events` those
    whose amount is not known, for an element that no receipt bears.
    `by_cause` maps theirs, ours, shared, open, terms to amounts that sum to `amount`.
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

    def to_json(self) -> dict:
        """The element's block of report.json; a component has the same shape."""
        block = {
            "id": self.id,
            "name": self.name,
            "amount": str(self.amount),
            "state": self.state,
            "coverage": None if self.coverage is None else round(self.coverage, 6),
            "events": self.events,
            "unknown_events": self.unknown_events,
            "receipts": {"known": self.known_count, "included": self.included_count, "unknown": self.unknown_count},
            "cause": {cause: str(amount) for cause, amount in self.by_cause.items()},
        }
        return block | ({"components": [c.to_json() for c in self.components]} if self.components else {})


@dataclass(frozen=True)
class CostSummary:
    """Total cost of one supplier in one quarter. `total` is the price plus every known adder.

    `good_qty` is the quantity received less what was returned, null when the extract has no received quantities
    or the parts do not share one unit of measure; then results are given in total, not per unit.
    """

    currency: str
    price: Decimal
    total: Decimal
    lines: tuple[CostLine, ...]
    good_qty: Decimal | None
    uom: str | None
    receipts: int

    @property
    def added(self) -> Decimal:
        return self.total - self.price

    @property
    def spi(self) -> Decimal | None:
        """Supplier performance index as a cost ratio: total cost over purchase price; null without a price."""
        return (self.total / self.price).quantize(Decimal("0.0001")) if self.price > 0 else None

    @property
    def per_good_unit(self) -> Decimal | None:
        return (self.total / self.good_qty).quantize(Decimal("0.01")) if self.good_qty and self.good_qty > 0 else None

    @property
    def price_per_good_unit(self) -> Decimal | None:
        return (self.price / self.good_qty).quantize(Decimal("0.01")) if self.good_qty and self.good_qty > 0 else None

    def to_json(self) -> dict:
        """The cost block of report.json. Money as strings with full precision."""
        return {
            "currency": self.currency,
            "price": str(self.price),
            "total": str(self.total),
            "spi": None if self.spi is None else str(self.spi),
            "per_good_unit": None if self.per_good_unit is None else str(self.per_good_unit),
            "price_per_good_unit": None if self.price_per_good_unit is None else str(self.price_per_good_unit),
            "good_qty": None if self.good_qty is None else str(self.good_qty),
            "uom": self.uom,
            "receipts": self.receipts,
            "elements": [line.to_json() for line in self.lines],
        }
