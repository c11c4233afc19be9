"""The scorecard's list: every metric of a supplier in a quarter, in printed order, and the six of
our own part.
"""

from __future__ import annotations

from srmlib.metrics.cost import invoices_right_first_time, total_cost_over_price
from srmlib.metrics.customer import complaints_traced, promises_kept
from srmlib.metrics.delivery import lead_time_spread, on_time_in_full, promise_kept
from srmlib.metrics.our_part import (
    changed_inside_lead_time,
    days_to_answer,
    forecast_error,
    invoices_paid_on_time,
    late_specification_changes,
    meetings_held,
)
from srmlib.metrics.quality import accepted_lots, actions_on_time, defective_parts, repeat_defects
from srmlib.metrics.result import Reading
from srmlib.metrics.support import first_response_in_time, fixed_first_time, time_to_restore
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import Definition
from srmlib.snapshot import Snapshot
from srmlib.snapshot.definitions import definitions_of

METRICS = {
    "Q1": accepted_lots,
    "Q2": defective_parts,
    "Q3": actions_on_time,
    "Q4": repeat_defects,
    "D1": on_time_in_full,
    "D2": promise_kept,
    "D3": lead_time_spread,
    "S1": first_response_in_time,
    "S2": fixed_first_time,
    "S3": time_to_restore,
    "C1": total_cost_over_price,
    "C2": invoices_right_first_time,
    "P1": promises_kept,
    "P2": complaints_traced,
    "B1": changed_inside_lead_time,
    "B2": forecast_error,
    "B3": invoices_paid_on_time,
    "B4": days_to_answer,
    "B5": late_specification_changes,
    "B6": meetings_held,
}


def readings_of(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> list[Reading]:
    """One reading per metric, ours last; "not_supplied" where the extract lacks a table the metric
    needs, "not_agreed" where it does not apply.
    """
    return [
        _reading(snapshot, definition, supplier_id, quarter)
        for definition in definitions_of(snapshot.con, supplier_id)
    ]


def _reading(
    snapshot: Snapshot, definition: Definition, supplier_id: str, quarter: Quarter
) -> Reading:
    if not definition.applies:
        return Reading(definition, "not_agreed")
    missing = [table for table in definition.tables if table not in snapshot.supplied_tables]
    if missing:
        return Reading(
            definition, "not_supplied", notes=[f"The extract has no {table}." for table in missing]
        )
    return METRICS[definition.metric_id](snapshot, definition, supplier_id, quarter)
