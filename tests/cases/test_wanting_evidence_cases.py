"""Own cases: a quarter of which too little is known is in no year, no run and no change; evidence that
is told nowhere makes no value; what is not over counts neither way. Every row is explained as the
snapshot holds it.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pages import of_class, tree, words_of
from small_world import small_world

from srmlib.explain import explain
from srmlib.facts import supplier_quarter
from srmlib.metrics.catalogue import readings_of
from srmlib.metrics.result import Reading
from srmlib.promises.customers import repeat_purchase
from srmlib.reports.sections.opening import summary
from srmlib.rules.calendar import Quarter
from srmlib.words.cost import ratio_words

Q3 = Quarter.parse("2026Q3")
DAYS = ("2025-11-10", "2026-02-10", "2026-05-10", "2026-08-10")
TICKET = {
    "supplier_id": "S",
    "priority": "P1",
    "opened_at": "2026-07-01 08:00:00",
    "triaged_at": "2026-07-01 08:05:00",
    "first_response_at": "2026-07-01 08:10:00",
    "restored_at": "2026-07-01 09:00:00",
    "resolved_at": "2026-07-01 10:00:00",
    "target_minutes": "60",
}
FRESH = {
    "supplier_id": "S",
    "priority": "P1",
    "opened_at": "2026-08-14 23:30:00",
    "target_minutes": "60",
}
ACTION = {
    "supplier_id": "S",
    "part_id": "P",
    "defect_code": "D1",
    "issued_on": "2026-06-01",
    "due_on": "2026-07-15",
    "verified_on": "2026-07-10",
}
NOTICE = {
    "supplier_id": "S",
    "part_id": "P",
    "found_on": "2026-07-15",
    "found_at": "line",
    "defect_code": "D1",
    "claimed_qty": "5",
    "confirmed_qty": "5",
    "cause": "theirs",
}
INVOICE = {
    "supplier_id": "S",
    "invoiced_on": "2026-07-01",
    "due_on": "2026-07-20",
    "paid_on": "2026-07-19",
    "amount": "100.00",
    "currency": "EUR",
    "correction": "none",
    "correction_cause": "",
    "correction_amount": "",
    "is_credit": "false",
}


def promise(day: str, number: int, **told: str) -> dict:
    return {
        "supplier_id": "S",
        "customer_order_id": f"{day} {number}",
        "first_promised_on": day,
        "promised_on": day,
        "kept_on": day,
    } | told


def complaint(day: str = "2026-07-10", **told: str) -> dict:
    return {"supplier_id": "S", "received_on": day} | told


def read(
    folder: Path,
    metric_id: str,
    switches: str = "",
    as_of: str = "2026-10-02",
    **tables: list,
) -> Reading:
    """The metric of the quarter, signed and judged from one row on, once each of its rows is
    explained as it is held.
    """
    agreed = f", switches: {{agreed: {{{switches}}}}}" if switches else ""
    signed = f"{metric_id}: {{version: 1, min_n: 1, signed_by_buyer: B, signed_by_supplier: S{agreed}}}\n"
    with small_world(folder, definitions=signed, as_of=as_of, **tables) as snapshot:
        rows = snapshot.records(
            f"SELECT row_id, outcome FROM {metric_id.lower()}_rows"
            " WHERE supplier_id = 'S' AND basis = 'agreed' ORDER BY row_id LIMIT 40"
        )
        for row in rows:
            found = explain(snapshot, row["row_id"], metric_id=metric_id)
            assert found.outcome == row["outcome"]
        (reading,) = (one for one in readings_of(snapshot, "S", Q3) if one.id == metric_id)
    return reading


# Too little is known of earlier quarters.
def test_quarters_of_open_causes_make_no_year(tmp_path):
    promises = [
        promise(day, number, kept_on=f"{day[:8]}20", broken_cause="open")
        if number < 200 and day != DAYS[-1]
        else promise(day, number)
        for day in DAYS
        for number in range(400)
    ]
    found = read(tmp_path, "P1", customer_promises=promises)
    assert (found.value, found.verdict, found.clear_by) == (100.0, "met", None)
    assert (found.year, found.quarters_met, found.change_chance) == (None, (1, 1), None)
    assert "Over the year the value lies between 62.5% and 100.0%." in found.notes
    assert (
        "The year has no value: too little is known of 2025Q4, 2026Q1, 2026Q2."
        in found.notes
    )


def test_quarters_of_untraced_complaints_make_no_year(tmp_path):
    found = read(
        tmp_path,
        "P2",
        customer_promises=[promise(day, number) for day in DAYS for number in range(1000)],
        complaints=[complaint(day, supplier_id="") for day in DAYS[:3] for _ in range(50)],
    )
    assert (found.verdict, found.clear_by, found.year) == ("met", None, None)
    # A quarter that is so far is not among those that met.
    assert (found.quarters_met, found.change_chance) == ((0, 0), None)


def test_quarters_of_open_analyses_make_no_year(tmp_path):
    found = read(
        tmp_path,
        "Q2",
        quality_notices=[
            NOTICE | {"found_on": day, "confirmed_qty": "", "claimed_qty": "500"}
            for day in DAYS[:3]
            for _ in range(5)
        ],
        schedule_lines=[{"ordered_qty": "10000", "requested_on": day} for day in DAYS],
        receipts=[
            {"line_id": str(number), "docked_on": day, "received_qty": "10000"}
            for number, day in enumerate(DAYS, start=1)
        ],
    )
    assert (found.value, found.clear_by, found.year) == (0.0, None, None)
    assert found.quarters_met == (0, 0)


def test_a_quarter_without_a_value_has_no_change(tmp_path):
    promises = [promise("2026-05-10", number) for number in range(50)] + [
        promise("2026-08-10", number, kept_on="2026-08-20", broken_cause="open")
        if number < 25
        else promise("2026-08-10", number)
        for number in range(50)
    ]
    found = read(tmp_path, "P1", customer_promises=promises)
    assert (found.value, found.year, found.change_chance) == (None, None, None)


# Most rows do not tell.
def test_nothing_is_judged_where_most_quantities_are_unknown(tmp_path):
    found = read(
        tmp_path,
        "D1",
        schedule_lines=[{}] * 20,
        receipts=[
            {"line_id": str(number), "received_qty": "10" if number == 1 else ""}
            for number in range(1, 21)
        ],
    )
    assert (found.state, found.verdict, found.year) == ("too_few", None, None)
    assert found.text == "too little is known to judge"
    assert (
        "Too little is known to judge: evidence is missing for 19 of 20 lines; with these the value"
        " lies between 5.0% and 100.0%." in found.notes
    )


@pytest.mark.parametrize(("unmatched", "verdict"), [(1, "met"), (2, None), (99, None)])
def test_invoices_are_judged_where_four_in_five_are_matched(tmp_path, unmatched, verdict):
    matched = 1 if unmatched == 99 else 4
    rows = [INVOICE] * matched + [INVOICE | {"correction": ""}] * unmatched
    found = read(tmp_path, "C2", invoice_lines=rows)
    assert (found.value, found.verdict) == (100.0, verdict)


def test_changes_of_drawings_by_nobody_known_undo_a_goal_that_is_met(tmp_path):
    change = {"line_id": "1", "changed_on": "2026-06-05", "field": "drawing", "by_side": ""}
    lines = [{"ordered_on": "2026-07-01"}] * 100
    for unknown, verdict in ((2, "met"), (3, None)):
        changes = [change | {"changed_on": "2026-07-05"}] * unknown
        found = read(
            tmp_path / str(unknown), "B5", schedule_lines=lines, order_changes=changes
        )
        assert (found.value, found.verdict) == (0.0, verdict)


# Told nowhere.
@pytest.mark.parametrize(
    ("metric_id", "switches", "tables"),
    [
        ("Q3", "", {"corrective_actions": [ACTION | {"verified_on": "", "answered_on": "2026-07-10"}] * 6}),
        ("Q3", "closed: answered", {"corrective_actions": [ACTION | {"verified_on": ""}] * 6}),
        ("S1", "", {"tickets": [TICKET | {"first_response_at": ""}] * 12}),
        ("S1", "start: triaged", {"tickets": [TICKET | {"triaged_at": ""}] * 12}),
        ("S2", "silence: out", {"tickets": [TICKET | {"reopened_at": "2026-07-03 10:00:00"}] * 2}),
        ("S3", "", {"tickets": [TICKET | {"restored_at": ""}] * 12}),
        ("B4", "", {"queries": [{"supplier_id": "S", "asked_on": "2026-07-10", "subject": "x"}] * 6}),
        (
            "P1",
            "",
            {
                "customer_promises": [
                    promise("2026-07-10", n, kept_on="", broken_cause="ours", is_cause_agreed="true")
                    for n in range(50)
                ]
            },
        ),
        (
            "B1",
            "",
            {
                "schedule_lines": [{}] * 20,
                "receipts": [{"line_id": "1"}],
                "order_changes": [
                    {"line_id": "1", "changed_on": "2026-07-05", "field": "price", "by_side": "buyer"}
                ],
            },
        ),
        *(
            (
                "P2",
                switch,
                {
                    "customer_promises": [promise("2026-07-10", n) for n in range(10)],
                    "complaints": [complaint()] * 3,
                },
            )
            for switch in ("complaint: claim", "traced: accepted", "unit: unit")
        ),
        ("C2", "our_errors: out", {"invoice_lines": [INVOICE | {"correction": "price"}] * 20}),
        ("Q2", "period: made", {"quality_notices": [NOTICE], "schedule_lines": [{}], "receipts": [{"line_id": "1"}]}),
        ("Q2", "numerator: blocked", {"quality_notices": [NOTICE], "schedule_lines": [{}], "receipts": [{"line_id": "1"}]}),
        ("Q2", "denominator: shipped", {"quality_notices": [NOTICE], "schedule_lines": [{}], "receipts": [{"line_id": "1"}]}),
    ],
)  # fmt: skip
def test_what_is_told_nowhere_is_not_supplied(tmp_path, metric_id, switches, tables):
    found = read(tmp_path, metric_id, switches, **tables)
    assert (found.state, found.value, found.verdict) == ("not_supplied", None, None)
    assert found.notes[0].startswith("The extract ")


# Told of some.
def test_a_notice_after_an_action_against_nobody_knows_what_is_left_out(tmp_path):
    found = read(
        tmp_path,
        "Q4",
        corrective_actions=[
            ACTION | {"part_id": "", "defect_code": "", "verified_on": "2026-06-10"}
        ],
        quality_notices=[NOTICE] * 10,
    )
    assert (found.state, found.value) == ("no_data", None)
    assert (
        "Left out: 10 notices that may repeat an action whose part or defect is not known."
        in found.notes
    )


@pytest.mark.parametrize(("defect", "value"), [("D2", 0.0), ("", None), ("D1", 100.0)])
def test_an_action_of_another_defect_is_no_doubt(tmp_path, defect, value):
    action = ACTION | {"part_id": "", "defect_code": defect, "verified_on": "2026-06-10"}
    actions = [action, ACTION | {"defect_code": "D9"}]
    if defect == "D1":
        actions = [action | {"part_id": "P"}]
    found = read(
        tmp_path,
        "Q4",
        corrective_actions=actions,
        quality_notices=[NOTICE | {"found_on": "2026-07-05"}],
    )
    assert found.value == value


def test_complaints_of_which_it_is_not_told_are_a_least(tmp_path):
    orders = [promise("2026-07-10", number) for number in range(1000)]
    told = [complaint(is_claim="false")] + [complaint(is_claim="")] * 2
    found = read(
        tmp_path, "P2", "complaint: claim", customer_promises=orders, complaints=told
    )
    assert (found.value, found.verdict) == (0.0, None)
    assert found.notes[0].startswith("Left out: 2 complaints of which it is not known")


def test_a_complaint_of_unknown_size_is_one_unit_at_least(tmp_path):
    orders = [promise("2026-07-10", number) for number in range(4000)]
    told = [complaint(unit_count="2"), complaint(unit_count="")]
    found = read(tmp_path, "P2", "unit: unit", customer_promises=orders, complaints=told)
    assert (found.value, found.verdict) == (0.75, None)
    assert found.notes[0] == (
        "1 complaint of unknown size counts as one unit; the value may be higher."
    )


def test_a_correction_of_nobody_known_is_no_error_of_the_supplier(tmp_path):
    corrected = INVOICE | {"correction": "price"}
    rows = [INVOICE] * 9 + [corrected | {"correction_cause": "ours"}, corrected]
    found = read(tmp_path, "C2", "our_errors: out", invoice_lines=rows)
    assert (found.value, found.n) == (100.0, 10)


def test_a_price_difference_of_unknown_amount_is_within_no_tolerance_and_beyond_none(
    tmp_path,
):
    rows = [INVOICE] * 9 + [INVOICE | {"correction": "price"}]
    found = read(tmp_path, "C2", "tolerance_percent: 2", invoice_lines=rows)
    assert (found.value, found.n) == (100.0, 9)


def test_a_time_before_its_start_is_no_time(tmp_path):
    early = TICKET | {"triaged_at": "2026-07-01 09:00:00"}
    untold = TICKET | {"triaged_at": ""}
    found = read(tmp_path, "S1", "start: triaged", tickets=[TICKET] * 9 + [early, untold])
    assert (found.value, found.n) == (100.0, 9)
    assert "Left out: 1 ticket not known to be triaged." in found.notes


def test_a_ticket_restored_nobody_knows_when_counts_until_it_was_resolved(tmp_path):
    untold = TICKET | {"restored_at": "", "resolved_at": "2026-07-03 08:00:00"}
    few = read(tmp_path / "few", "S3", tickets=[TICKET] * 9 + [untold])
    assert (few.value, few.n, few.is_known_enough) == (1.0, 10, True)
    assert few.notes[0].startswith("For 1 ticket it is not known when service was restored")
    many = read(tmp_path / "many", "S3", tickets=[TICKET] + [untold] * 9)
    assert (many.value, many.verdict) == (48.0, None)


# Not over yet.
@pytest.mark.parametrize(
    ("metric_id", "tables"),
    [
        ("Q3", {"corrective_actions": [ACTION | {"due_on": "2026-09-20", "verified_on": day} for day in ("2026-07-10", "")]}),
        ("P1", {"customer_promises": [promise("2026-09-20", n, kept_on=day) for n, day in enumerate(("2026-07-10", ""))]}),
        ("B3", {"invoice_lines": [INVOICE | {"due_on": "2026-09-20", "paid_on": day} for day in ("2026-07-10", "")]}),
        ("B6", {"meetings": [{"supplier_id": "S", "tier": "functional", "planned_on": "2026-08-14", "held_on": day} for day in ("2026-08-10", "")]}),
        ("S1", {"tickets": [FRESH | {"first_response_at": at} for at in ("2026-08-14 23:40:00", "")]}),
    ],
)  # fmt: skip
def test_what_is_not_over_counts_neither_way(tmp_path, metric_id, tables):
    found = read(tmp_path, metric_id, as_of="2026-08-15", **tables)
    assert (found.state, found.value, found.n) == ("no_data", None, 0)


# Both sides leave together.
def test_defects_of_a_receipt_taken_back_are_none(tmp_path):
    found = read(
        tmp_path,
        "Q2",
        quality_notices=[NOTICE | {"receipt_id": "1"}],
        schedule_lines=[{}, {}],
        receipts=[
            {"receipt_id": "1", "line_id": "1"},
            {"receipt_id": "2", "line_id": "2"},
            {"receipt_id": "3", "line_id": "1", "kind": "reversal", "of_receipt_id": "1"},
        ],
    )
    assert (found.value, found.denominator) == (0.0, 10)
    assert "Left out: 1 notice on a receipt that was taken back." in found.notes


# Cost and customers
def test_a_line_of_unknown_quantity_may_have_been_expedited(tmp_path):
    with small_world(
        tmp_path,
        schedule_lines=[{}, {}],
        receipts=[
            {"line_id": "1", "docked_on": "2026-07-20", "received_qty": ""},
            {"line_id": "2", "docked_on": "2026-07-20"},
        ],
        rates={"late_line_rate": ("EUR/line", [("2020-01-01", 10)])},
    ) as snapshot:
        found = snapshot.records(
            "SELECT line_id, state FROM cost_ledger WHERE element = 'expedite' ORDER BY line_id"
        )
    assert [(row["line_id"], row["state"]) for row in found] == [
        ("1", "unknown"),
        ("2", "amount"),
    ]


@pytest.mark.parametrize("beside", [[], [{"state": "included", "line_id": "1"}]])
def test_a_price_beside_which_nothing_is_known_stands_alone(tmp_path, beside):
    tables = {"cost_events": beside} if beside else {}
    with small_world(
        tmp_path,
        schedule_lines=[{}, {}],
        receipts=[{"line_id": "1"}, {"line_id": "2"}],
        **tables,
    ) as snapshot:
        facts = supplier_quarter("S", Q3, snapshot).facts
        (cost,) = of_class(tree(summary(facts).body), "cost-line")
        ratio = ratio_words(facts.cost)
    said = words_of(cost)
    assert said.startswith(
        ("What came was bought for 200 EUR.", "What 200 EUR of goods cost in use cannot")
    )
    # No total, no percentage, and nothing on top.
    assert not re.search(r"costs \d|%|on top|By cause", said)
    assert ratio is not None
    assert "says nothing" in ratio


def test_the_price_of_a_line_of_unknown_size_says_so(tmp_path):
    with small_world(
        tmp_path,
        schedule_lines=[{"ordered_qty": ""}],
        receipts=[{"line_id": "1", "received_qty": "4"}],
    ) as snapshot:
        (row,) = snapshot.records("SELECT rule FROM cost_ledger WHERE element = 'price'")
    assert row["rule"] == "purchase price ordered, as the quantity ordered is not known"


def test_a_first_promise_broken_by_an_open_cause_is_neither_good_nor_bad_news(tmp_path):
    with small_world(
        tmp_path,
        customer_orders=[
            {
                "customer_order_id": f"2025-06-10 {n}",
                "customer_id": str(n),
                "ordered_on": "2025-05-01",
            }
            for n in range(3)
        ],
        customer_promises=[
            promise("2025-06-10", 0),
            promise("2025-06-10", 1, kept_on="2025-06-20", broken_cause="open"),
            promise("2025-06-10", 2, kept_on="2025-06-20", broken_cause="ours"),
        ],
    ) as snapshot:
        found = repeat_purchase(snapshot, "S", Q3.until)
    assert (found.after_bad.n, found.after_good.n, found.neither, found.cause_open) == (
        0,
        1,
        1,
        1,
    )
