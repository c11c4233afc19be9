"""The customer: promises kept (P1) and complaints traced to a supplier (P2), as far as the extract
names the supplier.
"""

from __future__ import annotations

from srmlib.metrics.cost import LEAST_COVERAGE
from srmlib.metrics.counted import read_proportion, read_rate
from srmlib.metrics.result import Reading
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import Definition
from srmlib.snapshot import Snapshot


def promises_kept(
    snapshot: Snapshot, definition: Definition, supplier_id: str, quarter: Quarter
) -> Reading:
    """P1, customer promises kept.

    Formula: 1 − customer promises broken with an agreed supplier-side cause ÷ promises of the
    quarter that depended on the supplier.
    Unit: percent. Source: customer_promises (rows p1_rows).
    Counts: promises by the day first promised. A promise broken by another cause, or by one not
    agreed, counts as kept by the supplier; one not yet due is not counted. Where the cause of more
    than a fifth of the broken ones is not known, there is too little to judge, and a note says so.
    Null ("no_data") when no promise depended on the supplier.

    >>> from srmlib.metrics.arithmetic import ratio
    >>> float(ratio(99, 100))
    99.0
    """
    unknown, broken = snapshot.con.execute(
        "SELECT count(*) FILTER (broken_cause IS NULL), count(*) FROM p1_rows WHERE basis ="
        " 'agreed' AND outcome IN ('broken_theirs', 'broken_other') AND supplier_id = ? AND"
        " counted_on >= ? AND counted_on < ?",
        [supplier_id, quarter.start, quarter.until],
    ).fetchall()[0]
    notes = [f"The cause is not known of {unknown} of {broken} broken promises."] if unknown else []
    is_known_enough = unknown <= (1 - LEAST_COVERAGE) * broken
    return read_proportion(
        snapshot,
        definition,
        supplier_id,
        quarter,
        counted="promises",
        notes=notes,
        is_known_enough=is_known_enough,
    )


def complaints_traced(
    snapshot: Snapshot, definition: Definition, supplier_id: str, quarter: Quarter
) -> Reading:
    """P2, complaints traced to the supplier.

    Formula: end-customer complaints traced to the supplier ÷ 1,000 orders that depended on it.
    Unit: per 1,000 orders, lower is better. Source: complaints, customer_promises (rows p2_rows).
    Counts: complaints by the day received, orders by the day first promised. n is the number of
    orders. A note says how many complaints of the quarter are traced to nobody. Null ("no_data")
    when no order depended on the supplier.

    >>> from srmlib.metrics.arithmetic import ratio
    >>> float(ratio(2, 500, per=1000))
    4.0
    """
    untraced = snapshot.con.execute(
        "SELECT count(*) FROM complaints WHERE supplier_id IS NULL AND received_on >= ? AND"
        " received_on < ? AND received_on <= ?",
        [quarter.start, quarter.until, snapshot.as_of],
    ).fetchall()[0][0]
    # Not of how many: the rest would tell each supplier what the others caused.
    notes = (
        [
            f"{untraced} {'complaint' if untraced == 1 else 'complaints'} of the quarter traced to"
            " nobody yet."
        ]
        if untraced
        else []
    )
    return read_rate(snapshot, definition, supplier_id, quarter, counted="orders", notes=notes)
