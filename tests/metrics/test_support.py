"""First response, fixed first time, time to restore: one case per ruling and per choice of a
switch; and the clocks they run by.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from metric_rows import rows_of, with_empty_tables
from shipped import SWITCHES
from small_world import small_world

from srmlib.metrics.support import read_s3
from srmlib.rules.calendar import Quarter
from srmlib.rules.calendars import read_calendars
from srmlib.snapshot.definitions import definition_of


def read(
    metric_id: str,
    choices: dict | None = None,
    as_of: str = "2026-10-02",
    time_zone: str = "Europe/Amsterdam",
    **tables: list[dict],
) -> dict[str, tuple]:
    """row_id → (outcome, counted_on, numerator) of the agreed basis; the last None where the row is
    not counted.
    """
    rows = rows_of(metric_id, {"agreed": choices or {}}, as_of, time_zone, **tables)
    for row in rows:
        assert (
            row["is_counted"]
            == (row["numerator"] is not None)
            == (row["denominator"] in (1, 0 if row["outcome"] == "open" else 1))
        )
        assert row["counted_on"] is not None
    return {
        row["row_id"]: (row["outcome"], row["counted_on"].isoformat(), row["numerator"])
        for row in rows
    }


def outcome_of(
    metric_id: str, choices: dict | None = None, as_of: str = "2026-10-02", **ticket: object
) -> str:
    """The outcome of one ticket, sent at noon UTC on Wednesday 1 July 2026 where it does not say
    otherwise.
    """
    row = {
        "priority": "P1",
        "opened_at": "2026-07-01 12:00:00",
        "target_minutes": 60,
    } | ticket
    return read(metric_id, choices, as_of, tickets=[row])["1"][0]


# First response in time. In summer the plant is two hours ahead of UTC: its business ends at 16:00
# UTC and begins at 06:00 UTC.

SOON, LATE = "2026-07-01 12:59:00", "2026-07-01 14:00:00"
EVENING = {"opened_at": "2026-07-01 15:30:00", "first_response_at": "2026-07-02 06:30:00"}

RESPONSES = {
    "answered on the minute": ({"first_response_at": "2026-07-01 13:00:00"}, {}, "in_time"),
    "answered a minute late": ({"first_response_at": "2026-07-01 13:01:00"}, {}, "late"),
    "a minute begun does not count": (
        {"first_response_at": "2026-07-01 13:00:59"},
        {},
        "in_time",
    ),
    "answered at once": (
        {"first_response_at": "2026-07-01 12:00:00", "target_minutes": 0},
        {},
        "in_time",
    ),
    "never answered": ({}, {}, "unanswered"),
    "without a target": (
        {"target_minutes": None, "first_response_at": SOON},
        {},
        "no_target",
    ),
    "an automatic reply": ({"auto_reply_at": SOON, "first_response_at": LATE}, {}, "late"),
    "an automatic reply, where that is an answer": (
        {"auto_reply_at": SOON, "first_response_at": LATE},
        {"auto_reply": "yes"},
        "in_time",
    ),
    "only an automatic reply": ({"auto_reply_at": SOON}, {"auto_reply": "yes"}, "in_time"),
    "only an automatic reply, which is none": ({"auto_reply_at": SOON}, {}, "unanswered"),
    "a person before the automatic reply": (
        {"auto_reply_at": LATE, "first_response_at": SOON},
        {"auto_reply": "yes"},
        "in_time",
    ),
    "no automatic reply": ({"first_response_at": SOON}, {"auto_reply": "yes"}, "in_time"),
    "overnight, the clock running": (EVENING, {}, "late"),
    "overnight, the clock resting": (EVENING, {"clock": "business"}, "in_time"),
    "a minute more than an hour of business": (
        EVENING | {"first_response_at": "2026-07-02 06:31:00"},
        {"clock": "business"},
        "late",
    ),
    "over the weekend": (
        {"opened_at": "2026-07-03 15:30:00", "first_response_at": "2026-07-06 06:30:00"},
        {"clock": "business"},
        "in_time",
    ),
    "sent on Saturday": (
        {"opened_at": "2026-07-04 09:00:00", "first_response_at": "2026-07-06 07:00:00"},
        {"clock": "business"},
        "in_time",
    ),
    "from triage": (
        {"triaged_at": "2026-07-01 13:30:00", "first_response_at": LATE},
        {"start": "triaged"},
        "in_time",
    ),
    "from sending": (
        {"triaged_at": "2026-07-01 13:30:00", "first_response_at": LATE},
        {},
        "late",
    ),
    "never triaged": ({"first_response_at": LATE}, {"start": "triaged"}, "not_triaged"),
    "answered before triage": (
        {"triaged_at": LATE, "first_response_at": SOON},
        {"start": "triaged"},
        "backwards",
    ),
    "answered before it was sent": (
        {"first_response_at": "2026-07-01 11:59:59"},
        {},
        "backwards",
    ),
    "a person after, an automatic reply before it was sent": (
        {"auto_reply_at": "2026-07-01 11:00:00", "first_response_at": SOON},
        {},
        "in_time",
    ),
    "an automatic reply before it was sent, where that is an answer": (
        {"auto_reply_at": "2026-07-01 11:00:00", "first_response_at": SOON},
        {"auto_reply": "yes"},
        "backwards",
    ),
    "triaged before it was sent": (
        {"triaged_at": "2026-07-01 11:00:00", "first_response_at": SOON},
        {"start": "triaged"},
        "backwards",
    ),
    "answered before it was sent, without a target": (
        {"first_response_at": "2026-07-01 11:00:00", "target_minutes": None},
        {},
        "backwards",
    ),
    "the supplier's target": (
        {"supplier_target_minutes": 240, "first_response_at": LATE},
        {"severity": "supplier"},
        "in_time",
    ),
    "the caller's target": (
        {"supplier_target_minutes": 240, "first_response_at": LATE},
        {},
        "late",
    ),
    "the supplier set none": (
        {"first_response_at": LATE},
        {"severity": "supplier"},
        "late",
    ),
    "only the supplier has one": (
        {"target_minutes": None, "supplier_target_minutes": 240, "first_response_at": LATE},
        {},
        "no_target",
    ),
}


@pytest.mark.parametrize(
    ("ticket", "choices", "outcome"), RESPONSES.values(), ids=RESPONSES
)
def test_a_first_response_is_judged(ticket, choices, outcome):
    assert outcome_of("S1", choices, **ticket) == outcome


# What is known ends with the day before the as-of date: for 2 October, at 22:00 UTC on 1 October.
STILL_TIME = {
    "an hour of an hour": ("2026-10-01 21:00:00", {}, "not_due"),
    "a minute more": ("2026-10-01 20:59:00", {}, "unanswered"),
    "sent at the end of what is known": ("2026-10-01 21:59:59", {}, "not_due"),
    "no business since": ("2026-10-01 15:01:00", {"clock": "business"}, "not_due"),
    "an hour and a minute of business since": (
        "2026-10-01 14:59:00",
        {"clock": "business"},
        "unanswered",
    ),
}


@pytest.mark.parametrize(
    ("opened_at", "choices", "outcome"), STILL_TIME.values(), ids=STILL_TIME
)
def test_an_unanswered_ticket_is_a_miss_when_its_time_is_over(opened_at, choices, outcome):
    assert outcome_of("S1", choices, opened_at=opened_at) == outcome
    answered_later = {
        "first_response_at": "2026-10-01 22:00:00",
        "auto_reply_at": "2026-10-01 22:00:00",
        "triaged_at": "2026-10-01 22:00:00",
    }
    by_any = choices | {"auto_reply": "yes"}
    assert outcome_of("S1", by_any, opened_at=opened_at, **answered_later) == outcome
    by_triage = by_any | {"start": "triaged"}
    assert (
        outcome_of("S1", by_triage, opened_at=opened_at, **answered_later) == "not_triaged"
    )


@pytest.mark.parametrize("metric_id", ["S1", "S2", "S3"])
def test_a_ticket_sent_on_the_as_of_date_is_left_out(metric_id):
    sent = [
        {"priority": "P1", "target_minutes": 60, "opened_at": at}
        for at in ("2026-10-01 21:59:59", "2026-10-01 22:00:00")
    ]
    assert list(read(metric_id, tickets=sent)) == ["1"]
    assert list(read(metric_id, tickets=sent, time_zone="America/Chicago")) == ["1", "2"]


def test_a_quarter_begins_at_midnight_of_the_plant():
    around = (
        "2026-09-30 21:59:59",
        "2026-09-30 22:00:00",
        "2026-09-30 22:30:00",
        "2026-10-01 00:30:00",
    )
    tickets = [
        {
            "priority": "P1",
            "target_minutes": 60,
            "opened_at": at,
            "first_response_at": at,
            "resolved_at": at,
        }
        for at in around
    ]
    for metric_id in ("S1", "S2", "S3"):
        assert [day for _, day, _ in read(metric_id, tickets=tickets).values()] == [
            "2026-09-30",
            "2026-10-01",
            "2026-10-01",
            "2026-10-01",
        ]
        assert [
            day for _, day, _ in read(metric_id, tickets=tickets, time_zone="UTC").values()
        ] == ["2026-09-30", "2026-09-30", "2026-09-30", "2026-10-01"]


# Both nights lie between a Saturday and a Sunday; the first has 23 hours, the second 25.
NIGHTS = {
    "2026-03-29": (
        ("2026-03-28 22:00:00", "2026-03-29 02:00:00"),
        ("2026-03-27 16:30:00", "2026-03-30 06:30:00"),
    ),
    "2026-10-25": (
        ("2026-10-24 22:00:00", "2026-10-25 02:00:00"),
        ("2026-10-23 15:30:00", "2026-10-26 07:30:00"),
    ),
}


@pytest.mark.parametrize("night", NIGHTS)
def test_a_clock_that_is_put_forward_or_back_neither_loses_nor_wins_a_minute(night):
    """Day and night the clock runs by UTC. By business hours half an hour is left on Friday, and
    half an hour is over on Monday.
    """
    (sent, answered), (friday, monday) = NIGHTS[night]
    for choices, opened_at, answered_at, minutes in (
        ({}, sent, answered, 240),
        ({"clock": "business"}, friday, monday, 60),
    ):
        ticket = {
            "priority": "P1",
            "opened_at": opened_at,
            "first_response_at": answered_at,
            "target_minutes": 60,
        }
        (row,) = rows_of("S1", {"agreed": choices}, "2026-12-01", tickets=[ticket])
        assert row["response_minutes"] == minutes


# Fixed first time

SOLVED = {"resolved_at": "2026-07-02 12:00:00"}
AGAIN = SOLVED | {"reopened_at": "2026-07-16 12:00:00"}
SILENT = SOLVED | {"closed_by": "silence"}

FIXES = {
    "resolved": (SOLVED, {}, "fixed"),
    "not resolved": ({}, {}, "open"),
    "opened again on the fourteenth day": (AGAIN, {}, "reopened"),
    "opened again later": (SOLVED | {"reopened_at": "2026-07-16 12:01:00"}, {}, "fixed"),
    "opened again within seven days": (
        SOLVED | {"reopened_at": "2026-07-09 12:00:00"},
        {"reopen_days": 7},
        "reopened",
    ),
    "opened again after seven days": (AGAIN, {"reopen_days": 7}, "fixed"),
    "opened again within thirty days": (
        SOLVED | {"reopened_at": "2026-08-01 12:00:00"},
        {"reopen_days": 30},
        "reopened",
    ),
    "opened again before it was resolved for good": (
        SOLVED | {"reopened_at": "2026-07-02 08:00:00"},
        {"reopen_days": 0},
        "reopened",
    ),
    "closed by silence": (SILENT, {}, "fixed"),
    "opened again before it was sent": (
        SOLVED | {"reopened_at": "2026-07-01 11:00:00"},
        {},
        "backwards",
    ),
    "closed by silence, where that is out": (SILENT, {"silence": "out"}, "silent"),
    "closed by silence and opened again": (AGAIN | SILENT, {}, "reopened"),
    "closed by silence and opened again, where that is out": (
        AGAIN | SILENT,
        {"silence": "out"},
        "silent",
    ),
    "closed by the caller": (SOLVED | {"closed_by": "caller"}, {"silence": "out"}, "fixed"),
    "its days over at the as-of date": (
        {"resolved_at": "2026-09-17 21:59:00"},
        {},
        "fixed",
    ),
    "its days just not over": ({"resolved_at": "2026-09-18 10:00:00"}, {}, "not_due"),
    "its days just not over, of three": (
        {"resolved_at": "2026-09-29 10:00:00"},
        {"reopen_days": 3},
        "not_due",
    ),
    "resolved before it was sent": (
        {"resolved_at": "2026-07-01 11:59:59"},
        {},
        "backwards",
    ),
    "resolved just before the as-of date": (
        {"resolved_at": "2026-10-01 21:59:59"},
        {},
        "not_due",
    ),
    "resolved on the as-of date": ({"resolved_at": "2026-10-01 22:00:00"}, {}, "open"),
    "opened again on the as-of date": (
        {"resolved_at": "2026-09-30 12:00:00", "reopened_at": "2026-10-01 22:00:00"},
        {"reopen_days": 1},
        "fixed",
    ),
    "opened again just before the as-of date": (
        {"resolved_at": "2026-09-30 12:00:00", "reopened_at": "2026-10-01 11:59:00"},
        {"reopen_days": 1},
        "reopened",
    ),
    "opened again, its days not over": (
        {"resolved_at": "2026-09-30 12:00:00", "reopened_at": "2026-10-01 21:59:00"},
        {},
        "not_due",
    ),
}


@pytest.mark.parametrize(("ticket", "choices", "outcome"), FIXES.values(), ids=FIXES)
def test_a_fix_is_judged(ticket, choices, outcome):
    row = {"priority": "P3", "opened_at": "2026-07-01 12:00:00"} | ticket
    counted = {"fixed": 1, "reopened": 0}.get(outcome)
    day = (
        row.get("resolved_at", row["opened_at"])[:10]
        if outcome != "open"
        else row["opened_at"][:10]
    )
    assert read("S2", choices, tickets=[row]) == {"1": (outcome, day, counted)}


FOLLOW_UPS = {
    "within fourteen days": ("2026-07-16 12:00:00", {}, "reopened"),
    "a new ticket is a new one": ("2026-07-16 12:00:00", {"follow_up": "new"}, "fixed"),
    "after fourteen days": ("2026-07-16 12:01:00", {}, "fixed"),
    "within thirty days": ("2026-08-01 12:00:00", {"reopen_days": 30}, "reopened"),
    "while the first was still open": ("2026-07-02 11:59:00", {}, "fixed"),
    "on the as-of date": ("2026-10-01 22:00:00", {"reopen_days": 92}, "not_due"),
}


@pytest.mark.parametrize(
    ("opened_at", "choices", "outcome"), FOLLOW_UPS.values(), ids=FOLLOW_UPS
)
def test_a_new_ticket_on_the_same_fault_opens_the_old_one_again(
    opened_at, choices, outcome
):
    first = {"priority": "P3", "opened_at": "2026-07-01 12:00:00"} | SOLVED
    tickets = [first, {"priority": "P3", "opened_at": opened_at, "follows_ticket_id": "1"}]
    assert read("S2", choices, tickets=tickets)["1"][0] == outcome


def test_a_new_ticket_of_another_supplier_opens_nothing_again():
    first = {"priority": "P3", "opened_at": "2026-07-01 12:00:00"} | SOLVED
    later = {
        "priority": "P3",
        "opened_at": "2026-07-03 12:00:00",
        "follows_ticket_id": "1",
        "supplier_id": "T",
    }
    suppliers = [{"supplier_id": one, "name": one, "kind": "outside"} for one in ("S", "T")]
    assert read("S2", suppliers=suppliers, tickets=[first, later])["1"][0] == "fixed"
    assert (
        read("S2", suppliers=suppliers, tickets=[first, later | {"supplier_id": "S"}])["1"][
            0
        ]
        == "reopened"
    )


def test_the_first_of_several_new_tickets_decides_and_no_ticket_counts_twice():
    first = {"priority": "P3", "opened_at": "2026-07-01 12:00:00"} | SOLVED
    later = [
        {"priority": "P3", "opened_at": f"2026-{day} 12:00:00", "follows_ticket_id": "1"}
        for day in ("07-02", "07-03", "09-01")
    ]
    assert [row[0] for row in read("S2", tickets=[first, *later]).values()] == [
        "reopened",
        "open",
        "open",
        "open",
    ]


# Time to restore: sent at 12:00, restored at 14:00, resolved at 20:00

RESTORED = {"restored_at": "2026-07-01 14:00:00", "resolved_at": "2026-07-01 20:00:00"}

RESTORES = {
    "restored": (RESTORED, {}, ("restored", 120)),
    "resolved for good": (RESTORED, {"until": "resolved"}, ("resolved", 480)),
    "restored, not resolved": (
        {"restored_at": "2026-07-01 14:00:00"},
        {},
        ("restored", 120),
    ),
    # Until midnight of 2 October in Amsterdam: 92 days and 10 hours.
    "restored, not resolved, where that counts": (
        {"restored_at": "2026-07-01 14:00:00"},
        {"until": "resolved"},
        ("open", 133080),
    ),
    "resolved, hence restored": (
        {"resolved_at": "2026-07-01 20:00:00"},
        {},
        ("latest", 480),
    ),
    "neither": ({}, {}, ("open", 133080)),
    "neither, waiting does not count": (
        {"paused_minutes": 80},
        {"pauses": "stops"},
        ("open", 133000),
    ),
    "restored at once": (
        RESTORED | {"restored_at": "2026-07-01 12:00:00"},
        {},
        ("restored", 0),
    ),
    "pauses count": (RESTORED | {"paused_minutes": 30}, {}, ("restored", 120)),
    "pauses do not count": (
        RESTORED | {"paused_minutes": 30},
        {"pauses": "stops"},
        ("restored", 90),
    ),
    "pauses unknown": (RESTORED, {"pauses": "stops"}, ("restored", 120)),
    "paused longer than it took": (
        RESTORED | {"paused_minutes": 500},
        {"pauses": "stops"},
        ("pause_too_long", None),
    ),
    "paused all the time": (
        RESTORED | {"paused_minutes": 120},
        {"pauses": "stops"},
        ("restored", 0),
    ),
    "restored before it was sent": (
        RESTORED | {"restored_at": "2026-07-01 11:59:59"},
        {},
        ("backwards", None),
    ),
    "restored before it was sent, where that does not count": (
        RESTORED | {"restored_at": "2026-07-01 11:59:59"},
        {"until": "resolved"},
        ("resolved", 480),
    ),
    "resolved before it was sent": (
        RESTORED | {"resolved_at": "2026-07-01 11:00:00"},
        {},
        ("backwards", None),
    ),
    "restored before it was sent, not resolved": (
        {"restored_at": "2026-07-01 11:00:00"},
        {},
        ("backwards", None),
    ),
    "by service hours, over a night": (
        {"resolved_at": "2026-07-02 07:00:00"},
        {"clock": "business"},
        ("latest", 300),
    ),
    "a pause over closed hours": (
        {"resolved_at": "2026-07-02 07:00:00", "paused_minutes": 840},
        {"clock": "business", "pauses": "stops"},
        ("latest", 300),
    ),
    "a pause that reaches into open hours": (
        {"resolved_at": "2026-07-02 07:00:00", "paused_minutes": 900},
        {"clock": "business", "pauses": "stops"},
        ("latest", 240),
    ),
    "priority 2": (RESTORED | {"priority": "P2"}, {}, ("restored", 120)),
    "priority 3": (RESTORED | {"priority": "P3"}, {}, ("minor", None)),
    "priority 4, open": ({"priority": "P4"}, {}, ("minor", None)),
    "the supplier calls it minor": (
        RESTORED | {"supplier_priority": "P3"},
        {"severity": "supplier"},
        ("minor", None),
    ),
    "the supplier calls it minor, the caller does not": (
        RESTORED | {"supplier_priority": "P3"},
        {},
        ("restored", 120),
    ),
    "the supplier calls it grave": (
        RESTORED | {"priority": "P3", "supplier_priority": "P2"},
        {"severity": "supplier"},
        ("restored", 120),
    ),
    "the supplier says nothing": (RESTORED, {"severity": "supplier"}, ("restored", 120)),
    "the supplier says nothing of a minor one": (
        RESTORED | {"priority": "P3"},
        {"severity": "supplier"},
        ("minor", None),
    ),
    "restored before the as-of date, resolved on it": (
        {"restored_at": "2026-10-01 21:59:59", "resolved_at": "2026-10-01 22:00:00"},
        {},
        ("restored", 133079),
    ),
    "resolved just before the as-of date": (
        RESTORED | {"resolved_at": "2026-10-01 21:59:59"},
        {},
        ("restored", 120),
    ),
    "over the night the clock is put forward": (
        {"opened_at": "2026-03-28 22:00:00", "resolved_at": "2026-03-29 22:00:00"},
        {},
        ("latest", 1440),
    ),
}


@pytest.mark.parametrize(("ticket", "choices", "expected"), RESTORES.values(), ids=RESTORES)
def test_a_restore_is_measured(ticket, choices, expected):
    row = {"priority": "P1", "opened_at": "2026-07-01 12:00:00"} | ticket
    assert [
        (outcome, minutes)
        for outcome, _, minutes in read("S3", choices, tickets=[row]).values()
    ] == [expected]


def test_a_restore_is_placed_by_the_day_it_was_resolved():
    row = {
        "priority": "P1",
        "opened_at": "2026-06-30 12:00:00",
        "restored_at": "2026-06-30 21:00:00",
        "resolved_at": "2026-06-30 22:00:00",
    }
    assert read("S3", tickets=[row]) == {"1": ("restored", "2026-07-01", 540)}
    assert read("S3", {"until": "resolved"}, tickets=[row]) == {
        "1": ("resolved", "2026-07-01", 600)
    }
    assert read("S3", tickets=[row | {"resolved_at": None}]) == {
        "1": ("restored", "2026-06-30", 540)
    }
    so_far = row | {"resolved_at": None, "restored_at": None}
    assert [one[:2] for one in read("S3", tickets=[so_far]).values()] == [
        ("open", "2026-06-30")
    ]


def test_grave_tickets_still_open_are_told_however_long_ago_they_were_sent(tmp_path):
    sent = {"priority": "P2", "opened_at": "2026-02-01 12:00:00", "restored_at": ""}
    tickets = [
        sent,
        sent | {"opened_at": "2026-07-01 12:00:00", "restored_at": "2026-07-01 14:00:00"},
        sent | {"priority": "P3"},
    ]
    tickets.append(sent | {"opened_at": "2026-10-01 12:00:00"})
    with small_world(
        tmp_path, tickets=[{"supplier_id": "S"} | ticket for ticket in tickets]
    ) as snapshot:
        notes = {
            quarter: _notes_of_s3(snapshot, quarter)
            for quarter in ("2025Q4", "2026Q2", "2026Q3", "2026Q4")
        }
    earlier = (
        "1 ticket of priority 1 or 2 sent before the quarter is not restored yet: it counts in the"
        " quarter it was sent."
    )
    so_far = (
        "1 ticket of priority 1 or 2 is not restored yet: it counts with its time so far."
    )
    assert notes == {
        "2025Q4": [],
        "2026Q2": [earlier],
        "2026Q3": [earlier],
        "2026Q4": [so_far, earlier],
    }


def _notes_of_s3(snapshot, quarter: str) -> list[str]:
    return list(
        read_s3(
            snapshot, definition_of(snapshot.con, "S3", "S"), "S", Quarter.parse(quarter)
        ).notes
    )


def test_the_statistic_is_taken_by_the_reader():
    tickets = [{"priority": "P1", "opened_at": "2026-07-01 12:00:00"} | RESTORED]
    assert read("S3", {"statistic": "mean"}, tickets=tickets) == read(
        "S3", {"statistic": "median"}, tickets=tickets
    )


# All bases in one pass

HABITS = {
    "S1": {"clock": "business"},
    "S2": {"reopen_days": 7},
    "S3": {"until": "resolved"},
}


@pytest.mark.parametrize("metric_id", HABITS)
def test_every_basis_has_its_rows_and_none_disturbs_another(metric_id):
    tickets = [
        {"priority": "P1", "opened_at": "2026-07-01 12:00:00", "target_minutes": 60} | case
        for case in (AGAIN, EVENING, RESTORED)
    ]
    bases = {"agreed": {}, "buyer": HABITS[metric_id]}
    together = rows_of(metric_id, bases, tickets=tickets)
    assert together == [
        row
        for name, choices in bases.items()
        for row in rows_of(metric_id, {name: choices}, tickets=tickets)
    ]
    assert len(together) == 6


moments = st.datetimes(datetime(2026, 6, 29), datetime(2026, 10, 3)).map(
    lambda at: f"{at:%Y-%m-%d %H:%M:%S}"
)
tickets_of_any_kind = st.lists(
    st.fixed_dictionaries(
        {
            "priority": st.sampled_from(["P1", "P3"]),
            "opened_at": moments,
            "triaged_at": st.none() | moments,
            "auto_reply_at": st.none() | moments,
            "first_response_at": st.none() | moments,
            "target_minutes": st.none() | st.integers(0, 100_000),
            "supplier_target_minutes": st.none() | st.integers(0, 100_000),
        }
    ),
    max_size=6,
)
choices_of_s1 = st.fixed_dictionaries(
    {
        switch.name: st.sampled_from(list(switch.choices) or [switch.default])
        for switch in SWITCHES["S1"]
    }
)


@settings(max_examples=12)
@given(tickets_of_any_kind, choices_of_s1, st.randoms(use_true_random=False))
def test_no_more_is_in_time_than_was_sent_whatever_the_order_and_the_name(
    tickets, choices, random
):
    keyed = [ticket | {"ticket_id": f"T{place}"} for place, ticket in enumerate(tickets)]
    rows = read("S1", choices, tickets=keyed)
    assert all(0 <= row[2] <= 1 for row in rows.values() if row[2] is not None)
    random.shuffle(keyed)
    assert read("S1", choices, tickets=keyed) == rows
    renamed = [ticket | {"supplier_id": "Ünal & Søn"} for ticket in keyed]
    assert (
        read("S1", choices, suppliers=[{"supplier_id": "Ünal & Søn"}], tickets=renamed)
        == rows
    )


# The clocks in closed form, against going through the days one by one


ROTA = """
[hours.rota]
zone = "{zone}"
monday = ["08:00-12:00", "12:30-18:00"]
wednesday = ["22:00-06:00"]
saturday = ["00:00-24:00"]
sunday = ["00:00-24:00"]
holidays = ["2026-03-29", "2026-07-06", "2026-07-11"]
"""
ZONES = [
    "Europe/Amsterdam",
    "America/Chicago",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "UTC",
]


@pytest.fixture(scope="module")
def prelude():
    return with_empty_tables("UTC", "")


def value(con, expression: str, *bound):
    return con.execute("SELECT " + expression, list(bound)).fetchall()[0][0]


days = st.dates(date(1990, 1, 1), date(2099, 12, 1))


@settings(max_examples=25)
@given(days, st.integers(0, 800))
@example(date(1990, 1, 1), 0)
@example(date(2024, 2, 29), 1)
def test_working_days_are_those_from_monday_to_friday(prelude, first, count):
    last = first + timedelta(days=min(count, (date(2099, 12, 31) - first).days))
    by_hand = sum(
        day.weekday() < 5
        for day in (first + timedelta(days=n) for n in range((last - first).days))
    )
    assert (
        value(
            prelude,
            "srm_workdays_before('standard', CAST(? AS DATE))"
            " - srm_workdays_before('standard', CAST(? AS DATE))",
            last,
            first,
        )
        == by_hand
    )


@settings(max_examples=25)
@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(-3, 300))
@example(date(2026, 7, 4), 1)
def test_working_days_are_added_one_by_one(prelude, first, count):
    day, left = first, count
    while left > 0:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    assert (
        value(prelude, "srm_add_workdays('standard', CAST(? AS DATE), ?)", first, count)
        == day
    )


@settings(max_examples=25)
@given(st.dates(date(2026, 1, 1), date(2026, 8, 1)), st.integers(0, 60))
@example(date(2026, 7, 3), 1)
def test_a_holiday_and_a_day_on_which_no_hours_begin_are_no_working_days(first, count):
    con = with_empty_tables("UTC", ROTA.format(zone="UTC"))
    hours = read_calendars(ROTA.format(zone="UTC"), "UTC").hours["rota"]
    day, left = first, count
    while left > 0:
        day += timedelta(days=1)
        left -= day.weekday() in (0, 2, 5, 6) and str(day) not in ROTA
    assert value(con, "srm_add_workdays('rota', CAST(? AS DATE), ?)", first, count) == day
    assert hours.add_working_days(first, count) == day
    assert hours.working_days(first, day + timedelta(days=1)) == value(
        con,
        "srm_workdays_before('rota', CAST(? AS DATE)) - srm_workdays_before('rota', CAST(? AS DATE))",
        day + timedelta(days=1),
        first,
    )


def open_minutes(zone: str, start: datetime, count: int) -> int:
    """Minute by minute: whether the wall clock shows one of the open hours."""
    found = 0
    for number in range(count):
        at = (
            (start + timedelta(minutes=number))
            .replace(tzinfo=UTC)
            .astimezone(ZoneInfo(zone))
        )
        if str(at.date()) in ROTA:
            continue
        hour = at.hour + at.minute / 60
        found += {
            0: 8 <= hour < 12 or 12.5 <= hour < 18,
            2: hour >= 22,
            3: hour < 6,
            5: True,
            6: True,
        }.get(at.weekday(), False)
    return found


@settings(max_examples=25)
@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1)).map(
        lambda at: at.replace(second=0, microsecond=0)
    ),
    st.integers(0, 5 * 1440),
    st.sampled_from(ZONES),
)
@example(datetime(2026, 10, 24, 12, 0), 3000, "Europe/Amsterdam")
@example(datetime(2026, 3, 28, 12, 0), 3000, "Europe/Amsterdam")
@example(datetime(2026, 7, 8, 12, 0), 1440, "Asia/Kolkata")
@example(datetime(2026, 4, 4, 0, 0), 2880, "Australia/Lord_Howe")
def test_open_minutes_are_those_on_which_the_wall_clock_shows_open_hours(
    start, count, zone
):
    """Over midnight, over holidays, in zones of half an hour, on days of 23 and 25 hours."""
    end = start + timedelta(minutes=count)
    con = with_empty_tables("UTC", ROTA.format(zone=zone))
    hours = read_calendars(ROTA.format(zone=zone), "UTC").hours["rota"]
    by_hand = open_minutes(zone, start, count)
    asked = "srm_open_minutes('rota', CAST(? AS TIMESTAMP), CAST(? AS TIMESTAMP))"
    assert value(con, asked, start, end) == by_hand
    assert hours.seconds(start, end) == 60 * by_hand


@settings(max_examples=25)
@given(
    st.datetimes(datetime(1990, 1, 2), datetime(2037, 12, 30)).map(
        lambda at: at.replace(microsecond=0)
    ),
    st.sampled_from(ZONES),
)
@example(datetime(2026, 3, 29, 1, 0), "Europe/Amsterdam")
@example(datetime(2026, 10, 25, 0, 30), "Europe/Amsterdam")
@example(datetime(2026, 10, 25, 1, 30), "Europe/Amsterdam")
def test_local_time_is_what_the_wall_clock_shows(prelude, at, zone):
    shown = at.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert value(prelude, "srm_local(CAST(? AS TIMESTAMP), ?)", at, zone) == shown
    midnight = datetime(shown.year, shown.month, shown.day)
    back = midnight.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None)
    assert value(prelude, "srm_utc(CAST(? AS TIMESTAMP), ?)", midnight, zone) == back


MONTHS = {
    ("2026-01-31", 1): "2026-02-28",
    ("2028-01-31", 1): "2028-02-29",
    ("2026-02-28", 12): "2027-02-28",
    ("2026-12-15", 1): "2027-01-15",
}


@pytest.mark.parametrize(("start", "end"), MONTHS.items())
def test_a_month_later_is_the_same_day_or_the_last_there_is(prelude, start, end):
    assert value(prelude, "srm_add_months(CAST(? AS DATE), ?)", *start).isoformat() == end


def test_minutes_between_are_whole(prelude):
    between = "srm_minutes_between(CAST(? AS TIMESTAMP), CAST(? AS TIMESTAMP))"
    assert value(prelude, between, "2026-07-01 12:00:59", "2026-07-01 12:01:00") == 0
    assert value(prelude, between, "2026-07-01 12:00:59", "2026-07-01 12:01:59") == 1
    assert value(prelude, between, "2026-07-01 12:00:00", None) is None
