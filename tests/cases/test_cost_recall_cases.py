"""The worked case of a recall by serial numbers: everything downstream of one lot of housings."""

from __future__ import annotations

import pytest
from cases import open_case

from srmlib.trace.recall import recall
from srmlib.trace.up_and_down import trace_downstream, trace_upstream


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    with open_case("cost/recall_serials", tmp_path_factory.mktemp("case")) as opened:
        yield opened


@pytest.mark.parametrize("of_id", ["HS", "S-R0"])
def test_pumps_orders_and_complaints_are_downstream_of_their_housings(snapshot, of_id):
    found = trace_downstream(snapshot, of_id)
    assert set(zip(found["kind"], found["id"], strict=True)) == {
        *(("lot", one) for one in ("HS", "F1")),
        *(("piece", one) for one in ("H-1", "H-2", "PU-1", "PU-2")),
        ("order", "CO1"),
        ("complaint", "C1"),
    }
    assert found[found["kind"] == "order"]["quantity"].tolist() == [2]
    assert set(found[found["kind"] != "lot"]["evidence"]) == {"serial"}


@pytest.mark.parametrize("of_id", ["C1", "CO1", "F1", "PU-1", "PU-2"])
def test_the_housings_are_upstream_of_each_by_serial(snapshot, of_id):
    found = trace_upstream(snapshot, of_id)
    led = found[found["lot_id"] == "HS"]
    assert set(led["evidence"]) == {"serial"}
    assert set(led["receipt_id"]) == {"S-R0"}


@pytest.mark.parametrize("of_id", ["HT", "T-R0", "T-R1", "S-R1"])
def test_other_housings_reached_none_of_it(snapshot, of_id):
    assert set(trace_downstream(snapshot, of_id)["id"]) <= {"HT"}


@pytest.mark.parametrize("of_id", ["HS", "S-R0"])
def test_of_a_hundred_one_is_with_the_customer_and_one_cannot_be_found(snapshot, of_id):
    found = recall(snapshot, of_id)
    (balance,) = found.balances
    assert (balance.came, balance.in_stock, balance.shipped, balance.not_found) == (
        100,
        98,
        1,
        1,
    )
    assert [(one.order_id, one.shipped_qty, one.holds) for one in found.orders] == [
        ("CO1", 2, 1)
    ]
    lost, untold = found.gaps
    assert lost.why.startswith("piece H-2 is in piece PU-2 of lot F1")
    assert (untold.where, untold.part, untold.qty) == ("lot F1", "Pump", 98)
