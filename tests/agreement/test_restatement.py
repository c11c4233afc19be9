"""Restatements: what was published against the same quarter now, closed exactly, with every row
that reads differently and why.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from types import SimpleNamespace

import pytest
from fake_notebook import notebook_of
from small_world import small_home, small_world

from sample_world import ANSWERS
from srmlib.agreement.restatement import (
    RESTATED_COLUMNS,
    Restatement,
    restated_rows,
    restatements,
)
from srmlib.cli import _parser as command_line
from srmlib.errors import SnapshotError, UsageError
from srmlib.reports.publish import command_for, slug
from srmlib.reports.run import _Job, run_reports
from srmlib.rules.calendar import Quarter
from srmlib.snapshot import Snapshot, open_snapshot
from srmlib.words.restatement import restatement_words
from srmlib.workspace import Workspace

Q3 = Quarter.parse("2026Q3")
THEN, NOW = "2026-10-02", "2027-01-04"


@pytest.fixture(scope="module")
def world(tmp_path_factory) -> Callable[[dict], Workspace]:
    """The workspace that holds these rows; the same rows are loaded once."""
    homes = {}

    def home_of(facts: dict) -> Workspace:
        said = json.dumps(facts, sort_keys=True)
        if said not in homes:
            homes[said] = small_home(tmp_path_factory.mktemp("world"), **facts)
        return homes[said]

    return home_of


@pytest.fixture
def restated(world):
    """Restates 2026 Q3 of supplier S from the rows of then to the rows of now; each world says only
    what it holds.
    """

    def compare(
        then: dict, now: dict, supplier_id: str = "S", quarter: Quarter = Q3
    ) -> dict[str, Restatement]:
        with (
            open_snapshot(world({"as_of": THEN} | then)) as before,
            open_snapshot(world({"as_of": NOW} | now)) as after,
        ):
            found = restatements(before, after, supplier_id, quarter)
        for restatement in found:
            closes(restatement)
        return {restatement.metric_id: restatement for restatement in found}

    return compare


def closes(found: Restatement) -> None:
    """Sums differ by what the rows add, row by row in order; and each row says why."""
    numerator, denominator = found.then.numerator, found.then.denominator
    for row in found.rows:
        numerator, denominator = numerator + row.change[0], denominator + row.change[1]
        assert row.reason
    assert (numerator, denominator) == (found.now.numerator, found.now.denominator)
    json.dumps(found.to_json(), allow_nan=False)
    assert all(set(row) <= set(RESTATED_COLUMNS) for row in restated_rows(found))


def on_dock(line: str, **facts: str) -> dict:
    return {"receipt_id": f"R{line}", "line_id": line, "posted_on": "2026-07-10"} | facts


KEYED_LATE = on_dock("2", posted_on="2026-10-05")
TWO_LINES = {"schedule_lines": [{}, {}]}


def test_a_receipt_keyed_in_after_the_close(restated):
    found = restated(
        TWO_LINES | {"receipts": [on_dock("1")]},
        TWO_LINES | {"receipts": [on_dock("1"), KEYED_LATE]},
    )["D1"]
    assert (found.then.value, found.now.value, found.change) == (
        Fraction(50),
        Fraction(100),
        Fraction(50),
    )
    assert found.to_json() == {
        "metric": "D1",
        "quarter": "2026Q3",
        "unit": "%",
        "then": {
            "as_of": THEN,
            "value": 50.0,
            "numerator": 1,
            "denominator": 2,
            "n": 2,
            "definition_version": 1,
        },
        "now": {
            "as_of": NOW,
            "value": 100.0,
            "numerator": 2,
            "denominator": 2,
            "n": 2,
            "definition_version": 1,
        },
        "change": 50.0,
        "by_definition": None,
        "switches": {},
        "rows": [
            {
                "row_id": "2",
                "then": {
                    "counted_on": "2026-07-10",
                    "outcome": "overdue",
                    "is_counted": True,
                    "numerator": 0,
                    "denominator": 1,
                    "facts": (
                        "ordered_on 2026-06-01, requested_on 2026-07-10, due_on 2026-07-10,"
                        " ordered_qty 10.000, received_qty 0.000, late_until_on 2026-10-02"
                    ),
                },
                "now": {
                    "counted_on": "2026-07-10",
                    "outcome": "on_time",
                    "is_counted": True,
                    "numerator": 1,
                    "denominator": 1,
                    "facts": (
                        "ordered_on 2026-06-01, requested_on 2026-07-10, due_on 2026-07-10,"
                        " first_on 2026-07-10, filled_on 2026-07-10, ordered_qty 10.000,"
                        " received_qty 10.000, late_until_on 2026-07-10"
                    ),
                },
                "reason": (
                    "a receipt docked 2026-07-10 was keyed in 2026-10-05 (first_on none →"
                    " 2026-07-10, filled_on none → 2026-07-10, received_qty 0 → 10)"
                ),
                "kinds": ["keyed_late"],
            }
        ],
    }


# What one line's records say then and now, how it reads, and what must be said of it.
CHANGES = {
    "came after": (
        {},
        {"receipts": [on_dock("", docked_on="2026-10-08", posted_on="2026-10-09")]},
        ("overdue", True, "late", True),
        (
            "a receipt docked 2026-10-08 came since (first_on none → 2026-10-08, filled_on none →"
            " 2026-10-08, received_qty 0 → 10)"
        ),
    ),
    "not in the extract then": (
        {},
        {"receipts": [on_dock("")]},
        ("overdue", True, "on_time", True),
        (
            "a receipt docked 2026-07-10 was not in the extract then (first_on none → 2026-07-10,"
            " filled_on none → 2026-07-10, received_qty 0 → 10)"
        ),
    ),
    "receipt gone": (
        {"receipts": [on_dock("")]},
        {},
        ("on_time", True, "overdue", True),
        (
            "a receipt docked 2026-07-10 is no longer in the extract (first_on 2026-07-10 → none,"
            " filled_on 2026-07-10 → none, received_qty 10 → 0)"
        ),
    ),
    "reversed": (
        {"receipts": [on_dock("")]},
        {
            "receipts": [
                on_dock(""),
                {
                    "receipt_id": "V",
                    "kind": "reversal",
                    "of_receipt_id": "R reversed",
                    "docked_on": "2026-07-11",
                    "posted_on": "2026-10-06",
                },
            ]
        },
        ("on_time", True, "overdue", True),
        (
            "a reversal docked 2026-07-11 was keyed in 2026-10-06 (first_on 2026-07-10 → none,"
            " filled_on 2026-07-10 → none, received_qty 10 → 0)"
        ),
    ),
    "cancelled": (
        {},
        {"line": {"status": "cancelled", "cancelled_on": "2026-07-01"}},
        ("overdue", True, "cancelled", False),
        "status open → cancelled, cancelled_on none → 2026-07-01",
    ),
    "ordered quantity corrected": (
        {"receipts": [on_dock("")]},
        {"line": {"ordered_qty": "12.5"}, "receipts": [on_dock("")]},
        ("on_time", True, "short", True),
        "filled_on 2026-07-10 → none, ordered_qty 10 → 12.5",
    ),
    "received quantity corrected": (
        {"receipts": [on_dock("", received_qty="9")]},
        {"receipts": [on_dock("")]},
        ("short", True, "on_time", True),
        "filled_on none → 2026-07-10, received_qty 9 → 10",
    ),
    "moved to the next quarter": (
        {},
        {"line": {"requested_on": "2026-10-05"}},
        ("overdue", True, "overdue", False),
        (
            "requested_on 2026-07-10 → 2026-10-05, due_on 2026-07-10 → 2026-10-05; placed in 2026"
            " Q3 then, in 2026 Q4 now"
        ),
    ),
    "moved from the quarter before": (
        {"line": {"requested_on": "2026-06-30"}},
        {},
        ("overdue", False, "overdue", True),
        (
            "requested_on 2026-06-30 → 2026-07-10, due_on 2026-06-30 → 2026-07-10; placed in 2026"
            " Q2 then, in 2026 Q3 now"
        ),
    ),
}


@pytest.fixture(scope="module")
def changed(tmp_path_factory) -> Restatement:
    """All of them in one world: a line each, by its name."""
    folder, worlds = tmp_path_factory.mktemp("changed"), []
    for side, as_of in ((0, THEN), (1, NOW)):
        lines = [
            {"line_id": name, "cancelled_on": ""} | change[side].get("line", {})
            for name, change in CHANGES.items()
        ]
        received = [
            {**receipt, "line_id": name}
            for name, change in CHANGES.items()
            for receipt in change[side].get("receipts", [])
        ]
        receipts = [
            {
                **receipt,
                "receipt_id": (
                    receipt["receipt_id"]
                    + (f" {receipt['line_id']}" if receipt["receipt_id"] == "R" else "")
                ),
            }
            for receipt in received
        ]
        worlds.append(
            small_world(
                folder / str(side), as_of=as_of, schedule_lines=lines, receipts=receipts
            )
        )
    before, now = worlds
    with before, now:
        (found,) = [
            one for one in restatements(before, now, "S", Q3) if one.metric_id == "D1"
        ]
    closes(found)
    return found


@pytest.mark.parametrize("name", CHANGES)
def test_a_row_says_why_it_reads_differently(changed, name):
    *_, reading, reason = CHANGES[name]
    (row,) = [row for row in changed.rows if row.row_id == name]
    assert row.reason == reason
    assert (
        row.then.outcome,
        row.then.is_counted,
        row.now.outcome,
        row.now.is_counted,
    ) == reading


def test_the_sentence_tells_each_kind_of_reason_once(changed):
    assert (
        restatement_words(changed)
        == "On time, in full: 2026 Q3 was counted as 37.5% (3 of 8); today it reads 28.6% (2 of 7),"
        " because 8 lines count differently: 1 receipt was not in the extract then, 1 reversal or"
        " return came since, 1 receipt is no longer in the extract, on 2 lines requested date"
        " and due date changed, on 1 line status and cancelled date changed, on 1 line filled"
        " date and ordered quantity changed and on 1 line something else changed"
    )


def test_a_new_row_and_one_that_is_gone(restated):
    lines = [{"line_id": name} for name in ("a", "b", "c")]
    found = restated(
        {"schedule_lines": lines[:2], "receipts": [on_dock("b")]},
        {"schedule_lines": lines[1:], "receipts": [on_dock("b")]},
    )["D1"]
    assert [
        (row.row_id, row.then is None, row.now is None, row.change, row.reason)
        for row in found.rows
    ] == [
        ("a", False, True, (0, -1), f"the extract as of {NOW} no longer has it"),
        ("c", True, False, (0, 1), f"a new row: the extract as of {THEN} did not have it"),
    ]
    assert found.change == 0
    assert restatement_words(found).endswith(
        "2026 Q3 still reads 50.0% (1 of 2), though 2 lines count differently: 1 line is new and 1"
        " line is gone"
    )
    assert [row.get("outcome_then") for row in restated_rows(found)] == [
        "overdue",
        "unknown",
    ]


def test_complaints_that_came_later_restate_the_quarter_of_their_orders(restated):
    """Three complaints of December about September's orders; one of September was not in the extract
    then, and is no later one.
    """
    promised = [
        {
            "supplier_id": "S",
            "customer_order_id": order,
            "promised_on": "2026-09-10",
            "kept_on": "2026-09-10",
        }
        for order in "ABCDE"
    ]
    told = [
        {
            "complaint_id": f"C-{order}",
            "supplier_id": "S",
            "customer_order_id": order,
            "received_on": day,
        }
        for order, day in (
            ("A", "2026-09-20"),
            ("B", "2026-12-01"),
            ("C", "2026-12-02"),
            ("D", "2026-12-03"),
            ("E", "2026-09-21"),
        )
    ]
    found = restated(
        {"customer_promises": promised, "complaints": told[:1]},
        {"customer_promises": promised, "complaints": told},
    )["P2"]
    assert (found.then.numerator, found.now.numerator, found.now.denominator) == (1, 5, 5)
    assert {row.row_id: row.reason for row in found.rows} == {
        "C-B": "it came on 2026-12-01 and counts with the goods or order it is about",
        "C-C": "it came on 2026-12-02 and counts with the goods or order it is about",
        "C-D": "it came on 2026-12-03 and counts with the goods or order it is about",
        "C-E": f"a new row: the extract as of {THEN} did not have it",
    }
    assert "3 complaints came after 2026-10-02 and 1 row is new" in restatement_words(found)


def test_notices_found_later_restate_the_quarter_of_their_goods(restated):
    world = {"schedule_lines": [{}], "receipts": [{"line_id": "1"}]}
    notice = {
        "supplier_id": "S",
        "part_id": "P",
        "receipt_id": "1",
        "found_on": "2026-11-02",
        "found_at": "line",
        "claimed_qty": "2",
        "confirmed_qty": "2",
        "cause": "theirs",
    }
    early = notice | {"found_on": "2026-08-02"}
    found = restated(
        world | {"quality_notices": [early]}, world | {"quality_notices": [early, notice]}
    )["Q2"]
    assert (found.then.numerator, found.now.numerator) == (2, 4)
    assert [row.reason for row in found.rows] == [
        "it came on 2026-11-02 and counts with the goods or order it is about"
    ]


def test_a_row_that_changed_without_moving_the_number_is_kept(restated):
    late = on_dock("2", docked_on="2026-07-20", posted_on="2026-10-05")
    found = restated(
        TWO_LINES | {"receipts": [on_dock("1")]},
        TWO_LINES | {"receipts": [on_dock("1"), late]},
    )["D1"]
    assert (found.change, [(row.row_id, row.moves) for row in found.rows]) == (
        0,
        [("2", False)],
    )
    assert (
        restatement_words(found)
        == "On time, in full: 2026 Q3 still reads 50.0% (1 of 2), though 1 line counts differently:"
        " 1 receipt was keyed in after 2026-10-02"
    )


def test_a_row_that_counts_in_neither_is_left_out(restated):
    not_ordered = {"schedule_lines": [{}, {"ordered_qty": "0"}], "receipts": [on_dock("1")]}
    cancelled = {
        "schedule_lines": [{}, {"status": "cancelled", "cancelled_on": "2026-07-01"}],
        "receipts": [on_dock("1")],
    }
    assert "D1" not in restated(not_ordered, cancelled)


def test_what_no_record_explains_says_so(restated):
    """A question without an answer counts with the days it has waited: the days go on, its record
    does not change.
    """
    answered = {"query_id": "A", "asked_on": "2026-01-05", "answered_on": "2026-01-06"}
    waiting = {"query_id": "Q", "asked_on": "2026-09-22"}
    world = {"queries": [{"supplier_id": "S"} | query for query in (answered, waiting)]}
    found = restated(world, world)["B4"]
    assert (found.then.value, found.now.value) == (10, 104)
    assert (
        found.rows[0].reason
        == f"its own record is the same; what it is read with is not (then as of {THEN}, now as of"
        f" {NOW})"
    )
    assert "numerator" not in found.to_json()["now"]


DEFINITION = """
D1:
  - {version: 1, switches: {agreed: {due: requested}}}
  - {version: 2, valid_from: 2026-12-01, switches: {agreed: {due: last_confirmed}}}
"""
# Confirmed five days after the day asked for, and received on that day.
CONFIRMED = {"last_confirmed_on": "2026-07-15", "first_confirmed_on": "2026-07-15"}


def test_the_definition_changed(restated):
    world = {
        "schedule_lines": [CONFIRMED, {}],
        "receipts": [on_dock("1", docked_on="2026-07-15")],
        "definitions": DEFINITION,
    }
    found = restated(world, world)["D1"]
    assert (found.then.value, found.now.value, found.by_definition) == (0, 50, 50)
    assert (found.definition_then.version, found.definition.version, found.switches) == (
        1,
        2,
        {"due": ("requested", "last_confirmed")},
    )
    assert [(row.row_id, row.reason) for row in found.rows] == [
        ("1", "the definition changed (version 1 → 2)")
    ]
    assert (
        restatement_words(found)
        == "On time, in full: 2026 Q3 was counted as 0.0% (0 of 2); today it reads 50.0% (1 of 2),"
        " because 1 line counts differently: the definition changed (version 1 → 2)"
    )


def test_the_definition_and_a_record_changed(restated):
    """One line by each, and one by both: received late in the first record, confirmed for later in
    the new definition.
    """
    lines = {"schedule_lines": [CONFIRMED, {}, CONFIRMED], "definitions": DEFINITION}
    then = [on_dock("1", docked_on="2026-07-15")]
    now = [*then, KEYED_LATE, on_dock("3", docked_on="2026-07-15", posted_on="2026-10-05")]
    found = restated(lines | {"receipts": then}, lines | {"receipts": now})["D1"]
    assert (found.then.value, found.now.value) == (0, 100)
    assert found.by_definition == 100 - Fraction(100, 3)
    assert [[reason.kind for reason in row.reasons] for row in found.rows] == [
        ["definition"],
        ["keyed_late"],
        ["keyed_late", "definition"],
    ]
    assert found.rows[2].reason.endswith("; the definition changed (version 1 → 2)")
    assert restatement_words(found).endswith(
        "because 3 lines count differently: 2 receipts were keyed in after 2026-10-02 and the"
        " definition changed (version 1 → 2), which makes +66.7 points of it"
    )


def test_the_definition_places_rows_in_another_quarter(restated):
    """Read as before the row stays where it was: that it moved is the definition's doing, and no
    record is blamed.
    """
    world = {
        "schedule_lines": [{"last_confirmed_on": "2026-10-05"}, {}],
        "receipts": [on_dock("2")],
        "definitions": DEFINITION,
    }
    into = restated(world, world, quarter=Quarter.parse("2026Q4"))["D1"]
    out_of = restated(world, world)["D1"]
    for found in (into, out_of):
        assert [(row.row_id, row.reason) for row in found.rows] == [
            ("1", "the definition changed (version 1 → 2)")
        ]
    assert (into.then.value, into.now.value, into.change) == (None, 0, None)
    assert (
        "2026 Q4 had nothing to count; today it reads 0.0% (0 of 1), because 1 line counts"
        " differently" in restatement_words(into)
    )
    assert (out_of.then.value, out_of.now.value) == (50, 100)


STATISTIC = """
S3:
  - {version: 1, switches: {agreed: {statistic: median}}}
  - {version: 2, valid_from: 2026-12-01, switches: {agreed: {statistic: mean}}}
"""


def test_a_statistic_may_change_without_a_row(restated):
    restored = ["2026-08-03 11:00:00", "2026-08-03 12:00:00", "2026-08-03 16:00:00"]
    tickets = [
        {
            "supplier_id": "S",
            "priority": "P1",
            "opened_at": "2026-08-03 10:00:00",
            "restored_at": at,
            "resolved_at": "2026-08-04 10:00:00",
        }
        for at in restored
    ]
    world = {"tickets": tickets, "definitions": STATISTIC}
    found = restated(world, world)["S3"]
    assert (found.rows, found.then.value, found.now.value, found.by_definition) == (
        [],
        2,
        3,
        1,
    )
    assert (
        restatement_words(found)
        == "Time to restore: 2026 Q3 was counted as 2.0 h (3 tickets); today it reads 3.0 h (3"
        " tickets), because the definition changed (version 1 → 2)"
    )


def test_a_statistic_and_a_row_changed(restated):
    """The definition is named beside the row, though no row reads differently because of it."""
    restored = ["2026-08-03 11:00:00", "2026-08-03 12:00:00", "2026-08-03 16:00:00"]
    worlds = [
        {
            "tickets": [
                {
                    "supplier_id": "S",
                    "priority": "P1",
                    "opened_at": "2026-08-03 10:00:00",
                    "restored_at": at,
                    "resolved_at": "2026-08-04 10:00:00",
                }
                for at in (*restored[:2], last)
            ]
        }
        for last in (restored[2], "2026-08-03 19:00:00")
    ]
    found = restated(*(world | {"definitions": STATISTIC} for world in worlds))["S3"]
    assert (found.then.value, found.now.value, found.by_definition) == (2, 4, 2)
    assert [row.reason for row in found.rows] == [
        "stopped_at 2026-08-03 16:00:00 → 2026-08-03 19:00:00, minutes 360 → 540"
    ]
    assert restatement_words(found).endswith(
        "1 ticket counts differently: stopped time and minutes changed and the definition changed"
        " (version 1 → 2)"
    )


def test_a_goal_that_changed_restates_nothing(restated):
    goal = "D1:\n  - {version: 1}\n  - {version: 2, valid_from: 2026-12-01, goal: 97}\n"
    world = TWO_LINES | {"receipts": [on_dock("1")], "definitions": goal}
    assert "D1" not in restated(world, world)


def test_a_metric_that_was_not_supplied_then_is_no_restatement(restated):
    then = TWO_LINES | {"receipts": [on_dock("1")]}
    now = then | {
        "receipts": [on_dock("1"), KEYED_LATE],
        "invoice_lines": [
            {
                "supplier_id": "S",
                "invoiced_on": "2026-07-10",
                "amount": "5.00",
                "currency": "EUR",
                "correction": "none",
                "is_credit": "false",
            }
        ],
    }
    found = restated(then, now)
    assert "D1" in found
    assert "C2" not in found
    assert "C2" not in restated(now, then)


def test_a_metric_that_was_not_agreed_then_is_no_restatement(restated):
    then, now = (
        {**TWO_LINES, "receipts": receipts}
        for receipts in ([on_dock("1")], [on_dock("1"), KEYED_LATE])
    )
    assert "D1" not in restated(then | {"definitions": "D1: {applies: false}"}, now)
    assert "D1" not in restated(then, now | {"definitions": "D1: {applies: false}"})


def test_nothing_changed(restated):
    world = TWO_LINES | {"receipts": [on_dock("1"), on_dock("2")]}
    assert restated(world, world) == {}


def test_a_supplier_unknown_then_was_never_published(restated):
    now = {
        "suppliers": [
            {"supplier_id": "S", "name": "Supplier"},
            {"supplier_id": "N", "name": "New"},
        ],
        "schedule_lines": [{}, {"supplier_id": "N"}],
        "receipts": [on_dock("1")],
    }
    assert (
        restated({"schedule_lines": [{}], "receipts": [on_dock("1")]}, now, supplier_id="N")
        == {}
    )


def test_another_supplier_s_rows_are_not_compared(restated):
    suppliers = [
        {"supplier_id": "S", "name": "Supplier"},
        {"supplier_id": "O", "name": "Other"},
    ]
    world = {"suppliers": suppliers, "schedule_lines": [{}, {"supplier_id": "O"}]}
    assert (
        restated(
            world | {"receipts": [on_dock("1")]},
            world | {"receipts": [on_dock("1"), KEYED_LATE]},
        )
        == {}
    )


UNITS = ("line", "quantity", "value", "order")


@pytest.fixture(scope="module")
def shuffled(tmp_path_factory) -> dict[str, Restatement]:
    """Per unit a supplier with forty lines, of which some came later, some were corrected, moved,
    cancelled, are gone or new.
    """
    folder, chance = tmp_path_factory.mktemp("shuffled"), random.Random(7)

    def line(unit: str, i: int) -> dict:
        cancelled = (
            {"status": "cancelled", "cancelled_on": "2026-06-20"}
            if chance.random() < 0.1
            else {"cancelled_on": ""}
        )
        day = date(2026, chance.choice([6, 7, 9, 10]), chance.randint(1, 28)).isoformat()
        numbers = {
            "ordered_qty": chance.choice(["10", "7.5"]),
            "value_amount": chance.choice(["100.00", "0.07"]),
        }
        return {
            "line_id": f"{unit} {i:02}",
            "order_id": f"{unit} {i % 9}",
            "supplier_id": unit,
            "requested_on": day,
            **numbers,
            **cancelled,
        }

    def world(side: int) -> Snapshot:
        lines = [
            line(unit, i) for unit in UNITS for i in sorted(chance.sample(range(44), 40))
        ]
        received = [one["line_id"] for one in lines if chance.random() < 0.7]
        days = [date(2026, 7, chance.randint(1, 28)).isoformat() for _ in received]
        receipts = [
            on_dock(one, docked_on=day, received_qty=chance.choice(["10", "6"]))
            for one, day in zip(received, days, strict=True)
        ]
        agreed = "pairs:\n" + "".join(
            f"  {unit}: {{D1: {{switches: {{agreed: {{unit: {unit}}}}}}}}}\n"
            for unit in UNITS
        )
        suppliers = [{"supplier_id": unit, "name": unit} for unit in UNITS]
        return small_world(
            folder / str(side),
            as_of=(THEN, NOW)[side],
            suppliers=suppliers,
            schedule_lines=lines,
            receipts=receipts,
            definitions=agreed,
        )

    with world(0) as before, world(1) as now:
        return {
            unit: next(
                one for one in restatements(before, now, unit, Q3) if one.metric_id == "D1"
            )
            for unit in UNITS
        }


@pytest.mark.parametrize("unit", UNITS)
def test_many_changes_at_once_close(shuffled, unit):
    """Whatever counts: lines, their quantity, their value, or whole orders."""
    found = shuffled[unit]
    closes(found)
    assert len(found.rows) > 10
    assert {"new", "corrected"} <= {
        reason.kind for row in found.rows for reason in row.reasons
    }


# The sample world.


@pytest.fixture(scope="module")
def earlier(demo):
    """The sample as it was known when its second quarter was published."""
    with open_snapshot(demo.workspace, demo.runs[0][2]) as snapshot:
        yield snapshot


@pytest.fixture(scope="module")
def today(sample):
    return sample


def test_the_demo_reports_the_quarter_before_from_what_was_known_then(demo):
    assert [run[:2] for run in demo.runs] == [
        ["2026Q2", "2026-07-02"],
        ["2026Q3", "2026-10-02"],
    ]
    assert demo.printed[-1] == "index of 2026Q3"
    assert "index of 2026Q2" in demo.printed
    assert demo.status == 1, "a report of the first quarter failed: that must not be lost"


def test_the_sample_s_receipts_keyed_in_after_the_close(earlier, today):
    story = ANSWERS[21]
    quarter = Quarter.parse(story["quarter"])
    found = {
        one.metric_id: one
        for one in restatements(earlier, today, story["supplier"], quarter)
    }
    d1 = found["D1"]
    assert (
        (d1.then.numerator, d1.then.denominator)
        == story["as known on 2026-07-02"]
        == (50, 60)
    )
    assert (d1.now.numerator, d1.now.denominator) == story["on time in full"] == (56, 60)
    assert d1.change == 10
    assert len(d1.rows) == 6
    assert all(
        re.match(
            r"a receipt docked 2026-06-\d\d was keyed in 2026-07-08 \(first_on none → ",
            row.reason,
        )
        for row in d1.rows
    )
    assert (
        restatement_words(d1)
        == "On time, in full: 2026 Q2 was published as 83.3% (50 of 60); today it reads 93.3% (56"
        " of 60), because 6 lines count differently: 6 receipts were keyed in after 2026-07-02"
    )
    # The seventh came for a line due in the third quarter; the parts it brought were received in
    # the second.
    assert (
        len(
            {
                receipt
                for row in found["Q2"].rows
                for reason in row.reasons
                for receipt in reason.receipts
            }
        )
        == story["keyed_late"]
        == 7
    )


def test_every_restatement_of_the_sample_closes(earlier, today):
    suppliers = [
        row[0]
        for row in today.con.execute(
            "SELECT supplier_id FROM suppliers WHERE kind = 'outside' ORDER BY supplier_id"
        ).fetchall()
    ]
    found = [
        one
        for supplier_id in suppliers
        for one in restatements(earlier, today, supplier_id, Quarter.parse("2026Q2"))
    ]
    assert len(found) > 8
    for one in found:
        closes(one)
        assert one.rows
        assert re.match(
            rf"{re.escape(one.definition.name)}: 2026 Q2 (was published as|was counted as|still"
            r" reads) .+\)",
            restatement_words(one),
        )


# Which snapshot was published last time.


def parameters_of(
    workspace: Workspace,
    snapshot_id: str | None = None,
    before: str | None = None,
    supplier_id: str = "S",
) -> str:
    """The notebook's parameter `before` of a run for 2026 Q3."""
    with open_snapshot(workspace, snapshot_id) as snapshot:
        job = _Job(
            workspace,
            snapshot,
            before,
            Q3,
            "shared",
            workspace.reports,
            workspace.root / "n.ipynb",
            1.0,
            None,
        )
        return job.parameters(SimpleNamespace(supplier_id=supplier_id))["before"]


def published(
    workspace: Workspace,
    version: int,
    text: str,
    supplier_id: str = "S",
    quarter: str = "2026Q2",
) -> None:
    folder = workspace.reports / quarter / slug(supplier_id) / f"v{version}"
    folder.mkdir(parents=True)
    (folder / "run.json").write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def two_snapshots(tmp_path_factory) -> tuple[Workspace, str, str]:
    """A workspace with two snapshots of one source, and their ids: of July, and the current one of
    October.
    """
    folder = tmp_path_factory.mktemp("two")
    ids = []
    for as_of in ("2026-07-02", "2026-10-02"):
        workspace = small_home(folder, as_of=as_of, **TWO_LINES, receipts=[on_dock("1")])
        with open_snapshot(workspace) as snapshot:
            ids.append(snapshot.id)
    return workspace, *ids


@pytest.fixture
def workspace(two_snapshots, tmp_path) -> Workspace:
    """A workspace with these snapshots and no report yet."""
    workspace = Workspace(tmp_path / "home")
    workspace.root.mkdir()
    (workspace.root / "data").symlink_to(two_snapshots[0].root / "data")
    return workspace


def test_the_last_version_of_the_quarter_before_is_looked_up(workspace, two_snapshots):
    _, july, october = two_snapshots
    assert parameters_of(workspace) == ""
    published(workspace, 1, json.dumps({"snapshot": july}), quarter="2026Q1")
    published(workspace, 1, json.dumps({"snapshot": july}), supplier_id="other")
    assert parameters_of(workspace) == ""
    published(workspace, 9, json.dumps({"snapshot": october}))
    assert parameters_of(workspace) == ""
    published(workspace, 10, json.dumps({"snapshot": july}))
    assert parameters_of(workspace) == july
    assert parameters_of(workspace, snapshot_id=july) == ""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "{}",
        '{"snapshot": null}',
        '{"snapshot": ["x"]}',
        '{"snapshot": "2026-04-02-0123456789ab"}',
        '{"snapshot": "../x"}',
    ],
)
def test_a_version_that_names_no_snapshot_at_hand_is_not_compared_with(workspace, text):
    published(workspace, 1, text)
    assert parameters_of(workspace) == ""


def test_a_version_without_a_note_is_not_compared_with(workspace):
    (workspace.reports / "2026Q2" / slug("S") / "v1").mkdir(parents=True)
    assert parameters_of(workspace) == ""


def test_a_later_snapshot_was_not_published_before(workspace, two_snapshots):
    _, july, october = two_snapshots
    published(workspace, 1, json.dumps({"snapshot": october}))
    assert parameters_of(workspace, snapshot_id=july) == ""


def test_a_snapshot_of_another_source_is_not_compared_with(two_snapshots, demo, tmp_path):
    snapshots = tmp_path / "both" / "data" / "snapshots"
    snapshots.mkdir(parents=True)
    for path in [
        *two_snapshots[0].snapshots.glob("*.duckdb"),
        *demo.workspace.snapshots.glob("*.duckdb"),
    ]:
        (snapshots / path.name).symlink_to(path)
    both = Workspace(tmp_path / "both")
    of_july = demo.runs[0][2]
    published(both, 1, json.dumps({"snapshot": of_july}))
    assert parameters_of(both, snapshot_id=two_snapshots[2]) == ""
    with pytest.raises(UsageError, match="it is of source sample, not small"):
        run_reports(both, Q3, snapshot_id=two_snapshots[2], before=of_july)


def test_a_snapshot_that_is_named_goes_before_what_is_found(workspace, two_snapshots):
    published(workspace, 1, json.dumps({"snapshot": two_snapshots[1]}))
    assert parameters_of(workspace, before="") == ""
    assert parameters_of(workspace, before="named") == "named"


def test_a_snapshot_named_must_be_comparable(workspace, two_snapshots):
    _, july, october = two_snapshots
    for asked, of, words in (
        (
            october,
            None,
            f"Nothing can be compared with '{october}': it is the snapshot reported on",
        ),
        ("2026-04-02-0123456789ab", None, "There is no snapshot '2026-04-02-0123456789ab'"),
        (october, july, "it is as of 2026-10-02, later than 2026-07-02"),
    ):
        with pytest.raises(UsageError, match=re.escape(words)):
            run_reports(workspace, Q3, snapshot_id=of, before=asked)
    assert not workspace.reports.exists()


def test_a_damaged_snapshot_is_not_compared_with(workspace, two_snapshots):
    (workspace.root / "data").unlink()
    workspace.snapshots.mkdir(parents=True)
    (workspace.snapshots / f"{two_snapshots[2]}.duckdb").symlink_to(
        two_snapshots[0].snapshots / f"{two_snapshots[2]}.duckdb"
    )
    (workspace.snapshots / "2026-07-02-000000000000.duckdb").write_bytes(b"no database")
    with pytest.raises(SnapshotError):
        open_snapshot(workspace, "2026-07-02-000000000000")
    published(workspace, 1, json.dumps({"snapshot": "2026-07-02-000000000000"}))
    assert parameters_of(workspace, snapshot_id=two_snapshots[2]) == ""


def test_what_was_compared_with_is_noted_with_the_report(
    workspace, two_snapshots, tmp_path
):
    _, july, october = two_snapshots
    published(workspace, 1, json.dumps({"snapshot": july}))
    (tmp_path / "kernels").mkdir()
    result = run_reports(workspace, Q3, notebook=notebook_of(tmp_path, {}))
    (outcome,) = result.outcomes
    assert outcome.reason is None
    noted = json.loads((outcome.folder / "run.json").read_text(encoding="utf-8"))
    assert noted["parameters"]["before"] == july
    assert (
        noted["command"]
        == f"srm report 2026Q3 --supplier S --snapshot {october} --before {july} --register none"
    )


def test_the_command_asks_for_the_same_comparison():
    asked = command_line().parse_args(
        command_for("2026Q3", "S", "shared", "now", "then").split()[1:]
    )
    assert (asked.snapshot, asked.before) == ("now", "then")
    assert command_line().parse_args(["report", "2026Q3"]).before is None
    assert command_line().parse_args(["report", "2026Q3", "--before", ""]).before == ""
    assert "--before" not in command_for("2026Q3", "S", "shared", "now", "")
