"""The sample world's ledger against a second road (cost_by_hand): every supplier, element, cause
and quarter equal to the cent, every stated event in each receipt's share of it, and every month of
the stated elements equal to what the books hold, but for the differences that are planted there.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import pytest
from cost_by_hand import (
    AS_OF,
    Event,
    Extract,
    booked,
    every_event,
    prices,
    quarter_of,
    shared,
    stated,
)

from sample_world import ANSWERS, PUBLISHED_ON, write_sample


@pytest.fixture(scope="module")
def extract(sample_home) -> Extract:
    return Extract(sample_home.sample)


@pytest.fixture(scope="module")
def events(extract) -> list[Event]:
    return every_event(extract)


def test_every_supplier_element_cause_and_quarter_is_equal_to_the_cent(sample, events):
    ours = defaultdict(Decimal)
    for supplier_id, element, cause, day, amount in events:
        ours[supplier_id, element, cause, quarter_of(day)[0]] += amount
    found = sample.con.execute(
        "SELECT supplier_id, element, cause, CAST(date_trunc('quarter', booked_on) AS DATE),"
        " sum(amount) FROM cost_ledger WHERE state = 'amount' AND paid_by = 'buyer' GROUP BY ALL"
    ).fetchall()
    theirs = {
        (supplier_id, element, cause, start): amount
        for supplier_id, element, cause, start, amount in found
    }
    assert theirs == dict(ours)
    assert (
        len({element for _, element, _, _ in theirs}) == 18
        and len({start for *_, start in theirs}) == 12
    )


def test_every_stated_event_is_shared_to_the_cent_among_the_receipts_that_bear_it(
    sample, extract
):
    by = {name: defaultdict(list) for name in ("line_id", "shipment_id", "order_id")}
    for receipt in extract.receipts:
        for name, bearers in by.items():
            bearers[receipt["supplier_id"], receipt[name]].append(receipt)
    ours = {}
    for cost in extract["cost_events"]:
        named = next((name for name in by if cost[name]), None)
        bearers = by[named][cost["supplier_id"], cost[named]] if named else []
        whole = booked(extract, cost) if cost["state"] == "amount" else None
        for receipt_id, amount in shared(whole, cost["allocate_by"], bearers).items():
            ours[cost["event_id"], receipt_id] = amount
    found = sample.con.execute(
        "SELECT event_id, receipt_id, sum(amount) FROM cost_ledger WHERE source = 'cost_events'"
        " GROUP BY ALL"
    ).fetchall()
    assert {
        (event_id, receipt_id): amount for event_id, receipt_id, amount in found
    } == ours


@pytest.mark.parametrize(
    ("known_on", "planted"), [(AS_OF, ANSWERS["books differ"]), (PUBLISHED_ON, {})]
)
def test_what_the_books_hold_is_equal_but_for_the_planted_differences(
    tmp_path, known_on, planted
):
    write_sample(tmp_path, known_on)
    extract = Extract(tmp_path, known_on)
    controls = {
        (row["supplier_id"], row["element"], row["month_on"]): Decimal(row["amount"])
        for row in extract["cost_controls"]
    }
    ours = defaultdict(Decimal)
    for supplier_id, element, _, day, amount in [*prices(extract), *stated(extract)]:
        # The month that is not over is not in the books yet.
        if (day.year, day.month) < (known_on.year, known_on.month):
            ours[supplier_id, element, f"{day:%Y-%m}-01"] += amount
    differ = {
        key: controls.get(key, 0) - ours.get(key, 0)
        for key in controls.keys() | ours.keys()
        if controls.get(key, 0) != ours.get(key, 0)
    }
    assert differ == planted and len(controls) > 700
