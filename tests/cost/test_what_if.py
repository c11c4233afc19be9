"""What each driver at its goal would save the two firms: literal rows and readings, small worlds, and
the sample world by a second road.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from cost_rows import booked, by_rate
from hypothesis import given
from hypothesis import strategies as st
from shipped import FILES

from srmlib.cost.failures import Evidence, Failure, cause_of, evidence_of
from srmlib.cost.rows import LedgerRow, cost_rows
from srmlib.cost.what_if import (
    DRIVERS,
    Range,
    avoided_share,
    caused,
    savings,
    savings_of,
    untold_of,
)
from srmlib.metrics.result import Reading
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import parse_definitions
from srmlib.rules.elements import ELEMENTS

Q3 = Quarter.parse("2026Q3")
DEFINITIONS = {d.metric_id: d for d in parse_definitions(FILES)}
NOTHING = Decimal("0.00")
LATE_LINE = Evidence(line_id="L1", late_line_id="L1")
CHANGED_LINE = Evidence(line_id="L2", late_line_id="L2", changed_line_id="L2")
POROUS_LOT = Evidence("line_stop", "LS1", is_traced=True, defect="H1")


def reading(
    metric_id: str, numerator, denominator, state: str = "ok", interval=None, **changed
) -> Reading:
    definition = replace(DEFINITIONS[metric_id], **changed)
    per = 1_000_000 if definition.unit == "ppm" else 100
    return Reading(
        definition,
        state,
        numerator=numerator,
        denominator=denominator,
        value=float(per * Fraction(numerator) / Fraction(denominator)),
        interval=interval,
    )


# A row of the ledger, and what the extract knows of its event.
Told = tuple[LedgerRow, Evidence]


def driven(rows: list[Told]) -> list:
    evidence = {(row.source, row.element, row.event_id): known for row, known in rows}
    return caused([row for row, _ in rows], evidence)


def of(driver: str, rows: list[Told], readings: list[Reading]):
    found = savings_of(driven(rows), readings, "EUR")
    return next((saving for saving in found if saving.driver == driver), None)


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
    (booked("100.00", element="expedite"), LATE_LINE),
    (booked("2000.00", element="line_stop"), LATE_LINE),
    (booked("60.00", element="premium_freight", paid_by="supplier"), LATE_LINE),
    (booked("400.00", element="line_stop", cause="ours"), CHANGED_LINE),
    (booked("30.00", element="line_stop", cause="shared"), LATE_LINE),
    (booked("7.00", element="expedite", cause="open"), LATE_LINE),
    (booked("500.00", element="scrap"), Evidence()),
    (booked("4800.00", element="line_stop"), POROUS_LOT),
    (booked("900.00", element="line_stop"), Evidence()),
    (booked(None, element="line_stop", state="unknown"), LATE_LINE),
]


def test_late_deliveries_at_their_goal_save_both_firms():
    """Three eighths of what late lines that are agreed theirs cost: us 2,100.00, them 60.00. Ours
    stays, shared and open are in the upper end; the porous lot and the stop without a line are of
    no late line.
    """
    saving = of("late deliveries", LATE, [reading("D1", 46, 50)])
    assert (saving.metric_id, saving.now, saving.goal) == ("D1", "92.0%", "95%")
    assert saving.elements == ("expedite", "premium_freight", "line_stop")
    assert (saving.saves_us, saving.saves_them) == (Decimal("787.50"), Decimal("22.50"))
    assert saving.saves_us_range == Range(Decimal("787.50"), Decimal("801.38"))
    assert saving.saves_them_range == Range(Decimal("22.50"), Decimal("22.50"))
    said = (
        "On time, in full at the goal of 95% would save the buyer about 790 EUR a quarter (780 to"
        " 810) and the supplier about 23 EUR (22 to 23), if costs fall with misses. 37 EUR of shared"
        " or not agreed cause is in the upper end alone."
    )
    assert saving.words == said


def test_what_each_row_would_save_adds_up_to_what_its_firm_saves():
    saving = of("late deliveries", LATE, [reading("D1", 46, 50)])
    told = {
        (one.row.element, one.row.paid_by, one.row.cause): avoided
        for one, avoided in zip(saving.rows, saving.avoided, strict=True)
    }
    assert told == {
        ("expedite", "buyer", "theirs"): Decimal("37.50"),
        ("line_stop", "buyer", "theirs"): Decimal("750.00"),
        ("premium_freight", "supplier", "theirs"): Decimal("22.50"),
        ("line_stop", "buyer", "shared"): NOTHING,
        ("expedite", "buyer", "open"): NOTHING,
    }
    assert {one.cause.words for one in saving.rows} == {"line L1 was late or short"}


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
        " quarter (260 to 270), if costs fall with misses; what the supplier would save is not"
        " known."
    )
    assert saving.words == said


def test_what_nothing_tells_is_in_no_saving_and_is_said():
    more = [
        (booked("-300.00", element="recovered"), Evidence()),
        (booked("-20.00", element="recovered", cause="terms"), Evidence()),
        (booked("50.00", element="premium_freight", paid_by="supplier"), Evidence()),
    ]
    untold = untold_of(driven([*LATE, *more]), "EUR")
    assert (untold.amount, untold.credits) == (Decimal("900.00"), Decimal("-300.00"))
    assert untold.by_supplier == Decimal("50.00")
    said = (
        "Of 900 EUR no incident, lot, line or ticket tells what caused it, so no saving counts it:"
        " line stops and waiting 900. Of 300 EUR of credits nothing tells what they are for; they"
        " are in no saving either. So it is with 50 EUR that the supplier paid itself."
    )
    assert untold.words == said
    assert untold_of(driven(LATE[:8]), "EUR") is None
    # A credit of which all was the price of what went back is none.
    nothing = (booked("0.00", element="recovered"), Evidence())
    assert untold_of(driven([nothing]), "EUR") is None


def test_the_ends_are_those_of_the_metric_and_of_the_rate():
    """5 to 20 % missed, 5 % at the goal: none or three quarters of 10 minutes at 48 to 78; counted,
    half at 60.
    """
    stop = by_rate("10", "60", "600.00", "48", "78", element="line_stop")
    saving = of(
        "late deliveries",
        [(stop, LATE_LINE)],
        [reading("D1", 90, 100, interval=(80.0, 95.0))],
    )
    assert saving.saves_us == Decimal("300.00")
    assert saving.saves_us_range == Range(NOTHING, Decimal("585.00"))


def test_what_a_metric_counts_none_of_may_be_saved_up_to_all_of_it():
    saving = of("defects", LATE, [reading("Q1", 40, 40)])
    assert (saving.saves_us, saving.is_most) == (NOTHING, True)
    assert saving.saves_us_range == Range(NOTHING, Decimal("5300.00"))
    said = (
        "Accepted lots meets its goal of 98.5% (100.0%) and counts nothing of what defects cost:"
        " without any the buyer would save up to 5.3 k EUR."
    )
    assert saving.words == said


def test_of_a_ticket_that_came_back_at_most_all_would_be_saved():
    """15 of 25 that came back would still: two fifths of 120.00, or less, as the first go stays. The
    interval makes it no more; the one that did not come back is of no failure.
    """
    back = Evidence(ticket_id="T1", is_reopened=True)
    rows = [
        (booked("120.00", element="support_time", source="tickets"), back),
        (
            booked("80.00", element="support_time", source="tickets"),
            Evidence(ticket_id="T2"),
        ),
    ]
    saving = of(
        "tickets not fixed first time", rows, [reading("S2", 75, 100, interval=(66, 82))]
    )
    assert (saving.saves_us, saving.saves_us_range) == (
        Decimal("48.00"),
        Range(NOTHING, Decimal("48.00")),
    )
    assert "would save the buyer at most 48 EUR a quarter, if" in saving.words
    assert untold_of(driven(rows), "EUR") is None


INCIDENT = {"is_traced": True, "effect_id": "X1"}


@pytest.mark.parametrize(
    ("facts", "known", "failure"),
    [
        ({"element": "line_stop"}, POROUS_LOT, Failure.DEFECT),
        ({"element": "premium_freight"}, POROUS_LOT, Failure.DEFECT),
        ({"element": "line_stop"}, replace(POROUS_LOT, late_line_id="L1"), Failure.UNTOLD),
        ({"element": "line_stop"}, replace(POROUS_LOT, is_traced=False), Failure.UNTOLD),
        (
            {"element": "customer_fail"},
            Evidence("late_order", late_line_id="L1", **INCIDENT),
            Failure.LATE,
        ),
        ({"element": "customer_fail"}, Evidence("late_order", **INCIDENT), Failure.UNTOLD),
        (
            {"element": "customer_fail", "cause": "ours"},
            Evidence("late_order", late_line_id="L1", **INCIDENT),
            Failure.UNTOLD,
        ),
        (
            {"element": "customer_fail", "cause": "ours"},
            Evidence("late_order", changed_line_id="L1", **INCIDENT),
            Failure.CHANGE,
        ),
        ({"element": "customer_fail"}, Evidence("complaint", **INCIDENT), Failure.UNTOLD),
        (
            {"element": "customer_fail"},
            Evidence("complaint", defect="cracks", **INCIDENT),
            Failure.DEFECT,
        ),
        (
            {"element": "support_time"},
            Evidence("incident", ticket_id="T", is_reopened=True, **INCIDENT),
            Failure.REOPENED,
        ),
        (
            {"element": "support_time"},
            Evidence("incident", ticket_id="T", **INCIDENT),
            Failure.NONE,
        ),
        ({"element": "support_time"}, Evidence("incident", **INCIDENT), Failure.UNTOLD),
        (
            {"element": "customer_fail"},
            Evidence("incident", ticket_id="T", is_reopened=True, **INCIDENT),
            Failure.UNTOLD,
        ),
        ({"element": "customer_fail"}, LATE_LINE, Failure.LATE),
        (
            {"element": "customer_fail"},
            replace(LATE_LINE, returned_line_id="L1"),
            Failure.UNTOLD,
        ),
        (
            {"element": "recovered"},
            Evidence(line_id="L1", returned_line_id="L1"),
            Failure.DEFECT,
        ),
        ({"element": "recovered"}, Evidence(), Failure.UNTOLD),
        ({"element": "expedite"}, Evidence(), Failure.LATE),
        ({"element": "expedite"}, Evidence(line_id="L3"), Failure.UNTOLD),
        ({"element": "expedite", "cause": "ours"}, Evidence(), Failure.UNTOLD),
        ({"element": "premium_freight"}, Evidence(), Failure.UNTOLD),
        ({"element": "premium_freight", "cause": "ours"}, CHANGED_LINE, Failure.CHANGE),
        ({"element": "sort_rework"}, Evidence(), Failure.DEFECT),
        (
            {"element": "inspection", "source": "inspection_lots"},
            Evidence(),
            Failure.DEFECT,
        ),
        ({"element": "corrective"}, Evidence(), Failure.UNTOLD),
        ({"element": "corrective"}, Evidence(acted_on="N1"), Failure.DEFECT),
        ({"element": "safety_stock", "source": "receipts"}, Evidence(), Failure.SPREAD),
        (
            {"element": "safety_stock", "source": "receipts", "cause": "ours"},
            Evidence(),
            Failure.CHANGE,
        ),
        (
            {"element": "early_stock", "source": "receipts"},
            Evidence(line_id="L1", late_line_id="L1"),
            Failure.NONE,
        ),
        (
            {"element": "early_stock", "source": "receipts"},
            Evidence(line_id="L1", early_line_id="L1"),
            Failure.LATE,
        ),
        ({"element": "freight_duty"}, LATE_LINE, Failure.NONE),
    ],
)
def test_what_a_row_is_a_cost_of(facts, known, failure):
    row = booked("10.00", **facts)
    assert (
        cause_of(row, {(row.source, row.element, row.event_id): known}).failure is failure
    )


amounts = st.decimals(min_value=Decimal("-900.00"), max_value=Decimal("900.00"), places=2)
ids = st.none() | st.just("L1")
known_of_any = st.builds(
    Evidence,
    effect_kind=st.sampled_from([None, None, "late_order", "line_stop", "complaint"]),
    is_traced=st.booleans(),
    defect=ids,
    line_id=ids,
    late_line_id=ids,
    changed_line_id=ids,
    returned_line_id=ids,
)
any_row = st.builds(
    lambda amount, element, cause, payer, known: (
        booked(
            str(-abs(amount) if element == "recovered" else abs(amount)),
            element=element,
            cause=cause,
            paid_by="buyer" if element == "recovered" else payer,
        ),
        known,
    ),
    amounts,
    st.sampled_from([element for element in ELEMENTS if element != "price"]),
    st.sampled_from(["theirs", "ours", "shared", "open", "terms"]),
    st.sampled_from(["buyer", "supplier"]),
    known_of_any,
)
READINGS = [
    reading("D1", 90, 100, interval=(82.0, 95.5)),
    reading("Q1", 90, 100, interval=(70.0, 99.0)),
    reading("C2", 90, 100),
    reading("S2", 70, 100),
    reading("B1", 9, 60, interval=(3.0, 20.0)),
]


@given(rows=st.lists(any_row, max_size=12))
def test_no_cost_is_saved_twice_and_no_more_than_it_cost(rows):
    found = savings_of(driven(rows), READINGS, "EUR")
    counted = [id(one.row) for saving in found for one in saving.rows]
    assert len(counted) == len(set(counted))
    untold = untold_of(driven(rows), "EUR")
    assert (
        not {id(one.row) for one in untold.rows if untold} & set(counted)
        if untold
        else True
    )
    for saving in found:
        ends = saving.saves_us_range
        assert ends.low <= saving.saves_us <= ends.high
        paid = [one.row.amount for one in saving.rows if one.row.paid_by == "buyer"]
        assert ends.high <= sum((amount for amount in paid if amount > 0), NOTHING)
        of_ours = [
            avoided
            for one, avoided in zip(saving.rows, saving.avoided, strict=True)
            if one.row.paid_by == "buyer"
        ]
        assert sum(of_ours, NOTHING) == saving.saves_us
        assert all(
            abs(avoided) <= abs(one.row.amount)
            for one, avoided in zip(saving.rows, saving.avoided, strict=True)
        )


def test_halves_of_a_cent_are_rounded_once_and_away_from_zero():
    """A third of three times 0.50 and of 0.01 more: 0.5033…; half of 0.25: 0.13."""
    rows = [
        (booked(amount, element="invoice_fix"), Evidence())
        for amount in ("0.50", "0.50", "0.50", "0.01")
    ]
    assert of(
        "wrong invoices", rows, [reading("C2", 97, 100, goal=98)]
    ).saves_us == Decimal("0.50")
    assert of(
        "wrong invoices",
        [(booked("0.25", element="invoice_fix"), Evidence())],
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


A_RETURN = Evidence("return", "CR1", is_traced=True, defect="cracks")
DEFECTS = [
    (booked("900.00", element="sort_rework"), Evidence()),
    (booked("100.00", element="return_handling"), Evidence()),
    (booked("40.00", element="scrap", cause="ours"), Evidence()),
    (booked("-300.00", element="recovered"), A_RETURN),
    (booked("-20.00", element="recovered", cause="terms"), A_RETURN),
    (booked("-5000.00", element="recovered"), Evidence()),
    (booked("80.00", element="sort_rework", paid_by="supplier"), Evidence()),
]


def test_a_credit_that_would_not_be_paid_is_no_saving_of_ours_but_one_of_theirs():
    """Half of 1,000.00 less half of the credit of 300.00; theirs is half of 80.00 and of it."""
    saving = of("defects", DEFECTS, [reading("Q2", 3, 5000)])
    assert (saving.saves_us, saving.saves_them) == (Decimal("350.00"), Decimal("190.00"))
    assert saving.elements == ("sort_rework", "return_handling", "recovered")


def test_credits_that_are_more_than_the_costs_are_a_loss_to_the_buyer():
    saving = of(
        "defects",
        [
            (booked("100.00", element="scrap"), Evidence()),
            (booked("-1300.00", element="recovered"), A_RETURN),
        ],
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
    read = [reading("D1", 46, 50, state=state)]
    assert savings_of(driven(LATE), read, "EUR") == []


def test_without_any_known_cost_there_is_no_saving_to_tell():
    rows = [
        (booked(None, element="line_stop", state="unknown"), LATE_LINE),
        (booked("5.00", element="scrap"), Evidence()),
    ]
    assert savings_of(driven(rows), [reading("D1", 46, 50)], "EUR") == []


def test_in_the_sample_a_porous_lots_stop_is_of_defects(sample):
    """The stop of 16 July names lot H-3001; those of 13 July and 9 September waited for parts, and name
    neither lot nor line; nothing says what the two credits are for.
    """
    rows = {
        saving.driver: {one.row.event_id for one in saving.rows}
        for saving in savings(sample, "S-1001", Q3)
    }
    assert "CE-1001-00837" in rows["defects"] - rows["late deliveries"]
    assert {"CE-1001-00857", "CE-1001-00858", "CE-1001-00915"} <= rows["late deliveries"]
    evidence = evidence_of(sample, "S-1001", Q3)
    untold = untold_of(caused(cost_rows(sample, "S-1001", Q3), evidence), "EUR")
    nameless = {"CE-1001-00833", "CE-1001-00894", "CE-1001-00820", "CE-1001-00853"}
    assert nameless <= {one.row.event_id for one in untold.rows}
    assert not nameless & set.union(*rows.values())
