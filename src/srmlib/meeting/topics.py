"""What is written down of what lies ahead in a review: topics with their values and steps,
which five are chosen, and what became of asks.
"""

from __future__ import annotations

from datetime import date

from srmlib.errors import UsageError
from srmlib.meeting.capturing import Capturing
from srmlib.meeting.written import stated
from srmlib.register import Draft
from srmlib.register.kinds.ahead import Ask, AskEvent, Milestone, Topic, TopicValue
from srmlib.relationship.topics import MOST_CHOSEN


class TopicCaptures(Capturing):
    """Calls return the id of what they entered. Raises UsageError for an unknown topic,
    milestone or ask.
    """

    def topic_value(self, topic: str, side: str, value: int) -> str:
        """What a topic is worth to one firm, 0 nothing to 10 most."""

        def new() -> TopicValue:
            self._known(Topic, topic)
            return self._value(topic, side, value)

        return self._sitting.enter_one(new, "joint")

    def values(
        self,
        topic: str,
        *,
        buyer: int | str | None = None,
        supplier: int | str | None = None,
        effort: str | None = None,
    ) -> str:
        """What a topic is worth to each firm, 0 nothing to 10 most, and how much work it
        is: small, middle or large. What is not said stays as it is.
        """

        def drafts() -> list[Draft]:
            self._known(Topic, topic)
            found = [
                self._sitting.draft(self._value(topic, side, value))
                for side, value in (("buyer", buyer), ("supplier", supplier))
                if value not in (None, "")
            ]
            if effort:
                changed = self._changed(Topic, topic, effort=effort)
                found.append(self._sitting.draft(changed, topic))
            if not found:
                raise UsageError(
                    f"Nothing is said of {topic}.\nSay what it is worth, or its effort."
                )
            return found

        return self._sitting.enter(drafts, "joint")[-1].record

    def _value(self, topic: str, side: str, value: object) -> TopicValue:
        found: TopicValue = stated(
            TopicValue,
            topic=topic,
            side=side,
            value=value,
            on=self._sitting.on,
        )
        return found

    def milestone(self, topic: str, what: str, due: date | str) -> str:
        """A step of a topic with a date."""

        def new() -> Milestone:
            self._known(Topic, topic)
            found: Milestone = stated(
                Milestone,
                topic=topic,
                what=what,
                due_on=due,
            )
            return found

        return self._sitting.enter_one(new, "joint")

    def milestone_met(self, milestone: str, on: date | str | None = None) -> str:
        """A step was reached: on the day of the meeting, unless another is said."""

        def met() -> Milestone:
            return self._changed(Milestone, milestone, met_on=on or self._sitting.on)

        return self._sitting.enter_one(met, "joint", record=milestone)

    def choose(self, topic: str, instead_of: str | None = None) -> str:
        """Choose a topic of the long list, in the place of one of the five where all are
        taken: that one goes back to the long list, in the same append.
        """

        def drafts() -> list[Draft]:
            chosen = self._changed(Topic, topic, is_chosen=True, chosen_on=self._sitting.on)
            found = [self._sitting.draft(chosen, topic)]
            if instead_of:
                left = self._changed(Topic, instead_of, is_chosen=False)
                found.insert(0, self._sitting.draft(left, instead_of))
            self._check_place(instead_of, topic)
            return found

        return self._sitting.enter(drafts, "joint")[-1].record

    def answer_ask(
        self,
        ask: str,
        state: str,
        words: str | None = None,
        evidence: str | None = None,
        on: date | str | None = None,
    ) -> str:
        """What becomes of an ask: accepted, started, done with what shows it, or refused
        with the reason. The firm that was asked answers.
        """
        if state == "refused":
            self._must_say(words, "why it is refused")
        self._sitting.look()
        asker = self._known(Ask, ask).now.from_side

        def new() -> AskEvent:
            self._known(Ask, ask)
            found: AskEvent = stated(
                AskEvent,
                ask=ask,
                state=state,
                on=on or self._sitting.on,
                words_said=words,
                evidence=evidence,
            )
            return found

        return self._sitting.enter_one(new, "buyer" if asker == "supplier" else "supplier")

    def _check_place(self, goes: str | None, comes: str | None) -> None:
        """Only a chosen topic makes a place, and no more are chosen than there are
        places.
        """
        chosen = {
            one.id
            for one in self._sitting.book.all(Topic)
            if one.now.is_chosen and one.now.finished_on is None
        }
        if goes and goes not in chosen:
            listed = ", ".join(sorted(chosen)) or "none"
            raise UsageError(
                f"{goes} is not one of the chosen topics, expected one of {listed}.\n"
                "Name one."
            )
        if comes and len(chosen - {goes} | {comes}) > MOST_CHOSEN:
            raise UsageError(
                f"{MOST_CHOSEN} topics are chosen already.\nSay which one goes: choose(…,"
                " instead_of=…)."
            )
