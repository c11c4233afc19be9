"""Quantities of different units are never added, and a unit that is stated is converted or refused."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from cases import open_case
from small_world import small_world

from srmlib.agreement.bridge import bridge
from srmlib.facts import SupplierQuarter
from srmlib.metrics.result import Reading
from srmlib.rules.calendar import Quarter
from srmlib.snapshot import Snapshot

QUARTER = Quarter.parse("2026Q3")
STRIP_AND_BEARINGS = {
    "parts": [
        {"part_id": "P", "name": "Strip", "uom": "kg"},
        {"part_id": "B", "name": "Bearing", "uom": "piece"},
    ],
    "schedule_lines": [
        {"line_id": "A/1", "part_id": "P", "ordered_qty": "900"},
        {"line_id": "A/2", "part_id": "B", "ordered_qty": "100"},
    ],
    "receipts": [
        {"line_id": "A/1", "received_qty": "900"},
        {"line_id": "A/2", "received_qty": "100", "docked_on": "2026-07-20"},
    ],
}


def reading(snapshot: Snapshot, metric_id: str) -> Reading:
    return SupplierQuarter(snapshot, "S", QUARTER).facts.reading(metric_id)


def note_of(found: Reading) -> str:
    (note,) = [one for one in found.notes if "is not added" in one]
    return note


@pytest.mark.case("09-kg-and-pieces")
def test_defects_are_counted_per_unit_of_measure_and_no_rate_is_common_to_both(tmp_path: Path):
    with open_case("09-kg-and-pieces", tmp_path) as snapshot:
        q2, d1 = reading(snapshot, "Q2"), reading(snapshot, "D1")
        freight = snapshot.con.execute(
            "SELECT receipt_id, amount, rule FROM cost_ledger WHERE event_id = 'E1' ORDER BY 1"
        ).fetchall()
    assert (q2.state, q2.value, q2.numerator, q2.interval, q2.verdict) == ("no_data", *[None] * 4)
    assert q2.text == "several units of measure"
    assert note_of(q2) == (
        "What is measured in different units is not added: kg 0 ppm (0 of 900);"
        " piece 100,000 ppm (10 of 100)."
    )
    assert (d1.state, d1.value) == ("no_data", None)
    assert "kg 100.0% (900 of 900); piece 0.0% (0 of 100)" in note_of(d1)
    rule = "equally over 2 receipts: their quantities are in different units"
    assert freight == [("R1", Decimal("50.00"), rule), ("R2", Decimal("50.00"), rule)]


def test_neither_a_month_nor_a_quarter_before_is_compared_across_units(tmp_path: Path):
    facts = {
        "parts": STRIP_AND_BEARINGS["parts"],
        "schedule_lines": STRIP_AND_BEARINGS["schedule_lines"],
        "receipts": [
            {"line_id": "A/1", "received_qty": "900", "docked_on": "2026-05-20"},
            {"line_id": "A/2", "received_qty": "100"},
        ],
        "quality_notices": [
            {
                "supplier_id": "S",
                "part_id": "B",
                "found_on": "2026-07-20",
                "found_at": "incoming",
                "claimed_qty": "10",
                "confirmed_qty": "10",
                "cause": "theirs",
            }
        ],
    }
    with small_world(tmp_path, **facts) as snapshot:
        found = reading(snapshot, "Q2")
    assert (found.value, found.previous) == (100_000, None)
    assert "Earlier quarters measured in kg are not compared with this one." in found.notes
    assert found.months is not None
    by_month = dict(zip(found.months.months, found.months.chart.values, strict=True))
    assert [value for value in by_month.values() if value is not None] == [100_000]


def test_one_unit_in_two_spellings_of_case_is_one_unit(tmp_path: Path):
    facts = STRIP_AND_BEARINGS | {
        "parts": [
            {"part_id": "P", "name": "Strip", "uom": "KG"},
            {"part_id": "B", "name": "Bar", "uom": "kg"},
        ],
    }
    agreed = "D1: {switches: {agreed: {unit: quantity}}}"
    with small_world(tmp_path, definitions=agreed, **facts) as snapshot:
        assert reading(snapshot, "D1").value == 90


def test_amounts_of_two_currencies_have_no_rate_by_value(tmp_path: Path):
    facts = STRIP_AND_BEARINGS | {
        "schedule_lines": [
            {"line_id": "A/1", "part_id": "P", "ordered_qty": "900"},
            {"line_id": "A/2", "part_id": "B", "ordered_qty": "100", "currency": "USD"},
        ],
        "fx": [{"currency": "USD", "rate_on": "2026-07-19", "fx_rate": "0.9"}],
    }
    agreed = "D1: {switches: {agreed: {unit: value}, supplier: {unit: line}}}"
    with small_world(tmp_path, definitions=agreed, **facts) as snapshot:
        found = reading(snapshot, "D1")
        walked = bridge(snapshot, "D1", "S", QUARTER, "agreed", "supplier")
    assert found.value is None
    assert "EUR 100.0% (100 of 100); USD 0.0% (0 of 100)" in note_of(found)
    assert walked is None


def test_a_known_and_an_unknown_unit_are_two(tmp_path: Path):
    facts = STRIP_AND_BEARINGS | {
        "parts": [
            {"part_id": "P", "name": "Strip", "uom": ""},
            {"part_id": "B", "name": "Bearing", "uom": "piece"},
        ]
    }
    agreed = "D1: {switches: {agreed: {unit: quantity}}}"
    with small_world(tmp_path, definitions=agreed, **facts) as snapshot:
        assert "unit not known 100.0% (900 of 900)" in note_of(reading(snapshot, "D1"))


def test_units_that_nobody_knows_are_one(tmp_path: Path):
    facts = STRIP_AND_BEARINGS | {
        "parts": [{"part_id": part, "name": part, "uom": ""} for part in ("P", "B")]
    }
    agreed = "D1: {switches: {agreed: {unit: quantity}}}"
    with small_world(tmp_path, definitions=agreed, **facts) as snapshot:
        assert reading(snapshot, "D1").value == 90


def test_lots_counted_by_their_parts_are_kept_apart_by_unit(tmp_path: Path):
    lots = [
        {"lot_id": "L1", "part_id": "P", "lot_qty": "900", "decision": "accept"},
        {"lot_id": "L2", "part_id": "B", "lot_qty": "100", "decision": "reject"},
    ]
    facts = STRIP_AND_BEARINGS | {
        "inspection_lots": [one | {"supplier_id": "S", "decided_on": "2026-07-21"} for one in lots]
    }
    agreed = "Q1: {switches: {agreed: {unit: part}}}"
    with small_world(tmp_path, definitions=agreed, **facts) as snapshot:
        assert "kg 100.0% (900 of 900); piece 0.0% (0 of 100)" in note_of(reading(snapshot, "Q1"))


def test_forecasts_of_kilograms_and_pieces_have_no_common_error(tmp_path: Path):
    facts = STRIP_AND_BEARINGS | {
        "forecasts": [
            {
                "supplier_id": "S",
                "part_id": part,
                "month_on": "2026-07-01",
                "made_on": "2026-05-01",
                "forecast_qty": quantity,
            }
            for part, quantity in (("P", "900"), ("B", "150"))
        ]
    }
    with small_world(tmp_path, **facts) as snapshot:
        assert "kg 0% (0 of 900); piece 50% (50 of 100)" in note_of(reading(snapshot, "B2"))
