"""Lists of the register as a workbook: a "Read me", then one sheet a kind, with what each column is,
drop-downs, and rows that are ready to be filled in.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

# Writes the workbooks of the reports, too.
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from srmlib.register.cells import Cell
from srmlib.register.kinds import KINDS, FieldOf, Kind
from srmlib.register.kinds.people import Person
from srmlib.register.lists import READ_ME
from srmlib.register.rows import RECORD, REQUIRED, REVISION, SUPPLIER

AnyKind = type[Kind]
Listings = Mapping[AnyKind, Sequence[Mapping[str, Cell]]]
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
    "ids": 24,
    "day": 12,
    "whole": 10,
    "amount": 14,
    "choice": 16,
}
MOST_DIGITS = 15
INK, PALE, MUTED = "#1F4E8C", "#E3EAF4", "#6B7480"
# Columns that the register fills in.
OF_THE_REGISTER = (RECORD, REVISION)
FORMS = {"day": " (a date)", "whole": " (a whole number)", "amount": " (an amount)"}
BEGIN = (
    "One sheet for each kind of entry, one row for each record. Columns marked * must be filled in;"
    " every other cell may stay empty.",
    "Two lists are enough to begin with: People, then Actions.",
    "Grey columns are the register's: leave record and revision empty in a new row. A row with the"
    " id of a record corrects it; what it said before stays in the history.",
    "Who answers for something is written by name as it stands in People, or by the person's id;"
    " several with ; between them.",
    "A sheet or column whose name begins with # is left alone. Dates are dates, or text such as"
    " 2026-01-31.",
    "srm register import reads this file: all of it or, where a cell is wrong, nothing. It then says"
    " which cell, and what to do.",
)
EXAMPLES = (
    ("People", "name: Ann Keller · side: buyer · role: quality lead · may_be_named: yes"),
    (
        "Actions",
        "what: pay on day 30 · side: buyer · owners: Ann Keller · due_on: 2026-10-30",
    ),
)


def workbook_of(listings: Listings, known_until: str) -> bytes:
    """The sheets of these kinds, the same bytes for the same records."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, WORKBOOK) as workbook:
        # Without a day of its own it would bear the moment it was made.
        workbook.set_properties({"title": "Register", "created": datetime(2026, 1, 1)})
        formats = _Formats(workbook)
        read_me = workbook.add_worksheet(READ_ME)
        _write_read_me(read_me, formats, listings, known_until)
        for kind in listings:
            _Sheet(workbook.add_worksheet(kind.title), formats, kind, listings).write()
    return made.getvalue()


class _Formats:
    def __init__(self, workbook: xlsxwriter.Workbook):
        def made(**layout: object) -> Format:
            return workbook.add_format({"valign": "top", **layout})

        head = {"bold": True, "bottom": 1, "bg_color": PALE}
        self.title = made(bold=True, font_size=16)
        self.head = made(**head)
        self.needed = made(**head, font_color=INK)
        self.given = made(bottom=1, bg_color="#F2F2F2", font_color=MUTED)
        self.words = made(text_wrap=True)
        self.link = made(font_color=INK, underline=1)
        # As text, so that no spreadsheet takes 2026Q3 or 007 for something else.
        name = made(num_format="@")
        self.by_form = {
            "text": made(num_format="@", text_wrap=True),
            "name": name,
            "ids": name,
            "choice": name,
            "day": made(num_format="yyyy-mm-dd", align="left"),
            "whole": made(num_format="0"),
            "amount": made(num_format="#,##0.00"),
        }


def columns(kind: AnyKind) -> list[FieldOf]:
    """The columns of a sheet: the id and the supplier first, the revision last."""
    supplier = "the supplier's id; empty: of all suppliers"
    if kind.of_one_supplier:
        supplier = (
            "the supplier's id; empty: the one that --supplier names when it is imported"
        )
    record = "the register's id; leave it empty for a new record"
    revision = "which revision this row was written from; leave it as it is"
    first = [_shared(RECORD, record), _shared(SUPPLIER, supplier)]
    return [*first, *kind.fields(), _shared(REVISION, revision, "whole")]


def _shared(name: str, words: str, form: str = "name") -> FieldOf:
    return FieldOf(name, words, False, (), False, False, "", form)  # type: ignore[arg-type]


def is_needed(kind: AnyKind, one: FieldOf) -> bool:
    """Who is erased has no name, and nobody else is without one."""
    return one.is_required or (kind is Person and one.name == "name")


def head_of(kind: AnyKind, one: FieldOf) -> str:
    return f"{one.name} {REQUIRED}" if is_needed(kind, one) else one.name


class _Sheet:
    def __init__(
        self, sheet: Worksheet, formats: _Formats, kind: AnyKind, listings: Listings
    ):
        self.sheet = sheet
        self.formats = formats
        self.kind = kind
        self.records = listings[kind]
        self.names = (
            f"='{Person.title}'!{_names_range(listings)}" if Person in listings else ""
        )

    def write(self) -> None:
        self.sheet.freeze_panes(1, 1)
        self.sheet.set_landscape()
        self.sheet.repeat_rows(0)
        self.sheet.fit_to_pages(1, 0)
        last = len(self.records) + ROWS_READY
        for column, one in enumerate(columns(self.kind)):
            head = head_of(self.kind, one)
            style = self.formats.by_form[one.form]
            width = (
                9 if one.name in OF_THE_REGISTER else max(WIDTHS[one.form], len(head) + 2)
            )
            self.sheet.set_column(column, column, width, style)
            self.sheet.write_string(0, column, head, self._head_style(one))
            self.sheet.data_validation(
                1, column, last, column, _validation(one, self.names)
            )
            for row, cells in enumerate(self.records, start=1):
                _write_cell(self.sheet, row, column, cells.get(one.name), style)
        if self.records:
            self.sheet.set_tab_color(INK)

    def _head_style(self, one: FieldOf) -> Format:
        if one.name in OF_THE_REGISTER:
            return self.formats.given
        return self.formats.needed if is_needed(self.kind, one) else self.formats.head


def _names_range(listings: Listings) -> str:
    """The cells in which the names of people stand, or will."""
    names = [one.name for one in columns(Person)]
    letter = xl_col_to_name(names.index("name"))
    return f"${letter}$2:${letter}${len(listings[Person]) + ROWS_READY + 1}"


def _write_cell(sheet: Worksheet, row: int, column: int, cell: Cell, style: Format) -> None:
    if cell is None:
        return
    if isinstance(cell, date):
        sheet.write_datetime(row, column, cell, style)
    elif isinstance(cell, int | Decimal) and len(str(cell)) <= MOST_DIGITS:
        sheet.write_number(row, column, cell, style)
    else:
        _write_text(sheet, row, column, str(cell), style)


def _write_text(sheet: Worksheet, row: int, column: int, text: str, style: Format) -> None:
    if text.startswith("<r>") and text.endswith("</r>"):
        # XlsxWriter would take it for markup of its own, unless it is written in parts.
        sheet.write_rich_string(row, column, text[:1], style, text[1:], style)
    else:
        sheet.write_string(row, column, text, style)


def _validation(one: FieldOf, names: str) -> dict[str, object]:
    """A drop-down where there are choices or people, and a hint of what the column is."""
    hint = one.words + _form_words(one)
    shown = {"input_title": one.name[:MOST_TITLE], "input_message": hint[:MOST_HINT]}
    if one.choices and len(",".join(one.choices)) <= MOST_CHOICES:
        error = "Choose one of the list, or leave it empty."
        told = {"error_title": one.name[:MOST_TITLE], "error_message": error}
        return {"validate": "list", "source": list(one.choices), **told, **shown}
    if one.refers_to == Person.kind and names:
        # Several, or an id, may be written all the same.
        return {"validate": "list", "source": names, "show_error": False, **shown}
    return {"validate": "any", **shown}


def _form_words(one: FieldOf) -> str:
    if one.refers_to:
        return f" ({KINDS[one.refers_to].title})"
    return FORMS.get(one.form, "")


# --- Read me


def _write_read_me(
    sheet: Worksheet, formats: _Formats, listings: Listings, known_until: str
) -> None:
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    for column, width in enumerate((22, 24, 60, 60)):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, "The register: what both firms say and promise", formats.title)
    row = 2
    for line in (*BEGIN, known_until):
        sheet.merge_range(row, 0, row, 3, line, formats.words)
        row += 1
    row = _write_examples(sheet, formats, listings, row + 1)
    row = _write_kinds(sheet, formats, listings, row + 1)
    _write_columns(sheet, formats, listings, row + 1)


def _write_examples(
    sheet: Worksheet, formats: _Formats, listings: Listings, row: int
) -> int:
    titles = {kind.title for kind in listings}
    examples = [(title, words) for title, words in EXAMPLES if title in titles]
    if not examples:
        return row - 1
    _write_line(sheet, row, ("For example", "", "", ""), formats.head)
    for title, words in examples:
        row += 1
        sheet.write_string(row, 0, title, formats.words)
        sheet.merge_range(row, 1, row, 3, words, formats.words)
    return row + 1


def _write_kinds(sheet: Worksheet, formats: _Formats, listings: Listings, row: int) -> int:
    heads = ("Sheet", "Records", "One row is", "The same as a CSV file")
    _write_line(sheet, row, heads, formats.head)
    for kind, records in listings.items():
        row += 1
        link = f"internal:'{kind.title}'!A1"
        sheet.write_url(row, 0, link, formats.link, kind.title)
        sheet.write_number(row, 1, len(records), formats.words)
        sheet.write_string(row, 2, kind.words, formats.words)
        sheet.write_string(row, 3, f"{kind.kind}.csv", formats.words)
    return row + 1


def _write_columns(
    sheet: Worksheet, formats: _Formats, listings: Listings, row: int
) -> None:
    heads = ("Sheet", "Column (* must be filled in)", "It is", "It may be")
    _write_line(sheet, row, heads, formats.head)
    for kind in listings:
        for one in columns(kind):
            row += 1
            may_be = ", ".join(one.choices) or _form_words(one).strip(" ()")
            line = (kind.title, head_of(kind, one), one.words, may_be)
            _write_line(sheet, row, line, formats.words)


def _write_line(sheet: Worksheet, row: int, texts: Sequence[str], style: Format) -> None:
    for column, text in enumerate(texts):
        sheet.write_string(row, column, text, style)
