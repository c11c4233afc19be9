"""Support: what time to restore (S3) has to say beside its number."""

from __future__ import annotations

from srmlib.metrics.counted import read_metric
from srmlib.metrics.result import Reading
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import Definition
from srmlib.snapshot import Snapshot
from srmlib.snapshot.database import statement


def read_s3(
    snapshot: Snapshot, definition: Definition, supplier_id: str, quarter: Quarter
) -> Reading:
    """Tickets not resolved yet are not counted, and a note says how many were sent before the
    quarter's end. Where waiting does not count, another says how many do not tell theirs.
    """
    waiting = _still_open(snapshot, supplier_id, quarter)
    tickets = (
        "ticket of priority 1 or 2 is"
        if waiting == 1
        else "tickets of priority 1 and 2 are"
    )
    notes = [f"{waiting} {tickets} not resolved yet and not counted."] if waiting else []
    if definition.agreed["pauses"] == "stops":
        notes += _pauses_unknown(snapshot, supplier_id, quarter)
    return read_metric(snapshot, definition, supplier_id, quarter, notes)


def _pauses_unknown(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> list[str]:
    """That tickets do not say how long they waited: their time is the longest it can be."""
    count: int = snapshot.scalar(
        statement("metrics/readings/unknown_pauses"),
        [supplier_id, quarter.start, quarter.until],
    )
    if not count:
        return []
    says = (
        "ticket does not say how long it"
        if count == 1
        else "tickets do not say how long they"
    )
    return [f"{count:,} {says} waited: all of the time counts."]


def _still_open(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> int:
    """Grave tickets sent before the end of the quarter, however long ago, and not resolved yet."""
    count: int = snapshot.scalar(
        statement("metrics/readings/open_tickets"), [supplier_id, quarter.until]
    )
    return count
