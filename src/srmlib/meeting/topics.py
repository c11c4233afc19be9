"""What is written down of topics in a review: their values, their steps, and which five are chosen."""

from __future__ import annotations

from datetime import date

from srmlib.errors import UsageError
from srmlib.meeting.sitting import Sitting, stated
from srmlib.register import Draft
from srmlib.register.kinds.ahead import Milestone, Topic, TopicValue

MOST_CHOSEN = 5


class TopicCaptures:
    """Calls return the id of what they entered. Raises UsageError for an unknown topic."""

    def __init__(self, sitting: Sitting):
        self._sitting = sitting

    def value(self, topic: str, side: str, value: int) -> str:
        """What a topic is worth to one firm, 0 nothing to 10 most."""
        self._topic(topic)
        new = stated(
            TopicValue,
            topic=topic,
            side=side,
            value=value,
            on=self._sitting.on,
        )
        return self._sitting.enter(new, side).record

    def milestone(self, topic: str, what: str, due: date | str) -> str:
        """A step of a topic with a date."""
        self._topic(topic)
        new = stated(
            Milestone,
            topic=topic,
            what=what,
            due_on=due,
        )
        return self._sitting.enter(new, "joint").record

    def choose(self, topic: str, instead_of: str | None = None) -> str:
        """Choose a topic of the long list, in the place of one of the five where all are taken: that
        one goes back to the long list, in the same append.
        """
        chosen = self._topic(topic).model_dump() | {
            "is_chosen": True,
            "chosen_on": self._sitting.on,
        }
        drafts = []
        if instead_of is not None:
            left = self._topic(instead_of).model_dump() | {"is_chosen": False}
            drafts.append(
                Draft(
                    stated(Topic, **left),
                    self._sitting.supplier_id,
                    instead_of,
                )
            )
        elif self._chosen() >= MOST_CHOSEN:
            raise UsageError(
                f"{MOST_CHOSEN} topics are chosen already.\nSay which one goes: choose(…,"
                " instead_of=…)."
            )
        drafts.append(
            Draft(
                stated(Topic, **chosen),
                self._sitting.supplier_id,
                topic,
            )
        )
        return self._sitting.enter_all(drafts, "joint")[-1].record

    def _chosen(self) -> int:
        topics = [one.now for one in self._sitting.book.all(Topic)]
        return sum(one.is_chosen and one.finished_on is None for one in topics)

    def _topic(self, topic: str) -> Topic:
        found = self._sitting.book.find(Topic, topic)
        if found is None:
            listed = ", ".join(one.id for one in self._sitting.book.all(Topic)) or "none"
            raise UsageError(f"There is no topic '{topic}', expected one of {listed}.\nName one.")
        return found.now
