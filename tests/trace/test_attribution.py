"""What broke, traced: literal cases of every road and side, a second road for the weights, and
costs that close to the cent.
"""

from __future__ import annotations

import json
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lots_world import (
    LOTS,
    PRODUCT,
    RULES,
    SUPPLIERS,
    bolts_received,
    booked,
    complaint,
    linked_by,
    links,
    ready,
    world,
)
from random_lots import SETTINGS, genealogies, walked

from srmlib.errors import DataFaults, DefinitionError, UsageError
from srmlib.load import causes, genealogy
from srmlib.rules.calendar import Quarter
from srmlib.rules.causes import WHOLE, read_rules
from srmlib.trace.attribution import (
    GROUPS,
    breakdowns,
    genealogy_faults,
    trace_of,
)
from srmlib.trace.up_and_down import trace_downstream, trace_upstream
from srmlib.words.trace import trace_headline

SUPPLIERS += [
    {"supplier_id": "K", "name": "Carrier K", "kind": "carrier"},
    {"supplier_id": "W", "name": "Own warehouse", "kind": "own_warehouse"},
]


def test_a_part_at_fault_is_traced_by_quantity_to_those_who_made_it(tmp_path):
    with world(
        tmp_path, **PRODUCT, complaints=[complaint(lot_id="X", part_id="housing")]
    ) as snapshot:
        assert links(snapshot, "C1") == [
            ("S", None, "theirs", 750_000_000),
            ("T", None, "theirs", 250_000_000),
        ]
        assert links(snapshot, "C1", "evidence", "least", "most") == [
            ("lot", 0, WHOLE),
            ("lot", 0, WHOLE),
        ]


def test_of_more_units_than_one_firm_could_have_supplied_the_range_is_narrower(tmp_path):
    """80 of the 100 units are at fault: at least 55 hold a housing of S (T has 25), at most 75; of
    T at least 5, at most 25.
    """
    with world(
        tmp_path,
        **PRODUCT,
        complaints=[complaint(lot_id="X", part_id="housing", unit_count="80")],
    ) as snapshot:
        assert links(snapshot, "C1", "supplier_id", "least", "most") == [
            ("S", 687_500_000, 937_500_000),
            ("T", 62_500_000, 312_500_000),
        ]


def test_a_defect_of_casting_is_the_foundrys_where_the_lot_tells_which(tmp_path):
    with world(
        tmp_path,
        **PRODUCT,
        complaints=[complaint(lot_id="X", part_id="housing", defect_family="Porosity")],
    ) as snapshot:
        assert links(snapshot, "C1") == [
            ("S", "F", "tier2", 750_000_000),
            ("T", None, "theirs", 250_000_000),
        ]
        assert links(snapshot, "C1", "cause", "breakdown") == [
            ("Ems Foundry (tier 2)", "Porosity"),
            ("Tor Parts", "Porosity"),
        ]


def test_a_defect_of_casting_is_the_sole_makers_where_no_lot_tells(tmp_path):
    behind = [{"supplier_id": "T", "behind_supplier_id": "G", "kind": "maker"}]
    with world(
        tmp_path,
        **PRODUCT,
        supply_links=behind,
        complaints=[complaint(lot_id="C", part_id="housing", defect_family="Porosity")],
    ) as snapshot:
        assert links(snapshot, "C1") == [("T", "G", "tier2", WHOLE)]


def test_two_possible_foundries_make_no_tier_2(tmp_path):
    behind = [
        {"supplier_id": "T", "behind_supplier_id": firm, "kind": "maker"}
        for firm in ("F", "G")
    ]
    with world(
        tmp_path,
        **PRODUCT,
        supply_links=behind,
        complaints=[complaint(lot_id="C", part_id="housing", defect_family="Porosity")],
    ) as snapshot:
        assert links(snapshot, "C1") == [("T", None, "theirs", WHOLE)]


def test_without_the_part_at_fault_nothing_is_spread_over_bolts_and_housings(tmp_path):
    with world(tmp_path, **PRODUCT, complaints=[complaint(lot_id="X")]) as snapshot:
        assert links(snapshot, "C1") == [(None, None, "not_traced", WHOLE)]
        possible = snapshot.con.execute(
            "SELECT part_id, supplier_id, least, most FROM trace_possible ORDER BY 1, 2"
        ).fetchall()
        assert possible == [
            ("bolt", "T", 0, WHOLE),
            ("housing", "S", 0, WHOLE),
            ("housing", "T", 0, WHOLE),
        ]


def test_the_supplier_named_is_followed_to_its_own_parts(tmp_path):
    with world(
        tmp_path, **PRODUCT, complaints=[complaint(lot_id="X", supplier_id="S")]
    ) as snapshot:
        assert links(snapshot, "C1", "supplier_id", "lot_id", "evidence", "weight") == [
            ("S", "B", "lot", WHOLE)
        ]


def test_one_bought_part_alone_is_the_one_at_fault(tmp_path):
    with world(tmp_path, **PRODUCT, complaints=[complaint(lot_id="B")]) as snapshot:
        assert links(snapshot, "C1", "supplier_id", "part_id", "weight") == [
            ("S", "housing", WHOLE)
        ]


def test_the_product_itself_at_fault_is_ours(tmp_path):
    with world(
        tmp_path, **PRODUCT, complaints=[complaint(lot_id="X", part_id="product")]
    ) as snapshot:
        assert links(snapshot, "C1", "cause_side", "cause", "weight") == [
            ("ours", "The buyer", WHOLE)
        ]


def test_a_piece_with_its_number_tells_the_lot_that_was_built_in(tmp_path):
    """The one housing in piece 7 is of lot C, whatever share C has of X."""
    pieces = [
        {"serial_id": "7", "lot_id": "X"},
        {"serial_id": "7-h", "lot_id": "C", "built_into_serial_id": "7"},
    ]
    with world(
        tmp_path,
        **PRODUCT,
        serials=pieces,
        customer_returns=[
            {
                "return_id": "C1",
                "returned_on": "2026-08-01",
                "serial_id": "7",
                "part_id": "housing",
            }
        ],
    ) as snapshot:
        assert links(
            snapshot, "C1", "supplier_id", "lot_id", "evidence", "least", "most"
        ) == [("T", "C", "serial", WHOLE, WHOLE)]


def test_an_order_of_several_lots_is_shared_by_what_was_shipped(tmp_path):
    lots = [
        *LOTS,
        {"lot_id": "Y", "part_id": "product", "lot_qty": "10"},
        {"lot_id": "D", "part_id": "housing", "lot_qty": "10", "supplier_id": "G"},
    ]
    inputs = [
        *PRODUCT["lot_inputs"],
        {"output_lot_id": "Y", "input_lot_id": "D", "input_qty": "10"},
    ]
    shipped = [
        {"customer_order_id": "O", "lot_id": "X", "shipped_qty": "4"},
        {"customer_order_id": "O", "lot_id": "Y", "shipped_qty": "1"},
    ]
    with world(
        tmp_path,
        lots=lots,
        lot_inputs=inputs,
        order_lots=shipped,
        complaints=[complaint(customer_order_id="O", part_id="housing")],
    ) as snapshot:
        assert links(snapshot, "C1") == [
            ("S", None, "theirs", 600_000_000),
            ("G", None, "theirs", 200_000_000),
            ("T", None, "theirs", 200_000_000),
        ]


def test_without_a_record_of_the_lot_the_days_before_it_tell(tmp_path):
    """X was made on 20 July: receipts of 20 June to 20 July count; those of 19 June and 21 July do
    not.
    """
    received = bolts_received(
        ("S", "2026-06-20", "30"),
        ("T", "2026-07-20", "10"),
        ("F", "2026-06-19", "99"),
        ("G", "2026-07-21", "99"),
    )
    lots = [
        {"lot_id": "X", "part_id": "product", "lot_qty": "100", "made_on": "2026-07-20"}
    ]
    with world(
        tmp_path, **received, lots=lots, complaints=[complaint(lot_id="X", part_id="bolt")]
    ) as snapshot:
        assert links(
            snapshot,
            "C1",
            "supplier_id",
            "receipt_id",
            "evidence",
            "weight",
            "least",
            "most",
        ) == [
            ("S", "R1", "window", 750_000_000, 0, WHOLE),
            ("T", "R2", "window", 250_000_000, 0, WHOLE),
        ]


def test_without_any_lot_the_year_before_tells_with_a_range(tmp_path):
    received = bolts_received(
        ("S", "2025-08-11", "30"),
        ("T", "2026-08-10", "10"),
        ("F", "2025-08-10", "99"),
        ("G", "2026-08-11", "99"),
    )
    with world(tmp_path, **received, complaints=[complaint(part_id="bolt")]) as snapshot:
        assert links(
            snapshot, "C1", "supplier_id", "evidence", "weight", "least", "most"
        ) == [
            ("S", "bom", 750_000_000, 0, WHOLE),
            ("T", "bom", 250_000_000, 0, WHOLE),
        ]


def test_the_only_supplier_of_a_part_is_certain(tmp_path):
    with world(
        tmp_path,
        **bolts_received(("S", "2026-07-01", "30")),
        complaints=[complaint(part_id="bolt")],
    ) as snapshot:
        assert links(snapshot, "C1", "supplier_id", "least", "most") == [
            ("S", WHOLE, WHOLE)
        ]


def test_a_supplier_named_and_nothing_more_is_taken_at_the_word(tmp_path):
    claims = [
        complaint(supplier_id="S"),
        complaint(complaint_id="C2", supplier_id="S", is_accepted="false"),
        complaint(complaint_id="C3"),
    ]
    with world(tmp_path, complaints=claims) as snapshot:
        assert links(snapshot, "C1", "supplier_id", "cause_side", "evidence") == [
            ("S", "theirs", "claim")
        ]
        assert links(snapshot, "C2", "supplier_id", "cause_side", "cause") == [
            ("S", "not_agreed", "Not agreed")
        ]
        assert links(snapshot, "C3", "supplier_id", "cause_side", "cause") == [
            (None, "not_traced", "Not traced yet")
        ]


def late(*pairs, receipt=None, **line_more):
    """A late order O of (supplier, day shipped); each was to ship by 5 July, the customer was
    promised 10 July and had it on 15 July.
    """
    tables = {
        "schedule_lines": [
            {
                "line_id": f"L-{s}",
                "order_id": "O",
                "supplier_id": s,
                "part_id": "housing",
                "ship_by_on": "2026-07-05",
            }
            | line_more
            for s, _ in pairs
        ],
        "receipts": [
            {
                "receipt_id": f"R-{s}",
                "line_id": f"L-{s}",
                "shipped_on": day,
                "docked_on": "2026-07-15",
            }
            | (receipt or {})
            for s, day in pairs
        ],
        "customer_promises": [
            {
                "promise_id": "O",
                "supplier_id": s,
                "customer_order_id": "O",
                "promised_on": "2026-07-10",
                "kept_on": "2026-07-15",
                "line_id": f"L-{s}",
            }
            for s, _ in pairs
        ],
    }
    return tables


def test_goods_handed_over_in_time_and_late_at_the_customer_are_the_carriers(tmp_path):
    with world(
        tmp_path,
        **late(("S", "2026-07-05")),
        supply_links=[{"supplier_id": "S", "behind_supplier_id": "K", "kind": "carrier"}],
    ) as snapshot:
        assert links(
            snapshot,
            "O",
            "supplier_id",
            "behind_supplier_id",
            "cause_side",
            "cause",
            "line_id",
        ) == [("S", "K", "carrier", "Carrier K", "L-S")]


def test_goods_handed_over_late_are_the_suppliers(tmp_path):
    with world(tmp_path, **late(("S", "2026-07-06"))) as snapshot:
        assert links(snapshot, "O", "supplier_id", "cause_side", "evidence") == [
            ("S", "theirs", "line")
        ]


def test_the_moment_of_the_hand_over_counts_where_it_is_known(tmp_path):
    moments = late(
        ("S", "2026-07-05"),
        receipt={"shipped_at": "2026-07-05 12:00:01"},
        ship_by_at="2026-07-05 12:00:00",
    )
    with world(tmp_path, **moments) as snapshot:
        assert links(snapshot, "O", "cause_side") == [("theirs",)]


def test_several_sellers_of_one_late_order_are_never_blamed_on_one(tmp_path):
    with world(tmp_path, **late(("S", "2026-07-05"), ("T", "2026-07-06"))) as snapshot:
        assert links(snapshot, "O") == [
            ("S", None, "carrier", 500_000_000),
            ("T", None, "shared", 500_000_000),
        ]


def test_several_sellers_of_whom_no_hand_over_is_known_share_the_late_order(tmp_path):
    tables = late(("S", "2026-07-05"), ("T", "2026-07-06"), ship_by_on="")
    with world(tmp_path, **tables) as snapshot:
        assert links(snapshot, "O") == [
            ("S", None, "shared", 500_000_000),
            ("T", None, "shared", 500_000_000),
        ]


def test_a_home_may_have_rules_of_its_own(tmp_path):
    own = tmp_path / "home/data/definitions/causes.yaml"
    own.parent.mkdir(parents=True)
    own.write_text("- {name: all ours, when: {}, side: ours}", encoding="utf-8")
    with world(tmp_path, complaints=[complaint(supplier_id="S")]) as snapshot:
        assert links(snapshot, "C1", "cause_side", "rule") == [("ours", "all ours")]


def promised(tables, *causes):
    """The late order with (cause, whether it is agreed) of the promise of each of its suppliers."""
    for promise, (cause, is_agreed) in zip(
        tables["customer_promises"], causes, strict=True
    ):
        promise |= {"broken_cause": cause, "is_cause_agreed": is_agreed}
    return tables


@pytest.mark.parametrize(
    ("cause", "is_agreed", "side"),
    [
        ("theirs", "true", "theirs"),
        ("shared", "true", "shared"),
        ("ours", "true", "ours"),
        ("theirs", "false", "carrier"),
        ("theirs", None, "carrier"),
        ("open", "true", "carrier"),
    ],
)
def test_what_is_agreed_of_a_promise_goes_before_the_hand_over(
    tmp_path, cause, is_agreed, side
):
    with world(
        tmp_path, **promised(late(("S", "2026-07-05")), (cause, is_agreed))
    ) as snapshot:
        assert links(snapshot, "O") == [("S", None, side, WHOLE)]
        (link,) = trace_of(snapshot, "S", QUARTER, "internal").links
    assert link.is_agreed is (side != "carrier")
    assert link.agreed_events == (side != "carrier")


def test_what_is_agreed_of_a_promise_goes_before_a_line_we_changed(tmp_path):
    change = {
        "line_id": "L-S",
        "changed_on": "2026-07-03",
        "field": "date",
        "by_side": "buyer",
    }
    tables = promised(late(("S", "2026-07-06"), lead_days="20"), ("theirs", "true"))
    with world(tmp_path, **tables, order_changes=[change]) as snapshot:
        assert links(snapshot, "O", "cause_side", "rule") == [
            ("theirs", "agreed in the extract")
        ]


@pytest.mark.parametrize(
    ("of_s", "of_t", "expected"),
    [
        # Ours towards T says that it was S.
        (("theirs", "true"), ("ours", "true"), [("S", None, "theirs", WHOLE)]),
        (("shared", "true"), ("ours", "true"), [("S", None, "shared", WHOLE)]),
        # What is not agreed with T goes by rule, beside what S agreed to.
        (
            ("theirs", "true"),
            ("theirs", "false"),
            [("S", None, "theirs", 500_000_000), ("T", None, "not_agreed", 500_000_000)],
        ),
        (
            ("theirs", "true"),
            ("theirs", "true"),
            [("S", None, "theirs", 500_000_000), ("T", None, "theirs", 500_000_000)],
        ),
        (
            ("ours", "true"),
            ("ours", "true"),
            [("S", None, "ours", 500_000_000), ("T", None, "ours", 500_000_000)],
        ),
    ],
)
def test_of_two_suppliers_who_were_late_what_is_agreed_decides(
    tmp_path, of_s, of_t, expected
):
    tables = promised(late(("S", "2026-07-06"), ("T", "2026-07-06")), of_s, of_t)
    with world(
        tmp_path, **tables, cost_events=booked("O", "1.01", kind="late_order")
    ) as snapshot:
        assert links(snapshot, "O") == expected
        assert sum(row[0] for row in links(snapshot, "O", "amount")) == Decimal("1.01")


def test_an_agreed_cause_stands_where_the_suppliers_line_came_in_time(tmp_path):
    tables = promised(
        late(("S", "2026-07-01"), ("T", "2026-07-06")), ("theirs", "true"), ("ours", "true")
    )
    tables["receipts"][0] |= {"docked_on": "2026-07-09"}
    with world(tmp_path, **tables) as snapshot:
        assert links(snapshot, "O") == [("S", None, "theirs", WHOLE)]


def test_whatever_is_agreed_every_late_order_is_traced_whole(tmp_path):
    said = list(
        product(("theirs", "ours", "shared", "open", None), ("true", "false", None))
    )
    of_one = list(product(said, ("2026-07-09", "2026-07-15")))
    tables = {"schedule_lines": [], "receipts": [], "customer_promises": []}
    for number, pair in enumerate(product(of_one, of_one), 100):
        for supplier, (cause, day) in zip("ST", pair, strict=True):
            rows = promised(
                late((supplier, "2026-07-06"), receipt={"docked_on": day}), cause
            )
            for table, (row,) in rows.items():
                names = (
                    "order_id",
                    "customer_order_id",
                    "promise_id",
                    "line_id",
                    "receipt_id",
                )
                row |= {name: f"{row[name]}-{number}" for name in names if name in row}
                tables[table].append(row)
    with world(tmp_path, **tables) as snapshot:
        sums = snapshot.con.execute(
            "SELECT effect_id, sum(weight) FROM trace_links GROUP BY 1 HAVING sum(weight) <> ?",
            [WHOLE],
        ).fetchall()
        (count,) = snapshot.con.execute(
            "SELECT count(DISTINCT effect_id) FROM trace_links"
        ).fetchone()
    assert (sums, count) == ([], len(of_one) ** 2)


def test_what_is_rounded_is_no_range(tmp_path):
    """Three sellers share a late order: a third each, and none can be more."""
    sellers = late(
        ("T", "2026-07-05"), ("G", "2026-07-05"), ("S", "2026-07-05"), ship_by_on=""
    )
    with world(tmp_path, **sellers) as snapshot:
        found = trace_of(snapshot, "G", QUARTER, "internal").links
    assert {(link.least, link.most) for link in found} == {(None, None)}


def test_a_source_that_is_certain_has_no_range_where_its_firms_part_it(tmp_path):
    """All of it came from S, whose lot was cast by two: neither's share is a range of S's."""
    lots = [
        *PRODUCT["lots"],
        {"lot_id": "raw-2", "part_id": "casting", "lot_qty": "25", "supplier_id": "G"},
    ]
    inputs = [
        *PRODUCT["lot_inputs"],
        {"output_lot_id": "B", "input_lot_id": "raw-2", "input_qty": "25"},
    ]
    claim = complaint(lot_id="B", part_id="housing", defect_family="Porosity")
    with world(tmp_path, lots=lots, lot_inputs=inputs, complaints=[claim]) as snapshot:
        found = trace_of(snapshot, "S", QUARTER, "internal").links
    assert [(link.share, link.least, link.most) for link in found] == [
        (Decimal("0.750000000"), None, None),
        (Decimal("0.250000000"), None, None),
    ]


def test_a_share_of_money_has_its_range_in_money(tmp_path):
    """Of one unit of X a quarter leads to T, which may be all of it or none: of 100 EUR, 25. T's
    own complaint cost nothing: by events it is 5 of 8.
    """
    claims = [
        complaint(lot_id="X", part_id="housing", unit_count="1"),
        complaint(complaint_id="C2", supplier_id="T"),
    ]
    with world(
        tmp_path, **PRODUCT, complaints=claims, cost_events=booked("C1", "100.00")
    ) as snapshot:
        found = trace_of(snapshot, "T", QUARTER, "internal")
    known = {
        (link.cause, link.item): (
            str(link.share),
            str(link.least),
            str(link.most),
            weight,
            bounds,
        )
        for link, weight, bounds in zip(
            found.links, found.weights, found.ranges, strict=True
        )
    }
    assert known == {
        ("Tor Parts", "not known"): ("0.500000000", "None", "None", 0, (0, 0)),
        ("Tor Parts", "Housing"): ("0.125000000", "0E-9", "0.500000000", 25, (0, 100)),
        ("Harrow Castings", "Housing"): (
            "0.375000000",
            "0E-9",
            "0.500000000",
            75,
            (0, 100),
        ),
    }
    for weight, (least, most) in zip(found.weights, found.ranges, strict=True):
        assert least <= weight <= most <= sum(found.weights)
    assert trace_headline(found).startswith(
        "75% (0% to 100%) of the 100 EUR traces to Harrow"
    )


def test_thirds_of_a_late_order_add_up_to_all_of_it(tmp_path):
    """The part that is left over goes to the first by number, and so does the cent."""
    sellers = late(("T", "2026-07-05"), ("G", "2026-07-05"), ("S", "2026-07-05"))
    with world(
        tmp_path, **sellers, cost_events=booked("O", "1.00", kind="late_order")
    ) as snapshot:
        assert links(snapshot, "O", "supplier_id", "weight", "amount") == [
            ("G", 333_333_334, Decimal("0.34")),
            ("S", 333_333_333, Decimal("0.33")),
            ("T", 333_333_333, Decimal("0.33")),
        ]


def test_of_two_suppliers_the_late_order_waited_for_the_one_that_was_late(tmp_path):
    """What S sent was on the dock on its day; T's was not."""
    tables = late(("S", "2026-07-01"), ("T", "2026-07-06"))
    tables["receipts"][0] |= {"docked_on": "2026-07-09"}
    with world(tmp_path, **tables) as snapshot:
        assert links(snapshot, "O") == [("T", None, "theirs", WHOLE)]


def test_a_line_we_changed_inside_the_lead_time_is_ours(tmp_path):
    change = {
        "line_id": "L-S",
        "changed_on": "2026-07-03",
        "field": "date",
        "by_side": "buyer",
    }
    with world(
        tmp_path, **late(("S", "2026-07-06"), lead_days="20"), order_changes=[change]
    ) as snapshot:
        assert links(snapshot, "O", "cause_side", "rule") == [
            ("ours", "changed by the buyer inside the lead time")
        ]


def test_a_late_line_of_our_own_warehouse_is_its_factorys(tmp_path):
    tables = late(("W", "2026-07-06"), made_at="Plant Pune", ship_by_on="")
    del tables["customer_promises"]
    with world(tmp_path, **tables) as snapshot:
        assert links(
            snapshot, "L-W", "effect_kind", "supplier_id", "cause_side", "cause"
        ) == [("late_order", "W", "tier2", "Plant Pune (tier 2)")]


def test_an_order_kept_or_not_yet_due_broke_nothing(tmp_path):
    promises = [
        {
            "promise_id": "1",
            "supplier_id": "S",
            "customer_order_id": "1",
            "promised_on": "2026-07-10",
            "kept_on": "2026-07-10",
        },
        {
            "promise_id": "2",
            "supplier_id": "S",
            "customer_order_id": "2",
            "promised_on": "2026-10-02",
        },
        {
            "promise_id": "3",
            "supplier_id": "S",
            "customer_order_id": "3",
            "promised_on": "2026-10-01",
        },
        {
            "promise_id": "4",
            "supplier_id": "S",
            "customer_order_id": "4",
            "promised_on": "2026-07-01",
            "kept_on": "2026-07-02",
            "broken_cause": "open",
        },
        {
            "promise_id": "5",
            "supplier_id": "S",
            "customer_order_id": "5",
            "promised_on": "2026-07-01",
            "kept_on": "2026-07-02",
            "broken_cause": "ours",
        },
    ]
    with world(tmp_path, customer_promises=promises) as snapshot:
        found = snapshot.con.execute(
            "SELECT effect_id, cause_side FROM trace_links ORDER BY 1"
        ).fetchall()
        assert found == [("3", "theirs"), ("4", "not_agreed"), ("5", "ours")]


def test_stops_and_incidents_lead_to_the_line_lot_or_ticket(tmp_path):
    tables = late(("S", "2026-07-06"))
    stops = [
        {"stop_id": "1", "stopped_on": "2026-07-12", "line_id": "L-S"},
        {"stop_id": "2", "stopped_on": "2026-07-21", "lot_id": "bolts", "part_id": "bolt"},
        {"stop_id": "3", "stopped_on": "2026-07-21", "cause": "ours", "supplier_id": "T"},
    ]
    tickets = [
        {
            "ticket_id": "K1",
            "supplier_id": "G",
            "priority": "P1",
            "opened_at": "2026-07-01 08:00:00",
            "subject": "Sign-on",
        }
    ]
    incidents = [
        {
            "incident_id": "I1",
            "ticket_id": "K1",
            "service": "Mail",
            "began_at": "2026-07-01 07:30:00",
        }
    ]
    with world(
        tmp_path,
        **tables,
        **PRODUCT,
        line_stops=stops,
        tickets=tickets,
        incidents=incidents,
    ) as snapshot:
        columns = ("supplier_id", "cause_side", "evidence", "breakdown")
        assert links(snapshot, "1", *columns) == [("S", "theirs", "line", "Late receipt")]
        assert links(snapshot, "2", *columns) == [("T", "theirs", "lot", "not known")]
        assert links(snapshot, "3", *columns) == [("T", "ours", "claim", "not known")]
        assert links(snapshot, "I1", *columns, "service") == [
            ("G", "theirs", "claim", "Sign-on", "Mail")
        ]


def test_the_cost_of_a_breakdown_is_the_ledgers_to_the_cent(tmp_path):
    """100.01 over 3 : 1 is 75.0075 and 25.0025: the cent left over goes to the larger remainder.
    What the supplier paid is not ours.
    """
    costs = [
        *booked("C1", "100.00", "0.01"),
        *booked("C1", "7.00", paid_by="supplier"),
        *booked("elsewhere", "9.00"),
    ]
    with world(
        tmp_path,
        **PRODUCT,
        complaints=[complaint(lot_id="X", part_id="housing")],
        cost_events=costs,
    ) as snapshot:
        assert links(snapshot, "C1", "supplier_id", "amount") == [
            ("S", Decimal("75.01")),
            ("T", Decimal("25.00")),
        ]
        assert [
            fault.other_id
            for fault in genealogy_faults(snapshot)
            if fault.kind == "unknown_effect"
        ] == ["elsewhere"]


def test_a_breakdown_nothing_is_booked_for_has_no_cost_and_a_credit_is_negative(tmp_path):
    claims = [complaint(supplier_id="S"), complaint(complaint_id="C2", supplier_id="S")]
    with world(tmp_path, complaints=claims, cost_events=booked("C2", "-3.00")) as snapshot:
        assert links(snapshot, "C1", "amount") == [(None,)]
        assert links(snapshot, "C2", "amount") == [(Decimal("-3.00"),)]


def test_an_incident_bears_what_its_ticket_took(tmp_path):
    """45 minutes at 62.00 an hour, once, though two incidents name the ticket."""
    tickets = [
        {
            "ticket_id": "K1",
            "supplier_id": "S",
            "priority": "P1",
            "opened_at": "2026-07-01 08:00:00",
            "our_minutes": "45",
        }
    ]
    incidents = [
        {"incident_id": i, "ticket_id": "K1", "began_at": "2026-07-01 07:30:00"}
        for i in ("I1", "I2")
    ]
    rates = {"support_rate": ("EUR/hour", [("2026-01-01", "62.00")])}
    with world(tmp_path, tickets=tickets, incidents=incidents, rates=rates) as snapshot:
        assert (links(snapshot, "I1", "amount"), links(snapshot, "I2", "amount")) == (
            [(Decimal("46.50"),)],
            [(None,)],
        )


def agreed(side, **more):
    return {"effect_kind": "complaint", "effect_id": "C1", "side": side} | more


def test_what_the_firms_agreed_goes_before_the_rules_and_the_rest_is_not_agreed(tmp_path):
    causes = [
        agreed("ours", share_rate="0.25", words="wrong drawing"),
        agreed("theirs", supplier_id="S", share_rate="0.5"),
    ]
    with world(
        tmp_path,
        **PRODUCT,
        complaints=[complaint(lot_id="X", part_id="housing")],
        agreed_causes=causes,
    ) as snapshot:
        found = links(
            snapshot, "C1", "cause_side", "supplier_id", "lot_id", "weight", "rule"
        )
        assert found == [
            ("theirs", "S", "B", 500_000_000, "agreed"),
            ("not_agreed", "S", "B", 187_500_000, "the rest of what was agreed"),
            ("ours", "S", "B", 187_500_000, "agreed: wrong drawing"),
            ("not_agreed", "T", "C", 62_500_000, "the rest of what was agreed"),
            ("ours", "T", "C", 62_500_000, "agreed: wrong drawing"),
        ]


def test_what_is_agreed_after_the_as_of_date_is_not_agreed_yet(tmp_path):
    found = {}
    for agreed_on in ("2026-08-20", "2026-09-20"):
        with world(
            tmp_path / agreed_on,
            as_of="2026-09-01",
            **PRODUCT,
            complaints=[complaint(lot_id="X", part_id="housing")],
            agreed_causes=[agreed("theirs", supplier_id="T", agreed_on=agreed_on)],
        ) as snapshot:
            found[agreed_on] = links(snapshot, "C1", "supplier_id", "rule", "weight")
    assert found["2026-08-20"] == [("T", "agreed", WHOLE)]
    assert [
        (one, weight) for one, rule, weight in found["2026-09-20"] if rule != "agreed"
    ] == [
        ("S", 750_000_000),
        ("T", 250_000_000),
    ]


def test_an_agreed_tier_2_cause_keeps_the_way_to_it(tmp_path):
    causes = [agreed("tier2", supplier_id="G")]
    with world(
        tmp_path,
        **PRODUCT,
        complaints=[complaint(lot_id="B", part_id="housing")],
        agreed_causes=causes,
    ) as snapshot:
        assert links(
            snapshot, "C1", "supplier_id", "behind_supplier_id", "cause", "lot_id", "weight"
        ) == [("S", "G", "Other Foundry (tier 2)", "B", WHOLE)]


def test_agreed_shares_of_more_than_all_are_refused_with_the_row(tmp_path):
    causes = [
        agreed("ours", share_rate="0.5"),
        agreed("theirs", supplier_id="S", share_rate="0.6"),
    ]
    with pytest.raises(DataFaults, match=r"agreed_causes.csv, row 3.*found 1.1"):
        world(tmp_path, complaints=[complaint(supplier_id="S")], agreed_causes=causes)


# One quarter of a little of everything: S touches C1 and C2, T touches C1 and C3.
QUARTER = Quarter.parse("2026Q3")
EVERYTHING = {
    **PRODUCT,
    "complaints": [
        complaint(lot_id="X", part_id="housing", defect_family="Porosity"),
        complaint(complaint_id="C2", supplier_id="S", received_on="2026-09-30"),
        complaint(complaint_id="C3", supplier_id="T", received_on="2026-07-01"),
        complaint(complaint_id="C4", supplier_id="T", received_on="2026-06-30"),
    ],
    "cost_events": [
        *booked("C1", "100.01"),
        *booked("C3", "5.00"),
        *booked("C4", "1000.00"),
    ],
}


def test_a_shared_report_leaves_out_what_one_other_firm_did(tmp_path):
    with world(tmp_path, **EVERYTHING) as snapshot:
        trace = trace_of(snapshot, "S", QUARTER, "shared")
        assert [
            (
                link.effect,
                link.breakdown,
                link.item,
                link.cause_side,
                link.supplier_id,
                link.cause,
            )
            for link in trace.links
        ] == [
            ("Complaint", "Not classified", "not known", "theirs", "S", "Harrow Castings"),
            ("Complaint", "Porosity", "Housing", "tier2", "S", "Ems Foundry (tier 2)"),
        ]
        assert trace.are_others_left_out
        assert [str(link.share) for link in trace.links] == [
            "0.571428571",
            "0.428571429",
        ]
        assert [str(link.amount) for link in trace.links] == ["0.00", "75.01"]
        assert (str(trace.total), trace.events, trace.unit) == ("75.01", 2, "EUR")
        assert "Tor Parts" not in json.dumps(trace.to_json())
        assert {
            name: value
            for name, value in trace.to_json()["links"][1].items()
            if name not in ("evidence", "least", "most", "is_agreed")
        } == {
            "effect": "Complaint",
            "breakdown": "Porosity",
            "item": "Housing",
            "cause_side": "tier2",
            "supplier_id": "S",
            "cause": "Ems Foundry (tier 2)",
            "share": "0.428571429",
            "amount": "75.01",
            "events": 1,
        }
        assert {
            link.cause for link in trace_of(snapshot, "S", QUARTER, "internal").links
        } == {
            "Harrow Castings",
            "Ems Foundry (tier 2)",
            "Tor Parts",
        }
        assert {
            link.cause for link in trace_of(snapshot, "F", QUARTER, "shared").links
        } == {
            "Ems Foundry (tier 2)",
        }
        assert trace_of(snapshot, "G", QUARTER, "shared").links == ()


@pytest.mark.parametrize("by", GROUPS)
def test_every_sum_of_breakdowns_is_all_of_them_and_the_ledgers_cost(tmp_path, by):
    with world(tmp_path, **EVERYTHING) as snapshot:
        found = breakdowns(snapshot, QUARTER, by)
        assert (sum(found["weight"]), sum(found["share"]), found["amount"].sum()) == (
            3 * WHOLE,
            1,
            Decimal("105.01"),
        )
        if by == "supplier":
            assert found[["supplier_id", "events", "weight", "least", "most"]].to_dict(
                "split"
            )["data"] == [
                ["S", 2, 1_750_000_000, Decimal("1.000000000"), Decimal("2.000000000")],
                ["T", 2, 1_250_000_000, Decimal("1.000000000"), Decimal("2.000000000")],
            ]


def test_upstream_tells_the_way(tmp_path):
    received = {
        "receipts": [{"receipt_id": "R1", "line_id": "L1"}],
        "schedule_lines": [{"line_id": "L1", "part_id": "housing"}],
    }
    tables = (
        EVERYTHING
        | received
        | {"lot_receipts": [{"lot_id": "B", "receipt_id": "R1", "lot_qty": "75"}]}
    )
    with world(tmp_path, **tables) as snapshot:
        asked = trace_upstream(snapshot, "C1")
        assert asked[asked["weight"].notna()]["path"].tolist() == [
            "complaint C1 ← lot X ← lot B ← receipt R1 ← line L1 ← supplier S ← behind it F",
            "complaint C1 ← lot X ← lot C ← supplier T",
        ]
        # Of no share of their own: the lot that broke, and what the goods at fault were made of.
        assert sorted(asked[asked["weight"].isna()]["path"]) == [
            "complaint C1 ← lot X",
            "complaint C1 ← lot X ← lot B ← lot raw ← supplier F",
        ]
        found = trace_upstream(snapshot, "X")
        assert found[found["part_id"] == "casting"]["path"].tolist() == [
            "lot X ← lot B ← lot raw ← receipt R1 ← line L1 ← supplier S ← behind it F",
            # Of what the housings of C were cast no record tells: it is T's to say.
            "lot X ← lot C ← supplier T",
        ]


def test_downstream_tells_what_else_is_affected(tmp_path):
    tables = EVERYTHING | {
        "order_lots": [{"customer_order_id": "O", "lot_id": "X", "shipped_qty": "1"}]
    }
    with world(tmp_path, **tables) as snapshot:
        found = trace_downstream(snapshot, "raw")
        assert [
            tuple(row)
            for row in found[["kind", "id", "quantity", "weight", "path"]].itertuples(
                index=False
            )
        ] == [
            ("lot", "B", Decimal(75), WHOLE, "lot raw → lot B"),
            ("lot", "X", Decimal(75), 3 * WHOLE // 4, "lot raw → lot B → lot X"),
            ("lot", "raw", Decimal(75), WHOLE, "lot raw"),
            ("order", "O", Decimal(1), 3 * WHOLE // 4, "lot raw → lot B → lot X → order O"),
            (
                "complaint",
                "C1",
                pd.NA,
                3 * WHOLE // 4,
                "lot raw → lot B → lot X → complaint C1",
            ),
        ]


@pytest.mark.parametrize(
    ("ask", "unknown", "near"),
    [(trace_upstream, "c1x", "C1"), (trace_downstream, "RAWS", "raw")],
)
def test_an_unknown_id_is_refused_with_close_matches(tmp_path, ask, unknown, near):
    with (
        world(tmp_path, **EVERYTHING) as snapshot,
        pytest.raises(
            UsageError, match=f"There is no '{unknown}'(.|\n)*Did you mean.*{near}"
        ),
    ):
        ask(snapshot, unknown)


def test_breakdowns_by_anything_else_are_refused(tmp_path):
    with (
        world(tmp_path) as snapshot,
        pytest.raises(UsageError, match="expected one of supplier, behind"),
    ):
        breakdowns(snapshot, QUARTER, by="weather")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("- {name: a, when: {weather: bad}, side: theirs}", "'weather' is no condition"),
        ("- {name: a, when: {}, side: nobody}", "'nobody' is no side"),
        (
            "- {name: a, when: {kind: complaint}, side: theirs}",
            "the last rule must hold for everything",
        ),
        ("rules: none", "expected a list of rules"),
        ("[]", r"rules is \[\], expected at least one entry"),
        (
            "- {name: a, when: {changed_by_us: yes}, side: ours}",
            "rule 1: when.changed_by_us is true, expected a text",
        ),
        (
            "- {name: a, when: {}, sied: ours}",
            "rule 1: 'sied' is no key, did you mean side?",
        ),
        ("- {name: a, when: {}}", "rule 1: the key 'side' is missing"),
        (
            "- {name: a, when: {}, side: ours}\n- ours",
            "rules \\(entry 2\\) is 'ours', expected keys with",
        ),
        ("- [", "cannot be read"),
    ],
)
def test_a_rule_that_is_none_is_refused(text, words):
    with pytest.raises(DefinitionError, match=words):
        read_rules(text)


def linked(lots, links, claims, costs):
    """A database with these lots, a complaint of each (lot, part), and costs in cents of complaints
    by their place.
    """
    con = ready(lots, links)
    for number, (lot_id, part_id) in enumerate(claims):
        con.execute(
            "INSERT INTO complaints (complaint_id, received_on, lot_id, part_id) VALUES (?,"
            " '2026-08-01', ?, ?)",
            [f"C{number}", lot_id, part_id],
        )
    for number, (claim, in_cents) in enumerate(costs):
        event = f"E{number}"
        con.execute(
            "INSERT INTO cost_events (event_id, effect_kind, effect_id) VALUES (?, 'complaint', ?)",
            [event, f"C{claim}"],
        )
        con.execute(
            "INSERT INTO cost_ledger BY NAME SELECT 'cost_events' AS source, 'scrap' AS element, ? AS"
            " event_id, 'buyer' AS paid_by, 'named' AS supplier_id, 'named' AS booked_supplier_id,"
            " 'amount' AS state, ? AS amount",
            [event, Decimal(in_cents) / 100],
        )
    return linked_by(con, RULES)


def linked_at_once(at_once, patch, *world_of):
    for module in (genealogy, causes):
        patch.setattr(module, "AT_ONCE", at_once)
    return linked(*world_of)


@st.composite
def worlds_of_complaints(draw):
    lots, links = draw(genealogies())
    claims = draw(
        st.lists(
            st.tuples(
                st.sampled_from([row[0] for row in lots]),
                st.sampled_from(["product", "housing", "casting", None]),
            ),
            min_size=1,
            max_size=5,
        )
    )
    return (
        lots,
        links,
        claims,
        draw(
            st.lists(
                st.tuples(st.integers(0, len(claims) - 1), st.integers(-999, 99_999)),
                max_size=4,
            )
        ),
    )


@SETTINGS
@given(worlds_of_complaints())
def test_every_complaint_is_conserved_and_its_cost_closes_to_the_cent(world_of):
    lots, links, claims, costs = world_of
    with linked(*world_of) as con:
        whole = con.execute(
            "SELECT effect_id, sum(weight), sum(amount) FROM trace_links GROUP BY 1 ORDER BY 1"
        ).fetchall()
        rows = con.execute(
            "SELECT effect_id, supplier_id, behind_supplier_id, cause_side, weight FROM trace_links"
        ).fetchall()
        assert con.execute(
            "SELECT count(*) FROM trace_links WHERE weight NOT BETWEEN 0 AND most AND cause_side <>"
            " 'not_traced'"
        ).fetchall() == [(0,)]
    booked_cents = defaultdict(int)
    for claim, in_cents in costs:
        booked_cents[f"C{claim}"] += in_cents
    ids = [f"C{number}" for number in range(len(claims))]
    assert whole == [
        (
            effect_id,
            WHOLE,
            Decimal(booked_cents[effect_id]) / 100 if effect_id in booked_cents else None,
        )
        for effect_id in ids
    ]
    made_by = {row[0]: row[2] for row in lots}
    outputs = {output for output, source, _ in links if source != output}
    expected, seen = defaultdict(Fraction), defaultdict(int)
    ways = walked(lots, links)
    for number, (lot_id, part_id) in enumerate(claims):
        of_part = {
            key: qty
            for key, qty in ways.items()
            if part_id and key[:2] == (lot_id, part_id)
        }
        for (_, _, began, via), qty in of_part.items():
            firm = made_by.get(via)
            behind = (
                made_by.get(began)
                if via and made_by.get(began) not in (None, firm)
                else None
            )
            side = (
                ("tier2" if behind else "theirs")
                if via
                else "ours"
                if began in outputs
                else "not_traced"
            )
            expected[f"C{number}", firm, behind, side] += qty / sum(of_part.values())
    for effect_id, firm, behind, side, weight in rows:
        if claims[int(effect_id[1:])][1]:
            seen[effect_id, firm, behind, side] += weight
    for key in expected.keys() | {
        key for key in seen if any(other[0] == key[0] for other in expected)
    }:
        assert abs(Fraction(seen[key], WHOLE) - expected[key]) < Fraction(1, 10**6), key


@pytest.mark.heavy
@SETTINGS
@given(worlds_of_complaints(), st.randoms(use_true_random=False))
def test_neither_the_order_of_rows_nor_how_many_are_linked_at_once_changes_a_link(
    world_of, random
):
    lots, links, claims, costs = world_of
    found = []
    for at_once in (1_000_000, 1):
        with (
            pytest.MonkeyPatch.context() as patch,
            linked_at_once(at_once, patch, lots, links, claims, costs) as con,
        ):
            found.append(
                [
                    sorted(con.execute("SELECT * FROM " + table).fetchall(), key=str)
                    for table in ("trace_links", "trace_possible")
                ]
            )
        lots, links, costs = (
            random.sample(lots, len(lots)),
            random.sample(links, len(links)),
            random.sample(costs, len(costs)),
        )
    assert found[0] == found[1]


def test_what_lots_tell_holds_whoever_is_named(tmp_path):
    """Three quarters of the housings came from S: naming T does not make them T's. One unit comes
    from one of them: each may be all of it or none.
    """
    with world(
        tmp_path,
        **PRODUCT,
        complaints=[complaint(lot_id="X", part_id="housing", supplier_id="T")],
    ) as snapshot:
        found = links(snapshot, "C1", "supplier_id", "weight", "least", "most")
    assert found == [("S", 3 * WHOLE // 4, 0, WHOLE), ("T", WHOLE // 4, 0, WHOLE)]
