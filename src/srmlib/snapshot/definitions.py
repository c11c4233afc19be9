"""The definitions a snapshot was loaded with, and the tables of switches that its metrics read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

import duckdb

from srmlib.errors import DefinitionError
from srmlib.rules.checking import seen
from srmlib.rules.definition import Definition, parse_definitions
from srmlib.rules.metric import Metric, MetricFile
from srmlib.rules.switches import Basis
from srmlib.snapshot.database import sql, statement


def kept_definitions(files: Sequence[MetricFile], agreed: str) -> str:
    """Records, SQL of own metrics and what was agreed, as written, in one text: a snapshot keeps
    it, so that it reads the same later.
    """
    return json.dumps({"metrics": [asdict(file) for file in files], "agreed": agreed})


def rows_table(metric_id: str) -> str:
    return metric_id.lower() + "_rows"


def bases_table(metric_id: str) -> str:
    return "bases_" + metric_id.lower()


def rows_sql(metric: Metric) -> str:
    """The statement that makes a metric's rows."""
    return metric.sql or statement(f"metrics/{metric.id}")


def definitions_of(
    con: duckdb.DuckDBPyConnection, supplier_id: str | None = None
) -> tuple[Definition, ...]:
    """The definitions a snapshot was loaded with, as agreed with a supplier (else with any), in
    printed order.
    """
    texts, as_of = con.execute("SELECT definitions, as_of FROM snapshot_info").fetchall()[0]
    kept = json.loads(texts)
    files = tuple(MetricFile(**file) for file in kept["metrics"])
    return parse_definitions(files, kept["agreed"], supplier_id, as_of)


def definition_of(
    con: duckdb.DuckDBPyConnection, metric_id: str, supplier_id: str | None = None
) -> Definition:
    """One metric's definition. Raises DefinitionError for an unknown metric."""
    known = {
        definition.metric_id: definition for definition in definitions_of(con, supplier_id)
    }
    if metric_id not in known:
        raise DefinitionError(
            f"'{metric_id}' is no metric, expected one of {', '.join(known)}.\nCorrect the name."
        )
    return known[metric_id]


def make_bases_table(
    con: duckdb.DuckDBPyConnection, metric: Metric, is_temporary: bool = False
) -> None:
    """Make the empty table `bases_<metric>`: supplier, basis, and a column per switch."""
    make = "CREATE OR REPLACE TEMP TABLE" if is_temporary else "CREATE OR REPLACE TABLE"
    shared = sql(
        make + " {bases} (supplier_id VARCHAR, basis VARCHAR", bases=bases_table(metric.id)
    )
    switches = "".join(
        sql(", {name} ", name=name) + switch.sql_type
        for name, switch in metric.switches.items()
    )
    con.execute(shared + switches + ")")


def write_bases(
    con: duckdb.DuckDBPyConnection,
    metric: Metric,
    bases: dict[str, Basis],
    only: str | None = None,
    but: Sequence[str] = (),
) -> None:
    """Add a row per basis and supplier: all suppliers, `only` one, or all `but` some. Raises
    DefinitionError where a basis names service hours that are not there.
    """
    _check_hours(con, metric, bases)
    template = (
        "INSERT INTO {bases} SELECT supplier_id, ?"
        + ", ?" * len(metric.switches)
        + " FROM suppliers WHERE supplier_id = coalesce(?, supplier_id)"
        " AND NOT list_contains(?, supplier_id)"
    )
    insert = sql(template, bases=bases_table(metric.id))
    for name, choices in bases.items():
        stated = [choices[switch] for switch in metric.switches]
        con.execute(insert, [name, *stated, only, list(but)])


def _check_hours(
    con: duckdb.DuckDBPyConnection, metric: Metric, bases: Mapping[str, Basis]
) -> None:
    named = [switch.name for switch in metric.switches.values() if switch.calendar]
    if not named:
        return
    asked = "SELECT calendar FROM service_calendars ORDER BY calendar"
    known = [name for (name,) in con.execute(asked).fetchall()]
    for basis, choices in bases.items():
        for switch in named:
            if choices[switch] not in known:
                raise DefinitionError(
                    f"{metric.id}, {basis}: {switch} is {seen(choices[switch])}, expected one of"
                    f" {', '.join(known)}.\nCorrect the name, or state [hours.{choices[switch]}] in"
                    " data/calendar/ and load again."
                )
