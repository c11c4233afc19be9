"""The worked cases of cost that are about delivery and support: what late and early goods cost, and
what is still open. Each has its right value in its README.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from math import inf

import pytest
from cases import open_case
from small_world import small_world

from srmlib.explain import explain
from srmlib.metrics.catalogue import reading_of
from srmlib.rules.calendar import Quarter
from srmlib.snapshot.definitions import definition_of
from srmlib.words.metric import sentence
from srmlib.words.standing import standing_of

RATES = {
    "carrying_rate": ("%/year", [("2026-01-01", "18")]),
    "service_level": ("%", [("2026-01-01", "97.5")]),
}


def costs(snapshot, element):
    """What an element comes to by cause."""
    rows = snapshot.records(
        "SELECT cause, SUM(amount) AS amount FROM cost_ledger WHERE element = ? GROUP BY cause",
        [element],
    )
    return {row["cause"]: row["amount"] for row in rows}


def reading(snapshot, metric_id, quarter="2026Q3", supplier_id="S"):
    definition = definition_of(snapshot.con, metric_id, supplier_id)
    return reading_of(snapshot, definition, supplier_id, Quarter.parse(quarter))


def test_goods_that_came_on_the_day_asked_for_are_not_early(tmp_path):
    with open_case("cost/early_by_reconfirming", tmp_path) as snapshot:
        assert costs(snapshot, "early_stock") == {}


def test_early_goods_are_charged_once(tmp_path):
    with open_case("cost/early_twice", tmp_path) as snapshot:
        assert costs(snapshot, "early_stock") == {"theirs": Decimal("493.15")}
        assert costs(snapshot, "safety_stock") == {}


def test_planned_lead_times_that_differ_need_no_safety_stock(tmp_path):
    with open_case("cost/planned_lead_times", tmp_path) as snapshot:
        assert costs(snapshot, "safety_stock") == {}


def test_lateness_that_the_buyers_changes_made_is_the_buyers(tmp_path):
    with open_case("cost/who_made_the_spread", tmp_path) as snapshot:
        assert costs(snapshot, "safety_stock") == {"ours": Decimal("1222.61")}


def day(number, month=7):
    return date(2026, month, number).isoformat()


def test_nothing_is_early_within_the_agreed_days(tmp_path):
    """Due on 20 July, up to five days early by agreement: what comes on the 15th is in time, what
    comes on the 13th is held for two days.
    """
    with small_world(
        tmp_path,
        definitions="D1: {switches: {agreed: {early_days: 5}}}\n",
        rates=RATES,
        schedule_lines=[{"requested_on": day(20), "value_amount": "36500.00"}] * 2,
        receipts=[
            {"line_id": "1", "docked_on": day(15)},
            {"line_id": "2", "docked_on": day(13)},
        ],
    ) as snapshot:
        # 36,500.00 × 2 days × 18 % ÷ 365.
        assert costs(snapshot, "early_stock") == {"theirs": Decimal("36.00")}
        said = repr(explain(snapshot, "early 2 / 2", "C1"))
        assert "2 days before 15 July 2026, from which it may come: 5 days before" in said


def test_what_varies_anyway_is_no_stock_for_late_deliveries(tmp_path):
    """Two lines of 46 pieces, one ten days late; 92 pieces were used in the 92 days, on two days.

    d = 1, σd² = (2 × 46² − 92) ÷ 91 = 4,140 ÷ 91 = 45.4945; σs = 7.0711, L = 44; z = 1.959964.
    Without slips √(44 × 45.4945) = 44.7408; with them √(2,001.758 + 50) = 45.2963; the difference
    of 0.55552 × z = 1.089 pieces at 10.00 = 10.89 EUR, × 92 days × 18 % ÷ 365 = 0.49.
    """
    world = {
        "rates": RATES,
        "schedule_lines": [{"ordered_qty": "46", "value_amount": "460.00"}] * 2,
        "receipts": [
            {"line_id": "1", "received_qty": "46"},
            {"line_id": "2", "received_qty": "46", "docked_on": day(20)},
        ],
    }
    issues = [
        {"part_id": "P", "issued_on": day(15), "issued_qty": "46"},
        {"part_id": "P", "issued_on": day(15, 8), "issued_qty": "46"},
    ]
    with small_world(tmp_path / "used", stock_issues=issues, **world) as snapshot:
        assert costs(snapshot, "safety_stock") == {"theirs": Decimal("0.49")}
        (rule,) = snapshot.records(
            "SELECT rule FROM cost_ledger WHERE element = 'safety_stock'"
        )
        assert "taken from stock" in rule["rule"]
        said = repr(explain(snapshot, "safety stock S P 2026-09-30", "C1"))
        assert "to the uneven use of 92 taken from stock" in said
    with small_world(tmp_path / "came", **world) as snapshot:
        # As if used evenly: 1.959964 × 7.0711 × 1 = 13.859 pieces, 138.59 EUR.
        assert costs(snapshot, "safety_stock") == {"theirs": Decimal("6.29")}
    unknown = [issues[0], issues[1] | {"issued_qty": ""}]
    with small_world(tmp_path / "unknown", stock_issues=unknown, **world) as snapshot:
        assert costs(snapshot, "safety_stock") == {"theirs": None}


@pytest.mark.parametrize(
    ("asked_by", "causes"),
    [
        ("supplier", {"theirs"}),
        ("buyer", {"ours"}),
        ("", {"open"}),
    ],
)
def test_who_changed_the_late_line_answers_for_it(tmp_path, asked_by, causes):
    change = {
        "line_id": "3",
        "changed_on": day(1),
        "field": "quantity",
        "by_side": asked_by,
    }
    with small_world(
        tmp_path,
        rates=RATES,
        schedule_lines=[{"lead_days": "30"}] * 3,
        receipts=[
            {"line_id": "1"},
            {"line_id": "2"},
            {"line_id": "3", "docked_on": day(20)},
        ],
        order_changes=[change],
    ) as snapshot:
        assert set(costs(snapshot, "safety_stock")) == causes


def test_a_line_not_yet_full_is_late_so_far(tmp_path):
    """Three lines due on 10 July: two on the day, one still out on 2 October, 84 days later."""
    with small_world(
        tmp_path,
        rates=RATES,
        schedule_lines=[{}] * 3,
        receipts=[{"line_id": "1"}, {"line_id": "2"}],
    ) as snapshot:
        # 1.959964 × 84 ÷ √3 × 20 ÷ 92 = 20.664 pieces, 206.64 EUR × 92 days × 18 % ÷ 365.
        assert costs(snapshot, "safety_stock") == {"theirs": Decimal("9.38")}


def test_a_quarter_that_is_not_over_counts_what_was_due(tmp_path):
    with open_case("cost/quarter_in_progress", tmp_path) as snapshot:
        found = reading(snapshot, "D1", "2026Q4")
        assert (found.numerator, found.denominator) == (0, 5)


def test_a_ticket_that_may_still_come_back_is_not_counted(tmp_path):
    with open_case("cost/reopen_window", tmp_path) as snapshot:
        found = reading(snapshot, "S2")
        assert (found.n, found.value, found.verdict) == (0, None, None)
        assert found.notes[0] == (
            "Left out: 12 tickets resolved so lately that they may still come back."
        )


def test_a_month_later_it_is_known_which_came_back(tmp_path):
    with open_case("cost/reopen_window_later", tmp_path) as snapshot:
        found = reading(snapshot, "S2")
        assert (found.n, found.value) == (12, 50.0)


def test_lines_not_yet_full_count_with_their_days_so_far(tmp_path):
    with open_case("cost/d3_open_lines", tmp_path) as snapshot:
        found = reading(snapshot, "D3")
        assert (found.n, found.value, found.bound) == (50, 89.0, "at least")
        assert found.text == "at least 89.0 days"
        assert found.verdict in ("missed", "missed_clear", "far_clear")
        said = repr(explain(snapshot, "L49", "D3"))
        assert "89 days at least, from 5 July 2026 to 2 October 2026" in said


SIGNED = """{}:
  version: 1
  valid_from: 2026-01-01
  agreed_on: 2026-01-01
  signed_by_buyer: "buyer, 2026-01-01"
  signed_by_supplier: "supplier, 2026-01-01"
"""


def test_lines_that_still_decide_leave_no_verdict(tmp_path):
    """40 lines, 36 on the day; four are one day overdue: within the goal so far, whatever comes."""
    with small_world(
        tmp_path,
        as_of="2026-07-11",
        definitions=SIGNED.format("D3"),
        schedule_lines=[{}] * 40,
        receipts=[{"line_id": str(i)} for i in range(1, 37)],
    ) as snapshot:
        found = reading(snapshot, "D3")
        # The 90th percentile stands at rank 36.1 of 40: 0.1 of the way to an open line.
        assert (found.value, found.bound) == (pytest.approx(0.1), "at least")
        assert (found.state, found.verdict, found.is_open) == ("ok", None, True)
        assert standing_of(found).words == "still open"
        assert "depends on what is still open" in sentence(found)


def test_lines_that_decide_nothing_any_more_leave_the_number_as_it_is(tmp_path):
    """As above, but 39 of 40 are here: no day of the last one reaches the 90th percentile."""
    with small_world(
        tmp_path,
        as_of="2026-07-11",
        definitions=SIGNED.format("D3"),
        schedule_lines=[{}] * 40,
        receipts=[{"line_id": str(i)} for i in range(1, 40)],
    ) as snapshot:
        found = reading(snapshot, "D3")
        assert (found.value, found.bound, found.verdict) == (0.0, None, "met")


def ticket(day_of_july, hours=None):
    """A grave ticket sent at noon, restored after so many hours."""
    sent = datetime(2026, 7, day_of_july, 12)
    ended = {} if hours is None else {"restored_at": str(sent + timedelta(hours=hours))}
    return {"supplier_id": "S", "priority": "P1", "opened_at": str(sent)} | ended


def test_half_of_the_tickets_not_restored_take_longer_than_the_longest_so_far(tmp_path):
    """Three of nine restored; the first of the others sent 71 days less 12 hours ago."""
    tickets = [ticket(23, 6), ticket(23, 6), ticket(23, 7), *[ticket(23)] * 6]
    with small_world(
        tmp_path, definitions=SIGNED.format("S3"), tickets=tickets
    ) as snapshot:
        found = reading(snapshot, "S3")
        assert (found.n, found.value, found.bound) == (9, 1692.0, "more than")
        assert found.text == "more than 1,692.0 h"
        assert found.verdict == "missed"
        assert "So far 101,520 minutes" in repr(explain(snapshot, "9", "S3"))


def test_a_ticket_open_for_long_counts_among_those_that_take_longer(tmp_path):
    """Seven tickets of 1 to 7 hours and three still open: without those the median is 4, with them
    it lies between the fifth and the sixth of ten.
    """
    tickets = [ticket(1, hours) for hours in range(1, 8)] + [ticket(2)] * 3
    with small_world(
        tmp_path, definitions=SIGNED.format("S3"), tickets=tickets
    ) as snapshot:
        found = reading(snapshot, "S3")
        assert (found.value, found.bound) == (5.5, None)
        # Met as counted, and not clear: three of ten may be on the other side.
        assert found.verdict == "met"
        assert found.interval is not None and found.interval[1] == inf
