"""What parses and still may be wrong is told with counts, rows and what to do; nothing is mended,
nothing refused.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from cases import case_folder, case_home, open_case
from small_world import small_home, small_world

from srmlib.cli import main
from srmlib.errors import DataFaults
from srmlib.load.plausibility import finding_lines
from srmlib.load.publish import load_extract
from srmlib.rules.plausible import FOLLOW, PAIRS
from srmlib.rules.schema import DATE, TABLES, TIME


def found(snapshot) -> dict[str, int]:
    """Rows per check that found any."""
    asked = "SELECT looked_for, row_count FROM plausibility WHERE row_count > 0"
    return dict(snapshot.con.execute(asked).fetchall())


def places(snapshot, looked_for: str) -> list[tuple]:
    asked = (
        "SELECT supplier_id, source_file, source_row, seen FROM plausibility_rows WHERE looked_for ="
        " ? ORDER BY source_row"
    )
    return snapshot.con.execute(asked, [looked_for]).fetchall()


@pytest.mark.case("24b-re-export-new-numbers")
def test_the_same_receipt_under_a_new_number_is_told(tmp_path):
    home = case_home("24b-re-export-new-numbers", tmp_path)
    folder = case_folder("24b-re-export-new-numbers")
    published = load_extract(home, str(folder / "source"), folder / "files")
    told = [
        "Receipt of the same line, day and quantity as another, with more than was ordered:"
        " 1 of 2 rows",
        "    receipts.csv, row 3: X1 as R1: 10 of 10 on 2026-07-10 for A/1",
        "The same receipt may have come under a new number: ask, and have one reversed or left out.",
    ]
    assert finding_lines(published.findings) == told


def test_two_receipts_of_a_day_are_not_the_same_while_no_more_came_than_was_ordered(
    tmp_path,
):
    receipts = [
        {"line_id": "A/1", "received_qty": "5"},
        {"line_id": "A/1", "received_qty": "5"},
    ]
    with small_world(
        tmp_path, schedule_lines=[{"line_id": "A/1"}], receipts=receipts
    ) as snapshot:
        assert found(snapshot) == {}


def test_the_same_receipt_that_was_reversed_since_is_none(tmp_path):
    receipts = [
        {"receipt_id": "R1", "line_id": "A/1"},
        {"receipt_id": "X1", "line_id": "A/1"},
        {"receipt_id": "V1", "line_id": "A/1", "kind": "reversal", "of_receipt_id": "X1"},
    ]
    with small_world(
        tmp_path, schedule_lines=[{"line_id": "A/1"}], receipts=receipts
    ) as snapshot:
        assert found(snapshot) == {}


def test_the_same_invoice_under_a_new_number_is_told(tmp_path):
    invoices = [
        {
            "invoice_line_id": number,
            "supplier_id": "S",
            "line_id": "A/1",
            "invoiced_on": "2026-07-12",
            "amount": "100.00",
            "currency": "EUR",
            "correction": "none",
            "is_credit": "false",
        }
        for number in ("I1", "I2")
    ]
    with small_world(
        tmp_path, schedule_lines=[{"line_id": "A/1"}], invoice_lines=invoices
    ) as snapshot:
        assert places(snapshot, "same_invoice") == [
            ("S", "invoice_lines.csv", 3, "I2 as I1: 100.00 EUR on 2026-07-12 for A/1")
        ]


# Dates


def lines_and_receipts(days: list[tuple[date, date]]) -> dict[str, list[dict]]:
    """An order line per pair of days: ordered, and full."""
    numbered = list(enumerate(days))
    return {
        "schedule_lines": [
            {"line_id": f"A/{n}", "ordered_on": str(ordered)}
            for n, (ordered, _) in numbered
        ],
        "receipts": [
            {"receipt_id": f"R{n}", "line_id": f"A/{n}", "docked_on": str(docked)}
            for n, (_, docked) in numbered
        ],
    }


def steady(lines: int = 60, after: int = 30) -> list[tuple[date, date]]:
    """Orders of every third day, each full `after` days later, give or take two."""
    first = date(2026, 1, 1)
    ordered = [first + timedelta(days=3 * n) for n in range(lines)]
    return [(day, day + timedelta(days=after + n % 5 - 2)) for n, day in enumerate(ordered)]


ORDERED_TO_DOCKED = "schedule_lines.ordered_on receipts.docked_on"


def swapped(day: date) -> date:
    return date(day.year, day.day, day.month)


def test_steady_lead_times_are_not_told(tmp_path):
    with small_world(tmp_path, **lines_and_receipts(steady())) as snapshot:
        assert [one for one in found(snapshot) if "docked" in one] == []


def test_goods_that_came_before_they_were_ordered_are_told(tmp_path):
    days = [*steady(3), (date(2026, 6, 1), date(2026, 5, 1))]
    with small_world(tmp_path, **lines_and_receipts(days)) as snapshot:
        assert places(snapshot, f"wrong_way {ORDERED_TO_DOCKED}") == [
            ("S", "receipts.csv", 5, "2026-05-01 before 2026-06-01")
        ]


def test_a_wrong_year_is_told_as_far_from_the_usual(tmp_path):
    days = steady()
    days[7] = (days[7][0].replace(year=2024), days[7][1])
    with small_world(tmp_path, **lines_and_receipts(days)) as snapshot:
        ((_, _, row, seen),) = places(snapshot, f"far_apart {ORDERED_TO_DOCKED}")
        assert (row, seen) == (9, "2026-02-21, 761 days after 2024-01-22")


@pytest.mark.parametrize("which", [0, 1])
def test_day_and_month_swapped_in_a_part_of_a_column_are_told(tmp_path, which):
    """Every second order whose day could be a month was read with day and month swapped."""
    days, changed = steady(120, after=4), 0
    for n, pair in enumerate(days):
        if pair[which].day <= 12 and pair[which].day != pair[which].month and n % 2:
            both = list(pair)
            both[which] = swapped(pair[which])
            days[n], changed = tuple(both), changed + 1
    with small_world(tmp_path, as_of="2027-12-31", **lines_and_receipts(days)) as snapshot:
        told = places(snapshot, f"swapped {ORDERED_TO_DOCKED}")
    assert changed > 10
    assert changed - 3 <= len(told) <= changed + 3


def test_lead_times_that_vary_widely_are_not_taken_for_swapped_days(tmp_path):
    first = date(2025, 1, 1)
    days = [
        (first + timedelta(days=3 * n), first + timedelta(days=3 * n + (37 * n) % 101))
        for n in range(200)
    ]
    with small_world(tmp_path, as_of="2027-12-31", **lines_and_receipts(days)) as snapshot:
        assert [one for one in found(snapshot) if "docked" in one] == []


def test_a_confirmation_long_after_the_goods_came_is_told(tmp_path):
    with small_world(
        tmp_path,
        schedule_lines=[{"line_id": "A/1"}],
        receipts=[{"line_id": "A/1"}],
        confirmations=[
            {"line_id": "A/1", "confirmed_on": "2026-09-01", "for_on": "2026-07-10"}
        ],
    ) as snapshot:
        assert found(snapshot) == {
            "wrong_way confirmations.confirmed_on confirmations.for_on": 1,
            "wrong_way confirmations.confirmed_on receipts.docked_on": 1,
        }


def test_an_answer_before_its_ticket_is_told_with_its_time(tmp_path):
    with open_case("12-negative-response-time", tmp_path) as snapshot:
        told = found(snapshot)
        assert told["wrong_way tickets.opened_at tickets.first_response_at"] == 1
        assert told["wrong_way tickets.opened_at tickets.restored_at"] == 1
        assert (
            told["wrong_way corrective_actions.issued_on corrective_actions.verified_on"]
            == 1
        )
        assert told["wrong_way queries.asked_on queries.answered_on"] == 1


def test_a_reversal_or_return_dated_before_its_receipt_is_told(tmp_path):
    receipts = [
        {"receipt_id": "R1", "line_id": "A/1"},
        {"receipt_id": "Z1", "line_id": "A/1", "kind": "return", "of_receipt_id": "R1"}
        | {"docked_on": "2026-07-08", "received_qty": "4"},
        {"receipt_id": "V1", "line_id": "A/1", "kind": "reversal", "of_receipt_id": "R1"}
        | {"docked_on": "2026-07-09", "received_qty": "6"},
    ]
    with small_world(
        tmp_path, schedule_lines=[{"line_id": "A/1"}], receipts=receipts
    ) as snapshot:
        assert found(snapshot) == {"wrong_way receipts.docked_on receipts.docked_on": 2}


# What stands alone says when something was, and nothing of the same row comes before or after it; a
# time beside a day of the same thing is told by the day.
ALONE = {
    "receipts.shipped_at",
    "receipts.docked_at",
    "stock_issues.issued_on",
    "schedule_lines.ship_by_at",
    "cost_events.occurred_on",
    "one_off_costs.occurred_on",
    "cost_controls.month_on",
    "cost_reports.since_on",
    "cost_reports.until_on",
    "rates.valid_from",
    "fx.rate_on",
    "customer_promises.first_promised_on",
    "customer_promises.promised_on",
    "lots.made_on",
    "customer_returns.reached_us_on",
    "line_stops.stopped_on",
    "agreed_causes.agreed_on",
    "meetings.planned_on",
    "meetings.held_on",
    "disputes.raised_on",
    "mergers.merged_on",
    "customer_promises.shipped_at",
    "bill_of_materials.valid_from",
    "bill_of_materials.valid_until",
    "approved_vendors.valid_from",
    "approved_vendors.valid_until",
}


def test_every_day_and_time_of_the_schema_follows_another_or_stands_alone():
    in_pairs = {f"{pair.earlier_table}.{pair.earlier}" for pair in PAIRS}
    in_pairs |= {f"{pair.later_table}.{pair.later}" for pair in PAIRS}
    of_schema = {
        f"{table.name}.{column.name}"
        for table in TABLES
        for column in table.columns
        if column.type in (DATE, TIME)
    }
    assert in_pairs | ALONE == of_schema
    assert in_pairs & ALONE == set()
    assert set(FOLLOW) <= {table.name for table in TABLES}


# Amounts and quantities


def test_an_order_line_of_a_negative_value_is_refused(tmp_path):
    with pytest.raises(
        DataFaults, match=r"row 2: value_amount is '-55000000.00', expected an amount"
    ):
        small_home(
            tmp_path, schedule_lines=[{"line_id": "A/1", "value_amount": "-55000000.00"}]
        )


@pytest.mark.parametrize("value", ["10000.00", "100000.00", "1.00"])
def test_a_price_far_from_what_the_part_costs_otherwise_is_told(tmp_path, value):
    lines = [{"line_id": f"A/{n}"} for n in range(5)] + [
        {"line_id": "A/9", "value_amount": value}
    ]
    with small_world(tmp_path, schedule_lines=lines) as snapshot:
        ((supplier_id, _, row, seen),) = places(snapshot, "price_far_off")
        assert (supplier_id, row) == ("S", 7)
        assert seen == f"{value} EUR for 10 of P, usually 10.00 a piece"


def test_prices_of_another_currency_or_free_of_charge_are_not_far_off(tmp_path):
    lines = [{"line_id": f"A/{n}"} for n in range(5)] + [
        {"line_id": "A/8", "value_amount": "15000.00", "currency": "EUR", "part_id": "Q"},
        {"line_id": "A/9", "value_amount": "0.00"},
    ]
    parts = [{"part_id": "P", "name": "Part"}, {"part_id": "Q", "name": "Other"}]
    with small_world(tmp_path, schedule_lines=lines, parts=parts) as snapshot:
        assert found(snapshot) == {}


def test_a_hundred_times_the_ordered_quantity_is_told(tmp_path):
    with small_world(
        tmp_path,
        schedule_lines=[{"line_id": "A/1"}],
        receipts=[{"line_id": "A/1", "received_qty": "1000"}],
    ) as snapshot:
        ((_, _, row, seen),) = places(snapshot, "received_far_off")
        assert (row, seen) == (2, "1000 received of 10 ordered with A/1")


def test_twelve_pieces_on_an_order_of_one_box_are_told(tmp_path):
    with small_world(
        tmp_path,
        schedule_lines=[{"line_id": "A/1", "ordered_qty": "1"}],
        receipts=[{"line_id": "A/1", "received_qty": "12"}],
    ) as snapshot:
        ((_, _, _, seen),) = places(snapshot, "received_far_off")
        assert seen == "12 received of 1 ordered with A/1"


def test_a_cost_a_hundred_times_the_usual_is_told(tmp_path):
    costs = [{"amount": "5.00"} for _ in range(20)] + [{"amount": "500.00"}]
    with small_world(tmp_path, cost_events=costs) as snapshot:
        assert found(snapshot) == {"cost_far_off": 1}


def test_the_wrong_sign_of_an_invoice_is_told(tmp_path):
    invoice = {"supplier_id": "S", "invoiced_on": "2026-07-12", "currency": "EUR"}
    invoice |= {"correction": "none"}
    invoices = [
        invoice | {"amount": "-100.00", "is_credit": "false"},
        invoice | {"amount": "20.00", "is_credit": "true"},
        invoice | {"amount": "100.00", "is_credit": "false"},
        invoice | {"amount": "-20.00", "is_credit": "true"},
    ]
    with small_world(tmp_path, invoice_lines=invoices) as snapshot:
        assert [seen for *_, seen in places(snapshot, "invoice_sign")] == [
            "invoice line of -100.00 EUR",
            "credit note of 20.00 EUR",
        ]


def test_the_wrong_sign_of_a_cost_is_told(tmp_path):
    recovered = {"element": "recovered", "component": ""}
    costs = [
        {"amount": "-5.00"},
        recovered | {"amount": "7.00"},
        recovered | {"amount": "-7.00"},
        {"amount": "5.00"},
    ]
    with small_world(tmp_path, cost_events=costs) as snapshot:
        assert [seen for *_, seen in places(snapshot, "cost_sign")] == [
            "freight_duty of -5.00 EUR",
            "recovered of 7.00 EUR",
        ]


def test_more_decided_on_defective_or_in_lots_than_came_is_told(tmp_path):
    with small_world(
        tmp_path,
        schedule_lines=[{"line_id": "A/1"}],
        receipts=[{"receipt_id": "R1", "line_id": "A/1"}],
        inspection_lots=[
            {"supplier_id": "S", "lot_qty": "10", "accepted_qty": "8", "rejected_qty": "3"},
            {"supplier_id": "S", "lot_qty": "10", "accepted_qty": "8", "rejected_qty": "2"},
        ],
        quality_notices=[
            {
                "supplier_id": "S",
                "receipt_id": "R1",
                "found_on": "2026-07-12",
                "cause": "open",
            }
            | {"found_at": "line", "claimed_qty": qty}
            for qty in ("10", "11")
        ],
        lots=[{"lot_id": "L1"}, {"lot_id": "L2"}],
        lot_receipts=[
            {"lot_id": lot, "receipt_id": "R1", "lot_qty": "6"} for lot in ("L1", "L2")
        ],
    ) as snapshot:
        told = {
            name: [row for _, _, row, _ in places(snapshot, name)]
            for name in found(snapshot)
        }
    assert told == {"lot_parts": [2], "notice_parts": [3], "lots_of_receipt": [2, 3]}


def test_what_goes_back_of_a_receipt_of_unknown_quantity_is_told_and_counts_as_told(
    tmp_path,
):
    receipts = [
        {"receipt_id": "R1", "line_id": "A/1", "received_qty": ""},
        {"receipt_id": "Z1", "line_id": "A/1", "kind": "return", "of_receipt_id": "R1"}
        | {"docked_on": "2026-07-20", "received_qty": "80"},
    ]
    with small_world(
        tmp_path, schedule_lines=[{"line_id": "A/1"}], receipts=receipts
    ) as snapshot:
        assert places(snapshot, "not_held") == [
            ("S", "receipts.csv", 3, "return of 80 takes back R1, a quantity not known")
        ]


@pytest.mark.parametrize(("stated", "told"), [("", 1), ("true", 0)])
def test_a_line_of_returns_alone_that_is_not_stated_as_one_is_told(tmp_path, stated, told):
    lines = [{"line_id": "A/1"}, {"line_id": "A/2", "is_return": stated}]
    receipts = [
        {"receipt_id": "R1", "line_id": "A/1"},
        {"receipt_id": "Z1", "line_id": "A/2", "kind": "return", "of_receipt_id": "R1"},
    ]
    with small_world(tmp_path, schedule_lines=lines, receipts=receipts) as snapshot:
        assert len(places(snapshot, "return_line")) == told


def test_a_matched_reversal_is_told(tmp_path):
    receipts = [
        {"receipt_id": "R1", "line_id": "A/1"},
        {"receipt_id": "V1", "line_id": "A/1", "kind": "reversal"},
    ]
    with small_world(
        tmp_path,
        keys="match_reversals = true\n",
        schedule_lines=[{"line_id": "A/1"}],
        receipts=receipts,
    ) as snapshot:
        assert places(snapshot, "matched") == [
            ("S", "receipts.csv", 3, "reversal V1 takes back R1")
        ]


def test_a_return_corrected_after_the_as_of_date_is_told(tmp_path):
    receipts = [
        {"receipt_id": "R1", "line_id": "A/1"},
        {"receipt_id": "Z1", "line_id": "A/1", "kind": "return", "of_receipt_id": "R1"}
        | {"docked_on": "2026-07-15", "received_qty": "80"},
        {"receipt_id": "V1", "line_id": "A/1", "kind": "reversal", "of_receipt_id": "Z1"}
        | {"docked_on": "2026-08-15", "received_qty": "75"},
    ]
    with small_world(
        tmp_path, as_of="2026-08-01", schedule_lines=[{"line_id": "A/1"}], receipts=receipts
    ) as snapshot:
        ((_, _, row, seen),) = places(snapshot, "more_back")
        assert (row, seen) == (3, "80 of R1, 10 of it left")


@pytest.mark.parametrize("name", ["MÃ¼ller", "SÃ£o Paulo", "Dâ€™Angelo", "M\ufffdller"])
def test_names_garbled_before_they_came_are_told(tmp_path, name):
    suppliers = [
        {"supplier_id": "S", "name": name},
        {"supplier_id": "T", "name": "Åsa São Ñuñez"},
    ]
    with small_world(tmp_path, suppliers=suppliers) as snapshot:
        assert [row for _, _, row, _ in places(snapshot, "garbled_supplier")] == [2]


def test_check_and_load_print_what_was_found_and_the_snapshot_keeps_what_was_looked_for(
    tmp_path, capsys
):
    days = [*steady(3), (date(2026, 6, 1), date(2026, 5, 1))]
    home = small_home(tmp_path, **lines_and_receipts(days))
    for command in ("check", "load"):
        asked = [command, str(tmp_path / "source"), "--files", str(tmp_path / "files")]
        assert main(["--home", str(home.root), *asked]) == 0
        said = capsys.readouterr().out
        assert (
            "Day the goods reached the dock (receipts.docked_on) before the day the order was sent"
            " (schedule_lines.ordered_on): 1 of 4 rows\n"
            "    receipts.csv, row 5: 2026-05-01 before 2026-06-01\n"
        ) in said
        assert "Ask which of the two days is right" in said
        assert ("D1  4 lines counted; none left out" in said) is (command == "check")


def test_a_ticket_opened_again_before_it_was_resolved_for_good_is_not_told(tmp_path):
    ticket = {
        "supplier_id": "S",
        "priority": "P1",
        "opened_at": "2026-07-01 08:00:00",
        "reopened_at": "2026-07-03 08:00:00",
        "resolved_at": "2026-07-05 08:00:00",
    }
    wrong = ticket | {"reopened_at": "2026-06-30 08:00:00"}
    with small_world(tmp_path, tickets=[ticket, wrong]) as snapshot:
        assert found(snapshot) == {"wrong_way tickets.opened_at tickets.reopened_at": 1}


def test_a_wrong_year_is_told_of_a_few_lines_too(tmp_path):
    days = [(date(2026, 6, 1), date(2026, 7, 1))] * 9 + [
        (date(2017, 6, 1), date(2026, 7, 1))
    ]
    with small_world(tmp_path, **lines_and_receipts(days)) as snapshot:
        assert places(snapshot, f"far_apart {ORDERED_TO_DOCKED}") == [
            ("S", "receipts.csv", 11, "2026-07-01, 3317 days after 2017-06-01")
        ]


def test_two_equal_call_offs_a_little_over_what_was_ordered_are_two(tmp_path):
    receipts = [{"line_id": "A/1", "received_qty": "10"}] * 2
    with small_world(
        tmp_path,
        schedule_lines=[{"line_id": "A/1", "ordered_qty": "19"}],
        receipts=receipts,
    ) as snapshot:
        assert found(snapshot) == {}


def test_prices_that_vary_by_nature_are_not_far_off_and_two_are_held_against_each_other(
    tmp_path,
):
    # Services of one piece each, three times as dear from one to the next: a tenth to ten thousand.
    services = [
        {"part_id": "Q", "ordered_qty": "1", "value_amount": f"{0.10 * 3**n:.2f}"}
        for n in range(11)
    ]
    lines = [{"line_id": "A/1"}, {"line_id": "A/2", "value_amount": "10000.00"}]
    parts = [{"part_id": "P", "name": "Part"}, {"part_id": "Q", "name": "Service"}]
    with small_world(tmp_path, schedule_lines=lines + services, parts=parts) as snapshot:
        assert [one[2:] for one in places(snapshot, "price_far_off")] == [
            (2, "100.00 EUR for 10 of P, otherwise 1000.00 a piece"),
            (3, "10000.00 EUR for 10 of P, otherwise 10.00 a piece"),
        ]
