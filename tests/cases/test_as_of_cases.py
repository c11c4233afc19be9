"""Cases of the as-of date: where an extract's knowledge ends when nobody says so."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from cases import case_folder, case_home, open_case
from small_world import small_home

from srmlib.cli import main
from srmlib.errors import DataFaults
from srmlib.load.building import Published
from srmlib.load.publish import load_extract
from srmlib.rules.schema import DATE, TABLES, TIME
from srmlib.snapshot import Snapshot, open_snapshot
from srmlib.snapshot.database import statement
from srmlib.workspace import Workspace


def outcomes(snapshot: Snapshot) -> dict[str, str]:
    """What became of each schedule line under the agreed definition of D1."""
    rows = snapshot.records("SELECT row_id, outcome FROM d1_rows WHERE basis = 'agreed'")
    return {row["row_id"]: row["outcome"] for row in rows}


def d1(snapshot: Snapshot) -> tuple[int, int]:
    found = snapshot.records(
        "SELECT SUM(numerator) AS met, SUM(denominator) AS due FROM d1_rows WHERE basis = 'agreed'"
        " AND is_counted"
    )
    return int(found[0]["met"]), int(found[0]["due"])


@pytest.mark.case("36-as-of-without-posting-day")
def test_the_last_day_of_anything_that_happened_ends_what_is_known(tmp_path):
    with open_case("36-as-of-without-posting-day", tmp_path) as snapshot:
        assert snapshot.as_of == date(2026, 8, 5)
        assert snapshot.id.startswith("2026-08-05-")
        assert snapshot.as_of_words == "the last day in receipts.docked_on"
        assert outcomes(snapshot) == {"A/1": "on_time", "A/2": "late", "A/3": "on_time"}
        assert d1(snapshot) == (2, 3)
        assert snapshot.rows_after() == []


@pytest.mark.case("36c-with-posting-day")
def test_with_a_day_of_posting_it_is_the_same(tmp_path):
    with open_case("36c-with-posting-day", tmp_path) as snapshot:
        assert (snapshot.as_of, d1(snapshot)) == (date(2026, 8, 5), (2, 3))


@pytest.mark.parametrize(
    ("name", "told", "row"),
    [
        pytest.param(
            "36b-order-typo",
            "schedule_lines.csv, row 3: ordered_on is '2062-06-01', expected a day no more than 180"
            " days after all others of case: they end on 2026-07-10, 13,110 days before.",
            "1 row of schedule_lines is of days after it, which count as still to come (the last:"
            " ordered_on 2062-06-01)",
            marks=pytest.mark.case("36b-order-typo"),
        ),
        pytest.param(
            "36-year-typo",
            "receipts.csv, row 3: docked_on is '2062-07-18', expected a day no more than 180 days"
            " after all others of case: they end on 2026-07-10, 13,157 days before.",
            "1 row of receipts is of days after it, which count as still to come (the last: docked_on"
            " 2062-07-18)",
            marks=pytest.mark.case("36-year-typo"),
        ),
    ],
)
def test_a_lone_far_off_day_is_refused_until_a_person_says_the_date(
    tmp_path, name, told, row
):
    home, folder = case_home(name, tmp_path), case_folder(name)
    with pytest.raises(DataFaults) as caught:
        load_extract(home, str(folder / "source"), folder / "files")
    assert caught.value.codes == {"far_off_day"}
    assert told in str(caught.value)
    assert "--as-of 2026-07-10" in str(caught.value)
    published = load_extract(
        home, str(folder / "source"), folder / "files", as_of=date(2026, 7, 10)
    )
    assert published.told == ["as of 2026-07-10: as stated", row]
    with open_snapshot(home) as snapshot:
        assert outcomes(snapshot)["A/1"] == "on_time"
        assert outcomes(snapshot)["A/2"] == "not_due"
        assert [str(after) for after in snapshot.rows_after()] == [row]


LINE = {"ordered_on": "2026-06-01", "requested_on": "2026-07-10"}
TICKET = {"supplier_id": "S", "priority": "P1", "opened_at": "2026-07-20 08:00:00"}
INVOICE = {
    "supplier_id": "S",
    "invoiced_on": "2026-07-20",
    "due_on": "2026-12-20",
    "amount": "5.00",
    "currency": "EUR",
    "correction": "none",
    "is_credit": "false",
}
# Per thing that happened: rows, the as-of date they end on, and what says so.
ENDS = {
    "a payment, not a due date": (
        {"invoice_lines": [INVOICE | {"paid_on": "2026-08-20"}]},
        "2026-08-20",
        "the last day in invoice_lines.paid_on",
    ),
    "a cancellation, not the day asked for": (
        {"schedule_lines": [LINE | {"status": "cancelled", "cancelled_on": "2026-06-09"}]},
        "2026-06-09",
        "the last day in schedule_lines.cancelled_on",
    ),
    "a confirmation, not the day it promises": (
        {
            "schedule_lines": [LINE],
            "confirmations": [
                {"line_id": "1", "confirmed_on": "2026-06-03", "for_on": "2026-09-09"}
            ],
        },
        "2026-06-03",
        "the last day in confirmations.confirmed_on",
    ),
    "a meeting held, not one planned": (
        {
            "schedule_lines": [LINE],
            "meetings": [
                {"supplier_id": "S", "planned_on": "2026-09-09", "held_on": "2026-06-05"}
            ],
        },
        "2026-06-05",
        "the last day in meetings.held_on",
    ),
    "a ticket resolved, known at the next midnight": (
        {"tickets": [TICKET | {"resolved_at": "2026-07-21 15:00:00"}]},
        "2026-07-22",
        "the day after the last time in tickets.resolved_at",
    ),
}


def load_unstated(root: Path, as_of: date | None = None, **facts) -> Published:
    """Rows loaded from a source that states no as-of date."""
    home = small_home(root, **facts)
    toml = root / "source" / "source.toml"
    toml.write_text(toml.read_text().replace('as_of = "2026-10-02"\n', ""))
    return load_extract(home, str(root / "source"), root / "files", as_of)


@pytest.mark.parametrize(("facts", "as_of", "words"), ENDS.values(), ids=ENDS)
def test_what_happened_ends_what_is_known_and_plans_do_not(tmp_path, facts, as_of, words):
    published = load_unstated(tmp_path, **facts)
    assert published.told == [f"as of {as_of}: {words}"]


def test_a_ticket_of_the_last_day_is_read(tmp_path):
    load_unstated(tmp_path, tickets=[TICKET | {"resolved_at": "2026-07-21 15:00:00"}])
    with open_snapshot(Workspace(tmp_path / "home")) as snapshot:
        rows = snapshot.records("SELECT outcome FROM s3_rows WHERE basis = 'agreed'")
        assert "open" not in {row["outcome"] for row in rows}


def test_a_time_ends_on_its_day_in_the_zone_of_the_plant(tmp_path):
    ticket = TICKET | {"resolved_at": "2026-07-21 22:30:00"}
    published = load_unstated(tmp_path, time_zone="Europe/Berlin", tickets=[ticket])
    assert published.as_of == date(2026, 7, 23)


def test_rows_after_a_stated_date_are_counted_per_table_and_told(tmp_path, capsys):
    """A row that tells of two later days is one row; a file is no fresher for them."""
    late = {"line_id": "1", "docked_on": "2026-08-01", "posted_on": "2026-08-03"}
    facts = {
        "schedule_lines": [LINE, LINE | {"ordered_on": "2026-07-02"}],
        "receipts": [
            late,
            late,
            {"line_id": "2", "docked_on": "2026-06-30", "posted_on": "2026-07-04"},
        ],
        "tickets": [TICKET | {"opened_at": "2026-07-01 00:00:00"}],
    }
    published = load_unstated(tmp_path, date(2026, 7, 1), **facts)
    told = [
        "1 row of schedule_lines is of days after it, which count as still to come (the last: ordered_on"
        " 2026-07-02)",
        "3 rows of receipts are of days after it, which count as still to come (the last: posted_on"
        " 2026-08-03)",
        "1 row of tickets is of times from that day on, which count as still to come (the last: opened_at"
        " 2026-07-01)",
    ]
    assert published.told == ["as of 2026-07-01: as stated", *told]
    with open_snapshot(Workspace(tmp_path / "home")) as snapshot:
        files = snapshot.records("SELECT file, last_event_on FROM extracts")
        last = {row["file"]: row["last_event_on"] for row in files}
    assert last["schedule_lines.csv"] == date(2026, 6, 1)
    assert last["receipts.csv"] == date(2026, 6, 30)
    assert main(["--home", str(tmp_path / "home"), "status"]) == 0
    said = capsys.readouterr().out
    assert "as of 2026-07-01 (as stated)" in said
    assert all(line in said for line in told)


def test_several_typing_errors_are_all_named(tmp_path):
    lines = [LINE] * 10 + [
        LINE | {"ordered_on": "2027-05-30"},
        LINE | {"ordered_on": "2062-06-01"},
    ]
    with pytest.raises(DataFaults) as caught:
        load_unstated(tmp_path, schedule_lines=lines)
    assert "row 12: ordered_on is '2027-05-30'" in str(caught.value)
    assert "row 13: ordered_on is '2062-06-01'" in str(caught.value)


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([LINE] * 9 + [LINE | {"ordered_on": "2026-11-28"}], id="180 days"),
        pytest.param(
            [LINE] * 9 + [LINE | {"ordered_on": "2027-06-01"}] * 4, id="more than few"
        ),
        pytest.param([LINE, LINE | {"ordered_on": "2027-06-01"}], id="as many as before"),
    ],
)
def test_a_later_day_that_is_no_exception_is_taken(tmp_path, lines):
    published = load_unstated(tmp_path, schedule_lines=lines)
    assert str(published.as_of) == lines[-1]["ordered_on"]


def test_no_plan_promise_or_due_date_happened():
    """Of all columns of days and times, those that did not happen are plans, or hold for a span."""
    plans = {
        f"{table.name}.{column.name}"
        for table in TABLES
        for column in table.columns
        if column.type in (DATE, TIME) and not column.happened
    }
    assert plans == {
        "bill_of_materials.valid_from",
        "bill_of_materials.valid_until",
        "approved_vendors.valid_from",
        "approved_vendors.valid_until",
        "schedule_lines.requested_on",
        "schedule_lines.first_confirmed_on",
        "schedule_lines.last_confirmed_on",
        "schedule_lines.promised_on",
        "schedule_lines.ship_by_on",
        "schedule_lines.ship_by_at",
        "cost_controls.month_on",
        "cost_reports.since_on",
        "cost_reports.until_on",
        "rates.valid_from",
        "confirmations.for_on",
        "corrective_actions.first_due_on",
        "corrective_actions.due_on",
        "invoice_lines.due_on",
        "customer_promises.first_promised_on",
        "customer_promises.promised_on",
        "forecasts.month_on",
        "meetings.planned_on",
        "mergers.merged_on",
    }


FAR = {
    "a receipt of 2062 beside its line": ("2026-06-01", ["2062-07-10"], "docked_on"),
    "a line of 2062 beside its receipt": ("2062-06-01", ["2026-07-10"], "ordered_on"),
    "four receipts of twelve": (
        "2026-06-01",
        ["2026-07-10"] * 8 + ["2062-07-10"] * 4,
        "docked_on",
    ),
}


@pytest.mark.parametrize(("ordered_on", "docked", "column"), FAR.values(), ids=FAR)
def test_days_years_behind_all_others_are_refused_up_to_half_of_them(
    tmp_path, ordered_on, docked, column
):
    lines = [
        LINE | {"line_id": f"A/{n}", "ordered_on": ordered_on} for n in range(len(docked))
    ]
    receipts = [{"line_id": f"A/{n}", "docked_on": day} for n, day in enumerate(docked)]
    with pytest.raises(DataFaults) as caught:
        load_unstated(tmp_path, schedule_lines=lines, receipts=receipts)
    assert caught.value.codes == {"far_off_day"}
    assert f"{column} is '2062-" in str(caught.value)


def test_a_lot_of_a_receipt_after_the_as_of_date_is_not_known_yet(tmp_path):
    receipts = [
        {"receipt_id": "R1", "line_id": "A/1"},
        {
            "receipt_id": "R2",
            "line_id": "A/1",
            "docked_on": "2026-09-20",
            "posted_on": "2026-09-20",
        },
    ]
    lot = {"supplier_id": "S", "part_id": "P", "lot_qty": "10", "decision": "accept"}
    lots = [
        lot | {"lot_id": "L1", "receipt_id": "R1", "decided_on": "2026-07-12"},
        lot | {"lot_id": "L2", "receipt_id": "R2", "decided_on": "2026-09-21"},
        lot | {"lot_id": "L3", "receipt_id": "R2", "decided_on": "2026-07-12"},
        lot | {"lot_id": "L4", "receipt_id": "R1", "decided_on": "2026-09-21"},
    ]
    lines = [
        LINE | {"line_id": "A/1"},
        LINE | {"line_id": "A/2", "ordered_on": "2026-08-01"},
    ]
    home = small_home(
        tmp_path,
        as_of="2026-07-15",
        schedule_lines=lines,
        receipts=receipts,
        inspection_lots=lots,
    )
    with open_snapshot(home) as snapshot:
        rows = snapshot.records(
            "SELECT row_id, outcome FROM q1_rows WHERE basis = 'agreed'"
        )
        checks = snapshot.records(
            statement("facts/checks"),
            {"supplier_id": "S", "start": date(2026, 7, 1), "until": date(2026, 10, 1)},
        )
    # L3 is decided by then, but before its receipt came.
    assert {row["row_id"]: row["outcome"] for row in rows} == {
        "L1": "accepted",
        "L3": "backwards",
        "L4": "open",
    }
    counted = {row["looked_for"]: (row["row_count"], row["looked_at"]) for row in checks}
    assert counted["not_due"] == (0, 1)
    assert counted["order_date_unknown"] == (0, 1)
