"""The reply as a workbook, for who would rather not use the form: the same answers with drop-downs.
Ratings are not in it: they are sealed in the form alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import BadZipFile, ZipFile

from srmlib.errors import RegisterError
from srmlib.replies.contents import Form
from srmlib.replies.page import CLAIMS
from srmlib.replies.reading import ASK_FOR_ANOTHER, SCHEMA, VERSION

# Unpacked, of a file that may be packed a thousandfold.
MOST_UNPACKED = 20_000_000
MOST_LINES = 2_000
# For rows that are no misses.
LINES_TO_FILL = 20
ANSWERS = {
    "agree": "agree",
    "move": "move it",
    "object": "object",
    "done": "done",
}
SIGNS = {
    "sign": "sign",
    "object": "object",
}
STATED = ("schema", "schema_version", "form", "supplier", "quarter", "report", "side")
TO_FILL = {
    "role": "Your role (needed)",
    "name": "Your name (only if it may stand in the report)",
    "statement": "Statement, printed word for word",
}


class Table(NamedTuple):
    """A sheet: its columns with widths; from `fills` on they are to be filled in, `choices` by a
    list.
    """

    name: str
    columns: tuple[tuple[str, int], ...]
    fills: int
    choices: dict[int, tuple[str, ...]]


ROWS = Table(
    "Rows",
    (
        ("metric", 9),
        ("name", 28),
        ("row", 22),
        ("reads", 48),
        ("claim", 20),
        ("why", 60),
    ),
    4,
    {4: tuple(CLAIMS.values())},
)
ACTIONS = Table(
    "Actions",
    (
        ("action", 10),
        ("what", 48),
        ("due", 12),
        ("answer", 12),
        ("new date", 13),
        ("words", 60),
    ),
    3,
    {3: tuple(ANSWERS.values())},
)
DEFINITIONS = Table(
    "Definitions",
    (
        ("metric", 9),
        ("version", 9),
        ("name", 28),
        ("says", 70),
        ("answer", 12),
        ("instead", 60),
    ),
    4,
    {4: tuple(SIGNS.values())},
)


def workbook_of(form: Form) -> bytes:
    """The workbook to be filled in."""
    import xlsxwriter

    stream = BytesIO()
    texts = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(
        stream,
        {
            "in_memory": True,
            **texts,
        },
    )
    formats = {
        "head": book.add_format(
            {
                "bold": True,
                "bottom": 1,
                "text_wrap": True,
            }
        ),
        "fixed": book.add_format(
            {
                "text_wrap": True,
                "valign": "top",
            }
        ),
        "fill": book.add_format(
            {
                "text_wrap": True,
                "valign": "top",
                "locked": False,
                "bg_color": "#FFF6D6",
                "border": 4,
            }
        ),
    }
    _write_front(book, formats, form)
    names = {one.id: one.name for one in form.metrics}
    rows = [[one.metric, names[one.metric], one.row, one.words] for one in form.misses]
    _write_table(
        book,
        formats,
        ROWS,
        rows,
        LINES_TO_FILL,
    )
    actions = [[one.id, one.what, one.due_on] for one in form.actions]
    _write_table(
        book,
        formats,
        ACTIONS,
        actions,
    )
    definitions = [[d.metric, str(d.version), d.name, d.words] for d in form.definitions]
    _write_table(
        book,
        formats,
        DEFINITIONS,
        definitions,
    )
    book.close()
    return stream.getvalue()


def _write_front(book: Any, formats: dict[str, Any], form: Form) -> None:
    sheet = book.add_worksheet("Reply")
    sheet.set_column(0, 0, 46)
    sheet.set_column(1, 1, 80)
    known = {
        "schema": SCHEMA,
        "schema_version": str(VERSION),
        "form": form.fingerprint,
        "supplier": form.supplier_id,
        "quarter": form.quarter,
        "report": form.report,
        "side": form.side,
    }
    for line, name in enumerate(STATED):
        sheet.write_string(
            line,
            0,
            name,
            formats["fixed"],
        )
        sheet.write_string(
            line,
            1,
            known[name],
            formats["fixed"],
        )
    for line, words in enumerate(TO_FILL.values(), len(STATED) + 1):
        sheet.write_string(
            line,
            0,
            words,
            formats["head"],
        )
        sheet.write_blank(
            line,
            1,
            None,
            formats["fill"],
        )
    line = len(STATED) + len(TO_FILL) + 2
    said = "Yellow cells are to be filled in. Ratings are sealed in the HTML form alone."
    sheet.write_string(line, 0, said)
    sheet.set_row(len(STATED) + len(TO_FILL), 120)
    sheet.protect()


def _write_table(
    book: Any,
    formats: dict[str, Any],
    table: Table,
    rows: Sequence[Sequence[str]],
    to_fill: int = 0,
) -> None:
    sheet = book.add_worksheet(table.name)
    sheet.freeze_panes(1, 0)
    for column, (name, width) in enumerate(table.columns):
        sheet.set_column(column, column, width)
        sheet.write_string(
            0,
            column,
            name,
            formats["head"],
        )
    last = len(rows) + to_fill
    for line in range(1, last + 1):
        known = rows[line - 1] if line <= len(rows) else []
        for column in range(len(table.columns)):
            if column < len(known):
                sheet.write_string(
                    line,
                    column,
                    known[column],
                    formats["fixed"],
                )
            else:
                sheet.write_blank(
                    line,
                    column,
                    None,
                    formats["fill"],
                )
    for column, choices in table.choices.items():
        if last:
            rule = {
                "validate": "list",
                "source": list(choices),
            }
            sheet.data_validation(
                1,
                column,
                last,
                column,
                rule,
            )
    sheet.protect()


# --- Reading


def stated_in(path: Path, content: bytes) -> dict[str, Any]:
    """What a filled-in workbook states, as a reply's JSON does. Raises RegisterError where it is no
    workbook of the form, or holds formulas.
    """
    import openpyxl

    _check_unpacked(path, content)
    try:
        book = openpyxl.load_workbook(BytesIO(content), read_only=True)
    except Exception as error:  # openpyxl raises whatever zipfile, XML or its own parts raise
        raise _refused(path, "it cannot be read as a workbook") from error
    return _stated(path, book)


def _stated(path: Path, book: Any) -> dict[str, Any]:
    wanted = ["Reply", ROWS.name, ACTIONS.name, DEFINITIONS.name]
    missing = [name for name in wanted if name not in book.sheetnames]
    if missing:
        raise _refused(path, f"it lacks the sheet {missing[0]}")
    front = list(_lines(path, book["Reply"], 2))
    stated: dict[str, Any] = {name: words for name, words in front if name in STATED}
    version = stated.get("schema_version", "")
    stated["schema_version"] = int(version) if version.isdecimal() else version
    by_words = dict((name, words) for name, words in front)
    stated |= {name: by_words.get(words, "") for name, words in TO_FILL.items()}
    stated["disputes"] = list(_disputes(path, book))
    stated["actions"] = list(_actions(path, book))
    stated["signatures"] = list(_signatures(path, book))
    return stated


def _disputes(path: Path, book: Any) -> Iterator[dict[str, Any]]:
    claims = {words: claim for claim, words in CLAIMS.items()}
    for metric, _, row, _, claim, why in _table(path, book, ROWS):
        if claim or why:
            said = claims.get(claim, claim)
            yield {
                "metric": metric,
                "row": row,
                "claim": said,
                "words": why,
            }


def _actions(path: Path, book: Any) -> Iterator[dict[str, Any]]:
    answers = {words: answer for answer, words in ANSWERS.items()}
    for action, _, _, answer, due_on, words in _table(path, book, ACTIONS):
        if answer or due_on or words:
            said = answers.get(answer, answer)
            yield {
                "action": action,
                "answer": said,
                "due_on": due_on or None,
                "words": words,
            }


def _signatures(path: Path, book: Any) -> Iterator[dict[str, Any]]:
    for metric, version, _, _, answer, words in _table(path, book, DEFINITIONS):
        if answer or words:
            number = int(version) if version.isdecimal() else version
            yield {
                "metric": metric,
                "version": number,
                "answer": answer,
                "words": words,
            }


def _table(path: Path, book: Any, table: Table) -> Iterator[list[str]]:
    lines = _lines(path, book[table.name], len(table.columns))
    head = next(lines, [])
    if head != [name for name, _ in table.columns]:
        raise _refused(path, f"the columns of its sheet {table.name} are not those of the form")
    yield from lines


def _lines(path: Path, sheet: Any, columns: int) -> Iterator[list[str]]:
    for number, cells in enumerate(sheet.iter_rows(max_col=columns), 1):
        if number > MOST_LINES:
            raise _refused(path, f"its sheet {sheet.title} has more than {MOST_LINES:,} lines")
        formula = next((cell for cell in cells if getattr(cell, "data_type", "") == "f"), None)
        if formula is not None:
            place = f"sheet {sheet.title}, cell {formula.coordinate}"
            raise _refused(path, f"{place} holds a formula, expected words")
        texts = [_text(cell.value) for cell in cells]
        yield texts + [""] * (columns - len(texts))


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
        raise _refused(path, "it cannot be read as a workbook") from error
    if size > MOST_UNPACKED:
        raise _refused(path, f"unpacked it has {size:,} bytes, expected at most {MOST_UNPACKED:,}")


def _refused(path: Path, why: str) -> RegisterError:
    return RegisterError(f"{path.name}: {why}.\n{ASK_FOR_ANOTHER}")
