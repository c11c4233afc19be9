"""The rows of one metric, made from the few literal table rows a test is about, with nothing else
of a snapshot around them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import duckdb
from shipped import METRICS, basis

import srmlib
from srmlib.load.calendars import write_periods, write_service_calendars
from srmlib.rules.calendars import read_calendars
from srmlib.rules.schema import TABLES, Table
from srmlib.snapshot.database import connect
from srmlib.snapshot.definitions import make_bases_table, write_bases

SQL = Path(srmlib.__file__).parent / "sql"
DEFAULTS = {
    "suppliers": [{"supplier_id": "S", "name": "Supplier", "kind": "outside"}],
    "parts": [{"part_id": "P", "name": "Part"}],
}
# What a snapshot has beside the canonical tables and a metric may read. `arrivals` is made from the
# receipts where it is not given.
D1_ROWS = {
    "basis": "VARCHAR",
    "supplier_id": "VARCHAR",
    "row_id": "VARCHAR",
    "counted_on": "DATE",
    "outcome": "VARCHAR",
    "is_counted": "BOOLEAN",
    "numerator": "DECIMAL(18,3)",
    "denominator": "DECIMAL(18,3)",
    "line_id": "VARCHAR",
    "order_id": "VARCHAR",
    "part_id": "VARCHAR",
    "made_at": "VARCHAR",
    "ordered_on": "DATE",
    "requested_on": "DATE",
    "first_confirmed_on": "DATE",
    "last_confirmed_on": "DATE",
    "due_on": "DATE",
    "filled_on": "DATE",
    "first_on": "DATE",
    "ordered_qty": "DECIMAL(18,3)",
    "uom": "VARCHAR",
    "value_amount": "DECIMAL(18,2)",
    "received_qty": "DECIMAL(18,3)",
    "on_time_qty": "DECIMAL(18,3)",
    "is_qty_known": "BOOLEAN",
    "is_full_known": "BOOLEAN",
    "is_day_known": "BOOLEAN",
    "lead_time_days": "BIGINT",
    "is_received_before_ordered": "BOOLEAN",
    "is_changed_inside": "BOOLEAN",
    "is_change_unclear": "BOOLEAN",
    "measured_in": "VARCHAR",
    "outcome_if_unchanged": "VARCHAR",
    "is_counted_if_unchanged": "BOOLEAN",
    "is_on_time": "BOOLEAN",
}
ARRIVALS = {
    "receipt_id": "VARCHAR",
    "line_id": "VARCHAR",
    "shipment_id": "VARCHAR",
    "shipped_on": "DATE",
    "docked_on": "DATE",
    "docked_at": "TIMESTAMP",
    "posted_on": "DATE",
    "arrived_qty": "DECIMAL(18,3)",
    "line_qty_so_far": "DECIMAL(18,3)",
    "line_receipt_number": "BIGINT",
    "line_receipts": "BIGINT",
    "is_qty_known": "BOOLEAN",
}


def rows_of(
    metric_id: str,
    bases: dict[str, dict] | None = None,
    as_of: str = "2026-10-02",
    time_zone: str = "Europe/Amsterdam",
    calendar: str = "",
    **tables: list[dict],
) -> list[dict]:
    """The metric's rows, ordered by basis and row_id.

    `bases` maps the name of a basis to what it reads other than the defaults; every supplier has
    each of them. A table's row says only what matters: supplier_id is S, the first key column the
    row's place from 1 (d1_rows: the basis agreed), and all else is empty. `calendar` is the text of
    data/calendar/<source>.toml; hours are known from 2025 to the end of 2026.
    """
    con = with_empty_tables(time_zone, calendar)
    # What a call makes is undone at its end: the empty tables are made once.
    con.execute("BEGIN")
    try:
        _create(
            con,
            "snapshot_info",
            {"as_of": "DATE", "time_zone": "VARCHAR", "reporting_currency": "VARCHAR"},
        )
        con.execute("INSERT INTO snapshot_info VALUES (?, ?, 'EUR')", [as_of, time_zone])
        for table in TABLES:
            _insert(
                con,
                table.name,
                _columns(table),
                tables.pop(table.name, DEFAULTS.get(table.name, [])),
                key=table.key[0],
            )
        make_bases_table(con, METRICS[metric_id])
        write_bases(
            con,
            METRICS[metric_id],
            {
                name: basis(metric_id, **choices)
                for name, choices in (bases or {"agreed": {}}).items()
            },
        )
        if metric_id != "D1":
            _create(con, "d1_rows", D1_ROWS)
            _insert(
                con,
                "d1_rows",
                D1_ROWS,
                [{"basis": "agreed"} | row for row in tables.pop("d1_rows", [])],
                key="line_id",
            )
        _make_mart(con, "part_units")
        _make_mart(con, "pay_by")
        if "arrivals" in tables:
            _create(con, "arrivals", ARRIVALS)
            _insert(con, "arrivals", ARRIVALS, tables.pop("arrivals"), key="receipt_id")
        else:
            for mart in ("returns", "arrivals"):
                _make_mart(con, mart)
        assert not tables, f"no such table: {', '.join(tables)}"
        name = metric_id.lower() + "_rows"
        con.execute(
            "CREATE TABLE "
            + name
            + " AS "
            + (SQL / "metrics" / f"{metric_id}.sql").read_text(encoding="utf-8")
        )
        found = con.execute("SELECT * FROM " + name + " ORDER BY basis, row_id")
        return [
            dict(zip([column[0] for column in found.description], row, strict=True))
            for row in found.fetchall()
        ]
    finally:
        con.execute("ROLLBACK")


def _make_mart(con: duckdb.DuckDBPyConnection, mart: str) -> None:
    text = (SQL / "marts" / f"{mart}.sql").read_text(encoding="utf-8")
    con.execute(f"CREATE TABLE {mart} AS {text}")


@cache
def with_empty_tables(time_zone: str, calendar: str) -> duckdb.DuckDBPyConnection:
    con = connect()
    con.execute((SQL / "prelude.duckdb.sql").read_text(encoding="utf-8"))
    for table in TABLES:
        _create(con, table.name, _columns(table))
    calendars = read_calendars(calendar, time_zone)
    write_periods(con, calendars.fiscal_year)
    con.execute("INSERT INTO tickets (opened_at) VALUES (TIMESTAMP '2025-01-01 00:00:00')")
    con.execute("CREATE TABLE snapshot_info AS SELECT DATE '2026-12-31' AS as_of")
    write_service_calendars(con, calendars)
    con.execute("DELETE FROM tickets; DROP TABLE snapshot_info")
    return con


def _columns(table: Table) -> dict[str, str]:
    return {column.name: column.type.sql for column in table.columns} | {
        "source_file": "VARCHAR",
        "source_row": "BIGINT",
    }


def _create(con: duckdb.DuckDBPyConnection, name: str, columns: dict[str, str]) -> None:
    con.execute(
        "CREATE TABLE "
        + name
        + " ("
        + ", ".join(f'"{column}" {sql_type}' for column, sql_type in columns.items())
        + ")"
    )


def _insert(
    con: duckdb.DuckDBPyConnection,
    name: str,
    columns: dict[str, str],
    rows: list[dict],
    key: str,
) -> None:
    full = [
        {column: "S" for column in columns if column == "supplier_id"}
        | {key: str(place)}
        | row
        for place, row in enumerate(rows, start=1)
    ]
    used = list(dict.fromkeys(column for row in full for column in row))
    assert set(used) <= columns.keys(), (
        f"{name} has no {', '.join(set(used) - columns.keys())}"
    )
    if full:
        # All rows in one statement, each value as text, which DuckDB reads as its column's type.
        values = [
            None if row.get(column) is None else str(row[column])
            for row in full
            for column in used
        ]
        row = "(" + ", ".join("?" for _ in used) + ")"
        con.execute(
            "INSERT INTO "
            + name
            + " ("
            + ", ".join(f'"{column}"' for column in used)
            + ") VALUES "
            + ", ".join(row for _ in full),
            values,
        )
