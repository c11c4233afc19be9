"""Whose cause a breakdown is, and what share of it."""

from __future__ import annotations

from srmlib.calendar import Quarter
from srmlib.snapshot import Snapshot
from srmlib.trace.links import Trace


def trace_of(snapshot: Snapshot, supplier_id: str, quarter: Quarter, audience: str) -> Trace:
    """The traced breakdowns of a supplier's quarter. Nothing is traced yet: says which of the tables a trace begins with the extract lacks."""
    del supplier_id, quarter, audience
    starts = {"complaints": "complaints", "customer_promises": "promises to customers", "tickets": "support tickets"}
    return Trace(snapshot.reporting_currency, missing=tuple(words for table, words in starts.items() if table not in snapshot.supplied_tables))
