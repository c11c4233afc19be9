"""Deliveries: what counts of a line, when nobody can tell, and by which quantity."""

from __future__ import annotations

import pytest
from cases import case_folder, case_home, open_case
from explained import agrees
from small_world import small_home, small_world

from srmlib.cli import main
from srmlib.encoding import encoded
from srmlib.explain import explain
from srmlib.facts import SupplierQuarter
from srmlib.facts.data import checks_of
from srmlib.facts.suppliers import suppliers_with_activity
from srmlib.load.publish import load_extract
from srmlib.metrics.catalogue import readings_of
from srmlib.metrics.rows import rows_behind
from srmlib.rules.calendar import Quarter
from srmlib.snapshot import open_snapshot
from srmlib.workspace import Workspace

Q3 = Quarter.parse("2026Q3")
BY_QUANTITY = "D1: {switches: {agreed: {unit: quantity}}}"


def reading(snapshot, metric_id: str = "D1", supplier_id: str = "S", quarter: Quarter = Q3):
    return next(r for r in readings_of(snapshot, supplier_id, quarter) if r.id == metric_id)


def too_little(of: str, between: str = "") -> str:
    """What is said where the evidence of more than a fifth of the quarter's lines is wanting, and
    between what the value lies, where that can be told.
    """
    value = f"; with these the value lies between {between}" if between else ""
    return f"Too little is known to judge: evidence is missing for {of}{value}."


def counted(snapshot, metric_id: str = "D1", supplier_id: str = "S") -> tuple:
    one = reading(snapshot, metric_id, supplier_id)
    return one.numerator, one.denominator


def outcomes(snapshot, metric_id: str = "D1") -> dict[str, str]:
    """What became of each line on the agreed basis."""
    found = snapshot.con.execute(
        "SELECT row_id, outcome FROM " + metric_id.lower() + "_rows WHERE basis = 'agreed'"
    )
    return dict(found.fetchall())


@pytest.mark.case("01-duplicated-receipt")
def test_the_ordered_quantity_is_counted_once_for_two_receipts(tmp_path):
    with open_case("01-duplicated-receipt", tmp_path) as snapshot:
        assert counted(snapshot) == (10, 10)


@pytest.mark.case("02-over-receipt")
def test_no_more_counts_than_was_ordered(tmp_path):
    with open_case("02-over-receipt", tmp_path) as snapshot:
        assert counted(snapshot) == (10, 20)
        assert outcomes(snapshot) == {"A/1": "on_time", "A/2": "late"}


@pytest.mark.case("03-line-cut-to-zero")
def test_a_line_cut_to_nothing_is_left_out(tmp_path):
    with open_case("03-line-cut-to-zero", tmp_path) as snapshot:
        assert counted(snapshot) == (1, 1)
        nothing = reading(snapshot, supplier_id="T")
        assert (nothing.value, nothing.state) == (None, "no_data")


@pytest.mark.case("05-quantity-on-time-60pct")
def test_six_of_ten_pieces_in_time_are_sixty_per_cent(tmp_path):
    with open_case("05-quantity-on-time-60pct", tmp_path) as snapshot:
        assert counted(snapshot) == (6, 10)
        assert reading(snapshot).value == 60
        said = repr(explain(snapshot, "A/1"))
        assert "How much of it came in time? 6 of 10." in said
        assert "Numerator (quantity in piece on time): 6" in said


@pytest.mark.case("31-lead-time-per-line")
def test_lead_times_are_of_each_line_and_never_negative(tmp_path):
    workspace = case_home("31-lead-time-per-line", tmp_path)
    agreed_on = workspace.root / "data/definitions/case.yaml"
    agreed_on.write_text("D3: {switches: {agreed: {start: ordered}}}", encoding="utf-8")
    folder = case_folder("31-lead-time-per-line")
    load_extract(workspace, str(folder / "source"), folder / "files")
    with open_snapshot(workspace) as snapshot:
        rows = rows_behind(snapshot, "D3", "S", Q3).set_index("row_id")
        assert rows["numerator"][["A/1", "A/2"]].tolist() == [9, 20]
        assert rows["outcome"]["A/3"] == "backwards"
        assert reading(snapshot, "D3").value == pytest.approx(18.9 - 14.5)


@pytest.mark.case("40-closed-short-by-the-buyer")
def test_a_line_closed_short_by_the_buyer_is_complete(tmp_path):
    """The extract does not say who closed a line: the firms agree that closing is the buyer's."""
    folder = case_folder("40-closed-short-by-the-buyer")
    workspace = Workspace(tmp_path / "home")
    (workspace.root / "data/definitions").mkdir(parents=True)
    (workspace.root / "data/definitions/case.yaml").write_text(
        "D1: {switches: {agreed: {closed: any}, supplier: {closed: short}}}",
        encoding="utf-8",
    )
    load_extract(workspace, str(folder / "source"), folder / "files")
    with open_snapshot(workspace) as snapshot:
        assert outcomes(snapshot) == {"A/1": "on_time", "A/2": "short"}
        assert reading(snapshot).bases["supplier"].value == 0
        assert "no more than what came was still wanted" in repr(explain(snapshot, "A/1"))


# --- The same kinds, elsewhere


def test_closing_counts_by_default_where_the_extract_says_that_the_buyer_did_it(tmp_path):
    lines = [
        {"status": "closed", "closed_by": "buyer", "closed_on": "2026-07-10"},
        {"status": "closed", "closed_by": "buyer", "closed_on": "2026-07-11"},
        {"status": "closed", "closed_by": "supplier", "closed_on": "2026-07-10"},
        {"status": "closed", "closed_by": "", "closed_on": ""},
    ]
    receipts = [{"line_id": str(i), "received_qty": "6"} for i in range(1, 5)]
    with small_world(tmp_path, schedule_lines=lines, receipts=receipts) as snapshot:
        assert outcomes(snapshot) == {
            "1": "on_time",
            "2": "short",
            "3": "short",
            "4": "short",
        }


def test_a_line_closed_by_the_buyer_is_weighed_by_what_was_still_wanted(tmp_path):
    lines = [
        {"status": "closed", "closed_by": "buyer"},
        {"status": "open", "closed_by": ""},
    ]
    receipts = [
        {"line_id": "1", "received_qty": "4"},
        {"line_id": "1", "received_qty": "2", "docked_on": "2026-07-20"},
        {"line_id": "2", "received_qty": "6"},
    ]
    with small_world(
        tmp_path, definitions=BY_QUANTITY, schedule_lines=lines, receipts=receipts
    ) as snapshot:
        assert counted(snapshot) == (4 + 6, 6 + 10)


def test_quantity_on_time_keeps_to_the_window_and_to_what_stayed(tmp_path):
    """Six days early is too early, what went back did not come, and a line with nothing in time
    counts in full against the firm.
    """
    agreed = "D1: {switches: {agreed: {unit: quantity, early_days: 5, returns: undo}}}"
    receipts = [
        {"line_id": "1", "received_qty": "3", "docked_on": "2026-07-04"},
        {"line_id": "1", "received_qty": "7"},
        {"line_id": "2", "receipt_id": "whole"},
        {
            "line_id": "2",
            "kind": "return",
            "of_receipt_id": "whole",
            "received_qty": "1",
            "docked_on": "2026-07-20",
        },
    ]
    with small_world(
        tmp_path, definitions=agreed, schedule_lines=[{}] * 3, receipts=receipts
    ) as snapshot:
        assert counted(snapshot) == (7 + 9 + 0, 30)
        assert outcomes(snapshot) == {"1": "partly", "2": "partly", "3": "overdue"}


def test_quantity_on_time_leaves_out_what_has_no_quantity(tmp_path):
    """The late one too: where those in time cannot be told, those too late do not count either."""
    receipts = [
        {"line_id": "1", "received_qty": ""},
        {"line_id": "2", "received_qty": "", "docked_on": "2026-07-20"},
        {"line_id": "3"},
    ]
    lines = [{}, {}, {}, {"ordered_qty": ""}]
    with small_world(
        tmp_path, definitions=BY_QUANTITY, schedule_lines=lines, receipts=receipts
    ) as snapshot:
        assert counted(snapshot) == (10, 10)
        assert reading(snapshot).notes == [
            "Left out: 3 lines of which a quantity is not known.",
            too_little("3 of 4 lines"),
        ]


def test_half_a_per_cent_is_a_tolerance(tmp_path):
    agreed = "D1: {switches: {agreed: {full_percent: 99.5}, buyer: {over_percent: 0.5}}}"
    receipts = [
        {"line_id": "1", "received_qty": "9.95"},
        {"line_id": "2", "received_qty": "9.94"},
        {"line_id": "3", "received_qty": "10.06"},
    ]
    with small_world(
        tmp_path, definitions=agreed, schedule_lines=[{}] * 3, receipts=receipts
    ) as snapshot:
        one = reading(snapshot)
        assert (one.numerator, one.denominator) == (2, 3)
        assert one.bases["buyer"].numerator == 1
        assert encoded(one.bases["agreed"].switches)["full_percent"] == 99.5
        assert "Full is 9.95." in repr(explain(snapshot, "1"))


def test_lines_without_a_due_date_are_told_everywhere(tmp_path, capsys):
    """None of four lines has a due date: that is a reason, and not nothing."""
    lines = [{"requested_on": ""}] * 3 + [{"requested_on": "", "ordered_on": ""}]
    receipts = [
        {"line_id": "1"},
        {"line_id": "2", "received_qty": ""},
        {"line_id": "3", "docked_on": "2026-06-20"},
    ]
    workspace = small_home(
        tmp_path, as_of="2026-09-02", schedule_lines=lines, receipts=receipts
    )
    with open_snapshot(workspace) as snapshot:
        d1, d3 = reading(snapshot), reading(snapshot, "D3")
        assert (d1.value, d1.state) == (None, "no_data")
        assert d1.notes == d3.notes == ["Left out: 3 lines without a due date."]
        rows = rows_behind(snapshot, "D1", "S", Q3)
        assert rows["row_id"].tolist() == ["1", "2", "4"]
        assert rows["counted_on"].astype(str).tolist() == [
            "2026-07-10",
            "2026-07-10",
            "2026-09-02",
        ]
        assert set(rows["outcome"]) == {"no_due_date"}
        assert not rows["is_counted"].any()
        checks = {check.name: check.rows for check in checks_of(snapshot, "S", Q3)}
        assert checks["Lines without a due date"] == 3
        assert checks["Received lines without a received quantity"] == 1
        assert [s.supplier_id for s in suppliers_with_activity(snapshot, Q3)] == ["S"]
        assert "It is listed on 10 July 2026." in repr(explain(snapshot, "1"))
        assert explain(snapshot, "1", "D3").outcome == "no_due_date"
        quarter = SupplierQuarter(snapshot, "S", Q3)
        assert set(quarter.rows("D3")["outcome"]) == {"no_due_date"}
    source, files = tmp_path / "source", tmp_path / "files"
    assert (
        main(["--home", str(workspace.root), "check", str(source), "--files", str(files)])
        == 0
    )
    said = capsys.readouterr().out
    line = next(
        row for row in said.splitlines() if row.startswith("D1") and "schedule_l" in row
    )
    assert (
        "last_confirmed_on and requested_on and promised_on are empty on 4 of 4 rows"
        in line
    )


def test_one_line_without_a_due_date_does_not_hide_behind_the_others(tmp_path):
    lines = [{}, {}, {"requested_on": ""}]
    with small_world(
        tmp_path, schedule_lines=lines, receipts=[{"line_id": str(i)} for i in (1, 2, 3)]
    ) as snapshot:
        assert counted(snapshot) == (2, 2)
        assert reading(snapshot).notes == [
            "Left out: 1 line without a due date.",
            too_little("1 of 3 lines", "66.7% and 100.0%"),
        ]
        assert outcomes(snapshot, "D3")["3"] == "no_due_date"


def test_a_line_of_nothing_is_not_missing_its_date(tmp_path):
    lines = [{}, {"requested_on": "", "ordered_qty": "0"}]
    with small_world(
        tmp_path, schedule_lines=lines, receipts=[{"line_id": "1"}]
    ) as snapshot:
        assert outcomes(snapshot)["2"] == outcomes(snapshot, "D3")["2"] == "nothing_ordered"
        assert reading(snapshot).notes == []
        assert explain(snapshot, "2").outcome == "nothing_ordered"


CANCELLED = {"status": "cancelled", "cancelled_on": "2026-07-01"}


@pytest.mark.parametrize(
    ("choice", "expected"), [("out", (1, 1)), ("in", (2, 4))], ids=["out", "in"]
)
def test_a_cancelled_line_counts_by_one_rule_whatever_became_of_it(
    tmp_path, choice, expected
):
    """Received in time, received late, never received; and a line that was not cancelled."""
    lines = [CANCELLED, CANCELLED, CANCELLED, {"status": "open", "cancelled_on": ""}]
    receipts = [
        {"line_id": "1"},
        {"line_id": "2", "docked_on": "2026-07-12"},
        {"line_id": "4"},
    ]
    confirmations = [
        {"line_id": str(i), "confirmed_on": "2026-06-03", "for_on": "2026-07-10"}
        for i in range(1, 5)
    ]
    agreed = "\n".join(
        f"{metric}: {{switches: {{agreed: {{cancelled: '{choice}'}}}}}}"
        for metric in ("D1", "D2")
    )
    with small_world(
        tmp_path,
        definitions=agreed,
        schedule_lines=lines,
        receipts=receipts,
        confirmations=confirmations,
    ) as snapshot:
        assert counted(snapshot) == expected
        assert counted(snapshot, "D2") == expected
        for metric_id in ("D1", "D2"):
            for line in "123":
                assert "Yes, on 1 July 2026." in repr(explain(snapshot, line, metric_id))


def test_an_unfinished_quarter_counts_what_was_due_and_not_what_came_early(tmp_path):
    """Due on the as-of date and here counts; due later does not, here or not."""
    days = ["2026-08-01", "2026-08-15", "2026-08-15", "2026-09-01", "2026-09-01"]
    lines = [{"requested_on": day} for day in days]
    confirmations = [
        {"line_id": str(i), "confirmed_on": "2026-06-03", "for_on": day}
        for i, day in enumerate(days, start=1)
    ]
    with small_world(
        tmp_path,
        as_of="2026-08-15",
        schedule_lines=lines,
        receipts=[{"line_id": "2"}, {"line_id": "4"}],
        confirmations=confirmations,
    ) as snapshot:
        expected = {
            "1": "overdue",
            "2": "on_time",
            "3": "not_due",
            "4": "not_due",
            "5": "not_due",
        }
        assert outcomes(snapshot) == outcomes(snapshot, "D2") == expected
        assert counted(snapshot) == (1, 2)
        assert outcomes(snapshot, "D3")["4"] == "not_due"


def test_a_quantity_that_is_not_known_leaves_a_line_out_whatever_became_of_it(tmp_path):
    lines = [{}, {}, {"ordered_qty": ""}, {"ordered_qty": ""}, {}]
    receipts = [
        {"line_id": "1", "received_qty": ""},
        {"line_id": "2", "received_qty": "", "docked_on": "2026-07-20"},
        {"line_id": "3"},
        {"line_id": "5"},
    ]
    confirmations = [
        {"line_id": str(i), "confirmed_on": "2026-06-03", "for_on": "2026-07-10"}
        for i in range(1, 6)
    ]
    with small_world(
        tmp_path, schedule_lines=lines, receipts=receipts, confirmations=confirmations
    ) as snapshot:
        left_out = dict.fromkeys("1234", "unknown_qty")
        assert outcomes(snapshot) == outcomes(snapshot, "D2") == left_out | {"5": "on_time"}
        assert outcomes(snapshot, "D3") == left_out | {"5": "received"}
        assert reading(snapshot).notes == [
            "Left out: 4 lines of which a quantity is not known.",
            too_little("4 of 5 lines", "20.0% and 100.0%"),
        ]
        checks = {check.name: check.rows for check in checks_of(snapshot, "S", Q3)}
        assert checks["Lines without an ordered quantity"] == 2


def test_where_no_quantity_is_known_at_all_the_date_decides_and_the_name_says_so(tmp_path):
    receipts = [
        {"line_id": "1", "received_qty": ""},
        {"line_id": "2", "received_qty": "", "docked_on": "2026-07-20"},
    ]
    with small_world(tmp_path, schedule_lines=[{}] * 3, receipts=receipts) as snapshot:
        assert outcomes(snapshot) == {"1": "on_time", "2": "late", "3": "overdue"}
        one = reading(snapshot)
        assert one.definition.name == "On time (quantities not supplied)"
        assert one.notes == [
            "Received quantities are not supplied for 2 of 3 lines: there the date alone decides."
        ]


def test_a_confirmation_sent_afterwards_is_no_promise(tmp_path):
    """After the goods were here, or after the day it promises."""
    confirmations = [
        {"line_id": "1", "confirmed_on": "2026-07-11", "for_on": "2026-07-15"},
        {"line_id": "2", "confirmed_on": "2026-07-20", "for_on": "2026-07-15"},
        {"line_id": "3", "confirmed_on": "2026-07-10", "for_on": "2026-07-15"},
    ]
    with small_world(
        tmp_path,
        schedule_lines=[{}] * 4,
        receipts=[{"line_id": "1"}, {"line_id": "3"}],
        confirmations=confirmations,
    ) as snapshot:
        assert outcomes(snapshot, "D2") == {
            "1": "confirmed_late",
            "2": "confirmed_late",
            "3": "on_time",
            "4": "never_confirmed",
        }
        assert reading(snapshot, "D2").notes == [
            "Left out: 1 line that was never confirmed.",
            "Left out: 2 lines confirmed only after their day or after they came.",
        ]


def agreed(**switches: object) -> str:
    """A definition of D1 that both firms signed, judged from one line on."""
    said = ", ".join(f"{name}: {choice}" for name, choice in switches.items())
    return (
        "D1: {version: 1, min_n: 1, signed_by_buyer: B, signed_by_supplier: S, switches: {agreed:"
        f" {{{said}}}}}}}"
    )


EARLY_AND_LATE = [{"line_id": "1"}, {"line_id": "2", "docked_on": "2026-07-20"}]
PLACES = {"shipped": "shipped_on", "posted": "posted_on"}


@pytest.mark.parametrize("place", PLACES)
def test_where_the_day_that_counts_is_never_told_there_is_no_number(tmp_path, place):
    """Nor does the line count alone of which nothing came."""
    with small_world(
        tmp_path,
        definitions=agreed(place=place),
        schedule_lines=[{}] * 3,
        receipts=EARLY_AND_LATE,
        confirmations=[
            {"line_id": i, "confirmed_on": "2026-06-03", "for_on": "2026-07-10"}
            for i in "123"
        ],
    ) as snapshot:
        assert set(outcomes(snapshot).values()) == {"unknown_day"}
        assert outcomes(snapshot) == outcomes(snapshot, "D2") == outcomes(snapshot, "D3")
        one = reading(snapshot)
        assert (one.value, one.state, one.verdict) == (None, "no_data", None)
        told = ["Left out: 3 lines of which the day that counts as received is not known."]
        assert (
            one.notes
            == reading(snapshot, "D2").notes
            == reading(snapshot, "D3").notes
            == told
        )
        for metric_id in ("D1", "D2", "D3"):
            assert agrees(snapshot, metric_id, "S") == 3
        said = repr(explain(snapshot, "1"))
        assert "No: of this supplier it is never known on which day anything was" in said


@pytest.mark.parametrize(("place", "column"), PLACES.items())
def test_a_line_whose_day_is_not_told_counts_neither_way(tmp_path, place, column):
    """At the dock in time or late; and one of several receipts is enough."""
    lines = [{}] * 5
    receipts = [
        *[one | {column: ""} for one in EARLY_AND_LATE],
        {"line_id": "3", "received_qty": "6", column: "2026-07-09"},
        {"line_id": "3", "received_qty": "4", column: ""},
        {"line_id": "4", column: "2026-07-09"},
    ]
    with small_world(
        tmp_path, definitions=agreed(place=place), schedule_lines=lines, receipts=receipts
    ) as snapshot:
        unknown = dict.fromkeys("123", "unknown_day")
        assert outcomes(snapshot) == unknown | {"4": "on_time", "5": "overdue"}
        assert counted(snapshot) == (1, 2)
        assert reading(snapshot).notes == [
            "Left out: 3 lines of which the day that counts as received is not known.",
            too_little("3 of 5 lines", "20.0% and 80.0%"),
        ]
        assert agrees(snapshot, "D1", "S") == 5
        assert "No: the day it was" in repr(explain(snapshot, "3"))


def test_by_the_time_of_day_a_time_not_known_decides_nothing_on_its_last_day(tmp_path):
    """By the calendar it is in time, and with any time but midnight it is late."""
    receipts = [
        {"line_id": "1"},
        {"line_id": "2", "docked_at": "2026-07-10 08:00:00"},
        {"line_id": "3", "docked_on": "2026-07-09"},
        {"line_id": "4", "docked_on": "2026-07-11"},
    ]
    receipts = [{"docked_at": ""} | receipt for receipt in receipts]
    with small_world(
        tmp_path,
        definitions=agreed(clock="time"),
        schedule_lines=[{}] * 4,
        receipts=receipts,
    ) as snapshot:
        assert outcomes(snapshot) == {
            "1": "unknown_time",
            "2": "late",
            "3": "on_time",
            "4": "late",
        }
        # By the calendar, as D3 counts, the day is enough.
        assert set(outcomes(snapshot, "D3").values()) == {"received"}
        assert reading(snapshot).notes == [
            "Left out: 1 line that came at a time not known, on a day on which the time decides.",
            too_little("1 of 4 lines", "25.0% and 50.0%"),
        ]
        assert agrees(snapshot, "D1", "S") == 4


def test_where_changed_lines_do_not_count_one_perhaps_changed_does_not_either(tmp_path):
    """By a side not known. Where the day asked for is not known, the confirmed one tells whether it
    was inside the lead time.
    """
    undated = {"requested_on": "", "last_confirmed_on": "2026-07-10", "lead_days": "30"}
    known = {"requested_on": "2026-07-10", "last_confirmed_on": "", "lead_days": ""}
    changes = [
        {"line_id": line, "changed_on": "2026-07-05", "field": "date", "by_side": side}
        for line, side in [("1", ""), ("2", "buyer"), ("3", "supplier"), ("4", "buyer")]
    ]
    with small_world(
        tmp_path,
        definitions=agreed(changed="out"),
        schedule_lines=[known, undated, undated, known, known],
        receipts=[{"line_id": i} for i in "12345"],
        order_changes=changes,
    ) as snapshot:
        assert outcomes(snapshot) == {
            "1": "unknown_change",
            "2": "changed",
            "3": "on_time",
            "4": "changed",
            "5": "on_time",
        }
        assert counted(snapshot) == (2, 2)
        assert (
            "Left out: 1 line of which nobody knows whether the buyer changed it inside the lead time."
            in reading(snapshot).notes
        )
        assert outcomes(snapshot, "B1") == {
            "1": "unknown_side",
            "2": "changed",
            "3": "unchanged",
            "4": "changed",
            "5": "unchanged",
        }
        assert agrees(snapshot, "D1", "S") == agrees(snapshot, "B1", "S") == 5


def test_by_quantity_where_none_is_known_what_did_not_come_does_not_count_alone(tmp_path):
    receipts = [{"line_id": i, "received_qty": ""} for i in "12345"]
    with small_world(
        tmp_path,
        definitions=agreed(unit="quantity"),
        schedule_lines=[{}] * 6,
        receipts=receipts,
    ) as snapshot:
        assert set(outcomes(snapshot).values()) == {"unknown_qty"}
        one = reading(snapshot)
        assert (one.value, one.state, one.verdict) == (None, "no_data", None)
        assert one.notes == ["Left out: 6 lines of which a quantity is not known."]
        assert agrees(snapshot, "D1", "S") == 6


@pytest.mark.parametrize(("unit", "expected"), [("line", (1, 1)), ("quantity", (6, 6))])
def test_what_comes_after_a_line_was_closed_short_changes_nothing(tmp_path, unit, expected):
    line = {"status": "closed", "closed_by": "buyer", "closed_on": "2026-07-09"}
    receipts = [
        {"line_id": "1", "received_qty": "6", "docked_on": "2026-07-08"},
        {"line_id": "1", "received_qty": "2", "docked_on": "2026-07-20"},
    ]
    with small_world(
        tmp_path,
        definitions=agreed(unit=unit),
        schedule_lines=[line],
        receipts=receipts,
        confirmations=[
            {"line_id": "1", "confirmed_on": "2026-06-03", "for_on": "2026-07-10"}
        ],
    ) as snapshot:
        assert outcomes(snapshot) == outcomes(snapshot, "D2") == {"1": "on_time"}
        assert counted(snapshot) == expected
        days = snapshot.records("SELECT numerator FROM d3_rows WHERE basis = 'agreed'")
        # Full on 8 July, two days before the agreed day.
        assert days == [{"numerator": -2}]
        for metric_id in ("D1", "D2", "D3"):
            assert agrees(snapshot, metric_id, "S") == 1
        said = repr(explain(snapshot, "1"))
        assert "it came after the line was closed, so it does not count" in said
