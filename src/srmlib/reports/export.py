"""The files beside the page. Tables as CSV and xlsx: exact numbers, and no text that a spreadsheet
would run as a formula; and what report.json holds beside the facts.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from numbers import Integral
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from srmlib import encoding
from srmlib.encoding import Block, encoded
from srmlib.facts import Facts
from srmlib.numbers import money_decimals
from srmlib.reports.cover import (
    A4,
    READ_ME,
    SCORECARD,
    plain,
    write_read_me,
    write_scorecard,
)
from srmlib.reports.sheets import Kind, Sheet, described, kind_of
from srmlib.rules.definition import Definition

# Excel keeps 15 digits; a longer number stays text rather than lose its last ones.
EXCEL_DIGITS = 15
LONGEST_SHEET_NAME = 31
WORKBOOK = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "default_date_format": "yyyy-mm-dd",
}
DATES = {"day": "yyyy-mm-dd", "month": "mmm yyyy", "moment": "yyyy-mm-dd hh:mm:ss"}
# A float was worked out; a decimal was stated, and shows all that was stated.
DECIMALS_OF_A_FLOAT = 2
MOST_DECIMALS = 8
# In letters. The button of the filter covers some of the head.
NARROWEST = 7
WIDEST = 44
BUTTON = 3


def csv_text(rows: pd.DataFrame) -> str:
    """The rows as CSV: numbers with all their decimals, empty for unknown, no text that would run as
    a formula.
    """
    return encoding.csv_text(list(rows.columns), _values(rows), _text)


def workbook_bytes(facts: Facts, tables: dict[str, pd.DataFrame]) -> bytes:
    """A workbook that opens on what it holds ("Read me"), then the scorecard, then one sheet per
    table, under the names of its CSV file and columns.

    Cells hold the numbers with all their digits and show them rounded. Every text of the data is
    stored as text, so nothing of it is a live formula or link. The same facts and tables give the
    same bytes.
    """
    metrics = {one.metric_id.lower(): one.metric for one in facts.definitions}
    sheets = {
        name: (table, described(metrics, table), tables[table])
        for name, table in zip(sheet_names(tables), tables, strict=True)
    }
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, WORKBOOK) as book:
        # Without a day of its own it would bear the moment it was made.
        book.set_properties({"created": datetime.combine(facts.as_of, time.min)})
        write_read_me(book, facts, sheets)
        write_scorecard(book, facts)
        for name, (_, sheet, rows) in sheets.items():
            _write_table(book, book.add_worksheet(name), sheet, rows)
    return made.getvalue()


def definitions_block(facts: Facts) -> Block:
    """The block `definitions` of report.json: by metric, each definition as it holds in this
    quarter, so that a reader of the file needs no page beside it.
    """
    return {one.metric_id: _definition(one) for one in facts.definitions}


def _definition(one: Definition) -> Block:
    return {
        "name": one.name,
        "group": one.group,
        "formula": one.formula,
        "counts": one.counts,
        "unit": one.unit,
        "better": one.better,
        "goal": one.goal,
        "red_limit": one.red_limit,
        "stretch": one.stretch,
        "min_n": one.min_n,
        "min_exposure": one.min_exposure,
        "matures_after": one.matures_after if one.is_by_cohort else None,
        "applies": one.applies,
        "version": one.version,
        "valid_from": encoded(one.valid_from),
        "signed": one.is_signed,
        "signed_by_buyer": one.signed_by_buyer,
        "signed_by_supplier": one.signed_by_supplier,
        "agreed_on": encoded(one.agreed_on),
        "owner_buyer": one.owner_buyer,
        "owner_supplier": one.owner_supplier,
        "note": one.note,
    }


def sheet_names(tables: Iterable[str]) -> list[str]:
    """The name of each table's sheet: at most 31 characters that Excel allows, no name twice,
    whatever its case.

    >>> sheet_names(["rows_d1", "Rows_D1", "scorecard", "a/b"])
    ['rows_d1', 'Rows_D1 2', 'scorecard 2', 'a_b']
    """
    # Excel keeps the last for itself.
    taken = {READ_ME.lower(), SCORECARD.lower(), "history"}
    names = []
    for table in tables:
        allowed = re.sub(r"[\[\]:*?/\\']", "_", table) or "_"
        name = allowed[:LONGEST_SHEET_NAME]
        number = 1
        while name.lower() in taken:
            number += 1
            end = f" {number}"
            name = allowed[: LONGEST_SHEET_NAME - len(end)] + end
        taken.add(name.lower())
        names.append(name)
    return names


def _write_table(
    book: xlsxwriter.Workbook, made: Worksheet, sheet: Sheet, rows: pd.DataFrame
) -> None:
    made.freeze_panes(1, 0)
    made.repeat_rows(0)
    made.set_landscape()
    made.set_paper(A4)
    head = book.add_format({"bold": True, "bottom": 1})
    values = list(_values(rows))
    for place, name in enumerate(rows.columns):
        kind = kind_of(name, sheet.columns.get(name))
        cells = [_cell(row[place], kind) for row in values]
        layout = number_format(kind, cells)
        shown = book.add_format({"num_format": layout}) if layout else None
        made.write_string(0, place, name, head)
        for number, value in enumerate(cells, start=1):
            _write(made, number, place, value, shown)
        made.set_column(place, place, _width(name, cells, layout))
    if values:
        made.autofilter(0, 0, len(values), len(rows.columns) - 1)


def _cell(value: Any, kind: Kind | None) -> Any:
    """A value as its cell holds it: too many digits as text, a day that is told as text as a day;
    None for what is empty.
    """
    if isinstance(value, str):
        if kind in ("day", "month"):
            with suppress(ValueError):
                return date.fromisoformat(value)
        return value or None
    if isinstance(value, Decimal) and len(value.as_tuple().digits) > EXCEL_DIGITS:
        return str(value)
    if isinstance(value, Integral) and len(str(abs(value))) > EXCEL_DIGITS:
        return str(value)
    return value


def number_format(kind: Kind | None, cells: Iterable[Any]) -> str | None:
    """How Excel is to show a column; None where cells say it best themselves.

    A month is shown as one only where all of the column are the first of one: a fiscal year of
    whole weeks has others.

    >>> number_format("number", [Decimal("12.500"), 3]), number_format("number", [0.12345, None])
    ('#,##0.0', '#,##0.00')
    >>> number_format("month", [date(2026, 7, 1)]), number_format("month", [date(2026, 6, 29)])
    ('mmm yyyy', 'yyyy-mm-dd')
    """
    known = [
        cell for cell in cells if cell is not None and not isinstance(cell, str | bool)
    ]
    if any(isinstance(cell, date) for cell in known):
        if any(isinstance(cell, datetime) for cell in known):
            return DATES["moment"]
        is_month = kind == "month" and all(cell.day == 1 for cell in known)
        return DATES["month" if is_month else "day"]
    if kind == "share":
        return "0.0%"
    if kind == "money":
        return _with_thousands(money_decimals())
    if kind in ("count", "number"):
        return _with_thousands(max(map(_decimals, known), default=0))
    return None


def _with_thousands(decimals: int) -> str:
    return f"#,##0.{'0' * decimals}" if decimals else "#,##0"


def _decimals(value: Any) -> int:
    """How many decimals a number is shown with."""
    if isinstance(value, Decimal):
        return min(MOST_DECIMALS, max(0, -int(value.normalize().as_tuple().exponent)))
    return 0 if value == int(value) else DECIMALS_OF_A_FLOAT


def _width(name: str, cells: Iterable[Any], layout: str | None) -> int:
    """How wide a column is, in letters: all of the head and, up to a bound, of its cells."""
    longest = max((_length(cell, layout) for cell in cells if cell is not None), default=0)
    return min(WIDEST, max(NARROWEST, len(name) + BUTTON, longest + 1))


def _length(cell: Any, layout: str | None) -> int:
    if isinstance(cell, str):
        return len(cell)
    if isinstance(cell, date):
        return len(layout or "")
    if layout is None or isinstance(cell, bool):
        return len(str(cell))
    return len(f"{cell:,.{len(layout.partition('.')[2])}f}")


def _write(
    made: Worksheet, row: int, column: int, value: Any, shown: Format | None
) -> None:
    if value is None:
        return
    if isinstance(value, str):
        made.write_string(row, column, plain(value))
    elif isinstance(value, bool):
        made.write_boolean(row, column, value)
    elif isinstance(value, date):
        made.write_datetime(row, column, value, shown)
    else:
        # As a float: of a decimal 5.00 the cell would hold "5.00", which not every reader takes for 5.
        made.write_number(row, column, float(value), shown)


def _values(rows: pd.DataFrame) -> Iterator[list]:
    """Rows as plain Python values, None for unknown."""
    for row in rows.astype(object).itertuples(index=False):
        yield [None if pd.isna(value) else value for value in row]


def _text(value: object) -> str:
    if isinstance(value, Decimal):
        # A very small decimal would else be written as 1E-8.
        return f"{_without_idle_zeros(value):f}"
    return str(value)


def _without_idle_zeros(value: Decimal) -> Decimal:
    """Only stated money has four decimals: zeros behind its cents say nothing.

    >>> [str(_without_idle_zeros(Decimal(text))) for text in ("45.0000", "12.4350", "7.500")]
    ['45.00', '12.4350', '7.500']
    """
    cents = value.quantize(Decimal("0.01"), ROUND_HALF_UP)
    is_whole_cents = value.as_tuple().exponent == -4 and cents == value
    return cents if is_whole_cents else value
