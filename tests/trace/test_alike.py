"""What is traced together is traced as it would be alone; and what a bill of materials alone leaves
open stays open, with its range.
"""

from __future__ import annotations

import pytest
from lots_world import (
    LOTS,
    PRODUCT,
    RULES,
    bolts_received,
    booked,
    complaint,
    linked_by,
    links,
    ready,
    world,
)

from srmlib.errors import DataFaults
from srmlib.notebook.upstream import where_from
from srmlib.rules.causes import WHOLE
from srmlib.trace.attribution import genealogy_faults
from srmlib.trace.up_and_down import trace_upstream

# Built of the module, and that of housings and bolts. The product is ours, and no lot tells what
# went into it.
BILL = [
    {"part_id": p, "component_id": c, "component_qty": q}
    for p, c, q in (("product", "module", "2"), ("module", "bolt", "4"))
]
HOUSINGS_TOO = [
    *BILL,
    {"part_id": "module", "component_id": "housing", "component_qty": "1"},
]
UNRECORDED = [
    {"lot_id": "X", "part_id": "product", "lot_qty": "100", "made_on": "2026-07-20"}
]
BOLTS = bolts_received(
    ("S", "2026-07-01", "30"), ("T", "2026-07-10", "10"), ("G", "2026-07-21", "99")
)


def and_housings(supplier="F"):
    """The bolts, and housings of one supplier."""
    lines = [
        *BOLTS["schedule_lines"],
        {"line_id": "H", "supplier_id": supplier, "part_id": "housing", "ordered_qty": "5"},
    ]
    return {
        "schedule_lines": lines,
        "receipts": [
            *BOLTS["receipts"],
            {
                "receipt_id": "RH",
                "line_id": "H",
                "docked_on": "2026-06-01",
                "received_qty": "5",
            },
        ],
    }


def possible(snapshot, effect_id="C1"):
    asked = (
        "SELECT part_id, supplier_id, evidence, least, most FROM trace_possible WHERE effect_id = ?"
        " ORDER BY ALL"
    )
    return snapshot.con.execute(asked, [effect_id]).fetchall()


@pytest.mark.parametrize(
    "named",
    [
        {"lot_id": "X"},
        {"lot_id": "X", "part_id": "product"},
        {"lot_id": "X", "part_id": "module"},
    ],
)
def test_the_only_bought_part_in_a_bill_of_materials_gives_a_range(tmp_path, named):
    """Three quarters of the bolts were S's in the year before the lot was made; each of S and T may
    be all of it or none. G delivered after.
    """
    with world(
        tmp_path,
        **BOLTS,
        lots=UNRECORDED,
        bill_of_materials=BILL,
        complaints=[complaint(**named)],
    ) as snapshot:
        assert links(
            snapshot, "C1", "supplier_id", "part_id", "evidence", "weight", "least", "most"
        ) == [
            ("S", "bolt", "bom", 3 * WHOLE // 4, 0, WHOLE),
            ("T", "bolt", "bom", WHOLE // 4, 0, WHOLE),
        ]


def test_of_several_parts_in_a_bill_of_materials_none_is_blamed_and_all_are_possible(
    tmp_path,
):
    with world(
        tmp_path,
        **and_housings(),
        lots=UNRECORDED,
        bill_of_materials=HOUSINGS_TOO,
        complaints=[complaint(lot_id="X")],
    ) as snapshot:
        assert links(snapshot, "C1") == [(None, None, "not_traced", WHOLE)]
        assert possible(snapshot) == [
            ("bolt", "S", "bom", 0, WHOLE),
            ("bolt", "T", "bom", 0, WHOLE),
            ("housing", "F", "bom", 0, WHOLE),
        ]
        found = trace_upstream(snapshot, "C1")
        asked = found[found["weight"].notna()][
            ["supplier_id", "cause", "weight", "most", "path"]
        ]
        assert [tuple(row) for row in asked.itertuples(index=False)][1:] == [
            ("S", "Possible: Harrow Castings, Bolt", 0, WHOLE, "complaint C1 ← supplier S"),
            ("T", "Possible: Tor Parts, Bolt", 0, WHOLE, "complaint C1 ← supplier T"),
            ("F", "Possible: Ems Foundry, Housing", 0, WHOLE, "complaint C1 ← supplier F"),
        ]
        said = str(where_from(snapshot, "C1").body)
        assert (
            "C1 leads to no supplier; 3 suppliers are possible, and nothing shows which"
            in said
        )
        assert "100% of it is not traced" in said


def test_one_supplier_alone_in_a_bill_of_materials_is_certain(tmp_path):
    received = bolts_received(("S", "2026-07-01", "30"))
    with world(
        tmp_path,
        **received,
        lots=UNRECORDED,
        bill_of_materials=BILL,
        complaints=[complaint(lot_id="X")],
    ) as snapshot:
        assert links(snapshot, "C1", "supplier_id", "evidence", "least", "most") == [
            ("S", "bom", WHOLE, WHOLE)
        ]


def test_a_supplier_named_is_followed_into_the_bill_of_materials_without_certainty(
    tmp_path,
):
    """T delivered bolts and housings: which of them is not known, and F may be behind it as
    well.
    """
    tables = and_housings("T") | {"lots": UNRECORDED, "bill_of_materials": HOUSINGS_TOO}
    with world(
        tmp_path, **tables, complaints=[complaint(lot_id="X", supplier_id="T")]
    ) as snapshot:
        assert links(
            snapshot, "C1", "supplier_id", "part_id", "evidence", "weight", "least", "most"
        ) == [("T", None, "bom", WHOLE, 0, WHOLE)]


def test_a_part_that_lots_do_not_tell_of_may_be_the_one_at_fault(tmp_path):
    """The lot's record holds its bolts alone; by the bill of materials there are housings in it."""
    lots = [
        {"lot_id": "bolts", "part_id": "bolt", "lot_qty": "400", "supplier_id": "T"},
        *UNRECORDED,
    ]
    tables = and_housings() | {
        "lots": lots,
        "lot_inputs": [{"output_lot_id": "X", "input_lot_id": "bolts", "input_qty": "400"}],
    }
    with world(
        tmp_path,
        **tables,
        bill_of_materials=HOUSINGS_TOO,
        complaints=[complaint(lot_id="X")],
    ) as snapshot:
        assert links(snapshot, "C1") == [(None, None, "not_traced", WHOLE)]
        assert possible(snapshot) == [
            ("bolt", "T", "lot", 0, WHOLE),
            ("housing", "F", "bom", 0, WHOLE),
        ]


def test_without_housings_in_the_bill_the_bolts_of_the_lot_are_at_fault(tmp_path):
    lots = [
        {"lot_id": "bolts", "part_id": "bolt", "lot_qty": "800", "supplier_id": "T"},
        *UNRECORDED,
    ]
    tables = and_housings() | {
        "lots": lots,
        "lot_inputs": [{"output_lot_id": "X", "input_lot_id": "bolts", "input_qty": "800"}],
    }
    with world(
        tmp_path, **tables, bill_of_materials=BILL, complaints=[complaint(lot_id="X")]
    ) as snapshot:
        assert links(snapshot, "C1", "supplier_id", "evidence", "weight") == [
            ("T", "lot", WHOLE)
        ]
        assert possible(snapshot) == []


def test_what_was_bought_whole_is_not_opened(tmp_path):
    """A module that S delivered: that we buy bolts too does not make them suspect."""
    lines = [
        *BOLTS["schedule_lines"],
        {"line_id": "M", "supplier_id": "S", "part_id": "module", "ordered_qty": "5"},
    ]
    receipts = [
        *BOLTS["receipts"],
        {
            "receipt_id": "RM",
            "line_id": "M",
            "docked_on": "2026-06-01",
            "received_qty": "5",
        },
    ]
    with world(
        tmp_path,
        schedule_lines=lines,
        receipts=receipts,
        bill_of_materials=BILL,
        complaints=[complaint(part_id="module")],
    ) as snapshot:
        assert links(snapshot, "C1", "supplier_id", "part_id", "least") == [
            ("S", "module", WHOLE)
        ]


def test_a_lot_that_was_bought_is_not_opened(tmp_path):
    """A housing of S, made with a bolt that we buy too."""
    bill = [{"part_id": "housing", "component_id": "bolt", "component_qty": "1"}]
    with world(
        tmp_path,
        **BOLTS,
        lots=LOTS,
        bill_of_materials=bill,
        complaints=[complaint(lot_id="B")],
    ) as snapshot:
        assert links(snapshot, "C1", "supplier_id", "part_id", "evidence", "weight") == [
            ("S", "housing", "lot", WHOLE)
        ]


def test_a_bill_of_materials_in_a_circle_is_told_and_ends(tmp_path):
    circle = [*BILL, {"part_id": "bolt", "component_id": "product", "component_qty": "1"}]
    with world(
        tmp_path,
        **BOLTS,
        lots=UNRECORDED,
        bill_of_materials=circle,
        complaints=[complaint(lot_id="X")],
    ) as snapshot:
        assert links(snapshot, "C1", "supplier_id", "part_id") == [
            ("S", "bolt"),
            ("T", "bolt"),
        ]
        told = [
            (fault.kind, fault.other_id, fault.source_row)
            for fault in genealogy_faults(snapshot)
        ]
        assert told == [
            ("cycle_of_parts", part, row)
            for row, part in ((2, "module"), (3, "bolt"), (4, "product"))
        ]
        assert genealogy_faults(snapshot)[0].words.startswith(
            "a component of product that is made of it"
        )


def test_a_rule_may_ask_for_the_only_provider_behind_a_failed_service(tmp_path):
    own = tmp_path / "home/data/definitions/causes.yaml"
    own.parent.mkdir(parents=True)
    own.write_text(
        "- {name: chain, when: {kind: incident, behind: service}, side: tier2}\n- {name: rest,"
        " when: {}, side: theirs}",
        encoding="utf-8",
    )
    behind = [
        {"supplier_id": "S", "behind_supplier_id": "G", "kind": "service"},
        {"supplier_id": "T", "behind_supplier_id": "G", "kind": "maker"},
    ]
    failed = [
        {
            "incident_id": f"I{s}",
            "service": "Mail",
            "began_at": "2026-07-01 07:30:00",
            "supplier_id": s,
        }
        for s in "ST"
    ]
    with world(tmp_path, supply_links=behind, incidents=failed) as snapshot:
        assert links(snapshot, "IS") == [("S", "G", "tier2", WHOLE)]
        assert links(snapshot, "IT") == [("T", None, "theirs", WHOLE)]


def test_what_is_alike_is_traced_once_and_read_as_often_as_it_broke(tmp_path):
    """Complaints of one lot and part, on two days in two wordings, one of them with a cost; one of
    two units; one of a family no rule asks for.
    """
    claims = [
        complaint(lot_id="X", part_id="housing"),
        complaint(
            complaint_id="C2",
            lot_id="X",
            part_id="housing",
            received_on="2026-08-11",
            subject="Leaks",
        ),
    ]
    claims.append(
        complaint(complaint_id="C3", lot_id="X", part_id="housing", unit_count="2")
    )
    claims.append(
        complaint(
            complaint_id="C4", lot_id="X", part_id="housing", defect_family="Scratches"
        )
    )
    with world(
        tmp_path, **PRODUCT, complaints=claims, cost_events=booked("C2", "1.00")
    ) as snapshot:
        asked = snapshot.con.execute(
            "SELECT effect_id, traced_as FROM effects ORDER BY 1"
        ).fetchall()
        assert asked == [("C1", "C1"), ("C2", "C1"), ("C3", "C3"), ("C4", "C1")]
        assert {row[0] for row in links(snapshot, "C4", "breakdown")} == {"Scratches"}
        assert links(snapshot, "C1", "supplier_id", "weight", "amount", "breakdown") == [
            ("S", 750_000_000, None, "not known"),
            ("T", 250_000_000, None, "not known"),
        ]
        assert [
            str(row) for row in links(snapshot, "C2", "supplier_id", "amount", "breakdown")
        ] == ["('S', Decimal('0.75'), 'Leaks')", "('T', Decimal('0.25'), 'Leaks')"]


# Two complaints that differ in one thing, and are not traced to the same.
HOUSING, SPOT = {"lot_id": "X", "part_id": "housing"}, {"lot_id": "Y", "part_id": "bolt"}
NEARLY_ALIKE = {
    "day, where the lot has none": (
        SPOT | {"received_on": "2026-07-12"},
        SPOT | {"received_on": "2026-07-25"},
    ),
    "day, where there is no lot": (
        {"part_id": "bolt", "received_on": "2026-07-12"},
        {"part_id": "bolt", "received_on": "2026-07-25"},
    ),
    "lot": (HOUSING, {"lot_id": "B", "part_id": "housing"}),
    "part": (HOUSING, {"lot_id": "X", "part_id": "bolt"}),
    "supplier": ({"lot_id": "X", "supplier_id": "S"}, {"lot_id": "X", "supplier_id": "T"}),
    "order": (
        {"customer_order_id": "O1", "part_id": "housing"},
        {"customer_order_id": "O3", "part_id": "housing"},
    ),
    "order of an unknown lot": (
        {"lot_id": "nobody's", "customer_order_id": "O1", "part_id": "housing"},
        {"lot_id": "nobody's", "customer_order_id": "O3", "part_id": "housing"},
    ),
    "piece": (HOUSING | {"serial_id": "7"}, HOUSING | {"serial_id": "8"}),
    "units": (HOUSING | {"unit_count": 1}, HOUSING | {"unit_count": 80}),
    "family": (
        {"lot_id": "B", "defect_family": "porosity"},
        {"lot_id": "B", "defect_family": "cracks"},
    ),
    "no family": ({"lot_id": "B"}, {"lot_id": "B", "defect_family": "Porosity"}),
    "claim": (HOUSING | {"is_accepted": True}, HOUSING | {"is_accepted": False}),
}


def without_number(links):
    """Where they lead, with their weights and ranges, whatever their effect and its day."""
    return [link[5:] for link in links]


def linked_claims(claims, agreed=()):
    """The links of complaints (number, columns), by number; those `agreed` are ours by
    agreement.
    """
    lots = [
        (lot["lot_id"], lot["part_id"], lot.get("supplier_id"), int(lot["lot_qty"]))
        for lot in LOTS
    ] + [("Y", "product", None, 50)]
    with ready(
        lots, [("B", "raw", 75), ("X", "B", 75), ("X", "C", 25), ("X", "bolts", 400)]
    ) as con:
        con.execute("UPDATE lots SET made_on = DATE '2026-07-20' WHERE lot_id = 'X'")
        con.execute("INSERT INTO serials (serial_id, lot_id) VALUES ('7', 'X'), ('8', 'B')")
        con.execute(
            "INSERT INTO order_lots (customer_order_id, lot_id, shipped_qty) VALUES ('O1', 'X', 5),"
            " ('O3', 'B', 5)"
        )
        con.execute(
            "INSERT INTO bill_of_materials (part_id, component_id, component_qty) VALUES"
            " ('product', 'bolt', 4), ('product', 'housing', 1)"
        )
        for number, (supplier, part, day) in enumerate(
            (
                ("S", "bolt", "2026-07-05"),
                ("T", "bolt", "2026-07-20"),
                ("T", "housing", "2026-07-11"),
            )
        ):
            con.execute(
                "INSERT INTO schedule_lines (line_id, supplier_id, part_id) VALUES (?, ?, ?)",
                [f"L{number}", supplier, part],
            )
            con.execute(
                "INSERT INTO arrivals VALUES (?, ?, ?, 10, TRUE)",
                [f"R{number}", f"L{number}", day],
            )
        for effect_id, claim in claims:
            columns = ", ".join(claim)
            con.execute(
                "INSERT INTO complaints (complaint_id, "
                + columns
                + ") VALUES (?"
                + ", ?" * len(claim)
                + ")",
                [effect_id, *claim.values()],
            )
            if effect_id in agreed:
                con.execute(
                    "INSERT INTO agreed_causes (cause_id, effect_kind, effect_id, side) VALUES (?,"
                    " 'complaint', ?, 'ours')",
                    [effect_id, effect_id],
                )
        linked_by(con, RULES)
        asked = "FROM trace_links WHERE effect_id = ? ORDER BY ALL"
        return {
            effect_id: con.execute(asked, [effect_id]).fetchall() for effect_id, _ in claims
        }


@pytest.mark.parametrize("pair", NEARLY_ALIKE.values(), ids=NEARLY_ALIKE)
def test_what_leads_elsewhere_is_not_taken_for_alike(pair):
    numbered = [
        (f"C{place}", {"received_on": "2026-08-01"} | claim)
        for place, claim in enumerate(pair)
    ]
    together = linked_claims(numbered)
    assert without_number(together["C0"]) != without_number(together["C1"])
    for claim in numbered:
        assert together[claim[0]] == linked_claims([claim])[claim[0]]


def test_what_was_agreed_of_one_holds_for_it_alone():
    numbered = [
        (effect_id, HOUSING | {"received_on": "2026-08-01"})
        for effect_id in ("C0", "C1", "C2")
    ]
    together = linked_claims(numbered, agreed=("C1",))
    assert [{link[11] for link in together[effect_id]} for effect_id, _ in numbered] == [
        {"theirs"},
        {"ours"},
        {"theirs"},
    ]


def test_a_bill_of_materials_is_that_of_the_day_the_lot_was_made(tmp_path):
    """Bolts went into the module until 20 July, the day the lot was made; housings from then on."""
    bill = [
        BILL[0],
        BILL[1] | {"valid_until": "2026-07-20"},
        {"part_id": "module", "component_id": "housing", "valid_from": "2026-07-20"},
    ]
    tables = and_housings() | {"bill_of_materials": bill}
    told = [complaint(lot_id="X"), complaint(complaint_id="C2", lot_id="Y")]
    lots = [*UNRECORDED, UNRECORDED[0] | {"lot_id": "Y", "made_on": "2026-07-19"}]
    with world(tmp_path, **tables, lots=lots, complaints=told) as snapshot:
        assert links(snapshot, "C1", "supplier_id", "part_id") == [("F", "housing")]
        assert links(snapshot, "C2", "supplier_id", "part_id") == [
            ("S", "bolt"),
            ("T", "bolt"),
        ]


def test_a_line_of_the_bill_may_change_its_quantity_from_a_day_on(tmp_path):
    bill = [
        BILL[0],
        BILL[1] | {"valid_from": "2026-01-01", "valid_until": "2026-07-01"},
        BILL[1] | {"component_qty": "6", "valid_from": "2026-07-01"},
    ]
    with world(
        tmp_path,
        **BOLTS,
        lots=UNRECORDED,
        bill_of_materials=bill,
        complaints=[complaint(lot_id="X")],
    ) as snapshot:
        assert links(snapshot, "C1", "supplier_id", "part_id") == [
            ("S", "bolt"),
            ("T", "bolt"),
        ]


def test_a_line_of_the_bill_that_ends_before_it_begins_is_refused(tmp_path):
    bill = [BILL[0] | {"valid_from": "2026-07-01", "valid_until": "2026-07-01"}]
    with pytest.raises(DataFaults, match="expected a day after valid_from"):
        world(tmp_path, bill_of_materials=bill)


APPROVED = [{"part_id": "housing", "supplier_id": s} for s in ("F", "G")]


def test_approval_alone_makes_possible_and_blames_nobody(tmp_path):
    """Nobody delivered a housing: F and G were approved to."""
    with world(
        tmp_path, approved_vendors=APPROVED, complaints=[complaint(part_id="housing")]
    ) as snapshot:
        assert links(snapshot, "C1") == [(None, None, "not_traced", WHOLE)]
        assert possible(snapshot) == [
            ("housing", "F", "approved", 0, WHOLE),
            ("housing", "G", "approved", 0, WHOLE),
        ]


def test_a_delivery_is_stronger_than_an_approval(tmp_path):
    tables = and_housings("F") | {"approved_vendors": APPROVED}
    with world(tmp_path, **tables, complaints=[complaint(part_id="housing")]) as snapshot:
        assert links(snapshot, "C1", "supplier_id", "evidence", "least") == [
            ("F", "bom", WHOLE)
        ]
        assert possible(snapshot) == []


def test_a_part_that_only_approved_firms_may_have_delivered_is_a_possible_one(tmp_path):
    """By the bill there are bolts and housings in it; only bolts were delivered. An approval that ended
    before counts for nothing.
    """
    approved = [APPROVED[0], APPROVED[1] | {"valid_until": "2026-07-20"}]
    with world(
        tmp_path,
        **BOLTS,
        lots=UNRECORDED,
        bill_of_materials=HOUSINGS_TOO,
        approved_vendors=approved,
        complaints=[complaint(lot_id="X")],
    ) as snapshot:
        assert links(snapshot, "C1") == [(None, None, "not_traced", WHOLE)]
        assert possible(snapshot) == [
            ("bolt", "S", "bom", 0, WHOLE),
            ("bolt", "T", "bom", 0, WHOLE),
            ("housing", "F", "approved", 0, WHOLE),
        ]


def test_who_may_be_behind_what_cannot_be_followed_is_listed(tmp_path):
    """Half of the housings are C's, T's; of the other half a lot in no table: F delivered housings."""
    lots = [
        {"lot_id": "C", "part_id": "housing", "lot_qty": "50", "supplier_id": "T"},
        {"lot_id": "X", "part_id": "product", "lot_qty": "100"},
    ]
    inputs = [
        {"output_lot_id": "X", "input_lot_id": lot, "input_qty": "50"}
        for lot in ("C", "lost")
    ]
    with world(
        tmp_path,
        **and_housings("F"),
        lots=lots,
        lot_inputs=inputs,
        complaints=[complaint(lot_id="X", part_id="housing")],
    ) as snapshot:
        assert links(snapshot, "C1") == [
            ("T", None, "theirs", WHOLE // 2),
            (None, None, "not_traced", WHOLE // 2),
        ]
        assert possible(snapshot) == [("housing", "F", "bom", 0, WHOLE)]
