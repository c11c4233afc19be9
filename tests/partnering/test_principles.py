"""Nine principles: each in place, not yet and not to be told, on planted records."""

from __future__ import annotations

import pytest
from books import BookByHand
from partner_world import (
    TIERS,
    answer,
    entered,
    item,
    known,
    metrics,
    outcome,
    outcomes,
    paired,
    people,
    with_data,
)

from srmlib.partnering.principles import (
    CADENCE,
    CONTINUITY,
    HEALTH,
    ISSUES,
    ONBOARDED,
    PEERS,
    PRINCIPLES,
    PROGRAMME,
    ROLES,
    TIERS_HELD,
)
from srmlib.register.kinds.people import Handover, Onboarding, Pair, RoleHeld
from srmlib.register.kinds.voice import HealthCheck
from srmlib.register.kinds.work import Escalation, Issue, Meeting

FOUR = ("service delivery", "transformation", "relationship", "commercial")


@pytest.mark.parametrize("principle", PRINCIPLES, ids=lambda one: one.name)
def test_without_records_nobody_can_tell_and_each_says_what_is_missing(bare, principle):
    assert outcomes(principle, known(bare)) == ("cannot_tell",) * 3
    for side in ("buyer", "supplier"):
        [command] = answer(principle, known(bare), side).missing
        assert command.startswith("srm register add ")


@pytest.mark.parametrize("held,expected", [(3, "in_place"), (2, "not_yet")])
def test_a_person_at_each_tier(bare, held, expected):
    book = people()
    for place, tier in enumerate(TIERS[:held]):
        book.add(RoleHeld(side="buyer", role="champion", tier=tier, person=f"P-{place}"))
    assert outcomes(TIERS_HELD, known(bare, book)) == (expected, expected, "cannot_tell")


def test_a_role_without_a_tier_may_be_of_any(bare):
    book = people()
    for role, person in (("quality", "P-0"), ("finance", "P-1")):
        book.add(RoleHeld(side="buyer", role=role, person=person))
    found = answer(TIERS_HELD, known(bare, book))
    assert found.outcome == "cannot_tell"
    assert found.why == "no tier is entered of the roles at Tarn: quality, finance"
    assert found.missing == ("srm register add role record=… tier=… --supplier S-1",)
    for tier, person in zip(TIERS[:2], ("P-2", "P-3"), strict=True):
        book.add(RoleHeld(side="buyer", role="champion", tier=tier, person=person))
    found = answer(TIERS_HELD, known(bare, book))
    assert found.outcome == "cannot_tell"
    assert found.why == (
        "2 of 3 tiers have a named person, no tier is entered of: quality, finance"
    )
    book.add(RoleHeld(side="buyer", role="champion", tier=TIERS[2], person="P-4"))
    assert outcome(TIERS_HELD, known(bare, book)) == "in_place"


@pytest.mark.parametrize(
    "holders,expected",
    [("0123", "in_place"), ("012", "not_yet"), ("0012", "not_yet"), ("0000", "not_yet")],
)
def test_four_roles_of_four_people(bare, holders, expected):
    book = people()
    for role, person in zip(FOUR, holders, strict=False):
        book.add(RoleHeld(side="buyer", role=role, person=f"P-{person}"))
    assert outcomes(ROLES, known(bare, book))[1:] == (expected, "cannot_tell")


def test_who_is_listed_and_holds_none_of_the_four_leaves_them_unfilled(bare):
    book = people().add(RoleHeld(side="buyer", role="quality", person="P-0"))
    assert outcomes(ROLES, known(bare, book))[1:] == ("not_yet", "cannot_tell")


@pytest.mark.parametrize(
    "book,expected",
    [
        (paired(4, 1), ("in_place", "in_place")),
        (paired(3, 1), ("not_yet", "not_yet")),
        (paired(5, 0, hole=True), ("in_place", "not_yet")),
    ],
)
def test_pairs_in_contact_in_ninety_days(bare, book, expected):
    assert outcomes(PEERS, known(bare, book))[1:] == expected


def test_a_pair_without_an_entry_is_not_judged(bare):
    book = paired(4, 1, hole=True).person("P-9", "buyer", "Ann", "packer")
    book.add(Pair(function="packaging", buyer_person="P-9", supplier_person="S-1"))
    found = answer(PEERS, known(bare, book))
    assert found.why == (
        "4 of 5 pairs with a contact on record spoke within 90 days (80% is the mark), no"
        " entry of packaging, no pair in finance"
    )
    alone = people().person("S-1", "supplier", "Bo", "planner")
    alone.add(Pair(function="packaging", buyer_person="P-0", supplier_person="S-1"))
    assert outcomes(PEERS, known(bare, alone)) == ("cannot_tell",) * 3


def test_meetings_are_named_as_they_are_counted(bare):
    stated = {"tier": "functional", "planned_on": "2026-07-14", "held_on": "2026-07-15"}
    book = entered(Meeting(**stated))
    said = "functional meetings: 1 of 1 planned was held (90% is the mark)"
    assert answer(CADENCE, known(bare, book)).why == said
    book.add(Meeting(**stated, is_review=True, quarter="2026Q2"))
    said = "functional meetings and reviews: 2 of 2 planned were held (90% is the mark)"
    assert answer(CADENCE, known(bare, book)).why == said


def test_who_was_never_asked_for_a_health_check_is_not_blamed(bare):
    found = answer(HEALTH, known(bare, rated(4)))
    assert found.why == "no health check of Tarn is on record" and found.missing


@pytest.mark.parametrize("low,expected", [(2, "in_place"), (1, "not_yet")])
def test_issues_are_solved_where_they_arise(bare, low, expected):
    book = paired(1, 0)
    for place in range(5):
        stated = {
            "raised_on": "2026-03-01",
            "resolved_on": "2026-04-01",
            "level": "functional",
        }
        at = "functional" if place < low else "executive"
        book.add(Issue(what="i", raised_by="buyer", solved_at=at, **stated), f"I-{place}")
        if place >= low:
            book.add(Escalation(issue=f"I-{place}", to_tier="executive", on="2026-03-09"))
    assert outcome(PEERS, known(bare, book)) == expected


@pytest.mark.parametrize("held,expected", [(9, "in_place"), (8, "not_yet")])
def test_nine_of_ten_meetings_held(bare, held, expected):
    book = BookByHand()
    for place in range(10):
        on = f"2026-0{1 + place % 9}-0{1 + place // 9}"
        held_on = on if place < held else None
        book.add(Meeting(tier="functional", planned_on=on, held_on=held_on))
    assert outcomes(CADENCE, known(bare, book)) == (expected,) * 3


def test_a_tier_that_does_not_meet_is_not_made_up_for_by_another(bare):
    book = BookByHand()
    for place in range(10):
        on = f"2026-0{1 + place % 9}-0{1 + place // 9}"
        book.add(Meeting(tier="functional", planned_on=on, held_on=on))
    book.add(Meeting(tier="executive", planned_on="2026-03-10"))
    assert outcomes(CADENCE, known(bare, book)) == ("not_yet",) * 3


@pytest.mark.parametrize(
    "items,unsigned,expected",
    [
        ((item(),), 0, "in_place"),
        ((item(),), 1, "not_yet"),
        ((item("goal"),), 0, "not_yet"),
        ((item(reviewed_on="2025-10-12"),), 0, "not_yet"),
        ((item(reviewed_on=None),), 0, "cannot_tell"),
    ],
)
def test_a_programme_has_signatures_a_budget_and_is_looked_at(
    bare, items, unsigned, expected
):
    asked = metrics(unsigned={"buyer": unsigned})
    found = with_data(known(bare, entered(*items), **asked))
    assert outcomes(PROGRAMME, found)[1:] == (expected, "cannot_tell")


def test_a_supplier_owes_no_signature_while_the_buyer_has_not_signed(bare):
    own = item().model_copy(update={"side": "supplier"})

    def found(**unsigned):
        return with_data(known(bare, entered(own), **metrics(unsigned=unsigned)))

    assert outcome(PROGRAMME, found(buyer=2, supplier=2), "supplier") == "in_place"
    assert outcome(PROGRAMME, found(buyer=1, supplier=2), "supplier") == "not_yet"


def rated(quarters: int) -> BookByHand:
    book = BookByHand()
    for label in ("2026Q3", "2026Q2", "2026Q1", "2025Q4")[:quarters]:
        book.rate("buyer", label, "access", 3)
    return book


def check(on: str = "2025-10-13", **more: object) -> HealthCheck:
    asked = {"satisfaction": 3, "trust": 3, "compatibility": 4}
    return HealthCheck(**asked | {"side": "buyer", "on": on} | more)


@pytest.mark.parametrize(
    "book,expected",
    [
        (rated(4).add(check()), "in_place"),
        (rated(3).add(check()), "not_yet"),
        (rated(3).lock("buyer", "2025Q4").add(check()), "in_place"),
        # It was locked, and then opened without a colour.
        (
            rated(3).lock("buyer", "2025Q4").rate("buyer", "2025Q4", "access", None),
            "not_yet",
        ),
        # Who answers nothing has said nothing.
        (rated(4).add(HealthCheck(side="buyer", on="2026-09-01", asked=12)), "cannot_tell"),
        (rated(4), "cannot_tell"),
        (rated(3), "not_yet"),
        (rated(4).add(check("2025-10-12")), "not_yet"),
        (rated(4).add(check(trust=None)), "not_yet"),
    ],
)
def test_health_is_rated_each_quarter_and_checked_once_a_year(bare, book, expected):
    assert outcomes(HEALTH, known(bare, book))[1:] == (expected, "cannot_tell")


@pytest.mark.parametrize(
    "answered_on,expected", [("2026-08-16", "in_place"), ("2026-08-17", "not_yet")]
)
def test_issues_end_within_the_agreed_days(bare, answered_on, expected):
    stated = {"raised_by": "supplier", "raised_on": "2026-08-01", "level": "functional"}
    one = Issue(what="i", days_to_answer=15, answered_on=answered_on, **stated)
    assert outcomes(ISSUES, known(bare, entered(one))) == (
        expected,
        expected,
        "cannot_tell",
    )


def test_without_an_agreed_limit_nothing_is_late(bare):
    stated = {"raised_by": "supplier", "raised_on": "2026-01-01", "level": "functional"}
    assert outcome(ISSUES, known(bare, entered(Issue(what="i", **stated)))) == "cannot_tell"


@pytest.mark.parametrize(
    "deputy,overlap,expected",
    [
        ("P-1", 11, "in_place"),
        ("P-1", 10, "not_yet"),
        (None, 11, "not_yet"),
        ("P-1", None, "cannot_tell"),
    ],
)
def test_key_roles_have_deputies_and_handovers_overlap(bare, deputy, overlap, expected):
    book = people()
    book.add(RoleHeld(side="buyer", role="commercial", person="P-0", deputy=deputy), "R-1")
    book.add(Handover(role="R-1", on="2026-08-17", overlap_days=overlap))
    assert outcomes(CONTINUITY, known(bare, book))[1:] == (expected, "cannot_tell")


@pytest.mark.parametrize(
    "completed_on,expected",
    [("2026-07-31", "in_place"), ("2026-08-01", "not_yet"), (None, "not_yet")],
)
def test_who_is_new_is_introduced_within_thirty_days(bare, completed_on, expected):
    book = people().add(
        Onboarding(person="P-0", joined_on="2026-07-01", completed_on=completed_on)
    )
    assert outcomes(ONBOARDED, known(bare, book))[1:] == (expected, "cannot_tell")


def test_who_came_last_week_is_not_counted_yet(bare):
    book = people().add(Onboarding(person="P-0", joined_on="2026-10-06"))
    assert outcome(ONBOARDED, known(bare, book)) == "cannot_tell"
