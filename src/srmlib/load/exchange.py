"""Every amount in another currency has a rate on its day or month: a load without one is refused,
it never counts as zero or one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import duckdb

from srmlib.errors import DataFaults, Fault
from srmlib.load.source import Source
from srmlib.rules import schema
from srmlib.snapshot.database import sql, statement

CODE = "[A-Z]{3}"
CODE_WORDS = "three capitals of ISO 4217, such as USD"


def check_rates(con: duckdb.DuckDBPyConnection, source: Source) -> None:
    """Raise DataFaults for a rate that is of no use or is one of two in a month; else for every
    amount that lacks one and has none of its own, and for what is no code of a currency.

    Reads the canonical tables, snapshot_info and the marts fx_daily and invoice_rates. Codes: fx_own, fx_currency,
    fx_double, fx_missing.
    """
    faults = [*_useless_rates(con, source), *_second_rates_of_a_month(con, source)]
    if not faults:
        con.execute(
            "CREATE TEMP VIEW known AS SELECT currency FROM fx UNION SELECT reporting_currency FROM"
            " snapshot_info"
        )
        con.execute("CREATE TEMP VIEW converted AS " + statement("load/converted"))
        faults = [*_unknown_currencies(con, source), *_days_without_rate(con, source)]
        con.execute("DROP VIEW converted; DROP VIEW known")
        told = {(fault.file, fault.value) for fault in faults}
        faults += [
            one for one in _misspelt_currencies(con) if (one.file, one.value) not in told
        ]
    if faults:
        raise DataFaults(faults)


def _useless_rates(con: duckdb.DuckDBPyConnection, source: Source) -> Iterator[Fault]:
    counted = "SELECT source_file, min(source_row), currency, count(*) FROM fx WHERE "
    grouped = " GROUP BY source_file, currency ORDER BY ALL"
    for file, row, currency, rows in con.execute(
        counted + "currency = ?" + grouped, [source.reporting_currency]
    ).fetchall():
        yield Fault(
            "fx_own",
            file,
            "no rate for the reporting currency itself",
            "Leave it out of the fx table.",
            row,
            "currency",
            currency,
            rows,
        )
    for table in ("schedule_lines", "invoice_lines"):
        stated = sql(
            "SELECT source_file, min(source_row), currency, count(*) FROM {table} WHERE fx_rate IS"
            " NOT NULL AND currency = ?",
            table=table,
        )
        for file, row, currency, rows in con.execute(
            stated + grouped, [source.reporting_currency]
        ).fetchall():
            yield Fault(
                "fx_own",
                file,
                "no exchange rate beside an amount in the reporting currency",
                "Leave fx_rate empty there, or correct the currency.",
                row,
                "currency",
                currency,
                rows,
            )
    for file, row, currency, rows in con.execute(
        counted + "NOT regexp_full_match(currency, ?)" + grouped, [CODE]
    ).fetchall():
        yield Fault(
            "fx_currency",
            file,
            CODE_WORDS,
            "Correct it in the fx table.",
            row,
            "currency",
            currency,
            rows,
        )


def _second_rates_of_a_month(
    con: duckdb.DuckDBPyConnection, source: Source
) -> Iterator[Fault]:
    if source.fx_by != "month":
        return
    fix = (
        "Which one holds cannot be guessed: leave one a month in the fx table, or state fx_by ="
        ' "day" in source.toml.'
    )
    for file, row, day, currency, first_on, rows in con.execute(
        statement("load/month_twice")
    ).fetchall():
        expected = (
            f"one rate of {currency} in {day:%Y-%m}, because fx_by is month; there is one of"
            f" {first_on} already"
        )
        yield Fault("fx_double", file, expected, fix, row, "rate_on", str(day), rows)


def _unknown_currencies(con: duckdb.DuckDBPyConnection, source: Source) -> Iterator[Fault]:
    for file, row, currency, rows, alike in con.execute(
        statement("load/unknown_currencies")
    ).fetchall():
        correct = (
            f"Write {alike}. If '{currency}' is right"
            if alike
            else "Correct the currency (ISO 4217, capitals). If it is right"
        )
        fix = f"{correct}: {_remedy(source)}"
        yield Fault(
            "fx_missing",
            file,
            f"{source.reporting_currency} or a currency with rates to it",
            fix,
            row,
            "currency",
            currency,
            rows,
        )


def _misspelt_currencies(con: duckdb.DuckDBPyConnection) -> Iterator[Fault]:
    """What is no code of a currency, whether it is exchanged or not: amounts are added up by it."""
    for table in schema.TABLES:
        if table.name == "fx" or all(column.name != "currency" for column in table.columns):
            continue
        found = con.execute(
            sql(statement("load/misspelt_currencies.duckdb"), table=table.name), [CODE]
        )
        for file, row, currency, rows in found.fetchall():
            code = currency.upper()
            fix = (
                f"Write {code}."
                if re.fullmatch(CODE, code)
                else "Write the code of its currency."
            )
            yield Fault(
                "fx_currency", file, CODE_WORDS, fix, row, "currency", currency, rows
            )


def _days_without_rate(con: duckdb.DuckDBPyConnection, source: Source) -> Iterator[Fault]:
    for file, row, column, day, currency, first_on, last_on, rows in con.execute(
        statement("load/days_without_rate")
    ).fetchall():
        nearest = (
            f"the last before it is of {last_on}"
            if last_on
            else f"the first is of {first_on}"
        )
        expected = f"{_a_day_with_a_rate(source, currency, day)}; {nearest}"
        yield Fault(
            "fx_missing",
            file,
            expected,
            f"Correct the day. If it is right: {_remedy(source)}",
            row,
            column,
            str(day),
            rows,
        )


def _a_day_with_a_rate(source: Source, currency: str, day: date) -> str:
    rate = f"a rate of {currency} to {source.reporting_currency}"
    if source.fx_by == "month":
        return f"a day of a month with {rate}, {day:%Y-%m} has none"
    return f"a day with {rate}, or at most {source.fx_days_held} days after one"


def _remedy(source: Source) -> str:
    """What to do about a rate that is missing, by where the rates come from."""
    dependency = next((origin for origin in source.origins if "fx" in origin.tables), None)
    if dependency is None:
        return (
            'supply the table fx, or state uses = ["ecb"] in source.toml to take the rates of the'
            " European Central Bank."
        )
    if dependency is not source:
        return (
            f"the source '{dependency.name}' has no rate for it; give it a newer file, or supply the"
            f" table fx in place of '{dependency.name}'."
        )
    return "add the rate to the extract's fx table."
