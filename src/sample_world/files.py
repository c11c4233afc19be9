"""The sample world as extract files: the canonical tables, and the control totals a sender would
give with them.
"""

from __future__ import annotations

import csv
import io
import struct
import zlib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from sample_world.books import make_books
from sample_world.confirmations import make_changes, make_confirmations
from sample_world.cost_stories import Cost, one_off_rows, report_rows
from sample_world.costs import make_costs
from sample_world.customers import make_customers
from sample_world.dealings import make_dealings
from sample_world.deliveries import Line, Receipt, make_lines
from sample_world.disputes import make_disputes
from sample_world.exchange import make_fx
from sample_world.genealogy import make_genealogy
from sample_world.known import as_known
from sample_world.quality import make_quality
from sample_world.stream import Stream, days
from sample_world.support import make_tickets
from sample_world.world import AS_OF, FX_CURRENCY, KILOGRAMS, PARTS, SUPPLIERS, SupplierPlan


@dataclass(frozen=True)
class SampleFile:
    """One file: the canonical table it holds, those of its columns the buyer's systems know, and
    the column its control total sums.
    """

    path: str
    table: str
    columns: tuple[str, ...]
    summed: str | None = None


FILES = (
    SampleFile(
        "suppliers.csv",
        "suppliers",
        ("supplier_id", "name", "kind", "category", "country", "currency"),
    ),
    SampleFile("parts.csv", "parts", ("part_id", "name", "category", "uom")),
    SampleFile(
        "schedule_lines.csv",
        "schedule_lines",
        (
            "line_id",
            "order_id",
            "supplier_id",
            "part_id",
            "site",
            "made_at",
            "ordered_on",
            "requested_on",
            "first_confirmed_on",
            "last_confirmed_on",
            "ordered_qty",
            "value_amount",
            "currency",
            "ship_by_on",
            "lead_days",
            "status",
            "cancelled_on",
        ),
        "value_amount",
    ),
    SampleFile(
        "receipts.csv.gz",
        "receipts",
        (
            "receipt_id",
            "line_id",
            "kind",
            "shipped_on",
            "docked_on",
            "posted_on",
            "received_qty",
            "shipment_id",
            "gross_weight",
            "of_receipt_id",
        ),
        "received_qty",
    ),
    SampleFile(
        "cost_events.csv",
        "cost_events",
        (
            "event_id",
            "element",
            "component",
            "supplier_id",
            "shipment_id",
            "order_id",
            "line_id",
            "occurred_on",
            "state",
            "amount",
            "currency",
            "driver_qty",
            "rate_name",
            "allocate_by",
            "paid_by",
            "cause",
            "note",
            "effect_kind",
            "effect_id",
        ),
        "amount",
    ),
    SampleFile(
        "one_off_costs.csv",
        "one_off_costs",
        (
            "cost_id",
            "supplier_id",
            "part_id",
            "occurred_on",
            "amount",
            "currency",
            "life_months",
            "note",
        ),
        "amount",
    ),
    SampleFile(
        "cost_controls.csv",
        "cost_controls",
        ("supplier_id", "element", "month_on", "amount"),
        "amount",
    ),
    SampleFile(
        "cost_reports.csv", "cost_reports", ("site", "element", "since_on", "until_on")
    ),
    SampleFile("fx.csv", "fx", ("currency", "rate_on", "fx_rate"), "fx_rate"),
    SampleFile(
        "confirmations.csv",
        "confirmations",
        ("confirmation_id", "line_id", "confirmed_on", "for_on", "confirmed_qty"),
        "confirmed_qty",
    ),
    SampleFile(
        "order_changes.csv",
        "order_changes",
        (
            "change_id",
            "line_id",
            "changed_on",
            "field",
            "old_value",
            "new_value",
            "by_side",
        ),
    ),
    SampleFile(
        "inspection_lots.csv",
        "inspection_lots",
        (
            "lot_id",
            "supplier_id",
            "part_id",
            "receipt_id",
            "lot_qty",
            "inspected_qty",
            "accepted_qty",
            "rejected_qty",
            "is_skip",
            "decision",
            "decided_on",
            "reopened_on",
        ),
        "lot_qty",
    ),
    SampleFile(
        "quality_notices.csv",
        "quality_notices",
        (
            "notice_id",
            "supplier_id",
            "part_id",
            "receipt_id",
            "found_on",
            "found_at",
            "made_on",
            "defect_code",
            "defect_family",
            "claimed_qty",
            "blocked_qty",
            "confirmed_qty",
            "cause",
        ),
        "claimed_qty",
    ),
    SampleFile(
        "corrective_actions.csv",
        "corrective_actions",
        (
            "action_id",
            "supplier_id",
            "notice_id",
            "part_id",
            "defect_code",
            "defect_family",
            "issued_on",
            "first_due_on",
            "due_on",
            "answered_on",
            "verified_on",
        ),
    ),
    SampleFile(
        "tickets.csv",
        "tickets",
        (
            "ticket_id",
            "supplier_id",
            "subject",
            "priority",
            "supplier_priority",
            "opened_at",
            "triaged_at",
            "auto_reply_at",
            "first_response_at",
            "restored_at",
            "resolved_at",
            "paused_minutes",
            "target_minutes",
            "supplier_target_minutes",
            "reopened_at",
            "follows_ticket_id",
            "closed_by",
            "cause",
        ),
        "target_minutes",
    ),
    SampleFile(
        "invoice_lines.csv",
        "invoice_lines",
        (
            "invoice_line_id",
            "supplier_id",
            "line_id",
            "invoiced_on",
            "due_on",
            "paid_on",
            "amount",
            "currency",
            "correction",
            "correction_amount",
            "correction_cause",
            "is_credit",
        ),
        "amount",
    ),
    SampleFile(
        "customer_promises.csv",
        "customer_promises",
        (
            "promise_id",
            "supplier_id",
            "line_id",
            "customer_order_id",
            "first_promised_on",
            "promised_on",
            "shipped_on",
            "kept_on",
            "broken_cause",
            "is_cause_agreed",
            "order_amount",
            "currency",
        ),
        "order_amount",
    ),
    SampleFile(
        "complaints.csv",
        "complaints",
        (
            "complaint_id",
            "supplier_id",
            "customer_order_id",
            "received_on",
            "unit_count",
            "is_claim",
            "is_accepted",
            "subject",
        ),
        "unit_count",
    ),
    SampleFile(
        "forecasts.csv",
        "forecasts",
        ("forecast_id", "supplier_id", "part_id", "month_on", "made_on", "forecast_qty"),
        "forecast_qty",
    ),
    SampleFile(
        "queries.csv",
        "queries",
        ("query_id", "supplier_id", "subject", "asked_on", "answered_on"),
    ),
    SampleFile(
        "meetings.csv",
        "meetings",
        ("meeting_id", "supplier_id", "tier", "planned_on", "held_on"),
    ),
    SampleFile(
        "disputes.csv",
        "disputes",
        (
            "dispute_id",
            "supplier_id",
            "metric_id",
            "row_id",
            "raised_by",
            "raised_on",
            "claim",
            "words",
            "state",
            "answer",
        ),
    ),
    SampleFile(
        "lots.csv",
        "lots",
        ("lot_id", "part_id", "supplier_id", "lot_qty", "made_on"),
        "lot_qty",
    ),
    SampleFile(
        "lot_receipts.csv", "lot_receipts", ("lot_id", "receipt_id", "lot_qty"), "lot_qty"
    ),
    SampleFile(
        "lot_inputs.csv",
        "lot_inputs",
        ("output_lot_id", "input_lot_id", "input_qty"),
        "input_qty",
    ),
    SampleFile(
        "bill_of_materials.csv",
        "bill_of_materials",
        ("part_id", "component_id", "component_qty"),
    ),
    SampleFile(
        "supply_links.csv",
        "supply_links",
        ("supplier_id", "behind_supplier_id", "kind", "part_id"),
    ),
    SampleFile(
        "customer_orders.csv",
        "customer_orders",
        (
            "customer_order_id",
            "customer_id",
            "region",
            "ordered_on",
            "order_amount",
            "currency",
        ),
        "order_amount",
    ),
    SampleFile(
        "order_lots.csv",
        "order_lots",
        ("customer_order_id", "lot_id", "shipped_qty"),
        "shipped_qty",
    ),
    SampleFile(
        "customer_returns.csv",
        "customer_returns",
        (
            "return_id",
            "customer_order_id",
            "returned_on",
            "lot_id",
            "part_id",
            "unit_count",
            "subject",
            "defect_family",
            "supplier_id",
            "reached_us_on",
            "sent_on",
            "answered_on",
            "settled_on",
        ),
        "unit_count",
    ),
    SampleFile(
        "line_stops.csv",
        "line_stops",
        (
            "stop_id",
            "site",
            "stopped_on",
            "stopped_minutes",
            "lot_id",
            "part_id",
            "supplier_id",
            "cause",
            "subject",
        ),
        "stopped_minutes",
    ),
    SampleFile(
        "incidents.csv",
        "incidents",
        (
            "incident_id",
            "service",
            "began_at",
            "restored_at",
            "user_count",
            "supplier_id",
            "cause",
        ),
    ),
    SampleFile(
        "agreed_causes.csv",
        "agreed_causes",
        (
            "cause_id",
            "effect_kind",
            "effect_id",
            "side",
            "supplier_id",
            "share_rate",
            "agreed_on",
            "words",
        ),
    ),
)
# By the element of a cost: what it is the cost of, and how that is numbered.
EFFECTS = {"line_stop": ("line_stop", "LS"), "support_time": ("incident", "INC")}
COLUMNS = {file.table: file.columns for file in FILES}


def write_sample(folder: Path, known_on: date | None = None) -> None:
    """Write the sample world's extract files into a folder (made when missing): the same bytes
    every time, on any machine.

    With `known_on`, the extract as it would have been sent at the end of that day.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows = sample_rows()
    rows = as_known(rows, known_on) if known_on else rows
    rows["cost_controls"] = make_books(rows, known_on or AS_OF)
    totals = []
    for file in FILES:
        content = _csv(file.columns, rows[file.table])
        (folder / file.path).write_bytes(
            _gzip(content) if file.path.endswith(".gz") else content
        )
        total = (
            sum(row.get(file.summed) or 0 for row in rows[file.table])
            if file.summed
            else None
        )
        totals.append(
            {
                "file": file.path,
                "rows": len(rows[file.table]),
                "column": file.summed,
                "total": total,
            }
        )
    (folder / "control_totals.csv").write_bytes(
        _csv(("file", "rows", "column", "total"), totals)
    )


def sample_rows() -> dict[str, list[dict]]:
    """The rows of every canonical table but what the books make of them: cells by column name, None
    or no cell where the sample knows nothing.
    """
    rows: dict[str, list[dict]] = {file.table: [] for file in FILES}
    rows["parts"] = [dict(zip(COLUMNS["parts"], part, strict=True)) for part in PARTS]
    rows |= {"one_off_costs": one_off_rows(), "cost_reports": report_rows()}
    rows["fx"] = [
        {"currency": FX_CURRENCY, "rate_on": day, "fx_rate": rate}
        for day, rate in make_fx(Stream("fx"))
    ]
    for plan in SUPPLIERS:
        for table, more in _rows_of(plan).items():
            rows[table] += more
    rows |= make_customers(Stream("customers"))
    rows["disputes"] = make_disputes(rows)
    rows |= make_genealogy(rows, Stream("customers/orders"))
    return rows


def _rows_of(plan: SupplierPlan) -> dict[str, list[dict]]:
    """One supplier's rows by table. Each subject draws from a stream of its own: a change in one
    disturbs no other.
    """
    supplier_id = plan.supplier_id
    lines = make_lines(plan, Stream(supplier_id))
    costs = make_costs(plan, lines, Stream(f"{supplier_id}/costs"))
    receipts = sorted(
        (receipt.receipt_id, receipt, line) for line in lines for receipt in line.receipts
    )
    changes = make_changes(plan, lines, Stream(f"{supplier_id}/changes"))
    return {
        "suppliers": [_supplier_row(plan)],
        "schedule_lines": [_line_row(plan, line) for line in lines],
        "receipts": [_receipt_row(receipt, line) for _, receipt, line in receipts],
        "cost_events": [
            _cost_row(plan, number, cost) for number, cost in enumerate(costs, start=1)
        ],
        "order_changes": changes,
        "confirmations": make_confirmations(
            plan, lines, changes, Stream(f"{supplier_id}/confirmations")
        ),
        "tickets": make_tickets(plan, Stream(f"{supplier_id}/tickets")),
        **make_quality(plan, lines, Stream(f"{supplier_id}/quality")),
        **make_dealings(plan, lines, Stream(f"{supplier_id}/dealings")),
    }


def _supplier_row(plan: SupplierPlan) -> dict:
    return {name: getattr(plan, name) for name in COLUMNS["suppliers"]}


def _line_row(plan: SupplierPlan, line: Line) -> dict:
    of_plan = {
        "supplier_id": plan.supplier_id,
        "currency": plan.currency,
        "lead_days": plan.lead_days[1],
        "ship_by_on": days(line.due_on, -plan.transit_days),
    }
    return of_plan | {
        name: getattr(line, name)
        for name in COLUMNS["schedule_lines"]
        if name not in of_plan
    }


def _receipt_row(receipt: Receipt, line: Line) -> dict:
    weight = (receipt.received_qty * KILOGRAMS[line.part_id]).quantize(Decimal("0.001"))
    of_line = {
        "line_id": line.line_id,
        "gross_weight": weight,
        "of_receipt_id": receipt.of.receipt_id if receipt.of else None,
    }
    return of_line | {
        name: getattr(receipt, name) for name in COLUMNS["receipts"] if name not in of_line
    }


def _cost_row(plan: SupplierPlan, number: int, cost: Cost) -> dict:
    """A stop of a line and a call for support are what they are the cost of."""
    row = vars(cost) | {
        "event_id": f"CE-{plan.supplier_id[2:]}-{number:05d}",
        "supplier_id": plan.supplier_id,
    }
    if cost.element in EFFECTS:
        kind, prefix = EFFECTS[cost.element]
        row |= {
            "effect_kind": kind,
            "effect_id": f"{prefix}-{plan.supplier_id[2:]}-{number:05d}",
        }
    return row


def _csv(header: tuple[str, ...], rows: list[dict]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, header, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")


def _gzip(content: bytes) -> bytes:
    """A gzip file of stored blocks: what a compressor makes differs between zlib builds, and the
    snapshot's id is made from the bytes.
    """
    blocks = [content[i : i + 65535] for i in range(0, len(content), 65535)]
    body = b"".join(
        struct.pack("<BHH", block is blocks[-1], len(block), len(block) ^ 0xFFFF) + block
        for block in blocks
    )
    return (
        b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
        + body
        + struct.pack("<II", zlib.crc32(content), len(content))
    )
