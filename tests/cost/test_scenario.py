"""The ledger at other rates and goals: rows valued anew add up, and what is not asked about
stays.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from cost_rows import booked, by_rate
from hypothesis import given
from hypothesis import strategies as st
from shipped import FILES
from small_world import small_world

from srmlib.cost.closing import closings, compared_with_books
from srmlib.cost.compare import break_even, offers
from srmlib.cost.failures import Evidence
from srmlib.cost.ledger import cost_summary, ledger_rows
from srmlib.cost.rows import LedgerRow, total
from srmlib.cost.scenario import Change, Place, QuarterLedger, rates_in_use, rows_at_goals
from srmlib.cost.uncertainty import intervals_of
from srmlib.cost.what_if import DRIVERS, caused, savings, savings_of
from srmlib.errors import UsageError
from srmlib.metrics.result import Reading
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import parse_definitions

Q3 = Quarter.parse("2026Q3")
DEFINITIONS = {d.metric_id: d for d in parse_definitions(FILES)}
NOTHING = Decimal("0.00")


def lines_of(supplier_id: str, price: str, late: int) -> tuple[list[dict], list[dict]]:
    """Twenty lines due on 10 July, the first so many received ten days late."""
    ids = [f"{supplier_id}{number:02}" for number in range(20)]
    lines = [
        {"line_id": line_id, "supplier_id": supplier_id, "value_amount": price}
        for line_id in ids
    ]
    days = ["2026-07-20"] * late + ["2026-07-10"] * (20 - late)
    receipts = [
        {
            "receipt_id": f"R-{line_id}",
            "line_id": line_id,
            "docked_on": day,
            "shipment_id": "M-S" if line_id in ("S00", "S01", "S02") else "",
        }
        for line_id, day in zip(ids, days, strict=True)
    ]
    return lines, receipts


@pytest.fixture(scope="module")
def two_firms(tmp_path_factory):
    """S is cheaper by price and often late; T is dearer and never. S's carrier is paid by the mile,
    and the mile got dearer in August.
    """
    (s_lines, s_receipts), (t_lines, t_receipts) = (
        lines_of("S", "100.00", 4),
        lines_of("T", "105.00", 0),
    )
    valued = {"component": "", "amount": "", "currency": ""}
    stop = valued | {
        "element": "line_stop",
        "rate_name": "line_stop_rate",
        "cause": "theirs",
        "line_id": "S00",
    }
    costs = [
        stop | {"driver_qty": "3", "occurred_on": "2026-07-15"},
        stop
        | {
            "driver_qty": "1.5",
            "occurred_on": "2026-07-20",
            "cause": "ours",
            "line_id": "",
        },
        valued
        | {
            "element": "freight_duty",
            "component": "freight",
            "shipment_id": "M-S",
            "driver_qty": "10",
            "rate_name": "mile_rate",
        },
        valued
        | {
            "element": "premium_freight",
            "driver_qty": "7",
            "rate_name": "mile_rate",
            "occurred_on": "2026-08-05",
            "cause": "theirs",
            "line_id": "S00",
        },
        {
            "element": "premium_freight",
            "component": "",
            "amount": "40.00",
            "cause": "theirs",
            "paid_by": "supplier",
            "line_id": "S00",
        },
        {"element": "support_time", "component": "", "amount": "12.34", "cause": "open"},
        {
            "element": "warranty",
            "component": "",
            "amount": "",
            "currency": "",
            "state": "unknown",
            "cause": "open",
        },
    ]
    facts = {
        "suppliers": [
            {"supplier_id": "S", "name": "Swift Works"},
            {"supplier_id": "T", "name": "Tarn Metals"},
            {"supplier_id": "N", "name": "Never Seen"},
        ],
        "rates": {
            "line_stop_rate": (
                "EUR/minute",
                [
                    ("2025-01-01", "50"),
                    ("2026-01-01", "60", "48", "78"),
                    ("2026-10-01", "70"),
                ],
            ),
            "mile_rate": ("EUR/mile", [("2026-01-01", "1.00"), ("2026-08-01", "1.10")]),
            "idle_rate": ("EUR/hour", [("2026-01-01", "9.00")]),
        },
        "cost_controls": [
            {
                "supplier_id": "S",
                "element": "support_time",
                "month_on": "2026-07-01",
                "amount": "15.00",
            }
        ],
    }
    costs = [
        cost | {"event_id": f"E{number}"} for number, cost in enumerate(costs, start=1)
    ]
    folder = tmp_path_factory.mktemp("two_firms")
    with small_world(
        folder,
        schedule_lines=s_lines + t_lines,
        receipts=s_receipts + t_receipts,
        cost_events=costs,
        **facts,
    ) as snapshot:
        yield snapshot


@pytest.fixture(scope="module")
def ledger(two_firms):
    return QuarterLedger(two_firms, Q3)


def amounts(rows: list[LedgerRow], element: str) -> list[Decimal]:
    return sorted(
        row.amount for row in rows if row.element == element and row.state == "amount"
    )


# ---- rates


def test_rates_in_use_are_the_last_in_force_with_their_range(two_firms):
    """A rate without an agreed range may be moved by half; one that values nothing is not there."""
    stop, mile = rates_in_use(two_firms, Q3)
    assert (stop.name, stop.unit, stop.value, stop.low, stop.high, stop.is_agreed) == (
        "line_stop_rate",
        "EUR/minute",
        60,
        48,
        78,
        True,
    )
    assert (mile.name, mile.value, mile.low, mile.high, mile.is_agreed) == (
        "mile_rate",
        Decimal("1.1"),
        Decimal("0.55"),
        Decimal("1.65"),
        False,
    )
    assert (mile.words, mile.source, mile.agreed_by) == ("mile rate", "a time study", None)


def test_as_it_is_it_is_the_ledger(two_firms, ledger):
    for supplier_id in ("S", "T"):
        held = ledger_rows(two_firms, supplier_id, Q3).to_dict("records")
        assert [row.amount for row in ledger.rows(supplier_id)] == [
            None if row["state"] != "amount" else row["amount"] for row in held
        ]
        assert (
            ledger.summary(supplier_id)
            == ledger.summary(supplier_id, Change(supplier_id=supplier_id))
            == cost_summary(two_firms, supplier_id, Q3)
        )
        assert ledger.intervals(supplier_id) == intervals_of(two_firms, supplier_id, Q3)
    assert (
        ledger.offers("P")
        == ledger.offers("P", Change(supplier_id="S"))
        == offers(two_firms, "P", Q3)
    )


def test_a_rate_at_its_value_in_force_changes_nothing(two_firms, ledger):
    assert ledger.summary(
        "S", Change({"line_stop_rate": Decimal("60.00")})
    ) == cost_summary(two_firms, "S", Q3)


def test_another_rate_values_every_event_anew_and_its_shares_add_up(ledger):
    """10 miles at 1.01 in three equal parts: the two cents over go to the largest remainders. The
    mile of August falls to 1.01 too.
    """
    rows = ledger.rows("S", Change({"mile_rate": Decimal("1.01")}))
    assert amounts(rows, "freight_duty") == [
        Decimal("3.36"),
        Decimal("3.37"),
        Decimal("3.37"),
    ]
    assert amounts(rows, "premium_freight") == [Decimal("7.07"), Decimal("40.00")]
    assert amounts(rows, "line_stop") == [Decimal("90.00"), Decimal("180.00")]
    before, after = (
        ledger.summary("S"),
        ledger.summary("S", Change({"mile_rate": Decimal("1.01")})),
    )
    assert (before.total, after.total) == (Decimal("2300.04"), Decimal("2299.51"))
    assert [(line.known_count, line.events, line.state) for line in before.lines] == [
        (line.known_count, line.events, line.state) for line in after.lines
    ]


@given(rate=st.decimals(min_value=0, max_value=1000, places=4))
def test_shares_of_an_event_add_up_at_any_rate(ledger, rate):
    rows = [
        row
        for row in ledger.rows("S", Change({"mile_rate": rate}))
        if row.element == "freight_duty"
    ]
    assert total(rows) == rows[0].event_amount
    assert abs(10 * rate - total(rows)) <= Decimal("0.005")


def test_a_rate_changes_every_supplier_of_a_part_and_the_break_even_of_others(
    two_firms, ledger
):
    """S: 2,000.00 + 12.34 + 10.00 + 7.70 + 4.5 minutes over 200 pieces; T: 2,100.00 over as many.
    They meet where a minute costs 15.55.
    """
    pair = tuple(sorted(ledger.offers("P"), key=lambda offer: offer.supplier_id))
    found, lines = ledger.break_even(pair, "line_stop_rate")
    assert found == break_even(two_firms, "P", Q3, "S", "T", "line_stop_rate")
    assert found.at == Decimal("15.55")
    dearer_miles, _ = ledger.break_even(
        pair, "line_stop_rate", Change({"mile_rate": Decimal("2.00")})
    )
    assert (dearer_miles.at, dearer_miles.rate_value) == (Decimal("11.92"), 60)
    at_zero = ledger.offers("P", Change({"line_stop_rate": Decimal(0)}))
    assert [(offer.supplier_id, offer.total) for offer in at_zero] == [
        ("S", Decimal("2030.04")),
        ("T", Decimal("2100.00")),
    ]
    assert lines[1] == (Decimal("10.5"), 0)


def test_a_rate_that_is_asked_about_is_certain(ledger):
    """Also far outside its range; everything else stays as uncertain as it was."""
    asked = Change({"line_stop_rate": Decimal(500)})
    assert {row.rate_low for row in ledger.rows("S", asked)} == {None}
    assert ledger.intervals("S", asked).by_element["line_stop"].high > 0
    assert {
        row.rate_low
        for row in ledger.rows("S", Change({"mile_rate": Decimal(2)}))
        if row.element == "line_stop"
    } == {Decimal(48)}


def test_a_rate_or_metric_that_moves_nothing_is_refused(ledger):
    with pytest.raises(
        UsageError,
        match=(
            r"'idle_rate' values no cost in 2026 Q3, expected one of line_stop_rate,"
            r" mile_rate\.\nName one"
        ),
    ):
        ledger.rows("S", Change({"idle_rate": Decimal(1)}))
    with pytest.raises(
        UsageError,
        match=r"'Q1' drives no cost that could be saved here, expected one of D1\.\nName one",
    ):
        ledger.rows("S", Change(supplier_id="S", goals={"Q1": Decimal(99)}))


# ---- goals


def test_places_are_the_drivers_short_of_their_goal_with_a_cost_of_the_agreed_cause(ledger):
    [place] = ledger.places("S")
    assert (place.driver.words, place.reading.id, place.now, place.goal) == (
        "late deliveries",
        "D1",
        Decimal("80.0"),
        Decimal("95.0"),
    )
    assert ledger.places("T") == ledger.places("N") == []


def test_at_its_goal_a_supplier_costs_less_by_what_is_saved(two_firms, ledger):
    """Three quarters of the misses would not happen: 180.00 of stops and 7.70 of freight fall to
    45.00 and 1.92 (rounded together).
    """
    [saving] = [saving for saving in savings(two_firms, "S", Q3) if saving.saves_us]
    change = Change(supplier_id="S", goals={"D1": Decimal(95)})
    after = ledger.summary("S", change)
    assert saving.saves_us == Decimal("140.78") == ledger.summary("S").total - after.total
    assert amounts(ledger.rows("S", change), "line_stop") == [
        Decimal("45.00"),
        Decimal("90.00"),
    ]
    assert amounts(ledger.rows("S", change), "premium_freight") == [
        Decimal("1.92"),
        Decimal("10.00"),
    ]
    assert ledger.summary("T", change) == ledger.summary("T")


def test_rates_come_before_goals(ledger):
    """A quarter of 3 minutes at 80.00, and our own 1.5 whole."""
    change = Change({"line_stop_rate": Decimal(80)}, "S", {"D1": Decimal(95)})
    assert amounts(ledger.rows("S", change), "line_stop") == [
        Decimal("60.00"),
        Decimal("120.00"),
    ]


def place(metric_id: str, numerator: int, denominator: int, driver: str) -> Place:
    definition = DEFINITIONS[metric_id]
    value = float(
        (1_000_000 if definition.unit == "ppm" else 100) * numerator / denominator
    )
    reading = Reading(
        definition, "ok", numerator=numerator, denominator=denominator, value=value
    )
    return Place(next(one for one in DRIVERS if one.words == driver), reading)


DEFECTS = place("Q1", 90, 100, "defects")
money = st.decimals(min_value=Decimal("-500.00"), max_value=Decimal("999.99"), places=2)
defect_rows = st.lists(
    st.builds(
        lambda amount, element, cause, payer: booked(
            str(-abs(amount) if element == "recovered" else amount),
            element=element,
            cause=cause,
            paid_by=payer,
        ),
        money,
        st.sampled_from(["sort_rework", "scrap", "recovered", "line_stop"]),
        st.sampled_from(["theirs", "ours", "open"]),
        st.just("buyer") | st.just("supplier"),
    ).filter(lambda row: row.element != "recovered" or row.paid_by == "buyer"),
    max_size=8,
)


def of_defects(rows: list[LedgerRow]) -> dict:
    """Every credit is for a return with cracks."""
    known = Evidence("return", "CR1", is_traced=True, defect="cracks")
    return {
        (row.source, row.element, row.event_id): known
        for row in rows
        if row.element == "recovered"
    }


@given(
    rows=defect_rows,
    goal=st.decimals(min_value=91, max_value=100, places=1),
)
def test_any_goal_saves_what_the_sentence_says(rows, goal):
    """Row by row or in one sum: the same to the cent, and only driven rows of the agreed cause
    move.
    """
    reading = replace(
        DEFECTS.reading, definition=replace(DEFECTS.reading.definition, goal=goal)
    )
    said = [
        saving
        for saving in savings_of(caused(rows, of_defects(rows)), [reading], "EUR")
        if saving.driver == "defects"
    ]
    after = rows_at_goals(rows, of_defects(rows), [DEFECTS], {"Q1": goal})
    ours = [
        (one, other)
        for one, other in zip(rows, after, strict=True)
        if one.paid_by == "buyer"
    ]
    assert sum((one.amount - other.amount for one, other in ours), NOTHING) == (
        said[0].saves_us if said else NOTHING
    )
    for one, other in zip(rows, after, strict=True):
        assert one == other or (one.cause == "theirs" and one.element != "line_stop")
        assert abs(other.amount) <= abs(one.amount) + Decimal("0.01")


def test_what_was_recovered_falls_with_what_it_was_for():
    """8.5 of 10 points of misses are avoided: 102.00 of the 120.00 recovered would not be given."""
    rows = [
        booked("1000.00", element="sort_rework"),
        booked("-120.00", element="recovered"),
        booked(None, element="scrap", state="unknown"),
    ]
    after = rows_at_goals(rows, of_defects(rows), [DEFECTS], {"Q1": Decimal("98.5")})
    assert [row.amount for row in after] == [Decimal("150.00"), Decimal("-18.00"), None]


def test_a_goal_that_is_no_better_saves_nothing():
    rows = [by_rate("3", "60", "180.00", element="sort_rework")]
    assert rows_at_goals(rows, {}, [DEFECTS], {"Q1": Decimal(80)}) == rows


# ---- does it close?


def test_sums_close_and_the_books_are_compared(two_firms):
    found = closings(two_firms, "S", Q3)
    assert [(one.parts, one.whole, one.difference) for one in found] == [
        (Decimal("2300.04"), Decimal("2300.04"), 0),
        (Decimal("2300.04"), Decimal("2300.04"), 0),
        # The supplier's own 40.00 is an event too.
        (Decimal("2340.04"), Decimal("2340.04"), 0),
        (Decimal("4400.04"), Decimal("4400.04"), 0),
        (Decimal("4400.04"), Decimal("4400.04"), 0),
    ]
    assert [
        compared_with_books(two_firms, supplier_id, Q3) for supplier_id in ("S", "T")
    ] == [1, 0]


def test_nothing_at_all_closes_too(two_firms):
    assert [one.difference for one in closings(two_firms, "N", Q3)] == [0] * 5
    empty = closings(two_firms, "S", Quarter.of(date(2024, 2, 1)))
    assert [(one.parts, one.whole) for one in empty] == [(0, 0)] * 5
