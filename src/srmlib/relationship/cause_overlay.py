"""Causes that both firms agreed on in the register, laid over what the extract says of them: in the
cost ledger, in quality notices, in promises to customers, and in the trace.
"""

from __future__ import annotations

from collections.abc import Sequence

from srmlib.relationship.cause_links import lay_links_over
from srmlib.relationship.causes import CARRIER, AgreedCause
from srmlib.snapshot import Snapshot
from srmlib.snapshot.database import sql, statement

# By the table that says whose cause a row is, the metrics that ask it.
ASKED_BY = {
    "cost_ledger": {"C1"},
    "quality_notices": {"Q2", "Q4"},
    "customer_promises": {"P1"},
}


def lay_causes_over(
    snapshot: Snapshot, supplier_id: str, causes: Sequence[AgreedCause]
) -> set[str]:
    """Let agreed causes stand in this open snapshot as if the extract had brought them; gives the
    metrics whose rows are to be read anew for it. Needs the table `register_supplier`.
    """
    lay_links_over(snapshot, supplier_id, causes)
    # The ledger, notices and promises know no side of a carrier's.
    of_firms = [one for one in causes if one.side != CARRIER]
    told: dict[str, Sequence[Sequence[object]]] = {
        "cost_ledger": [[one.side, *event] for one in of_firms for event in one.events],
        "quality_notices": [[one.side, one.row] for one in of_firms if one.of == "notice"],
        "customer_promises": [
            [one.side, one.row] for one in of_firms if one.of == "customer_order"
        ],
    }
    asked: set[str] = set()
    for table, values in told.items():
        if values and _tell(snapshot, supplier_id, table, values):
            asked |= ASKED_BY[table]
    return asked


def _tell(
    snapshot: Snapshot, supplier_id: str, table: str, values: Sequence[Sequence[object]]
) -> bool:
    """Put causes into the supplier's rows of a table; whether any row says otherwise than before."""
    con = snapshot.con
    names = {"rows": table, "entered": f"entered_{table}"}
    made = sql(
        "CREATE TEMP TABLE {entered} AS SELECT * FROM {rows} WHERE supplier_id = ?", **names
    )
    con.execute(made, [supplier_id])
    change = sql(statement(f"relationship/cause_in_{table}"), **names)
    changed = sum(con.execute(change, one).fetchall()[0][0] for one in values)
    if changed:
        view = sql("CREATE TEMP VIEW {rows} AS ", **names)
        con.execute(view + sql(statement("relationship/rows_over"), **names))
    else:
        con.execute(sql("DROP TABLE {entered}", **names))
    return bool(changed)
