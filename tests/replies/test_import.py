"""What comes back is entered once, or refused with the reason; all of it is data."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from reply_room import HOSTILE, Room, publish, report_json, send

from srmlib.cli import main
from srmlib.errors import RegisterError
from srmlib.register import Draft
from srmlib.register.kinds.voice import ActionAnswer, FormSent, Lock, Rating, Signature, Statement
from srmlib.register.kinds.work import ActionDate, Dispute
from srmlib.replies.reading import read_reply
from srmlib.replies.sealing import Rated, fingerprint, reveal, seal
from srmlib.replies.taking import Taken, take, taken_lines

ON = date(2026, 10, 6)


def form_of(room: Room, supplier_id: str = "S-1001") -> str:
    sent = room.register.book(supplier_id).all(FormSent)[-1].now.form
    assert sent
    return sent


def stated(room: Room, **others: Any) -> dict[str, Any]:
    said = {
        "schema": "srm-reply",
        "schema_version": 1,
        "form": form_of(room),
        "supplier": "S-1001",
        "quarter": "2026Q3",
        "report": "v1",
        "side": "supplier",
        "role": "champion",
        "name": "",
        "saved_at": "2026-10-05T09:30:00.000Z",
        "lock": {
            "fingerprint": "ab" * 32,
            "locked_at": "2026-10-05T09:29:00.000Z",
            "rater": "champion",
        },
        "disputes": [
            {"metric": "D1", "row": "L-1", "claim": "met", "words": HOSTILE},
            {"metric": "D1", "row": "L-3", "claim": "met", "words": ""},
        ],
        "actions": [
            {"action": "A-1", "answer": "move", "due_on": "2026-12-15", "words": "=cmd()"},
            {"action": "A-2", "answer": "object", "due_on": None, "words": "Not needed."},
        ],
        "statement": f"First line.\nSecond {HOSTILE}",
        "signatures": [{"metric": "C2", "version": 2, "answer": "object", "words": "Unclear."}],
    }
    return said | others


def write(path: Path, said: dict[str, Any]) -> Path:
    text = json.dumps(said, separators=(",", ":"), ensure_ascii=False)
    whole = said | {"checksum": fingerprint(text)}
    path.write_text(json.dumps(whole, indent=1), encoding="utf-8")
    return path


def entered(room: Room, path: Path) -> Taken:
    return take(room.workspace, room.register, read_reply(path), ON)


def test_all_of_a_reply_is_entered_in_one_append(room: Room, tmp_path: Path) -> None:
    before = room.register.head().number
    taken = entered(room, write(tmp_path / "r.json", stated(room)))
    assert [one.number for one in taken.entries] == list(range(before + 1, before + 9))
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


def test_the_same_file_twice_is_nothing_new(room: Room, tmp_path: Path) -> None:
    file = write(tmp_path / "r.json", stated(room))
    entered(room, file)
    head = room.register.head()
    again = entered(room, file)
    assert again.entries == []
    assert room.register.head() == head
    assert "Nothing new" in "\n".join(taken_lines(again))


def test_a_second_reply_enters_what_changed_as_revisions(room: Room, tmp_path: Path) -> None:
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
        quarter="2026Q3", side="buyer", rater="x", fingerprint="cd" * 32, locked_at="2026-10-05"
    )
    record = "L-S-1001-2026Q3-buyer"
    room.register.append([Draft(locked, "S-1001", record)], side="buyer", author="x")
    lines = "\n".join(taken_lines(entered(room, write(tmp_path / "r.json", stated(room)))))
    assert "cd" * 32 in lines
    assert "2 disputes" in lines


def other_lock(**change: Any) -> dict[str, Any]:
    lock = {"fingerprint": "ab" * 32, "locked_at": "2026-10-05T09:29:00Z", "rater": "champion"}
    return {"lock": lock | change}


def one_dispute(**change: Any) -> dict[str, Any]:
    return {"disputes": [{"metric": "D1", "row": "L-1", "claim": "met", "words": ""} | change]}


def one_action(**change: Any) -> dict[str, Any]:
    said = {"action": "A-1", "answer": "agree", "due_on": None, "words": ""}
    return {"actions": [said | change]}


def one_signature(**change: Any) -> dict[str, Any]:
    said = {"metric": "C2", "version": 2, "answer": "sign", "words": ""}
    return {"signatures": [said | change]}


ALTERED: dict[str, tuple[dict[str, Any], str]] = {
    "other schema": ({"schema": "else"}, "its schema is 'else'"),
    "other version": ({"schema_version": 2}, "of version 2, expected 1"),
    "other quarter": ({"quarter": "2026Q2"}, "of quarter 2026Q2, and forms were sent for 2026Q3"),
    "other supplier": ({"supplier": "S-1002"}, "no form was sent to supplier 'S-1002'"),
    "other report": ({"report": "v2"}, "answers report v2, and the form sent last goes with v1"),
    "other form": ({"form": "0" * 64}, "its form was not sent"),
    "unknown row": (one_dispute(row="L-9"), "row 'L-9' of D1, which the report does not have"),
    "unknown metric": (one_dispute(metric="Z9"), "metric 'Z9', which the report does not have"),
    "unknown claim": (one_dispute(claim="won"), "claim is 'won'"),
    "row twice": ({"disputes": one_dispute()["disputes"] * 2}, "twice"),
    "unknown action": (one_action(action="A-9"), "action 'A-9', which is none"),
    "move without a day": (one_action(answer="move"), "with move, and no new day"),
    "objection without words": (one_action(answer="object"), "without words"),
    "no such day": (one_action(answer="move", due_on="2026-02-30"), "due_on is '2026-02-30'"),
    "a day years away": (one_action(answer="move", due_on="2062-01-31"), "years away"),
    "saved tomorrow": ({"saved_at": "2026-11-30T00:00:00Z"}, "after the day it came in"),
    "saved on no day": ({"saved_at": "2026-02-31T00:00:00Z"}, "which is no day"),
    "unknown definition": (one_signature(metric="D9"), "definition 'D9'"),
    "other definition": (one_signature(version=1), "version 1 of definition C2, which is of"),
    "bad fingerprint": (other_lock(fingerprint="zz"), "a fingerprint of 64 digits"),
    "bad lock time": (other_lock(locked_at="yesterday"), "a time in UTC"),
    "a key too many": ({"colours": [1, 2]}, "colours"),
    "no role": ({"role": ""}, "role"),
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
    assert room.register.head() == head


@pytest.mark.parametrize(
    ("alter", "said"),
    [
        (lambda text: text.replace("First line", "First lie"), "its checksum does not hold"),
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
    with pytest.raises(RegisterError, match="its form was not sent"):
        entered(room, write(tmp_path / "r.json", said))


def test_a_lock_behind_the_reveal_is_refused(room: Room, tmp_path: Path) -> None:
    rows = [Rated(element="access", version=1, colour=3)]
    both = [
        seal("S-1001", "2026Q3", side, side, rows, "2026-10-05T09:00:00Z")
        for side in ("buyer", "supplier")
    ]
    for one in both:
        record = f"L-S-1001-2026Q3-{one.side}"
        room.register.append([Draft(one.seal, "S-1001", record)], side=one.side, author="x")
    reveal(room.register, "S-1001", "2026Q3", both, ON)
    with pytest.raises(RegisterError, match="nothing can be locked behind that"):
        entered(room, write(tmp_path / "r.json", stated(room)))
    assert len(room.register.book().all(Rating)) == 2


# --- The workbook


def filled(room: Room, cells: dict[tuple[str, str], Any]) -> Path:
    book = openpyxl.load_workbook(room.twin)
    for (sheet, cell), value in ({("Reply", "B9"): "champion"} | cells).items():
        book[sheet][cell] = value
    file = room.twin.with_name("filled.xlsx")
    book.save(file)
    return file


def test_the_workbook_says_the_same(room: Room) -> None:
    cells = {
        ("Reply", "B11"): "In our own words.",
        ("Rows", "E2"): "it met the goal",
        ("Rows", "F2"): HOSTILE,
        ("Rows", "A4"): "D1",
        ("Rows", "C4"): "L-2",
        ("Rows", "E4"): "it should not count",
        ("Actions", "D2"): "move it",
        ("Actions", "E2"): date(2026, 12, 15),
        ("Definitions", "E2"): "sign",
    }
    taken = entered(room, filled(room, cells))
    kinds = [one.kind for one in taken.entries]
    assert kinds == ["reply", "dispute", "dispute", "action_answer", "statement", "signature"]
    book = room.register.book("S-1001")
    assert {one.now.row: one.now.claim for one in book.all(Dispute)} == {
        "L-1": "met",
        "L-2": "not_counted",
    }
    assert book.all(ActionAnswer)[0].now.due_on == date(2026, 12, 15)
    assert entered(room, filled(room, {}).with_name("filled.xlsx")).entries


def test_the_workbook_has_lists_and_no_ratings(room: Room) -> None:
    book = openpyxl.load_workbook(room.twin)
    assert book.sheetnames == ["Reply", "Rows", "Actions", "Definitions"]
    (rule,) = book["Rows"].data_validations.dataValidation
    assert rule.formula1 == '"it met the goal,it missed the goal,it should not count"'
    assert [cell.value for cell in book["Rows"]["C"][:3]] == ["row", "L-1", "L-3"]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({("Reply", "B1"): "other"}, "its schema is 'other'"),
        ({("Reply", "B2"): "7"}, "of version 7"),
        ({("Reply", "B3"): "0" * 64}, "its form was not sent"),
        ({("Rows", "A1"): "metrics"}, "columns of its sheet Rows"),
        ({("Rows", "F2"): "=HYPERLINK(1)"}, "holds a formula"),
        ({("Rows", "E2"): "perhaps"}, "claim is 'perhaps'"),
        ({("Rows", "C2"): "L-9", ("Rows", "E2"): "it met the goal"}, "row 'L-9'"),
        ({("Actions", "D2"): "move it", ("Actions", "E2"): "soon"}, "due_on is 'soon'"),
        ({("Definitions", "B2"): "3", ("Definitions", "E2"): "sign"}, "version 3"),
    ],
)
def test_a_changed_workbook_is_refused(
    room: Room, cells: dict[tuple[str, str], Any], said: str
) -> None:
    with pytest.raises(RegisterError) as refused:
        entered(room, filled(room, cells))
    assert said in str(refused.value)


def test_what_is_no_workbook(room: Room, tmp_path: Path) -> None:
    file = tmp_path / "x.xlsx"
    file.write_bytes(b"PK nothing")
    with pytest.raises(RegisterError, match="cannot be read as a workbook"):
        read_reply(file)


def test_the_commands(room: Room, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
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
