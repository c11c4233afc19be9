"""Topics from their definition: values revealed together, what moved, milestones, goals, audits."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from ahead_book import LAST_REVIEW, progressed, reviewed, topic, topics
from books import AS_OF, SUPPLIER, BookByHand
from hypothesis import given
from hypothesis import strategies as st

from srmlib.register.kinds.ahead import Milestone, Topic, TopicEvent, TopicValue
from srmlib.register.kinds.progress import TimeSpent, TopicAction, TopicGoal, TopicResult
from srmlib.register.kinds.work import Action, ActionEnd, Meeting
from srmlib.relationship.evidence import Of
from srmlib.relationship.future import future_of
from srmlib.relationship.topics import Topics, decided_topics, topics_of
from srmlib.relationship.used import used_tables
from srmlib.relationship.values import Values, hidden_values, values_of
from srmlib.rules.calendar import Quarter

Q3 = Quarter.parse("2026Q3")


def read(book: BookByHand, as_of: date = AS_OF) -> Topics:
    return topics_of(book.book(), SUPPLIER, Q3, as_of)


def only(book: BookByHand, as_of: date = AS_OF):
    (found,) = read(book, as_of).all
    return found


def test_what_moved_on_the_first_day_of_the_quarter_moved_in_it():
    book = BookByHand().add(
        Topic(what="one", is_chosen=True, chosen_on="2026-01-01"), "T-1"
    )
    book.add(TopicEvent(topic="T-1", on="2026-07-01", what="it moved"))
    found = read(book)
    assert [one.id for one in found.moved] == ["T-1"] and not found.quiet
    # The review itself is no movement since the review.
    reviewed(book).add(TopicEvent(topic="T-1", on=LAST_REVIEW, what="told"))
    assert not read(book).moved and read(book).quiet


# --- Values


@pytest.mark.parametrize("side", ["buyer", "supplier"])
def test_a_value_is_kept_back_until_the_other_firm_has_said_its_own(side):
    """Whatever it is: topics, JSON and copied tables are the same."""
    said = set()
    for value in (0, 7, 10):
        book = reviewed(BookByHand()).add(Topic(what="one"), "T-1")
        book.add(TopicValue(topic="T-1", side=side, value=value, on="2026-06-01"))
        found = only(book)
        assert found.values == Values(waits_for={"buyer": "supplier"}.get(side, "buyer"))
        tables = used_tables(book.book(), SUPPLIER, AS_OF)
        assert "register_topic_value" not in tables and "register_topic" in tables
        said.add(json.dumps(found.to_json()))
    assert len(said) == 1


def test_both_values_are_shown_together_and_copied():
    book = topic(reviewed(BookByHand()), "T-1", 3, 9)
    assert only(book).values == Values(3, 9)
    assert list(
        used_tables(book.book(), SUPPLIER, AS_OF)["register_topic_value"]["value"]
    ) == [
        3,
        9,
    ]


def test_what_both_have_decided_shows_the_value_of_one_firm():
    book = topic(reviewed(BookByHand()), "T-1", None, 4, is_chosen=True)
    assert only(book).values == Values(None, 4)
    assert hidden_values(book.book(), SUPPLIER, {"T-1"}, AS_OF) == set()
    assert decided_topics(book.book(), SUPPLIER, AS_OF) == {"T-1"}


def test_a_value_changed_after_both_were_known_shows_what_it_was():
    book = topic(reviewed(BookByHand()), "T-1", 3, 9)
    book.add(TopicValue(topic="T-1", side="buyer", value=8, on="2026-06-02"))
    assert only(book).values == Values(8, 9, None, {"buyer": 3})


def test_a_value_changed_before_the_other_was_in_is_no_change():
    book = reviewed(BookByHand()).add(Topic(what="one"), "T-1")
    for side, value in (("buyer", 2), ("buyer", 3), ("supplier", 9)):
        book.add(TopicValue(topic="T-1", side=side, value=value, on="2026-06-01"))
    assert only(book).values == Values(3, 9)


def test_a_day_that_was_stated_early_hides_no_change():
    """Who sees the other's value and enters another one of an earlier day has changed it."""
    book = topic(reviewed(BookByHand()), "T-1", 3, 9)
    book.add(TopicValue(topic="T-1", side="buyer", value=8, on="2025-01-01"))
    assert only(book).values.changed == {"buyer": 3}


@given(
    st.lists(
        st.tuples(st.sampled_from(["buyer", "supplier"]), st.integers(0, 10)), max_size=8
    )
)
def test_values_are_the_last_of_both_or_none(said):
    book = BookByHand().add(Topic(what="one"), "T-1")
    last: dict[str, int] = {}
    for side, value in said:
        book.add(TopicValue(topic="T-1", side=side, value=value, on="2026-06-01"))
        last[side] = value
    found = values_of(book.book(), SUPPLIER, set(), AS_OF).get("T-1", Values())
    both = last if len(last) == 2 else {}
    assert (found.buyer, found.supplier) == (both.get("buyer"), both.get("supplier"))
    assert (found.waits_for is not None) == (len(last) == 1)


def test_each_firm_ranks_apart_and_equal_values_share_a_place():
    found = {one.id: one.ranks for one in read(topics(BookByHand())).all}
    assert found["T-8"] == {"buyer": 1, "supplier": 7}
    assert found["T-3"] == {"buyer": 2, "supplier": 6}
    assert found["T-4"] == found["T-7"] | {"supplier": 1}
    assert found["T-9"] == {} and found["T-1"] == {}


def test_the_firms_disagree_where_one_alone_ranks_a_topic_among_its_first_five():
    named = [one.id for one in read(topics(BookByHand())).one_firms_favourites]
    assert named == ["T-3", "T-5", "T-6", "T-8"]


# --- What moved


def test_the_five_their_activity_and_what_replaced_what():
    found = read(topics(BookByHand()))
    assert [one.id for one in found.chosen] == ["T-2", "T-3", "T-4", "T-5", "T-6"]
    assert [one.id for one in found.moved] == ["T-2", "T-3", "T-4"]
    assert [one.id for one in found.quiet] == ["T-5", "T-6"]
    assert (found.since, found.is_review) == (LAST_REVIEW, True)
    (finished,) = found.finished
    assert (finished.id, finished.replaced_by) == ("T-1", "T-4")
    assert [one.id for one in found.listed] == ["T-7", "T-8", "T-9"]


def test_an_event_of_the_review_s_own_day_is_none_since():
    book = topic(
        reviewed(BookByHand()), "T-1", 1, 1, is_chosen=True, chosen_on="2026-01-01"
    )
    book.add(TopicEvent(topic="T-1", on=LAST_REVIEW, what="told in the review"))
    assert only(book).is_quiet
    book.add(TopicEvent(topic="T-1", on=LAST_REVIEW + timedelta(days=1), what="begun"))
    assert not only(book).is_quiet


def test_what_was_chosen_since_the_last_review_is_not_quiet():
    book = topic(
        reviewed(BookByHand()), "T-1", 1, 1, is_chosen=True, chosen_on="2026-07-15"
    )
    found = read(book)
    assert not found.quiet and not found.moved


def test_an_event_after_the_day_is_not_known():
    book = topic(
        reviewed(BookByHand()), "T-1", 1, 1, is_chosen=True, chosen_on="2026-01-01"
    )
    book.add(TopicEvent(topic="T-1", on=AS_OF + timedelta(days=1), what="tomorrow"))
    book.add(Milestone(topic="T-1", what="m", due_on="2026-09-01", met_on="2027-01-01"))
    found = only(book)
    assert found.is_quiet and found.last_activity is None
    assert found.milestones[0].met_on is None


def test_the_review_of_this_quarter_is_not_the_last_one():
    book = reviewed(BookByHand())
    held = {"planned_on": "2026-10-06", "held_on": "2026-10-06", "is_review": True}
    book.add(Meeting(tier="operational", quarter="2026Q3", **held))
    assert read(book).since == LAST_REVIEW
    without = read(BookByHand())
    assert (without.since, without.is_review) == (Q3.start, False)


def test_milestones_due_are_those_that_passed_and_those_met_early():
    due = read(topics(BookByHand())).milestones_due
    assert sorted(one.what for one in due) == ["crates tried", "early one", "pattern drawn"]


def test_a_topic_chosen_later_is_on_the_long_list_today():
    book = topic(
        reviewed(BookByHand()), "T-1", 1, 1, is_chosen=True, chosen_on="2026-12-01"
    )
    assert only(book).state == "listed"


# --- Owners, goals


def test_an_owner_who_left_or_is_of_another_supplier_leaves_a_hole():
    book = BookByHand().person("P-1", "buyer", "Ann", "buyer", left_on=date(2026, 9, 1))
    book.person("P-2", "supplier", "Bo", "manager")
    book.revisions[-1] = book.revisions[-1].__class__(
        **{**book.revisions[-1].__dict__, "supplier_id": "S-2"}
    )
    topic(book, "T-1", 1, 1, owners="P-1; P-2")
    assert only(book).owners == {"buyer": None, "supplier": None}


@pytest.mark.parametrize(
    ("better", "last", "is_reached"),
    [
        ("up", "8", True),
        ("up", "7.99", False),
        ("down", "8", True),
        ("down", "8.01", False),
    ],
)
def test_a_goal_is_reached_from_its_own_side(better, last, is_reached):
    book = topic(BookByHand(), "T-1", 1, 1)
    book.add(TopicGoal(topic="T-1", goal="8", unit="%", better=better))
    assert not only(book).reached.is_reached
    book.add(TopicResult(topic="T-1", reached="0", on="2027-01-01"))
    assert only(book).reached.last is None
    book.add(TopicResult(topic="T-1", reached=last, on="2026-10-01"))
    assert only(book).reached.is_reached is is_reached
    assert only(book).last_activity == date(2026, 10, 1)


# --- What the future brings


def test_findings_best_first_with_the_actions_they_became():
    found = future_of(progressed(topics(BookByHand())).book(), SUPPLIER, AS_OF)
    best = found.best("T-5", "buyer")
    assert [one.what for one in best] == ["air freight", "one-way pallets", "idle dock"]
    assert [(one.action, one.action_state) for one in best[:2]] == [
        (None, None),
        ("A-1", "open"),
    ]
    assert (found.count("T-5", "buyer"), found.count("T-5", "supplier")) == (4, 1)
    assert best[0].saving == Decimal("30000")


def test_an_idea_refused_without_a_reason_is_open():
    found = future_of(progressed(topics(BookByHand())).book(), SUPPLIER, AS_OF)
    assert [one.state for one in found.ideas_of("supplier")] == ["adopted", "open"]
    assert [one.state for one in found.ideas_of("buyer")] == ["open"]


def test_the_share_of_the_future_is_not_known_until_somebody_tells():
    book = BookByHand().add(Action(what="a", side="buyer", agreed_on="2026-09-01"), "A-1")
    found = future_of(book.book(), SUPPLIER, AS_OF)
    assert (found.minutes, found.actions) == (None, None)
    book.add(TopicAction(topic="T-1", action="A-1"))
    book.add(Action(what="b", side="buyer", agreed_on="2026-09-01"), "A-2")
    book.add(Action(what="old", side="buyer", agreed_on="2020-09-01"), "A-3")
    held = {"planned_on": "2026-09-01", "held_on": "2026-09-01"}
    book.add(Meeting(tier="operational", **held), "M-1")
    book.add(TimeSpent(meeting="M-1", item="topics", looks="ahead", minutes=15))
    book.add(TimeSpent(meeting="M-1", item="misses", looks="back", minutes=60))
    # Nothing led to it that still stands.
    assert future_of(book.book(), SUPPLIER, AS_OF).actions is None
    book.add(Topic(what="one label"), "T-1")
    found = future_of(book.book(), SUPPLIER, AS_OF)
    assert (found.minutes, found.actions) == (Of(15, 75), Of(1, 2))


def test_an_action_that_ended_later_is_open_today():
    book = progressed(topics(BookByHand()))
    book.add(ActionEnd(action="A-1", how="done", on=AS_OF + timedelta(days=1)))
    assert {
        one.action_state for one in future_of(book.book(), SUPPLIER, AS_OF).findings
    } == {
        "open",
        None,
    }


def test_nothing_of_another_supplier_is_there():
    book = topics(BookByHand())
    other = {"supplier": "S-2"}
    book.add(Topic(what="SECRET", is_chosen=True), "T-99", **other)
    book.add(TopicEvent(topic="T-5", on="2026-10-01", what="SECRET"), **other)
    book.add(TopicValue(topic="T-9", side="supplier", value=1, on="2026-06-01"), **other)
    found = read(book)
    assert "SECRET" not in json.dumps([one.to_json() for one in found.all])
    assert [one.id for one in found.quiet] == ["T-5", "T-6"]
    assert found.listed[-1].values.waits_for == "supplier"
