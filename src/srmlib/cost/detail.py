"""What stands beside the sums of a supplier's total cost: how certain they are, which rates they
rest on, and what could be saved.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

import pandas as pd

from srmlib.cost.closing import compared_with_books
from srmlib.cost.compare import by_phase, by_quality_class
from srmlib.cost.failures import evidence_of
from srmlib.cost.ledger import cost_summary, rows_used
from srmlib.cost.rates_used import RateUsed, rates_used
from srmlib.cost.rows import cost_rows, good_quantity, goods_of, per_unit, to_the_cent
from srmlib.cost.summary import CostSummary
from srmlib.cost.uncertainty import CostIntervals, Swing, intervals_of_rows, tornado_of_rows
from srmlib.cost.what_if import (
    Saving,
    Untold,
    caused,
    savings_of,
    untold_of,
)
from srmlib.encoding import Block, encoded
from srmlib.metrics.result import Reading
from srmlib.rules import schema
from srmlib.rules.calendar import Quarter
from srmlib.rules.elements import ELEMENTS
from srmlib.snapshot import Snapshot

NO_QUALITY_COST = "none"


@dataclass(frozen=True)
class CostDetail:
    """`spread` is null where nothing was resampled. `untold` are the costs that no saving counts, null
    where there are none. `order_lines` counts the order lines that
    something arrived of, `books_compared` the elements and months that the books hold a sum of.
    `rows_used` says which rows of the extract are costs of the supplier, and why others are not.
    """

    intervals: CostIntervals | None = None
    swings: list[Swing] = field(default_factory=list)
    savings: list[Saving] = field(default_factory=list)
    untold: Untold | None = None
    rates: list[RateUsed] = field(default_factory=list)
    order_lines: int = 0
    books_compared: int = 0
    rows_used: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=["source", "reason", "row_count"])
    )

    def rates_of(self, element: str) -> list[RateUsed]:
        return [rate for rate in self.rates if rate.element == element]


def cost_detail(
    snapshot: Snapshot, supplier_id: str, quarter: Quarter, readings: Iterable[Reading]
) -> CostDetail:
    """The detail of a supplier's quarter; `readings` are the supplier's metrics and our own, for
    what could be saved.
    """
    rows = cost_rows(snapshot, supplier_id, quarter)
    goods = goods_of(snapshot, supplier_id, quarter)
    currency = snapshot.reporting_currency
    driven = caused(rows, evidence_of(snapshot, supplier_id, quarter))
    return CostDetail(
        intervals=intervals_of_rows(rows, goods, currency),
        swings=tornado_of_rows(rows, good_quantity(goods)[0]),
        savings=savings_of(driven, readings, currency),
        untold=untold_of(driven, currency),
        rates=rates_used(snapshot, rows),
        order_lines=len({row.line_id for row in rows if row.basis == "price"}),
        books_compared=compared_with_books(snapshot, supplier_id, quarter),
        rows_used=rows_used(snapshot, supplier_id, quarter),
    )


def row_id(
    element: str, event_id: str, receipt_id: str | None, part: str | None = None
) -> str:
    """A row of the ledger as C1 numbers it: the event, the receipt that bears a share of it, and
    which part it is of an event of several causes.
    """
    if element == "price":
        return event_id
    return " / ".join(filter(None, (event_id, receipt_id, part)))


def per_order_line(cost: CostSummary, detail: CostDetail) -> Decimal | None:
    """Total cost per order line that something arrived of, to the cent; null where nothing
    arrived.
    """
    return per_unit(cost.total, Decimal(detail.order_lines))


def cause_sums(cost: CostSummary, with_price: bool = True) -> dict[str, Decimal]:
    """The total split by whose cause it is; without the price, what was added to it."""
    lines = [line for line in cost.lines if with_price or line.id != "price"]
    return {
        cause: sum(
            (line.by_cause.get(cause, Decimal(0)) for line in lines), Decimal("0.00")
        )
        for cause in schema.CAUSES
    }


def word_sums(cost: CostSummary) -> dict[str, dict[str, Decimal]]:
    """What was added to the price by whose cause it is, and by whose word; a cause and a word
    without a cost are left out.
    """
    sums: dict[str, dict[str, Decimal]] = {}
    for line in cost.lines:
        for cause, of_cause in line.cause_by.items() if line.id != "price" else ():
            by_word = sums.setdefault(cause, {})
            for by, amount in of_cause.items():
                by_word[by] = by_word.get(by, Decimal("0.00")) + amount
    return sums


def phase_sums(cost: CostSummary) -> dict[str, Decimal | None]:
    """The total before, in and after the transaction, null where no element of the phase is
    measured; together they are the total.
    """
    amounts = {line.id: line.amount for line in cost.lines}
    return _known_sums(
        cost,
        by_phase(amounts),
        {element.id: element.phase for element in ELEMENTS.values()},
    )


def quality_sums(cost: CostSummary) -> dict[str, Decimal | None]:
    """The total by class of quality cost, "none" for what is not a cost of quality; null and sum as
    in phase_sums.
    """
    amounts = {line.id: line.amount for line in cost.lines}
    sums = {
        kind or NO_QUALITY_COST: amount
        for kind, amount in by_quality_class(amounts).items()
    }
    return _known_sums(
        cost,
        sums,
        {
            element.id: element.quality_class or NO_QUALITY_COST
            for element in ELEMENTS.values()
        },
    )


@dataclass(frozen=True)
class QualityQuarter:
    """What quality cost in a quarter by class, as `quality_sums`, against what was bought for, in the
    reporting currency.
    """

    quarter: Quarter
    purchases: Decimal
    by_class: dict[str, Decimal | None]

    @property
    def known(self) -> Decimal:
        """The classes that are measured together, recovery taken off; not measured is not zero."""
        return sum(
            (one for one in self.by_class.values() if one is not None), Decimal("0.00")
        )

    @property
    def of_purchases(self) -> Decimal | None:
        """In percent of purchases, rounded to two decimals; null without a price or any class."""
        if self.purchases <= 0 or all(one is None for one in self.by_class.values()):
            return None
        return to_the_cent(100 * Fraction(self.known) / Fraction(self.purchases))


def quality_over_time(
    snapshot: Snapshot, supplier_id: str, quarters: Iterable[Quarter]
) -> list[QualityQuarter]:
    """Prevention, appraisal, internal and external failure and recovery of each quarter, beside its
    purchases. Raises UsageError for an unknown supplier.
    """
    found = []
    for quarter in quarters:
        cost = cost_summary(snapshot, supplier_id, quarter)
        sums = quality_sums(cost)
        of_quality = {kind: one for kind, one in sums.items() if kind != NO_QUALITY_COST}
        found.append(QualityQuarter(quarter, cost.price, of_quality))
    return found


def _known_sums(
    cost: CostSummary, sums: dict[str, Decimal], kind_of: dict[str, str]
) -> dict[str, Decimal | None]:
    measured = {
        kind for element, kind in kind_of.items() if element not in cost.not_measured
    }
    return {kind: amount if kind in measured else None for kind, amount in sums.items()}


def cost_block(cost: CostSummary, detail: CostDetail) -> Block:
    """The cost block of report.json. Money, rates and quantities are strings, intervals numbers in
    `interval_unit`.
    """
    intervals = detail.intervals
    beside = {
        "added": cost.added,
        "order_lines": detail.order_lines,
        "per_order_line": per_order_line(cost, detail),
        "interval": intervals and intervals.total,
        "added_interval": intervals and intervals.added,
        "interval_unit": intervals and intervals.unit,
        "by_cause": cause_sums(cost),
        "added_by_cause": cause_sums(cost, with_price=False),
        "added_cause_by": word_sums(cost),
        "by_phase": phase_sums(cost),
        "by_quality_class": quality_sums(cost),
        "books_compared": detail.books_compared,
        "rates": _each_once(detail.rates),
        "savings": detail.savings,
        "savings_untold": detail.untold,
        "swings": detail.swings,
    }
    block: Block = encoded(cost)
    block |= encoded(beside)
    block["elements"] = [_element(element, detail) for element in block["elements"]]
    return block


def _element(block: Block, detail: CostDetail) -> Block:
    element = ELEMENTS[block["id"]]
    return block | {
        "phase": element.phase,
        "quality_class": element.quality_class,
        "interval": encoded(
            detail.intervals and detail.intervals.by_element.get(element.id)
        ),
        "rates": encoded(detail.rates_of(element.id)),
    }


def _each_once(rates: list[RateUsed]) -> list[Block]:
    """The rates as such, whatever they valued."""
    once = {(rate.name, rate.valid_from): _rate(rate) for rate in rates}
    return list(once.values())


def _rate(rate: RateUsed) -> Block:
    return {
        name: value
        for name, value in encoded(rate).items()
        if name not in ("driver_qty", "driver_unit", "events", "amount")
    }
