"""The closure of lots: literal cases, a second road in plain fractions, and random genealogies that
must not lose a branch.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_lots import SETTINGS, closed, genealogies, reaches, walked
from small_world import small_world

from srmlib.load.genealogy import DEEPEST, links_in_cycles
from srmlib.rules.causes import WHOLE

SUPPLIERS = [{"supplier_id": s, "name": s} for s in ("S", "T", "F", "G")]
PARTS = [{"part_id": p, "name": p} for p in ("product", "housing", "bolt", "casting")]


def world(folder, **tables):
    return small_world(folder, **({"suppliers": SUPPLIERS, "parts": PARTS} | tables))


def lot(lot_id, part_id, qty="100", **more):
    return {"lot_id": lot_id, "part_id": part_id, "lot_qty": qty} | more


def link(output, source, qty):
    return {"output_lot_id": output, "input_lot_id": source, "input_qty": qty}


def delivered(*receipts):
    """Schedule lines and receipts of housings: (receipt, supplier, quantity)."""
    lines = [
        {"line_id": f"L-{r}", "supplier_id": s, "part_id": "housing"}
        for r, s, _ in receipts
    ]
    return {
        "schedule_lines": lines,
        "receipts": [
            {"receipt_id": r, "line_id": f"L-{r}", "received_qty": q}
            for r, _, q in receipts
        ],
    }


def closure(snapshot, root, part):
    """What a part of a lot came from: (lot, receipt, supplier, behind, maker) → weight, of sources
    alone.
    """
    rows = snapshot.con.execute(
        "SELECT lot_id, receipt_id, supplier_id, behind_supplier_id, maker, weight FROM lot_closure"
        " WHERE root_lot_id = ? AND part_id IS NOT DISTINCT FROM ? AND is_source",
        [root, part],
    ).fetchall()
    return {row[:-1]: row[-1] for row in rows}


def faults(snapshot):
    rows = snapshot.con.execute(
        "SELECT kind, lot_id, other_id, source_file, source_row FROM genealogy_faults ORDER BY"
        " kind, lot_id, other_id"
    ).fetchall()
    return [tuple(row) for row in rows]


def test_a_lot_split_over_two_receipts_is_shared_between_them_and_the_shares_sum_to_one(
    tmp_path,
):
    """Story 16: 30 of the lot came with one receipt, 60 with the other: thirds, the part left over
    goes to the larger remainder.
    """
    with world(
        tmp_path,
        **delivered(("R1", "S", "30"), ("R2", "S", "60")),
        lots=[lot("B", "housing", "90", supplier_id="S")],
        lot_receipts=[
            {"lot_id": "B", "receipt_id": "R1", "lot_qty": "30"},
            {"lot_id": "B", "receipt_id": "R2", "lot_qty": "60"},
        ],
    ) as snapshot:
        assert closure(snapshot, "B", "housing") == {
            ("B", "R1", "S", None, "supplier"): 333_333_333,
            ("B", "R2", "S", None, "supplier"): 666_666_667,
        }
        assert faults(snapshot) == []


def test_what_came_with_no_known_receipt_is_still_its_suppliers(tmp_path):
    with world(
        tmp_path,
        **delivered(("R1", "S", "30")),
        lots=[lot("B", "housing", "90", supplier_id="S")],
        lot_receipts=[{"lot_id": "B", "receipt_id": "R1", "lot_qty": "30"}],
    ) as snapshot:
        assert closure(snapshot, "B", "housing") == {
            ("B", "R1", "S", None, "supplier"): 333_333_333,
            ("B", None, "S", None, "supplier"): 666_666_667,
        }


def test_a_lot_used_by_several_finished_lots_is_found_from_each_of_them(tmp_path):
    """Story 17: no branch is lost in either direction."""
    with world(
        tmp_path,
        lots=[
            lot("B", "housing", supplier_id="S"),
            lot("C", "housing", "50", supplier_id="T"),
            lot("X", "product"),
            lot("Y", "product"),
            lot("Z", "product"),
        ],
        lot_inputs=[
            link("X", "B", "20"),
            link("Y", "B", "30"),
            link("Z", "B", "50"),
            link("X", "C", "50"),
        ],
    ) as snapshot:
        assert closure(snapshot, "X", "housing") == {
            ("B", None, "S", None, "supplier"): 285_714_286,
            ("C", None, "T", None, "supplier"): 714_285_714,
        }
        assert (
            closure(snapshot, "Y", "housing")
            == closure(snapshot, "Z", "housing")
            == {("B", None, "S", None, "supplier"): WHOLE}
        )
        used_in = snapshot.con.execute(
            "SELECT root_lot_id, source_qty FROM lot_closure WHERE lot_id = 'B' AND root_lot_id <>"
            " 'B' ORDER BY 1"
        ).fetchall()
        assert [(root, int(qty)) for root, qty in used_in] == [
            ("X", 20),
            ("Y", 30),
            ("Z", 50),
        ]


def test_a_raw_batch_behind_two_suppliers_reaches_every_product_of_both(tmp_path):
    """The foundry's batch went to two machining firms; what they delivered is in three products."""
    with world(
        tmp_path,
        lots=[
            lot("raw", "casting", "90", supplier_id="F"),
            lot("B", "housing", "60", supplier_id="S"),
            lot("C", "housing", "30", supplier_id="T"),
            lot("X", "product"),
            lot("Y", "product"),
        ],
        lot_inputs=[
            link("B", "raw", "60"),
            link("C", "raw", "30"),
            link("X", "B", "30"),
            link("X", "C", "10"),
            link("Y", "B", "30"),
        ],
    ) as snapshot:
        assert closure(snapshot, "X", "housing") == {
            ("B", None, "S", None, "supplier"): 750_000_000,
            ("C", None, "T", None, "supplier"): 250_000_000,
        }
        assert closure(snapshot, "X", "casting") == {
            ("raw", None, "S", "F", "supplier"): 750_000_000,
            ("raw", None, "T", "F", "supplier"): 250_000_000,
        }
        assert closure(snapshot, "Y", "casting") == {
            ("raw", None, "S", "F", "supplier"): WHOLE
        }
        assert closure(snapshot, "X", "product") == {("X", None, None, None, "us"): WHOLE}


def test_of_equal_shares_the_first_lot_by_number_takes_what_is_left_over(tmp_path):
    equal = ["C", "A", "B"]
    with world(
        tmp_path,
        lots=[
            *(lot(name, "housing", "10", supplier_id="S") for name in equal),
            lot("X", "product"),
        ],
        lot_inputs=[link("X", name, "10") for name in equal],
    ) as snapshot:
        weights = {
            began: weight
            for (began, *_), weight in closure(snapshot, "X", "housing").items()
        }
        assert weights == {"A": 333_333_334, "B": 333_333_333, "C": 333_333_333}


def test_parts_are_weighed_each_for_itself_never_by_the_number_of_pieces(tmp_path):
    with world(
        tmp_path,
        lots=[
            lot("B", "housing", supplier_id="S"),
            lot("bolts", "bolt", "4000", supplier_id="T"),
            lot("X", "product"),
        ],
        lot_inputs=[link("X", "B", "100"), link("X", "bolts", "400")],
    ) as snapshot:
        assert closure(snapshot, "X", "housing") == {
            ("B", None, "S", None, "supplier"): WHOLE
        }
        assert closure(snapshot, "X", "bolt") == {
            ("bolts", None, "T", None, "supplier"): WHOLE
        }


def test_reworked_merged_and_split_lots_lead_back_to_where_the_part_began(tmp_path):
    """B and C merged into M; part of M reworked into W; X holds both. The merged and the reworked
    lot are on the way, no source.
    """
    with world(
        tmp_path,
        lots=[
            lot("B", "housing", "40", supplier_id="S"),
            lot("C", "housing", "60", supplier_id="T"),
            lot("M", "housing"),
            lot("W", "housing", "20"),
            lot("X", "product"),
        ],
        lot_inputs=[
            link("M", "B", "40"),
            link("M", "C", "60"),
            link("W", "M", "20"),
            link("X", "W", "20"),
            link("X", "M", "80"),
        ],
    ) as snapshot:
        expected = {
            ("B", None, "S", None, "supplier"): 400_000_000,
            ("C", None, "T", None, "supplier"): 600_000_000,
        }
        assert (
            closure(snapshot, "X", "housing")
            == closure(snapshot, "W", "housing")
            == expected
        )
        on_the_way = (
            "SELECT root_lot_id, weight FROM lot_closure WHERE lot_id = 'W' AND NOT is_source ORDER"
            " BY 1"
        )
        assert snapshot.con.execute(on_the_way).fetchall() == [
            ("W", WHOLE),
            ("X", 200_000_000),
        ]
        assert faults(snapshot) == []


def test_the_distributor_delivers_and_the_maker_stands_behind(tmp_path):
    with world(
        tmp_path,
        **delivered(("R1", "S", "10")),
        lots=[lot("B", "housing", "10", supplier_id="F")],
        lot_receipts=[{"lot_id": "B", "receipt_id": "R1"}],
    ) as snapshot:
        assert closure(snapshot, "B", "housing") == {
            ("B", "R1", "S", "F", "supplier"): WHOLE
        }


def test_a_cycle_is_reported_with_its_rows_and_the_rest_still_works(tmp_path):
    with world(
        tmp_path,
        lots=[
            lot("A", "housing"),
            lot("B", "housing"),
            lot("C", "bolt", supplier_id="T"),
            lot("X", "product"),
            lot("Y", "product"),
        ],
        lot_inputs=[
            link("A", "B", "50"),
            link("B", "A", "50"),
            link("X", "A", "50"),
            link("X", "C", "10"),
            link("Y", "Y", "5"),
            link("Y", "C", "10"),
        ],
    ) as snapshot:
        assert [fault for fault in faults(snapshot) if fault[0] == "cycle"] == [
            ("cycle", "A", "B", "lot_inputs.csv", 2),
            ("cycle", "B", "A", "lot_inputs.csv", 3),
            ("cycle", "Y", "Y", "lot_inputs.csv", 6),
        ]
        assert (
            closure(snapshot, "X", "bolt")
            == closure(snapshot, "Y", "bolt")
            == {("C", None, "T", None, "supplier"): WHOLE}
        )
        assert sum(closure(snapshot, "X", "housing").values()) == WHOLE


def test_an_orphan_is_reported_and_its_share_is_not_traced(tmp_path):
    with world(
        tmp_path,
        lots=[
            lot("B", "housing", supplier_id="S"),
            lot("O", "housing"),
            lot("X", "product"),
        ],
        lot_inputs=[link("X", "B", "75"), link("X", "O", "25")],
    ) as snapshot:
        assert faults(snapshot) == [("orphan", "O", None, "lots.csv", 3)]
        assert closure(snapshot, "X", "housing") == {
            ("B", None, "S", None, "supplier"): 750_000_000,
            ("O", None, None, None, "none"): 250_000_000,
        }


@pytest.mark.parametrize(
    ("source", "qty", "fault"),
    [("N", "-25", "negative_quantity"), ("nowhere", "25", "unknown_lot")],
)
def test_a_negative_quantity_and_an_unknown_lot_are_reported_and_their_share_is_not_traced(
    tmp_path, source, qty, fault
):
    with world(
        tmp_path,
        lots=[
            lot("B", "housing", supplier_id="S"),
            lot("N", "housing", supplier_id="T"),
            lot("X", "product"),
        ],
        lot_inputs=[link("X", "B", "75"), link("X", source, qty)],
    ) as snapshot:
        assert [(kind, *place) for kind, _, _, *place in faults(snapshot)] == [
            (fault, "lot_inputs.csv", 3)
        ]
        assert closure(snapshot, "X", "housing") == {
            ("B", None, "S", None, "supplier"): 750_000_000,
            (None, None, None, None, "none"): 250_000_000,
        }


def test_an_unknown_lot_among_inputs_of_several_parts_may_be_of_any_of_them(tmp_path):
    with world(
        tmp_path,
        lots=[
            lot("B", "housing", supplier_id="S"),
            lot("N", "bolt", supplier_id="T"),
            lot("X", "product"),
        ],
        lot_inputs=[link("X", "B", "75"), link("X", "N", "75"), link("X", "nowhere", "5")],
    ) as snapshot:
        for part, of in (("housing", ("B", None, "S")), ("bolt", ("N", None, "T"))):
            assert closure(snapshot, "X", part) == {
                (*of, None, "supplier"): 937_500_000,
                (None, None, None, None, "none"): 62_500_000,
            }
        assert closure(snapshot, "X", None) == {(None, None, None, None, "none"): WHOLE}


def test_more_used_than_there_was_is_reported_and_shared_by_what_was_used(tmp_path):
    with world(
        tmp_path,
        lots=[
            lot("B", "housing", "10", supplier_id="S"),
            lot("X", "product"),
            lot("Y", "product"),
        ],
        lot_inputs=[link("X", "B", "15"), link("Y", "B", "5")],
    ) as snapshot:
        assert faults(snapshot) == [("more_out_than_in", "B", None, "lots.csv", 2)]
        used_in = snapshot.con.execute(
            "SELECT root_lot_id, source_qty FROM lot_closure WHERE lot_id = 'B' ORDER BY 1"
        ).fetchall()
        assert [(root, str(qty)) for root, qty in used_in] == [
            ("B", "10.000000000"),
            ("X", "7.500000000"),
            ("Y", "2.500000000"),
        ]


def test_a_merged_lot_larger_than_its_inputs_has_a_rest_that_is_not_traced(tmp_path):
    with world(
        tmp_path,
        lots=[lot("B", "housing", "40", supplier_id="S"), lot("M", "housing", "50")],
        lot_inputs=[link("M", "B", "40")],
    ) as snapshot:
        assert faults(snapshot) == [("more_out_than_in", "M", None, "lots.csv", 3)]
        assert closure(snapshot, "M", "housing") == {
            ("B", None, "S", None, "supplier"): 800_000_000,
            (None, None, None, None, "none"): 200_000_000,
        }


def test_a_chain_deeper_than_is_counted_is_reported_and_cut(tmp_path):
    names = [f"lot {i:02}" for i in range(DEEPEST + 3)]
    with world(
        tmp_path,
        lots=[
            lot(names[0], "casting", supplier_id="F"),
            *(lot(name, "housing") for name in names[1:]),
        ],
        lot_inputs=[link(output, source, "100") for source, output in pairwise(names)],
    ) as snapshot:
        assert [found[:3] for found in faults(snapshot)] == [
            ("too_deep", names[21], names[20]),
            ("too_deep", names[22], names[21]),
        ]
        assert closure(snapshot, names[20], "casting") == {
            (names[0], None, "F", None, "supplier"): WHOLE
        }
        for part in ("casting", "housing"):
            assert closure(snapshot, names[22], part) == {
                (None, None, None, None, "none"): WHOLE
            }


def test_links_in_cycles_are_those_of_every_ring_and_no_other():
    ring = [("A", "B"), ("B", "C"), ("C", "A")]
    assert links_in_cycles([*ring, ("C", "D"), ("D", "E"), ("E", "D"), ("F", "A")]) == {
        *ring,
        ("D", "E"),
        ("E", "D"),
    }
    assert links_in_cycles([("A", "B"), ("A", "C"), ("B", "D"), ("C", "D")]) == set()


@SETTINGS
@given(genealogies())
def test_random_genealogies_conserve_every_part_and_agree_with_the_walk(genealogy):
    lots, links = genealogy
    with closed(lots, links) as con:
        sums = con.execute(
            "SELECT sum(weight) FROM lot_closure WHERE is_source GROUP BY root_lot_id, part_id"
        ).fetchall()
        assert {total for (total,) in sums} == {WHOLE}
        rows = con.execute(
            "SELECT root_lot_id, part_id, lot_id, via_lot_id, source_qty, weight FROM lot_closure"
            " WHERE is_source"
        ).fetchall()
    quantities, weights = defaultdict(Fraction), defaultdict(int)
    for root, part, began, via, qty, weight in rows:
        quantities[root, part, began, via] += Fraction(qty)
        weights[root, part, began, via] += weight
    expected = walked(lots, links)
    assert quantities.keys() == expected.keys()
    totals = defaultdict(Fraction)
    for key, qty in expected.items():
        totals[key[:2]] += qty
    for key, qty in expected.items():
        assert abs(quantities[key] - qty) < Fraction(1, 10**6), key
        assert abs(Fraction(weights[key], WHOLE) - qty / totals[key[:2]]) < Fraction(
            1, 10**6
        ), key


@SETTINGS
@given(genealogies(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(genealogy, random):
    lots, links = genealogy
    found = []
    for _ in range(2):
        with closed(lots, links) as con:
            found.append(
                [
                    sorted(con.execute("SELECT * FROM " + table).fetchall(), key=str)
                    for table in ("lot_closure", "genealogy_faults")
                ]
            )
        lots, links = random.sample(lots, len(lots)), random.sample(links, len(links))
    assert found[0] == found[1]


@SETTINGS
@given(genealogies())
def test_what_leads_down_leads_back_up(genealogy):
    """Mirror: a lot is in another's closure exactly where the walk up from it, link by link, comes
    to that other.
    """
    lots, links = genealogy
    known = {row[0] for row in lots}
    sound = [
        (output, source, qty)
        for output, source, qty in links
        if source in known and qty > 0
    ]
    usable = [
        (output, source, qty)
        for output, source, qty in sound
        if not reaches(sound, source, output) and source != output
    ]
    upward = [(source, output, qty) for output, source, qty in usable]
    with closed(lots, links) as con:
        held = set(
            con.execute(
                "SELECT DISTINCT root_lot_id, lot_id FROM lot_closure WHERE maker <> 'none' OR"
                " lot_id IS NOT NULL"
            ).fetchall()
        )
    assert held == {
        (root, at)
        for root in known
        for at in known
        if root == at or reaches(upward, at, root)
    }
