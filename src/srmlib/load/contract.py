"""The contract: raw text becomes canonical, typed rows; a cell that cannot is kept in
`rejected_rows` with its place and reason.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb

from srmlib.errors import DataFaults, Fault, SourceError
from srmlib.load.source import RawColumn, RawFile, Source
from srmlib.numbers import by_count, plural
from srmlib.rules import schema
from srmlib.snapshot.database import quoted

PLACE = ("source_file", "source_row")


@dataclass(frozen=True)
class Counted:
    """Rows of one file or one canonical table: read = kept + rejected, always."""

    name: str
    read: int
    kept: int

    @property
    def rejected(self) -> int:
        return self.read - self.kept


def check_cells(con: duckdb.DuckDBPyConnection, file: RawFile) -> Counted:
    """Make the table `<name>` from `raw_<name>`: ISO dates, point decimals, declared null texts
    empty; bad cells put their row in rejected_rows.
    """
    raw, table = quoted(f"raw_{file.name}"), quoted(file.name)
    for column in file.columns:
        condition, values = _accepts(column)
        if condition:
            _reject(con, file, column, condition, values)
    selected, values = [], []
    for column in file.columns:
        expression, more = _normalised(column)
        selected.append(expression + " AS " + quoted(column.name))
        values += more
    con.execute(
        "CREATE TABLE "
        + table
        + " AS SELECT "
        + ", ".join(selected)
        + ", CAST(? AS VARCHAR) AS source_file, rowid + 2 AS source_row FROM "
        + raw
        + " AS raw WHERE NOT EXISTS (SELECT 1 FROM rejected_rows AS r WHERE r.source_file = ? AND"
        " r.source_row = raw.rowid + 2)",
        [*values, file.path, file.path],
    )
    counted = Counted(file.path, _count(con, f"raw_{file.name}"), _count(con, file.name))
    con.execute("DROP TABLE " + raw)
    return counted


def _accepts(column: RawColumn) -> tuple[str, list]:
    """The condition a cell of this column must meet, with its bound values; none for plain text."""
    if column.layout is None and column.decimals is None:
        return "", []
    cell = quoted(column.name)
    condition, values = "regexp_full_match(" + cell + ", ?)", [column.pattern]
    if column.layout:
        condition, values = (
            "(" + condition + " AND try_strptime(" + cell + ", ?) IS NOT NULL)",
            [*values, column.layout],
        )
    if column.null_texts or column.texts:
        condition, values = (
            condition + " OR list_contains(?, " + cell + ")",
            [*values, [*column.null_texts, *column.texts]],
        )
    if column.text_pattern:
        condition, values = (
            condition + " OR regexp_full_match(" + cell + ", ?)",
            [*values, column.text_pattern],
        )
    return condition, values


def _reject(
    con: duckdb.DuckDBPyConnection, file: RawFile, column: RawColumn, condition: str, values: list
) -> None:
    cell = quoted(column.name)
    con.execute(
        "INSERT INTO rejected_rows SELECT ?, rowid + 2, ?, ?, "
        + cell
        + ", ? FROM "
        + quoted(f"raw_{file.name}")
        + " WHERE "
        + cell
        + " IS NOT NULL AND NOT ("
        + condition
        + ")",
        [file.path, file.name, column.name, column.expectation, *values],
    )


def _normalised(column: RawColumn) -> tuple[str, list]:
    cell, values = quoted(column.name), []
    if column.layout:
        is_time = "%H" in column.layout
        changed = (
            ("strftime(try_strptime(" + cell + ", ?), '%Y-%m-%d %H:%M:%S')")
            if is_time
            else "srm_iso_date(" + cell + ", ?)"
        )
        values = [column.layout]
    elif column.decimals is not None and column.decimal_mark != ".":
        changed, values = "replace(" + cell + ", ?, '.')", [column.decimal_mark]
    else:
        changed = cell
    if changed != cell and (column.texts or column.text_pattern):
        # The declared words stay as they are, for the table's SQL to read.
        changed, values = (
            "CASE WHEN regexp_full_match("
            + cell
            + ", ?) THEN "
            + changed
            + " ELSE "
            + cell
            + " END",
            [column.pattern, *values],
        )
    if column.null_texts:
        changed, values = (
            "CASE WHEN NOT list_contains(?, " + cell + ") THEN " + changed + " END",
            [list(column.null_texts), *values],
        )
    return changed, values


def fill_table(con: duckdb.DuckDBPyConnection, table: schema.Table, sql: str | None) -> Counted:
    """Make one canonical table: shape by the source's SQL, then check and cast every cell. Empty
    where the source supplies none.

    Raises DataFaults for a duplicate key, SourceError when the SQL fails or names other columns.
    """
    columns = ", ".join(quoted(c.name) + " " + c.type.sql for c in table.columns)
    shaped = quoted(f"shaped_{table.name}")
    # Built under another name: a raw table may bear the canonical name.
    con.execute(
        "CREATE TABLE "
        + quoted(f"new_{table.name}")
        + " ("
        + columns
        + ", source_file VARCHAR, source_row BIGINT)"
    )
    if sql is None:
        return Counted(table.name, 0, 0)
    supplied = _shape(con, table, sql)
    cells = ", ".join(_cell(c, supplied) + " AS " + quoted(c.name) for c in table.columns)
    con.execute(
        "CREATE TEMP VIEW "
        + shaped
        + " AS SELECT "
        + cells
        + ", source_file, source_row FROM "
        + quoted(f"sql_{table.name}")
    )
    rules = list(_rules(table))
    broken = (
        "CASE "
        + " ".join(
            "WHEN NOT coalesce(" + rule.condition + ", true) THEN " + str(i)
            for i, rule in enumerate(rules)
        )
        + " END"
    )
    con.execute(
        "CREATE TEMP TABLE checked AS SELECT *, " + broken + " AS broken FROM " + shaped,
        [value for rule in rules for value in rule.values],
    )
    for i in [
        row[0]
        for row in con.execute(
            "SELECT DISTINCT broken FROM checked WHERE broken IS NOT NULL ORDER BY broken"
        ).fetchall()
    ]:
        con.execute(
            "INSERT INTO rejected_rows SELECT source_file, source_row, ?, ?, "
            + quoted(rules[i].column)
            + ", ? FROM checked WHERE broken = ? ORDER BY source_row",
            [table.name, rules[i].column, rules[i].expectation, i],
        )
    casts = ", ".join("CAST(" + quoted(c.name) + " AS " + c.type.sql + ")" for c in table.columns)
    con.execute(
        "INSERT INTO "
        + quoted(f"new_{table.name}")
        + " SELECT "
        + casts
        + ", source_file, source_row FROM checked WHERE broken IS NULL"
    )
    counted = Counted(table.name, _count(con, "checked"), _count(con, f"new_{table.name}"))
    con.execute(
        "DROP TABLE checked; DROP VIEW " + shaped + "; DROP TABLE " + quoted(f"sql_{table.name}")
    )
    _check_key(con, table)
    if table.name == "suppliers":
        _check_near_twins(con)
    return counted


def _shape(con: duckdb.DuckDBPyConnection, table: schema.Table, sql: str) -> list[str]:
    try:
        con.execute("CREATE TABLE " + quoted(f"sql_{table.name}") + " AS " + sql)
    except duckdb.Error as error:
        raise SourceError(
            f"{table.name}.sql: {str(error).splitlines()[0]}.\nCorrect the SQL; raw columns are"
            " text and bear the header's names."
        ) from error
    supplied = [
        row[0]
        for row in con.execute(
            "SELECT column_name FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index",
            [f"sql_{table.name}"],
        ).fetchall()
    ]
    known = [c.name for c in table.columns]
    unknown = [c for c in supplied if c not in known and c not in PLACE]
    missing = [c.name for c in table.columns if c.required and c.name not in supplied] + [
        c for c in PLACE if c not in supplied
    ]
    if unknown or missing:
        raise SourceError(
            f"{table.name}.sql: {_columns_words(table, unknown, missing)}.\nCorrect the SQL."
        )
    return supplied


def _columns_words(table: schema.Table, unknown: list[str], missing: list[str]) -> str:
    """What is wrong with the columns of a table's SQL, which of them are required, and which may be
    left out.
    """
    what = [f"'{name}' is no column of {table.name}" for name in unknown[:1]]
    if missing:
        columns = f"{plural('column', len(missing))} {', '.join(map(repr, missing))}"
        what.append(f"{columns} {by_count(len(missing), 'is', 'are')} missing")
    required = [*(c.name for c in table.columns if c.required), *PLACE]
    others = [c.name for c in table.columns if not c.required]
    may = f"; may be left out: {', '.join(others)}" if others else ""
    return f"{' and '.join(what)}, expected {', '.join(required)}, which are required{may}"


def _cell(column: schema.Column, supplied: list[str]) -> str:
    if column.name not in supplied:
        return "CAST(NULL AS VARCHAR)"
    return "srm_text(CAST(" + quoted(column.name) + " AS VARCHAR))"


@dataclass(frozen=True)
class Rule:
    """A condition every row meets (a null condition counts as met), with its bound values, and the
    column at fault.
    """

    column: str
    expectation: str
    condition: str
    values: tuple = ()


def _rules(table: schema.Table) -> Iterator[Rule]:
    for column in table.columns:
        cell = quoted(column.name)
        if column.required:
            yield Rule(column.name, column.expectation, cell + " IS NOT NULL")
        if column.type is not schema.TEXT:
            condition = (
                cell
                + " IS NULL OR (regexp_full_match("
                + cell
                + ", ?) AND try_cast("
                + cell
                + " AS "
                + column.type.sql
                + ") IS NOT NULL)"
            )
            yield Rule(column.name, column.expectation, condition, (column.type.pattern,))
        if column.type in (schema.DATE, schema.TIME):
            day = "CAST(try_cast(" + cell + " AS TIMESTAMP) AS DATE)"
            yield Rule(
                column.name,
                column.expectation,
                day + " BETWEEN ? AND ?",
                (schema.FIRST_DAY, schema.LAST_DAY),
            )
        if column.one_of:
            yield Rule(
                column.name,
                column.expectation,
                "list_contains(?, " + cell + ")",
                ([*column.one_of],),
            )
        if column.least is not None:
            yield Rule(
                column.name,
                column.expectation,
                "try_cast(" + cell + " AS " + column.type.sql + ") >= ?",
                (column.least,),
            )
        if column.refers:
            known = (
                "SELECT "
                + quoted(schema.table(column.refers).key[0])
                + " FROM "
                + quoted(f"new_{column.refers}")
            )
            yield Rule(
                column.name,
                f"a {column.name} that stands in {column.refers}",
                cell + " IS NULL OR " + cell + " IN (" + known + ")",
            )
    for condition, column, expectation in table.rules:
        yield Rule(column, expectation, condition)


def _check_key(con: duckdb.DuckDBPyConnection, table: schema.Table) -> None:
    key = ", ".join(quoted(k) for k in table.key)
    doubled = con.execute(
        "SELECT concat_ws(' / ', "
        + key
        + "), count(*), min(source_file), max(source_row), count(*) OVER () FROM "
        + quoted(f"new_{table.name}")
        + " GROUP BY "
        + key
        + " HAVING count(*) > 1 ORDER BY 4 LIMIT 1"
    ).fetchall()
    if doubled:
        value, count, file, row, keys = doubled[0]
        words = (
            f"a {' and '.join(table.key)} that stands once in {table.name}; it stands {count} times"
            f" ({keys} keys are doubled)"
        )
        raise DataFaults(
            [
                Fault(
                    "duplicate_key",
                    file,
                    words,
                    "Which row is right cannot be guessed: ask for a corrected extract.",
                    row,
                    table.key[0],
                    value,
                )
            ]
        )


def _check_near_twins(con: duckdb.DuckDBPyConnection) -> None:
    """Supplier ids that differ only in case, width or blanks would be one folder or one person's
    one supplier: refuse them.
    """
    seen: dict[str, str] = {}
    for supplier_id, file, row in con.execute(
        "SELECT supplier_id, source_file, source_row FROM new_suppliers ORDER BY source_row"
    ).fetchall():
        folded = " ".join(
            re.sub("[\u200b-\u200d\ufeff]", "", unicodedata.normalize("NFKC", supplier_id))
            .casefold()
            .split()
        )
        if folded in seen:
            words = (
                f"supplier ids that differ in more than case, width or blanks from '{seen[folded]}'"
            )
            raise DataFaults(
                [
                    Fault(
                        "near_twin_id",
                        file,
                        words,
                        "Map both to one supplier in the source's mapping file, or correct the"
                        " extract.",
                        row,
                        "supplier_id",
                        supplier_id,
                    )
                ]
            )
        seen[folded] = supplier_id


def check_control_totals(con: duckdb.DuckDBPyConnection, source: Source, folder: Path) -> None:
    """Compare row counts and sums with the totals that came with the extract. Raises DataFaults
    when the totals are missing or differ.
    """
    if source.control_totals is None:
        return
    path, files = folder / source.control_totals, {file.path: file for file in source.files}
    fix = "Ask for the extract again, whole, with its control totals."
    if not path.is_file():
        raise DataFaults(
            [
                Fault(
                    "control_total",
                    source.control_totals,
                    "expected the control totals that belong to this extract, found no such file",
                    fix,
                )
            ]
        )
    with path.open(encoding="utf-8-sig", newline="") as stream:
        stated = {row.get("file"): row for row in csv.DictReader(stream)}
    expected = {file.path for file in source.files if not file.is_kept}
    if not expected <= stated.keys():
        words = (
            f"expected columns file,rows,column,total and a row for {min(expected - stated.keys())}"
        )
        raise DataFaults([Fault("control_total", source.control_totals, words, fix)])
    faults = [
        fault
        for name in sorted(expected)
        if (fault := _control_fault(con, files[name], stated[name]))
    ]
    if faults:
        raise DataFaults([Fault("control_total", file, words, fix) for file, words in faults])


def _control_fault(
    con: duckdb.DuckDBPyConnection, file: RawFile, stated: dict
) -> tuple[str, str] | None:
    """What of a file differs from its control total, in words; None when all agrees."""
    rows = _count(con, f"raw_{file.name}")
    if str(rows) != stated["rows"]:
        return file.path, f"expected {stated['rows']} rows by its control total, found {rows}"
    column = next((c for c in file.columns if c.name == stated["column"]), None)
    if stated["column"] and column is None:
        return file.path, f"expected a column '{stated['column']}', which its control total sums"
    if column is None:
        return None
    summed = (
        "SELECT sum(try_cast(replace("
        + quoted(column.name)
        + ", ?, '.') AS DECIMAL(38, 8))) FROM "
        + quoted(f"raw_{file.name}")
    )
    total = con.execute(summed, [column.decimal_mark]).fetchall()[0][0]
    is_same = re.fullmatch(r"-?\d+(\.\d+)?", stated["total"] or "") and total == Decimal(
        stated["total"]
    )
    return (
        None
        if is_same
        else (
            file.path,
            (
                f"expected {column.name} to sum to {stated['total']} by its control total, found"
                f" {total}"
            ),
        )
    )


def faults_of_cells(con: duckdb.DuckDBPyConnection) -> list[Fault]:
    """The rejected rows as faults, one per file, column and expectation, with its first row and the
    number of rows.

    First those of tables that others refer to: a supplier that is left out takes its lines with it.
    Cells of a file come before its tables.
    """
    rows = con.execute(
        'SELECT source_file, min(source_row), "column", arg_min(value, source_row), expectation,'
        ' count(*), "table" FROM rejected_rows GROUP BY source_file, "table", "column", expectation'
        " ORDER BY source_file, 2, 3"
    ).fetchall()
    places = _places_of_files(con)
    rows.sort(key=lambda row: (places.get(row[0], -1), row[0], TABLE_PLACES.get(row[6], -1)))
    fix = (
        "Ask for a corrected extract, or declare in source.toml what such a cell means or how many"
        " rejected rows are allowed."
    )
    return [
        Fault("cell", file, expected, fix, row, column, value, count)
        for file, row, column, value, expected, count, _ in rows
    ]


TABLE_PLACES = {table.name: place for place, table in enumerate(schema.TABLES)}


def _places_of_files(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """The first table that rows of each file went to; a file of which no row came so far has
    none.
    """
    places: dict[str, int] = {}
    for table, place in TABLE_PLACES.items():
        into = (
            "SELECT source_file FROM "
            + quoted(table)
            + ' UNION SELECT source_file FROM rejected_rows WHERE "table" = ?'
        )
        for (file,) in con.execute(into, [table]).fetchall():
            places.setdefault(file, place)
    return places


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    return con.execute("SELECT count(*) FROM " + quoted(table)).fetchall()[0][0]
