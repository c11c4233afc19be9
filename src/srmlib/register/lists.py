"""Lists as they come: sheets of a workbook or CSV files, one for each kind, read into rows by
column. Nothing is run: of a formula its value counts, as the spreadsheet saved it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any

# Tells text from number and shows formulas; the reader of the extracts, too.
import openpyxl

from srmlib.encoding import as_typed
from srmlib.errors import Fault, UsageError
from srmlib.register.cells import EXACT, Cell, is_empty
from srmlib.register.kinds import KINDS, Kind
from srmlib.rules.checking import nearest, printable

READ_ME = "Read me"
# A sheet or column whose name begins so is the firm's own, and is left alone.
OWN = "#"
RECORD, SUPPLIER, REVISION = "record", "supplier_id", "revision"
# Behind the name of a column that must be filled in.
REQUIRED = "*"
MOST_BYTES = 20 << 20
SEPARATORS = ",;\t"


class SheetFault(str):
    """What a spreadsheet shows in place of a value it cannot work out, such as #REF!."""


@dataclass(frozen=True)
class Row:
    """One row that is not empty: its cells by column, without those that are empty. A column that
    is in `columns` and has no cell is emptied; one that the list lacks says nothing.
    """

    where: str
    number: int | None
    kind: type[Kind]
    cells: dict[str, Cell]
    columns: frozenset[str]


@dataclass
class Lists:
    """What was read, and all that is wrong with it."""

    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


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
    kind = _kind_called(path.stem)
    if kind is None:
        found.faults.append(_no_kind(path.name, path.stem, "Call the file after its kind"))
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
    _read_rows(path.name, kind, lines, found)


def _csv_rows(text: str, kind: type[Kind]) -> Iterator[tuple[int, list[Cell]]]:
    """Rows by their line, with the separator that shows most of the columns."""
    head = text.lstrip("\n\r").split("\n", 1)[0]
    known = columns_in(kind)

    def shows(separator: str) -> int:
        return sum(_plain(one) in known for one in head.replace('"', "").split(separator))

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
    kind = _kind_called(title)
    if kind is None:
        # The empty sheet that a new workbook has is no list.
        if any(not is_empty(cell) for _, line in lines for cell in line):
            fix = f"Rename it, put {OWN} before its name to leave it alone, or delete it"
            found.faults.append(_no_kind(where, title, fix))
        return
    if sheet.sheet_state != "visible":  # type: ignore[attr-defined]
        fix = "Show the sheet, or delete it."
        found.faults.append(Fault("sheet", where, "expected a sheet that can be seen", fix))
        return
    _read_rows(where, kind, lines, found, list(_numbered(formulas)))


def _numbered(sheet: object) -> Iterator[tuple[int, list[Cell]]]:
    # What the file says its size is may be out of date: rows are read to their end.
    sheet.reset_dimensions()  # type: ignore[attr-defined]
    for number, row in enumerate(sheet.iter_rows(), start=1):  # type: ignore[attr-defined]
        yield number, [_cell(cell) for cell in row]


def _cell(cell: Any) -> Cell:
    found: Cell = SheetFault(cell.value) if cell.data_type == "e" else cell.value
    return found


# --- Rows of either


def _read_rows(
    where: str,
    kind: type[Kind],
    lines: Sequence[tuple[int, list[Cell]]],
    found: Lists,
    formulas: Sequence[tuple[int, list[Cell]]] = (),
) -> None:
    """The first row that is not empty names the columns."""
    written = dict(formulas)
    filled = [(number, line) for number, line in lines if not all(map(is_empty, line))]
    if not filled:
        return
    columns = _columns(where, kind, filled, found)
    for number, line in filled[1:]:
        cells: dict[str, Cell] = {}
        for column, cell, formula in zip_longest(columns, line, written.get(number, ())):
            fault = _fault_of_cell(where, number, column or "", cell, formula)
            if fault:
                found.faults.append(fault)
            elif column not in ("", None, OWN) and not is_empty(cell):
                cells[column] = cell
        if cells:
            found.rows.append(Row(where, number, kind, cells, frozenset(columns)))


def _columns(
    where: str, kind: type[Kind], filled: Sequence[tuple[int, list[Cell]]], found: Lists
) -> list[str]:
    """The name of each column; OWN for one that is left alone, empty for one without a name."""
    number, heads = filled[0]
    columns: list[str] = []
    for head in heads:
        column = _column_called(head)
        if column not in ("", OWN, *columns_in(kind)):
            fix = (
                f"{_meant(column, kind)} Or put {OWN} before it to leave the column alone."
            )
            expected = f"'{printable(head)}' is no column of {kind.title}"
            found.faults.append(Fault("column", where, expected, fix, number))
            column = OWN
        elif column not in ("", OWN) and column in columns:
            expected = f"the column '{column}' is there twice, expected it once"
            found.faults.append(
                Fault("column", where, expected, "Delete one of them.", number)
            )
            column = OWN
        columns.append(column)
    if len(filled) > 1:
        _check_required(where, kind, columns, number, found)
    return columns


def _check_required(
    where: str, kind: type[Kind], columns: Iterable[str], number: int, found: Lists
) -> None:
    for one in kind.fields():
        if one.is_required and one.name not in columns:
            expected = f"the column '{one.name}' is missing: {one.words}"
            found.faults.append(Fault("column", where, expected, "Add it.", number))


def _fault_of_cell(
    where: str, number: int, column: str, cell: Cell, formula: Cell
) -> Fault | None:
    if column == OWN or (is_empty(cell) and is_empty(formula)):
        return None
    if not column:
        expected = f"'{printable(cell)}' stands in a column without a name"
        return Fault(
            "column", where, expected, "Give the column a name, or empty it.", number
        )
    wrong, fix = _wrong_in(cell)
    if not wrong:
        return None
    seen = formula if is_empty(cell) else cell
    return Fault("cell", where, wrong, fix, number, column, str(seen))


def _wrong_in(cell: Cell) -> tuple[str, str]:
    """What a cell should hold and how to mend it; empty where nothing is wrong."""
    if is_empty(cell):
        return (
            "a value, and this is a formula without one",
            "Save the file in the spreadsheet.",
        )
    if isinstance(cell, SheetFault):
        return "a value, and this is a fault of the spreadsheet", "Correct it there."
    if isinstance(cell, int | float) and abs(cell) >= EXACT:
        wrong = "at most 15 digits: a spreadsheet has already changed the last ones"
        return wrong, "Write it as text, with a ' before it."
    return "", ""


def columns_of(kind: type[Kind]) -> list[str]:
    """What a record is said by, in lists and commands."""
    return [RECORD, SUPPLIER, *(one.name for one in kind.fields())]


def columns_in(kind: type[Kind]) -> list[str]:
    """All that a list may have a column for."""
    return [*columns_of(kind), REVISION]


def _column_called(head: Cell) -> str:
    if is_empty(head):
        return ""
    name = str(head).strip()
    return OWN if name.startswith(OWN) else _plain(name.removesuffix(REQUIRED))


def _kind_called(name: str) -> type[Kind] | None:
    said = _plain(name)
    for kind in KINDS.values():
        if said in (_plain(kind.title), kind.kind):
            return kind
    return None


def _no_kind(where: str, name: str, fix: str) -> Fault:
    titles = [kind.title for kind in KINDS.values()]
    near = nearest(name.strip(), [*titles, *KINDS])
    meant = near if near.startswith("did") else f"expected one of {', '.join(titles)}."
    expected = f"'{printable(name)}' is no kind of list, {meant.rstrip('.?')}"
    return Fault("sheet", where, expected, f"{fix}.")


def _meant(column: str, kind: type[Kind]) -> str:
    """The column that is nearest: `due_on` for Due; all where none is near."""
    columns = columns_in(kind)
    parts = [one for one in columns if column in one.split("_")]
    return nearest(parts[0] if len(parts) == 1 else column, columns).capitalize()


def _plain(name: str) -> str:
    return "_".join(name.casefold().replace("_", " ").replace("-", " ").split())
