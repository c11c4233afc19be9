"""Topics and asks of one supplier at one table, on any day of the year: what stands, and
what is written down.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from srmlib.facts.suppliers import find_supplier
from srmlib.meeting.asked import author_of, day_of, not_today
from srmlib.meeting.checks import Check
from srmlib.meeting.lists import CheckList, people_listed
from srmlib.meeting.looking_ahead import AheadCaptures, Table
from srmlib.numbers import count_words
from srmlib.register import open_register
from srmlib.relationship.ahead import Ahead, ahead_of
from srmlib.relationship.topics import MOST_CHOSEN
from srmlib.reports.page import Section
from srmlib.reports.sections.ahead import topics_of_both
from srmlib.reports.sections.asks import asks_of_both
from srmlib.rules.calendar import Quarter
from srmlib.snapshot import open_snapshot
from srmlib.words.ratings import Firms
from srmlib.words.words import day_words
from srmlib.workspace import Workspace

if TYPE_CHECKING:
    from srmlib.meeting.planning_controls import PlanningControls


@dataclass(repr=False)
class Planning:
    """`open_planning` opens one. `asks` and `topics` show what stands now, `capture` writes
    down, `show` does it by forms; `missing` says what is not there yet and how to begin.
    """

    table: Table
    quarter: Quarter
    firms: Firms
    capture: AheadCaptures = field(init=False)

    def __post_init__(self) -> None:
        self.capture = AheadCaptures(self.table)

    @property
    def ahead(self) -> Ahead:
        """As the register stands after the last entry."""
        table = self.table
        table.look()
        return ahead_of(table.shown, table.supplier_id, self.quarter, table.on)

    def asks(self) -> Section | CheckList:
        """Last year's asks with what became of them, then this year's."""
        of = self.ahead
        if of.asks or of.boards:
            return asks_of_both(of, self.firms)
        return CheckList(
            "Nothing is asked yet", [self._begins("An ask", "capture.ask(side, what)")]
        )

    def topics(self) -> Section | CheckList:
        """What moved of the five, and the long list."""
        of = self.ahead
        if of.topics:
            return topics_of_both(of, self.firms)
        return CheckList(
            "No topic is entered yet", [self._begins("A topic", "capture.topic(what)")]
        )

    @staticmethod
    def _begins(what: str, call: str) -> Check:
        begins = f"to begin: {call}, or the forms below"
        return Check(f"{what} is entered", False, "none yet", begins=begins)

    def missing(self) -> CheckList:
        """What of both is not there yet."""
        of = self.ahead
        checks = [people_listed(self.table), *_topics(of), *_asks(of)]
        waiting = sum(not one.is_there for one in checks)
        headline = (
            f"{count_words(waiting, 'thing')} not there yet" if waiting else "All is there"
        )
        return CheckList(headline, checks)

    def show(self) -> PlanningControls:
        """The same by forms, in JupyterLab."""
        from srmlib.meeting.planning_controls import PlanningControls

        return PlanningControls(self)

    @property
    def title(self) -> str:
        day = day_words(self.table.on)
        return f"Topics and asks of {self.firms.buyer} and {self.firms.supplier}, {day}"

    def __repr__(self) -> str:
        return self.title + not_today(self.table.on)


def _topics(of: Ahead) -> list[Check]:
    topics = of.topics
    valued = sum(one.values.are_both for one in topics.all)
    is_aimed = [one for one in topics.chosen if one.target and one.target_on]
    owned = [one for one in topics.chosen if all(one.owners.values())]
    chosen = len(topics.chosen)
    return [
        Check(
            "A long list of topics",
            bool(topics),
            count_words(len(topics.all), "topic"),
            begins="each is entered by capture.topic(what)",
        ),
        Check(
            "Every topic is valued by both firms",
            bool(topics) and valued == len(topics.all),
            f"{valued} of {len(topics.all)}",
            begins="each firm says its own by capture.topic_value(topic, side, value)",
        ),
        Check(
            f"{MOST_CHOSEN} topics are chosen",
            chosen == MOST_CHOSEN,
            f"{chosen} chosen",
            begins="each by capture.choose(topic)",
        ),
        Check(
            "Each has a target and a date",
            chosen == len(is_aimed) > 0,
            f"{len(is_aimed)} of {chosen}",
            begins="by capture.aim(topic, target, by)",
        ),
        Check(
            "Each has an owner in each firm",
            chosen == len(owned) > 0,
            f"{len(owned)} of {chosen}",
            begins="by capture.aim(topic, target, by, who)",
        ),
    ]


def _asks(of: Ahead) -> list[Check]:
    asks = of.asks
    answered = [one for one in asks.last if one.became.state != "open"]
    new = {one.from_side for one in asks.new}
    return [
        Check(
            "Every ask of last year has an answer",
            len(answered) == len(asks.last) > 0,
            f"{len(answered)} of {len(asks.last)}",
            begins="by capture.answer_ask(ask, state)",
        ),
        Check(
            "Both firms asked for next year",
            new == {"buyer", "supplier"},
            count_words(len(asks.new), "ask"),
            begins="each by capture.ask(side, what)",
        ),
    ]


def open_planning(
    supplier_id: str,
    *,
    on: date | str | None = None,
    author: str | None = None,
    snapshot: str | None = None,
    workspace: Workspace | None = None,
) -> Planning:
    """Topics and asks of a supplier: `open_planning("S-1001", on="2026-10-13")`.

    `on` is the day of the talk (empty: the as-of date of the snapshot), `author` who writes
    (empty: `SRM_AUTHOR`). Raises UsageError where nobody is named who writes, for an
    unknown supplier and for what is no day.
    """
    home = workspace or Workspace.find()
    who = author_of(author, "open_planning")
    with open_snapshot(home, snapshot) as known:
        supplier = find_supplier(known, supplier_id)
        day = day_of(on) or known.as_of
        quarter = Quarter.last_full(day, known.fiscal_year)
        firms = Firms(known.buyer or "the buyer", supplier.name)
    following = Quarter.of(quarter.until, known.fiscal_year)
    table = Table(
        open_register(home),
        supplier_id,
        quarter.label,
        following.label,
        day,
        who,
        f"AHEAD-{supplier_id}",
    )
    return Planning(table, quarter, firms)
