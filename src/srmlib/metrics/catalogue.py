"""The scorecard's list: every metric of a supplier in a quarter, in printed order."""

from __future__ import annotations

from srmlib.calendar import Quarter
from srmlib.metrics.cost import total_cost_over_price
from srmlib.metrics.definition import Definition, definitions_of
from srmlib.metrics.delivery import lead_time_spread, on_time_in_full
from srmlib.metrics.reading import Reading
from srmlib.snapshot import Snapshot

METRICS = {"D1": on_time_in_full, "D3": lead_time_spread, "C1": total_cost_over_price}


def readings_of(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> list[Reading]:
    """One reading per metric; "not_supplied" where the extract lacks a table the metric needs."""
    return [_reading(snapshot, definition, supplier_id, quarter) for definition in definitions_of(snapshot.con)]


def _reading(snapshot: Snapshot, definition: Definition, supplier_id: str, quarter: Quarter) -> Reading:
    missing = [table for table in definition.tables if table not in snapshot.supplied_tables]
    if missing or definition.metric_id not in METRICS:
        return Reading(definition, "not_supplied", notes=[f"The extract has no {table}." for table in missing])
    return METRICS[definition.metric_id](snapshot, definition, supplier_id, quarter)
