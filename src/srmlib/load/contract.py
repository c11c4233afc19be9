"""The contract: raw text becomes canonical, typed rows; a cell that cannot is kept in
`rejected_rows` with its place and reason.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb

from srmlib.errors import DataFaults, Fault, SourceError
from srmlib.load.source import RawColumn, RawFile, Source
from srmlib.load.taken_back import (
    name_receipts_taken_back,
    order_nothing_on_returns,
    put_on_the_line_of_the_goods,
    refuse_more_than_came,
    words_of_no_receipt,
)
from srmlib.numbers import by_count, digits, plural
from srmlib.rules import schema
from srmlib.rules.checking import text_of
from srmlib.snapshot.database import quoted, sql, statement

PLACE = ("source_file", "source_row")
# What may stand between groups of digits: blanks that do not break a line too.
GROUP_MARKS = (".", ",", " ", "\u00a0", "\u202f", "'", "’")


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
    for column in file.columns:
        condition, values = _accepts(column)
        if condition:
            _reject(con, file, column, condition, values)
    selected = []
    values = []
    for column in file.columns:
        expression, more = _normalised(column)
        selected.append(expression)
        values += more
    con.execute(
        sql("CREATE TABLE {table} AS SELECT ", table=file.name)
        + ", ".join(selected)
        + sql(
            ", CAST(? AS VARCHAR) AS source_file, rowid + 2 AS source_row FROM {raw} AS raw WHERE"
            " NOT EXISTS (SELECT 1 FROM rejected_rows AS r WHERE r.source_file = ? AND"
            " r.source_row = raw.rowid + 2)",
            raw=f"raw_{file.name}",
        ),
        [*values, file.path, file.path],
    )
    counted = Counted(file.path, _count(con, f"raw_{file.name}"), _count(con, file.name))
    con.execute(sql("DROP TABLE {raw}", raw=f"raw_{file.name}"))
    return counted


def _accepts(column: RawColumn) -> tuple[str, list]:
    """The condition a cell of this column must meet, with its bound values; none for plain text."""
    if column.layout is None and column.decimals is None:
        return "", []
    condition = "regexp_full_match({cell}, ?)"
    values: list = [column.pattern]
    if column.layout:
        condition = "(" + condition + " AND try_strptime({cell}, ?) IS NOT NULL)"
        values.append(column.layout)
    if column.null_texts or column.texts:
        condition += " OR list_contains(?, {cell})"
        values.append([*column.null_texts, *column.texts])
    if column.text_pattern:
        condition += " OR regexp_full_match({cell}, ?)"
        values.append(column.text_pattern)
    return sql(condition, cell=column.name), values


def in_groups(decimal_mark: str) -> str:
    """The regular expression of a number whose digits stand in groups, as 1.250,00: the last of
    three digits, those before of two in India. One mark that is the decimal mark makes no groups.

    >>> [bool(re.fullmatch(in_groups(","), cell)) for cell in ("1.250", "1.250,00", "1,250")]
    [True, True, False]
    """
    kinds = []
    for mark in GROUP_MARKS:
        one = re.escape(mark)
        others = ".,".replace(mark, "")
        decimals = rf"[{others}]\d+"
        kinds.append(rf"(?:{one}\d{{2,3}})+{one}\d{{3}}(?:{decimals})?")
        kinds.append(rf"{one}\d{{3}}{decimals}")
        if mark != decimal_mark:
            kinds.append(rf"{one}\d{{3}}")
    return rf"-?\d{{1,3}}(?:{'|'.join(kinds)})"


def _reject(
    con: duckdb.DuckDBPyConnection,
    file: RawFile,
    column: RawColumn,
    condition: str,
    values: list,
) -> None:
    con.execute(
        sql(
            statement("load/rejected_by_cell.duckdb") + " AND NOT (",
            cell=column.name,
            raw=f"raw_{file.name}",
        )
        + condition
        + ")",
        [
            file.path,
            file.name,
            column.name,
            column.expectation,
            None if column.decimals is None else in_groups(column.decimal_mark),
            column.name if column.name.isidentifier() else quoted(column.name),
            column.decimal_mark,
            *values,
        ],
    )


def _normalised(column: RawColumn) -> tuple[str, list[object]]:
    """The expression that makes a cell what the table's SQL reads, under the name of its column,
    and its bound values.
    """
    changed = "{cell}"
    values: list[object] = []
    if column.layout:
        is_time = "%H" in column.layout
        changed = "srm_iso_date({cell}, ?)"
        if is_time:
            changed = "strftime(try_strptime({cell}, ?), '%Y-%m-%d %H:%M:%S')"
        values = [column.layout]
    elif column.decimals is not None and column.decimal_mark != ".":
        changed = "replace({cell}, ?, '.')"
        values = [column.decimal_mark]
    if changed != "{cell}" and (column.texts or column.text_pattern):
        # The declared words stay as they are, for the table's SQL to read.
        changed = (
            "CASE WHEN regexp_full_match({cell}, ?) THEN " + changed + " ELSE {cell} END"
        )
        values = [column.pattern, *values]
    if column.null_texts:
        changed = "CASE WHEN NOT list_contains(?, {cell}) THEN " + changed + " END"
        values = [list(column.null_texts), *values]
    return sql(changed + " AS {cell}", cell=column.name), values


def fill_table(
    con: duckdb.DuckDBPyConnection,
    table: schema.Table,
    shaping: str | None,
    match_reversals: bool = False,
) -> Counted:
    """Make one canonical table: shape by the source's SQL, then check and cast every cell. Empty
    where the source supplies none. `match_reversals`: what is taken back without a receipt's number
    is matched first, as the source states.

    Raises DataFaults for a duplicate key, SourceError when the SQL fails or names other columns.
    """
    # Built under another name: a raw table may bear the canonical name.
    names = {
        "new": f"new_{table.name}",
        "shaped": f"shaped_{table.name}",
        "given": f"sql_{table.name}",
    }
    columns = ", ".join(sql("{name} " + c.type.sql, name=c.name) for c in table.columns)
    con.execute(
        sql("CREATE TABLE {new} (", **names)
        + columns
        + ", source_file VARCHAR, source_row BIGINT)"
    )
    if shaping is None:
        return Counted(table.name, 0, 0)
    supplied = _shape(con, table, shaping)
    if match_reversals and table.name == "receipts":
        supplied = name_receipts_taken_back(con, supplied)
    cells = ", ".join(_cell(c, supplied) for c in table.columns)
    con.execute(
        sql("CREATE TEMP VIEW {shaped} AS SELECT ", **names)
        + cells
        + sql(", source_file, source_row FROM {given}", **names)
    )
    rules = list(_rules(table, match_reversals))
    broken = (
        "CASE "
        + " ".join(
            "WHEN NOT coalesce(" + rule.condition + ", true) THEN " + str(i)
            for i, rule in enumerate(rules)
        )
        + " END"
    )
    con.execute(
        "CREATE TEMP TABLE checked AS SELECT *, "
        + broken
        + sql(" AS broken FROM {shaped}", **names),
        [value for rule in rules for value in rule.values],
    )
    for i in [
        row[0]
        for row in con.execute(
            "SELECT DISTINCT broken FROM checked WHERE broken IS NOT NULL ORDER BY broken"
        ).fetchall()
    ]:
        _reject_rows(con, table, rules[i], i)
    if len(table.key) == 1:
        con.execute(
            sql(statement("load/rejected_keys_of_checked"), key=table.key[0]), [table.name]
        )
    casts = ", ".join(
        sql("CAST({cell} AS " + c.type.sql + ")", cell=c.name) for c in table.columns
    )
    con.execute(
        sql("INSERT INTO {new} SELECT ", **names)
        + casts
        + ", source_file, source_row FROM checked WHERE broken IS NULL"
    )
    check_key(con, table, f"new_{table.name}")
    if table.name == "schedule_lines":
        order_nothing_on_returns(con)
    if table.name == "receipts":
        refuse_more_than_came(con)
        put_on_the_line_of_the_goods(con)
    counted = Counted(table.name, _count(con, "checked"), _count(con, f"new_{table.name}"))
    con.execute(sql("DROP TABLE checked; DROP VIEW {shaped}; DROP TABLE {given}", **names))
    return counted


def _reject_rows(
    con: duckdb.DuckDBPyConnection, table: schema.Table, rule: Rule, number: int
) -> None:
    """Keep the rows of `checked` that break a rule, with what is expected of each."""
    is_number = table.column(rule.column).type in schema.NUMBERS
    con.execute(
        sql(statement("load/rejected_by_rule.duckdb"), cell=rule.column),
        {
            "number": number,
            "table": table.name,
            "column": rule.column,
            "refers": rule.refers,
            "expectation": rule.expectation + _lost_words(con, table, rule),
            "grouped": in_groups(".") if is_number else None,
        },
    )


def _lost_words(con: duckdb.DuckDBPyConnection, table: schema.Table, rule: Rule) -> str:
    """What a row may refer to and was rejected before the SQL made a row of it: then nobody can tell
    what it was.
    """
    if rule.refers is None:
        return ""
    kept = f"{'sql' if rule.refers == table.name else 'new'}_{rule.refers}"
    asked = sql(statement("load/rows_lost"), given=f"sql_{table.name}", kept=kept)
    said = [
        f"{file} that were rejected ({rows})"
        for file, rows in con.execute(asked).fetchall()
    ]
    if said:
        return f"; rows of {' and of '.join(said)} stand there no longer"
    return ""


def _shape(con: duckdb.DuckDBPyConnection, table: schema.Table, shaping: str) -> list[str]:
    try:
        con.execute(sql("CREATE TABLE {given} AS ", given=f"sql_{table.name}") + shaping)
    except duckdb.Error as error:
        raise SourceError(
            f"{table.name}.sql: {str(error).splitlines()[0]}.\nCorrect the SQL; raw columns are"
            " text and bear the header's names."
        ) from error
    described = con.execute(sql("DESCRIBE {given}", given=f"sql_{table.name}"))
    supplied = [row[0] for row in described.fetchall()]
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
        return sql("CAST(NULL AS VARCHAR) AS {cell}", cell=column.name)
    return sql("srm_text(CAST({cell} AS VARCHAR)) AS {cell}", cell=column.name)


@dataclass(frozen=True)
class Rule:
    """A condition every row meets (a null condition counts as met), with its bound values, and the
    column at fault. `refers`: the table in which its cell stands.
    """

    column: str
    expectation: str
    condition: str
    values: tuple = ()
    refers: str | None = None


def _rules(table: schema.Table, match_reversals: bool) -> Iterator[Rule]:
    for column in table.columns:
        cell = {"cell": column.name}
        if column.required:
            yield Rule(column.name, column.expectation, sql("{cell} IS NOT NULL", **cell))
        if column.type is not schema.TEXT:
            condition = sql(
                "{cell} IS NULL OR (regexp_full_match({cell}, ?) AND try_cast({cell} AS "
                + column.type.sql
                + ") IS NOT NULL)",
                **cell,
            )
            yield Rule(column.name, column.expectation, condition, (column.type.pattern,))
        if column.type in (schema.DATE, schema.TIME):
            condition = sql(
                "CAST(try_cast({cell} AS TIMESTAMP) AS DATE) BETWEEN ? AND ?", **cell
            )
            days = (schema.FIRST_DAY, schema.LAST_DAY)
            yield Rule(column.name, column.expectation, condition, days)
        if column.one_of:
            condition = sql("list_contains(?, {cell})", **cell)
            yield Rule(column.name, column.expectation, condition, ([*column.one_of],))
        if column.least is not None:
            condition = sql("try_cast({cell} AS " + column.type.sql + ") >= ?", **cell)
            yield Rule(column.name, column.expectation, condition, (column.least,))
        if column.refers:
            # A table that refers to itself is not filled yet.
            is_own = column.refers == table.name
            condition = sql(
                "{cell} IS NULL OR {cell} IN (SELECT {key} FROM {table})",
                key=schema.table(column.refers).key[0],
                table=f"{'shaped' if is_own else 'new'}_{column.refers}",
                **cell,
            )
            words = f"a {column.name} that stands in {column.refers}"
            yield Rule(column.name, words, condition, refers=column.refers)
    if table.name == "receipts":
        yield from _rules_of_takers(match_reversals)
    for condition, column_name, expectation in table.rules:
        yield Rule(column_name, expectation, condition)


def _rules_of_takers(match_reversals: bool) -> Iterator[Rule]:
    """A reversal or return names what it takes back, and that stands in the extract."""
    column = "of_receipt_id"
    condition = "kind = 'receipt' OR of_receipt_id IS NOT NULL"
    yield Rule(column, words_of_no_receipt(match_reversals), condition)
    condition = (
        "kind = 'receipt' OR of_receipt_id IN (SELECT receipt_id FROM shaped_receipts)"
    )
    words = f"an {column} that stands in receipts"
    yield Rule(column, words, condition, refers="receipts")


def check_key(con: duckdb.DuckDBPyConnection, table: schema.Table, name: str) -> None:
    """Raises DataFaults, with the first two rows, where rows of a table, which lies under that
    name, have one key.
    """
    doubled = con.execute(
        sql(
            "SELECT concat_ws(' / ', {key}), count(*), count(*) OVER (), {key} FROM {table} GROUP BY"
            " {key} HAVING count(*) > 1 ORDER BY max(source_row), 1 LIMIT 1",
            key=table.key,
            table=name,
        )
    ).fetchall()
    if not doubled:
        return
    value, count, keys, *key = doubled[0]
    same = " AND ".join(
        sql("{column} IS NOT DISTINCT FROM ?", column=column) for column in table.key
    )
    places = con.execute(
        sql("SELECT source_file, source_row FROM {table} WHERE ", table=name)
        + same
        + " ORDER BY source_file, source_row LIMIT 2",
        key,
    ).fetchall()
    (first_file, first_row), (file, row) = places
    words = (
        f"a {' and '.join(table.key)} that stands once in {table.name}; it stands {count} times,"
        f" first in {first_file}, row {first_row}"
    )
    if keys > 1:
        words += f" ({keys:,} keys are doubled)"
    fix = "Which row is right cannot be guessed: ask for a corrected extract."
    raise DataFaults([Fault("duplicate_key", file, words, fix, row, table.key[0], value)])


def check_control_totals(
    con: duckdb.DuckDBPyConnection, source: Source, folder: Path
) -> None:
    """Compare row counts and sums with the totals that came with the extract. Raises DataFaults
    when the totals are missing or differ.
    """
    if source.control_totals is None:
        return
    path = folder / source.control_totals
    files = {file.path: file for file in source.files}
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
    text = text_of(path, source.control_totals, SourceError).removeprefix("\ufeff")
    stated = {row.get("file"): row for row in csv.DictReader(text.splitlines())}
    expected = {file.path for file in source.files if not file.is_kept}
    if not expected <= stated.keys():
        words = f"expected columns file,rows,column,total and a row for {min(expected - stated.keys())}"
        raise DataFaults([Fault("control_total", source.control_totals, words, fix)])
    faults = [
        fault
        for name in sorted(expected)
        if (fault := _control_fault(con, files[name], stated[name]))
    ]
    if faults:
        raise DataFaults(
            [Fault("control_total", file, words, fix) for file, words in faults]
        )


def _control_fault(
    con: duckdb.DuckDBPyConnection, file: RawFile, stated: dict
) -> tuple[str, str] | None:
    """What of a file differs from its control total, in words; None when all agrees."""
    rows = _count(con, f"raw_{file.name}")
    if str(rows) != stated["rows"]:
        return (
            file.path,
            f"expected {stated['rows']} rows by its control total, found {rows}",
        )
    column = next((c for c in file.columns if c.name == stated["column"]), None)
    if stated["column"] and column is None:
        return (
            file.path,
            f"expected a column '{stated['column']}', which its control total sums",
        )
    if column is None:
        return None
    summed = sql(
        "SELECT sum(coalesce(try_cast(cell AS DECIMAL(18, 8)), try_cast(cell AS DECIMAL(38, 8))))"
        " FROM (SELECT replace({cell}, ?, '.') AS cell FROM {raw})",
        cell=column.name,
        raw=f"raw_{file.name}",
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
                f" {'nothing to sum' if total is None else digits(total)}"
            ),
        )
    )


def faults_of_cells(con: duckdb.DuckDBPyConnection, listed_in: str) -> list[Fault]:
    """The rejected rows as faults, one per file, column and expectation, with its first row and the
    number of rows. `listed_in` is the file a load leaves them all in.

    First those of tables that others refer to: a supplier that is left out takes its lines with it.
    Cells of a file come before its tables.
    """
    rows = con.execute(statement("load/faults_of_cells.duckdb")).fetchall()
    places = _places_of_files(con)
    rows.sort(
        key=lambda row: (places.get(row[0], -1), row[0], TABLE_PLACES.get(row[6], -1))
    )
    fix = (
        "Ask for a corrected extract, or declare in source.toml what such a cell means or how many"
        " rejected rows are allowed."
    )
    return [
        Fault("cell", file, expected, fix, row, column, value, count, listed_in)
        for file, row, column, value, expected, count, _ in rows
    ]


TABLE_PLACES = {table.name: place for place, table in enumerate(schema.TABLES)}


def _places_of_files(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """The first table that rows of each file went to; a file of which no row came so far has
    none.
    """
    places: dict[str, int] = {}
    for table, place in TABLE_PLACES.items():
        into = sql(
            "SELECT source_file FROM {table} UNION SELECT source_file FROM rejected_rows WHERE"
            ' "table" = ?',
            table=table,
        )
        for (file,) in con.execute(into, [table]).fetchall():
            places.setdefault(file, place)
    return places


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    return con.execute(sql("SELECT count(*) FROM {table}", table=table)).fetchall()[0][0]
