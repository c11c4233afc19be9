"""Extracts: files as received become canonical tables, or are refused with every fault found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from srmlib.errors import DataFaults, Fault
from srmlib.load import contract
from srmlib.load.contract import Counted
from srmlib.load.firms import check_circles
from srmlib.load.reading import Received, read_raw, refuse
from srmlib.load.source import RawFile, Source, find_source, read_source
from srmlib.load.twins import check_twins
from srmlib.load.units import convert_quantities, know_units
from srmlib.numbers import count_words
from srmlib.rules import schema
from srmlib.snapshot.database import sql

__all__ = [
    "Counted",
    "Loaded",
    "Received",
    "Source",
    "find_source",
    "load_tables",
    "read_source",
]


@dataclass(frozen=True)
class Loaded:
    """What a load read: the files, and the rows read, kept and rejected per file and per canonical
    table.
    """

    received: list[Received]
    files: list[Counted]
    tables: list[Counted]
    faults: list[Fault]


def load_tables(
    con: duckdb.DuckDBPyConnection, source: Source, folder: Path, scratch: Path
) -> Loaded:
    """Fill every canonical table of `con` from an extract; rows that break the contract go to
    `rejected_rows`, and quantities in another unit than their part's are converted.

    `folder` holds the files as received. Raises DataFaults with every structural fault of every
    file at once. The SQL reads raw tables, and `load_info`: one row, the reporting currency and the
    time zone of the source that is loaded, not of one it uses. After this, `con` has no access to
    files any more.
    """
    _refuse_no_folder(source, folder)
    received = list(_each_file(con, source, folder, scratch))
    for origin in source.origins:
        contract.check_control_totals(con, origin, origin.files_in or folder)
    con.execute("SET enable_external_access = false")
    stated = [source.reporting_currency, source.time_zone]
    con.execute(
        "CREATE TABLE load_info AS SELECT CAST(? AS VARCHAR) AS reporting_currency, CAST(? AS"
        " VARCHAR) AS time_zone",
        stated,
    )
    files = [contract.check_cells(con, file) for file in source.all_files]
    # What refers to a rejected row says where that stands.
    con.execute(
        'CREATE TABLE rejected_keys ("table" VARCHAR, id VARCHAR, source_file VARCHAR, source_row'
        " BIGINT)"
    )
    tables = []
    contradictions = []
    for table in schema.TABLES:
        tables.append(
            contract.fill_table(
                con, table, source.all_tables.get(table.name), source.match_reversals
            )
        )
        if table.name == "unit_conversions":
            contradictions = know_units(con)
    con.execute("DROP TABLE load_info; DROP TABLE rejected_keys")
    for file in source.all_files:
        con.execute(sql("DROP TABLE {table}", table=file.name))
    for table in schema.TABLES:
        con.execute(
            sql(
                "ALTER TABLE {new} RENAME TO {name}",
                new=f"new_{table.name}",
                name=table.name,
            )
        )
    check_circles(con)
    filled = {counted.name for counted in tables if counted.kept}
    check_twins(con, source.different_ids, filled)
    faults = contract.faults_of_cells(con, source.rejected_rows)
    try:
        convert_quantities(con, contradictions)
    except DataFaults as error:
        # A conversion whose row was rejected is told first: the units that lack it follow from it.
        raise DataFaults([*faults, *error.faults]) from error
    supplied = [counted for counted in tables if counted.name in source.all_tables]
    return Loaded(received, files, supplied, faults)


def _refuse_no_folder(source: Source, folder: Path) -> None:
    """One fault where the extract's folder is not there, not one for each of its files."""
    files = [file for file in source.files if not file.is_kept]
    if folder.is_dir() or not files:
        return
    words = (
        f"expected the folder that holds the {count_words(len(files), 'file')} of source"
    )
    fix = "Name the folder that holds the extract with --files."
    fault = Fault("missing_file", str(folder), f"{words} '{source.name}', found none", fix)
    raise DataFaults([fault])


def _each_file(
    con: duckdb.DuckDBPyConnection, source: Source, folder: Path, scratch: Path
) -> Iterator[Received]:
    faults: list[Fault] = []
    for origin in source.origins:
        for file in origin.files:
            try:
                yield read_raw(
                    con,
                    file,
                    _folder_of(origin, file, folder, is_of_dependency=origin is not source),
                    scratch,
                )
            except DataFaults as error:
                faults += error.faults
    if faults:
        raise DataFaults(faults)


def _folder_of(origin: Source, file: RawFile, folder: Path, is_of_dependency: bool) -> Path:
    """Where a file is read from. One of a source that another uses lies in data/extracts/<its
    name>/ of the workspace, else with the extract itself.
    """
    if file.is_kept:
        return origin.folder
    if is_of_dependency and not origin.files_in and not (folder / file.path).is_file():
        fix = (
            f"Put it there, or keep it in data/extracts/{origin.folder.name}/ of the workspace, for"
            f" every source that uses '{origin.name}'."
        )
        refuse(
            "missing_file", file, f"the file of the source '{origin.name}' in {folder}", fix
        )
    if (
        origin.files_in
        and origin.files_in.resolve() != folder.resolve()
        and (folder / file.path).is_file()
    ):
        refuse(
            "two_files",
            file,
            f"one file of this name, found it in {origin.files_in} and in {folder}",
            "Which is the newer cannot be guessed: leave one.",
        )
    return origin.files_in or folder
