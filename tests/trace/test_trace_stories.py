"""The planted stories of the trace are found in the sample world, by what is written down by
hand.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from sample_world import ANSWERS
from srmlib.rules.calendar import Quarter
from srmlib.rules.causes import WHOLE
from srmlib.trace.attribution import (
    breakdowns,
    genealogy_faults,
    trace_of,
)
from srmlib.trace.up_and_down import trace_downstream, trace_upstream

Q3 = Quarter.parse("2026Q3")


def links(sample, effect_id: str, *columns: str) -> list[tuple]:
    return sample.con.execute(
        "SELECT "
        + ", ".join(columns)
        + " FROM trace_links WHERE effect_id = ? ORDER BY ALL",
        [effect_id],
    ).fetchall()


def test_story_5_one_melt_behind_two_suppliers(sample):
    answer = ANSWERS[5]
    found = trace_downstream(sample, answer["melt"])
    reached = {kind: set(rows["id"]) for kind, rows in found.groupby("kind")}
    assert reached["lot"] - {answer["melt"]} == answer["lots"]
    suppliers = sample.con.execute(
        "SELECT DISTINCT supplier_id FROM lots WHERE list_contains(?, lot_id) AND supplier_id IS"
        " NOT NULL",
        [sorted(answer["lots"])],
    )
    assert {supplier for (supplier,) in suppliers.fetchall()} == answer["suppliers"]
    for return_id in answer["porous returns"]:
        assert {
            (behind, side)
            for behind, side in links(sample, return_id, "behind_supplier_id", "cause_side")
        } == {(answer["foundry"], "tier2")}
        assert return_id in reached["return"]


def test_story_15_a_broken_promise_of_a_firm_the_customer_never_knew(sample):
    answer = ANSWERS[15]
    found = links(sample, answer["order"], "supplier_id", "line_id", "cause_side", "weight")
    assert found == [
        (answer["supplier"], answer["line"], "theirs", WHOLE // 2),
        ("S-1005", "4510050337/10", "ours", WHOLE // 2),
    ]
    assert (
        sum(amount for (amount,) in links(sample, answer["order"], "amount"))
        == answer["cost"]
    )


def test_story_16_a_lot_over_two_receipts_is_shared(sample):
    answer = ANSWERS[16]
    assert dict(links(sample, answer["stop"], "receipt_id", "weight")) == {
        receipt: int(share * WHOLE) for receipt, share in answer["shares"].items()
    }
    assert dict(links(sample, answer["stop"], "receipt_id", "amount")) == answer["amounts"]


def test_story_17_no_branch_is_lost_in_either_direction(sample):
    """What of the lot is in each lot of pumps, and the same read from the pumps."""
    answer = ANSWERS[17]
    down = trace_downstream(sample, answer["lot"])
    assert {
        row["id"]: row["quantity"]
        for row in down.to_dict("records")
        if row["kind"] == "lot" and row["id"] != answer["lot"]
    } == answer["in"]
    for pumps in answer["in"]:
        up = trace_upstream(sample, pumps)
        assert answer["lot"] in set(up["lot_id"].dropna())


def test_story_18_handed_over_in_time_and_late_is_the_carriers(sample):
    answer = ANSWERS[18]
    assert links(
        sample, answer["order"], "line_id", "behind_supplier_id", "cause_side", "cause"
    ) == [(answer["line"], answer["carrier"], "carrier", "Nordkai Freight")]


def test_what_is_not_traced_is_told(sample):
    """40 of 60 shafts of one lot of pumps are from before the numbers of lots were kept."""
    found = dict(links(sample, "CR-009", "cause_side", "weight"))
    assert found == {"theirs": 333_333_333, "not_traced": 666_666_667}
    assert [fault.lot_id for fault in genealogy_faults(sample)] == ["W-0001"]


def test_every_effect_is_whole_and_every_cent_is_of_one_cause(sample):
    """Weights of every effect sum to one; the cost of all that broke is the ledger's, summed from
    the events that name an effect.
    """
    assert sample.con.execute(
        "SELECT DISTINCT sum(weight) FROM trace_links GROUP BY effect_kind, effect_id"
    ).fetchall() == [(WHOLE,)]
    assert (
        sample.con.execute("SELECT count(*) FROM effects").fetchall()
        == sample.con.execute(
            "SELECT count(DISTINCT (effect_kind, effect_id)) FROM trace_links"
        ).fetchall()
    )
    booked = sample.con.execute(
        "SELECT sum(l.amount) FROM cost_ledger AS l JOIN cost_events AS e ON e.event_id ="
        " l.event_id WHERE l.source = 'cost_events' AND l.state = 'amount' AND l.paid_by = 'buyer'"
        " AND e.effect_id IS NOT NULL"
    ).fetchall()
    assert sample.con.execute("SELECT sum(amount) FROM trace_links").fetchall() == booked


@pytest.mark.parametrize("by", ["cause_side", "supplier", "part", "breakdown", "effect"])
def test_breakdowns_add_up_whatever_they_are_summed_by(sample, by):
    frame = breakdowns(sample, Q3, by)
    assert sum(frame["share"]) == 1
    whole = sample.con.execute(
        "SELECT sum(amount) FROM trace_links WHERE occurred_on >= ? AND occurred_on < ?",
        [Q3.start, Q3.until],
    ).fetchall()[0][0]
    assert sum(frame["amount"].dropna()) == whole == Decimal("38213.50")


def test_a_shared_trace_names_no_other_supplier(sample):
    trace = trace_of(sample, "S-1001", Q3, "shared")
    assert {link.supplier_id for link in trace.links} <= {"S-1001", None}
    assert trace.total == sum(link.amount for link in trace.links)
    assert sum(link.share for link in trace.links) == 1
