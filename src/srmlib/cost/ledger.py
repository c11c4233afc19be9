"""The cost ledger of one supplier and quarter: its rows, and its sums with their states and
coverage. Every sum is exact to the cent.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import pandas as pd

from srmlib.cost.rows import good_quantity, goods_of
from srmlib.cost.summary import BookDifference, CostLine, CostSummary
from srmlib.errors import UsageError
from srmlib.rules import schema
from srmlib.rules.calendar import Quarter
from srmlib.rules.elements import COMPONENTS, ELEMENTS, freight_name
from srmlib.snapshot import Snapshot

ZERO = Decimal("0.00")
COLUMNS = (
    "booked_on, element, component, event_id, source, receipt_id, line_id, order_id, shipment_id,"
    " part_id, state, amount, event_amount, basis, stated_amount, stated_currency, fx_rate,"
    " fx_units, driver_qty, driver_unit, rate_name, rate_value, rate_low, rate_high, rate_unit,"
    " rate_from, rate_per, share_weight, share_whole, rule, cause, paid_by, supplier_id"
)


def ledger_rows(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> pd.DataFrame:
    """The ledger's rows of a supplier booked in [start, until), one per cost event and receipt that
    bears it; amounts in the reporting currency.
    """
    return snapshot.frame(
        "SELECT "
        + COLUMNS
        + " FROM cost_ledger WHERE supplier_id = ? AND booked_on >= ? AND booked_on < ?"
        " ORDER BY booked_on, element, component, event_id, receipt_id",
        [supplier_id, quarter.start, quarter.until],
    )


def cost_summary(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> CostSummary:
    """Price, adders and total of a supplier in a quarter, in the reporting currency.

    A receipt without any row for freight or insurance counts as unknown where the extract speaks of
    them at all. An element is measured where the extract states it, or has the rows and the rates
    it is derived from; then nothing counted in the quarter is zero, else it is not known. Raises
    UsageError for an unknown supplier.
    """
    if not snapshot.con.execute(
        "SELECT count(*) FROM suppliers WHERE supplier_id = ?", [supplier_id]
    ).fetchall()[0][0]:
        raise UsageError(
            f"There is no supplier '{supplier_id}' in snapshot {snapshot.id}, expected an id of the"
            " table suppliers.\nCorrect the id."
        )
    return summary_of(
        snapshot,
        ledger_rows(snapshot, supplier_id, quarter).to_dict("records"),
        supplier_id,
        quarter,
    )


def summary_of(
    snapshot: Snapshot, rows: list[dict], supplier_id: str, quarter: Quarter
) -> CostSummary:
    """As cost_summary, of ledger rows at hand: those of a what-if, with other amounts."""
    ours = [
        row if row["paid_by"] == "buyer" else _borne_by_supplier(row)
        for row in rows
        if row["paid_by"] == "buyer" or row["component"]
    ]
    receipts = {row["receipt_id"] for row in ours if row["element"] == "price"}
    by_element = defaultdict(list)
    for row in ours:
        by_element[row["element"]].append(row)
    measured = {
        element
        for (element,) in snapshot.con.execute(
            "SELECT element FROM cost_measured UNION SELECT element FROM cost_ledger"
        ).fetchall()
    }
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
    good_qty, uom = good_quantity(goods_of(snapshot, supplier_id, quarter))
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
    )


def book_differences(
    snapshot: Snapshot, supplier_id: str, quarter: Quarter
) -> tuple[BookDifference, ...]:
    """Where the books hold another sum than the ledger, by element and month; empty where they
    agree or the extract has no cost_controls.
    """
    rows = snapshot.con.execute(
        "SELECT c.element, c.month_on, c.amount, coalesce(sum(l.amount), 0) AS in_ledger FROM"
        " cost_controls AS c LEFT JOIN cost_ledger AS l ON l.supplier_id = c.supplier_id AND"
        " l.element = c.element AND l.paid_by = 'buyer' AND CAST(date_trunc('month', l.booked_on)"
        " AS DATE) = c.month_on WHERE c.supplier_id = ? AND c.month_on >= ? AND c.month_on < ?"
        " GROUP BY c.element, c.month_on, c.amount HAVING c.amount <> coalesce(sum(l.amount), 0)"
        " ORDER BY c.month_on, c.element",
        [supplier_id, quarter.start, quarter.until],
    ).fetchall()
    return tuple(
        BookDifference(element, month_on, books, Decimal(in_ledger).quantize(ZERO))
        for element, month_on, books, in_ledger in rows
    )


def rows_used(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> pd.DataFrame:
    """Rows of the extract that are or could be costs of a supplier in a quarter, by their own day:
    source, reason, row_count.

    An empty reason means used. Rows in = rows used + rows left out, with their reason. Of invoice
    lines the credit notes.
    """
    return snapshot.frame(
        "WITH given AS ( SELECT 'cost_events' AS source, event_id AS row_id, supplier_id,"
        " occurred_on AS day FROM cost_events UNION ALL SELECT 'receipts', r.receipt_id,"
        " s.supplier_id, r.docked_on FROM receipts AS r JOIN schedule_lines AS s ON s.line_id ="
        " r.line_id UNION ALL SELECT 'invoice_lines', invoice_line_id, supplier_id, invoiced_on"
        " FROM invoice_lines WHERE is_credit) SELECT given.source, coalesce(left_out.reason, '') AS"
        " reason, count(*) AS row_count FROM given LEFT JOIN cost_left_out AS left_out ON"
        " left_out.source = given.source AND left_out.row_id = given.row_id WHERE given.supplier_id"
        " = ? AND given.day >= ? AND given.day < ? GROUP BY given.source, coalesce(left_out.reason,"
        " '') ORDER BY 1, 2",
        [supplier_id, quarter.start, quarter.until],
    )


def _borne_by_supplier(row: dict) -> dict:
    """Freight that the supplier paid costs us nothing beside the price."""
    return row | {"state": "included", "amount": None}


def _paid_by_supplier(rows: list[dict]) -> dict[str, Decimal]:
    """What the supplier bore itself, by element: shown, and not part of the total."""
    theirs: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for row in rows:
        if row["paid_by"] == "supplier" and row["state"] == "amount":
            theirs[row["element"]] += row["amount"]
    return {element: theirs[element] for element in ELEMENTS if element in theirs}


def _plants(snapshot: Snapshot, quarter: Quarter) -> dict[str, tuple[int, int]]:
    """Per element that the extract says who reports it: plants that reported it all the quarter,
    and all plants that order.
    """
    rows = snapshot.con.execute(
        "SELECT element, sum(CASE WHEN since_on <= ? AND (until_on IS NULL OR until_on >= ?) THEN 1"
        " ELSE 0 END) FROM cost_reports GROUP BY element",
        [quarter.start, quarter.until],
    ).fetchall()
    plants = snapshot.con.execute(
        "SELECT count(DISTINCT site) FROM (SELECT site FROM schedule_lines UNION SELECT site FROM"
        " cost_reports)"
    ).fetchall()[0][0]
    return {element: (int(reporting), plants) for element, reporting in rows}


def _line(
    snapshot: Snapshot,
    element: str,
    rows: list[dict],
    receipts: set[str],
    plants: tuple[int, int] | None,
) -> CostLine:
    name = ELEMENTS[element].name
    if element != "freight_duty":
        return _sum(element, name, rows, receipts if element == "price" else set(), plants=plants)
    spoken = [component for component in COMPONENTS if component in _components_spoken_of(snapshot)]
    components = tuple(
        _sum(
            component,
            COMPONENTS[component],
            [row for row in rows if row["component"] == component],
            receipts,
        )
        for component in spoken
    )
    # A receipt is covered when every component is known for it.
    known = [
        _known_receipts([row for row in rows if row["component"] == component]) & receipts
        for component in spoken
    ]
    covered = set.intersection(*known) if known else set()
    included = {row["receipt_id"] for row in rows if row["state"] == "included"} & covered
    return _sum(
        element, freight_name(spoken), rows, receipts, covered, included, components, plants
    )


def _sum(
    line_id: str,
    name: str,
    rows: list[dict],
    receipts: set[str],
    covered: set[str] | None = None,
    included: set[str] | None = None,
    components: tuple[CostLine, ...] = (),
    plants: tuple[int, int] | None = None,
) -> CostLine:
    known, free = covered, included
    if known is None:
        known = _known_receipts(rows) & receipts
    if free is None:
        free = {row["receipt_id"] for row in rows if row["state"] == "included"} & known
    by_cause = {
        cause: sum(
            (row["amount"] for row in rows if row["cause"] == cause and row["state"] == "amount"),
            ZERO,
        )
        for cause in schema.CAUSES
    }
    amounts = [row for row in rows if row["state"] == "amount"]
    # An unknown cost that a receipt bears lowers the receipts known; one that none bears is counted
    # by itself.
    unknown_events = len(
        {
            row["event_id"]
            for row in rows
            if row["state"] == "unknown" and row["receipt_id"] not in receipts
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
        events=len({row["event_id"] for row in amounts}),
        by_cause=by_cause,
        components=components,
        unknown_events=unknown_events,
        plants=plants,
    )


def _known_receipts(rows: list[dict]) -> set[str]:
    unknown = {row["receipt_id"] for row in rows if row["state"] == "unknown"}
    return {row["receipt_id"] for row in rows if row["state"] != "unknown"} - unknown


def _components_spoken_of(snapshot: Snapshot) -> set[str]:
    """The components of freight and duty the extract speaks of anywhere; of the others it can say
    nothing.
    """
    return {
        row[0]
        for row in snapshot.con.execute(
            "SELECT DISTINCT component FROM cost_ledger WHERE component IS NOT NULL"
        ).fetchall()
    }
