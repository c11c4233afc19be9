"""Every amount in another currency has a rate on its day or month: a load without one is refused,
it never counts as zero or one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import duckdb

from srmlib.errors import DataFaults, Fault
from srmlib.load.source import Source

# Each row whose money is converted: the day that chooses the rate, with its place, and the place of
# the currency. Invoices only where credit notes or payment terms are derived from them.
CONVERTED = """
CREATE TEMP VIEW converted AS
WITH stated AS (
    SELECT currency, 'occurred_on' AS day_column, occurred_on AS day, source_file, source_row FROM cost_events WHERE amount IS NOT NULL
    UNION ALL
    SELECT currency, 'occurred_on', occurred_on, source_file, source_row FROM one_off_costs
    UNION ALL
    SELECT currency, 'invoiced_on', invoiced_on, source_file, source_row FROM invoice_lines
    WHERE (is_credit AND 'recovered' NOT IN (SELECT element FROM cost_events))
        OR (
            NOT is_credit AND paid_on IS NOT NULL AND 'payment_terms' NOT IN (SELECT element FROM cost_events)
            AND 'capital_rate' IN (SELECT rate_name FROM rates) AND 'reference_days' IN (SELECT rate_name FROM rates)
        )
),
placed AS (
    SELECT *, source_file AS currency_file, source_row AS currency_row FROM stated
    UNION ALL
    SELECT l.currency, 'docked_on', r.docked_on, r.source_file, r.source_row, l.source_file, l.source_row
    FROM receipts AS r INNER JOIN schedule_lines AS l ON l.line_id = r.line_id WHERE r.kind = 'receipt'
)
SELECT * FROM placed WHERE day <= (SELECT as_of FROM snapshot_info)
"""
KNOWN = (
    "CREATE TEMP VIEW known AS SELECT currency FROM fx UNION SELECT reporting_currency FROM"
    " snapshot_info"
)
# A currency of one line is one wrong cell, however often the line is received.
UNKNOWN = """
SELECT
    converted.currency_file, min(converted.currency_row), converted.currency, count(DISTINCT converted.currency_row),
    (SELECT min(known.currency) FROM known WHERE upper(known.currency) = upper(converted.currency))
FROM converted WHERE converted.currency NOT IN (SELECT currency FROM known)
GROUP BY converted.currency_file, converted.currency ORDER BY ALL
"""
# The first row of each file and currency that has no rate, before the first one and after it, with
# the rates that lie around its day.
WITHOUT_RATE = """
WITH lacking AS (
    SELECT
        converted.*,
        (SELECT min(rate_on) FROM fx WHERE fx.currency = converted.currency) AS first_on,
        (SELECT max(rate_on) FROM fx WHERE fx.currency = converted.currency AND fx.rate_on <= converted.day) AS last_on
    FROM converted
    LEFT JOIN fx_daily ON fx_daily.currency = converted.currency AND fx_daily.day = converted.day
    WHERE fx_daily.day IS NULL AND converted.currency IN (SELECT currency FROM known)
)
SELECT source_file, source_row, day_column, day, currency, first_on, last_on, count(*) OVER (PARTITION BY source_file, currency, last_on IS NULL)
FROM lacking
QUALIFY row_number() OVER (PARTITION BY source_file, currency, last_on IS NULL ORDER BY source_row, day) = 1
ORDER BY ALL
"""
# The first row of each file that adds a rate to a month which has one already.
MONTH_TWICE = """
WITH numbered AS (
    SELECT *, row_number() OVER same_month AS number, first_value(rate_on) OVER same_month AS first_on
    FROM fx WINDOW same_month AS (PARTITION BY currency, date_trunc('month', rate_on) ORDER BY rate_on)
)
SELECT source_file, source_row, rate_on, currency, first_on, count(*) OVER (PARTITION BY source_file)
FROM numbered WHERE number > 1
QUALIFY row_number() OVER (PARTITION BY source_file ORDER BY source_row) = 1
ORDER BY ALL
"""


def check_rates(con: duckdb.DuckDBPyConnection, source: Source) -> None:
    """Raise DataFaults for a rate that is of no use or is one of two in a month; else for every
    amount that lacks one.

    Reads the canonical tables, snapshot_info and the mart fx_daily. Codes: fx_own, fx_currency,
    fx_double, fx_missing.
    """
    faults = [*_useless_rates(con, source), *_second_rates_of_a_month(con, source)]
    if not faults:
        con.execute(KNOWN)
        con.execute(CONVERTED)
        faults = [*_unknown_currencies(con, source), *_days_without_rate(con, source)]
        con.execute("DROP VIEW converted; DROP VIEW known")
    if faults:
        raise DataFaults(faults)


def _useless_rates(con: duckdb.DuckDBPyConnection, source: Source) -> Iterator[Fault]:
    counted = "SELECT source_file, min(source_row), currency, count(*) FROM fx WHERE "
    for file, row, currency, rows in con.execute(
        counted + "currency = ? GROUP BY ALL ORDER BY ALL", [source.reporting_currency]
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
    for file, row, currency, rows in con.execute(
        counted + "NOT regexp_full_match(currency, '[A-Z]{3}') GROUP BY ALL ORDER BY ALL"
    ).fetchall():
        yield Fault(
            "fx_currency",
            file,
            "three capitals of ISO 4217, such as USD",
            "Correct it in the fx table.",
            row,
            "currency",
            currency,
            rows,
        )


def _second_rates_of_a_month(con: duckdb.DuckDBPyConnection, source: Source) -> Iterator[Fault]:
    if source.fx_by != "month":
        return
    fix = (
        "Which of them holds cannot be guessed: leave one a month in the fx table, or state fx_by ="
        ' "day" in source.toml.'
    )
    for file, row, day, currency, first_on, rows in con.execute(MONTH_TWICE).fetchall():
        expected = (
            f"one rate of {currency} in {day:%Y-%m}, because fx_by is month; there is one of"
            f" {first_on} already"
        )
        yield Fault("fx_double", file, expected, fix, row, "rate_on", str(day), rows)


def _unknown_currencies(con: duckdb.DuckDBPyConnection, source: Source) -> Iterator[Fault]:
    for file, row, currency, rows, alike in con.execute(UNKNOWN).fetchall():
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


def _days_without_rate(con: duckdb.DuckDBPyConnection, source: Source) -> Iterator[Fault]:
    for file, row, column, day, currency, first_on, last_on, rows in con.execute(
        WITHOUT_RATE
    ).fetchall():
        nearest = (
            f"the last before it is of {last_on}" if last_on else f"the first is of {first_on}"
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
    lender = next((origin for origin in source.origins if "fx" in origin.tables), None)
    if lender is None:
        return (
            'supply the table fx, or state uses = ["ecb"] in source.toml to take the rates of the'
            " European Central Bank."
        )
    if lender is not source:
        return (
            f"the source '{lender.name}' has no rate for it; give it a newer file, or supply the"
            f" table fx in place of '{lender.name}'."
        )
    return "add the rate to the extract's fx table."
