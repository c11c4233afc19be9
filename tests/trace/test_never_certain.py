"""What is missing, recorded in part, unknown or undone keeps its share as not traced, and makes nobody
who is left certain.
"""

from __future__ import annotations

import pytest
from lots_world import complaint, world
from small_world import small_world

from srmlib.facts import SupplierQuarter
from srmlib.rules.calendar import Quarter
from srmlib.rules.causes import WHOLE

Q3 = Quarter.parse("2026Q3")
ASKED = (
    "SELECT coalesce(supplier_id, 'not traced'), behind_supplier_id, sum(weight), min(least),"
    " max(most) FROM trace_links WHERE effect_id = 'C1' GROUP BY ALL ORDER BY 1"
)
HALF = ((WHOLE // 2, 0, WHOLE),) * 2


def lot(lot_id, part_id, qty="100", supplier_id=""):
    return {
        "lot_id": lot_id,
        "part_id": part_id,
        "lot_qty": qty,
        "supplier_id": supplier_id,
    }


HOUSINGS = [lot("H1", "housing", supplier_id="S"), lot("H2", "housing", supplier_id="T")]
BOLTS = lot("B", "bolt", "400", "T")
ONE_HOUSING = [{"part_id": "product", "component_id": "housing", "component_qty": "1"}]
MADE = lot("Z", "product") | {"made_on": "2026-07-20"}
OF_BOTH = [{"supplier_id": s, "part_id": "housing"} for s in "ST"]


def inputs(*links):
    return [{"output_lot_id": o, "input_lot_id": i, "input_qty": q} for o, i, q in links]


def traced(folder, **tables):
    """Of complaint C1 about a housing of Z: firm → (weight, least, most); and the kinds of faults,
    and who is possible. Nobody stands behind anybody.
    """
    tables = {
        "complaints": [complaint(lot_id="Z", part_id="housing", unit_count="1")]
    } | tables
    with world(folder, **{name: rows for name, rows in tables.items() if rows}) as snapshot:
        rows = snapshot.con.execute(ASKED).fetchall()
        faults = snapshot.con.execute(
            "SELECT kind FROM genealogy_faults ORDER BY 1"
        ).fetchall()
        possible = snapshot.con.execute(
            "SELECT supplier_id FROM trace_possible ORDER BY 1"
        ).fetchall()
    assert {behind for _, behind, *_ in rows} == {None}
    return (
        {firm: (int(weight), *ends) for firm, _, weight, *ends in rows},
        [kind for (kind,) in faults],
        [firm for (firm,) in possible],
    )


@pytest.mark.parametrize("bill", [[], [{"part_id": "module", "component_id": "housing"}]])
def test_a_component_that_is_missing_beside_others_is_not_traced(tmp_path, bill):
    """Module Y tells of bolts only; X of bolts and a housing."""
    found, *_ = traced(
        tmp_path,
        lots=[*HOUSINGS, BOLTS, MADE, lot("Y", "module"), lot("X", "module")],
        lot_inputs=inputs(
            ("Z", "Y", "50"), ("Z", "X", "50"), ("Y", "B", "100"), ("X", "H2", "100"),
            ("X", "B", "100"),
        ),
        bill_of_materials=bill,
    )  # fmt: skip
    assert found == dict(zip(("T", "not traced"), HALF, strict=True))


def test_a_component_recorded_in_part_is_traced_in_part(tmp_path):
    found, *_ = traced(
        tmp_path,
        lots=[*HOUSINGS, MADE],
        lot_inputs=inputs(("Z", "H2", "60")),
        bill_of_materials=ONE_HOUSING,
    )
    assert found == {"T": (600_000_000, 0, WHOLE), "not traced": (400_000_000, 0, WHOLE)}


def test_a_component_recorded_whole_is_certain(tmp_path):
    found, *_ = traced(
        tmp_path,
        lots=[*HOUSINGS, MADE],
        lot_inputs=inputs(("Z", "H2", "100")),
        bill_of_materials=ONE_HOUSING,
    )
    assert found == {"T": (WHOLE, WHOLE, WHOLE)}


def test_an_unknown_lot_beside_several_parts_may_be_of_each(tmp_path):
    found, faults, _ = traced(
        tmp_path,
        lots=[*HOUSINGS, BOLTS, MADE],
        lot_inputs=inputs(("Z", "NOSUCH", "50"), ("Z", "H2", "50"), ("Z", "B", "200")),
    )
    assert found == dict(zip(("T", "not traced"), HALF, strict=True))
    assert faults == ["unknown_lot"]


def received(*qtys, **more):
    """Lot H of 100 housings, so much of it with the receipts of S and T."""
    return {
        "lots": [lot("H", "housing"), MADE],
        "lot_inputs": inputs(("Z", "H", "100")),
        "schedule_lines": OF_BOTH,
        "receipts": [
            {"line_id": str(i), "received_qty": q, "docked_on": "2026-07-01"}
            for i, q in enumerate(qtys, start=1)
        ],
        "lot_receipts": [
            {"lot_id": "H", "receipt_id": str(i), "lot_qty": q}
            for i, q in enumerate(qtys, start=1)
        ],
    } | more


def test_no_firm_of_two_stands_behind_the_other(tmp_path):
    found, *_ = traced(tmp_path, **received("50", "50"))
    assert found == dict(zip(("S", "T"), HALF, strict=True))


@pytest.mark.parametrize(
    ("qtys", "weights"),
    [
        (("25", "25"), {"S": 250_000_000, "T": 250_000_000, "not traced": 500_000_000}),
        (("50",), {"S": 500_000_000, "not traced": 500_000_000}),
        (("75", ""), {"S": 750_000_000, "not traced": 250_000_000}),
    ],
)
def test_a_rest_that_no_receipt_tells_of_is_not_traced(tmp_path, qtys, weights):
    found, *_ = traced(tmp_path, **received(*qtys))
    assert found == {firm: (weight, 0, WHOLE) for firm, weight in weights.items()}


@pytest.mark.parametrize("kind", ["reversal", "return"])
def test_what_was_undone_before_use_delivers_nothing(tmp_path, kind):
    given = received("100")
    back = {"line_id": "1", "received_qty": "100", "kind": kind, "of_receipt_id": "1"}
    given["receipts"].append(back | {"docked_on": "2026-07-05"})
    found, *_ = traced(tmp_path, **given)
    assert list(found) == ["not traced"]


def test_an_order_with_a_lot_in_unknown_quantity(tmp_path):
    """Z is T's; of W, which is S's, 100 were left. Nobody's share is certain, and S is possible."""
    found, faults, possible = traced(
        tmp_path,
        lots=[*HOUSINGS, MADE, lot("W", "product")],
        lot_inputs=inputs(("Z", "H2", "100"), ("W", "H1", "100")),
        order_lots=[
            {"customer_order_id": "O", "lot_id": "Z", "shipped_qty": "100"},
            {"customer_order_id": "O", "lot_id": "W", "shipped_qty": ""},
        ],
        complaints=[complaint(customer_order_id="O", part_id="housing", unit_count="1")],
    )
    assert found == dict(zip(("T", "not traced"), HALF, strict=True))
    assert (faults, possible) == (["unknown_quantity"], ["S"])


@pytest.mark.parametrize("lots", [[MADE], []], ids=["by days", "by the bill of materials"])
def test_a_delivery_of_unknown_quantity_is_not_one_piece(tmp_path, lots):
    found, _, possible = traced(
        tmp_path,
        lots=lots,
        bill_of_materials=ONE_HOUSING,
        schedule_lines=OF_BOTH,
        receipts=[
            {"line_id": "1", "received_qty": "75", "docked_on": "2026-07-01"},
            {"line_id": "2", "received_qty": "", "docked_on": "2026-07-02"},
        ],
    )
    assert found == dict(zip(("S", "not traced"), HALF, strict=True))
    assert possible == ["T"]


@pytest.mark.parametrize("lots", [[MADE], []], ids=["by days", "by the bill of materials"])
def test_what_went_back_before_is_not_what_it_was_made_of(tmp_path, lots):
    found, *_ = traced(
        tmp_path,
        lots=lots,
        bill_of_materials=ONE_HOUSING,
        schedule_lines=OF_BOTH,
        receipts=[
            {"line_id": "1", "received_qty": "75", "docked_on": "2026-07-01"},
            {"line_id": "2", "received_qty": "25", "docked_on": "2026-07-02"},
            {"line_id": "1", "received_qty": "75", "docked_on": "2026-07-05", "kind": "return",
             "of_receipt_id": "1"},
        ],
    )  # fmt: skip
    assert list(found) == ["T"]


def pieces(*rows):
    return {
        "lots": [*HOUSINGS, MADE],
        "lot_inputs": inputs(("Z", "H2", "100")),
        "serials": [
            {"serial_id": s, "lot_id": of, "built_into_serial_id": into}
            for s, of, into in rows
        ],
        "complaints": [complaint(serial_id="p1", part_id="housing", unit_count="1")],
    }


def test_a_piece_built_into_itself_tells_nothing(tmp_path):
    found, faults, _ = traced(tmp_path, **pieces(("p1", "Z", "p2"), ("p2", "H1", "p1")))
    assert list(found) == ["not traced"]
    assert faults == ["cycle_of_pieces"]


def test_a_piece_of_no_known_lot_may_be_the_one_at_fault(tmp_path):
    found, faults, _ = traced(
        tmp_path, **pieces(("p1", "Z", ""), ("p2", "NOSUCH", "p1"), ("p3", "H1", "p1"))
    )
    assert found == dict(zip(("S", "not traced"), HALF, strict=True))
    assert faults == ["unknown_lot"]


def test_one_unit_may_be_of_each_of_three_firms(tmp_path):
    found, *_ = traced(
        tmp_path,
        lots=[*HOUSINGS, lot("H3", "housing", supplier_id="F"), lot("Z", "product", "3")],
        lot_inputs=inputs(("Z", "H1", "1"), ("Z", "H2", "1"), ("Z", "H3", "1")),
    )
    assert {ends for _, *ends in map(tuple, found.values()) for ends in [tuple(ends)]} == {
        (0, WHOLE)
    }


def test_a_complaint_about_the_order_of_others_is_not_in_the_bound(tmp_path):
    """Ten orders each of S and T; one complaint traced to S, and to nobody one of an order of S,
    one of an order of T, one of no order: at most 3 of S's 10.
    """
    promises = [
        {"promise_id": f"{s}{i}", "customer_order_id": f"{s}{i}", "supplier_id": s,
         "promised_on": "2026-07-10", "kept_on": "2026-07-10"}
        for s in "ST"
        for i in range(10)
    ]  # fmt: skip
    about = [("S0", "S"), ("S1", ""), ("T1", ""), ("", "")]
    about += [(f"T{i}", "T") for i in range(2, 10)] + [("T0", "T")] * 4
    complaints = [
        {"complaint_id": f"C{i}", "received_on": "2026-08-10", "customer_order_id": order,
         "supplier_id": firm}
        for i, (order, firm) in enumerate(about)
    ]  # fmt: skip
    suppliers = [{"supplier_id": s, "name": s} for s in "ST"]
    with small_world(
        tmp_path, suppliers=suppliers, customer_promises=promises, complaints=complaints
    ) as snapshot:
        facts = SupplierQuarter(snapshot, "S", Q3).facts
    (p2,) = [reading for reading in facts.readings if reading.definition.metric_id == "P2"]
    (note,) = [note for note in p2.notes if "not traced to anyone" in note]
    assert "3 complaints of the quarter" in note
    assert "2 may be this supplier's" in note
    assert "at most 300.0 per 1,000" in note
    assert (facts.trace.untraced, facts.trace.possible) == (3, 1)
