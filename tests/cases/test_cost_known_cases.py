"""Worked cases of cost: what is known and what is judged, payment by the agreed terms, and the names of
the field. Each with its right value, as its README.txt works it out.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from cases import open_case
from small_world import small_world

from srmlib.cost.compare import Offer, Volume, at_volume, offers
from srmlib.cost.coverage import measured_elements
from srmlib.cost.detail import quality_over_time
from srmlib.cost.ledger import cost_summary
from srmlib.cost.scenario import QuarterLedger
from srmlib.errors import UsageError
from srmlib.explain import explain
from srmlib.metrics.catalogue import readings_of
from srmlib.metrics.result import Reading
from srmlib.notebook.total_cost import quality_by_quarter
from srmlib.notebook.words import offers_headline
from srmlib.rules.calendar import Quarter
from srmlib.snapshot import Snapshot
from srmlib.words.cost import late_payment_words, ratio_words

Q3 = Quarter.parse("2026Q3")


def reading(snapshot: Snapshot, metric_id: str, supplier_id: str = "S") -> Reading:
    found = {one.id: one for one in readings_of(snapshot, supplier_id, Q3)}
    return found[metric_id]


def line(snapshot: Snapshot, supplier_id: str, element: str):
    summary = cost_summary(snapshot, supplier_id, Q3)
    return next(one for one in summary.lines if one.id == element)


# ---- names of the field


def test_the_performance_index_without_a_failure_is_one(tmp_path):
    with open_case("cost/spi_without_failures", tmp_path) as snapshot:
        cost = cost_summary(snapshot, "S", Q3)
    assert (cost.price, cost.total) == (Decimal("100000.00"), Decimal("108042.00"))
    assert (str(cost.spi), str(cost.cost_ratio)) == ("1.0000", "1.0804")
    # Of fourteen kinds of failure none is measured.
    assert ratio_words(cost) == (
        "Total cost is at least 1.0804 times the price (cost ratio). With what the supplier's own"
        " failures cost, purchases come to at least 1.0000 times the price: the supplier performance"
        " index (SPI) in its cost form, 1 without a failure. Other systems give that name to a score"
        " from 0 to 100."
    )


LINES = [{"line_id": "1", "ordered_qty": "10", "value_amount": "1000.00"}]
RECEIPTS = [{"receipt_id": "1", "line_id": "1", "received_qty": "10"}]


def stated(element: str, amount: str, cause: str, **more: str) -> dict:
    return {"element": element, "component": "", "amount": amount, "cause": cause} | more


def test_only_failures_of_theirs_that_we_paid_are_in_the_performance_index(tmp_path):
    """(1,000 + 150 + 50 + half of 40) ÷ 1,000; all that counts in the cost ratio is 1,000 + 150 + 50 + 30 + 20 +
    70 + 40 − 60.
    """
    events = [
        stated("scrap", "150.00", "theirs"),
        stated("warranty", "50.00", "theirs"),
        stated("line_stop", "30.00", "ours"),
        stated("sort_rework", "20.00", "open"),
        stated("freight_duty", "70.00", "terms", component="freight", line_id="1"),
        stated("corrective", "40.00", "shared"),
        stated("recovered", "-60.00", "theirs"),
        stated("premium_freight", "500.00", "theirs", paid_by="supplier"),
    ]
    with small_world(
        tmp_path, schedule_lines=LINES, receipts=RECEIPTS, cost_events=events
    ) as snapshot:
        cost = cost_summary(snapshot, "S", Q3)
    assert (str(cost.spi), str(cost.cost_ratio)) == ("1.2200", "1.3000")


def test_without_a_price_there_is_no_index_and_no_ratio(tmp_path):
    with small_world(
        tmp_path,
        schedule_lines=[LINES[0] | {"value_amount": "0.00"}],
        receipts=RECEIPTS,
        cost_events=[stated("scrap", "150.00", "theirs")],
    ) as snapshot:
        cost = cost_summary(snapshot, "S", Q3)
    assert (cost.spi, cost.cost_ratio, ratio_words(cost)) == (None, None, None)


# ---- known, or not judged


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("cost/only_freight", 8.0),
        ("cost/unknown_freight", 6.133),
        ("cost/unknown_warranty", 8.0),
    ],
)
def test_a_cost_of_which_too_little_is_known_is_not_judged(name, value, tmp_path):
    with open_case(name, tmp_path) as snapshot:
        found = reading(snapshot, "C1")
    assert (found.state, found.verdict) == ("too_few", None)
    assert found.value == pytest.approx(value, abs=0.001)
    least = f"at least {value:.1f}%, too little to judge."
    assert found.notes and found.notes[0].endswith(least)


# ---- payment by the agreed terms


def late_payments(snapshot: Snapshot) -> dict[str, tuple[Decimal, str, str]]:
    rows = snapshot.records(
        "SELECT event_id, amount, cause, paid_by FROM cost_ledger WHERE event_id LIKE 'late pay%'"
    )
    return {row["event_id"]: (row["amount"], row["cause"], row["paid_by"]) for row in rows}


def test_what_the_buyer_pays_late_makes_no_supplier_cheap(tmp_path):
    """100,000 × 70 days × 6 % ÷ 365 = 1,150.68, no part of either total."""
    with open_case("cost/late_payment_flatters", tmp_path) as snapshot:
        terms = [line(snapshot, who, "payment_terms").amount for who in "ST"]
        costs = [cost_summary(snapshot, who, Q3) for who in "ST"]
        late = late_payments(snapshot)
        explained = str(explain(snapshot, "late payment IS", "C1", supplier_id="S"))
        total = [offer.total_per_unit for offer in offers(snapshot, "P", Q3)]
    assert terms == [0, 0]
    assert late == {"late payment IS": (Decimal("1150.68"), "ours", "supplier")}
    assert [cost.total for cost in costs] == [Decimal("4000.00")] * 2
    assert [cost.paid_by_supplier for cost in costs] == [
        {"payment_terms": Decimal("1150.68")},
        {},
    ]
    assert late_payment_words(costs[0]) == (
        "The buyer paid late, which is worth 1,150.68 EUR at the capital rate: the buyer's part, borne"
        " by the supplier and not in the total. Payment terms are counted as agreed."
    )
    assert late_payment_words(costs[1]) is None
    assert "100,000.00 EUR × 70 days late × 6 %/year" in explained
    assert total == [Decimal("10.00")] * 2


def test_the_clock_stands_still_while_an_invoice_is_disputed(tmp_path):
    with open_case("cost/disputed_invoice", tmp_path) as snapshot:
        paid = reading(snapshot, "B3")
        right = reading(snapshot, "C2")
        found = late_payments(snapshot)
    assert (paid.state, paid.value) == ("no_data", None)
    assert paid.notes == [
        "Left out: 12 invoice lines disputed for a time that is not known or not over."
    ]
    assert (right.value, found) == (0.0, {})


def fraction_of_terms(world: Random) -> tuple[dict, Fraction, Fraction]:
    """An invoice, what its terms cost and what its late payment is worth, in currency: by fractions,
    from the definition.
    """
    amount = world.randint(1, 10**7)
    agreed, taken, stopped = (world.randint(0, 60) for _ in range(3))
    is_disputed = world.random() < 0.5
    sent = date(2026, 7, 1)
    row = {
        "supplier_id": "S",
        "invoiced_on": sent,
        "due_on": sent + timedelta(agreed),
        "paid_on": sent + timedelta(taken),
        "amount": f"{amount / 100:.2f}",
        "currency": "EUR",
        "correction": "none",
        "is_credit": "false",
        "disputed_on": sent if is_disputed else "",
        "settled_on": sent + timedelta(stopped) if is_disputed else "",
    }
    late = max(0, taken - agreed - (stopped if is_disputed else 0))
    a_day = Fraction(amount, 100) * Fraction(6, 100) / 365
    return row, a_day * (30 - agreed), a_day * late


def test_terms_and_late_payment_by_fractions(tmp_path):
    world = Random(16)
    drawn = [fraction_of_terms(world) for _ in range(60)]
    rates = {
        "capital_rate": ("%/year", [("2024-01-01", "6")]),
        "reference_days": ("days", [("2024-01-01", "30")]),
    }
    with small_world(
        tmp_path, rates=rates, invoice_lines=[row for row, _, _ in drawn]
    ) as snapshot:
        found = {
            row["event_id"]: row["amount"]
            for row in snapshot.records("SELECT event_id, amount FROM cost_ledger")
        }
    for number, (_, terms, late) in enumerate(drawn, start=1):
        assert abs(Fraction(found[f"payment {number}"]) - terms) <= Fraction(1, 200)
        assert abs(Fraction(found.get(f"late payment {number}", 0)) - late) <= Fraction(
            1, 200
        )
    assert sum(late > 0 for _, _, late in drawn) > 10


# ---- booked or derived, per supplier and from a day


def sorting(snapshot: Snapshot) -> list[tuple[str, str, Decimal]]:
    rows = snapshot.records(
        "SELECT supplier_id, event_id, amount FROM cost_ledger WHERE element = 'sort_rework' ORDER BY"
        " supplier_id, event_id"
    )
    return [(row["supplier_id"], row["event_id"], row["amount"]) for row in rows]


def test_sorting_is_derived_where_nobody_booked_it(tmp_path):
    """50 hours at 41.00."""
    with open_case("cost/booked_for_one_before", tmp_path) as snapshot:
        assert line(snapshot, "T", "sort_rework").amount == Decimal("2050.00")


NOTICES = [
    {"supplier_id": who, "found_on": day, "found_at": "line", "our_hours": "50"}
    | {"claimed_qty": "10", "confirmed_qty": "10", "cause": "theirs"}
    for who, day in (("S", "2026-07-10"), ("T", "2026-07-20"), ("T", "2026-08-20"))
]
SORTING = {"sorting_rate": ("EUR/hour", [("2024-01-01", "41")])}
TWO_FIRMS = [{"supplier_id": who, "name": who} for who in "ST"]


def test_what_is_booked_of_one_supplier_says_nothing_of_another(tmp_path):
    """The supplier whose sorting is booked has none derived beside, on whichever day."""
    booked = stated("sort_rework", "7.00", "theirs", event_id="B", occurred_on="2026-08-01")
    with small_world(
        tmp_path,
        suppliers=TWO_FIRMS,
        quality_notices=NOTICES,
        cost_events=[booked],
        rates=SORTING,
    ) as snapshot:
        found = sorting(snapshot)
        carried = {one.element: one.reason for one in measured_elements(snapshot)}
    assert found == [
        ("S", "B", Decimal("7.00")),
        ("T", "sorting 2", Decimal("2050.00")),
        ("T", "sorting 3", Decimal("2050.00")),
    ]
    assert carried["sort_rework"] == (
        "1 in cost_events; of suppliers or days without, 2 from quality_notices"
    )


def test_what_a_plant_books_from_a_day_is_derived_until_then(tmp_path):
    """The plant reports sorting from 1 August on; what lies before is derived of both suppliers."""
    booked = stated("sort_rework", "7.00", "theirs", event_id="B", occurred_on="2026-08-21")
    with small_world(
        tmp_path,
        suppliers=TWO_FIRMS,
        quality_notices=NOTICES,
        cost_events=[booked | {"supplier_id": "T"}],
        cost_reports=[{"site": "A", "element": "sort_rework", "since_on": "2026-08-01"}],
        rates=SORTING,
    ) as snapshot:
        found = sorting(snapshot)
    assert found == [
        ("S", "sorting 1", Decimal("2050.00")),
        ("T", "B", Decimal("7.00")),
        ("T", "sorting 2", Decimal("2050.00")),
    ]


def test_a_plant_that_does_not_report_is_derived_beside_one_that_does(tmp_path):
    lines = [{"line_id": name, "site": name} for name in ("A", "B")]
    notices = [
        NOTICES[0] | {"receipt_id": name, "part_id": "P", "found_on": "2026-07-15"}
        for name in ("A", "B")
    ]
    with small_world(
        tmp_path,
        schedule_lines=lines,
        receipts=[{"receipt_id": name, "line_id": name} for name in ("A", "B")],
        quality_notices=notices,
        cost_reports=[{"site": "A", "element": "sort_rework", "since_on": "2026-07-01"}],
        rates=SORTING,
    ) as snapshot:
        assert sorting(snapshot) == [("S", "sorting 2", Decimal("2050.00"))]


# ---- tightened inspection


def test_a_tightened_lot_that_the_normal_plan_inspects_too_costs_the_supplier_nothing(
    tmp_path,
):
    with open_case("cost/tightened", tmp_path) as snapshot:
        found = line(snapshot, "S", "inspection")
        explain(snapshot, "lot I1 / S-R0", "C1", supplier_id="S")
    assert (found.amount, found.by_cause["ours"], found.by_cause["theirs"]) == (
        Decimal("38.00"),
        Decimal("38.00"),
        0,
    )


def test_tightening_costs_the_supplier_the_hours_it_added(tmp_path):
    """The normal plan takes (1 + 2) ÷ 2 hours; the lot of another part says nothing of it."""
    lots = [
        {"our_hours": "1", "decided_on": "2026-07-01"},
        {"our_hours": "2", "decided_on": "2026-07-02"},
        {"our_hours": "9", "decided_on": "2026-07-02", "part_id": "Q"},
        {"our_hours": "4", "decided_on": "2026-07-03", "is_tightened": "true"},
        {"our_hours": "8", "decided_on": "2026-07-04"},
    ]
    base = {"supplier_id": "S", "part_id": "P", "lot_qty": "10", "decision": "accept"}
    with small_world(
        tmp_path,
        parts=[{"part_id": name, "name": name} for name in "PQ"],
        inspection_lots=[base | lot for lot in lots],
        rates={"inspection_hour_rate": ("EUR/hour", [("2024-01-01", "50")])},
    ) as snapshot:
        found = line(snapshot, "S", "inspection")
        explained = str(explain(snapshot, "tightening of lot 4", "C1", supplier_id="S"))
    assert found.by_cause["theirs"] == Decimal("125.00")
    assert found.by_cause["ours"] == Decimal(50 * (1 + 2 + 9 + 8)) + Decimal("75.00")
    assert "2.5 hours more (4 hours, 1.5 by the normal plan (mean of 2 lots))" in explained


# ---- offers: rank only where enough is known


TWENTY = Volume(Decimal(20000), 20)


def test_a_trial_lot_has_no_rank_and_is_read_at_equal_quantity(tmp_path):
    """20,000 at 10.00 and at 9.00, each on 20 orders at 10.70."""
    with open_case("cost/trial_lot", tmp_path) as snapshot:
        found = {one.supplier_id: one for one in offers(snapshot, "P", Q3)}
        equal = at_volume(found.values(), {"P": TWENTY})
    assert [(one.rank_by_price, one.rank_by_total) for one in found.values()] == [
        (None, None)
    ] * 2
    assert found["T"].why_unranked == "n = 1 receipt, fewer than 20"
    assert found["S"].why_unranked.startswith("1 of the 19 elements of cost")
    assert (found["S"].fixed, found["S"].fixed_per_receipt) == (
        Decimal("214.00"),
        Decimal("10.70"),
    )
    assert (found["T"].fixed_per_receipt, found["T"].variable_per_unit) == (
        Decimal("10.70"),
        Decimal("9.00"),
    )
    assert [(one.supplier_id, one.total, one.rank) for one in equal] == [
        ("T", Decimal("180214.00"), None),
        ("S", Decimal("200214.00"), None),
    ]
    assert offers_headline([*found.values()], "P", Q3) == (
        "Too little is known to rank the suppliers of P in 2026 Q3 (Alpha: 1 of the 19 elements of cost"
        " that count beside the price is measured (freight, insurance, duty, packaging is one of them);"
        " Beta: n = 1 receipt, fewer than 20)"
    )


AGREED = (
    "C1: {switches: {agreed: {elements: invoiced}}, min_n: 2, version: 1, valid_from: 2024-01-01,"
    " signed_by_buyer: x, signed_by_supplier: y}"
)


def two_offers(tmp_path: Path, freight: dict[str, list[dict]]) -> list[Offer]:
    """S and T: two orders each of 10 pieces, at 100.00 and at 95.00 an order, freight as stated."""
    lines = [
        {"line_id": f"{who}{n}", "supplier_id": who, "value_amount": price}
        for who, price in (("S", "100.00"), ("T", "95.00"))
        for n in (1, 2)
    ]
    with small_world(
        tmp_path,
        definitions=AGREED,
        suppliers=TWO_FIRMS,
        schedule_lines=lines,
        receipts=[{"line_id": one["line_id"]} for one in lines],
        cost_events=[
            {"supplier_id": who, "line_id": f"{who}{n}"} | event
            for who, events in freight.items()
            for n, event in enumerate(events, start=1)
        ],
    ) as snapshot:
        return offers(snapshot, "P", Q3)


def test_offers_are_ranked_where_all_that_counts_is_known(tmp_path):
    found = two_offers(
        tmp_path, {"S": [{"amount": "2.00"}] * 2, "T": [{"amount": "9.00"}] * 2}
    )
    assert [(one.supplier_id, one.rank_by_price, one.rank_by_total) for one in found] == [
        ("S", 2, 1),
        ("T", 1, 2),
    ]
    asked = {"P": Volume(Decimal(30), 3)}
    # 30 × (10.00 + 0.20) and 30 × (9.50 + 0.90); T then quotes 9.00.
    assert [one.total for one in at_volume(found, asked)] == [
        Decimal("306.00"),
        Decimal("312.00"),
    ]
    quoted = at_volume(found, asked, {("T", "P"): Decimal("9.00")})
    assert [(one.supplier_id, one.total, one.rank, one.quoted) for one in quoted] == [
        ("T", Decimal("297.00"), 1, ("P",)),
        ("S", Decimal("306.00"), 2, ()),
    ]


def test_an_offer_of_which_a_cost_is_not_known_has_no_rank(tmp_path):
    unknown = {"state": "unknown", "amount": ""}
    found = two_offers(
        tmp_path, {"S": [{"amount": "2.00"}] * 2, "T": [{"amount": "0.00"}, unknown]}
    )
    assert [one.rank_by_total for one in found] == [None, None]
    assert {one.supplier_id: one.why_unranked for one in found} == {
        "S": None,
        "T": "freight is known for 1 of 2 receipts",
    }


def test_a_volume_of_nothing_is_refused():
    with pytest.raises(UsageError, match="The volume of 'P' is 0 on 1 orders"):
        at_volume([], {"P": Volume(Decimal(0), 1)})


# ---- the performance index and the cost ratio by fractions, on random worlds

FAILURES = [
    "expedite",
    "premium_freight",
    "line_stop",
    "sort_rework",
    "scrap",
    "return_handling",
    "corrective",
]
FAILURES += ["support_time", "invoice_fix", "warranty", "customer_fail"]
NO_FAILURES = ["freight_duty", "order_admin", "onboard_switch", "recovered"]
OF_THEIRS = {"theirs": Fraction(1), "shared": Fraction(1, 2)}


@pytest.mark.parametrize("seed", range(4))
def test_index_ratio_and_cost_over_price_by_fractions(tmp_path, seed):
    """From the stated rows alone: 1 + failures of theirs ÷ price, total ÷ price, and C1 = 100 × (total
    ÷ price − 1).
    """
    world = Random(seed)
    events, failed, added = [], Fraction(0), Fraction(0)
    for _ in range(40):
        element = world.choice([*FAILURES, *NO_FAILURES])
        cause = world.choice(["theirs", "ours", "shared", "open", "terms"])
        paid_by = world.choice(["buyer", "buyer", "supplier"])
        cents = world.randint(1, 90000) * (-1 if element == "recovered" else 1)
        events.append(
            stated(element, f"{cents / 100:.2f}", cause, paid_by=paid_by)
            | ({"component": "freight"} if element == "freight_duty" else {})
        )
        if paid_by == "buyer":
            added += Fraction(cents, 100)
            share = (
                OF_THEIRS.get(cause, Fraction(0)) if element in FAILURES else Fraction(0)
            )
            failed += share * Fraction(cents, 100)
    with small_world(
        tmp_path, schedule_lines=LINES, receipts=RECEIPTS, cost_events=events
    ) as snapshot:
        cost = cost_summary(snapshot, "S", Q3)
        c1 = reading(snapshot, "C1")
    assert abs(Fraction(cost.spi) - (1 + failed / 1000)) <= Fraction(1, 20000)
    assert abs(Fraction(cost.cost_ratio) - (1 + added / 1000)) <= Fraction(1, 20000)
    assert c1.value == pytest.approx(float(added / 10))


# ---- cost of quality over time


def test_quality_by_class_and_quarter_against_purchases(tmp_path):
    """Q3: 150 of scrap and 40 of a corrective action, 50 of warranty, 60 given back, of 1,000."""
    events = [
        stated("scrap", "150.00", "theirs"),
        stated("corrective", "40.00", "shared"),
        stated("warranty", "50.00", "theirs"),
        stated("recovered", "-60.00", "theirs"),
        stated("scrap", "7.00", "theirs", occurred_on="2026-05-01"),
    ]
    with small_world(
        tmp_path, schedule_lines=LINES, receipts=RECEIPTS, cost_events=events
    ) as snapshot:
        before, now = quality_over_time(snapshot, "S", Q3.back(2))
        section = quality_by_quarter(QuarterLedger(snapshot, Q3), "S")
    assert now.by_class == {
        "prevention": None,
        "appraisal": None,
        "internal failure": Decimal("190.00"),
        "external failure": Decimal("50.00"),
        "recovery": Decimal("-60.00"),
    }
    assert (now.purchases, now.known, now.of_purchases) == (1000, 180, Decimal("18.00"))
    assert (before.purchases, before.known, before.of_purchases) == (0, 7, None)
    assert section.headline == "Quality cost 180.00 EUR in 2026 Q3, 18.00% of purchases"
    assert "not measured" in section.body
