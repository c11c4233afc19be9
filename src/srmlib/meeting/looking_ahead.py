"""What is written down of topics and asks, on any day of the year or in a review: each call
is one append to the register, with time, side and author; nothing is changed or deleted
there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from srmlib.errors import UsageError
from srmlib.meeting.sitting import Sitting
from srmlib.meeting.topics import TopicCaptures
from srmlib.meeting.written import stated
from srmlib.register import Draft
from srmlib.register.kinds.ahead import Ask, Topic, TopicEvent
from srmlib.register.kinds.base import Kind
from srmlib.register.kinds.progress import (
    AuditFinding,
    Idea,
    TopicAction,
    TopicGoal,
    TopicResult,
)

Number = Decimal | int | str


class Table(Sitting):
    """A sitting that need be no review: what is entered makes no meeting."""

    def _first(self, asked: Sequence[Draft]) -> list[Draft]:
        return []


class AheadCaptures(TopicCaptures):
    """Every call returns the id of the record it entered.

    `side` is the firm that says it, buyer or supplier. Days are dates or texts such as
    2026-10-30; where none is named it is the day of this sitting. Raises UsageError for
    somebody or something the register does not know; nothing is entered then.
    """

    # --- Topics

    def topic(
        self,
        what: str,
        *,
        form: str = "topic",
        effort: str | None = None,
        is_about_cost: bool = False,
        side: str = "joint",
    ) -> str:
        """A topic for the long list."""
        said = {"form": form, "effort": effort, "is_about_cost": is_about_cost}
        return self._new(Topic, side, what=what, **said)

    def aim(
        self,
        topic: str,
        target: str,
        by: date | str | None = None,
        who: str | Sequence[str] | None = None,
    ) -> str:
        """What a topic is to reach, until when, and the pair that owns it."""

        def aimed() -> Topic:
            said = {
                "target": target,
                "target_on": by,
                "owners": self._sitting.people.ids_of(who),
            }
            return self._changed(
                Topic, topic, **{name: one for name, one in said.items() if one}
            )

        return self._sitting.enter_one(aimed, "joint", record=topic)

    def finish(self, topic: str, next_topic: str | None = None) -> str:
        """A chosen topic is finished; `next_topic` of the long list takes its place, in the
        same append.
        """
        on = self._sitting.on

        def drafts() -> list[Draft]:
            finished = self._changed(Topic, topic, finished_on=on)
            found = [self._sitting.draft(finished, topic)]
            if next_topic:
                taken = {"is_chosen": True, "chosen_on": on, "replaces": topic}
                follows = self._changed(Topic, next_topic, **taken)
                found.append(self._sitting.draft(follows, next_topic))
            self._check_place(topic, next_topic)
            return found

        return self._sitting.enter(drafts, "joint")[0].record

    def happened(self, topic: str, what: str, on: date | str | None = None) -> str:
        """Something happened in a topic."""
        return self._in_topic(TopicEvent, topic, what=what, on=on or self._sitting.on)

    def goal(
        self,
        topic: str,
        goal: Number,
        unit: str,
        *,
        better: str = "up",
        start: Number | None = None,
    ) -> str:
        """The number a topic is to reach; said again, it is corrected."""
        said = {"goal": f"{goal}", "unit": unit, "better": better, "start": _text(start)}

        def drafts() -> list[Draft]:
            self._known(Topic, topic)
            goals = self._sitting.book.all(TopicGoal)
            before = next((one.id for one in goals if one.now.topic == topic), None)
            return [self._sitting.draft(stated(TopicGoal, topic=topic, **said), before)]

        return self._sitting.enter(drafts, "joint")[-1].record

    def reached(
        self,
        topic: str,
        reached: Number,
        evidence: str | None = None,
        on: date | str | None = None,
    ) -> str:
        """What a topic has reached, in the unit of its goal."""
        said = {"reached": f"{reached}", "evidence": evidence, "on": on or self._sitting.on}

        def new() -> TopicResult:
            self._known(Topic, topic)
            if not any(one.now.topic == topic for one in self._sitting.book.all(TopicGoal)):
                raise UsageError(
                    f"{topic} has no goal in a unit yet.\nEnter it first: goal(…)."
                )
            found: TopicResult = stated(TopicResult, topic=topic, **said)
            return found

        return self._sitting.enter_one(new, "joint")

    def belongs(self, topic: str, action: str) -> str:
        """An action is a step of a topic: it counts among those about the future."""
        return self._in_topic(TopicAction, topic, action=action)

    def finding(
        self,
        topic: str,
        at: str,
        what: str,
        *,
        saving: Number | None = None,
        currency: str | None = None,
        action: str | None = None,
    ) -> str:
        """What a cross-audit found at one firm, and the action it became."""
        said = {"saving_amount": _text(saving), "currency": currency, "action": action}

        def new() -> AuditFinding:
            if self._known(Topic, topic).now.form != "cross_audit":
                raise UsageError(
                    f"{topic} is no cross-audit: findings are those of one.\n"
                    "Name a cross-audit, or enter one: topic(…, form='cross_audit')."
                )
            found: AuditFinding = stated(
                AuditFinding, topic=topic, at=at, what=what, on=self._sitting.on, **said
            )
            return found

        return self._sitting.enter_one(new, "joint")

    def idea(self, side: str, what: str) -> str:
        return self._new(Idea, side, side=side, what=what, on=self._sitting.on)

    def adopt(self, idea: str, became: str | None = None) -> str:
        """An idea is adopted; `became` is the topic or action it is now."""

        def adopted() -> Idea:
            is_topic = self._sitting.book.find(Topic, became or "") is not None
            return self._answered(
                idea, "adopted", **{"topic" if is_topic else "action": became}
            )

        return self._sitting.enter_one(adopted, self._asked_of(idea), record=idea)

    def turn_down(self, idea: str, reason: str) -> str:
        self._must_say(reason, "why it is turned down")

        def turned_down() -> Idea:
            return self._answered(idea, "refused", reason=reason)

        return self._sitting.enter_one(turned_down, self._asked_of(idea), record=idea)

    def _asked_of(self, idea: str) -> str:
        """The firm that answers an idea: the other one."""
        self._sitting.look()
        return "supplier" if self._known(Idea, idea).now.side == "buyer" else "buyer"

    def _answered(self, idea: str, answer: str, **more: str | None) -> Idea:
        on = self._sitting.on
        return self._changed(Idea, idea, answer=answer, answered_on=on, **more)

    # --- Asks

    def ask(self, side: str, what: str, form: str = "strategic") -> str:
        """What one firm asks of the other for a year."""
        on = self._sitting.on
        return self._new(Ask, side, from_side=side, what=what, form=form, asked_on=on)

    # --- How it is entered

    def _new(self, kind: type[Kind], by: str, /, **said: Any) -> str:
        return self._sitting.enter_one(lambda: stated(kind, **said), by)

    def _in_topic(self, kind: type[Kind], topic: str, /, **said: Any) -> str:
        """Something new in a topic that is known."""

        def new() -> Kind:
            self._known(Topic, topic)
            found: Kind = stated(kind, topic=topic, **said)
            return found

        return self._sitting.enter_one(new, "joint")


def _text(number: Number | None) -> str | None:
    return None if number in (None, "") else f"{number}"
