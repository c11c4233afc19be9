"""Snapshots: open one, ask it, list them. A snapshot is an immutable DuckDB file under a name of its
own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from threading import get_ident
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from srmlib.errors import SnapshotError
from srmlib.numbers import money_decimals, report_in
from srmlib.rules import schema
from srmlib.rules.calendar import FiscalYear, Quarter
from srmlib.rules.calendars import read_calendars
from srmlib.rules.currencies import reported_decimals
from srmlib.rules.service_hours import ServiceHours
from srmlib.snapshot.as_of import After, AsOf
from srmlib.snapshot.database import connect
from srmlib.snapshot.firms import words_of_firms
from srmlib.workspace import Workspace

__all__ = ["Record", "Snapshot", "list_snapshots", "open_snapshot"]
# A row as the database gives it: column to Python value, null is None.
Record = dict[str, Any]
# What is bound: to `?` in order, or to `$name`.
Values = Sequence[object] | dict[str, Any]


class Snapshot:
    """One snapshot, opened read only: an in-memory database with views on it, no access to files,
    time zone UTC. One thread asks it, the one that opened it: answers of two would mix. While it is
    open, money is said in the decimals of its reporting currency.
    """

    def __init__(self, path: Path):
        self.id = path.stem
        self.path = path
        self._thread = get_ident()
        self._decimals_before = money_decimals()
        try:
            self._con: duckdb.DuckDBPyConnection | None = connect()
            self.con.execute(
                "ATTACH '" + str(path).replace("'", "''") + "' AS snapshot (READ_ONLY)"
            )
        except duckdb.Error as error:
            raise SnapshotError(
                f"Snapshot {path.stem} cannot be opened: {str(error).splitlines()[0]}\nLoad the"
                " extract again with srm load."
            ) from error
        self.con.execute(
            "USE snapshot; SET enable_external_access = false; SET lock_configuration = true"
        )
        version = self._version()
        if version != schema.VERSION:
            self.close()
            raise SnapshotError(
                f"Snapshot {self.id} has tables of version {version}, expected"
                f" {schema.VERSION}.\nLoad the extract again with srm load."
            )
        self.as_of, origin, self.source, self.title, self.reporting_currency, supplied = (
            self.con.execute(
                "SELECT as_of, as_of_origin, source, title, reporting_currency, supplied_tables"
                " FROM snapshot_info"
            ).fetchall()[0]
        )
        self.buyer, self.shares_customers = self.con.execute(
            "SELECT buyer, shares_customers FROM snapshot_info"
        ).fetchall()[0]
        # What says that it is as of that day, in words.
        self.as_of_words = AsOf(self.as_of, origin).words
        # What people entered is known until a day of its own, where it is laid over the extract.
        self.entered_until: date = self.as_of
        self.supplied_tables = frozenset(json.loads(supplied))
        stated = self.con.execute(
            "SELECT calendars, time_zone FROM snapshot_info"
        ).fetchall()[0]
        self._calendars = read_calendars(*stated)
        self._decimals_before = report_in(reported_decimals(self.reporting_currency))

    @property
    def con(self) -> duckdb.DuckDBPyConnection:
        """The database. Raises SnapshotError once the snapshot is closed, and in another thread."""
        if self._con is None:
            raise SnapshotError(
                f"The snapshot {self.id} is closed.\nOpen the quarter again: supplier_quarter(…);"
                " or the snapshot: open_snapshot(…)."
            )
        if get_ident() != self._thread:
            raise SnapshotError(
                f"The snapshot {self.id} is asked in another thread, expected the one that opened"
                " it.\nOpen the quarter or the snapshot once in each thread."
            )
        return self._con

    @property
    def fiscal_year(self) -> FiscalYear:
        """The year its quarters are of: the calendar year, or the one its source states."""
        return self._calendars.fiscal_year

    @property
    def service_hours(self) -> Mapping[str, ServiceHours]:
        """The service hours its source states, by name; the standard ones are always there."""
        return self._calendars.hours

    def quarter(self, asked: Quarter | str) -> Quarter:
        """The quarter of a label as this snapshot's fiscal year calls it; one of another fiscal year
        is taken by its label. Raises UsageError for what is none.
        """
        if not isinstance(asked, Quarter):
            return Quarter.parse(asked, self.fiscal_year)
        if asked.calendar != self.fiscal_year:
            return Quarter.parse(asked.label, self.fiscal_year)
        return asked

    def _version(self) -> int | None:
        try:
            found = self.con.execute("SELECT schema_version FROM snapshot_info").fetchall()
        except duckdb.Error:
            return None
        version: int = found[0][0]
        return version

    def scalar(self, sql: str, values: Values = ()) -> Any:
        """The one value of a query's one row; values are bound. Raises ValueError when there is no
        row, or more than one.
        """
        ((value,),) = self.con.execute(sql, values).fetchall()
        return value

    def records(self, sql: str, values: Values = ()) -> list[Record]:
        """The rows of a query as dicts, column to Python value; null is None. Values are bound."""
        found = self.con.execute(sql, values)
        columns = [column[0] for column in found.description]
        return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]

    def frame(self, sql: str, values: Values = ()) -> pd.DataFrame:
        """The rows of a query as a data frame. Money stays DECIMAL, whole numbers stay whole, null
        is NA. Values are bound, never joined into the text.
        """
        table: pa.Table = self.con.execute(sql, values).to_arrow_table()
        frame: pd.DataFrame = table.to_pandas(types_mapper=pd.ArrowDtype)
        return frame

    def rows_after(self) -> list[After]:
        """The rows that tell of days after the as-of date, per table: still to come."""
        asked = (
            'SELECT "table", row_count, "column", last_on FROM rows_after ORDER BY "table"'
        )
        return [After(*row) for row in self.con.execute(asked).fetchall()]

    def close(self) -> None:
        """Close the database; once more does nothing."""
        if self._con is not None:
            self._con.close()
            self._con = None
            report_in(self._decimals_before)

    def __enter__(self) -> Snapshot:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def current_snapshot(workspace: Workspace) -> str | None:
    """The id of the snapshot published last; null where none was. Raises SnapshotError where the
    file that names it is damaged.
    """
    path = workspace.current
    if not path.is_file():
        return None
    try:
        named = json.loads(path.read_bytes())["snapshot"]
    except (ValueError, LookupError, TypeError):
        named = None
    if not isinstance(named, str):
        known = ", ".join(one.stem for one in _files(workspace)) or "none"
        raise SnapshotError(
            f"{path} does not name a snapshot, expected one of {known}: the file is damaged.\nRun"
            " srm load SOURCE --files DIR again, which writes it anew."
        )
    return named


def open_snapshot(workspace: Workspace, snapshot_id: str | None = None) -> Snapshot:
    """Open a snapshot by its id, else the current one. Raises SnapshotError when there is none."""
    known = [path.stem for path in _files(workspace)]
    if snapshot_id is None:
        snapshot_id = current_snapshot(workspace)
    if snapshot_id is None:
        raise SnapshotError(
            f"No snapshot has been published in {workspace.root}.\nRun srm load SOURCE"
            " --files DIR, or srm demo for the sample world; or name the workspace:"
            " SRM_HOME=DIR, srm --home DIR, or workspace=Workspace(DIR) in Python."
        )
    if snapshot_id not in known:
        raise SnapshotError(
            f"There is no snapshot '{snapshot_id}', expected one of"
            f" {', '.join(known) or 'none'}.\nName one that srm status lists, or load the extract"
            " again."
        )
    return Snapshot(workspace.snapshots / f"{snapshot_id}.duckdb")


def list_snapshots(workspace: Workspace | None = None) -> list[Record]:
    """Every snapshot of a workspace, oldest as-of date first: id, as_of, what says so, the rows
    after it, its mergers and parents in sentences (`firms`), source, is_current, loaded_at, and its
    files with their freshness. The workspace is the
    one the working folder lies in unless it is named.

    One that cannot be opened has `fault` instead: damaged, or of another version.
    """
    workspace = workspace or Workspace.find()
    current = current_snapshot(workspace)
    listed: list[Record] = []
    for path in _files(workspace):
        try:
            snapshot = Snapshot(path)
        except SnapshotError as error:
            listed.append({"id": path.stem, "fault": str(error).splitlines()[0]})
            continue
        with snapshot:
            loaded_at = snapshot.con.execute(
                "SELECT loaded_at FROM snapshot_info"
            ).fetchall()[0][0]
            rows_after = snapshot.rows_after()
            firms = words_of_firms(snapshot.con)
            files = snapshot.frame("SELECT * FROM extracts ORDER BY file").to_dict(
                "records"
            )
        listed.append(
            {
                "id": path.stem,
                "as_of": snapshot.as_of,
                "as_of_words": snapshot.as_of_words,
                "rows_after": rows_after,
                "firms": firms,
                "source": snapshot.source,
                "is_current": path.stem == current,
                "loaded_at": loaded_at,
                "files": files,
            }
        )
    return listed


def _files(workspace: Workspace) -> list[Path]:
    return sorted(workspace.snapshots.glob("*.duckdb"))
