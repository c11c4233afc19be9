"""Actions of both firms: agreed, moved, ended, and what the other firm answered to being asked."""

from __future__ import annotations

from typing import Any

from sample_world.register.entries import Pen
from sample_world.register.people import KEEPER, account_of
from sample_world.register.promised import Promised
from sample_world.register.promised_with_harrow import HARROW, HARROW_BEFORE
from sample_world.register.promised_with_others import OTHERS

PROMISED = {"S-1001": (*HARROW_BEFORE, *HARROW), **OTHERS}
# Words of a supplier's reply form to an action it is asked for: (label, day, answer, due, words).
ANSWERED = {
    "S-1001": (
        (
            "tooling",
            "2026-10-09",
            "move",
            "2026-11-30",
            "The foundry's furnace is relined first.",
        ),
        ("finance contact", "2026-10-09", "agree", None, "He begins in November."),
        ("label", "2026-07-21", "agree", None, None),
    ),
    "S-1004": (("partial notice", "2026-10-13", "agree", None, "From 1 November on."),),
    "S-1008": (
        ("cause before close", "2026-07-20", "agree", None, None),
        ("weekend desk", "2026-07-20", "object", None, "Not in the contract's price."),
    ),
}


def enter_actions(pen: Pen) -> None:
    for promised in PROMISED.get(pen.supplier_id, ()):
        _enter_action(pen, promised)
    account = account_of(pen.supplier_id)
    for label, on, answer, due_on, words in ANSWERED.get(pen.supplier_id, ()):
        stated: dict[str, Any] = {"action": label, "answer": answer, "on": on}
        stated |= {"due_on": due_on, "words_said": words}
        pen.enter(on, account, "action_answer", **stated)


def _enter_action(pen: Pen, one: Promised) -> None:
    author = account_of(pen.supplier_id) if one.side == "supplier" else KEEPER
    pen.enter(
        one.agreed_on,
        KEEPER,
        "action",
        one.label,
        what=one.what,
        side=one.side,
        owners=one.owners,
        agreed_on=one.agreed_on,
        meeting=one.meeting,
        metric=one.metric,
        measure=one.measure,
        from_row=one.from_row,
        due_on=one.due_on,
        partner=one.partner,
    )
    for entered_on, due_on, reason in one.moves:
        stated = {"action": one.label, "due_on": due_on, "reason": reason}
        pen.enter(entered_on, author, "action_date", **stated)
    if one.done_on:
        done = {"how": "done", "on": one.done_on, "evidence": one.evidence}
        pen.enter(one.done_on, author, "action_end", action=one.label, **done)
    if one.dropped_on:
        dropped = {"how": "dropped", "on": one.dropped_on, "reason": one.reason}
        pen.enter(one.dropped_on, author, "action_end", action=one.label, **dropped)
