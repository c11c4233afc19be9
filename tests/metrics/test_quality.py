"""Accepted lots, defective parts, corrective actions, repeat defects: one case per ruling and per
choice of a switch.
"""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from metric_rows import rows_of
from shipped import SWITCHES


def read(
    metric_id: str,
    choices: dict | None = None,
    as_of: str = "2026-10-02",
    **tables: list[dict],
) -> dict[str, tuple]:
    """row_id → (outcome, counted_on, numerator, denominator) of the agreed basis; the last two None
    where the row is not counted.
    """
    rows = rows_of(metric_id, {"agreed": choices or {}}, as_of, **tables)
    for row in rows:
        assert (
            row["is_counted"]
            == (row["numerator"] is not None)
            == (row["denominator"] is not None)
        )
        assert row["counted_on"] is not None or not row["is_counted"]
    return {
        row["row_id"]: (
            row["outcome"],
            row["counted_on"] and row["counted_on"].isoformat(),
            row["numerator"],
            row["denominator"],
        )
        for row in rows
    }


def outcomes(
    metric_id: str,
    choices: dict | None = None,
    as_of: str = "2026-10-02",
    **tables: list[dict],
) -> list[str]:
    return [outcome for outcome, *_ in read(metric_id, choices, as_of, **tables).values()]


# Accepted lots

ACCEPTED = {"lot_qty": 10, "decision": "accept", "decided_on": "2026-07-01"}
CONCESSION = ACCEPTED | {"decision": "use_as_is"}
REJECTED = ACCEPTED | {"decision": "reject"}
SKIPPED = ACCEPTED | {"is_skip": True}
FOUND_LATER = ACCEPTED | {"reopened_on": "2026-08-20"}

LOTS = {
    "accepted": (ACCEPTED, {}, "accepted"),
    "rejected": (REJECTED, {}, "rejected"),
    "used as it is, by default": (CONCESSION, {}, "rejected"),
    "used as it is, where that is accepted": (
        CONCESSION,
        {"use_as_is": "accept"},
        "accepted",
    ),
    "let through, by default": (SKIPPED, {}, "skipped"),
    "let through, where that counts": (SKIPPED, {"skip_lots": "in"}, "accepted"),
    "let through and rejected all the same": (
        REJECTED | {"is_skip": True},
        {"skip_lots": "in"},
        "rejected",
    ),
    "let through and still without a decision": (
        {"lot_qty": 10, "is_skip": True},
        {"skip_lots": "in"},
        "open",
    ),
    "not let through": (ACCEPTED | {"is_skip": False}, {}, "accepted"),
    "a defect found later": (FOUND_LATER, {}, "rejected"),
    "a defect found later, where the lot stays accepted": (
        FOUND_LATER,
        {"found_later": "stays"},
        "accepted",
    ),
    "a defect found on the as-of date": (
        ACCEPTED | {"reopened_on": "2026-10-02"},
        {},
        "rejected",
    ),
    "a defect found after the as-of date": (
        ACCEPTED | {"reopened_on": "2026-10-03"},
        {},
        "accepted",
    ),
    "a concession with a defect found later": (
        CONCESSION | {"reopened_on": "2026-08-20"},
        {"use_as_is": "accept"},
        "rejected",
    ),
    "a lot let through with a defect found later": (
        FOUND_LATER | {"is_skip": True},
        {"skip_lots": "in"},
        "rejected",
    ),
    "no decision yet": ({"lot_qty": 10}, {}, "open"),
    "a defect found before the decision": (
        ACCEPTED | {"reopened_on": "2026-06-30"},
        {},
        "backwards",
    ),
    "decided on the as-of date": (ACCEPTED | {"decided_on": "2026-10-02"}, {}, "accepted"),
    "decided after the as-of date": (ACCEPTED | {"decided_on": "2026-10-03"}, {}, "open"),
}


@pytest.mark.parametrize(("lot", "choices", "outcome"), LOTS.values(), ids=LOTS)
def test_a_lot_is_judged(lot, choices, outcome):
    counted = {"accepted": (1, 1), "rejected": (0, 1)}.get(outcome, (None, None))
    # A lot without a decision, and without a receipt, stands on the as-of date.
    placed = "2026-10-02" if outcome == "open" else lot["decided_on"]
    assert read("Q1", choices, inspection_lots=[lot]) == {"1": (outcome, placed, *counted)}


def test_a_lot_is_placed_by_its_receipt_until_it_is_decided_and_never_decided_before():
    receipts = [{"line_id": "1", "kind": "receipt", "docked_on": "2026-07-02"}]
    lots = [
        {"lot_qty": 10, "receipt_id": "1"},
        ACCEPTED | {"receipt_id": "1"},
        ACCEPTED | {"receipt_id": "1", "decided_on": "2026-07-02"},
    ]
    found = read("Q1", inspection_lots=lots, receipts=receipts, schedule_lines=[LINE])
    assert [row[:2] for row in found.values()] == [
        ("open", "2026-07-02"),
        ("backwards", "2026-07-01"),
        ("accepted", "2026-07-02"),
    ]


def test_lots_count_by_their_parts_where_parts_are_counted():
    lots = [
        ACCEPTED | {"lot_qty": "7.5"},
        REJECTED | {"lot_qty": 40, "accepted_qty": 39},
        ACCEPTED | {"lot_qty": 0},
    ]
    assert [
        row[2:] for row in read("Q1", {"unit": "part"}, inspection_lots=lots).values()
    ] == [
        (Decimal("7.5"), Decimal("7.5")),
        (0, 40),
        (0, 0),
    ]
    assert [
        row[2:] for row in read("Q1", {"unit": "lot"}, inspection_lots=lots).values()
    ] == [
        (1, 1),
        (0, 1),
        (1, 1),
    ]


def test_a_lot_decided_on_the_last_day_of_a_quarter_stays_in_it():
    lots = [
        ACCEPTED | {"decided_on": day}
        for day in ("2026-06-30", "2026-07-01", "2026-09-30", "2026-10-01")
    ]
    assert [row[1] for row in read("Q1", inspection_lots=lots).values()] == [
        "2026-06-30",
        "2026-07-01",
        "2026-09-30",
        "2026-10-01",
    ]


def test_a_lot_still_open_on_the_as_of_date_shows_no_decision():
    (row,) = rows_of(
        "Q1",
        inspection_lots=[
            REJECTED | {"decided_on": "2026-10-03", "reopened_on": "2026-10-04"}
        ],
    )
    assert (row["decided_on"], row["decision"], row["reopened_on"]) == (None, None, None)


# Defective parts

NOTICE = {
    "found_on": "2026-07-10",
    "found_at": "line",
    "claimed_qty": 50,
    "cause": "theirs",
}
LINE = {"part_id": "P", "ordered_qty": 100}

NOTICES = {
    "analysis open": (NOTICE, {}, ("open", "2026-07-10", None)),
    "confirmed": (NOTICE | {"confirmed_qty": 30}, {}, ("confirmed", "2026-07-10", 30)),
    "refuted": (NOTICE | {"confirmed_qty": 0}, {}, ("refuted", "2026-07-10", None)),
    "refuted, claimed": (
        NOTICE | {"confirmed_qty": 0},
        {"numerator": "claimed"},
        ("refuted", "2026-07-10", None),
    ),
    "refuted, claimed whosever it is": (
        NOTICE | {"confirmed_qty": 0},
        {"numerator": "claimed", "not_theirs": "in"},
        ("refuted", "2026-07-10", 50),
    ),
    "our cause": (
        NOTICE | {"confirmed_qty": 30, "cause": "ours"},
        {},
        ("ours", "2026-07-10", None),
    ),
    "our cause, whosever it is": (
        NOTICE | {"confirmed_qty": 30, "cause": "ours"},
        {"not_theirs": "in"},
        ("confirmed", "2026-07-10", 30),
    ),
    "made after it was found": (
        NOTICE | {"made_on": "2026-07-11", "confirmed_qty": 5},
        {"period": "made"},
        ("backwards", "2026-07-11", None),
    ),
    "claimed": (
        NOTICE | {"confirmed_qty": 30, "blocked_qty": 400},
        {"numerator": "claimed"},
        ("confirmed", "2026-07-10", 50),
    ),
    "claimed, analysis open": (
        NOTICE,
        {"numerator": "claimed"},
        ("open", "2026-07-10", 50),
    ),
    "blocked": (
        NOTICE | {"confirmed_qty": 30, "blocked_qty": 400},
        {"numerator": "blocked"},
        ("confirmed", "2026-07-10", 400),
    ),
    "blocked, unknown": (
        NOTICE | {"confirmed_qty": 30},
        {"numerator": "blocked"},
        ("confirmed", "2026-07-10", 50),
    ),
    "blocked, none": (
        NOTICE | {"blocked_qty": 0},
        {"numerator": "blocked"},
        ("open", "2026-07-10", 0),
    ),
    "made in the quarter before": (
        NOTICE | {"made_on": "2026-06-30", "confirmed_qty": 5},
        {"period": "made"},
        ("confirmed", "2026-06-30", 5),
    ),
    "made, by the day found": (
        NOTICE | {"made_on": "2026-06-30", "confirmed_qty": 5},
        {},
        ("confirmed", "2026-07-10", 5),
    ),
    "made on an unknown day": (
        NOTICE | {"confirmed_qty": 5},
        {"period": "made"},
        ("confirmed", "2026-07-10", 5),
    ),
    "found on the as-of date": (
        NOTICE | {"found_on": "2026-10-02", "confirmed_qty": 1},
        {},
        ("confirmed", "2026-10-02", 1),
    ),
    "a part of a part": (
        NOTICE | {"confirmed_qty": "0.125"},
        {},
        ("confirmed", "2026-07-10", Decimal("0.125")),
    ),
}


@pytest.mark.parametrize(("notice", "choices", "expected"), NOTICES.values(), ids=NOTICES)
def test_a_notice_adds_its_quantity(notice, choices, expected):
    of = None if expected[-1] is None else 0
    assert read("Q2", choices, quality_notices=[notice]) == {"1": (*expected, of)}


def test_what_is_found_in_goods_of_unknown_quantity_or_before_they_came_is_left_out():
    receipts = [
        {"line_id": "1", "kind": "receipt", "docked_on": "2026-07-02", "received_qty": qty}
        for qty in (None, "100")
    ]
    notices = [
        NOTICE | {"confirmed_qty": 5, "receipt_id": "1"},
        NOTICE | {"confirmed_qty": 5, "receipt_id": "2"},
        NOTICE | {"confirmed_qty": 5, "receipt_id": "2", "found_on": "2026-07-01"},
    ]
    found = read("Q2", quality_notices=notices, receipts=receipts, schedule_lines=[LINE])
    assert {row_id: row[:1] + row[2:] for row_id, row in found.items()} == {
        "1": ("no_quantity", None, None),
        "2": ("confirmed", 5, 0),
        "3": ("backwards", None, None),
        "receipt 1": ("no_quantity", None, None),
        "receipt 2": ("received", 0, 100),
    }


def test_a_notice_found_after_the_as_of_date_is_left_out():
    assert (
        read(
            "Q2",
            quality_notices=[NOTICE | {"found_on": "2026-10-03", "made_on": "2026-07-01"}],
        )
        == {}
    )


RECEIPT = {
    "line_id": "1",
    "kind": "receipt",
    "shipped_on": "2026-06-29",
    "docked_on": "2026-07-02",
    "received_qty": 100,
}
RECEIPTS = {
    "received": (RECEIPT, {}, ("received", "2026-07-02", 0, 100)),
    "shipped": (RECEIPT, {"denominator": "shipped"}, ("received", "2026-06-29", 0, 100)),
    "shipped on an unknown day": (
        RECEIPT | {"shipped_on": None},
        {"denominator": "shipped"},
        ("received", "2026-07-02", 0, 100),
    ),
    "without a quantity": (
        RECEIPT | {"received_qty": None},
        {},
        ("no_quantity", "2026-07-02", None, None),
    ),
    "nothing in it": (RECEIPT | {"received_qty": 0}, {}, ("received", "2026-07-02", 0, 0)),
}


@pytest.mark.parametrize(
    ("receipt", "choices", "expected"), RECEIPTS.values(), ids=RECEIPTS
)
def test_a_receipt_adds_what_defects_are_measured_against(receipt, choices, expected):
    assert read("Q2", choices, schedule_lines=[LINE], receipts=[receipt]) == {
        "receipt 1": expected
    }


def test_what_was_reversed_was_not_received_and_what_went_back_was():
    back = RECEIPT | {"of_receipt_id": "1", "docked_on": "2026-07-05"}
    reversal, returned = (
        back | {"kind": "reversal", "received_qty": 40},
        back | {"kind": "return", "received_qty": 10},
    )
    assert read("Q2", schedule_lines=[LINE], receipts=[RECEIPT, reversal, returned]) == {
        "receipt 1": ("received", "2026-07-02", 0, 60)
    }


def test_notices_and_receipts_stand_side_by_side():
    rows = read(
        "Q2",
        schedule_lines=[LINE],
        receipts=[RECEIPT],
        quality_notices=[NOTICE | {"confirmed_qty": 3}],
    )
    assert {row_id: row[2:] for row_id, row in rows.items()} == {
        "1": (3, 0),
        "receipt 1": (0, 100),
    }


def test_defects_without_a_receipt_leave_the_denominator_empty():
    assert (
        sum(
            row[3]
            for row in read("Q2", quality_notices=[NOTICE | {"confirmed_qty": 3}]).values()
        )
        == 0
    )


# Corrective actions on time. 2026-07-01 is a Wednesday.

ACTION = {"issued_on": "2026-07-01", "due_on": "2026-07-15"}
LATE_IN_WORKING_DAYS = ACTION | {"verified_on": "2026-07-22"}

ACTIONS = {
    "verified on the due date": (
        ACTION | {"verified_on": "2026-07-15"},
        {},
        ("on_time", "2026-07-15"),
    ),
    "verified the day after": (
        ACTION | {"verified_on": "2026-07-16"},
        {},
        ("late", "2026-07-15"),
    ),
    "answered, not verified": (
        ACTION | {"answered_on": "2026-07-10"},
        {},
        ("overdue", "2026-07-15"),
    ),
    "answered, where that closes it": (
        ACTION | {"answered_on": "2026-07-10"},
        {"closed": "answered"},
        ("on_time", "2026-07-15"),
    ),
    "answered late": (
        ACTION | {"answered_on": "2026-07-16"},
        {"closed": "answered"},
        ("late", "2026-07-15"),
    ),
    "verified, answer unknown": (
        ACTION | {"verified_on": "2026-07-14"},
        {"closed": "answered"},
        ("on_time", "2026-07-15"),
    ),
    "answered in time, verified late": (
        ACTION | {"answered_on": "2026-07-10", "verified_on": "2026-08-01"},
        {"closed": "answered"},
        ("on_time", "2026-07-15"),
    ),
    "answered in time, verified late, by default": (
        ACTION | {"answered_on": "2026-07-10", "verified_on": "2026-08-01"},
        {},
        ("late", "2026-07-15"),
    ),
    "extended": (
        ACTION | {"first_due_on": "2026-06-30", "verified_on": "2026-07-15"},
        {},
        ("on_time", "2026-07-15"),
    ),
    "extended, by the original date": (
        ACTION | {"first_due_on": "2026-07-08", "verified_on": "2026-07-15"},
        {"due": "original"},
        ("late", "2026-07-08"),
    ),
    "never moved, by the original date": (
        ACTION | {"verified_on": "2026-07-15"},
        {"due": "original"},
        ("on_time", "2026-07-15"),
    ),
    # Fourteen working days after Wednesday 1 July end on Tuesday 21 July.
    "in working days": (
        ACTION | {"verified_on": "2026-07-21"},
        {"clock": "working"},
        ("on_time", "2026-07-21"),
    ),
    "late in working days": (
        LATE_IN_WORKING_DAYS,
        {"clock": "working"},
        ("late", "2026-07-21"),
    ),
    "due at once, in working days": (
        ACTION | {"due_on": "2026-07-01", "verified_on": "2026-07-01"},
        {"clock": "working"},
        ("on_time", "2026-07-01"),
    ),
    "due before it was issued, in working days": (
        ACTION | {"due_on": "2026-06-30"},
        {"clock": "working"},
        ("overdue", "2026-06-30"),
    ),
    "open, due on the as-of date": (
        ACTION | {"due_on": "2026-10-02"},
        {},
        ("not_due", "2026-10-02"),
    ),
    "open, due the day before": (
        ACTION | {"due_on": "2026-10-01"},
        {},
        ("overdue", "2026-10-01"),
    ),
    "open and due, but not in working days": (
        ACTION | {"issued_on": "2026-09-20", "due_on": "2026-10-01"},
        {"clock": "working"},
        ("not_due", "2026-10-05"),
    ),
    "verified after the as-of date": (
        ACTION | {"verified_on": "2026-10-03"},
        {},
        ("overdue", "2026-07-15"),
    ),
    "answered after the as-of date": (
        ACTION | {"answered_on": "2026-10-03"},
        {"closed": "answered"},
        ("overdue", "2026-07-15"),
    ),
    "closed before a due date still to come": (
        ACTION | {"due_on": "2026-11-01", "verified_on": "2026-09-01"},
        {},
        ("not_due", "2026-11-01"),
    ),
}


@pytest.mark.parametrize(("action", "choices", "expected"), ACTIONS.values(), ids=ACTIONS)
def test_a_corrective_action_is_judged(action, choices, expected):
    counted = {
        "on_time": (1, 1),
        "late": (0, 1),
        "overdue": (0, 1),
        "not_due": (None, None),
    }[expected[0]]
    assert read("Q3", choices, corrective_actions=[action]) == {"1": (*expected, *counted)}


def test_an_action_asked_for_after_the_as_of_date_is_left_out():
    assert (
        read(
            "Q3",
            corrective_actions=[
                ACTION | {"issued_on": "2026-10-03", "due_on": "2026-10-20"}
            ],
        )
        == {}
    )


# Repeat defects

DEFECT = NOTICE | {"part_id": "P", "defect_code": "D1", "defect_family": "dents"}
CLOSED = ACTION | {
    "part_id": "P",
    "defect_code": "D1",
    "defect_family": "dents",
    "issued_on": "2025-01-10",
    "verified_on": "2026-07-01",
}
OTHER_CODE = DEFECT | {"defect_code": "D2"}
OTHER_PART = DEFECT | {"part_id": "P2"}
PARTS = [
    {"part_id": "P", "category": "valves"},
    {"part_id": "P2", "category": "valves"},
    {"part_id": "P3", "category": "pumps"},
    {"part_id": "P4"},
]

REPEATS = {
    "the same defect after it was closed": (DEFECT, CLOSED, {}, "repeat"),
    "on the day it was closed": (DEFECT | {"found_on": "2026-07-01"}, CLOSED, {}, "new"),
    "the day after": (DEFECT | {"found_on": "2026-07-02"}, CLOSED, {}, "repeat"),
    "not closed": (DEFECT, CLOSED | {"verified_on": None}, {}, "new"),
    "only answered": (
        DEFECT,
        CLOSED | {"verified_on": None, "answered_on": "2026-07-01"},
        {},
        "new",
    ),
    "closed after": (DEFECT, CLOSED | {"verified_on": "2026-07-11"}, {}, "new"),
    "twelve months after": (DEFECT, CLOSED | {"verified_on": "2025-07-10"}, {}, "repeat"),
    "twelve months and a day after": (
        DEFECT,
        CLOSED | {"verified_on": "2025-07-09"},
        {},
        "new",
    ),
    "within three months": (
        DEFECT,
        CLOSED | {"verified_on": "2026-04-10"},
        {"months": 3},
        "repeat",
    ),
    "longer than three months": (
        DEFECT,
        CLOSED | {"verified_on": "2026-04-09"},
        {"months": 3},
        "new",
    ),
    "three months from a month's end": (
        DEFECT | {"found_on": "2026-06-30"},
        CLOSED | {"verified_on": "2026-03-31"},
        {"months": 3},
        "repeat",
    ),
    "a day past three months from a month's end": (
        DEFECT | {"found_on": "2026-07-01"},
        CLOSED | {"verified_on": "2026-03-31"},
        {"months": 3},
        "new",
    ),
    "another code": (OTHER_CODE, CLOSED, {}, "new"),
    "another code of the family": (OTHER_CODE, CLOSED, {"code": "family"}, "repeat"),
    "another family": (
        OTHER_CODE | {"defect_family": "rust"},
        CLOSED,
        {"code": "family"},
        "new",
    ),
    "another part": (OTHER_PART, CLOSED, {}, "new"),
    "another part of the group": (OTHER_PART, CLOSED, {"item": "family"}, "repeat"),
    "another group": (DEFECT | {"part_id": "P3"}, CLOSED, {"item": "family"}, "new"),
    "no code": (DEFECT | {"defect_code": None}, CLOSED, {}, "no_code"),
    "no code, but a family": (
        DEFECT | {"defect_code": None},
        CLOSED,
        {"code": "family"},
        "repeat",
    ),
    "no family": (DEFECT | {"defect_family": None}, CLOSED, {"code": "family"}, "no_code"),
    "no part": (DEFECT | {"part_id": None}, CLOSED, {}, "no_code"),
    "a part of no group": (
        DEFECT | {"part_id": "P4"},
        CLOSED,
        {"item": "family"},
        "no_code",
    ),
    "neither knows its code": (
        DEFECT | {"defect_code": None},
        CLOSED | {"defect_code": None},
        {},
        "no_code",
    ),
    "another supplier's": (DEFECT, CLOSED | {"supplier_id": "T"}, {}, "new"),
}


@pytest.mark.parametrize(
    ("notice", "action", "choices", "outcome"), REPEATS.values(), ids=REPEATS
)
def test_a_notice_is_a_repeat(notice, action, choices, outcome):
    suppliers = [{"supplier_id": supplier_id} for supplier_id in "ST"]
    rows = read(
        "Q4",
        choices,
        suppliers=suppliers,
        parts=PARTS,
        quality_notices=[notice],
        corrective_actions=[action],
    )
    counted = {"repeat": (1, 1), "new": (0, 1), "no_code": (None, None)}[outcome]
    assert rows == {"1": (outcome, notice["found_on"], *counted)}


def test_an_action_without_a_code_is_about_what_its_notice_is_about():
    notices = [DEFECT | {"found_on": "2026-05-01"}, DEFECT]
    action = ACTION | {"notice_id": "1", "verified_on": "2026-07-01"}
    assert outcomes("Q4", quality_notices=notices, corrective_actions=[action]) == [
        "new",
        "repeat",
    ]


def test_a_repeat_counts_once_and_names_the_action_closed_last():
    actions = [
        CLOSED | {"verified_on": day} for day in ("2026-05-01", "2026-06-20", "2026-06-20")
    ]
    (row,) = rows_of("Q4", quality_notices=[DEFECT], corrective_actions=actions)
    assert (
        row["repeats_action_id"],
        row["repeats_verified_on"].isoformat(),
        row["numerator"],
    ) == (
        "2",
        "2026-06-20",
        1,
    )


def test_a_notice_found_after_the_as_of_date_is_no_repeat_yet():
    assert (
        read(
            "Q4",
            quality_notices=[DEFECT | {"found_on": "2026-10-03"}],
            corrective_actions=[CLOSED],
        )
        == {}
    )


# All bases in one pass

SMALL = {
    "inspection_lots": [ACCEPTED, CONCESSION, SKIPPED],
    "quality_notices": [DEFECT | {"confirmed_qty": 1}],
    "corrective_actions": [CLOSED | {"verified_on": "2026-05-01"}, LATE_IN_WORKING_DAYS],
    "schedule_lines": [LINE],
    "receipts": [RECEIPT],
}
HABITS = {
    "Q1": {"use_as_is": "accept"},
    "Q2": {"numerator": "claimed"},
    "Q3": {"clock": "working"},
    "Q4": {"months": 1},
}


@pytest.mark.parametrize("metric_id", HABITS)
def test_every_basis_has_its_rows_and_none_disturbs_another(metric_id):
    together = rows_of(metric_id, {"agreed": {}, "buyer": HABITS[metric_id]}, **SMALL)
    alone = [
        row
        for name, choices in {"agreed": {}, "buyer": HABITS[metric_id]}.items()
        for row in rows_of(metric_id, {name: choices}, **SMALL)
    ]
    assert together == alone
    assert len(together) >= 2


lots = st.lists(
    st.fixed_dictionaries(
        {
            "lot_qty": st.integers(0, 9),
            "decision": st.sampled_from(["accept", "use_as_is", "reject"]),
            "decided_on": st.sampled_from(["2026-06-30", "2026-07-01", "2026-10-03"]),
            "is_skip": st.sampled_from([None, True, False]),
            "reopened_on": st.sampled_from([None, "2026-08-01", "2026-10-05"]),
        }
    ),
    max_size=6,
)
choices_of_q1 = st.fixed_dictionaries(
    {switch.name: st.sampled_from(list(switch.choices)) for switch in SWITCHES["Q1"]}
)


@settings(max_examples=12)
@given(lots, choices_of_q1, st.randoms(use_true_random=False))
def test_no_more_is_accepted_than_was_decided_whatever_the_order_and_the_name(
    lots, choices, random
):
    keyed = [lot | {"lot_id": f"L{place}"} for place, lot in enumerate(lots)]
    rows = read("Q1", choices, inspection_lots=keyed)
    assert all(row[2] <= row[3] for row in rows.values() if row[2] is not None)
    random.shuffle(keyed)
    assert read("Q1", choices, inspection_lots=keyed) == rows
    renamed = [lot | {"supplier_id": "Ünal & Søn"} for lot in keyed]
    assert (
        read(
            "Q1",
            choices,
            suppliers=[{"supplier_id": "Ünal & Søn"}],
            inspection_lots=renamed,
        )
        == rows
    )
