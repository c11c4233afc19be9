"""What broke, traced: literal cases of every road and side, a second road for the weights, and costs that close to the cent."""

from __future__ import annotations

from small_world import small_world

SUPPLIERS = [{"supplier_id": s, "name": n} for s, n in (("S", "Harrow Castings"), ("T", "Tor Parts"), ("F", "Ems Foundry"), ("G", "Other Foundry"))]
SUPPLIERS += [{"supplier_id": "K", "name": "Carrier K", "kind": "carrier"}, {"supplier_id": "W", "name": "Own warehouse", "kind": "own_warehouse"}]
PARTS = [{"part_id": p, "name": p.capitalize()} for p in ("product", "housing", "bolt", "casting")]
WHOLE = 1_000_000_000
# X, a product, of housings of S (75) and T (25) and bolts of T; the housings of S are cast by F, those of T by nobody known.
LOTS = [
    {"lot_id": "raw", "part_id": "casting", "lot_qty": "75", "supplier_id": "F"},
    {"lot_id": "B", "part_id": "housing", "lot_qty": "75", "supplier_id": "S"},
    {"lot_id": "C", "part_id": "housing", "lot_qty": "25", "supplier_id": "T"},
    {"lot_id": "bolts", "part_id": "bolt", "lot_qty": "400", "supplier_id": "T"},
    {"lot_id": "X", "part_id": "product", "lot_qty": "100", "made_on": "2026-07-20"},
]
INPUTS = [("B", "raw", "75"), ("X", "B", "75"), ("X", "C", "25"), ("X", "bolts", "400")]
PRODUCT = {"lots": LOTS, "lot_inputs": [{"output_lot_id": o, "input_lot_id": i, "input_qty": q} for o, i, q in INPUTS]}


def world(folder, **tables):
    return small_world(folder, **({"suppliers": SUPPLIERS, "parts": PARTS} | tables))


def complaint(**more):
    return {"complaint_id": "C1", "received_on": "2026-08-10"} | more


def links(snapshot, effect_id, *columns):
    names = ", ".join(columns or ("supplier_id", "behind_supplier_id", "cause_side", "weight"))
    rows = snapshot.con.execute(
        "SELECT " + names + " FROM trace_links WHERE effect_id = ? ORDER BY weight DESC, supplier_id, cause_side, behind_supplier_id", [effect_id]
    ).fetchall()
    return [tuple(row) for row in rows]


def test_a_part_at_fault_is_traced_by_quantity_to_those_who_made_it(tmp_path):
    with world(tmp_path, **PRODUCT, complaints=[complaint(lot_id="X", part_id="housing")]) as snapshot:
        assert links(snapshot, "C1") == [("S", None, "theirs", 750_000_000), ("T", None, "theirs", 250_000_000)]
        assert links(snapshot, "C1", "evidence", "least", "most") == [("lot", 0, WHOLE), ("lot", 0, WHOLE)]


def test_of_more_units_than_one_firm_could_have_supplied_the_range_is_narrower(tmp_path):
    """80 of the 100 units are at fault: at least 55 hold a housing of S (T has 25), at most 75; of T at least 5, at most 25."""
    with world(tmp_path, **PRODUCT, complaints=[complaint(lot_id="X", part_id="housing", unit_count="80")]) as snapshot:
        assert links(snapshot, "C1", "supplier_id", "least", "most") == [("S", 687_500_000, 937_500_000), ("T", 62_500_000, 312_500_000)]


def test_a_defect_of_casting_is_the_foundrys_where_the_lot_tells_which(tmp_path):
    with world(tmp_path, **PRODUCT, complaints=[complaint(lot_id="X", part_id="housing", defect_family="Porosity")]) as snapshot:
        assert links(snapshot, "C1") == [("S", "F", "tier2", 750_000_000), ("T", None, "theirs", 250_000_000)]
        assert links(snapshot, "C1", "cause", "breakdown") == [("Ems Foundry (tier 2)", "Porosity"), ("Tor Parts", "Porosity")]


def test_a_defect_of_casting_is_the_sole_makers_where_no_lot_tells(tmp_path):
    behind = [{"supplier_id": "T", "behind_supplier_id": "G", "kind": "maker"}]
    with world(tmp_path, **PRODUCT, supply_links=behind, complaints=[complaint(lot_id="C", part_id="housing", defect_family="Porosity")]) as snapshot:
        assert links(snapshot, "C1") == [("T", "G", "tier2", WHOLE)]


def test_two_possible_foundries_make_no_tier_2(tmp_path):
    behind = [{"supplier_id": "T", "behind_supplier_id": firm, "kind": "maker"} for firm in ("F", "G")]
    with world(tmp_path, **PRODUCT, supply_links=behind, complaints=[complaint(lot_id="C", part_id="housing", defect_family="Porosity")]) as snapshot:
        assert links(snapshot, "C1") == [("T", None, "theirs", WHOLE)]


def test_without_the_part_at_fault_nothing_is_spread_over_bolts_and_housings(tmp_path):
    with world(tmp_path, **PRODUCT, complaints=[complaint(lot_id="X")]) as snapshot:
        assert links(snapshot, "C1") == [(None, None, "not_traced", WHOLE)]
        possible = snapshot.con.execute("SELECT part_id, supplier_id, least, most FROM trace_possible ORDER BY 1, 2").fetchall()
        assert possible == [("bolt", "T", 0, WHOLE), ("housing", "S", 0, WHOLE), ("housing", "T", 0, WHOLE)]


def test_the_supplier_named_is_followed_to_its_own_parts(tmp_path):
    with world(tmp_path, **PRODUCT, complaints=[complaint(lot_id="X", supplier_id="S")]) as snapshot:
        assert links(snapshot, "C1", "supplier_id", "lot_id", "evidence", "weight") == [("S", "B", "lot", WHOLE)]


def test_one_bought_part_alone_is_the_one_at_fault(tmp_path):
    with world(tmp_path, **PRODUCT, complaints=[complaint(lot_id="B")]) as snapshot:
        assert links(snapshot, "C1", "supplier_id", "part_id", "weight") == [("S", "housing", WHOLE)]


def test_the_product_itself_at_fault_is_ours(tmp_path):
    with world(tmp_path, **PRODUCT, complaints=[complaint(lot_id="X", part_id="product")]) as snapshot:
        assert links(snapshot, "C1", "cause_side", "cause", "weight") == [("ours", "Ours", WHOLE)]


def test_a_piece_with_its_number_tells_the_lot_that_was_built_in(tmp_path):
    """The one housing in piece 7 is of lot C, whatever share C has of X."""
    pieces = [{"serial_id": "7", "lot_id": "X"}, {"serial_id": "7-h", "lot_id": "C", "built_into_serial_id": "7"}]
    with world(
        tmp_path, **PRODUCT, serials=pieces, customer_returns=[{"return_id": "C1", "returned_on": "2026-08-01", "serial_id": "7", "part_id": "housing"}]
    ) as snapshot:
        assert links(snapshot, "C1", "supplier_id", "lot_id", "evidence", "least", "most") == [("T", "C", "serial", WHOLE, WHOLE)]


def test_an_order_of_several_lots_is_shared_by_what_was_shipped(tmp_path):
    lots = [*LOTS, {"lot_id": "Y", "part_id": "product", "lot_qty": "10"}, {"lot_id": "D", "part_id": "housing", "lot_qty": "10", "supplier_id": "G"}]
    inputs = [*PRODUCT["lot_inputs"], {"output_lot_id": "Y", "input_lot_id": "D", "input_qty": "10"}]
    shipped = [{"customer_order_id": "O", "lot_id": "X", "shipped_qty": "4"}, {"customer_order_id": "O", "lot_id": "Y", "shipped_qty": "1"}]
    with world(tmp_path, lots=lots, lot_inputs=inputs, order_lots=shipped, complaints=[complaint(customer_order_id="O", part_id="housing")]) as snapshot:
        assert links(snapshot, "C1") == [("S", None, "theirs", 600_000_000), ("G", None, "theirs", 200_000_000), ("T", None, "theirs", 200_000_000)]


def bolts_received(*rows):
    """(supplier, day, quantity) of bolts."""
    lines = [{"line_id": f"L{i}", "supplier_id": s, "part_id": "bolt", "ordered_qty": q} for i, (s, _, q) in enumerate(rows, start=1)]
    receipts = [{"receipt_id": f"R{i}", "line_id": f"L{i}", "docked_on": day, "received_qty": q} for i, (_, day, q) in enumerate(rows, start=1)]
    return {"schedule_lines": lines, "receipts": receipts}


def test_without_a_record_of_the_lot_the_days_before_it_tell(tmp_path):
    """X was made on 20 July: receipts of 20 June to 20 July count; those of 19 June and 21 July do not."""
    received = bolts_received(("S", "2026-06-20", "30"), ("T", "2026-07-20", "10"), ("F", "2026-06-19", "99"), ("G", "2026-07-21", "99"))
    lots = [{"lot_id": "X", "part_id": "product", "lot_qty": "100", "made_on": "2026-07-20"}]
    with world(tmp_path, **received, lots=lots, complaints=[complaint(lot_id="X", part_id="bolt")]) as snapshot:
        assert links(snapshot, "C1", "supplier_id", "receipt_id", "evidence", "weight", "least", "most") == [
            ("S", "R1", "window", 750_000_000, 0, WHOLE),
            ("T", "R2", "window", 250_000_000, 0, WHOLE),
        ]


def test_without_any_lot_the_year_before_tells_with_a_range(tmp_path):
    received = bolts_received(("S", "2025-08-11", "30"), ("T", "2026-08-10", "10"), ("F", "2025-08-10", "99"), ("G", "2026-08-11", "99"))
    with world(tmp_path, **received, complaints=[complaint(part_id="bolt")]) as snapshot:
        assert links(snapshot, "C1", "supplier_id", "evidence", "weight", "least", "most") == [
            ("S", "bom", 750_000_000, 0, WHOLE),
            ("T", "bom", 250_000_000, 0, WHOLE),
        ]


def test_the_only_supplier_of_a_part_is_certain(tmp_path):
    with world(tmp_path, **bolts_received(("S", "2026-07-01", "30")), complaints=[complaint(part_id="bolt")]) as snapshot:
        assert links(snapshot, "C1", "supplier_id", "least", "most") == [("S", WHOLE, WHOLE)]


def test_a_supplier_named_and_nothing_more_is_taken_at_the_word(tmp_path):
    claims = [complaint(supplier_id="S"), complaint(complaint_id="C2", supplier_id="S", is_accepted="false"), complaint(complaint_id="C3")]
    with world(tmp_path, complaints=claims) as snapshot:
        assert links(snapshot, "C1", "supplier_id", "cause_side", "evidence") == [("S", "theirs", "claim")]
        assert links(snapshot, "C2", "supplier_id", "cause_side", "cause") == [("S", "not_agreed", "Not agreed")]
        assert links(snapshot, "C3", "supplier_id", "cause_side", "cause") == [(None, "not_traced", "Not traced yet")]


def late(*pairs, receipt=None, **line_more):
    """A late order O of (supplier, day shipped); each was to ship by 5 July, the customer was promised 10 July and had it on 15 July."""
    tables = {
        "schedule_lines": [
            {"line_id": f"L-{s}", "order_id": "O", "supplier_id": s, "part_id": "housing", "ship_by_on": "2026-07-05"} | line_more for s, _ in pairs
        ],
        "receipts": [{"receipt_id": f"R-{s}", "line_id": f"L-{s}", "shipped_on": day, "docked_on": "2026-07-15"} | (receipt or {}) for s, day in pairs],
        "customer_promises": [
            {"promise_id": "O", "supplier_id": s, "customer_order_id": "O", "promised_on": "2026-07-10", "kept_on": "2026-07-15", "line_id": f"L-{s}"}
            for s, _ in pairs
        ],
    }
    return tables


def test_goods_handed_over_in_time_and_late_at_the_customer_are_the_carriers(tmp_path):
    with world(tmp_path, **late(("S", "2026-07-05")), supply_links=[{"supplier_id": "S", "behind_supplier_id": "K", "kind": "carrier"}]) as snapshot:
        assert links(snapshot, "O", "supplier_id", "behind_supplier_id", "cause_side", "cause", "line_id") == [("S", "K", "carrier", "Carrier K", "L-S")]


def test_goods_handed_over_late_are_the_suppliers(tmp_path):
    with world(tmp_path, **late(("S", "2026-07-06"))) as snapshot:
        assert links(snapshot, "O", "supplier_id", "cause_side", "evidence") == [("S", "theirs", "line")]


def test_the_moment_of_the_hand_over_counts_where_it_is_known(tmp_path):
    moments = late(("S", "2026-07-05"), receipt={"shipped_at": "2026-07-05 12:00:01"}, ship_by_at="2026-07-05 12:00:00")
    with world(tmp_path, **moments) as snapshot:
        assert links(snapshot, "O", "cause_side") == [("theirs",)]


def test_several_sellers_of_one_late_order_are_never_blamed_on_one(tmp_path):
    with world(tmp_path, **late(("S", "2026-07-05"), ("T", "2026-07-06"))) as snapshot:
        assert links(snapshot, "O") == [("S", None, "carrier", 500_000_000), ("T", None, "shared", 500_000_000)]


def test_a_line_we_changed_inside_the_lead_time_is_ours(tmp_path):
    change = {"line_id": "L-S", "changed_on": "2026-07-03", "field": "date", "by_side": "buyer"}
    with world(tmp_path, **late(("S", "2026-07-06"), lead_days="20"), order_changes=[change]) as snapshot:
        assert links(snapshot, "O", "cause_side", "rule") == [("ours", "changed by us inside the lead time")]


def test_a_late_line_of_our_own_warehouse_is_its_factorys(tmp_path):
    tables = late(("W", "2026-07-06"), made_at="Plant Pune", ship_by_on="")
    del tables["customer_promises"]
    with world(tmp_path, **tables) as snapshot:
        assert links(snapshot, "L-W", "effect_kind", "supplier_id", "cause_side", "cause") == [("late_order", "W", "tier2", "Plant Pune (tier 2)")]


def test_an_order_kept_or_not_yet_due_broke_nothing(tmp_path):
    promises = [
        {"promise_id": "1", "supplier_id": "S", "customer_order_id": "1", "promised_on": "2026-07-10", "kept_on": "2026-07-10"},
        {"promise_id": "2", "supplier_id": "S", "customer_order_id": "2", "promised_on": "2026-10-02"},
        {"promise_id": "3", "supplier_id": "S", "customer_order_id": "3", "promised_on": "2026-10-01"},
        {"promise_id": "4", "supplier_id": "S", "customer_order_id": "4", "promised_on": "2026-07-01", "kept_on": "2026-07-02", "broken_cause": "open"},
        {"promise_id": "5", "supplier_id": "S", "customer_order_id": "5", "promised_on": "2026-07-01", "kept_on": "2026-07-02", "broken_cause": "ours"},
    ]
    with world(tmp_path, customer_promises=promises) as snapshot:
        found = snapshot.con.execute("SELECT effect_id, cause_side FROM trace_links ORDER BY 1").fetchall()
        assert found == [("3", "theirs"), ("4", "not_agreed"), ("5", "ours")]


def test_stops_and_incidents_lead_to_the_line_lot_or_ticket(tmp_path):
    tables = late(("S", "2026-07-06"))
    stops = [
        {"stop_id": "1", "stopped_on": "2026-07-12", "line_id": "L-S"},
        {"stop_id": "2", "stopped_on": "2026-07-21", "lot_id": "bolts", "part_id": "bolt"},
        {"stop_id": "3", "stopped_on": "2026-07-21", "cause": "ours", "supplier_id": "T"},
    ]
    tickets = [{"ticket_id": "K1", "supplier_id": "G", "priority": "P1", "opened_at": "2026-07-01 08:00:00", "subject": "Sign-on"}]
    incidents = [{"incident_id": "I1", "ticket_id": "K1", "service": "Mail", "began_at": "2026-07-01 07:30:00"}]
    with world(tmp_path, **tables, **PRODUCT, line_stops=stops, tickets=tickets, incidents=incidents) as snapshot:
        columns = ("supplier_id", "cause_side", "evidence", "breakdown")
        assert links(snapshot, "1", *columns) == [("S", "theirs", "line", "Late receipt")]
        assert links(snapshot, "2", *columns) == [("T", "theirs", "lot", "not told")]
        assert links(snapshot, "3", *columns) == [("T", "ours", "claim", "not told")]
        assert links(snapshot, "I1", *columns, "service") == [("G", "theirs", "claim", "Sign-on", "Mail")]
