"""Two firms, two numbers, one bridge: every reading of the same lines, and the steps between them
with nothing left over.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise, product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from metric_rows import rows_of
from shipped import SWITCHES, basis
from small_world import small_world

from sample_world import ANSWERS
from srmlib.agreement.bridge import (
    bridge,
    flip_rows,
    path_between,
    read_rows,
    value_of_rows,
)
from srmlib.errors import UsageError
from srmlib.metrics.catalogue import readings_of
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import BASES
from srmlib.snapshot.definitions import definition_of

Q3 = Quarter.parse("2026Q3")


def d1(**choices) -> dict:
    return basis("D1", **choices)


# One month of one supplier. One line on time, one five days late, one never received.
THREE_LINES = [
    {"ordered_qty": "10", "value_amount": "5.00"},
    {"ordered_qty": "5", "value_amount": "4.00"},
    {"ordered_qty": "4", "value_amount": "3.00"},
]
TWO_RECEIPTS = [
    {"line_id": "1", "received_qty": "10"},
    {"line_id": "2", "received_qty": "5", "docked_on": "2026-07-15"},
]
FOUR = {
    "by lines": (d1(), 33.3),
    "by value": (d1(unit="value"), 41.7),
    "by units": (d1(unit="quantity"), 52.6),
    "by units, nothing received ignored": (d1(unit="quantity", overdue="ignored"), 66.7),
}


@pytest.fixture(scope="module")
def three(tmp_path_factory):
    with small_world(
        tmp_path_factory.mktemp("three"), schedule_lines=THREE_LINES, receipts=TWO_RECEIPTS
    ) as snapshot:
        yield snapshot


def values_along(
    snapshot,
    metric_id: str,
    path: list[dict],
    supplier_id: str = "S",
    quarter: Quarter = Q3,
) -> list[Fraction | None]:
    definition = definition_of(snapshot.con, metric_id, supplier_id)
    return [
        value_of_rows(definition, *one)
        for one in zip(
            path, read_rows(snapshot, definition, supplier_id, quarter, path), strict=True
        )
    ]


def read(
    snapshot, choices: dict, supplier_id: str = "S", quarter: Quarter = Q3
) -> Fraction | None:
    return values_along(snapshot, "D1", [choices], supplier_id, quarter)[0]


@pytest.mark.parametrize("name", FOUR)
def test_the_same_three_lines_read_four_ways(three, name):
    choices, expected = FOUR[name]
    assert round(float(read(three, choices)), 1) == expected


@pytest.mark.parametrize("start", FOUR)
@pytest.mark.parametrize("end", FOUR)
def test_a_bridge_between_any_two_of_the_four_leaves_nothing_over(three, start, end):
    values = values_along(three, "D1", path_between(FOUR[start][0], FOUR[end][0]))
    assert values[0] + sum(b - a for a, b in pairwise(values)) == values[-1]
    assert (values[0], values[-1]) == (
        read(three, FOUR[start][0]),
        read(three, FOUR[end][0]),
    )


# One case per ruling. What a line does not say: ordered 10 on 1 June for 10 July. What a receipt
# does not say: 10, at the dock on 10 July. name: (line, receipts, changes, switches, outcome)
SIX_AND_FOUR = [{"received_qty": 6}, {"received_qty": 4, "docked_on": "2026-07-20"}]
MOVED_LATE = [{"changed_on": "2026-07-01", "field": "quantity", "by_side": "buyer"}]
SENT_BACK = [{}, {"kind": "return", "of_receipt_id": "1", "docked_on": "2026-07-20"}]
CANCELLED = {"status": "cancelled", "cancelled_on": "2026-07-09"}
CLOSED = {"status": "closed", "closed_by": "buyer"}
CASES = {
    "due: the requested date": (
        {"last_confirmed_on": "2026-07-20"},
        [{"docked_on": "2026-07-12"}],
        [],
        {"due": "requested"},
        "late",
    ),
    "due: the first confirmed date": (
        {"first_confirmed_on": "2026-07-12"},
        [{"docked_on": "2026-07-12"}],
        [],
        {"due": "first_confirmed"},
        "on_time",
    ),
    "due: the last confirmed date": (
        {"last_confirmed_on": "2026-07-20"},
        [{"docked_on": "2026-07-12"}],
        [],
        {},
        "on_time",
    ),
    "due: never confirmed, the requested date": (
        {},
        [{"docked_on": "2026-07-11"}],
        [],
        {"due": "first_confirmed"},
        "late",
    ),
    "due: one promised date": (
        {"requested_on": None, "promised_on": "2026-07-10"},
        [{}],
        [],
        {"due": "requested"},
        "on_time",
    ),
    "place: shipped in time": (
        {},
        [{"docked_on": "2026-07-15", "shipped_on": "2026-07-09"}],
        [],
        {"place": "shipped"},
        "on_time",
    ),
    "place: at the dock late": (
        {},
        [{"docked_on": "2026-07-15", "shipped_on": "2026-07-09"}],
        [],
        {},
        "late",
    ),
    "place: keyed in late": (
        {},
        [{"posted_on": "2026-07-12"}],
        [],
        {"place": "posted"},
        "late",
    ),
    "place: shipped on an unknown day, at the dock in time": (
        {},
        [{}],
        [],
        {"place": "shipped"},
        "unknown_day",
    ),
    "place: shipped on an unknown day, at the dock late": (
        {},
        [{"docked_on": "2026-07-12"}],
        [],
        {"place": "shipped"},
        "unknown_day",
    ),
    "place: keyed in on an unknown day, at the dock in time": (
        {},
        [{}],
        [],
        {"place": "posted"},
        "unknown_day",
    ),
    "place: keyed in on an unknown day, at the dock late": (
        {},
        [{"docked_on": "2026-07-12"}],
        [],
        {"place": "posted"},
        "unknown_day",
    ),
    "place: in parts, the last shipped on an unknown day": (
        {},
        SIX_AND_FOUR,
        [],
        {"place": "shipped"},
        "unknown_day",
    ),
    "place: in parts, the last shipped in time": (
        {},
        [
            {"received_qty": 6, "shipped_on": "2026-07-08"},
            SIX_AND_FOUR[1] | {"shipped_on": "2026-07-09"},
        ],
        [],
        {"place": "shipped"},
        "on_time",
    ),
    "place: in parts, the last keyed in on an unknown day": (
        {},
        SIX_AND_FOUR,
        [],
        {"place": "posted"},
        "unknown_day",
    ),
    "clock: at ten on the day": (
        {},
        [{"docked_at": "2026-07-10 08:00:00"}],
        [],
        {},
        "on_time",
    ),
    "clock: at ten, and the time is told": (
        {},
        [{"docked_at": "2026-07-10 08:00:00"}],
        [],
        {"clock": "time"},
        "late",
    ),
    "clock: at midnight": (
        {},
        [{"docked_at": "2026-07-09 22:00:00"}],
        [],
        {"clock": "time"},
        "on_time",
    ),
    "clock: a second after midnight": (
        {},
        [{"docked_at": "2026-07-09 22:00:01"}],
        [],
        {"clock": "time"},
        "late",
    ),
    "clock: at ten, where a day is allowed": (
        {},
        [{"docked_at": "2026-07-10 08:00:00"}],
        [],
        {"clock": "time", "late_days": 1},
        "on_time",
    ),
    "clock: on the day at a time not known": (
        {},
        [{}],
        [],
        {"clock": "time"},
        "unknown_time",
    ),
    "clock: a day early at a time not known": (
        {},
        [{"docked_on": "2026-07-09"}],
        [],
        {"clock": "time"},
        "on_time",
    ),
    "clock: the day before it may come, at a time not known": (
        {},
        [{"docked_on": "2026-07-07"}],
        [],
        {"clock": "time", "early_days": 2},
        "unknown_time",
    ),
    "clock: a day late at a time not known": (
        {},
        [{"docked_on": "2026-07-11"}],
        [],
        {"clock": "time"},
        "late",
    ),
    "clock: a time at the dock says nothing of shipping": (
        {},
        [{"shipped_on": "2026-07-10", "docked_at": "2026-07-10 08:00:00"}],
        [],
        {"clock": "time", "place": "shipped"},
        "on_time",
    ),
    "early_days: any day": ({}, [{"docked_on": "2026-06-02"}], [], {}, "on_time"),
    "early_days: six where five are allowed": (
        {},
        [{"docked_on": "2026-07-04"}],
        [],
        {"early_days": 5},
        "early",
    ),
    "early_days: five where five are allowed": (
        {},
        [{"docked_on": "2026-07-05"}],
        [],
        {"early_days": 5},
        "on_time",
    ),
    "early_days: one where none is allowed": (
        {},
        [{"docked_on": "2026-07-09"}],
        [],
        {"early_days": 0},
        "early",
    ),
    "late_days: one where none is allowed": (
        {},
        [{"docked_on": "2026-07-11"}],
        [],
        {},
        "late",
    ),
    "late_days: one where one is allowed": (
        {},
        [{"docked_on": "2026-07-11"}],
        [],
        {"late_days": 1},
        "on_time",
    ),
    "full_percent: 9.5 of 10 at 95 %": (
        {},
        [{"received_qty": 9.5}],
        [],
        {"full_percent": 95},
        "on_time",
    ),
    "full_percent: 9.4 of 10 at 95 %": (
        {},
        [{"received_qty": 9.4}],
        [],
        {"full_percent": 95},
        "short",
    ),
    "full_percent: any quantity, and only half came": (
        {},
        [{"received_qty": 5}],
        [],
        {"full_percent": 0},
        "on_time",
    ),
    "full_percent: any quantity, and nothing came": (
        {},
        [{"received_qty": 0}],
        [],
        {"full_percent": 0},
        "overdue",
    ),
    "over_percent: 10 of 5": ({"ordered_qty": 5}, [{}], [], {}, "on_time"),
    "over_percent: 10 of 5 where nothing more is taken": (
        {"ordered_qty": 5},
        [{}],
        [],
        {"over_percent": 0},
        "over",
    ),
    "over_percent: 11 of 10 where a tenth more is taken": (
        {},
        [{"received_qty": 11}],
        [],
        {"over_percent": 10},
        "on_time",
    ),
    "over_percent: 10 and 1 more, a week later": (
        {},
        [{}, {"received_qty": 1, "docked_on": "2026-07-17"}],
        [],
        {"over_percent": 0},
        "over",
    ),
    "over_percent: no quantity is known, it can be too much": (
        {"ordered_qty": 5},
        [{"received_qty": None}],
        [],
        {"over_percent": 0, "full_percent": 0},
        "unknown_qty",
    ),
    "over_percent: half a per cent more is taken": (
        {},
        [{"received_qty": 10.05}],
        [],
        {"over_percent": 0.5},
        "on_time",
    ),
    "over_percent: more than half a per cent": (
        {},
        [{"received_qty": 10.06}],
        [],
        {"over_percent": 0.5},
        "over",
    ),
    "full_percent: 9.95 of 10 at 99.5 %": (
        {},
        [{"received_qty": 9.95}],
        [],
        {"full_percent": 99.5},
        "on_time",
    ),
    "full_percent: 9.94 of 10 at 99.5 %": (
        {},
        [{"received_qty": 9.94}],
        [],
        {"full_percent": 99.5},
        "short",
    ),
    "full_percent: any quantity, none of them known": (
        {"ordered_qty": None},
        [{"received_qty": None}, {"received_qty": None, "docked_on": "2026-07-20"}],
        [],
        {"full_percent": 0},
        "on_time",
    ),
    "closed: by the buyer": (CLOSED, SIX_AND_FOUR[:1], [], {}, "on_time"),
    "closed: by the buyer, and that is short": (
        CLOSED,
        SIX_AND_FOUR[:1],
        [],
        {"closed": "short"},
        "short",
    ),
    "closed: nobody says by whom": (
        {"status": "closed"},
        SIX_AND_FOUR[:1],
        [],
        {"closed": "buyer"},
        "short",
    ),
    "closed: whoever closed it": (
        {"status": "closed"},
        SIX_AND_FOUR[:1],
        [],
        {"closed": "any"},
        "on_time",
    ),
    "closed: in parts, the last of them late": (
        CLOSED,
        [{"received_qty": 6}, {"received_qty": 1, "docked_on": "2026-07-20"}],
        [],
        {},
        "late",
    ),
    "closed: in a quantity not known": (
        CLOSED,
        [{"received_qty": None}],
        [],
        {},
        "on_time",
    ),
    "closed: and more came afterwards": (
        CLOSED | {"closed_on": "2026-07-10"},
        [{"received_qty": 6}, {"received_qty": 1, "docked_on": "2026-07-20"}],
        [],
        {},
        "on_time",
    ),
    "closed: and more came afterwards than was ordered": (
        CLOSED | {"closed_on": "2026-07-10"},
        [{"received_qty": 6}, {"received_qty": 5, "docked_on": "2026-07-20"}],
        [],
        {"over_percent": 0},
        "on_time",
    ),
    "closed: and more came afterwards in a quantity not known": (
        CLOSED | {"closed_on": "2026-07-10"},
        [{"received_qty": 6}, {"received_qty": None, "docked_on": "2026-07-20"}],
        [],
        {"over_percent": 0},
        "on_time",
    ),
    "closed: nothing had come, and a part came in time": (
        CLOSED | {"closed_on": "2026-07-05"},
        [{"received_qty": 6, "docked_on": "2026-07-08"}],
        [],
        {},
        "short",
    ),
    "closed: nothing had come, and parts came afterwards": (
        CLOSED | {"closed_on": "2026-07-05"},
        [
            {"received_qty": 6, "docked_on": "2026-07-08"},
            {"received_qty": 4, "docked_on": "2026-07-09"},
        ],
        [],
        {},
        "on_time",
    ),
    "closed: what had come was sent back": (
        CLOSED | {"closed_on": "2026-07-09"},
        [
            {"received_qty": 6, "docked_on": "2026-07-08"},
            SENT_BACK[1] | {"received_qty": 6},
            {"received_qty": 2},
        ],
        [],
        {"returns": "undo"},
        "short",
    ),
    "closed: not by the as-of date": (
        CLOSED | {"closed_on": "2026-10-03", "requested_on": "2026-10-01"},
        SIX_AND_FOUR[:1],
        [],
        {},
        "short",
    ),
    "partials: 6 + 4 of 10, the last decides": ({}, SIX_AND_FOUR, [], {}, "late"),
    "partials: 6 + 4 of 10, the first decides": (
        {},
        SIX_AND_FOUR,
        [],
        {"partials": "first"},
        "on_time",
    ),
    "partials: 6 + 4 of 10, six tenths are full": (
        {},
        SIX_AND_FOUR,
        [],
        {"full_percent": 60},
        "on_time",
    ),
    "partials: two on one day, the one that fills came after midnight": (
        {},
        [
            {"docked_at": "2026-07-10 08:00:00", "received_qty": 9},
            {"docked_at": "2026-07-09 22:00:00", "received_qty": 1},
        ],
        [],
        {"clock": "time"},
        "late",
    ),
    "returns: sent back, the delivery stands": ({}, SENT_BACK, [], {}, "on_time"),
    "returns: sent back, it was not received": (
        {},
        SENT_BACK,
        [],
        {"returns": "undo"},
        "overdue",
    ),
    "returns: a part sent back": (
        {},
        [{}, SENT_BACK[1] | {"received_qty": 1}],
        [],
        {"returns": "undo"},
        "short",
    ),
    "returns: without a quantity, the whole": (
        {},
        [{}, SENT_BACK[1] | {"received_qty": None}],
        [],
        {"returns": "undo"},
        "overdue",
    ),
    "returns: sent back after the as-of date": (
        {},
        [{}, SENT_BACK[1] | {"docked_on": "2026-10-03"}],
        [],
        {"returns": "undo"},
        "on_time",
    ),
    "returns: the return was reversed": (
        {},
        [*SENT_BACK, {"kind": "reversal", "of_receipt_id": "2"}],
        [],
        {"returns": "undo"},
        "on_time",
    ),
    "returns: the return was reversed after the as-of date": (
        {},
        [*SENT_BACK, {"kind": "reversal", "of_receipt_id": "2", "docked_on": "2026-10-03"}],
        [],
        {"returns": "undo"},
        "overdue",
    ),
    "returns: sent back and delivered again, late": (
        {},
        [*SENT_BACK, {"docked_on": "2026-07-30"}],
        [],
        {"returns": "undo"},
        "late",
    ),
    "returns: sent back and delivered again, the first decides": (
        {},
        [*SENT_BACK, {"docked_on": "2026-07-30"}],
        [],
        {"returns": "undo", "partials": "first"},
        "late",
    ),
    "overdue: nothing came": ({}, [], [], {}, "overdue"),
    "overdue: nothing came, and that is ignored": (
        {},
        [],
        [],
        {"overdue": "ignored"},
        "ignored",
    ),
    "overdue: a receipt of nothing is ignored too": (
        {},
        [{"received_qty": 0}],
        [],
        {"overdue": "ignored"},
        "ignored",
    ),
    "overdue: half came, that is never ignored": (
        {},
        [{"received_qty": 5}],
        [],
        {"overdue": "ignored"},
        "short",
    ),
    "overdue: not yet due, nobody knows": (
        {"requested_on": "2026-10-02"},
        [],
        [],
        {"overdue": "ignored"},
        "not_due",
    ),
    "changed: inside the lead time": (
        {"lead_days": 30},
        [],
        MOVED_LATE,
        {"changed": "out"},
        "changed",
    ),
    "changed: and counted all the same": (
        {"lead_days": 30},
        [{}],
        MOVED_LATE,
        {},
        "on_time",
    ),
    "changed: on the first day of the lead time": (
        {"lead_days": 9},
        [{}],
        MOVED_LATE,
        {"changed": "out"},
        "on_time",
    ),
    "changed: on the day after it": (
        {"lead_days": 10},
        [{}],
        MOVED_LATE,
        {"changed": "out"},
        "changed",
    ),
    "changed: no lead time is known": ({}, [{}], MOVED_LATE, {"changed": "out"}, "changed"),
    "changed: on the day of the order": (
        {"ordered_on": "2026-07-01"},
        [{}],
        MOVED_LATE,
        {"changed": "out"},
        "on_time",
    ),
    "changed: after the fact": (
        {},
        [],
        [MOVED_LATE[0] | {"changed_on": "2026-07-11"}],
        {"changed": "out"},
        "overdue",
    ),
    "changed: on the last confirmed day": (
        {"last_confirmed_on": "2026-07-11"},
        [],
        [MOVED_LATE[0] | {"changed_on": "2026-07-11"}],
        {"changed": "out"},
        "changed",
    ),
    "changed: by the supplier": (
        {},
        [{}],
        [MOVED_LATE[0] | {"by_side": "supplier"}],
        {"changed": "out"},
        "on_time",
    ),
    "changed: nobody knows by whom": (
        {},
        [{}],
        [MOVED_LATE[0] | {"by_side": None}],
        {"changed": "out"},
        "unknown_change",
    ),
    "changed: nobody knows by whom, and counted all the same": (
        {},
        [{}],
        [MOVED_LATE[0] | {"by_side": None}],
        {},
        "on_time",
    ),
    "changed: nobody knows by whom, before the lead time": (
        {"lead_days": 9},
        [{}],
        [MOVED_LATE[0] | {"by_side": None}],
        {"changed": "out"},
        "on_time",
    ),
    "changed: the day asked for is not known, and counted back from the confirmed one": (
        {"requested_on": None, "last_confirmed_on": "2026-07-10", "lead_days": 30},
        [{}],
        MOVED_LATE,
        {"changed": "out"},
        "changed",
    ),
    "changed: no day at all is known": (
        {"requested_on": None, "lead_days": 30},
        [{}],
        MOVED_LATE,
        {"changed": "out"},
        "no_due_date",
    ),
    "changed: neither the day asked for nor a lead time is known": (
        {"requested_on": None, "last_confirmed_on": "2026-07-10"},
        [{}],
        MOVED_LATE,
        {"changed": "out"},
        "changed",
    ),
    "changed: by the supplier, the day asked for not known": (
        {"requested_on": None, "last_confirmed_on": "2026-07-10", "lead_days": 30},
        [{}],
        [MOVED_LATE[0] | {"by_side": "supplier"}],
        {"changed": "out"},
        "on_time",
    ),
    "changed: only the price": (
        {},
        [{}],
        [MOVED_LATE[0] | {"field": "price"}],
        {"changed": "out"},
        "on_time",
    ),
    "changed: after the as-of date": (
        {},
        [{}],
        [MOVED_LATE[0] | {"changed_on": "2026-10-03"}],
        {"changed": "out"},
        "on_time",
    ),
    "cancelled: before it was due": (CANCELLED, [], [], {}, "cancelled"),
    "cancelled: before it was due, a miss": (
        CANCELLED,
        [],
        [],
        {"cancelled": "in"},
        "cancelled",
    ),
    "cancelled: before it was due, and received late": (
        CANCELLED,
        [{"docked_on": "2026-07-12"}],
        [],
        {},
        "cancelled",
    ),
    "cancelled: before it was due, and received in time": (
        CANCELLED,
        [{}],
        [],
        {},
        "cancelled",
    ),
    "cancelled: counted by what came, and it came in time": (
        CANCELLED,
        [{}],
        [],
        {"cancelled": "in"},
        "on_time",
    ),
    "cancelled: counted by what came, and it came late": (
        CANCELLED,
        [{"docked_on": "2026-07-12"}],
        [],
        {"cancelled": "in"},
        "late",
    ),
    "cancelled: after the as-of date": (
        CANCELLED | {"cancelled_on": "2026-10-03", "requested_on": "2026-10-05"},
        [],
        [],
        {},
        "not_due",
    ),
    "cancelled: on the day it was due": (
        CANCELLED | {"cancelled_on": "2026-07-10"},
        [],
        [],
        {},
        "overdue",
    ),
    "cancelled: not yet due": (
        CANCELLED | {"requested_on": "2026-10-05"},
        [],
        [],
        {"cancelled": "in"},
        "not_due",
    ),
    "free: counted": ({"value_amount": 0}, [{}], [], {}, "on_time"),
    "free: not counted": ({"value_amount": 0}, [{}], [], {"free": "out"}, "free"),
    "free: a cent is not free": (
        {"value_amount": "0.01"},
        [{}],
        [],
        {"free": "out"},
        "on_time",
    ),
    "zero: nothing ordered": (
        {"ordered_qty": 0},
        [{"received_qty": 0}],
        [],
        {"unit": "quantity"},
        "nothing_ordered",
    ),
    "no date at all": (
        {"requested_on": None},
        [{}],
        [],
        {"period": "received"},
        "no_due_date",
    ),
}
NOT_COUNTED = {
    "cancelled",
    "changed",
    "free",
    "ignored",
    "no_due_date",
    "not_due",
    "nothing_ordered",
    "unknown_qty",
    "unknown_day",
    "unknown_time",
    "unknown_change",
}


@pytest.fixture(scope="module")
def cases() -> dict[str, dict]:
    """The row of every case: all lines are read under all switches at once, and each case has its
    own.
    """
    lines, receipts, changes = [], [], []
    for name, (line, own_receipts, own_changes, _, _) in CASES.items():
        lines.append(
            {
                "line_id": name,
                "ordered_on": "2026-06-01",
                "requested_on": "2026-07-10",
                "ordered_qty": 10,
                "value_amount": 100,
                "status": "open",
            }
            | line
        )
        for number, receipt in enumerate(own_receipts, start=1):
            of = (
                {"of_receipt_id": f"{name} {receipt['of_receipt_id']}"}
                if "of_receipt_id" in receipt
                else {}
            )
            full = (
                {"kind": "receipt", "docked_on": "2026-07-10", "received_qty": 10}
                | receipt
                | of
            )
            receipts.append(full | {"receipt_id": f"{name} {number}", "line_id": name})
        changes += [change | {"line_id": name} for change in own_changes]
    bases = {name: choices for name, (*_, choices, _) in CASES.items()}
    rows = rows_of(
        "D1", bases, schedule_lines=lines, receipts=receipts, order_changes=changes
    )
    assert len(rows) == len(CASES) ** 2
    return {row["row_id"]: row for row in rows if row["basis"] == row["row_id"]}


@pytest.mark.parametrize("name", CASES)
def test_each_switch_does_what_it_says(cases, name):
    *_, choices, outcome = CASES[name]
    row = cases[name]
    assert row["outcome"] == outcome
    assert row["is_counted"] == (
        outcome not in NOT_COUNTED
        or (choices.get("cancelled") == "in" and outcome == "cancelled")
    )
    if row["is_counted"]:
        assert (row["numerator"], row["denominator"]) == (outcome == "on_time", 1)


def test_every_switch_has_a_case_for_every_choice():
    named = {
        (switch, choice)
        for *_, choices, _ in CASES.values()
        for switch, choice in choices.items()
    }
    lacking = (
        {(s.name, c) for s in SWITCHES["D1"] for c in s.choices if c != s.default}
        - named
        - {("unit", "order"), ("unit", "value")}
    )
    assert lacking == set()


# What is counted: two lines of order A, one of them late; one line of order B; one line of none,
# late.
COUNTED = [
    {"order_id": "A", "ordered_qty": 10, "value_amount": 30},
    {"order_id": "A", "ordered_qty": 20, "value_amount": 10},
    {"order_id": "B", "ordered_qty": 30, "value_amount": 20},
    {"ordered_qty": 40, "value_amount": 40},
]


def rows_by_unit(
    unit: str, lines: list[dict] = COUNTED, late: tuple[str, ...] = ("2", "4"), **choices
) -> list[dict]:
    full = [{"requested_on": "2026-07-10", "status": "open"} | line for line in lines]
    receipts = [
        {
            "line_id": str(i),
            "kind": "receipt",
            "docked_on": "2026-07-12" if str(i) in late else "2026-07-10",
            "received_qty": line["ordered_qty"],
        }
        for i, line in enumerate(lines, start=1)
    ]
    return [
        row
        for row in rows_of(
            "D1",
            {"agreed": choices | {"unit": unit}},
            schedule_lines=full,
            receipts=receipts,
        )
        if row["is_counted"]
    ]


@pytest.mark.parametrize(
    ("unit", "counted"),
    [("line", (2, 4)), ("order", (1, 3)), ("quantity", (40, 100)), ("value", (50, 100))],
)
def test_what_is_counted(unit, counted):
    rows = rows_by_unit(unit)
    assert (
        sum(row["numerator"] for row in rows),
        sum(row["denominator"] for row in rows),
    ) == counted


def test_an_order_belongs_to_the_day_of_its_last_counted_line():
    two = [
        COUNTED[0],
        COUNTED[1] | {"requested_on": "2026-08-01"},
        {
            "ordered_qty": 1,
            "requested_on": "2026-09-01",
            "value_amount": 0,
            "order_id": "A",
        },
    ]
    rows = rows_by_unit("order", two, late=(), free="out")
    assert [
        (row["row_id"], str(row["counted_on"]), row["numerator"], row["denominator"])
        for row in rows
    ] == [("1", "2026-08-01", 1, 1), ("2", "2026-08-01", 0, 0)]


def test_a_line_of_no_order_joins_none_by_its_number():
    rows = rows_by_unit(
        "order",
        [
            {"order_id": "2", "ordered_qty": 1, "value_amount": 1},
            {"ordered_qty": 1, "value_amount": 1},
        ],
    )
    assert [(row["numerator"], row["denominator"]) for row in rows] == [(1, 1), (0, 1)]


@pytest.mark.parametrize(
    ("period", "days"),
    [("due", ["2026-07-10", "2026-07-10"]), ("received", ["2026-07-12", "2026-07-10"])],
)
def test_the_day_that_places_a_line(period, days):
    """The day of the receipt that fills it; a line of which nothing came has only its due date."""
    lines = [{"requested_on": "2026-07-10", "ordered_qty": 10, "status": "open"}] * 2
    receipt = {
        "line_id": "1",
        "kind": "receipt",
        "docked_on": "2026-07-12",
        "received_qty": 10,
    }
    rows = rows_of(
        "D1", {"agreed": {"period": period}}, schedule_lines=lines, receipts=[receipt]
    )
    assert [str(row["counted_on"]) for row in rows] == days


# Each situation has a supplier of its own, and three bases of its own with their number written
# down. name: (quarter, lines, receipts of lines by place, changes, {basis: (switches, percent)})
SITUATIONS = {
    "split receipts": (
        "2026Q3",
        [{}, {}],
        [
            (1, {"received_qty": "6"}),
            (1, {"received_qty": "4", "docked_on": "2026-07-20"}),
            (2, {}),
        ],
        [],
        {
            "agreed": ({}, 50),
            "buyer": ({"unit": "quantity"}, 80),
            "supplier": ({"partials": "first", "full_percent": 60}, 100),
        },
    ),
    "over-receipt": (
        "2026Q3",
        [
            {"ordered_qty": "5", "value_amount": "5.00"},
            {"ordered_qty": "15", "value_amount": "5.00"},
        ],
        [
            (1, {"received_qty": "10"}),
            (2, {"received_qty": "15", "docked_on": "2026-07-20"}),
        ],
        [],
        {
            "agreed": ({}, 50),
            "buyer": ({"over_percent": 0}, 0),
            "supplier": ({"unit": "quantity", "over_percent": 100}, 25),
        },
    ),
    "over-receipt of the only line": (
        "2026Q3",
        [{"ordered_qty": "5"}],
        [(1, {"received_qty": "10"})],
        [],
        {
            "agreed": ({}, 100),
            "buyer": ({"over_percent": 99}, 0),
            "supplier": ({"unit": "quantity"}, 100),
        },
    ),
    "zero quantities": (
        "2026Q3",
        [{"ordered_qty": "0"}, {}, {}],
        [(1, {"received_qty": "0"}), (2, {"received_qty": "0"}), (3, {})],
        [],
        {
            "agreed": ({}, 50),
            "buyer": ({"full_percent": 0, "unit": "quantity"}, 50),
            "supplier": ({"overdue": "ignored"}, 100),
        },
    ),
    "never received": (
        "2026Q3",
        [{}, {}, {"value_amount": "300.00"}],
        [(1, {}), (2, {"docked_on": "2026-07-20"})],
        [],
        {
            "agreed": ({}, Fraction(100, 3)),
            "buyer": ({"unit": "value"}, 20),
            "supplier": ({"overdue": "ignored", "late_days": 10}, 100),
        },
    ),
    "changed by us": (
        "2026Q3",
        [{"lead_days": "30"}, {"lead_days": "30"}, {"lead_days": "5"}],
        [(1, {}), (2, {"docked_on": "2026-07-11"}), (3, {"docked_on": "2026-07-11"})],
        [
            (2, {"changed_on": "2026-07-01", "field": "drawing", "by_side": "buyer"}),
            (3, {"changed_on": "2026-07-01", "field": "date", "by_side": "buyer"}),
        ],
        {
            "agreed": ({}, Fraction(100, 3)),
            "buyer": ({"unit": "quantity"}, Fraction(100, 3)),
            "supplier": ({"changed": "out"}, 50),
        },
    ),
    "cancelled": (
        "2026Q3",
        [
            {},
            {"status": "cancelled", "cancelled_on": "2026-07-01"},
            {"status": "cancelled", "cancelled_on": "2026-07-10"},
        ],
        [(1, {})],
        [],
        {
            "agreed": ({}, 50),
            "buyer": ({"cancelled": "in"}, Fraction(100, 3)),
            "supplier": ({"overdue": "ignored"}, 100),
        },
    ),
    "the end of a quarter, before": (
        "2026Q2",
        [
            {"requested_on": "2026-06-30", "last_confirmed_on": "2026-07-01"},
            {"requested_on": "2026-06-30", "last_confirmed_on": ""},
        ],
        [(1, {"docked_on": "2026-07-01"}), (2, {"docked_on": "2026-06-30"})],
        [],
        {
            "agreed": ({}, 100),
            "buyer": ({"due": "requested"}, 50),
            "supplier": ({"late_days": 1, "due": "requested"}, 100),
        },
    ),
    "the end of a quarter, after": (
        "2026Q3",
        [
            {"requested_on": "2026-06-30"},
            {"requested_on": "2026-07-01"},
            {"requested_on": "2026-09-30"},
            {"requested_on": "2026-10-01"},
        ],
        [
            (1, {"docked_on": "2026-07-01"}),
            (2, {"docked_on": "2026-06-30"}),
            (3, {"docked_on": "2026-10-01"}),
            (4, {"docked_on": "2026-09-30"}),
        ],
        [],
        {
            "agreed": ({}, 50),
            "buyer": ({"period": "received"}, 50),
            "supplier": ({"period": "received", "late_days": 1}, 100),
        },
    ),
    # Midnight is 22:00 UTC before the night of 24 to 25 October and 23:00 UTC after it: the clocks
    # go back.
    "the night the clocks go back": (
        "2026Q4",
        [
            {"requested_on": day}
            for day in (
                "2026-10-25",
                "2026-10-25",
                "2026-10-26",
                "2026-10-26",
                "2026-10-26",
            )
        ],
        [
            (1, {"docked_on": "2026-10-25", "docked_at": "2026-10-24 22:00:00"}),
            (2, {"docked_on": "2026-10-25", "docked_at": "2026-10-25 00:30:00"}),
            (3, {"docked_on": "2026-10-26", "docked_at": "2026-10-25 23:00:00"}),
            (4, {"docked_on": "2026-10-26", "docked_at": "2026-10-25 23:00:01"}),
            (5, {"docked_on": "2026-10-25", "docked_at": "2026-10-25 22:30:00"}),
        ],
        [],
        {
            "agreed": ({"clock": "time"}, 60),
            "buyer": ({"clock": "day"}, 100),
            "supplier": ({"late_days": 1, "early_days": 0}, 100),
        },
    ),
    # 29 March has no two o'clock, and its midnight is 23:00 UTC; the next one is 22:00 UTC.
    "the night the clocks go forward": (
        "2026Q1",
        [
            {"requested_on": "2026-03-29"},
            {"requested_on": "2026-03-30"},
            {"requested_on": "2026-03-30"},
        ],
        [
            (1, {"docked_on": "2026-03-29", "docked_at": "2026-03-28 23:00:00"}),
            (2, {"docked_on": "2026-03-30", "docked_at": "2026-03-29 22:00:00"}),
            (3, {"docked_on": "2026-03-30", "docked_at": "2026-03-29 22:00:01"}),
        ],
        [],
        {
            "agreed": ({"clock": "time"}, Fraction(200, 3)),
            "buyer": ({"clock": "day"}, 100),
            "supplier": ({"early_days": 0}, Fraction(200, 3)),
        },
    ),
}


@pytest.fixture(scope="module")
def situations(tmp_path_factory):
    suppliers, lines, receipts, changes, pairs = [], [], [], [], []
    for name, (_, own_lines, own_receipts, own_changes, bases) in SITUATIONS.items():
        suppliers.append({"supplier_id": name, "name": name})
        lines += [
            {"line_id": f"{name} {i}", "supplier_id": name} | line
            for i, line in enumerate(own_lines, start=1)
        ]
        receipts += [{"line_id": f"{name} {i}"} | receipt for i, receipt in own_receipts]
        changes += [{"line_id": f"{name} {i}"} | change for i, change in own_changes]
        stated = "".join(
            f", {who}: {{{', '.join(f'{k}: {v}' for k, v in switches.items())}}}"
            for who, (switches, _) in bases.items()
        )
        pairs.append(f"  {name}: {{D1: {{switches: {{{stated[2:]}}}}}}}")
    tables = {
        "suppliers": suppliers,
        "schedule_lines": lines,
        "receipts": receipts,
        "order_changes": changes,
    }
    agreed = "\n".join(["pairs:", *pairs])
    with small_world(
        tmp_path_factory.mktemp("situations"),
        as_of="2026-11-15",
        time_zone="Europe/Amsterdam",
        definitions=agreed,
        **tables,
    ) as snapshot:
        yield snapshot


@pytest.mark.parametrize("name", SITUATIONS)
def test_every_situation_reads_as_written_down_and_every_bridge_in_it_closes(
    situations, name
):
    quarter, bases = Quarter.parse(SITUATIONS[name][0]), SITUATIONS[name][4]
    reading = next(r for r in readings_of(situations, name, quarter) if r.id == "D1")
    assert {who: one.value for who, one in reading.bases.items()} == pytest.approx(
        {who: float(percent) for who, (_, percent) in bases.items()}
    )
    bridges = {
        ends: bridge(situations, "D1", name, quarter, *ends)
        for ends in product(bases, bases)
    }
    for (start, end), found in bridges.items():
        assert (found.start, found.end) == (bases[start][1], bases[end][1])
        closes(found)
        assert sum(step.change for step in found.steps) == -sum(
            step.change for step in bridges[end, start].steps
        )


def closes(found) -> None:
    """No remainder, and no change without a row that flipped."""
    assert found.start + sum(step.change for step in found.steps) == found.end
    assert all(step.flips or not step.change for step in found.steps)
    assert [step.value for step in found.steps][-1:] in ([found.end], [])


def test_a_flip_says_how_the_row_read_before_and_after(situations):
    found = bridge(situations, "D1", "split receipts", Q3, "agreed", "supplier")
    assert [(step.switch, step.change) for step in found.steps] == [
        ("full_percent", 50),
        ("partials", 0),
    ]
    assert flip_rows(found) == [
        {
            "metric_id": "D1",
            "from_basis": "agreed",
            "to_basis": "supplier",
            "step": 1,
            "switch": "full_percent",
            "row_id": "split receipts 1",
            "counted_on_before": found.steps[0].flips[0].before.counted_on,
            "outcome_before": "late",
            "numerator_before": "0",
            "denominator_before": "1",
            "facts_before": (
                "ordered_on 2026-06-01, requested_on 2026-07-10, due_on 2026-07-10, first_on"
                " 2026-07-10, filled_on 2026-07-20, ordered_qty 10.000, received_qty 10.000,"
                " late_until_on 2026-07-20"
            ),
            "counted_on_after": found.steps[0].flips[0].after.counted_on,
            "outcome_after": "on_time",
            "numerator_after": "1",
            "denominator_after": "1",
            "facts_after": (
                "ordered_on 2026-06-01, requested_on 2026-07-10, due_on 2026-07-10, first_on"
                " 2026-07-10, filled_on 2026-07-10, ordered_qty 10.000, received_qty 10.000,"
                " late_until_on 2026-07-10"
            ),
        }
    ]


def test_a_line_that_leaves_the_quarter_is_a_flip_and_says_so(situations):
    found = bridge(
        situations,
        "D1",
        "the end of a quarter, before",
        Quarter.parse("2026Q2"),
        "buyer",
        "agreed",
    )
    row = flip_rows(found)[0]
    assert (row["row_id"], row["outcome_before"], row["outcome_after"]) == (
        "the end of a quarter, before 1",
        "late",
        "on_time, not counted in this quarter",
    )


def test_there_is_no_bridge_over_a_reading_without_anything_to_count(situations):
    """Nothing is not 0 %: between 100 % and a basis on which no line is left there is no step to
    show.
    """
    assert (
        bridge(situations, "D1", "split receipts", Q3.previous(), "agreed", "buyer") is None
    )


# All switches of every metric, at random.


def bases_of(metric_id: str) -> st.SearchStrategy[dict]:
    choices = {
        switch.name: st.sampled_from(
            [
                *switch.choices,
                *([switch.default, switch.least, 3, 30, 90] if switch.number else []),
                *([99.5] if switch.decimals else []),
            ]
            or [switch.default]
        )
        for switch in SWITCHES[metric_id]
    }
    return st.fixed_dictionaries(choices).map(lambda chosen: basis(metric_id, **chosen))


TWO_BASES = st.sampled_from(sorted(SWITCHES)).flatmap(
    lambda metric_id: st.tuples(
        st.just(metric_id), bases_of(metric_id), bases_of(metric_id)
    )
)
NO_FRESH_FIXTURE = [HealthCheck.function_scoped_fixture]


def check_a_bridge(
    snapshot, metric_id: str, supplier_id: str, quarter: Quarter, start: dict, end: dict
) -> None:
    path = path_between(start, end)
    assert len(path) - 1 == sum(start[name] != end[name] for name in start)
    assert (path[0], path[-1]) == (start, end)
    values = values_along(snapshot, metric_id, path, supplier_id, quarter)
    back = values_along(snapshot, metric_id, path_between(end, start), supplier_id, quarter)
    assert (values[0], values[-1]) == (back[-1], back[0])
    if None not in values:
        assert values[0] + sum(b - a for a, b in pairwise(values)) == values[-1]
    if None not in values + back:
        assert sum(b - a for a, b in pairwise(values)) == -sum(
            b - a for a, b in pairwise(back)
        )
    unit = definition_of(snapshot.con, metric_id).unit
    assert all(
        value is None
        or (
            0 <= value <= 100
            if unit == "%" and metric_id != "C1"
            else value >= 0 or metric_id == "C1"
        )
        for value in values
    )


@settings(max_examples=6, suppress_health_check=NO_FRESH_FIXTURE)
@given(name=st.sampled_from(sorted(SITUATIONS)), start=bases_of("D1"), end=bases_of("D1"))
def test_any_two_bases_of_a_hard_situation_are_bridged_without_a_remainder(
    situations, name, start, end
):
    check_a_bridge(situations, "D1", name, Quarter.parse(SITUATIONS[name][0]), start, end)


@settings(max_examples=12, suppress_health_check=NO_FRESH_FIXTURE)
@given(
    two=TWO_BASES,
    supplier_id=st.sampled_from(["S-1001", "S-1004", "S-1005"]),
    quarter=st.sampled_from(Q3.back(4)),
)
def test_any_two_bases_of_any_metric_are_bridged_without_a_remainder(
    sample, two, supplier_id, quarter
):
    metric_id, start, end = two
    check_a_bridge(sample, metric_id, supplier_id, quarter, start, end)


@pytest.mark.parametrize("metric_id", SWITCHES)
def test_every_switch_of_every_metric_can_be_turned_alone(sample, metric_id):
    """From the default to each other choice and back, on the whole of one supplier's quarter."""
    for switch in SWITCHES[metric_id]:
        for choice in [c for c in switch.choices if c != switch.default] + (
            [7] if switch.number else []
        ):
            check_a_bridge(
                sample,
                metric_id,
                "S-1004",
                Q3,
                basis(metric_id),
                basis(metric_id, **{switch.name: choice}),
            )


def test_the_planted_story_is_found(sample):
    """Harrow Castings: 43, 46 and 48 of the same 50 lines; every line that flips is named, and its
    dates say why.
    """
    story = ANSWERS[1]
    reading = next(r for r in readings_of(sample, story["supplier"], Q3) if r.id == "D1")
    assert {who: (r.numerator, r.denominator) for who, r in reading.bases.items()} == {
        "agreed": (46, 50),
        "buyer": (43, 50),
        "supplier": (48, 50),
    }
    found = bridge(sample, "D1", story["supplier"], Q3, "supplier", "buyer")
    assert [(step.switch, step.change, len(step.flips)) for step in found.steps] == [
        ("due", -4, 2),
        ("place", -4, 2),
        ("full_percent", -2, 1),
    ]
    assert all(
        flip.before.facts["due_on"] > flip.after.facts["due_on"]
        for flip in found.steps[0].flips
    )
    assert {row["outcome_after"] for row in flip_rows(found)} == {"late"}


@pytest.mark.parametrize("supplier_id", ["S-1001", "S-1004", "S-1005", "S-1007"])
def test_a_bridge_closes_and_its_way_back_is_its_negative(sample, supplier_id):
    bridges = {
        ends: bridge(sample, "D1", supplier_id, Q3, *ends) for ends in product(BASES, BASES)
    }
    for (start, end), there in bridges.items():
        closes(there)
        assert (there.start, there.end) == (
            bridges[end, start].end,
            bridges[end, start].start,
        )


def test_the_ends_of_a_bridge_are_the_published_numbers(sample):
    """Of every metric that states more than one basis, for every supplier."""
    seen = set()
    for supplier_id in ("S-1001", "S-1002", "S-1003", "S-1006"):
        for reading in readings_of(sample, supplier_id, Q3):
            for who, one in reading.bases.items():
                if who == "agreed" or one.value is None or reading.value is None:
                    continue
                found = bridge(sample, reading.id, supplier_id, Q3, "agreed", who)
                assert (float(found.start), float(found.end)) == pytest.approx(
                    (reading.value, one.value)
                )
                seen.add(reading.id)
    assert "D1" in seen


@settings(max_examples=6, suppress_health_check=NO_FRESH_FIXTURE)
@given(choices=bases_of("D1"), more=st.integers(1, 30))
def test_a_wider_window_never_makes_a_line_late(situations, choices, more):
    """At most it leaves a line out whose time is then not over."""
    definition = definition_of(situations.con, "D1")
    for name, (quarter, *_) in SITUATIONS.items():
        path = [choices, choices | {"late_days": choices["late_days"] + more}]
        narrow, wide = read_rows(situations, definition, name, Quarter.parse(quarter), path)
        assert all(
            wide[i].outcome in ("on_time", "not_due") or narrow[i].outcome != "on_time"
            for i in narrow.keys() & wide.keys()
        )


def test_reading_other_bases_leaves_the_snapshot_as_it_is(three):
    before = three.con.execute("SELECT * FROM bases_d1 ORDER BY basis").fetchall()
    read(three, d1(due="requested", late_days=99))
    assert three.con.execute("SELECT * FROM bases_d1 ORDER BY basis").fetchall() == before


def test_a_basis_nobody_stated_is_explained(three):
    with pytest.raises(
        UsageError, match="basis 'supplier' of D1 is not stated, expected one of agreed"
    ):
        bridge(three, "D1", "S", Q3, "supplier", "agreed")
