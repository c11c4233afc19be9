"""The reply as a workbook, for who would rather not use the form: the same answers with drop-downs.
Ratings are not in it: they are sealed in the form alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from srmlib.replies.contents import Asked, Form
from srmlib.replies.layout import (
    ACTIONS,
    ASKED,
    ASKS,
    DEFINITIONS,
    FORM,
    FRONT,
    NEW_TOPICS,
    READ_ME,
    ROWS,
    STATED,
    TO_FILL,
    TOPICS,
    Column,
    Table,
)
from srmlib.replies.page import due_words, period_words
from srmlib.replies.reading import SCHEMA, VERSION
from srmlib.words.words import day_words

# For rows that are no misses.
LINES_TO_FILL = 20
# Nothing of the data becomes a formula, a link or a number.
AS_TEXT = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
TOP = {"text_wrap": True, "valign": "top"}
FORMATS = {
    "title": {"bold": True, "font_size": 16},
    "head": {"bold": True, "bottom": 1, "text_wrap": True},
    "fixed": TOP,
    "fill": TOP | {"locked": False, "bg_color": "#FFF6D6", "border": 4},
    "day": TOP
    | {"locked": False, "bg_color": "#FFF6D6", "border": 4, "num_format": "yyyy-mm-dd"},
}


def workbook_of(form: Form, answer_by: date | None = None) -> bytes:
    """The workbook to be filled in; `answer_by` is the day it is wanted back."""
    import xlsxwriter

    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, **AS_TEXT})
    formats = {name: book.add_format(shown) for name, shown in FORMATS.items()}
    _write_read_me(book, formats, form, answer_by)
    _write_front(book, formats)
    names = {one.id: one.name for one in form.metrics}
    rows = [[one.metric, names[one.metric], one.row, one.words] for one in form.misses]
    _write_table(book, formats, ROWS, rows, LINES_TO_FILL)
    _write_table(book, formats, ACTIONS, [_action(one) for one in form.actions])
    topics = [[one.id, one.what] for one in form.topics if not one.effort]
    _write_table(book, formats, TOPICS, topics)
    _write_table(book, formats, NEW_TOPICS, [], LINES_TO_FILL)
    asked = [
        [one.id, one.what, day_words(date.fromisoformat(one.asked_on))] for one in form.asks
    ]
    _write_table(book, formats, ASKED, asked)
    _write_table(book, formats, ASKS, [], LINES_TO_FILL)
    definitions = [[d.metric, str(d.version), d.name, d.words] for d in form.definitions]
    _write_table(book, formats, DEFINITIONS, definitions)
    _write_form(book, formats, form)
    book.close()
    return stream.getvalue()


def _action(one: Asked) -> list[str]:
    return [one.id, one.what, due_words(one)]


def _write_read_me(
    book: Any, formats: dict[str, Any], form: Form, answer_by: date | None
) -> None:
    sheet = book.add_worksheet(READ_ME)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 110)
    first, last = date.fromisoformat(form.first_on), date.fromisoformat(form.last_on)
    title = f"{form.supplier_name}: reply to the review of {period_words(first, last)}"
    sheet.write_string(0, 0, title, formats["title"])
    for line, words in enumerate(_read_me(form, answer_by), 2):
        sheet.write_string(line, 0, words, formats["fixed"])
    sheet.protect()


def _read_me(form: Form, answer_by: date | None) -> Iterator[str]:
    supplier, buyer = form.supplier_name, form.buyer_name
    yield f"For {supplier}, about {buyer}. It goes with report {form.report} of {form.quarter}."
    if answer_by:
        yield f"Please send this workbook back by {day_words(answer_by)}."
    yield "Yellow cells are to be filled in. All may stay empty but one: your role."
    yield f"1. Sheet {FRONT}: your role, and what {supplier} says of the quarter, in its own words."
    yield (
        f"2. Sheet {ROWS.name}: choose what is right about a row that the report reads differently."
        " Any other row of the report can be named in the empty lines. A dispute moves the number"
        " for both firms once it is decided; until then both readings are printed."
    )
    yield from (f"{number}. {words}" for number, words in enumerate(_more_sheets(form), 3))
    yield f"Then save the workbook and send it to {buyer}. It sends nothing by itself."
    if form.rates:
        yield (
            "Ratings, values of topics and the yearly health check are not in here: they are sealed"
            f" in the form that opens in a browser ({form.file_stem}_reply.html)."
        )
    yield f"The sheet {FORM} at the end tells which form this is. Please leave it as it is."


def _more_sheets(form: Form) -> Iterator[str]:
    """What is to be done on each of the other sheets that hold something to answer."""
    if form.actions:
        yield (
            f"Sheet {ACTIONS.name}: agree, move, object or done. A moved date keeps the first one"
            " beside it."
        )
    if any(not one.effort for one in form.topics):
        yield f"Sheet {TOPICS.name}: how much work each topic is that both could work on."
    yield f"Sheet {NEW_TOPICS.name}: what else both firms could work on ahead of need."
    if form.asks:
        yield (
            f"Sheet {ASKED.name}: what {form.buyer_name} asks. Refused needs a reason, done what"
            " shows it."
        )
    yield f"Sheet {ASKS.name}: what {form.supplier_name} asks of {form.buyer_name}."
    if form.definitions:
        yield (
            f"Sheet {DEFINITIONS.name}: sign each, or object and say what it should say instead."
            " Without both signatures a metric carries no verdict."
        )


def _write_front(book: Any, formats: dict[str, Any]) -> None:
    sheet = book.add_worksheet(FRONT)
    sheet.set_column(0, 0, 46)
    sheet.set_column(1, 1, 80)
    for line, words in enumerate(TO_FILL.values()):
        sheet.write_string(line, 0, words, formats["head"])
        sheet.write_blank(line, 1, None, formats["fill"])
    for line in (2, 3):
        sheet.set_row(line, 120)
    sheet.protect()


def _write_form(book: Any, formats: dict[str, Any], form: Form) -> None:
    sheet = book.add_worksheet(FORM)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 70)
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
        sheet.write_string(line, 0, name, formats["fixed"])
        sheet.write_string(line, 1, known[name], formats["fixed"])
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
    last = len(rows) + to_fill
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, column.title, formats["head"])
        shown = formats["day" if column.name == "due_on" else "fill"]
        for line in range(1, last + 1):
            if line <= len(rows) and place < table.asked:
                sheet.write_string(line, place, rows[line - 1][place], formats["fixed"])
            else:
                sheet.write_blank(line, place, None, shown)
        if last and column.choices:
            sheet.data_validation(1, place, last, place, _choice(column))
    sheet.protect()


def _choice(column: Column) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": list(column.choices.values()),
        "error_title": column.title,
        "error_message": "Please choose from the list, or leave the cell empty.",
    }
