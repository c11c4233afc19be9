"""The cost ledger of a snapshot: the events of every element, valued by dated rates and spread over
receipts.
"""

from __future__ import annotations

import duckdb

from srmlib.load.rates import check_rates_in_force
from srmlib.rules.element_record import MeasuredBy
from srmlib.rules.elements import ELEMENTS
from srmlib.snapshot.database import sql, statement


def gather_cost_drivers(con: duckdb.DuckDBPyConnection) -> None:
    """Fill `cost_drivers` with the cost events of every element, and check that each that a rate
    values has one in force.

    An element of a supplier is stated by the extract or derived from its other tables, never both;
    it is derived where its rates are known and the books do not hold it (`cost_booked`). What tells
    an incident a second time is left out. Raises DataFaults for a rate that is not there on an
    event's day.
    """
    con.execute("CREATE TABLE cost_measured (element VARCHAR)")
    con.execute("CREATE TABLE cost_elements (element VARCHAR, ties_up_capital BOOLEAN)")
    con.execute(
        "INSERT INTO cost_elements SELECT unnest(?), unnest(?)",
        [[*ELEMENTS], [element.ties_up_capital for element in ELEMENTS.values()]],
    )
    con.execute("INSERT INTO cost_drivers BY NAME " + statement("elements/cost_events"))
    known = {
        name for (name,) in con.execute("SELECT DISTINCT rate_name FROM rates").fetchall()
    }
    for element in ELEMENTS.values():
        has_rates = (not element.rates or known & set(element.rates)) and known >= set(
            element.second_rates
        )
        if element.is_derived and has_rates:
            derived = (
                "SELECT ? AS element, * FROM ("
                + statement(f"elements/{element.id}")
                + ") AS derived WHERE rate_name IS NULL OR list_contains(?, rate_name)"
            )
            con.execute(
                "INSERT INTO cost_drivers BY NAME " + derived, [element.id, sorted(known)]
            )
            if element.measured_by and _is_there(con, element.measured_by):
                con.execute("INSERT INTO cost_measured VALUES (?)", [element.id])
    con.execute(statement("load/derived_of_booked"))
    _leave_out_told_twice(con)
    check_rates_in_force(con)


def _leave_out_told_twice(con: duckdb.DuckDBPyConnection) -> None:
    """Of an incident that is booked and counted at a rate, keep what was booked. `cost_told_twice`
    keeps which rows were left out for it.
    """
    con.execute("CREATE TABLE cost_incidents AS " + statement("trace/cost_incidents"))
    con.execute("CREATE TABLE cost_told_twice AS " + statement("load/told_twice"))
    con.execute(
        "DELETE FROM cost_drivers WHERE EXISTS (SELECT 1 FROM cost_told_twice WHERE"
        " cost_told_twice.source = cost_drivers.source AND cost_told_twice.event_id ="
        " cost_drivers.event_id AND cost_told_twice.element = cost_drivers.element)"
    )


def _is_there(con: duckdb.DuckDBPyConnection, shown_by: MeasuredBy) -> bool:
    """Whether any row shows that an element is measured."""
    rows = sql("SELECT count(*) > 0 FROM {table} WHERE TRUE", table=shown_by.table)
    rows += "".join(sql(" AND {column} = ?", column=column) for column in shown_by.where)
    if shown_by.column:
        rows += sql(" AND {column} IS NOT NULL", column=shown_by.column)
    return con.execute(rows, list(shown_by.where.values())).fetchall()[0][0]
