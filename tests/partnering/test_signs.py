"""Six signs: each is found, not found and cannot be told, on planted records."""

from __future__ import annotations

import pytest
from books import AS_OF, BookByHand
from partner_world import answer, entered, known, metrics, outcome, outcomes, with_data

from srmlib.partnering.signs import (
    BEATEN,
    GAPS,
    MONITORED,
    PLACE,
    SIGNS,
    TRIVIALISED,
    WORST,
)
from srmlib.register.kinds.agreed import Rule
from srmlib.register.kinds.people import Onboarding, PromiseOwner, RoleHeld
from srmlib.register.kinds.voice import FormSent, Signature
from srmlib.register.kinds.work import (
    Action,
    Capture,
    Cause,
    Dispute,
    Escalation,
    Issue,
    Meeting,
)
from srmlib.relationship.elements import element_of

BOTH = {"agreed_by_buyer_on": "2026-08-01", "agreed_by_supplier_on": "2026-08-02"}


def fair(buyer: int = 4, supplier: int = 4) -> BookByHand:
    """Both champions rated the fair use of measurements in two quarters."""
    book = BookByHand()
    for label in ("2026Q2", "2026Q3"):
        book.rate("buyer", label, "measure_fair", buyer)
        book.rate("supplier", label, "measure_fair", supplier)
    return book


def dispute(raised_on: str, by: str = "supplier", **more: object) -> Dispute:
    return Dispute(
        metric="D1", row="L1", raised_by=by, raised_on=raised_on, claim="met", **more
    )


@pytest.mark.parametrize("sign", SIGNS, ids=lambda one: one.name)
def test_without_any_record_nothing_is_found(bare, sign):
    assert outcomes(sign, known(bare)) == ("cannot_tell",) * 3


@pytest.mark.parametrize("sign", SIGNS, ids=lambda one: one.name)
def test_who_cannot_tell_names_the_record_that_is_missing(bare, sign):
    for side in ("buyer", "supplier"):
        found = answer(sign, known(bare), side)
        assert (found.outcome == "cannot_tell") is bool(found.missing)


# --- 1


def monitored(key, book=None, quarters=3, **asked):
    return with_data(known(key, book, **metrics(**asked)), quarters)


def test_levels_are_monitored(key):
    assert outcomes(MONITORED, monitored(key)) == ("not_found",) * 3


@pytest.mark.parametrize("quarters,expected", [(1, "found"), (2, "not_found")])
def test_data_in_two_of_three_quarters_are_enough(key, quarters, expected):
    assert outcome(MONITORED, monitored(key, quarters=quarters)) == expected


def test_fewer_than_ten_metrics_are_few_unless_no_more_were_agreed(key):
    few = monitored(key)
    few.__dict__["with_data"] = {"D1": 3, "D2": 3}
    assert outcomes(MONITORED, few) == ("found", "found", "not_found")
    assert outcome(MONITORED, monitored(key, count=2)) == "not_found"


@pytest.mark.parametrize(
    "unsigned,expected",
    [
        ({"buyer": 1, "supplier": 1}, ("found", "not_found")),
        ({"supplier": 1}, ("not_found", "found")),
        ({}, ("not_found", "not_found")),
    ],
)
def test_whoever_owes_a_signature_is_found(key, unsigned, expected):
    assert outcomes(MONITORED, monitored(key, unsigned=unsigned))[1:] == expected


def test_the_definitions_that_wait_are_named(key):
    found = monitored(key, unsigned={"buyer": 2, "supplier": 2})
    assert answer(MONITORED, found).why == "2 definitions wait for its signature: D1, D2"
    theirs = answer(MONITORED, found, "supplier").why
    assert theirs.startswith("owes no signature: a supplier signs after the buyer")
    many = answer(MONITORED, monitored(key, unsigned={"buyer": 5})).why
    assert many == "5 definitions wait for its signature: D1, D2, D3 and 2 more"


def objection(side: str, metric: str = "D1", **more: object) -> Signature:
    stated = {"on": "2026-10-09", "objection": "no", "version": 1}
    return Signature(metric=metric, side=side, **stated | more)


@pytest.mark.parametrize(
    "unsigned,side,expected",
    [
        ({"buyer": 1, "supplier": 1}, "supplier", ("found", "not_found")),
        ({"supplier": 1}, "supplier", ("found", "not_found")),
        ({"buyer": 1}, "buyer", ("not_found", "found")),
    ],
)
def test_an_objection_waits_for_the_answer_of_the_other_firm(key, unsigned, side, expected):
    found = monitored(key, entered(objection(side)), unsigned=unsigned)
    assert outcomes(MONITORED, found)[1:] == expected
    firms = ("Harrow", "Tarn") if side == "supplier" else ("Tarn", "Harrow")
    owes = "buyer" if side == "supplier" else "supplier"
    said = "{} objects to D1 since 9 October; {} has not answered".format(*firms)
    assert said in answer(MONITORED, found, owes).why
    objects = answer(MONITORED, found, side).why
    assert "objects to D1 since 9 October, and waits for an answer" in objects


@pytest.mark.parametrize("more", [{"version": 2}, {"on": "2026-10-14"}, {"metric": "X"}])
def test_an_objection_to_another_version_is_none_to_this_one(key, more):
    found = monitored(key, entered(objection("supplier", **more)), unsigned={"supplier": 1})
    assert outcomes(MONITORED, found)[1:] == ("not_found", "found")


def test_what_has_nothing_to_count_is_left_out(key):
    few = monitored(key)
    few.__dict__["with_data"] = {"D1": 3, "D2": 3}
    for one in few.readings[2:]:
        one.state = "no_data"
    assert outcome(MONITORED, few) == "not_found"
    few.readings[2].state = "not_supplied"
    assert outcome(MONITORED, few) == "found"


@pytest.mark.parametrize(
    "sent_on,expected", [("2026-03-31", "found"), ("2026-04-01", "not_found")]
)
def test_a_report_reached_the_supplier_in_two_quarters(key, sent_on, expected):
    book = entered(FormSent(quarter="2026Q1", report="v1", sent_on=sent_on))
    assert outcome(MONITORED, monitored(key, book)) == expected


@pytest.mark.parametrize("side,expected", [("buyer", "found"), ("supplier", "not_found")])
def test_what_the_buyer_rated_alone_has_reached_nobody(key, side, expected):
    book = entered(FormSent(quarter="2026Q1", report="v1", sent_on="2026-03-31"))
    book.rate(side, "2026Q3", "access", 4)
    assert outcome(MONITORED, monitored(key, book)) == expected


# --- 2


def test_a_charge_without_an_action_is_found_at_the_buyer(key):
    assert outcomes(BEATEN, known(key, fair())) == ("found", "found", "not_found")
    worked_on = fair().add(Action(what="sorting", side="supplier", from_row="CE-1"))
    assert outcomes(BEATEN, known(key, worked_on)) == ("not_found",) * 3


def test_red_twice_running_is_found_at_who_is_rated(bare):
    assert outcomes(BEATEN, known(bare, fair(supplier=2))) == (
        "found",
        "found",
        "not_found",
    )
    assert outcomes(BEATEN, known(bare, fair(buyer=1))) == ("found", "not_found", "found")
    once = BookByHand().rate("supplier", "2026Q3", "measure_fair", 1)
    once.rate("buyer", "2026Q3", "measure_fair", 4)
    assert outcome(BEATEN, known(bare, once)) == "not_found"


def test_without_the_other_champions_rating_nobody_can_tell(bare):
    one = BookByHand().rate("buyer", "2026Q3", "measure_fair", 4)
    one.rate("supplier", "2026Q3", "access", 4)
    assert outcomes(BEATEN, known(bare, one))[1:] == ("cannot_tell", "not_found")


def test_what_one_firm_released_alone_is_no_fact(bare):
    """Blind is what both champions said: a colour that only one opened accuses nobody."""
    alone = BookByHand()
    for label in ("2026Q2", "2026Q3"):
        alone.rate("supplier", label, "measure_fair", 1)
    found = answer(BEATEN, known(bare, alone))
    assert found.outcome == "cannot_tell"
    assert found.why == (
        "Harrow has not rated the fair use of measurements in a quarter that both firms"
        " opened"
    )
    assert not any(fact.rows for fact in found.facts)
    once = fair()
    once.rate("supplier", "2026Q1", "measure_fair", 1)
    for label in ("2026Q2", "2026Q3"):
        once.rate("supplier", label, "measure_fair", 2 if label == "2026Q2" else 1)
    # 2026Q1 is not of both; in 2026Q2 and 2026Q3 it is red, twice running.
    assert outcome(BEATEN, known(bare, once)) == "found"
    half = BookByHand().rate("supplier", "2026Q2", "measure_fair", 1)
    half.rate("supplier", "2026Q3", "measure_fair", 1)
    half.rate("buyer", "2026Q3", "access", 4)
    assert outcome(BEATEN, known(bare, half)) == "not_found"


@pytest.mark.parametrize(
    "answered_on,expected", [("2026-08-16", "not_found"), (None, "found")]
)
def test_disputes_answered_in_time(bare, answered_on, expected):
    said = {"answer": "counted again", "answered_on": answered_on} if answered_on else {}
    book = fair().add(dispute("2026-08-01", **said))
    assert outcomes(BEATEN, known(bare, book))[1:] == (expected, "not_found")


def test_an_answer_without_a_day_is_an_answer(bare):
    undated = dispute("2026-08-01", answer="the gate log says 14:10")
    asked = known(bare, fair().add(undated))
    assert outcomes(BEATEN, asked)[1:] == ("not_found", "not_found")
    assert outcomes(TRIVIALISED, asked)[1] == "not_found"


def test_answers_and_waits_are_said_apart(bare):
    answered = {"answer": "counted again", "answered_on": "2026-08-04"}
    book = fair()
    for said in (answered, answered, {}):
        book.add(dispute("2026-08-01", **said))
    book.add(dispute("2026-08-03"))
    assert answer(BEATEN, known(bare, book)).why == (
        "2 of 4 disputes answered, each after 3 days; 2 have waited 73 and 71 days"
        " (15 is the mark)"
    )


def test_half_of_the_disputes_answered_is_the_mark(bare):
    quick = {"answer": "yes", "answered_on": "2026-10-02"}
    book = fair()
    for said in (quick, {}):
        book.add(dispute("2026-10-01", **said))
    assert outcome(BEATEN, known(bare, book)) == "not_found"
    book.add(dispute("2026-10-01"))
    assert outcome(BEATEN, known(bare, book)) == "found"


@pytest.mark.parametrize("theirs,expected", [(5, "found"), (4, "not_found")])
def test_nearly_all_actions_on_one_firm_though_causes_are_of_the_other(
    bare, theirs, expected
):
    book = fair().add(Cause(of="notice", row="N1", party="buyer", **BOTH))
    for place in range(5):
        side = "supplier" if place < theirs else "buyer"
        book.add(Action(what="a", side=side, agreed_on="2026-08-01"))
    found = known(bare, book)
    assert outcomes(BEATEN, found)[1:] == (expected, "not_found")
    counts = f"{theirs} of 5 actions agreed in twelve months on {found.name('supplier')}"
    assert any(one.words.startswith(counts) for one in answer(BEATEN, found).facts)


def test_causes_that_are_not_agreed_by_now_say_nothing_of_fairness(bare):
    """One that both find not agreed, one agreed after the day, one corrected since."""
    book = fair().add(Cause(of="notice", row="N1", party="supplier", **BOTH))
    book.add(Cause(of="notice", row="N2", party="not_agreed", **BOTH))
    later = {"agreed_by_buyer_on": "2026-12-01", "agreed_by_supplier_on": "2026-12-01"}
    book.add(Cause(of="notice", row="N3", party="buyer", **later))
    for _ in range(5):
        book.add(Action(what="a", side="supplier", agreed_on="2026-08-01"))
    assert outcomes(BEATEN, known(bare, book))[1] == "not_found"
    book.add(Cause(of="notice", row="N1", party="buyer", **BOTH))
    assert outcomes(BEATEN, known(bare, book))[1] == "found"


# --- 3


def in_charge(side: str = "buyer", site: str = "Brno") -> BookByHand:
    book = BookByHand().person("P-1", side, "Ann", "planner", site=site)
    book.add(PromiseOwner(promise="pump", side=side, person="P-1"))
    return book.add(RoleHeld(side=side, role="logistics", tier="functional", person="P-1"))


def test_who_is_in_charge_of_every_site_and_of_promises_is_known(key):
    assert outcomes(PLACE, known(key, in_charge()))[1:] == ("not_found", "cannot_tell")
    theirs = in_charge("supplier", "South")
    assert outcomes(PLACE, known(key, theirs))[1:] == ("cannot_tell", "not_found")


def test_a_site_without_anybody_is_found(key):
    assert outcome(PLACE, known(key, in_charge(site="Rotterdam"))) == "found"


@pytest.mark.parametrize(
    "joined_on,expected", [("2026-09-12", "found"), ("2026-09-13", "not_found")]
)
def test_somebody_new_for_over_thirty_days_is_found(key, joined_on, expected):
    book = in_charge().add(Onboarding(person="P-1", joined_on=joined_on))
    assert outcome(PLACE, known(key, book)) == expected


# --- 4


def apart(wide: int, gap: int = 2, before: int | None = None) -> BookByHand:
    book = BookByHand()
    for place, element in enumerate(("open_info", "access", "issue_low", "both_earn")):
        if before is not None:
            book.rate("buyer", "2026Q2", element, 2)
            book.rate("supplier", "2026Q2", element, 2 + before)
        book.rate("buyer", "2026Q3", element, 2)
        book.rate("supplier", "2026Q3", element, 2 + (gap if place < wide else 0))
    return book


@pytest.mark.parametrize(
    "book,expected",
    [
        (apart(3), "found"),
        (apart(2), "not_found"),
        (apart(4, gap=1), "not_found"),
        (apart(1, before=2), "found"),
        (apart(1, before=1), "not_found"),
        (BookByHand().rate("buyer", "2026Q3", "access", 3), "cannot_tell"),
    ],
)
def test_gaps_between_the_firms_are_of_both(bare, book, expected):
    assert outcomes(GAPS, known(bare, book)) == (expected,) * 3


def test_own_counts_on_opposite_sides_of_the_goal(bare):
    sides = {name: (89.0, 90.0) for name in ("D1", "D2", "D3")}
    assert outcome(GAPS, known(bare, apart(0), **metrics(own=sides))) == "found"
    del sides["D3"]
    assert outcome(GAPS, known(bare, apart(0), **metrics(own=sides))) == "not_found"


def test_comments_of_one_champion_alone(bare):
    book = apart(0)
    for element in ("commit_kept", "exec_felt", "people_cont"):
        book.rate("buyer", "2026Q3", element, 3, comment="words")
        book.rate("supplier", "2026Q3", element, 3)
    assert outcome(GAPS, known(bare, book)) == "found"
    book.rate("supplier", "2026Q3", "cost_joint", 3, comment="words, too")
    assert outcome(GAPS, known(bare, book)) == "not_found"


def test_what_is_sealed_tells_nothing(bare):
    book = apart(3).lock("buyer").lock("supplier")
    sealed = BookByHand().lock("buyer").lock("supplier")
    assert outcome(GAPS, known(bare, sealed)) == "cannot_tell"
    assert "nobody has opened" in answer(GAPS, known(bare, sealed)).why
    assert outcome(GAPS, known(bare, book)) == "found"


def test_a_firm_that_left_all_unrated_is_as_far_apart_as_nobody_can_tell(bare):
    book = BookByHand().rate("buyer", "2026Q3", "access", 3)
    book.rate("supplier", "2026Q3", "access", None)
    found = answer(GAPS, known(bare, book))
    assert found.outcome == "cannot_tell"
    assert "Harrow left all twelve unrated" in found.why
    book.rate("supplier", "2026Q3", "people_cont", 2)
    assert "both firms have rated no element" in answer(GAPS, known(bare, book)).why


# --- 5


@pytest.mark.parametrize(
    "raised_on,expected", [("2026-09-27", "found"), ("2026-09-28", "not_found")]
)
def test_a_dispute_that_waits_over_fifteen_days(bare, raised_on, expected):
    book = entered(dispute(raised_on))
    assert outcomes(TRIVIALISED, known(bare, book)) == (expected, expected, "cannot_tell")
    other = entered(dispute(raised_on, by="buyer"))
    assert outcomes(TRIVIALISED, known(bare, other)) == (expected, "cannot_tell", expected)


def issue(raised_on: str, answered_on: str | None = None, **more: object) -> Issue:
    stated = {"raised_on": raised_on, "answered_on": answered_on, "level": "functional"}
    return Issue(what="i", raised_by="buyer", **stated, **more)


@pytest.mark.parametrize(
    "issues,expected",
    [
        ((issue("2026-08-01", "2026-08-16"),), "not_found"),
        ((issue("2026-08-01", "2026-08-17"),), "cannot_tell"),
        ((issue("2026-08-01", "2026-08-02"), issue("2026-08-01")), "found"),
        ((issue("2026-08-01", "2026-08-05", days_to_answer=2),), "cannot_tell"),
        ((issue("2026-10-10", days_to_answer=2),), "found"),
        ((issue("2025-08-01"),), "found"),
        ((issue("2026-08-01", "2026-08-02"), issue("2026-10-10")), "not_found"),
        ((issue("2026-10-10"),), "cannot_tell"),
    ],
)
def test_issues_of_the_other_that_were_all_answered_speak_for_a_firm(
    bare, issues, expected
):
    """And for nobody else: who raised them has answered nothing."""
    found = outcomes(TRIVIALISED, known(bare, entered(*issues)))
    assert found[1:] == ("cannot_tell", expected)


def test_an_issue_without_an_answer_is_said_with_its_days(bare):
    book = entered(
        issue("2026-08-01", days_to_answer=15), issue("2026-08-02", "2026-08-03")
    )
    assert answer(TRIVIALISED, known(bare, book), "supplier").why == (
        "1 issue of Tarn without an answer for 73 days (15 agreed)"
    )


def gap_before() -> BookByHand:
    """One element was two steps apart in the quarter before."""
    book = BookByHand()
    for label, theirs in (("2026Q2", 4), ("2026Q3", 2)):
        book.rate("buyer", label, "access", 2)
        book.rate("supplier", label, "access", theirs)
    return book


WIDE = {"id": "access", "name": element_of("access").name}


@pytest.mark.parametrize(
    "item,words,expected",
    [
        ("one step {id}", "looked at", "not_found"),
        ("ratings", "{name}: looked at", "not_found"),
        ("ratings", "looked at", "cannot_tell"),
        ("one step exec_felt", "looked at", "found"),
        ("topics", "looked at", "found"),
    ],
)
def test_a_gap_is_followed_by_a_note_about_its_element(bare, item, words, expected):
    book = gap_before()
    assert outcomes(TRIVIALISED, known(bare, book)) == ("found",) * 3
    book.add(
        Meeting(tier="operational", planned_on="2026-07-14", held_on="2026-07-14"), "M-1"
    )
    said = {"item": item.format(**WIDE), "words_said": words.format(**WIDE)}
    book.add(Capture(meeting="M-1", **said))
    assert outcome(TRIVIALISED, known(bare, book)) == expected


@pytest.mark.parametrize(
    "what,agreed_on,expected",
    [
        ("New inlays", "2026-07-14", "cannot_tell"),
        ("New inlays", None, "cannot_tell"),
        ("New inlays", "2026-06-14", "found"),
        ("Agree on {name}", "2026-07-14", "not_found"),
        ("Agree on {name}", "2027-03-01", "found"),
    ],
)
def test_an_action_that_names_no_element_may_be_about_any(bare, what, agreed_on, expected):
    """No field of an action links it to an element: only its words can."""
    action = Action(what=what.format(**WIDE), side="joint", agreed_on=agreed_on)
    book = gap_before().add(action)
    assert outcome(TRIVIALISED, known(bare, book)) == expected


@pytest.mark.parametrize(
    "own,expected", [((False, True), "not_found"), ((True, True), "found")]
)
def test_no_fault_found_twice_as_often_for_the_other(bare, own, expected):
    book = BookByHand()
    for side, faults in (("supplier", (False, False)), ("buyer", own)):
        for fault in faults:
            stated = {
                "raised_on": "2026-08-01",
                "resolved_on": "2026-08-20",
                "level": "functional",
            }
            book.add(Issue(what="i", raised_by=side, fault_found=fault, **stated))
    assert outcome(TRIVIALISED, known(bare, book)) == expected


def test_views_were_not_asked_for_only_where_a_form_was_due(bare):
    review = Meeting(
        tier="operational",
        planned_on="2026-10-13",
        held_on="2026-10-13",
        is_review=True,
        quarter="2026Q3",
    )
    before = FormSent(quarter="2026Q2", report="v1", sent_on="2026-07-05")
    now = FormSent(quarter="2026Q3", report="v1", sent_on="2026-10-05")
    assert outcome(TRIVIALISED, known(bare, entered(before, review))) == "found"
    assert outcome(TRIVIALISED, known(bare, entered(before))) == "cannot_tell"
    assert outcome(TRIVIALISED, known(bare, entered(review))) == "cannot_tell"
    assert outcome(TRIVIALISED, known(bare, entered(before, review, now))) == "not_found"


# --- 6


def inspect(**more: object) -> Rule:
    stated = {"about": "inspection", "what": "all", "part": "P", "share": 100}
    return Rule(**stated | {"from_on": "2026-08-01"} | more)


def test_full_inspection_after_ten_clean_lots(key):
    assert outcomes(WORST, known(key, entered(inspect()))) == (
        "found",
        "found",
        "cannot_tell",
    )
    assert outcome(WORST, known(key, entered(inspect(share=30)))) == "not_found"
    assert outcome(WORST, known(key, entered(inspect(part="Q")))) == "cannot_tell"
    ended = entered(inspect(until_on=AS_OF.isoformat()))
    assert outcome(WORST, known(key, ended)) == "cannot_tell"


def test_penalties_without_a_bonus(bare):
    penalty = Rule(about="penalty", what="sorting is charged")
    assert outcome(WORST, known(bare, entered(penalty))) == "found"
    both = entered(penalty, Rule(about="bonus", what="half of a saving"))
    assert outcome(WORST, known(bare, both)) == "not_found"
    theirs = entered(penalty, side="supplier")
    assert outcomes(WORST, known(bare, theirs))[1:] == ("cannot_tell", "found")


@pytest.mark.parametrize(
    "clauses,expected", [((True, False), "not_found"), ((True,), "found")]
)
def test_escalations_by_a_clause_of_the_contract(bare, clauses, expected):
    book = entered(Rule(about="approval", what="changes"))
    for place, by_clause in enumerate(clauses):
        stated = {"raised_on": "2026-08-01", "level": "functional"}
        book.add(Issue(what="i", raised_by="buyer", **stated), f"I-{place}")
        climb = {"to_tier": "operational", "on": "2026-08-09", "by_clause": by_clause}
        book.add(Escalation(issue=f"I-{place}", **climb))
    assert outcome(WORST, known(bare, book)) == expected


def test_the_records_behind_a_sign_are_one_call_away(key):
    from srmlib.partnering.checks import read

    check = read(WORST, known(key, entered(("RU-9", inspect()))))
    assert list(check.rows.columns) == ["side", "table", "record", "on", "what"]
    assert ("rule", "RU-9") in set(
        zip(check.rows["table"], check.rows["record"], strict=True)
    )
    assert (check.rows["table"] == "inspection_lots").sum() == 10


def test_a_good_fact_does_not_stand_in_for_one_that_is_needed(bare):
    """Disputes were answered in time, and still the other champion has not said whether it
    is fair.
    """
    answered = dispute("2026-09-01", answer="counted again", answered_on="2026-09-02")
    found = answer(BEATEN, known(bare, entered(answered)))
    assert found.outcome == "cannot_tell"
    assert "has not rated" in found.why
