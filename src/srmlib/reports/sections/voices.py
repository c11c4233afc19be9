"""What the supplier says, what both firms dispute, and what reads differently since last quarter."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from srmlib.agreement.restatement import RESTATED_COLUMNS, restated_rows
from srmlib.encoding import Block
from srmlib.facts import Facts
from srmlib.partnering.known import is_signed_by
from srmlib.relationship.voices import Objection
from srmlib.reports.page import Section
from srmlib.reports.sections.tables import printed
from srmlib.reports.templating import render
from srmlib.words.actions import days_said
from srmlib.words.metric import decided_words, disputed_words
from srmlib.words.page import replies_headline
from srmlib.words.plainly import possessive
from srmlib.words.ratings import Firms, firms_of, other
from srmlib.words.replies import (
    CLAIMS,
    DAYS_TO_ANSWER,
    decision_said,
    disputes_headline,
    effect_said,
    form_said,
    objection_said,
    state_said,
    waited_said,
    was_said,
)
from srmlib.words.restatement import restatement_words
from srmlib.words.words import day_words, upper_first

TITLE = "Disputes, and numbers that read differently since last quarter"
HOW_TO_BEGIN = (
    "disputes and replies (to begin, send the reply form: srm reply-form; or enter one: srm"
    " register add dispute)"
)


def replies(facts: Facts) -> Section:
    """The supplier's statement as received, what it answers, the disputes with their answers and
    what each does to its number; and what was published last time against the same quarter now.
    """
    firms = firms_of(facts)
    rows = _disputes(facts, firms)
    said = _said(facts, firms)
    headline = replies_headline(facts)
    restated = [
        row for restatement in facts.restatements for row in restated_rows(restatement)
    ]
    body = render(
        "replies.html.j2",
        headline=headline,
        facts=facts,
        firms=firms,
        said=said,
        disputes=rows,
        disputes_headline=disputes_headline(row["state_words"] for row in rows)
        if rows
        else "",
        has_effects=any(row["effect"] for row in rows),
        ranges=_ranges(facts),
        restated=[(one, restatement_words(one)) for one in facts.restatements],
    )
    tables = {
        "disputes": facts.disputes,
        "restated": pd.DataFrame(restated, columns=list(RESTATED_COLUMNS), dtype=object),
    }
    is_there = bool(said or rows or restated)
    return Section(
        "replies",
        f"What {firms.supplier} says" if said else TITLE,
        headline,
        body,
        tables,
        name="Replies" if said else "Disputes",
        absent="" if is_there else HOW_TO_BEGIN,
    )


def _said(facts: Facts, firms: Firms) -> Block | None:
    """The statements, the form and the objections; None where the register has none of them."""
    if facts.relationship is None:
        return None
    voices = facts.relationship.voices
    objections = [
        {
            "metric": _name(facts, one.metric),
            "version": one.version,
            "one": one,
            "waits": objection_said(one, firms, is_open=_is_open(facts, one)),
        }
        for one in voices.objections
    ]
    if not (voices.statements or voices.form or objections):
        return None
    statements = [{"one": one, "on": day_words(one.on)} for one in voices.statements]
    is_silent = voices.statement_of("supplier") is None
    return {
        "statements": statements,
        "silent": form_said(voices.form, firms.supplier) if is_silent else "",
        "is_silent": is_silent,
        "objections": objections,
    }


def _is_open(facts: Facts, objection: Objection) -> bool:
    """Whether nobody has answered: the firm has not signed, and no new version stands."""
    asked = (objection.metric, objection.version)
    in_force = [one for one in facts.definitions if (one.metric_id, one.version) == asked]
    return any(not is_signed_by(one, objection.side) for one in in_force)


def _ranges(facts: Facts) -> list[tuple[str, str]]:
    """By metric how far open disputes move it, and what decided ones moved."""
    found = []
    for reading in (*facts.readings, *facts.ours):
        words = [was_said(facts, reading), disputed_words(reading), decided_words(reading)]
        said = ". ".join(upper_first(one) for one in words if one)
        if said:
            found.append((f"{reading.definition.name}: {reading.text}", said))
    return found


def _disputes(facts: Facts, firms: Firms) -> list[Block]:
    """The disputes over rows of the quarter, as printed; the firm that raised it is marked."""
    shown = printed(facts.disputes)
    known = facts.disputes.astype(object).to_dict("records")
    return [
        _dispute(facts, firms, row, cells) for row, cells in zip(known, shown, strict=True)
    ]


def _dispute(
    facts: Facts, firms: Firms, row: Mapping[Hashable, Any], cells: dict[str, str]
) -> Block:
    voices = facts.relationship.voices if facts.relationship else None
    entered = voices.dispute(row["dispute_id"]) if voices else None
    is_open = row["state"] == "open"
    as_of = facts.relationship.as_of if facts.relationship else facts.as_of
    days = entered.days if entered else (as_of - row["raised_on"]).days
    waits = entered.is_waiting if entered else is_open and not cells["answer"]
    waited = waited_said(entered) if entered else ""
    if waits and not entered:
        waited = f"no answer for {days_said(days)}"
    state = state_said(
        row["state"],
        row["raised_by"],
        firms,
        is_by_both=entered.is_by_both if entered else False,
    )
    return cells | {
        "name": _name(facts, row["metric_id"]),
        "claim_words": CLAIMS[row["claim"]],
        "answers": other(row["raised_by"]),
        "raised": day_words(row["raised_on"]),
        "origin_words": "" if entered else f"as {possessive(firms.buyer)} files have it",
        "is_unanswered": is_open or waits,
        "waited": waited,
        "is_late": waits and days > DAYS_TO_ANSWER,
        "state_words": state,
        "decision": decision_said(entered),
        "effect": _effect(facts, firms, row),
    }


def _effect(
    facts: Facts, firms: Firms, row: Mapping[Hashable, Any]
) -> tuple[str, str] | None:
    """What it does to the number; None where too few rows are counted to say so."""
    if facts.relationship is None:
        return None
    effect = facts.relationship.voices.effects.get(row["dispute_id"])
    reading = facts.reading(row["metric_id"])
    if effect is None or reading.state != "ok":
        return None
    return effect_said(reading, effect, firms.of(row["raised_by"]))


def _name(facts: Facts, metric: str) -> str:
    names = {one.metric_id: one.name for one in facts.definitions}
    return names.get(metric, metric)
