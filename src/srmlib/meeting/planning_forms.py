"""The forms over topics and asks: each is the fields of one call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from srmlib.register.kinds.ahead import Ask, Milestone, Topic
from srmlib.register.kinds.progress import Idea

SIDES = ("buyer", "supplier")
# What a menu offers where nothing is to be chosen.
NONE = ""
# A value nobody has said is none.
VALUES = (NONE, *(str(value) for value in range(11)))


@dataclass(frozen=True)
class Field:
    """One field of a form: what it is called in the call, and what a person reads. `of` is
    a kind of the register whose records are offered, `choices` what else it may be.
    """

    name: str
    words: str
    choices: tuple[str, ...] = ()
    of: type[Any] | None = None


@dataclass(frozen=True)
class Form:
    """A form and the call it makes."""

    call: str
    title: str
    fields: tuple[Field, ...]


SIDE = Field("side", "Which firm", SIDES)
TOPIC = Field("topic", "Topic", of=Topic)
FORMS = (
    Form(
        "answer_ask",
        "What became of an ask",
        (
            Field("ask", "Ask", of=Ask),
            Field("state", "State", ("accepted", "started", "done", "refused")),
            Field("words", "Words; why, if refused"),
            Field("evidence", "What shows it"),
        ),
    ),
    Form(
        "ask",
        "A new ask",
        (
            SIDE,
            Field("what", "What is asked"),
            Field("form", "Kind", ("strategic", "operational")),
        ),
    ),
    Form(
        "topic",
        "A topic for the long list",
        (
            Field("what", "Topic"),
            Field("form", "Kind", ("topic", "joint_team", "cross_audit")),
            Field("effort", "Work", (NONE, "small", "middle", "large")),
        ),
    ),
    Form(
        "topic_value",
        "What a topic is worth to one firm",
        (TOPIC, SIDE, Field("value", "0 nothing to 10 most", VALUES)),
    ),
    Form(
        "choose",
        "Choose one of the five",
        (TOPIC, Field("instead_of", "In the place of", of=Topic)),
    ),
    Form(
        "aim",
        "Target and owners",
        (
            TOPIC,
            Field("target", "What is to be reached"),
            Field("by", "Until (2026-12-31)"),
            Field("who", "Owners, with ; between"),
        ),
    ),
    Form(
        "milestone",
        "A step with a date",
        (TOPIC, Field("what", "Step"), Field("due", "Due (2026-12-31)")),
    ),
    Form(
        "milestone_met", "A step was reached", (Field("milestone", "Step", of=Milestone),)
    ),
    Form("happened", "Something happened", (TOPIC, Field("what", "What"))),
    Form("idea", "An idea", (SIDE, Field("what", "Idea"))),
    Form("adopt", "An idea is adopted", (Field("idea", "Idea", of=Idea),)),
    Form(
        "finish",
        "A topic is finished",
        (TOPIC, Field("next_topic", "Replaced by", of=Topic)),
    ),
)


# What a call cannot be made without.
MUST_BE_SAID = frozenset(
    ("topic", "ask", "what", "state", "side", "value", "target", "due", "milestone", "idea")
)


def call_of(form: Form) -> str:
    """
    >>> call_of(FORMS[1])
    'planning.capture.ask(side, what, form)'
    """
    return f"planning.capture.{form.call}({', '.join(one.name for one in form.fields)})"
