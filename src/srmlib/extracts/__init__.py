"""Extracts: files as received become canonical tables, or are refused with every fault found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from srmlib import schema
from srmlib.errors import DataFaults, Fault
from srmlib.extracts import contract
from srmlib.extracts.contract import Counted
from srmlib.extracts.reading import Received, read_raw
from srmlib.extracts.source import Source, read_source

__all__ = ["Counted", "Loaded", "Received", "Source", "load_tables", "read_source"]


@dataclass(frozen=True)
class Loaded:
    """What a load read: the files, and the rows read, kept and rejected per file and per canonical table."""

    received: list[Received]
    files: list[Counted]
    tables: list[Counted]
    faults: list[Fault]


def load_tables(con: duckdb.DuckDBPyConnection, source: Source, folder: Path, scratch: Path) -> Loaded:
    """Fill every canonical table of `con` from an extract; rows that break the contract go to `rejected_rows`.

    `folder` holds the files as received. Raises DataFaults with every structural fault of every file at once.
    After this, `con` has no access to files any more: the source's SQL reads raw tables only.
    """
    received = list(_each_file(con, source, folder, scratch))
    contract.check_control_totals(con, source, folder)
    con.execute("SET enable_external_access = false")
    files = [contract.check_cells(con, file) for file in source.files]
    tables = [contract.fill_table(con, table, source.tables.get(table.name)) for table in schema.TABLES]
    for file in source.files:
        con.execute("DROP TABLE " + contract.quoted(file.name))
    for table in schema.TABLES:
        con.execute("ALTER TABLE " + contract.quoted(f"new_{table.name}") + " RENAME TO " + contract.quoted(table.name))
    supplied = [counted for counted in tables if counted.name in source.tables]
    return Loaded(received, files, supplied, contract.faults_of_cells(con))


def _each_file(con: duckdb.DuckDBPyConnection, source: Source, folder: Path, scratch: Path) -> Iterator[Received]:
    faults: list[Fault] = []
    for file in source.files:
        try:
            yield read_raw(con, file, source.folder if file.is_kept else folder, scratch)
        except DataFaults as error:
            faults += error.faults
    if faults:
        raise DataFaults(faults)
