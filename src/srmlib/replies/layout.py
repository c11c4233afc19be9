"""How the workbook of a reply is laid out: its sheets and columns, as it is written and read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from srmlib.replies.page import CLAIMS, EFFORTS, FORMS_OF_TOPICS
from srmlib.replies.reading import (
    ActionSaid,
    AnswerSaid,
    AskSaid,
    DisputeSaid,
    EffortSaid,
    ProposalSaid,
    SignatureSaid,
)
from srmlib.rules.checking import Stated

READ_ME = "Read me"
FRONT = "Reply"
# Last, as nobody reads it: which form this is.
FORM = "Form"
STATED = ("schema", "schema_version", "form", "supplier", "quarter", "report", "side")
ANSWERS = {"agree": "agree", "move": "move it", "object": "object", "done": "done"}
SIGNS = {"sign": "sign", "object": "object"}
# What is filled in on the front, in the words beside the cell.
TO_FILL = {
    "role": "Your role (needed)",
    "name": "Your name (only if both firms may read it; it is kept for good)",
    "statement": "Statement, printed word for word",
    "expectation": "What you expect of the other firm",
}
# Of the first version of the form is no more than these.
TO_FILL_FIRST = ("role", "name", "statement")
STATES = {"accepted": "accepted", "refused": "refused", "done": "done"}
FORMS_OF_ASKS = {"strategic": "strategic", "operational": "operational"}


@dataclass(frozen=True)
class Column:
    """A column: what it is called, how wide it is, the field of the answer it states (empty where
    it is there to be read), and what may be chosen in it, by what that states.
    """

    title: str
    width: int
    name: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """A sheet with one answer a line, a part of the reply. The first `asked` columns are the
    form's, the others are filled in; `asks` is one that holds something in every line of the form,
    so that another line is known. `since` is the version of the form that has it first.
    """

    name: str
    part: str
    said: type[Stated]
    columns: tuple[Column, ...]
    asked: int
    asks: int = 0
    since: int = 1

    def cell(self, name: str, line: int) -> str:
        """Where a field of the answer in a line stands: `sheet Rows, cell C2 (row)`."""
        place = next(at for at, one in enumerate(self.columns) if one.name == name)
        return f"{self.place(place, line)} ({self.columns[place].title})"

    def place(self, column: int, line: int) -> str:
        """A cell by the number of its column, from 0 on: `sheet Rows, cell C2`."""
        return f"sheet {self.name}, cell {'ABCDEF'[column]}{line}"


# Columns of several sheets.
METRIC = Column("metric", 9, "metric")
NAME = Column("name", 28)
EFFORT = Column("how much work is it?", 22, "effort", EFFORTS)


def _words(title: str) -> Column:
    """What is said to an answer."""
    return Column(title, 60, "words")


def _new(title: str, forms: Mapping[str, str]) -> tuple[Column, Column]:
    """What the form does not know yet, and of what kind it is."""
    return Column(title, 80, "what"), Column("kind", 16, "form", forms)


ROWS = Table(
    "Rows",
    "disputes",
    DisputeSaid,
    (
        METRIC,
        NAME,
        Column("row", 22, "row"),
        Column("as the report reads it", 48),
        Column("what is right?", 22, "claim", CLAIMS),
        _words("why, and where is it written?"),
    ),
    asked=4,
    asks=3,
)
ACTIONS = Table(
    "Actions",
    "actions",
    ActionSaid,
    (
        Column("action", 10, "action"),
        Column("what", 48),
        Column("due", 28),
        Column("answer", 12, "answer", ANSWERS),
        Column("new date, to move it", 20, "due_on"),
        _words("reason or evidence"),
    ),
    asked=3,
    asks=1,
)
DEFINITIONS = Table(
    "Definitions",
    "signatures",
    SignatureSaid,
    (
        METRIC,
        Column("version", 9, "version"),
        NAME,
        Column("what it says", 70),
        Column("answer", 12, "answer", SIGNS),
        _words("what should it say instead?"),
    ),
    asked=4,
    asks=3,
)
TOPICS = Table(
    "Topics",
    "efforts",
    EffortSaid,
    (Column("topic", 10, "topic"), Column("what", 70), EFFORT),
    asked=2,
    since=2,
)
NEW_TOPICS = Table(
    "New topics",
    "proposals",
    ProposalSaid,
    (*_new("what both firms could work on", FORMS_OF_TOPICS), EFFORT),
    asked=0,
    since=2,
)
ASKED = Table(
    "Asked of you",
    "answers",
    AnswerSaid,
    (
        Column("ask", 10, "ask"),
        Column("what", 60),
        Column("asked on", 14),
        Column("answer", 12, "state", STATES),
        _words("reason, or what shows it"),
    ),
    asked=3,
    since=2,
)
ASKS = Table(
    "You ask",
    "asks",
    AskSaid,
    _new("what you ask of the other firm", FORMS_OF_ASKS),
    asked=0,
    since=2,
)
TABLES = (ROWS, ACTIONS, TOPICS, NEW_TOPICS, ASKED, ASKS, DEFINITIONS)
