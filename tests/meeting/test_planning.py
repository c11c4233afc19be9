"""Topics and asks at a table of their own: plain calls and forms do the same, each one
append; boards of several firms.
"""

from __future__ import annotations

from contextlib import suppress
from inspect import signature

import pytest
from facts_fixture import HOSTILE
from review_world import World

from srmlib.errors import UsageError
from srmlib.meeting.boards import open_board
from srmlib.meeting.looking_ahead import AheadCaptures
from srmlib.meeting.planning import Planning, open_planning
from srmlib.meeting.planning_controls import PlanningControls
from srmlib.meeting.planning_forms import FORMS
from srmlib.meeting.sitting import KnownAlready
from srmlib.register.kinds.ahead import Ask, AskEvent, Topic
from srmlib.register.kinds.beyond import BoardVoice
from srmlib.register.kinds.progress import Idea, TopicGoal
from srmlib.register.kinds.work import Meeting, Taken
from srmlib.relationship.boards import boards_of
from srmlib.workspace import Workspace

ON = "2026-10-13"


def opened(world: World, **more: object) -> Planning:
    return open_planning("S", **{"on": ON, "author": "A", "workspace": world.home} | more)


@pytest.fixture
def planning(world: World) -> Planning:
    return opened(world)


def test_nothing_entered_says_how_to_begin_and_enters_nothing(planning):
    before = planning.table.register.head().number
    for shown in (planning.asks(), planning.topics(), planning.missing()):
        assert "to begin" in repr(shown) or "0 of 0" in repr(shown)
        assert shown._repr_html_()
    assert planning.table.register.head().number == before


def test_calls_enter_one_record_each_without_a_meeting(planning):
    capture, table = planning.capture, planning.table
    meetings = len(table.book.all(Meeting))
    topic = capture.topic("Crates", form="cross_audit", effort="small")
    for side, value in (("buyer", 6), ("supplier", 9)):
        capture.topic_value(topic, side, value)
    capture.choose(topic)
    capture.aim(topic, "no pallet", "2027-12-31", ["P-buyer", "P-supplier"])
    step = capture.milestone(topic, "a crate", "2026-12-01")
    capture.milestone_met(step)
    capture.goal(topic, 100, "%", start=40)
    capture.goal(topic, 90, "%")
    capture.reached(topic, 55, "counted")
    capture.finding(topic, "buyer", "air freight", saving=3000, currency="EUR")
    capture.happened(topic, "pallets counted")
    (found,) = planning.ahead.topics.all
    assert found.state == "chosen" and (found.values.buyer, found.values.supplier) == (6, 9)
    assert all(found.owners.values()) and found.milestones[0].met_on == planning.table.on
    assert (found.reached.goal, found.reached.last) == (90, 55)
    assert len(table.book.all(TopicGoal)) == 1
    assert len(planning.ahead.future.findings) == 1
    assert len(table.book.all(Meeting)) == meetings
    assert "Crates" in planning.topics().body


def test_a_finished_topic_is_replaced_in_the_same_append(planning):
    capture = planning.capture
    old, new = capture.topic("old"), capture.topic("new")
    capture.choose(old)
    before = planning.table.register.head().number
    capture.finish(old, new)
    assert planning.table.register.head().number == before + 2
    states = {one.id: (one.state, one.replaces) for one in planning.ahead.topics.all}
    assert states == {old: ("finished", None), new: ("chosen", old)}
    capture.undo()
    assert {one.state for one in planning.ahead.topics.all} == {"chosen", "listed"}


def test_the_firm_that_is_asked_answers(world, planning):
    capture = planning.capture
    ask = opened(world, on="2026-10-01").capture.ask("supplier", "A planner")
    capture.answer_ask(ask, "done", evidence="seen", on="2026-10-12")
    (event,) = planning.table.book.all(AskEvent)
    assert (event.first.side, event.now.on.isoformat()) == ("buyer", "2026-10-12")
    idea = capture.idea("supplier", "lids")
    capture.turn_down(idea, "no room")
    (record,) = planning.table.book.all(Idea)
    assert (record.last.side, record.now.reason) == ("buyer", "no room")
    assert "A planner" in planning.asks().body


REFUSED = {
    "a refusal without a reason": lambda c: c.answer_ask(
        c.ask("buyer", "x"), "refused", words=" "
    ),
    "an unknown ask": lambda c: c.answer_ask("Q-99", "done"),
    "an unknown topic": lambda c: c.happened("T-99", "x"),
    "an unknown step": lambda c: c.milestone_met("MS-99"),
    "an unknown idea": lambda c: c.adopt("Y-99"),
    "a value beyond ten": lambda c: c.topic_value(c.topic("x"), "buyer", 11),
    "a result without a goal": lambda c: c.reached(c.topic("x"), 5),
    "a finding of no audit": lambda c: c.finding(c.topic("x"), "buyer", "y"),
    "an owner nobody knows": lambda c: c.aim(c.topic("x"), "y", who="Nobody"),
    "an empty ask": lambda c: c.ask("buyer", ""),
    "a side that is none": lambda c: c.ask("us", "x"),
}


@pytest.mark.parametrize("call", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_is_refused_in_words(planning, call):
    with pytest.raises(UsageError) as refused:
        call(planning.capture)
    assert "\n" in str(refused.value)


@pytest.mark.parametrize(
    "more", [{"author": " "}, {"on": "tomorrow"}, {"supplier_id": "X"}]
)
def test_who_where_and_when_are_checked(world, monkeypatch, more):
    monkeypatch.delenv("SRM_AUTHOR", raising=False)
    asked = {"supplier_id": "S", "on": ON, "author": "A", "workspace": world.home} | more
    with pytest.raises(UsageError):
        open_planning(asked.pop("supplier_id"), **asked)


# --- Two tables, a page, undo


def test_what_a_colleague_entered_is_kept_and_shown(world):
    """Both have read the register, and neither knows of the other."""
    ours, theirs = opened(world), opened(world, author="B")
    assert ours.table.book and theirs.table.book
    topic = ours.capture.topic("Crates")
    theirs.capture.aim(topic, "no pallet", "2027-12-31")
    ours.capture.values(topic, effort="small")
    theirs.capture.choose(topic)
    (found,) = ours.ahead.topics.all
    assert (found.target, found.effort, found.state) == ("no pallet", "small", "chosen")
    goals = [one.capture.goal(topic, 90, "%") for one in (ours, theirs)]
    assert goals[0] == goals[1], "said again, it is corrected"
    idea = theirs.capture.idea("supplier", "lids")
    ours.capture.adopt(idea, topic)
    (record,) = theirs.table.register.book("S").all(Idea)
    assert (record.last.side, record.now.topic) == ("buyer", topic)


def test_six_topics_are_never_chosen_at_two_tables(world):
    ours, theirs = opened(world), opened(world, author="B")
    topics = [ours.capture.topic(f"topic {n}") for n in range(6)]
    assert theirs.table.book
    for one in topics[:5]:
        ours.capture.choose(one)
    with pytest.raises(UsageError, match="instead_of"):
        theirs.capture.choose(topics[5])


def test_undo_leaves_what_a_colleague_changed_since(world):
    ours, theirs = opened(world), opened(world, author="P-buyer")
    topic = ours.capture.topic("Crates")
    theirs.capture.aim(topic, "no pallet")
    with pytest.raises(UsageError, match="changed by Marit Okonedo since"):
        ours.capture.undo()
    assert ours.ahead.topics.all[0].target == "no pallet"


def test_undo_takes_both_topics_back_in_one_append(planning):
    capture = planning.capture
    old, new = capture.topic("old"), capture.topic("new")
    capture.choose(old)
    capture.finish(old, new)
    before = planning.table.register.head().number
    capture.undo()
    assert planning.table.register.head().number == before + 2
    assert {one.id: one.state for one in planning.ahead.topics.all} == {
        old: "chosen",
        new: "listed",
    }
    planning.table.register.check()


def test_what_is_handed_over_twice_is_entered_once(planning):
    table = planning.table
    for _ in range(2):
        with suppress(KnownAlready), table.taking("a" * 32):
            planning.capture.ask("supplier", "A planner")
    assert len(table.book.all(Ask)) == 1 and len(table.book.all(Taken)) == 1
    table.register.check()


def test_a_review_has_the_same_calls(review):
    topic = review.capture.topic("Crates", effort="small")
    review.capture.aim(topic, "no pallet", "2027-12-31")
    ask = review.capture.ask("supplier", "A planner")
    review.capture.answer_ask(ask, "accepted")
    planned = {name for name in dir(AheadCaptures) if not name.startswith("_")}
    assert planned <= set(dir(review.capture))
    assert topic in review.screen("topics") and "Crates" in review.screen("topics")


# --- Forms


def test_every_form_is_a_call_with_its_own_fields():
    for form in FORMS:
        known = signature(getattr(AheadCaptures, form.call)).parameters
        assert {one.name for one in form.fields} <= set(known)


def test_a_form_does_what_the_call_does(planning):
    controls = PlanningControls(planning)
    fields = controls.forms["ask"].fields
    fields["side"].value, fields["what"].value = "supplier", HOSTILE
    controls.forms["ask"].press()
    (record,) = planning.table.book.all(Ask)
    assert (record.now.what, record.now.from_side) == (HOSTILE, "supplier")
    assert record.id in controls.said.value and fields["what"].value == ""
    assert "<img" not in controls.stands.value + controls.said.value
    answer = controls.forms["answer_ask"]
    answer.fields["ask"].value, answer.fields["state"].value = record.id, "done"
    answer.press()
    assert planning.ahead.asks.all[0].is_done
    controls.undo.click()
    assert not planning.ahead.asks.all[0].is_done


def test_a_form_that_lacks_something_says_so_and_enters_nothing(planning):
    controls = PlanningControls(planning)
    before = planning.table.register.head().number
    for one in controls.forms.values():
        one.press()
        assert "Saved" not in controls.said.value
    assert planning.table.register.head().number == before


def test_values_of_one_firm_are_not_shown_in_the_forms(planning):
    controls = PlanningControls(planning)
    topic = planning.capture.topic("one")
    planning.capture.topic_value(topic, "buyer", 10)
    controls._refresh()
    assert "valued by" in controls.stands.value and "10 ·" not in controls.stands.value
    assert planning.table.book.find(Topic, topic)


def test_what_one_firm_said_is_not_left_in_a_form(planning):
    controls = PlanningControls(planning)
    topic = planning.capture.topic("one")
    controls._refresh()
    form = controls.forms["topic_value"]
    said = {"topic": topic, "side": "supplier", "value": "8"}
    for name, value in said.items():
        form.fields[name].value = value
    form.press()
    assert "Saved" in controls.said.value
    assert [one.value for one in form.fields.values()] == ["", "buyer", ""]


def test_without_a_page_the_forms_are_a_list(planning, monkeypatch):
    monkeypatch.setenv("SRM_HEADLESS", "1")
    with pytest.raises(NotImplementedError):
        PlanningControls(planning)._ipython_display_()
    assert (
        "planning.capture.ask(side, what, form)" in PlanningControls(planning)._repr_html_()
    )


# --- Boards


def board_at(home: Workspace):
    return open_board("B-1", "suppliers", on=ON, author="A", workspace=home)


def test_a_board_collects_apart_merges_without_names_and_reports_back(world):
    board = board_at(world.home)
    one = board.voice("S", "Three portals are two too many.")
    two = board.voice("S-2", "Which portal counts?")
    ask = board.merge([one, two], "One portal")
    board.held(firms=6)
    board.answer(ask, "done", evidence="since March")
    assert repr(board.asks()).endswith("there One portal: done: since March")
    assert "S-2: Which portal counts?" in repr(board.voices())
    book = world.register.book("S")
    assert [one.supplier_id for one in book.all(BoardVoice)] == ["S"]
    (shown,) = boards_of(book, "S", board.on)
    assert shown.asks[0].is_own and shown.firms == 6
    assert "One portal" in opened(world).asks().body
    assert "Which portal counts?" not in opened(world).asks().body


def test_a_board_refuses_names_unknown_voices_and_refusals_without_reason(world):
    board = board_at(world.home)
    voice = board.voice("S-2", "a portal")
    refused = (
        lambda: board.merge([voice], "What S-2 wants"),
        lambda: board.merge([], "nothing"),
        lambda: board.merge(["BV-99"], "x"),
        lambda: board.answer("BA-99", "done"),
        lambda: board.answer(board.merge([voice], "a portal"), "refused"),
        lambda: open_board("B-2", "parrots", on=ON, author="A", workspace=world.home),
    )
    for call in refused:
        with pytest.raises(UsageError):
            call()
    assert board_at(world.home).id == "B-1"


def test_undo_never_takes_back_what_somebody_else_entered(world):
    one, other = opened(world), opened(world, author="B")
    topic = one.capture.topic("Crates")
    other.capture.choose(topic)
    with pytest.raises(UsageError, match="changed by B"):
        one.capture.undo()
    other.capture.undo()
    one.table._book = None
    assert one.ahead.topics.all[0].state == "listed"


def test_nothing_to_undo_is_said(planning):
    with pytest.raises(UsageError):
        planning.capture.undo()


def test_a_sixth_topic_takes_the_place_of_another(planning):
    capture = planning.capture
    topics = [capture.topic(f"Topic {number}") for number in range(6)]
    for one in topics[:5]:
        capture.choose(one)
    with pytest.raises(UsageError, match="instead_of"):
        capture.choose(topics[5])
    capture.choose(topics[5], instead_of=topics[0])
    states = {one.id: one.state for one in planning.ahead.topics.all}
    assert (states[topics[0]], states[topics[5]]) == ("listed", "chosen")


SIXTH = {
    "in the place of one that is not chosen": lambda c, t: c.choose(t[5], instead_of=t[6]),
    "in the place of itself": lambda c, t: c.choose(t[5], instead_of=t[5]),
    "by finishing one that is not chosen": lambda c, t: c.finish(t[6], t[5]),
    "by finishing one twice": lambda c, t: (c.finish(t[0], t[5]), c.finish(t[0], t[6])),
}


@pytest.mark.parametrize("call", SIXTH.values(), ids=SIXTH)
def test_only_a_chosen_topic_makes_a_place(planning, call):
    capture = planning.capture
    topics = [capture.topic(f"Topic {number}") for number in range(7)]
    for one in topics[:5]:
        capture.choose(one)
    with pytest.raises(UsageError, match="not one of the chosen topics"):
        call(capture, topics)
    assert len(planning.ahead.topics.chosen) == 5
