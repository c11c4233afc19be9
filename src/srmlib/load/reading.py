"""Strict reading of files as received: every cell as text, nothing sniffed, a file that differs is
refused whole.

Whatever the format, a file becomes one raw table with the header's column names. Row numbers count
the header as row 1.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import hashlib
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import duckdb

# tells text from number, shows formulas and hidden sheets; the reader pandas itself uses
import openpyxl
import pyarrow.parquet

from srmlib.errors import DataFaults, Fault
from srmlib.load.source import RawColumn, RawFile
from srmlib.rules import schema

CHUNK = 1 << 20
BYTE_ORDER_MARK = "\ufeff"
BEFORE_A_FAULT = 20
# First bytes that tell the encoding.
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Of 128; an encoding of several bytes has fewer, one of single bytes nearly all.
LETTERS_OF_A_SINGLE_BYTE = 80
XLSX_MOST_BYTES = 50 << 20
# A spreadsheet keeps 15 digits of a number; a longer one typed as a number has already lost some.
XLSX_EXACT = 10**15
XLSX_ERRORS = ("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!")
# The nameless column behind a trailing separator, which is read to be sure that it is there, and
# left.
BEHIND_THE_LAST = "behind the last separator"
# Types of Parquet that have a text of their own; bytes, lists and records have none.
PARQUET_TYPES = (
    "string",
    "large_string",
    "int",
    "uint",
    "decimal",
    "float",
    "double",
    "date",
    "bool",
    "timestamp",
)


@dataclass(frozen=True)
class Received:
    """A file as it came: its name, size and sha256."""

    file: RawFile
    path: Path
    sha256: str
    size: int


def read_raw(
    con: duckdb.DuckDBPyConnection, file: RawFile, folder: Path, scratch: Path
) -> Received:
    """Read one file into the raw table `raw_<name>` of `con` (all text, in the file's order).

    Raises DataFaults with a code: missing_file, empty, truncated, truncated_gzip, encoding,
    line_end, header, columns, sheet.
    """
    path = folder / file.path
    if not folder.is_dir():
        refuse(
            "missing_file",
            file,
            f"it in {folder}, which is no folder",
            "Name the folder that holds the extract with --files.",
        )
    if not path.is_file() or folder.resolve() not in path.resolve().parents:
        refuse(
            "missing_file",
            file,
            f"a file named {file.path} in {folder}",
            "Ask for the missing extract, or name the folder that holds it with --files.",
        )
    received = Received(file, path, _sha256(path), path.stat().st_size)
    if received.size == 0:
        refuse(
            "empty",
            file,
            "a header and at least one row, the file has 0 bytes",
            "Ask for the extract again.",
        )
    clean = scratch / f"{file.name}.csv"
    if file.format in ("csv", "csv.gz"):
        _clean_text(file, path, clean)
    else:
        rows = (
            _parquet_rows(file, path)
            if file.format == "parquet"
            else _xlsx_rows(file, path)
        )
        with clean.open("w", encoding="utf-8", newline="") as out:
            csv.writer(
                out, delimiter=file.separator, lineterminator="\n", quoting=csv.QUOTE_ALL
            ).writerows(rows)
    _check_rows(file, clean)
    try:
        _load(con, file, clean)
    except duckdb.Error as error:
        refuse(
            "columns",
            file,
            f"rows that can be read: {str(error).splitlines()[0]}",
            "Ask for the extract again, with quotes inside a cell doubled.",
        )
    clean.unlink()
    return received


def refuse(code: str, file: RawFile, expected: str, fix: str, **where) -> None:
    raise DataFaults(
        [
            Fault(
                code,
                file.path,
                f"expected {expected}" if "column" not in where else expected,
                fix,
                **where,
            )
        ]
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _clean_text(file: RawFile, path: Path, clean: Path) -> None:
    """Write the file as UTF-8 with line feeds, after a strict look at compression, encoding, line
    ends and the last line.
    """
    ending = ""
    with clean.open("w", encoding="utf-8", newline="") as out:
        for text in _one_line_end(file, _decoded(file, _bytes(file, path))):
            out.write(text)
            ending = text[-1:] or ending
        if ending != "\n":
            if file.has_last_line_end:
                refuse(
                    "truncated",
                    file,
                    "a line end after the last row",
                    "The file looks cut off: ask for the extract again, or set has_last_line_end ="
                    " false.",
                )
            out.write("\n")


def _bytes(file: RawFile, path: Path) -> Iterator[bytes]:
    # Python's gzip checks the length and the checksum to the end; DuckDB's reader does not.
    opener = gzip.open if file.format == "csv.gz" else open
    with opener(path, "rb") as stream:
        try:
            while chunk := stream.read(CHUNK):
                yield chunk
        except (EOFError, OSError, zlib.error) as error:
            refuse(
                "truncated_gzip",
                file,
                f"a whole gzip file: {str(error).rstrip('.')}",
                "The file was cut or damaged on its way: ask for it again.",
            )


def _decoded(file: RawFile, chunks: Iterator[bytes]) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(file.encoding)(errors="strict")
    read = 0
    row = 1
    chunks = _as_declared(file, chunks)
    if _is_single_byte(file.encoding):
        chunks = _not_utf_8(file, chunks)
    chunk = b""
    try:
        for chunk in chunks:
            text = decoder.decode(chunk)
            yield text
            read = read + len(chunk)
            row = row + text.count(file.line_end)
        chunk = b""
        yield decoder.decode(b"", final=True)
    except UnicodeError as error:
        # A file that is UTF-8 to its end is refused as that.
        for _ in chunks:
            pass
        start = getattr(error, "start", 0)
        seen = ""
        if isinstance(error, UnicodeDecodeError):
            before = error.object[:start].decode(file.encoding, errors="ignore")
            row += before.count(file.line_end)
            read -= len(error.object) - len(chunk)
            last = re.split(r"[\r\n]", before)[-1][-BEFORE_A_FAULT:]
            behind = f" behind '{last}'" if last else ""
            seen = f": it is 0x{error.object[start]:02X}{behind}"
        refuse(
            "encoding",
            file,
            f"{file.encoding} text, byte {read + start:,} is not{seen}",
            "Ask for the declared encoding, or state the file's own in source.toml.",
            row=row,
        )


def _as_declared(file: RawFile, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes, unless the first of them show that the file is in another encoding."""
    for number, chunk in enumerate(chunks):
        if number == 0 and (shown_by := _own_encoding(chunk, file.encoding)):
            words, its_own = shown_by
            refuse(
                "encoding",
                file,
                f"{file.encoding} text, byte 0 is not: the file begins with {words} of {its_own}",
                f'State encoding = "{its_own}" in source.toml, or ask for the declared encoding.',
            )
        yield chunk


def _own_encoding(start: bytes, declared: str) -> tuple[str, str] | None:
    """What the first bytes of a file show, and of which encoding; None where they show none or the
    declared one.

    >>> _own_encoding(b"a\\0b\\0", "cp1252"), _own_encoding(b"ab", "cp1252")
    (('zero bytes', 'utf-16-le'), None)
    """
    declared = codecs.lookup(declared).name
    for mark, its_own in MARKS:
        if start.startswith(mark):
            if declared == its_own:
                return None
            return ("the byte-order mark", its_own)
    # Every letter of ASCII has one in UTF-16, and text of single bytes has none.
    if declared.startswith(("utf-16", "utf-32")) or 4 * start.count(0) < len(start):
        return None
    return "zero bytes", "utf-16-le" if start[1::2].count(0) > start[::2].count(
        0
    ) else "utf-16-be"


def _is_single_byte(encoding: str) -> bool:
    """True where most bytes beyond ASCII are a letter of their own, so that UTF-8 can be read so
    without a fault.

    >>> _is_single_byte("cp1252"), _is_single_byte("utf-8"), _is_single_byte("shift_jis")
    (True, False, False)
    """
    letters = [bytes([byte]).decode(encoding, errors="ignore") for byte in range(128, 256)]
    return len([letter for letter in letters if letter]) >= LETTERS_OF_A_SINGLE_BYTE


def _not_utf_8(file: RawFile, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes. A file whose letters beyond ASCII are UTF-8, every one of them, is UTF-8
    whatever is declared: nobody writes such pairs of letters throughout.
    """
    decoder = codecs.getincrementaldecoder("utf-8")(errors="strict")
    is_utf_8 = True
    row = 1
    found = ""
    for chunk in chunks:
        if is_utf_8:
            try:
                text = decoder.decode(chunk)
            except UnicodeDecodeError:
                is_utf_8 = False
            else:
                if not found:
                    word = re.search(r"[^\s,;|]*[^\x00-\x7f][^\s,;|]*", text)
                    found = word.group() if word else ""
                    row += text[: word.start() if word else None].count(file.line_end)
        yield chunk
    if is_utf_8 and found:
        as_read = found.encode("utf-8").decode(file.encoding, errors="replace")
        its_own = "utf-8-sig" if found.startswith(BYTE_ORDER_MARK) else "utf-8"
        refuse(
            "encoding",
            file,
            f"{file.encoding} text, found UTF-8: '{found.removeprefix(BYTE_ORDER_MARK)}' would be read as '{as_read}'",
            f'State encoding = "{its_own}" in source.toml, or ask for the declared encoding.',
            row=row,
        )


def _one_line_end(file: RawFile, texts: Iterator[str]) -> Iterator[str]:
    """Turn the declared line end outside quotes into a line feed; any other line end outside quotes
    refuses the file.
    """
    in_quotes = False
    held = ""
    for text in texts:
        text = held + text
        held = ""
        if file.line_end == "\r\n" and text.endswith("\r"):
            text = text[:-1]
            held = "\r"
        parts = text.split('"')
        for i, part in enumerate(parts):
            if in_quotes == bool(i % 2):
                parts[i] = _line_feeds(file, part)
        in_quotes ^= len(parts) % 2 == 0
        yield '"'.join(parts)
    if held:
        refuse(
            "truncated",
            file,
            "a whole line end after the last row",
            "The file looks cut off: ask for the extract again.",
        )


def _line_feeds(file: RawFile, text: str) -> str:
    without = text.replace(file.line_end, "")
    if "\r" in without or "\n" in without:
        name = {"\n": "LF", "\r": "CR", "\r\n": "CRLF"}
        seen = "CR" if "\r" in without else "LF"
        if "\r\n" in text and file.line_end != "\r\n":
            seen = "CRLF"
        refuse(
            "line_end",
            file,
            f"every row to end in {name[file.line_end]}, found {seen}",
            "Ask for the declared line end, or state the file's own in source.toml.",
        )
    return text.replace(file.line_end, "\n")


def _check_rows(file: RawFile, clean: Path) -> None:
    """The header is the declared one, and every row has as many cells. DuckDB alone would forgive a
    trailing separator or a blank line.
    """
    number = 1
    try:
        with clean.open(encoding="utf-8", newline="") as stream:
            records = csv.reader(stream, delimiter=file.separator, strict=True)
            _check_header(file, _without_trailing(file, next(records, []), number))
            for number, record in enumerate(records, start=2):
                cells = _without_trailing(file, record, number)
                if len(cells) != len(file.columns):
                    fix = "Ask for the extract again, with quotes around cells that hold a separator."
                    refuse(
                        "columns",
                        file,
                        f"{len(file.columns)} cells in every row, found {len(cells)}",
                        fix,
                        row=number,
                    )
    except csv.Error as error:
        refuse(
            "columns",
            file,
            f"quotes as CSV has them after row {number}: {error}",
            "Ask for the extract again, with quotes inside a cell doubled.",
        )


def _without_trailing(file: RawFile, cells: list[str], row: int) -> list[str]:
    """The cells before the trailing separator, where one is declared; a row without it refuses the
    file.
    """
    if not file.has_trailing_separator:
        return cells
    if cells[-1:] != [""]:
        fix = (
            "Ask for the extract again, or leave has_trailing_separator out of source.toml."
        )
        refuse(
            "columns",
            file,
            f"every row to end in '{file.separator}', as has_trailing_separator states",
            fix,
            row=row,
        )
    return cells[:-1]


def _check_header(file: RawFile, seen: list[str]) -> None:
    expected = [column.name for column in file.columns]
    if seen == expected:
        return
    fix = "Ask for the columns source.toml lists, in that order, or change source.toml and its SQL."
    missing = [c for c in expected if c not in seen]
    extra = [c for c in seen if c not in expected]
    if missing and len(seen) > 0:
        first = missing[0]
        position = expected.index(first)
        found = f"'{seen[position]}'" if position < len(seen) else "nothing"
        refuse(
            "header",
            file,
            f"column {position + 1} of the header to be '{first}', found {found};"
            f" {_missing_words(file, missing)}",
            fix,
            row=1,
        )
    if extra == [""] and seen[-1] == "":
        words = f"{len(expected)} columns, found also a separator behind the last of them"
        refuse(
            "header",
            file,
            words,
            "Ask for the extract without it, or state has_trailing_separator = true in"
            " source.toml.",
            row=1,
        )
    if extra:
        refuse(
            "header", file, f"{len(expected)} columns, found also '{extra[0]}'", fix, row=1
        )
    order = "each column once"
    if len(seen) == len(expected):
        place, found, wanted = next(
            (place, found, wanted)
            for place, (found, wanted) in enumerate(
                zip(seen, expected, strict=True), start=1
            )
            if found != wanted
        )
        order = f"column {place} of the header to be '{wanted}', found '{found}'"
    refuse("header", file, f"{order}; the order differs", fix, row=1)


def _missing_words(file: RawFile, missing: list[str]) -> str:
    """How many declared columns are missing and, of a file that bears a table's name, which of them
    the table requires.
    """
    counted = f"{len(missing)} of {len(file.columns)} columns are missing"
    table = next((table for table in schema.TABLES if table.name == file.name), None)
    if table is None:
        return counted
    required = [
        column.name
        for column in table.columns
        if column.required and column.name in missing
    ]
    return f"{counted}, of them required: {', '.join(required) or 'none'}"


def _load(con: duckdb.DuckDBPyConnection, file: RawFile, clean: Path) -> None:
    """One raw table, all text. Rows with more or fewer cells than the header, or a broken quote,
    refuse the file.
    """
    con.execute("DROP TABLE IF EXISTS reject_errors; DROP TABLE IF EXISTS reject_scans")
    names = [column.name for column in file.columns]
    raw = con.read_csv(
        str(clean),
        header=False,
        skiprows=1,
        sep=file.separator,
        quotechar='"',
        escapechar='"',
        columns=dict.fromkeys(
            [*names, BEHIND_THE_LAST] if file.has_trailing_separator else names, "VARCHAR"
        ),
        auto_detect=False,
        strict_mode=True,
        null_padding=False,
        max_line_size=16 << 20,
        buffer_size=64 << 20,
        store_rejects=True,
    )
    raw.select(*(duckdb.ColumnExpression(name) for name in names)).create(
        f"raw_{file.name}"
    )
    faults = con.execute(
        "SELECT line, min(error_message) FROM reject_errors GROUP BY line ORDER BY line"
    ).fetchall()
    if faults:
        line, message = faults[0]
        words = message.replace("Expected Number of Columns", "cells expected").replace(
            "Found", "found"
        )
        refuse(
            "columns",
            file,
            f"{len(file.columns)} cells in every row ({words.rstrip('.')}; rows at fault:"
            f" {len(faults)})",
            "Ask for the extract again, with quotes around cells that hold a separator.",
            row=line,
        )
    if con.table(f"raw_{file.name}").count("*").fetchall()[0][0] == 0:
        refuse(
            "empty",
            file,
            "at least one row below the header, found none",
            "Ask for the extract again.",
        )


def _parquet_rows(file: RawFile, path: Path) -> Iterator[list]:
    try:
        parquet = pyarrow.parquet.ParquetFile(path)
        odd = [
            f"{field.name} ({field.type})"
            for field in parquet.schema_arrow
            if not str(field.type).startswith(PARQUET_TYPES)
        ]
        if odd:
            refuse(
                "columns",
                file,
                f"columns of text, numbers or dates, found {', '.join(odd)}",
                "Ask for these columns as text.",
            )
        yield parquet.schema_arrow.names
        for batch in parquet.iter_batches():
            for row in batch.to_pylist():
                cells = list(row.values())
                if len(cells) == len(file.columns):
                    columns = zip(cells, file.columns, strict=True)
                    cells = [_cell_text(value, column) for value, column in columns]
                yield cells
    except (pyarrow.ArrowException, OSError) as error:
        refuse(
            "truncated",
            file,
            f"a whole Parquet file: {str(error).splitlines()[0]}",
            "The file was cut or damaged on its way: ask for it again.",
        )


def _xlsx_rows(file: RawFile, path: Path) -> Iterator[list]:
    if path.stat().st_size > XLSX_MOST_BYTES:
        refuse(
            "sheet",
            file,
            f"at most {XLSX_MOST_BYTES >> 20} MB of spreadsheet",
            "Ask for CSV or Parquet.",
        )
    try:
        values = openpyxl.load_workbook(path, read_only=True, data_only=True)
        formulas = openpyxl.load_workbook(path, read_only=True)
    except (
        Exception
    ) as error:  # openpyxl raises whatever zipfile, XML or its own parts raise
        refuse(
            "truncated",
            file,
            f"a whole xlsx file: {error}",
            "The file was cut or damaged on its way: ask for it again.",
        )
    sheet = file.sheet or values.sheetnames[0]
    if sheet not in values.sheetnames or values[sheet].sheet_state != "visible":
        refuse(
            "sheet",
            file,
            f"a visible sheet named '{sheet}', found {', '.join(values.sheetnames)}",
            "State the sheet in source.toml, or ask for it to be shown.",
        )
    for number, (row, written) in enumerate(
        zip(
            values[sheet].iter_rows(values_only=True),
            formulas[sheet].iter_rows(values_only=True),
            strict=True,
        ),
        start=1,
    ):
        for value, formula in zip(row, written, strict=True):
            if value is None and formula is not None:
                fix = "Open and save the file in the spreadsheet program, or ask for CSV."
                refuse(
                    "sheet",
                    file,
                    f"values, found the formula '{formula}' without its value",
                    fix,
                    row=number,
                )
            if value in XLSX_ERRORS:
                refuse(
                    "sheet",
                    file,
                    f"values, found the error '{value}'",
                    "Have the cell corrected in the spreadsheet.",
                    row=number,
                )
            if isinstance(value, int | float) and abs(value) >= XLSX_EXACT:
                fix = (
                    "Ask for this column as text: a spreadsheet has already changed its last"
                    " digits."
                )
                refuse(
                    "sheet",
                    file,
                    f"at most 15 digits in a number cell, found '{value}'",
                    fix,
                    row=number,
                )
        if number == 1 or len(row) != len(file.columns):
            yield ["" if value is None else str(value) for value in row]
            continue
        for value, column in zip(row, file.columns, strict=True):
            if (
                isinstance(value, int | float)
                and column.layout is None
                and column.decimals is None
            ):
                fix = "Ask for this column as text: as a number it has lost any zeros before it."
                refuse(
                    "sheet",
                    file,
                    f"text in column '{column.name}', found the number '{value}'",
                    fix,
                    row=number,
                )
        yield [
            _cell_text(value, column)
            for value, column in zip(row, file.columns, strict=True)
        ]


def _cell_text(value: object, column: RawColumn) -> str:
    """A typed cell as the text the declared column would hold: dates in its layout, numbers with
    its decimal mark, empty for none.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        if column.layout:
            return value.strftime(column.layout)
        if isinstance(value, datetime) and value.time() == time.min:
            return str(value.date())
        return str(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, float | Decimal):
        number = format(value, "f") if isinstance(value, Decimal) else repr(value)
        return number.replace(".", column.decimal_mark)
    return str(value)
