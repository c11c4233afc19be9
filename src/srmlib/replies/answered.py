"""The workbook of a reply as it came back, read into what the form's JSON would state. What does
not fit is told with sheet and cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from pydantic import BaseModel, ValidationError

from srmlib.errors import RegisterError
from srmlib.replies.layout import FORM, FRONT, STATED, TABLES, TO_FILL, TO_FILL_FIRST, Table
from srmlib.replies.reading import ASK_FOR_ANOTHER, Places, Reply, check_schema
from srmlib.rules.checking import expectation, seen

# Unpacked, of a file that may be packed a thousandfold.
MOST_UNPACKED = 20_000_000
MOST_LINES = 2_000
CORRECT = "Correct that and import the workbook again; nothing was entered."


def reply_in(path: Path, content: bytes) -> tuple[Reply, Places]:
    """What a filled-in workbook states, and the cells of its answers. Raises RegisterError with
    every fault where it is no workbook of the form, holds formulas, or what no form lets one state.
    """
    import openpyxl

    _check_unpacked(path, content)
    try:
        book = openpyxl.load_workbook(BytesIO(content), read_only=True)
    except (
        Exception
    ) as error:  # openpyxl raises whatever zipfile, XML or its own parts raise
        raise _refused(
            path, "it cannot be read as a workbook, expected that of the form"
        ) from error
    found = _Found(path)
    _check_sheets(path, book, (FRONT, FORM))
    found.read_front(book)
    tables = [table for table in TABLES if table.since <= found.version]
    _check_sheets(path, book, [table.name for table in tables])
    for table in tables:
        found.read_table(book, table)
    return found.reply(), found.places


def _check_sheets(path: Path, book: Any, names: Iterable[str]) -> None:
    for name in names:
        if name not in book.sheetnames:
            raise _refused(
                path, f"the sheet {name} is missing, expected all that the form has"
            )


@dataclass
class _Found:
    """What was read so far: what is stated, where it stands, and what is wrong with it."""

    path: Path
    stated: dict[str, Any] = field(default_factory=dict)
    places: dict[tuple[str, int, str], str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def read_front(self, book: Any) -> None:
        """What the form states of itself, then who replies and what is said in its own words."""
        cells = self._read_named(book[FORM], {name: name for name in STATED})
        self.stated["schema_version"] = _whole(self.stated["schema_version"])
        check_schema(self.path, self.stated)
        first = {name: TO_FILL[name] for name in TO_FILL_FIRST}
        cells |= self._read_named(book[FRONT], TO_FILL if self.version > 1 else first)
        self._note_faults(Reply, self.stated, cells, {})

    @property
    def version(self) -> int:
        return int(self.stated["schema_version"])

    def _read_named(self, sheet: Any, named: Mapping[str, str]) -> dict[str, str]:
        """What stands beside the words that name it; returns the cells by name."""
        read = {words: (line, text) for line, (words, text) in _lines(self.path, sheet, 2)}
        cells = {}
        for name, words in named.items():
            if words not in read:
                raise _refused(
                    self.path,
                    f"sheet {sheet.title}, column A: '{words}' is missing, expected it",
                )
            line, self.stated[name] = read[words]
            cells[name] = f"sheet {sheet.title}, cell B{line} ({words})"
        return cells

    def read_table(self, book: Any, table: Table) -> None:
        answers: list[dict[str, Any]] = []
        for line, said in _answers(self.path, book, table):
            fields = [column.name for column in table.columns if column.name]
            cells = {name: table.cell(name, line) for name in fields}
            choices = {
                column.name: list(column.choices.values()) for column in table.columns
            }
            self._note_faults(table.said, said, cells, choices)
            for name, cell in cells.items():
                self.places[table.part, len(answers), name] = cell
            answers.append(said)
        self.stated[table.part] = answers

    def _note_faults(
        self,
        model: type[BaseModel],
        stated: dict[str, Any],
        cells: Mapping[str, str],
        choices: Mapping[str, list[str]],
    ) -> None:
        try:
            model.model_validate(stated)
        except ValidationError as found:
            for fault in found.errors(include_url=False):
                name = str(fault["loc"][0])
                may_be = ", ".join(choices.get(name, ())) or expectation(fault)
                self.faults.append(
                    f"{cells[name]}: {seen(fault['input'])}, expected {may_be}."
                )

    def reply(self) -> Reply:
        if self.faults:
            told = "\n".join(f"{self.path.name}, {fault}" for fault in self.faults)
            raise RegisterError(f"{told}\n{CORRECT}")
        return Reply.model_validate(self.stated)


def _answers(path: Path, book: Any, table: Table) -> Iterator[tuple[int, dict[str, Any]]]:
    """The lines in which something was filled in: a line of the form in its own cells, any other in
    one at all.
    """
    lines = _lines(path, book[table.name], len(table.columns))
    _check_head(path, table, next(lines, (1, []))[1])
    for line, texts in lines:
        filled = texts[table.asked :] if texts[table.asks] else texts
        if not any(filled):
            continue
        said: dict[str, Any] = {}
        for column, text in zip(table.columns, texts, strict=True):
            meant = {words: value for value, words in column.choices.items()}
            if column.name and (text or table.said.model_fields[column.name].is_required()):
                said[column.name] = meant.get(text, text)
        if "version" in said:
            said["version"] = _whole(said["version"])
        yield line, said


def _check_head(path: Path, table: Table, head: list[str]) -> None:
    titles = [column.title for column in table.columns]
    for place, (title, text) in enumerate(
        zip(titles, head or [""] * len(titles), strict=True)
    ):
        if title != text:
            why = f"{seen(text)}, expected the column '{title}' of the form"
            raise _refused(path, f"{table.place(place, 1)}: {why}")


def _lines(path: Path, sheet: Any, columns: int) -> Iterator[tuple[int, list[str]]]:
    """Each line with its number, its cells as texts."""
    for number, cells in enumerate(sheet.iter_rows(max_col=columns), 1):
        if number > MOST_LINES:
            place = f"sheet {sheet.title}, line {number:,}"
            raise _refused(
                path, f"{place}: it goes on, expected at most {MOST_LINES:,} lines"
            )
        formula = next(
            (cell for cell in cells if getattr(cell, "data_type", "") == "f"), None
        )
        if formula is not None:
            raise RegisterError(
                f"{path.name}, sheet {sheet.title}, cell {formula.coordinate}: it holds a formula,"
                f" expected words.\nWrite there what it shows, and import the workbook again; nothing"
                " was entered."
            )
        texts = [_text(cell.value) for cell in cells]
        yield number, texts + [""] * (columns - len(texts))


def _whole(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else text


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


def _check_unpacked(path: Path, content: bytes) -> None:
    try:
        with ZipFile(BytesIO(content)) as packed:
            size = sum(part.file_size for part in packed.infolist())
    except BadZipFile as error:
        raise _refused(
            path, "it cannot be read as a workbook, expected that of the form"
        ) from error
    if size > MOST_UNPACKED:
        raise _refused(
            path, f"unpacked it has {size:,} bytes, expected at most {MOST_UNPACKED:,}"
        )


def _refused(path: Path, why: str) -> RegisterError:
    return RegisterError(f"{path.name}: {why}.\n{ASK_FOR_ANOTHER}")
