"""Rows as a notebook shows them: the few columns that answer a question, with words as heads. All
columns are one call away, and each answer says which.
"""

from __future__ import annotations

from decimal import Decimal

from srmlib.agreement.bridge import Bridge, RowReading, step_words
from srmlib.agreement.reconcile import KINDS, Reconciliation
from srmlib.cost.detail import row_id
from srmlib.errors import UsageError
from srmlib.facts import Supplier, SupplierQuarter
from srmlib.metrics.rows import missed_rows
from srmlib.notebook.answers import Table, answer
from srmlib.numbers import money, number
from srmlib.reports.page import Section
from srmlib.reports.sections.metrics import code_words, shown_headings, shown_rows
from srmlib.reports.sections.tables import printed
from srmlib.rules.causes import CAUSE_BY
from srmlib.rules.elements import ELEMENTS
from srmlib.words.rows import rows_heading
from srmlib.words.words import CAUSES


def missed(q: SupplierQuarter, metric_id: str = "D1") -> Section:
    """The rows of a metric that count against it, as the report prints them; all of them."""
    reading = q.reading(metric_id)
    rows = missed_rows(reading.definition, q.rows(metric_id))
    heads = shown_headings(reading)
    lines = shown_rows(reading, rows, q.disputes)
    heading = rows_heading(reading.definition, rows, max(len(rows), 1)) if len(rows) else ""
    return answer(
        f"missed-{metric_id.lower()}",
        reading.definition.name,
        "" if len(rows) else "No row counts against it",
        [Table(heading, [dict(zip(heads, line, strict=True)) for line in lines])],
        notes=[f'All columns, and the rows that count for it: q.rows("{metric_id}")'],
    )


def suppliers(active: list[Supplier]) -> Section:
    """The suppliers that something happened with, by name."""
    rows = [
        {
            "id": one.supplier_id,
            "name": one.name,
            "category": one.category or "",
            "country": one.country or "",
        }
        for one in active
    ]
    return answer("suppliers", "Suppliers", "", [Table("", rows)])


def flips(q: SupplierQuarter, found: Bridge) -> Section:
    """The rows that read differently after each step of a bridge: how each reads before and after."""
    metric = q.reading(found.metric_id).definition.metric
    rows = [
        {
            "question": step_words(metric, step)[0],
            "row": flip.row_id,
            "reads before": _outcome(flip.before),
            "reads after": _outcome(flip.after),
        }
        for step in found.steps
        for flip in step.flips
    ]
    return answer(
        f"flips-{found.metric_id.lower()}",
        metric.name,
        "" if rows else "No row reads differently",
        [Table("Rows that read differently", rows)],
        notes=["All columns, with dates and quantities: bridge.table()"],
    )


def booked(q: SupplierQuarter, element: str) -> Section:
    """What was booked for one element of cost, event by event: quantity, rate, amount, cause.

    Raises UsageError for what is no element.
    """
    if element not in ELEMENTS:
        raise UsageError(
            f"'{element}' is no element of cost, expected one of {', '.join(ELEMENTS)}.\nName one."
        )
    ledger = q.ledger[q.ledger["element"] == element]
    rows = [
        {
            "event": row_id(
                element,
                row["event_id"],
                row["receipt_id"] or None,
                row["cause_part"] or None,
            ),
            "booked": row["booked_on"],
            "part": row["part_id"],
            "quantity": f"{row['driver_qty']} {row['driver_unit']}".strip(),
            "rate": f"{row['rate_value']} {row['rate_unit']}".strip(),
            "amount": row["amount"],
            "state": code_words(row["state"]) if row["state"] != "amount" else "",
            "cause": CAUSES.get(row["cause"], row["cause"]),
            "whose word": CAUSE_BY.get(row["cause_by"], row["cause_by"]),
        }
        for row in printed(ledger)
    ]
    known = sum(ledger["amount"].dropna(), Decimal(0))
    return answer(
        f"booked-{element}",
        ELEMENTS[element].name,
        "" if rows else "Nothing was booked",
        [Table(ELEMENTS[element].name, rows, {"event": "Sum", "amount": money(known)})],
        notes=[f"All columns: q.ledger.query(\"element == '{element}'\")"],
    )


def compared(found: Reconciliation) -> Section:
    """The lines on which the supplier's file and the buyer's differ: what differs, the day and the
    quantity in each, and how each then reads by the supplier's rule.
    """
    rows = [
        {
            "line": one.row_id,
            "what differs": ", ".join(KINDS[kind] for kind in one.kinds),
            "full on, supplier": _day(one.theirs),
            "full on, buyer": _day(one.ours),
            "received, supplier": _quantity(one.theirs),
            "received, buyer": _quantity(one.ours),
            "reads, supplier": _outcome(one.theirs),
            "reads, buyer": _outcome(one.ours),
        }
        for one in found.differences
    ]
    return answer(
        "compared",
        found.definition.name,
        "" if rows else "Both files say the same of every line",
        [Table("Lines on which the two files differ", rows)],
        notes=["All columns: found.table()"],
    )


def _day(one: RowReading | None) -> str:
    day = one.facts.get("filled_on") if one else None
    return str(day) if day else ""


def _quantity(one: RowReading | None) -> str:
    quantity = one.facts.get("received_qty") if one else None
    return number(quantity) if quantity is not None else ""


def _outcome(one: RowReading | None) -> str:
    return code_words(one.outcome) if one else "not there"
