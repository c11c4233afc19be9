"""Cost: total cost over price (C1), read from the cost ledger."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from srmlib.calendar import Quarter
from srmlib.metrics.definition import Definition
from srmlib.metrics.delivery import QUARTERS_SHOWN
from srmlib.metrics.reading import Reading
from srmlib.metrics.verdict import bootstrap_interval, judge
from srmlib.snapshot import Snapshot

LEAST_COVERAGE = 0.8


def over_price(price: Decimal, added: Decimal) -> float | None:
    """What comes on top of the price, in percent of it; null without a price.

    >>> over_price(Decimal("184200.00"), Decimal("18420.00"))
    10.0
    >>> over_price(Decimal(0), Decimal(5)) is None
    True
    """
    return float(100 * added / price) if price > 0 else None


def total_cost_over_price(snapshot: Snapshot, definition: Definition, supplier_id: str, quarter: Quarter) -> Reading:
    """C1, total cost over price.

    Formula: (total cost ÷ purchase price) − 1, over the same goods.
    Unit: percent. Source: receipts, schedule_lines, cost_events (mart cost_ledger), in the reporting currency.
    Counts: price, freight and insurance of what was received in the quarter; every other cost by the day of its event. Included in the
    price adds nothing. Unknown is not zero: where freight or insurance is known for less than 80 % of the receipts, the state is too_few.
    n is the number of cost events with an amount, freight and insurance of one shipment as one. Null ("no_data") when nothing was
    received. Interval: bootstrap by shipment.
    """
    quarters = quarter.back(QUARTERS_SHOWN)
    sums = {q: ledger_sums(snapshot, supplier_id, q) for q in quarters}
    price, added, events = sums[quarter]
    value = over_price(price, added)
    coverage = {q: receipts_with_known_freight(snapshot, supplier_id, q) for q in quarters}
    known, receipts = coverage[quarter]
    return judge(
        definition,
        value=value,
        n=events,
        interval=_interval(snapshot, supplier_id, quarter) if value is not None else None,
        numerator=str(added),
        denominator=str(price),
        # A quarter whose freight is mostly unknown would look cheap: it is a gap.
        history=[(q.label, over_price(*sums[q][:2]) if _is_known_enough(*coverage[q]) else None, sums[q][2]) for q in quarters],
        counted="cost events",
        notes=_coverage_note(known, receipts),
        is_known_enough=_is_known_enough(known, receipts),
    )


def _coverage_note(known: int, receipts: int) -> list[str]:
    if known == receipts:
        return []
    so = "the value is what is known, at least" if _is_known_enough(known, receipts) else "too little to judge"
    return [f"Freight and insurance are known for {known} of {receipts} receipts: {so}."]


def _is_known_enough(known: int, receipts: int) -> bool:
    return known >= LEAST_COVERAGE * receipts


def ledger_sums(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> tuple[Decimal, Decimal, int]:
    """Purchase price, known cost on top of it, and the number of cost events with an amount; what belongs to one shipment is one event."""
    price, added, events = snapshot.con.execute(
        "SELECT sum(CASE WHEN element = 'price' THEN amount END), sum(CASE WHEN element <> 'price' THEN amount END),"
        " count(DISTINCT CASE WHEN element <> 'price' AND state = 'amount' THEN coalesce(shipment_id, event_id) END)"
        " FROM cost_ledger WHERE supplier_id = ? AND booked_on >= ? AND booked_on < ?",
        [supplier_id, quarter.start, quarter.until],
    ).fetchall()[0]
    return price or Decimal("0.00"), added or Decimal("0.00"), events


def receipts_with_known_freight(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> tuple[int, int]:
    """Receipts of the quarter whose freight and insurance, as far as the extract speaks of them, are all known; and all receipts."""
    known, receipts = snapshot.con.execute(
        """
        WITH spoken AS (SELECT count(DISTINCT component) AS components FROM cost_ledger WHERE component IS NOT NULL),
        received AS (
            SELECT receipt_id FROM cost_ledger WHERE element = 'price' AND supplier_id = ? AND booked_on >= ? AND booked_on < ?
        ),
        told AS (
            SELECT receipt_id, component, min(CASE WHEN state = 'unknown' THEN 0 ELSE 1 END) AS is_known
            FROM cost_ledger WHERE component IS NOT NULL GROUP BY receipt_id, component
        ),
        known AS (SELECT receipt_id, sum(is_known) AS components FROM told GROUP BY receipt_id)
        SELECT coalesce(sum(CASE WHEN coalesce(known.components, 0) = spoken.components THEN 1 ELSE 0 END), 0), count(*)
        FROM received CROSS JOIN spoken LEFT JOIN known ON known.receipt_id = received.receipt_id
        """,
        [supplier_id, quarter.start, quarter.until],
    ).fetchall()[0]
    return int(known), int(receipts)


def _interval(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> tuple[float, float] | None:
    # Lines of one shipment share its freight, so a shipment is drawn whole.
    groups = snapshot.con.execute(
        "SELECT coalesce(sum(CASE WHEN element = 'price' THEN amount END), 0), coalesce(sum(CASE WHEN element <> 'price' THEN amount END), 0)"
        " FROM cost_ledger WHERE supplier_id = ? AND booked_on >= ? AND booked_on < ?"
        " GROUP BY coalesce(shipment_id, receipt_id, event_id) ORDER BY coalesce(shipment_id, receipt_id, event_id)",
        [supplier_id, quarter.start, quarter.until],
    ).fetchall()
    if len(groups) < 2:
        return None

    def ratio(resamples: np.ndarray) -> np.ndarray:
        price, added = resamples.sum(axis=1).T
        return 100 * np.divide(added, price, out=np.zeros_like(added), where=price > 0)

    return bootstrap_interval(np.array(groups, dtype=float), ratio)
