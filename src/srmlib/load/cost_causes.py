"""Whose cause the costs of what broke are: the ledger takes it from where the trace has it, so that
both say the same of an incident, to the cent.
"""

from __future__ import annotations

import duckdb

from srmlib.snapshot.database import sql, statement

# What `trace/caused_costs` says of a row anew; all else is as the ledger had it.
SAID_ANEW = {
    "receipt_id",
    "line_id",
    "order_id",
    "shipment_id",
    "supplier_id",
    "amount",
    "share_weight",
    "share_whole",
    "cause",
    "cause_by",
    "cause_part",
}


def share_costs(con: duckdb.DuckDBPyConnection) -> None:
    """Part the ledger's rows of incidents by their links, and give every link its amount. Needs the
    ledger as it was booked, and the links. `incident_costs` keeps its rows as they were.
    """
    con.execute("CREATE TABLE cost_shares AS " + statement("trace/cost_shares"))
    con.execute("CREATE TABLE incident_costs AS " + statement("trace/incident_costs"))
    con.execute("CREATE TEMP TABLE cost_parts AS " + statement("trace/cost_parts"))
    con.execute("INSERT INTO link_amounts BY NAME " + statement("trace/link_amounts"))
    con.execute(statement("trace/costs_parted"))
    put_caused_costs(con, "cost_ledger")
    con.execute("DROP TABLE cost_parts")


def put_caused_costs(con: duckdb.DuckDBPyConnection, ledger: str) -> None:
    """Put into a table of the ledger its rows of incidents by whose cause they are, with every other
    column as it is in `incident_costs`.
    """
    columns = [row[0] for row in con.execute("DESCRIBE cost_ledger").fetchall()]
    names = {"ledger": ledger, "columns": [one for one in columns if one not in SAID_ANEW]}
    put = "INSERT INTO {ledger} BY NAME " + statement("trace/caused_costs")
    con.execute(sql(put, **names))
