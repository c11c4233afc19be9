"""Quantities of different units are never added, and a unit that is stated is converted or refused."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from cases import case_folder, open_case
from small_world import small_home, small_world

from srmlib.agreement.bridge import bridge
from srmlib.errors import DataFaults
from srmlib.explain import explain
from srmlib.facts import SupplierQuarter
from srmlib.load.publish import load_extract
from srmlib.metrics.result import Reading
from srmlib.rules.calendar import Quarter
from srmlib.snapshot import Snapshot, open_snapshot
from srmlib.workspace import Workspace

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
def test_defects_are_counted_per_unit_of_measure_and_no_rate_is_common_to_both(
    tmp_path: Path,
):
    with open_case("09-kg-and-pieces", tmp_path) as snapshot:
        q2, d1 = reading(snapshot, "Q2"), reading(snapshot, "D1")
        freight = snapshot.con.execute(
            "SELECT receipt_id, amount, rule FROM cost_ledger WHERE event_id = 'E1' ORDER BY 1"
        ).fetchall()
    assert (q2.state, q2.value, q2.numerator, q2.interval, q2.verdict) == (
        "no_data",
        *[None] * 4,
    )
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
        "inspection_lots": [
            one | {"supplier_id": "S", "decided_on": "2026-07-21"} for one in lots
        ]
    }
    agreed = "Q1: {switches: {agreed: {unit: part}}}"
    with small_world(tmp_path, definitions=agreed, **facts) as snapshot:
        assert "kg 100.0% (900 of 900); piece 0.0% (0 of 100)" in note_of(
            reading(snapshot, "Q1")
        )


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


# --- Conversions

BOX = {
    "part_id": "P",
    "from_uom": "box",
    "to_uom": "piece",
    "from_qty": "1",
    "to_qty": "12",
}
BOXES = {
    "lines": "CASE line_id WHEN 'A/1' THEN 'box' ELSE 'piece' END",
    "receipts": "CASE receipt_id WHEN 'R1' THEN 'piece' ELSE 'box' END",
}


def case_with_units(root: Path) -> Workspace:
    """The case as its files are, with the units that its words tell and its files do not."""
    shutil.copytree(case_folder("30-box-and-pieces"), root / "case")
    source, files = root / "case/source", root / "case/files"
    for table, uom in (("schedule_lines", BOXES["lines"]), ("receipts", BOXES["receipts"])):
        path = source / f"{table}.sql"
        told = path.read_text(encoding="utf-8").replace(
            "SELECT ", f"SELECT {uom} AS uom, ", 1
        )
        path.write_text(told, encoding="utf-8")
    (files / "units.csv").write_text(
        ",".join(BOX) + "\n" + ",".join(BOX.values()) + "\n", encoding="utf-8"
    )
    columns = "\n".join(f'{column} = "text"' for column in BOX)
    head = '[files.units]\npath = "units.csv"\nformat = "csv"\n[files.units.columns]\n'
    with (source / "source.toml").open("a", encoding="utf-8") as toml:
        toml.write(f"\n{head}{columns}\n")
    (source / "unit_conversions.sql").write_text(
        f"SELECT {', '.join(BOX)}, source_file, source_row FROM units", encoding="utf-8"
    )
    workspace = Workspace(root / "home")
    load_extract(workspace, str(source), files)
    return workspace


@pytest.mark.case("30-box-and-pieces")
def test_a_box_of_twelve_is_twelve_pieces(tmp_path: Path):
    with open_snapshot(case_with_units(tmp_path)) as snapshot:
        prices = snapshot.con.execute(
            "SELECT receipt_id, price_amount FROM receipt_prices ORDER BY 1"
        ).fetchall()
        found = reading(snapshot, "D1")
        kept = snapshot.con.execute(
            "SELECT ordered_qty, stated_qty, uom FROM schedule_lines ORDER BY line_id"
        ).fetchall()
        said = str(explain(snapshot, "A/1")), str(explain(snapshot, "A/2"))
    assert prices == [("R1", Decimal("30.00")), ("R2", Decimal("30.00"))]
    assert (found.numerator, found.denominator) == (2, 2)
    assert kept == [(12, 1, "box"), (12, None, "piece")]
    assert "12 ordered (piece), stated as 1 box." in said[0]
    assert "Receipt R2: 12 (stated as 1 box)," in said[1]


def converted(
    root: Path, part_uom: str, stated: str, uom: str, *rows: dict[str, str]
) -> Decimal:
    """What an order of `stated` in a unit comes to in the part's own."""
    facts = {
        "parts": [{"part_id": "P", "name": "Part", "uom": part_uom}],
        "schedule_lines": [{"ordered_qty": stated, "uom": uom}],
        "unit_conversions": [BOX | row for row in rows],
    }
    with small_world(root, **facts) as snapshot:
        quantity: Decimal = snapshot.scalar("SELECT ordered_qty FROM schedule_lines")
    return quantity


CARTON = {"from_uom": "carton", "to_uom": "box", "from_qty": "2", "to_qty": "5"}
GRAMS = {"part_id": "", "from_uom": "g", "to_uom": "kg", "from_qty": "1000", "to_qty": "1"}


@pytest.mark.parametrize(
    ("part_uom", "stated", "uom", "rows", "quantity"),
    [
        ("piece", "4", "carton", [{}, CARTON], "120"),
        ("box", "30", "piece", [{}], "2.5"),
        ("carton", "60", "piece", [{}, CARTON], "2"),
        ("kg", "2500", "g", [GRAMS], "2.5"),
        ("g", "2.5", "KG", [GRAMS], "2500"),
        ("piece", "7", "PC", [{"part_id": "", "from_uom": "pc", "to_qty": "1"}], "7"),
        ("piece", "2", "box", [{"part_id": "", "to_qty": "10"}, {}], "24"),
        ("Piece", "7", "piece", [{}], "7"),
    ],
    ids=[
        "a chain",
        "against its direction",
        "a chain against its direction",
        "grams of kilograms",
        "kilograms of grams",
        "another spelling",
        "its own before that of any part",
        "the same but for case",
    ],
)
def test_a_unit_leads_to_that_of_the_part(tmp_path, part_uom, stated, uom, rows, quantity):
    assert converted(tmp_path, part_uom, stated, uom, *rows) == Decimal(quantity)


@pytest.mark.parametrize(
    ("part_uom", "stated", "uom", "rows", "message"),
    [
        (
            "piece",
            "7",
            "PC",
            [{}],
            "uom is 'PC', expected piece, the unit of part 'P', or one",
        ),
        (
            "",
            "7",
            "box",
            [{}],
            "uom is 'box', expected empty, because it is of no part whose",
        ),
        (
            "box",
            "7",
            "piece",
            [{}],
            "ordered_qty is '7.000', expected a quantity that is a whole",
        ),
        (
            "piece",
            "1",
            "carton",
            [{}, CARTON, CARTON | {"to_uom": "piece", "from_qty": "1", "to_qty": "31"}],
            "expected one size of a .* of part 'P'",
        ),
        ("piece", "1", "box", [{"to_uom": "Box"}], "expected another unit than from_uom"),
        ("piece", "1", "box", [{"to_qty": "0"}], "to_qty is '0'"),
    ],
)
def test_what_is_not_converted_exactly_is_refused(
    tmp_path, part_uom, stated, uom, rows, message
):
    with pytest.raises(DataFaults, match=message):
        converted(tmp_path, part_uom, stated, uom, *rows)


def test_a_return_and_an_invoice_are_converted_too(tmp_path: Path):
    facts = {
        "schedule_lines": [{"ordered_qty": "24"}],
        "receipts": [
            {"line_id": "1", "received_qty": "2", "uom": "box"},
            {"line_id": "1", "received_qty": "6", "kind": "return", "of_receipt_id": "1"},
        ],
        "invoice_lines": [
            {
                "supplier_id": "S",
                "line_id": "1",
                "invoiced_on": "2026-07-11",
                "amount": "100",
            }
            | {"currency": "EUR", "correction": "none", "is_credit": "false"}
            | {"invoiced_qty": "2", "uom": "box"}
        ],
        "unit_conversions": [BOX],
    }
    with small_world(tmp_path, **facts) as snapshot:
        kept = snapshot.con.execute("SELECT arrived_qty, kept_qty FROM arrivals").fetchall()
        invoiced = snapshot.con.execute(
            "SELECT invoiced_qty, stated_qty, uom FROM invoice_lines"
        ).fetchall()
    assert kept == [(24, 18)]
    assert invoiced == [(24, 2, "box")]


def test_every_unknown_unit_is_told_at_once(tmp_path: Path):
    with pytest.raises(DataFaults) as caught:
        small_home(
            tmp_path,
            schedule_lines=[{"uom": "box"}, {"uom": "box"}, {"uom": "crate"}],
            receipts=[{"line_id": "1", "uom": "box"}],
        )
    assert caught.value.codes == {"unit_unknown"}
    assert [(f.file, f.row, f.value, f.rows) for f in caught.value.faults] == [
        ("receipts.csv", 2, "box", 1),
        ("schedule_lines.csv", 2, "box", 2),
        ("schedule_lines.csv", 4, "crate", 1),
    ]


@pytest.mark.parametrize(
    ("notice", "value"),
    [({"part_id": "B"}, 100_000), ({"receipt_id": "2"}, 100_000), ({}, 100_000)],
    ids=["names its part", "names its receipt", "is of what the supplier delivers"],
)
def test_a_notice_is_in_the_unit_of_what_it_is_about(tmp_path, notice, value):
    told = {
        "supplier_id": "S",
        "found_on": "2026-07-20",
        "found_at": "line",
        "cause": "theirs",
    }
    facts = STRIP_AND_BEARINGS | {
        "receipts": [
            {"line_id": "A/1", "received_qty": "900", "docked_on": "2026-10-01"},
            {"line_id": "A/2", "received_qty": "100"},
        ],
        "quality_notices": [told | notice | {"claimed_qty": "10", "confirmed_qty": "10"}],
    }
    if not notice:
        facts["receipts"] = facts["receipts"][1:]
    with small_world(tmp_path, **facts) as snapshot:
        assert reading(snapshot, "Q2").value == value


# --- A unit is written as the extract writes it

IN_STK = {
    "parts": [
        {"part_id": "P", "name": "Screw", "uom": "Stk"},
        {"part_id": "B", "name": "Nut", "uom": "stk"},
    ],
    "schedule_lines": [
        {"line_id": "A/1", "part_id": "P"},
        {"line_id": "A/2", "part_id": "B"},
    ],
    "receipts": [{"line_id": "A/1"}, {"line_id": "A/2"}],
}


def test_the_cost_of_a_good_unit_is_per_unit_as_it_is_spelt(tmp_path: Path):
    with small_world(tmp_path, **IN_STK) as snapshot:
        cost = SupplierQuarter(snapshot, "S", QUARTER).facts.cost
        assert (cost.good_qty, cost.uom) == (20, "Stk")


@pytest.mark.parametrize("metric_id", ["Q1", "Q2", "B2", "D1"])
def test_what_is_measured_in_a_unit_says_it_as_it_is_spelt(tmp_path: Path, metric_id: str):
    agreed = (
        "D1: {switches: {agreed: {unit: quantity}}}\nQ1: {switches: {agreed: {unit: part}}}"
    )
    facts = IN_STK | {
        "inspection_lots": [
            {"supplier_id": "S", "part_id": "B", "lot_qty": "10", "accepted_qty": "10"}
            | {"decision": "accept", "decided_on": "2026-07-12"}
        ],
        "forecasts": [
            {
                "supplier_id": "S",
                "part_id": "B",
                "month_on": "2026-07-01",
                "forecast_qty": "10",
            }
            | {"made_on": "2026-05-01"}
        ],
        "quality_notices": [
            {
                "supplier_id": "S",
                "part_id": "B",
                "found_on": "2026-07-20",
                "found_at": "line",
            }
            | {"claimed_qty": "1", "confirmed_qty": "1", "cause": "theirs"}
        ],
    }
    with small_world(tmp_path, definitions=agreed, **facts) as snapshot:
        asked = f"SELECT DISTINCT measured_in FROM {metric_id}_rows WHERE basis = 'agreed'"
        assert snapshot.con.execute(asked).fetchall() == [("Stk",)]


def test_a_contradiction_names_units_as_they_are_spelt(tmp_path: Path):
    rows = [
        BOX | {"from_uom": "Karton", "to_uom": "Stk"},
        BOX | {"from_uom": "karton", "to_uom": "Stk", "to_qty": "10"},
    ]
    with pytest.raises(DataFaults) as caught:
        converted(tmp_path, "Stk", "1", "Karton", *rows)
    assert (
        "unit_conversions.csv, row 3: to_qty is '10', expected one size of a karton of part 'P': by"
        " this row it is 10 Stk, by those before 12."
    ) in str(caught.value)


def test_conversions_of_any_part_that_contradict_each_other_are_told_once(tmp_path: Path):
    any_box = BOX | {"part_id": ""}
    with pytest.raises(DataFaults) as caught:
        small_home(
            tmp_path,
            parts=[
                {"part_id": "P", "name": "P"},
                {"part_id": "B", "name": "B", "uom": "box"},
            ],
            unit_conversions=[any_box, any_box | {"from_uom": "BOX", "to_qty": "10"}],
        )
    assert [(f.code, f.row) for f in caught.value.faults] == [("unit_double", 3)]


def test_a_part_and_any_part_do_not_contradict_each_other_between_the_same_two_units(
    tmp_path,
):
    """Only a way around by a third unit does."""
    own, any_part = BOX | {"to_qty": "100"}, BOX | {"part_id": "", "to_qty": "50"}
    assert converted(tmp_path / "own", "piece", "1", "box", own, any_part) == 100
    around = [
        BOX | {"part_id": "", "to_uom": "carton", "to_qty": "5"},
        BOX | {"part_id": "", "from_uom": "carton", "to_qty": "10"},
    ]
    with pytest.raises(DataFaults, match="expected one size of a"):
        converted(tmp_path / "around", "piece", "1", "box", own, *around)


def test_conversions_that_no_unit_of_a_part_is_reached_by_are_not_looked_at(tmp_path: Path):
    other = {"part_id": "", "from_uom": "l", "to_uom": "ml", "to_qty": "1000"}
    assert (
        converted(
            tmp_path,
            "piece",
            "1",
            "box",
            {},
            other,
            other | {"to_qty": "10", "from_uom": "L"},
        )
        == 12
    )
