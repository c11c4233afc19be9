"""A reply that was lawful when it was saved is taken, whatever was entered in the meantime: what
was overtaken is passed over and said, the rest enters.
"""

from __future__ import annotations

from datetime import date
from itertools import permutations
from pathlib import Path

import pytest
from reply_room import (
    ON,
    Room,
    bare,
    entered,
    publish,
    report_json,
    room_in,
    send,
    stated,
    write,
)

from srmlib.errors import RegisterError
from srmlib.register import Draft
from srmlib.register.kinds.voice import ActionAnswer, Lock, Rating, Signature, Statement
from srmlib.register.kinds.work import Action, ActionEnd, Dispute
from srmlib.replies.contents import rating_form
from srmlib.replies.sealing import Rated, Sealed, lock, release, reveal, seal
from srmlib.replies.taking import Taken, taken_lines

LOCK = {"fingerprint": "ab" * 32, "locked_at": "2026-10-05T09:29:00Z", "rater": "champion"}
REST = [
    "reply",
    "dispute",
    "dispute",
    "action_answer",
    "action_answer",
    "statement",
    "signature",
    "topic",
    "topic",
    "ask_event",
    "ask",
    "expectation",
]


def sealed(side: str, at: str = "2026-10-05T09:00:00Z", colour: int = 3) -> Sealed:
    rows = [Rated(element="access", version=1, colour=colour)]
    return seal("S-1001", "2026Q3", side, side, rows, at)  # type: ignore[arg-type]


def kinds(taken: Taken) -> list[str]:
    return [one.kind for one in taken.entries]


def said(taken: Taken) -> str:
    return "\n".join(taken_lines(taken))


def test_a_lock_behind_a_release_is_passed_over_and_the_rest_is_taken(
    room: Room, tmp_path: Path
) -> None:
    """The supplier locked in time, its mail came after the buyer's champion had released."""
    buyer = sealed("buyer")
    lock(room.register, "S-1001", buyer.seal)
    release(room.register, "S-1001", "2026Q3", buyer, ON)
    taken = entered(room, write(tmp_path / "r.json", stated(room, lock=LOCK)))
    assert kinds(taken) == REST
    assert "by the buyer are revealed" in said(taken)
    assert "rate the next quarter" in said(taken)
    assert [one.now.side for one in room.register.book("S-1001").all(Lock)] == ["buyer"]
    # The same file once more is nothing new.
    assert entered(room, tmp_path / "r.json").entries == []


def test_a_lock_behind_the_reveal_is_passed_over(room: Room, tmp_path: Path) -> None:
    both = [sealed("buyer"), sealed("supplier")]
    for one in both:
        lock(room.register, "S-1001", one.seal)
    reveal(room.register, "S-1001", "2026Q3", both, ON)
    taken = entered(room, write(tmp_path / "r.json", stated(room, lock=LOCK)))
    assert kinds(taken) == REST
    assert "by the buyer and the supplier are revealed" in said(taken)
    assert len(room.register.book().all(Rating)) == 2


def test_a_second_lock_once_both_have_locked_is_passed_over(
    room: Room, tmp_path: Path
) -> None:
    first, buyer = sealed("supplier"), sealed("buyer")
    lock(room.register, "S-1001", first.seal)
    lock(room.register, "S-1001", buyer.seal)
    taken = entered(room, write(tmp_path / "r.json", stated(room, lock=LOCK)))
    assert kinds(taken) == REST
    assert f"the supplier's of {first.locked_at} stand" in said(taken)
    # The one that stands is opened still.
    assert len(reveal(room.register, "S-1001", "2026Q3", [first, buyer], ON)) == 2


def test_an_older_lock_does_not_take_the_place_of_a_newer(
    room: Room, tmp_path: Path
) -> None:
    lock(room.register, "S-1001", sealed("supplier", "2026-10-05T09:29:00.500Z").seal)
    taken = entered(room, write(tmp_path / "r.json", stated(room, lock=LOCK)))
    assert kinds(taken) == REST
    assert "Keep the newer file" in said(taken)


def test_the_buyers_own_late_lock_is_refused(room: Room, tmp_path: Path) -> None:
    """Its file holds nothing else."""
    supplier = sealed("supplier")
    lock(room.register, "S-1001", supplier.seal)
    lock(room.register, "S-1001", sealed("buyer").seal)
    form = rating_form(
        room.workspace, room.register.book("S-1001"), "S-1001", "2026Q3", "v1"
    )
    own = bare(room, side="buyer", form=form.fingerprint, lock=LOCK)
    head = room.register.head()
    with pytest.raises(RegisterError, match="Both firms have locked"):
        entered(room, write(tmp_path / "b.json", own))
    assert room.register.head() == head


def test_a_form_that_was_sent_may_come_back_after_another_was(
    room: Room, tmp_path: Path
) -> None:
    answered = write(tmp_path / "r.json", stated(room))
    publish(room.workspace, report_json("S-1001", "Harrow"), "v2")
    send(room.workspace, room.register, "S-1001")
    assert "reply" in kinds(entered(room, answered))


def test_an_answer_to_an_action_that_was_taken_back_is_passed_over(
    room: Room, tmp_path: Path
) -> None:
    answered = write(tmp_path / "r.json", stated(room))
    room.register.withdraw("action", "A-1", side="buyer", author="buyer")
    taken = entered(room, answered)
    assert [one.now.action for one in room.register.book("S-1001").all(ActionAnswer)] == [
        "A-2"
    ]
    assert "The answer to action A-1: it was taken back" in said(taken)


def test_a_dispute_that_was_decided_is_not_raised_anew(room: Room, tmp_path: Path) -> None:
    """Who sends a form again, with another word in it, does not reopen what both decided."""
    entered(room, write(tmp_path / "1.json", stated(room)))
    found = {one.now.row: one for one in room.register.book("S-1001").all(Dispute)}
    decided = found["L-1"].now.model_copy(
        update={"state": "refused", "answer": "It came late."}
    )
    draft = Draft(decided, "S-1001", found["L-1"].id)
    room.register.append([draft], side="buyer", author="buyer")
    taken = entered(
        room, write(tmp_path / "2.json", stated(room, statement="Another word."))
    )
    assert kinds(taken) == ["reply", "statement"]
    assert "The dispute of row L-1 of D1: it was refused already" in said(taken)
    # Another claim is another dispute.
    other = [
        {"metric": "D1", "row": "L-1", "claim": "not_counted", "words": "It was cancelled."}
    ]
    taken = entered(room, write(tmp_path / "3.json", stated(room, disputes=other)))
    assert "dispute" in kinds(taken)


REPLIES = (
    {"statement": "First.", "saved_at": "2026-10-05T09:00:00Z"},
    {"statement": "Second.", "saved_at": "2026-10-05T09:00:00.5Z", "disputes": []},
    {
        "statement": "Third.",
        "saved_at": "2026-10-05T11:00:00Z",
        "signatures": [{"metric": "C2", "version": 2, "answer": "sign", "words": ""}],
        "actions": [{"action": "A-1", "answer": "agree", "due_on": None, "words": ""}],
    },
)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_whatever_comes_in_first_what_was_said_last_stands(
    tmp_path: Path, order: tuple[int, ...]
) -> None:
    room = room_in(tmp_path / "home")
    for number in order:
        entered(room, write(tmp_path / f"{number}.json", stated(room, **REPLIES[number])))
    book = room.register.book("S-1001")
    (statement,) = book.all(Statement)
    # In the middle of three that come in the wrong order nobody can know it, and the last counts.
    assert statement.now.words_said == "Third."
    assert book.all(Signature)[0].now.objection is None
    answers = {one.now.action: one.now.answer for one in book.all(ActionAnswer)}
    assert answers == {"A-1": "agree", "A-2": "object"}
    assert {one.now.row for one in book.all(Dispute)} == {"L-1", "L-3"}


def test_an_older_reply_still_brings_what_nothing_newer_said(
    room: Room, tmp_path: Path
) -> None:
    newer = stated(room, statement="", disputes=[], saved_at="2026-10-05T11:00:00Z")
    entered(room, write(tmp_path / "2.json", newer))
    older = entered(room, write(tmp_path / "1.json", stated(room)))
    assert kinds(older) == ["reply", "dispute", "dispute", "statement"]


def test_an_action_that_ended_since_is_answered_all_the_same(
    room: Room, tmp_path: Path
) -> None:
    end = ActionEnd(action="A-1", how="done", on=date(2026, 10, 4))
    room.register.append([Draft(end, "S-1001")], side="supplier", author="x")
    assert (
        kinds(entered(room, write(tmp_path / "r.json", stated(room)))).count(
            "action_answer"
        )
        == 2
    )


def test_an_action_of_the_buyer_is_none_of_the_suppliers(
    room: Room, tmp_path: Path
) -> None:
    own = Draft(Action(what="Pay", side="buyer"), "S-1001", "A-77")
    room.register.append([own], side="buyer", author="x")
    actions = [{"action": "A-77", "answer": "agree", "due_on": None, "words": ""}]
    with pytest.raises(RegisterError, match="'A-77', expected an action of this supplier"):
        entered(room, write(tmp_path / "r.json", stated(room, actions=actions)))
