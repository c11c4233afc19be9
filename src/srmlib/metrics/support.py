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
    """A note says how many tickets sent before the quarter still are not restored: they count in
    the quarter they were sent. Where waiting does not count, another says how many do not tell
    theirs.
    """
    notes = _sent_before(snapshot, supplier_id, quarter)
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


def _sent_before(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> list[str]:
    """Grave tickets sent before the quarter, however long ago, and not restored yet."""
    count: int = snapshot.scalar(
        statement("metrics/readings/open_tickets"), [supplier_id, quarter.start]
    )
    if not count:
        return []
    if count == 1:
        return [
            "1 ticket of priority 1 or 2 sent before the quarter is not restored yet: it counts in"
            " the quarter it was sent."
        ]
    return [
        f"{count:,} tickets of priority 1 and 2 sent before the quarter are not restored yet: they"
        " count in the quarters they were sent."
    ]
