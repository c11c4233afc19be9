"""The customer: what promises kept (P1) and complaints traced (P2) have to say beside their
numbers, as far as the extract names the supplier.
"""

from __future__ import annotations

from srmlib.metrics.cost import LEAST_COVERAGE
from srmlib.metrics.counted import read_metric
from srmlib.metrics.result import Reading
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import Definition
from srmlib.snapshot import Snapshot
from srmlib.snapshot.database import statement


def read_p1(
    snapshot: Snapshot, definition: Definition, supplier_id: str, quarter: Quarter
) -> Reading:
    """Where the cause of more than a fifth of the broken promises is not known, there is too little
    to judge; a note says of how many it is not.
    """
    (found,) = snapshot.records(
        statement("metrics/readings/broken_promises"), [supplier_id, quarter.start, quarter.until]
    )
    unknown, broken = found["unknown"], found["broken"]
    notes = [f"The cause is not known of {unknown} of {broken} broken promises."] if unknown else []
    is_known_enough = unknown <= (1 - LEAST_COVERAGE) * broken
    return read_metric(
        snapshot, definition, supplier_id, quarter, notes, is_known_enough=is_known_enough
    )


def read_p2(
    snapshot: Snapshot, definition: Definition, supplier_id: str, quarter: Quarter
) -> Reading:
    """A note says how many complaints of the quarter are traced to nobody."""
    untraced = snapshot.scalar(
        statement("metrics/readings/untraced_complaints"),
        [quarter.start, quarter.until, snapshot.as_of],
    )
    # Not of how many: the rest would tell each supplier what the others caused.
    noun = "complaint" if untraced == 1 else "complaints"
    notes = [f"{untraced} {noun} of the quarter traced to nobody yet."] if untraced else []
    return read_metric(snapshot, definition, supplier_id, quarter, notes)
