"""What each driver at its goal would save the two firms: literal rows and readings, and the sample
world by a second road.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from cost_rows import booked
from shipped import FILES
from small_world import small_world

from srmlib.cost.what_if import DRIVERS, avoided_share, price_sent_back, savings, savings_of
from srmlib.metrics.catalogue import readings_of
from srmlib.metrics.result import Reading
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import parse_definitions
from srmlib.rules.elements import ELEMENTS

Q3 = Quarter.parse("2026Q3")
DEFINITIONS = {d.metric_id: d for d in parse_definitions(FILES)}
NOTHING = Decimal("0.00")


def reading(
    metric_id: str, numerator, denominator, state: str = "ok", **changed
) -> Reading:
    definition = replace(DEFINITIONS[metric_id], **changed)
    per = 1_000_000 if definition.unit == "ppm" else 100
    return Reading(
        definition,
        state,
        numerator=numerator,
        denominator=denominator,
        value=float(per * Fraction(numerator) / Fraction(denominator)),
    )


def of(
    driver: str, rows: list[dict], readings: list[Reading], sent_back: Decimal = NOTHING
):
    return next(
        (
            saving
            for saving in savings_of(rows, readings, sent_back, "EUR")
            if saving.driver == driver
        ),
        None,
    )


def test_every_driver_names_metrics_and_elements_there_are():
    assert {metric_id for driver in DRIVERS for metric_id in driver.metric_ids} <= set(
        DEFINITIONS
    )
    assert {element for driver in DRIVERS for element in driver.elements} <= set(ELEMENTS)


@pytest.mark.parametrize(
    ("read", "share"),
    [
        (reading("D1", 46, 50), Fraction(3, 8)),  # 8 % missed, 5 % at the goal
        (reading("D1", 95, 100), 0),
        (reading("D1", 99, 100), 0),
        (reading("D1", 0, 7), Fraction(95, 100)),
        (reading("D1", 50, 50, goal=100), 0),
        (reading("D1", 49, 50, goal=100), 1),
        (reading("C2", Decimal("985"), 1000, goal=98.9), Fraction(4, 15)),
        (reading("Q2", 3, 5000), Fraction(1, 2)),  # 600 ppm, goal 300
        (reading("Q2", 0, 5000), 0),
        (reading("Q2", Decimal("0.5"), Decimal("1000.0"), goal=0), 1),
        (reading("B1", 9, 60), Fraction(2, 3)),  # 15 %, goal 5
    ],
)
def test_the_share_of_misses_that_would_not_happen_at_the_goal(read, share):
    assert avoided_share(read) == share


LATE = [
    booked("100.00", element="expedite"),
    booked("2000.00", element="line_stop"),
    booked("60.00", element="premium_freight", paid_by="supplier"),
    booked("400.00", element="line_stop", cause="ours"),
    booked("30.00", element="line_stop", cause="shared"),
    booked("7.00", element="expedite", cause="open"),
    booked("500.00", element="scrap"),
    booked(None, element="line_stop", state="unknown"),
]


def test_late_deliveries_at_their_goal_save_both_firms():
    """Three eighths of what late deliveries that are agreed theirs cost: us 2,100.00, them 60.00.
    Ours, shared and open stay.
    """
    saving = of("late deliveries", LATE, [reading("D1", 46, 50)])
    assert (saving.metric_id, saving.now, saving.goal) == ("D1", "92.0%", "95%")
    assert saving.elements == ("expedite", "premium_freight", "line_stop")
    assert (saving.saves_us, saving.saves_them) == (Decimal("787.50"), Decimal("22.50"))
    said = (
        "On time, in full at the goal of 95% would save the buyer about 790 EUR a quarter and the"
        " supplier about 23 EUR, if costs fall with misses. 37 EUR of shared or not agreed cause"
        " would stay."
    )
    assert saving.words == said


def test_the_buyers_own_changes_save_what_it_caused():
    saving = of(
        "the buyer's own changes", LATE, [reading("D1", 46, 50), reading("B1", 9, 60)]
    )
    assert (saving.saves_us, saving.saves_them, saving.goal) == (
        Decimal("266.67"),
        None,
        "5%",
    )
    said = (
        "Lines changed inside the lead time at the goal of 5% would save the buyer about 270 EUR a"
        " quarter, if costs fall with misses; what the supplier would save is not known."
    )
    # What stays of the same elements is said with late deliveries, once.
    assert saving.words == said
    assert of(
        "late deliveries", LATE, [reading("D1", 46, 50), reading("B1", 9, 60)]
    ).words.endswith(" 37 EUR of shared or not agreed cause would stay.")
    at_goal = of(
        "the buyer's own changes", LATE, [reading("D1", 49, 50), reading("B1", 9, 60)]
    )
    assert at_goal.words == said + " 37 EUR of shared or not agreed cause would stay."


def test_halves_of_a_cent_are_rounded_once_and_away_from_zero():
    """A third of three times 0.50 and of 0.01 more: 0.5033…; half of 0.25: 0.13."""
    rows = [booked("0.50", element="invoice_fix") for _ in range(3)] + [
        booked("0.01", element="invoice_fix")
    ]
    assert of(
        "wrong invoices", rows, [reading("C2", 97, 100, goal=98)]
    ).saves_us == Decimal("0.50")
    assert of(
        "wrong invoices",
        [booked("0.25", element="invoice_fix")],
        [reading("C2", 96, 100, goal=98)],
    ).saves_us == Decimal("0.13")


def test_on_the_goal_nothing_is_left_to_save():
    saving = of("late deliveries", LATE, [reading("D1", 49, 50)])
    assert (saving.saves_us, saving.saves_them) == (NOTHING, NOTHING)
    assert (
        saving.words
        == "On time, in full meets its goal of 95% (98.0%): nothing is left to save on late"
        " deliveries."
    )


DEFECTS = [
    booked("900.00", element="sort_rework"),
    booked("100.00", element="return_handling"),
    booked("40.00", element="scrap", cause="ours"),
    booked("-300.00", element="recovered"),
    booked("-20.00", element="recovered", cause="terms"),
    booked("80.00", element="sort_rework", paid_by="supplier"),
]


@pytest.mark.parametrize(
    ("sent_back", "saves_us"),
    [("0.00", "350.00"), ("180.00", "440.00"), ("300.00", "500.00"), ("999.00", "500.00")],
    ids=[
        "no goods went back",
        "some of the credit is for goods",
        "all of it is",
        "more went back than was credited",
    ],
)
def test_a_credit_that_would_not_be_paid_is_no_saving_of_ours_but_one_of_theirs(
    sent_back, saves_us
):
    """Half of 1,000.00 less half of the credit beyond the goods that went back; theirs is half of
    80.00 and of the credit of 300.00.
    """
    saving = of("defects", DEFECTS, [reading("Q2", 3, 5000)], Decimal(sent_back))
    assert (saving.saves_us, saving.saves_them) == (Decimal(saves_us), Decimal("190.00"))
    assert saving.elements == ("sort_rework", "scrap", "return_handling", "recovered")


def test_credits_that_are_more_than_the_costs_are_a_loss_to_the_buyer():
    saving = of(
        "defects",
        [booked("100.00", element="scrap"), booked("-1300.00", element="recovered")],
        [reading("Q2", 3, 5000)],
    )
    assert (saving.saves_us, saving.saves_them) == (Decimal("-600.00"), Decimal("650.00"))
    assert (
        "would cost the buyer about 600 EUR a quarter and save the supplier about 650 EUR,"
        in saving.words
    )


def test_the_first_metric_that_is_read_holds():
    few, accepted = reading("Q2", 3, 5000, state="too_few"), reading("Q1", 90, 100)
    assert [
        of("defects", DEFECTS, readings).metric_id
        for readings in ([accepted], [accepted, few], [accepted, reading("Q2", 3, 5000)])
    ] == ["Q1", "Q1", "Q2"]


@pytest.mark.parametrize("state", ["too_few", "no_data", "not_supplied", "not_agreed"])
def test_a_metric_that_is_not_judged_tells_no_saving(state):
    assert savings_of(LATE, [reading("D1", 46, 50, state=state)], NOTHING, "EUR") == []


def test_without_any_known_cost_there_is_no_saving_to_tell():
    assert (
        savings_of(
            [
                booked(None, element="line_stop", state="unknown"),
                booked("5.00", element="scrap"),
            ],
            [reading("D1", 46, 50)],
            NOTHING,
            "EUR",
        )
        == []
    )


def test_the_price_of_what_was_sent_back(tmp_path):
    """10 pieces at 100.00 in all: 3 went back, 2 more and then 1 of these came again; one of
    October is of the next quarter, and 1 of 10 at 33.33 came in May.

    Of two more receipts it is not known what arrived, or nothing did: what went back of them has no
    price to tell.
    """
    back = {"kind": "return", "of_receipt_id": "1"}
    receipts = [
        {"line_id": "1"},
        back | {"line_id": "1", "received_qty": "3"},
        back | {"line_id": "1", "received_qty": "2"},
        {"line_id": "1", "kind": "reversal", "of_receipt_id": "3", "received_qty": "1"},
        back | {"line_id": "1", "received_qty": "1", "docked_on": "2026-10-01"},
        {"line_id": "2", "docked_on": "2026-05-10"},
        {"line_id": "2", "kind": "return", "of_receipt_id": "6", "received_qty": "1"},
        {"line_id": "3", "received_qty": ""},
        {"line_id": "3", "kind": "return", "of_receipt_id": "8", "received_qty": "1"},
        {"line_id": "4", "received_qty": "0"},
        {"line_id": "4", "kind": "return", "of_receipt_id": "10", "received_qty": "0"},
    ]
    lines = [
        {},
        {"requested_on": "2026-05-10", "value_amount": "33.33", "ordered_qty": "10"},
        {},
        {},
    ]
    with small_world(tmp_path, schedule_lines=lines, receipts=receipts) as snapshot:
        assert price_sent_back(snapshot, "S", Q3) == Decimal("40.00") + Decimal("3.33")
        assert price_sent_back(snapshot, "S", Q3.previous()) == NOTHING


def test_the_sample_by_a_second_road(sample):
    """Plain sums over the ledger, and the counts of each metric."""
    told = 0
    for supplier_id in ("S-1001", "S-1002", "S-1004", "S-1008"):
        counts = {read.id: read for read in readings_of(sample, supplier_id, Q3)}
        for saving in savings(sample, supplier_id, Q3):
            driver = next(driver for driver in DRIVERS if driver.words == saving.driver)
            read = counts[saving.metric_id]
            found = Fraction(str(read.numerator)) / Fraction(str(read.denominator))
            goal = Fraction(str(read.definition.goal)) / (
                10**6 if read.definition.unit == "ppm" else 100
            )
            misses, at_goal = (
                (1 - found, 1 - goal) if read.definition.better == "up" else (found, goal)
            )
            share = max(Fraction(0), 1 - at_goal / misses)
            ours, theirs, credits = (
                sample.con.execute(
                    "SELECT coalesce(sum(amount), 0), count(amount) FROM cost_ledger WHERE"
                    " supplier_id = ? AND booked_on BETWEEN '2026-07-01' AND '2026-09-30' AND cause"
                    " = ? AND list_contains(?, element) AND paid_by = ?",
                    [supplier_id, driver.cause, elements, side],
                ).fetchall()[0]
                for elements, side in (
                    ([e for e in driver.elements if e != "recovered"], "buyer"),
                    ([e for e in driver.elements if e != "recovered"], "supplier"),
                    ([e for e in driver.elements if e == "recovered"], "buyer"),
                )
            )
            us = ours[0] + min(
                Decimal(0), credits[0] + price_sent_back(sample, supplier_id, Q3)
            )
            them = theirs[0] - credits[0] if theirs[1] + credits[1] else None
            for expected, seen in ((us, saving.saves_us), (them, saving.saves_them)):
                exact = None if expected is None else share * Fraction(expected)
                assert seen == (
                    exact
                    if exact is None
                    else (Decimal(exact.numerator) / exact.denominator).quantize(
                        Decimal("0.01"), ROUND_HALF_UP
                    )
                )
            told += saving.saves_us > 0
    assert told >= 6
