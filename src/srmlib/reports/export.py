"""Tables as CSV and xlsx: exact numbers, and no text that a spreadsheet would run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from numbers import Integral
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

RUN_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# Excel keeps 15 digits; a longer number stays text rather than lose its last ones.
EXCEL_DIGITS = 15
LONGEST_SHEET_NAME = 31
WORKBOOK = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "default_date_format": "yyyy-mm-dd",
}


def csv_text(rows: pd.DataFrame) -> str:
    """The rows as CSV: numbers with all their decimals, empty for unknown; a text that would run as
    a formula gets a leading '.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(rows.columns)
    writer.writerows([_text(value) for value in row] for row in _values(rows))
    return out.getvalue()


def workbook_bytes(tables: dict[str, pd.DataFrame], as_of: date) -> bytes:
    """One sheet per table; every text cell is stored as text, so nothing is a live formula or link.
    The same tables give the same bytes.
    """
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, WORKBOOK) as book:
        # Without a day of its own it would bear the moment it was made.
        book.set_properties({"created": datetime.combine(as_of, time.min)})
        moment = book.add_format({"num_format": "yyyy-mm-dd h:mm:ss"})
        for name, rows in tables.items():
            sheet = book.add_worksheet(name[:LONGEST_SHEET_NAME])
            sheet.freeze_panes(1, 0)
            for row, values in enumerate([list(rows.columns), *_values(rows)]):
                for column, value in enumerate(values):
                    _write(sheet, row, column, value, moment)
    return made.getvalue()


def _write(sheet: Worksheet, row: int, column: int, value: Any, moment: Format) -> None:
    if value is None or value == "":
        return
    if isinstance(value, Decimal) and len(value.as_tuple().digits) > EXCEL_DIGITS:
        value = str(value)
    if isinstance(value, Integral) and len(str(abs(value))) > EXCEL_DIGITS:
        value = str(value)
    if isinstance(value, str):
        sheet.write_string(row, column, _plain(value))
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, value, moment)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value)
    else:
        # As a float: of a decimal 5.00 the cell would hold "5.00", which not every reader takes for 5.
        sheet.write_number(row, column, float(value))


def _plain(text: str) -> str:
    """The text as XlsxWriter takes it for no markup: what stands between these two would go into
    the file as it is, and a stray < would make it unreadable.
    """
    return text + " " if text.startswith("<r>") and text.endswith("</r>") else text


def _values(rows: pd.DataFrame) -> Iterator[list]:
    """Rows as plain Python values, None for unknown."""
    for row in rows.astype(object).itertuples(index=False):
        yield [None if pd.isna(value) else value for value in row]


def _text(value: object) -> str:
    if isinstance(value, str):
        return _inert(value)
    if isinstance(value, Decimal):
        # A very small decimal would else be written as 1E-8.
        return f"{_without_idle_zeros(value):f}"
    return "" if value is None else str(value)


def _without_idle_zeros(value: Decimal) -> Decimal:
    """Only stated money has four decimals: zeros behind its cents say nothing.

    >>> [str(_without_idle_zeros(Decimal(text))) for text in ("45.0000", "12.4350", "7.500")]
    ['45.00', '12.4350', '7.500']
    """
    cents = value.quantize(Decimal("0.01"), ROUND_HALF_UP)
    is_whole_cents = value.as_tuple().exponent == -4 and cents == value
    return cents if is_whole_cents else value


def _inert(text: str) -> str:
    return "'" + text if text.startswith(RUN_AS_FORMULA) else text
