"""What is on no record, or has no day, is neither found nor in place, and no zero."""

from __future__ import annotations

import pytest
from books import BookByHand
from partner_world import (
    KEY,
    answer,
    entered,
    item,
    known,
    metrics,
    outcome,
    outcomes,
    people,
    with_data,
)
from small_world import small_world

from srmlib.partnering.dimensions import DIMENSIONS
from srmlib.partnering.keys import KEYS
from srmlib.partnering.principles import CONTINUITY, HEALTH, PROGRAMME
from srmlib.partnering.signs import BEATEN, GAPS, MONITORED, PLACE, TRIVIALISED, WORST
from srmlib.register.kinds.agreed import Award, Involvement, Rule, Saving
from srmlib.register.kinds.ahead import Topic
from srmlib.register.kinds.people import Handover, PromiseOwner, RoleHeld
from srmlib.register.kinds.voice import FormSent, HealthCheck, Reply
from srmlib.register.kinds.work import Action, Cause, Dispute, Meeting

BY_ID = {one.id: one for one in DIMENSIONS}
REVIEW = {"tier": "operational", "is_review": True, "quarter": "2026Q3"}
HELD = Meeting(planned_on="2026-10-13", held_on="2026-10-13", **REVIEW)


def shown(name: str, found) -> tuple:
    return BY_ID[name].read(found).levels


# --- Signs


def test_an_own_way_of_counting_that_nobody_stated_speaks_for_nobody(key):
    found = with_data(known(key, **metrics()))
    for one in found.readings:
        one.definition.switches = {"agreed": {}}
    why = answer(MONITORED, found, "supplier").why
    assert why == "12 of 12 definitions with data signed"


def test_how_long_an_answer_took_is_not_zero_where_nobody_entered_its_day(bare):
    book = BookByHand()
    for side in ("buyer", "supplier"):
        book.rate(side, "2026Q3", "measure_fair", 4)
    said = {"metric": "D1", "row": "L1", "raised_by": "supplier", "claim": "met"}
    book.add(Dispute(raised_on="2026-08-01", answer="the gate log", **said))
    found = answer(BEATEN, known(bare, book))
    [days] = [one for one in found.compared if one.what.startswith("days")]
    assert (found.outcome, days.value) == ("not_found", None)
    for rule in (BEATEN, TRIVIALISED):
        facts = answer(rule, known(bare, book)).facts
        rows = [row for fact in facts for row in fact.rows if row.table == "dispute"]
        assert [row.what for row in rows] == ["answered, no day entered"]


def test_without_purchases_nobody_knows_whether_a_supplier_is_a_key_one(bare):
    found = answer(PLACE, known(bare))
    assert found.outcome == "cannot_tell" and found.missing
    assert (
        found.why
        == "no purchases of a year, and no promise to a customer, are in the extract"
    )


def in_charge() -> BookByHand:
    book = people(2).person("P-9", "buyer", "Ann", "planner", site="Brno")
    book.add(PromiseOwner(promise="pump", side="buyer", person="P-9"))
    return book.add(RoleHeld(side="buyer", role="logistics", person="P-9"))


def test_who_works_nobody_says_where_may_be_in_charge_of_a_site(key):
    book = people(2).add(PromiseOwner(promise="pump", side="buyer", person="P-0"))
    book.person("P-8", "buyer", "Bo", "planner", site="Rotterdam")
    book.add(RoleHeld(side="buyer", role="logistics", person="P-8"))
    assert outcome(PLACE, known(key, book)) == "found"
    book.add(RoleHeld(side="buyer", role="quality", person="P-0"))
    found = answer(PLACE, known(key, book))
    assert found.outcome == "cannot_tell"
    assert (
        found.why == "0 of 1 site with a person in charge, no site is entered of: planner"
    )
    assert found.missing == ("srm register add person record=… site=… --supplier S-1",)


def test_an_owner_who_has_left_owns_no_promise(key):
    assert outcome(PLACE, known(key, in_charge())) == "not_found"
    gone = in_charge().person("P-7", "buyer", "Cy", "planner", left_on="2026-09-30")
    gone.add(PromiseOwner(promise="pump", side="buyer", person="P-7"), "PO-7")
    left = BookByHand()
    left.revisions = [
        one
        for one in gone.revisions
        if one.stated.kind != "promise_owner" or one.record == "PO-7"
    ]
    found = answer(PLACE, known(key, left))
    assert found.outcome == "cannot_tell" and "has left" in found.why
    connected = answer(KEYS[4], known(key, left))
    assert connected.outcome == "cannot_tell"


def test_promises_that_no_extract_holds_are_no_missing_link(tmp_path):
    spent = {name: rows for name, rows in KEY.items() if name != "customer_promises"}
    with small_world(tmp_path, **spent) as snapshot:
        found = answer(PLACE, known(snapshot, in_charge()))
        assert "no promise to a customer is linked" not in found.why
        assert found.outcome == "cannot_tell"
        business = BY_ID["business"].read(with_data(known(snapshot, **metrics())))
    assert business.levels[3] is None
    assert business.fact.endswith("no promises to customers in the extract")


def test_comments_are_those_that_are_shown(bare):
    book = BookByHand()
    for element in ("commit_kept", "exec_felt", "people_cont"):
        book.rate("buyer", "2026Q3", element, 3, comment="words")
        book.rate("supplier", "2026Q3", element, 3, comment="words", comment_visible=False)
    found = answer(GAPS, known(bare, book))
    assert (
        found.why == "comments on ratings shown to the other firm: 3 by Tarn, 0 by Harrow"
    )


ABOUT = "Access to each other’s people: a list of whom to call"


def gap() -> BookByHand:
    book = BookByHand()
    book.rate("buyer", "2026Q2", "access", 2)
    return book.rate("supplier", "2026Q2", "access", 4)


def test_before_the_next_review_no_gap_was_left(bare):
    assert outcome(TRIVIALISED, known(bare, gap())) == "cannot_tell"
    assert outcome(TRIVIALISED, known(bare, gap().add(HELD))) == "found"
    acted = gap().add(Action(what=ABOUT, side="joint", agreed_on="2026-07-14"))
    assert outcome(TRIVIALISED, known(bare, acted)) == "not_found"


@pytest.mark.parametrize("what", ["a", ABOUT])
def test_an_action_without_a_day_may_be_the_answer_to_a_gap(bare, what):
    book = gap().add(HELD).add(Action(what=what, side="joint"))
    found = answer(TRIVIALISED, known(bare, book))
    assert found.outcome == "cannot_tell" and "or which day" in found.why


def test_what_came_back_was_asked_for(bare):
    before = FormSent(quarter="2026Q2", report="v1", sent_on="2026-07-05")
    reply = Reply(
        quarter="2026Q3", report="v1", fingerprint="ab" * 32, received_on="2026-10-09"
    )
    assert outcome(TRIVIALISED, known(bare, entered(before, HELD))) == "found"
    asked = answer(TRIVIALISED, known(bare, entered(before, HELD, reply)))
    assert asked.outcome == "not_found"


@pytest.mark.parametrize(
    "changed,words",
    [
        ({"part": "Q"}, "Q is inspected in full, and no lot of it is in the extract"),
        ({"share": None}, "of 1 rule of inspection nobody entered the share"),
        ({"from_on": "2026-10-14"}, "no rule of Tarn is on record"),
    ],
)
def test_an_inspection_without_its_lots_or_share_tells_nothing(key, changed, words):
    stated = {"about": "inspection", "what": "all", "part": "P", "share": 100} | changed
    found = answer(WORST, known(key, entered(Rule(**stated))))
    assert (found.outcome, found.why) == ("cannot_tell", words)


# --- Principles


def test_what_was_looked_at_on_no_day_is_not_known(bare):
    found = answer(PROGRAMME, with_data(known(bare, entered(item(reviewed_on=None)))))
    assert found.outcome == "cannot_tell"
    assert found.missing == (
        "srm register add programme_item record=… reviewed_on=… supplier_id=S-1",
    )


def check(on: str = "2026-06-01", **more: object) -> HealthCheck:
    asked = {"satisfaction": 3, "trust": 3, "compatibility": 4}
    return HealthCheck(**asked | {"side": "buyer", "on": on} | more)


def test_no_rating_on_record_is_no_rating_of_none_of_four(bare):
    found = answer(HEALTH, known(bare, entered(check())))
    assert (found.outcome, found.why) == ("cannot_tell", "no rating of Tarn is on record")
    assert found.missing


def test_a_health_check_that_is_ahead_is_none_yet(bare):
    assert outcome(HEALTH, known(bare, entered(check("2026-10-14")))) == "cannot_tell"


def test_a_handover_of_which_nobody_entered_the_overlap(bare):
    held = RoleHeld(side="buyer", role="commercial", person="P-0", deputy="P-1")
    book = people().add(held, "R-1").add(Handover(role="R-1", on="2026-08-17"))
    found = answer(CONTINUITY, known(bare, book))
    assert found.outcome == "cannot_tell"
    assert found.missing == (
        "srm register add handover record=… overlap_days=… --supplier S-1",
    )


# --- Keys


def test_the_last_award_that_does_not_say_is_not_told_by_an_older_one(bare):
    older = Award(what="a", decided_on="2025-01-01", outcome="kept", by_total_cost=True)
    last = Award(what="b", decided_on="2026-03-24", outcome="kept")
    found = answer(KEYS[0], known(bare, entered(older, last)))
    assert (found.outcome, found.why) == (
        "cannot_tell",
        "of the award of March 2026 nobody entered whether it went by total cost",
    )


def test_a_list_of_topics_alone_says_nothing_of_savings(bare):
    book = entered(Topic(what="K5", is_chosen=True))
    why = answer(KEYS[0], known(bare, book), "supplier").why
    assert why == "no saving on record, 0 topics about the cost of both"


# --- The level


BOTH = {"agreed_by_buyer_on": "2026-08-01", "agreed_by_supplier_on": "2026-08-02"}


def test_causes_are_agreed_as_sign_two_counts_them(key):
    """Not one that both find not agreed, and none that is agreed later."""
    later = {"agreed_by_buyer_on": "2026-12-01", "agreed_by_supplier_on": "2026-12-01"}
    book = entered(
        Cause(of="notice", row="N1", party="not_agreed", **BOTH),
        Cause(of="notice", row="N2", party="buyer", **later),
    )
    found = with_data(known(key, book, **metrics()))
    assert BY_ID["problems"].read(found).fact.startswith("0 of 2 causes agreed")
    assert BY_ID["information"].read(found).fact.endswith("0 causes agreed")


def test_no_action_on_record_is_no_record_of_problems(key):
    agreed = entered(Cause(of="notice", row="N1", party="buyer", **BOTH))
    assert shown("problems", with_data(known(key, agreed, **metrics())))[1:] == (None,) * 3


def test_goals_that_nobody_says_were_reviewed_and_parts_that_nobody_entered(key):
    amounts = {"agreed_amount": "9.00", "currency": "EUR", "agreed_on": "2026-01-01"}
    book = entered(Saving(what="edges", **amounts))
    found = BY_ID["goals"].read(with_data(known(key, book, **metrics())))
    assert found.levels == (True, True, None, None)
    assert found.fact.endswith("no saving with the supplier’s part on record")


def test_a_design_of_which_nobody_entered_the_freeze(key):
    book = entered(Involvement(project="K5", first_involved_on="2026-06-09"))
    assert shown("information", with_data(known(key, book, **metrics())))[3] is None


def test_an_answered_dispute_without_a_day_is_not_to_be_answered_again(key):
    said = {"metric": "D1", "row": "L1", "raised_by": "supplier", "claim": "met"}
    book = entered(Dispute(raised_on="2026-08-01", answer="the gate log", **said))
    step = BY_ID["trust"].read(known(key, book)).steps[1]
    assert step.startswith("Agree how the numbers are used")


def test_all_cannot_tells_name_what_is_missing(bare, key):
    for found in (known(bare), known(key), known(key, in_charge())):
        for rule in (*KEYS, CONTINUITY, HEALTH, PROGRAMME, PLACE, WORST):
            for side, told in zip(
                ("buyer", "supplier"), outcomes(rule, found)[1:], strict=True
            ):
                assert told != "cannot_tell" or answer(rule, found, side).missing
