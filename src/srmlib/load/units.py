"""Quantities that are stated in another unit than their part's become the part's own, by exact
conversions; what cannot be converted is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import duckdb

from srmlib.errors import DataFaults, Fault
from srmlib.load.overflow import refuse_overflow
from srmlib.rules import schema
from srmlib.snapshot.database import sql, statement

# The quantity of each table that may state its unit.
QUANTITIES = {
    "schedule_lines": "ordered_qty",
    "receipts": "received_qty",
    "invoice_lines": "invoiced_qty",
}


@dataclass(frozen=True)
class Conversion:
    """`from_qty` of one unit are `to_qty` of another, of one part or (None) of any."""

    part_id: str | None
    from_uom: str
    to_uom: str
    from_qty: int
    to_qty: int
    source_file: str
    source_row: int

    @property
    def units(self) -> frozenset[str]:
        return frozenset((self.from_uom.lower(), self.to_uom.lower()))

    def spelt(self, uom: str) -> str:
        """A unit of it as it is written there."""
        return self.to_uom if uom == self.to_uom.lower() else self.from_uom

    def of(self, uom: str) -> tuple[str, Fraction]:
        """The other unit, and how many of this one it is; units by their small letters.

        >>> Conversion(None, "Box", "piece", 1, 12, "", 2).of("piece")
        ('box', Fraction(12, 1))
        """
        if uom == self.to_uom.lower():
            return self.from_uom.lower(), Fraction(self.to_qty, self.from_qty)
        return self.to_uom.lower(), Fraction(self.from_qty, self.to_qty)


def know_units(con: duckdb.DuckDBPyConnection) -> list[Fault]:
    """Fill the table `unit_factors`, before any quantity is held against another: of every part and
    unit that leads to the part's own, so many of it are so many of that. Returns conversions that
    contradict each other (code unit_double).
    """
    with refuse_overflow("A conversion of units", "unit_conversions"):
        return _write_factors(con)


def convert_quantities(con: duckdb.DuckDBPyConnection, contradictions: list[Fault]) -> None:
    """Turn every quantity of orders, receipts and invoices into the unit of its part, by the table
    `unit_factors`. The row keeps `uom` as stated, and what was stated in it as `stated_qty`; that is
    null where nothing was converted.

    Raises DataFaults for conversions that contradict each other, for a unit that no conversion leads
    from, and for a quantity that is no whole number of thousandths in its part's unit. Codes:
    unit_double, unit_unknown, unit_inexact.
    """
    for table in QUANTITIES:
        con.execute(
            sql("ALTER TABLE {table} ADD COLUMN stated_qty DECIMAL(18, 3)", table=table)
        )
    con.execute("CREATE TEMP VIEW stated_units AS " + statement("load/stated_units"))
    faults = [*contradictions, *_unknown_units(con), *_inexact_quantities(con)]
    if faults:
        raise DataFaults(faults)
    for table, quantity in QUANTITIES.items():
        with refuse_overflow(f"A {quantity} in its part's unit", table):
            con.execute(
                sql(
                    statement("load/convert_quantities"),
                    table=table,
                    quantity=quantity,
                    key=schema.table(table).key[0],
                ),
                [table],
            )
    con.execute("DROP VIEW stated_units; DROP TABLE unit_factors")


def _write_factors(con: duckdb.DuckDBPyConnection) -> list[Fault]:
    con.execute(
        "CREATE TEMP TABLE unit_factors"
        " (part_id VARCHAR, uom VARCHAR, to_qty BIGINT, from_qty BIGINT)"
    )
    conversions = [
        Conversion(*row)
        for row in con.execute(
            "SELECT part_id, from_uom, to_uom, from_qty, to_qty, source_file, source_row FROM"
            " new_unit_conversions ORDER BY source_file, source_row"
        ).fetchall()
    ]
    if not conversions:
        return []
    own: dict[str | None, list[Conversion]] = {}
    for one in conversions:
        own.setdefault(one.part_id, []).append(one)
    known: dict[tuple[str | None, str], dict[str, Fraction]] = {}
    rows: list[list[object]] = []
    faults: dict[int, Fault] = {}
    for part_id, uom in con.execute(
        "SELECT part_id, uom FROM new_parts WHERE uom IS NOT NULL ORDER BY part_id"
    ).fetchall():
        # Parts without conversions of their own share those of any part.
        key = (part_id if part_id in own else None, uom)
        if key not in known:
            known[key], contradictions = _in_units_of(uom, _conversions_of(own, key[0]))
            for fault in contradictions:
                faults.setdefault(fault.row or 0, fault)
        rows += [
            [part_id, unit, factor.numerator, factor.denominator]
            for unit, factor in known[key].items()
            if unit != uom.lower()
        ]
    if rows:
        con.executemany("INSERT INTO unit_factors VALUES (?, ?, ?, ?)", rows)
    return list(faults.values())


def _conversions_of(
    own: dict[str | None, list[Conversion]], part_id: str | None
) -> list[Conversion]:
    """Those of a part go before those of any part between the same two units."""
    of_part = own.get(part_id, [])
    settled = {one.units for one in of_part}
    if part_id is None:
        return of_part
    return [*of_part, *(one for one in own.get(None, []) if one.units not in settled)]


def _in_units_of(
    uom: str, conversions: list[Conversion]
) -> tuple[dict[str, Fraction], list[Fault]]:
    """Every unit that a chain of conversions leads to, by its small letters: how many of `uom` one of
    it is; and where two ways disagree.
    """
    found = {uom.lower(): Fraction(1)}
    reached = [uom.lower()]
    contradictions = []
    for unit in reached:
        for one in conversions:
            if unit not in one.units:
                continue
            other, per = one.of(unit)
            factor = found[unit] * per
            if other not in found:
                found[other] = factor
                reached.append(other)
            elif found[other] != factor:
                contradictions.append(_contradiction(one, uom, other, found[other], factor))
    return found, contradictions


def _contradiction(
    one: Conversion, uom: str, other: str, known: Fraction, found: Fraction
) -> Fault:
    of = f" of part '{one.part_id}'" if one.part_id else ""
    return Fault(
        "unit_double",
        one.source_file,
        f"one size of a {one.spelt(other)}{of}: by this row it is {found} {uom}, by those before"
        f" {known}",
        "Which one holds cannot be guessed: correct unit_conversions.",
        one.source_row,
        "to_qty",
        str(one.to_qty),
    )


def _unknown_units(con: duckdb.DuckDBPyConnection) -> Iterator[Fault]:
    for file, row, uom, part_id, own, rows in con.execute(
        statement("load/unknown_units.duckdb")
    ).fetchall():
        if own is None:
            expected = "empty, because it is of no part whose unit is known"
            fix = "Supply parts.uom, the unit that quantities of the part are counted in."
        else:
            expected = (
                f"{own}, the unit of part '{part_id}', or one that is converted to it"
            )
            fix = (
                "Correct it, or state in the table unit_conversions how many of the one are how"
                " many of the other."
            )
        yield Fault("unit_unknown", file, expected, fix, row, "uom", uom, rows)


def _inexact_quantities(con: duckdb.DuckDBPyConnection) -> Iterator[Fault]:
    for file, row, column, qty, uom, own, to_qty, from_qty, rows in con.execute(
        statement("load/inexact_quantities.duckdb")
    ).fetchall():
        yield Fault(
            "unit_inexact",
            file,
            f"a quantity that is a whole number of thousandths of a {own}: {from_qty} {uom} are"
            f" {to_qty} {own}",
            "Make the smaller unit that of the part (parts.uom), so that nothing is rounded.",
            row,
            column,
            str(qty),
            rows,
        )
