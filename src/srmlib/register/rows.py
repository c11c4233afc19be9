"""The rows of one list, whatever file it stands in: which kind it is of, what each column
means, and what is wrong with a cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from srmlib.errors import Fault
from srmlib.register.cells import EXACT, Cell, is_empty
from srmlib.register.kinds import KINDS, Kind
from srmlib.rules.checking import nearest, printable

# A sheet or column whose name begins so is the firm's own, and is left alone.
OWN = "#"
RECORD, SUPPLIER, REVISION = "record", "supplier_id", "revision"
# Behind the name of a column that must be filled in.
REQUIRED = "*"


class SheetFault(str):
    """What a spreadsheet shows in place of a value it cannot work out, such as #REF!."""


@dataclass(frozen=True)
class Row:
    """One row that is not empty: its cells by column, without those that are empty. A
    column that is in `columns` and has no cell is emptied; one that the list lacks says
    nothing.
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


def read_rows(
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
    """The name of each column; OWN for one that is left alone, empty for one without a
    name.
    """
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
    return OWN if name.startswith(OWN) else plain_name(name.removesuffix(REQUIRED))


def kind_titled(name: str) -> type[Kind] | None:
    said = plain_name(name)
    for kind in KINDS.values():
        if said in (plain_name(kind.title), kind.kind):
            return kind
    return None


def no_kind(where: str, name: str, fix: str) -> Fault:
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


def plain_name(name: str) -> str:
    return "_".join(name.casefold().replace("_", " ").replace("-", " ").split())
