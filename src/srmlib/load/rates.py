"""Rates: what one unit of a driver costs, as dated data. One file per rate in
`data/rates/<source>/`; an extract may supply the table `rates` itself.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path

import duckdb

from srmlib.errors import DataFaults, DefinitionError, Fault
from srmlib.numbers import digits
from srmlib.rules.elements import ELEMENTS, NO_PRICES, RATES
from srmlib.rules.rates import SMALLEST_STEP, place, rate_rows
from srmlib.rules.safety_stock import service_factor
from srmlib.snapshot.database import statement


def write_rates(con: duckdb.DuckDBPyConnection, files: list[Path], currency: str) -> None:
    """Add the rates of these files to the snapshot's own, and check the units of all.

    Raises DefinitionError for a file that cannot be read, a rate kept twice, or a unit that is not
    in the reporting currency.
    """
    supplied = {
        name for (name,) in con.execute("SELECT DISTINCT rate_name FROM rates").fetchall()
    }
    for path in files:
        rows = rate_rows(path)
        if path.stem in supplied:
            raise DefinitionError(
                f"{place(path)}: the extract supplies the rate '{path.stem}' as well.\nKeep it in"
                " one place: remove the file, or the extract's rows."
            )
        con.executemany(
            "INSERT INTO rates VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [[*row, place(path), number] for number, row in enumerate(rows, start=1)],
        )
    for name, unit, file in con.execute(
        "SELECT DISTINCT rate_name, unit, source_file FROM rates ORDER BY rate_name"
    ).fetchall():
        expected = RATES[name].unit_in(currency) if name in RATES else f"{currency}/…"
        if unit != expected and not (
            expected.endswith("…")
            and unit.startswith(f"{currency}/")
            and len(unit) > len(currency) + 1
        ):
            raise DefinitionError(
                f"{file}: the unit of rate '{name}' is '{unit}', expected {expected}.\nState it in"
                " the reporting currency, for one unit of its driver."
            )
    _check_second_rates(con)
    con.execute(
        "CREATE TABLE service_factors (service_level DECIMAL(18, 8), z DECIMAL(18, 8))"
    )
    for (level,) in con.execute(
        "SELECT DISTINCT value FROM rates WHERE rate_name = 'service_level'"
    ).fetchall():
        con.execute(
            "INSERT INTO service_factors VALUES (?, ?)",
            [
                level,
                Decimal(repr(service_factor(float(level) / 100))).quantize(SMALLEST_STEP),
            ],
        )


def _check_second_rates(con: duckdb.DuckDBPyConnection) -> None:
    """A service level is a share of replenishments that find stock; reference days are whole
    days.
    """
    for name, value, file in con.execute(
        "SELECT rate_name, value, source_file FROM rates ORDER BY rate_name, value"
    ).fetchall():
        if name == "service_level" and not 50 <= value < 100:
            raise DefinitionError(
                f"{file}: the rate 'service_level' is {digits(value)}, expected at least 50"
                " and less than 100 %.\nCorrect it there."
            )
        if name == "reference_days" and value != int(value):
            raise DefinitionError(
                f"{file}: the rate 'reference_days' is {digits(value)}, expected whole"
                " days.\nCorrect it there."
            )


def check_rates_in_force(con: duckdb.DuckDBPyConnection) -> None:
    """Every event that a rate values needs one on its day. Raises DataFaults that name the rate,
    the day and where its first value starts.
    """
    second = [
        [element.id, rate] for element in ELEMENTS.values() for rate in element.second_rates
    ]
    con.execute("CREATE TEMP TABLE second_rates (element VARCHAR, rate_name VARCHAR)")
    con.executemany("INSERT INTO second_rates VALUES (?, ?)", second)
    missing = con.execute(statement("load/missing_rates.duckdb")).fetchall()
    con.execute("DROP TABLE second_rates")
    faults = [_fault(con, *row) for row in missing] + [
        _no_price(*row) for row in _valued_by_no_price(con)
    ]
    if faults:
        raise DataFaults(faults)


def _valued_by_no_price(con: duckdb.DuckDBPyConnection) -> list[tuple]:
    """Stated events whose rate is no price of a driver: a percentage or days would be taken for
    money.
    """
    return con.execute(
        "SELECT rate_name, min(source_file), min(source_row), count(*) FROM cost_events WHERE"
        " list_contains(?, rate_name) GROUP BY rate_name ORDER BY rate_name",
        [list(NO_PRICES)],
    ).fetchall()


def _no_price(name: str, file: str, row: int, rows: int) -> Fault:
    fix = "Book the amount, or name a rate that is the price of one unit of the driver."
    return Fault(
        "rate_unit",
        file,
        f"a rate in money, not one in {NO_PRICES[name]}",
        fix,
        row,
        "rate_name",
        name,
        rows,
    )


def _fault(
    con: duckdb.DuckDBPyConnection,
    name: str,
    day: date,
    rows: int,
    file: str,
    row: int | None,
    first: date | None,
    rate_file: str | None,
) -> Fault:
    if first is None:
        known = [
            known
            for (known,) in con.execute(
                "SELECT DISTINCT rate_name FROM rates ORDER BY rate_name"
            ).fetchall()
        ]
        close = get_close_matches(name, known, n=1)
        fix = (
            f"{f'Did you mean {close[0]}? ' if close else ''}Correct it, or add"
            f" data/rates/<source>/{name}.yaml."
        )
        return Fault(
            "rate_unknown",
            file,
            "a rate that data/rates or the extract holds",
            fix,
            row,
            "rate_name",
            name,
            rows,
        )
    expected = f"a value of it in force on {day}: its first value starts on {first}"
    return Fault(
        "rate_missing",
        file,
        expected,
        f"Add the earlier value to {rate_file}, or start the extract on {first}.",
        row,
        "rate_name",
        name,
        rows,
    )
