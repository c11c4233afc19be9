"""The cost ledger of a snapshot: the events of every element, valued by dated rates and spread over
receipts.
"""

from __future__ import annotations

import duckdb

from srmlib.load.rates import check_rates_in_force
from srmlib.rules.elements import ELEMENTS
from srmlib.snapshot.database import statement

# What shows that an element derived from a table is measured, even where nothing came of it.
COUNTED_FROM = {
    "order_admin": "SELECT count(*) FROM schedule_lines",
    "payment_terms": "SELECT count(paid_on) FROM invoice_lines",
    "expedite": "SELECT count(*) FROM receipts",
    "early_stock": "SELECT count(*) FROM receipts",
    "inspection": "SELECT count(decided_on) FROM inspection_lots",
    "sort_rework": "SELECT count(our_hours) FROM quality_notices",
    "scrap": "SELECT count(scrapped_qty) FROM quality_notices",
    "return_handling": "SELECT count(*) FROM receipts WHERE kind = 'return'",
    "corrective": "SELECT count(our_hours) FROM corrective_actions",
    "support_time": "SELECT count(our_minutes) FROM tickets",
    "invoice_fix": "SELECT count(*) FROM invoice_lines",
    "onboard_switch": "SELECT count(*) FROM one_off_costs",
    "recovered": "SELECT count(*) FROM invoice_lines WHERE is_credit",
}


def gather_cost_drivers(con: duckdb.DuckDBPyConnection) -> None:
    """Fill `cost_drivers` with the cost events of every element, and check that each that a rate
    values has one in force.

    An element is stated by the extract or derived from its other tables, never both; it is derived
    where its rates are known. Raises DataFaults for a rate that is not there on an event's day.
    """
    con.execute("CREATE TABLE cost_measured (element VARCHAR)")
    con.execute("INSERT INTO cost_drivers BY NAME " + statement("cost/cost_events"))
    stated = {
        name for (name,) in con.execute("SELECT DISTINCT element FROM cost_events").fetchall()
    }
    known = {name for (name,) in con.execute("SELECT DISTINCT rate_name FROM rates").fetchall()}
    for element in ELEMENTS.values():
        has_rates = (not element.rates or known & set(element.rates)) and known >= set(
            element.second_rates
        )
        if element.is_derived and element.id not in stated and has_rates:
            derived = (
                "SELECT ? AS element, * FROM ("
                + statement(f"cost/{element.id}")
                + ") AS derived WHERE rate_name IS NULL OR list_contains(?, rate_name)"
            )
            con.execute("INSERT INTO cost_drivers BY NAME " + derived, [element.id, sorted(known)])
            if (
                element.id in COUNTED_FROM
                and con.execute(COUNTED_FROM[element.id]).fetchall()[0][0]
            ):
                con.execute("INSERT INTO cost_measured VALUES (?)", [element.id])
    check_rates_in_force(con)
