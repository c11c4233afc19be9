"""The as-of date: stated, or the last day on which anything happened that an extract tells of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import duckdb

from srmlib.errors import DataFaults, Fault, SnapshotError
from srmlib.load.source import Source
from srmlib.rules import schema
from srmlib.snapshot.as_of import (
    KNOWN_UNTIL_MIDNIGHT,
    STATED,
    After,
    AsOf,
)
from srmlib.snapshot.database import sql, statement

# Days without anything before a last few rows that are then taken for typing errors: at most three
# rows, or one in a hundred. After years without anything a dozen are, up to half of all.
FAR_OFF_DAYS = 180
YEARS_OFF_DAYS = 5 * 365
FEW_ROWS = 3
ONE_ROW_IN = 100
DOZEN = 12
ROWS_TOLD = 10


@dataclass(frozen=True)
class Happened:
    """How many rows of one file and column are of one day, in the plant's zone."""

    table: str
    column: str
    file: str
    day: date
    rows: int

    @property
    def known_on(self) -> date:
        """The first as-of date by which it is read."""
        if self.table == KNOWN_UNTIL_MIDNIGHT:
            return self.day + timedelta(days=1)
        return self.day


def all_that_happened(
    con: duckdb.DuckDBPyConnection, time_zone: str, filled: set[str]
) -> list[Happened]:
    """What the canonical tables tell of things that happened, per file, column and day; `filled` are
    those with rows.
    """
    found = []
    for table in schema.TABLES:
        for column in table.columns:
            if column.happened and table.name in filled:
                name = "load/days_of_dates"
                values = []
                if column.type is schema.TIME:
                    name = "load/days_of_times"
                    values = [time_zone]
                asked = sql(statement(name), table=table.name, column=column.name)
                rows = con.execute(asked, values).fetchall()
                found += [Happened(table.name, column.name, *row) for row in rows]
    return found


def as_of_date(
    con: duckdb.DuckDBPyConnection,
    source: Source,
    asked: date | None,
    happened: list[Happened],
) -> AsOf:
    """`--as-of`, else what the source states, else the last day on which anything happened that its
    own files tell of: what it knows of the world does not end with a file it only uses.

    Raises SnapshotError where nothing is dated, DataFaults where the last day is far off and of a
    few rows only: whether it is a typing error is for a person to say.
    """
    if stated := asked or source.as_of:
        return AsOf(stated, STATED)
    files = {file.path for file in source.files}
    own = [one for one in happened if one.file in files]
    if not own:
        raise SnapshotError(
            f"Source '{source.name}' holds no dated event, so its as-of date is not"
            " known.\nState it with --as-of."
        )
    if far := _far_off(own):
        raise DataFaults(list(_faults(con, source, own, far)))
    last = max(own, key=lambda one: one.known_on)
    return AsOf(last.known_on, f"{last.table}.{last.column}")


def _far_off(happened: list[Happened]) -> list[Happened]:
    """What lies far behind everything else and is of a few rows only, or of a dozen and years off."""
    days = sorted({one.known_on for one in happened})
    for before, day in pairwise(days):
        if (day - before).days > FAR_OFF_DAYS:
            far = [one for one in happened if one.known_on >= day]
            rows = _row_count(happened)
            rows_far = _row_count(far)
            is_few = rows_far <= max(FEW_ROWS, rows // ONE_ROW_IN) and 2 * rows_far < rows
            is_by_years = (day - before).days > YEARS_OFF_DAYS
            if is_few or (is_by_years and rows_far <= min(DOZEN, rows // 2)):
                return far
    return []


def _row_count(happened: list[Happened]) -> int:
    """How many rows they are at least: a row may tell of several days."""
    rows: dict[tuple[str, str], int] = defaultdict(int)
    for one in happened:
        rows[one.table, one.column] += one.rows
    tables = {table for table, _ in rows}
    return sum(max(rows[key] for key in rows if key[0] == table) for table in tables)


def _faults(
    con: duckdb.DuckDBPyConnection, source: Source, own: list[Happened], far: list[Happened]
) -> Iterator[Fault]:
    last_on = max(one.known_on for one in own if one not in far)
    fix = (
        f"Ask for a corrected extract; or say where it ends, and such a row is left out as later:"
        f' --as-of {last_on}, or as_of = "{last_on}" in source.toml.'
    )
    for one in sorted(far, key=lambda one: (one.day, one.table, one.column))[:ROWS_TOLD]:
        name = "load/row_of_date"
        values = [one.file, one.day]
        if schema.table(one.table).column(one.column).type is schema.TIME:
            name = "load/row_of_time"
            values = [one.file, source.time_zone, one.day]
        asked = sql(statement(name), table=one.table, column=one.column)
        ((row,),) = con.execute(asked, values).fetchall()
        gap = (one.known_on - last_on).days
        words = (
            f"a day no more than {FAR_OFF_DAYS} days after all others of {source.name}: they end on"
            f" {last_on}, {gap:,} days before"
        )
        yield Fault(
            "far_off_day", one.file, words, fix, row, one.column, str(one.day), one.rows
        )


def last_event(
    happened: list[Happened], files: Collection[str], as_of: date
) -> date | None:
    """The last day up to the as-of date on which anything happened that some files tell of."""
    days = [one.day for one in happened if one.file in files and one.day <= as_of]
    return max(days, default=None)


def rows_after(
    con: duckdb.DuckDBPyConnection, happened: list[Happened], time_zone: str, as_of: date
) -> list[After]:
    """The rows that tell of a day after the as-of date, per table."""
    later = [one for one in happened if one.known_on > as_of]
    found = []
    for name in dict.fromkeys(one.table for one in later):
        of_table = [one for one in later if one.table == name]
        last = max(of_table, key=lambda one: one.day)
        columns = list(dict.fromkeys(one.column for one in of_table))
        rows = _count_later(con, schema.table(name), columns, time_zone, as_of)
        found.append(After(name, rows, last.column, last.day))
    return found


def _count_later(
    con: duckdb.DuckDBPyConnection,
    table: schema.Table,
    columns: list[str],
    time_zone: str,
    as_of: date,
) -> int:
    """How many rows tell of a later day in any of the columns."""
    last_known = as_of - timedelta(days=1) if table.name == KNOWN_UNTIL_MIDNIGHT else as_of
    names = {"table": table.name, "key": table.key}
    con.execute(
        sql(
            "CREATE OR REPLACE TEMP TABLE later AS SELECT {key} FROM {table} WHERE false",
            **names,
        )
    )
    for column in columns:
        name = "load/keys_of_later_dates"
        values: list[object] = [last_known]
        if table.column(column).type is schema.TIME:
            name = "load/keys_of_later_times"
            values = [time_zone, last_known]
        con.execute(sql(statement(name), column=column, **names), values)
    asked = "SELECT count(*) FROM (SELECT DISTINCT * FROM later) AS rows_later"
    count: int = con.execute(asked).fetchall()[0][0]
    con.execute("DROP TABLE later")
    return count
