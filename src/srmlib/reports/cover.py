"""The two sheets a workbook opens on: what it is and what its sheets hold, and the scorecard as the
page prints it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from srmlib.facts import Facts
from srmlib.metrics.result import Reading, beside_limits, bounded
from srmlib.numbers import money_decimals
from srmlib.reports.sheets import MONTHS, ROW_COLUMNS, Column, Sheet, kind_of
from srmlib.rules.definition import Definition
from srmlib.words.counts import allowed_words
from srmlib.words.metric import goal_words
from srmlib.words.plainly import possessive
from srmlib.words.standing import dispute_note, standing_of
from srmlib.words.words import day_words, listed, lower_first, upper_first

READ_ME = "Read me"
SCORECARD = "Scorecard"
A4 = 9
# The fill of a chip and the ink on it, as on paper.
CHIPS = {
    "met_clear": ("#0D6E58", "#FFFFFF"),
    "met": ("#96E0CF", "#1B2430"),
    "missed": ("#FED84A", "#1B2430"),
    "missed_clear": ("#EE8578", "#1B2430"),
    "far_clear": ("#A3020B", "#FFFFFF"),
}
GLYPHS = {
    "met_clear": "▲",
    "met": "△",
    "missed": "▽",
    "missed_clear": "▼",
    "far_clear": "▼▼",
}
LEFT_OUT = {
    "not_agreed": "Not agreed for this relationship",
    "not_supplied": "Not in this data",
}
WASH = "#F5F7F9"
QUIET = "#4A5666"
# A line of text, and the room a row has besides, in points.
LINE = 13
ROOM = 5
TITLE = {"bold": True, "font_size": 16}
PART = {"bold": True, "font_size": 12, "top": 1}
HEAD = {
    "bold": True,
    "bottom": 1,
    "text_wrap": True,
    "valign": "bottom",
    "bg_color": WASH,
}
CELL = {"valign": "top", "text_wrap": True}
LEFT: dict[str, object] = {"align": "left", "indent": 1}
RIGHT: dict[str, object] = {"align": "right"}
# The scorecard's columns: the two firms' own counts and the disputes follow. Where numbers stand,
# and between how many letters each is wide.
HEADS = (
    "Metric",
    "Goal met?",
    "Value",
    "Goal",
    "Missed, and what the goal allows",
    "Counted this quarter",
    "Last four quarters",
    "Quarters that met the goal",
)
NUMBERS = (2, 6, 8, 9)
BOUNDS = (
    (20, 40),
    (18, 22),
    (9, 24),
    (9, 24),
    (24, 36),
    (16, 28),
    (11, 24),
    (13, 14),
    (13, 24),
    (13, 24),
    (12, 44),
)
HEAD_ROW = 3
READ_ME_WIDTHS = (20, 26, 104, 32, 12)

CUSTOMERS_COUNTED = (
    "The buyer's customers are counted and never named: what is about one bears a running label,"
    " such as promise 12, and neither amounts nor quantities."
)

# A table's sheet by name: the table, what it holds, and its rows.
Sheets = Mapping[str, tuple[str, Sheet, pd.DataFrame]]


def plain(text: str) -> str:
    """The text as XlsxWriter takes it for no markup: what stands between these two would go into
    the file as it is, and a stray < would make it unreadable.
    """
    if text.startswith("<r>") and text.endswith("</r>"):
        return text + " "
    return text


# Read me


def write_read_me(book: Workbook, facts: Facts, sheets: Sheets) -> None:
    """What the file is, what each sheet holds, and every column in words."""
    made = book.add_worksheet(READ_ME)
    made.hide_gridlines(2)
    for column, width in enumerate(READ_ME_WIDTHS):
        made.set_column(column, column, width)
    _print_one_wide(made)
    cell = book.add_format(CELL)
    quiet = book.add_format({**CELL, "font_color": QUIET})
    title = book.add_format(TITLE)
    part = book.add_format(PART)
    head = book.add_format(HEAD)
    link = book.add_format({"font_color": "#1F4E8C", "underline": 1, "valign": "top"})
    made.write_string(0, 0, plain(_title(facts)), title)
    row = 2
    width_of_both = READ_ME_WIDTHS[1] + READ_ME_WIDTHS[2]
    for name, words in _about(facts):
        made.write_string(row, 0, name, quiet)
        made.merge_range(row, 1, row, 2, "", cell)
        made.write_string(row, 1, plain(words), cell)
        made.set_row(row, LINE * _lines([words], [width_of_both]) + ROOM)
        row += 1
    row = _heading(made, row + 1, "Sheets", ("sheet", "rows", "what it holds"), part, head)
    listed_sheets = [(SCORECARD, "", "The scorecard as the page prints it.")]
    for name, (_, sheet, rows) in sheets.items():
        listed_sheets.append((name, f"{len(rows):,}", sheet.holds))
    for name, size, holds in listed_sheets:
        # Only names of sheets, which this room gives, ever become a link.
        made.write_url(row, 0, f"internal:'{name}'!A1", link, name)
        made.write_string(row, 1, size, quiet)
        made.write_string(row, 2, plain(holds), cell)
        row += 1
    names = ("sheet", "column", "what it holds", "unit", "shown as")
    row = _heading(made, row + 1, "Columns", names, part, head)
    for sheet_name, heading, words, unit, shown_as in _columns(facts, sheets):
        made.write_string(row, 0, plain(sheet_name), quiet)
        made.write_string(row, 1, plain(heading), cell)
        made.write_string(row, 2, plain(words), cell)
        made.write_string(row, 3, plain(unit), quiet)
        made.write_string(row, 4, plain(shown_as), quiet)
        row += 1


def _title(facts: Facts) -> str:
    internal = "Internal: " if facts.audience == "internal" else ""
    return f"{internal}{facts.supplier.name}, quarterly review {facts.quarter}: the tables"


def _about(facts: Facts) -> list[tuple[str, str]]:
    quarter = facts.quarter
    reader = "both firms"
    if facts.audience == "internal":
        reader = f"{facts.buyer_name} alone: internal, not to be handed on"
    customers = [("Customers", CUSTOMERS_COUNTED)] if not facts.names_customers else []
    return [
        ("What this is", "Every number of the report, and the rows behind it, as tables."),
        ("Supplier", f"{facts.supplier.name} ({facts.supplier.supplier_id})"),
        ("Buyer", upper_first(facts.buyer_name)),
        ("For", reader),
        (
            "Quarter",
            f"{quarter}: {day_words(quarter.start)} to {day_words(quarter.last_day)}",
        ),
        ("As of", f"{day_words(facts.as_of)}, {facts.as_of_words}"),
        ("Snapshot", facts.snapshot_id),
        ("Currency", facts.cost.currency),
        (
            "Names",
            "Sheets and columns are called as in the folder data and in report.json. The end of a"
            " name says what it is: _id a key, _on a day, _at a time in UTC, _qty a quantity,"
            " _amount money.",
        ),
        (
            "Rounding",
            "Cells hold a number with all its digits and show it rounded:"
            f" {_money_words(facts)}, shares with one decimal, what was worked out with two. A"
            " number of more than 15 digits, which a spreadsheet would cut, is text.",
        ),
        (
            "Empty",
            "An empty cell is not known, or does not apply. It never stands for zero.",
        ),
        *customers,
    ]


def _money_words(facts: Facts) -> str:
    decimals = money_decimals()
    if not decimals:
        return f"amounts in whole {facts.cost.currency}"
    return f"amounts with {decimals} decimals"


def _heading(
    made: Worksheet, row: int, title: str, names: Iterable[str], part: Format, head: Format
) -> int:
    """A part's title and the heads of its table; gives the row below them."""
    made.write_string(row, 0, title, part)
    for place, name in enumerate(names):
        made.write_string(row + 1, place, name, head)
    return row + 2


def _columns(facts: Facts, sheets: Sheets) -> Iterable[tuple[str, str, str, str, str]]:
    """Every column once: sheet, column, words, unit, how it is shown. What all sheets of months
    have, and all sheets of rows, is said for them together.
    """
    for name, column in MONTHS.items():
        yield ("months_…", *_column(facts, name, column))
    for name, column in ROW_COLUMNS.items():
        yield ("rows_…", *_column(facts, name, column))
    for name, (_, sheet, rows) in sheets.items():
        if sheet.columns is MONTHS:
            continue
        for heading in rows.columns:
            described = sheet.columns.get(heading)
            is_shared = heading in ROW_COLUMNS and described == ROW_COLUMNS[heading]
            if not (name.startswith("rows_") and is_shared):
                yield (name, *_column(facts, heading, described))


def _column(facts: Facts, name: str, column: Column | None) -> tuple[str, str, str, str]:
    words = column.words if column else name.replace("_", " ")
    unit = column.unit if column else ""
    if unit == "reporting currency":
        unit = facts.cost.currency
    return name, words, unit, kind_of(name, column) or "text"


# Scorecard


class ScoreCell(NamedTuple):
    """A cell of the scorecard: what it holds, how that reads, and its look beside what all have."""

    value: str | float | None
    text: str
    look: dict[str, object]


def write_scorecard(book: Workbook, facts: Facts) -> None:
    """The scorecard as the page prints it, on one sheet of paper across."""
    made = book.add_worksheet(SCORECARD)
    made.hide_gridlines(2)
    _print_one_wide(made)
    buyer = upper_first(facts.buyer_name)
    heads = [*HEADS, f"{buyer} counts", f"{facts.supplier.name} counts", "Disputes"]
    groups = []
    for title, readings in _groups(facts):
        rows_of_cells = [_score_cells(facts, reading) for reading in readings]
        groups.append((title, rows_of_cells))
    widths = _score_widths([cells for _, rows in groups for cells in rows])
    made.write_string(0, 0, plain(_scorecard_title(facts)), book.add_format(TITLE))
    about = f"{buyer} and {facts.supplier.name}, as of {day_words(facts.as_of)}."
    quiet = book.add_format({"font_color": QUIET})
    made.write_string(1, 0, plain(about), quiet)
    for place, (head, width) in enumerate(zip(heads, widths, strict=True)):
        made.set_column(place, place, width)
        look = HEAD | (RIGHT if place in NUMBERS else LEFT)
        made.write_string(HEAD_ROW, place, plain(head), book.add_format(look))
    # Bold letters are wider: a line to spare.
    made.set_row(HEAD_ROW, (LINE + 2) * (_lines(heads, widths) + 1))
    made.freeze_panes(HEAD_ROW + 1, 1)
    made.repeat_rows(HEAD_ROW)
    row = HEAD_ROW
    part = book.add_format(PART)
    for title, rows_of_cells in groups:
        row += 1
        for place in range(len(heads)):
            made.write_blank(row, place, None, part)
        made.write_string(row, 0, plain(title), part)
        made.set_row(row, LINE + 2 * ROOM)
        for cells in rows_of_cells:
            row += 1
            _write_cells(book, made, row, cells)
            lines = _lines([cell.text for cell in cells], widths)
            made.set_row(row, LINE * lines + ROOM)
    row += 1
    for said in _left_out(facts):
        row += 1
        made.write_string(row, 0, plain(said), quiet)


def _left_out(facts: Facts) -> list[str]:
    """`Not in this data: forecast error and payments.`, one for each reason."""
    said = []
    for state, words in LEFT_OUT.items():
        every = [*facts.readings, *facts.ours]
        names = [lower_first(one.definition.name) for one in every if one.state == state]
        if names:
            said.append(f"{words}: {listed(names)}.")
    return said


def _write_cells(
    book: Workbook, made: Worksheet, row: int, cells: Iterable[ScoreCell]
) -> None:
    for place, (value, _, look) in enumerate(cells):
        shown = book.add_format(CELL | {"valign": "vcenter"} | look)
        if isinstance(value, str):
            made.write_string(row, place, plain(value), shown)
        elif value is not None:
            made.write_number(row, place, value, shown)


def _scorecard_title(facts: Facts) -> str:
    internal = "Internal: " if facts.audience == "internal" else ""
    return f"{internal}{facts.supplier.name}, {facts.quarter}: which goals were met?"


def _groups(facts: Facts) -> list[tuple[str, list[Reading]]]:
    """The supplier's metrics by group, then the buyer's own part; what is not counted at all is
    named below.
    """
    shown = [reading for reading in facts.readings if reading.state not in LEFT_OUT]
    names = dict.fromkeys(reading.definition.group for reading in shown)
    groups = []
    for name in names:
        groups.append((name, [one for one in shown if one.definition.group == name]))
    ours = [reading for reading in facts.ours if reading.state not in LEFT_OUT]
    if ours:
        groups.append((f"{upper_first(possessive(facts.buyer_name))} part", ours))
    return groups


def _score_cells(facts: Facts, reading: Reading) -> list[ScoreCell]:
    """A metric's cells, in the order of the heads."""
    definition = reading.definition
    value = reading.value if reading.state == "ok" else None
    chip = chip_words(reading)
    missed, by_chance = allowed_words(reading, facts.rows.get(reading.id))
    met, judged = reading.quarters_met
    year = reading.year.value if reading.year else None
    return [
        _words(definition.name),
        ScoreCell(chip, chip, chip_look(reading)),
        _number(value, definition, reading.bound),
        _words(goal_words(definition)),
        _words("\n".join(words for words in (missed, by_chance) if words)),
        _words(_counted(reading)),
        _number(year, definition, reading.year.bound if reading.year else None),
        _words(f"{met} of {judged}" if judged else ""),
        _number(_own(reading, "buyer"), definition),
        _number(_own(reading, "supplier"), definition),
        _words(dispute_note(reading)),
    ]


def _words(text: str) -> ScoreCell:
    return ScoreCell(text, text, LEFT)


def _number(
    value: float | None, definition: Definition, bound: str | None = None
) -> ScoreCell:
    if value is None:
        return ScoreCell(None, "", {})
    layout = value_format(value, definition)
    if bound:
        layout = f'"{bound} "{layout}'
    text = bounded(bound, beside_limits(value, definition))
    return ScoreCell(value, text, {**RIGHT, "num_format": layout})


def _score_widths(rows: Iterable[list[ScoreCell]]) -> list[int]:
    """How wide each column is: its longest line, and some room, within bounds."""
    columns = list(zip(*rows, strict=True)) or [()] * len(BOUNDS)
    widths = []
    for cells, (narrowest, widest) in zip(columns, BOUNDS, strict=True):
        lines = [line for cell in cells for line in cell.text.splitlines()]
        longest = max((len(line) + 3 for line in lines), default=0)
        widths.append(min(widest, max(narrowest, longest)))
    return widths


def _lines(texts: Iterable[str], widths: Iterable[int]) -> int:
    """How many lines the cells of a row take: no program works it out when it opens the file."""
    most = 1
    for text, width in zip(texts, widths, strict=True):
        lines = sum(math.ceil(len(line) / width) for line in text.splitlines())
        most = max(most, lines)
    return most


def chip_words(reading: Reading) -> str:
    """The page's chip: the verdict with its glyph, or why there is none."""
    standing = standing_of(reading)
    glyph = GLYPHS.get(standing.kind, "")
    return f"{glyph} {standing.words}".strip()


def chip_look(reading: Reading) -> dict[str, object]:
    """The verdict's fill and ink; quiet without a verdict."""
    kind = standing_of(reading).kind
    if kind not in CHIPS:
        return {**LEFT, "font_color": QUIET}
    fill, ink = CHIPS[kind]
    return {**LEFT, "font_color": ink, "bold": True, "bg_color": fill}


def value_format(value: float, definition: Definition) -> str:
    """How a cell shows a value of the metric: with its unit, and with as many decimals as the page
    prints.

    >>> from types import SimpleNamespace as d
    >>> definition = d(unit="%", unit_decimals=1, goal=95, red_limit=90)
    >>> value_format(91.58, definition), value_format(94.97, definition)
    ('#,##0.0"%"', '#,##0.00"%"')
    """
    printed = beside_limits(value, definition).removesuffix(definition.unit).strip()
    _, point, decimals = printed.partition(".")
    zeros = "0" * len(decimals)
    space = "" if definition.unit == "%" else " "
    unit = definition.unit.replace('"', "")
    return f'#,##0{point}{zeros}"{space}{unit}"'


def _own(reading: Reading, firm: str) -> float | None:
    own = reading.bases.get(firm)
    return own.value if own and reading.state == "ok" else None


def _counted(reading: Reading) -> str:
    """What the quarter counted: `46 of 50 lines`, `31 tickets`."""
    if reading.definition.metric.kind == "share" and isinstance(reading.numerator, int):
        return f"{reading.numerator:,} of {reading.rests_on}"
    return reading.rests_on if reading.n else ""


def _print_one_wide(made: Worksheet) -> None:
    made.set_landscape()
    made.set_paper(A4)
    made.fit_to_pages(1, 0)
    made.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    made.set_footer("&RPage &P of &N")
