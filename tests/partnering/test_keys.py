"""Five keys: each in place, not yet and not to be told, on planted records."""

from __future__ import annotations

from decimal import Decimal

import pytest
from books import BookByHand
from partner_world import KEY, answer, entered, item, known, outcome, outcomes, paired
from small_world import small_world

from srmlib.partnering.keys import KEYS
from srmlib.register.kinds.agreed import Award, Saving
from srmlib.register.kinds.ahead import Topic
from srmlib.register.kinds.people import PromiseOwner
from srmlib.register.kinds.work import Action
from srmlib.trace.links import Trace, TraceLink

COST, TRACED, RUN, PARTNERS, CONNECTED = KEYS


@pytest.mark.parametrize("key_", KEYS, ids=lambda one: one.name)
def test_without_records_nobody_can_tell(bare, key_):
    assert outcomes(key_, known(bare)) == ("cannot_tell",) * 3
    assert answer(key_, known(bare)).missing


def award(by_total_cost: bool | None, on: str = "2026-03-24") -> Award:
    return Award(what="housing", decided_on=on, outcome="kept", by_total_cost=by_total_cost)


@pytest.mark.parametrize(
    "awards,expected",
    [
        ((award(True),), "in_place"),
        ((award(True, "2025-01-01"), award(False)), "not_yet"),
        ((award(None),), "cannot_tell"),
        ((award(True, "2026-10-14"),), "cannot_tell"),
    ],
)
def test_the_last_award_went_by_total_cost(bare, awards, expected):
    assert outcomes(COST, known(bare, entered(*awards)))[1:] == (expected, "cannot_tell")


def test_the_supplier_lowers_the_cost_of_both(bare):
    saving = Saving(
        what="edges", agreed_on="2026-01-01", agreed_amount="9.00", currency="EUR"
    )
    assert outcome(COST, known(bare, entered(saving)), "supplier") == "in_place"
    topic = Topic(what="near net", is_chosen=True, is_about_cost=True)
    assert outcome(COST, known(bare, entered(topic)), "supplier") == "in_place"
    other = Topic(what="K5", is_chosen=True)
    assert outcome(COST, known(bare, entered(other)), "supplier") == "not_yet"


def link(events: int, side: str = "not_traced") -> TraceLink:
    names = ("complaint", "crack", "pump", side, None, "")
    return TraceLink(*names, Decimal(1), Decimal(1), events)


@pytest.mark.parametrize(
    "trace,expected",
    [
        (Trace(events=8, possible=2), "in_place"),
        (Trace(events=7, possible=3), "not_yet"),
        (Trace(events=9, possible=1, links=(link(2),)), "not_yet"),
        (Trace(events=9, possible=1, links=(link(2, "theirs"),)), "in_place"),
        (Trace(recorded=10, untraced=3), "cannot_tell"),
        (Trace(), "cannot_tell"),
    ],
)
def test_four_of_five_breakdowns_that_touch_the_supplier_are_traced(bare, trace, expected):
    assert outcome(TRACED, known(bare, trace=trace)) == expected


def test_breakdowns_of_others_are_not_counted(bare):
    said = answer(TRACED, known(bare, trace=Trace(events=4, recorded=42))).why
    assert said == "4 of 4 breakdowns that touch Harrow are traced (80% is the mark)"


@pytest.mark.parametrize("named,expected", [(3, "in_place"), (2, "not_yet")])
def test_the_supplier_names_lots(tmp_path, named, expected):
    lots = [{"lot_id": f"LOT-{number}"} for number in range(1, named + 1)]
    came = [{"lot_id": f"LOT-{n}", "receipt_id": f"R{n}"} for n in range(1, named + 1)]
    with small_world(tmp_path, **KEY, lots=lots, lot_receipts=came) as snapshot:
        assert outcome(TRACED, known(snapshot), "supplier") == expected


def test_the_programme_is_read_as_principle_five(bare):
    assert outcome(RUN, known(bare, entered(item()))) == "in_place"
    assert outcome(RUN, known(bare, entered(item("goal")))) == "not_yet"


def test_others_than_the_two_firms_take_part(bare):
    alone = Action(what="a", side="supplier", agreed_on="2026-08-01")
    assert outcomes(PARTNERS, known(bare, entered(alone)))[1:] == ("cannot_tell", "not_yet")
    foundry = Action(
        what="a", side="supplier", agreed_on="2026-08-01", partner="Ems Foundry"
    )
    assert outcome(PARTNERS, known(bare, entered(alone, foundry)), "supplier") == "in_place"
    joint = Action(what="a", side="joint", agreed_on="2026-08-01", partner="the agents")
    assert outcomes(PARTNERS, known(bare, entered(joint))) == ("in_place",) * 3
    old = Action(what="a", side="joint", agreed_on="2025-10-13", partner="the agents")
    assert outcome(PARTNERS, known(bare, entered(old))) == "cannot_tell"


def owned(book: BookByHand) -> BookByHand:
    return book.add(PromiseOwner(promise="pump", side="buyer", person="P-0"))


def test_pairs_in_contact_and_owners_of_promises(bare):
    assert outcomes(CONNECTED, known(bare, owned(paired(4, 1))))[1:] == (
        "in_place",
        "cannot_tell",
    )
    assert outcomes(CONNECTED, known(bare, owned(paired(1, 1))))[1:] == (
        "not_yet",
        "not_yet",
    )
    assert outcome(CONNECTED, known(bare, paired(4, 1))) == "cannot_tell"
