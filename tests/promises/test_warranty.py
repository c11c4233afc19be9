"""Complaints by month made and age: literal worlds, and a second road from the rows."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from small_world import small_world

from srmlib.promises.warranty import Warranty, warranty_by_age
from srmlib.rules.calendar import Quarter

Q3 = Quarter.parse("2026Q3")


def read(
    folder: Path,
    lots: list[dict],
    complaints: list[dict],
    as_of: str = "2026-10-02",
    **tables: list[dict],
) -> Warranty:
    """Finished lots of pumps, each with a housing of S in it."""
    bought = {"lot_id": "H", "part_id": "P", "supplier_id": "S", "lot_qty": "9999"}
    pumps = [{"part_id": "PUMP", "supplier_id": ""} | lot for lot in lots]
    with small_world(
        folder,
        as_of=as_of,
        parts=[{"part_id": "P", "name": "Housing"}, {"part_id": "PUMP", "name": "Pump"}],
        schedule_lines=[{"ordered_qty": "9999", "requested_on": "2024-01-10"}],
        receipts=[{"line_id": "1", "received_qty": "9999", "docked_on": "2024-01-10"}],
        lots=[bought, *pumps],
        lot_receipts=[{"lot_id": "H", "receipt_id": "1", "lot_qty": "9999"}],
        lot_inputs=[
            {"output_lot_id": lot["lot_id"], "input_lot_id": "H", "input_qty": "1"}
            for lot in lots
        ],
        complaints=[{"supplier_id": "S", "serial_id": ""} | one for one in complaints],
        **tables,
    ) as snapshot:
        return warranty_by_age(snapshot, "S", Q3)


def lot(name: str, made_on: str, qty: str = "1000") -> dict:
    return {"lot_id": name, "made_on": made_on, "lot_qty": qty}


def about(lot_id: str, received_on: str) -> dict:
    return {"lot_id": lot_id, "received_on": received_on}


def test_a_young_month_is_compared_at_its_own_age(tmp_path):
    """1,000 pumps of July and 1,000 of August: at age 0 two of 2,000, at age 1 three of 2,000, at
    age 2 one of July's 1,000. What came in October is of no quarter yet.
    """
    found = read(
        tmp_path,
        [lot("J", "2026-07-05"), lot("A", "2026-08-20")],
        [
            about("J", "2026-07-30"),
            about("A", "2026-08-31"),
            about("J", "2026-08-01"),
            about("J", "2026-08-02"),
            about("A", "2026-09-30"),
            about("J", "2026-09-01"),
            about("J", "2026-10-01"),
        ],
    )
    assert [(one.month, one.claims, one.so_far) for one in found.cohorts] == [
        (date(2026, 7, 1), (1, 2, 1), 0),
        (date(2026, 8, 1), (1, 1), 0),
    ]
    assert [
        (one.claims, int(one.units), one.rate, one.cumulative) for one in found.ages
    ] == [
        (2, 2000, 1.0, 1.0),
        (3, 2000, 1.5, 2.5),
        (1, 1000, 1.0, 3.5),
    ]
    assert found.ages[2].interval == pytest.approx((0.0253, 5.5716), abs=1e-3)


def test_a_month_that_is_not_over_is_only_so_far(tmp_path):
    found = read(
        tmp_path, [lot("A", "2026-08-20")], [about("A", "2026-09-10")], as_of="2026-09-15"
    )
    assert [(one.claims, one.so_far) for one in found.cohorts] == [((0,), 1)]
    assert [one.claims for one in found.ages] == [0]


def test_what_cannot_be_placed_is_counted_apart(tmp_path):
    found = read(
        tmp_path,
        [lot("A", "2026-08-20"), lot("no day", ""), lot("no quantity", "2026-08-01", "")],
        [
            about("A", "2026-09-10"),
            about("A", "2026-08-01"),
            about("no day", "2026-09-10"),
            about("no quantity", "2026-09-10"),
            about("", "2026-09-10"),
            {"lot_id": "", "serial_id": "piece", "received_on": "2026-09-11"},
        ],
        serials=[{"serial_id": "piece", "lot_id": "A"}],
    )
    assert [one.claims for one in found.cohorts] == [(0, 2)]
    assert (found.not_placed, found.lots_without_qty) == (4, 1)


def test_nothing_supplied_is_no_warranty(tmp_path):
    with small_world(tmp_path, schedule_lines=[{}]) as snapshot:
        found = warranty_by_age(snapshot, "S", Q3)
    assert (found.state, found.not_placed) == ("not_supplied", None)


def test_a_second_road_from_the_rows(tmp_path):
    random = Random(9)
    days = [date(2025, 1 + m % 12, 1 + random.randint(0, 27)) for m in range(9)]
    lots = [lot(f"L{i}", str(day), str(100 * (i + 1))) for i, day in enumerate(days)]
    told = []
    for _ in range(60):
        place = random.randrange(len(lots))
        later = days[place].toordinal() + random.randint(0, 500)
        told.append((place, date.fromordinal(later)))
    found = read(tmp_path, lots, [about(f"L{place}", str(day)) for place, day in told])
    last = 2026 * 12 + 9 - 1
    expected = []
    cumulative = Fraction(0)
    for age in range(30):
        old = [
            i for i, day in enumerate(days) if day.year * 12 + day.month - 1 + age <= last
        ]
        if not old:
            break
        units = sum(100 * (i + 1) for i in old)
        came = [
            1
            for place, day in told
            if place in old
            and day <= date(2026, 9, 30)
            and (day.year - days[place].year) * 12 + day.month - days[place].month == age
        ]
        cumulative += Fraction(1000 * len(came), units)
        expected.append((age, len(came), units, float(cumulative)))
    assert [
        (one.months, one.claims, int(one.units), pytest.approx(one.cumulative))
        for one in found.ages
    ] == expected
