"""Cells of lists and what a kind's field takes, there and back: a date of a spreadsheet, a number
that it keeps with decimals, a choice in capitals.
"""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from srmlib.register.kinds import FieldOf
from srmlib.register.kinds.base import BETWEEN_IDS

Cell = str | int | float | bool | Decimal | date | datetime | time | None
# A spreadsheet keeps 15 digits of a number.
EXACT = 10**15


def is_empty(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def value_of(field: FieldOf, cell: Cell) -> Any:
    """What the kind's model is given for a cell that is not empty. What cannot be meant stays as it
    is, so that the model tells what it expected.
    """
    if field.form == "choice":
        return _choice(field, cell)
    if field.form == "day":
        return _day(cell)
    if field.form == "whole":
        return int(cell) if isinstance(cell, float) and cell.is_integer() else cell
    if field.form == "amount":
        return str(cell) if isinstance(cell, float) else cell
    return words_of(cell)


def words_of(cell: Cell) -> Any:
    """A text that a spreadsheet took for a number or a date."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, int) and abs(cell) < EXACT:
        return str(cell)
    if isinstance(cell, float) and abs(cell) < EXACT:
        return repr(cell)
    if isinstance(cell, date):
        return str(_day(cell))
    return cell


def _choice(field: FieldOf, cell: Cell) -> Any:
    if not isinstance(cell, str):
        return cell
    said = _plain(cell)
    return next(
        (choice for choice in field.choices if _plain(choice) == said), cell.strip()
    )


def _plain(text: str) -> str:
    return "_".join(text.casefold().replace("_", " ").split())


def _day(cell: Cell) -> Any:
    if isinstance(cell, datetime) and cell.time() == time.min:
        return cell.date()
    return cell.strip() if isinstance(cell, str) else cell


def cell_of(value: Any) -> Cell:
    """A field's value as a cell of a spreadsheet holds it; None where nothing is stated."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return f"{BETWEEN_IDS} ".join(value) or None
    found: Cell = value
    return found
