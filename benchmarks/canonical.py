"""The canonical tables of a snapshot, empty, and its calendar: what the synthetic worlds are written into."""

from __future__ import annotations

import duckdb

from srmlib.load.calendars import write_periods
from srmlib.rules import schema
from srmlib.rules.calendar import CALENDAR_YEAR
from srmlib.snapshot.database import SQL


def make_canonical_tables(con: duckdb.DuckDBPyConnection) -> None:
    for script in ("prelude", "info"):
        con.execute((SQL / f"{script}.duckdb.sql").read_text(encoding="utf-8"))
    for table in schema.TABLES:
        columns = ", ".join(column.name + " " + column.type.sql for column in table.columns)
        con.execute(
            "CREATE TABLE "
            + table.name
            + " ("
            + columns
            + ", source_file VARCHAR, source_row BIGINT)"
        )
    write_periods(con, CALENDAR_YEAR)
