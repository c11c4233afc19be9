"""Up and down are one relation, read from either end: what is found upstream of a thing has that
thing downstream, by the same evidence. Random worlds, and the same walked from the raw rows.
"""

from __future__ import annotations

import pytest
from random_recall import RANKS, Asked, random_world, reached_by_hand

from srmlib.trace.up_and_down import trace_downstream, trace_upstream

SEEDS = range(8)
THINGS = ("lot", "piece", "order")


class World:
    """A random world, and everything asked of it once, in both directions."""

    def __init__(self, seed):
        self.rows = rows = random_world(seed)
        asked = Asked(rows)
        things = [row["lot_id"] for row in rows["lots"]]
        things += [row["serial_id"] for row in rows["serials"]]
        things += sorted(orders_of(rows))
        things += [row["complaint_id"] for row in rows["complaints"]]
        sources = [row["lot_id"] for row in rows["lots"]]
        sources += [row["receipt_id"] for row in rows["receipts"]]
        self.up = [row for one in things for row in records(trace_upstream(asked, one))]
        self.down = {one: records(trace_downstream(asked, one)) for one in sources}

    def recorded(self, lot):
        """What lots and pieces lead to: what only days or bills tell is of a lot's receipt."""
        return {
            (row["kind"], row["id"], row["evidence"])
            for row in self.down[lot]
            if "may be " not in row["path"]
        }


def orders_of(rows):
    """Those that got lots, and those that pieces are known to have come to."""
    told = [
        *rows["order_lots"],
        *(row for row in rows["complaints"] if row.get("serial_id")),
    ]
    return {row["customer_order_id"] for row in told if row.get("customer_order_id")}


@pytest.fixture(scope="module", params=SEEDS)
def world(request):
    return World(request.param)


def records(frame):
    return frame.astype(object).where(frame.notna(), None).to_dict("records")


def pairs_down(world):
    """(kind, id, lot, evidence) of everything a lot reached, as read downstream."""
    return strongest(
        (kind, of_id, row["lot_id"], evidence)
        for row in world.rows["lots"]
        for kind, of_id, evidence in world.recorded(row["lot_id"])
    )


def strongest(pairs):
    """Of several rows of a pair the one with the strongest evidence."""
    found = {}
    for *pair, evidence in sorted(pairs, key=lambda row: -RANKS.index(row[-1])):
        found[tuple(pair)] = evidence
    return found


def pairs_up(world):
    """The same of every lot a thing came from, as read upstream."""
    parts = {row["lot_id"]: row["part_id"] for row in world.rows["lots"]}
    found = set()
    for row in world.up:
        lot = row["lot_id"]
        # A lot of which no record tells that it holds a part is no source of that part.
        is_lacking = row["part_id"] not in (parts.get(lot), None)
        if lot and not (is_lacking and row["cause_side"] == "not_traced"):
            found.add((row["kind"], row["id"], lot, row["evidence"]))
    return strongest(found)


def test_a_pair_of_thing_and_lot_is_found_from_both_ends_by_the_same_evidence(world):
    assert pairs_down(world) == pairs_up(world)


def test_what_lots_and_pieces_reached_is_what_the_raw_rows_say(world):
    for lot, ranks in reached_by_hand(world.rows).items():
        expected = {
            (kind, of_id, RANKS[rank])
            for (kind, of_id), rank in ranks.items()
            if (kind, of_id) != ("lot", lot)
        }
        found = {row for row in world.recorded(lot) if row[0] in THINGS}
        assert found - {("lot", lot, "lot")} == expected, lot


def test_a_pair_of_thing_and_receipt_is_found_from_both_ends(world):
    """By its own number; where the bill of materials alone leads there, as a delivery of a part by a
    supplier.
    """
    lines = {row["line_id"]: row for row in world.rows["schedule_lines"]}
    deliveries = {
        row["receipt_id"]: (
            lines[row["line_id"]]["supplier_id"],
            lines[row["line_id"]]["part_id"],
        )
        for row in world.rows["receipts"]
    }
    upward, by_bill_up = set(), set()
    for row in world.up:
        thing = (row["kind"], row["id"])
        if row["receipt_id"]:
            upward.add((*thing, row["receipt_id"]))
        elif row["evidence"] == "bom" and row["supplier_id"]:
            by_bill_up.add((*thing, (row["supplier_id"], row["part_id"])))
    downward, by_bill_down = set(), set()
    for receipt, delivery in deliveries.items():
        for row in world.down[receipt]:
            thing = (row["kind"], row["id"])
            if row["evidence"] == "bom":
                by_bill_down.add((*thing, delivery))
            else:
                downward.add((*thing, receipt))
    assert downward == upward
    # Where a delivery is known by its number, the bill of materials adds nothing.
    named = {(kind, of_id, deliveries[receipt]) for kind, of_id, receipt in upward}
    assert by_bill_down - named == by_bill_up - named
