"""Lists as they come: sheets of a workbook or CSV files, one for each kind, read into rows by
column. Nothing is run: of a formula its value counts, as the spreadsheet saved it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# Tells text from number and shows formulas; the reader of the extracts, too.
import openpyxl

from srmlib.encoding import as_typed
from srmlib.errors import Fault, UsageError
from srmlib.register.cells import Cell, is_empty
from srmlib.register.kinds import Kind
from srmlib.register.rows import (
    OWN,
    Lists,
    SheetFault,
    columns_in,
    kind_titled,
    no_kind,
    plain_name,
    read_rows,
)
from srmlib.rules.checking import printable

READ_ME = "Read me"
MOST_BYTES = 20 << 20
SEPARATORS = ",;\t"


def read_lists(path: Path) -> Lists:
    """A workbook, a CSV file that is called after its kind, or a folder of those. Raises UsageError
    where there is none.
    """
    if path.is_dir():
        files = sorted(path.glob("*.csv"))
        if not files:
            raise UsageError(f"{path} holds no CSV file, expected some such as action.csv.")
        found = Lists()
        for file in files:
            _read_csv(file, found)
        return found
    if not path.is_file():
        raise UsageError(
            f"{path} is not there, expected an xlsx or CSV file, or a folder of CSV."
        )
    if path.suffix.lower() not in (".csv", ".xlsx"):
        raise UsageError(
            f"{path.name} is no .xlsx or .csv file.\nSave it as one of these in the spreadsheet."
        )
    found = Lists()
    read = _read_csv if path.suffix.lower() == ".csv" else _read_workbook
    read(path, found)
    return found


# --- CSV


def _read_csv(path: Path, found: Lists) -> None:
    kind = kind_titled(path.stem)
    if kind is None:
        found.faults.append(no_kind(path.name, path.stem, "Call the file after its kind"))
        return
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        expected = "expected a text in UTF-8"
        found.faults.append(
            Fault("encoding", path.name, expected, 'Save it anew as "CSV UTF-8".')
        )
        return
    try:
        lines = list(_csv_rows(text, kind))
    except csv.Error as error:
        expected = f"expected quotes as CSV has them: {error}"
        found.faults.append(Fault("csv", path.name, expected, "Save it anew as CSV."))
        return
    read_rows(path.name, kind, lines, found)


def _csv_rows(text: str, kind: type[Kind]) -> Iterator[tuple[int, list[Cell]]]:
    """Rows by their line, with the separator that shows most of the columns."""
    head = text.lstrip("\n\r").split("\n", 1)[0]
    known = columns_in(kind)

    def shows(separator: str) -> int:
        return sum(
            plain_name(one) in known for one in head.replace('"', "").split(separator)
        )

    separator = max(SEPARATORS, key=shows)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 1
    for cells in reader:
        yield number, [as_typed(cell) for cell in cells]
        number = reader.line_num + 1


# --- xlsx


def _read_workbook(path: Path, found: Lists) -> None:
    if path.stat().st_size > MOST_BYTES:
        raise UsageError(
            f"{path.name} is larger than {MOST_BYTES >> 20} MB, expected lists that people wrote."
            "\nSave them in several files."
        )
    try:
        values = openpyxl.load_workbook(path, read_only=True, data_only=True)
        formulas = openpyxl.load_workbook(path, read_only=True)
    except (
        Exception
    ) as error:  # openpyxl raises whatever zipfile, XML or its own parts raise
        raise UsageError(
            f"{path.name} cannot be read as a workbook: {printable(error)}.\nSave it anew as .xlsx."
        ) from error
    try:
        for sheet in values.worksheets:
            _read_sheet(path, sheet, formulas[sheet.title], found)
    finally:
        values.close()
        formulas.close()


def _read_sheet(path: Path, sheet: object, formulas: object, found: Lists) -> None:
    title = sheet.title  # type: ignore[attr-defined]
    where = f"{path.name}, sheet {printable(title)}"
    if title.strip() == READ_ME or title.strip().startswith(OWN):
        return
    lines = list(_numbered(sheet))
    kind = kind_titled(title)
    if kind is None:
        # The empty sheet that a new workbook has is no list.
        if any(not is_empty(cell) for _, line in lines for cell in line):
            fix = f"Rename it, put {OWN} before its name to leave it alone, or delete it"
            found.faults.append(no_kind(where, title, fix))
        return
    if sheet.sheet_state != "visible":  # type: ignore[attr-defined]
        fix = "Show the sheet, or delete it."
        found.faults.append(Fault("sheet", where, "expected a sheet that can be seen", fix))
        return
    read_rows(where, kind, lines, found, list(_numbered(formulas)))


def _numbered(sheet: object) -> Iterator[tuple[int, list[Cell]]]:
    # What the file says its size is may be out of date: rows are read to their end.
    sheet.reset_dimensions()  # type: ignore[attr-defined]
    for number, row in enumerate(sheet.iter_rows(), start=1):  # type: ignore[attr-defined]
        yield number, [_cell(cell) for cell in row]


def _cell(cell: Any) -> Cell:
    found: Cell = SheetFault(cell.value) if cell.data_type == "e" else cell.value
    return found
