"""The calendars of a snapshot: its fiscal periods, and the working days and open hours that the
metrics count by.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from srmlib.errors import DefinitionError
from srmlib.rules import schema
from srmlib.rules.calendar import MONTHS_OF_A_QUARTER, FiscalYear
from srmlib.rules.calendars import Calendars
from srmlib.rules.checking import text_of
from srmlib.snapshot.database import sql, statement
from srmlib.workspace import Workspace


def calendar_place(source_name: str) -> str:
    """Where a source's calendars are stated, in the workspace or else in the project."""
    return f"data/calendar/{source_name}.toml"


def calendar_text(workspace: Workspace, source_name: str) -> str:
    """What is stated of a source's calendars; empty where nothing is."""
    place = calendar_place(source_name)
    path: Path = workspace.shipped(place)
    for other in sorted((workspace.root / place).parent.glob(f"{source_name}.*")):
        if other.suffix != ".toml":
            raise DefinitionError(
                f"data/calendar/{other.name}: it ends in {other.suffix}, expected .toml.\nName it"
                f" {source_name}.toml, and write it as docs/sources.md, Calendars, shows."
            )
    if path.is_file():
        return text_of(path, place, DefinitionError)
    return ""


def write_periods(con: duckdb.DuckDBPyConnection, year_of_firm: FiscalYear) -> None:
    """The tables `fiscal_periods` (starts_on, until_on, quarter_on, quarter_until) and, for the load
    alone, `calendar_days`.
    """
    starts = [
        first
        for year in range(schema.FIRST_DAY.year - 1, schema.LAST_DAY.year + 2)
        for first in year_of_firm.periods(year)
    ]
    # The last quarter is there for the end of the one before it.
    quarters = starts[::MONTHS_OF_A_QUARTER]
    rows = [
        (
            starts[place],
            starts[place + 1],
            quarters[place // MONTHS_OF_A_QUARTER],
            quarters[place // MONTHS_OF_A_QUARTER + 1],
        )
        for place in range(len(starts) - MONTHS_OF_A_QUARTER)
    ]
    con.execute(
        "CREATE TABLE fiscal_periods AS SELECT unnest(?::DATE[]) AS starts_on, unnest(?::DATE[]) AS"
        " until_on, unnest(?::DATE[]) AS quarter_on, unnest(?::DATE[]) AS quarter_until",
        [list(column) for column in zip(*rows, strict=True)],
    )
    con.execute(statement("load/calendar_days.duckdb"))


def write_service_calendars(con: duckdb.DuckDBPyConnection, calendars: Calendars) -> None:
    """The tables `service_calendars` (by name), `service_days` and `service_hours`: what counts
    working days and open minutes asks them. They reach from the first ticket to the as-of date.
    """
    con.execute("CREATE TABLE service_calendars (calendar VARCHAR, zone VARCHAR)")
    con.execute(
        "CREATE TEMP TABLE service_shifts (calendar VARCHAR, weekday INTEGER);"
        "CREATE TEMP TABLE service_pieces (calendar VARCHAR, weekday INTEGER, start_second INTEGER,"
        " end_second INTEGER);"
        "CREATE TEMP TABLE service_holidays (calendar VARCHAR, day DATE)"
    )
    for name, hours in calendars.hours.items():
        con.execute("INSERT INTO service_calendars VALUES (?, ?)", [name, hours.zone])
        con.execute(
            "INSERT INTO service_shifts SELECT ?, unnest(?)",
            [name, [shift.weekday for shift in hours.shifts]],
        )
        con.execute(
            "INSERT INTO service_pieces SELECT ?, unnest(?), unnest(?), unnest(?)",
            [name, *(list(column) for column in zip(*hours.pieces, strict=True))],
        )
        con.execute(
            "INSERT INTO service_holidays SELECT ?, unnest(?::DATE[])",
            [name, [*hours.holidays]],
        )
    for table in ("service_days", "service_hours"):
        con.execute(
            sql("CREATE TABLE {table} AS ", table=table) + statement(f"load/{table}")
        )
    con.execute(statement("load/service_macros.duckdb"))
    con.execute(
        "DROP TABLE service_shifts; DROP TABLE service_pieces; DROP TABLE service_holidays"
    )
