"""Topics with what they are worth, their milestones and events; asks and what became of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sample_world.register.entries import Pen
from sample_world.register.people import KEEPER, account_of
from sample_world.register.planned import (
    ASKED_NOW,
    ASKED_ON,
    ASKS,
    CHOSEN,
    TOPICS,
    Asked,
    Subject,
)

ASKED_NOW_ON = "2026-10-13"


def enter_topics(pen: Pen) -> None:
    for subject in TOPICS.get(pen.supplier_id, ()):
        _enter_topic(pen, subject)


def _enter_topic(pen: Pen, one: Subject) -> None:
    listed_on = min(one.chosen_on or CHOSEN, CHOSEN)
    listed = {
        "what": one.what,
        "form": one.form,
        "effort": one.effort,
        "is_about_cost": one.is_about_cost,
        "target": one.target,
        "target_on": one.target_on,
    }
    pen.enter(listed_on, KEEPER, "topic", one.label, **listed)
    _enter_values(pen, one, listed_on)
    chosen = listed | {"owners": one.owners, "is_chosen": True, "chosen_on": one.chosen_on}
    chosen |= {"replaces": one.replaces}
    if one.chosen_on:
        pen.enter(one.chosen_on, KEEPER, "topic", one.label, **chosen)
    if one.passed:
        on, owners = one.passed
        chosen |= {"owners": owners}
        pen.enter(on, KEEPER, "topic", one.label, **chosen)
    for what, due_on, met_on in one.milestones:
        _enter_milestone(pen, one.label, what, due_on, met_on, one.chosen_on or listed_on)
    for on, what in one.events:
        pen.enter(on, KEEPER, "topic_event", topic=one.label, on=on, what=what)
    if one.finished_on:
        finished = chosen | {"finished_on": one.finished_on}
        pen.enter(one.finished_on, KEEPER, "topic", one.label, **finished)


def _enter_values(pen: Pen, one: Subject, on: str) -> None:
    sides = (("buyer", KEEPER), ("supplier", account_of(pen.supplier_id)))
    for (side, author), value in zip(sides, one.values, strict=True):
        if value is not None:
            stated = {"topic": one.label, "side": side, "value": value, "on": on}
            pen.enter(on, author, "topic_value", **stated)


def _enter_milestone(
    pen: Pen, topic: str, what: str, due_on: str, met_on: str | None, on: str
) -> None:
    label = f"{topic}: {what}"
    stated = {"topic": topic, "what": what, "due_on": due_on}
    pen.enter(on, KEEPER, "milestone", label, **stated)
    if met_on:
        pen.enter(met_on, KEEPER, "milestone", label, **stated, met_on=met_on)


def enter_asks(pen: Pen) -> None:
    _enter_asked(pen, ASKS.get(pen.supplier_id, ()), ASKED_ON)
    _enter_asked(pen, ASKED_NOW.get(pen.supplier_id, ()), ASKED_NOW_ON)


def _enter_asked(pen: Pen, asks: Iterable[Asked], on: str) -> None:
    sides = {"buyer": KEEPER, "supplier": account_of(pen.supplier_id)}
    others = {"buyer": sides["supplier"], "supplier": KEEPER}
    for ask in asks:
        label = f"{pen.supplier_id} {on}: {ask.what}"
        stated: dict[str, Any] = {"from_side": ask.from_side, "what": ask.what}
        stated |= {"form": ask.form, "metric": ask.metric}
        pen.enter(on, sides[ask.from_side], "ask", label, **stated, asked_on=on)
        for state, day, words, evidence in ask.events:
            became: dict[str, Any] = {"ask": label, "state": state, "on": day}
            became |= {"words_said": words, "evidence": evidence}
            pen.enter(day, others[ask.from_side], "ask_event", **became)
