"""Own cases: what an extract does not tell is left out with its reason and count, or bounded; it is never
read as nothing, as right or as perfect. Every row is explained as the snapshot holds it.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from small_world import small_world

from srmlib.cost.ledger import cost_summary
from srmlib.explain import explain
from srmlib.facts.data import checks_of
from srmlib.metrics.catalogue import readings_of
from srmlib.metrics.coverage import coverage_of
from srmlib.metrics.result import Reading
from srmlib.rules.calendar import Quarter
from srmlib.snapshot import Snapshot
from srmlib.words.cost import ratio_words

Q3 = Quarter.parse("2026Q3")
INVOICE = {
    "supplier_id": "S",
    "invoiced_on": "2026-07-01",
    "due_on": "2026-07-31",
    "paid_on": "2026-07-20",
    "amount": "100.00",
    "currency": "EUR",
    "correction": "none",
    "correction_cause": "",
    "is_credit": "false",
    "disputed_on": "",
    "settled_on": "",
}
NOTICE = {
    "supplier_id": "S",
    "part_id": "P",
    "receipt_id": "1",
    "found_on": "2026-07-15",
    "found_at": "line",
    "defect_code": "D1",
    "claimed_qty": "5",
    "confirmed_qty": "5",
    "cause": "theirs",
}
TICKET = {
    "supplier_id": "S",
    "priority": "P3",
    "opened_at": "2026-07-01 08:00:00",
    "resolved_at": "2026-07-01 10:00:00",
    "reopened_at": "",
}
CHANGE = {
    "line_id": "1",
    "changed_on": "2026-07-05",
    "field": "drawing",
    "by_side": "buyer",
}
FORECAST = {
    "supplier_id": "S",
    "part_id": "P",
    "month_on": "2026-07-01",
    "made_on": "2026-06-01",
    "forecast_qty": "10",
}


def reading(snapshot: Snapshot, metric_id: str) -> Reading:
    """The metric of the quarter, once each of its rows is explained as it is held."""
    rows = snapshot.records(
        f"SELECT DISTINCT row_id FROM {metric_id.lower()}_rows WHERE supplier_id = 'S'"
    )
    for row in rows:
        explain(snapshot, row["row_id"], metric_id, supplier_id="S")
    return next(r for r in readings_of(snapshot, "S", Q3) if r.id == metric_id)


def read(folder: Path, metric_id: str, **tables: list[dict]) -> Reading:
    with small_world(folder, **tables) as snapshot:
        return reading(snapshot, metric_id)


def told(found: Reading) -> tuple:
    return found.state, found.n, found.value, found.notes


# Invoices right first time


def _wanting(of: str, least: str, most: str) -> str:
    return (
        f"Too little is known to judge: evidence is missing for {of}; with these the value lies"
        f" between {least} and {most}."
    )


def test_invoices_without_a_result_of_the_match_are_not_all_right(tmp_path):
    found = read(tmp_path, "C2", invoice_lines=[INVOICE | {"correction": ""}] * 3)
    lacking = "The extract never says whether an invoice line matched."
    assert told(found) == ("not_supplied", 0, None, [lacking])


def test_only_invoices_with_a_result_of_the_match_count(tmp_path):
    lines = [
        INVOICE,
        INVOICE | {"correction": "price"},
        *[INVOICE | {"correction": ""}] * 2,
    ]
    found = read(tmp_path, "C2", invoice_lines=lines)
    left_out = "Left out: 2 invoice lines without a result of the match."
    bound = _wanting("2 of 4 invoice lines", "25.0%", "75.0%")
    assert told(found) == ("too_few", 2, 50.0, [left_out, bound])


def test_a_supplier_without_any_result_of_the_match_has_nothing_to_count(tmp_path):
    found = read(
        tmp_path,
        "C2",
        suppliers=[{"supplier_id": "S", "name": "S"}, {"supplier_id": "T", "name": "T"}],
        invoice_lines=[INVOICE | {"correction": ""}, INVOICE | {"supplier_id": "T"}],
    )
    left_out = "Left out: 1 invoice line without a result of the match."
    assert told(found) == ("no_data", 0, None, [left_out])


# Changes


def test_changes_of_other_kinds_tell_nothing_of_drawings(tmp_path):
    changes = [CHANGE | {"field": "date"}, CHANGE | {"field": "quantity"}]
    found = read(tmp_path, "B5", schedule_lines=[{}], order_changes=changes)
    lacking = "The extract has no change of a drawing or specification."
    assert told(found) == ("not_supplied", 0, None, [lacking])


def test_a_change_of_an_unknown_side_is_nobodys(tmp_path):
    lines = [{"ordered_on": "2026-07-01"}] * 4
    changes = [CHANGE, CHANGE | {"by_side": ""}, CHANGE | {"changed_on": "2026-06-30"}]
    found = read(tmp_path, "B5", schedule_lines=lines, order_changes=changes)
    left_out = "Left out: 1 change of which it is not known who asked for it; the value may be higher."
    assert told(found) == ("too_few", 4, 25.0, [left_out])


@pytest.mark.parametrize(
    ("sides", "expected"),
    [
        (
            ["", ""],
            (
                "not_supplied",
                0,
                None,
                ["The extract never says who asked for a change of an order."],
            ),
        ),
        (
            ["buyer", ""],
            (
                "too_few",
                2,
                50.0,
                [
                    "Left out: 1 line changed inside the lead time, nobody knows by whom.",
                    "Too little is known to judge: evidence is missing for 1 of 3 lines; with these"
                    " the value lies between 33% and 67%.",
                ],
            ),
        ),
    ],
)
def test_a_line_changed_nobody_knows_by_whom_is_left_out_of_late_changes(
    tmp_path, sides, expected
):
    changes = [
        CHANGE | {"line_id": str(place), "field": "date", "by_side": side}
        for place, side in enumerate(sides, start=1)
    ]
    found = read(tmp_path, "B1", schedule_lines=[{}] * 3, order_changes=changes)
    assert told(found) == expected


# Quality


SO_FAR = (
    "So far: confirmed notices about this quarter that come before 30 December 2026 count with it"
    " and can only raise it."
)


def test_goods_of_unknown_quantity_count_neither_with_their_defects_nor_with_themselves(
    tmp_path,
):
    found = read(
        tmp_path,
        "Q2",
        schedule_lines=[{}, {}],
        receipts=[{"line_id": "1", "received_qty": ""}, {"line_id": "2"}],
        quality_notices=[NOTICE, NOTICE | {"receipt_id": "2", "confirmed_qty": "1"}],
    )
    left_out = "Left out: 2 receipts, or notices about a receipt, of unknown quantity."
    bound = "Too little is known to judge: evidence is missing for 2 of 4 rows."
    assert told(found) == ("too_few", 1, 100_000.0, [left_out, bound, SO_FAR])


@pytest.mark.parametrize(
    ("claimed", "is_known_enough", "so"), [("1", True, "met"), ("5", False, "missed")]
)
def test_an_open_analysis_bounds_the_rate_and_is_never_nothing(
    tmp_path, claimed, is_known_enough, so
):
    open_notice = NOTICE | {"confirmed_qty": "", "claimed_qty": claimed}
    found = read(
        tmp_path,
        "Q2",
        definitions=SIGNED.format(metric="Q2"),
        schedule_lines=[{"ordered_qty": "5000"}],
        receipts=[{"line_id": "1", "received_qty": "5000"}],
        quality_notices=[open_notice],
    )
    assert found.notes == [
        "1 notice is still under analysis and counts as zero until it closes.",
        f"If all that these notices claim were confirmed, the goal would be {so}.",
        SO_FAR,
    ]
    assert (found.value, found.is_known_enough) == (0.0, is_known_enough)
    assert is_known_enough or (found.verdict, found.text) == (
        None,
        "too little is known to judge",
    )


SIGNED = "{metric}: {{version: 1, signed_by_buyer: B, signed_by_supplier: S}}\n"


@pytest.mark.parametrize("how", [{"cause": "ours"}, {"confirmed_qty": "0"}])
def test_notices_that_are_not_the_suppliers_count_neither_as_defects_nor_as_repeats(
    tmp_path, how
):
    action = {
        "supplier_id": "S",
        "part_id": "P",
        "defect_code": "D1",
        "issued_on": "2026-05-01",
        "due_on": "2026-06-01",
        "verified_on": "2026-06-01",
    }
    with small_world(
        tmp_path,
        schedule_lines=[{}],
        receipts=[{"line_id": "1"}],
        quality_notices=[NOTICE | how, NOTICE | {"confirmed_qty": "1"}],
        corrective_actions=[action],
    ) as snapshot:
        defects, repeats = reading(snapshot, "Q2"), reading(snapshot, "Q4")
    assert (defects.value, repeats.numerator, repeats.denominator) == (100_000.0, 1, 1)


def test_without_a_verified_action_nothing_can_be_a_repeat_and_that_is_no_zero(tmp_path):
    action = {"supplier_id": "S", "issued_on": "2026-05-01", "due_on": "2026-06-01"}
    found = read(
        tmp_path,
        "Q4",
        quality_notices=[NOTICE | {"receipt_id": ""}],
        corrective_actions=[action],
    )
    lacking = "The extract never says that the effect of a corrective action was verified."
    assert told(found) == ("not_supplied", 0, None, [lacking])


def test_a_lot_decided_before_it_came_or_not_at_all_is_left_out(tmp_path):
    lot = {"supplier_id": "S", "receipt_id": "1", "lot_qty": "10"}
    decided = lot | {"decision": "accept", "decided_on": "2026-07-10"}
    found = read(
        tmp_path,
        "Q1",
        schedule_lines=[{}],
        receipts=[{"line_id": "1"}],
        inspection_lots=[lot, decided, decided | {"decided_on": "2026-07-09"}],
    )
    assert told(found) == (
        "too_few",
        1,
        100.0,
        [
            "Left out: 1 lot that is not decided.",
            "Left out: 1 lot whose dates cannot be right.",
            _wanting("2 of 3 lots", "33.3%", "100.0%"),
        ],
    )


# Fixed first time


def test_tickets_of_which_no_return_is_ever_told_are_not_all_fixed(tmp_path):
    found = read(tmp_path, "S2", tickets=[TICKET] * 3)
    lacking = (
        "The extract never says that a ticket was opened again or followed by another."
    )
    assert told(found) == ("not_supplied", 0, None, [lacking])


@pytest.mark.parametrize(
    ("as_of", "n", "value"), [("2026-10-13", 1, 0.0), ("2026-10-14", 3, 66.67)]
)
def test_a_ticket_counts_once_its_days_are_over_whatever_became_of_it(
    tmp_path, as_of, n, value
):
    late = TICKET | {
        "opened_at": "2026-09-29 07:00:00",
        "resolved_at": "2026-09-29 08:00:00",
    }
    again = TICKET | {"reopened_at": "2026-07-02 08:00:00"}
    found = read(
        tmp_path,
        "S2",
        as_of=as_of,
        tickets=[again, late, late, TICKET | {"resolved_at": "2026-07-01 07:00:00"}],
    )
    waiting = "Left out: 2 tickets resolved so lately that they may still come back."
    backwards = "Left out: 1 ticket resolved or opened again before it was sent."
    assert (found.n, round(found.value, 2)) == (n, value)
    bound = _wanting("1 of 2 tickets", "0%", "50%")
    if n == 3:
        bound = _wanting("1 of 4 tickets", "50%", "75%")
    assert found.notes == ([waiting] if n == 1 else []) + [backwards, bound]


# Forecasts


def test_a_month_without_a_forecast_in_time_is_a_forecast_of_nothing(tmp_path):
    lines = [
        {"requested_on": f"2026-0{month}-10", "ordered_qty": qty, "lead_days": "20"}
        for month, qty in ((7, "100"), (8, "1000"), (9, "100"))
    ]
    forecasts = [
        FORECAST | {"month_on": month, "made_on": made_on, "forecast_qty": qty}
        for month, made_on, qty in (
            ("2026-07-01", "2026-06-01", "100"),
            ("2026-08-01", "2026-07-25", "1000"),
            ("2026-09-01", "2026-08-01", "100"),
        )
    ]
    found = read(tmp_path, "B2", schedule_lines=lines, forecasts=forecasts)
    assert (found.n, found.numerator, found.denominator) == (3, 1000, 1200)
    assert found.notes == [
        "For 1 month of a part no forecast was given in time: it counts as none expected.",
        "The buyer forecast 83% less than it then ordered.",
    ]


def test_months_the_extract_has_no_forecasts_of_are_not_told(tmp_path):
    lines = [
        {"requested_on": "2026-07-10"},
        {"requested_on": "2026-09-10"},
        {"requested_on": ""},
    ]
    found = read(tmp_path, "B2", schedule_lines=lines, forecasts=[FORECAST])
    assert (found.n, found.numerator, found.denominator) == (1, 0, 10)
    assert found.notes == [
        "Left out: 1 month of a part, as the extract has no forecasts of that time.",
        "The year has no value: too little is known of 2026Q2.",
    ]


# Invoices paid on time


def test_invoices_never_told_to_be_paid_are_not_all_overdue(tmp_path):
    found = read(tmp_path, "B3", invoice_lines=[INVOICE | {"paid_on": ""}] * 2)
    lacking = "The extract never says when an invoice line was paid."
    assert told(found) == ("not_supplied", 0, None, [lacking])


def test_the_clock_of_payment_stands_still_while_an_invoice_is_disputed(tmp_path):
    late = INVOICE | {"paid_on": "2026-08-15"}
    lines = [
        late | {"disputed_on": "2026-07-10", "settled_on": "2026-07-25"},
        late | {"disputed_on": "2026-07-10", "settled_on": "2026-07-24"},
        late | {"disputed_on": "2026-07-10"},
        late | {"correction": "price", "correction_cause": "theirs"},
        INVOICE | {"due_on": ""},
        INVOICE | {"due_on": "2026-06-30"},
    ]
    found = read(tmp_path, "B3", invoice_lines=lines)
    assert told(found) == (
        "too_few",
        2,
        50.0,
        [
            "Left out: 1 invoice line without a due date.",
            "Left out: 2 invoice lines disputed for a time that is not known or not over.",
            _wanting("3 of 5 invoice lines", "20%", "80%"),
        ],
    )


def test_meetings_never_told_to_be_held_were_not_all_missed(tmp_path):
    found = read(
        tmp_path, "B6", meetings=[{"supplier_id": "S", "planned_on": "2026-07-10"}]
    )
    assert told(found)[:3] == ("not_supplied", 0, None)


# Cost

LINES = {"schedule_lines": [{}] * 3, "receipts": [{"line_id": str(i)} for i in (1, 2, 3)]}


def lines_of(snapshot: Snapshot) -> dict[str, tuple]:
    cost = cost_summary(snapshot, "S", Q3)
    return {
        line.id: (line.amount, line.state, line.events, line.unknown_events)
        for line in cost.lines
    }


def test_a_price_with_nothing_measured_beside_it_is_no_cost_of_nothing(tmp_path):
    other = {
        "supplier_id": "S",
        "line_id": "1",
        "occurred_on": "2027-01-01",
        "amount": "1.00",
    }
    with small_world(tmp_path, **LINES, cost_events=[other]) as snapshot:
        found, cost = reading(snapshot, "C1"), cost_summary(snapshot, "S", Q3)
    lacking = "No cost beside the price is measured: not a cost of 0."
    assert told(found) == ("not_supplied", 0, None, [lacking])
    assert (cost.price, cost.spi) == (Decimal("300.00"), None)
    said = "Nothing beside the price is measured: total cost over price says nothing."
    assert ratio_words(cost) == said


def test_one_element_of_nineteen_is_no_total_cost(tmp_path):
    costs = [{"line_id": str(i), "amount": "8.00"} for i in (1, 2, 3)]
    definitions = "C1: {version: 1, signed_by_buyer: B, signed_by_supplier: S, min_n: 2"
    with small_world(
        tmp_path, **LINES, definitions=definitions + "}\n", cost_events=costs
    ) as s:
        alone = reading(s, "C1")
    (tmp_path / "invoiced").mkdir()
    invoiced = definitions + ", switches: {agreed: {elements: invoiced}}}\n"
    with small_world(
        tmp_path / "invoiced", **LINES, definitions=invoiced, cost_events=costs
    ) as s:
        as_agreed = reading(s, "C1")
    said = (
        "1 of the 19 elements of cost that count beside the price is measured (freight, insurance,"
        " duty, packaging is one of them): at least 8.0%, too little to judge."
    )
    assert (alone.state, alone.value, alone.verdict) == ("too_few", 8.0, None)
    assert alone.notes == [said]
    assert (as_agreed.state, as_agreed.value) == ("ok", 8.0)
    assert as_agreed.verdict is not None


def test_events_of_unknown_cost_lower_what_is_known_of_their_element(tmp_path):
    costs = [{"line_id": str(i), "amount": "8.00"} for i in (1, 2, 3)]
    unknown = {"element": "warranty", "component": "", "state": "unknown", "amount": ""}
    with small_world(tmp_path, **LINES, cost_events=[*costs, *[unknown] * 2]) as snapshot:
        found = reading(snapshot, "C1")
    assert found.notes == [
        "Field failures, warranty is known for 0 of 2 events; 2 of the 19 elements of cost that count"
        " beside the price are measured (freight, insurance, duty, packaging is one of them): at"
        " least 8.0%, too little to judge."
    ]
    assert not found.is_known_enough


RATES = {
    "invoice_fix_rate": ("EUR/line", [("2026-01-01", "10.00")]),
    "order_line_rate": ("EUR/line", [("2026-01-01", "3.00")]),
    "late_line_rate": ("EUR/line", [("2026-01-01", "50.00")]),
    "carrying_rate": ("%/year", [("2026-01-01", "10")]),
    "service_level": ("%", [("2026-01-01", "95")]),
}


def test_what_a_cost_rests_on_and_the_extract_does_not_tell_is_unknown(tmp_path):
    undated = {"ordered_on": "", "requested_on": ""}
    with small_world(
        tmp_path,
        rates=RATES,
        schedule_lines=[{}, undated],
        receipts=[{"line_id": "1"}, {"line_id": "2"}],
        invoice_lines=[
            INVOICE,
            INVOICE | {"correction": ""},
            INVOICE | {"correction": "", "is_credit": "true", "amount": "-10.00"},
        ],
    ) as snapshot:
        found = lines_of(snapshot)
        reading(snapshot, "C1")
    nothing = Decimal("0.00")
    # The line that was ordered in June costs in that quarter.
    assert found["order_admin"] == (nothing, "unknown", 0, 1)
    assert found["expedite"] == (nothing, "unknown", 0, 1)
    assert found["early_stock"] == (nothing, "unknown", 0, 1)
    assert found["safety_stock"] == (nothing, "unknown", 0, 1)
    assert found["invoice_fix"] == (nothing, "unknown", 0, 1)
    assert found["recovered"] == (nothing, "unknown", 0, 1)


def test_an_element_whose_evidence_is_never_told_is_not_measured(tmp_path):
    with small_world(
        tmp_path, rates=RATES, **LINES, invoice_lines=[INVOICE | {"correction": ""}] * 2
    ) as snapshot:
        cost = cost_summary(snapshot, "S", Q3)
    assert "invoice_fix" in cost.not_measured
    assert "invoice_fix" not in {line.id for line in cost.lines}


# The page against the data


def test_a_check_counts_lines_without_a_due_date_and_says_where_nothing_is_told(tmp_path):
    undated = {"requested_on": "", "ordered_on": ""}
    with small_world(
        tmp_path,
        schedule_lines=[undated] * 2,
        receipts=[{"line_id": str(i), "received_qty": ""} for i in (1, 2)],
    ) as snapshot:
        found = {check.name: check.rows for check in checks_of(snapshot, "S", Q3)}
    assert found["Lines without a due date"] == 2
    assert found["Received lines without a received quantity"] == 2
    assert found["Receipts keyed in before the goods arrived"] is None
    assert found["Lines received before they were ordered"] is None
    assert found["Receipts reversed"] is None
    assert found["Lines cancelled before their due date"] is None
    assert found["Lines with nothing ordered"] == 0


def test_a_check_of_the_extract_names_the_evidence_that_is_missing(tmp_path):
    with small_world(tmp_path, tickets=[TICKET]) as snapshot:
        (line,) = [line for line in coverage_of(snapshot) if line.startswith("S2")]
    assert line.endswith(
        "missing: The extract never says that a ticket was opened again or followed by another."
    )
