"""Whose cause a breakdown is, and what share of it."""

from __future__ import annotations

from srmlib.calendar import Quarter
from srmlib.snapshot import Snapshot
from srmlib.trace.links import Trace


def trace_of(snapshot: Snapshot, supplier_id: str, quarter: Quarter, audience: str) -> Trace:
    """The traced breakdowns of a supplier's quarter: none while extracts bring no lots, and it says so."""
    del supplier_id, quarter, audience
    return Trace(snapshot.reporting_currency, missing=("records of lots",))
