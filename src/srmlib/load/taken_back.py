"""What reversals and returns take back, held against what came: nobody can send back more than
there was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import duckdb

from srmlib.load.overflow import refuse_overflow
from srmlib.numbers import digits
from srmlib.snapshot.database import sql, statement

NOTHING = Decimal(0)
# For the message where a conversion makes a number too large to hold.
IN_OWN_UNIT = ("A received_qty in its part's unit", "receipts")


@dataclass(frozen=True)
class Booked:
    """One row of receipts as the source shaped it, its quantity in its part's unit; day and quantity
    are null where they are none.
    """

    receipt_id: str
    line_id: str
    kind: str
    of_receipt_id: str | None
    docked_on: date | None
    received_qty: Decimal | None


@dataclass(frozen=True)
class Taker:
    """A reversal or return, and the row it takes back. Quantities are in the unit of their part,
    `uom`, and null where not known; `stated_qty` and `stated_uom` are those of the row.
    """

    receipt_id: str
    kind: str
    docked_on: date
    uom: str | None
    received_qty: Decimal | None
    stated_qty: Decimal | None
    stated_uom: str | None
    of_receipt_id: str
    source_file: str
    source_row: int
    is_kept: bool
    came_kind: str | None
    came_qty: Decimal | None
    came_stated_qty: Decimal | None
    came_uom: str | None
    came_file: str | None
    came_row: int | None
    is_of_line: bool | None


@dataclass(frozen=True)
class Refused:
    """A row that cannot be: the column at fault, its value, and what was expected of it."""

    taker: Taker
    column: str
    value: str | None
    expectation: str


def name_receipts_taken_back(
    con: duckdb.DuckDBPyConnection, supplied: list[str]
) -> list[str]:
    """Fill in `sql_receipts` which receipt a reversal or return takes back where it names none, and
    mark it: the one receipt of its line, by its day, that has its quantity and is not taken back
    yet. Where none or several are, it stays empty, and the contract refuses it. Returns the columns
    the table has now.
    """
    needed = ("of_receipt_id", "is_matched", "received_qty", "uom")
    added = [column for column in needed if column not in supplied]
    for column in added:
        con.execute(
            sql("ALTER TABLE sql_receipts ADD COLUMN {column} VARCHAR", column=column)
        )
    with refuse_overflow(*IN_OWN_UNIT):
        rows = con.execute(statement("load/unnamed_takers.duckdb")).fetchall()
    matched = list(_matched([Booked(*row) for row in rows]))
    if matched:
        con.executemany(
            "UPDATE sql_receipts SET of_receipt_id = ?, is_matched = 'true' WHERE receipt_id = ?",
            matched,
        )
    return supplied + added


def _matched(rows: list[Booked]) -> Iterator[list[str]]:
    """Per match the receipt that is taken back, and what takes it back."""
    taken = {row.of_receipt_id for row in rows if row.of_receipt_id}
    came: dict[tuple[str, Decimal], list[str]] = defaultdict(list)
    for row in rows:
        if row.docked_on is None or row.received_qty is None:
            continue
        goods = came[row.line_id, row.received_qty]
        if row.kind == "receipt":
            goods.append(row.receipt_id)
        elif not row.of_receipt_id:
            free = [receipt_id for receipt_id in goods if receipt_id not in taken]
            if len(free) == 1:
                taken.add(free[0])
                yield [free[0], row.receipt_id]


def words_of_no_receipt(match_reversals: bool) -> str:
    """What is expected of a reversal or return that names no receipt, and was not matched."""
    of_which = "up to that day, of the whole same quantity"
    if match_reversals:
        how = (
            f"match_reversals looks for the one receipt of the line, {of_which}, and there are none"
            " or several"
        )
    else:
        how = (
            "where the extract names none, match_reversals = true in source.toml takes the one"
            f" receipt of the line, {of_which}"
        )
    return f"the receipt that is taken back: {how}"


def order_nothing_on_returns(con: duckdb.DuckDBPyConnection) -> None:
    """Nothing is to come with a line of its own for goods that go back."""
    con.execute(
        "UPDATE new_schedule_lines SET ordered_qty = 0, value_amount = 0 WHERE is_return"
    )


def refuse_more_than_came(con: duckdb.DuckDBPyConnection) -> None:
    """Move the reversals and returns that take back more than came, or of a row that is not kept or
    is of other goods, from `new_receipts` to `rejected_rows`.

    Quantities are held as they stand at the end: a return that was reversed since takes nothing.
    Where one of the two is not known there is nothing to hold.
    """
    with refuse_overflow(*IN_OWN_UNIT):
        rows = con.execute(statement("load/taken_back")).fetchall()
    takers = [Taker(*row) for row in rows]
    refused = list(_refused(takers))
    if refused:
        con.executemany(
            "INSERT INTO rejected_rows VALUES (?, ?, 'receipts', ?, ?, ?)",
            [
                [
                    one.taker.source_file,
                    one.taker.source_row,
                    one.column,
                    one.value,
                    one.expectation,
                ]
                for one in refused
            ],
        )
        con.executemany(
            "INSERT INTO rejected_keys VALUES ('receipts', ?, ?, ?)",
            [
                [one.taker.receipt_id, one.taker.source_file, one.taker.source_row]
                for one in refused
            ],
        )
        con.execute(
            "DELETE FROM new_receipts WHERE list_contains(?, receipt_id)",
            [[one.taker.receipt_id for one in refused]],
        )


def put_on_the_line_of_the_goods(con: duckdb.DuckDBPyConnection) -> None:
    """A return entered on an order line of its own stands on the line its goods came with; the line
    it was entered on is kept beside it.
    """
    con.execute(
        "UPDATE new_receipts SET return_line_id = new_receipts.line_id, line_id = came.line_id FROM"
        " new_receipts AS came WHERE came.receipt_id = new_receipts.of_receipt_id AND"
        " new_receipts.kind = 'return' AND came.line_id <> new_receipts.line_id"
    )


def _refused(takers: list[Taker]) -> Iterator[Refused]:
    gone: set[str] = set()
    by_came: dict[str, list[Taker]] = defaultdict(list)
    for taker in takers:
        by_came[taker.of_receipt_id].append(taker)
        if fault := _fault_of_row(taker):
            gone.add(taker.receipt_id)
            yield fault
    # Returns first: what was reversed of them never left.
    for kind in ("return", "receipt"):
        for of in by_came.values():
            if of[0].came_kind == kind:
                standing = [taker for taker in of if taker.receipt_id not in gone]
                for fault in _beyond(standing, by_came, gone):
                    gone.add(fault.taker.receipt_id)
                    yield fault
    # A return that was refused leaves its reversal without what it takes back.
    for taker in takers:
        if taker.of_receipt_id in gone and taker.receipt_id not in gone:
            yield _not_kept(taker)


def _fault_of_row(taker: Taker) -> Refused | None:
    if not taker.is_kept:
        return _not_kept(taker)
    if not taker.is_of_line:
        words = "a receipt of the same line or, on an order line of the return's own, of the same"
        return Refused(
            taker,
            "of_receipt_id",
            taker.of_receipt_id,
            f"{words} supplier and part that goes back",
        )
    return None


def _not_kept(taker: Taker) -> Refused:
    return Refused(
        taker,
        "of_receipt_id",
        taker.of_receipt_id,
        "a receipt or return that is kept: the one it takes back was rejected",
    )


def _beyond(
    takers: list[Taker], by_came: dict[str, list[Taker]], gone: set[str]
) -> Iterator[Refused]:
    """Those of one receipt or return, by their days, that take back more than the ones before them
    left of it.
    """
    left = takers[0].came_qty if takers else None
    if left is None:
        return
    for taker in takers:
        qty = _net(
            taker,
            [t for t in by_came.get(taker.receipt_id, []) if t.receipt_id not in gone],
        )
        if qty is None:
            continue
        if qty > left:
            yield Refused(
                taker,
                "received_qty",
                digits(taker.stated_qty or NOTHING),
                _words(taker, left),
            )
        else:
            left -= qty


def _net(taker: Taker, reversals: list[Taker]) -> Decimal | None:
    """What a reversal or return takes for good; null where that is not known."""
    if any(reversal.received_qty is None for reversal in reversals):
        return NOTHING
    if taker.received_qty is None:
        return None
    return taker.received_qty - sum((r.received_qty or NOTHING for r in reversals), NOTHING)


def _words(taker: Taker, left: Decimal) -> str:
    """What is expected of a quantity that is beyond what is left; units where one is not the part's."""
    took = _stated_in(taker.stated_uom, taker)
    came = _stated_in(taker.came_uom, taker)
    unit = f" {taker.uom}" if took or came else ""
    verb = "went back" if taker.came_kind == "return" else "came"
    words = (
        f"not more than there is to take back: {digits(taker.came_qty or NOTHING)}{unit}"
    )
    if came:
        words += f" (stated as {digits(taker.came_stated_qty or NOTHING)} {came})"
    words += (
        f" {verb} with {taker.came_kind} '{taker.of_receipt_id}' ({taker.came_file}, row"
        f" {taker.came_row})"
    )
    if left != taker.came_qty:
        words += f", {digits(left)} not taken back before"
    if took:
        stated = taker.stated_qty or NOTHING
        qty = taker.received_qty or NOTHING
        words += f", and {digits(stated)} {took} are {digits(qty)}{unit}"
    return words


def _stated_in(uom: str | None, taker: Taker) -> str | None:
    """The unit a quantity is stated in, where that is not the part's own."""
    is_own = uom is None or taker.uom is None or uom.lower() == taker.uom.lower()
    return None if is_own else uom
