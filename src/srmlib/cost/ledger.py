"""The cost ledger of one supplier and quarter: its rows, and its sums with their states and
coverage. Every sum is exact to the cent.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

import pandas as pd

from srmlib.cost.balances import balances_of
from srmlib.cost.rows import (
    ZERO,
    LedgerRow,
    cost_rows,
    good_quantity,
    goods_of,
    known_amount,
    receipts_of,
    total,
)
from srmlib.cost.summary import BookDifference, CostLine, CostSummary
from srmlib.errors import UsageError
from srmlib.metrics.cost import elements_measured
from srmlib.rules import schema
from srmlib.rules.calendar import Quarter
from srmlib.rules.elements import COMPONENTS, ELEMENTS, freight_name
from srmlib.snapshot import Snapshot
from srmlib.snapshot.database import statement


def ledger_rows(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> pd.DataFrame:
    """The ledger's rows of a supplier booked in [start, until), one per cost event and receipt that
    bears it; amounts in the reporting currency.
    """
    return snapshot.frame(
        statement("cost/ledger_rows"), [supplier_id, quarter.start, quarter.until]
    )


def cost_summary(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> CostSummary:
    """Price, adders and total of a supplier in a quarter, in the reporting currency.

    A receipt without any row for freight or insurance counts as unknown where the extract speaks of
    them at all. An element is measured where the extract states it, or has the rows and the rates
    it is derived from; then nothing counted in the quarter is zero, else it is not known. Raises
    UsageError for an unknown supplier.
    """
    if not snapshot.scalar(
        "SELECT count(*) FROM suppliers WHERE supplier_id = ?", [supplier_id]
    ):
        raise UsageError(
            f"There is no supplier '{supplier_id}' in snapshot {snapshot.id}, expected an id of the"
            " table suppliers.\nCorrect the id."
        )
    return summary_of(
        snapshot, cost_rows(snapshot, supplier_id, quarter), supplier_id, quarter
    )


def summary_of(
    snapshot: Snapshot, rows: list[LedgerRow], supplier_id: str, quarter: Quarter
) -> CostSummary:
    """As cost_summary, of ledger rows at hand: those of a what-if, with other amounts."""
    ours = [
        row if row.paid_by == "buyer" else _borne_by_supplier(row)
        for row in rows
        if row.paid_by == "buyer" or row.component
    ]
    receipts = receipts_of(ours)
    by_element: dict[str, list[LedgerRow]] = defaultdict(list)
    for row in ours:
        by_element[row.element].append(row)
    measured = elements_measured(snapshot)
    # Without a receipt there is nothing to carry a price or freight.
    shown = [
        element
        for element in ELEMENTS
        if element in by_element
        or (element in measured and (receipts or element not in ("price", "freight_duty")))
    ]
    plants = _plants(snapshot, quarter)
    lines = tuple(
        _line(snapshot, element, by_element[element], receipts, plants.get(element))
        for element in shown
    )
    goods = goods_of(snapshot, supplier_id, quarter)
    good_qty, uom = good_quantity(goods)
    return CostSummary(
        currency=snapshot.reporting_currency,
        price=sum((line.amount for line in lines if line.id == "price"), ZERO),
        total=sum((line.amount for line in lines), ZERO),
        lines=lines,
        good_qty=good_qty,
        uom=uom,
        receipts=len(receipts),
        not_measured=tuple(element for element in ELEMENTS if element not in measured),
        paid_by_supplier=_paid_by_supplier(rows),
        differences=book_differences(snapshot, supplier_id, quarter),
        balances=balances_of(snapshot, rows, goods, supplier_id, quarter),
        is_of_services=any(row.basis == "invoiced" for row in rows),
    )


def book_differences(
    snapshot: Snapshot, supplier_id: str, quarter: Quarter
) -> tuple[BookDifference, ...]:
    """Where the books hold another sum than the ledger, by element and month; empty where they
    agree or the extract has no cost_controls.
    """
    rows = snapshot.records(
        statement("cost/book_differences"), [supplier_id, quarter.start, quarter.until]
    )
    return tuple(
        BookDifference(
            row["element"],
            row["month_on"],
            row["books"],
            Decimal(row["in_ledger"]).quantize(ZERO),
        )
        for row in rows
    )


def rows_used(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> pd.DataFrame:
    """Rows of the extract that are or could be costs of a supplier in a quarter, by their own day:
    source, reason, row_count.

    An empty reason means used. Rows in = rows used + rows left out, with their reason. Of invoice
    lines the credit notes and, where payment is a cost, those to be paid; lots where their
    inspection is.
    """
    return snapshot.frame(
        statement("cost/rows_used"), [supplier_id, quarter.start, quarter.until]
    )


def _borne_by_supplier(row: LedgerRow) -> LedgerRow:
    """Freight that the supplier paid costs us nothing beside the price."""
    return replace(row, state="included", amount=None)


def _paid_by_supplier(rows: list[LedgerRow]) -> dict[str, Decimal]:
    """What the supplier bore itself, by element: shown, and not part of the total."""
    theirs: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for row in rows:
        if row.paid_by == "supplier" and row.state == "amount":
            theirs[row.element] += known_amount(row)
    return {element: theirs[element] for element in ELEMENTS if element in theirs}


def _plants(snapshot: Snapshot, quarter: Quarter) -> dict[str, tuple[int, int]]:
    """Per element that the extract says who reports it: plants that reported it all the quarter,
    and all plants that order.
    """
    rows = snapshot.records(statement("cost/plants"), [quarter.start, quarter.until])
    plants = snapshot.scalar(
        "SELECT count(DISTINCT site) FROM (SELECT site FROM schedule_lines UNION SELECT site FROM"
        " cost_reports)"
    )
    return {row["element"]: (row["reporting"], plants) for row in rows}


def _line(
    snapshot: Snapshot,
    element: str,
    rows: list[LedgerRow],
    receipts: set[str],
    plants: tuple[int, int] | None,
) -> CostLine:
    name = ELEMENTS[element].name
    if element != "freight_duty":
        return _sum(
            element, name, rows, receipts if element == "price" else set(), plants=plants
        )
    spoken = [
        component
        for component in COMPONENTS
        if component in _components_spoken_of(snapshot)
    ]
    components = tuple(
        _sum(
            component,
            COMPONENTS[component],
            [row for row in rows if row.component == component],
            receipts,
        )
        for component in spoken
    )
    # A receipt is covered when every component is known for it.
    known = [
        receipts & _known_receipts([row for row in rows if row.component == component])
        for component in spoken
    ]
    covered = set.intersection(*known) if known else set()
    included = covered & {row.receipt_id for row in rows if row.state == "included"}
    return _sum(
        element, freight_name(spoken), rows, receipts, covered, included, components, plants
    )


def _sum(
    line_id: str,
    name: str,
    rows: list[LedgerRow],
    receipts: set[str],
    covered: set[str] | None = None,
    included: set[str] | None = None,
    components: tuple[CostLine, ...] = (),
    plants: tuple[int, int] | None = None,
) -> CostLine:
    known = covered
    free = included
    if known is None:
        known = receipts & _known_receipts(rows)
    if free is None:
        free = known & {row.receipt_id for row in rows if row.state == "included"}
    by_cause = {
        cause: total(row for row in rows if row.cause == cause and row.state == "amount")
        for cause in schema.CAUSES
    }
    amounts = [row for row in rows if row.state == "amount"]
    by_word: dict[str, dict[str, Decimal]] = {}
    for row in amounts:
        of_cause = by_word.setdefault(row.cause, {})
        of_cause[row.cause_by] = of_cause.get(row.cause_by, ZERO) + known_amount(row)
    # An unknown cost that a receipt bears lowers the receipts known; one that none bears is counted
    # by itself.
    unknown_events = len(
        {
            row.event_id
            for row in rows
            if row.state == "unknown" and row.receipt_id not in receipts
        }
    )
    if len(known) < len(receipts) or unknown_events:
        state = "partly" if known or amounts else "unknown"
    else:
        state = "amount" if amounts or not rows else "included"
    return CostLine(
        line_id,
        name,
        amount=sum(by_cause.values(), ZERO),
        state=state,
        coverage=len(known) / len(receipts) if receipts else None,
        known_count=len(known),
        included_count=len(free),
        unknown_count=len(receipts) - len(known),
        events=len({row.event_id for row in amounts}),
        by_cause=by_cause,
        components=components,
        unknown_events=unknown_events,
        plants=plants,
        cause_by=by_word,
    )


def _known_receipts(rows: list[LedgerRow]) -> set[str | None]:
    unknown = {row.receipt_id for row in rows if row.state == "unknown"}
    return {row.receipt_id for row in rows if row.state != "unknown"} - unknown


def _components_spoken_of(snapshot: Snapshot) -> set[str]:
    """The components of freight and duty the extract speaks of anywhere; of the others it can say
    nothing.
    """
    return {
        row["component"]
        for row in snapshot.records(
            "SELECT DISTINCT component FROM cost_ledger WHERE component IS NOT NULL"
        )
    }
