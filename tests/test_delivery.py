"""Delivery, on literal lines: what counts, what is a miss, what is left out. Every ruling of the default definition is a named case."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_world import small_world

import srmlib.metrics.delivery
from srmlib.calendar import Quarter
from srmlib.findings import moved_beyond_chance
from srmlib.metrics.catalogue import readings_of

Q3 = Quarter.parse("2026Q3")


CASES = {
    "on the day": ({}, [{}], "on_time"),
    "early": ({}, [{"docked_on": "2026-06-20"}], "on_time"),
    "a day late": ({}, [{"docked_on": "2026-07-11"}], "late"),
    "the last confirmed date decides": ({"first_confirmed_on": "2026-07-10", "last_confirmed_on": "2026-07-12"}, [{"docked_on": "2026-07-12"}], "on_time"),
    "a first confirmed date alone does not": ({"first_confirmed_on": "2026-07-12"}, [{"docked_on": "2026-07-12"}], "late"),
    "one promised date": ({"requested_on": "", "promised_on": "2026-07-10"}, [{}], "on_time"),
    "6 + 4 of 10, the last one decides": ({}, [{"received_qty": "6"}, {"received_qty": "4", "docked_on": "2026-07-11"}], "late"),
    "6 + 4 of 10, both in time": ({}, [{"received_qty": "6", "docked_on": "2026-07-09"}, {"received_qty": "4"}], "on_time"),
    "10 of 5": ({"ordered_qty": "5"}, [{}], "on_time"),
    "9 of 10 and no more": ({}, [{"received_qty": "9"}], "short"),
    "never received": ({}, [], "overdue"),
    "a reversal takes the receipt back": ({}, [{}, {"kind": "reversal", "of_receipt_id": "1"}], "overdue"),
    "a reversal of a part": ({}, [{}, {"kind": "reversal", "of_receipt_id": "1", "received_qty": "1"}], "short"),
    "reversed and keyed in again": ({}, [{}, {"kind": "reversal", "of_receipt_id": "1"}, {"docked_on": "2026-07-09"}], "on_time"),
    "a return does not undo the delivery": ({}, [{}, {"kind": "return", "of_receipt_id": "1", "docked_on": "2026-07-20"}], "on_time"),
    "no quantity supplied: the date decides": ({}, [{"received_qty": ""}], "on_time"),
    "no quantity supplied: the last date decides": ({}, [{"received_qty": ""}, {"received_qty": "", "docked_on": "2026-07-11"}], "late"),
    "cancelled before it was due": ({"status": "cancelled", "cancelled_on": "2026-07-09"}, [], "cancelled"),
    "cancelled on the day it was due": ({"status": "cancelled", "cancelled_on": "2026-07-10"}, [], "overdue"),
    "open and not yet due": ({"requested_on": "2026-10-05"}, [], "not_due"),
    "due on the as-of date": ({"requested_on": "2026-10-02"}, [], "not_due"),
    "due the day before the as-of date": ({"requested_on": "2026-10-01"}, [], "overdue"),
    "due later but already here": ({"requested_on": "2026-10-05"}, [{}], "on_time"),
    "nothing ordered": ({"ordered_qty": "0"}, [{"received_qty": "0"}], "nothing_ordered"),
    "no date at all": ({"requested_on": ""}, [{}], "no_due_date"),
}


def test_what_becomes_of_a_line(tmp_path):
    lines, receipts, number = [], [], 0
    for i, (line, its_receipts, _) in enumerate(CASES.values(), start=1):
        first = number
        lines.append({"cancelled_on": "", "first_confirmed_on": "", "last_confirmed_on": "", "promised_on": ""} | line)
        for receipt in its_receipts:
            number += 1
            of = {"of_receipt_id": str(first + int(receipt["of_receipt_id"])) if "of_receipt_id" in receipt else ""}
            receipts.append(receipt | {"line_id": str(i)} | of)
    with small_world(tmp_path, schedule_lines=lines, receipts=receipts) as snapshot:
        outcomes = dict(snapshot.con.execute("SELECT CAST(line_id AS INTEGER), outcome FROM line_outcomes WHERE basis = 'agreed'").fetchall())
    found = {name: outcomes[i] for i, name in enumerate(CASES, start=1)}
    assert found == {name: outcome for name, (_, _, outcome) in CASES.items()}


def test_a_quarter_is_half_open_by_the_due_date(tmp_path):
    due = ["2026-06-30", "2026-07-01", "2026-09-30", "2026-10-01"]
    receipts = [{"line_id": str(i), "docked_on": day} for i, day in enumerate(due, start=1)]
    with small_world(tmp_path, schedule_lines=[{"requested_on": day} for day in due], receipts=receipts) as snapshot:
        d1 = {label: _d1(snapshot, label) for label in ("2026Q2", "2026Q3", "2026Q4")}
    assert d1 == {"2026Q2": (1, 1), "2026Q3": (2, 2), "2026Q4": (1, 1)}


def _d1(snapshot, label):
    reading = next(r for r in readings_of(snapshot, "S", Quarter.parse(label)) if r.id == "D1")
    return reading.numerator, reading.denominator


def test_few_lines_are_not_judged_and_none_are_no_data(tmp_path):
    with small_world(tmp_path, schedule_lines=[{}] * 19, receipts=[{"line_id": str(i)} for i in range(1, 20)]) as snapshot:
        now = next(r for r in readings_of(snapshot, "S", Q3) if r.id == "D1")
        before = next(r for r in readings_of(snapshot, "S", Q3.previous()) if r.id == "D1")
    assert (now.state, now.value, now.n, now.verdict) == ("too_few", 100.0, 19, None)
    assert (before.state, before.value, before.n, before.interval) == ("no_data", None, 0, None)


def test_a_quarter_too_small_to_judge_is_no_yardstick(tmp_path):
    """One line last quarter, late; forty in this one, all in time: that is no improvement beyond chance, and a gap in the sparkline."""
    lines = [{"requested_on": "2026-06-10"}] + [{}] * 40
    receipts = [{"line_id": str(i)} for i in range(1, 42)]
    with small_world(tmp_path, schedule_lines=lines, receipts=receipts) as snapshot:
        d1 = next(r for r in readings_of(snapshot, "S", Q3) if r.id == "D1")
    assert (d1.value, d1.previous, d1.history[-2]) == (100.0, None, ("2026Q2", None))


def test_a_perfect_record_after_a_perfect_record_has_not_moved(tmp_path):
    lines = [{"requested_on": "2026-06-10"}] * 33 + [{}] * 33
    receipts = [{"line_id": str(i), "docked_on": "2026-06-09"} for i in range(1, 67)]
    with small_world(tmp_path, schedule_lines=lines, receipts=receipts) as snapshot:
        d1 = next(r for r in readings_of(snapshot, "S", Q3) if r.id == "D1")
    assert (d1.previous, d1.interval[1]) == (100.0, 100.0)
    assert not moved_beyond_chance(d1)


def test_what_is_after_the_as_of_date_is_not_known(tmp_path):
    with small_world(tmp_path, schedule_lines=[{"requested_on": "2026-11-10"}], receipts=[{"line_id": "1", "docked_on": "2026-11-09"}]) as snapshot:
        assert snapshot.con.execute("SELECT outcome FROM line_outcomes").fetchall() == [("not_due",)]


def test_an_unsigned_definition_gives_no_verdict_and_missing_tables_are_named(tmp_path):
    with small_world(tmp_path, schedule_lines=[{}] * 30, receipts=[{"line_id": str(i)} for i in range(1, 31)]) as snapshot:
        readings = {r.id: r for r in readings_of(snapshot, "S", Q3)}
    assert (readings["D1"].state, readings["D1"].verdict, readings["D1"].definition.is_signed) == ("ok", None, False)
    assert (readings["C1"].state, readings["C1"].notes) == ("not_supplied", ["The extract has no cost_events."])
    assert [r.state for r in readings.values()].count("not_supplied") == 12


def test_lead_time_leaves_out_what_cannot_be_right_and_says_so(tmp_path):
    ordered = ["2026-06-01", "2026-06-30", "2026-07-11", ""]
    with small_world(tmp_path, schedule_lines=[{"ordered_on": day} for day in ordered], receipts=[{"line_id": str(i)} for i in range(1, 5)]) as snapshot:
        d3 = next(r for r in readings_of(snapshot, "S", Q3) if r.id == "D3")
    assert (d3.n, d3.value) == (2, pytest.approx(0.9 * (39 - 10) + 10 - (39 + 10) / 2))
    assert d3.notes == [
        "1 lines without a known order date are left out.",
        "1 lines received before they were ordered are left out: their dates cannot be right.",
    ]


def test_months_total_the_quarter_and_equal_a_second_road(sample):
    """Every supplier and quarter of the sample world: D1 from the mart, against pandas on the canonical tables."""
    lines, receipts = (sample.con.execute("SELECT * FROM " + table).to_arrow_table().to_pandas() for table in ("schedule_lines", "receipts"))
    reversed_qty = receipts[receipts["kind"] == "reversal"].groupby("of_receipt_id")["received_qty"].sum()
    arrived = receipts[receipts["kind"] == "receipt"].copy()
    arrived["net"] = [q - reversed_qty.get(r, 0) for q, r in zip(arrived["received_qty"], arrived["receipt_id"], strict=True)]
    by_line = {line: rows.sort_values("docked_on") for line, rows in arrived[arrived["net"] > 0].groupby("line_id")}
    expected: dict = {}
    for line in lines.to_dict("records"):
        due = line["last_confirmed_on"] or line["requested_on"]
        rows, so_far, filled = by_line.get(line["line_id"]), 0, None
        for day, net in zip(rows["docked_on"], rows["net"], strict=True) if rows is not None else ():
            so_far += net
            filled = filled or (day if so_far >= line["ordered_qty"] else None)
        if filled is None and (due >= sample.as_of or (line["status"] == "cancelled" and line["cancelled_on"] < due)):
            continue
        key = line["supplier_id"], Quarter.of(due).label
        hits, counted = expected.get(key, (0, 0))
        expected[key] = hits + (filled is not None and filled <= due), counted + 1
    found = {}
    for supplier, month, hits, counted in sample.con.execute(
        "SELECT supplier_id, month_on, on_time_count, due_count FROM delivery_by_month WHERE basis = 'agreed'"
    ).fetchall():
        key = supplier, Quarter.of(month).label
        found[key] = found.get(key, (0, 0))[0] + hits, found.get(key, (0, 0))[1] + counted
    assert len(found) > 70
    assert found == expected


@given(st.lists(st.integers(0, 400), min_size=1, max_size=60), st.randoms())
def test_the_spread_ignores_row_order_and_never_falls_below_zero(days, random):
    shuffled = days.copy()
    random.shuffle(shuffled)
    value = srmlib.metrics.delivery.spread(np.array(days, dtype=float))
    assert value == srmlib.metrics.delivery.spread(np.array(shuffled, dtype=float))
    assert value >= 0
