"""Firms that belong together: a parent is only told, a merger makes two firms one."""

from __future__ import annotations

from datetime import date

import duckdb

from srmlib.errors import DataFaults, Fault
from srmlib.load.contract import check_key
from srmlib.rules import schema
from srmlib.snapshot.database import sql, statement


def stated_mergers(con: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """The firm that was and the firm it is now, of every merger that is stated."""
    asked = "SELECT supplier_id, into_supplier_id FROM mergers ORDER BY supplier_id"
    return [(was, now) for was, now in con.execute(asked).fetchall()]


def check_circles(con: duckdb.DuckDBPyConnection) -> None:
    """Raises DataFaults where firms belong to each other, or merged into each other, in a circle."""
    parents = con.execute(
        "SELECT supplier_id, parent_id FROM suppliers WHERE parent_id IS NOT NULL ORDER BY"
        " supplier_id"
    ).fetchall()
    _refuse_a_circle(con, "suppliers", "parent_id", dict(parents))
    _refuse_a_circle(con, "mergers", "into_supplier_id", dict(stated_mergers(con)))


def _refuse_a_circle(
    con: duckdb.DuckDBPyConnection, table: str, column: str, leads_to: dict[str, str]
) -> None:
    circle = _first_circle(leads_to)
    if not circle:
        return
    asked = sql(
        "SELECT source_file, source_row FROM {table} WHERE supplier_id = ?", table=table
    )
    file, row = con.execute(asked, [circle[0]]).fetchall()[0]
    words = f"no firm that leads back to itself: {' → '.join([*circle, circle[0]])}"
    fix = "Which one stands above the others cannot be guessed: correct one of these rows."
    raise DataFaults(
        [Fault("circle_of_firms", file, words, fix, row, column, leads_to[circle[0]])]
    )


def _first_circle(leads_to: dict[str, str]) -> list[str]:
    """The first firms that lead to each other in a circle; none where all ends somewhere.

    >>> _first_circle({"A": "B", "B": "C", "C": "B"}), _first_circle({"A": "B"})
    (['B', 'C'], [])
    """
    ends: set[str] = set()
    for first in leads_to:
        path: dict[str, None] = {}
        firm: str | None = first
        while firm is not None and firm not in ends and firm not in path:
            path[firm] = None
            firm = leads_to.get(firm)
        if firm in path:
            passed = list(path)
            return passed[passed.index(firm) :]
        ends |= set(path)
    return []


def merge_firms(con: duckdb.DuckDBPyConnection, as_of: date) -> None:
    """Read all rows of a firm that merged by the as-of date as those of the firm it is now.

    `merged_firms` keeps which they are (a firm that merged twice is in the last), `merged_rows`
    which firm a row was of. Raises DataFaults where two rows of one key come of it.
    """
    merged = con.execute(
        "SELECT supplier_id, into_supplier_id, merged_on FROM mergers WHERE merged_on <= ? ORDER BY"
        " supplier_id",
        [as_of],
    ).fetchall()
    into = {was: now for was, now, _ in merged}
    for was, now, merged_on in merged:
        while now in into:
            now = into[now]
        con.execute("INSERT INTO merged_firms VALUES (?, ?, ?)", [was, now, merged_on])
    if not merged:
        return
    for table in schema.TABLES:
        for column in table.columns:
            if column.refers == "suppliers" and table.name not in ("suppliers", "mergers"):
                _read_as_one(con, table, column.name)
    con.execute(statement("load/links_of_one_firm"))
    for name in ("supply_links", "cost_controls"):
        _add_up(con, schema.table(name))
    check_key(con, schema.table("customer_promises"), "customer_promises")


def _read_as_one(con: duckdb.DuckDBPyConnection, table: schema.Table, column: str) -> None:
    names = {"table": table.name, "key": table.key[0], "column": column}
    con.execute(sql(statement("load/merged_rows"), **names), [table.name, column])
    con.execute(sql(statement("load/read_as_one.duckdb"), **names))


def _add_up(con: duckdb.DuckDBPyConnection, table: schema.Table) -> None:
    """One row of the same key where two firms each had one: the number beside it is their sum."""
    con.execute("CREATE TEMP TABLE summed AS " + statement(f"load/summed_{table.name}"))
    con.execute(sql("DELETE FROM {table}", table=table.name))
    con.execute(sql("INSERT INTO {table} SELECT * FROM summed", table=table.name))
    con.execute("DROP TABLE summed")
