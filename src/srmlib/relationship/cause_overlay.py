"""Causes that both firms agreed on in the register, laid over what the extract says of them: in the
cost ledger, in quality notices, in promises to customers, and in the trace.
"""

from __future__ import annotations

from collections.abc import Sequence

from srmlib.load.cost_causes import put_caused_costs
from srmlib.relationship.cause_links import lay_links_over
from srmlib.relationship.causes import CARRIER, AgreedCause
from srmlib.snapshot import Snapshot
from srmlib.snapshot.database import sql, statement

# By the table that says whose cause a row is, the metrics that ask it.
ASKED_BY = {
    "cost_ledger": {"C1"},
    "quality_notices": {"Q2", "Q4"},
    "customer_promises": {"P1"},
    "complaints": {"P2"},
}


def lay_causes_over(
    snapshot: Snapshot, supplier_id: str, causes: Sequence[AgreedCause]
) -> set[str]:
    """Let agreed causes stand in this open snapshot as if the extract had brought them; gives the
    metrics whose rows are to be read anew for it. Needs the table `register_supplier`.
    """
    asked: set[str] = set()
    if lay_links_over(snapshot, supplier_id, causes):
        _share_costs_anew(snapshot, supplier_id)
        asked |= ASKED_BY["cost_ledger"]
        if any(one.of == "complaint" for one in causes):
            _trace_complaints_anew(snapshot)
            asked |= ASKED_BY["complaints"]
    # Notices and promises know no side of a carrier's.
    of_firms = [one for one in causes if one.side != CARRIER]
    told: dict[str, Sequence[Sequence[object]]] = {
        "cost_ledger": [[one.side, *event] for one in causes for event in one.events],
        "quality_notices": [[one.side, one.row] for one in of_firms if one.of == "notice"],
        "customer_promises": [
            [one.side, one.row] for one in of_firms if one.of == "customer_order"
        ],
    }
    for table, values in told.items():
        if values and _tell(snapshot, supplier_id, table, values):
            asked |= ASKED_BY[table]
    return asked


def _share_costs_anew(snapshot: Snapshot, supplier_id: str) -> None:
    """Let the ledger say of the costs of what broke what its links say since a cause was entered,
    and the links what the ledger says they cost.
    """
    con = snapshot.con
    entered = statement("relationship/costs_entered")
    con.execute("CREATE TEMP TABLE incident_costs AS " + entered)
    con.execute("CREATE TEMP TABLE cost_shares AS " + statement("trace/cost_shares"))
    con.execute("CREATE TEMP TABLE cost_parts AS " + statement("trace/cost_parts"))
    con.execute("CREATE TEMP TABLE amounts_entered AS " + statement("trace/link_amounts"))
    con.execute(
        sql(statement("relationship/amounts_entered.duckdb"), amounts="amounts_entered")
    )
    con.execute(
        "CREATE TEMP TABLE entered_cost_ledger AS SELECT * FROM cost_ledger WHERE supplier_id = ?"
        " AND NOT EXISTS (SELECT 1 FROM incident_costs WHERE incident_costs.source ="
        " cost_ledger.source AND incident_costs.event_id = cost_ledger.event_id)",
        [supplier_id],
    )
    put_caused_costs(con, "entered_cost_ledger")
    con.execute("CREATE TEMP VIEW cost_ledger AS " + statement("relationship/ledger_over"))


def _trace_complaints_anew(snapshot: Snapshot) -> None:
    """Let complaints be of whom their links lead to since a cause was entered."""
    con = snapshot.con
    con.execute("CREATE TEMP TABLE entered_complaints AS SELECT * FROM complaints")
    owners = statement("trace/complaint_owners.duckdb")
    con.execute(sql(owners, complaints="entered_complaints"))
    con.execute("CREATE TEMP VIEW complaints AS SELECT * FROM entered_complaints")


def _tell(
    snapshot: Snapshot, supplier_id: str, table: str, values: Sequence[Sequence[object]]
) -> bool:
    """Put causes into the supplier's rows of a table; whether any row says otherwise than before."""
    con = snapshot.con
    names = {"rows": table, "entered": f"entered_{table}"}
    is_entered = con.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE table_name = ?", [names["entered"]]
    ).fetchall()[0][0]
    if not is_entered:
        made = "CREATE TEMP TABLE {entered} AS SELECT * FROM {rows} WHERE supplier_id = ?"
        con.execute(sql(made, **names), [supplier_id])
    change = sql(statement(f"relationship/cause_in_{table}"), **names)
    changed = sum(con.execute(change, one).fetchall()[0][0] for one in values)
    if is_entered:
        return bool(changed)
    if changed:
        view = sql("CREATE TEMP VIEW {rows} AS ", **names)
        con.execute(view + sql(statement("relationship/rows_over"), **names))
    else:
        con.execute(sql("DROP TABLE {entered}", **names))
    return bool(changed)
