"""The plan from its definition: roles and holes, pairs, meetings, changes of people, issues."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from books import AS_OF, SUPPLIER, BookByHand
from facts_fixture import rich
from hypothesis import given
from hypothesis import strategies as st
from relationship_book import everything

from srmlib.encoding import encoded
from srmlib.register.kinds.agreed import Saving
from srmlib.register.kinds.people import Contact, Handover, Onboarding, Pair, RoleHeld
from srmlib.register.kinds.work import Escalation, Issue, Meeting
from srmlib.relationship.evidence import Of, evidence_of
from srmlib.relationship.meetings import months_around
from srmlib.relationship.plan import Plan, plan_of
from srmlib.reports.sections.plan import _roles, _tiers
from srmlib.rules.calendar import Quarter
from srmlib.words.evidence import Known, evidence_said
from srmlib.words.plan import (
    changes_said,
    clocks_said,
    issues_headline,
    plan_headline,
    stand_ins_said,
    unanswered_issues,
)
from srmlib.words.ratings import Firms

FIRMS = Firms("Tarn Pumps", "Harrow Castings")
Q3 = Quarter.parse("2026Q3")
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def plan(book: BookByHand, as_of: date = AS_OF) -> Plan:
    return plan_of(book.book(), SUPPLIER, Q3, as_of)


def two() -> BookByHand:
    """One person of each firm: Ann may be named, Bo may not."""
    book = BookByHand().person(
        "P-1", "buyer", "Ann Nowak", "buyer of castings", may_be_named=True
    )
    return book.person("P-2", "supplier", "Bo Lind", "foundry manager")


# --- People


def test_a_person_is_named_with_consent_alone_and_by_role_once_gone():
    book = two()
    gone = {"may_be_named": True, "left_on": AS_OF - timedelta(days=1)}
    book.person("P-3", "supplier", "Cy Moor", "planner", **gone)
    for person, side in (("P-1", "buyer"), ("P-2", "supplier"), ("P-3", "supplier")):
        book.add(RoleHeld(side=side, role="quality", tier="functional", person=person))
    said = json.dumps(plan(book).to_json())
    assert "Ann Nowak" in said and "foundry manager" in said
    assert "Bo Lind" not in said and "Cy Moor" not in said


def test_people_and_entries_of_another_supplier_are_never_there():
    book = two()
    other = {"supplier": "S-2"}
    book.person("P-9", "supplier", "Zed Other", "spy of another", may_be_named=True)
    book.revisions[-1] = book.revisions[-1].__class__(
        **{**book.revisions[-1].__dict__, "supplier_id": "S-2"}
    )
    book.add(Pair(function="secret", buyer_person="P-1", supplier_person="P-9"), **other)
    book.add(RoleHeld(side="supplier", role="quality", person="P-9"))
    book.add(Meeting(tier="executive", planned_on="2026-11-01", agenda="secret"), **other)
    said = json.dumps(plan(book).to_json())
    for word in ("Zed", "spy", "secret"):
        assert word not in said
    assert plan(book).meetings.all == ()
    assert [one.person for one in plan(book).roles] == [None]


# --- Roles


def test_a_role_that_ended_or_whose_person_left_is_a_hole_since_that_day():
    ended, left = date(2026, 6, 30), date(2026, 8, 31)
    book = two().person("P-3", "supplier", "Cy Moor", "planner", left_on=left)
    book.add(RoleHeld(side="buyer", role="transformation", person="P-1", until_on=ended))
    book.add(RoleHeld(side="supplier", role="logistics", person="P-3"))
    book.add(
        RoleHeld(side="supplier", role="commercial", person="P-2", from_on="2027-01-01")
    )
    found = {(one.role, one.person, one.empty_since) for one in plan(book).roles}
    assert found == {("transformation", None, ended), ("logistics", None, left)}


def test_who_holds_three_of_the_four_roles_is_marked():
    book = two()
    for role in ("relationship", "commercial", "service delivery", "champion"):
        book.add(RoleHeld(side="supplier", role=role, person="P-2"))
    for role in ("relationship", "commercial", "champion", "quality"):
        book.add(RoleHeld(side="buyer", role=role, person="P-1"))
    assert plan(book).many_roles == {"P-2": 3}


# --- Pairs


@given(st.lists(st.integers(-5, 400), max_size=5))
def test_days_since_the_last_contact(days):
    book = two().add(
        Pair(function="quality", buyer_person="P-1", supplier_person="P-2"), "PP-1"
    )
    for ago in days:
        book.add(Contact(pair="PP-1", on=AS_OF - timedelta(days=ago), how="call"))
    [pair] = plan(book).pairs
    past = [ago for ago in days if ago >= 0]
    assert pair.days == (min(past) if past else None)
    assert pair.is_active is (bool(past) and min(past) <= 90)


def test_both_at_a_meeting_that_was_held_is_a_contact():
    book = two().add(Pair(function="quality", buyer_person="P-1", supplier_person="P-2"))
    held = {"tier": "operational", "planned_on": "2026-09-01", "held_on": "2026-09-03"}
    book.add(Meeting(attendees=("P-1",), **held | {"held_on": "2026-10-01"}))
    book.add(Meeting(attendees=("P-1", "P-2"), **held))
    assert plan(book).pairs[0].last_contact == date(2026, 9, 3)


def test_a_pair_of_whom_one_left_is_a_hole():
    left = date(2026, 8, 31)
    book = two().person("P-3", "supplier", "Cy Moor", "planner", left_on=left)
    book.add(Pair(function="planning", buyer_person="P-1", supplier_person="P-3"))
    book.add(Pair(function="finance", buyer_person="P-1"))
    for pair in plan(book).pairs:
        assert pair.supplier is None and not pair.is_whole and not pair.is_active
    assert plan(book).pairs[0].left_on == {"supplier": left}


# --- Meetings


@given(DAYS)
def test_the_calendar_has_twelve_months_and_the_review_two_before_its_end(day):
    months = months_around(day)
    assert len(set(months)) == 12 and list(months) == sorted(months)
    assert months[9] == day.replace(day=1)


def test_meetings_are_held_not_held_or_planned_and_a_tier_without_a_date_is_a_hole():
    book = BookByHand()
    for planned_on, held_on in (
        ("2026-09-01", "2026-09-04"),
        ("2026-09-10", None),
        ("2026-10-13", None),
        ("2026-11-10", None),
    ):
        book.add(Meeting(tier="functional", planned_on=planned_on, held_on=held_on))
    meetings = plan(book).meetings
    states = [one.state for one in meetings.all]
    assert states == ["held", "not_held", "planned", "planned"]
    assert (len(meetings.held), len(meetings.due)) == (1, 2)
    assert meetings.all[0].days_late == 3
    on = {one.row: one.on for one in meetings.next}
    assert on["functional"] == AS_OF
    assert on["executive"] is None and on["review"] is None


# --- Changes of people


def test_a_handover_without_overlap_and_a_newcomer_who_waits():
    book = two().add(RoleHeld(side="supplier", role="logistics", person="P-2"), "R-1")
    book.add(Handover(role="R-1", to_person="P-2", on="2026-09-01", overlap_days=0))
    book.add(Handover(role="R-1", to_person="P-2", on="2026-09-15"))
    book.add(Onboarding(person="P-1", joined_on=AS_OF - timedelta(days=31)))
    book.add(
        Onboarding(person="P-2", joined_on="2026-09-01", completed_on="2026-10-01"),
    )
    found = plan(book)
    assert [one.overlap_days for one in found.handovers] == [0, None]
    assert [(one.days, one.is_late) for one in found.newcomers] == [(31, True), (30, False)]


# --- Issues


@pytest.mark.parametrize(
    ("days", "said", "is_short", "beside"),
    [
        (10, "with 10 days of overlap (over 10 days are the aim)", True, "0 of 1"),
        (11, "with 11 days of overlap (over 10 days are the aim)", False, "1 of 1"),
        (None, ", overlap not entered", False, "1 handover without its overlap on record"),
    ],
)
def test_ten_days_of_overlap_are_not_over_ten_and_unknown_is_not_none(
    days, said, is_short, beside
):
    book = two().add(RoleHeld(side="supplier", role="logistics", person="P-2"), "R-1")
    book.add(Handover(role="R-1", to_person="P-2", on="2026-09-01", overlap_days=days))
    found = plan(book)
    [(words, falls_short)] = changes_said(found, FIRMS)
    assert said in words and falls_short is is_short
    evidence = evidence_of(book.book(), SUPPLIER, Q3, AS_OF)
    told = evidence_said("people_cont", Known(rich(), evidence, found, FIRMS))
    assert told.startswith(beside)


def raised(book: BookByHand, **more: object) -> BookByHand:
    stated = {"what": "porous", "raised_by": "buyer", "raised_on": "2026-08-03"}
    return book.add(Issue(**{**stated, "level": "functional", **more}), "I-1")


@pytest.mark.parametrize(
    ("more", "answer", "closing"),
    [
        (
            {"answered_on": "2026-08-05", "resolved_on": "2026-08-19"},
            (2, False),
            (16, False),
        ),
        (
            {"answered_on": "2026-08-20", "resolved_on": "2026-09-19"},
            (17, True),
            (47, True),
        ),
        ({"answered_on": "2026-08-05"}, (2, False), (71, True)),
        ({}, (71, True), (71, True)),
        ({"resolved_on": "2026-08-10"}, (7, False), (7, False)),
        # Nobody entered the day of the answer: it may have come in time.
        ({"resolved_on": "2026-09-19"}, (47, False), (47, True)),
    ],
)
def test_an_issue_has_two_clocks(more, answer, closing):
    book = raised(BookByHand(), days_to_answer=15, days_to_close=30, **more)
    [issue] = plan(book).issues
    assert (issue.answer.days, issue.answer.is_late) == answer
    assert (issue.closing.days, issue.closing.is_late) == closing


@pytest.mark.parametrize(
    ("resolved_on", "owner"), [(None, None), ("2026-09-19", "planner")]
)
def test_who_has_left_answers_for_nothing_that_is_open(resolved_on, owner):
    book = two().person("P-9", "supplier", "Cy Moor", "planner", left_on=date(2026, 10, 1))
    [issue] = plan(raised(book, owner="P-9", resolved_on=resolved_on)).issues
    assert (issue.owner.called if issue.owner else None) == owner


def test_an_answer_on_a_day_nobody_entered_is_said_so():
    [issue] = plan(raised(BookByHand(), days_to_answer=2, resolved_on="2026-08-10")).issues
    told = [
        ("day of the answer not entered (2 agreed)", False),
        ("closed after 7 days", False),
    ]
    assert clocks_said(issue) == told
    assert set(encoded(issue)["answer"]) == {"days", "ended_on", "limit"}


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (None, "1 saving without Harrow Castings’ part on record"),
        ("0.00", "0 of 1 saving shared with Harrow Castings"),
        ("5.00", "1 of 1 saving shared with Harrow Castings"),
    ],
)
def test_a_saving_without_the_suppliers_part_is_not_one_that_gives_it_nothing(amount, said):
    stated = {"agreed_on": "2026-02-01", "agreed_amount": "10.00", "currency": "EUR"}
    book = BookByHand().add(Saving(what="crates", to_supplier_amount=amount, **stated))
    evidence = evidence_of(book.book(), SUPPLIER, Q3, AS_OF)
    told = evidence_said("both_earn", Known(rich(), evidence, plan(book), FIRMS))
    assert told.endswith(said)


def test_a_clock_without_an_agreed_limit_is_never_late():
    [issue] = plan(raised(BookByHand())).issues
    assert not issue.answer.is_late and not issue.closing.is_late and issue.owner is None


def test_an_issue_climbs_its_tiers_day_by_day():
    book = raised(BookByHand(), resolved_on="2026-08-19")
    book.add(Escalation(issue="I-1", to_tier="executive", on="2026-08-13"))
    book.add(Escalation(issue="I-1", to_tier="operational", on="2026-08-07"))
    [issue] = plan(book).issues
    days = [(one.tier, one.from_day, one.until_day) for one in issue.stays]
    assert days == [("functional", 0, 4), ("operational", 4, 10), ("executive", 10, 16)]
    assert issue.climb_days == 10
    assert not issue.is_solved_where_it_arose


def test_two_tiers_of_one_day_go_up():
    book = raised(BookByHand(), resolved_on="2026-08-19")
    book.add(Escalation(issue="I-1", to_tier="executive", on="2026-08-07"))
    book.add(Escalation(issue="I-1", to_tier="operational", on="2026-08-07"))
    [issue] = plan(book).issues
    assert issue.tiers == ("functional", "operational", "executive")
    assert [one.until_day for one in issue.stays] == [4, 4, 16]


def test_an_issue_solved_before_the_quarter_is_not_shown():
    book = raised(BookByHand(), raised_on="2026-05-01", resolved_on="2026-06-30")
    assert plan(book).issues == ()
    book = raised(BookByHand(), raised_on="2026-05-01", resolved_on="2026-07-01")
    assert len(plan(book).issues) == 1


# --- Evidence


def test_what_stands_beside_the_ratings_is_counted_from_the_entries():
    found = evidence_of(everything().book(), SUPPLIER, Q3, AS_OF)
    assert found.issues_raised == {"buyer": 1, "supplier": 2}
    assert found.first_dates == {"buyer": Of(1, 1), "supplier": Of(0, 0)}
    assert found.sponsors_there == {"buyer": Of(4, 4), "supplier": Of(4, 4)}
    assert found.unanswered_days == (85,)
    assert found.topics_active == Of(1, 2)
    assert found.cost_topics_active == Of(1, 1)
    assert found.milestones_met == Of(1, 1)
    # Nobody entered what of it is the supplier's: that is not nothing.
    assert (found.savings_shared, found.savings_unknown) == (Of(0, 0), 1)
    assert found.involved is not None and found.involved.days_after_freeze == 34


def test_a_sponsor_is_asked_after_for_the_meetings_of_their_own_time_alone():
    held = ("2026-02-03", "2026-05-05", "2026-09-01")
    book = (
        BookByHand()
        .person("P-1", "buyer", "Ann", "coo")
        .person("P-2", "buyer", "Bo", "cpo")
    )
    for day in held:
        book.add(Meeting(tier="executive", planned_on=day, held_on=day, attendees="P-1"))
    sponsor = {"side": "buyer", "role": "executive sponsor", "tier": "executive"}
    book.add(RoleHeld(person="P-1", until_on="2026-02-03", **sponsor))
    book.add(RoleHeld(person="P-2", from_on="2026-09-01", **sponsor))
    found = evidence_of(book.book(), SUPPLIER, Q3, AS_OF).sponsors_there
    # In May the buyer had no sponsor; in September P-1 was there and no longer one.
    assert found == {"buyer": Of(1, 2), "supplier": Of(0, 0)}


def test_nothing_entered_is_nothing_and_no_zero_of_something():
    found = evidence_of(BookByHand().book(), SUPPLIER, Q3, AS_OF)
    assert found.disputes_answered == found.topics_active == Of(0, 0)
    assert found.involved is None
    assert not plan(BookByHand())


# --- What the page says of it


def test_a_function_without_a_pair_is_no_pair():
    book = two().add(
        Pair(function="quality", buyer_person="P-1", supplier_person="P-2"), "PP-1"
    )
    book.add(Contact(pair="PP-1", on=AS_OF, how="call"))
    book.add(Pair(function="finance", buyer_person="P-1"))
    assert plan_headline(plan(book)) == (
        "The one pair with a contact on record is in contact; one pair has nobody on one side"
    )
    book.add(Pair(function="packaging", buyer_person="P-1", supplier_person="P-2"))
    assert plan_headline(plan(book)) == (
        "The one pair with a contact on record is in contact; of packaging none is on record,"
        " and one pair has nobody on one side"
    )
    empty = two().add(Pair(function="finance", buyer_person="P-1"))
    assert plan_headline(plan(empty)) == (
        "No function has a pair yet; one pair has nobody on one side"
    )


def test_a_tier_names_every_role_of_a_person_and_marks_who_holds_three():
    book = two()
    for role in ("relationship", "commercial", "service delivery"):
        book.add(RoleHeld(side="buyer", role=role, tier="operational", person="P-1"))
    (cell,) = next(sides for tier, sides in _tiers(plan(book)) if tier == "operational")[0]
    assert cell["role"] == "relationship, commercial and service delivery"
    assert cell["many"] == "holds three of the four roles"
    for role, sides in _roles(plan(book)):
        is_held = role in ("relationship", "commercial", "service delivery")
        assert sides[0][0].get("many", "") == (
            "holds three of the four roles" if is_held else ""
        )


@pytest.mark.parametrize(
    ("more", "headline"),
    [
        (
            {"days_to_answer": 5, "days_to_close": 30, "answered_on": "2026-08-20"},
            "one, I-1, is past the days agreed to answer and to close",
        ),
        (
            {"days_to_answer": 90, "days_to_close": 30},
            "the days agreed to close ran out on one",
        ),
        (
            {"days_to_answer": 5, "days_to_close": 90, "answered_on": "2026-08-20"},
            "the days agreed to answer ran out on one",
        ),
    ],
)
def test_the_headline_of_issues_tells_the_clocks_that_ran_out_each_by_itself(
    more, headline
):
    said = issues_headline(plan(raised(BookByHand(), **more)).issues)
    assert said == f"One issue is open; {headline}"


def test_the_headline_of_issues_counts_those_that_are_closed():
    book = raised(BookByHand(), resolved_on="2026-09-01", solved_at="functional")
    book.add(Issue(what="labels", raised_by="buyer", raised_on=AS_OF, level="functional"))
    assert issues_headline(plan(book).issues) == (
        "The one closed issue was solved where it arose; one issue is open"
    )


def test_who_stands_in_is_said_by_role():
    book = two().person("P-3", "buyer", "Cara", "lead", may_be_named=True)
    of_one = {"side": "buyer", "tier": "operational", "person": "P-1"}
    book.add(RoleHeld(role="champion", deputy="P-3", **of_one))
    held = plan(book).roles
    assert stand_ins_said(held) == [f"stands in: {held[0].deputy.called}"]
    book.add(RoleHeld(role="commercial", **of_one))
    held = plan(book).roles
    assert stand_ins_said(held) == [f"stands in for champion: {held[0].deputy.called}"]
    (cell,) = next(sides for tier, sides in _tiers(plan(book)) if tier == "operational")[0]
    assert cell["stand_ins"] == stand_ins_said(held)


def test_an_issue_without_an_answer_is_owed_by_the_firm_that_did_not_raise_it():
    issues = plan(raised(BookByHand(), raised_by="supplier", days_to_answer=15)).issues
    assert unanswered_issues(issues, "buyer") == ["porous (I-1, 71 days)"]
    assert unanswered_issues(issues, "supplier") == []
    assert (
        unanswered_issues(plan(raised(BookByHand(), raised_by="supplier")).issues, "buyer")
        == []
    )
