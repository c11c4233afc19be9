"""What became of the last actions: lanes of both firms, with the day first promised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from srmlib.encoding import Block
from srmlib.facts import Facts
from srmlib.relationship.action import Action
from srmlib.relationship.actions import SIDES, Actions
from srmlib.relationship.meetings import following_month
from srmlib.reports.page import Section
from srmlib.reports.templating import render
from srmlib.words.actions import (
    actions_explained,
    actions_headline,
    answer_said,
    end_said,
    lane_said,
    periods_said,
    side_said,
)
from srmlib.words.ratings import Firms, firms_of
from srmlib.words.words import day_words

TITLE = "What became of the last actions"
HOW_TO_BEGIN = "actions of both firms (to begin, enter the first: srm register add action)"
# Of the track; what remains is for the words at the end of a bar.
AXIS_PERCENT = 64
MOST_MONTHS = 14
# Months are named while there is room.
MONTHS_NAMED = 9


@dataclass(frozen=True)
class Axis:
    """Whole months from the first to the day after the last."""

    months: tuple[date, ...]
    until: date

    def at(self, day: date) -> float:
        """Where a day lies, in percent of the track; what lies outside stands at the edge."""
        start = self.months[0]
        kept = min(max(day, start), self.until)
        return round(AXIS_PERCENT * (kept - start).days / (self.until - start).days, 2)

    def named(self) -> list[tuple[float, str]]:
        every = 1 if len(self.months) <= MONTHS_NAMED else 2
        return [
            (self.at(month), f"{month:%b}" if place % every == 0 else "")
            for place, month in enumerate(self.months)
        ]


def last_actions(facts: Facts) -> Section:
    """What each firm promised and did, the buyer's first, each with the day first promised."""
    known = facts.relationship
    if known is None or not (known.actions.last or known.actions.new):
        return Section("actions", TITLE, "", Markup(), absent=HOW_TO_BEGIN)
    actions, firms = known.actions, firms_of(facts)
    headline = TITLE
    if actions.last:
        headline = actions_headline(actions, firms)
    axis = _axis(actions)
    body = render(
        "actions.html.j2",
        title=TITLE,
        explained=actions_explained(actions, firms) if actions.last else [],
        months=axis.named(),
        today=axis.at(actions.as_of),
        groups=[
            _group(actions, side, axis, firms, facts) for side in SIDES if actions.of(side)
        ],
        new=[_lane(one, axis, firms, facts) for one in actions.new],
        new_headline=_new_headline(actions.new),
    )
    return Section("actions", headline, headline, body, name="Actions")


def _axis(actions: Actions) -> Axis:
    """From the month the first was agreed in; of what is older, the last months."""
    shown = actions.last or actions.new
    begun = [_begun(one) or actions.as_of for one in shown]
    ends = [day for one in shown for day in (one.due, one.first_due, one.ended_on) if day]
    last = max((*ends, actions.as_of))
    months = [min(begun).replace(day=1)]
    while following_month(months[-1]) <= last:
        months.append(following_month(months[-1]))
    months = months[-MOST_MONTHS:]
    return Axis(tuple(months), following_month(months[-1]))


def _begun(action: Action) -> date | None:
    if action.agreed_on is not None:
        return action.agreed_on
    return action.dates[0].entered_on if action.dates else None


def _group(actions: Actions, side: str, axis: Axis, firms: Firms, facts: Facts) -> Block:
    return {
        "mark": "both" if side == "joint" else side,
        "name": "Both firms" if side == "joint" else firms.begin(side),
        "count": side_said(actions, side),
        "lanes": [_lane(one, axis, firms, facts) for one in actions.of(side)],
    }


def _lane(action: Action, axis: Axis, firms: Firms, facts: Facts) -> Block:
    bold, after = end_said(action)
    return {
        "action": action,
        "mark": "both" if action.side == "joint" else action.side,
        "agreed": day_words(action.agreed_on) if action.agreed_on else "",
        "bar": _bar(action, axis, facts),
        "bold": bold,
        "after": after,
        "words": lane_said(action),
        "answer": answer_said(action, firms),
        "metric": _metric_name(action, facts),
        "periods": periods_said(action.movement) if action.movement else ("", ""),
    }


def _bar(action: Action, axis: Axis, facts: Facts) -> Block:
    """Where the bar of an action lies, its ticks, and the words at its end."""
    as_of = _as_of(facts)
    begin = _begun(action) or as_of
    end = action.ended_on or action.due or as_of
    is_late = action.state == "late" and action.due is not None
    ends_at = axis.at(max(end, as_of) if is_late else end)
    first = axis.at(action.first_due) if action.first_due else None
    return {
        "left": axis.at(begin),
        "width": round(max(axis.at(end) - axis.at(begin), 0.6), 2),
        "is_open_ended": begin < axis.months[0],
        "late": (axis.at(end), round(axis.at(as_of) - axis.at(end), 2))
        if is_late
        else None,
        "first": first,
        "moved": [axis.at(one.on) for one in action.dates[1:-1]],
        "end": max(ends_at, first or 0),
    }


def _as_of(facts: Facts) -> date:
    assert facts.relationship is not None
    return facts.relationship.as_of


def _metric_name(action: Action, facts: Facts) -> str:
    """The metric an action should move, where nothing of it could be counted."""
    names = {one.metric_id: one.name for one in facts.definitions}
    return names.get(action.metric or "", action.metric or "")


def _new_headline(new: Sequence[Action]) -> str:
    days = {one.agreed_on for one in new if one.agreed_on}
    if len(days) == 1:
        return f"Agreed on {day_words(days.pop())}, for the next review"
    return "Agreed since, for the next review"
