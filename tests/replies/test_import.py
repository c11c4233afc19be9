"""What comes back is entered once, or refused with the reason; all of it is data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from reply_room import (
    HOSTILE,
    Room,
    bare,
    entered,
    publish,
    report_json,
    send,
    stated,
    write,
)

from srmlib.cli import main
from srmlib.errors import RegisterError
from srmlib.register import Draft
from srmlib.register.kinds.people import Person
from srmlib.register.kinds.voice import (
    ActionAnswer,
    FormSent,
    Lock,
    Reply,
    Signature,
    Statement,
)
from srmlib.register.kinds.work import ActionDate, Dispute
from srmlib.replies.taking import taken_lines


def test_all_of_a_reply_is_entered_in_one_append(room: Room, tmp_path: Path) -> None:
    before = room.register.head().number
    taken = entered(room, write(tmp_path / "r.json", stated(room)))
    assert [one.number for one in taken.entries] == list(range(before + 1, before + 14))
    assert {one.side for one in taken.entries} == {"supplier"}
    book = room.register.book("S-1001")
    assert book.all(Statement)[0].now.words_said == f"First line.\nSecond {HOSTILE}"
    assert book.all(Lock)[0].now.fingerprint == "ab" * 32
    assert book.all(Signature)[0].now.objection == "Unclear."
    answers = {one.now.action: one.now for one in book.all(ActionAnswer)}
    assert answers["A-1"].due_on == date(2026, 12, 15)
    # What is asked for is an answer: the action moves when both agree.
    assert not book.all(ActionDate)
    disputes = {one.now.row: one for one in book.all(Dispute)}
    assert disputes["L-1"].now.claim_words == HOSTILE
    # The dispute that the extracts bring goes on: its id, day and words stay.
    assert disputes["L-3"].id == "DP-9"
    assert disputes["L-3"].now.raised_on == date(2026, 9, 1)
    assert disputes["L-3"].now.claim_words == "Asked for later."
    assert disputes["L-3"].now.claim == "met"


def test_who_says_so_is_kept_by_id_and_who_was_erased_does_not_come_back(
    room: Room, tmp_path: Path
) -> None:
    name = "Zuzana Unmistakable"
    person = Person(name=name, side="supplier", role="planner")
    room.register.append([Draft(person, "S-1001", "P-77")], side="supplier", author="x")

    def by(said: dict[str, Any], file: str) -> list[str | None]:
        entered(room, write(tmp_path / file, said))
        book = room.register.book("S-1001")
        kinds = (Reply, Statement, Signature)
        return [book.all(kind)[-1].now.by for kind in kinds]

    assert by(stated(room, name=name), "1.json") == ["P-77"] * 3
    room.register.erase("P-77", side="supplier", author="x")
    later = {"saved_at": "2026-10-06T08:00:00Z", "statement": "Now this."}
    found = by(stated(room, name=name, role="planner", **later), "2.json")
    assert found[:2] == ["planner"] * 2
    found = by(bare(room, name=name, role="?", saved_at="2026-10-06T09:00:00Z"), "3.json")
    assert found[0] == "supplier"


def test_a_lock_that_comes_after_its_rater_was_erased_names_nobody(
    room: Room, tmp_path: Path
) -> None:
    name = "Zuzana Unmistakable"
    person = Person(name=name, side="supplier", role="planner")
    room.register.append([Draft(person, "S-1001", "P-77")], side="supplier", author="x")
    said = stated(room)
    said["lock"] |= {"rater": name}
    room.register.erase("P-77", side="supplier", author="x")
    entered(room, write(tmp_path / "1.json", said))
    [lock] = room.register.book("S-1001").all(Lock)
    assert lock.now.rater == "supplier"
    later = stated(room, saved_at="2026-10-06T08:00:00Z", statement="Now this.")
    later["lock"] |= {"rater": name}
    again = entered(room, write(tmp_path / "2.json", later))
    assert [one.kind for one in again.entries] == ["reply", "statement"]
    assert not again.passed_over
    room.register.close()
    assert name.encode() not in room.workspace.register.read_bytes()


def test_the_same_file_twice_is_nothing_new(room: Room, tmp_path: Path) -> None:
    file = write(tmp_path / "r.json", stated(room))
    entered(room, file)
    head = room.register.head()
    again = entered(room, file)
    assert again.entries == []
    assert room.register.head() == head
    assert "Nothing new" in "\n".join(taken_lines(again))


def test_a_second_reply_enters_what_changed_as_revisions(
    room: Room, tmp_path: Path
) -> None:
    entered(room, write(tmp_path / "1.json", stated(room)))
    second = stated(room, statement="Now this.", saved_at="2026-10-06T08:00:00Z")
    taken = entered(room, write(tmp_path / "2.json", second))
    assert [one.kind for one in taken.entries] == ["reply", "statement"]
    (statement,) = room.register.book("S-1001").all(Statement)
    assert [one.stated.words_said for one in statement.revisions] == [
        f"First line.\nSecond {HOSTILE}",
        "Now this.",
    ]


def test_what_to_send_back_is_told(room: Room, tmp_path: Path) -> None:
    locked = Lock(
        quarter="2026Q3",
        side="buyer",
        rater="x",
        fingerprint="cd" * 32,
        locked_at="2026-10-05",
    )
    record = "L-S-1001-2026Q3-buyer"
    room.register.append([Draft(locked, "S-1001", record)], side="buyer", author="x")
    lines = "\n".join(taken_lines(entered(room, write(tmp_path / "r.json", stated(room)))))
    assert "cd" * 32 in lines
    assert "2 disputes" in lines


def other_lock(**change: Any) -> dict[str, Any]:
    lock = {
        "fingerprint": "ab" * 32,
        "locked_at": "2026-10-05T09:29:00Z",
        "rater": "champion",
    }
    return {"lock": lock | change}


def one_dispute(**change: Any) -> dict[str, Any]:
    return {
        "disputes": [{"metric": "D1", "row": "L-1", "claim": "met", "words": ""} | change]
    }


def one_action(**change: Any) -> dict[str, Any]:
    said = {"action": "A-1", "answer": "agree", "due_on": None, "words": ""}
    return {"actions": [said | change]}


def one_signature(**change: Any) -> dict[str, Any]:
    said = {"metric": "C2", "version": 2, "answer": "sign", "words": ""}
    return {"signatures": [said | change]}


def one_answer(**change: Any) -> dict[str, Any]:
    return {"answers": [{"ask": "Q-1", "state": "accepted", "words": ""} | change]}


def new(part: str, *what: str) -> dict[str, Any]:
    return {part: [{"what": one} for one in what]}


ALTERED: dict[str, tuple[dict[str, Any], str]] = {
    "other schema": ({"schema": "else"}, "its schema is 'else'"),
    "other version": ({"schema_version": 3}, "of version 3, expected 1 or 2"),
    "other quarter": (
        {"quarter": "2026Q2"},
        "r.json, quarter: '2026Q2', expected one for which",
    ),
    "other supplier": (
        {"supplier": "S-1002"},
        "r.json, supplier: 'S-1002', expected one to whom",
    ),
    "other report": (
        {"report": "v2"},
        "r.json, report: 'v2', expected one for which a form was",
    ),
    "other form": (
        {"form": "0" * 64},
        "expected the fingerprint of a form that was sent to",
    ),
    "unknown row": (
        one_dispute(row="L-9"),
        "r.json, dispute 1, row: 'L-9', expected a row of D1",
    ),
    "unknown metric": (
        one_dispute(metric="Z9"),
        "dispute 1, metric: 'Z9', expected a metric of",
    ),
    "unknown claim": (one_dispute(claim="won"), "claim is 'won'"),
    "row twice": (
        {"disputes": one_dispute()["disputes"] * 2},
        "dispute 2, row: 'D1 L-1', expected it once: it stands at r.json, dispute 1, row, too",
    ),
    "unknown action": (
        one_action(action="A-9"),
        "action 1, action: 'A-9', expected an action of",
    ),
    "move without a day": (
        one_action(answer="move"),
        "action 1, due_on: empty, expected a new",
    ),
    "a day without a move": (
        one_action(due_on="2026-12-15"),
        "'2026-12-15', expected no new day",
    ),
    "objection without words": (
        one_action(answer="object"),
        "words: empty, expected words",
    ),
    "no such day": (
        one_action(answer="move", due_on="2026-02-30"),
        "due_on is '2026-02-30'",
    ),
    "a day years away": (
        one_action(answer="move", due_on="2062-01-31"),
        "'2062-01-31', expected a day within five years of 2026-10-06",
    ),
    "unknown topic": (
        {"efforts": [{"topic": "T-9", "effort": "small"}]},
        "effort 1, topic: 'T-9', expected a topic of",
    ),
    "unknown effort": (
        {"efforts": [{"topic": "T-1", "effort": "huge"}]},
        "effort is 'huge', expected small, middle or large",
    ),
    "topic twice": (
        {"efforts": [{"topic": "T-1", "effort": "small"}] * 2},
        "effort 2, topic: 'T-1', expected it once",
    ),
    "topic without words": (new("proposals", " \n"), "what is ' \\n', expected"),
    "new topic twice": (
        new("proposals", "A", "A"),
        "proposal 2, what: 'A', expected it once",
    ),
    "ask twice": (new("asks", "A", "A"), "ask 2, what: 'A', expected it once"),
    "a value that is not sealed": (
        {"values": [{"topic": "T-1", "value": 7}]},
        "'values' is no key",
    ),
    "unknown ask": (
        one_answer(ask="Q-9"),
        "answer 1, ask: 'Q-9', expected what was asked of",
    ),
    "refused without a reason": (
        one_answer(state="refused"),
        "answer 1, words: empty, expected the reason",
    ),
    "done without evidence": (
        one_answer(state="done", words=" "),
        "answer 1, words: empty, expected what shows that it is done",
    ),
    "unknown state": (one_answer(state="perhaps"), "state is 'perhaps', expected"),
    "saved tomorrow": (
        {"saved_at": "2026-11-30T00:00:00Z"},
        "r.json, saved_at: '2026-11-30T00:00:00Z', expected no day after 2026-10-06",
    ),
    "saved on no day": (
        {"saved_at": "2026-02-31T00:00:00Z"},
        "expected a day of the calendar",
    ),
    "unknown definition": (
        one_signature(metric="D9"),
        "signature 1, metric: 'D9', expected a",
    ),
    "other definition": (
        one_signature(version=1),
        "signature 1, version: 1, expected 2, the version of C2 in the report",
    ),
    "bad fingerprint": (other_lock(fingerprint="zz"), "a fingerprint of 64 digits"),
    "bad lock time": (other_lock(locked_at="yesterday"), "a time in UTC"),
    "a key too many": ({"colours": [1, 2]}, "colours"),
    "no role": ({"role": ""}, "role"),
    "a role of blanks": ({"role": "  "}, "role is '  ', expected a text that is not empty"),
    "too long": ({"statement": "x" * 16_001}, "16000"),
}


@pytest.mark.parametrize(("change", "said"), ALTERED.values(), ids=list(ALTERED))
def test_an_altered_reply_is_refused_with_the_reason(
    room: Room, tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    head = room.register.head()
    with pytest.raises(RegisterError) as refused:
        entered(room, write(tmp_path / "r.json", stated(room, **change)))
    assert said in str(refused.value)
    assert str(refused.value).count("\n") >= 1
    assert room.register.head() == head


@pytest.mark.parametrize(
    ("alter", "said"),
    [
        (
            lambda text: text.replace("First line", "First lie"),
            "its checksum does not hold",
        ),
        (lambda text: text.replace("checksum", "checked"), "its checksum does not hold"),
        (lambda text: text[:-9], "it is no JSON"),
        (lambda text: "[" * 90_000, "it is no JSON"),
        (lambda text: "[1]", "it is no reply"),
        (lambda text: text + " " * 1_000_000, "expected at most 1,000,000"),
        (lambda text: '{"schema": "srm-sealed-ratings"}', "stay with their rater"),
    ],
)
def test_a_changed_file_is_refused(
    room: Room, tmp_path: Path, alter: Callable[[str], str], said: str
) -> None:
    file = write(tmp_path / "r.json", stated(room))
    file.write_text(alter(file.read_text(encoding="utf-8")), encoding="utf-8")
    head = room.register.head()
    with pytest.raises(RegisterError, match=said):
        entered(room, file)
    assert room.register.head() == head


def test_a_reply_to_another_suppliers_form_is_refused(room: Room, tmp_path: Path) -> None:
    publish(room.workspace, report_json("S-1002", "Other"))
    send(room.workspace, room.register, "S-1002")
    said = stated(room, supplier="S-1002")
    with pytest.raises(
        RegisterError, match="expected the fingerprint of a form that was sent"
    ):
        entered(room, write(tmp_path / "r.json", said))


def test_the_commands(
    room: Room, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = ["--home", str(room.workspace.root)]
    assert main([*home, "reply-form", "S-1001", "2026Q3", "--on", "2026-10-03"]) == 0
    # The same form on the same day is entered once.
    assert len(room.register.book("S-1001").all(FormSent)) == 1
    file = str(write(tmp_path / "r.json", stated(room)))
    assert main([*home, "import-reply", file, "--on", "2026-10-06"]) == 0
    assert "2 disputes" in capsys.readouterr().out
    assert main([*home, "reply-form", "S-1001", "2026Q4"]) == 2
    assert main([*home, "reply-form", "S-1001", "../2026Q3"]) == 2
    assert main([*home, "reply-form", "S-1001", "2026Q3", "--report", "v9"]) == 2
    assert main([*home, "reveal", "S-1001", "2026Q3", file]) == 1
