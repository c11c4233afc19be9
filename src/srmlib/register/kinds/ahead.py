"""What both firms plan and ask of each other: topics with values, milestones and events, asks."""

from __future__ import annotations

from typing import ClassVar, Literal

from srmlib.register.kinds.base import (
    Day,
    Ids,
    Kind,
    Name,
    OfMetric,
    Side,
    Text,
    Whole,
    YesNo,
    maybe,
    said,
)


class Topic(Kind):
    kind = "topic"
    title = "Topics"
    prefix = "T"
    words = "something both firms could work on ahead of need"
    example = (
        'what="one label for both firms" form=joint_team effort=small owners="Ann Keller" '
        'target="no relabelling" target_on=2027-03-31'
    )
    refers: ClassVar[dict[str, str]] = {"owners": "person", "replaces": "topic"}
    identity: ClassVar[tuple[str, ...]] = ("what",)
    days: ClassVar[tuple[tuple[str, str], ...]] = (
        ("chosen_on", "target_on"),
        ("chosen_on", "finished_on"),
    )

    what: Text = said("the topic")
    form: Literal["topic", "joint_team", "cross_audit"] = maybe("what it is", "topic")
    effort: Literal["small", "middle", "large"] | None = maybe("how much work it is")
    is_chosen: YesNo = maybe("whether it is one of the five", False)
    chosen_on: Day | None = maybe("day it was chosen")
    owners: Ids = maybe("ids of the pair that owns it, with ; between", ())
    target: Text | None = maybe("what is to be reached")
    target_on: Day | None = maybe("until when")
    replaces: Name | None = maybe("id of the finished topic it replaced")
    finished_on: Day | None = maybe("day it was finished")
    is_about_cost: YesNo = maybe("whether it is to lower the cost of both", False)


class TopicValue(Kind):
    kind = "topic_value"
    title = "Values of topics"
    prefix = "TV"
    words = "what a topic is worth to one firm"
    example = "topic=T-1 side=buyer value=7 on=2026-09-20"
    refers: ClassVar[dict[str, str]] = {"topic": "topic"}
    identity: ClassVar[tuple[str, ...]] = ("topic", "side", "on")

    topic: Name = said("id of the topic")
    side: Side = said("whose value")
    value: Whole = said("0 nothing to 10 most", ge=0, le=10)
    on: Day = said("the day")


class Milestone(Kind):
    kind = "milestone"
    title = "Milestones"
    prefix = "MS"
    words = "a step of a topic with a date"
    example = 'topic=T-1 what="label agreed" due_on=2026-12-15'
    refers: ClassVar[dict[str, str]] = {"topic": "topic"}
    identity: ClassVar[tuple[str, ...]] = ("topic", "what")

    topic: Name = said("id of the topic")
    what: Text = said("the step")
    due_on: Day = said("the day it is due")
    met_on: Day | None = maybe("the day it was reached")


class TopicEvent(Kind):
    kind = "topic_event"
    title = "Events of topics"
    prefix = "TE"
    words = "something that happened in a topic"
    example = 'topic=T-1 on=2026-10-20 what="first sample printed"'
    refers: ClassVar[dict[str, str]] = {"topic": "topic"}
    happened: ClassVar[tuple[str, ...]] = ("on",)

    topic: Name = said("id of the topic")
    on: Day = said("the day")
    what: Text = said("what happened")


class Ask(Kind):
    kind = "ask"
    title = "Asks"
    prefix = "Q"
    words = "something one firm asked of the other for a year"
    example = 'from_side=supplier what="a forecast for six months" form=strategic asked_on=2026-01-15'
    identity: ClassVar[tuple[str, ...]] = ("from_side", "what", "asked_on")

    from_side: Side = said("who asks")
    what: Text = said("what is asked")
    form: Literal["strategic", "operational"] = maybe("what kind", "operational")
    asked_on: Day = said("the day")
    metric: OfMetric | None = maybe("the metric by which both will know")


class AskEvent(Kind):
    kind = "ask_event"
    title = "Events of asks"
    prefix = "QE"
    words = "what became of an ask"
    example = 'ask=Q-1 state=refused on=2026-02-10 words_said="our own orders are known for three months"'
    refers: ClassVar[dict[str, str]] = {"ask": "ask"}
    days: ClassVar[tuple[tuple[str, str], ...]] = (("ask.asked_on", "on"),)
    happened: ClassVar[tuple[str, ...]] = ("on",)

    ask: Name = said("id of the ask")
    state: Literal["accepted", "started", "done", "refused"] = said(
        "the state from this day"
    )
    on: Day = said("the day")
    words_said: Text | None = maybe("the reason, where it is refused")
    evidence: Text | None = maybe("what shows it")
