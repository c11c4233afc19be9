"""Lists of the register as CSV and xlsx: one sheet a kind, with what each column is and may be. The
lists of an empty register are templates to begin with. `importing.py` reads them again.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

# Writes the workbooks of the reports, too.
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from srmlib.errors import UsageError
from srmlib.register.book import Book
from srmlib.register.cells import Cell, cell_of, text_of
from srmlib.register.kinds import KINDS, FieldOf, Kind
from srmlib.register.lists import READ_ME, RECORD, SUPPLIER, columns_of

WORKBOOK = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "default_date_format": "yyyy-mm-dd",
}
# Rows that are ready to be filled in below those that are.
ROWS_READY = 500
# What Excel allows of a list of choices, of a hint and of its title.
MOST_CHOICES, MOST_HINT, MOST_TITLE = 255, 255, 32
# In letters.
WIDTHS = {
    "text": 48,
    "name": 20,
    "ids": 20,
    "day": 12,
    "whole": 10,
    "amount": 14,
    "choice": 16,
}
MOST_DIGITS = 15
BEGIN = (
    "One sheet for each kind of entry, one row for each record. Fill in what there is: every cell"
    " may stay empty but those of the columns marked *.",
    "Two lists are enough to begin with: People and Actions.",
    "record: leave it empty for a new record, the register gives it an id. A row with the id of a"
    " record that is there is a correction of it; what it said before stays in the history.",
    "Who answers for something is written by the person's id, or by the name as it stands in"
    " People; several with ; between them.",
    "A sheet or column whose name begins with # is left alone. Dates are dates, or text such as"
    " 2026-01-31.",
    "srm register import reads this file: all of it or, where a cell is wrong, nothing.",
)

AnyKind = type[Kind]
# Records of a kind: id, supplier, what is stated.
Records = Sequence[tuple[str, str | None, Kind]]


def export_lists(book: Book, path: Path, kinds: Sequence[AnyKind] = ()) -> list[Path]:
    """Write the records that stand: to a workbook, where `path` ends in .xlsx, else to a folder of
    CSV files. All kinds, or those named. Returns the files.

    Raises UsageError where one of them is there already: somebody may have written into it.
    """
    asked = list(kinds) or list(KINDS.values())
    if path.suffix.lower() == ".xlsx":
        return [_write(path, workbook_of(book, asked))]
    if path.suffix:
        raise UsageError(
            f"{path} is neither an .xlsx file nor a folder.\nName a file such as lists.xlsx, or a"
            " folder for CSV files."
        )
    files = {path / f"{kind.kind}.csv": _csv_of(book, kind) for kind in asked}
    for file in files:
        _check_free(file)
    return [_write(file, text.encode("utf-8-sig")) for file, text in files.items()]


def _check_free(path: Path) -> None:
    if path.exists():
        raise UsageError(f"{path} is there already.\nName another, or move it away.")


def _write(path: Path, content: bytes) -> Path:
    _check_free(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.write_bytes(content)
    os.replace(unfinished, path)
    return path


def _records(book: Book, kind: AnyKind) -> Records:
    return [(one.id, one.supplier_id, one.now) for one in book.all(kind)]


# --- CSV


def _csv_of(book: Book, kind: AnyKind) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns_of(kind))
    for record, supplier_id, stated in _records(book, kind):
        values = [getattr(stated, name) for name in kind.model_fields]
        writer.writerow(map(text_of, [record, supplier_id, *values]))
    return out.getvalue()


# --- xlsx


def workbook_of(book: Book, kinds: Sequence[AnyKind]) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, WORKBOOK) as workbook:
        # Without a day of its own it would bear the moment it was made.
        workbook.set_properties({"created": datetime(2026, 1, 1)})
        formats = _Formats(workbook)
        _write_read_me(
            workbook.add_worksheet(READ_ME),
            formats,
            book,
            kinds,
        )
        for kind in kinds:
            _write_sheet(
                workbook.add_worksheet(kind.title),
                formats,
                _records(book, kind),
                kind,
            )
    return made.getvalue()


class _Formats:
    def __init__(self, workbook: xlsxwriter.Workbook):
        top = {"valign": "top"}
        wrapped = {
            **top,
            "text_wrap": True,
        }
        self.title = workbook.add_format(
            {
                "bold": True,
                "font_size": 16,
            }
        )
        self.head = workbook.add_format(
            {
                "bold": True,
                "bottom": 1,
                "bg_color": "#F5F7F9",
                **wrapped,
            }
        )
        self.words = workbook.add_format(wrapped)
        self.link = workbook.add_format(
            {
                "font_color": "#1F4E8C",
                "underline": 1,
                **top,
            }
        )
        # As text, so that no spreadsheet takes 2026Q3 or 007 for something else.
        as_text = {"num_format": "@"}
        self.by_form = {
            "text": workbook.add_format(
                {
                    **wrapped,
                    **as_text,
                }
            ),
            "name": workbook.add_format(
                {
                    **top,
                    **as_text,
                }
            ),
            "day": workbook.add_format(
                {
                    **top,
                    "num_format": "yyyy-mm-dd",
                    "align": "left",
                }
            ),
            "whole": workbook.add_format(
                {
                    **top,
                    "num_format": "0",
                }
            ),
            "amount": workbook.add_format(
                {
                    **top,
                    "num_format": "#,##0.00",
                }
            ),
        }
        self.by_form["ids"] = self.by_form["choice"] = self.by_form["name"]


def _write_sheet(sheet: Worksheet, formats: _Formats, records: Records, kind: AnyKind) -> None:
    sheet.freeze_panes(1, 1)
    last = len(records) + ROWS_READY
    for column, one in enumerate(_fields(kind)):
        style = formats.by_form[one.form]
        width = max(WIDTHS[one.form], len(one.name) + 2)
        sheet.set_column(
            column,
            column,
            width,
            style,
        )
        sheet.write_string(
            0,
            column,
            one.name,
            formats.head,
        )
        sheet.data_validation(
            1,
            column,
            last,
            column,
            _validation(one),
        )
        for row, (record, supplier_id, stated) in enumerate(records, start=1):
            value = _value(
                one,
                record,
                supplier_id,
                stated,
            )
            _write_cell(
                sheet,
                row,
                column,
                cell_of(value),
                style,
            )
    if records:
        sheet.set_tab_color("#1F4E8C")


def _fields(kind: AnyKind) -> list[FieldOf]:
    """The columns of a sheet, those of every kind first."""
    supplier = "the supplier's id"
    if not kind.of_one_supplier:
        supplier += "; empty: of all suppliers"
    record = "the id of the record; leave it empty for a new one"
    shared = [
        _shared_field(RECORD, record, False),
        _shared_field(SUPPLIER, supplier, kind.of_one_supplier),
    ]
    return shared + kind.fields()


def _shared_field(name: str, words: str, is_required: bool) -> FieldOf:
    return FieldOf(
        name,
        words,
        is_required,
        choices=(),
        is_day=False,
        is_personal=False,
        refers_to="",
        form="name",
    )


def _value(one: FieldOf, record: str, supplier_id: str | None, stated: Kind) -> object:
    if one.name in (RECORD, SUPPLIER):
        return record if one.name == RECORD else supplier_id
    return getattr(stated, one.name)


def _write_cell(sheet: Worksheet, row: int, column: int, cell: Cell, style: object) -> None:
    if cell is None:
        return
    if isinstance(cell, date):
        sheet.write_datetime(
            row,
            column,
            cell,
            style,
        )
    elif isinstance(cell, int | Decimal) and len(str(cell)) <= MOST_DIGITS:
        sheet.write_number(
            row,
            column,
            cell,
            style,
        )
    else:
        _write_text(
            sheet,
            row,
            column,
            str(cell),
            style,
        )


def _write_text(sheet: Worksheet, row: int, column: int, text: str, style: object) -> None:
    if text.startswith("<r>") and text.endswith("</r>"):
        # XlsxWriter would take it for markup of its own, unless it is written in parts.
        sheet.write_rich_string(
            row,
            column,
            text[:1],
            style,
            text[1:],
            style,
        )
    else:
        sheet.write_string(
            row,
            column,
            text,
            style,
        )


def _validation(one: FieldOf) -> dict[str, object]:
    """A drop-down where there are choices, and a hint of what the column is."""
    title = one.name[:MOST_TITLE]
    hint = one.words + _form_words(one)
    shown = {
        "input_title": title,
        "input_message": hint[:MOST_HINT],
    }
    listed = ",".join(one.choices)
    if listed and len(listed) <= MOST_CHOICES:
        return {
            "validate": "list",
            "source": list(one.choices),
            "error_title": title,
            "error_message": "Choose one of the list, or leave it empty.",
            **shown,
        }
    return {
        "validate": "any",
        **shown,
    }


def _form_words(one: FieldOf) -> str:
    if one.refers_to:
        return f" ({KINDS[one.refers_to].title})"
    forms = {
        "day": " (a date)",
        "whole": " (a whole number)",
        "amount": " (an amount)",
    }
    return forms.get(one.form, "")


# --- Read me


def _write_read_me(
    sheet: Worksheet, formats: _Formats, book: Book, kinds: Sequence[AnyKind]
) -> None:
    sheet.hide_gridlines(2)
    for column, width in enumerate((22, 24, 60, 60)):
        sheet.set_column(column, column, width)
    sheet.write_string(
        0,
        0,
        "The register: what both firms say and promise",
        formats.title,
    )
    row = 2
    for line in BEGIN:
        sheet.merge_range(
            row,
            0,
            row,
            3,
            line,
            formats.words,
        )
        sheet.set_row(row, 30)
        row += 1
    row = _write_kinds(
        sheet,
        formats,
        book,
        kinds,
        row + 1,
    )
    _write_columns(
        sheet,
        formats,
        kinds,
        row + 1,
    )


def _write_kinds(
    sheet: Worksheet, formats: _Formats, book: Book, kinds: Sequence[AnyKind], row: int
) -> int:
    _write_line(
        sheet,
        row,
        ("Sheet", "Records", "One row is", "CSV file"),
        formats.head,
    )
    for kind in kinds:
        row += 1
        link = f"internal:'{kind.title}'!A1"
        count = len(book.all(kind))
        sheet.write_url(
            row,
            0,
            link,
            formats.link,
            kind.title,
        )
        sheet.write_number(
            row,
            1,
            count,
            formats.words,
        )
        sheet.write_string(
            row,
            2,
            kind.words,
            formats.words,
        )
        sheet.write_string(
            row,
            3,
            f"{kind.kind}.csv",
            formats.words,
        )
    return row + 1


def _write_columns(sheet: Worksheet, formats: _Formats, kinds: Sequence[AnyKind], row: int) -> None:
    heads = ("Sheet", "Column (* must be filled in)", "It is", "It may be")
    _write_line(
        sheet,
        row,
        heads,
        formats.head,
    )
    for kind in kinds:
        for one in _fields(kind):
            row += 1
            mark = " *" if one.is_required else ""
            may_be = ", ".join(one.choices)
            if not may_be:
                may_be = _form_words(one).strip(" ()")
            line = (kind.title, one.name + mark, one.words, may_be)
            _write_line(
                sheet,
                row,
                line,
                formats.words,
            )


def _write_line(sheet: Worksheet, row: int, texts: Sequence[str], style: object) -> None:
    for column, text in enumerate(texts):
        sheet.write_string(
            row,
            column,
            text,
            style,
        )
