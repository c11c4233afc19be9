"""Worked cases of cost: what is known and what is judged, payment by the agreed terms, and the names of
the field. Each with its right value, as its README.txt works it out.
"""

from __future__ import annotations

from decimal import Decimal

import pytest
from cases import open_case
from small_world import small_world

from srmlib.cost.ledger import cost_summary
from srmlib.metrics.catalogue import readings_of
from srmlib.metrics.result import Reading
from srmlib.rules.calendar import Quarter
from srmlib.snapshot import Snapshot
from srmlib.words.cost import ratio_words

Q3 = Quarter.parse("2026Q3")


def reading(snapshot: Snapshot, metric_id: str, supplier_id: str = "S") -> Reading:
    found = {one.id: one for one in readings_of(snapshot, supplier_id, Q3)}
    return found[metric_id]


def line(snapshot: Snapshot, supplier_id: str, element: str):
    summary = cost_summary(snapshot, supplier_id, Q3)
    return next(one for one in summary.lines if one.id == element)


# ---- names of the field


def test_the_performance_index_without_a_failure_is_one(tmp_path):
    with open_case("cost/spi_without_failures", tmp_path) as snapshot:
        cost = cost_summary(snapshot, "S", Q3)
    assert (cost.price, cost.total) == (Decimal("100000.00"), Decimal("108042.00"))
    assert (str(cost.spi), str(cost.cost_ratio)) == ("1.0000", "1.0804")
    # Of fourteen kinds of failure none is measured.
    assert ratio_words(cost) == (
        "Total cost is at least 1.0804 times the price (cost ratio). With what the supplier's own"
        " failures cost, purchases come to at least 1.0000 times the price: the supplier performance"
        " index (SPI) in its cost form, 1 without a failure. Other systems give that name to a score"
        " from 0 to 100."
    )


LINES = [{"line_id": "1", "ordered_qty": "10", "value_amount": "1000.00"}]
RECEIPTS = [{"receipt_id": "1", "line_id": "1", "received_qty": "10"}]


def stated(element: str, amount: str, cause: str, **more: str) -> dict:
    return {"element": element, "component": "", "amount": amount, "cause": cause} | more


def test_only_failures_of_theirs_that_we_paid_are_in_the_performance_index(tmp_path):
    """(1,000 + 150 + 50) ÷ 1,000; all that counts in the cost ratio is 1,000 + 150 + 50 + 30 + 20 +
    70 + 40 − 60.
    """
    events = [
        stated("scrap", "150.00", "theirs"),
        stated("warranty", "50.00", "theirs"),
        stated("line_stop", "30.00", "ours"),
        stated("sort_rework", "20.00", "open"),
        stated("freight_duty", "70.00", "terms", component="freight", line_id="1"),
        stated("corrective", "40.00", "shared"),
        stated("recovered", "-60.00", "theirs"),
        stated("premium_freight", "500.00", "theirs", paid_by="supplier"),
    ]
    with small_world(
        tmp_path, schedule_lines=LINES, receipts=RECEIPTS, cost_events=events
    ) as snapshot:
        cost = cost_summary(snapshot, "S", Q3)
    assert (str(cost.spi), str(cost.cost_ratio)) == ("1.2000", "1.3000")


def test_without_a_price_there_is_no_index_and_no_ratio(tmp_path):
    with small_world(
        tmp_path,
        schedule_lines=[LINES[0] | {"value_amount": "0.00"}],
        receipts=RECEIPTS,
        cost_events=[stated("scrap", "150.00", "theirs")],
    ) as snapshot:
        cost = cost_summary(snapshot, "S", Q3)
    assert (cost.spi, cost.cost_ratio, ratio_words(cost)) == (None, None, None)


# ---- known, or not judged


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("cost/only_freight", 8.0),
        ("cost/unknown_freight", 6.133),
        ("cost/unknown_warranty", 8.0),
    ],
)
def test_a_cost_of_which_too_little_is_known_is_not_judged(name, value, tmp_path):
    with open_case(name, tmp_path) as snapshot:
        found = reading(snapshot, "C1")
    assert (found.state, found.verdict) == ("too_few", None)
    assert found.value == pytest.approx(value, abs=0.001)
    assert found.notes and found.notes[0].endswith("too little to judge.")
