"""Tables as CSV and xlsx: exact numbers, and no text that a spreadsheet would run as a formula."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal

import openpyxl
import pandas as pd

RUN_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# Excel keeps 15 digits; a longer amount stays text rather than lose a cent.
EXCEL_DIGITS = 15


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
    book = openpyxl.Workbook()
    book.remove(book.active)
    book.properties.created = book.properties.modified = datetime.combine(as_of, time.min)
    for name, rows in tables.items():
        sheet = book.create_sheet(name[:31])
        for number, row in enumerate([list(rows.columns), *_values(rows)], start=1):
            for column, value in enumerate(row, start=1):
                cell = sheet.cell(number, column)
                if isinstance(value, Decimal) and len(value.as_tuple().digits) > EXCEL_DIGITS:
                    value = str(value)
                cell.value = value
                if isinstance(value, str):
                    cell.data_type = "s"
        sheet.freeze_panes = "A2"
    made = io.BytesIO()
    book.save(made)
    return _without_clock(made.getvalue())


def _values(rows: pd.DataFrame) -> Iterator[list]:
    """Rows as plain Python values, None for unknown."""
    for row in rows.astype(object).itertuples(index=False):
        yield [None if pd.isna(value) else value for value in row]


def _text(value: object) -> str:
    if isinstance(value, str):
        return _inert(value)
    # A very small decimal would else be written as 1E-8.
    return "" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)


def _inert(text: str) -> str:
    return "'" + text if text.startswith(RUN_AS_FORMULA) else text


def _without_clock(archive: bytes) -> bytes:
    """The same zip with a fixed date on every entry."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "docProps/core.xml":
                content = _fixed_modified(content)
            target.writestr(
                zipfile.ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0)),
                content,
                zipfile.ZIP_DEFLATED,
            )
    return out.getvalue()


def _fixed_modified(core: bytes) -> bytes:
    # openpyxl stamps the moment of saving over what was set: take the created stamp for both.
    start, end = core.index(b"<dcterms:created"), core.index(b"</dcterms:created>")
    created = core[core.index(b">", start) + 1 : end]
    begin = core.index(b">", core.index(b"<dcterms:modified")) + 1
    return core[:begin] + created + core[core.index(b"</dcterms:modified>") :]
