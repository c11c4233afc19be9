"""The definitions a snapshot was loaded with, and the tables of switches that its metrics read."""

from __future__ import annotations

import json
from collections.abc import Sequence

import duckdb

from srmlib.errors import DefinitionError
from srmlib.rules.definition import Definition, parse_definitions
from srmlib.rules.switches import SWITCHES, Basis


def definitions_of(
    con: duckdb.DuckDBPyConnection, supplier_id: str | None = None
) -> tuple[Definition, ...]:
    """The definitions a snapshot was loaded with, as agreed with a supplier (else with any), in
    printed order.
    """
    texts, as_of = con.execute("SELECT definitions, as_of FROM snapshot_info").fetchall()[0]
    default, agreed = json.loads(texts)
    return parse_definitions(default, agreed, supplier_id, as_of)


def definition_of(
    con: duckdb.DuckDBPyConnection, metric_id: str, supplier_id: str | None = None
) -> Definition:
    """One metric's definition. Raises DefinitionError for an unknown metric."""
    known = {definition.metric_id: definition for definition in definitions_of(con, supplier_id)}
    if metric_id not in known:
        raise DefinitionError(
            f"'{metric_id}' is no metric, expected one of {', '.join(known)}.\nCorrect the name."
        )
    return known[metric_id]


def make_bases_table(
    con: duckdb.DuckDBPyConnection, metric_id: str, is_temporary: bool = False
) -> None:
    """Make the empty table `bases_<metric>`: supplier, basis, and a column per switch."""
    columns = [
        "supplier_id VARCHAR",
        "basis VARCHAR",
        *(switch.name + " " + switch.sql_type for switch in SWITCHES.get(metric_id, ())),
    ]
    con.execute(
        "CREATE OR REPLACE "
        + ("TEMP " if is_temporary else "")
        + "TABLE bases_"
        + metric_id.lower()
        + " ("
        + ", ".join(columns)
        + ")"
    )


def write_bases(
    con: duckdb.DuckDBPyConnection,
    metric_id: str,
    bases: dict[str, Basis],
    only: str | None = None,
    but: Sequence[str] = (),
) -> None:
    """Add a row per basis and supplier: all suppliers, `only` one, or all `but` some."""
    for name, choices in bases.items():
        con.execute(
            "INSERT INTO bases_"
            + metric_id.lower()
            + " SELECT supplier_id, ?"
            + ", ?" * len(choices)
            + " FROM suppliers"
            " WHERE supplier_id = coalesce(?, supplier_id) AND NOT list_contains(?, supplier_id)",
            [
                name,
                *(choices[switch.name] for switch in SWITCHES.get(metric_id, ())),
                only,
                list(but),
            ],
        )
