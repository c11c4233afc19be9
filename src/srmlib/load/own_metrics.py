"""Metrics that a pair of firms brought: a record and a statement each, in the workspace. They are
read strictly, because nobody looks over the code of a team.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from threading import Event, Timer
from typing import Any

import duckdb

from srmlib.errors import DefinitionError
from srmlib.rules.checking import at_line, text_of
from srmlib.rules.metric import IDS, Metric, MetricFile, metric_files, read_metrics
from srmlib.snapshot.database import ROW_COLUMNS, sql
from srmlib.snapshot.definitions import bases_table, rows_sql, rows_table
from srmlib.workspace import Workspace

KINDS = "VARCHAR VARCHAR VARCHAR DATE VARCHAR BOOLEAN DECIMAL(18,3) DECIMAL(18,3)"
ROW_TYPES = dict(zip(ROW_COLUMNS.split(", "), KINDS.split(), strict=True))
# What describes a row, as a page, a CSV and a spreadsheet can show it. Decimals have their digits
# named: more than 18 are kept by no other column.
SHOWN_TYPES = re.compile(
    r"VARCHAR|BOOLEAN|DATE|TIMESTAMP|DOUBLE|U?(TINY|SMALL)INT|U?INTEGER|BIGINT"
    r"|DECIMAL\((\d|1[0-8]),\d+\)"
)
COLUMN_NAMES = re.compile("[a-z][a-z0-9_]*")
# What an explanation and a bridge call things of their own.
TAKEN_NAMES = frozenset(
    [
        "as_of",
        "by",
        "by_hours",
        "choices",
        "is_near",
        "known",
        "metric",
        "nothing_in",
        "say",
        "service_hours",
        "supplied_tables",
    ]
)
# By these a restatement looks up what became of a row.
ID_COLUMNS = ("line_id", "receipt_id", "event_id")
# Python's days end with 9999; a day before 1900 is a slip, and no spreadsheet has one.
FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(9999, 12, 31)
# What makes rows of values; every other table function reads files, settings or the catalogue.
TABLE_FUNCTIONS = ("unnest", "generate_series", "range")
# Words of SQL that read the clock and are written without brackets.
CLOCKS = (
    "current_date",
    "current_time",
    "current_timestamp",
    "localtime",
    "localtimestamp",
)
SESSION = ("current_user", "current_role", "session_user", "user", "current_catalog")
# DuckDB says of no macro whether it gives the same each time; these do, as those of the prelude.
STEADY_MACROS = re.compile(
    "(srm|list|array|json_group)_.*|map_contains_(entry|value)|md5_number_(lower|upper)"
    "|date_add|days_in_month|fdiv|fmod|generate_subscripts|geomean|geometric_mean|json|nullif"
    "|regexp_split_to_table|round_even|roundbankers|split_part|wavg|weighted_avg"
)
# DuckDB calls them steady, though they tell of the clock or the session.
UNSTEADY = frozenset(
    [
        "current_setting",
        "getvariable",
        "version",
        "current_localtime",
        "current_localtimestamp",
    ]
)
# What they give of a row depends on the rows before it.
PLACED = ("row_number", "ntile", "lag", "lead", "first_value", "last_value", "nth_value")
# Words that YAML or what two firms agree takes for something else than an id.
NO_IDS = ("pairs", "yes", "no", "on", "off", "true", "false", "null", "y", "n")
# One that has not ended by then joins without a condition or counts without an end: those of the
# library take seconds.
LONGEST_SECONDS = 600.0


def own_metric_files(
    workspace: Workspace, source_name: str, shipped: tuple[MetricFile, ...]
) -> tuple[MetricFile, ...]:
    """The metrics of `data/definitions/<source>/metrics/`, each with its statement. Raises
    DefinitionError for a name that is none or is taken, and for a record or statement that is
    missing.
    """
    place = f"data/definitions/{source_name}/metrics"
    folder = workspace.shipped(place)
    _check_folder(folder, place)
    found = []
    taken = {file.id.lower(): file.id for file in shipped}
    for file in metric_files(folder, place):
        if not IDS.fullmatch(file.id):
            raise DefinitionError(
                f"{file.place}: '{file.id}' is no id of a metric, expected a letter, then letters"
                " and digits, at most 8 in all.\nName the file otherwise."
            )
        if file.id.lower() in NO_IDS:
            raise DefinitionError(
                f"{file.place}: '{file.id}' is a word with a meaning of its own, expected another"
                " id.\nName both files otherwise."
            )
        if file.id.lower() in taken:
            raise DefinitionError(
                f"{file.place}: '{file.id}' is the id of a metric that is there already,"
                f" {taken[file.id.lower()]}, expected another.\nName both files otherwise; what you"
                f" agree about {taken[file.id.lower()]} itself goes into"
                f" data/definitions/{source_name}.yaml."
            )
        taken[file.id.lower()] = file.id
        path = folder / f"{file.id}.sql"
        if not path.is_file():
            raise DefinitionError(
                f"{file.place}: {file.sql_place} is missing, expected the statement that makes its"
                " rows.\nWrite it; data/definitions/README.md shows one."
            )
        written = text_of(path, file.sql_place, DefinitionError)
        found.append(replace(file, sql=_one_select(written, file.sql_place)))
    for path in sorted(folder.glob("*.sql")):
        if not path.with_suffix(".yaml").is_file():
            raise DefinitionError(
                f"{place}/{path.name}: {path.stem}.yaml is missing, expected the record of the"
                " metric.\nWrite it; data/definitions/README.md shows one."
            )
    return tuple(found)


def _check_folder(folder: Path, place: str) -> None:
    """Nothing in the folder is passed over, but what an editor or a file manager hides there."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise DefinitionError(
            f"{place}: it is a file, expected a folder with the records of metrics.\nMake a folder"
            " of that name."
        )
    for path in sorted(folder.iterdir()):
        is_known = path.is_file() and path.suffix in (".yaml", ".sql")
        if not is_known and not path.name.startswith("."):
            raise DefinitionError(
                f"{place}/{path.name}: it is neither the record of a metric nor its statement,"
                " expected files such as F1.yaml and F1.sql.\nName it so, or move it elsewhere."
            )


def _one_select(text: str, place: str) -> str:
    """The statement without what ends it. Raises DefinitionError where it is anything else than one
    SELECT.
    """
    try:
        statements = [one for one in duckdb.extract_statements(text) if one.query.strip()]
    except duckdb.Error as error:
        raise _sql_fault(place, error) from error
    if not statements:
        raise DefinitionError(
            f"{place}: it holds 0 statements, expected one SELECT.\nWrite one."
        )
    if len(statements) > 1:
        raise DefinitionError(
            f"{place}: it holds {len(statements)} statements, expected one SELECT.\nLeave one."
        )
    if statements[0].type != duckdb.StatementType.SELECT or _tree(text) is None:
        raise DefinitionError(
            f"{place}: its statement is no SELECT, expected one that only reads.\nWrite it as one"
            " SELECT, with WITH where it takes several steps."
        )
    return statements[0].query.strip().removesuffix(";").rstrip() + "\n"


def _tree(text: str) -> dict | None:
    """How DuckDB reads a SELECT; None for anything else."""
    with duckdb.connect() as con:
        found = json.loads(
            con.execute("SELECT json_serialize_sql(?)", [text]).fetchall()[0][0]
        )
    return None if found["error"] else found


def in_order(files: Iterable[MetricFile]) -> list[Metric]:
    """The own metrics, each after those whose rows it reads."""
    own = {
        metric.id: metric for metric in read_metrics(tuple(files)).values() if metric.is_own
    }
    tables = {rows_table(metric_id): metric_id for metric_id in own}
    reads = {
        metric.id: {
            tables[name] for name, _ in _tables_of(_tree(metric.sql)) if name in tables
        }
        for metric in own.values()
    }
    for metric_id, others in reads.items():
        others.discard(metric_id)
    try:
        return [own[metric_id] for metric_id in TopologicalSorter(reads).static_order()]
    except CycleError as error:
        ring = " and ".join(sorted(set(error.args[1])))
        raise DefinitionError(
            f"{ring} read each other's rows, expected one of them to come first.\nLet one read"
            " canonical tables only."
        ) from error


def make_own_rows(con: duckdb.DuckDBPyConnection, metric: Metric, file: MetricFile) -> None:
    """Make the rows of an own metric. Raises DefinitionError for a statement that reads what it may
    not, and for rows that are no rows of a metric.
    """
    _check_tables(con, metric, file.sql_place)
    _check_functions(con, metric, file.sql_place)
    with _in_time(con, file.sql_place):
        _make_rows(con, metric, file)


@contextmanager
def _in_time(con: duckdb.DuckDBPyConnection, place: str) -> Iterator[None]:
    """Raises DefinitionError where the statement does not end."""
    is_late = Event()

    def stop() -> None:
        is_late.set()
        con.interrupt()

    timer = Timer(LONGEST_SECONDS, stop)
    timer.daemon = True
    timer.start()
    try:
        yield
    except duckdb.InterruptException as error:
        if not is_late.is_set():
            raise
        raise DefinitionError(
            f"{place}: its statement has not ended after {LONGEST_SECONDS / 60:.0f} minutes, expected"
            " its rows by then.\nLook for a join without a condition, or a WITH RECURSIVE without"
            " an end."
        ) from error
    finally:
        timer.cancel()


def _make_rows(con: duckdb.DuckDBPyConnection, metric: Metric, file: MetricFile) -> None:
    try:
        con.execute(
            sql("CREATE TABLE {table} AS\n", table=rows_table(metric.id)) + rows_sql(metric)
        )
    except duckdb.InterruptException:
        raise
    except duckdb.Error as error:
        raise _sql_fault(file.sql_place, error, lines_before=1) from error
    for check in (
        _check_columns,
        _check_extra_columns,
        _check_values,
        _check_outcomes_of_notes,
        _check_filled,
        _check_keys,
        _check_bases,
        _check_suppliers,
        _check_outcomes,
        _check_weights,
    ):
        check(con, metric, file)


def _check_tables(con: duckdb.DuckDBPyConnection, metric: Metric, place: str) -> None:
    own_bases = bases_table(metric.id)
    own_rows = rows_table(metric.id)
    kept = con.execute(
        "SELECT table_name FROM duckdb_tables() WHERE NOT temporary"
    ).fetchall()
    if own_rows in {"metric_rows", *(name for (name,) in kept)}:
        raise DefinitionError(
            f"{place}: {own_rows} is a table already, expected an id whose rows can be called"
            " so.\nName both files otherwise."
        )
    readable = {own_bases}
    readable |= {name for (name,) in kept if not name.startswith("bases_")}
    reads = dict(_tables_of(_tree(metric.sql)))
    for name, at in reads.items():
        if name not in readable:
            near = get_close_matches(name, sorted(readable), n=1)
            hint = (
                f"did you mean {near[0]}?"
                if near
                else "see data/README.md for what there is."
            )
            raise DefinitionError(
                f"{_sql_line(place, metric.sql, at)}: '{name}' is no table it may read, {hint}\nIt"
                " may read canonical tables, marts, the rows of other metrics and"
                f" {own_bases}."
            )
    if own_bases not in reads:
        raise DefinitionError(
            f"{place}: it does not read {own_bases}, expected its rows on every basis.\nJoin it by"
            " supplier_id and take basis from it."
        )


def _check_functions(con: duckdb.DuckDBPyConnection, metric: Metric, place: str) -> None:
    unsteady = _functions_that_differ(con)
    for node in _nodes(_tree(metric.sql)):
        kind = node.get("type")
        fix = "Take it out; the as-of date is snapshot_info.as_of."
        if (
            kind == "TABLE_FUNCTION"
            and node["function"]["function_name"] not in TABLE_FUNCTIONS
        ):
            words = f"{node['function']['function_name']}() is no table it may read"
            fix = "It may read tables of the snapshot only."
        elif kind == "SHOW_REF":
            words = "SHOW and DESCRIBE tell of the database, not of a supplier"
            fix = "It may read tables of the snapshot only."
        elif kind == "FUNCTION" and node["function_name"] in unsteady:
            words = f"{node['function_name']}() may give another value each time"
        elif (
            kind == "FUNCTION"
            and node["function_name"] == "age"
            and len(node["children"]) == 1
        ):
            words = "age() of one day reads the clock"
        elif node.get("sample"):
            words = "a sample is of other rows each time"
        elif node.get("class") == "WINDOW" and _is_unordered(node):
            words = f"{node['function_name']}() without ORDER BY counts in any order"
        elif kind == "COLUMN_REF" and node["column_names"][0].lower() in SESSION:
            words = f"{node['column_names'][0]} tells of the session"
        elif kind == "COLUMN_REF" and node["column_names"][-1].lower() in CLOCKS:
            words = f"{node['column_names'][-1]} is the clock"
        else:
            continue
        where = _sql_line(place, metric.sql, node.get("query_location"))
        raise DefinitionError(
            f"{where}: {words}, expected the same rows from the same extract.\n{fix}"
        )


def _is_unordered(window: dict) -> bool:
    return (
        window["function_name"] in PLACED
        and not window["orders"]
        and not window["arg_orders"]
    )


def _functions_that_differ(con: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """The functions of the clock, of chance and of the session."""
    found = con.execute(
        "SELECT DISTINCT function_name FROM duckdb_functions() WHERE stability IS DISTINCT FROM"
        " 'CONSISTENT' AND function_type IN ('scalar', 'aggregate', 'macro')"
    ).fetchall()
    return UNSTEADY | {name for (name,) in found if not STEADY_MACROS.fullmatch(name)}


def _nodes(tree: Any) -> Iterator[dict]:
    """Every node of a statement, from the outside in."""
    if isinstance(tree, list):
        for part in tree:
            yield from _nodes(part)
    elif isinstance(tree, dict):
        yield tree
        for part in tree.values():
            yield from _nodes(part)


def _tables_of(tree: Any) -> Iterator[tuple[str, int | None]]:
    """The tables a statement reads, as written, each with its place; named steps are none."""
    steps = {
        entry["key"].lower()
        for node in _nodes(tree)
        for entry in node.get("cte_map", {}).get("map", [])
    }
    for node in _nodes(tree):
        if node.get("type") == "BASE_TABLE":
            outer = [node[part] for part in ("catalog_name", "schema_name") if node[part]]
            name = ".".join([*outer, node["table_name"]])
            if name.lower() not in steps:
                yield name.lower(), node.get("query_location")


def _sql_line(place: str, text: str, at: int | None) -> str:
    if at is None:
        return place
    line = text.encode()[:at].count(b"\n") + 1
    return f"{place}, line {line}"


def _sql_fault(place: str, error: duckdb.Error, lines_before: int = 0) -> DefinitionError:
    """What the database says of a statement, with its file and line."""
    said = str(error)
    found = re.search(r"\bLINE (\d+):", said)
    where = f"{place}, line {int(found[1]) - lines_before}" if found else place
    words = " ".join(said.split("\n\nLINE")[0].split())
    return DefinitionError(f"{where}: {words.rstrip('.')}.\nCorrect the statement.")


def _check_columns(
    con: duckdb.DuckDBPyConnection, metric: Metric, file: MetricFile
) -> None:
    place = file.sql_place
    described = con.execute(sql("DESCRIBE {table}", table=rows_table(metric.id))).fetchall()
    columns = {name: kind for name, kind, *_ in described}
    if missing := [name for name in ROW_TYPES if name not in columns]:
        raise DefinitionError(
            f"{place}: it gives no {', '.join(missing)}, expected the columns"
            f" {ROW_COLUMNS} first.\nAdd what is missing."
        )
    first = list(columns)[: len(ROW_TYPES)]
    if first != list(ROW_TYPES):
        raise DefinitionError(
            f"{place}: its first columns are {', '.join(first)}, expected {ROW_COLUMNS}.\nPut them"
            " in that order; columns that describe a row come after."
        )
    for name, kind in ROW_TYPES.items():
        if columns[name] != kind:
            raise DefinitionError(
                f"{place}: {name} is {columns[name]}, expected {kind}.\nWrite CAST(… AS {kind})."
            )
    for name in metric.shown:
        if name not in columns or name in ("basis", "supplier_id"):
            where = at_line(file.place, file.record, ["shown", name])
            raise _no_such(where, f"shown names the column '{name}'", name, columns)


def _check_extra_columns(
    con: duckdb.DuckDBPyConnection, metric: Metric, file: MetricFile
) -> None:
    """The columns that describe a row have names and types that every page and file can show."""
    place = file.sql_place
    # As written: the table would give one of two alike another name.
    named = [
        name.lower() for name, *_ in con.execute("DESCRIBE\n" + rows_sql(metric)).fetchall()
    ]
    if twice := [name for name in named if named.count(name) > 1]:
        raise DefinitionError(
            f"{place}: it gives the column '{twice[0]}' twice, expected each name once.\nCall one of"
            " them otherwise, with AS."
        )
    described = con.execute(sql("DESCRIBE {table}", table=rows_table(metric.id))).fetchall()
    for name, kind, *_ in described[len(ROW_TYPES) :]:
        if not COLUMN_NAMES.fullmatch(name) or name in TAKEN_NAMES:
            taken = ", ".join(sorted(TAKEN_NAMES))
            raise DefinitionError(
                f"{place}: '{name}' cannot be a column, expected small letters, digits and _, and"
                f" none of {taken}.\nCall it otherwise, with AS."
            )
        if name in ID_COLUMNS and kind != "VARCHAR":
            raise DefinitionError(
                f"{place}: {name} is {kind}, expected VARCHAR as in the canonical tables.\nWrite"
                f" CAST(… AS VARCHAR), or call it otherwise."
            )
        if not SHOWN_TYPES.fullmatch(kind):
            raise DefinitionError(
                f"{place}: {name} is {kind}, expected VARCHAR, BOOLEAN, DATE, TIMESTAMP, BIGINT or"
                " smaller, DECIMAL of at most 18 digits, or DOUBLE.\nWrite a CAST, or take it out."
            )


def _check_values(con: duckdb.DuckDBPyConnection, metric: Metric, file: MetricFile) -> None:
    """Days and floating-point numbers that are none."""
    table = rows_table(metric.id)
    for name, kind, *_ in con.execute(sql("DESCRIBE {table}", table=table)).fetchall():
        if kind in ("DATE", "TIMESTAMP"):
            asked = sql(
                "SELECT row_id, CAST({name} AS VARCHAR) FROM {table} WHERE NOT (isfinite({name})"
                " AND CAST({name} AS DATE) BETWEEN ? AND ?) ORDER BY ALL LIMIT 1",
                name=name,
                table=table,
            )
            row = con.execute(asked, [FIRST_DAY, LAST_DAY]).fetchone()
            wanted = "a day from 1900 to 9999"
        elif kind == "DOUBLE":
            asked = sql(
                "SELECT row_id, CAST({name} AS VARCHAR) FROM {table} WHERE NOT isfinite({name})"
                " ORDER BY ALL LIMIT 1",
                name=name,
                table=table,
            )
            row = con.execute(asked).fetchone()
            wanted = "a number or nothing"
        else:
            continue
        if row:
            raise DefinitionError(
                f"{file.sql_place}: {name} is '{row[1]}' in row '{row[0]}', expected"
                f" {wanted}.\nCorrect the statement, or leave it empty there."
            )


def _check_outcomes_of_notes(_: object, metric: Metric, file: MetricFile) -> None:
    for outcome in metric.notes:
        if outcome not in metric.outcomes:
            where = at_line(file.place, file.record, ["notes", outcome])
            raise _no_such(
                where, f"notes names the outcome '{outcome}'", outcome, metric.outcomes
            )


def _no_such(where: str, words: str, name: str, known: Collection[str]) -> DefinitionError:
    near = get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]}?" if near else f"expected one of {', '.join(known)}."
    return DefinitionError(
        f"{where}: {words}, which is not there, {hint}\nCorrect the name."
    )


def _check_filled(con: duckdb.DuckDBPyConnection, metric: Metric, file: MetricFile) -> None:
    for name in ROW_TYPES:
        is_always = name not in ("counted_on", "numerator", "denominator")
        asked = sql(
            "SELECT row_id FROM {table} WHERE {name} IS NULL AND (is_counted OR ?) ORDER BY ALL"
            " LIMIT 1",
            table=rows_table(metric.id),
            name=name,
        )
        row = con.execute(asked, [is_always]).fetchone()
        if row:
            rows = "of every row" if is_always else "of every row that is counted"
            raise DefinitionError(
                f"{file.sql_place}: {name} is empty in row '{row[0]}', expected a value"
                f" {rows}.\nFill it, or set is_counted to false with an outcome that says why."
            )


def _check_keys(con: duckdb.DuckDBPyConnection, metric: Metric, file: MetricFile) -> None:
    asked = sql(
        "SELECT row_id, count(*) FROM {table} GROUP BY basis, supplier_id, row_id HAVING count(*) >"
        " 1 ORDER BY ALL LIMIT 1",
        table=rows_table(metric.id),
    )
    row = con.execute(asked).fetchone()
    if row:
        raise DefinitionError(
            f"{file.sql_place}: row '{row[0]}' stands there {row[1]} times on one basis, expected"
            " once.\nA join may multiply it; where ids of two kinds meet, put a word before one of"
            " them."
        )


def _check_bases(con: duckdb.DuckDBPyConnection, metric: Metric, file: MetricFile) -> None:
    asked = sql(
        "SELECT held.row_id FROM (SELECT supplier_id, row_id, list(basis ORDER BY basis) AS bases"
        " FROM {table} GROUP BY supplier_id, row_id) AS held LEFT JOIN (SELECT supplier_id,"
        " list(basis ORDER BY basis) AS bases FROM {bases} GROUP BY supplier_id) AS asked USING"
        " (supplier_id) WHERE held.bases IS DISTINCT FROM asked.bases ORDER BY ALL LIMIT 1",
        table=rows_table(metric.id),
        bases=bases_table(metric.id),
    )
    row = con.execute(asked).fetchone()
    if row:
        raise DefinitionError(
            f"{file.sql_place}: row '{row[0]}' is not there on every basis, expected it on each,"
            f" and on no other than those of {bases_table(metric.id)}.\nKeep the row and set"
            " is_counted to false, with an outcome that says why."
        )


def _check_suppliers(
    con: duckdb.DuckDBPyConnection, metric: Metric, file: MetricFile
) -> None:
    """A bridge asks for other bases than the snapshot holds, and of one supplier: its rows must
    follow from the bases, or a report would tell one supplier of another.
    """
    bases = bases_table(metric.id)
    asked = sql("SELECT DISTINCT basis FROM {bases} ORDER BY ALL", bases=bases)
    stated = [basis for (basis,) in con.execute(asked).fetchall()]
    # On a basis that no other supplier has, then on each one without the others.
    for basis, is_of_one in (("agreed", True), *((basis, False) for basis in stated)):
        row = _row_elsewhere(con, metric, basis, is_of_one)
        if row:
            raise DefinitionError(
                f"{file.sql_place}: row '{row[0]}' of supplier '{row[1]}' does not follow from"
                f" {bases}, expected it on the bases its supplier has there, and on no"
                f" other.\nJoin {bases} by supplier_id, and take supplier_id and basis as they are."
            )


def _row_elsewhere(
    con: duckdb.DuckDBPyConnection, metric: Metric, basis: str, is_of_one: bool
) -> tuple | None:
    """A row that, with this basis alone, the statement gives for another supplier or basis, or does
    not give. Where it `is_of_one` each supplier's is called after the supplier.
    """
    bases = bases_table(metric.id)
    choose = sql(
        "CREATE TEMP TABLE {bases} AS SELECT * REPLACE (CASE WHEN $is_of_one THEN supplier_id ELSE"
        " basis END AS basis) FROM {bases} WHERE basis = $basis",
        bases=bases,
    )
    con.execute(choose, {"is_of_one": is_of_one, "basis": basis})
    try:
        return con.execute(
            "WITH rows_read AS (\n"
            + rows_sql(metric)
            + sql(
                "\n), expected AS (SELECT DISTINCT supplier_id, {bases}.basis, row_id FROM {rows}"
                " INNER JOIN {bases} USING (supplier_id)) SELECT row_id, supplier_id FROM rows_read"
                " FULL JOIN expected USING (supplier_id, basis, row_id) WHERE rows_read.row_id IS"
                " NULL OR expected.row_id IS NULL ORDER BY ALL LIMIT 1",
                bases=bases,
                rows=rows_table(metric.id),
            )
        ).fetchone()
    finally:
        con.execute(sql("DROP TABLE temp.{bases}", bases=bases))


def _check_outcomes(
    con: duckdb.DuckDBPyConnection, metric: Metric, file: MetricFile
) -> None:
    asked = sql(
        "SELECT outcome FROM {table} WHERE NOT list_contains(?, outcome) ORDER BY ALL LIMIT 1",
        table=rows_table(metric.id),
    )
    row = con.execute(asked, [list(metric.outcomes)]).fetchone()
    if row:
        words = f"it gives the outcome '{row[0]}'"
        where = at_line(file.place, file.record, ["outcomes"])
        near = get_close_matches(row[0], metric.outcomes, n=1)
        hint = (
            f"did you mean {near[0]}?" if near else "expected words for it in the record."
        )
        raise DefinitionError(
            f"{file.sql_place}: {words}, which is none of outcomes in {where}, {hint}\nAdd it there"
            " with its words, or correct the statement."
        )


def _check_weights(
    con: duckdb.DuckDBPyConnection, metric: Metric, file: MetricFile
) -> None:
    if not metric.is_ratio:
        return
    if metric.kind == "share":
        wanted = "between none and all of it"
        fix = "Correct the statement, or state another kind."
    elif metric.kind == "ratio":
        wanted = "nothing below zero"
        fix = "Correct the statement; may_be_negative allows it of a ratio's numerator."
    else:
        wanted = "nothing below zero"
        fix = "Correct the statement, or state another kind."
    asked = sql(
        "SELECT row_id, numerator, denominator FROM {table} WHERE is_counted AND (denominator < 0"
        " OR (numerator < 0 AND NOT $may_be_negative) OR (numerator > denominator AND $is_share))"
        " ORDER BY ALL LIMIT 1",
        table=rows_table(metric.id),
    )
    row = con.execute(
        asked,
        {
            "may_be_negative": metric.kind == "ratio" and metric.may_be_negative,
            "is_share": metric.kind == "share",
        },
    ).fetchone()
    if row:
        raise DefinitionError(
            f"{file.sql_place}: row '{row[0]}' puts {row[1]} of {row[2]} into a {metric.kind},"
            f" expected {wanted}.\n{fix}"
        )
