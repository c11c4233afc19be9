"""Ahead: the topics both firms chose, the long list by what each is worth to them, and what the work
on the future brings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
from markupsafe import Markup

from srmlib.encoding import Block
from srmlib.facts import Facts
from srmlib.relationship.ahead import Ahead
from srmlib.relationship.future import Finding
from srmlib.relationship.persons import SIDES
from srmlib.relationship.topics import EFFORTS, MOST_CHOSEN, Milestone, Topic, Topics
from srmlib.reports.page import Section
from srmlib.reports.sections.value_plot import placed
from srmlib.reports.templating import render
from srmlib.words.ahead import (
    EFFORTS as EFFORT_WORDS,
)
from srmlib.words.ahead import (
    FORMS,
    activity_said,
    changed_said,
    ideas_said,
    plot_said,
    ranks_said,
    reached_said,
    saving_said,
    share_said,
    topics_explained,
    topics_headline,
    values_said,
)
from srmlib.words.ratings import Firms, firms_of
from srmlib.words.words import day_words

TITLE = "Ahead"
BEGINS = "topics for the future (to begin, enter the first: srm register add topic)"
COLUMNS = {
    "topics": (
        *("topic", "what", "form", "state", "buyer_value", "supplier_value", "waits_for"),
        *(
            "effort",
            "buyer_owner",
            "supplier_owner",
            "target",
            "target_on",
            "reached",
            "goal",
        ),
        *("unit", "last_activity", "is_quiet", "replaces"),
    ),
    "milestones": ("topic", "what", "due_on", "met_on"),
    "findings": (
        "audit",
        "at",
        "what",
        "on",
        "saving",
        "currency",
        "action",
        "action_state",
    ),
    "ideas": ("side", "what", "on", "state", "reason", "became"),
}


def ahead(facts: Facts) -> Section:
    """What moved of the chosen topics, each with owners, target and milestones; the long list; audits
    and ideas.
    """
    known = facts.relationship
    if known is None or not known.ahead.topics:
        tables = {name: _table(name, []) for name in COLUMNS}
        return Section("ahead", TITLE, "", Markup(), tables, absent=BEGINS)
    return topics_of_both(known.ahead, firms_of(facts))


def topics_of_both(of: Ahead, firms: Firms) -> Section:
    """The section where there are topics."""
    topics = of.topics
    headline = topics_headline(topics)
    body = render(
        "ahead.html.j2",
        firms=firms,
        explained=topics_explained(topics, firms),
        share=share_said(of.future),
        cards=[_card(one, topics, firms) for one in topics.chosen],
        empty=range(MOST_CHOSEN - len(topics.chosen)),
        points=placed(topics),
        plot=plot_said(topics, firms),
        listed=[_row(one, firms) for one in topics.listed],
        finished=[_finished(one) for one in topics.finished],
        audits=[_audit(one, of, firms) for one in topics.all if one.form == "cross_audit"],
        ideas=ideas_said(of.future, firms),
        day_words=day_words,
    )
    return Section("ahead", headline, headline, body, _tables(of), name="Ahead")


def _card(one: Topic, topics: Topics, firms: Firms) -> Block:
    activity, is_quiet = activity_said(one, topics.as_of)
    reached, is_unmeasured = reached_said(one.reached)
    return {
        "topic": one,
        "form": FORMS[one.form],
        "replaces": one.replaces,
        "owners": [(side, one.owners[side]) for side in SIDES],
        "worth": values_said(one.values, firms),
        "ranks": ranks_said(one, firms),
        "changed": changed_said(one.values, firms),
        "is_overdue": bool(one.target_on and one.target_on < topics.as_of),
        "reached": reached,
        "is_unmeasured": is_unmeasured,
        "steps": [_step(step, topics.as_of) for step in one.milestones],
        "activity": activity,
        "is_quiet": is_quiet,
    }


def _step(one: Milestone, as_of: date) -> tuple[Milestone, str, bool]:
    """A milestone with its day, in short where it is of this year."""
    day = one.met_on or one.due_on
    year = "" if day.year == as_of.year else f" {day.year}"
    return one, f"{day.day} {day:%b}{year}", one.is_late(as_of)


def _row(one: Topic, firms: Firms) -> Block:
    return {
        "topic": one,
        "worth": values_said(one.values, firms),
        "is_waiting": not one.values.are_both,
        "effort": EFFORT_WORDS.get(one.effort or "", ""),
        "changed": changed_said(one.values, firms),
    }


def _finished(one: Topic) -> Block:
    reached, _ = reached_said(one.reached, is_finished=True)
    return {"topic": one, "reached": reached}


# --- Cross-audits


@dataclass(frozen=True)
class AtFirm:
    """What an audit found at one firm: how many, and the best opportunities."""

    side: str
    count: int
    best: Sequence[tuple[Finding, str]]


def _audit(one: Topic, of: Ahead, firms: Firms) -> Block:
    sides = [
        AtFirm(
            side,
            of.future.count(one.id, side),
            [(found, saving_said(found)) for found in of.future.best(one.id, side)],
        )
        for side in SIDES
    ]
    return {"topic": one, "sides": sides}


# --- Tables


def _tables(of: Ahead) -> dict[str, pd.DataFrame]:
    topics = of.topics.all
    rows: dict[str, list[tuple[object, ...]]] = {
        "topics": [_topic_row(one) for one in topics],
        "milestones": [
            (one.id, step.what, step.due_on, step.met_on)
            for one in topics
            for step in one.milestones
        ],
        "findings": [
            tuple(getattr(one, name) for name in COLUMNS["findings"])
            for one in of.future.findings
        ],
        "ideas": [
            tuple(getattr(one, name) for name in COLUMNS["ideas"])
            for one in of.future.ideas
        ],
    }
    return {name: _table(name, found) for name, found in rows.items()}


def _topic_row(one: Topic) -> tuple[object, ...]:
    values, reached = one.values, one.reached
    effort = EFFORTS.index(one.effort) + 1 if one.effort else None
    owners = [
        owner.called if owner else None for owner in (one.owners[side] for side in SIDES)
    ]
    measured = (reached.last, reached.goal, reached.unit) if reached else (None, None, None)
    return (
        *(
            one.id,
            one.what,
            one.form,
            one.state,
            values.buyer,
            values.supplier,
            values.waits_for,
        ),
        *(effort, *owners, one.target, one.target_on),
        *measured,
        *(one.last_activity, one.is_quiet, one.replaces),
    )


def _table(name: str, rows: list[tuple[object, ...]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(COLUMNS[name]), dtype=object)
