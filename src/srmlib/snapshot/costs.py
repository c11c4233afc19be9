"""The cost ledger of a snapshot: the events of every element, valued by dated rates and spread over receipts."""

from __future__ import annotations

from pathlib import Path

import duckdb

from srmlib.cost.elements import ELEMENTS
from srmlib.cost.rates import check_rates_in_force

FOLDER = Path(__file__).parents[1] / "sql" / "cost"


def gather_cost_drivers(con: duckdb.DuckDBPyConnection) -> None:
    """Fill `cost_drivers` with the cost events of every element, and check that each that a rate values has one in force.

    An element is stated by the extract or derived from its other tables, never both; it is derived where its rates are known.
    Raises DataFaults for a rate that is not there on an event's day.
    """
    con.execute("INSERT INTO cost_drivers BY NAME " + _statement("cost_events"))
    stated = {name for (name,) in con.execute("SELECT DISTINCT element FROM cost_events").fetchall()}
    known = {name for (name,) in con.execute("SELECT DISTINCT rate_name FROM rates").fetchall()}
    for element in ELEMENTS.values():
        has_rates = (not element.rates or known & set(element.rates)) and known >= set(element.second_rates)
        if element.is_derived and element.id not in stated and has_rates:
            derived = "SELECT ? AS element, * FROM (" + _statement(element.id) + ") AS derived WHERE rate_name IS NULL OR list_contains(?, rate_name)"
            con.execute("INSERT INTO cost_drivers BY NAME " + derived, [element.id, sorted(known)])
    check_rates_in_force(con)


def _statement(name: str) -> str:
    return (FOLDER / f"{name}.sql").read_text(encoding="utf-8")
