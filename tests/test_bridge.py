"""Two firms, two numbers, one bridge: every reading of the same lines, and the steps between them with nothing left over."""

from __future__ import annotations

import csv
from dataclasses import fields, replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_world import small_world
from test_page import report_on

from srmlib.calendar import Quarter
from srmlib.errors import DefinitionError, UsageError
from srmlib.home import PROJECT
from srmlib.metrics.bridge import bridge, flip_rows, line_readings, path_between, value_of
from srmlib.metrics.catalogue import readings_of
from srmlib.metrics.definition import BASES, CHOICES, Switches, parse_definitions
from srmlib.sample_world import ANSWERS

Q3 = Quarter.parse("2026Q3")

# metrics.md: one month of one supplier. One line on time, one five days late, one never received.
THREE_LINES = [
    {"ordered_qty": "10", "value_amount": "5.00"},
    {"ordered_qty": "5", "value_amount": "4.00"},
    {"ordered_qty": "4", "value_amount": "3.00"},
]
TWO_RECEIPTS = [{"line_id": "1", "received_qty": "10"}, {"line_id": "2", "received_qty": "5", "docked_on": "2026-07-15"}]
FOUR = {
    "by lines": (Switches(), 33.3),
    "by value": (Switches(unit="value"), 41.7),
    "by units": (Switches(unit="quantity"), 52.6),
    "by units, nothing received ignored": (Switches(unit="quantity", overdue="ignored"), 66.7),
}


@pytest.fixture(scope="module")
def three(tmp_path_factory):
    with small_world(tmp_path_factory.mktemp("three"), schedule_lines=THREE_LINES, receipts=TWO_RECEIPTS) as snapshot:
        yield snapshot


def read(snapshot, switches: Switches, quarter: Quarter = Q3) -> Fraction | None:
    return value_of(line_readings(snapshot, "S", quarter, [switches])[0])


@pytest.mark.parametrize("name", FOUR)
def test_the_same_three_lines_read_four_ways(three, name):
    switches, expected = FOUR[name]
    assert round(float(read(three, switches)), 1) == expected


@pytest.mark.parametrize("start", FOUR)
@pytest.mark.parametrize("end", FOUR)
def test_a_bridge_between_any_two_leaves_nothing_over(three, start, end):
    path = path_between(FOUR[start][0], FOUR[end][0])
    values = [value_of(reading) for reading in line_readings(three, "S", Q3, path)]
    assert values[0] + sum(b - a for a, b in pairwise(values)) == values[-1]
    assert (values[0], values[-1]) == (read(three, FOUR[start][0]), read(three, FOUR[end][0]))


CASES = [
    # name, line, receipts, switches, outcome
    ("6 + 4 of 10, the first receipt decides", {}, [{"received_qty": "6"}, {"received_qty": "4", "docked_on": "2026-07-20"}], {"partials": "first"}, "on_time"),
    ("6 + 4 of 10, the last receipt decides", {}, [{"received_qty": "6"}, {"received_qty": "4", "docked_on": "2026-07-20"}], {}, "late"),
    ("9.5 of 10 is full at 95 %", {}, [{"received_qty": "9.5"}], {"full_percent": 95}, "on_time"),
    ("9.4 of 10 is not", {}, [{"received_qty": "9.4"}], {"full_percent": 95}, "short"),
    ("a day late in a window of one", {}, [{"docked_on": "2026-07-11"}], {"late_days": 1}, "on_time"),
    ("six days early where five are allowed", {}, [{"docked_on": "2026-07-04"}], {"early_days": 5}, "early"),
    ("five days early where five are allowed", {}, [{"docked_on": "2026-07-05"}], {"early_days": 5}, "on_time"),
    ("shipped in time", {}, [{"docked_on": "2026-07-15", "shipped_on": "2026-07-09"}], {"place": "shipped"}, "on_time"),
    ("keyed in late", {}, [{"posted_on": "2026-07-12"}], {"place": "posted"}, "late"),
    ("no shipping date is no shipment", {}, [{"shipped_on": ""}], {"place": "shipped"}, "overdue"),
    ("by the first confirmed date", {"first_confirmed_on": "2026-07-12"}, [{"docked_on": "2026-07-12"}], {"due": "first_confirmed"}, "on_time"),
    ("by the requested date", {"last_confirmed_on": "2026-07-20"}, [{"docked_on": "2026-07-12"}], {"due": "requested"}, "late"),
    ("nothing came, and that is ignored", {}, [], {"overdue": "ignored"}, "ignored"),
    ("half came: that is never ignored", {}, [{"received_qty": "5"}], {"overdue": "ignored"}, "short"),
    ("any quantity, and only half came", {}, [{"received_qty": "5"}], {"full_percent": 0}, "on_time"),
]


@pytest.mark.parametrize(("name", "line", "receipts", "switches", "outcome"), CASES, ids=[case[0] for case in CASES])
def test_each_switch_does_what_it_says(tmp_path, name, line, receipts, switches, outcome):
    own = [receipt | {"line_id": "1"} for receipt in receipts] or [{"line_id": "2"}]
    blank = {"first_confirmed_on": "", "last_confirmed_on": ""}
    own = [{"shipped_on": "", "posted_on": ""} | receipt for receipt in own]
    with small_world(tmp_path, schedule_lines=[blank | line, blank], receipts=own) as snapshot:
        assert line_readings(snapshot, "S", Q3, [Switches(**switches)])[0]["1"].outcome == outcome


def test_the_planted_story_is_found(sample):
    """Harrow Castings: 43, 46 and 48 of the same 50 lines; every line that flips is named, and its dates say why."""
    story = ANSWERS[1]
    reading = next(r for r in readings_of(sample, story["supplier"], Q3) if r.id == "D1")
    assert {basis: (r.numerator, r.denominator) for basis, r in reading.bases.items()} == {"agreed": (46, 50), "buyer": (43, 50), "supplier": (48, 50)}
    found = bridge(sample, story["supplier"], Q3, "supplier", "buyer")
    assert [(step.switch, step.change, len(step.flips)) for step in found.steps] == [("due", -4, 2), ("place", -4, 2), ("full_percent", -2, 1)]
    assert all(flip.before.due_on > flip.after.due_on for flip in found.steps[0].flips)
    assert {row["outcome_after"] for row in flip_rows(found)} == {"late"}


@pytest.mark.parametrize("supplier_id", ["S-1001", "S-1004", "S-1005", "S-1007"])
def test_a_bridge_closes_and_its_way_back_is_its_negative(sample, supplier_id):
    for quarter in Q3.back(3):
        for start in BASES:
            for end in BASES:
                there, back = bridge(sample, supplier_id, quarter, start, end), bridge(sample, supplier_id, quarter, end, start)
                assert there.start + sum(step.change for step in there.steps) == there.end
                assert there.end - there.start == -(back.end - back.start)
                assert (there.start, there.end) == (back.end, back.start)


def test_the_agreed_basis_of_a_bridge_is_the_published_number(sample):
    for supplier_id in ("S-1002", "S-1003", "S-1006"):
        reading = next(r for r in readings_of(sample, supplier_id, Q3) if r.id == "D1")
        assert float(bridge(sample, supplier_id, Q3, "agreed", "buyer").start) == pytest.approx(reading.value)
        assert float(bridge(sample, supplier_id, Q3, "agreed", "buyer").end) == pytest.approx(reading.bases["buyer"].value)


SWITCHES = st.builds(
    Switches,
    **{name: st.sampled_from(choices) for name, choices in CHOICES.items()},
    early_days=st.sampled_from([None, 0, 3, 10]),
    late_days=st.integers(0, 5),
    full_percent=st.sampled_from([0, 90, 100]),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=SWITCHES, end=SWITCHES)
def test_any_two_definitions_are_bridged_without_a_remainder(sample, start, end):
    path = path_between(start, end)
    assert len(path) - 1 == sum(getattr(start, f.name) != getattr(end, f.name) for f in fields(Switches))
    readings = line_readings(sample, "S-1004", Q3, path)
    values = [value_of(reading) for reading in readings]
    assert (path[0], path[-1]) == (start, end)
    assert all(0 <= value <= 100 for value in values)
    assert values[0] + sum(b - a for a, b in pairwise(values)) == values[-1]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(switches=SWITCHES, more=st.integers(1, 30))
def test_a_wider_window_never_lowers_the_number(sample, switches, more):
    wider = replace(switches, late_days=switches.late_days + more)
    narrow, wide = line_readings(sample, "S-1004", Q3, [switches, wider])
    same = narrow.keys() & wide.keys()
    assert all(wide[i].is_on_time or not narrow[i].is_on_time for i in same)


def test_reading_other_bases_leaves_the_snapshot_as_it_is(three):
    before = three.con.execute("SELECT * FROM bases ORDER BY basis").fetchall()
    read(three, Switches(due="requested", late_days=99))
    assert three.con.execute("SELECT * FROM bases ORDER BY basis").fetchall() == before


def test_a_basis_nobody_stated_is_explained(three):
    with pytest.raises(UsageError, match="basis 'supplier' of D1 is not stated, expected one of agreed"):
        bridge(three, "S", Q3, "supplier", "agreed")


@pytest.mark.parametrize(
    ("agreed", "message"),
    [
        ("D1: {switches: {agreed: {date: requested}}}", "'date' is no switch, expected one of due, place"),
        ("D1: {switches: {buyer: {due: wished}}}", "due is 'wished', expected requested or first_confirmed or last_confirmed"),
        ("D1: {switches: {buyer: {late_days: two}}}", "late_days is 'two', expected a whole number"),
        ("D1: {switches: {carrier: {}}}", "'carrier' is no basis, expected one of agreed, buyer, supplier"),
        ("D9: {goal: 1}", "'D9' is no metric"),
        ("D1: {aim: 1}", "'aim' is no part of a definition"),
        ("D1: [oops", "no valid YAML"),
        ("D1: {goal: ninety}", "goal is 'ninety', expected a number"),
        ("D1: {goal: 85}", "goal and red limit are both 85"),
    ],
)
def test_a_wrong_definition_is_explained(agreed, message):
    default = PROJECT / "data/definitions/default.yaml"
    with pytest.raises(DefinitionError, match=message):
        parse_definitions(default.read_text(encoding="utf-8"), agreed)


def test_the_flips_go_into_a_file(sample, tmp_path):
    report_on(sample, "S-1001").write(tmp_path)
    rows = list(csv.DictReader((tmp_path / "data/bridge.csv").read_text(encoding="utf-8").splitlines()))
    assert [(row["from_basis"], row["to_basis"], row["switch"]) for row in rows] == [
        ("supplier", "agreed", "place"),
        ("supplier", "agreed", "full_percent"),
    ] + [("agreed", "buyer", "due")] * 3
