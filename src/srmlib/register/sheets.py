"""Lists of the register as files: one sheet or CSV file a kind. The lists of an empty register are
templates to begin with. `importing.py` reads them again.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from srmlib.encoding import csv_text
from srmlib.errors import UsageError
from srmlib.register.book import Book
from srmlib.register.cells import Cell, cell_of
from srmlib.register.kinds import KINDS, Kind
from srmlib.register.naming import listed, stated_in_lists
from srmlib.register.rows import RECORD, REVISION, SUPPLIER, columns_in

AnyKind = type[Kind]
# A record by column, without what is empty.
Listing = dict[str, Cell]


def export_lists(book: Book, path: Path, kinds: Sequence[AnyKind] = ()) -> list[Path]:
    """Write the records that stand: to a workbook, where `path` ends in .xlsx, else to a folder of
    CSV files. All kinds, or those named. Returns the files.

    Raises UsageError where one of them is there already: somebody may have written into it.
    """
    # XlsxWriter takes a moment to be imported, and CSV does not need it.
    from srmlib.register.workbook import workbook_of

    asked = list(kinds) or list(KINDS.values())
    listings = {kind: listings_of(book, kind) for kind in asked}
    if path.suffix.lower() == ".xlsx":
        return [_write(path, workbook_of(listings, known_until(book)))]
    if path.suffix:
        raise UsageError(
            f"{path} is neither an .xlsx file nor a folder.\nName a file such as lists.xlsx, or a"
            " folder for CSV files."
        )
    files = {
        path / f"{kind.kind}.csv": _csv_of(kind, found) for kind, found in listings.items()
    }
    for file in files:
        _check_free(file)
    return [_write(file, text.encode("utf-8-sig")) for file, text in files.items()]


def listings_of(book: Book, kind: AnyKind) -> list[Listing]:
    """The records of a kind as lists show them: who is named in words stands there by id."""
    people = listed(book)
    found: list[Listing] = []
    for one in book.all(kind):
        values: dict[str, Any] = {
            RECORD: one.id,
            SUPPLIER: one.supplier_id,
            REVISION: len(one.revisions),
        }
        values |= {
            field.name: stated_in_lists(one.now, field.name, people)
            for field in kind.fields()
        }
        cells = {column: cell_of(value) for column, value in values.items()}
        found.append({column: cell for column, cell in cells.items() if cell is not None})
    return found


def known_until(book: Book) -> str:
    """What the lists hold, so that two of them can be told apart."""
    if not book.last_number:
        return "Written from an empty register."
    return f"Written from the register as it stood with entry {book.last_number:,}."


def _csv_of(kind: AnyKind, listings: Sequence[Listing]) -> str:
    columns = columns_in(kind)
    return csv_text(columns, ([one.get(column) for column in columns] for one in listings))


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
