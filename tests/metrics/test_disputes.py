"""Disputed rows: the number with every open claim granted to the one firm, then to the other."""

from __future__ import annotations

import pytest
from small_world import small_world

from srmlib.facts import SupplierQuarter
from srmlib.metrics.disputes import disputed_range, disputes_of
from srmlib.rules.calendar import Quarter
from srmlib.snapshot.definitions import definition_of

Q3 = Quarter.parse("2026Q3")
TICKET = {
    "opened_at": "2026-07-01 10:00:00",
    "priority": "P1",
    "target_minutes": "60",
    "first_response_at": "2026-07-01 10:30:00",
}
LATE = {"first_response_at": "2026-07-01 15:00:00"}
CLAIM = {
    "metric_id": "S1",
    "supplier_id": "S",
    "raised_by": "supplier",
    "raised_on": "2026-09-01",
    "claim": "met",
    "state": "open",
}


def tickets(count: int, supplier_id: str = "S", **last: str) -> list[dict]:
    return [
        {"supplier_id": supplier_id}
        | TICKET
        | {"ticket_id": f"T{i}"}
        | (last if i == count else {})
        for i in range(1, count + 1)
    ]


def ranged(folder, metric_id, claims, **tables):
    disputes = [
        CLAIM | {"dispute_id": f"D{i}", "metric_id": metric_id} | claim
        for i, claim in enumerate(claims, start=1)
    ]
    with small_world(folder, disputes=disputes, **tables) as snapshot:
        return disputed_range(
            snapshot, definition_of(snapshot.con, metric_id, "S"), "S", Q3
        )


CASES = {
    "a late one may have been in time": ([{"row_id": "T10"}], LATE, (100.0, 90.0, 1)),
    "a late one may not count": (
        [{"row_id": "T10", "claim": "not_counted"}],
        LATE,
        (100.0, 90.0, 1),
    ),
    "one in time may have been missed": (
        [{"row_id": "T1", "raised_by": "buyer", "claim": "missed"}],
        {},
        (100.0, 90.0, 1),
    ),
    "both firms claim the same row": (
        [
            {"row_id": "T1", "raised_by": "buyer", "claim": "missed"},
            {"row_id": "T1", "claim": "not_counted"},
        ],
        LATE,
        (100 * 8 / 9, 80.0, 2),
    ),
    "refused and accepted ones move nothing": (
        [
            {"row_id": "T10", "state": "refused", "answer": "The clock ran at night."},
            {"row_id": "T1", "state": "accepted"},
        ],
        LATE,
        None,
    ),
    "refused without a word stays open": (
        [{"row_id": "T10", "state": "refused"}],
        LATE,
        (100.0, 90.0, 1),
    ),
    "of a row that is not there": ([{"row_id": "T99"}], LATE, None),
}


@pytest.fixture(scope="module")
def cases(tmp_path_factory):
    """Each case with a supplier of its own, by the case's name; a ticket's number begins with
    it.
    """
    disputes, sent = [], []
    for name, (claims, last, _) in CASES.items():
        disputes += [
            CLAIM
            | {"dispute_id": f"{name} D{i}", "supplier_id": name}
            | claim
            | {"row_id": f"{name} {claim['row_id']}"}
            for i, claim in enumerate(claims)
        ]
        sent += [
            ticket | {"ticket_id": f"{name} {ticket['ticket_id']}"}
            for ticket in tickets(10, name, **last)
        ]
    suppliers = [{"supplier_id": name, "name": name} for name in CASES]
    with small_world(
        tmp_path_factory.mktemp("cases"),
        suppliers=suppliers,
        disputes=disputes,
        tickets=sent,
    ) as snapshot:
        yield snapshot


@pytest.mark.parametrize("name", CASES)
def test_how_far_open_claims_move_a_share(cases, name):
    *_, expected = CASES[name]
    found = disputed_range(cases, definition_of(cases.con, "S1", name), name, Q3)
    assert (found and (found.for_supplier, found.for_buyer, found.open_count)) == (
        expected and pytest.approx(expected)
    )


def test_where_less_is_better_a_claim_that_is_met_takes_the_row_out_of_the_numerator(
    tmp_path,
):
    notices = [
        {
            "notice_id": f"N{i}",
            "supplier_id": "S",
            "part_id": "P",
            "found_on": "2026-08-01",
            "found_at": "line",
            "defect_code": "A",
            "claimed_qty": "1",
            "cause": "open",
        }
        for i in range(1, 5)
    ]
    action = {
        "action_id": "A",
        "supplier_id": "S",
        "part_id": "P",
        "defect_code": "A",
        "issued_on": "2026-01-01",
        "due_on": "2026-02-01",
        "verified_on": "2026-02-01",
    }
    found = ranged(
        tmp_path,
        "Q4",
        [{"row_id": "N1"}],
        quality_notices=notices,
        corrective_actions=[action],
    )
    assert (found.for_supplier, found.for_buyer) == (75.0, 100.0)


def test_a_defect_that_is_disputed_weighs_its_quantity(tmp_path):
    notice = {
        "notice_id": "N",
        "supplier_id": "S",
        "found_on": "2026-08-01",
        "found_at": "line",
        "claimed_qty": "5",
        "confirmed_qty": "5",
        "cause": "open",
    }
    found = ranged(
        tmp_path,
        "Q2",
        [{"row_id": "N"}],
        quality_notices=[notice],
        schedule_lines=[{}],
        receipts=[{"line_id": "1"}],
    )
    assert (found.for_supplier, found.for_buyer) == (0.0, 500_000.0)


def test_a_statistic_of_values_has_no_range(tmp_path):
    restored = {"restored_at": "2026-07-01 16:00:00", "resolved_at": "2026-07-01 16:00:00"}
    assert (
        ranged(
            tmp_path,
            "S3",
            [{"row_id": "T1", "raised_by": "buyer", "claim": "missed"}],
            tickets=tickets(9, **restored),
        )
        is None
    )


def test_a_dispute_over_few_rows_is_told_without_numbers(tmp_path):
    claim = CLAIM | {"dispute_id": "D", "row_id": "T2"}
    with small_world(tmp_path, disputes=[claim], tickets=tickets(2, **LATE)) as snapshot:
        facts = SupplierQuarter(snapshot, "S", Q3).facts
        assert list(disputes_of(snapshot, "S", Q3)["dispute_id"]) == ["D"]
    from srmlib.words.metric import disputed_words

    assert (
        disputed_words(facts.reading("S1"))
        == "One ticket is disputed; there are too few tickets to say how far the dispute moves the"
        " number"
    )


def test_a_dispute_raised_after_the_as_of_date_is_not_known_yet(tmp_path):
    claims = [
        CLAIM | {"dispute_id": f"D{day}", "row_id": "T2", "raised_on": f"2026-09-{day}"}
        for day in ("15", "16")
    ]
    with small_world(
        tmp_path, as_of="2026-09-15", disputes=claims, tickets=tickets(2, **LATE)
    ) as snapshot:
        found = disputed_range(snapshot, definition_of(snapshot.con, "S1", "S"), "S", Q3)
        assert list(disputes_of(snapshot, "S", Q3)["dispute_id"]) == ["D15"]
    assert found is not None and found.open_count == 1


def test_a_dispute_over_a_row_that_is_not_there_is_told(tmp_path):
    named = {
        "D1": {"row_id": "T1"},
        "D2": {"row_id": "T01"},
        "D3": {"metric_id": "D9", "row_id": "T1"},
        "D4": {"row_id": "T1", "supplier_id": "T"},
        "D5": {"row_id": "T99", "raised_on": "2026-12-01"},
    }
    claims = [CLAIM | {"dispute_id": name} | more for name, more in named.items()]
    suppliers = [{"supplier_id": name, "name": name} for name in "ST"]
    with small_world(
        tmp_path, suppliers=suppliers, disputes=claims, tickets=tickets(1)
    ) as snapshot:
        found = snapshot.con.execute(
            "SELECT source_row, seen FROM plausibility_rows WHERE looked_for = 'dispute_row' ORDER"
            " BY source_row"
        ).fetchall()
    assert found == [
        (3, "there is no row T01 of a metric S1"),
        (4, "there is no row T1 of a metric D9"),
        (5, "S1 row T1 is of S, not T"),
    ]
