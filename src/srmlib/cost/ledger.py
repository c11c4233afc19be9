"""The cost ledger of one supplier and quarter: its rows, and its sums with their states and coverage. Every sum is exact to the cent."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import pandas as pd

from srmlib import schema
from srmlib.calendar import Quarter
from srmlib.cost.elements import COMPONENTS, ELEMENTS
from srmlib.cost.summary import CostLine, CostSummary
from srmlib.snapshot import Snapshot

ZERO = Decimal("0.00")


def ledger_rows(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> pd.DataFrame:
    """The ledger's rows of a supplier booked in [start, until), one per cost event and receipt that bears it; amounts in the reporting currency."""
    return snapshot.rows(
        "SELECT booked_on, element, component, event_id, receipt_id, line_id, shipment_id, part_id, state, amount, rule, cause FROM cost_ledger"
        " WHERE supplier_id = ? AND booked_on >= ? AND booked_on < ? ORDER BY booked_on, element, component, event_id, receipt_id",
        [supplier_id, quarter.start, quarter.until],
    )


def cost_summary(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> CostSummary:
    """Price, adders and total of a supplier in a quarter, in the reporting currency.

    A receipt without any row for freight or insurance counts as unknown where the extract speaks of them at all.
    """
    rows = ledger_rows(snapshot, supplier_id, quarter).to_dict("records")
    receipts = {row["receipt_id"] for row in rows if row["element"] == "price"}
    by_element = defaultdict(list)
    for row in rows:
        by_element[row["element"]].append(row)
    if receipts and _components_spoken_of(snapshot):
        by_element["freight_duty"] += []
    lines = tuple(_line(snapshot, element, by_element[element], receipts) for element in ELEMENTS if element in by_element)
    good_qty, uom = _good_quantity(snapshot, supplier_id, quarter)
    price = sum((line.amount for line in lines if line.id == "price"), ZERO)
    return CostSummary(snapshot.reporting_currency, price, sum((line.amount for line in lines), ZERO), lines, good_qty, uom, len(receipts))


def _line(snapshot: Snapshot, element: str, rows: list[dict], receipts: set[str]) -> CostLine:
    if element != "freight_duty":
        return _sum(element, ELEMENTS[element], rows, receipts if element == "price" else set())
    spoken = [name for name in COMPONENTS if name in _components_spoken_of(snapshot)]
    components = tuple(_sum(name, COMPONENTS[name], [row for row in rows if row["component"] == name], receipts) for name in spoken)
    # A receipt is covered when every component is known for it.
    known = [_known_receipts([row for row in rows if row["component"] == name]) & receipts for name in spoken]
    covered = set.intersection(*known) if known else set()
    included = {row["receipt_id"] for row in rows if row["state"] == "included"} & covered
    return _sum(element, ELEMENTS[element], rows, receipts, covered, included, components)


def _sum(
    line_id: str,
    name: str,
    rows: list[dict],
    receipts: set[str],
    covered: set[str] | None = None,
    included: set[str] | None = None,
    components: tuple[CostLine, ...] = (),
) -> CostLine:
    known = covered if covered is not None else _known_receipts(rows) & receipts
    free = included if included is not None else {row["receipt_id"] for row in rows if row["state"] == "included"} & known
    by_cause = {cause: sum((row["amount"] for row in rows if row["cause"] == cause and row["state"] == "amount"), ZERO) for cause in schema.CAUSES}
    amounts = [row for row in rows if row["state"] == "amount"]
    unknown_events = 0 if receipts else len({row["event_id"] for row in rows if row["state"] == "unknown"})
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
        events=len({row["event_id"] for row in amounts}),
        by_cause=by_cause,
        components=components,
        unknown_events=unknown_events,
    )


def _known_receipts(rows: list[dict]) -> set[str]:
    unknown = {row["receipt_id"] for row in rows if row["state"] == "unknown"}
    return {row["receipt_id"] for row in rows if row["state"] != "unknown"} - unknown


def _components_spoken_of(snapshot: Snapshot) -> set[str]:
    """The components of freight and duty the extract speaks of anywhere; of the others it can say nothing."""
    return {row[0] for row in snapshot.con.execute("SELECT DISTINCT component FROM cost_ledger WHERE component IS NOT NULL").fetchall()}


def _good_quantity(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> tuple[Decimal | None, str | None]:
    """Quantity received less returned in the quarter, with its unit; null when a quantity is unknown or the parts have several units."""
    arrived, unknown, units, uom = snapshot.con.execute(
        "SELECT sum(a.arrived_qty), count(*) - count(a.arrived_qty), count(DISTINCT coalesce(p.uom, '')), min(p.uom)"
        " FROM arrivals AS a JOIN schedule_lines AS l ON l.line_id = a.line_id LEFT JOIN parts AS p ON p.part_id = l.part_id"
        " WHERE l.supplier_id = ? AND a.docked_on >= ? AND a.docked_on < ?",
        [supplier_id, quarter.start, quarter.until],
    ).fetchall()[0]
    returned, unknown_returns = snapshot.con.execute(
        "SELECT coalesce(sum(r.received_qty - coalesce(v.received_qty, 0)), 0), count(*) - count(r.received_qty) FROM receipts AS r"
        " JOIN schedule_lines AS l ON l.line_id = r.line_id"
        " LEFT JOIN (SELECT of_receipt_id, sum(received_qty) AS received_qty FROM receipts WHERE kind = 'reversal' GROUP BY of_receipt_id) AS v"
        " ON v.of_receipt_id = r.receipt_id"
        " WHERE r.kind = 'return' AND l.supplier_id = ? AND r.docked_on >= ? AND r.docked_on < ?",
        [supplier_id, quarter.start, quarter.until],
    ).fetchall()[0]
    if arrived is None or unknown or unknown_returns or units != 1 or uom is None:
        return None, None
    return arrived - returned, uom
