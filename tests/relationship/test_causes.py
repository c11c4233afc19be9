"""A cause that both firms agreed on in the register counts as one the extract brings: in the trace,
in the cost ledger, and in the metrics that ask whose cause a row is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from lots_world import PRODUCT, booked, complaint, links, world

from srmlib.facts import SupplierQuarter
from srmlib.register import Draft, Kind, Register
from srmlib.register.kinds.work import Cause, Meeting
from srmlib.relationship.causes import agreed_causes
from srmlib.relationship.entered import fix_entered
from srmlib.relationship.record import open_book
from srmlib.rules.calendar import Quarter
from srmlib.rules.causes import WHOLE
from srmlib.snapshot import Snapshot
from srmlib.words.notes import causes_in_cost, causes_in_trace

Q3 = Quarter.parse("2026Q3")
SUPPLIER = "S-1001"
AS_OF = date(2026, 10, 13)
ORDER, NOTICE = "7000816", "QN-1001-0039"


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return Register.at(
        tmp_path / "register.sqlite", lambda: datetime(2026, 10, 13, tzinfo=UTC)
    )


@pytest.fixture
def entered(register: Register) -> Callable[..., object]:
    def of(*stated: Kind, supplier: str = SUPPLIER, as_of: date = AS_OF) -> object:
        register.append(
            [Draft(one, supplier) for one in stated], side="joint", author="somebody"
        )
        return fix_entered(register, date(2026, 10, 2), as_of=as_of)

    return of


@pytest.fixture
def quarter(entered, sample) -> Callable[..., SupplierQuarter]:
    def opened(*stated: Kind) -> SupplierQuarter:
        return SupplierQuarter(sample, SUPPLIER, Q3, entered=entered(*stated))

    return opened


def cause(of: str, row: str, party: str, **more: object) -> Cause:
    both = {
        "agreed_by_buyer_on": date(2026, 8, 20),
        "agreed_by_supplier_on": date(2026, 8, 25),
    }
    return Cause(of=of, row=row, party=party, **both | more)


# Which are agreed


@pytest.mark.parametrize(
    ("more", "count"),
    [
        ({}, 1),
        ({"agreed_by_supplier_on": None}, 0),
        ({"agreed_by_buyer_on": None}, 0),
        ({"agreed_by_supplier_on": date(2026, 10, 14)}, 0),
        ({"party": "not_agreed"}, 0),
    ],
    ids=["both", "buyer alone", "supplier alone", "later", "no cause"],
)
def test_a_cause_is_agreed_once_both_firms_agreed(entered, more, count):
    stated = Cause(**cause("ticket", "T1", "buyer").model_dump() | more)
    book = entered(stated).book(SUPPLIER)
    assert len(agreed_causes(book, SUPPLIER, AS_OF)) == count


def test_of_two_over_one_row_the_one_agreed_later_stands(entered):
    later = cause("ticket", "T1", "shared", agreed_by_supplier_on=date(2026, 9, 9))
    book = entered(later, cause("ticket", "T1", "buyer")).book(SUPPLIER)
    assert [one.side for one in agreed_causes(book, SUPPLIER, AS_OF)] == ["shared"]


# The trace: two loads, one of an extract that brings the cause, one without

COMPLAINED = {
    **PRODUCT,
    "complaints": [complaint(lot_id="X", part_id="housing")],
    "cost_events": booked("C1", "100.01", "-20.00"),
}
COLUMNS = (
    "supplier_id",
    "cause_side",
    "cause",
    "lot_id",
    "evidence",
    "weight",
    "least",
    "most",
    "amount",
    "occurred_on",
    "breakdown",
)


@pytest.fixture
def laid_over(entered, tmp_path) -> Iterator[Callable[..., Snapshot]]:
    """The world of a complaint with causes of its register laid over."""

    def opened(*stated: Kind, **tables: object) -> Snapshot:
        with world(tmp_path / "without", **COMPLAINED | tables) as plain:
            own = Snapshot(plain.path)
        open_book(own, entered(*stated, supplier="S"), "S")
        opened_ones.append(own)
        return own

    opened_ones: list[Snapshot] = []
    yield opened
    for one in opened_ones:
        one.close()


@pytest.mark.parametrize(
    ("party", "agreed"),
    [
        ("supplier", {"side": "theirs", "supplier_id": "S"}),
        ("buyer", {"side": "ours"}),
        ("shared", {"side": "shared"}),
        ("carrier", {"side": "carrier"}),
    ],
)
def test_a_complaint_leads_where_the_extracts_agreed_cause_would_lead_it(
    tmp_path, laid_over, party, agreed
):
    brought = {"cause_id": "A1", "effect_kind": "complaint", "effect_id": "C1"} | agreed
    with world(tmp_path / "with", **COMPLAINED, agreed_causes=[brought]) as snapshot:
        expected = links(snapshot, "C1", *COLUMNS)
        assert sum(row[5] for row in expected) == WHOLE
    assert links(laid_over(cause("complaint", "C1", party)), "C1", *COLUMNS) == expected


def test_where_it_was_agreed_is_said(laid_over):
    review = Meeting(
        tier="operational",
        planned_on=date(2026, 8, 25),
        held_on=date(2026, 8, 25),
        is_review=True,
    )
    of = cause("complaint", "C1", "buyer", root_cause="Wrong bin")
    rules = {rule for (rule,) in links(laid_over(of), "C1", "rule")}
    assert rules == {"agreed in the register on 2026-08-25: Wrong bin"}
    rules = {rule for (rule,) in links(laid_over(review), "C1", "rule")}
    assert rules == {"agreed in the review of 2026-08-25: Wrong bin"}


def test_the_cost_of_an_effect_stays_the_same_to_the_cent(laid_over):
    found = links(laid_over(cause("complaint", "C1", "supplier")), "C1", "amount")
    assert sum(amount for (amount,) in found) == Decimal("80.01")


def test_no_other_effect_leads_elsewhere(laid_over, tmp_path):
    two = [complaint(lot_id="X", part_id="housing")]
    two += [complaint(complaint_id="C2", lot_id="X", part_id="housing")]
    found = laid_over(cause("complaint", "C1", "buyer"), complaints=two)
    assert {side for (side,) in links(found, "C1", "cause_side")} == {"ours"}
    assert {side for (side,) in links(found, "C2", "cause_side")} == {"theirs"}


def test_of_a_late_order_only_the_part_of_this_supplier_is_agreed(quarter, sample):
    """Order 7000821 waits for two: half of it stays another's."""
    before = links(sample, "7000821", "supplier_id", "cause_side", "weight")
    snapshot = quarter(cause("customer_order", "7000821", "buyer")).snapshot
    after = links(snapshot, "7000821", "supplier_id", "cause_side", "weight")
    assert [(one, weight) for one, _, weight in after] == [(one, w) for one, _, w in before]
    assert {side for one, side, _ in after if one == SUPPLIER} == {"ours"}
    assert [row for row in after if row[0] != SUPPLIER] == [
        row for row in before if row[0] != SUPPLIER
    ]


# The ledger


def by_cause(opened: SupplierQuarter, element: str) -> dict[str, Decimal]:
    (line,) = [line for line in opened.cost.lines if line.id == element]
    return line.by_cause


def test_an_agreed_cause_moves_its_cost_from_one_firm_to_the_other(quarter, sample):
    before = SupplierQuarter(sample, SUPPLIER, Q3)
    after = quarter(cause("cost_event", "CE-1001-00827", "supplier"))
    for opened, theirs, shared in ((before, 0, 1044), (after, 1044, 0)):
        found = by_cause(opened, "scrap")
        base = Decimal(568 + 876)
        assert (found["theirs"], found["shared"]) == (base + theirs, shared)
    assert after.cost.total == before.cost.total
    row = after.ledger.set_index("event_id").loc["CE-1001-00827"]
    assert row["cause"] == "theirs"


def test_a_cause_of_another_suppliers_row_moves_nothing(quarter, sample):
    other = cause("cost_event", "CE-1002-00704", "buyer")
    ours = "SELECT cause FROM cost_ledger WHERE event_id = 'CE-1002-00704'"
    assert quarter(other).snapshot.scalar(ours) == sample.scalar(ours)


def test_what_only_one_firm_agreed_to_moves_nothing(quarter):
    half = cause("cost_event", "CE-1001-00827", "supplier", agreed_by_supplier_on=None)
    assert by_cause(quarter(half), "scrap")["shared"] == 1044


def test_a_carriers_cause_is_the_carriers_in_the_ledger_too(quarter):
    found = by_cause(quarter(cause("cost_event", "CE-1001-00827", "carrier")), "scrap")
    assert (found["carrier"], found["shared"]) == (1044, 0)


COMPLAINT_BOOKED = COMPLAINED | {
    "cost_events": [row | {"supplier_id": "S"} for row in booked("C1", "100.01", "-20.00")]
}


@pytest.mark.parametrize(
    ("party", "expected"),
    [
        ("supplier", {("S", "theirs"): "80.01"}),
        ("buyer", {("S", "ours"): "80.01"}),
        ("shared", {("S", "shared"): "60.01", ("T", "shared"): "20.00"}),
    ],
)
def test_the_ledger_says_of_a_complaint_what_its_links_say_since_it_was_agreed(
    laid_over, party, expected
):
    snapshot = laid_over(cause("complaint", "C1", party), **COMPLAINT_BOOKED)
    rows = snapshot.records(
        "SELECT supplier_id, cause, sum(amount) AS amount, min(cause_by) AS by FROM cost_ledger"
        " WHERE element = 'warranty' GROUP BY ALL"
    )
    assert {
        (row["supplier_id"], row["cause"]): str(row["amount"]) for row in rows
    } == expected
    assert {row["by"] for row in rows} == {"agreed"}
    in_links = links(snapshot, "C1", "amount")
    assert sum(amount for (amount,) in in_links) == Decimal("80.01")


@pytest.mark.parametrize(("party", "owner"), [("supplier", "S"), ("buyer", None)])
def test_a_complaint_counts_for_whom_it_was_agreed_to_be(laid_over, party, owner):
    """Of X, most of which is S's, and named of T."""
    of = cause("complaint", "C1", party)
    named = complaint(lot_id="X", part_id="housing", supplier_id="T")
    snapshot = laid_over(of, complaints=[named])
    asked = "SELECT supplier_id, named_supplier_id FROM complaints"
    assert [tuple(row.values()) for row in snapshot.records(asked)] == [(owner, "T")]
    rows = "SELECT supplier_id FROM p2_rows WHERE basis = 'agreed' AND complaint_id = 'C1'"
    assert [row["supplier_id"] for row in snapshot.records(rows)] == (
        [owner] if owner else []
    )


def test_a_cost_event_that_names_what_broke_agrees_on_that(laid_over):
    event = next(iter(COMPLAINT_BOOKED["cost_events"])) | {"event_id": "E9"}
    snapshot = laid_over(
        cause("cost_event", "E9", "buyer"), **COMPLAINT_BOOKED | {"cost_events": [event]}
    )
    assert {side for (side,) in links(snapshot, "C1", "cause_side")} == {"ours"}
    ours = (
        "SELECT sum(amount) FROM cost_ledger WHERE cause = 'ours' AND element = 'warranty'"
    )
    assert snapshot.scalar(ours) == Decimal("100.01")


# Metrics that ask whose cause a row is


def test_a_notice_that_is_the_buyers_counts_no_more(quarter, sample):
    before = SupplierQuarter(sample, SUPPLIER, Q3)
    after = quarter(cause("notice", NOTICE, "buyer"))
    was, now = (one.rows("Q2").set_index("row_id").loc[NOTICE] for one in (before, after))
    assert (was["outcome"], bool(was["is_counted"])) == ("confirmed", True)
    assert (now["outcome"], bool(now["is_counted"])) == ("ours", False)
    assert before.reading("Q2").numerator == after.reading("Q2").numerator + 1
    chart = after.reading("Q2").months
    assert sum(chart.numerators[-3:]) == after.reading("Q2").numerator


def test_a_broken_promise_counts_by_the_cause_agreed(quarter, sample):
    row = (
        SupplierQuarter(sample, SUPPLIER, Q3)
        .rows("P1")
        .set_index("customer_order_id")
        .loc[ORDER]
    )
    assert row["outcome"] != "broken_theirs"
    after = quarter(cause("customer_order", ORDER, "supplier"))
    row = after.rows("P1").set_index("customer_order_id").loc[ORDER]
    assert (row["outcome"], bool(row["is_counted"])) == ("broken_theirs", True)
    broken = {one.customer_order_id: one for one in after.promises.broken}
    assert ORDER in broken


def test_it_is_a_restatement_that_says_why(entered, sample):
    stated = cause("notice", NOTICE, "buyer")
    opened = SupplierQuarter(
        sample, SUPPLIER, Quarter.parse("2026Q4"), before=sample, entered=entered(stated)
    )
    (found,) = [one for one in opened.restatements if one.metric_id == "Q2"]
    (row,) = [one for one in found.rows if one.row_id == NOTICE]
    assert [one.kind for one in row.reasons] == ["agreed"]
    assert row.reason == (
        "both firms agreed on its cause, agreed in the register on 25 August 2026"
        " (cause theirs → ours)"
    )


def test_why_a_row_counts_names_the_cause_both_agreed_on(quarter):
    found = quarter(cause("notice", NOTICE, "buyer")).explain(NOTICE, "Q2")
    assert not found.is_counted
    assert found.steps[-1].question == "Did both firms agree on its cause?"
    assert "the buyer's, agreed in the register on 25 August 2026" in found.steps[-1].answer


def test_why_a_row_counts_is_silent_where_the_cause_moves_nothing(quarter):
    found = quarter(cause("notice", NOTICE, "supplier")).explain(NOTICE, "Q2")
    assert found.is_counted
    assert "cause" not in found.steps[-1].question


# What a page says


def test_the_section_of_cost_names_what_was_agreed(quarter):
    stated = [
        cause("cost_event", "CE-1001-00827", "shared"),
        cause("ticket", "T-9", "buyer"),
    ]
    assert causes_in_cost(quarter(*stated).facts) == (
        "Counted as both firms agreed: cost event CE-1001-00827 is a shared cause (agreed in the"
        " register on 25 August 2026)."
    )


def test_a_shared_report_tells_no_number_of_a_customer(quarter):
    opened = quarter(cause("customer_order", "7000821", "buyer"))
    said = causes_in_trace(opened.facts)
    assert said.startswith("Counted as both firms agreed: a customer order is Tarn")
    assert "7000821" not in said
    assert [one.row for one in opened.facts.relationship.causes] == [None]
    assert opened.facts.relationship.used["register_cause"]["row"].isna().all()


def test_without_an_agreed_cause_nothing_is_said(quarter):
    facts = quarter(cause("cost_event", "CE-1001-00827", "not_agreed")).facts
    assert (causes_in_cost(facts), causes_in_trace(facts)) == ("", "")
