"""Quality: accepted lots (Q1), defective parts (Q2), corrective actions on time (Q3), repeat
defects (Q4).
"""

from __future__ import annotations

from srmlib.metrics.counted import read_proportion, read_rate
from srmlib.metrics.result import Reading
from srmlib.metrics.rows import count_outcome
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import Definition
from srmlib.snapshot import Snapshot


def accepted_lots(
    snapshot: Snapshot, definition: Definition, supplier_id: str, quarter: Quarter
) -> Reading:
    """Q1, accepted lots.

    Formula: lots accepted ÷ lots decided in the quarter.
    Unit: percent. Source: inspection_lots (rows q1_rows).
    Counts: lots by the day of their decision. A lot used as it is was not accepted; a lot in which
    a defect is found later is no longer accepted; lots let through without inspection and lots
    without a decision are not counted. Null ("no_data") when no lot was decided.

    >>> from srmlib.metrics.arithmetic import ratio
    >>> float(ratio(39, 40))
    97.5
    """
    return read_proportion(snapshot, definition, supplier_id, quarter, counted="lots")


def defective_parts(
    snapshot: Snapshot, definition: Definition, supplier_id: str, quarter: Quarter
) -> Reading:
    """Q2, defective parts.

    Formula: 1,000,000 × confirmed defective quantity ÷ quantity received in the quarter.
    Unit: parts per million. Source: quality_notices, receipts (rows q2_rows).
    Counts: notices by the day the defect was found, receipts by the day at the dock. A notice whose
    analysis is open counts with nothing yet, and a note says how many there are. n is the number of
    notices with a defective quantity; fewer than the smallest n are judged all the same where
    enough parts were received. Null ("no_data") when nothing was received.

    >>> from srmlib.metrics.arithmetic import ratio
    >>> float(ratio(12, 40_000, per=1_000_000))
    300.0
    """
    open_notices = count_outcome(snapshot, "Q2", supplier_id, quarter, "open")
    notes = (
        [
            f"The analysis of {open_notices} of this quarter's notices is open: they count with"
            " nothing yet."
        ]
        if open_notices
        else []
    )
    return read_rate(
        snapshot,
        definition,
        supplier_id,
        quarter,
        counted="confirmed notices",
        n_of=lambda one: one.met,
        notes=notes,
    )


def actions_on_time(
    snapshot: Snapshot, definition: Definition, supplier_id: str, quarter: Quarter
) -> Reading:
    """Q3, corrective actions on time.

    Formula: corrective actions whose effect was verified by the due date ÷ corrective actions due
    in the quarter.
    Unit: percent. Source: corrective_actions (rows q3_rows).
    Counts: actions by the due date last agreed; open and overdue at the as-of date is a miss, open
    and not yet due is not counted. Null ("no_data") when none was due.

    >>> from srmlib.metrics.arithmetic import ratio
    >>> float(ratio(9, 10))
    90.0
    """
    return read_proportion(snapshot, definition, supplier_id, quarter, counted="actions")


def repeat_defects(
    snapshot: Snapshot, definition: Definition, supplier_id: str, quarter: Quarter
) -> Reading:
    """Q4, repeat defects.

    Formula: notices with the part and defect code of a corrective action closed in the twelve
    months before ÷ notices of the quarter.
    Unit: percent, lower is better. Source: quality_notices, corrective_actions (rows q4_rows).
    Counts: notices by the day the defect was found; those without a part or a code are not counted.
    Null ("no_data") without notices.

    >>> from srmlib.metrics.arithmetic import ratio
    >>> float(ratio(1, 20))
    5.0
    """
    return read_proportion(snapshot, definition, supplier_id, quarter, counted="notices")
