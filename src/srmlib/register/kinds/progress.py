"""How far what both firms plan has come: goals of topics in numbers, what was reached, findings of
cross-audits, ideas, and time spent on the future.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from srmlib.register.kinds.base import (
    Amount,
    Day,
    Kind,
    Name,
    Side,
    Text,
    Whole,
    maybe,
    said,
)


class TopicGoal(Kind):
    kind = "topic_goal"
    title = "Goals of topics"
    prefix = "TG"
    words = "the number a topic is to reach, with its unit"
    example = 'topic=T-1 goal=0 unit="labels a week" better=down start=400'
    refers: ClassVar[dict[str, str]] = {"topic": "topic"}
    identity: ClassVar[tuple[str, ...]] = ("topic",)

    topic: Name = said("id of the topic")
    goal: Amount = said("the number to be reached")
    unit: Name = said("its unit, such as % or EUR a year")
    better: Literal["up", "down"] = maybe("whether more is better, or less", "up")
    start: Amount | None = maybe("the number it began with")


class TopicResult(Kind):
    kind = "topic_result"
    title = "Results of topics"
    prefix = "TR"
    words = "what a topic had reached on a day, in the unit of its goal"
    example = 'topic=T-1 reached=120 on=2026-10-30 evidence="count of week 43"'
    refers: ClassVar[dict[str, str]] = {"topic": "topic"}
    identity: ClassVar[tuple[str, ...]] = ("topic", "on")
    happened: ClassVar[tuple[str, ...]] = ("on",)

    topic: Name = said("id of the topic")
    reached: Amount = said("the number reached")
    on: Day = said("the day")
    evidence: Text | None = maybe("what shows it")


class TopicAction(Kind):
    kind = "topic_action"
    title = "Actions of topics"
    prefix = "TA"
    words = "an action that belongs to a topic: it is about the future"
    example = "topic=T-1 action=A-1"
    refers: ClassVar[dict[str, str]] = {"topic": "topic", "action": "action"}
    identity: ClassVar[tuple[str, ...]] = ("topic", "action")

    topic: Name = said("id of the topic")
    action: Name = said("id of the action")


class AuditFinding(Kind):
    kind = "audit_finding"
    title = "Findings of cross-audits"
    prefix = "AF"
    words = "what a cross-audit found at one firm"
    example = (
        'topic=T-1 at=supplier what="pallets are packed twice" on=2026-10-20 '
        "saving_amount=8000.00 currency=EUR"
    )
    refers: ClassVar[dict[str, str]] = {"topic": "topic", "action": "action"}
    identity: ClassVar[tuple[str, ...]] = ("topic", "at", "what")

    topic: Name = said("id of the cross-audit")
    at: Side = said("at whose works it was found")
    what: Text = said("what was found")
    on: Day = said("the day")
    saving_amount: Amount | None = maybe("what it could save in a year")
    currency: Name | None = maybe("the currency of the saving, such as EUR")
    action: Name | None = maybe("id of the action it became")


class Idea(Kind):
    kind = "idea"
    title = "Ideas"
    prefix = "Y"
    words = "an idea of one firm for both, and what the other made of it"
    example = 'side=supplier what="returnable boxes" on=2026-10-13'
    refers: ClassVar[dict[str, str]] = {"topic": "topic", "action": "action"}
    identity: ClassVar[tuple[str, ...]] = ("side", "what")
    days: ClassVar[tuple[tuple[str, str], ...]] = (("on", "answered_on"),)

    side: Side = said("whose idea it is")
    what: Text = said("the idea")
    on: Day = said("the day")
    answer: Literal["adopted", "refused"] | None = maybe(
        "the other firm's answer; empty: none yet"
    )
    answered_on: Day | None = maybe("day of the answer")
    reason: Text | None = maybe("why it was refused")
    topic: Name | None = maybe("id of the topic it became")
    action: Name | None = maybe("id of the action it became")


class TimeSpent(Kind):
    kind = "time_spent"
    title = "Time in meetings"
    prefix = "TM"
    words = "minutes of a meeting spent on one item"
    example = 'meeting=M-1 item="one label" looks=ahead minutes=20'
    refers: ClassVar[dict[str, str]] = {"meeting": "meeting"}
    identity: ClassVar[tuple[str, ...]] = ("meeting", "item", "looks")

    meeting: Name = said("id of the meeting")
    item: Name = said("the item of the agenda")
    looks: Literal["ahead", "back"] = said(
        "whether it was about the future or about the past"
    )
    minutes: Whole = said("how many minutes", ge=0)
