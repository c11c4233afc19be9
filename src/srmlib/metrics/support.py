"""Support: first response in time (S1), fixed first time (S2), time to restore (S3)."""

from __future__ import annotations

from srmlib.metrics.arithmetic import MINUTES_PER_HOUR
from srmlib.metrics.counted import read_proportion, read_statistic
from srmlib.metrics.result import Reading
from srmlib.metrics.rows import count_outcome
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import Definition
from srmlib.snapshot import Snapshot
from srmlib.stats.intervals import mean_interval, median_interval


def first_response_in_time(
    snapshot: Snapshot, definition: Definition, supplier_id: str, quarter: Quarter
) -> Reading:
    """S1, first response in time.

    Formula: tickets answered by a person within the target ÷ tickets opened in the quarter.
    Unit: percent. Source: tickets (rows s1_rows).
    Counts: tickets by the plant-local day they were sent; the clock runs day and night. An
    automatic reply is no answer. A ticket not answered past its target is a miss; one still within
    it, or without a target, is not counted. Null ("no_data") without tickets.

    >>> from srmlib.metrics.arithmetic import ratio
    >>> float(ratio(19, 20))
    95.0
    """
    without = count_outcome(snapshot, "S1", supplier_id, quarter, "no_target")
    notes = (
        [f"{without} {'ticket' if without == 1 else 'tickets'} without a target left out."]
        if without
        else []
    )
    return read_proportion(
        snapshot, definition, supplier_id, quarter, counted="tickets", notes=notes
    )


def fixed_first_time(
    snapshot: Snapshot, definition: Definition, supplier_id: str, quarter: Quarter
) -> Reading:
    """S2, fixed first time.

    Formula: tickets resolved and not opened again within 14 days ÷ tickets resolved in the quarter.
    Unit: percent. Source: tickets (rows s2_rows).
    Counts: tickets by the plant-local day they were resolved. A new ticket on the same fault opens
    the old one again. Null ("no_data") when none was resolved.

    >>> from srmlib.metrics.arithmetic import ratio
    >>> float(ratio(17, 20))
    85.0
    """
    return read_proportion(snapshot, definition, supplier_id, quarter, counted="tickets")


def time_to_restore(
    snapshot: Snapshot, definition: Definition, supplier_id: str, quarter: Quarter
) -> Reading:
    """S3, time to restore.

    Formula: median of the hours from sending a ticket to service restored, priorities 1 and 2.
    Unit: hours, lower is better. Source: tickets (rows s3_rows, in minutes).
    Counts: tickets by the plant-local day they were resolved; the clock stops when service is
    restored, and time waiting for the caller counts. Tickets not resolved yet are not counted, and
    a note says how many were sent before the quarter's end. Interval: order statistics, of a mean a
    bootstrap by ticket. Null ("no_data") when none was resolved.

    >>> from srmlib.metrics.arithmetic import median
    >>> float(median([120, 240, 480])) / 60
    4.0
    """

    def hours(minutes: list[float]) -> tuple[float, float] | None:
        interval = (
            mean_interval(minutes)
            if definition.agreed["statistic"] == "mean"
            else median_interval(minutes)
        )
        return interval and (interval[0] / MINUTES_PER_HOUR, interval[1] / MINUTES_PER_HOUR)

    waiting = _still_open(snapshot, supplier_id, quarter)
    tickets = "ticket of priority 1 or 2 is" if waiting == 1 else "tickets of priority 1 and 2 are"
    notes = [f"{waiting} {tickets} not resolved yet and not counted."] if waiting else []
    return read_statistic(
        snapshot, definition, supplier_id, quarter, interval=hours, counted="tickets", notes=notes
    )


def _still_open(snapshot: Snapshot, supplier_id: str, quarter: Quarter) -> int:
    """Grave tickets sent before the end of the quarter, however long ago, and not resolved yet."""
    return snapshot.con.execute(
        "SELECT count(*) FROM s3_rows WHERE basis = 'agreed' AND supplier_id = ? AND counted_on < ?"
        " AND outcome = 'open'",
        [supplier_id, quarter.until],
    ).fetchall()[0][0]
