"""The reply as a workbook: the same answers, and what does not fit is told with sheet and cell."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from reply_room import HOSTILE, SENT_ON, Room, entered

from srmlib.errors import RegisterError
from srmlib.register.kinds.ahead import Ask, AskEvent, Topic
from srmlib.register.kinds.voice import ActionAnswer
from srmlib.register.kinds.work import Dispute, Expectation
from srmlib.replies.reading import read_reply
from srmlib.replies.sending import send_reply_form

SHEETS = [
    "Read me",
    "Reply",
    "Rows",
    "Actions",
    "Topics",
    "New topics",
    "Asked of you",
    "You ask",
    "Definitions",
    "Form",
]
NEW = ("Topics", "New topics", "Asked of you", "You ask")


def filled(room: Room, cells: dict[tuple[str, str], Any]) -> Path:
    book = openpyxl.load_workbook(room.twin)
    for (sheet, cell), value in ({("Reply", "B1"): "champion"} | cells).items():
        book[sheet][cell] = value
    file = room.twin.with_name("filled.xlsx")
    book.save(file)
    return file


def test_the_workbook_says_the_same(room: Room) -> None:
    cells = {
        ("Reply", "B3"): "In our own words.",
        ("Rows", "E2"): "it met the goal",
        ("Rows", "F2"): HOSTILE,
        ("Rows", "A4"): "D1",
        ("Rows", "C4"): "L-2",
        ("Rows", "E4"): "it should not count",
        ("Actions", "D2"): "move it",
        ("Actions", "E2"): date(2026, 12, 15),
        ("Definitions", "E2"): "sign",
        ("Reply", "B4"): "Answers within a week.",
        ("Topics", "C2"): "small",
        ("New topics", "A2"): HOSTILE,
        ("New topics", "B2"): "cross-audit",
        ("Asked of you", "D2"): "done",
        ("Asked of you", "E2"): "The second site runs.",
        ("You ask", "A5"): "A forecast of a year.",
    }
    taken = entered(room, filled(room, cells))
    kinds = [one.kind for one in taken.entries]
    assert kinds == [
        "reply",
        "dispute",
        "dispute",
        "action_answer",
        "statement",
        "signature",
        "topic",
        "topic",
        "ask_event",
        "ask",
        "expectation",
    ]
    book = room.register.book("S-1001")
    assert {one.now.row: one.now.claim for one in book.all(Dispute)} == {
        "L-1": "met",
        "L-2": "not_counted",
    }
    assert book.all(ActionAnswer)[0].now.due_on == date(2026, 12, 15)
    topics = {one.now.what: one.now for one in book.all(Topic)}
    assert topics[f"A common mould {HOSTILE}"].effort == "small"
    assert topics[HOSTILE].form == "cross_audit"
    assert book.all(AskEvent)[0].now.evidence == "The second site runs."
    assert book.all(Ask)[-1].now.form == "operational"
    assert book.all(Expectation)[0].now.words_said == "Answers within a week."
    assert entered(room, filled(room, {}).with_name("filled.xlsx")).entries


def test_a_workbook_of_the_first_version_still_comes_in(room: Room) -> None:
    cells = {("Form", "B2"): "1", ("Rows", "E2"): "it met the goal", ("Reply", "A4"): None}
    book = openpyxl.load_workbook(filled(room, cells))
    for name in NEW:
        del book[name]
    file = room.twin.with_name("first.xlsx")
    book.save(file)
    assert [one.kind for one in entered(room, file).entries] == ["reply", "dispute"]


def test_the_workbook_holds_nothing_that_is_sealed(room: Room) -> None:
    """Who gets it could read it before the own values are in."""
    book = openpyxl.load_workbook(room.twin)
    titles = [str(cell.value) for sheet in book for cell in sheet[1]]
    assert not [one for one in titles if "value" in one or "worth" in one]
    said = "\n".join(row[0].value or "" for row in book["Read me"].iter_rows(max_col=1))
    assert "Ratings, values of topics and the yearly health check are not in here" in said


def test_it_opens_on_what_it_is_and_ends_with_what_a_machine_reads(room: Room) -> None:
    _, twin = send_reply_form(
        room.workspace,
        room.register,
        "S-1001",
        "2026Q3",
        sent_on=SENT_ON,
        author="buyer",
        answer_by=date(2026, 10, 16),
    )
    book = openpyxl.load_workbook(twin)
    assert book.sheetnames == SHEETS
    assert book.active.title == "Read me"
    words = [row[0].value or "" for row in book["Read me"].iter_rows(max_col=1)]
    assert words[0].endswith("reply to the review of July to September 2026")
    said = "\n".join(words)
    for promised in (
        "by 16 October 2026",
        "Yellow cells",
        "your role",
        "send it to Tarn Pumps",
    ):
        assert promised in said
    form = {row[0].value: row[1].value for row in book["Form"].iter_rows(max_col=2)}
    hashes = [
        sheet for sheet in book if form["form"] in {c.value for r in sheet for c in r}
    ]
    assert [sheet.title for sheet in hashes] == ["Form"]


def test_the_workbook_has_lists_and_no_ratings(room: Room) -> None:
    book = openpyxl.load_workbook(room.twin)
    (rule,) = book["Rows"].data_validations.dataValidation
    assert rule.formula1 == '"it met the goal,it missed the goal,it should not count"'
    assert [cell.value for cell in book["Rows"]["C"][:3]] == ["row", "L-1", "L-3"]
    assert not [
        one for sheet in book for row in sheet for one in row if one.data_type == "f"
    ]


REFUSED: dict[str, tuple[dict[tuple[str, str], Any], str]] = {
    "schema": ({("Form", "B1"): "other"}, "its schema is 'other'"),
    "version": ({("Form", "B2"): "7"}, "of version 7"),
    "form": ({("Form", "B3"): "0" * 64}, "expected the fingerprint of a form"),
    "damaged form": (
        {("Form", "B3"): "zz"},
        "sheet Form, cell B3 (form): 'zz', expected a fingerprint",
    ),
    "no side": (
        {("Form", "B7"): None},
        "sheet Form, cell B7 (side): empty, expected buyer or",
    ),
    "no name": ({("Form", "A7"): "sides"}, "sheet Form, column A: 'side' is missing"),
    "columns": (
        {("Rows", "A1"): "metrics"},
        "sheet Rows, cell A1: 'metrics', expected the column 'metric'",
    ),
    "formula": (
        {("Rows", "F2"): "=HYPERLINK(1)"},
        "sheet Rows, cell F2: it holds a formula",
    ),
    "no role": (
        {("Reply", "B1"): None},
        "sheet Reply, cell B1 (Your role (needed)): empty, expected a text that is not empty",
    ),
    "claim": (
        {("Rows", "E2"): "perhaps"},
        "sheet Rows, cell E2 (what is right?): 'perhaps', expected it met the goal, it missed the"
        " goal, it should not count.",
    ),
    "no claim": (
        {("Rows", "F3"): "Because."},
        "cell E3 (what is right?): empty, expected it met",
    ),
    # Who names a row and nothing else meant something.
    "a row alone": ({("Rows", "C9"): "L-2"}, "sheet Rows, cell A9 (metric): empty"),
    "too long": (
        {("Reply", "B3"): "x" * 16_001},
        "sheet Reply, cell B3 (Statement, printed word for word)",
    ),
    "unknown row": (
        {("Rows", "C2"): "L-9", ("Rows", "E2"): "it met the goal"},
        "sheet Rows, cell C2 (row): 'L-9', expected a row of D1 in the report",
    ),
    "day": (
        {("Actions", "D2"): "move it", ("Actions", "E2"): "soon"},
        "cell E2 (new date, to move it): 'soon', expected a date such as 2026-01-31",
    ),
    "no day": (
        {("Actions", "D3"): "move it"},
        "sheet Actions, cell E3 (new date, to move it): empty, expected a new day",
    ),
    "no words": (
        {("Actions", "D3"): "object"},
        "sheet Actions, cell F3 (reason or evidence)",
    ),
    "effort": (
        {("Topics", "C2"): "huge"},
        "sheet Topics, cell C2 (how much work is it?): 'huge', expected small, middle, large.",
    ),
    "a kind alone": (
        {("New topics", "B3"): "topic"},
        "sheet New topics, cell A3 (what both firms could work on): empty",
    ),
    "no evidence": (
        {("Asked of you", "D2"): "done"},
        "sheet Asked of you, cell E2 (reason, or what shows it): empty, expected what shows that",
    ),
    "unknown topic": (
        {("Topics", "A2"): "T-9", ("Topics", "C2"): "small"},
        "sheet Topics, cell A2 (topic): 'T-9', expected a topic of this supplier",
    ),
    "definition": (
        {("Definitions", "B2"): "3", ("Definitions", "E2"): "sign"},
        "sheet Definitions, cell B2 (version): 3, expected 2",
    ),
}


@pytest.mark.parametrize(("cells", "said"), REFUSED.values(), ids=list(REFUSED))
def test_a_refusal_says_where_what_and_what_to_do(
    room: Room, cells: dict[tuple[str, str], Any], said: str
) -> None:
    head = room.register.head()
    with pytest.raises(RegisterError) as refused:
        entered(room, filled(room, cells))
    told = str(refused.value)
    assert said in told
    assert "filled.xlsx" in told
    assert told.endswith("nothing was entered.")
    assert room.register.head() == head


def test_all_faults_are_told_at_once(room: Room) -> None:
    cells = {("Reply", "B1"): "", ("Rows", "E2"): "x", ("Actions", "D2"): "y"}
    with pytest.raises(RegisterError) as refused:
        entered(room, filled(room, cells))
    for cell in ("Reply, cell B1", "Rows, cell E2", "Actions, cell D2"):
        assert cell in str(refused.value)


def test_a_missing_sheet_is_named(room: Room) -> None:
    book = openpyxl.load_workbook(filled(room, {}))
    del book["Definitions"]
    book.save(room.twin.with_name("less.xlsx"))
    with pytest.raises(RegisterError, match="the sheet Definitions is missing"):
        read_reply(room.twin.with_name("less.xlsx"))


def test_what_is_no_workbook(room: Room, tmp_path: Path) -> None:
    file = tmp_path / "x.xlsx"
    file.write_bytes(b"PK nothing")
    with pytest.raises(RegisterError, match="cannot be read as a workbook"):
        read_reply(file)
