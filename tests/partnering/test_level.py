"""The level: six of eight dimensions shown at it or higher, and the level below held."""

from __future__ import annotations

from datetime import date

import pytest
from books import AS_OF, SUPPLIER, BookByHand
from hypothesis import given
from hypothesis import strategies as st
from partner_world import Q3, TIERS, entered, known, metrics, paired, with_data

from srmlib.partnering.dimensions import DIMENSIONS, LEVELS, Shown
from srmlib.partnering.level import NEEDED, Level, OfDimension, level_of
from srmlib.register.kinds.agreed import Contract, Involvement, ProgrammeItem, Saving
from srmlib.register.kinds.ahead import Ask, Milestone, Topic, TopicEvent
from srmlib.register.kinds.people import Contact, Pair, RoleHeld
from srmlib.register.kinds.voice import ELEMENTS, FormSent
from srmlib.register.kinds.work import Action, Cause, Dispute, Escalation, Issue, Meeting
from srmlib.relationship.evidence import Of
from srmlib.relationship.topics import topics_of

CELL = st.sampled_from((True, False, None))
BY_ID = {one.id: one for one in DIMENSIONS}


def level(rows) -> Level:
    return Level(
        tuple(
            OfDimension(one, Shown(tuple(row), ""))
            for one, row in zip(DIMENSIONS, rows, strict=True)
        )
    )


@given(st.lists(st.tuples(CELL, CELL, CELL, CELL), min_size=8, max_size=8))
def test_a_level_is_held_when_six_of_eight_are_shown_there_or_higher(rows):
    """A second road: for every level the dimensions whose highest cell is not below it."""
    highest = [max((place for place in range(4) if row[place]), default=-1) for row in rows]
    held = 0
    while held < 3 and sum(one >= held + 1 for one in highest) >= NEEDED:
        held += 1
    found = level(rows)
    assert found.name == LEVELS[held]
    assert found.wanting == (
        0 if held == 3 else NEEDED - sum(one > held for one in highest)
    )


def test_every_element_belongs_to_one_dimension():
    assert sorted(name for one in DIMENSIONS for name in one.elements) == sorted(ELEMENTS)


def cells(name: str, found) -> tuple:
    return BY_ID[name].read(found).levels


def test_without_a_record_no_dimension_is_shown_or_not(bare):
    shown = level_of(known(bare))
    assert shown.name == "transactional" and shown.count(1) == 0
    for one in shown.dimensions:
        assert one.shown.levels[3] is not True and one.shown.levels[0] is not True
        assert one.next_step == one.dimension.steps[0]


def rate(book: BookByHand, element: str, buyer: int, supplier: int) -> BookByHand:
    book.rate("buyer", "2026Q3", element, buyer)
    return book.rate("supplier", "2026Q3", element, supplier)


@pytest.mark.parametrize(
    "colours,expected", [((4, 4), True), ((5, 3), False), (None, None)], ids=str
)
def test_business_at_stake(key, colours, expected):
    book = rate(BookByHand(), "both_earn", *colours) if colours else None
    found = with_data(known(key, book, **metrics()))
    assert cells("business", found) == (True, True, True, expected)
    assert cells("business", with_data(known(key, book, **metrics()), 2))[1] is False


def test_of_a_service_nobody_can_tell_whether_it_is_a_main_source(bare):
    """What no record of a service could show is no advice either."""
    found = with_data(known(bare, None, **metrics()))
    shown = OfDimension(BY_ID["business"], BY_ID["business"].read(found))
    assert shown.shown.levels[2] is None
    assert "whether it is a main source nobody can tell" in shown.shown.fact
    assert shown.next_step == ""


@pytest.mark.parametrize(
    "until_on,target_on,expected",
    [
        (None, "2027-10-14", (True, True, True)),
        ("2027-10-14", "2027-10-13", (True, True, False)),
        ("2027-10-13", None, (True, False, None)),
        ("2026-10-13", None, (None, None, None)),
    ],
)
def test_horizon(key, until_on, target_on, expected):
    book = entered(Contract(name="frame", until_on=until_on))
    if target_on:
        book.add(Topic(what="plan", is_chosen=True, target_on=target_on))
    assert cells("horizon", with_data(known(key, book, **metrics())))[1:] == expected


BOTH = {"agreed_by_buyer_on": "2026-08-01", "agreed_by_supplier_on": "2026-08-02"}


def test_information(key):
    form = FormSent(quarter="2026Q3", report="v1", sent_on="2026-10-05")
    agreed = Cause(of="notice", row="N", party="shared", **BOTH)
    early = Involvement(
        project="K5", first_involved_on="2026-06-09", design_frozen_on="2026-12-01"
    )
    book = entered(form, agreed, early)
    asked = metrics()
    assert cells("information", with_data(known(key, book, **asked))) == (True,) * 4
    late = early.model_copy(update={"design_frozen_on": early.first_involved_on})
    claimed = Cause(of="notice", row="N", party="shared")
    book = entered(claimed, late)
    assert cells("information", with_data(known(key, book, **asked))) == (
        True,
        None,
        False,
        False,
    )


def test_people(key):
    book = paired(0, 0)
    for side, person in (("buyer", "P-0"), ("supplier", "S-1")):
        for tier in TIERS:
            held = {"side": side, "tier": tier, "person": person, "deputy": person}
            book.add(RoleHeld(role="commercial", **held))
    for function in ("management", "engineering"):
        pair = {"function": function, "buyer_person": "P-0", "supplier_person": "S-1"}
        book.add(Pair(**pair), f"PP-{function}")
        book.add(Contact(pair=f"PP-{function}", on="2026-10-01", how="call"))
    assert cells("people", known(key, book)) == (True,) * 4
    assert cells("people", known(key, paired(1, 0))) == (None, False, None, False)


def test_people_of_one_firm_or_without_tiers_and_contacts_are_no_record(key):
    """A list that only one firm has begun says nothing of the other's people."""
    facts = {}
    book = paired(0, 0)
    book.add(RoleHeld(side="buyer", role="commercial", tier="executive", person="P-0"))
    assert cells("people", known(key, book)) == (None,) * 4
    facts["one firm"] = BY_ID["people"].read(known(key, book)).fact
    book = paired(0, 0)
    for side, person in (("buyer", "P-0"), ("supplier", "S-1")):
        held = {"side": side, "person": person, "deputy": person}
        book.add(RoleHeld(role="commercial", **held))
    for function in ("management", "engineering"):
        book.add(Pair(function=function, buyer_person="P-0", supplier_person="S-1"))
    assert cells("people", known(key, book)) == (True, True, None, None)
    facts["no tier"] = BY_ID["people"].read(known(key, book)).fact
    assert facts == {
        "one firm": "no tiers of both firms on record; 0 of 1 filled key role with a deputy",
        "no tier": "no tiers of both firms on record; 2 of 2 filled key roles with a deputy",
    }


def test_goals(key):
    amounts = {"agreed_amount": "9.00", "currency": "EUR", "agreed_on": "2026-01-01"}
    shared = entered(Saving(what="edges", to_supplier_amount="4.00", **amounts))
    unread = cells("goals", with_data(known(key, shared, **metrics())))
    assert unread == (True, True, None, True)
    shared.add(ProgrammeItem(item="goals", form="goal", reviewed_on="2025-10-13"))
    assert cells("goals", with_data(known(key, shared, **metrics()))) == (True,) * 4
    kept = entered(Saving(what="edges", to_supplier_amount="0.00", **amounts))
    asked = metrics(10)
    assert cells("goals", with_data(known(key, kept, **asked))) == (
        True,
        True,
        False,
        False,
    )


@pytest.mark.parametrize("agreed,expected", [(3, True), (2, False)])
def test_problems(key, agreed, expected):
    book = BookByHand()
    for side in ("buyer", "supplier"):
        book.add(Action(what="a", side=side, agreed_on="2026-08-01"))
    for place in range(5):
        said = BOTH if place < agreed else {}
        book.add(Cause(of="notice", row=f"N{place}", party="supplier", **said))
    stated = {"raised_on": "2026-03-01", "resolved_on": "2026-04-01", "level": "functional"}
    book.add(Issue(what="i", raised_by="buyer", **stated), "I-1")
    found = with_data(known(key, book, **metrics()))
    assert cells("problems", found) == (True, True, expected, True)
    book.add(Escalation(issue="I-1", to_tier="executive", on="2026-03-09"))
    assert cells("problems", known(key, book))[3] is False


@pytest.mark.parametrize(
    "active,expected", [(5, (True, True)), (4, (True, False)), (0, (False, False))]
)
def test_future(key, active, expected):
    book = BookByHand()
    for place in range(5):
        form = "joint_team" if place == 4 else "topic"
        book.add(Topic(what="t", form=form, is_chosen=True), f"T-{place}")
        if place < active:
            book.add(TopicEvent(topic=f"T-{place}", on="2026-08-01", what="moved"))
    assert cells("future", known(key, book))[1:] == (True, expected[0], False)
    days = {"first_involved_on": "2026-06-09", "design_frozen_on": "2026-12-01"}
    book.add(Involvement(project="K5", **days))
    assert cells("future", known(key, book))[1:] == (True, *expected)


@pytest.mark.parametrize(
    "moved_on,chosen,finished_on,expected",
    [
        ("2026-07-14", True, None, (0, 1)),
        ("2026-07-15", True, None, (1, 1)),
        ("2026-07-15", True, "2026-09-01", (0, 0)),
        ("2026-07-15", True, "2026-10-14", (1, 1)),
        ("2026-07-15", False, None, (0, 0)),
    ],
)
def test_a_topic_is_active_by_the_one_rule_of_topics(
    key, moved_on, chosen, finished_on, expected
):
    """Chosen on the day, with an event, result or step after the last review of an earlier
    quarter: the level, the facts beside the ratings and the section of topics count the
    same.
    """
    review = Meeting(
        tier="operational",
        planned_on="2026-07-14",
        held_on="2026-07-14",
        is_review=True,
        quarter="2026Q2",
    )
    book = entered(review)
    stated = {"is_chosen": chosen, "finished_on": finished_on, "is_about_cost": True}
    book.add(Topic(what="near net", **stated), "T-1")
    book.add(Milestone(topic="T-1", what="a step", due_on=moved_on, met_on=moved_on))
    found = known(key, book)
    topics = topics_of(book.book(), SUPPLIER, Q3, AS_OF)
    assert (len(topics.moved), len(topics.chosen)) == expected
    evidence = found.ratings.evidence
    assert evidence.topics_active == evidence.cost_topics_active == Of(*expected)
    assert evidence.topics_since == date(2026, 7, 14)
    active, whole = expected
    said = (
        f"{active} of {whole} chosen topic active" if whole else "no chosen topic on record"
    )
    assert BY_ID["future"].read(found).fact.startswith(said)


def test_an_ask_is_an_idea_and_no_topic(key):
    book = entered(Ask(from_side="buyer", what="labels", asked_on="2026-01-01"))
    assert cells("future", known(key, book))[1:] == (True, None, None)


def test_trust(key):
    book = rate(rate(BookByHand(), "measure_fair", 3, 4), "open_info", 4, 3)
    assert cells("trust", known(key, rate(book, "commit_kept", 4, 4)))[1:] == (
        True,
        False,
        True,
    )
    red = rate(BookByHand(), "measure_fair", 2, 4)
    assert cells("trust", known(key, red))[1:] == (False, None, None)


def test_what_one_firm_released_alone_shows_nothing(key):
    """The last colours that count are those of the last quarter that both opened."""
    alone = BookByHand()
    for side, label in (("buyer", "2026Q2"), ("supplier", "2026Q3")):
        for element in ("measure_fair", "open_info", "commit_kept", "both_earn"):
            alone.rate(side, label, element, 5)
    assert cells("trust", known(key, alone))[1:] == (None, None, None)
    assert cells("business", known(key, alone))[3] is None
    red = rate(BookByHand(), "measure_fair", 4, 4)
    red.rate("supplier", "2026Q2", "measure_fair", 1)
    assert cells("trust", known(key, red))[1] is True


def test_a_step_names_only_what_is_wanting(key):
    """A forecast is shared, so the contract alone is asked for; and no champion is told
    what to rate.
    """
    short = known_counted(key, entered(Contract(name="frame", until_on="2026-12-31")))
    steps = {one.dimension.id: one for one in level_of(short).dimensions}
    assert steps["horizon"].next_step == "Agree on a contract for more than a year"
    said = " ".join(step for one in DIMENSIONS for step in one.steps)
    assert not any(f"rate {what}" in said for what in ("openness", "kept", "the fair use"))


@pytest.mark.parametrize(
    "disputes,expected",
    [(0, "Agree how the numbers are used"), (1, "Answer the open disputes, and agree how")],
)
def test_open_disputes_are_answered_first(key, disputes, expected):
    book = rate(BookByHand(), "measure_fair", 2, 4)
    for _ in range(disputes):
        raised = {"raised_by": "supplier", "raised_on": "2026-08-01", "claim": "met"}
        book.add(Dispute(metric="D1", row="L1", **raised))
    steps = {one.dimension.id: one for one in level_of(known_counted(key, book)).dimensions}
    assert steps["trust"].next_step.startswith(expected)
    assert steps["trust"].next_step.endswith("then each champion rates again, alone")


def known_counted(key, book):
    return with_data(known(key, book, **metrics()))


def test_what_is_on_no_record_is_no_zero(key):
    facts = {one.dimension.id: one.shown.fact for one in level_of(known(key)).dimensions}
    assert facts["goals"].endswith("no saving on record")
    assert not any("0 of 0" in fact for fact in facts.values())
