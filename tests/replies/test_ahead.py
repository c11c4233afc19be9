"""Topics, asks and expectations of a reply: entered, again, later, overtaken."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from reply_room import HOSTILE, Room, bare, entered, stated, write

from srmlib.register import Draft
from srmlib.register.kinds.ahead import Ask, AskEvent, Topic, TopicValue
from srmlib.register.kinds.voice import HealthCheck
from srmlib.register.kinds.work import Expectation
from srmlib.relationship.asks import asks_of
from srmlib.replies.contents import rating_form, reply_form
from srmlib.replies.page import page_of
from srmlib.replies.taking import Taken

EARLIER = "2026-10-05T08:00:00Z"
LATER = "2026-10-06T08:00:00Z"
FORM = {"proposals": "topic", "asks": "operational"}


def taken(room: Room, folder: Path, name: str = "r", **others: Any) -> Taken:
    return entered(room, write(folder / f"{name}.json", bare(room, **others)))


def by_buyer(room: Room, stated: Any) -> None:
    room.register.append([Draft(stated, "S-1001")], side="buyer", author="buyer")


def test_all_of_it_is_entered(room: Room, tmp_path: Path) -> None:
    entered(room, write(tmp_path / "r.json", stated(room)))
    book = room.register.book("S-1001")
    topics = book.all(Topic)
    assert topics[0].now.effort == "small"
    assert topics[0].now.what == f"A common mould {HOSTILE}"
    assert topics[-1].now == Topic(what=f"A shared test {HOSTILE}", form="joint_team")
    asks = {one.id: one for one in asks_of(book, "S-1001", date(2026, 10, 6)).all}
    assert asks["Q-1"].became.state == "refused"
    assert asks["Q-1"].became.reason == f"No room. {HOSTILE}"
    assert (asks["Q-2"].from_side, asks["Q-2"].form) == ("supplier", "strategic")
    assert book.all(Expectation)[0].now.words_said == f"Answers within a week.\n{HOSTILE}"


def test_a_second_reply_enters_what_changed(room: Room, tmp_path: Path) -> None:
    entered(room, write(tmp_path / "1.json", stated(room)))
    again = stated(room, saved_at=LATER, expectation="Now this.")
    again["efforts"][0]["effort"] = "large"
    again["proposals"][0]["form"] = "topic"
    again["answers"] = [{"ask": "Q-1", "state": "accepted", "words": ""}]
    again["asks"].append({"what": "One more", "form": "operational"})
    second = entered(room, write(tmp_path / "2.json", again))
    assert [one.kind for one in second.entries] == [
        "reply",
        "topic",
        "topic",
        "ask_event",
        "ask",
        "expectation",
    ]
    book = room.register.book("S-1001")
    assert len(book.all(Topic)) == 4
    assert [one.revision for one in second.entries[1:3]] == [3, 2]
    (expected,) = book.all(Expectation)
    assert [one.stated.words_said for one in expected.revisions][-1] == "Now this."
    assert asks_of(book, "S-1001", date(2026, 10, 6)).all[0].became.state == "accepted"


def test_of_two_replies_the_later_stands_whichever_came_first(
    room: Room, tmp_path: Path
) -> None:
    entered(room, write(tmp_path / "1.json", stated(room, saved_at=LATER)))
    older = stated(room, saved_at=EARLIER, expectation="Before.")
    older["efforts"][0]["effort"] = "large"
    older["proposals"][0]["form"] = "topic"
    older["answers"] = [{"ask": "Q-1", "state": "accepted", "words": ""}]
    older["asks"][0]["form"] = "operational"
    second = entered(room, write(tmp_path / "2.json", older))
    assert [one.kind for one in second.entries] == ["reply"]
    told = "\n".join(second.passed_over)
    for what in (
        "effort of topic T-1",
        "new topic",
        "answer to ask Q-1",
        "The ask",
        "expectation",
    ):
        assert what in told
    assert told.count("saved later is entered already") == 5


OVERTAKEN = {
    "effort": (
        {"efforts": [{"topic": "T-2", "effort": "small"}]},
        "entered since as large",
    ),
    "new topic": (
        {"proposals": [{"what": "Fewer crates", "form": "joint_team", "effort": None}]},
        "it stands as T-3, as the buyer entered it",
    ),
}


@pytest.mark.parametrize(("said", "why"), OVERTAKEN.values(), ids=list(OVERTAKEN))
def test_what_the_buyer_entered_stands(
    room: Room, tmp_path: Path, said: dict[str, Any], why: str
) -> None:
    found = taken(room, tmp_path, **said)
    assert [one.kind for one in found.entries] == ["reply"]
    assert why in "\n".join(found.passed_over)


def test_an_ask_that_the_buyer_closed_stays_closed(room: Room, tmp_path: Path) -> None:
    done = AskEvent(ask="Q-1", state="done", on=date(2026, 10, 4), evidence="Seen.")
    by_buyer(room, done)
    accepted = {"answers": [{"ask": "Q-1", "state": "accepted", "words": ""}]}
    found = taken(room, tmp_path, **accepted)
    assert [one.kind for one in found.entries] == ["reply"]
    assert "it was entered as done since the form was sent" in found.passed_over[0]


def test_what_was_taken_back_is_passed_over(room: Room, tmp_path: Path) -> None:
    for kind, record in (("topic", "T-1"), ("ask", "Q-1")):
        room.register.withdraw(kind, record, side="buyer", author="buyer")
    said = stated(room)
    found = taken(room, tmp_path, efforts=said["efforts"], answers=said["answers"])
    assert [one.kind for one in found.entries] == ["reply"]
    told = "\n".join(found.passed_over)
    assert "topic T-1: the topic was taken back" in told
    assert "ask Q-1: it was taken back" in told


def test_what_was_entered_and_taken_back_does_not_come_again(
    room: Room, tmp_path: Path
) -> None:
    said = stated(room)
    ahead = {"proposals": said["proposals"], "asks": said["asks"]}
    first = taken(room, tmp_path, "1", **ahead)
    for one in first.entries[1:]:
        room.register.withdraw(one.kind, one.record, side="buyer", author="buyer")
    second = taken(room, tmp_path, "2", **ahead, saved_at=LATER)
    assert [one.kind for one in second.entries] == ["reply"]
    assert "\n".join(second.passed_over).count("entered before, and taken back") == 2


def test_the_buyers_words_are_no_ask_of_the_supplier(room: Room, tmp_path: Path) -> None:
    """Both firms may ask the same of each other."""
    same = {"asks": [{"what": f"A second site {HOSTILE}", "form": "operational"}]}
    assert [one.kind for one in taken(room, tmp_path, **same).entries] == ["reply", "ask"]


def test_the_same_ask_of_another_year_is_a_new_one(room: Room, tmp_path: Path) -> None:
    before = Ask(from_side="supplier", what="Forecasts", asked_on=date(2025, 10, 6))
    by_buyer(room, before)
    again = {"asks": [{"what": "Forecasts", "form": "operational"}]}
    assert [one.kind for one in taken(room, tmp_path, **again).entries] == ["reply", "ask"]


@pytest.mark.parametrize(("part", "kind"), [("proposals", Topic), ("asks", Ask)])
def test_a_mended_slip_is_a_revision_and_no_second_one(room, tmp_path, part, kind):
    def say(name: str, saved_at: str, *texts: str) -> list[str]:
        said = {part: [{"what": one, "form": FORM[part]} for one in texts]}
        entries = taken(room, tmp_path, name, saved_at=saved_at, **said).entries
        return [f"{one.kind} {one.revision}" for one in entries[1:]]

    name = kind.kind
    assert say("1", EARLIER, "One lable for both, in 2026") == [f"{name} 1"]
    # An older file that comes after it says it as it was.
    assert say("2", LATER, "One label for both, in 2026") == [f"{name} 2"]
    assert say("3", EARLIER, "One lable for both, in 2026") == []
    # Of another number or another word it is another one; so is what stands beside it.
    others = "One label for both, in 2027", "One label for some, in 2026"
    assert say("4", LATER, *others) == [f"{name} 1"] * 2
    both = "One label for both, in 2026", "One labels for both, in 2026"
    assert say("5", LATER, *both) == [f"{name} 1"]


def test_a_slip_is_mended_in_the_suppliers_own_words_alone(room, tmp_path):
    by_buyer(room, Topic(what="One lable for both"))
    by_buyer(room, Ask(from_side="buyer", what="One lable for both", asked_on=EARLIER[:10]))
    text = "One label for both"
    said = {part: [{"what": text, "form": form}] for part, form in FORM.items()}
    entries = taken(room, tmp_path, **said).entries
    assert [(one.kind, one.revision) for one in entries[1:]] == [("topic", 1), ("ask", 1)]


def test_what_the_buyer_has_answered_keeps_the_words_it_was_said_to(room, tmp_path):
    """Also where only its form is another now."""
    ask = {"what": "One lable for both", "form": "operational"}
    [_, first] = taken(room, tmp_path, "1", saved_at=EARLIER, asks=[ask]).entries
    by_buyer(room, AskEvent(ask=first.record, state="accepted", on=date(2026, 10, 12)))
    for name, change in (
        ("2", {"what": "One label for both"}),
        ("3", {"form": "strategic"}),
    ):
        again = taken(room, tmp_path, name, saved_at=LATER, asks=[ask | change])
        assert [one.kind for one in again.entries] == ["reply"]
        assert f"it stands as {first.record}" in "\n".join(again.passed_over)


# --- What a form asks


def test_a_form_holds_no_value_and_no_answer_of_either_firm(room: Room) -> None:
    """It lies in the buyer's folders and goes to the supplier: both could read it there."""
    before = {side: both_forms(room)[side] for side in ("buyer", "supplier")}
    for side, value in (("buyer", 9), ("supplier", 8)):
        by_buyer(
            room, TopicValue(topic="T-1", side=side, value=value, on=date(2026, 10, 1))
        )
    check = HealthCheck(side="buyer", on=date(2025, 11, 1), trust=1, comment="Between us.")
    by_buyer(room, check)
    assert both_forms(room) == before


def both_forms(room: Room) -> dict[str, str]:
    book = room.register.book("S-1001")
    asked = (room.workspace, book, "S-1001", "2026Q3", "")
    return {"buyer": page_of(rating_form(*asked)), "supplier": page_of(reply_form(*asked))}


def test_a_form_asks_what_makes_sense(room: Room) -> None:
    book = room.register.book("S-1001")
    form = reply_form(room.workspace, book, "S-1001", "2026Q3", "")
    # What is chosen is ranked no more.
    assert [(one.id, one.effort) for one in form.topics] == [("T-1", ""), ("T-2", "large")]
    assert [(one.id, one.state) for one in form.asks] == [("Q-1", "open")]
    assert form.health.asked
    by_buyer(
        room, AskEvent(ask="Q-1", state="refused", on=date(2026, 10, 4), words_said="No.")
    )
    by_buyer(room, HealthCheck(side="supplier", on=date(2026, 3, 1), trust=1))
    later = reply_form(room.workspace, room.register.book("S-1001"), "S-1001", "2026Q3", "")
    assert later.asks == ()
    assert (later.health.asked, later.health.due_on) == (False, "2027-03-01")
    assert "due on 1 March 2027: this form does not ask for it" in page_of(later)


@pytest.mark.parametrize(
    ("last", "is_asked"), [(date(2025, 12, 31), True), (date(2026, 1, 1), False)]
)
def test_the_health_check_is_asked_where_it_is_due_before_the_next_form(
    room: Room, last: date, is_asked: bool
) -> None:
    by_buyer(room, HealthCheck(side="supplier", on=last, trust=1))
    form = reply_form(room.workspace, room.register.book("S-1001"), "S-1001", "2026Q3", "")
    assert form.health.asked == is_asked


def test_what_the_champions_are_asked_more_does_not_make_their_form_another(
    room: Room,
) -> None:
    """A topic entered after the buyer's champion has locked refuses no fingerprint."""
    asked = (room.workspace, room.register.book("S-1001"), "S-1001", "2026Q3", "")
    before = rating_form(*asked).fingerprint
    by_buyer(room, Topic(what="One more"))
    by_buyer(room, HealthCheck(side="buyer", on=date(2026, 10, 1), trust=1))
    asked = (room.workspace, room.register.book("S-1001"), "S-1001", "2026Q3", "")
    assert rating_form(*asked).fingerprint == before


def test_an_answer_entered_for_a_later_day_is_none_yet(room: Room, tmp_path: Path) -> None:
    """It is known a day before it happens at most: the clocks of two firms differ."""
    by_buyer(
        room, AskEvent(ask="Q-1", state="done", on=date(2026, 10, 14), evidence="seen")
    )
    answer = {"ask": "Q-1", "state": "accepted", "words": ""}
    result = taken(room, tmp_path, answers=[answer])
    assert not any("entered as done" in one for one in result.passed_over)
    events = room.register.book("S-1001").all(AskEvent)
    assert [one.now.state for one in events][-1] == "accepted"
